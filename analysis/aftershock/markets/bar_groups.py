"""Which shorter bars make up which longer one, and what the longer one holds: arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.typing import BoolArray, FloatArray, InstantArray, IntArray, SpanArray

_FIRST, _LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class BarGroups:
    """Say which rows of shorter bars make up each longer bar.

    Parameters
    ----------
    first, last : ndarray of int, shape (n_groups,)
        Rows of the first and the last shorter bar.
    starts, ends : ndarray of datetime64[ns], shape (n_groups,)
        Longer bars, UTC, ascending.
    closed : ndarray of bool, shape (n_groups,)
        Whether the last shorter bar ends where the longer one ends, so that its close is the longer one's.
    opened : ndarray of bool, shape (n_groups,)
        Whether the first shorter bar starts where the longer one starts.
    crossed : ndarray of bool, shape (n_groups,)
        Whether a shorter bar starts before the longer one does.
    covered : ndarray of timedelta64[ns], shape (n_groups,)
        Length of the shorter bars together; less than that of the longer bar where some are absent.
    """

    first: IntArray
    last: IntArray
    starts: InstantArray
    ends: InstantArray
    closed: BoolArray
    opened: BoolArray
    crossed: BoolArray
    covered: SpanArray

    @property
    def whole(self) -> BoolArray:
        """Whether no shorter bar is absent."""
        return np.asarray(self.covered >= self.ends - self.starts, dtype=np.bool_)


def group_bars(
    starts: InstantArray,
    ends: InstantArray,
    *,
    step: np.timedelta64,
    anchors: InstantArray,
    boundaries: InstantArray,
) -> BarGroups:
    r"""Assign shorter bars to longer ones.

    Parameters
    ----------
    starts, ends : ndarray of datetime64[ns], shape (n_bars,)
        Shorter bars, UTC, ascending; at least one.
    step : timedelta64[ns]
        Length of a longer bar.
    anchors : ndarray of datetime64[ns], shape (n_bars,)
        A point of the grid of longer bars, for each shorter bar.
    boundaries : ndarray of datetime64[ns], shape (n_boundaries,)
        Instants no longer bar reaches across, ascending.

    Returns
    -------
    BarGroups
        A shorter bar that ends at :math:`e` belongs to the longer bar

        .. math:: (\max\{a + (k - 1) h, b_-\}, \min\{a + k h, b_+\}], \quad k = \lceil (e - a) / h \rceil

        with :math:`a` its anchor, :math:`h` the step, and :math:`b_- < e \le b_+` the boundaries around it.

    Examples
    --------
    >>> ends = np.array(["2022-02-17T14:40", "2022-02-17T14:45", "2022-02-17T14:50"], dtype="datetime64[ns]")
    >>> five, quarter = np.timedelta64(5 * 60 * 10**9, "ns"), np.timedelta64(15 * 60 * 10**9, "ns")
    >>> anchors = np.full(3, np.datetime64("2022-02-17", "ns"))
    >>> groups = group_bars(ends - five, ends, step=quarter, anchors=anchors, boundaries=anchors[:0])
    >>> groups.ends.astype("datetime64[m]").astype(str).tolist(), groups.closed.tolist()
    (['2022-02-17T14:45', '2022-02-17T15:00'], [True, False])
    """
    start, end, anchor = (values.astype(np.int64) for values in (starts, ends, anchors))
    length = int(step.astype(np.int64))
    walls = np.concatenate([[_FIRST], boundaries.astype(np.int64), [_LAST]])
    wall = np.searchsorted(walls, end, side="left")
    grid_end = end + (anchor - end) % length
    group_start = np.maximum(grid_end - length, walls[wall - 1])
    group_end = np.minimum(grid_end, walls[wall])
    first = np.flatnonzero(np.append(True, group_end[1:] != group_end[:-1]))
    last = np.append(first[1:], end.size) - 1
    return BarGroups(
        first=first,
        last=last,
        starts=group_start[first].astype("datetime64[ns]"),
        ends=group_end[first].astype("datetime64[ns]"),
        closed=end[last] == group_end[last],
        opened=start[first] <= group_start[first],
        crossed=np.logical_or.reduceat(start < group_start, first),
        covered=np.add.reduceat(end - start, first).astype("timedelta64[ns]"),
    )


def first_values(values: FloatArray, groups: BarGroups) -> FloatArray:
    """Take the value of the first bar of each group; NaN if that is NaN."""
    return np.asarray(values[groups.first])


def last_values(values: FloatArray, groups: BarGroups) -> FloatArray:
    """Take the value of the last bar of each group; NaN if that is NaN."""
    return np.asarray(values[groups.last])


def highest_values(values: FloatArray, groups: BarGroups) -> FloatArray:
    """Take the highest value of each group; NaN if any is NaN, for the highest may be the one not known."""
    return np.asarray(np.maximum.reduceat(values, groups.first))


def lowest_values(values: FloatArray, groups: BarGroups) -> FloatArray:
    """Take the lowest value of each group; NaN if any is NaN, for the lowest may be the one not known."""
    return np.asarray(np.minimum.reduceat(values, groups.first))


def summed_values(values: FloatArray, groups: BarGroups) -> FloatArray:
    """Add up the values of each group; NaN if any is NaN.

    Examples
    --------
    >>> at = np.array(["2022-02-17T14:40", "2022-02-17T14:45"], dtype="datetime64[ns]")
    >>> five, quarter = np.timedelta64(5 * 60 * 10**9, "ns"), np.timedelta64(15 * 60 * 10**9, "ns")
    >>> day = np.full(2, np.datetime64("2022-02-17", "ns"))
    >>> groups = group_bars(at - five, at, step=quarter, anchors=day, boundaries=day[:0])
    >>> summed_values(np.array([100.0, 20.0]), groups)
    array([120.])
    """
    return np.asarray(np.add.reduceat(values, groups.first))
