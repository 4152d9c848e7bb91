"""Calendars in alignment: summer time on two sides of the Atlantic, breaks, half days, holidays of bonds alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.alignment import align
from aftershock.markets import Prices

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def daily(make_daily: Make) -> Prices:
    return Prices(make_daily(asset, "2026-01-05", "2026-12-18") for asset in ("SPX", "UST10Y", "GOLD", "WTI"))


def berlin(make_heads: Make, *clocks: str) -> pd.DataFrame:
    """Headlines at times shown by clocks in Berlin."""
    return make_heads(
        [pd.Timestamp(clock, tz="Europe/Berlin").isoformat() for clock in clocks], uncertainty="0s"
    )


def of(pairs: pd.DataFrame, asset: str) -> Any:
    """The only pair of an asset."""
    (row,) = pairs[pairs["asset"] == asset].itertuples()
    return row


@pytest.mark.parametrize(
    ("clock", "same_day"),
    [
        ("2026-03-06 21:30", True),
        ("2026-03-10 20:30", True),
        ("2026-03-10 21:30", False),
        ("2026-03-27 21:30", False),
        ("2026-03-30 21:30", True),
        ("2026-10-23 21:30", True),
        ("2026-10-27 21:30", False),
        ("2026-11-03 21:30", True),
    ],
)
def test_close_in_new_york_is_an_hour_earlier_in_berlin_when_only_one_has_summer_time(
    make_heads: Make, daily: Prices, clock: str, same_day: bool
) -> None:
    session = of(align(berlin(make_heads, clock), daily), "SPX").session
    assert (session == pd.Timestamp(clock[:10])) == same_day


@pytest.mark.parametrize(
    ("instant", "delay"),
    [
        ("2026-03-05T22:00Z", "1h"),
        ("2026-03-05T22:20Z", "40min"),
        ("2026-03-05T23:00Z", "0h"),
        ("2026-03-10T21:20Z", "40min"),
        ("2026-03-10T22:20Z", "0h"),
        ("2026-10-27T21:20Z", "40min"),
        ("2026-11-03T22:20Z", "40min"),
        ("2026-03-06T22:00Z", "48h"),
        ("2026-10-30T21:00Z", "50h"),
    ],
    ids=[
        "break begins",
        "in the break",
        "break ends",
        "summer",
        "after it",
        "autumn",
        "winter",
        "weekend of spring",
        "weekend of autumn",
    ],
)
def test_gold_waits_for_the_end_of_its_break(
    make_heads: Make, daily: Prices, instant: str, delay: str
) -> None:
    row = of(align(make_heads([instant], uncertainty="0s"), daily), "GOLD")
    assert row.delay == pd.Timedelta(delay)
    assert row.outcome == ("used" if delay == "0h" else "market_closed_next_open")


@pytest.mark.parametrize(
    ("asset", "instant", "session", "delay"),
    [
        ("SPX", "2026-11-27T17:59Z", "2026-11-27", "0h"),
        ("SPX", "2026-11-27T18:30Z", "2026-11-30", "68h"),
        ("UST10Y", "2026-11-27T18:30Z", "2026-11-27", "0h"),
        ("UST10Y", "2026-11-27T19:30Z", "2026-11-30", "64h30min"),
        ("WTI", "2026-11-26T15:00Z", "2026-11-27", "0h"),
    ],
)
def test_day_after_thanksgiving_is_short(
    make_heads: Make, daily: Prices, asset: str, instant: str, session: str, delay: str
) -> None:
    row = of(align(make_heads([instant], uncertainty="0s"), daily), asset)
    assert (row.session, row.delay) == (pd.Timestamp(session), pd.Timedelta(delay))


def test_hours_of_a_feed_end_with_the_short_session_of_the_asset(
    make_heads: Make, make_bars: Make, hourly_ends: Make
) -> None:
    ends = hourly_ends("09:00-16:00 America/New_York", "2026-11-23", "2026-12-02")
    traded = ends[(ends < pd.Timestamp("2026-11-27T18:30Z")) | (ends > pd.Timestamp("2026-11-28T00:00Z"))]
    series = make_bars("SPX", traded[traded.day != 26], hours="09:00-16:00 America/New_York")
    row = of(align(make_heads(["2026-11-27T19:00Z"]), Prices([series])), "SPX")
    assert (row.delay, row.outcome) == (pd.Timedelta("67h"), "market_closed_next_open")


def test_bars_behind_a_short_session_say_that_the_feed_was_open(
    make_heads: Make, make_bars: Make, hourly_ends: Make
) -> None:
    ends = hourly_ends("09:00-16:00 America/New_York", "2026-11-23", "2026-12-02")
    series = make_bars("SPX", ends[ends.day != 26], hours="09:00-16:00 America/New_York")
    row = of(align(make_heads(["2026-11-27T19:10Z"]), Prices([series])), "SPX")
    assert (row.delay, row.outcome) == (pd.Timedelta(0), "used")


HOLIDAYS = pytest.mark.parametrize(
    ("holiday", "before", "after"),
    [("2026-10-12", "2026-10-09", "2026-10-13"), ("2026-11-11", "2026-11-10", "2026-11-12")],
    ids=["Columbus Day", "Veterans Day"],
)


@HOLIDAYS
def test_shares_trade_on_holidays_of_treasuries(
    make_heads: Make, daily: Prices, holiday: str, before: str, after: str
) -> None:
    pairs = align(make_heads([f"{holiday}T15:00Z"]), daily)
    shares, notes = of(pairs, "SPX"), of(pairs, "UST10Y")
    assert (shares.session, shares.outcome) == (pd.Timestamp(holiday), "used")
    assert (notes.session, notes.outcome) == (pd.Timestamp(after), "market_closed_next_open")


@HOLIDAYS
def test_treasuries_wait_for_the_morning_after_their_holiday(
    make_heads: Make, daily: Prices, holiday: str, before: str, after: str
) -> None:
    row = of(align(make_heads([f"{holiday}T15:00Z"]), daily), "UST10Y")
    opens = pd.Timestamp(f"{after} 07:00", tz="America/New_York")
    assert row.delay == opens - pd.Timestamp(f"{holiday}T15:00Z")


@HOLIDAYS
def test_holiday_of_treasuries_is_a_gap_of_neither(
    daily: Prices, holiday: str, before: str, after: str
) -> None:
    moves = daily.moves()
    assert moves["SPX"].loc[[before, holiday, after]].notna().all()
    assert moves["UST10Y"].loc[[before, after]].notna().all()
    assert moves["UST10Y"].loc[after] == pytest.approx(100.0)  # one point, in basis points, from day to day


@HOLIDAYS
def test_event_windows_step_over_the_holiday_of_treasuries(
    make_heads: Make, daily: Prices, holiday: str, before: str, after: str
) -> None:
    events = align(make_heads([f"{holiday}T15:00Z"]), daily)
    moves = daily.moves()
    noise = np.random.default_rng(1).normal(0.0, 1.0, moves.shape)
    moves += noise * moves.notna()
    rows = ash.EventStudy(moves, events, window=(-1, 1), estimation=(-100, -11)).fit().to_frame("event")
    days = rows.groupby("asset")["session"].agg(lambda labels: [f"{label:%Y-%m-%d}" for label in labels])
    assert days["SPX"] == [before, holiday, after]
    assert days["UST10Y"][:2] == [before, after]
    assert rows["abnormal"].notna().all()
