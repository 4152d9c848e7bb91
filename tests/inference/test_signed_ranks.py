"""The signed-rank test against scipy, against every pattern of signs, and its limits."""

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import wilcoxon_exact, wilcoxon_z

EXACT = 1e-12
SUMS = 1e-10
"""Hundreds of rounded terms are added."""
DISTINCT = np.random.default_rng(3).normal(0.5, 1.0, 14)
TIED = np.array([1.0, -1.0, 2.0, 2.0, 2.0, -3.0, 4.0, 0.0, 5.0])


def by_patterns(car: np.ndarray) -> float:
    """Two-sided p-value over all patterns of signs of the moves other than zero."""
    sizes = stats.rankdata(np.abs(car[car != 0]))
    observed = sizes[car[car != 0] > 0].sum()
    sums = np.array([sizes @ np.array(signs) for signs in product((0, 1), repeat=len(sizes))])
    return min(1.0, 2 * min(np.mean(sums <= observed + EXACT), np.mean(sums >= observed - EXACT)))


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_exact_is_that_of_scipy_without_ties(alternative: str) -> None:
    theirs = stats.wilcoxon(DISTINCT, alternative=alternative, method="exact").pvalue
    assert wilcoxon_exact(DISTINCT, alternative=alternative).pvalue == pytest.approx(theirs, rel=SUMS)  # type: ignore[arg-type]


def test_exact_with_ties_and_zeros_counts_all_patterns() -> None:
    assert wilcoxon_exact(TIED).pvalue == pytest.approx(by_patterns(TIED), rel=SUMS)


@pytest.mark.parametrize("values", [DISTINCT, TIED], ids=["distinct", "tied"])
def test_normal_is_that_of_scipy(values: np.ndarray) -> None:
    theirs = stats.wilcoxon(values, zero_method="wilcox", correction=False, method="asymptotic").pvalue
    assert wilcoxon_z(values).pvalue == pytest.approx(theirs, rel=SUMS)


def test_rank_sum_by_hand() -> None:
    # sizes 1 1 2 2 2 3 4 5 rank 1.5 1.5 4 4 4 6 7 8; the falls are one 1.5 and 6
    assert wilcoxon_z(TIED).extra["rank_sum"] == 36 - 7.5


def test_missing_events_are_left_out() -> None:
    assert wilcoxon_exact(np.append(DISTINCT, np.nan)) == wilcoxon_exact(DISTINCT)


def test_zeros_are_events_without_a_rank() -> None:
    test = wilcoxon_z(np.append(DISTINCT, 0.0))
    assert (test.n_events, test.extra["n_ranked"]) == (15, 14.0)


def test_four_events_cannot_reach_five_percent_by_the_normal_either() -> None:
    # all of one sign: (10 - 5) / sqrt(4 * 5 * 9 / 24) = 1.83
    assert "4 event(s) other than zero cannot reach the level 0.05" in wilcoxon_z(np.arange(1.0, 5.0)).reason
    assert wilcoxon_z(np.arange(1.0, 6.0)).statistic == pytest.approx(7.5 / 13.75**0.5, rel=EXACT)


def test_five_events_cannot_reach_five_percent() -> None:
    test = wilcoxon_exact(np.arange(1.0, 6.0))
    assert math.isnan(test.pvalue)
    assert "smallest p-value is 0.0625" in test.reason
    assert test.extra["smallest_pvalue"] == 0.0625


def test_six_events_can() -> None:
    assert wilcoxon_exact(np.arange(1.0, 7.0)).pvalue == pytest.approx(2 / 2**6, rel=EXACT)


def test_four_hundred_events_agree_with_the_normal() -> None:
    car = np.random.default_rng(5).normal(0.1, 1.0, 400)
    assert wilcoxon_exact(car).pvalue == pytest.approx(wilcoxon_z(car).pvalue, rel=0.02)


def test_more_events_are_referred_to_the_normal() -> None:
    assert "wilcoxon_z" in wilcoxon_exact(np.arange(1.0, 402.0)).reason


@pytest.mark.parametrize("car", [[], [0.0, 0.0], [np.nan]])
@pytest.mark.parametrize("function", [wilcoxon_z, wilcoxon_exact])
def test_no_move_other_than_zero_is_undefined(function: object, car: list[float]) -> None:
    test = function(np.array(car))  # type: ignore[operator]
    assert math.isnan(test.pvalue) and "other than zero" in test.reason
