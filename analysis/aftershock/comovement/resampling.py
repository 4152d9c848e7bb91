"""Bootstrap samples as counts of rows, and correlations of many samples in one matrix product."""

import math

import numpy as np
from arch.bootstrap import optimal_block_length as arch_block_length
from scipy.special import stdtrit

from aftershock.typing import FloatArray, IntArray

AT_ONCE = 500
"""Samples held in memory at one time."""


def block_counts(n_rows: int, *, n_draws: int, block_length: float, rng: np.random.Generator) -> FloatArray:
    """Draw samples of rows in runs of geometric length on a circle, and count how often each row comes.

    Parameters
    ----------
    n_rows : int
        Rows of the data and of every sample.
    n_draws : int
        Samples.
    block_length : float
        Mean length of a run, 1 for independent rows.
    rng : Generator
        Random numbers.

    Returns
    -------
    ndarray of shape (n_draws, n_rows)
        Each row sums to ``n_rows``.

    References
    ----------
    Politis, D. N. and Romano, J. P. (1994). The stationary bootstrap. Journal of the American Statistical Association
    89, 1303-1313.

    Examples
    --------
    >>> counts = block_counts(6, n_draws=3, block_length=2.0, rng=np.random.default_rng(1))
    >>> counts.sum(axis=1)
    array([6., 6., 6.])
    """
    runs = n_rows / block_length
    n_runs = min(n_rows, int(runs + 8 * math.sqrt(runs) + 8))
    ends = np.minimum(np.cumsum(rng.geometric(1.0 / block_length, size=(n_draws, n_runs)), axis=1), n_rows)
    ends[:, -1] = n_rows
    lengths = np.diff(ends, axis=1, prepend=0)
    starts = rng.integers(0, n_rows, size=(n_draws, n_runs))
    stops = starts + lengths
    wrapped = stops >= n_rows
    offsets = np.arange(n_draws)[:, None] * n_rows
    size = n_draws * n_rows
    steps = np.bincount((starts + offsets).ravel(), minlength=size)
    steps -= np.bincount((stops - n_rows * wrapped + offsets).ravel(), minlength=size)
    steps = steps.reshape(n_draws, n_rows)
    steps[:, 0] += wrapped.sum(axis=1)
    return np.cumsum(steps, axis=1).astype(np.float64)


def cluster_counts(clusters: IntArray, *, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw whole clusters with replacement, and count how often each row comes, shape (n_draws, n_rows).

    Parameters
    ----------
    clusters : ndarray of int, shape (n_rows,)
        Number of the cluster of each row, from 0.
    n_draws : int
        Samples.
    rng : Generator
        Random numbers.

    Returns
    -------
    ndarray of shape (n_draws, n_rows)

    Examples
    --------
    >>> cluster_counts(np.array([0, 0, 1]), n_draws=1, rng=np.random.default_rng(3)).tolist()
    [[0.0, 0.0, 2.0]]
    """
    n_clusters = int(clusters.max()) + 1
    drawn = rng.multinomial(n_clusters, np.full(n_clusters, 1.0 / n_clusters), size=n_draws)
    return np.asarray(drawn[:, clusters], dtype=np.float64)


def weighted_correlations(values: FloatArray, counts: FloatArray) -> FloatArray:
    """Compute the correlations of rows that count so many times, pair by pair where both are there.

    Parameters
    ----------
    values : ndarray of shape (n_rows, k)
        NaN where there is no value.
    counts : ndarray of shape (m, n_rows)
        How often each row counts in each sample.

    Returns
    -------
    ndarray of shape (m, k, k)
        NaN where a column does not move over the rows of a pair.

    Examples
    --------
    >>> values = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 1.0]])
    >>> weighted_correlations(values, np.ones((1, 3))).round(4)[0, 0, 1]
    np.float64(0.866)
    """
    k = values.shape[1]
    there = np.isfinite(values)
    if there.all():
        return _complete_correlations(values, counts)
    filled = np.where(there, values - np.nanmean(values, axis=0), 0.0)
    first, second = np.triu_indices(k)
    both = there[:, first] & there[:, second]
    one, other = filled[:, first] * both, filled[:, second] * both
    terms = np.concatenate([both, one, other, one * other, one**2, other**2], axis=1)
    n, sum_one, sum_other, cross, square_one, square_other = np.split(counts @ terms, 6, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = cross / n - sum_one * sum_other / n**2
        spread = (square_one / n - (sum_one / n) ** 2) * (square_other / n - (sum_other / n) ** 2)
        pairs = np.where(spread > 0, covariance / np.sqrt(spread), np.nan)
    result = np.empty((counts.shape[0], k, k))
    result[:, first, second] = result[:, second, first] = pairs
    return result


def _complete_correlations(values: FloatArray, counts: FloatArray) -> FloatArray:
    """Compute weighted correlations of rows without holes from one product of sums and products."""
    k = values.shape[1]
    first, second = np.triu_indices(k)
    centred = values - values.mean(axis=0)
    sums = counts @ np.concatenate([centred, centred[:, first] * centred[:, second]], axis=1)
    moments = sums / counts.sum(axis=1, keepdims=True)
    means, products = moments[:, :k], moments[:, k:]
    covariances = np.empty((counts.shape[0], k, k))
    covariances[:, first, second] = products - means[:, first] * means[:, second]
    covariances[:, second, first] = covariances[:, first, second]
    variances = np.einsum("mkk->mk", covariances)
    scales = np.sqrt(np.where(variances > 0, variances, np.nan))
    return np.asarray(covariances / scales[:, :, None] / scales[:, None, :])


def block_correlations(
    values: FloatArray, *, n_draws: int, block_length: float, rng: np.random.Generator
) -> FloatArray:
    """Compute the correlations of samples drawn in runs, shape (n_draws, k, k), some hundred samples at a time.

    Examples
    --------
    >>> values = np.random.default_rng(1).normal(size=(50, 2))
    >>> block_correlations(values, n_draws=20, block_length=3.0, rng=np.random.default_rng(2)).shape
    (20, 2, 2)
    """
    parts = []
    for start in range(0, n_draws, AT_ONCE):
        size = min(AT_ONCE, n_draws - start)
        counts = block_counts(len(values), n_draws=size, block_length=block_length, rng=rng)
        parts.append(weighted_correlations(values, counts))
    return np.concatenate(parts)


def optimal_block_length(values: FloatArray) -> float:
    """Choose the mean length of runs for the stationary bootstrap: the longest of the columns' squares and levels.

    Parameters
    ----------
    values : ndarray of shape (n_rows, k)
        Complete rows.

    Returns
    -------
    float
        At least 1, at most a tenth of the rows.

    References
    ----------
    Patton, A., Politis, D. N. and White, H. (2009). Correction to: Automatic block-length selection for the dependent
    bootstrap. Econometric Reviews 28, 372-375.

    Examples
    --------
    >>> 1.0 <= optimal_block_length(np.random.default_rng(1).normal(size=(400, 2))) < 8.0
    True
    """
    centred = values - values.mean(axis=0)
    found = [arch_block_length(column)["stationary"].iloc[0] for column in (*centred.T, *(centred**2).T)]
    return float(np.clip(max(found), 1.0, max(1.0, len(values) / 10)))


def spread_interval(estimate: FloatArray, draws: FloatArray, *, clusters: float, alpha: float) -> FloatArray:
    """Build intervals from the spread of draws, times t with as many degrees of freedom as clusters less one.

    Parameters
    ----------
    estimate : ndarray of shape (...)
        On a scale on which it is about normal, e.g. Fisher's z.
    draws : ndarray of shape (m, ...)
        Bootstrap draws on the same scale; NaN are left out.
    clusters : float
        Independent pieces the data amount to.
    alpha : float
        One minus the coverage.

    Returns
    -------
    ndarray of shape (2, ...)
        Low, then high.

    Examples
    --------
    >>> low, high = spread_interval(np.array(0.0), np.array([-1.0, 1.0]), clusters=30.0, alpha=0.1)
    >>> round(float(high), 2)
    1.73
    """
    spread = np.nanstd(draws, axis=0) * math.sqrt(clusters / (clusters - 1.0))
    half = float(stdtrit(clusters - 1.0, 1.0 - alpha / 2)) * spread
    return np.stack([estimate - half, estimate + half])
