"""The store as a source of prices: the latest rows, or those that were known at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError, StoreError
from aftershock.markets.adjustment import adjust_bars, adjust_daily, list_actions
from aftershock.markets.assets import Asset
from aftershock.markets.origin import Origin
from aftershock.markets.prices import PriceSeries
from aftershock.markets.rows import RowLedger, drop_non_sessions, note_holes
from aftershock.markets.store.files import open_file
from aftershock.markets.store.instants import as_instant, iso
from aftershock.markets.store.layout import HOME_VARIABLE, SeriesKey, held_keys, period_files
from aftershock.markets.store.reading import Reading, digest_of, read_series, table_of
from aftershock.markets.tables import table_span
from aftershock.typing import BoolArray, Interval


class StoreSource:
    """Read prices from the store.

    Use it through ``load_prices(..., source="store")``, or ``PriceStore(folder).source(...)`` for a store in
    another place.

    Parameters
    ----------
    root : path
        Folder of the store.
    name : str, optional
        Read only what came from this source.
    as_of : str or datetime, optional
        Read what was known at this instant: aware, or ISO with an offset.

    Raises
    ------
    PriceError
        If the store is not there, holds nothing of that name, or ``as_of`` is naive.

    Examples
    --------
    >>> import tempfile
    >>> from aftershock.markets import load_prices
    >>> from aftershock.markets.store import PriceStore
    >>> spx = load_prices("SPX", start="2019-01-02", end="2019-03-29", source="sample")["SPX"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = PriceStore(folder).append(spx)
    ...     prices = load_prices("SPX", start="2019-02-01", end="2019-02-28", source=PriceStore(folder).source())
    >>> prices
    Prices(SPX; 1d; 2019-02-01 to 2019-02-28; simulated)
    """

    def __init__(self, root: Path, *, name: str | None = None, as_of: str | datetime | None = None) -> None:
        self._root = root
        self._name = name
        self._as_of = None if as_of is None else as_instant("as_of", as_of)
        self._refuse_absent()

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Assets held that the catalogue does not describe, or describes otherwise."""
        found: dict[str, Asset] = {}
        for key in held_keys(self._root, source=self._name):
            declared = _declared_asset(self._root, key)
            if declared is not None:
                found.setdefault(key.asset, declared)
        return found

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
            The latest revision of each row, or the one in force at ``as_of``; in the units of then, adjusted
            for the dividends within the range.

        Raises
        ------
        PriceError
            If it is not held, held from several sources, or there is no price in the range.
        StoreError
            If a file is damaged.
        """
        key = self._choose(asset.symbol, interval)
        reading = self._read(key, start, end)
        inside = reading.inside(start, end)
        if not inside.any():
            raise self._nothing_in_range(key, start, end)
        table, doubt = self._adjusted(reading, key, asset, end)
        table, ledger = _cut(table, inside, asset, is_daily=key.is_daily)
        ledger.notes += [doubt] if doubt else []
        if not table["close"].notna().any():
            raise PriceError(
                f"The store's {key} has rows from {start} to {end} but no price in any of them that can be used.",
                asset=asset.symbol,
            )
        if key.is_daily:
            note_holes(table, asset, ledger=ledger)
        return PriceSeries(
            asset=asset,
            interval=interval,
            table=table,
            strike=reading.facts.strike_of(asset),
            hours=reading.facts.feed_hours(),
            origin=self._origin(reading.take(inside), key, table, ledger),
        )

    def _refuse_absent(self) -> None:
        """Refuse a store that is not there, or that holds nothing of the source named."""
        held = held_keys(self._root)
        if not held:
            raise PriceError(
                f"There is no price store in {str(self._root)!r}. Fill it with 'aftershock data pull', or set "
                f"{HOME_VARIABLE} to the folder it is in.",
                root=str(self._root),
            )
        names = sorted({key.source for key in held})
        if self._name is not None and self._name not in names:
            raise PriceError(
                f"The store holds nothing from {self._name!r}; it holds {', '.join(map(repr, names))}.",
                source=self._name,
                held=tuple(names),
            )

    def _choose(self, symbol: str, interval: Interval) -> SeriesKey:
        """Find the one series that is meant."""
        held = held_keys(self._root, asset=symbol, source=self._name)
        found = [key for key in held if key.interval == interval]
        if len(found) == 1:
            return found[0]
        if found:
            names = [key.source for key in found]
            raise PriceError(
                f"{symbol} {interval} is held from {len(names)} sources: {', '.join(names)}. Choose one: "
                f"source='store:{names[0]}' (--prices 'store:{names[0]}').",
                asset=symbol,
                sources=tuple(names),
            )
        intervals = list(dict.fromkeys(key.interval for key in held))
        everything = dict.fromkeys(key.asset for key in held_keys(self._root, source=self._name))
        told = f"at {', '.join(intervals)}" if intervals else f"no {symbol}, but {', '.join(everything)}"
        advice = f"Read it at {intervals[-1]}, or pull it" if intervals else "Pull it"
        raise PriceError(
            f"The store has no {symbol} at {interval}; it holds {f'it {told}' if intervals else told}. {advice}: "
            f"aftershock data pull {symbol} --interval {interval}.",
            asset=symbol,
            interval=interval,
            held=tuple(intervals),
        )

    def _read(self, key: SeriesKey, start: date, end: date) -> Reading:
        """Read a series: bars of the range, and daily rows to the last, since later splits count."""
        last = None if key.is_daily else end
        return read_series(self._root, key, start=start, end=last, as_of=self._as_of)

    def _adjusted(
        self, reading: Reading, key: SeriesKey, asset: Asset, end: date
    ) -> tuple[pd.DataFrame, str]:
        """Bring raw rows into the units of ``as_of`` and adjust them up to the end; say what cannot be known."""
        table = table_of(reading.rows, is_daily=key.is_daily)
        if key.is_daily:
            return _adjusted_sessions(table, reading, end), ""
        if "adjusted" in table:
            return table, ""
        zone = reading.facts.strike_of(asset).zone
        actions, known = self._actions(key, end)
        doubt = _unknown_actions(table, asset, known, zone=zone, end=end)
        if actions is None or actions.empty:
            return table, doubt
        return adjust_bars(table, _fetch_times(table, reading), actions, zone), doubt

    def _actions(self, key: SeriesKey, end: date) -> tuple[pd.DataFrame | None, pd.Timestamp | None]:
        """List dividends up to the end, and splits, from the daily rows of the same source, and the last of these."""
        daily = SeriesKey(asset=key.asset, interval="1d", source=key.source)
        if not held_keys(self._root, asset=key.asset, interval="1d", source=key.source):
            return None, None
        reading = read_series(self._root, daily, as_of=self._as_of)
        if not reading.facts.actions or not len(reading.rows):
            return None, None
        table = _adjusted_sessions(table_of(reading.rows, is_daily=True), reading, end)
        return list_actions(table), table.index[-1]

    def _nothing_in_range(self, key: SeriesKey, start: date, end: date) -> PriceError:
        """Say what the store does cover."""
        known = read_series(self._root, key, as_of=self._as_of).rows
        if self._as_of is not None and not len(known):
            return self._not_known_then(key, self._as_of)
        then = "" if self._as_of is None else f" as known at {iso(self._as_of)}"
        return PriceError(
            f"The store's {key}{then} has no rows from {start} to {end}; it covers {str(known.keys[0])[:10]} to "
            f"{str(known.keys[-1])[:10]}.",
            series=str(key),
            start=str(start),
            end=str(end),
        )

    def _not_known_then(self, key: SeriesKey, as_of: np.datetime64) -> PriceError:
        """Say when the first row of a series became known."""
        first = iso(read_series(self._root, key).rows.fetched.min())
        return PriceError(
            f"Nothing of {key} was known to the store at {iso(as_of)}: its first rows were fetched at {first}. "
            "Choose a later as_of.",
            series=str(key),
            first=first,
        )

    def _origin(self, reading: Reading, key: SeriesKey, table: pd.DataFrame, ledger: RowLedger) -> Origin:
        """Record where the rows came from, and as of when."""
        first, last = table_span(table)
        fetched = reading.rows.fetched
        return Origin(
            source=key.source,
            location=f"store, {key.folder(Path()).as_posix()}",
            column="close",
            read=ledger.read,
            dropped=ledger.as_tuple(),
            first=first,
            last=last,
            simulated=reading.facts.simulated,
            note="; ".join(note for note in [*self._notes(reading, key), *ledger.notes] if note),
            sha256=digest_of(table),
            retrieved=iso(np.max(fetched).astype("datetime64[s]")),
        )

    def _notes(self, reading: Reading, key: SeriesKey) -> list[str]:
        """Say what a reader must know of rows from the store."""
        count = int(reading.revised.sum())
        revised = f"{count} revised since first stored, the latest revision of each used" if count else ""
        then = "" if self._as_of is None else f"as known at {iso(self._as_of)}"
        strikes = f"stored under several strikes: {', '.join(reading.strikes)}"
        several = strikes if len(reading.strikes) > 1 else ""
        return [reading.facts.note, then, revised, several]

    def __repr__(self) -> str:
        """Print one line."""
        name = "" if self._name is None else f", from {self._name}"
        then = "" if self._as_of is None else f", as known at {iso(self._as_of)}"
        return f"StoreSource({str(self._root)!r}{name}{then})"


def _unknown_actions(
    table: pd.DataFrame, asset: Asset, known: pd.Timestamp | None, *, zone: str, end: date
) -> str:
    """Say of which bars no dividends and splits are known, for an asset that can have any."""
    if asset.quote != "money" or asset.expiry is not None:
        return ""
    if known is None:
        return (
            "not adjusted: the store has no daily rows of this source with dividends (fetch them: aftershock data "
            f"pull {asset.symbol})"
        )
    if table.empty or min(table["start"].iloc[-1].tz_convert(zone).date(), end) <= known.date():
        return ""
    return (
        f"adjusted for the dividends and splits up to {known.date()} only, where the store's daily rows of this "
        f"source end (fetch more: aftershock data collect {asset.symbol} --interval 1d)"
    )


def _declared_asset(root: Path, key: SeriesKey) -> Asset | None:
    """Read the declaration an asset is held with; a damaged file is told of when its prices are read."""
    paths = period_files(key.folder(root), is_daily=key.is_daily)
    try:
        return open_file(paths[-1], key).facts.described_asset()
    except StoreError:
        return None


def _cut(
    table: pd.DataFrame, inside: BoolArray, asset: Asset, *, is_daily: bool
) -> tuple[pd.DataFrame, RowLedger]:
    """Cut a table to a range, and to the sessions of its calendar."""
    ledger = RowLedger(read=int(inside.sum()))
    cut = table if inside.all() else table.loc[inside]
    return drop_non_sessions(cut, asset, ledger=ledger) if is_daily else cut, ledger


def _adjusted_sessions(table: pd.DataFrame, reading: Reading, end: date) -> pd.DataFrame:
    """Adjust daily rows for splits and for the dividends up to the end; without actions keep what was given."""
    if not reading.facts.actions:
        return table if "adjusted" in table else _with_adjusted(table, table["close"])
    neutral = {"dividend": 0.0, "split": 1.0}
    filled = table.assign(**{name: table.get(name, value) for name, value in neutral.items()})
    filled[list(neutral)] = filled[list(neutral)].fillna(neutral)
    filled.loc[filled.index > pd.Timestamp(end), "dividend"] = 0.0
    if (filled["dividend"] == 0.0).all() and (filled["split"] == 1.0).all():
        return _with_adjusted(filled, filled["close"])
    return adjust_daily(filled, _fetch_times(table, reading))


def _with_adjusted(table: pd.DataFrame, adjusted: pd.Series[Any]) -> pd.DataFrame:
    """Put adjusted closes behind the closes."""
    others = {name: column for name, column in table.items() if name != "close"}
    return pd.DataFrame({"close": table["close"], "adjusted": adjusted, **others}, copy=False)


def _fetch_times(table: pd.DataFrame, reading: Reading) -> pd.Series[Any]:
    """Say when each row was fetched."""
    return pd.Series(pd.DatetimeIndex(reading.rows.fetched, tz="UTC"), index=table.index)
