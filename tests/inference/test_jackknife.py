"""Leaving out one event or one date: by loops, in its special cases, and below two."""

import math

import numpy as np
import pytest

from aftershock.inference import cross_sectional_t, jackknife

LOOP_TOLERANCE = 1e-12
VALUES = np.array([1.0, 2.0, 3.0, np.nan, 0.0, 2.0, 10.0])
DATES = np.array([20, 20, 10, 10, 10, 30, 30])


def means_without(dates: np.ndarray) -> list[float]:
    there = np.isfinite(VALUES)
    return [VALUES[there & (dates != date)].mean() for date in sorted(set(dates[there]))]


def test_standard_error_of_single_events_is_that_of_the_mean() -> None:
    assert jackknife(VALUES).std_error == pytest.approx(
        cross_sectional_t(VALUES).std_error, rel=LOOP_TOLERANCE
    )


@pytest.mark.parametrize("dates", [None, DATES], ids=["events", "dates"])
def test_equals_the_loop(dates: np.ndarray | None) -> None:
    left = np.array(means_without(np.arange(VALUES.size) if dates is None else dates))
    n, estimate = left.size, np.nanmean(VALUES)
    found = jackknife(VALUES, dates=dates)
    assert (found.low, found.high) == pytest.approx((left.min(), left.max()), rel=LOOP_TOLERANCE)
    assert found.std_error == pytest.approx(math.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))
    assert found.bias_corrected == pytest.approx(n * estimate - (n - 1) * left.mean(), rel=LOOP_TOLERANCE)
    assert found.estimate == pytest.approx(estimate, rel=LOOP_TOLERANCE)


def test_names_the_event_on_which_it_hangs() -> None:
    assert jackknife(VALUES).most_influential == 6


def test_names_the_date_on_which_it_hangs() -> None:
    # dates in order 10, 20, 30: the last holds the 10
    assert jackknife(VALUES, dates=DATES).most_influential == 2


def test_the_position_counts_events_that_have_no_value() -> None:
    assert jackknife(np.array([np.nan, 0.0, 1.0, 9.0])).most_influential == 3


def test_dates_of_equal_size_have_no_bias() -> None:
    found = jackknife(np.array([1.0, 2.0, 4.0, 9.0]), dates=np.array([1, 1, 2, 2]))
    assert found.bias_corrected == pytest.approx(found.estimate, rel=LOOP_TOLERANCE)


@pytest.mark.parametrize(
    ("values", "dates", "reason"),
    [([1.0, np.nan], None, "1 event(s)"), ([1.0, 2.0], [5, 5], "1 date(s)"), ([], None, "0 event(s)")],
)
def test_one_alone_cannot_be_left_out(values: list[float], dates: list[int] | None, reason: str) -> None:
    found = jackknife(np.array(values), dates=None if dates is None else np.array(dates))
    assert math.isnan(found.estimate) and reason in found.reason
