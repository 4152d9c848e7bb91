"""Principal components of correlation matrices, and the fit of one factor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from aftershock.comovement.components import (
    aligned,
    largest_shares_shuffled,
    one_factor,
    principal_components,
)
from aftershock.typing import FloatArray

ROUNDING = 1e-10
FITTED = 1e-8
"""A sum of squares where the steps of the fit and of the oracle both stop."""
LOADINGS = np.array([0.8, -0.6, 0.5, 0.3])


def matrices(seed: int, *, m: int = 5, k: int = 4) -> FloatArray:
    values = np.random.default_rng(seed).normal(size=(m, 12, k))
    values += 0.8 * values[:, :, :1]
    return np.stack([np.corrcoef(one.T) for one in values])


def factor_matrix(loadings: FloatArray) -> FloatArray:
    return np.asarray(np.outer(loadings, loadings) + np.diag(1 - loadings**2))


def test_shares_are_eigenvalues_over_their_number_the_largest_first() -> None:
    made = matrices(1)
    expected = np.linalg.eigvalsh(made)[:, ::-1] / 4
    assert np.abs(principal_components(made).shares - expected).max() < ROUNDING


def test_shares_sum_to_one() -> None:
    assert principal_components(matrices(2)).shares.sum(axis=1) == pytest.approx(np.ones(5))


def test_loadings_and_shares_rebuild_each_matrix() -> None:
    made = matrices(3)
    found = principal_components(made)
    rebuilt = np.einsum("mic,mc,mjc->mij", found.loadings, 4 * found.shares, found.loadings)
    assert np.abs(rebuilt - made).max() < ROUNDING


def test_two_assets_by_hand() -> None:
    found = principal_components(np.array([[[1.0, 0.6], [0.6, 1.0]]]))
    assert found.shares[0] == pytest.approx([0.8, 0.2])
    assert np.abs(found.loadings[0]) == pytest.approx(np.full((2, 2), np.sqrt(0.5)))


@given(st.integers(0, 999))
def test_the_largest_loading_of_every_component_is_positive(seed: int) -> None:
    loadings = principal_components(matrices(seed)).loadings
    largest = np.take_along_axis(loadings, np.abs(loadings).argmax(axis=1)[:, None, :], axis=1)
    assert (largest > 0).all()


def test_each_draw_is_turned_on_its_own() -> None:
    estimate = principal_components(matrices(4, m=1)).loadings[0]
    signs = np.array([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, 1.0]])
    assert aligned(estimate * signs[:, None, :], estimate) == pytest.approx(np.stack([estimate, estimate]))


def test_turned_draws_never_point_against_the_estimate() -> None:
    draws, estimate = principal_components(matrices(5, m=50)).loadings, np.eye(4)
    assert (np.einsum("mkc,kc->mc", aligned(draws, estimate), estimate) >= 0).all()


def test_one_factor_leaves_nothing_over_where_it_is_true() -> None:
    found = one_factor(factor_matrix(LOADINGS)[None])
    assert np.abs(found.gap).max() < np.sqrt(FITTED)
    assert found.distance[0] < FITTED


def test_three_correlations_with_a_positive_product_always_fit() -> None:
    matrix = np.array([[1.0, 0.5, -0.4], [0.5, 1.0, -0.3], [-0.4, -0.3, 1.0]])
    assert one_factor(matrix[None]).distance[0] < FITTED


def test_one_wrong_pair_is_left_over() -> None:
    matrix = factor_matrix(LOADINGS)
    matrix[3, 2] = matrix[2, 3] = matrix[2, 3] + 0.2
    assert 0.0 < one_factor(matrix[None]).distance[0] < 0.2**2


@pytest.mark.parametrize("row", range(3))
def test_one_factor_is_the_minimum_over_many_starts(row: int) -> None:
    matrix = matrices(6)[row]
    below, rng = np.tril_indices(4, -1), np.random.default_rng(7)

    def left_over(loadings: FloatArray) -> float:
        return float(np.sum((matrix - np.outer(loadings, loadings))[below] ** 2))

    oracle = min(float(minimize(left_over, start).fun) for start in rng.normal(size=(20, 4)))
    assert one_factor(matrix[None]).distance[0] == pytest.approx(oracle, abs=FITTED)


def test_a_shift_by_what_is_left_over_makes_one_factor_fit() -> None:
    made = matrices(8, m=1)
    assert one_factor(made, shift=one_factor(made).gap[0]).distance[0] < FITTED


def test_a_shift_leaves_the_matrices_as_they_were() -> None:
    made = matrices(9)
    before = made.copy()
    one_factor(made, shift=np.full(6, 0.1))
    assert (made == before).all()


def test_shuffled_columns_lose_the_component_they_shared() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(100, 1)) + 0.3 * rng.normal(size=(100, 4))
    actual = float(np.linalg.eigvalsh(np.corrcoef(values.T))[-1]) / 4
    shares = largest_shares_shuffled(values, n_draws=50, rng=np.random.default_rng(2))
    assert actual > 0.8
    assert shares.max() < 0.5


def test_the_share_of_two_shuffled_columns_by_their_correlation() -> None:
    values = np.random.default_rng(3).normal(size=(30, 2))
    shares = largest_shares_shuffled(values, n_draws=4, rng=np.random.default_rng(4))
    rng = np.random.default_rng(4)
    again = [np.corrcoef(rng.permuted(values, axis=0).T)[0, 1] for _ in range(4)]
    assert shares == pytest.approx((1 + np.abs(again)) / 2)
