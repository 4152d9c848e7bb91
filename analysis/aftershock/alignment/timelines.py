"""The clock and the bars of a price series as arrays of UTC instants."""

from datetime import date

import numpy as np
import pandas as pd

from aftershock.alignment.clock import ZERO
from aftershock.alignment.core import Bars, MarketClock, Stamps
from aftershock.alignment.pairs import AssetMarket
from aftershock.alignment.staleness import longest_age, quiet_after
from aftershock.markets import PriceSeries, calendars
from aftershock.markets.clock import utc_values
from aftershock.typing import SpanArray

LONGEST_SESSION = pd.Timedelta(days=3)
LONGEST_CLOSURE = pd.Timedelta(days=60)


def asset_market(series: PriceSeries, stamps: Stamps, *, max_age: pd.Timedelta | None) -> AssetMarket:
    """Take what headlines are aligned with: the strikes, hours and prices of one asset.

    Parameters
    ----------
    series : PriceSeries
        Daily prices or bars of one asset.
    stamps : Stamps
        Headlines in order of time.
    max_age : Timedelta or None
        For bars: how old a price may be; by default `age_limit`.

    Returns
    -------
    AssetMarket
        With the hours from days before the first headline to two months after the last.
    """
    strikes = series.strikes()
    first, last = (pd.Timestamp(stamps.instants[at], tz="UTC") for at in (0, -1))
    hours = open_hours(series, (first - LONGEST_SESSION).date(), (last + LONGEST_CLOSURE).date())
    return AssetMarket(
        symbol=series.asset.symbol,
        sessions=np.asarray(strikes.index, dtype="datetime64[ns]"),
        clock=MarketClock(utc_values(strikes), utc_values(hours["open"]), utc_values(hours["close"])),
        prices=(
            series.table["close"].reindex(strikes.index).notna().to_numpy(dtype=np.bool_)
            if series.is_daily
            else bars_of(series, max_age)
        ),
    )


def bars_of(series: PriceSeries, max_age: pd.Timedelta | None) -> Bars:
    """Take the bars of a series, with the age its prices may have.

    Parameters
    ----------
    series : PriceSeries
        Bars of one asset.
    max_age : Timedelta or None
        What the user allows; by default `age_limit`.

    Returns
    -------
    Bars
    """
    quiet = quiet_spans(series)
    limit = max_age if max_age is not None else allowed_age(series, quiet)
    return Bars(
        starts=utc_values(series.table["start"]),
        ends=utc_values(series.table.index),
        priced=series.table["close"].notna().to_numpy(),
        hushed=quiet > limit.to_timedelta64(),
        length=series.bar_length.to_timedelta64(),
        limit=limit.to_timedelta64(),
    )


def age_limit(series: PriceSeries) -> pd.Timedelta:
    """Say how old a price of a series may be, and how late the next one, to speak for a moment of trading.

    Use it where a price stands for an instant. It is the largest of two bar lengths, the ``stale`` limit of
    the asset, and five times the median gap between the bars of the series while its market trades.

    Parameters
    ----------
    series : PriceSeries
        Bars of one asset.

    Returns
    -------
    Timedelta

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> bars = load_prices(["GOLD"], start="2019-01-02", end="2019-03-29", source="sample", interval="1h")
    >>> age_limit(bars["GOLD"])
    Timedelta('0 days 02:00:00')
    """
    return allowed_age(series, quiet_spans(series))


def allowed_age(series: PriceSeries, quiet: SpanArray) -> pd.Timedelta:
    """Say how old a price may be, given for how long the market was quiet after each bar."""
    longest = longest_age(
        quiet,
        bar_length=series.bar_length.to_timedelta64(),
        stale=pd.Timedelta(series.asset.stale).to_timedelta64() if series.asset.stale else ZERO,
    )
    return pd.Timedelta(longest)


def quiet_spans(series: PriceSeries) -> SpanArray:
    """Measure for how long the market of a series traded without a price after each of its bars."""
    starts, ends = series.table["start"], series.table.index
    hours = open_hours(series, (starts.iloc[0] - LONGEST_SESSION).date(), (ends[-1] + LONGEST_SESSION).date())
    spans = utc_values(hours["open"]), utc_values(hours["close"])
    return quiet_after(utc_values(starts), utc_values(ends), *spans)


def open_hours(series: PriceSeries, first: date, last: date) -> pd.DataFrame:
    """List when a series can have prices.

    Hours of a feed know no holidays and no shortened sessions; the asset's calendar does.

    Parameters
    ----------
    series : PriceSeries
        Daily prices or bars of one asset.
    first, last : date
        First and last session.

    Returns
    -------
    DataFrame
        Columns ``open`` and ``close`` (instants, UTC), ascending.
    """
    hours = series.hours_open(first, last)
    if series.hours is None:
        return hours
    asset = series.asset
    held = hours.loc[hours.index.isin(calendars.sessions(asset.calendar, first, last))]
    early = calendars.early_closes(asset.calendar, asset.trading, first, last).reindex(held.index)
    return held.assign(close=held["close"].where(~(early < held["close"]), early))
