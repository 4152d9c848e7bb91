"""How covariances differ between news and other rows, and how uncertain the difference is."""

from dataclasses import dataclass

import numpy as np

from aftershock.typing import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class RegimeMoments:
    """Hold the difference of covariances between news and other rows.

    Parameters
    ----------
    difference : ndarray of shape (k,)
        News minus other, one entry a pair of assets (row by row of the lower triangle), k = n (n + 1) / 2.
    covariance : ndarray of shape (k, k)
        Estimated covariance of ``difference``, robust to unequal variances and to dependence over ``lags`` rows.
    pairs : ndarray of shape (k, 2)
        Columns of each entry.
    news_variance, other_variance : ndarray of shape (n,)
        Variances in each regime, divisor the number of rows.
    n_news, n_other : int
        Rows in each regime.
    lags : int
        Rows over which products may depend on each other.
    """

    difference: FloatArray
    covariance: FloatArray
    pairs: IntArray
    news_variance: FloatArray
    other_variance: FloatArray
    n_news: int
    n_other: int
    lags: int

    def position(self, first: int, second: int) -> int:
        """Find the entry of a pair of columns."""
        low, high = min(first, second), max(first, second)
        return high * (high + 1) // 2 + low

    def variance_std_error(self, column: int) -> float:
        """Compute the standard error of the difference of one variance."""
        place = self.position(column, column)
        return float(np.sqrt(self.covariance[place, place]))


def regime_demeaned(values: FloatArray, news: BoolArray) -> FloatArray:
    """Take the mean of its own regime from every row.

    Examples
    --------
    >>> regime_demeaned(np.array([[1.0], [3.0], [10.0], [12.0]]), np.array([True, True, False, False])).ravel()
    array([-1.,  1., -1.,  1.])
    """
    centred = np.array(values, dtype=np.float64)
    for regime in (news, ~news):
        centred[regime] -= centred[regime].mean(axis=0)
    return centred


def pair_columns(n_assets: int) -> IntArray:
    """List the columns of every entry of the lower triangle, row by row.

    Examples
    --------
    >>> pair_columns(2).tolist()
    [[0, 0], [1, 0], [1, 1]]
    """
    return np.stack(np.tril_indices(n_assets), axis=1).astype(np.int64)


def default_lags(n_rows: int) -> int:
    """Choose how many rows products may depend on: the whole part of 4 (n / 100)^(2/9).

    Examples
    --------
    >>> default_lags(250), default_lags(5000)
    (4, 9)
    """
    return int(4 * (n_rows / 100) ** (2 / 9))


def regime_moments(values: FloatArray, news: BoolArray, *, lags: int) -> RegimeMoments:
    r"""Compare the covariance of news rows with that of other rows.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves, complete, in order of time.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news; both kinds are there.
    lags : int
        Bartlett lags of the long-run covariance of the products; 0 for rows that are independent.

    Returns
    -------
    RegimeMoments

    Notes
    -----
    With moves centred by regime, :math:`\Delta\Omega = T_1^{-1}\sum_{news} x_t x_t' - T_0^{-1}\sum_{other} x_t x_t'`.
    Its covariance is the long-run covariance of :math:`\pm T_j^{-1}(x_t x_t' - \Omega_j)` over all rows in their order,
    with Bartlett weights, so that clusters of volatile days count.

    Examples
    --------
    >>> moments = regime_moments(np.array([[-2.0], [2.0], [-1.0], [1.0]]), np.array([True, True, False, False]), lags=0)
    >>> float(moments.difference[0])
    3.0
    """
    centred, pairs = regime_demeaned(values, news), pair_columns(values.shape[1])
    products = centred[:, pairs[:, 0]] * centred[:, pairs[:, 1]]
    means = {kind: products[news == kind].mean(axis=0) for kind in (True, False)}
    shares = np.where(news, 1.0 / news.sum(), -1.0 / (~news).sum())[:, None]
    influence = shares * (products - np.where(news[:, None], means[True], means[False]))
    own = pairs[:, 0] == pairs[:, 1]
    return RegimeMoments(
        difference=means[True] - means[False],
        covariance=long_run_sum(influence, lags),
        pairs=pairs,
        news_variance=means[True][own],
        other_variance=means[False][own],
        n_news=int(news.sum()),
        n_other=int((~news).sum()),
        lags=lags,
    )


def long_run_sum(influence: FloatArray, lags: int) -> FloatArray:
    """Estimate the covariance of a sum of dependent rows with Bartlett weights, shape (k, k).

    Examples
    --------
    >>> long_run_sum(np.array([[1.0], [-1.0], [1.0]]), 0)
    array([[3.]])
    """
    total = influence.T @ influence
    for lag in range(1, lags + 1):
        later = influence[lag:].T @ influence[:-lag]
        total = total + (1 - lag / (lags + 1)) * (later + later.T)
    return np.asarray(total)
