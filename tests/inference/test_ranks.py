"""Rank and sign tests of days by loops, by hand, and where they have nothing to say."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import (
    HypothesisTest,
    corrado_rank_z,
    corrado_zivney_rank_z,
    corrado_zivney_sign_z,
    rank_multiday_z,
)

LOOP_TOLERANCE = 1e-12
TESTS = {
    "corrado_rank_z": corrado_rank_z,
    "corrado_zivney_rank_z": corrado_zivney_rank_z,
    "corrado_zivney_sign_z": corrado_zivney_sign_z,
    "rank_multiday_z": rank_multiday_z,
}
DAY_TESTS = [name for name in TESTS if name != "rank_multiday_z"]


def panel(share_missing: float = 0.0, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = rng.standard_t(3, (6, 43))
    values[rng.random(values.shape) < share_missing] = np.nan
    return values[:, 40:], values[:, :40]


def scores_by_loops(name: str, abnormal: np.ndarray, residuals: np.ndarray) -> list[float]:
    """One score for each day, the estimation days first."""
    rows = [[*before, *after] for before, after in zip(residuals, abnormal, strict=True)]
    by_event = []
    for row in rows:
        present = [value for value in row if np.isfinite(value)]
        ranks = dict(zip(present, stats.rankdata(present), strict=True))
        middle = (len(present) + 1) / 2
        if name == "corrado_rank_z":
            by_event.append([ranks[v] - middle if np.isfinite(v) else math.nan for v in row])
        elif name == "corrado_zivney_sign_z":
            by_event.append([np.sign(v - np.median(present)) if np.isfinite(v) else math.nan for v in row])
        else:
            by_event.append(
                [ranks[v] / (1 + len(present)) - 0.5 if np.isfinite(v) else math.nan for v in row]
            )
    scores = []
    for day in zip(*by_event, strict=True):
        there = [value for value in day if np.isfinite(value)]
        scores.append(sum(there) / (len(there) if name == "corrado_rank_z" else math.sqrt(len(there))))
    return scores


def by_loops(name: str, abnormal: np.ndarray, residuals: np.ndarray, day: int) -> float:
    scores = scores_by_loops(name, abnormal, residuals)
    spread = math.sqrt(sum(score**2 for score in scores) / len(scores))
    if name == "rank_multiday_z":
        inside = scores[residuals.shape[1] :]
        return sum(inside) / (math.sqrt(len(inside)) * spread)
    return scores[residuals.shape[1] + day] / spread


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic) and math.isnan(test.pvalue)
    assert reason in test.reason


@pytest.mark.parametrize("name", DAY_TESTS)
@pytest.mark.parametrize("day", [0, 2])
@pytest.mark.parametrize("share_missing", [0.0, 0.15])
def test_a_day_equals_the_loop(name: str, day: int, share_missing: float) -> None:
    arrays = panel(share_missing)
    ours = TESTS[name](*arrays, day=day).statistic  # type: ignore[call-arg]
    assert ours == pytest.approx(by_loops(name, *arrays, day), rel=LOOP_TOLERANCE)


@pytest.mark.parametrize("share_missing", [0.0, 0.15])
def test_several_days_equal_the_loop(share_missing: float) -> None:
    arrays = panel(share_missing)
    expected = by_loops("rank_multiday_z", *arrays, 0)
    assert rank_multiday_z(*arrays).statistic == pytest.approx(expected, rel=LOOP_TOLERANCE)


def test_both_rank_tests_agree_on_complete_data() -> None:
    arrays = panel()
    assert corrado_rank_z(*arrays).statistic == pytest.approx(corrado_zivney_rank_z(*arrays).statistic)


def test_a_window_of_one_day_is_the_test_of_that_day() -> None:
    abnormal, residuals = panel()
    alone = corrado_zivney_rank_z(abnormal[:, :1], residuals)
    assert rank_multiday_z(abnormal[:, :1], residuals).statistic == pytest.approx(alone.statistic)


@pytest.mark.parametrize("name", TESTS)
def test_ranks_do_not_see_how_far_a_move_went(name: str) -> None:
    abnormal, residuals = panel()
    beyond = np.where(abnormal > residuals.max(axis=1, keepdims=True), abnormal * 10, abnormal)
    assert TESTS[name](beyond, residuals).statistic == pytest.approx(
        TESTS[name](abnormal, residuals).statistic
    )


@pytest.mark.parametrize("name", TESTS)
def test_a_day_without_any_event_changes_nothing(name: str) -> None:
    abnormal, residuals = panel()
    empty = np.column_stack([np.full(6, np.nan), residuals])
    assert TESTS[name](abnormal, empty).statistic == pytest.approx(TESTS[name](abnormal, residuals).statistic)


@pytest.mark.parametrize("name", DAY_TESTS)
def test_counts_the_events_of_the_day(name: str) -> None:
    abnormal, residuals = panel()
    abnormal[:2, 1] = np.nan
    assert TESTS[name](abnormal, residuals, day=1).n_events == 4  # type: ignore[call-arg]


@pytest.mark.parametrize("name", TESTS)
def test_a_single_event_has_no_say(name: str) -> None:
    abnormal, residuals = panel()
    abnormal[1:] = np.nan
    assert_undefined(TESTS[name](abnormal, residuals), "1 event(s); the ranks of a single event cannot reach")


@pytest.mark.parametrize("name", TESTS)
def test_an_event_without_any_day_is_no_event(name: str) -> None:
    abnormal, residuals = panel()
    extra = np.full((1, 3), np.nan), np.full((1, 40), np.nan)
    more = TESTS[name](np.vstack([abnormal, extra[0]]), np.vstack([residuals, extra[1]]))
    assert more.statistic == pytest.approx(TESTS[name](abnormal, residuals).statistic)


@pytest.mark.parametrize("name", TESTS)
def test_moves_that_are_all_the_same_are_undefined(name: str) -> None:
    assert_undefined(TESTS[name](np.ones((3, 1)), np.ones((3, 20))), "all days have the same score")
