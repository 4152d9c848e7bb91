"""Overlapping episodes taken apart: alone the plain moves, together by least squares, and what cannot be told."""

import math
import runpy
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from aftershock.errors import EstimationError
from aftershock.reactions.level import Yardstick
from aftershock.reactions.overlaps import distributed_lags

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
simulated_yardstick, minute_bars = MARKETS["simulated_yardstick"], MARKETS["minute_bars"]
EXACT = 1e-9
A_DAY = 79


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@pytest.fixture(scope="module")
def yardstick() -> Yardstick:
    return simulated_yardstick()


def walk(n: int = 400, seed: int = 1) -> Yardstick:
    return Yardstick(
        minute_bars(np.random.default_rng(seed).standard_normal(n).cumsum()), np.ones(n), np.ones(1)
    )


def test_alone_an_episode_has_the_moves_of_its_bars(yardstick: Yardstick) -> None:
    found = distributed_lags(yardstick, rows(20, 5 * A_DAY + 40), bins=(1, 3, 6))
    levels = yardstick.bars.levels
    for episode, start in enumerate((20, 5 * A_DAY + 40)):
        expected = np.diff(levels[[start, start + 1, start + 3, start + 6]])
        np.testing.assert_allclose(found.moves[episode], expected, rtol=EXACT, atol=EXACT)
        assert found.totals[episode].estimate == pytest.approx(levels[start + 6] - levels[start], rel=EXACT)


def test_alone_nothing_inflates_the_variance_and_nothing_is_noted(yardstick: Yardstick) -> None:
    found = distributed_lags(yardstick, rows(20, 5 * A_DAY + 40))
    np.testing.assert_allclose(found.inflation, 1.0, rtol=EXACT)
    assert found.notes == ()


def test_standard_error_without_lags_is_the_root_of_the_quiet_variance_times_the_bars() -> None:
    yardstick = walk()
    found = distributed_lags(yardstick, rows(100), bins=(6,), max_lags=0)
    quiet = np.delete(yardstick.bars.moves[1:], np.arange(100, 106))
    assert found.std_errors[0, 0] == pytest.approx(math.sqrt(6 * np.mean(quiet**2)), rel=EXACT)


def test_standard_error_with_lags_by_hand() -> None:
    yardstick = walk()
    found = distributed_lags(yardstick, rows(100), bins=(3,), max_lags=1)
    moves = yardstick.bars.moves.copy()
    moves[[0, 101, 102, 103]] = np.nan
    gamma = [
        np.nansum(moves[lag:] * moves[: 400 - lag]) / np.isfinite(moves[lag:] * moves[: 400 - lag]).sum()
        for lag in (0, 1)
    ]
    by_hand = 3 * gamma[0] + 0.5 * 2 * 2 * gamma[1]
    assert found.std_errors[0, 0] ** 2 == pytest.approx(by_hand, rel=0.02)


def test_pvalue_is_the_tail_of_the_normal() -> None:
    test = distributed_lags(walk(), rows(100), bins=(6,)).totals[0]
    assert test.pvalue == pytest.approx(2 * stats.norm.sf(abs(test.statistic)), rel=EXACT)
    assert test.statistic == pytest.approx(test.estimate / test.std_error, rel=EXACT)


def test_overlapping_episodes_are_those_of_weighted_least_squares() -> None:
    yardstick = walk()
    season = np.random.default_rng(2).uniform(0.5, 3.0, 400)
    yardstick = Yardstick(yardstick.bars, season, np.array([2.0]))
    found = distributed_lags(yardstick, rows(100, 101), bins=(2, 6))
    design = np.zeros((400, 4))
    for column, (first, last) in enumerate([(101, 102), (103, 106), (102, 103), (104, 107)]):
        design[first : last + 1, column] = season[first : last + 1] / season[first : last + 1].sum()
    fit = sm.WLS(yardstick.bars.moves[101:108], design[101:108], weights=1 / season[101:108]).fit()
    np.testing.assert_allclose(found.moves.ravel(), fit.params, rtol=1e-7)


def test_moves_planted_in_overlapping_episodes_are_taken_apart() -> None:
    steps = np.zeros(60)
    steps[[21, 22]] += 1.0
    steps[[22, 23]] += 5.0
    yardstick = Yardstick(minute_bars(np.cumsum(steps)), np.ones(60), np.ones(1))
    found = distributed_lags(yardstick, rows(20, 21), bins=(2,))
    np.testing.assert_allclose(found.moves.ravel(), [2.0, 10.0], rtol=EXACT)
    assert (found.inflation > 1.0).all()


def test_headlines_with_the_same_bars_are_one_episode() -> None:
    found = distributed_lags(walk(), rows(200, 100, 200))
    assert found.episodes.tolist() == [1, 0, 1]
    assert found.starts.tolist() == [100, 200]


def test_steps_that_use_the_same_bars_cannot_be_told_apart() -> None:
    found = distributed_lags(walk(), rows(100, 103), bins=(3, 6))
    assert found.notes == ("bars 4 to 6 of episode 0 and bars 1 to 3 of episode 1 cannot be told apart",)
    assert np.isnan(found.moves).tolist() == [[False, True], [True, False]]
    assert np.isinf(found.inflation[0, 1]) and np.isnan(found.totals[0].pvalue)
    assert "cannot be told" in found.totals[0].reason


def test_what_lies_outside_the_same_bars_is_told_as_if_alone() -> None:
    yardstick = walk()
    found = distributed_lags(yardstick, rows(100, 103), bins=(3, 6))
    assert found.moves[0, 0] == pytest.approx(
        yardstick.bars.levels[103] - yardstick.bars.levels[100], rel=EXACT
    )


def test_steps_that_are_nearly_the_same_are_called_hard_to_tell() -> None:
    found = distributed_lags(walk(), rows(100, 101), bins=(30,))
    assert len(found.notes) == 2 and "hardly" in found.notes[0]


def test_far_episodes_do_not_touch_each_other() -> None:
    alone, beside = (distributed_lags(walk(), starts, max_lags=0) for starts in (rows(100), rows(100, 300)))
    np.testing.assert_array_equal(alone.moves[0], beside.moves[0])


@pytest.mark.parametrize("start", [-1, 77, 398])
def test_path_that_leaves_the_day_or_the_sample_is_no_episode(yardstick: Yardstick, start: int) -> None:
    source = yardstick if start == 77 else walk()
    assert distributed_lags(source, rows(start)).episodes.tolist() == [-1]


def test_day_without_a_level_has_no_episode() -> None:
    yardstick = walk()
    found = distributed_lags(Yardstick(yardstick.bars, yardstick.variances, np.array([np.nan])), rows(100))
    assert found.episodes.tolist() == [-1] and found.totals == ()


def test_without_quiet_bars_there_is_no_test() -> None:
    yardstick = walk(n=8)
    found = distributed_lags(yardstick, rows(0), bins=(7,))
    assert np.isfinite(found.moves).all() and np.isnan(found.totals[0].pvalue)


@pytest.mark.parametrize("bins", [(), (0, 2), (3, 3), (4, 2)])
def test_bins_that_do_not_ascend_are_refused(bins: tuple[int, ...]) -> None:
    with pytest.raises(EstimationError, match="ascending numbers of bars"):
        distributed_lags(walk(), rows(100), bins=bins)


def test_negative_lags_are_refused() -> None:
    with pytest.raises(EstimationError, match="0 or more"):
        distributed_lags(walk(), rows(100), max_lags=-1)
