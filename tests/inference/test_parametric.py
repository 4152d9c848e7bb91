"""The parametric tests by hand, against scipy, and where they have nothing to say."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import (
    HypothesisTest,
    bmp_t,
    cross_sectional_t,
    forecast_t,
    kp_bmp_t,
    patell_z,
)

EXACT = 1e-12
CAR = np.array([0.01, -0.02, 0.04, 0.03, 0.00])
DF = np.full(5, 102.0)
MEAN_TESTS = {
    "cross_sectional_t": cross_sectional_t,
    "bmp_t": bmp_t,
    "kp_bmp_t": lambda values, **options: kp_bmp_t(values, 0.0, **options),
    "patell_z": lambda values, **options: patell_z(values, np.full(len(values), 102.0), **options),
}


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


@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t", "kp_bmp_t"])
@pytest.mark.parametrize("values", [[], [0.1], [0.1, np.nan]])
def test_a_spread_over_events_needs_two(name: str, values: list[float]) -> None:
    assert_undefined(MEAN_TESTS[name](np.array(values)), "needs at least 2")


@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t", "kp_bmp_t"])
def test_equal_events_have_no_spread_even_where_their_mean_is_rounded(name: str) -> None:
    assert np.std([0.1, 0.1, 0.1], ddof=1) > 0
    assert_undefined(MEAN_TESTS[name](np.array([0.1, 0.1, 0.1])), "the same value")


@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t", "kp_bmp_t"])
def test_a_spread_too_small_for_a_number_is_undefined(name: str) -> None:
    assert_undefined(MEAN_TESTS[name](np.array([1e-200, 2e-200])), "the same value")


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
