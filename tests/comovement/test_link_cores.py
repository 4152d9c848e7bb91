"""Adjusted correlations, their standard errors, blocks and rearranged labels by brute force."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.comovement import adjusted_correlation, forbes_rigobon
from aftershock.comovement.jennrich import (
    CommonLinks,
    adjusted_covariance,
    adjusted_difference,
    common_links,
    difference_covariance,
    jennrich_statistic,
)
from aftershock.comovement.link_draws import pair_draws, response_draws
from aftershock.comovement.link_moments import (
    Quantity,
    adjusted,
    correlation,
    link_sums,
    log_residual_variance,
    log_source_variance,
    response,
)
from aftershock.comovement.run_permutation import compare_links, rearranged_labels
from aftershock.comovement.studentized import jackknife_error, studentized_interval
from aftershock.comovement.time_blocks import block_draws, jackknife_weights, time_blocks
from aftershock.errors import ComovementError
from aftershock.typing import BoolArray, FloatArray

ROUNDING = 1e-10
STEP, CURVATURE = 1e-6, 1e-6
"""Step of numerical derivatives, and the error it leaves."""
RNG = np.random.default_rng(3)
NEWS = np.arange(120) % 4 == 0
VALUES = RNG.standard_normal((120, 3)).cumsum(axis=1) * np.where(NEWS, 2.0, 1.0)[:, None]
BLOCKS = time_blocks(NEWS, 10)
EVERY = np.ones((1, int(BLOCKS[-1]) + 1))


def moments_of(rows: FloatArray) -> FloatArray:
    covariance = np.cov(rows.T, ddof=0)
    return covariance[np.triu_indices(3)][None, :]


def numerical(function: Callable[[FloatArray], FloatArray], at: FloatArray) -> FloatArray:
    steps = STEP * np.eye(at.shape[1])
    return np.array([(function(at + step) - function(at - step))[0] / (2 * STEP) for step in steps])


@pytest.mark.parametrize("function", [correlation, response, log_residual_variance, log_source_variance])
def test_gradients_are_the_numerical_ones(
    function: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
) -> None:
    at = moments_of(VALUES)
    assert function(at)[1][0] == pytest.approx(numerical(lambda one: function(one)[0], at), abs=CURVATURE)


def test_gradient_of_the_adjusted_correlation_is_the_numerical_one() -> None:
    at, variance = moments_of(VALUES), np.array([0.7])
    expected = numerical(lambda one: adjusted(one, variance)[0], at)
    assert adjusted(at, variance)[1][0] == pytest.approx(expected, abs=CURVATURE)


def test_gradient_by_the_calm_variance_is_the_numerical_one() -> None:
    at, variance = moments_of(VALUES), np.array([[0.7]])
    expected = numerical(lambda one: adjusted(at, one[:, 0])[0], variance)
    assert adjusted(at, variance[0])[2] == pytest.approx(expected, abs=CURVATURE)


def test_a_draw_of_blocks_is_the_sample_of_their_rows() -> None:
    counts = block_draws(np.bincount(BLOCKS, weights=NEWS) > 0, n_draws=1, rng=2)
    rows = np.repeat(np.arange(120), counts[0][BLOCKS].astype(int))
    chosen, labels = VALUES[rows], NEWS[rows]
    drawn = pair_draws(link_sums(VALUES, NEWS, BLOCKS), counts)
    expected = adjusted(moments_of(chosen[labels]), moments_of(chosen[~labels])[:, 0])[0]
    assert np.tanh(drawn.adjusted.values) == pytest.approx(expected, abs=ROUNDING)


def test_standard_error_is_that_of_summed_influences() -> None:
    observed = pair_draws(link_sums(VALUES, NEWS, BLOCKS), EVERY).calm.std_errors[0]
    calm = VALUES[~NEWS][:, 1:]
    first, second = ((calm - calm.mean(0)) / calm.std(0)).T
    rho = float(np.mean(first * second))
    influences = (first * second - rho * (first**2 + second**2) / 2) / (1 - rho**2) / len(calm)
    by_block = np.bincount(BLOCKS[~NEWS], weights=influences)
    expected = np.sqrt((by_block**2).sum() * len(by_block) / (len(by_block) - 1))
    assert observed == pytest.approx(expected, abs=ROUNDING)


def test_slope_in_news_rows_is_that_of_least_squares() -> None:
    ours = response_draws(link_sums(VALUES[:, [0, 1, 1]], NEWS, BLOCKS), EVERY).news.values[0]
    assert ours == pytest.approx(np.polyfit(VALUES[NEWS, 0], VALUES[NEWS, 1], 1)[0], abs=ROUNDING)


def test_jackknife_is_the_textbooks_where_every_block_has_news() -> None:
    observed, left_out = (
        Quantity(np.array([2.0]), np.ones(1)),
        Quantity(np.array([1.0, 2.0, 3.0]), np.ones(3)),
    )
    assert jackknife_error(observed, left_out, jackknife_weights(np.ones(3, bool))) == pytest.approx(
        np.sqrt(2 / 3 * 2)
    )


def test_interval_by_hand() -> None:
    drawn = Quantity(np.arange(1.0, 20.0), np.ones(19))
    found = studentized_interval(Quantity(np.zeros(1), np.full(1, 2.0)), drawn, alpha=0.10)
    assert (found.low, found.high, found.pvalue) == (-36.0, 36.0, 1.0)


def test_a_number_that_few_draws_have_is_undefined() -> None:
    drawn = Quantity(np.full(100, np.nan), np.ones(100))
    assert np.isnan(studentized_interval(Quantity(np.zeros(1), np.ones(1)), drawn, alpha=0.1).low)


labels = st.lists(st.booleans(), min_size=12, max_size=60).filter(lambda one: any(one) and not all(one))


@settings(max_examples=60, deadline=None)
@given(labels, st.integers(2, 12))
def test_no_block_cuts_a_run_of_news_that_fits_in_one(marks: list[bool], length: int) -> None:
    news = np.array(marks)
    blocks = time_blocks(news, length)
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(news.astype(int))) + 1, [news.size]])
    runs = [(a, b) for a, b in zip(bounds[:-1], bounds[1:], strict=True) if news[a] and b - a <= length]
    assert all(blocks[a] == blocks[b - 1] for a, b in runs)


@settings(max_examples=60, deadline=None)
@given(labels, st.integers(2, 12))
def test_blocks_are_numbered_without_gaps(marks: list[bool], length: int) -> None:
    assert set(np.diff(time_blocks(np.array(marks), length))) <= {0, 1}


@settings(max_examples=60, deadline=None)
@given(labels)
def test_rearranged_labels_keep_the_number_of_news_rows(marks: list[bool]) -> None:
    news = np.array(marks)
    assert set(rearranged_labels(news, n_draws=5, rng=1).sum(axis=1)) == {news.sum()}


def run_lengths(news: BoolArray) -> list[int]:
    turned = np.roll(news, -int(np.flatnonzero(~news)[0]))
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], turned.astype(int), [0]])))
    return sorted((bounds[1::2] - bounds[::2]).tolist())


def test_rearranged_labels_keep_the_lengths_of_runs() -> None:
    news = np.isin(np.arange(60), [5, 6, 7, 20, 40, 41])
    assert all(run_lengths(one) == [1, 2, 3] for one in rearranged_labels(news, n_draws=30, rng=1))


def test_adjusted_covariance_gives_the_source_its_calm_variance_and_keeps_responses() -> None:
    ours = adjusted_covariance(np.cov(VALUES[NEWS].T), 0.5)
    expected = np.cov(VALUES[NEWS].T)[0] / np.cov(VALUES[NEWS].T)[0, 0]
    assert (ours[0] / ours[0, 0]).tolist() == pytest.approx(expected.tolist(), abs=ROUNDING)


def test_statistic_is_the_squared_distance_of_matrices() -> None:
    ours = compare_links(VALUES, NEWS, n_draws=1, rng=1)
    links = common_links(VALUES, NEWS)
    apart = adjusted_difference(np.cov(VALUES[~NEWS].T), np.cov(VALUES[NEWS].T))
    expected = apart @ np.linalg.solve(difference_covariance(links, 90, 30), apart)
    assert ours.statistic == pytest.approx(expected, rel=1e-8)


def test_jennrich_by_hand() -> None:
    flat, linked = np.eye(2), np.array([[1.0, 0.5], [0.5, 1.0]])
    assert jennrich_statistic(linked, flat, 100, 100) == pytest.approx(50 * 0.5**2 / (1 - 0.25**2) ** 2)


def test_covariance_with_the_variance_of_the_source_in_is_jennrichs() -> None:
    first, second = (np.corrcoef(VALUES[rows].T) for rows in (NEWS, ~NEWS))
    pooled = (30 * first + 90 * second) / 120
    explained = np.outer(pooled[0], pooled[0])
    links = CommonLinks(1.0, 1.0, pooled[0], pooled - explained, VALUES)
    above = np.triu_indices(3, 1)
    shares = np.diag(explained)
    pull = (explained - pooled * (shares[:, None] + shares) / 2)[above]
    covariance = difference_covariance(links, 90, 30) + 2 * (1 / 30 + 1 / 90) * np.outer(pull, pull)
    apart = (first - second)[above]
    ours = apart @ np.linalg.solve(covariance, apart)
    assert ours == pytest.approx(jennrich_statistic(first, second, 30, 90))


def test_too_few_rows_have_a_reason() -> None:
    found = forbes_rigobon(VALUES[:, 0], VALUES[:, 1], np.arange(120) < 3)
    assert found.adjusted_test.reason.startswith("3 news and 117 calm rows")


def test_lockstep_has_a_reason() -> None:
    assert "lockstep" in forbes_rigobon(VALUES[:, 0], 2 * VALUES[:, 0], NEWS).adjusted_test.reason


def test_missing_moves_are_left_out() -> None:
    holes = VALUES[:, 1].copy()
    holes[0] = np.nan
    expected = forbes_rigobon(VALUES[1:, 0], VALUES[1:, 1], NEWS[1:]).adjusted
    assert forbes_rigobon(VALUES[:, 0], holes, NEWS).adjusted == pytest.approx(expected)


@pytest.mark.parametrize("ratio", [0.0, -1.0])
def test_variance_ratios_are_positive(ratio: float) -> None:
    with pytest.raises(ComovementError, match="positive"):
        adjusted_correlation(0.5, ratio)


@given(st.floats(-0.99, 0.99), st.floats(0.05, 20.0))
def test_adjusting_back_gives_the_correlation(rho: float, ratio: float) -> None:
    assert adjusted_correlation(adjusted_correlation(rho, ratio), 1 / ratio) == pytest.approx(rho, abs=1e-9)
