"""What must hold of any alignment: brute force, order, far-away headlines, whole weeks, one outcome a pair."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.alignment import MEASURED, OUTCOMES, align
from aftershock.alignment.clock import first_ended, last_ended, session_rows, wait_until_open
from aftershock.markets import Prices

BY_HAND = runpy.run_path(str(Path(__file__).resolve().parents[1] / "by_hand.py"))
make_heads, make_daily, make_bars = BY_HAND["make_heads"], BY_HAND["make_daily"], BY_HAND["make_bars"]

EXAMPLES = 20
FEED = "18:00-17:00 America/New_York"
START = pd.Timestamp("2021-10-25T00:00Z")
DAYS = 40
MINUTES = DAYS * 24 * 60
ENDS = BY_HAND["hourly_ends"](FEED, "2021-10-18", "2021-12-10")
VAGUE = ["0s", "1min", "1h", "1D"]

DAILY = Prices(make_daily(asset, "2021-10-04", "2021-12-31") for asset in ("SPX", "UST10Y", "GOLD", "WTI"))
BARS = Prices(make_bars(asset, ENDS, hours=FEED) for asset in ("SPX", "GOLD"))

minutes = st.lists(st.integers(0, MINUTES), min_size=1, max_size=10)
stamps = st.lists(st.tuples(st.integers(0, MINUTES), st.sampled_from(VAGUE)), min_size=1, max_size=10)
numbers = st.lists(st.integers(0, 60), min_size=1, max_size=30)
some_prices = pytest.mark.parametrize("prices", [DAILY, BARS], ids=["daily", "bars"])


def heads_at(offsets: list[tuple[int, str]]) -> pd.DataFrame:
    """Headlines so many minutes after the start, each as vague as told."""
    instants = START + pd.to_timedelta([minute for minute, _ in offsets], unit="min")
    return make_heads([f"{at:%Y-%m-%dT%H:%MZ}" for at in instants], uncertainty=[span for _, span in offsets])


def by_pair(heads: pd.DataFrame, prices: Prices) -> pd.DataFrame:
    """Aligned pairs, in an order of their own."""
    return align(heads, prices, max_loss=1.0).set_index(["headline_id", "asset"]).sort_index()


def instants_of(values: list[int]) -> np.ndarray:
    """Minutes after the epoch as instants."""
    return np.array(values, dtype="datetime64[m]").astype("datetime64[ns]")


@given(numbers, numbers)
@settings(deadline=None, max_examples=EXAMPLES)
def test_session_is_the_first_strike_at_or_after(strikes: list[int], at: list[int]) -> None:
    ascending = sorted(set(strikes))
    found = session_rows(instants_of(ascending), instants_of(at))
    later = [[row for row, strike in enumerate(ascending) if strike >= instant] for instant in at]
    assert found.tolist() == [rows[0] if rows else len(ascending) for rows in later]


@given(numbers, numbers)
@settings(deadline=None, max_examples=EXAMPLES)
def test_bars_around_an_instant(ends: list[int], at: list[int]) -> None:
    ascending = sorted(set(ends))
    ended = [[row for row, end in enumerate(ascending) if end <= instant] for instant in at]
    ending = [[row for row, end in enumerate(ascending) if end >= instant] for instant in at]
    bars, instants = instants_of(ascending), instants_of(at)
    assert last_ended(bars, instants).tolist() == [rows[-1] if rows else -1 for rows in ended]
    assert first_ended(bars, instants).tolist() == [rows[0] if rows else len(ascending) for rows in ending]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True), numbers)
@settings(deadline=None, max_examples=EXAMPLES)
def test_wait_is_to_the_first_open_minute(edges: list[int], at: list[int]) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    open_minutes = [minute for first, last in spans for minute in range(first, last)]
    waits = wait_until_open(instants_of(edges[::2]), instants_of(edges[1::2]), instants_of(at))
    for instant, wait in zip(at, waits, strict=True):
        later = [minute - instant for minute in open_minutes if minute >= instant]
        assert np.isnat(wait) if not later else wait == np.timedelta64(later[0], "m")


@some_prices
@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_every_pair_ends_in_one_outcome(prices: Prices, offsets: list[tuple[int, str]]) -> None:
    aligned = align(heads_at(offsets), prices, max_loss=1.0)
    assert (
        len(aligned) == len(aligned.drop_duplicates(["headline_id", "asset"])) == len(offsets) * len(prices)
    )
    assert aligned["outcome"].isin(OUTCOMES).all()


@some_prices
@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_every_episode_is_led_by_its_earliest_headline(
    prices: Prices, offsets: list[tuple[int, str]]
) -> None:
    aligned = align(heads_at(offsets), prices, max_loss=1.0)
    counted = aligned[aligned["outcome"].isin([*MEASURED, "merged_into_episode"])]
    for _, episode in counted.groupby(["asset", "event_id"]):
        leading = episode[episode["outcome"] != "merged_into_episode"]
        assert leading["instant"].tolist() == [episode["instant"].min()]


@some_prices
@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_order_of_headlines_changes_nothing(prices: Prices, offsets: list[tuple[int, str]]) -> None:
    heads = heads_at(offsets)
    pd.testing.assert_frame_equal(by_pair(heads.iloc[::-1], prices), by_pair(heads, prices))


@some_prices
@given(minutes, st.integers(0, 7 * 24 * 60))
@settings(deadline=None, max_examples=EXAMPLES)
def test_headline_far_away_changes_no_other_row(prices: Prices, near: list[int], far: int) -> None:
    offsets = [(minute % (20 * 24 * 60), "1min") for minute in near]
    alone = by_pair(heads_at(offsets), prices)
    joined = by_pair(heads_at([*offsets, (30 * 24 * 60 + far, "1min")]), prices)
    pd.testing.assert_frame_equal(joined.drop(f"h{len(near)}", level="headline_id"), alone)


@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_no_bar_before_ends_after_its_headline(offsets: list[tuple[int, str]]) -> None:
    aligned = align(heads_at(offsets), BARS, max_loss=1.0)
    found = aligned[aligned["before"].notna()]
    assert (found["before"] <= found["instant"]).all()


@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_bar_after_ends_once_the_headline_is_surely_out(offsets: list[tuple[int, str]]) -> None:
    heads = heads_at(offsets)
    aligned = align(heads, BARS, max_loss=1.0)
    out = aligned["instant"] + aligned["headline_id"].map(heads["uncertainty"])
    found = aligned["after"].notna()
    assert (aligned["after"] >= out)[found].all()
    assert (aligned["after"] > aligned["instant"])[found].all()


@given(stamps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_session_of_a_pair_is_struck_at_or_after_the_headline(offsets: list[tuple[int, str]]) -> None:
    aligned = align(heads_at(offsets), DAILY, max_loss=1.0)
    for asset, pairs in aligned.groupby("asset"):
        strikes = DAILY[str(asset)].strikes()
        for row in pairs.itertuples():
            assert row.strike == strikes[strikes >= row.instant].min()
            assert row.session == strikes.index[strikes == row.strike].item()


@given(minutes, st.integers(1, 12))
@settings(deadline=None, max_examples=EXAMPLES)
def test_whole_weeks_shift_every_session(offsets: list[int], weeks: int) -> None:
    shift = pd.Timedelta(weeks=weeks)
    prices = Prices([make_daily("EURUSD", "2021-03-15", "2021-10-29")])
    spring = pd.Timestamp("2021-04-05T00:00Z") + pd.to_timedelta(offsets, unit="min")
    here = align(make_heads(spring), prices)
    there = align(make_heads(spring + shift), prices)
    assert (there["session"] - here["session"] == shift).all()
    assert (there["strike"] - here["strike"] == shift).all()
    assert there["delay"].equals(here["delay"])
    assert there["outcome"].equals(here["outcome"])
