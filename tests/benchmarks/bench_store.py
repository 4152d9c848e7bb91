"""Measure how long the store takes to load, beside a bare Arrow read of the same files, and what memory it needs."""

from pathlib import Path

import numpy as np
import pandas as pd

REPEATS = 5
FETCHED = "2026-01-01T00:00Z"
DAILY = {"start": "2014-01-02", "end": "2023-12-29"}
BARS = {"start": "2022-01-03", "end": "2023-12-29"}
MINUTES_A_DAY = 750
BOUNDS = {"daily": (0.5, None), "bars": (1.5, 400.0)}


def fill_daily(root: Path) -> None:
    """Store ten years of daily prices of twenty assets."""
    from aftershock.markets import CATALOGUE, Origin, PriceSeries, sessions
    from aftershock.markets.store import PriceStore

    rng = np.random.default_rng(1)
    assets = list(CATALOGUE.values())
    for number in range(20):
        asset = assets[number % len(assets)]
        days = sessions(asset.calendar, DAILY["start"], DAILY["end"])
        levels = np.round(100.0 * np.exp(0.01 * rng.normal(size=len(days)).cumsum()), 2)
        table = pd.DataFrame(
            dict.fromkeys(["close", "adjusted", "open", "high", "low", "volume"], levels), days
        )
        table["dividend"], table["split"] = 0.0, 1.0
        origin = Origin(source=f"hand {number // len(assets)}", location="", column="close", read=len(table),
                        first=DAILY["start"], last=DAILY["end"])  # fmt: skip
        series = PriceSeries(asset=asset, interval="1d", table=table, strike=asset.strike, origin=origin)
        PriceStore(root).append(series, fetched_at=FETCHED)


def fill_bars(root: Path) -> None:
    """Store two years of minutes of four assets, about one and a half million rows."""
    from aftershock.markets import Origin, PriceSeries, get_asset
    from aftershock.markets.store import PriceStore

    rng = np.random.default_rng(2)
    days = pd.bdate_range(BARS["start"], BARS["end"], unit="ns")
    minutes = np.arange(1, MINUTES_A_DAY + 1) * np.timedelta64(60, "s") + np.timedelta64(9, "h")
    ends = pd.DatetimeIndex(np.add.outer(days.to_numpy(), minutes).ravel(), tz="UTC", name="end")
    for symbol in ("SPX", "ZN", "GOLD", "WTI"):
        asset = get_asset(symbol)
        levels = np.round(100.0 * np.exp(1e-4 * rng.normal(size=len(ends)).cumsum()), 2)
        table = pd.DataFrame({"start": ends - pd.Timedelta("1min")}, index=ends)
        for name in ("close", "open", "high", "low", "volume"):
            table[name] = levels
        origin = Origin(source="hand", location="", column="close", read=len(table), first="", last="")
        series = PriceSeries(asset=asset, interval="1min", table=table, strike=asset.strike, origin=origin)
        PriceStore(root).append(series, fetched_at=FETCHED)
