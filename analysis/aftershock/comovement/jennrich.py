"""Tests that two correlation matrices are equal, on arrays: Jennrich's, and its form for adjusted correlations."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc

from aftershock.typing import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class CommonLinks:
    """Hold what is the same in both regimes when links hold, and the source's variance in each.

    Parameters
    ----------
    calm_variance, news_variance : float
        Variance of the source.
    responses : ndarray of shape (n_assets,)
        Response of every asset to the source; the source comes first and responds by one.
    residuals : ndarray of shape (n_assets, n_assets)
        Covariance of what the source leaves; the row and column of the source are zero.
    shocks : ndarray of shape (n_rows, n_assets)
        The source over its standard deviation in the regime, and what it leaves of the others, without mean.
    """

    calm_variance: float
    news_variance: float
    responses: FloatArray
    residuals: FloatArray
    shocks: FloatArray


def jennrich_statistic(first: FloatArray, second: FloatArray, n_first: int, n_second: int) -> float:
    """Compute Jennrich's statistic of two correlation matrices of independent normal samples.

    Use it on matrices that are comparable as they are; under equal correlations it has a chi-square distribution with
    ``k (k - 1) / 2`` degrees of freedom. It must not be used on news and calm rows as measured.

    Parameters
    ----------
    first, second : ndarray of shape (k, k)
        Correlation matrices without NaN.
    n_first, n_second : int
        Rows behind them.

    Returns
    -------
    float

    Notes
    -----
    ``J = tr(Z Z) / 2 - dg(Z)' S^-1 dg(Z)`` with ``R = (n1 R1 + n2 R2) / (n1 + n2)``, ``c = n1 n2 / (n1 + n2)``,
    ``Z = sqrt(c) R^-1 (R1 - R2)`` and ``S = I + R * R^-1`` elementwise.

    References
    ----------
    Jennrich (1970), Journal of the American Statistical Association 65, 904-912.

    Examples
    --------
    >>> flat, linked = np.eye(2), np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> round(jennrich_statistic(linked, flat, 100, 100), 3)
    14.222
    """
    total = n_first + n_second
    pooled = (n_first * first + n_second * second) / total
    inverse = np.linalg.inv(pooled)
    scaled = np.sqrt(n_first * n_second / total) * inverse @ (first - second)
    diagonal = np.diag(scaled)
    correction = diagonal @ np.linalg.solve(np.eye(len(first)) + pooled * inverse, diagonal)
    return float(np.trace(scaled @ scaled) / 2 - correction)


def chi2_tail(statistic: float, df: int) -> float:
    """Compute the upper tail of the chi-square distribution."""
    return float(gammaincc(df / 2, statistic / 2))


def common_links(values: FloatArray, news: BoolArray) -> CommonLinks:
    """Estimate links common to both regimes, each about its own means.

    ``values`` has shape (n_rows, n_assets), the source first, without NaN. Responses are least squares over all rows.
    """
    centred = np.empty_like(values)
    for rows in (news, ~news):
        centred[rows] = values[rows] - values[rows].mean(axis=0)
    source = centred[:, 0]
    responses = source @ centred / (source @ source)
    shocks = centred - source[:, None] * responses
    shocks[:, 0] = 0.0
    residuals = shocks.T @ shocks / (len(values) - 3)
    calm_variance, news_variance = (float(values[rows, 0].var(ddof=1)) for rows in (~news, news))
    shocks[:, 0] = source / np.sqrt(np.where(news, news_variance, calm_variance))
    return CommonLinks(calm_variance, news_variance, responses, residuals, shocks)


def adjusted_difference(calm: FloatArray, news: FloatArray) -> FloatArray:
    """Compute adjusted news correlations less calm ones, from covariances with the source first.

    Parameters
    ----------
    calm, news : ndarray of shape (..., k, k)
        Covariance matrices.

    Returns
    -------
    ndarray of shape (..., k (k - 1) / 2)
        Upper triangle by rows.
    """
    above = np.triu_indices(calm.shape[-1], 1)
    adjusted = adjusted_covariance(news, calm[..., 0, 0])
    return np.asarray((_correlations(adjusted) - _correlations(calm))[..., above[0], above[1]])


def adjusted_covariance(news: FloatArray, calm_variance: FloatArray | float) -> FloatArray:
    """Compute the covariances of news rows had the source, the first asset, its calm variance.

    Examples
    --------
    >>> adjusted_covariance(np.array([[4.0, 2.0], [2.0, 3.0]]), 1.0)
    array([[1.  , 0.5 ],
           [0.5 , 2.25]])
    """
    variance = news[..., 0, 0]
    responses = news[..., 0, :] / variance[..., None]
    change = (np.asarray(calm_variance) - variance)[..., None, None]
    return np.asarray(news + change * responses[..., :, None] * responses[..., None, :])


def _correlations(covariances: FloatArray) -> FloatArray:
    """Divide covariance matrices by standard deviations."""
    scale = np.sqrt(np.einsum("...ii->...i", covariances))
    return np.asarray(covariances / scale[..., :, None] / scale[..., None, :])


def difference_covariance(links: CommonLinks, n_calm: int, n_news: int) -> FloatArray:
    """Compute the normal-theory covariance of adjusted news correlations less calm ones when links hold.

    Parameters
    ----------
    links : CommonLinks
        What is common to both regimes.
    n_calm, n_news : int
        Rows of the regimes.

    Returns
    -------
    ndarray of shape (k (k - 1) / 2, k (k - 1) / 2)

    Notes
    -----
    With ``v`` the calm variance of the source and ``phi`` the variance ratio, responses vary by ``W / (n v)`` in calm
    and ``W / (n phi v)`` in news rows, residual covariances ``W`` as those of a normal sample, and the variance of the
    source enters both matrices alike and drops out. With that variance in and ``phi = 1`` it is Jennrich's covariance.
    """
    variance, loadings = links.calm_variance, links.responses
    ratio = links.news_variance / variance
    by_rows = 1 / n_news + 1 / n_calm
    by_responses = (1 / (n_news * ratio) + 1 / n_calm) * variance
    explained = np.outer(loadings, loadings)
    fourth = by_rows * _paired(links.residuals, links.residuals) + by_responses * (
        _paired(explained, links.residuals) + _paired(links.residuals, explained)
    )
    return _correlation_covariance(fourth, variance * explained + links.residuals)


def _paired(one: FloatArray, other: FloatArray) -> FloatArray:
    """Compute ``one_ik other_jl + one_il other_jk`` for all i, j, k, l."""
    return np.asarray(np.einsum("ik,jl->ijkl", one, other) + np.einsum("il,jk->ijkl", one, other))


def _correlation_covariance(fourth: FloatArray, covariance: FloatArray) -> FloatArray:
    """Take the covariance of covariances, shape (k, k, k, k), to that of correlations by the delta method."""
    scale = np.sqrt(np.diag(covariance))
    standardized = fourth / np.einsum("i,j,k,l->ijkl", scale, scale, scale, scale)
    correlation = covariance / np.outer(scale, scale)
    rows, columns = np.triu_indices(len(scale), 1)
    gradient = np.zeros((len(rows), len(scale), len(scale)))
    places = np.arange(len(rows))
    gradient[places, rows, columns] = 1.0
    gradient[places, rows, rows] = gradient[places, columns, columns] = -correlation[rows, columns] / 2
    return np.asarray(np.einsum("pij,ijkl,qkl->pq", gradient, standardized, gradient, optimize=True))
