"""Whether two correlation matrices are the same: Jennrich's statistic, and its distribution over shifted labels."""

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.forbes_rigobon import adjusted_covariances, correlations_of
from aftershock.comovement.regime_draws import weighted_covariances
from aftershock.typing import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class ShiftedStatistics:
    """Hold the statistic of the labels as they are and those of every shift of them, ``others`` of shape (m,)."""

    actual: float
    others: FloatArray


def jennrich_statistic(first: FloatArray, second: FloatArray, n_first: float, n_second: float) -> FloatArray:
    r"""Measure how far apart two correlation matrices are.

    Parameters
    ----------
    first, second : ndarray of shape (m, k, k)
        Correlation matrices.
    n_first, n_second : float
        Rows behind each.

    Returns
    -------
    ndarray of shape (m,)
        :math:`\frac12 tr(Z^2) - dg(Z)' S^{-1} dg(Z)`, :math:`Z = \sqrt{c}\,\bar R^{-1}(R_1 - R_2)`,
        :math:`c = n_1 n_2/(n_1 + n_2)`, :math:`S = \delta_{ij} + \bar r_{ij}\bar r^{ij}`; chi-square with k (k - 1) / 2
        degrees of freedom for normal rows. NaN where the pooled matrix cannot be inverted.

    References
    ----------
    Jennrich, R. I. (1970). An asymptotic chi-square test for the equality of two correlation matrices. Journal of the
    American Statistical Association 65, 904-912.

    Examples
    --------
    >>> one, other = np.array([[[1.0, 0.5], [0.5, 1.0]]]), np.array([[[1.0, 0.1], [0.1, 1.0]]])
    >>> [round(float(value), 2) for value in jennrich_statistic(one, other, 100, 100)]
    [9.66]
    """
    size, total = first.shape[-1], n_first + n_second
    pooled = (n_first * first + n_second * second) / total
    usable = np.isfinite(pooled).all(axis=(1, 2)) & (np.abs(np.linalg.det(np.nan_to_num(pooled))) > 1e-12)
    result = np.full(len(first), np.nan)
    inverse = np.linalg.inv(pooled[usable])
    scaled = np.sqrt(n_first * n_second / total) * inverse @ (first - second)[usable]
    weights = np.eye(size) + pooled[usable] * inverse
    diagonal = np.einsum("mkk->mk", scaled)
    half = np.einsum("mij,mji->m", scaled, scaled) / 2
    result[usable] = half - np.einsum(
        "mk,mk->m", diagonal, np.linalg.solve(weights, diagonal[:, :, None])[:, :, 0]
    )
    return result


def calmed_moves(values: FloatArray, news: BoolArray) -> FloatArray:
    r"""Shrink the source's moves in news rows to their calm size, and with them what they pass on.

    Parameters
    ----------
    values : ndarray of shape (n_rows, k)
        Moves, complete; the source comes first.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.

    Returns
    -------
    ndarray of shape (n_rows, k)
        :math:`\tilde x_t = x_t \sigma_{calm}/\sigma_{news}` in news rows and
        :math:`\tilde y_t = y_t + b(\tilde x_t - x_t)`, b the slope over all rows, each regime less its own mean.
        If links are the same, so are now the correlations.

    Examples
    --------
    >>> calmed = calmed_moves(np.array([[2.0, 4.0], [-2.0, -4.0], [1.0, 2.0], [-1.0, -2.0]]), np.arange(4) < 2)
    >>> calmed.tolist()
    [[1.0, 2.0], [-1.0, -2.0], [1.0, 2.0], [-1.0, -2.0]]
    """
    centred = values - np.where(news[:, None], values[news].mean(axis=0), values[~news].mean(axis=0))
    source = centred[:, 0]
    slopes = source @ centred / (source @ source)
    shrink = np.where(news, source[~news].std() / source[news].std(), 1.0)
    return np.asarray(centred + np.outer((shrink - 1.0) * source, slopes))


def shifted_statistics(values: FloatArray, news: BoolArray, *, adjusted: bool) -> ShiftedStatistics:
    """Compare the two regimes for the labels as they are and for every shift of them on a circle.

    Shifts keep the runs of news and everything that links neighbouring rows. With ``adjusted`` the source, the first
    column, is given the variance it has outside, for the actual labels and for each shift alike.
    """
    labels = news[(np.arange(news.size)[None, :] - np.arange(news.size)[:, None]) % news.size].astype(
        np.float64
    )
    n_news = float(news.sum())
    inside, outside = weighted_covariances(values, labels), weighted_covariances(values, 1.0 - labels)
    if adjusted:
        inside = adjusted_covariances(inside, outside)
    found = jennrich_statistic(correlations_of(inside), correlations_of(outside), n_news, news.size - n_news)
    return ShiftedStatistics(float(found[0]), found[1:])
