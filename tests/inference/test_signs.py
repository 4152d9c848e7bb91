"""The sign tests by hand, against scipy, and what too few events cannot show."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import (
    HypothesisTest,
    generalized_sign_z,
    mean_positive_share,
    sign_exact_binomial,
    sign_z,
)

EXACT = 1e-12
MIXED = np.array([0.3, -0.1, 0.2, 0.5, 0.4, -0.2, 0.9, 0.1, np.nan])
TESTS = {
    "sign_z": sign_z,
    "sign_exact_binomial": sign_exact_binomial,
    "generalized_sign_z": lambda car, **options: generalized_sign_z(car, 0.45, **options),
}


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic) and math.isnan(test.pvalue)
    assert reason in test.reason


def test_sign_by_hand() -> None:
    # six of eight positive: (6 - 4) / (sqrt 8 / 2)
    assert sign_z(MIXED).statistic == pytest.approx(2 / math.sqrt(2), rel=EXACT)


def test_zero_is_not_positive() -> None:
    assert sign_z(np.array([1.0, 0.0])).extra["n_positive"] == 1.0


def test_generalized_sign_by_hand() -> None:
    # six of eight, p = 0.45: (6 - 3.6) / sqrt(8 * 0.45 * 0.55)
    assert TESTS["generalized_sign_z"](MIXED).statistic == pytest.approx(2.4 / math.sqrt(1.98), rel=EXACT)


def test_an_even_quiet_share_gives_the_plain_sign_test() -> None:
    assert generalized_sign_z(MIXED, 0.5).pvalue == sign_z(MIXED).pvalue


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("n_positive", range(9))
def test_exact_is_the_binomial_test(n_positive: int, alternative: str) -> None:
    car = np.where(np.arange(8) < n_positive, 1.0, -1.0)
    theirs = stats.binomtest(n_positive, 8, alternative=alternative).pvalue
    assert sign_exact_binomial(car, alternative=alternative).pvalue == pytest.approx(theirs, rel=1e-10)  # type: ignore[arg-type]


def test_three_events_cannot_reach_five_percent_by_the_normal_either() -> None:
    # all of one sign: z = sqrt 3 = 1.73
    assert_undefined(sign_z(np.ones(3)), "3 event(s) cannot reach the level 0.05")
    assert sign_z(np.ones(4)).pvalue == pytest.approx(2 * stats.norm.sf(2), rel=EXACT)
    assert sign_z(np.ones(3), alternative="greater").pvalue == pytest.approx(stats.norm.sf(3**0.5), rel=EXACT)


def test_five_events_cannot_reach_five_percent() -> None:
    test = sign_exact_binomial(np.ones(5))
    assert_undefined(test, "5 event(s) cannot reach the level 0.05 by this test whatever they show")
    assert test.extra["smallest_pvalue"] == 0.0625


def test_five_events_can_reach_ten_percent_or_one_side() -> None:
    assert sign_exact_binomial(np.ones(5), alpha=0.1).pvalue == pytest.approx(0.0625, rel=EXACT)
    assert sign_exact_binomial(np.ones(5), alternative="greater").pvalue == pytest.approx(0.03125, rel=EXACT)


def test_six_events_can_reach_five_percent() -> None:
    assert sign_exact_binomial(np.ones(6)).pvalue == pytest.approx(2 / 2**6, rel=EXACT)


def test_share_is_the_mean_over_events() -> None:
    residuals = np.array([[1.0, -1.0, np.nan, np.nan], [1.0, 1.0, 1.0, -1.0], [np.nan] * 4])
    assert mean_positive_share(residuals) == pytest.approx((0.5 + 0.75) / 2, rel=EXACT)


def test_share_without_estimation_days_is_missing() -> None:
    assert math.isnan(mean_positive_share(np.full((2, 3), np.nan)))


@pytest.mark.parametrize("share", [0.0, 1.0, math.nan])
def test_a_quiet_share_without_both_signs_is_undefined(share: float) -> None:
    assert_undefined(generalized_sign_z(MIXED, share), "no share of positive moves between 0 and 1")


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("car", [[], [np.nan]])
def test_no_events_are_undefined(name: str, car: list[float]) -> None:
    assert_undefined(TESTS[name](np.array(car)), "no event has a finite abnormal move")


@pytest.mark.parametrize("name", TESTS)
def test_counts_the_finite_events(name: str) -> None:
    assert TESTS[name](MIXED).n_events == 8


@pytest.mark.parametrize("name", TESTS)
def test_estimates_the_share_of_positive_events(name: str) -> None:
    assert TESTS[name](MIXED).estimate == pytest.approx(0.75, rel=EXACT)


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("car", [MIXED, MIXED[:0]], ids=["events", "none"])
def test_a_misspelt_alternative_is_refused(name: str, car: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alternative is 'upper'; allowed are"):
        TESTS[name](car, alternative="upper")
