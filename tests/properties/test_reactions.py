"""What must hold of any clock-time study: no look-ahead, order, far-away headlines, whole weeks, one outcome."""

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.alignment import MEASURED, OUTCOMES
from aftershock.markets import Prices
from aftershock.reactions import ClockWindow, ReactionStudy
from aftershock.reactions.measures import Market, locate, others_inside

BY_HAND = runpy.run_path(str(Path(__file__).resolve().parents[1] / "by_hand.py"))
make_heads, make_bars = BY_HAND["make_heads"], BY_HAND["make_bars"]

EXAMPLES = 15
DAYS_BEFORE = pd.Timedelta(days=29)  # more than the twenty sessions from which a level may be taken
WINDOWS = ("-60min/0", "0/+60min", "0/+3h", "0/close")
EXACT = 1e-12
NEARLY_FLAT = 1e-3  # bipower variation counts one product less on Mondays, which have one move less: 2e-4
AGES = ["instant", "before_age", "after_lateness", "to_half", "to_most"]
RANKED = {
    "placebo_from": [
        "placebo_pvalue",
        "placebo_from",
        "placebo_reason",
        "n_placebos",
        "n_larger",
        "detectable",
    ],
    "run_up_from": ["run_up_pvalue", "run_up_from"],
}
MEASURED_MOVES = [
    "outcome",
    "before",
    "before_price",
    "after",
    "after_price",
    "move",
    "peak",
    "trough",
    "retraced",
]
FEED = "17:00-17:00 America/New_York"
ENDS = BY_HAND["hourly_ends"](FEED, "2021-04-05", "2021-07-02")
START = pd.Timestamp("2021-05-24T00:00Z")
MINUTES = 14 * 24 * 60

minutes = st.lists(st.integers(0, MINUTES), min_size=1, max_size=8)
seeds = st.integers(0, 2**32 - 1)


def market(seed: int, *, holes: float = 0.05, ends: pd.DatetimeIndex = ENDS) -> Prices:
    """A random walk in hourly bars that trade all week, with bars missing at random and contracts that change."""
    rng = np.random.default_rng(seed)
    closes = 100.0 * np.exp(rng.normal(0.0, 0.01, len(ends)).cumsum())
    contracts = (np.arange(len(ends)) // 200).astype(str)
    kept = rng.random(len(ends)) >= holes
    return Prices([make_bars("EURUSD", ends[kept], closes[kept], contracts=contracts[kept], hours=FEED)])


def heads_at(offsets: list[int], *, start: pd.Timestamp = START, uncertainty: str = "1min") -> pd.DataFrame:
    """Headlines so many minutes after the start."""
    return make_heads(start + pd.to_timedelta(offsets, unit="min"), uncertainty=uncertainty)


def measure(prices: Prices, heads: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Rows of the study, by headline and window."""
    study = ReactionStudy(prices, heads, windows=WINDOWS, min_placebos=5, **options)
    return study.fit().to_frame("event").set_index(["headline_id", "window"]).sort_index()


def assert_same_rows(rows: pd.DataFrame, others: pd.DataFrame) -> None:
    """Compare every number; where a move is ranked among all days, these lack the other headline's windows."""
    for source, ranked in RANKED.items():
        own = others[source] == "own_day"
        pd.testing.assert_frame_equal(rows.loc[own, ranked], others.loc[own, ranked])
    idle = [name for ranked in RANKED.values() for name in ranked]
    pd.testing.assert_frame_equal(rows.drop(columns=idle), others.drop(columns=idle))


def repriced(prices: Prices, after: pd.Timestamp, seed: int) -> Prices:
    """The same bars with other closes from an instant on."""
    series = prices["EURUSD"]
    rng = np.random.default_rng(seed)
    later = np.asarray(series.table.index > after)
    closes = series.table["close"].to_numpy() * np.where(later, rng.uniform(0.5, 2.0, later.size), 1.0)
    contracts = series.table["contract"].tolist()
    return Prices([make_bars("EURUSD", series.table.index, closes, contracts=contracts, hours=FEED)])


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_every_headline_and_window_ends_in_one_outcome(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets))
    assert rows.index.is_unique
    assert len(rows) == len(offsets) * len(WINDOWS)
    assert rows["outcome"].isin(OUTCOMES).all()


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_measured_rows_and_only_they_have_a_move(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets))
    assert rows["move"].notna().equals(rows["outcome"].isin(MEASURED))


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_price_before_is_never_one_of_a_bar_that_ends_later(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets))
    found = rows[rows["before"].notna()]
    assert (found["before"] <= found["instant"]).all()


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_hour_before_holds_nothing_that_came_later(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets)).xs("-60min/0", level="window")
    found = rows[rows["after"].notna()]
    assert (found["after"] <= found["instant"]).all()


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_reaction_ends_at_or_after_the_end_of_its_window(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets)).xs("0/+60min", level="window")
    found = rows[rows["after"].notna()]
    assert (found["after"] >= found["instant"] + pd.Timedelta("61min")).all()


@given(minutes, seeds, st.integers(0, MINUTES))
@settings(deadline=None, max_examples=EXAMPLES)
def test_prices_after_a_window_change_nothing_in_its_row(offsets: list[int], seed: int, cut: int) -> None:
    prices, heads = market(seed), heads_at(offsets)
    at = START + pd.Timedelta(minutes=cut)
    known = measure(prices, heads)
    ended = known["after"].notna() & (known["after"] <= at)
    changed = measure(repriced(prices, at, seed), heads)
    pd.testing.assert_frame_equal(changed.loc[ended, MEASURED_MOVES], known.loc[ended, MEASURED_MOVES])


@given(st.integers(0, 13 * 24), st.lists(st.integers(1, 58), min_size=2, max_size=2), seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_headline_moved_inside_its_bar_changes_nothing_but_ages(
    hour: int, within: list[int], seed: int
) -> None:
    prices = market(seed, holes=0.0)
    first, second = (measure(prices, heads_at([60 * hour + minute])) for minute in within)
    idle = [*AGES, *(["delay"] if (first["delay"] > pd.Timedelta(0)).any() else [])]
    pd.testing.assert_frame_equal(second.drop(columns=idle), first.drop(columns=idle))


@given(st.integers(0, 2), st.integers(20, 60), st.integers(1, 12), seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_shift_of_everything_over_a_flat_season_changes_no_move(
    week: int, hour: int, shift: int, seed: int
) -> None:
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], len(ENDS) + shift)
    path = 100.0 * np.exp(np.cumsum(0.01 * signs))
    here = Prices([make_bars("EURUSD", ENDS, path[shift:], hours=FEED)])
    there = Prices([make_bars("EURUSD", ENDS, path[: len(ENDS)], hours=FEED)])
    begin = 60 * (24 * 7 * week + hour) + 10
    columns = ["move", "usual", "standardized"]
    known, shifted = (
        measure(one, heads_at([begin + late]), seasonality="sd").loc["h0", columns].drop(index="0/close")
        for one, late in ((here, 0), (there, 60 * shift))
    )
    np.testing.assert_allclose(shifted["move"], known["move"], atol=EXACT)
    np.testing.assert_allclose(shifted, known, rtol=NEARLY_FLAT)


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_order_of_headlines_changes_nothing(offsets: list[int], seed: int) -> None:
    prices, heads = market(seed), heads_at(offsets)
    pd.testing.assert_frame_equal(measure(prices, heads.iloc[::-1]), measure(prices, heads))


@given(minutes, seeds, st.integers(5 * 24 * 60, 12 * 24 * 60))
@settings(deadline=None, max_examples=EXAMPLES)
def test_later_headline_far_away_changes_no_other_row(offsets: list[int], seed: int, far: int) -> None:
    prices = market(seed)
    alone = measure(prices, heads_at(offsets))
    joined = measure(prices, heads_at([*offsets, MINUTES + far]))
    assert_same_rows(joined.drop(f"h{len(offsets)}", level="headline_id"), alone)


@given(minutes, seeds, st.integers(0, 15 * 24 * 60))
@settings(deadline=None, max_examples=EXAMPLES)
def test_earlier_headline_beyond_the_days_compared_changes_no_other_row(
    offsets: list[int], seed: int, far: int
) -> None:
    prices = market(seed)
    earlier = -int(DAYS_BEFORE / pd.Timedelta("1min")) - far
    alone = measure(prices, heads_at(offsets))
    joined = measure(prices, heads_at([*offsets, earlier]))
    assert_same_rows(joined.drop(f"h{len(offsets)}", level="headline_id"), alone)


@given(minutes, seeds, st.integers(1, 8))
@settings(deadline=None, max_examples=EXAMPLES)
def test_whole_weeks_change_no_number(offsets: list[int], seed: int, weeks: int) -> None:
    shift = pd.Timedelta(weeks=weeks)
    here = measure(market(seed), heads_at(offsets))
    there = measure(market(seed, ends=ENDS + shift), heads_at(offsets, start=START + shift))
    moments = ["instant", "before", "after"]
    pd.testing.assert_frame_equal(there.drop(columns=moments), here.drop(columns=moments))
    for moment in moments:
        pd.testing.assert_series_equal(there[moment] - shift, here[moment])


@given(minutes, seeds, st.floats(0.01, 100.0))
@settings(deadline=None, max_examples=EXAMPLES)
def test_price_level_does_not_matter_to_returns(offsets: list[int], seed: int, factor: float) -> None:
    prices, heads = market(seed), heads_at(offsets)
    table = prices["EURUSD"].table
    scaled = make_bars(
        "EURUSD", table.index, factor * table["close"], contracts=table["contract"].tolist(), hours=FEED
    )
    np.testing.assert_allclose(
        measure(Prices([scaled]), heads)["move"], measure(prices, heads)["move"], atol=EXACT
    )


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_merged_rows_share_the_bars_of_their_leader(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets))
    for (_, window), row in rows[rows["outcome"] == "merged_into_episode"].iterrows():
        leader = rows.loc[(row["merged_into"], window)]
        assert (leader["before"], leader["after"]) == (row["before"], row["after"])
        assert leader["instant"] <= row["instant"]
        assert leader["outcome"] in MEASURED


@given(minutes, seeds)
@settings(deadline=None, max_examples=EXAMPLES)
def test_placebo_pvalue_is_the_count_and_never_zero(offsets: list[int], seed: int) -> None:
    rows = measure(market(seed), heads_at(offsets))
    judged = rows[rows["placebo_pvalue"].notna()]
    own = np.maximum(1.0, judged["n_bars"] / 3)
    own = own.where(judged["placebo_from"] == "own_day", 1.0)
    expected = (own + judged["n_larger"]) / (own + judged["n_placebos"])
    np.testing.assert_allclose(judged["placebo_pvalue"], expected, atol=EXACT)
    assert judged["n_placebos"].ge(5).all()
    assert judged["placebo_pvalue"].gt(0.0).all()
    assert (rows["placebo_reason"] == "").equals(rows["placebo_pvalue"].notna())


def hourly_market(ends: list[int]) -> Market:
    """Bars that end at hours after the epoch."""
    bars = hours_of(sorted(ends))
    hour = np.timedelta64(3600 * 10**9, "ns")
    none = bars[:0]
    closes = np.arange(1.0, bars.size + 1)
    return Market(bars - hour, bars, closes, np.zeros(bars.size, np.int64), none, none, none, hour)


def hours_of(values: list[int]) -> Any:
    """Hours after the epoch as instants."""
    return np.array(values, dtype="datetime64[h]").astype("datetime64[ns]")


some_ends = st.lists(st.integers(0, 50), min_size=2, max_size=20, unique=True)
some_instants = st.lists(st.integers(0, 50 * 60), min_size=1, max_size=10)


@given(
    some_ends,
    some_instants,
    st.integers(0, 90),
    st.integers(0, 90),
    st.sampled_from(["0/+60min", "-90min/+2h"]),
)
@settings(deadline=None, max_examples=4 * EXAMPLES)
def test_bars_of_a_window_by_brute_force(
    ends: list[int], offsets: list[int], vague: int, guard: int, text: str
) -> None:
    bars, window = hourly_market(ends), ClockWindow.parse(text)
    instants = np.array(offsets, dtype="datetime64[m]").astype("datetime64[ns]")
    uncertainty, safety = np.timedelta64(vague, "m"), np.timedelta64(guard, "m")
    found = locate(bars, window, instants, np.full(instants.size, uncertainty), safety)
    for at, before, after in zip(instants, found.before, found.after, strict=True):
        known = [row for row, end in enumerate(bars.ends) if end <= at + window.start - safety]
        reached = [row for row, end in enumerate(bars.ends) if end >= at + window.end + uncertainty]
        assert before == (known[-1] if known else -1)
        assert after == (reached[0] if reached else -1)


@given(some_instants)
@settings(deadline=None, max_examples=EXAMPLES)
def test_other_headlines_by_brute_force(offsets: list[int]) -> None:
    bars = hourly_market(list(range(0, 60, 2)))
    instants = np.sort(np.array(offsets, dtype="datetime64[m]").astype("datetime64[ns]"))
    none = np.zeros(instants.size, dtype="timedelta64[ns]")
    found = locate(bars, ClockWindow.parse("0/+60min"), instants, none, none.sum())
    for own, count in enumerate(others_inside(bars, found, instants)):
        start, end = bars.ends[found.before[own]], bars.ends[found.after[own]]
        assert count == sum(start <= at < end for row, at in enumerate(instants) if row != own)
