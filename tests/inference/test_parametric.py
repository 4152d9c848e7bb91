"""The parametric tests by hand, against scipy, and where they have nothing to say."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import (
    HypothesisTest,
    bmp_t,
    bmp_t_csar,
    cross_sectional_t,
    forecast_t,
    kp_bmp_t,
    kp_patell_z,
    patell_z,
    patell_z_pooledQ,
    patell_z_scar,
    skewness_adjusted_t,
)

EXACT = 1e-12
CAR = np.array([0.01, -0.02, 0.04, 0.03, 0.00])
SPREAD_TESTS = {
    "cross_sectional_t": cross_sectional_t,
    "skewness_adjusted_t": skewness_adjusted_t,
    "bmp_t": bmp_t,
    "bmp_t_csar": bmp_t_csar,
    "kp_bmp_t": lambda values, **options: kp_bmp_t(values, 0.0, **options),
}
QUIET_TESTS = {
    "patell_z": lambda values, **options: patell_z(values, np.full(len(values), 102.0), **options),
    "patell_z_scar": lambda values, **options: patell_z_scar(values, np.full(len(values), 102.0), **options),
    "patell_z_pooledQ": lambda values, **options: patell_z_pooledQ(
        values, np.full(len(values), 102.0), **options
    ),
    "kp_patell_z": lambda values, **options: kp_patell_z(values, np.full(len(values), 102.0), 0.1, **options),
}
MEAN_TESTS = SPREAD_TESTS | QUIET_TESTS


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic)
    assert math.isnan(test.pvalue)
    assert reason in test.reason


def test_forecast_t_by_hand() -> None:
    assert forecast_t(-0.03, 0.01, 60.0).statistic == pytest.approx(-3.0)


def test_forecast_t_refers_to_t_with_the_models_degrees_of_freedom() -> None:
    assert forecast_t(2.0, 1.0, 8.0).pvalue == pytest.approx(2 * stats.t.sf(2.0, 8), rel=EXACT)


def test_forecast_t_far_out_is_not_zero() -> None:
    assert 0 < forecast_t(1.0, 0.01, 200.0).pvalue < 1e-100


@pytest.mark.parametrize(
    ("car", "std_error", "df", "reason"),
    [
        (math.nan, 0.01, 60.0, "no finite abnormal move"),
        (math.inf, 0.01, 60.0, "no finite abnormal move"),
        (0.01, math.nan, 60.0, "no residual variance"),
        (0.01, math.inf, 60.0, "no residual variance"),
        (0.01, 0.0, 60.0, "no residual variance"),
        (0.01, 0.01, math.nan, "no residual degrees of freedom"),
        (0.01, 0.01, 0.0, "no residual degrees of freedom"),
    ],
)
def test_forecast_t_says_what_is_missing(car: float, std_error: float, df: float, reason: str) -> None:
    assert_undefined(forecast_t(car, std_error, df), reason)


def test_cross_sectional_t_is_the_one_sample_t_test() -> None:
    theirs = stats.ttest_1samp(CAR, 0.0)
    statistic, pvalue = cross_sectional_t(CAR)
    assert statistic == pytest.approx(theirs.statistic, rel=EXACT)
    assert pvalue == pytest.approx(theirs.pvalue, rel=EXACT)


def test_cross_sectional_t_by_hand() -> None:
    # mean 2, standard deviation 1, three events: 2 / (1 / sqrt 3)
    assert cross_sectional_t(np.array([1.0, 2.0, 3.0])).statistic == pytest.approx(2 * math.sqrt(3))


def test_cross_sectional_interval_is_that_of_scipy() -> None:
    theirs = stats.ttest_1samp(CAR, 0.0).confidence_interval(0.9)
    assert cross_sectional_t(CAR).conf_int(0.1) == pytest.approx((theirs.low, theirs.high), rel=EXACT)


@pytest.mark.parametrize("name", SPREAD_TESTS)
@pytest.mark.parametrize("values", [[], [0.1], [0.1, np.nan]])
def test_a_spread_over_events_needs_two(name: str, values: list[float]) -> None:
    assert_undefined(SPREAD_TESTS[name](np.array(values)), "needs at least 2")


@pytest.mark.parametrize("name", SPREAD_TESTS)
def test_equal_events_have_no_spread_even_where_their_mean_is_rounded(name: str) -> None:
    assert np.std([0.1, 0.1, 0.1], ddof=1) > 0
    assert_undefined(MEAN_TESTS[name](np.array([0.1, 0.1, 0.1])), "the same value")


@pytest.mark.parametrize("name", SPREAD_TESTS)
def test_a_spread_too_small_for_a_number_is_undefined(name: str) -> None:
    assert_undefined(MEAN_TESTS[name](np.array([1e-200, 2e-200])), "the same value")


def test_skewness_by_hand() -> None:
    # 0, 0, 3: mean 1, sd sqrt 3, g = 3/2 * (-1 - 1 + 8) / 3^1.5 = sqrt 3; S = 1/sqrt 3
    # t = sqrt 3 (1/sqrt 3 + sqrt 3 / 9 + sqrt 3 / 18) = 1 + 1/3 + 1/6
    assert skewness_adjusted_t(np.array([0.0, 0.0, 3.0])).statistic == pytest.approx(1.5, rel=EXACT)


def test_skewness_is_that_of_scipy() -> None:
    assert skewness_adjusted_t(CAR).extra["skewness"] == pytest.approx(stats.skew(CAR, bias=False), rel=EXACT)


def test_symmetric_moves_need_no_correction() -> None:
    symmetric = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert skewness_adjusted_t(symmetric).pvalue == pytest.approx(
        cross_sectional_t(symmetric).pvalue, rel=EXACT
    )


def test_skewness_beyond_the_turning_point_is_undefined() -> None:
    # S = 10 and g = -sqrt 3: 10 - 100 sqrt 3 / 3 would be below zero though every move is far above
    falls = 10 * math.sqrt(3) - np.array([-1.0, -1.0, 2.0])
    assert cross_sectional_t(falls).pvalue < 0.01
    assert_undefined(skewness_adjusted_t(falls), "turns the correction around; use cross_sectional_t")


def test_skewness_needs_three_events() -> None:
    assert_undefined(skewness_adjusted_t(np.array([1.0, 2.0])), "needs at least 3")


@pytest.mark.parametrize("name", MEAN_TESTS)
def test_missing_events_are_left_out(name: str) -> None:
    with_gap = np.array([0.01, np.nan, -0.02, 0.04, 0.03, 0.00])
    assert tuple(MEAN_TESTS[name](with_gap)) == tuple(MEAN_TESTS[name](CAR))


@pytest.mark.parametrize("name", MEAN_TESTS)
def test_missing_events_are_not_counted(name: str) -> None:
    assert MEAN_TESTS[name](np.append(CAR, np.nan)).n_events == 5


@pytest.mark.parametrize("name", MEAN_TESTS)
def test_one_sided_pvalues_halve_the_two_sided_one(name: str) -> None:
    both = MEAN_TESTS[name](CAR).pvalue
    assert MEAN_TESTS[name](CAR, alternative="greater").pvalue == pytest.approx(both / 2, rel=EXACT)
    assert MEAN_TESTS[name](CAR, alternative="less").pvalue == pytest.approx(1 - both / 2, rel=EXACT)


@pytest.mark.parametrize("name", MEAN_TESTS)
@pytest.mark.parametrize("values", [CAR, CAR[:0]], ids=["events", "none"])
def test_a_misspelt_alternative_is_refused(name: str, values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alternative is 'upper'; allowed are"):
        MEAN_TESTS[name](values, alternative="upper")


@pytest.mark.parametrize("name", MEAN_TESTS)
def test_an_undefined_test_keeps_the_alternative_asked(name: str) -> None:
    assert MEAN_TESTS[name](CAR[:0], alternative="less").alternative == "less"


@pytest.mark.parametrize("name", MEAN_TESTS)
def test_names_itself_and_its_null(name: str) -> None:
    test = MEAN_TESTS[name](CAR)
    assert test.method == name
    assert "mean cumulative abnormal move is zero" in test.null


def test_the_callers_array_is_left_as_it_was() -> None:
    values = np.array([0.03, np.nan, 0.01])
    bmp_t(values)
    np.testing.assert_array_equal(values, [0.03, np.nan, 0.01])
