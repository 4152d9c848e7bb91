"""Prices that stand for a stretch of time instead of an instant: medians of the closes known in it."""

from __future__ import annotations

import numpy as np

from aftershock.typing import ClosedSide, FloatArray, InstantArray, IntArray, check_option

CHUNK = 4096
"""Runs laid out at a time."""


def window_medians(
    ends: InstantArray,
    closes: FloatArray,
    first: InstantArray,
    last: InstantArray,
    *,
    closed: ClosedSide,
) -> FloatArray:
    r"""Take the median of the closes that became known in each stretch of time.

    Use it around scheduled releases, where the price of a single bar is noisy: the move is the median after
    (closed on the left) less the median before (closed on the right), so that neither reaches into the other.

    Parameters
    ----------
    ends : ndarray of datetime64[ns], shape (n_bars,)
        Ends of the bars, UTC, ascending: a close is known at its end.
    closes : ndarray of shape (n_bars,)
        Closes.
    first, last : ndarray of datetime64[ns], shape (n,)
        Where each stretch begins and ends, UTC.
    closed : {"left", "right"}
        Which of the two belongs to the stretch.

    Returns
    -------
    ndarray of shape (n,)
        :math:`\operatorname{median}\{c_k : f \le e_k < l\}` closed on the left, :math:`f < e_k \le l` on the
        right. NaN closes are left out; NaN where none is left.

    Raises
    ------
    ValueError
        If the side is not known.

    Examples
    --------
    >>> ends = np.array(["2024-05-01T17:58", "2024-05-01T17:59", "2024-05-01T18:00"], dtype="datetime64[ns]")
    >>> closes = np.array([100.0, 107.0, 101.0])
    >>> window_medians(ends, closes, ends[:1], ends[-1:], closed="left")
    array([103.5])
    """
    check_option("closed", closed, ClosedSide)
    begin = np.searchsorted(ends, first, side=closed)
    stop = np.searchsorted(ends, last, side=closed)
    return _medians(closes, begin, stop)


def _medians(closes: FloatArray, begin: IntArray, stop: IntArray) -> FloatArray:
    """Take the median of the values of each run that are not NaN, many runs at a time; NaN of none."""
    medians = np.full(begin.shape, np.nan)
    for first in range(0, begin.size, CHUNK):
        part = slice(first, first + CHUNK)
        places = begin[part, None] + np.arange(int((stop[part] - begin[part]).max(initial=0)))
        inside = places < stop[part, None]
        values = np.where(inside, closes[np.where(inside, places, 0)], np.nan)
        known = np.flatnonzero((inside & np.isfinite(values)).any(axis=1))
        medians[first + known] = np.nanmedian(values[known], axis=1)
    return medians
