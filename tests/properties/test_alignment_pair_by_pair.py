"""Alignment beside a straightforward one, pair by pair in plain Python, and beside a clock on the wall."""

import dataclasses
import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.alignment import MEASURED, align, pairs
from aftershock.alignment.timelines import open_hours
from aftershock.markets import Prices, PriceSeries

BY_HAND = runpy.run_path(str(Path(__file__).resolve().parents[1] / "by_hand.py"))
make_heads, make_daily, make_bars = BY_HAND["make_heads"], BY_HAND["make_daily"], BY_HAND["make_bars"]

EXAMPLES = 30
FEED = "18:00-17:00 America/New_York"
DAY = "09:30-16:30 America/New_York"
START, MINUTES = pd.Timestamp("2021-11-15T00:00Z"), 21 * 24 * 60
VAGUE = ["0s", "1min", "1h", "5h", "1D"]
TICK, ZERO = pd.Timedelta(1, "ns"), pd.Timedelta(0)
BLOCK, PIECE = 3, 2
"""Sizes so small that blocks and pieces have borders among a dozen headlines."""

Span = tuple[pd.Timestamp, pd.Timestamp]
DAILY = Prices(
    make_daily(asset, "2021-11-16", "2021-12-03", without=["2021-11-23"])
    for asset in ("SPX", "UST10Y", "GOLD", "WTI")
)
ROUND_THE_CLOCK = BY_HAND["hourly_ends"](FEED, "2021-11-17", "2021-12-02")
BY_DAY = BY_HAND["hourly_ends"](DAY, "2021-11-17", "2021-12-02")

stamps = st.lists(st.tuples(st.integers(0, MINUTES), st.sampled_from(VAGUE)), min_size=1, max_size=12)
places = st.integers(0, len(BY_DAY) - 1)
holes = st.lists(st.tuples(places, st.integers(1, 12)), max_size=2)


def straightforward(heads: pd.DataFrame, prices: Prices, max_age: str | None = None) -> pd.DataFrame:
    """Every pair by itself, one rule after the other; then the first measured of each episode leads it."""
    rows = [
        align_one(str(name), head["instant"], head["uncertainty"], prices[asset], max_age)
        for name, head in heads.iterrows()
        for asset in prices.symbols
    ]
    leaders: dict[Any, str] = {}
    for row in sorted(rows, key=lambda row: (row["instant"], row["headline_id"])):
        episode, name = row.pop("episode"), row["headline_id"]
        if row["outcome"] in MEASURED:
            leader = leaders.setdefault((row["asset"], episode), name)
            row["outcome"] = row["outcome"] if leader == name else "merged_into_episode"
            row["event_id"] = leader if "before" in row else row["event_id"]
    return pd.DataFrame(rows)


def align_one(
    name: str, at: pd.Timestamp, uncertainty: pd.Timedelta, series: PriceSeries, max_age: str | None
) -> dict[str, Any]:
    """One headline and one asset, before merging."""
    strikes, out = series.strikes(), at + max(uncertainty, TICK)
    coming = strikes[strikes >= at]
    session, strike = (coming.index[0], coming.iloc[0]) if len(coming) else (pd.NaT, pd.NaT)
    hours = open_hours(series, (at - pd.Timedelta("9D")).date(), (at + pd.Timedelta("60D")).date())
    spans = list(zip(hours["open"], hours["close"], strict=True))
    row = {"headline_id": name, "asset": series.asset.symbol, "instant": at, "session": session}
    row |= {"strike": strike, "delay": wait(at, spans)}
    if series.is_daily:
        row |= of_session(series, session, row["delay"])
    else:
        row |= of_bars(series, spans, name, at, out, row["delay"], max_age)
    if strike < out - TICK and row["outcome"] != "out_of_range":
        row["outcome"] = "too_uncertain"
    return row


def wait(at: pd.Timestamp, spans: list[Span]) -> pd.Timedelta:
    """Time to the next moment of trading."""
    if any(opens <= at < closes for opens, closes in spans):
        return ZERO
    return min(opens for opens, _ in spans if opens > at) - at


def of_session(series: PriceSeries, session: Any, delay: pd.Timedelta) -> dict[str, Any]:
    """Outcome and names for daily prices."""
    day = "" if session is pd.NaT else str(session.date())
    outcome = "used" if delay == ZERO else "market_closed_next_open"
    if session not in series.table.index:
        outcome = "no_price"
    if session is pd.NaT or session == series.table.index[0]:
        outcome = "out_of_range"
    return {"outcome": outcome, "event_id": day, "episode": day}


def of_bars(
    series: PriceSeries,
    spans: list[Span],
    name: str,
    at: pd.Timestamp,
    out: pd.Timestamp,
    delay: pd.Timedelta,
    max_age: str | None,
) -> dict[str, Any]:
    """Bars, outcome and names for bars; most follow on each other, so that the limit is two bars."""
    table = series.table
    earlier, later = table[table.index <= at], table[table.index >= out]
    before, after = earlier.index.max(), later.index.min()
    covered = ((table["start"] <= at) & (table.index > at)).any()
    row = {"delay": ZERO if covered else delay, "before": before, "after": after}
    row |= {"outcome": "out_of_range", "event_id": name, "episode": (before, after)}
    if before is pd.NaT or after is pd.NaT:
        return row
    limit = 2 * series.bar_length if max_age is None else pd.Timedelta(max_age)
    row["outcome"] = judge(table, series.strikes(), spans, at, out, row["delay"], before, after, limit)
    if out - at > series.bar_length and ((table.index > before) & (table.index < after)).any():
        row["outcome"] = "too_uncertain"
    return row


def judge(
    table: pd.DataFrame,
    strikes: "pd.Series[Any]",
    spans: list[Span],
    at: pd.Timestamp,
    out: pd.Timestamp,
    delay: pd.Timedelta,
    before: pd.Timestamp,
    after: pd.Timestamp,
    limit: pd.Timedelta,
) -> str:
    """Whether the two prices speak for the headline."""
    priced = table["close"][[before, after]].notna().all()
    if delay == ZERO:
        unsure = table["start"][after] < at and quiet(table, spans, after) > limit
        if at - before > limit or after - out > limit or unsure:
            return "stale_price"
        return "used" if priced else "no_price"
    if strikes[strikes <= at].max() - before > limit:
        return "stale_price"
    return "market_closed_next_open" if priced and after - out - delay <= limit else "no_price"


def quiet(table: pd.DataFrame, spans: list[Span], end: pd.Timestamp) -> pd.Timedelta:
    """How long the market traded without a price after a bar."""
    later = table[table.index > end]
    if later.empty:
        return ZERO
    closes = [
        shut
        for (_, shut), (opens, _) in zip(spans[:-1], spans[1:], strict=True)
        if end <= opens < later.index[0]
    ]
    return max((closes[-1] if closes else later["start"].iloc[0]) - end, ZERO)


def heads_at(offsets: list[tuple[int, str]], turn: int = 0) -> pd.DataFrame:
    """Headlines so many minutes after the start, each as vague as told, with ids in another order than rows."""
    instants = START + pd.to_timedelta([minute for minute, _ in offsets], unit="min")
    ids = [f"h{(turn + 5 * row) % 12:02d}" for row in range(len(offsets))]
    stamps = [f"{at:%Y-%m-%dT%H:%MZ}" for at in instants]
    return make_heads(stamps, uncertainty=[span for _, span in offsets], ids=ids)


def bars_with(holes: list[tuple[int, int]], unpriced: list[int]) -> Prices:
    """Bars of a feed round the clock and of one by day, without some runs of bars and some prices."""
    return Prices(
        damaged(make_bars(asset, ends, hours=hours), holes, unpriced)
        for asset, ends, hours in (("GOLD", ROUND_THE_CLOCK, FEED), ("SPX", BY_DAY, DAY))
    )


def damaged(series: PriceSeries, holes: list[tuple[int, int]], unpriced: list[int]) -> PriceSeries:
    """Take out runs of bars, and single prices."""
    table, numbers = series.table.copy(), np.arange(len(series.table))
    table.iloc[unpriced, table.columns.get_loc("close")] = np.nan
    for first, length in holes:
        numbers = numbers[(numbers < first) | (numbers >= first + length)]
    return dataclasses.replace(series, table=table.iloc[numbers])


def in_blocks(heads: pd.DataFrame, prices: Prices, **options: Any) -> pd.DataFrame:
    """The alignment under test, a few headlines at a time."""
    with patch.object(pairs, "BLOCK", BLOCK), patch.object(pairs, "PIECE", PIECE):
        return align(heads, prices, max_loss=1.0, **options)


SOME = [(60 * 24 * 3 + 600, "1min")]
"""A headline inside all prices, for an alignment needs one."""


@given(stamps, st.integers(0, 11))
@settings(deadline=None, max_examples=EXAMPLES)
def test_daily_pairs(offsets: list[tuple[int, str]], turn: int) -> None:
    heads = heads_at([*SOME, *offsets[:11]], turn)
    pd.testing.assert_frame_equal(in_blocks(heads, DAILY), straightforward(heads, DAILY), check_like=True)


@pytest.mark.parametrize("max_age", [None, "90min", "6h", "20000D"])
@given(stamps, st.integers(0, 11), holes, st.lists(places, max_size=4))
@settings(deadline=None, max_examples=EXAMPLES)
def test_pairs_of_bars(
    max_age: str | None,
    offsets: list[tuple[int, str]],
    turn: int,
    holes: list[tuple[int, int]],
    unpriced: list[int],
) -> None:
    heads, prices = heads_at([*SOME, *offsets[:11]], turn), bars_with(holes, unpriced)
    expected = straightforward(heads, prices, max_age)
    pd.testing.assert_frame_equal(in_blocks(heads, prices, max_age=max_age), expected, check_like=True)


@pytest.mark.parametrize("prices", [DAILY, bars_with([], [])], ids=["daily", "bars"])
@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_size_of_blocks_changes_nothing(prices: Prices, offsets: list[tuple[int, str]]) -> None:
    heads = heads_at([*SOME, *offsets[:11]])
    pd.testing.assert_frame_equal(in_blocks(heads, prices), align(heads, prices, max_loss=1.0))


SPRING, AUTUMN = pd.Timestamp("2026-03-08T00:00Z"), pd.Timestamp("2026-10-25T00:00Z")
WEEKS = {SPRING: 21, AUTUMN: 7}
YEAR = Prices(make_daily(asset, "2026-01-05", "2026-12-18") for asset in ("SPX", "GOLD"))


def gold_is_open(local: pd.Timestamp) -> bool:
    """Sunday 18:00 to Friday 17:00 in New York, but for an hour from 17:00."""
    day, hour = local.day_name(), local.hour
    return not (
        hour == 17 or day == "Saturday" or (day == "Friday" and hour > 17) or (day == "Sunday" and hour < 17)
    )


def shares_are_open(local: pd.Timestamp) -> bool:
    """Weekdays 9:30 to 16:00 in New York."""
    return local.day_of_week < 5 and 9 * 60 + 30 <= local.hour * 60 + local.minute < 16 * 60


@pytest.mark.parametrize("first", WEEKS, ids=["spring", "autumn"])
@given(st.lists(st.integers(0, 21 * 24 * 60 - 1), min_size=1, max_size=12))
@settings(deadline=None, max_examples=EXAMPLES)
def test_weeks_of_unequal_summer_time_follow_the_clock_in_new_york(
    first: pd.Timestamp, minutes: list[int]
) -> None:
    """No holiday falls in these weeks."""
    at = first + pd.to_timedelta([minute % (WEEKS[first] * 24 * 60) for minute in minutes], unit="min")
    rows = align(make_heads(at, uncertainty="0s"), YEAR, max_loss=1.0)
    for row in rows.itertuples():
        local, opening = row.instant.tz_convert("America/New_York"), row.instant + row.delay
        is_open = gold_is_open if row.asset == "GOLD" else shares_are_open
        assert (row.delay == ZERO) == is_open(local)
        assert is_open(opening.tz_convert("America/New_York"))
        assert row.delay == ZERO or not is_open((opening - TICK).tz_convert("America/New_York"))
        struck = row.strike.tz_convert("America/New_York")
        assert f"{struck:%H:%M}" == ("13:30" if row.asset == "GOLD" else "16:00")
        assert (struck.tz_localize(None).normalize(), struck.day_of_week < 5) == (row.session, True)
        assert ZERO <= row.strike - row.instant <= pd.Timedelta("73h")
