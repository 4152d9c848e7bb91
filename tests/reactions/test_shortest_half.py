"""The shortest half as a scale: by hand, and each value left out against the plain formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.reactions.shortest_half import CONSISTENCY, leave_one_out_scale, shortest_half_scale

EXACT = 1e-12
NORMAL_SD_ERROR = 0.03
"""Four standard errors of a scale from 200 000 values that uses half of them."""


def brute_force(values: np.ndarray) -> float:
    ordered, half = sorted(values), len(values) // 2 + 1
    return CONSISTENCY * min(ordered[i + half - 1] - ordered[i] for i in range(len(values) - half + 1))


def test_scale_by_hand() -> None:
    # Halves of five are three values: 1-3, 3-6, 6-... the shortest spans 3 -> 5.
    column = np.array([1.0, 3.0, 4.0, 5.0, 90.0])[:, None]
    assert shortest_half_scale(column)[0] == pytest.approx(0.7413 * 2.0, rel=EXACT)


def test_scale_of_a_normal_sample_is_its_standard_deviation() -> None:
    sample = np.sort(np.random.default_rng(1).normal(0.0, 3.0, (200_000, 1)), axis=0)
    assert shortest_half_scale(sample)[0] == pytest.approx(3.0, rel=NORMAL_SD_ERROR)


def test_outliers_beside_half_of_the_sample_do_not_matter() -> None:
    column = np.r_[np.linspace(0.0, 1.0, 51), np.full(49, 1e9)][:, None]
    assert shortest_half_scale(column)[0] == pytest.approx(0.7413, rel=EXACT)


@given(st.integers(3, 30), st.integers(0, 2**32 - 1))
def test_leaving_each_out_is_what_leaving_each_out_gives(n: int, seed: int) -> None:
    sample = np.sort(np.random.default_rng(seed).standard_t(2, size=(n, 3)), axis=0)
    expected = [[brute_force(np.delete(sample[:, c], k)) for c in range(3)] for k in range(n)]
    np.testing.assert_allclose(leave_one_out_scale(sample), expected, rtol=EXACT)


@given(st.integers(3, 12), st.integers(0, 2**32 - 1))
def test_ties_are_no_exception(n: int, seed: int) -> None:
    sample = np.sort(np.random.default_rng(seed).integers(0, 3, size=(n, 1)).astype(float), axis=0)
    expected = [[brute_force(np.delete(sample[:, 0], k))] for k in range(n)]
    np.testing.assert_allclose(leave_one_out_scale(sample), expected, atol=EXACT)
