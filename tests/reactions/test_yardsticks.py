"""The usual size of a move: season and level of the day or of the days before, and like gaps."""

import numpy as np
import pytest

from aftershock.reactions.bars import bar_moves
from aftershock.reactions.measures import Market
from aftershock.reactions.yardsticks import AssetYardstick, asset_yardstick, levels_or_before, measure_asset
from aftershock.simulate import SimulatedBars, as_market, simulate_bars
from aftershock.typing import BoolArray

EXACT = 1e-12
N_SLOTS = 79
OF_THE_TRUTH = (
    0.35  # a level from 76 runs of three has a standard error of about 10 %; 35 % is beyond three of them
)


@pytest.fixture(scope="module")
def simulated() -> SimulatedBars:
    return simulate_bars(40, rng=5, df=30.0)


@pytest.fixture(scope="module")
def market(simulated: SimulatedBars) -> Market:
    return as_market(simulated)


def whole(market: Market, masked: BoolArray | None = None) -> AssetYardstick:
    bars, variances = measure_asset(market, zone="UTC", move="log", scale=1.0, method="wsd")
    nothing = np.zeros(bars.ends.size, dtype=np.bool_)
    return asset_yardstick(market, bars, variances, nothing if masked is None else masked)


def day_mask(*days: int) -> BoolArray:
    return np.isin(np.arange(40 * N_SLOTS) // N_SLOTS, days)


def test_usual_is_near_the_true_deviation_of_the_bars(simulated: SimulatedBars, market: Market) -> None:
    before = np.arange(40) * N_SLOTS + 40
    usual = whole(market).usual(before, before + 6)
    true = np.sqrt((simulated.deviations[:, 40:46] ** 2).sum(axis=1))
    assert np.abs(np.log(usual / true)).max() < OF_THE_TRUTH


def test_level_of_a_masked_day_is_that_of_the_five_days_before(market: Market) -> None:
    free, masked = whole(market), whole(market, day_mask(20))
    expected = np.sqrt((free.yardstick.levels[15:20] ** 2).mean())
    assert masked.yardstick.levels[20] == pytest.approx(expected, abs=EXACT)
    assert (masked.own_level[20], masked.own_level[19]) == (False, True)


def test_level_is_taken_from_twenty_days_where_five_are_masked(market: Market) -> None:
    free, masked = whole(market), whole(market, day_mask(*range(15, 21)))
    expected = np.sqrt((free.yardstick.levels[0:15] ** 2).mean())
    assert masked.yardstick.levels[20] == pytest.approx(expected, abs=EXACT)


def test_first_day_has_no_days_before(market: Market) -> None:
    masked = whole(market, day_mask(0))
    assert np.isnan(masked.yardstick.levels[0])


def test_sources_are_named(market: Market) -> None:
    masked = whole(market, day_mask(0, 20))
    before = np.array([20 * N_SLOTS + 10, 21 * N_SLOTS + 10, 5, 21 * N_SLOTS - 3, -1])
    assert masked.sources(before, before + 5).tolist() == [
        "days_before",
        "own_day",
        "",
        "like_gaps",
        "",
    ]


def test_gap_is_set_against_the_other_gaps_of_its_kind() -> None:
    simulated = simulate_bars(40, rng=5, df=30.0)
    nights = np.random.default_rng(2).normal(0.0, 0.01, 40)
    market = as_market(simulated)
    market.closes[:] = market.closes * np.repeat(np.exp(np.cumsum(nights)), N_SLOTS)
    one = whole(market)
    opens = np.flatnonzero(one.yardstick.bars.closures)
    weekday = one.yardstick.bars.weekdays[one.yardstick.bars.days[opens]]
    night = opens[weekday != 0][3]
    usual = one.usual(np.array([night - 1]), np.array([night]))[0]
    assert abs(np.log(usual / 0.01)) < OF_THE_TRUTH


def test_weekends_too_few_to_compare_have_no_usual_gap(market: Market) -> None:
    one = whole(market)
    opens = np.flatnonzero(one.yardstick.bars.closures)
    weekday = one.yardstick.bars.weekdays[one.yardstick.bars.days[opens]]
    unknown = np.isnan(one.usual(opens - 1, opens))
    assert unknown[weekday == 0].all() and not unknown[weekday != 0].any()


def test_usual_of_gap_and_bars_adds_their_variances(market: Market) -> None:
    one = whole(market)
    opens = np.flatnonzero(one.yardstick.bars.closures)
    row = opens[np.isfinite(one.usual(opens - 1, opens))][:1]
    gap, bars = one.usual(row - 1, row), one.usual(row, row + 4)
    assert one.usual(row - 1, row + 4) == pytest.approx(np.sqrt(gap**2 + bars**2), abs=EXACT)


def test_sample_too_short_for_a_season_has_no_yardstick() -> None:
    market = as_market(simulate_bars(5, rng=1))
    bars, variances = measure_asset(market, zone="UTC", move="log", scale=1.0, method="wsd")
    assert np.isnan(variances).all()
    nothing = np.zeros(bars.ends.size, dtype=np.bool_)
    assert np.isnan(asset_yardstick(market, bars, variances, nothing).variances[1:N_SLOTS]).all()


def test_levels_of_no_usable_bar_are_missing(market: Market) -> None:
    bars = bar_moves(market, zone="UTC", move="log")
    levels, own = levels_or_before(bars, np.ones(bars.ends.size), np.ones(bars.ends.size, dtype=np.bool_))
    assert np.isnan(levels).all() and not own.any()
