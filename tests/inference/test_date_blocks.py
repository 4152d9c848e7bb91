"""Turning the signs of whole dates: against every pattern by loops, and what few dates cannot show."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aftershock.errors import InferenceError
from aftershock.inference import date_block_draws, date_block_permutation, sign_exact_binomial

EXACT = 1e-12
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=20, deadline=None)


def events(seed: int, n_dates: int = 7, n_events: int = 15) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    dates = np.concatenate([np.arange(n_dates), rng.integers(0, n_dates, n_events - n_dates)])
    return rng.normal(0.4, 1.0, n_events), dates


def by_patterns(values: np.ndarray, dates: np.ndarray) -> float:
    """Two-sided p-value over all sign patterns of the dates."""
    sums = [values[dates == date].sum() for date in sorted(set(dates))]
    arranged = [
        abs(sum(s * x for s, x in zip(signs, sums, strict=True)))
        for signs in product((1, -1), repeat=len(sums))
    ]
    return float(np.mean(np.array(arranged) >= abs(sum(sums)) - EXACT))


@few
@given(seed=seeds)
def test_few_dates_are_counted_out(seed: int) -> None:
    values, dates = events(seed)
    test = date_block_permutation(values, dates)
    assert test.pvalue == pytest.approx(by_patterns(values, dates), rel=EXACT)
    assert test.n_draws == 2**7


def test_dates_of_one_event_give_the_permutation_test_of_scipy() -> None:
    values = np.random.default_rng(1).normal(0.5, 1.0, 9)
    theirs = stats.permutation_test(
        (values,), lambda x, axis: np.mean(x, axis=axis), permutation_type="samples", n_resamples=1000
    )
    assert date_block_permutation(values, np.arange(9)).pvalue == pytest.approx(theirs.pvalue, rel=EXACT)


def test_equal_sizes_give_the_sign_test() -> None:
    values = np.array([1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 1.0])
    assert date_block_permutation(values, np.arange(7)).pvalue == pytest.approx(
        sign_exact_binomial(values).pvalue
    )


def test_draws_come_close_to_the_full_count() -> None:
    values, dates = events(3, n_dates=12, n_events=30)
    exact = date_block_permutation(values, dates, n_draws=2**12).pvalue
    drawn = date_block_permutation(values, dates, n_draws=4000, rng=5)
    assert drawn.n_draws == 4000
    assert drawn.pvalue == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))


def test_the_same_seed_gives_the_same_pvalue() -> None:
    values, dates = events(3, n_dates=20, n_events=30)
    assert date_block_permutation(values, dates, rng=4) == date_block_permutation(values, dates, rng=4)


@pytest.mark.parametrize("n_dates", [1, 3, 5])
def test_too_few_dates_say_how_far_they_could_go(n_dates: int) -> None:
    values, dates = events(1, n_dates=n_dates, n_events=15)
    test = date_block_permutation(np.abs(values), dates)
    assert math.isnan(test.pvalue) and math.isnan(test.statistic)
    assert f"{n_dates} date(s)" in test.reason and "cannot reach the level 0.05" in test.reason
    assert test.extra["smallest_pvalue"] == 2 / 2**n_dates


def test_five_dates_can_reach_ten_percent() -> None:
    assert date_block_permutation(np.ones(5), np.arange(5), alpha=0.1).pvalue == pytest.approx(0.0625)


def test_too_few_draws_are_no_test() -> None:
    test = date_block_permutation(*events(1, n_dates=12, n_events=15), n_draws=10)
    assert "12 date(s) and 10 draws cannot reach" in test.reason


def test_one_sided_pvalues_follow_the_sign() -> None:
    values, dates = np.arange(1.0, 9.0), np.arange(8)
    assert date_block_permutation(values, dates, alternative="greater").pvalue == 1 / 2**8
    assert date_block_permutation(values, dates, alternative="less").pvalue == 1.0


def test_missing_events_are_left_out() -> None:
    values, dates = events(2)
    more = date_block_permutation(np.append(values, np.nan), np.append(dates, 99))
    assert more == date_block_permutation(values, dates)


def test_no_events_are_undefined() -> None:
    assert "0 date(s)" in date_block_permutation(np.array([]), np.array([])).reason


def test_events_that_did_not_move_are_undefined() -> None:
    assert "abnormal move of zero" in date_block_permutation(np.zeros(8), np.arange(8)).reason


@few
@given(seed=seeds, scale=st.floats(1e-6, 1e6))
def test_unit_and_sign_do_not_matter(seed: int, scale: float) -> None:
    values, dates = events(seed)
    plain = date_block_permutation(values, dates).pvalue
    assert date_block_permutation(-scale * values, dates).pvalue == plain


@few
@given(seed=seeds)
def test_the_order_of_events_does_not_matter(seed: int) -> None:
    values, dates = events(seed)
    order = np.random.default_rng(seed).permutation(values.size)
    shuffled = date_block_permutation(values[order], dates[order])
    assert shuffled.pvalue == date_block_permutation(values, dates).pvalue


def test_joint_draws_turn_all_assets_at_once() -> None:
    values = np.random.default_rng(1).standard_normal((20, 1)) * [1.0, -2.0]
    joint = date_block_draws(values, np.arange(20), n_draws=50)
    np.testing.assert_allclose(joint.draws[:, 1], -joint.draws[:, 0])


def test_joint_draws_of_one_asset_are_those_of_the_test() -> None:
    values, dates = events(6)
    joint = date_block_draws(values[:, None], dates)
    share = np.mean(np.abs(joint.draws[:, 0]) >= abs(joint.statistics[0]) - EXACT)
    assert date_block_permutation(values, dates).pvalue == pytest.approx(share)


def test_joint_draws_have_unit_variance() -> None:
    values, dates = events(6)
    draws = date_block_draws(values[:, None], dates).draws
    assert np.mean(draws**2) == pytest.approx(1.0, rel=EXACT)


def test_an_asset_without_values_has_no_statistic() -> None:
    joint = date_block_draws(np.array([[1.0, np.nan], [2.0, np.nan]]), np.array([1, 2]))
    assert math.isnan(joint.statistics[1]) and np.isnan(joint.draws[:, 1]).all()


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InferenceError, match="give one label an event"):
        date_block_draws(np.ones((3, 2)), np.ones(2))


@pytest.mark.parametrize("values", [np.ones(8), np.ones(0)])
def test_a_misspelt_alternative_is_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alternative is 'upper'; allowed are"):
        date_block_permutation(values, np.arange(values.size), alternative="upper")  # type: ignore[arg-type]


def test_standard_error_is_that_of_the_mean_of_dates() -> None:
    values, dates = np.array([1.0, 2.0, 3.0, 0.5, 4.0, 9.0, 2.0]), np.arange(7)
    assert date_block_permutation(values, dates).std_error == pytest.approx(stats.sem(values), rel=EXACT)


def test_one_date_has_no_standard_error() -> None:
    test = date_block_permutation(np.array([1.0, 2.0]), np.zeros(2), alternative="greater", alpha=0.6)
    assert test.pvalue == 0.5
    assert math.isnan(test.std_error)
