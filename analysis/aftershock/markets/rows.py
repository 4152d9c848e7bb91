"""Rows that are left out of a price table: repeated, not a session, without a price. Each is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.assets import Asset


@dataclass(slots=True, kw_only=True)
class RowLedger:
    """Count what happens to the rows of a table on their way to a series.

    Parameters
    ----------
    read : int
        Rows read in the range.
    dropped : dict of str to int
        Rows left out, by reason.
    notes : list of str
        What else a reader must know.

    Examples
    --------
    >>> ledger = RowLedger(read=5)
    >>> ledger.drop("duplicate", 2)
    >>> ledger.as_tuple()
    (('duplicate', 2),)
    """

    read: int
    dropped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def drop(self, reason: str, count: int) -> None:
        """Add to the rows left out for a reason."""
        if count:
            self.dropped[reason] = self.dropped.get(reason, 0) + count

    def as_tuple(self) -> tuple[tuple[str, int], ...]:
        """List the rows left out, in the order they were found."""
        return tuple(self.dropped.items())


def keep_rows(table: pd.DataFrame, keep: Any, *, reason: str, ledger: RowLedger) -> pd.DataFrame:
    """Keep some rows and count the others under a reason.

    Parameters
    ----------
    table : pandas.DataFrame
        The rows.
    keep : array_like of bool
        Which to keep.
    reason : str
        Why the others go.
    ledger : RowLedger
        Where they are counted.

    Returns
    -------
    pandas.DataFrame
        The rows kept.

    Examples
    --------
    >>> ledger = RowLedger(read=2)
    >>> len(keep_rows(pd.DataFrame({"close": [1.0, 2.0]}), [True, False], reason="suspect", ledger=ledger))
    1
    """
    kept = np.asarray(keep, dtype=bool)
    ledger.drop(reason, int((~kept).sum()))
    return table if kept.all() else table.loc[kept]


def drop_repeats(table: pd.DataFrame, *, name: str, ledger: RowLedger) -> pd.DataFrame:
    """Drop rows that repeat another one; refuse rows that contradict another one.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows indexed by time.
    name : str
        How errors call the source.
    ledger : RowLedger
        Where dropped rows are counted, as ``duplicate``.

    Returns
    -------
    pandas.DataFrame
        One row for each time.

    Raises
    ------
    PriceError
        If two rows of the same time differ.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-17", "2022-02-17"])
    >>> len(drop_repeats(pd.DataFrame({"close": [1.0, 1.0]}, index=days), name="a", ledger=RowLedger(read=2)))
    1
    """
    if table.index.is_unique:
        return table
    labelled = table.reset_index()
    once = keep_rows(table, ~labelled.duplicated(), reason="duplicate", ledger=ledger)
    clash = once.index[once.index.duplicated()]
    if len(clash):
        values = ", ".join(str(value) for value in once.loc[[clash[0]], "close"])
        raise PriceError(
            f"{name} has {len(clash)} repeated times whose rows differ, first {clash[0]} with closes "
            f"{values}. Decide which row holds and take the other out.",
            source=name,
            time=str(clash[0]),
        )
    return once


def drop_non_sessions(table: pd.DataFrame, asset: Asset, *, ledger: RowLedger) -> pd.DataFrame:
    """Drop daily rows that are no sessions of the asset's calendar.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows indexed by session, ascending.
    asset : Asset
        Whose calendar counts.
    ledger : RowLedger
        Where dropped rows are counted, as ``not_a_session``.

    Returns
    -------
    pandas.DataFrame
        The rows that are sessions.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> days = pd.DatetimeIndex(["2022-02-18", "2022-02-21"])
    >>> ledger = RowLedger(read=2)
    >>> table = pd.DataFrame({"close": [1.0, 1.0]}, index=days)
    >>> len(drop_non_sessions(table, get_asset("SPX"), ledger=ledger)), ledger.as_tuple()
    (1, (('not_a_session', 1),))
    """
    if table.empty:
        return table
    known = calendars.sessions(asset.calendar, table.index[0], table.index[-1])
    return keep_rows(table, table.index.isin(known), reason="not_a_session", ledger=ledger)


def drop_unfinished_bars(table: pd.DataFrame, now: pd.Timestamp, ledger: RowLedger) -> pd.DataFrame:
    """Drop bars that had not ended when they were fetched: their close was still changing.

    Use it in a source that knows when it asked. A file does not say when it was written.

    Parameters
    ----------
    table : pandas.DataFrame
        Bars indexed by their end (UTC).
    now : pandas.Timestamp
        When they were fetched, tz-aware.
    ledger : RowLedger
        Where dropped rows are counted, as ``unfinished_bar``.

    Returns
    -------
    pandas.DataFrame
        The bars that ended at or before ``now``.

    Examples
    --------
    >>> ends = pd.DatetimeIndex(["2022-02-17T15:00Z", "2022-02-17T16:00Z"], name="end")
    >>> ledger = RowLedger(read=2)
    >>> table = pd.DataFrame({"close": [1.0, 2.0]}, index=ends)
    >>> len(drop_unfinished_bars(table, pd.Timestamp("2022-02-17T15:47Z"), ledger)), ledger.as_tuple()
    (1, (('unfinished_bar', 1),))
    """
    return keep_rows(table, table.index <= now, reason="unfinished_bar", ledger=ledger)


def note_holes(table: pd.DataFrame, asset: Asset, *, ledger: RowLedger) -> None:
    """Note the sessions of the asset's calendar for which a daily table has no price.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows indexed by session, ascending, none of them outside the calendar.
    asset : Asset
        Whose calendar counts.
    ledger : RowLedger
        Where the note goes.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> days = pd.DatetimeIndex(["2022-02-16", "2022-02-18"])
    >>> ledger = RowLedger(read=2)
    >>> note_holes(pd.DataFrame({"close": [1.0, 1.0]}, index=days), get_asset("SPX"), ledger=ledger)
    >>> ledger.notes
    ['sessions without a price: 1, first 2022-02-17']
    """
    expected = calendars.sessions(asset.calendar, table.index[0], table.index[-1])
    priced = pd.DatetimeIndex(table.index[table["close"].notna()])
    holes = expected.difference(priced)
    if len(holes):
        ledger.notes.append(f"sessions without a price: {len(holes)}, first {holes[0].date()}")
