"""The jackknife: how much a mean hangs on one event or one date."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.inference.clusters import cluster_sums
from aftershock.typing import FloatArray, LabelArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Jackknife:
    """Hold a mean with what leaving out one event or one date makes of it.

    Parameters
    ----------
    estimate : float
        Mean over all events.
    bias_corrected : float
        Mean less its jackknife bias; the same as ``estimate`` when all dates have as many events.
    std_error : float
        Jackknife standard error; across dates it allows for any dependence within a date.
    low, high : float
        Smallest and largest mean with one event or date left out.
    most_influential : int
        Position, in the order of the labels, of the event or date whose absence changes the mean most; -1 without.
    name : str
        Name of that event or date, where it is known.
    n_left_out : int
        How many were left out in turn.
    unit : str
        Unit of all numbers.
    reason : str
        Why there are no numbers; empty otherwise.
    """

    estimate: float = math.nan
    bias_corrected: float = math.nan
    std_error: float = math.nan
    low: float = math.nan
    high: float = math.nan
    most_influential: int = -1
    name: str = ""
    n_left_out: int = 0
    unit: str = ""
    reason: str = ""


def jackknife(values: FloatArray, *, dates: LabelArray | None = None, unit: str = "") -> Jackknife:
    """Leave out one event, or all events of one date, at a time and compute the mean of the others.

    Use it to see whether a finding is the work of a single headline or day.

    Parameters
    ----------
    values : ndarray of shape (n_events,)
        Cumulative abnormal moves, plain or standardized. NaN are left out and not counted.
    dates : ndarray of shape (n_events,), optional
        Labels of the dates to leave out whole; without, one event at a time.
    unit : str
        Unit of ``values``.

    Returns
    -------
    Jackknife
        Without numbers, and with the reason, below two events or dates.

    Raises
    ------
    InferenceError
        If there is not one label an event.

    Notes
    -----
    ``m_(g)`` the mean without g, ``m_(.)`` their mean over the G left out in turn: ``bias = (G - 1)(m_(.) - m)``,
    ``se**2 = (G - 1)/G sum_g (m_(g) - m_(.))**2``. Leaving out single events gives ``sd / sqrt(n)`` exactly.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, eq. 11.4 and 11.5.

    Examples
    --------
    >>> found = jackknife(np.array([1.0, 2.0, 3.0, 0.0, 2.0, 10.0]))
    >>> found.estimate, round(found.low, 2), round(found.high, 2), found.most_influential
    (3.0, 1.6, 3.6, 5)
    """
    labels = np.arange(len(values)) if dates is None else dates
    sums, counts = cluster_sums(values, labels)
    present = np.flatnonzero(counts)
    sums, counts = sums[present], counts[present]
    if counts.size < 2:
        kind = "event(s)" if dates is None else "date(s)"
        return Jackknife(unit=unit, reason=f"{counts.size} {kind}; leaving one out needs at least 2")
    estimate = float(sums.sum() / counts.sum())
    left = (sums.sum() - sums) / (counts.sum() - counts)
    n_left_out = counts.size
    bias = (n_left_out - 1) * (float(left.mean()) - estimate)
    return Jackknife(
        estimate=estimate,
        bias_corrected=estimate - bias,
        std_error=math.sqrt((n_left_out - 1) * float(left.var())),
        low=float(left.min()),
        high=float(left.max()),
        most_influential=int(present[np.abs(left - estimate).argmax()]),
        n_left_out=n_left_out,
        unit=unit,
    )
