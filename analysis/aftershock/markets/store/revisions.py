"""Which rows say something new, and which of several revisions holds at a time: arithmetic on sorted arrays.

Rows are sorted by key and, within a key, by the time they were fetched. A revision holds from its own time
until that of the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.markets.store.rows import Rows, Values, joined, same_values
from aftershock.typing import BoolArray, InstantArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Count what became of the rows of an append.

    Parameters
    ----------
    new : int
        Rows of sessions or bars that were not held.
    revised : int
        Rows kept beside one of the same session or bar with other values.
    unchanged : int
        Rows that say what is held already.

    Examples
    --------
    >>> Appended(new=2, revised=0, unchanged=1) + Appended(new=1, revised=1, unchanged=0)
    Appended(new=3, revised=1, unchanged=1)
    """

    new: int = 0
    revised: int = 0
    unchanged: int = 0

    def __add__(self, other: Appended) -> Appended:
        """Add the counts."""
        return Appended(
            new=self.new + other.new,
            revised=self.revised + other.revised,
            unchanged=self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Merge:
    """Hold the outcome of adding rows to others.

    Parameters
    ----------
    rows : Rows
        All of them, sorted.
    appended : Appended
        What became of the new ones.
    clashes : ndarray
        Keys for which other values are held of the very same time.
    restated : bool
        Whether a held row comes again with the same close and another adjusted close.
    """

    rows: Rows
    appended: Appended
    clashes: InstantArray
    restated: bool


def merged(held: Rows, incoming: Rows) -> Merge:
    """Add rows to those that are held.

    A row is left out if it repeats the revision in force at its time, or the next one after: neither would
    change what is read, but for the time between two writers that overtake each other.

    Parameters
    ----------
    held : Rows
        Sorted by key and time.
    incoming : Rows
        One a key, ascending, all fetched at one time.

    Returns
    -------
    Merge
        The rows, and what became of them.
    """
    first = np.searchsorted(held.keys, incoming.keys, side="left")
    last = np.searchsorted(held.keys, incoming.keys, side="right")
    upto = first + _earlier_in_group(held, first, last, incoming.fetched)
    before, after = upto > first, upto < last
    repeats = _repeats(held, incoming, upto - 1, before) | _repeats(held, incoming, upto, after)
    clashes = _same_time(held, incoming, upto - 1, before) & ~repeats
    known = last > first
    kept = joined([held, incoming.take(~repeats)]) if not repeats.all() else held
    order = np.lexsort((kept.fetched, kept.keys))
    appended = Appended(
        new=int((~known).sum()), revised=int((known & ~repeats).sum()), unchanged=int(repeats.sum())
    )
    restated = _restated(held, incoming, upto - 1, before)
    return Merge(kept.take(order), appended, incoming.keys[clashes], restated)


def in_force(rows: Rows, as_of: np.datetime64 | None) -> IntArray | None:
    """Find the row of each key that holds at a time.

    Parameters
    ----------
    rows : Rows
        Sorted by key and time.
    as_of : numpy.datetime64, optional
        The time (UTC); the latest revisions without it.

    Returns
    -------
    ndarray of shape (m,), or None
        Places of one row a key, of keys known by then; None if that is every row.

    Examples
    --------
    >>> days = np.array(["2022-02-17", "2022-02-17", "2022-02-18"], dtype="datetime64[ns]")
    >>> times = np.array(["2022-02-18", "2022-02-20", "2022-02-19"], dtype="datetime64[ns]")
    >>> rows = Rows(days, times, {})
    >>> in_force(rows, None).tolist(), in_force(rows, np.datetime64("2022-02-19")).tolist()
    ([1, 2], [0, 2])
    """
    known = np.arange(len(rows)) if as_of is None else np.flatnonzero(rows.fetched <= as_of)
    keys = rows.keys[known]
    latest = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
    return None if len(known) == len(rows) and latest.all() else known[latest]


def _earlier_in_group(held: Rows, first: IntArray, last: IntArray, fetched: InstantArray) -> IntArray:
    """Count, of the held rows of each incoming key, those not fetched later than the incoming one."""
    counts = last - first
    most = int(counts.max(initial=0))
    earlier = np.zeros(len(first), dtype=np.int64)
    for step in range(most):
        there = np.flatnonzero(counts > step)
        earlier[there] += held.fetched[first[there] + step] <= fetched[there]
    return earlier


def _repeats(held: Rows, incoming: Rows, places: IntArray, there: BoolArray) -> BoolArray:
    """Say which incoming rows have the values of the held row at their place, where there is one."""
    same = np.zeros(len(incoming), dtype=bool)
    which = np.flatnonzero(there)
    if len(which):
        same[which] = same_values(held.take(places[which]).values, incoming.take(which).values)
    return same


def _restated(held: Rows, incoming: Rows, places: IntArray, there: BoolArray) -> bool:
    """Say whether any incoming row has the close of the held row at its place, and another adjusted close."""
    which = np.flatnonzero(there)
    before, after = held.take(places[which]).values, incoming.take(which).values
    return bool((_same_column(before, after, "close") & ~_same_column(before, after, "adjusted")).any())


def _same_column(first: Values, second: Values, name: str) -> BoolArray:
    """Compare one column of two sets of rows."""
    return same_values({name: first[name]}, {name: second[name]})


def _same_time(held: Rows, incoming: Rows, places: IntArray, there: BoolArray) -> BoolArray:
    """Say which incoming rows were fetched at the very time of the held row at their place."""
    same = np.zeros(len(incoming), dtype=bool)
    same[there] = held.fetched[places[there]] == incoming.fetched[there]
    return same
