"""Which windows of a day may stand in for a headline's: the placebos."""

from dataclasses import dataclass

import numpy as np

from aftershock.reactions.level import Yardstick, running_sums
from aftershock.typing import BoolArray, FloatArray, IntArray

OWN_SHARE = 1 / 3
"""Windows that a headline's own stands for, as a share of its bars: windows that overlap exceed together."""


@dataclass(frozen=True, slots=True, eq=False)
class DayWindows:
    """Hold the admissible windows of one day for several lengths of window.

    Parameters
    ----------
    before : ndarray of int, shape (n_starts,)
        Rows at whose close a window may start.
    sizes : ndarray of shape (n_lengths, n_starts)
        Size of the move over its seasonal factor; NaN where the window is not admissible.
    """

    before: IntArray
    sizes: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Hold an asset's bars as running sums, so that any window can be judged at once.

    Parameters
    ----------
    yardstick : Yardstick
        The bars.
    variance, unusable, busy : ndarray of shape (n_bars + 1,)
        Running sums of the seasonal variance, of bars that may not be part of a window, and of bars inside
        headlines' windows.
    edges : ndarray of int, shape (n_days + 1,)
        First row of each day.
    """

    yardstick: Yardstick
    variance: FloatArray
    unusable: FloatArray
    busy: FloatArray
    edges: IntArray

    @classmethod
    def lay(cls, yardstick: Yardstick, busy: BoolArray) -> "Track":
        """Add up the bars of an asset, given those inside headlines' windows."""
        usable = yardstick.usable
        return cls(
            yardstick,
            running_sums(np.where(usable, yardstick.variances, 0.0)),
            running_sums(~usable),
            running_sums(busy),
            np.searchsorted(yardstick.bars.days, np.arange(yardstick.bars.n_days + 1)).astype(np.int64),
        )

    def scales(self, before: IntArray, after: IntArray) -> FloatArray:
        """Compute the seasonal factor of windows whose bars are all usable."""
        return np.asarray(np.sqrt(self.variance[after + 1] - self.variance[before + 1]), dtype=np.float64)

    def clear(self, before: IntArray, after: IntArray) -> BoolArray:
        """Say which windows hold only usable bars, none of them inside a headline's window."""
        return np.asarray(
            (self.unusable[after + 1] == self.unusable[before + 1])
            & (self.busy[after + 1] == self.busy[before + 1])
        )

    def windows(self, day: int, spans: IntArray) -> DayWindows:
        """Find the admissible windows of a day.

        Parameters
        ----------
        day : int
            Number of the day.
        spans : ndarray of int, shape (n_lengths,)
            Lengths of the windows, in nanoseconds.

        Returns
        -------
        DayWindows
            Windows of bars of that day alone, exactly as long, without a closure, a change of contract, a missing
            price or a slot without season inside, and clear of the headlines' windows.
        """
        first, end = max(int(self.edges[day]) - 1, 0), int(self.edges[day + 1])
        rows = np.arange(first, end)
        clock = self.yardstick.bars.ends[first:end].astype(np.int64)
        target = clock[None, :] + spans[:, None]
        found = np.minimum(np.searchsorted(clock, target), rows.size - 1)
        after = found + first
        variance = self.variance[after + 1] - self.variance[rows + 1]
        admissible = self.clear(rows, after) & (clock[found] == target) & (variance > 0)
        sizes = np.abs(self.yardstick.bars.between(np.broadcast_to(rows, after.shape), after))
        return DayWindows(rows, sizes / np.sqrt(np.where(admissible, variance, np.nan)))


def own_weights(before: IntArray, after: IntArray) -> FloatArray:
    """Count for how many placebos a headline's own window stands: a third of its bars, at least one.

    Examples
    --------
    >>> own_weights(np.array([3, 3]), np.array([4, 9])).tolist()
    [1.0, 2.0]
    """
    return np.asarray(np.maximum(1.0, OWN_SHARE * (after - before)), dtype=np.float64)


def by_day(
    track: Track, before: IntArray, after: IntArray, measured: BoolArray
) -> list[tuple[IntArray, DayWindows, IntArray]]:
    """Find the admissible windows of every day with headlines.

    Returns
    -------
    list of tuple
        For each day the positions of its headlines, its windows, and the row of ``sizes`` that has the length of
        each headline's window.
    """
    at = np.flatnonzero(measured)
    ends = track.yardstick.bars.ends
    spans = (ends[after[at]] - ends[before[at]]).astype(np.int64)
    days = track.yardstick.bars.days[after[at]]
    order = np.argsort(days, kind="stable")
    found = []
    for part in np.split(order, np.flatnonzero(np.diff(days[order])) + 1 if at.size else []):
        if part.size:
            lengths, rows = np.unique(spans[part], return_inverse=True)
            found.append((at[part], track.windows(int(days[part[0]]), lengths), rows.astype(np.int64)))
    return found
