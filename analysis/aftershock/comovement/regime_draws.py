"""Covariances of both regimes in bootstrap samples of rows that keep their labels and their runs."""

import numpy as np

from aftershock.comovement.war_risk_core import enough_rows
from aftershock.typing import BoolArray, FloatArray, IntArray

AT_ONCE = 200
"""Samples whose counts are held at one time."""


def row_counts(news: BoolArray, *, n_draws: int, block_length: float, rng: np.random.Generator) -> FloatArray:
    """Count how often each row comes in samples drawn in runs of geometric length, shape (n_draws, n_rows)."""
    counts = np.empty((n_draws, news.size))
    for draw in range(n_draws):
        rows: IntArray = enough_rows(news, block_length=block_length, rng=rng)
        counts[draw] = np.bincount(rows, minlength=news.size)
    return counts


def weighted_covariances(values: FloatArray, counts: FloatArray) -> FloatArray:
    """Compute the covariance of rows that count so many times, divisor their number, shape (m, k, k).

    Examples
    --------
    >>> weighted_covariances(np.array([[1.0], [3.0]]), np.array([[1.0, 1.0], [3.0, 1.0]])).ravel()
    array([1.  , 0.75])
    """
    n_rows, size = values.shape
    centred = values - values.mean(axis=0)
    products = (centred[:, :, None] * centred[:, None, :]).reshape(n_rows, size * size)
    totals = counts.sum(axis=1)
    means = counts @ centred / totals[:, None]
    seconds = (counts @ products / totals[:, None]).reshape(-1, size, size)
    return np.asarray(seconds - means[:, :, None] * means[:, None, :])


def regime_covariances(
    values: FloatArray, news: BoolArray, counts: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Compute the covariances of calm and of news rows in each sample, both of shape (m, k, k)."""
    calm = weighted_covariances(values[~news], counts[:, ~news])
    return calm, weighted_covariances(values[news], counts[:, news])
