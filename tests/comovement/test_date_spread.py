"""Errors from single dates: slopes by small changes of weights, the jackknife by hand."""

import numpy as np
import pytest
from scipy import stats

from aftershock.comovement.date_spread import (
    correlations_without,
    jackknife_error,
    kendall_slopes,
    rank_error,
    spearman_slopes,
)
from aftershock.typing import FloatArray, RankMethod

STEP = 1e-5
SLOPE = 1e-8
"""Central differences err by the square of the step."""
LARGE_SAMPLE = 0.05
"""Relative; over 2,000 rows."""

UNTIED = np.random.default_rng(4).normal(size=(12, 2)) @ np.array([[1.0, 0.6], [0.0, 0.8]])
TIED = np.round(UNTIED)


def weighted_spearman(values: FloatArray, weights: FloatArray) -> float:
    ranks = [0.5 * np.sign(column[:, None] - column) @ weights for column in values.T]
    covariance = np.cov(ranks, aweights=weights, ddof=0)
    return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def weighted_kendall(values: FloatArray, weights: FloatArray) -> float:
    one, other = (np.sign(column[:, None] - column) for column in values.T)
    pairs = np.outer(weights, weights)
    return float((pairs * one * other).sum() / np.sqrt((pairs * one**2).sum() * (pairs * other**2).sum()))


@pytest.mark.parametrize("values", [UNTIED, TIED], ids=["untied", "tied"])
def test_weighted_correlations_are_those_of_scipy_for_equal_weights(values: FloatArray) -> None:
    even = np.ones(len(values))
    assert weighted_spearman(values, even) == pytest.approx(stats.spearmanr(values).statistic)
    assert weighted_kendall(values, even) == pytest.approx(stats.kendalltau(*values.T).statistic)


@pytest.mark.parametrize("values", [UNTIED, TIED], ids=["untied", "tied"])
@pytest.mark.parametrize(
    ("weighted", "slopes"), [(weighted_spearman, spearman_slopes), (weighted_kendall, kendall_slopes)]
)
def test_slopes_are_those_of_a_small_change_of_weights(values, weighted, slopes) -> None:  # type: ignore[no-untyped-def]
    even, steps = np.ones(len(values)), STEP * np.eye(len(values))
    changes = [(weighted(values, even + one) - weighted(values, even - one)) / (2 * STEP) for one in steps]
    assert slopes(values) == pytest.approx(np.array(changes), abs=SLOPE)


def test_error_of_kendall_is_its_large_sample_value_under_independence() -> None:
    rows = np.random.default_rng(5).normal(size=(2000, 2))
    assert rank_error(rows, np.arange(2000), method="kendall") == pytest.approx(
        2 / 3 / np.sqrt(2000), rel=LARGE_SAMPLE
    )


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_rows_given_twice_on_one_date_say_as_much_as_once(method: RankMethod) -> None:
    once = rank_error(UNTIED, np.arange(12), method=method)
    twice = rank_error(np.repeat(UNTIED, 2, axis=0), np.repeat(np.arange(12), 2), method=method)
    assert twice == pytest.approx(once)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_a_column_that_does_not_move_has_no_error(method: RankMethod) -> None:
    rows = np.column_stack([np.ones(5), np.arange(5.0)])
    assert np.isnan(rank_error(rows, np.arange(5), method=method))


def test_pieces_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = spearman_slopes(UNTIED)
    monkeypatch.setattr("aftershock.comovement.date_spread.ROWS_AT_ONCE", 5)
    assert spearman_slopes(UNTIED) == pytest.approx(whole)


def test_jackknife_error_by_hand() -> None:
    assert jackknife_error(np.array([0.0, 3.0])) == pytest.approx(1.5)


def test_each_date_is_left_out_whole() -> None:
    dates = np.repeat([7, 2, 5], 4)
    expected = [np.corrcoef(UNTIED[dates != one].T)[0, 1] for one in (2, 5, 7)]
    assert correlations_without(UNTIED, dates)[:, 0, 1] == pytest.approx(expected)
