"""Daily prices of several assets at one common instant, taken from their bars."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.clock import Strike, utc_values
from aftershock.markets.origin import Origin
from aftershock.markets.prices import Prices, PriceSeries
from aftershock.typing import BoolArray, InstantArray, IntArray, SpanArray

_MARGIN = pd.Timedelta(days=7)
_DAY = pd.Timedelta(days=1)


def snapshot_prices(bars: Prices, time: str, zone: str) -> Prices:
    """Take the daily prices that `Prices.snapshot` returns.

    Parameters
    ----------
    bars : Prices
        Bars of one or more assets.
    time : str
        Clock time, ``HH:MM``.
    zone : str
        Zone of that clock, an IANA name.

    Returns
    -------
    Prices
        See `Prices.snapshot`.

    Raises
    ------
    PriceError
        If the prices are daily, or the bars of an asset never reach that time of day.
    AssetError
        If the time or the zone is not known.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> bars = load_prices(["SPX"], start="2019-01-02", end="2019-03-29", source="sample", interval="1h")
    >>> snapshot_prices(bars, "15:00", "America/New_York").moves().attrs["method"]
    'snapshot 15:00 America/New_York'
    """
    if bars.interval == "1d":
        raise PriceError(
            "snapshot() needs bars, but these prices are daily, each struck at its own hour. Load bars, as "
            "interval='1h'; where there are none, overlapping_moves(2) lessens the difference in hours.",
            interval=bars.interval,
        )
    strike = Strike(time=time, zone=zone, half_day="keep")
    series = [_snapshot_of(one, strike) for one in bars.values()]
    return Prices(series, missing=bars.missing, method=f"snapshot {time} {zone}")


def last_known(ends: InstantArray, instants: InstantArray) -> tuple[IntArray, SpanArray]:
    """Find the last bar that ended at or before each instant, and how long ago.

    Parameters
    ----------
    ends : ndarray of datetime64[ns], shape (n_bars,)
        Ends of the bars, UTC, ascending.
    instants : ndarray of datetime64[ns], shape (n,)
        UTC.

    Returns
    -------
    rows : ndarray of int, shape (n,)
        -1 where no bar has ended yet.
    age : ndarray of timedelta64[ns], shape (n,)
        NaT where no bar has ended yet.

    Examples
    --------
    >>> ends = np.array(["2022-02-17T19:00", "2022-02-17T20:00"], dtype="datetime64[ns]")
    >>> rows, age = last_known(ends, np.array(["2022-02-17T20:00", "2022-02-17T18:30"], dtype="datetime64[ns]"))
    >>> rows.tolist(), age.astype("timedelta64[m]").astype(str).tolist()
    ([1, -1], ['0 minutes', 'NaT'])
    """
    rows = np.searchsorted(ends, instants, side="right").astype(np.int64) - 1
    age = np.full(instants.shape, np.timedelta64("NaT", "ns"))
    known = rows >= 0
    age[known] = instants[known] - ends[rows[known]]
    return rows, age


def _snapshot_of(series: PriceSeries, strike: Strike) -> PriceSeries:
    """Price each session of an asset at the strike."""
    instants = _session_instants(series, strike)
    at, ends = utc_values(instants), utc_values(series.table.index)
    rows, age = last_known(ends, at)
    fates = _fates(series, strike, instants, rows, age)
    if not fates.eq("used").any():
        raise _never_reached(series, strike, fates)
    table = series.table.iloc[np.maximum(rows, 0)].set_axis(instants.index).drop(columns="start")
    table = table[[name for name in ("close", "adjusted", "contract") if name in table]]
    if "adjusted" not in table:
        table.insert(1, "adjusted", table["close"])
    table = table.where(fates.eq("used"))
    return replace(
        series, interval="1d", table=table, strike=strike, origin=_origin(series, table, strike, fates)
    )


def _session_instants(series: PriceSeries, strike: Strike) -> pd.Series[Any]:
    """Find the instant of each session that the bars reach, by session."""
    asset, first, last = series.asset, series.table.index[0], series.table.index[-1]
    days = (first - _DAY).tz_localize(None).normalize(), (last + _DAY).tz_localize(None).normalize()
    found = calendars.strikes(asset.calendar, asset.trading, strike, *days)
    return found.loc[found.between(first, last + _oldest(series))]


def _oldest(series: PriceSeries) -> pd.Timedelta:
    """Find the age beyond which a price no longer speaks."""
    two_bars = 2 * series.bar_length
    return two_bars if series.asset.stale is None else max(two_bars, pd.Timedelta(series.asset.stale))


def _fates(
    series: PriceSeries, strike: Strike, instants: pd.Series[Any], rows: IntArray, age: SpanArray
) -> pd.Series[Any]:
    """Say of each session whether it has a price at its instant, or why not."""
    at = utc_values(instants)
    fates = pd.Series("used", index=instants.index)
    fates[age > _oldest(series).to_timedelta64()] = "stale_price"
    fates[~_trading(series, at)] = "market_closed"
    fates[_closed_early(series, strike, instants)] = "market_closed"
    fates[series.table["close"].isna().to_numpy()[np.maximum(rows, 0)] | (rows < 0)] = "no_price"
    return fates


def _trading(series: PriceSeries, at: InstantArray) -> BoolArray:
    """Say whether the market trades at each instant or ends then: by its hours, or because a bar holds it."""
    first, last = series.table["start"].iloc[0] - _MARGIN, series.table.index[-1] + _MARGIN
    spans = series.hours_open(first.date(), last.date())
    by_hours = _held(utc_values(spans["open"]), utc_values(spans["close"]), at)
    return by_hours | _held(utc_values(series.table["start"]), utc_values(series.table.index), at)


def _held(starts: InstantArray, ends: InstantArray, at: InstantArray) -> BoolArray:
    """Say which instants lie in one of the ascending spans ``(start, end]``."""
    row = np.searchsorted(ends, at, side="left")
    inside = row < ends.size
    inside[inside] = starts[row[inside]] < at[inside]
    return inside


def _closed_early(series: PriceSeries, strike: Strike, instants: pd.Series[Any]) -> BoolArray:
    """Say which sessions were over before the instant because they were shortened."""
    if instants.empty:
        return np.zeros(0, dtype=np.bool_)
    moving, asset = replace(strike, half_day="close"), series.asset
    first, last = instants.index[0], instants.index[-1]
    moved = calendars.strikes(asset.calendar, asset.trading, moving, first, last)
    return (moved < instants).to_numpy()


def _never_reached(series: PriceSeries, strike: Strike, fates: pd.Series[Any]) -> PriceError:
    """Say that no session has a price at that time of day, and between which hours there are prices."""
    symbol = series.asset.symbol
    local = pd.DatetimeIndex(series.table.index).tz_convert(strike.zone)
    clocks = local.strftime("%H:%M")
    reasons = _counted(fates) or "no session inside the bars"
    return PriceError(
        f"The bars of {symbol} have no price at {strike.time} {strike.zone} on any session ({reasons}). They end "
        f"between {clocks.min()} and {clocks.max()} there: choose a time at which all assets trade, load bars "
        f"that reach it, or leave {symbol} out.",
        asset=symbol,
        time=strike.time,
        zone=strike.zone,
        earliest=clocks.min(),
        latest=clocks.max(),
    )


def _origin(series: PriceSeries, table: pd.DataFrame, strike: Strike, fates: pd.Series[Any]) -> Origin:
    """Record what was done, and keep what is known of the bars."""
    before = series.origin
    rows = f"{before.read} rows read" + "".join(f", {reason} {count}" for reason, count in before.dropped)
    done = f"price at {strike.time} {strike.zone} from bars of {series.interval} ({rows})"
    unpriced = fates[fates != "used"]
    holes = (
        f"sessions without a price: {len(unpriced)} ({_counted(fates)}), first {unpriced.index[0].date()}"
        if len(unpriced)
        else ""
    )
    return replace(
        before,
        read=len(table),
        dropped=(),
        first=str(table.index[0].date()),
        last=str(table.index[-1].date()),
        note="; ".join(text for text in (before.note, done, holes) if text),
    )


def _counted(fates: pd.Series[Any]) -> str:
    """Count the sessions without a price by reason."""
    counts = fates[fates != "used"].value_counts(sort=False)
    return ", ".join(f"{str(reason).replace('_', ' ')} {count}" for reason, count in counts.items())
