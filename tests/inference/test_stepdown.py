"""The step-down adjustment by loops, by hand, in its limits, and its familywise error under dependence."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import InferenceError
from aftershock.inference import date_block_draws, holm, romano_wolf

LOOP_TOLERANCE = 1e-12
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=25, deadline=None)


def by_loops(statistics: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Step down from the largest: count draws whose largest remaining statistic is as large, never fall."""
    adjusted, highest = np.full(len(statistics), np.nan), 0.0
    remaining = sorted(range(len(statistics)), key=lambda at: -abs(statistics[at]))
    while remaining:
        at = remaining[0]
        count = sum(max(abs(row[k]) for k in remaining) >= abs(statistics[at]) for row in draws)
        highest = max(highest, (1 + count) / (1 + len(draws)))
        adjusted[at] = highest
        remaining.pop(0)
    return adjusted


def case(seed: int, n_hypotheses: int = 6, n_draws: int = 199) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((n_draws, 1))
    return 1.5 * rng.standard_normal(n_hypotheses), rng.standard_normal((n_draws, n_hypotheses)) + shared


@few
@given(seed=seeds)
def test_equals_the_loop(seed: int) -> None:
    statistics, draws = case(seed)
    np.testing.assert_allclose(
        romano_wolf(statistics, draws), by_loops(statistics, draws), rtol=LOOP_TOLERANCE
    )


def test_by_hand() -> None:
    # the largest, 4, is passed by no maximum: 1/4; without it 2 is passed by one of three: 2/4
    draws = np.array([[0.1, 0.2], [3.0, 0.4], [-0.3, -1.0]])
    np.testing.assert_allclose(romano_wolf(np.array([2.0, -4.0]), draws), [0.5, 0.25])


@few
@given(seed=seeds)
def test_larger_statistics_never_have_larger_pvalues(seed: int) -> None:
    statistics, draws = case(seed)
    adjusted = romano_wolf(statistics, draws)
    assert (np.diff(adjusted[np.argsort(-np.abs(statistics))]) >= 0).all()


@few
@given(seed=seeds)
def test_is_never_below_the_unadjusted_share(seed: int) -> None:
    statistics, draws = case(seed)
    alone = [(1 + (np.abs(draws[:, k]) >= abs(t)).sum()) / (1 + len(draws)) for k, t in enumerate(statistics)]
    assert (romano_wolf(statistics, draws) >= np.array(alone) - LOOP_TOLERANCE).all()


@few
@given(seed=seeds)
def test_the_order_of_hypotheses_does_not_matter(seed: int) -> None:
    statistics, draws = case(seed)
    order = np.random.default_rng(seed).permutation(len(statistics))
    np.testing.assert_array_equal(
        romano_wolf(statistics[order], draws[:, order]), romano_wolf(statistics, draws)[order]
    )


def test_copies_of_one_hypothesis_cost_nothing() -> None:
    statistics, draws = case(1, n_hypotheses=1)
    alone = romano_wolf(statistics, draws)
    np.testing.assert_array_equal(
        romano_wolf(np.repeat(statistics, 5), np.repeat(draws, 5, axis=1)), np.repeat(alone, 5)
    )


def test_is_sharper_than_holm_when_assets_move_together() -> None:
    statistics, draws = np.full(8, 2.4), case(2, n_hypotheses=1, n_draws=999)[1] * np.ones(8)
    alone = [(1 + (np.abs(column) >= 2.4).sum()) / 1000 for column in draws.T]
    assert (romano_wolf(statistics, draws) < holm(np.array(alone)) / 4).all()


def test_never_zero() -> None:
    assert romano_wolf(np.array([99.0]), np.zeros((9, 1))).item() == 0.1


def test_a_complete_list_holds_the_observed_arrangement() -> None:
    draws = np.array([[2.0], [1.0], [-1.0], [-2.0]])
    assert romano_wolf(np.array([2.0]), draws, complete=True).item() == 0.5


@pytest.mark.parametrize(("alternative", "pvalue"), [("greater", 0.25), ("less", 1.0), ("two-sided", 0.5)])
def test_the_direction_counts(alternative: str, pvalue: float) -> None:
    draws = np.array([[-5.0], [0.5], [-0.5]])
    assert romano_wolf(np.array([4.0]), draws, alternative=alternative).item() == pvalue  # type: ignore[arg-type]


def test_missing_tests_stay_missing_and_are_not_counted() -> None:
    statistics, draws = case(3)
    more = romano_wolf(np.append(statistics, np.nan), np.column_stack([draws, np.full(len(draws), np.nan)]))
    assert math.isnan(more[-1])
    np.testing.assert_array_equal(more[:-1], romano_wolf(statistics, draws))


@pytest.mark.parametrize("shape", [(5, 2), (0, 3), (3,)])
def test_draws_that_do_not_fit_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InferenceError, match="give one column a statistic"):
        romano_wolf(np.ones(3), np.ones(shape))


def test_draws_with_gaps_are_refused() -> None:
    with pytest.raises(InferenceError, match=r"hypotheses \[1\] hold NaN") as caught:
        romano_wolf(np.ones(2), np.array([[1.0, np.nan], [1.0, 1.0]]))
    assert caught.value.data["hypotheses"] == [1]


def test_a_misspelt_alternative_is_refused() -> None:
    with pytest.raises(ValueError, match="alternative is 'upper'; allowed are"):
        romano_wolf(np.ones(1), np.ones((3, 1)), alternative="upper")  # type: ignore[arg-type]


def familywise_error(correlation: float, n_true: int) -> float:
    """Share of studies of 12 dates and 6 assets in which a true null is rejected; the other assets moved by 2."""
    n_studies, rejected = 400, 0
    for seed in range(n_studies):
        rng = np.random.default_rng([seed, n_true])
        shared = rng.standard_normal((12, 1))
        moves = math.sqrt(correlation) * shared + math.sqrt(1 - correlation) * rng.standard_normal((12, 6))
        moves[:, n_true:] += 2.0
        joint = date_block_draws(moves, np.arange(12), n_draws=499, rng=seed)
        adjusted = romano_wolf(joint.statistics, joint.draws, complete=joint.complete)
        rejected += bool((adjusted[:n_true] <= 0.05).any())
    return rejected / n_studies


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("n_true", [6, 3])
def test_the_familywise_error_stays_at_its_level(correlation: float, n_true: int) -> None:
    assert familywise_error(correlation, n_true) <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 400)


def test_under_the_null_of_all_the_familywise_error_is_used_up() -> None:
    assert familywise_error(0.5, 6) >= 0.05 - 4 * math.sqrt(0.05 * 0.95 / 400)
