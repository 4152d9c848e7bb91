"""Prices from a folder of files that a prices.toml describes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

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
from aftershock.markets.prices import Origin, PriceSeries
from aftershock.markets.rows import RowLedger
from aftershock.markets.tables import price_table, table_span
from aftershock.typing import Interval


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
        interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
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
        table, ledger = price_table(file, entry, asset, start=start, end=end)
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
        first, last = table_span(table)
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
