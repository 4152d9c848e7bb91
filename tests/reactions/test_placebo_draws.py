"""Placebos drawn together: the same instants for all assets, clear of each other, and one headline as by rank."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from aftershock.errors import AftershockError, EstimationError
from aftershock.reactions.level import Yardstick, day_levels
from aftershock.reactions.placebo import placebo_ranks
from aftershock.reactions.placebo_draws import MOST_RANKED, PlaceboDraws, placebo_draws
from aftershock.simulate import simulate_bars

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
yardstick_of, flat_yardstick = MARKETS["yardstick_of"], MARKETS["flat_yardstick"]
A_DAY = 79
SINGLE = 1e-6
MONTE_CARLO = 0.03
"""Four standard errors of a share from 4000 draws."""


def pair_of_assets(correlation: float = 0.9) -> list[Yardstick]:
    bars = simulate_bars(20, 78, 2, rng=1, correlation=correlation)
    return [yardstick_of(bars, asset=at) for at in range(2)]


def windows(*starts: int, n_assets: int = 2, n_bars: int = 6) -> tuple[np.ndarray, np.ndarray]:
    before = np.tile(np.array(starts)[:, None], n_assets)
    return before, before + n_bars


def drawn(yardsticks: list[Yardstick], *starts: int, **options: object) -> PlaceboDraws:
    before, after = windows(*starts, n_assets=len(yardsticks))
    return placebo_draws(yardsticks, before, after, **{"statistic": "size", "n_draws": 500, **options})  # type: ignore[arg-type]


def sizes_of(yardstick: Yardstick, n_bars: int = 6) -> np.ndarray:
    """Size of the window that starts at each row; NaN where there is none. The level counts all bars."""
    bars = yardstick.bars
    levels = day_levels(bars, yardstick.variances, np.zeros(bars.ends.size, dtype=bool)).levels
    starts = np.arange(bars.ends.size - n_bars)
    return np.abs(Yardstick(bars, yardstick.variances, levels).standardized(starts, starts + n_bars))


def test_observed_statistic_is_the_standardized_size() -> None:
    yardsticks = pair_of_assets()
    found = drawn(yardsticks, 20, 3 * A_DAY + 40)
    expected = [[sizes_of(one)[row] for one in yardsticks] for row in (20, 3 * A_DAY + 40)]
    np.testing.assert_allclose(found.statistics, expected, rtol=1e-9)


def test_all_assets_are_drawn_at_the_same_instants() -> None:
    yardsticks = pair_of_assets()
    draws = drawn(yardsticks, 3 * A_DAY + 40).draws[:, 0]
    sizes = np.stack([sizes_of(one) for one in yardsticks])[:, 3 * A_DAY : 4 * A_DAY]
    for one, other in draws[:50]:
        places = [
            set(np.flatnonzero(np.isclose(row, value, rtol=SINGLE)))
            for row, value in zip(sizes, (one, other), strict=True)
        ]
        assert places[0] & places[1]


def test_draws_come_from_the_own_day() -> None:
    yardstick = pair_of_assets()[0]
    draws = drawn([yardstick], 3 * A_DAY + 40).draws.ravel()
    own_day = sizes_of(yardstick)[3 * A_DAY : 4 * A_DAY - 6]
    distance = np.abs(draws[:, None] - own_day).min(axis=1)
    assert distance.max() < SINGLE * own_day.max()


@pytest.mark.parametrize("start", [10, 3 * A_DAY + 40])
def test_one_headline_has_the_same_pvalue_by_draws_as_by_rank(start: int) -> None:
    yardstick = pair_of_assets()[0]
    before, after = windows(start, n_assets=1)
    found = drawn([yardstick], start, n_draws=4000)
    share = (found.draws[:, 0, 0] >= found.statistics[0, 0] * (1 - SINGLE)).mean()
    assert share == pytest.approx(
        placebo_ranks(yardstick, before[:, 0], after[:, 0]).pvalues[0], abs=MONTE_CARLO
    )


def test_placebos_of_one_day_do_not_overlap() -> None:
    prices = np.arange(300.0) ** 2
    found = placebo_draws(
        [flat_yardstick(prices)], *windows(10, 100, 200, n_assets=1), statistic="size", n_draws=300, rng=1
    )
    levels = day_levels(flat_yardstick(prices).bars, np.ones(300), np.zeros(300, dtype=bool)).levels
    starts = (found.draws[:, :, 0] * levels * np.sqrt(6) - 36) / 12
    gaps = np.abs(np.diff(np.sort(starts, axis=1), axis=1))
    assert found.n_overlapping == 0
    assert gaps.min() > 6 - 0.01


def test_a_full_day_is_counted_as_overlapping() -> None:
    yardstick = pair_of_assets()[0]
    assert drawn([yardstick], *range(0, 40, 6), minimum=1).n_overlapping > 0


def test_asset_in_which_the_headline_was_not_measured_has_no_draws() -> None:
    yardsticks = pair_of_assets()
    before, after = windows(20)
    before[0, 1] = -1
    found = placebo_draws(yardsticks, before, after, statistic="size", n_draws=50)
    assert np.isnan(found.statistics).tolist() == [[False, True]]
    assert np.isnan(found.draws).any(axis=0).tolist() == [[False, True]]


def test_instants_are_common_to_the_assets() -> None:
    first, second = pair_of_assets()
    holed = second.variances.copy()
    holed[30:60] = np.nan
    other = Yardstick(second.bars, holed, second.levels)
    both = drawn([first, other], 10).n_common[0]
    assert both == drawn([other], 10).n_common[0] < drawn([first], 10).n_common[0]


def test_headline_with_too_few_instants_in_common_has_no_statistic() -> None:
    found = drawn(pair_of_assets(), 10, minimum=200)
    assert np.isnan(found.statistics).all() and 0 < found.n_common[0] < 200


def test_headline_of_another_day_changes_neither_statistic_nor_instants_of_the_first() -> None:
    yardsticks = pair_of_assets()
    one, more = drawn(yardsticks, 20), drawn(yardsticks, 20, 9 * A_DAY + 20)
    np.testing.assert_array_equal(one.draws[:, 0], more.draws[:, 0])


def test_same_seed_same_draws() -> None:
    yardsticks = pair_of_assets()
    one, other, third = (drawn(yardsticks, 20, 40, rng=seed).draws for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, other)
    assert (one != third).any()


def test_ranks_lie_between_zero_and_one_with_mean_one_half() -> None:
    yardsticks = pair_of_assets()
    found = drawn(yardsticks, 20, 3 * A_DAY + 40, statistic="rank", n_draws=4000)
    assert 0 < found.draws.min() and found.draws.max() < 1
    np.testing.assert_allclose(found.draws.mean(axis=0), 0.5, atol=MONTE_CARLO)


def test_ranks_of_a_long_day_by_brute_force() -> None:
    prices = np.random.default_rng(1).standard_normal(600).cumsum()
    yardstick = flat_yardstick(prices)
    found = placebo_draws([yardstick], *windows(100, n_assets=1, n_bars=2), statistic="rank", n_draws=200)
    sizes = np.abs(prices[2:] - prices[:-2])
    clear = np.array([row for row in range(598) if abs(row - 100) >= 2])[::3]
    smaller = (sizes[clear] < sizes[100]).sum()
    assert clear.size <= MOST_RANKED
    assert found.statistics[0, 0] == pytest.approx((smaller + 0.5) / (clear.size + 1), rel=1e-9)


def test_largest_move_of_a_day_ranks_above_all_placebos() -> None:
    prices = np.random.default_rng(1).standard_normal(200).cumsum()
    prices[101:] += 1e3
    found = placebo_draws([flat_yardstick(prices)], *windows(98, n_assets=1), statistic="rank", n_draws=200)
    assert found.statistics[0, 0] > found.draws[found.draws < found.statistics[0, 0]].max() > 0.9


def test_windows_that_share_bars_are_counted() -> None:
    yardsticks = pair_of_assets()
    assert drawn(yardsticks, 20, 24, 40).n_sharing.tolist() == [2, 2]


def test_rows_that_do_not_fit_the_assets_are_refused() -> None:
    with pytest.raises(EstimationError, match="one column an asset"):
        placebo_draws(pair_of_assets(), *windows(20, n_assets=1), statistic="size")


@pytest.mark.parametrize("options", [{"n_draws": 0}, {"minimum": 0}, {"statistic": "mean"}])
def test_impossible_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises((AftershockError, ValueError), match="at least 1|allowed are 'rank', 'size'"):
        drawn(pair_of_assets(), 20, **options)
