"""Prices from a folder of files that a prices.toml describes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import AssetError, PriceError
from aftershock.markets.assets import Asset
from aftershock.markets.catalogue import declare_asset
from aftershock.markets.clock import Hours, Strike
from aftershock.markets.description import (
    FILE_NAME,
    PriceDescription,
    SeriesEntry,
    missing_description,
    read_description,
)
from aftershock.markets.files import PriceFile, read_price_file
from aftershock.markets.labels import bar_bounds, instant_labels, session_labels
from aftershock.markets.prices import BAR_LENGTHS, Origin, PriceSeries
from aftershock.markets.rows import RowLedger, drop_non_sessions, drop_repeats, keep_rows, note_holes
from aftershock.typing import BoolArray, Interval


class FolderSource:
    """Read prices from files, after the description beside them.

    Use it for prices you already have. Every row of a file in the range ends in the series or is counted in
    its origin under a reason.

    Parameters
    ----------
    folder : str or path
        Folder of the files.
    description : str or path, optional
        A ``prices.toml`` for a folder that has none; the folder's own goes before it.

    Raises
    ------
    PriceError
        If neither description exists, or a key of it is wrong.
    AssetError
        If an asset declared in it is wrong.

    Examples
    --------
    >>> from aftershock.markets import sample_folder
    >>> FolderSource(sample_folder()).description.simulated
    True
    """

    def __init__(self, folder: str | Path, *, description: str | Path | None = None) -> None:
        self._folder = Path(folder)
        self._path = _description_path(self._folder, description)
        self._description = read_description(self._path)
        if self._path.parent != self._folder and not self._describes_any_file():
            raise missing_description(self._folder)
        self._assets = _declared_assets(self._path, self._description)

    def _describes_any_file(self) -> bool:
        """Say whether the folder holds any file of a description that came from elsewhere."""
        return any((self._folder / entry.file).exists() for entry in self._description.series)

    @property
    def name(self) -> str:
        """What the description calls the folder."""
        return self._description.name or self._folder.name

    @property
    def licence(self) -> str:
        """Terms under which the prices were had."""
        return self._description.licence

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Assets the description declares."""
        return dict(self._assets)

    @property
    def description(self) -> PriceDescription:
        """What the prices.toml says."""
        return self._description

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval) -> PriceSeries:
        """Read the prices of an asset.

        Parameters
        ----------
        asset : Asset
            Which.
        start, end : date
            First and last day, both included: sessions for daily prices, UTC days for bars.
        interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min"}
            Distance of the rows.

        Returns
        -------
        PriceSeries
            A daily row without a price is kept as NaN; a bar without one is dropped and counted.

        Raises
        ------
        PriceError
            If the description has no such series, the file is wrong, or no row lies in the range.
        """
        entry = self._description.find(asset.symbol, interval)
        if entry is None:
            raise _no_series(self.name, self._description, asset.symbol, interval)
        file = read_price_file(
            self._folder / entry.file,
            name=entry.file,
            time_column=entry.time_column,
            columns=_columns_needed(entry),
            text=[entry.contract] if entry.contract else [],
        )
        build = _daily_table if interval == "1d" else _bars_table
        table, ledger = build(file, entry, asset, start, end)
        return PriceSeries(
            asset=asset,
            interval=interval,
            table=table,
            strike=Strike.parse(entry.strike) if entry.strike else asset.strike,
            hours=Hours.parse(entry.hours) if entry.hours else None,
            origin=self._origin(entry, file, table, ledger),
        )

    def _origin(self, entry: SeriesEntry, file: PriceFile, table: pd.DataFrame, ledger: RowLedger) -> Origin:
        """Record where a table came from."""
        first, last = _span(table)
        unit = [f"quoted in {entry.unit}"] if entry.unit else []
        notes = [entry.note or self._description.note, *unit, *ledger.notes]
        return Origin(
            source=self.name,
            location=entry.file,
            column=entry.column,
            read=ledger.read,
            dropped=ledger.as_tuple(),
            first=first,
            last=last,
            simulated=self._description.simulated,
            note="; ".join(note.rstrip(".") for note in notes if note),
            sha256=file.sha256,
        )

    def __repr__(self) -> str:
        """Print one line."""
        return f"FolderSource({self.name!r}, {len(self._description.series)} series)"


def _description_path(folder: Path, description: str | Path | None) -> Path:
    """Choose the folder's own description, else the one given."""
    own = folder / FILE_NAME
    if own.is_file():
        return own
    if description is None:
        raise missing_description(folder)
    return Path(description)


def _declared_assets(path: Path, description: PriceDescription) -> dict[str, Asset]:
    """Build the assets a description declares, naming the file in errors."""
    try:
        return {
            symbol: declare_asset(symbol, mapping, declared=description.assets)
            for symbol, mapping in description.assets.items()
        }
    except AssetError as failure:
        raise AssetError(f"{path}: {failure}", file=str(path), **failure.data) from None


def _no_series(name: str, description: PriceDescription, symbol: str, interval: str) -> PriceError:
    """Say which intervals and assets a folder does have."""
    intervals = [entry.interval for entry in description.series if entry.asset == symbol]
    if intervals:
        held = f"it has {', '.join(intervals)}"
    else:
        assets = [entry.asset for entry in description.series if entry.interval == interval]
        held = f"at {interval} it has {', '.join(assets) or 'nothing'}"
    return PriceError(
        f"'{name}' describes no {symbol} at {interval}; {held}. Add a [[series]] to its {FILE_NAME}.",
        asset=symbol,
        interval=interval,
    )


def _columns_needed(entry: SeriesEntry) -> list[str]:
    """List the columns to read, each once."""
    named = [*entry.numeric_columns.values(), *entry.drop_where]
    if entry.contract is not None:
        named.append(entry.contract)
    return list(dict.fromkeys(named))


def _daily_table(
    file: PriceFile, entry: SeriesEntry, asset: Asset, start: date, end: date
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn the rows of a file into a daily table."""
    table = _columns(file, entry)
    table.index = session_labels(file).rename("session")
    if "adjusted" not in table:
        table.insert(1, "adjusted", table["close"])
    inside = (table.index >= pd.Timestamp(start)) & (table.index <= pd.Timestamp(end))
    table, ledger = _cut(table, inside, file.name, start, end)
    table = _drop_flagged(table, entry, ledger)
    table = _in_order(table, ledger)
    table = drop_repeats(table, name=file.name, ledger=ledger)
    table = drop_non_sessions(table, asset, ledger=ledger)
    table = _refuse_valueless(table, file.name, start, end)
    note_holes(table, asset, ledger=ledger)
    return table, ledger


def _bars_table(
    file: PriceFile, entry: SeriesEntry, asset: Asset, start: date, end: date
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn the rows of a file into a table of bars."""
    assert entry.bar_label is not None
    labels = instant_labels(file, entry.zone)
    readable = np.asarray(labels.notna())
    table = _columns(file, entry).loc[readable]
    starts, ends = bar_bounds(labels[readable], length=BAR_LENGTHS[entry.interval], bar_label=entry.bar_label)
    table.insert(0, "start", starts)
    table.index = ends.rename("end")
    opening = pd.Timestamp(start, tz="UTC")
    closing = pd.Timestamp(end, tz="UTC") + pd.Timedelta(days=1)
    table, ledger = _cut(table, np.asarray((starts >= opening) & (ends <= closing)), file.name, start, end)
    _count_unreadable(ledger, int((~readable).sum()))
    table = _drop_flagged(table, entry, ledger)
    table = _in_order(table, ledger)
    table = drop_repeats(table, name=file.name, ledger=ledger)
    table = keep_rows(table, table["close"].notna(), reason="missing_close", ledger=ledger)
    return _refuse_valueless(table, file.name, start, end), ledger


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


def _span(table: pd.DataFrame) -> tuple[str, str]:
    """Print the first and last time a table covers."""
    if table.index.name == "session":
        return str(table.index[0].date()), str(table.index[-1].date())
    first, last = table["start"].iloc[0], table.index[-1]
    return first.strftime("%Y-%m-%dT%H:%MZ"), last.strftime("%Y-%m-%dT%H:%MZ")
