"""How Parquet files hold prices, and which of their columns and rows a request needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from aftershock.errors import PriceError
from aftershock.typing import Interval

ASSETS = ("asset", "symbol")
SESSIONS = ("session", "date")
INSTANTS = ("end", "start", "time")
VALUES = ("adjusted", "open", "high", "low", "volume", "contract")
SIMULATED = "simulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Say how a file holds the prices of one asset at one interval.

    Parameters
    ----------
    time : str
        Column of the labels.
    close : str
        Column of the price.
    asset, interval : str or None
        Columns by which rows are chosen; None where all rows are meant.
    others : tuple of str
        Further columns to read.

    Examples
    --------
    >>> Layout(time="end", close="close", asset="symbol", interval=None, others=("volume",)).columns
    ('end', 'close', 'volume')
    """

    time: str
    close: str
    asset: str | None
    interval: str | None
    others: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns to read."""
        return (self.time, self.close, *self.others)


def find_layout(schema: Any, *, stem: str, symbol: str, interval: Interval) -> Layout | str:
    """Find out how a file holds the prices of an asset, by the names of its columns.

    Parameters
    ----------
    schema : pyarrow.Schema
        Columns of the file.
    stem : str
        Name of the file without its suffix: the asset, where no column says it.
    symbol : str
        The asset.
    interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
        Distance of the rows.

    Returns
    -------
    Layout or str
        The layout, or why the file does not hold these prices, as the end of a sentence.

    Examples
    --------
    >>> schema = pa.schema([("date", pa.date32()), ("SPX", pa.float64()), ("GOLD", pa.float64())])
    >>> find_layout(schema, stem="prices", symbol="GOLD", interval="1d").close
    'GOLD'
    """
    names = list(schema.names)
    wanted = SESSIONS if interval == "1d" else INSTANTS
    time = _first_of(wanted, names)
    asset = _first_of(ASSETS, names)
    listed = f"its columns are {', '.join(names)}"
    if time is None:
        kind = "daily prices" if interval == "1d" else f"bars of {interval}"
        return f"has no column {_either(wanted)} of {kind}; {listed}"
    chosen = "interval" if "interval" in names else None
    labels = () if interval == "1d" else ("start", "bar_label")
    if "close" not in names and symbol in names:
        others = _there((*labels, SIMULATED), names, time)
        return Layout(time=time, close=symbol, asset=asset, interval=chosen, others=others)
    if "close" not in names:
        return f"has no column 'close', and none named {symbol!r}; {listed}"
    if asset is None and stem != symbol:
        return f"has no column {_either(ASSETS)}, and its name says that it holds {stem!r}"
    others = _there((*labels, *VALUES, SIMULATED), names, time)
    return Layout(time=time, close="close", asset=asset, interval=chosen, others=others)


def row_filter(schema: Any, layout: Layout, *, symbol: str, interval: str, first: date, last: date) -> Any:
    """Say which rows of a file to read, so that whole row groups can be passed over.

    Parameters
    ----------
    schema : pyarrow.Schema
        Columns of the file.
    layout : Layout
        How it holds the prices.
    symbol, interval : str
        What is asked for.
    first, last : datetime.date
        Days, both included.

    Returns
    -------
    pyarrow.compute.Expression

    Raises
    ------
    PriceError
        If the labels are stored as neither times, dates nor text, or assets or intervals not as text.

    Examples
    --------
    >>> schema = pa.schema([("date", pa.string()), ("close", pa.float64())])
    >>> layout = Layout(time="date", close="close", asset=None, interval=None, others=())
    >>> day = date(2022, 2, 17)
    >>> str(row_filter(schema, layout, symbol="SPX", interval="1d", first=day, last=day))
    '((date >= "2022-02-17") and (date < "2022-02-18"))'
    """
    kind = schema.field(layout.time).type
    begin, stop = _stored(kind, layout.time, first), _stored(kind, layout.time, last + pd.Timedelta(days=1))
    chosen = (ds.field(layout.time) >= begin) & (ds.field(layout.time) < stop)
    for column, value in ((layout.asset, symbol), (layout.interval, interval)):
        if column is not None:
            chosen = chosen & (_text_field(schema, column) == value)
    return chosen


def rows_of(layout: Layout, schema: Any, *, symbol: str, interval: str) -> Any:
    """Say which rows of a file hold an asset at an interval, whatever their time; None for all.

    Examples
    --------
    >>> schema = pa.schema([("date", pa.string()), ("close", pa.float64())])
    >>> layout = Layout(time="date", close="close", asset=None, interval=None, others=())
    >>> rows_of(layout, schema, symbol="SPX", interval="1d") is None
    True
    """
    chosen = None
    for column, value in ((layout.asset, symbol), (layout.interval, interval)):
        if column is not None:
            held = _text_field(schema, column) == value
            chosen = held if chosen is None else chosen & held
    return chosen


def _first_of(wanted: tuple[str, ...], names: list[str]) -> str | None:
    """Return the first wanted name that is there."""
    return next((name for name in wanted if name in names), None)


def _there(wanted: tuple[str, ...], names: list[str], time: str) -> tuple[str, ...]:
    """List the wanted names that are there, besides that of the labels."""
    return tuple(name for name in wanted if name in names and name != time)


def _either(names: tuple[str, ...]) -> str:
    """List names as alternatives."""
    quoted = [repr(name) for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _text_field(schema: Any, column: str) -> Any:
    """Refer to a column of words, whether stored plainly or by code."""
    kind, field = schema.field(column).type, ds.field(column)
    if pa.types.is_dictionary(kind):
        return field.cast(pa.string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return field
    raise PriceError(f"The column {column!r} is stored as {kind}; store text.", column=column, type=str(kind))


def _stored(kind: Any, column: str, day: date) -> Any:
    """Write the beginning of a day as a column stores its labels."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if pa.types.is_timestamp(kind):
        return pa.scalar(midnight if kind.tz else midnight.replace(tzinfo=None)).cast(kind)
    if pa.types.is_date(kind):
        return pa.scalar(date(day.year, day.month, day.day), type=kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pa.scalar(midnight.date().isoformat(), type=kind)
    raise PriceError(
        f"The column {column!r} is stored as {kind}; store times, dates or ISO text such as 2022-02-17.",
        column=column,
        type=str(kind),
    )
