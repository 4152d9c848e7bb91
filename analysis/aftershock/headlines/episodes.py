"""Episodes: headlines too close together to be told apart."""

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.typing import InstantArray, IntArray


def assign_episodes(instants: npt.ArrayLike, *, gap: str | timedelta | np.timedelta64) -> IntArray:
    """Assign to each instant the number of its episode.

    Use it before any inference: a burst of headlines is one event. Neighbouring instants less than
    ``gap`` apart belong to one episode, and so on along the chain: an episode may outlast ``gap``.

    Parameters
    ----------
    instants : array_like of datetime64, shape (n,)
        Instants in UTC, in any order.
    gap : str, datetime.timedelta or numpy.timedelta64
        Smallest distance between two episodes, e.g. "30min"; positive.

    Returns
    -------
    ndarray of int64, shape (n,)
        Episode of each instant, counted from 0 by time, in the order of ``instants``.

    Raises
    ------
    HeadlineError
        If ``gap`` is not a positive span, or an instant is missing (NaT).

    Examples
    --------
    >>> times = ["2022-02-17T09:10", "2022-02-17T10:15", "2022-02-17T10:25"]
    >>> assign_episodes(np.array(times, dtype="datetime64[m]"), gap="30min")
    array([0, 1, 1])
    """
    times = _utc(instants)
    span = _positive_gap(gap)
    if np.isnat(times).any():
        raise HeadlineError(
            f"instants holds {np.isnat(times).sum()} missing values of {times.size}; drop them first.",
            missing=np.flatnonzero(np.isnat(times)).tolist(),
        )
    order = np.argsort(times, kind="stable")
    starts = np.diff(times[order]) >= span
    episodes = np.zeros(times.size, dtype=np.int64)
    episodes[order[1:]] = np.cumsum(starts)
    return episodes


def _utc(instants: npt.ArrayLike) -> InstantArray:
    """Instants as datetime64[ns] in UTC, whether they came naive or tz-aware."""
    index = pd.DatetimeIndex(pd.to_datetime(np.asarray(instants).ravel(), utc=True))
    return index.tz_localize(None).to_numpy().astype("datetime64[ns]")


def _positive_gap(gap: str | timedelta | np.timedelta64) -> np.timedelta64:
    """Check the gap and give it as timedelta64[ns]."""
    try:
        span = np.timedelta64(pd.Timedelta(gap).as_unit("ns").value, "ns")
    except ValueError as error:
        raise HeadlineError(f"gap is {gap!r}; it must be a span such as '30min'.", gap=gap) from error
    if not span > np.timedelta64(0, "ns"):
        raise HeadlineError(f"gap is {gap!r}; it must be positive, e.g. '30min'.", gap=gap)
    return span
