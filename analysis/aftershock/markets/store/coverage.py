"""What is held, and where the holes are: daily rows against the calendar, bars against the trading hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import StoreError
from aftershock.markets import calendars
from aftershock.markets.assets import Asset
from aftershock.markets.catalogue import get_asset
from aftershock.markets.store.facts import SeriesFacts
from aftershock.markets.store.files import open_file
from aftershock.markets.store.instants import iso
from aftershock.markets.store.layout import SeriesKey, held_keys, period_files
from aftershock.markets.store.reading import Reading, read_series

_THIN = 0.5


def coverage_frame(root: Path, keys: Iterable[SeriesKey]) -> pd.DataFrame:
    """Say what is held of each series, and where the holes are.

    Parameters
    ----------
    root : path
        Folder of the store.
    keys : iterable of SeriesKey
        Series that are held.

    Returns
    -------
    pandas.DataFrame
        One row a series: ``asset``, ``interval``, ``source``, ``simulated``; ``first`` and ``last`` session,
        or start and end of the bars; ``rows``; ``revisions``, rows kept beside an older one; ``holes``,
        sessions of the asset between the first and the last without any price; ``first_hole``; ``thin``,
        sessions with less than half of the usual number of bars (0 for daily rows); ``fetched``, when the
        newest row was fetched.
    """
    rows = [_coverage_row(root, key) for key in keys]
    return pd.DataFrame(rows, columns=list(_EMPTY_ROW))


def session_counts(reading: Reading, asset: Asset) -> pd.Series[Any]:
    """Count the prices held of each session between the first and the last row.

    Parameters
    ----------
    reading : Reading
        Rows with ``close``, and ``start`` for bars.
    asset : Asset
        Whose calendar and trading hours count, unless the feed has hours of its own.

    Returns
    -------
    pandas.Series
        By session. A session that the first or last bar cuts in two is left out.
    """
    rows, facts = reading.rows, reading.facts
    priced = ~np.isnan(rows.values["close"])
    keys = rows.keys[priced]
    if not len(keys):
        return pd.Series([], index=pd.DatetimeIndex([], name="session"), dtype="int64")
    if facts.key.is_daily:
        expected = calendars.sessions(asset.calendar, pd.Timestamp(keys[0]), pd.Timestamp(keys[-1]))
        held = expected.isin(pd.DatetimeIndex(keys))
        return pd.Series(held.astype("int64"), index=expected)
    return _bars_by_session(rows.values["start"][priced], keys, facts, asset)


def holding_sources(root: Path, *, asset: str, interval: str, start: date, end: date) -> list[str]:
    """List the sources from which rows of an asset in a range of days are held.

    Parameters
    ----------
    root : path
        Folder of the store.
    asset, interval : str
        Which series.
    start, end : date
        First and last day, both included.

    Returns
    -------
    list of str
        Names; a damaged series is left out.

    Examples
    --------
    >>> holding_sources(Path("nowhere"), asset="SPY", interval="1min", start=date(2022, 2, 17), end=date(2022, 2, 17))
    []
    """
    return [
        key.source for key in held_keys(root, asset=asset, interval=interval) if _holds(root, key, start, end)
    ]


def hole_sessions(counts: pd.Series[Any]) -> pd.DatetimeIndex:
    """List the sessions of which nothing is held.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-17", "2022-02-18"])
    >>> [str(day.date()) for day in hole_sessions(pd.Series([1, 0], index=days))]
    ['2022-02-18']
    """
    return pd.DatetimeIndex(counts.index[counts == 0])


def thin_sessions(counts: pd.Series[Any]) -> pd.DatetimeIndex:
    """List the sessions of which something is held, but less than half of the usual number of bars.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18"])
    >>> [str(day.date()) for day in thin_sessions(pd.Series([7, 7, 3], index=days))]
    ['2022-02-18']
    """
    usual = counts[counts > 0].median() if (counts > 0).any() else 0.0
    return pd.DatetimeIndex(counts.index[(counts > 0) & (counts < _THIN * usual)])


def asset_of(facts: SeriesFacts) -> Asset:
    """Find the asset of a series: as it was declared, else as the catalogue has it.

    Raises
    ------
    AssetError
        If the catalogue no longer knows it.
    """
    return facts.described_asset() or get_asset(facts.asset)


def read_for_counting(root: Path, key: SeriesKey) -> Reading:
    """Read as much of a series as counting its sessions needs."""
    return read_series(root, key, columns=("close",) if key.is_daily else ("start", "close"))


_EMPTY_ROW: dict[str, Any] = {
    "asset": "",
    "interval": "",
    "source": "",
    "simulated": False,
    "first": "",
    "last": "",
    "rows": 0,
    "revisions": 0,
    "holes": 0,
    "first_hole": "",
    "thin": 0,
    "fetched": "",
}


def _coverage_row(root: Path, key: SeriesKey) -> dict[str, Any]:
    """Say what is held of one series."""
    reading = read_for_counting(root, key)
    counts = session_counts(reading, asset_of(reading.facts))
    holes, keys = hole_sessions(counts), reading.rows.keys
    starts = keys if key.is_daily else reading.rows.values["start"]
    total = sum(
        open_file(path, key).parquet.metadata.num_rows
        for path in period_files(key.folder(root), is_daily=key.is_daily)
    )
    return {
        "asset": key.asset,
        "interval": key.interval,
        "source": key.source,
        "simulated": reading.facts.simulated,
        "first": _printed(starts[0], is_daily=key.is_daily),
        "last": _printed(keys[-1], is_daily=key.is_daily),
        "rows": len(keys),
        "revisions": total - len(keys),
        "holes": len(holes),
        "first_hole": str(holes[0].date()) if len(holes) else "",
        "thin": 0 if key.is_daily else len(thin_sessions(counts)),
        "fetched": iso(reading.rows.fetched.max().astype("datetime64[s]")),
    }


def _bars_by_session(starts: Any, ends: Any, facts: SeriesFacts, asset: Asset) -> pd.Series[Any]:
    """Count the bars that lie in each session of the trading hours."""
    first, last = pd.Timestamp(starts[0]), pd.Timestamp(ends[-1])
    hours = calendars.opening_hours(
        facts.feed_hours() or asset.trading, first.normalize(), last.normalize() + pd.Timedelta(days=1)
    )
    opens, closes = (hours[name].to_numpy(dtype="datetime64[ns]") for name in ("open", "close"))
    counts = np.searchsorted(ends, closes, side="right") - np.searchsorted(starts, opens, side="left")
    whole = (opens >= starts[0]) & (closes <= ends[-1])
    spans = pd.Series(np.maximum(counts, 0), index=hours.index)
    cut = hours.index[~whole]
    return spans[~spans.index.isin(cut)].groupby(level=0).sum()


def _holds(root: Path, key: SeriesKey, start: date, end: date) -> bool:
    """Say whether a series has rows in a range."""
    try:
        reading = read_series(root, key, start=start, end=end, columns=() if key.is_daily else ("start",))
    except StoreError:
        return False
    return bool(reading.inside(start, end).any())


def _printed(instant: np.datetime64, *, is_daily: bool) -> str:
    """Print a session or an instant."""
    stamp = pd.Timestamp(instant)
    return str(stamp.date()) if is_daily else stamp.strftime("%Y-%m-%dT%H:%MZ")
