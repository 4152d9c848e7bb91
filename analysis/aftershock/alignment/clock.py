"""Where instants fall among strikes, opening hours and bars, on plain arrays of UTC instants."""

import numpy as np

from aftershock.typing import BoolArray, InstantArray, IntArray, SpanArray

ZERO = np.timedelta64(0, "ns")
NEVER = np.timedelta64("NaT", "ns")
NO_INSTANT = np.datetime64("NaT", "ns")


def session_rows(strikes: InstantArray, instants: InstantArray) -> IntArray:
    """Find the first strike at or after each instant.

    Parameters
    ----------
    strikes : ndarray of datetime64[ns], shape (n_sessions,)
        Ascending strikes, UTC.
    instants : ndarray of datetime64[ns], shape (n,)
        UTC.

    Returns
    -------
    ndarray of int, shape (n,)
        Row of the session; ``n_sessions`` where no strike follows.

    Examples
    --------
    >>> strikes = np.array(["2022-02-17T18:30", "2022-02-18T18:30"], dtype="datetime64[ns]")
    >>> session_rows(strikes, np.array(["2022-02-17T18:30", "2022-02-17T18:32"], dtype="datetime64[ns]"))
    array([0, 1])
    """
    return np.searchsorted(strikes, instants, side="left").astype(np.int64, copy=False)


def last_ended(ends: InstantArray, instants: InstantArray) -> IntArray:
    """Find the last bar that ended at or before each instant; -1 where there is none.

    Examples
    --------
    >>> ends = np.array(["2022-02-17T09:35", "2022-02-17T09:40"], dtype="datetime64[ns]")
    >>> last_ended(ends, np.array(["2022-02-17T09:35:00", "2022-02-17T09:34"], dtype="datetime64[ns]"))
    array([ 0, -1])
    """
    rows = np.searchsorted(ends, instants, side="right").astype(np.int64, copy=False)
    rows -= 1
    return rows


def first_ended(ends: InstantArray, instants: InstantArray) -> IntArray:
    """Find the first bar that ends at or after each instant; ``n_bars`` where there is none.

    Examples
    --------
    >>> ends = np.array(["2022-02-17T09:35", "2022-02-17T09:40"], dtype="datetime64[ns]")
    >>> first_ended(ends, np.array(["2022-02-17T09:35", "2022-02-17T09:36"], dtype="datetime64[ns]"))
    array([0, 1])
    """
    return np.searchsorted(ends, instants, side="left").astype(np.int64, copy=False)


def at_rows(instants: InstantArray, rows: IntArray) -> InstantArray:
    """Take instants by row; NaT for a row before the first or after the last.

    Examples
    --------
    >>> at_rows(np.array(["2022-02-17T09:35"], dtype="datetime64[m]"), np.array([-1, 0, 1])).tolist()[::2]
    [None, None]
    """
    if rows.size and rows.min() >= 0 and rows.max() < instants.size:
        return instants.take(rows)
    known = (rows >= 0) & (rows < instants.size)
    return np.append(instants, NO_INSTANT).take(np.where(known, rows, -1))


def inside(starts: InstantArray, ends: InstantArray, instants: InstantArray) -> BoolArray:
    """Say whether each instant lies in one of the ascending spans ``[start, end)``.

    Examples
    --------
    >>> at = np.array(["2022-02-17T09:30", "2022-02-17T16:00"], dtype="datetime64[ns]")
    >>> inside(at[:1], at[1:], at)
    array([ True, False])
    """
    return np.asarray(instants < at_rows(ends, last_ended(starts, instants)), dtype=np.bool_)


def wait_until_open(starts: InstantArray, ends: InstantArray, instants: InstantArray) -> SpanArray:
    """Measure how long each instant waits for the next span ``[start, end)``.

    Parameters
    ----------
    starts, ends : ndarray of datetime64[ns], shape (n_spans,)
        Ascending, not overlapping.
    instants : ndarray of datetime64[ns], shape (n,)
        UTC.

    Returns
    -------
    ndarray of timedelta64[ns], shape (n,)
        Zero inside a span; NaT where no span follows.

    Examples
    --------
    >>> at = np.array(["2022-02-17T09:30", "2022-02-17T16:00"], dtype="datetime64[ns]")
    >>> wait_until_open(at[:1], at[1:], np.array(["2022-02-17T09:00"], dtype="datetime64[ns]"))
    array([1800000000000], dtype='timedelta64[ns]')
    """
    begun = last_ended(starts, instants)
    return wait_after(at_rows(starts, begun + 1), at_rows(ends, begun), instants)


def wait_after(following: InstantArray, ended: InstantArray, instants: InstantArray) -> SpanArray:
    """Measure how long each instant waits, given the next start and the end of the last span that began.

    Parameters
    ----------
    following, ended : ndarray of datetime64[ns], shape (n,)
        NaT where there is no such span.
    instants : ndarray of datetime64[ns], shape (n,)
        UTC.

    Returns
    -------
    ndarray of timedelta64[ns], shape (n,)
        Zero before the end; NaT where no span follows.

    Examples
    --------
    >>> at = np.array(["2022-02-17T16:00", "2022-02-18T09:30"], dtype="datetime64[ns]")
    >>> wait_after(at[1:], at[:1], at[:1]).astype("timedelta64[m]")
    array([1050], dtype='timedelta64[m]')
    """
    wait: SpanArray = following - instants
    wait[instants < ended] = ZERO
    return wait
