"""Tests by flipped signs: against every pattern there is."""

from itertools import product

import numpy as np
import pytest

from aftershock.comovement.sign_flips import joint_sum, largest_sum, patterns

EXACT = 1e-12
DRAWN = 0.03  # four standard errors of a share near 0.2 from 4,000 draws


@pytest.fixture
def sums() -> np.ndarray:
    return np.random.default_rng(3).standard_normal((8, 3)) + 0.5


def every_pattern(sums: np.ndarray, quadratic: bool) -> float:
    """The p-value from all patterns of signs, one at a time."""

    def statistic(rows: np.ndarray) -> float:
        sizes = np.sqrt((rows**2).sum(axis=0))
        ratios = rows.sum(axis=0) / sizes
        if not quadratic:
            return float(np.abs(ratios).max())
        return float(ratios @ np.linalg.inv((rows / sizes).T @ (rows / sizes)) @ ratios)

    observed = statistic(sums)
    flipped = [statistic(np.array(signs)[:, None] * sums) for signs in product((-1, 1), repeat=len(sums))]
    return float(np.mean(np.array(flipped) >= observed - 1e-9))


def test_largest_sum_counts_every_pattern(sums: np.ndarray) -> None:
    assert largest_sum(sums, n_draws=999, rng=0).pvalue == pytest.approx(
        every_pattern(sums, False), abs=EXACT
    )


def test_joint_sum_counts_every_pattern(sums: np.ndarray) -> None:
    assert joint_sum(sums, n_draws=999, rng=0).pvalue == pytest.approx(every_pattern(sums, True), abs=EXACT)


def test_drawn_patterns_come_close_to_all() -> None:
    sums = np.random.default_rng(5).standard_normal((13, 2)) + 0.3
    drawn, listed = (largest_sum(sums, n_draws=n, rng=1).pvalue for n in (4_000, 10_000))
    assert drawn == pytest.approx(listed, abs=DRAWN)


def test_scale_of_a_column_does_not_matter(sums: np.ndarray) -> None:
    scaled = sums * np.array([1.0, 1e-6, 1e6])
    assert joint_sum(scaled, n_draws=99, rng=0).statistic == pytest.approx(
        joint_sum(sums, n_draws=99, rng=0).statistic
    )


def test_columns_of_zeros_are_left_out(sums: np.ndarray) -> None:
    wider = np.column_stack([sums, np.zeros(8)])
    assert largest_sum(wider, n_draws=99, rng=0) == largest_sum(sums, n_draws=99, rng=0)


def test_nothing_but_zeros_is_undefined() -> None:
    assert np.isnan(largest_sum(np.zeros((6, 2)), n_draws=99, rng=0).pvalue)
    assert np.isnan(joint_sum(np.zeros((6, 2)), n_draws=99, rng=0).pvalue)


def test_no_p_value_is_zero() -> None:
    assert largest_sum(np.ones((40, 1)), n_draws=99, rng=0).pvalue == 0.01


def test_patterns_are_drawn_in_parts_without_losing_any() -> None:
    assert sum(len(part) for part in patterns(1_000_000, 9, 0)) == 9
