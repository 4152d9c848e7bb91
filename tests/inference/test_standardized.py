"""The tests of the mean standardized move with the spread over events: by hand and in their limits."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import HypothesisTest, bmp_t, bmp_t_csar, kp_bmp_t

EXACT = 1e-12
CAR = np.array([0.01, -0.02, 0.04, 0.03, 0.00])


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic) and math.isnan(test.pvalue)
    assert reason in test.reason


def test_bmp_t_is_the_t_test_of_standardized_moves() -> None:
    assert bmp_t(CAR).statistic == pytest.approx(stats.ttest_1samp(CAR, 0.0).statistic, rel=EXACT)


def test_kp_without_correlation_is_bmp() -> None:
    assert kp_bmp_t(CAR, 0.0).pvalue == bmp_t(CAR).pvalue


def test_kp_by_hand() -> None:
    # three events, r = 0.4: sqrt((1 - 0.4) / (1 + 2 * 0.4)) = sqrt(1 / 3), and t_BMP = 2 sqrt 3, so t = 2
    assert kp_bmp_t(np.array([1.0, 2.0, 3.0]), 0.4).statistic == pytest.approx(2.0, rel=EXACT)


def test_kp_widens_the_interval_as_it_shrinks_the_statistic() -> None:
    test = kp_bmp_t(CAR, 0.3)
    assert test.estimate / test.std_error == pytest.approx(test.statistic, rel=EXACT)


def test_kp_counts_the_finite_events_only() -> None:
    with_gap = np.append(CAR, np.nan)
    assert kp_bmp_t(with_gap, 0.3).statistic == kp_bmp_t(CAR, 0.3).statistic


@pytest.mark.parametrize("correlation", [1.0, -0.25, -0.5, math.nan])
def test_kp_is_undefined_where_no_variance_is_left(correlation: float) -> None:
    assert_undefined(kp_bmp_t(CAR, correlation), "leaves no positive variance")


def test_bmp_of_csar_is_the_same_formula() -> None:
    assert bmp_t_csar(CAR).statistic == bmp_t(CAR).statistic


def test_kp_reports_the_correlation_it_used() -> None:
    assert kp_bmp_t(CAR, 0.3).extra["mean_correlation"] == 0.3
