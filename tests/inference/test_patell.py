"""Patell's tests by hand, in their limits, and where they have nothing to say."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import HypothesisTest, kp_patell_z, patell_z, patell_z_pooledQ, patell_z_scar

EXACT = 1e-12
SCAR, DF = np.array([1.0, 3.0]), np.array([4.0, 102.0])


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic) and math.isnan(test.pvalue)
    assert reason in test.reason


def test_patell_by_hand() -> None:
    # Q = 102 / 100; sum of CSAR = 4; two events: 4 / sqrt(1.02) / sqrt 2
    z = patell_z(np.array([1.0, 3.0]), np.array([102.0, 102.0])).statistic
    assert z == pytest.approx(4 / math.sqrt(1.02) / math.sqrt(2), rel=EXACT)


def test_patell_scales_each_event_by_its_own_degrees_of_freedom() -> None:
    z = patell_z(np.array([1.0, 3.0]), np.array([4.0, 102.0])).statistic
    assert z == pytest.approx((1 / math.sqrt(2) + 3 / math.sqrt(1.02)) / math.sqrt(2), rel=EXACT)


def test_patell_refers_to_the_normal() -> None:
    z, pvalue = patell_z(np.array([1.0, 3.0]), np.array([102.0, 102.0]))
    assert pvalue == pytest.approx(2 * stats.norm.sf(z), rel=EXACT)


def test_patell_takes_a_single_event() -> None:
    assert patell_z(np.array([2.0]), np.array([102.0])).n_events == 1


def test_patell_is_undefined_without_events() -> None:
    assert_undefined(patell_z(np.array([np.nan]), np.array([102.0])), "no event has a finite")


@pytest.mark.parametrize("df", [2.0, 1.0, np.nan])
def test_patell_is_undefined_where_a_t_has_no_variance(df: float) -> None:
    assert_undefined(patell_z(np.array([1.0, 3.0]), np.array([df, 102.0])), "more than 2 degrees of freedom")


def test_pooled_variances_by_hand() -> None:
    # Q = 4/2 and 102/100: 4 / sqrt(3.02)
    assert patell_z_pooledQ(SCAR, DF).statistic == pytest.approx(4 / math.sqrt(3.02), rel=EXACT)


def test_pooling_does_not_matter_when_degrees_of_freedom_agree() -> None:
    same = np.array([50.0, 50.0])
    assert patell_z_pooledQ(SCAR, same).statistic == pytest.approx(patell_z(SCAR, same).statistic, rel=EXACT)


def test_scar_form_is_the_same_formula() -> None:
    assert patell_z_scar(SCAR, DF).statistic == patell_z(SCAR, DF).statistic


def test_correlation_inflates_the_standard_error_by_hand() -> None:
    # two events, r = 0.44: z / sqrt(1.44) = z / 1.2
    plain = patell_z_scar(SCAR, DF)
    assert kp_patell_z(SCAR, DF, 0.44).statistic == pytest.approx(plain.statistic / 1.2, rel=EXACT)
    assert kp_patell_z(SCAR, DF, 0.44).std_error == pytest.approx(plain.std_error * 1.2, rel=EXACT)


def test_one_event_has_no_correlation_to_correct_for() -> None:
    alone = kp_patell_z(np.array([2.0, np.nan]), DF, math.nan)
    assert alone.statistic == patell_z_scar(np.array([2.0]), DF[:1]).statistic


@pytest.mark.parametrize("correlation", [-1.0, math.nan])
def test_correction_without_variance_is_undefined(correlation: float) -> None:
    assert_undefined(kp_patell_z(SCAR, DF, correlation), "leaves no positive variance")
