"""What a correlation would have been had the source of the moves been as calm as on other rows."""

import math

import numpy as np

from aftershock.typing import FloatArray


def adjusted_correlation(correlation: float, variance_ratio: float) -> float:
    r"""Take out of a correlation what a more volatile source alone has put in.

    Use it where news raises the variance of one asset, the source, and its links to others may not have changed. With
    an unchanged link the plain correlation still rises, because the source's moves stand out more from noise.

    Parameters
    ----------
    correlation : float
        Measured while the source is volatile, between -1 and 1.
    variance_ratio : float
        Variance of the source then over its variance in calm times, above zero.

    Returns
    -------
    float
        NaN if either is NaN.

    Notes
    -----
    :math:`\rho = \rho^* / \sqrt{1 + \delta\,(1 - \rho^{*2})}`, :math:`\delta` the variance ratio minus one. Assumes
    that moves run from the source to the other asset only and that no other shock became more volatile.

    References
    ----------
    Forbes, K. J. and Rigobon, R. (2002). No contagion, only interdependence: measuring stock market comovements.
    Journal of Finance 57, 2223-2261.

    Examples
    --------
    >>> round(adjusted_correlation(0.6, 4.0), 6)
    0.351123
    """
    return correlation / math.sqrt(1.0 + (variance_ratio - 1.0) * (1.0 - correlation**2))


def fisher_z_difference(first: float, second: float, n_first: int, n_second: int) -> float:
    r"""Compare two correlations of independent normal samples.

    Parameters
    ----------
    first, second : float
        Correlations.
    n_first, n_second : int
        Rows behind each.

    Returns
    -------
    float
        :math:`(\mathrm{artanh} r_1 - \mathrm{artanh} r_2) / \sqrt{1/(n_1 - 3) + 1/(n_2 - 3)}`, standard normal where
        the correlations are the same and moves are normal and independent; both are rarely so.

    Examples
    --------
    >>> round(fisher_z_difference(0.5, 0.5, 30, 60), 6)
    0.0
    """
    spread = math.sqrt(1.0 / (n_first - 3) + 1.0 / (n_second - 3))
    return (math.atanh(first) - math.atanh(second)) / spread


def adjusted_covariances(news: FloatArray, calm: FloatArray) -> FloatArray:
    r"""Give the first asset of news covariances its calm variance, and leave every link to it as it was in the news.

    Parameters
    ----------
    news, calm : ndarray of shape (m, k, k)
        Covariances; the source comes first.

    Returns
    -------
    ndarray of shape (m, k, k)
        :math:`\Sigma_{news} + b b' (\sigma_{calm}^2 - \sigma_{news}^2)`, :math:`b_j` the slope of asset j on the source
        in the news, 1 for the source itself. For a pair with the source its correlation is that of
        `adjusted_correlation`.

    Examples
    --------
    >>> news, calm = np.array([[[4.0, 2.0], [2.0, 2.0]]]), np.array([[[1.0, 0.5], [0.5, 1.25]]])
    >>> adjusted_covariances(news, calm)[0].tolist()
    [[1.0, 0.5], [0.5, 1.25]]
    """
    own = news[:, :1, 0]
    slopes = news[:, 0, :] / own
    change = calm[:, 0, 0] - news[:, 0, 0]
    return np.asarray(news + change[:, None, None] * slopes[:, :, None] * slopes[:, None, :])


def correlations_of(covariances: FloatArray) -> FloatArray:
    """Turn covariances into correlations, shape (m, k, k); NaN where an asset does not move."""
    scales = np.sqrt(np.einsum("mkk->mk", covariances))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(covariances / scales[:, :, None] / scales[:, None, :])
