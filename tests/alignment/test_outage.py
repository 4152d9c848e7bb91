"""The outage of 28 November 2025: CME Globex stood still from about 02:40 to 13:30 UTC, other markets did not."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.alignment import align
from aftershock.markets import Prices, get_asset, opening_hours
from aftershock.reactions import ReactionStudy

Make = Callable[..., Any]
HALTED, TRADED = ["GOLD", "WTI", "ZN"], ["EURUSD"]
STOP, RESUME = pd.Timestamp("2025-11-28T02:40Z"), pd.Timestamp("2025-11-28T13:30Z")
FIRST, LAST = "2025-11-17", "2025-12-02"
INSIDE = ["02:41", "02:55", "03:00", "04:30", "08:05", "11:59", "13:00", "13:29"]


def bar_ends(asset: str, length: str) -> pd.DatetimeIndex:
    """Ends of the bars that fill the hours of an asset; none for those of Globex while nothing traded.

    A bar is there if something traded in any part of it.
    """
    span = pd.Timedelta(length)
    hours = opening_hours(get_asset(asset).trading, FIRST, LAST)
    days = [pd.date_range(row.open + span, row.close, freq=length) for row in hours.itertuples()]
    ends = pd.DatetimeIndex(np.unique(np.concatenate([day.to_numpy() for day in days])), tz="UTC")
    halted = (ends - span >= STOP) & (ends <= RESUME)
    return ends[~halted] if asset in HALTED else ends


@pytest.fixture(scope="module", params=["1min", "1h"])
def prices(request: pytest.FixtureRequest, make_bars: Make) -> Prices:
    length = request.param
    return Prices(make_bars(one, bar_ends(one, length), length=length) for one in [*HALTED, *TRADED])


@pytest.fixture(scope="module")
def inside(make_heads: Make) -> pd.DataFrame:
    return make_heads([f"2025-11-28T{clock}Z" for clock in INSIDE], uncertainty="0s")


def outcomes(rows: pd.DataFrame, assets: list[str]) -> set[str]:
    return set(rows.loc[rows["asset"].isin(assets), "outcome"])


def test_headlines_in_the_outage_have_no_price_to_speak_for_them(
    prices: Prices, inside: pd.DataFrame
) -> None:
    rows = align(inside, prices, max_loss=1.0)
    assert outcomes(rows, HALTED) <= {"stale_price", "no_price"}


def test_market_that_traded_on_is_measured(prices: Prices, inside: pd.DataFrame) -> None:
    rows = align(inside, prices, max_loss=1.0)
    assert outcomes(rows, TRADED) <= {"used", "merged_into_episode"}


def test_market_counts_as_open_in_the_outage(prices: Prices, inside: pd.DataFrame) -> None:
    assert align(inside, prices, max_loss=1.0)["delay"].eq(pd.Timedelta(0)).all()


@pytest.mark.parametrize("window", ["0/+1min", "0/+60min", "-10min/+20min", "-60min/0"])
def test_study_in_clock_time_measures_none_of_them(prices: Prices, inside: pd.DataFrame, window: str) -> None:
    """The hour before a headline early in the outage still had prices when it began."""
    heads = inside if window != "-60min/0" else inside[inside["instant"] >= STOP + pd.Timedelta("3h20min")]
    rows = ReactionStudy(prices, heads, windows=[window]).fit().to_frame("event")
    assert outcomes(rows, HALTED) <= {"stale_price", "no_price"}
    assert rows.loc[rows["asset"].isin(HALTED), "move"].isna().all()
    assert outcomes(rows, TRADED) <= {"used", "merged_into_episode"}


def test_age_that_the_user_allows_goes_before_the_rule(prices: Prices, inside: pd.DataFrame) -> None:
    rows = align(inside, prices, max_age="12h")
    assert outcomes(rows, HALTED) <= {"used", "merged_into_episode"}
    study = ReactionStudy(prices, inside, windows=["0/+60min"], max_age="12h")
    assert outcomes(study.fit().to_frame("event"), HALTED) <= {"used", "merged_into_episode"}


@pytest.mark.parametrize(
    ("length", "clock", "outcome"),
    [
        ("1min", "02:39", "used"),
        ("1min", "02:39:01", "stale_price"),
        ("1min", "02:40", "stale_price"),
        ("1min", "13:30", "stale_price"),
        ("1min", "13:31", "used"),
        ("1h", "02:00", "used"),
        ("1h", "02:10", "stale_price"),
        ("1h", "13:40", "stale_price"),
        ("1h", "14:00", "used"),
    ],
)
def test_edges_of_the_outage(
    make_bars: Make, make_heads: Make, length: str, clock: str, outcome: str
) -> None:
    """A bar in which trading stopped speaks only for what came before it: its last price has no exact time."""
    prices = Prices([make_bars("GOLD", bar_ends("GOLD", length), length=length)])
    rows = align(make_heads([f"2025-11-28T{clock}Z"], uncertainty="0s"), prices, max_loss=1.0)
    assert rows["outcome"].tolist() == [outcome]


def test_thin_series_is_not_stale_all_day(make_bars: Make, make_heads: Make) -> None:
    ends = bar_ends("EURUSD", "1min")
    thin = Prices([make_bars("EURUSD", ends[::10], length="1min")])
    heads = make_heads(pd.date_range("2025-11-20T10:03Z", periods=20, freq="37min"), uncertainty="0s")
    assert outcomes(align(heads, thin), TRADED) == {"used"}


def test_same_gap_in_a_series_that_trades_every_minute_is_stale(make_bars: Make, make_heads: Make) -> None:
    ends = bar_ends("EURUSD", "1min")
    gap = (ends > pd.Timestamp("2025-11-20T11:50Z")) & (ends < pd.Timestamp("2025-11-20T12:00Z"))
    asset = dataclasses.replace(get_asset("EURUSD"), stale=None)
    busy = Prices([make_bars(asset, ends[~gap], length="1min")])
    rows = align(make_heads(["2025-11-20T11:55Z"], uncertainty="0s"), busy, max_loss=1.0)
    assert rows["outcome"].tolist() == ["stale_price"]


@pytest.mark.parametrize(
    ("resumed", "outcome"),
    [("2025-11-25T23:01Z", "market_closed_next_open"), ("2025-11-26T01:01Z", "no_price")],
)
def test_market_must_have_a_price_soon_after_it_should_reopen(
    make_bars: Make, make_heads: Make, resumed: str, outcome: str
) -> None:
    """The maintenance break of gold is from 22:00 to 23:00 UTC."""
    ends = bar_ends("GOLD", "1min")
    break_starts = pd.Timestamp("2025-11-25T22:00Z")
    late = (ends > break_starts) & (ends < pd.Timestamp(resumed))
    (row,) = align(
        make_heads(["2025-11-25T22:20Z"]),
        Prices([make_bars("GOLD", ends[~late], length="1min")]),
        max_loss=1.0,
    ).itertuples()
    assert (row.delay, row.outcome) == (pd.Timedelta("40min"), outcome)


@pytest.mark.parametrize(
    ("stopped", "outcome"), [("16:00", "stale_price"), ("17:00", "market_closed_next_open")]
)
def test_last_price_before_a_closure_must_be_near_the_strike(
    make_bars: Make, make_heads: Make, stopped: str, outcome: str
) -> None:
    """Gold is struck at 18:30 UTC, and its break begins at 22:00."""
    ends = bar_ends("GOLD", "1h")
    stop, close = pd.Timestamp(f"2025-11-25T{stopped}Z"), pd.Timestamp("2025-11-25T22:00Z")
    prices = Prices([make_bars("GOLD", ends[(ends <= stop) | (ends > close)])])
    rows = align(make_heads(["2025-11-25T22:20Z"]), prices, max_loss=1.0)
    assert rows["outcome"].tolist() == [outcome]
