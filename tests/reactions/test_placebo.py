"""The same-day placebo: by hand, by brute force, by invariance; which windows may stand in, and what could be seen."""

import math
import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import EstimationError
from aftershock.reactions.admissible import OWN_SHARE, Track
from aftershock.reactions.level import Yardstick, bars_inside
from aftershock.reactions.placebo import PlaceboRanks, detectable_by_slot, placebo_ranks
from aftershock.typing import PlaceboReason, options

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
flat_yardstick, simulated_yardstick = MARKETS["flat_yardstick"], MARKETS["simulated_yardstick"]
MINUTE = MARKETS["MINUTE"]
EXACT = 1e-9
EXAMPLES = 15
A_DAY = 79


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def brute_force(yardstick: Yardstick, before: np.ndarray, after: np.ndarray, head: int) -> tuple[int, int]:
    """Count placebos, and those as large, window by window."""
    bars, busy = yardstick.bars, bars_inside(yardstick.bars.ends.size, before, after)

    def size(start: int, end: int) -> float:
        return abs(bars.levels[end] - bars.levels[start]) / math.sqrt(
            yardstick.variances[start + 1 : end + 1].sum()
        )

    day, length = bars.days[after[head]], after[head] - before[head]
    own, n, larger = size(before[head], after[head]), 0, 0
    for start in range(bars.ends.size - length):
        end = start + length
        inner = slice(start + 1, end + 1)
        same_day = (bars.days[inner] == day).all() and bars.linked[inner].all()
        if same_day and not busy[inner].any() and np.isfinite(yardstick.variances[inner]).all():
            n, larger = n + 1, larger + (size(start, end) >= own)
    return n, larger


@pytest.fixture(scope="module")
def yardstick() -> Yardstick:
    return simulated_yardstick()


@pytest.fixture(scope="module")
def ranks(yardstick: Yardstick) -> PlaceboRanks:
    """Windows of 6, 3 and 1 bars on three days, two on one of them."""
    return placebo_ranks(yardstick, BEFORE, AFTER)


BEFORE = rows(10, 2 * A_DAY + 5, 2 * A_DAY + 40, 7 * A_DAY + 70)
AFTER = BEFORE + rows(6, 3, 6, 1)


@pytest.mark.parametrize("head", range(4))
def test_counts_by_brute_force(yardstick: Yardstick, ranks: PlaceboRanks, head: int) -> None:
    assert (ranks.n_placebos[head], ranks.n_larger[head]) == brute_force(yardstick, BEFORE, AFTER, head)


def test_pvalue_by_hand(ranks: PlaceboRanks) -> None:
    own = np.array([2.0, 1.0, 2.0, 1.0])
    np.testing.assert_allclose(ranks.own_weights, own)
    np.testing.assert_allclose(ranks.pvalues, (own + ranks.n_larger) / (own + ranks.n_placebos), rtol=EXACT)
    np.testing.assert_allclose(ranks.smallest, own / (own + ranks.n_placebos), rtol=EXACT)


def test_window_of_up_to_three_bars_counts_once() -> None:
    assert OWN_SHARE * 3 == pytest.approx(1.0)


def test_move_beyond_the_detectable_one_has_a_pvalue_of_alpha_and_one_short_of_it_has_not() -> None:
    prices = np.random.default_rng(1).standard_normal(200).cumsum()
    at = placebo_ranks(flat_yardstick(prices), rows(100), rows(104)).detectable[0]
    for factor, noticed in ((1 + 1e-6, True), (1 - 1e-6, False)):
        moved = prices.copy()
        moved[104:] += prices[100] - prices[104] + factor * at
        moved[101:104] = prices[100]
        ranks = placebo_ranks(flat_yardstick(moved), rows(100), rows(104))
        assert (ranks.pvalues[0] <= 0.05) == noticed


def test_detectable_move_is_in_native_units() -> None:
    prices = np.random.default_rng(1).standard_normal(200).cumsum()
    one, other = (
        placebo_ranks(flat_yardstick(unit * prices), rows(100), rows(104)).detectable[0]
        for unit in (1.0, 7.0)
    )
    assert other == pytest.approx(7.0 * one, rel=EXACT)


def test_placebos_stay_clear_of_every_window() -> None:
    prices = np.random.default_rng(1).standard_normal(100).cumsum()
    alone = placebo_ranks(flat_yardstick(prices), rows(30), rows(32))
    beside = placebo_ranks(flat_yardstick(prices), rows(30, 60), rows(32, 62))
    assert alone.n_placebos[0] == 98 - 3
    assert beside.n_placebos.tolist() == [98 - 6, 98 - 6]


def test_busy_bars_can_be_named() -> None:
    prices, busy = np.random.default_rng(1).standard_normal(100).cumsum(), np.zeros(100, dtype=bool)
    busy[50:60] = True
    ranks = placebo_ranks(flat_yardstick(prices), rows(30), rows(31), busy=busy)
    assert ranks.n_placebos[0] == 99 - 10


def test_change_of_contract_and_missing_price_are_in_no_placebo() -> None:
    prices, contracts = np.random.default_rng(1).standard_normal(100).cumsum(), np.arange(100) // 50
    prices[70] = np.nan
    ranks = placebo_ranks(flat_yardstick(prices, contracts=contracts), rows(30), rows(31))
    assert ranks.n_placebos[0] == 99 - 1 - 1 - 2


def test_placebos_are_of_the_same_day(yardstick: Yardstick) -> None:
    windows = Track.lay(yardstick, np.zeros(yardstick.bars.ends.size, dtype=bool)).windows(
        3, np.array([6 * 5 * 60 * 10**9])
    )
    known = windows.before[np.isfinite(windows.sizes[0])]
    assert known.tolist() == list(range(3 * A_DAY, 4 * A_DAY - 6))


def test_window_with_a_hole_is_compared_with_windows_as_long_in_time() -> None:
    whole = flat_yardstick(np.random.default_rng(1).standard_normal(100).cumsum())
    kept = np.arange(100) != 31
    bars = whole.bars
    market = MARKETS["Market"](
        (bars.ends - MINUTE)[kept], bars.ends[kept], bars.levels[kept], np.zeros(99, dtype=np.int64),
        bars.ends[-1:], bars.ends[:1] - MINUTE, bars.ends[-1:], MINUTE,
    )  # fmt: skip
    holed = MARKETS["bar_moves"](market, zone="UTC", move="difference")
    ranks = placebo_ranks(Yardstick(holed, np.ones(99), np.ones(1)), rows(29), rows(32))
    assert ranks.n_placebos[0] > 80


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (-1, 5, "no_window"),
        (5, 5, "no_window"),
        (A_DAY - 3, A_DAY + 3, "broken_window"),
        (A_DAY + 5, A_DAY + 8, ""),
        (A_DAY + 5, A_DAY + 25, "unreachable"),
        (A_DAY + 5, A_DAY + 65, "few_placebos"),
    ],
)
def test_headline_without_a_pvalue_says_why(
    yardstick: Yardstick, before: int, after: int, reason: str
) -> None:
    ranks = placebo_ranks(yardstick, rows(before), rows(after))
    assert ranks.reasons[0] == reason and reason in options(PlaceboReason)
    assert np.isnan(ranks.pvalues[0]) == (reason != "")
    assert np.isnan(ranks.detectable[0]) == (reason != "")


def test_slot_without_a_season_is_the_reason(yardstick: Yardstick) -> None:
    variances = yardstick.variances.copy()
    variances[yardstick.bars.slots == 20] = np.nan
    ranks = placebo_ranks(Yardstick(yardstick.bars, variances, yardstick.levels), rows(18), rows(21))
    assert ranks.reasons[0] == "no_season"


def test_pvalue_is_never_zero() -> None:
    prices = np.zeros(100)
    prices[50:] = 1e9
    assert placebo_ranks(flat_yardstick(prices), rows(49), rows(50)).pvalues[0] == pytest.approx(
        1 / 99, rel=EXACT
    )


def test_headline_that_moved_nothing_has_the_pvalue_one() -> None:
    prices = np.random.default_rng(1).standard_normal(100).cumsum()
    prices[50] = prices[49]
    assert placebo_ranks(flat_yardstick(prices), rows(49), rows(50)).pvalues[0] == 1.0


def test_headline_of_another_day_changes_nothing(yardstick: Yardstick, ranks: PlaceboRanks) -> None:
    more = placebo_ranks(yardstick, np.r_[BEFORE, 15 * A_DAY + 20], np.r_[AFTER, 15 * A_DAY + 26])
    np.testing.assert_array_equal(more.pvalues[:4], ranks.pvalues)
    np.testing.assert_array_equal(more.detectable[:4], ranks.detectable)


@settings(max_examples=EXAMPLES)
@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_ranks_do_not_depend_on_unit_level_or_scale_of_the_season(
    unit: float, scale: float, seed: int
) -> None:
    prices = np.random.default_rng(seed).standard_normal(120).cumsum()
    season = np.random.default_rng(seed + 1).uniform(0.5, 2.0, 120)
    plain, scaled = flat_yardstick(prices), flat_yardstick(unit * prices)
    one = placebo_ranks(Yardstick(plain.bars, season, plain.levels), rows(20, 70), rows(26, 73))
    other = placebo_ranks(Yardstick(scaled.bars, scale * season, np.full(1, 9.0)), rows(20, 70), rows(26, 73))
    np.testing.assert_allclose(one.pvalues, other.pvalues, rtol=EXACT)


@settings(max_examples=EXAMPLES)
@given(st.permutations(range(4)))
def test_order_of_headlines_does_not_matter(order: list[int]) -> None:
    yardstick = simulated_yardstick(2)
    one, other = (
        placebo_ranks(yardstick, BEFORE, AFTER),
        placebo_ranks(yardstick, BEFORE[order], AFTER[order]),
    )
    np.testing.assert_array_equal(one.pvalues[order], other.pvalues)


def test_minimum_below_one_is_refused(yardstick: Yardstick) -> None:
    with pytest.raises(EstimationError, match="at least 1 placebo"):
        placebo_ranks(yardstick, BEFORE, AFTER, minimum=0)


def test_detectable_by_clock_is_the_median_of_what_the_ranks_say(yardstick: Yardstick) -> None:
    span = 6 * np.timedelta64(5 * 60 * 10**9, "ns")
    table = detectable_by_slot(yardstick, span)
    nobody = np.zeros(yardstick.bars.ends.size, dtype=bool)
    before = np.arange(20) * A_DAY + 30
    ranks = placebo_ranks(yardstick, before, before + 6, busy=nobody)
    assert table[31] == pytest.approx(np.median(ranks.detectable), rel=EXACT)


def test_detectable_move_is_larger_at_the_open_than_at_noon(yardstick: Yardstick) -> None:
    table = detectable_by_slot(yardstick, np.timedelta64(5 * 60 * 10**9, "ns"))
    assert np.isnan(table[0])
    assert table[1:5].mean() > 2 * table[38:42].mean()
