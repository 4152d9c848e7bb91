"""Prices from Parquet files: one, many by a glob, or anywhere that fsspec reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from aftershock.errors import PriceError
from aftershock.markets.addresses import find_files, unreadable
from aftershock.markets.assets import Asset
from aftershock.markets.clock import check_zone
from aftershock.markets.description import SeriesEntry
from aftershock.markets.files import PriceFile
from aftershock.markets.labels import instant_labels
from aftershock.markets.origin import Origin
from aftershock.markets.parquet_layout import (
    SIMULATED,
    VALUES,
    Layout,
    find_layout,
    row_filter,
    rows_of,
)
from aftershock.markets.prices import BAR_LENGTHS, PriceSeries
from aftershock.markets.rows import RowLedger
from aftershock.markets.store.facts import FACTS_NAME
from aftershock.markets.tables import price_table, table_span
from aftershock.typing import BarLabel, Interval, check_option

# Rows around the range tell which labels off the grid recur, and hold local days that UTC splits.
_AROUND_BARS = timedelta(days=14)
_AROUND_SESSIONS = timedelta(days=2)
_MOST = 0.5


class ParquetSource:
    """Read prices from Parquet files.

    Use it for prices that another program stores, near or far. A long table has a column ``asset`` (or
    ``symbol``; else the name of the file is the asset), ``session`` or ``date`` for daily prices, or ``end``,
    ``start`` or ``time`` for bars, and ``close``; ``adjusted``, ``open``, ``high``, ``low``, ``volume``,
    ``contract`` and ``interval`` are read where they are there, and prices marked in a column ``simulated`` are
    never shown as real ones. A wide table has one column an asset and no ``close``. Only the columns and the
    parts of the files that a request needs are read.

    Parameters
    ----------
    address : str or path
        File, glob or fsspec address, such as ``"s3://bucket/prices/*.parquet"``.
    bar_label : {"start", "end"}, optional
        What the column ``time`` is.
    zone : str, optional
        Zone of bar labels that have no offset from UTC.
    options : mapping, optional
        What the file system of the address needs, such as credentials. Never printed.
    name : str
        What reports and the store call the source; rows of one name are one series there.

    Raises
    ------
    PriceError
        If nothing matches the address, or it cannot be read.
    AssetError
        If the zone is not known.

    Examples
    --------
    >>> import fsspec
    >>> days = pd.DatetimeIndex(["2022-02-17", "2022-02-18"], name="session")
    >>> with fsspec.open("memory://example/SPX.parquet", "wb") as file:
    ...     pd.DataFrame({"close": [4380.26, 4348.87]}, index=days).to_parquet(file)
    >>> from aftershock.markets import load_prices
    >>> load_prices("SPX", start="2022-02-01", end="2022-02-28", source="memory://example/*.parquet")
    Prices(SPX; 1d; 2022-02-17 to 2022-02-18)
    """

    def __init__(
        self,
        address: str | Path,
        *,
        bar_label: BarLabel | None = None,
        zone: str | None = None,
        options: Mapping[str, Any] | None = None,
        name: str = "Parquet",
    ) -> None:
        if bar_label is not None:
            check_option("bar_label", bar_label, BarLabel)
        if zone is not None:
            check_zone(zone)
        self._bar_label = bar_label
        self._zone = zone
        self.name = name
        self._files = find_files(str(address), options=dict(options or {}))

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
            If no file holds the asset, a column is missing or cannot be read, or no row lies in the range.
        """
        layouts = self._layouts(asset.symbol, interval)
        around = _AROUND_SESSIONS if interval == "1d" else _AROUND_BARS
        frame = self._rows(layouts, asset.symbol, interval, first=start - around, last=end + around)
        if frame.empty:
            raise self._outside(layouts, asset.symbol, interval, start, end)
        entry = self._entry(asset.symbol, interval, next(iter(layouts.values())), frame)
        file = PriceFile(
            name=f"{self._files.shown}, rows of {asset.symbol}",
            time_column=next(iter(layouts.values())).time,
            start_column="start" if entry.bar_label == "end" and "start" in frame else None,
            frame=frame,
            sha256=self._files.digest(tuple(layouts)),
        )
        if interval != "1d" and not any(layout.interval for layout in layouts.values()):
            _check_distance(file, interval, entry.zone)
        try:
            table, ledger = price_table(file, entry, asset, start=start, end=end)
        except PriceError as failure:
            if "covered" not in failure.data:
                raise
            raise self._outside(layouts, asset.symbol, interval, start, end) from None
        origin = self._origin(file, layouts, table, ledger)
        return PriceSeries(asset=asset, interval=interval, table=table, strike=asset.strike, origin=origin)

    @cached_property
    def _schemas(self) -> dict[str, Any]:
        """Columns of each file."""
        schemas = {}
        for path in self._files.paths:
            footer = self._asked(pq.read_metadata, path)
            if FACTS_NAME.encode() in (footer.metadata or {}):
                raise _file_of_the_store(self._files.name(path))
            schemas[path] = footer.schema.to_arrow_schema()
        return schemas

    def _layouts(self, symbol: str, interval: Interval) -> dict[str, Layout]:
        """Find the files that hold an asset at an interval, and how."""
        found, reasons = {}, []
        for path, schema in self._schemas.items():
            layout = find_layout(schema, stem=PurePosixPath(path).stem, symbol=symbol, interval=interval)
            if isinstance(layout, Layout):
                found[path] = layout
            else:
                reasons.append(f"{self._files.name(path)} {layout}")
        if not found:
            more = f" ({len(reasons)} files, this is the first)" if len(reasons) > 1 else ""
            raise PriceError(
                f"There are no prices of {symbol} at {interval}: {reasons[0]}{more}.",
                asset=symbol,
                interval=interval,
                reasons=tuple(reasons),
            )
        times = sorted({layout.time for layout in found.values()})
        if len(times) > 1:
            raise PriceError(
                f"The files of {self._files.shown} label rows of {symbol} in different columns: "
                f"{', '.join(times)}. Read them apart, or give them the same columns.",
                asset=symbol,
                columns=tuple(times),
            )
        return found

    def _rows(
        self, layouts: Mapping[str, Layout], symbol: str, interval: str, *, first: date, last: date
    ) -> pd.DataFrame:
        """Read the rows of an asset between two days, numbered from one."""
        parts = []
        for path, layout in layouts.items():
            schema = self._schemas[path]
            chosen = row_filter(schema, layout, symbol=symbol, interval=interval, first=first, last=last)
            parts.append(self._table(path, layout.columns, chosen).rename(columns={layout.close: "close"}))
        frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        frame.index = pd.RangeIndex(1, len(frame) + 1)
        return frame

    def _table(self, path: str, columns: Sequence[str], chosen: Any) -> pd.DataFrame:
        """Read some columns and rows of a file."""

        def read(path: str, *, filesystem: Any) -> pd.DataFrame:
            file = ds.dataset([path], filesystem=filesystem, format="parquet")
            frame: pd.DataFrame = file.to_table(columns=list(columns), filter=chosen).to_pandas(
                ignore_metadata=True
            )
            return frame

        frame: pd.DataFrame = self._asked(read, path)
        return frame

    def _asked(self, read: Callable[..., Any], path: str) -> Any:
        """Read from a file, putting whatever goes wrong into words."""
        try:
            return read(path, filesystem=self._files.filesystem)
        except pa.ArrowInvalid as failure:
            name = self._files.name(path)
            raise PriceError(
                f"{name} is damaged or no Parquet file: {str(failure).splitlines()[0].rstrip('.')}.",
                file=name,
            ) from None
        except Exception as failure:
            raise unreadable(self._files.name(path), failure) from failure

    def _entry(self, symbol: str, interval: Interval, layout: Layout, frame: pd.DataFrame) -> SeriesEntry:
        """Describe the columns as a prices.toml would."""
        described = {
            "asset": symbol,
            "interval": interval,
            "file": self._files.shown,
            "time_column": layout.time,
            "bar_label": None if interval == "1d" else self._label_of(layout.time, frame),
            "zone": self._zone,
        }
        return SeriesEntry.model_validate(described | {name: name for name in VALUES if name in frame})

    def _label_of(self, column: str, frame: pd.DataFrame) -> BarLabel:
        """Find out whether bars are labelled by their start or their end."""
        if column != "time":
            return "end" if column == "end" else "start"
        words = sorted(set(frame["bar_label"].astype("str"))) if "bar_label" in frame else []
        stated = words if self._bar_label is None else [self._bar_label]
        if stated == ["start"]:
            return "start"
        if stated == ["end"]:
            return "end"
        raise PriceError(
            f"{self._files.shown} labels bars in the column 'time', which does not say whether they start or end "
            "then; the wrong one looks ahead. Name the column 'start' or 'end', add a column 'bar_label' with one "
            "of these words, or pass ParquetSource(..., bar_label='start').",
            column="time",
            words=tuple(words),
        )

    def _outside(
        self, layouts: Mapping[str, Layout], symbol: str, interval: str, start: date, end: date
    ) -> PriceError:
        """Say that no row lies in the range, and what the files do cover."""
        labels = []
        for path, layout in layouts.items():
            held = rows_of(layout, self._schemas[path], symbol=symbol, interval=interval)
            labels.append(self._table(path, [layout.time], held)[layout.time].astype("str"))
        known = pd.concat(labels)
        covered = (
            f"they cover {known.min()[:10]} to {known.max()[:10]}" if len(known) else "there are none at all"
        )
        return PriceError(
            f"{self._files.shown} has no rows of {symbol} at {interval} from {start} to {end}; {covered}.",
            asset=symbol,
            start=str(start),
            end=str(end),
        )

    def _origin(
        self, file: PriceFile, layouts: Mapping[str, Layout], table: pd.DataFrame, ledger: RowLedger
    ) -> Origin:
        """Record where a table came from."""
        first, last = table_span(table)
        files = [] if file.sha256 and len(layouts) == 1 else [self._files.describe(tuple(layouts))]
        return Origin(
            source=self.name,
            location=self._files.shown,
            column=next(iter(layouts.values())).close,
            read=ledger.read,
            dropped=ledger.as_tuple(),
            first=first,
            last=last,
            simulated=SIMULATED in file.frame and bool(file.frame[SIMULATED].fillna(value=False).any()),
            note="; ".join([*files, *ledger.notes]),
            sha256=file.sha256,
        )

    def __repr__(self) -> str:
        """Print one line."""
        count = len(self._files.paths)
        return f"ParquetSource({self._files.shown!r}, {count} {'file' if count == 1 else 'files'})"


def _file_of_the_store(name: str) -> PriceError:
    """Say that only the store knows which rows hold, in which units, and whether they are simulated."""
    return PriceError(
        f"{name} is a file of the price store: it holds revisions side by side, prices that are not adjusted, and "
        "elsewhere than in the rows whether they are simulated. Read it with source='store', and AFTERSHOCK_HOME set "
        "to the folder of the store.",
        file=name,
    )


def _check_distance(file: PriceFile, interval: str, zone: str | None) -> None:
    """Refuse bars most of which are another distance apart than asked for, where no column states it."""
    labels = instant_labels(file, zone).dropna().unique().sort_values()
    shares = pd.Series(labels).diff().value_counts(normalize=True)
    if shares.empty or shares.iloc[0] <= _MOST or shares.index[0] == BAR_LENGTHS[interval]:
        return
    found = pd.Timedelta(shares.index[0])
    held = next((name for name, length in BAR_LENGTHS.items() if length == found), None)
    if held is None:
        advice = "Add a column 'interval' if that is what they are."
    elif found < BAR_LENGTHS[interval]:
        advice = f"Load interval={held!r} and resample({interval!r})."
    else:
        advice = f"Load interval={held!r}."
    raise PriceError(
        f"{file.name}: most are {held or found} apart, not {interval}. {advice}",
        interval=interval,
        found=str(found),
    )
