"""The record of a test: what it holds, what it refuses, and probabilities that stay exact far out in the tail."""

import dataclasses
import math

import pytest
from scipy import stats

from aftershock.inference import HypothesisTest
from aftershock.inference.records import doubled_tail, referred, tail_probability, undefined

EXACT = 1e-12


def record(**changes: object) -> HypothesisTest:
    fields = {
        "statistic": 2.0,
        "pvalue": 0.0546,
        "df": 30.0,
        "distribution": "t",
        "estimate": 0.01,
        "std_error": 0.005,
        "n_events": 31,
        "null": "the mean is zero",
        "method": "cross_sectional_t",
    }
    return HypothesisTest(**(fields | changes))  # type: ignore[arg-type]


def test_unpacks_as_statistic_and_pvalue() -> None:
    statistic, pvalue = record()
    assert (statistic, pvalue) == (2.0, 0.0546)


def test_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="compare its pvalue with your alpha"):
        bool(record())


def test_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        record().pvalue = 0.0  # type: ignore[misc]


def test_repr_is_one_line() -> None:
    assert "\n" not in repr(record())


def test_t_interval_uses_the_t_quantile() -> None:
    low, high = record(df=10.0).conf_int(0.05)
    assert (low, high) == pytest.approx((0.01 - 2.228139 * 0.005, 0.01 + 2.228139 * 0.005), abs=1e-8)


def test_normal_interval_uses_the_normal_quantile() -> None:
    low, high = record(distribution="normal").conf_int(0.10)
    assert (low, high) == pytest.approx((0.01 - 1.644854 * 0.005, 0.01 + 1.644854 * 0.005), abs=1e-8)


def test_interval_excludes_zero_exactly_when_the_test_rejects() -> None:
    quantile = stats.t.isf(0.025, 30)
    for statistic in (quantile * 0.999, quantile * 1.001):
        low, _ = record(estimate=statistic, std_error=1.0).conf_int(0.05)
        assert (low > 0) == (tail_probability(statistic, 30.0, "two-sided") < 0.05)


def test_interval_of_a_tiny_level_is_wide_but_finite() -> None:
    low, high = record(distribution="normal", estimate=0.0, std_error=1.0).conf_int(1e-30)
    assert (low, high) == pytest.approx((stats.norm.ppf(5e-31), stats.norm.isf(5e-31)), rel=EXACT)


@pytest.mark.parametrize("distribution", ["empirical", "none"])
def test_interval_is_undefined_without_a_reference_distribution(distribution: str) -> None:
    assert all(math.isnan(limit) for limit in record(distribution=distribution).conf_int())


@pytest.mark.parametrize("alpha", [0.0, 1.0, 95, -0.05, math.nan])
def test_level_must_be_a_share(alpha: float) -> None:
    with pytest.raises(ValueError, match=r"alpha is .*between 0 and 1, e\.g\. 0\.05"):
        record().conf_int(alpha)


def test_undefined_carries_its_reason_and_no_number() -> None:
    test = undefined("bmp_t", "1 event(s)", null="the mean is zero", n_events=1, alternative="less")
    assert test.reason == "1 event(s)"
    assert test.alternative == "less"
    numbers = (test.statistic, test.pvalue, test.df, test.estimate, test.std_error)
    assert all(math.isnan(number) for number in numbers)


@pytest.mark.parametrize("statistic", [-3.0, -0.5, 0.0, 1.7, 12.0])
@pytest.mark.parametrize("df", [1.0, 8.5, 248.0])
def test_t_tail_is_the_survival_function(statistic: float, df: float) -> None:
    assert tail_probability(statistic, df, "greater") == pytest.approx(stats.t.sf(statistic, df), rel=EXACT)


def test_far_normal_tail_is_not_zero() -> None:
    assert tail_probability(30.0, math.nan, "two-sided") == pytest.approx(9.813e-198, rel=1e-3)


def test_far_t_tail_is_not_zero() -> None:
    assert tail_probability(-40.0, 120.0, "two-sided") == pytest.approx(2 * stats.t.sf(40, 120), rel=EXACT)


def test_cauchy_tail_by_hand() -> None:
    assert tail_probability(1.0, 1.0, "two-sided") == pytest.approx(0.5, rel=EXACT)


@pytest.mark.parametrize("df", [5.0, math.nan])
def test_one_sided_probabilities_add_to_one(df: float) -> None:
    both = tail_probability(1.3, df, "greater") + tail_probability(1.3, df, "less")
    assert both == pytest.approx(1.0, rel=EXACT)


def test_a_misspelt_alternative_is_refused() -> None:
    with pytest.raises(ValueError, match="alternative is 'two_sided'; allowed are 'two-sided'"):
        tail_probability(2.0, 10.0, "two_sided")  # type: ignore[arg-type]


def test_extra_numbers_count_in_a_comparison() -> None:
    assert record(extra={"a": 1.0}) == record(extra={"a": 1.0})
    assert record(extra={"a": 1.0}) != record(extra={"a": 2.0})
    assert record(extra={"a": math.nan}) == record(extra={"a": math.nan})


def test_tests_with_extra_numbers_can_be_hashed() -> None:
    assert len({record(extra={"a": 1.0, "b": 2.0}), record(extra={"b": 2.0, "a": 1.0})}) == 1


def test_tests_do_not_share_their_extra_numbers() -> None:
    assert record().extra is not record().extra


@pytest.mark.parametrize(("alternative", "expected"), [("two-sided", 0.4), ("greater", 0.9), ("less", 0.2)])
def test_discrete_tails_by_hand(alternative: str, expected: float) -> None:
    assert doubled_tail(0.2, 0.9, alternative) == pytest.approx(expected)  # type: ignore[arg-type]


def test_a_doubled_tail_is_at_most_one() -> None:
    assert doubled_tail(0.6, 0.7, "two-sided") == 1.0


def test_referred_without_degrees_of_freedom_means_the_normal() -> None:
    test = referred("z", 1.96, null="none", n_events=3, alternative="two-sided")
    assert test.distribution == "normal"
    assert test.pvalue == pytest.approx(2 * stats.norm.sf(1.96), rel=EXACT)
