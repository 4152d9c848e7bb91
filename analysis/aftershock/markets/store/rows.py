"""Rows as the store keeps them: keys and values as plain arrays, and the same as an Arrow table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aftershock.errors import StoreError
from aftershock.markets.prices import PriceSeries
from aftershock.markets.store.layout import SeriesKey
from aftershock.typing import BoolArray, InstantArray, IntArray

INSTANT = pa.timestamp("ns", tz="UTC")
TEXTS = ("contract",)
BAR_VALUES = ("start", "open", "high", "low", "close", "volume", "contract", "adjusted")
DAILY_VALUES = ("open", "high", "low", "close", "volume", "dividend", "split", "contract", "adjusted")
_NUMBER = pa.float64()

Values = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Hold rows of one series, each as it was fetched at one time.

    Parameters
    ----------
    keys : ndarray of shape (n,)
        Sessions (midnights) or ends of bars (UTC), ascending.
    fetched : ndarray of shape (n,)
        When each row was fetched (UTC), ascending within a key.
    values : mapping of str to ndarray of shape (n,)
        Numbers with NaN, texts with None, starts of bars as instants.
    """

    keys: InstantArray
    fetched: InstantArray
    values: Values

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.keys)

    def take(self, places: IntArray | BoolArray) -> Rows:
        """Take some rows, in the order of their places."""
        values = {name: column[places] for name, column in self.values.items()}
        return Rows(self.keys[places], self.fetched[places], values)

    def none(self) -> Rows:
        """Take no row, but all columns."""
        return self.take(np.zeros(len(self), dtype=bool))


def value_columns(*, is_daily: bool) -> tuple[str, ...]:
    """List the columns of values.

    Examples
    --------
    >>> value_columns(is_daily=False)[:2]
    ('start', 'open')
    """
    return DAILY_VALUES if is_daily else BAR_VALUES


def schema_of(*, is_daily: bool) -> pa.Schema:
    """Give the columns of a file and their types.

    Examples
    --------
    >>> schema_of(is_daily=True).names[:4]
    ['asset', 'interval', 'session', 'open']
    """
    times = [("session", pa.date32())] if is_daily else [("start", INSTANT), ("end", INSTANT)]
    names = [name for name in value_columns(is_daily=is_daily) if name != "start"]
    values = [(name, pa.string() if name in TEXTS else _NUMBER) for name in names]
    ends = [("source", pa.string()), ("fetched_at", INSTANT)]
    return pa.schema([("asset", pa.string()), ("interval", pa.string()), *times, *values, *ends])


def rows_of(series: PriceSeries, *, fetched_at: np.datetime64) -> Rows:
    """Take the rows of a series, all fetched at one time.

    Parameters
    ----------
    series : PriceSeries
        The prices.
    fetched_at : numpy.datetime64
        When (UTC).

    Returns
    -------
    Rows
        The source's own adjusted price is left out where dividends and splits are there to adjust by, and from
        bars that came over a network, which a source adjusts anew with every dividend.

    Raises
    ------
    StoreError
        If the table has a column that the store does not keep, or its labels are no sessions or instants.
    """
    table = series.table
    columns = value_columns(is_daily=series.is_daily)
    _check_table(series, columns)
    left_out = {"adjusted"} if _adjusts_later(series) else set()
    given = [name for name in columns if name in table and name not in left_out]
    fetched = np.full(len(table), fetched_at, dtype="datetime64[ns]")
    found = {
        name: _array(table[name], name) if name in given else _empty(name, len(table)) for name in columns
    }
    return Rows(table.index.to_numpy(dtype="datetime64[ns]"), fetched, found)


def to_arrow(rows: Rows, key: SeriesKey) -> pa.Table:
    """Write rows as an Arrow table with the columns of a file; NaN becomes null.

    Parameters
    ----------
    rows : Rows
        The rows.
    key : SeriesKey
        Their series, which every row names.

    Returns
    -------
    pyarrow.Table
        One row each.
    """
    schema = schema_of(is_daily=key.is_daily)
    label = "session" if key.is_daily else "end"
    constant = {"asset": key.asset, "interval": key.interval, "source": key.source}
    times = {label: rows.keys, "fetched_at": rows.fetched}
    arrays = []
    for field in schema:
        if field.name in constant:
            arrays.append(pa.repeat(pa.scalar(constant[field.name], field.type), len(rows)))
        elif field.name in times:
            arrays.append(_instants(times[field.name], field.type))
        else:
            arrays.append(_column(rows.values[field.name], field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def from_arrow(table: pa.Table, *, is_daily: bool, columns: Sequence[str]) -> Rows:
    """Read rows from an Arrow table with the columns of a file; null becomes NaN.

    Parameters
    ----------
    table : pyarrow.Table
        It holds the label, ``fetched_at`` and the columns asked for.
    is_daily : bool
        Whether the label is ``session``.
    columns : sequence of str
        Which values to read.

    Returns
    -------
    Rows
        In the order of the table.
    """
    label = "session" if is_daily else "end"
    values = {name: _from_column(table.column(name), name) for name in columns}
    return Rows(_from_instants(table.column(label)), _from_instants(table.column("fetched_at")), values)


def joined(parts: Sequence[Rows]) -> Rows:
    """Set rows of several files one after the other.

    Examples
    --------
    >>> none = Rows(np.array([], "datetime64[ns]"), np.array([], "datetime64[ns]"), {})
    >>> len(joined([none, none]))
    0
    """
    if len(parts) == 1:
        return parts[0]
    values = {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}
    keys, fetched = ([getattr(part, name) for part in parts] for name in ("keys", "fetched"))
    return Rows(np.concatenate(keys), np.concatenate(fetched), values)


def same_values(first: Values, second: Values) -> BoolArray:
    """Compare rows value by value; two missing values are the same.

    Parameters
    ----------
    first, second : mapping of str to ndarray of shape (n,)
        The same columns.

    Returns
    -------
    ndarray of shape (n,)
        Whether all values of a row are the same.

    Examples
    --------
    >>> same_values({"close": np.array([1.0, np.nan])}, {"close": np.array([2.0, np.nan])}).tolist()
    [False, True]
    """
    equal = [_equal(first[name], second[name]) for name in first]
    return np.asarray(np.logical_and.reduce(equal), dtype=bool)


def _adjusts_later(series: PriceSeries) -> bool:
    """Say whether the adjusted price is worked out on reading, from dividends and splits."""
    if series.is_daily:
        return "dividend" in series.table or "split" in series.table
    return series.origin.retrieved != ""


def _equal(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> BoolArray:
    """Compare two columns; two missing values are the same."""
    equal = np.asarray(first == second, dtype=bool)
    return equal | (np.isnan(first) & np.isnan(second)) if first.dtype.kind == "f" else equal


def _check_table(series: PriceSeries, columns: tuple[str, ...]) -> None:
    """Refuse columns the store does not keep, and labels of the wrong kind."""
    table, symbol = series.table, series.asset.symbol
    unknown = [name for name in table if name not in columns]
    if unknown or "close" not in table or (not series.is_daily and "start" not in table):
        raise StoreError(
            f"The table of {symbol} {series.interval} has the columns {', '.join(map(str, table))}; the store "
            f"keeps {', '.join(columns)}, and close must be there. Rename the others or take them out.",
            asset=symbol,
            unknown=tuple(map(str, unknown)),
        )
    index = pd.DatetimeIndex(table.index)
    zoned = index.tz is not None
    if zoned == series.is_daily or (series.is_daily and bool((index != index.normalize()).any())):
        wanted = "midnights without a zone" if series.is_daily else "ends of bars in UTC"
        raise StoreError(
            f"The rows of {symbol} {series.interval} must be labelled by {wanted}.", asset=symbol
        )


def _array(column: pd.Series[Any], name: str) -> npt.NDArray[Any]:
    """Take a column of a series as an array."""
    if name == "start":
        return column.to_numpy(dtype="datetime64[ns]")
    if name in TEXTS:
        texts = column.astype(object)
        return texts.where(texts.notna(), None).to_numpy(dtype=object)
    return column.to_numpy(dtype=np.float64)


def _empty(name: str, count: int) -> npt.NDArray[Any]:
    """Make a column without a value."""
    return np.full(count, None, dtype=object) if name in TEXTS else np.full(count, np.nan)


def _column(values: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Write an array as an Arrow column."""
    if values.dtype.kind == "M":
        return _instants(values, kind)
    return pa.array(values, type=kind, from_pandas=True)


def _instants(values: InstantArray, kind: pa.DataType) -> pa.Array:
    """Write instants or sessions as an Arrow column."""
    if pa.types.is_date32(kind):
        return pa.array(values.astype("datetime64[D]"), type=kind)
    return pa.array(values.view(np.int64)).cast(kind)


def _from_column(column: pa.ChunkedArray, name: str) -> npt.NDArray[Any]:
    """Read an Arrow column as an array."""
    if name == "start":
        return _from_instants(column)
    return np.asarray(column.to_numpy(), dtype=object if name in TEXTS else np.float64)


def _from_instants(column: pa.ChunkedArray) -> InstantArray:
    """Read instants or sessions as an array."""
    return np.asarray(column.to_numpy(), dtype="datetime64[ns]")
