"""The sample-quantile rank of many events at once."""

from dataclasses import dataclass

import numpy as np

from aftershock.typing import FloatArray, IntArray

CHUNK = 2048
"""Events whose runs are summed together."""


@dataclass(frozen=True, slots=True, eq=False)
class QuietRanks:
    """Where each event stands among runs of as many consecutive estimation days.

    Parameters
    ----------
    pvalue : ndarray of shape (n_events,)
        Two-sided, as :func:`aftershock.inference.sample_quantile` computes it; NaN without a sum or without runs.
    rank : ndarray of shape (n_events,)
        Rank of the size of the sum among itself and the runs; NaN without a sum.
    n_quiet : ndarray of int, shape (n_events,)
        Runs that have a value on every day.
    """

    pvalue: FloatArray
    rank: FloatArray
    n_quiet: IntArray


def quiet_ranks(car: FloatArray, n_days: IntArray, residuals: FloatArray) -> QuietRanks:
    """Rank sums of abnormal moves among the runs of their estimation windows.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves.
    n_days : ndarray of int, shape (n_events,)
        Days in each sum.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation windows in time order; NaN are left out and not counted.

    Returns
    -------
    QuietRanks

    Examples
    --------
    >>> ranks = quiet_ranks(np.array([3.0]), np.array([1]), np.linspace(-1, 1, 199)[None, :])
    >>> float(ranks.pvalue[0]), float(ranks.rank[0])
    (0.01, 1.0)
    """
    below, above, larger, n_quiet = (np.zeros(car.size, dtype=np.int64) for _ in range(4))
    for length in np.unique(np.maximum(n_days, 1)):
        events = np.flatnonzero(np.maximum(n_days, 1) == length)
        for first in range(0, events.size if residuals.shape[1] >= length else 0, CHUNK):
            some = events[first : first + CHUNK]
            runs = np.lib.stride_tricks.sliding_window_view(residuals[some], length, axis=1).sum(axis=-1)
            below[some] = (runs <= car[some, None]).sum(axis=1)
            above[some] = (runs >= car[some, None]).sum(axis=1)
            larger[some] = (np.abs(runs) > np.abs(car[some, None])).sum(axis=1)
            n_quiet[some] = np.isfinite(runs).sum(axis=1)
    pvalue = np.minimum(1.0, 2 * np.minimum((1 + below) / (n_quiet + 1), (1 + above) / (n_quiet + 1)))
    known = np.isfinite(car)
    return QuietRanks(
        pvalue=np.where(known & (n_quiet > 0), pvalue, np.nan),
        rank=np.where(known, 1.0 + larger, np.nan),
        n_quiet=n_quiet,
    )
