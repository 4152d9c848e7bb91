"""Cutting windows of event time out of arrays in session order."""

import numpy as np

from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray, IntArray


def cut_windows(values: FloatArray, rows: IntArray, window: Window) -> FloatArray:
    """Cut the same window around many rows.

    Parameters
    ----------
    values : ndarray of shape (n_sessions,)
        Values in session order.
    rows : ndarray of int, shape (n_events,)
        Rows of the event sessions, inside the values.
    window : Window
        Sessions relative to the event.

    Returns
    -------
    ndarray of shape (n_events, n_days)
        NaN beyond the values.

    Examples
    --------
    >>> cut_windows(np.array([1.0, 2.0, 3.0]), np.array([0, 1]), Window(-1, 1))
    array([[nan,  1.,  2.],
           [ 1.,  2.,  3.]])
    """
    front, back = max(0, -window.start), max(0, window.end)
    padded = np.full(front + values.size + back, np.nan)
    padded[front : front + values.size] = values
    views = np.lib.stride_tricks.sliding_window_view(padded, window.length)
    return np.asarray(views[rows + (window.start + front)])


def count_inside(marked: BoolArray, rows: IntArray, window: Window) -> IntArray:
    """Count the marked sessions of the same window around many rows: ndarray of int, shape (n_events,).

    Examples
    --------
    >>> count_inside(np.array([True, False, True]), np.array([1, 2]), Window(-1, 0))
    array([1, 1])
    """
    counted = np.zeros(marked.size + 1, dtype=np.int64)
    np.cumsum(marked, out=counted[1:])
    first = np.clip(rows + window.start, 0, marked.size)
    after = np.clip(rows + window.end + 1, 0, marked.size)
    return np.asarray(counted[after] - counted[first])


def covered_rows(n_sessions: int, rows: IntArray, window: Window) -> BoolArray:
    """Mark the sessions that the windows of events cover.

    An event's own window ends after its estimation window, so one mask serves all events of an asset: what is
    marked inside the estimation window of one belongs to others.

    Parameters
    ----------
    n_sessions : int
        Length of the asset's session list.
    rows : ndarray of int, shape (n_events,)
        Rows of all events of the asset.
    window : Window
        The event window.

    Returns
    -------
    ndarray of bool, shape (n_sessions,)

    Examples
    --------
    >>> covered_rows(6, np.array([0, 3]), Window(0, 1))
    array([ True,  True, False,  True,  True, False])
    """
    first = np.clip(rows + window.start, 0, n_sessions)
    after = np.clip(rows + window.end + 1, 0, n_sessions)
    begun = np.bincount(first, minlength=n_sessions + 1) - np.bincount(after, minlength=n_sessions + 1)
    return np.asarray(np.cumsum(begun)[:n_sessions] > 0)


def distinct_rows(rows: IntArray, n_sessions: int) -> tuple[IntArray, IntArray]:
    """List the rows that occur, ascending, and the place of each event in that list.

    Examples
    --------
    >>> distinct_rows(np.array([7, 2, 7]), 10)
    (array([2, 7]), array([1, 0, 1]))
    """
    occurs = np.zeros(n_sessions, dtype=bool)
    occurs[rows] = True
    place = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), place[rows]
