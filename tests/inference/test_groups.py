"""Two groups of events: against scipy, by every deal, and where dates cannot tell them apart."""

import math
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from aftershock.errors import InferenceError
from aftershock.inference import group_permutation, welch_t

EXACT = 1e-10
FIRST, SECOND = np.array([1.0, 2.5, 3.0, 0.2, np.nan]), np.array([2.0, 6.0, 10.0, 1.0, 4.0])


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_welch_is_that_of_scipy(alternative: str) -> None:
    theirs = stats.ttest_ind(FIRST[:4], SECOND, equal_var=False, alternative=alternative)
    ours = welch_t(FIRST, SECOND, alternative=alternative)  # type: ignore[arg-type]
    assert (ours.statistic, ours.pvalue, ours.df) == pytest.approx(
        (theirs.statistic, theirs.pvalue, theirs.df), rel=EXACT
    )


def test_welch_interval_is_that_of_scipy() -> None:
    theirs = stats.ttest_ind(FIRST[:4], SECOND, equal_var=False).confidence_interval(0.9)
    assert welch_t(FIRST, SECOND).conf_int(0.1) == pytest.approx((theirs.low, theirs.high), rel=EXACT)


def test_welch_takes_a_group_without_spread() -> None:
    assert math.isfinite(welch_t(np.array([1.0, 1.0]), SECOND).pvalue)


@pytest.mark.parametrize(
    ("first", "reason"),
    [([1.0], "the groups have 1 and 5 event(s)"), ([], "the groups have 0 and 5 event(s)")],
)
def test_welch_needs_two_events_a_group(first: list[float], reason: str) -> None:
    test = welch_t(np.array(first), SECOND)
    assert math.isnan(test.pvalue) and reason in test.reason


def test_welch_without_any_spread_is_undefined() -> None:
    assert welch_t(np.ones(3), np.zeros(3)).reason == "neither group has a spread"


def clustered(seed: int, n_first: int = 5, n_second: int = 4) -> tuple[np.ndarray, ...]:
    """Two events a date."""
    rng = np.random.default_rng(seed)
    first_dates, second_dates = np.repeat(np.arange(n_first), 2), np.repeat(np.arange(100, 100 + n_second), 2)
    return rng.normal(0.5, 1, 2 * n_first), rng.normal(0, 2, 2 * n_second), first_dates, second_dates


def by_deals(
    first: np.ndarray, second: np.ndarray, first_dates: np.ndarray, second_dates: np.ndarray
) -> float:
    """Two-sided p-value over all ways to deal the date means."""
    groups = [
        [values[dates == date].mean() for date in sorted(set(dates))]
        for values, dates in ((first, first_dates), (second, second_dates))
    ]
    pooled, size = np.array(groups[0] + groups[1]), len(groups[0])
    sizes = []
    for chosen in combinations(range(pooled.size), size):
        other = [at for at in range(pooled.size) if at not in chosen]
        sizes.append(abs(stats.ttest_ind(pooled[list(chosen)], pooled[other], equal_var=False).statistic))
    return float(np.mean(np.array(sizes) >= sizes[0] * (1 - EXACT)))


@pytest.mark.parametrize("seed", range(3))
def test_few_dates_are_counted_out(seed: int) -> None:
    arrays = clustered(seed)
    test = group_permutation(*arrays)
    assert test.pvalue == pytest.approx(by_deals(*arrays), rel=EXACT)
    assert test.n_draws == math.comb(9, 5)


def test_draws_come_close_to_the_full_count() -> None:
    arrays = clustered(4, 8, 7)
    exact = group_permutation(*arrays, n_draws=math.comb(15, 8)).pvalue
    drawn = group_permutation(*arrays, n_draws=4000, rng=1).pvalue
    assert drawn == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))


def test_swapping_the_groups_swaps_the_sign() -> None:
    first, second, first_dates, second_dates = clustered(5)
    swapped = group_permutation(second, first, second_dates, first_dates)
    test = group_permutation(first, second, first_dates, second_dates)
    assert swapped.statistic == pytest.approx(-test.statistic, rel=EXACT)
    assert swapped.pvalue == pytest.approx(test.pvalue, rel=EXACT)


def test_a_date_counts_once_whatever_its_events() -> None:
    first, second, first_dates, second_dates = clustered(6)
    twice = group_permutation(np.tile(first, 2), second, np.tile(first_dates, 2), second_dates)
    assert twice.pvalue == group_permutation(first, second, first_dates, second_dates).pvalue


def test_a_date_in_both_groups_is_no_test() -> None:
    first, second, first_dates, second_dates = clustered(6)
    second_dates[:2] = 0
    assert (
        "1 date(s) have events of both groups"
        in group_permutation(first, second, first_dates, second_dates).reason
    )


def test_three_against_three_dates_cannot_reach_five_percent() -> None:
    test = group_permutation(*clustered(1, 3, 3))
    assert math.isnan(test.pvalue)
    assert "3 and 3 dates cannot reach the level 0.05" in test.reason
    assert test.extra["smallest_pvalue"] == 2 / 20


def test_one_date_a_group_is_undefined() -> None:
    assert "1 and 4 date(s); each needs at least 2" in group_permutation(*clustered(1, 1, 4)).reason


def test_missing_events_are_left_out() -> None:
    first, second, first_dates, second_dates = clustered(2)
    more = group_permutation(np.append(first, np.nan), second, np.append(first_dates, 100), second_dates)
    assert more == group_permutation(first, second, first_dates, second_dates)


def test_no_draws_are_refused() -> None:
    with pytest.raises(InferenceError, match="n_draws is 0"):
        group_permutation(*clustered(2), n_draws=0)
