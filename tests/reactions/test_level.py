"""Levels of days, seasonal scales of windows, standardized moves: by hand, by brute force, by invariance."""

import math
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.reactions.bars import BarMoves
from aftershock.reactions.level import Yardstick, bar_variances, bars_inside, day_levels, running_sums
from aftershock.simulate import simulate_bars

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
minute_bars, flat_yardstick, simulated_yardstick = (
    MARKETS[name] for name in ("minute_bars", "flat_yardstick", "simulated_yardstick")
)
EXACT = 1e-12
LEVEL_ERROR = 0.05
"""Four standard errors of the level of a day with 20 000 bars."""
ESTIMATORS = ["medrv", "minrv", "bipower"]
each_estimator = pytest.mark.parametrize("estimator", ESTIMATORS)


def nothing(bars: BarMoves) -> np.ndarray:
    return np.zeros(bars.ends.size, dtype=bool)


def long_day(seed: int = 1, *, sd: float = 2.0, n: int = 1400) -> BarMoves:
    return minute_bars(np.random.default_rng(seed).normal(0.0, sd, n).cumsum())


@each_estimator
def test_level_is_the_standard_deviation_of_a_bar(estimator: str) -> None:
    levels = [
        day_levels(bars, np.ones(1400), nothing(bars), estimator=estimator).levels[0]  # type: ignore[arg-type]
        for bars in (long_day(seed) for seed in range(15))
    ]
    assert np.mean(levels) == pytest.approx(2.0, rel=LEVEL_ERROR)


@each_estimator
def test_level_divides_by_the_season(estimator: str) -> None:
    bars = long_day()
    plain = day_levels(bars, np.ones(1400), nothing(bars), estimator=estimator)  # type: ignore[arg-type]
    lively = day_levels(bars, np.full(1400, 4.0), nothing(bars), estimator=estimator)  # type: ignore[arg-type]
    assert lively.levels[0] == pytest.approx(plain.levels[0] / 2.0, rel=EXACT)


@pytest.mark.parametrize(
    ("estimator", "by_hand"),
    [
        ("bipower", math.pi / 2 * (2 + 6) / 2),
        ("minrv", math.pi / (math.pi - 2) * (1 + 4) / 2),
        ("medrv", math.pi / (6 - 4 * math.sqrt(3) + math.pi) * 4),
    ],
)
def test_level_of_moves_of_1_2_3_by_hand(estimator: str, by_hand: float) -> None:
    bars = minute_bars(np.array([0.0, 1.0, -1.0, 2.0]))
    level = day_levels(bars, np.ones(4), nothing(bars), estimator=estimator, fewest=1)  # type: ignore[arg-type]
    assert level.levels[0] ** 2 == pytest.approx(by_hand, rel=EXACT)


@each_estimator
def test_jump_outside_the_windows_does_not_blow_the_level_up(estimator: str) -> None:
    calm = np.random.default_rng(1).normal(0.0, 1.0, 400)
    jumped = calm.copy()
    jumped[200] = 15.0
    one, other = (
        day_levels(bars, np.ones(400), nothing(bars), estimator=estimator).levels[0]  # type: ignore[arg-type]
        for bars in (minute_bars(calm.cumsum()), minute_bars(jumped.cumsum()))
    )
    assert one <= other < 1.2 * one


def test_masked_bars_and_the_runs_they_interrupt_do_not_count() -> None:
    bars, masked = long_day(n=100), np.zeros(100, dtype=bool)
    masked[50:60] = True
    found = day_levels(bars, np.ones(100), masked)
    assert found.n_blocks[0] == 99 - 2 - 10 - 2
    wild = minute_bars(np.where((np.arange(100) >= 50) & (np.arange(100) < 60), 1e6, bars.levels))
    assert day_levels(wild, np.ones(100), masked | (np.arange(100) == 60)).levels[0] < 10.0


def test_day_with_too_few_runs_has_no_level() -> None:
    bars = long_day(n=15)
    assert day_levels(bars, np.ones(15), nothing(bars), fewest=12).n_blocks[0] == 12
    assert np.isfinite(day_levels(bars, np.ones(15), nothing(bars), fewest=12).levels[0])
    assert np.isnan(day_levels(bars, np.ones(15), nothing(bars), fewest=13).levels[0])


def test_day_that_stood_still_has_no_level() -> None:
    bars = minute_bars(np.ones(50))
    assert np.isnan(day_levels(bars, np.ones(50), nothing(bars)).levels[0])


def test_runs_do_not_reach_over_the_night() -> None:
    yardstick = simulated_yardstick()
    found = day_levels(yardstick.bars, yardstick.variances, nothing(yardstick.bars))
    assert set(found.n_blocks) == {76}


def test_levels_of_simulated_days_follow_their_true_volatility() -> None:
    truth = simulate_bars(200, rng=3, df=30.0)
    yardstick = MARKETS["yardstick_of"](truth)
    ratio = yardstick.levels / (0.001 * truth.volatility)
    assert np.median(ratio) == pytest.approx(1.0, abs=0.05)
    assert np.std(np.log(ratio)) < 0.2 < np.std(np.log(truth.volatility))


def test_minimum_of_nothing_is_refused() -> None:
    with pytest.raises(EstimationError, match="at least 1 run"):
        day_levels(long_day(), np.ones(1400), np.zeros(1400, dtype=bool), fewest=0)


def test_scale_of_a_window_is_the_root_of_the_sum_of_squares() -> None:
    bars = minute_bars(np.arange(5.0))
    yardstick = Yardstick(bars, np.array([1.0, 9.0, 16.0, 4.0, 1.0]), np.ones(1))
    assert yardstick.scales(np.array([0, 2]), np.array([2, 3])).tolist() == [5.0, 2.0]


def test_standardized_move_is_the_move_by_level_and_scale() -> None:
    bars = minute_bars(np.array([0.0, 1.0, 3.0, 6.0]))
    yardstick = Yardstick(bars, np.array([1.0, 9.0, 16.0, 4.0]), np.array([0.5]))
    assert yardstick.standardized(np.array([0]), np.array([2]))[0] == pytest.approx(
        3.0 / (0.5 * 5.0), rel=EXACT
    )


@pytest.mark.parametrize(("before", "after"), [(-1, 2), (2, 2), (3, 1), (0, 1), (2, 4)])
def test_window_without_bars_or_with_an_unusable_one_has_no_scale(before: int, after: int) -> None:
    yardstick = flat_yardstick(np.arange(6.0), contracts=np.array([0, 1, 1, 1, 1, 1]))
    unknown = np.array([1.0, 1.0, 1.0, 1.0, np.nan, 1.0])
    yardstick = Yardstick(yardstick.bars, unknown, yardstick.levels)
    assert np.isnan(yardstick.scales(np.array([before]), np.array([after]))[0])
    assert np.isnan(yardstick.standardized(np.array([before]), np.array([after]))[0])


def test_a_bar_after_a_hole_carries_the_variance_of_the_slots_it_skips() -> None:
    whole = simulated_yardstick()
    bars, factors = whole.bars, np.tile(np.arange(1.0, whole.bars.n_slots + 1.0), (whole.bars.n_days, 1))
    skipping = np.where(np.arange(bars.ends.size) == 10, 7, bars.first_skipped)
    holed = replace(bars, first_skipped=skipping)
    assert bar_variances(bars, factors)[10] == 11.0**2
    assert bar_variances(holed, factors)[10] == 8.0**2 + 9.0**2 + 10.0**2 + 11.0**2


def test_bars_inside_by_brute_force() -> None:
    rng = np.random.default_rng(1)
    before = rng.integers(-1, 40, 12)
    after = before + rng.integers(0, 8, 12)
    inside = {row for b, a in zip(before, after, strict=True) if b >= 0 for row in range(b + 1, a + 1)}
    assert np.flatnonzero(bars_inside(50, before, after)).tolist() == sorted(inside)


def test_running_sums_begin_with_nothing() -> None:
    assert running_sums(np.array([True, True, False])).tolist() == [0.0, 1.0, 2.0, 2.0]
