"""Ranks among the windows of all days: by brute force, by hand, by invariance, and what cannot be judged."""

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import EstimationError
from aftershock.reactions.level import Yardstick, bars_inside, day_levels
from aftershock.reactions.placebo import placebo_ranks
from aftershock.reactions.sample_placebo import sample_ranks
from aftershock.simulate import simulate_bars

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
simulated_yardstick, yardstick_of = MARKETS["simulated_yardstick"], MARKETS["yardstick_of"]
EXACT = 1e-9
EXAMPLES = 10
A_DAY = 79


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


BEFORE = rows(10, 2 * A_DAY + 5, 7 * A_DAY + 60)
AFTER = BEFORE + rows(3, 6, 12)


@pytest.fixture(scope="module")
def yardstick() -> Yardstick:
    return simulated_yardstick()


def brute_force(yardstick: Yardstick, head: int, stride: int) -> tuple[int, int]:
    """Count placebos, and those as large, window by window."""
    bars, busy = yardstick.bars, bars_inside(yardstick.bars.ends.size, BEFORE, AFTER)
    levels = day_levels(bars, yardstick.variances, np.zeros(bars.ends.size, dtype=bool)).levels
    length = int(AFTER[head] - BEFORE[head])

    def size(start: int) -> float:
        inner = slice(start + 1, start + length + 1)
        usual = levels[bars.days[start + length]] * np.sqrt(yardstick.variances[inner].sum())
        return float(abs(bars.levels[start + length] - bars.levels[start]) / usual)

    n, larger = 0, 0
    for start in range(0, bars.ends.size - length, stride):
        inner = slice(start + 1, start + length + 1)
        if len(set(bars.days[inner])) == 1 and bars.linked[inner].all() and not busy[inner].any():
            n, larger = n + 1, larger + (size(start) >= size(int(BEFORE[head])))
    return n, larger


@pytest.mark.parametrize(("head", "stride"), [(0, 1), (1, 2), (2, 4)])
def test_counts_by_brute_force(yardstick: Yardstick, head: int, stride: int) -> None:
    ranks = sample_ranks(yardstick, BEFORE, AFTER)
    n, larger = brute_force(yardstick, head, stride)
    assert (ranks.n_placebos[head], ranks.n_larger[head]) == (n, larger)
    assert ranks.pvalues[head] == pytest.approx((1 + larger) / (1 + n), rel=EXACT)


def test_long_window_that_its_day_cannot_judge_is_judged(yardstick: Yardstick) -> None:
    before, after = rows(A_DAY + 5), rows(A_DAY + 30)
    assert placebo_ranks(yardstick, before, after).reasons[0] == "unreachable"
    assert sample_ranks(yardstick, before, after).reasons[0] == ""


def test_move_well_beyond_the_detectable_one_is_noticed_and_one_well_short_of_it_is_not() -> None:
    bars = simulate_bars(20, rng=1)
    at = sample_ranks(yardstick_of(bars), rows(40), rows(41)).detectable[0]
    for factor, noticed in ((1.1, True), (0.9, False)):
        returns = bars.returns.copy()
        returns[0, 40] = factor * at
        ranks = sample_ranks(yardstick_of(replace(bars, returns=returns)), rows(40), rows(41))
        assert (ranks.pvalues[0] <= 0.05) == noticed


def test_levels_given_are_not_used(yardstick: Yardstick) -> None:
    other = Yardstick(yardstick.bars, yardstick.variances, np.full(20, 9.0))
    np.testing.assert_array_equal(
        sample_ranks(yardstick, BEFORE, AFTER).pvalues, sample_ranks(other, BEFORE, AFTER).pvalues
    )


def test_scale_of_a_day_does_not_matter() -> None:
    bars = simulate_bars(20, rng=1)
    louder = bars.returns.copy()
    louder[2] *= 7.0
    one = sample_ranks(yardstick_of(bars), BEFORE, AFTER)
    other = sample_ranks(yardstick_of(replace(bars, returns=louder)), BEFORE, AFTER)
    np.testing.assert_allclose(one.pvalues, other.pvalues, rtol=EXACT)


def test_busy_bars_can_be_named(yardstick: Yardstick) -> None:
    nobody = np.zeros(yardstick.bars.ends.size, dtype=bool)
    assert sample_ranks(yardstick, BEFORE, AFTER, busy=nobody).n_placebos[0] == 20 * 76


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [(-1, 5, "no_window"), (A_DAY - 3, A_DAY + 3, "broken_window"), (0, 78, "few_placebos")],
)
def test_headline_without_a_pvalue_says_why(
    yardstick: Yardstick, before: int, after: int, reason: str
) -> None:
    ranks = sample_ranks(yardstick, rows(before), rows(after), minimum=25)
    assert ranks.reasons[0] == reason and np.isnan(ranks.pvalues[0])


def test_day_without_a_level_is_the_reason(yardstick: Yardstick) -> None:
    bars = yardstick.bars
    still = replace(bars, moves=np.where(bars.days == 3, np.nan, bars.moves))
    ranks = sample_ranks(
        Yardstick(still, yardstick.variances, yardstick.levels), rows(3 * A_DAY + 10), rows(3 * A_DAY + 13)
    )
    assert ranks.reasons[0] == "no_level"


@settings(max_examples=EXAMPLES)
@given(st.floats(1e-2, 1e2), st.permutations(range(3)))
def test_unit_of_the_season_and_order_of_headlines_do_not_matter(scale: float, order: list[int]) -> None:
    yardstick = simulated_yardstick()
    other = Yardstick(yardstick.bars, scale * yardstick.variances, yardstick.levels)
    one, two = sample_ranks(yardstick, BEFORE, AFTER), sample_ranks(other, BEFORE[order], AFTER[order])
    np.testing.assert_allclose(one.pvalues[order], two.pvalues, rtol=EXACT)


def test_minimum_below_one_is_refused(yardstick: Yardstick) -> None:
    with pytest.raises(EstimationError, match="at least 1 placebo"):
        sample_ranks(yardstick, BEFORE, AFTER, minimum=0)
