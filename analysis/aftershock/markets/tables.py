"""Rows of a source, as read, to the table of a price series: one way for every kind of file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.assets import Asset
from aftershock.markets.clock import Hours, Strike, utc_values
from aftershock.markets.description import SeriesEntry
from aftershock.markets.files import PriceFile
from aftershock.markets.labels import (
    bar_bounds,
    end_with_session,
    instant_labels,
    off_grid_labels,
    session_labels,
)
from aftershock.markets.prices import BAR_LENGTHS
from aftershock.markets.rows import RowLedger, drop_non_sessions, drop_repeats, keep_rows, note_holes
from aftershock.typing import BoolArray

_MARGIN = pd.Timedelta(days=7)


def price_table(
    file: PriceFile, entry: SeriesEntry, asset: Asset, *, start: date, end: date
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn the rows of a file into the table of a price series.

    Every source of files comes through here, so that the same rows give the same series.

    Parameters
    ----------
    file : PriceFile
        The rows as read.
    entry : SeriesEntry
        What its columns and labels mean.
    asset : Asset
        What is priced.
    start, end : date
        First and last day, both included: sessions for daily prices, UTC days for bars.

    Returns
    -------
    table : pandas.DataFrame
        As `PriceSeries` holds it. A daily row without a price is kept as NaN, a bar without one is dropped.
    ledger : RowLedger
        Rows read in the range, and those left out by reason.

    Raises
    ------
    PriceError
        If no row lies in the range, none has a price, or rows contradict each other.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> rows = pd.DataFrame({"date": ["2022-02-17", "2022-02-21"], "close": [4380.26, 4380.26]}, index=[2, 3])
    >>> file = PriceFile(name="spx.csv", time_column="date", frame=rows, sha256="")
    >>> entry = SeriesEntry(asset="SPX", interval="1d", file="spx.csv")
    >>> spx, day = get_asset("SPX"), date(2022, 2, 28)
    >>> table, ledger = price_table(file, entry, spx, start=date(2022, 2, 1), end=day)
    >>> len(table), ledger.as_tuple()
    (1, (('not_a_session', 1),))
    """
    build = _daily_table if entry.interval == "1d" else _bars_table
    return build(file, entry, asset, start, end)


def table_span(table: pd.DataFrame) -> tuple[str, str]:
    """Print the first and last time a table covers.

    Parameters
    ----------
    table : pandas.DataFrame
        The table of a price series.

    Returns
    -------
    tuple of (str, str)
        Sessions as dates; the start of the first and the end of the last bar as UTC times.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-17", "2022-02-18"], name="session")
    >>> table_span(pd.DataFrame({"close": [1.0, 2.0]}, index=days))
    ('2022-02-17', '2022-02-18')
    """
    if table.index.name == "session":
        return str(table.index[0].date()), str(table.index[-1].date())
    first, last = table["start"].iloc[0], table.index[-1]
    return first.strftime("%Y-%m-%dT%H:%MZ"), last.strftime("%Y-%m-%dT%H:%MZ")


def _daily_table(
    file: PriceFile, entry: SeriesEntry, asset: Asset, start: date, end: date
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn the rows of a file into a daily table."""
    table = _columns(file, entry)
    table.index = session_labels(file).rename("session")
    inside = (table.index >= pd.Timestamp(start)) & (table.index <= pd.Timestamp(end))
    table, ledger = _cut(table, inside, file.name, start, end)
    table = _drop_flagged(table, entry, ledger)
    table = _in_order(table, ledger)
    table = drop_repeats(table, name=file.name, ledger=ledger)
    table = drop_non_sessions(table, asset, ledger=ledger)
    table = _refuse_valueless(table, file.name, start, end)
    note_holes(table, asset, ledger=ledger)
    return _with_adjusted(table, ledger), ledger


def _bars_table(
    file: PriceFile, entry: SeriesEntry, asset: Asset, start: date, end: date
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn the rows of a file into a table of bars."""
    labels = instant_labels(file, entry.zone)
    readable = np.asarray(labels.notna())
    if file.start_column is None:
        starts, ends, astray = _bar_times(entry, asset, labels[readable])
    else:
        starts, ends, astray = _stored_times(file, entry, labels, readable)
    table = _columns(file, entry).loc[readable]
    table.insert(0, "start", starts)
    table["astray"] = astray
    table.index = ends.rename("end")
    opening = pd.Timestamp(start, tz="UTC")
    closing = pd.Timestamp(end, tz="UTC") + pd.Timedelta(days=1)
    table, ledger = _cut(table, np.asarray((starts >= opening) & (ends <= closing)), file.name, start, end)
    _count_unreadable(ledger, int((~readable).sum()))
    table = _drop_flagged(table, entry, ledger)
    table = keep_rows(table, ~table["astray"], reason="off_grid_bar", ledger=ledger).drop(columns="astray")
    table = _in_order(table, ledger)
    table = drop_repeats(table, name=file.name, ledger=ledger)
    table = keep_rows(table, table["close"].notna(), reason="missing_close", ledger=ledger)
    table = _refuse_valueless(table, file.name, start, end)
    return (_with_adjusted(table, ledger) if "adjusted" in table else table), ledger


def _stored_times(
    file: PriceFile, entry: SeriesEntry, ends: pd.DatetimeIndex, readable: BoolArray
) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex, BoolArray]:
    """Take the starts and ends of bars as a file states them; refuse a bar that is longer than the interval."""
    assert file.start_column is not None
    starts = instant_labels(replace(file, time_column=file.start_column), entry.zone)
    length = ends[readable] - starts[readable]
    wrong = ~((length > pd.Timedelta(0)) & (length <= BAR_LENGTHS[entry.interval]))
    if wrong.any():
        first = np.flatnonzero(wrong)[0]
        raise PriceError(
            f"{file.name}: the bar that ends {ends[readable][first]} starts {starts[readable][first]}, which makes it "
            f"no bar of {entry.interval} ({int(wrong.sum())} such rows).",
            file=file.name,
            end=str(ends[readable][first]),
        )
    return starts[readable], ends[readable], np.zeros(int(readable.sum()), dtype=np.bool_)


def _bar_times(
    entry: SeriesEntry, asset: Asset, labels: pd.DatetimeIndex
) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex, BoolArray]:
    """Find when each bar starts and ends, and which labels belong to no bar: those keep their label twice."""
    assert entry.bar_label is not None
    length = BAR_LENGTHS[entry.interval]
    hours = Hours.parse(entry.hours) if entry.hours else None
    strike = Strike.parse(entry.strike) if entry.strike else asset.strike
    spans = _spans_around(hours or asset.trading, labels)
    zone = strike.zone if hours is None else hours.zone
    astray = off_grid_labels(labels, length=length, bar_label=entry.bar_label, zone=zone, spans=spans)
    starts, ends = bar_bounds(labels[~astray], length=length, bar_label=entry.bar_label)
    if entry.bar_label == "start":
        ends = end_with_session(starts, ends, spans=spans)
    return _placed(labels, ~astray, starts), _placed(labels, ~astray, ends), astray


def _spans_around(trading: str | Hours, labels: pd.DatetimeIndex) -> pd.DataFrame:
    """List the trading spans of the sessions that labels can belong to."""
    if labels.empty:
        return calendars.opening_hours(trading, "2000-01-03", "2000-01-03")
    first, last = labels.min() - _MARGIN, labels.max() + _MARGIN
    return calendars.opening_hours(trading, first.date(), last.date())


def _placed(labels: pd.DatetimeIndex, where: BoolArray, instants: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Put instants where a mask says and leave the label elsewhere."""
    placed = utc_values(labels).copy()
    placed[where] = utc_values(instants)
    return pd.DatetimeIndex(placed, tz="UTC")


def _count_unreadable(ledger: RowLedger, count: int) -> None:
    """Count labels that name no instant; they belong to no range, so to the whole file."""
    ledger.read += count
    ledger.drop("no_such_local_time", count)


def _columns(file: PriceFile, entry: SeriesEntry) -> pd.DataFrame:
    """Take the columns of the series under our names, and the flags to drop by."""
    table = pd.DataFrame({ours: file.numbers(theirs) for ours, theirs in entry.numeric_columns.items()})
    if entry.contract is not None:
        table["contract"] = file.frame[entry.contract].astype("str")
    for column, value in entry.drop_where.items():
        table[f"drop {column}"] = _flagged(file, column, value)
    return table


def _flagged(file: PriceFile, column: str, value: bool | int | float | str) -> pd.Series[Any]:
    """Mark the rows whose flag has the value to drop, whether the file's column reads as numbers or text."""
    raw = file.frame[column]
    if pd.api.types.is_numeric_dtype(raw.dtype) and not isinstance(value, str):
        return raw == value
    return raw.astype("str").str.lower() == str(value).lower()


def _drop_flagged(table: pd.DataFrame, entry: SeriesEntry, ledger: RowLedger) -> pd.DataFrame:
    """Drop the rows that a flag of the file marks, counted under the flag's name."""
    for column in entry.drop_where:
        flag = f"drop {column}"
        table = keep_rows(table, ~table[flag], reason=column, ledger=ledger).drop(columns=flag)
    return table


def _with_adjusted(table: pd.DataFrame, ledger: RowLedger) -> pd.DataFrame:
    """Take the close where a file has no adjusted price at all; say where only some rows have none."""
    lacking = table["close"].notna() & table["adjusted"].isna() if "adjusted" in table else None
    if lacking is None or (lacking | table["close"].isna()).all():
        others = table.drop(columns="adjusted", errors="ignore")
        others.insert(list(others.columns).index("close") + 1, "adjusted", others["close"])
        return others
    if lacking.any():
        first = f"{table.index[lacking][0]:%Y-%m-%d}"
        ledger.notes.append(f"rows with a close but no adjusted price: {int(lacking.sum())}, first {first}")
    return table


def _in_order(table: pd.DataFrame, ledger: RowLedger) -> pd.DataFrame:
    """Sort rows by time, noting that it was needed."""
    if table.index.is_monotonic_increasing:
        return table
    ledger.notes.append("reordered: the rows of the file were not in ascending order")
    return table.sort_index(kind="stable")


def _cut(
    table: pd.DataFrame, inside: BoolArray, name: str, start: date, end: date
) -> tuple[pd.DataFrame, RowLedger]:
    """Cut rows to the range asked for; refuse a range without rows, saying what the file covers."""
    if not inside.any():
        covered = f"{table.index.min().date()} to {table.index.max().date()}" if len(table) else "nothing"
        raise PriceError(
            f"{name} has no rows from {start} to {end}; it covers {covered}.",
            file=name,
            start=str(start),
            end=str(end),
            covered=covered,
        )
    return table.loc[inside], RowLedger(read=int(inside.sum()))


def _refuse_valueless(table: pd.DataFrame, name: str, start: date, end: date) -> pd.DataFrame:
    """Refuse a table in which no price is left."""
    if table["close"].notna().any():
        return table
    raise PriceError(
        f"{name} has rows from {start} to {end} but no price in any of them that can be used.",
        file=name,
        start=str(start),
        end=str(end),
    )
