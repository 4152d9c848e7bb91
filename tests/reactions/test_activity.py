"""Abnormal volume and volatility ratio: by hand, by brute force, and what cannot be used."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.reactions.activity import abnormal_volume, volatility_ratio
from aftershock.reactions.level import Yardstick

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
simulated_yardstick, minute_bars = MARKETS["simulated_yardstick"], MARKETS["minute_bars"]
EXACT = 1e-9
A_DAY = 79


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@pytest.fixture(scope="module")
def yardstick() -> Yardstick:
    return simulated_yardstick()


def test_abnormal_volume_by_brute_force(yardstick: Yardstick) -> None:
    bars, rng = yardstick.bars, np.random.default_rng(1)
    volumes = rng.lognormal(5.0, 1.0, bars.ends.size)
    volumes[[3 * A_DAY + 12, 5 * A_DAY + 11]] = 0.0, np.nan
    found = abnormal_volume(bars, volumes, rows(3 * A_DAY + 9), rows(3 * A_DAY + 15))
    grid = np.log(np.where(volumes > 0, volumes, np.nan)).reshape(20, A_DAY)
    others = np.nanmean(np.delete(grid, 3, axis=0), axis=0)
    assert found.values[0] == pytest.approx(np.nanmean((grid[3] - others)[10:16]), rel=EXACT)
    assert (found.n_bars[0], found.n_missing[0]) == (5, 1)


def test_twice_the_usual_volume_is_the_log_of_two_whatever_the_slot(yardstick: Yardstick) -> None:
    bars = yardstick.bars
    volumes = 100.0 * (1 + bars.slots).astype(float)
    volumes[3 * A_DAY : 4 * A_DAY] *= 2.0
    found = abnormal_volume(
        bars, volumes, rows(3 * A_DAY + 10, 8 * A_DAY + 10), rows(3 * A_DAY + 50, 8 * A_DAY + 12)
    )
    assert found.values[0] == pytest.approx(np.log(2.0), rel=EXACT)
    assert found.values[1] == pytest.approx(-np.log(2.0) / 19, rel=EXACT)


def test_volume_of_a_slot_with_too_few_other_days_is_not_judged(yardstick: Yardstick) -> None:
    volumes = np.full(yardstick.bars.ends.size, 10.0)
    one, other = (
        abnormal_volume(yardstick.bars, volumes, rows(10), rows(12), fewest_days=days).values[0]
        for days in (19, 20)
    )
    assert one == pytest.approx(0.0, abs=EXACT) and np.isnan(other)


@pytest.mark.parametrize(("size", "fewest_days"), [(5, 10), (20 * A_DAY, 0)])
def test_volumes_that_do_not_fit_are_refused(yardstick: Yardstick, size: int, fewest_days: int) -> None:
    with pytest.raises(EstimationError, match="one volume a bar"):
        abnormal_volume(yardstick.bars, np.ones(size), rows(10), rows(12), fewest_days=fewest_days)


def test_volatility_ratio_by_hand() -> None:
    yardstick = Yardstick(
        minute_bars(np.array([0.0, 2.0, -4.0, 0.0])), np.array([1.0, 1.0, 9.0, 4.0]), np.array([2.0])
    )
    found = volatility_ratio(yardstick, rows(0), rows(3))
    assert found.values[0] == pytest.approx(np.sqrt((1.0 + 1.0 + 1.0) / 3), rel=EXACT)


def test_volatility_ratio_is_one_on_average(yardstick: Yardstick) -> None:
    before = np.arange(20) * A_DAY + 1
    squares = volatility_ratio(yardstick, before, before + 77).values ** 2
    # Shocks have fat tails, which the level of a day leaves out: hence above one.
    assert squares.mean() > 1.0 and squares.mean() < 2.0


def test_window_of_too_few_bars_has_no_ratio(yardstick: Yardstick) -> None:
    found = volatility_ratio(yardstick, rows(10, 10, -1), rows(12, 13, 5))
    assert np.isnan(found.values).tolist() == [True, False, True]
    assert found.n_bars.tolist() == [2, 3, 0]


def test_ratio_of_no_bars_is_refused(yardstick: Yardstick) -> None:
    with pytest.raises(EstimationError, match="at least 1"):
        volatility_ratio(yardstick, rows(10), rows(12), fewest_bars=0)
