"""The calendar-time portfolio by loops, by hand, and where it has nothing to say."""

import math

import numpy as np
import pytest

from aftershock.errors import InferenceError
from aftershock.inference import calendar_time_t

LOOP_TOLERANCE = 1e-12
N_DAYS, N_EVENTS = 150, 6


def calendar(seed: int = 1, share_missing: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Six events with windows of five days, some overlapping, after 100 estimation days."""
    rng = np.random.default_rng(seed)
    abnormal = np.full((N_EVENTS, N_DAYS), np.nan)
    residuals = np.full((N_EVENTS, N_DAYS), np.nan)
    residuals[:, :100] = rng.standard_normal((N_EVENTS, 100))
    residuals[rng.random(residuals.shape) < share_missing] = np.nan
    for event, start in enumerate([105, 107, 108, 120, 124, 140]):
        abnormal[event, start : start + 5] = rng.standard_normal(5)
    return abnormal, residuals


def by_loops(abnormal: np.ndarray, residuals: np.ndarray) -> np.ndarray:
    """One standardized move for each calendar day that any window covers."""
    moves = []
    for day in range(N_DAYS):
        members = [event for event in range(N_EVENTS) if np.isfinite(abnormal[event, day])]
        if not members:
            continue
        quiet = [np.mean(column) for column in residuals[members].T if np.isfinite(column).all()]
        if len(quiet) >= 30:
            moves.append(np.mean(abnormal[members, day]) / np.std(quiet, ddof=1))
    return np.array(moves)


def t_by_loops(
    abnormal: np.ndarray, residuals: np.ndarray, members: tuple[int, ...] = tuple(range(6))
) -> float:
    moves = by_loops(abnormal, residuals)
    n_estimation = np.mean([np.isfinite(residuals[event]).sum() for event in members])
    return float(moves.mean() / math.sqrt(moves.var(ddof=1) / moves.size + 1 / n_estimation))


@pytest.mark.parametrize("share_missing", [0.0, 0.2, 0.4])
def test_equals_the_loop(share_missing: float) -> None:
    arrays = calendar(share_missing=share_missing)
    test = calendar_time_t(*arrays)
    assert test.statistic == pytest.approx(t_by_loops(*arrays), rel=LOOP_TOLERANCE)
    assert test.df == by_loops(*arrays).size - 1


def test_days_without_enough_shared_estimation_days_are_counted() -> None:
    abnormal, residuals = calendar()
    residuals[1, 25:] = np.nan
    test = calendar_time_t(abnormal, residuals)
    assert (test.extra["n_days"], test.extra["n_days_left_out"]) == (17.0, 5.0)
    expected = t_by_loops(abnormal, residuals, members=(0, 2, 3, 4, 5))
    assert test.statistic == pytest.approx(expected, rel=LOOP_TOLERANCE)


def test_events_that_are_only_on_days_left_out_are_not_counted() -> None:
    abnormal, residuals = calendar()
    residuals[5] = np.nan
    assert calendar_time_t(abnormal, residuals).n_events == 5


def test_copies_of_an_event_change_nothing() -> None:
    abnormal, residuals = calendar()
    once, copied = abnormal[[0, 3]], np.repeat(abnormal[[0, 3]], 4, axis=0)
    alone = calendar_time_t(once, residuals[[0, 3]]).statistic
    assert calendar_time_t(copied, np.repeat(residuals[[0, 3]], 4, axis=0)).statistic == pytest.approx(alone)


def test_scale_of_an_asset_does_not_matter_where_it_is_alone() -> None:
    abnormal, residuals = calendar()
    scale = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 50.0])[:, None]
    assert calendar_time_t(abnormal * scale, residuals * scale).statistic == pytest.approx(
        calendar_time_t(abnormal, residuals).statistic
    )


def test_a_shared_error_of_the_usual_move_widens_the_yardstick() -> None:
    abnormal, residuals = calendar()
    test = calendar_time_t(abnormal, residuals)
    spread = by_loops(abnormal, residuals).std(ddof=1) / math.sqrt(22)
    assert test.std_error == pytest.approx(math.hypot(spread, 0.1), rel=LOOP_TOLERANCE)


def test_one_date_is_undefined() -> None:
    abnormal, residuals = calendar()
    abnormal[:, 106:] = np.nan
    test = calendar_time_t(abnormal, residuals)
    assert math.isnan(test.pvalue) and "1 calendar day(s)" in test.reason


def test_no_event_is_undefined() -> None:
    test = calendar_time_t(np.full((2, 9), np.nan), np.full((2, 9), np.nan))
    assert "0 calendar day(s)" in test.reason


def test_a_price_that_stands_still_gives_no_yardstick() -> None:
    abnormal, residuals = calendar()
    residuals[5, :100] = 0.25
    assert calendar_time_t(abnormal, residuals).extra["n_days_left_out"] == 5.0


def test_arrays_of_different_shape_are_refused() -> None:
    abnormal, residuals = calendar()
    with pytest.raises(InferenceError, match="lay both on one calendar"):
        calendar_time_t(abnormal, residuals[:, 1:])
