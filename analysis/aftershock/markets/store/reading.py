"""Reading a series: the files of a range, the revisions in force, and how the store came to know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.markets.store.facts import SeriesFacts
from aftershock.markets.store.files import StoredFile, open_file
from aftershock.markets.store.layout import SUFFIX, SeriesKey, period_files, periods_of
from aftershock.markets.store.revisions import in_force
from aftershock.markets.store.rows import TEXTS, Rows, joined, value_columns
from aftershock.typing import UTC, BoolArray

_FIRST = ("start", "close", "adjusted")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Hold the rows of one series that were in force at a time.

    Parameters
    ----------
    facts : SeriesFacts
        What holds for the series, from its newest file.
    rows : Rows
        One a session or bar.
    revised : ndarray of shape (n,)
        Which of them were revised by then.
    strikes : tuple of str
        Every strike under which files of it were written.
    """

    facts: SeriesFacts
    rows: Rows
    revised: BoolArray
    strikes: tuple[str, ...]

    def inside(self, start: date, end: date) -> BoolArray:
        """Say which rows lie in a range: sessions, or bars between two UTC days, both included."""
        keys, first, last = self.rows.keys, np.datetime64(start, "ns"), np.datetime64(end, "ns")
        if self.facts.key.is_daily:
            return (keys >= first) & (keys <= last)
        return np.asarray((self.rows.values["start"] >= first) & (keys <= last + _DAY))

    def take(self, places: BoolArray) -> Reading:
        """Take some of the rows."""
        if places.all():
            return self
        return Reading(self.facts, self.rows.take(places), self.revised[places], self.strikes)


def read_series(
    root: Path,
    key: SeriesKey,
    *,
    start: date | None = None,
    end: date | None = None,
    as_of: np.datetime64 | None = None,
    columns: Sequence[str] | None = None,
) -> Reading:
    """Read the rows of a series that were in force at a time, from the files that touch a range.

    Parameters
    ----------
    root : path
        Folder of the store.
    key : SeriesKey
        A series that is held.
    start, end : date, optional
        Leave out files that lie wholly outside.
    as_of : numpy.datetime64, optional
        The instant (UTC); without it the latest revisions.
    columns : sequence of str, optional
        Values to read; without it all that hold anything.

    Returns
    -------
    Reading
        Possibly without a row.

    Raises
    ------
    StoreError
        If a file is damaged or lies in the wrong place.
    """
    paths = period_files(key.folder(root), is_daily=key.is_daily)
    newest = open_file(paths[-1], key)
    files = [
        newest if path == paths[-1] else open_file(path, key) for path in _touching(paths, key, start, end)
    ]
    wanted = _filled(files, key) if columns is None else columns
    rows = joined([one.rows(wanted) for one in files]) if files else newest.rows(wanted).none()
    places = in_force(rows, as_of)
    revised = np.zeros(len(rows), dtype=bool)
    if places is not None:
        revised[1:] = rows.keys[1:] == rows.keys[:-1]
        rows, revised = rows.take(places), revised[places]
    strikes = sorted({one.facts.strike for one in files})
    return Reading(newest.facts, rows, revised, tuple(strikes))


def table_of(rows: Rows, *, is_daily: bool) -> pd.DataFrame:
    """Turn rows into the table of a series, without copying the numbers.

    Parameters
    ----------
    rows : Rows
        One a session or bar.
    is_daily : bool
        Which of the two.

    Returns
    -------
    pandas.DataFrame
        Index ``session`` or ``end``; columns ``start`` (bars), ``close``, and those that hold a value.
    """
    order = [name for name in _FIRST if name in rows.values]
    order += [name for name in rows.values if name not in _FIRST]
    index = pd.DatetimeIndex(rows.keys, name="session" if is_daily else "end")
    index = index if is_daily else index.tz_localize("UTC")
    found = {name: _series(rows.values[name], name, index) for name in order}
    return pd.DataFrame(found, index=index, copy=False)


def digest_of(table: pd.DataFrame) -> str:
    """Digest the values of a table: the same values give the same digest, whatever else the store holds.

    Examples
    --------
    >>> table = pd.DataFrame({"close": [1.0]}, index=pd.DatetimeIndex(["2022-02-17"]))
    >>> digest_of(table) == digest_of(table.copy()), digest_of(table) == digest_of(table + 1.0)
    (True, False)
    """
    whole = sha256(table.index.to_numpy(dtype="datetime64[ns]").tobytes())
    for name, column in table.items():
        whole.update(f"\n{name}\n".encode())
        whole.update(_plain_bytes(column))
    return whole.hexdigest()


def _plain_bytes(column: pd.Series[Any]) -> Any:
    """Give the bytes of a column."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return np.ascontiguousarray(column.to_numpy()).data
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.to_numpy(dtype="datetime64[ns]").tobytes()
    return "\n".join(column.fillna("").tolist()).encode("utf-8", "surrogatepass")


def _series(values: npt.NDArray[Any], name: str, index: pd.DatetimeIndex) -> Any:
    """Turn a column of rows into one of a table."""
    if name == "start":
        return pd.Series(pd.DatetimeIndex(values).tz_localize("UTC").astype(UTC), index=index, copy=False)
    if name in TEXTS:
        return pd.Series(values, index=index, dtype="str")
    return pd.Series(values, index=index, copy=False)


def _filled(files: Sequence[StoredFile], key: SeriesKey) -> list[str]:
    """List the columns that hold a value in any of the files, and those that must be there."""
    filled = {"close", *(name for one in files for name in one.facts.columns)}
    if not key.is_daily:
        filled.add("start")
    return [name for name in value_columns(is_daily=key.is_daily) if name in filled]


def _touching(paths: list[Path], key: SeriesKey, start: date | None, end: date | None) -> list[Path]:
    """Leave out the files that lie wholly outside a range."""
    first, last = (_period_name(day, key) for day in (start, end))
    names = [path.name.removesuffix(SUFFIX) for path in paths]
    return [
        path
        for path, name in zip(paths, names, strict=True)
        if (first is None or name >= first) and (last is None or name <= last)
    ]


def _period_name(day: date | None, key: SeriesKey) -> str | None:
    """Name the file in which a day lies."""
    if day is None:
        return None
    noon = np.array([np.datetime64(day, "ns") + np.timedelta64(12, "h")])
    return str(periods_of(noon, is_daily=key.is_daily)[0])
