"""Bootstrap counts and the correlations made from them."""

import numpy as np
import pandas as pd
import pytest
from arch.bootstrap import StationaryBootstrap
from arch.bootstrap import optimal_block_length as arch_block_length
from hypothesis import given
from hypothesis import strategies as st

from aftershock.comovement.resampling import (
    block_correlations,
    block_counts,
    cluster_counts,
    optimal_block_length,
    spread_interval,
    weighted_correlations,
)
from aftershock.typing import FloatArray

ROUNDING = 1e-10
MONTE_CARLO = 0.08
"""Four standard errors of a standard deviation from 2,000 draws, relative to it, on both sides."""


RUNS = 0.012
"""Four standard errors of the difference of two correlations of neighbouring counts, each of 4,000 samples."""


def neighbours(counts: FloatArray) -> float:
    return float(np.corrcoef(counts.ravel(), np.roll(counts, 1, axis=1).ravel())[0, 1])


@pytest.fixture(scope="module")
def values() -> FloatArray:
    shocks = np.random.default_rng(1).normal(size=(400, 3))
    levels = np.zeros_like(shocks)
    for row in range(1, 400):
        levels[row] = 0.5 * levels[row - 1] + shocks[row]
    return levels + levels[:, :1]


@given(st.integers(3, 60), st.floats(1.0, 20.0), st.integers(0, 99))
def test_every_sample_has_as_many_rows_as_the_data(n_rows: int, length: float, seed: int) -> None:
    counts = block_counts(n_rows, n_draws=5, block_length=length, rng=np.random.default_rng(seed))
    assert counts.min() >= 0
    assert (counts.sum(axis=1) == n_rows).all()


def test_rows_are_drawn_alike() -> None:
    counts = block_counts(50, n_draws=20_000, block_length=5.0, rng=np.random.default_rng(1))
    assert counts.mean(axis=0) == pytest.approx(np.ones(50), abs=0.06)


def test_single_rows_are_a_plain_bootstrap() -> None:
    counts = block_counts(30, n_draws=20_000, block_length=1.0, rng=np.random.default_rng(2))
    assert counts.var() == pytest.approx(1 - 1 / 30, abs=0.02)


@pytest.mark.parametrize("length", [2, 5, 12])
def test_neighbours_come_together_as_often_as_in_arch(length: int) -> None:
    n_rows, n_draws = 60, 4000
    ours = block_counts(n_rows, n_draws=n_draws, block_length=length, rng=np.random.default_rng(8))
    drawn = StationaryBootstrap(length, np.arange(n_rows), seed=9).bootstrap(n_draws)
    theirs = np.stack([np.bincount(positions[0], minlength=n_rows) for (positions, _) in drawn]).astype(float)
    assert neighbours(ours) == pytest.approx(neighbours(theirs), abs=RUNS)


def test_draws_spread_like_those_of_arch(values: FloatArray) -> None:
    ours = block_correlations(values, n_draws=2000, block_length=6.0, rng=np.random.default_rng(3))[:, 0, 1]
    theirs = StationaryBootstrap(6, values, seed=4).apply(lambda part: np.corrcoef(part[:, :2].T)[0, 1], 2000)
    assert ours.std() == pytest.approx(theirs.std(), rel=MONTE_CARLO)
    assert ours.mean() == pytest.approx(theirs.mean(), abs=4 * theirs.std() / np.sqrt(1000))


def test_weighted_correlations_are_those_of_repeated_rows(values: FloatArray) -> None:
    counts = np.random.default_rng(5).integers(0, 3, size=(2, 400))
    expected = [np.corrcoef(values.repeat(one, axis=0).T) for one in counts]
    assert np.abs(weighted_correlations(values, counts.astype(float)) - expected).max() < ROUNDING


def test_pairs_with_holes_use_the_rows_that_both_have(values: FloatArray) -> None:
    holes = values.copy()
    holes[::7, 0], holes[::5, 2] = np.nan, np.nan
    counts = np.random.default_rng(6).integers(0, 3, size=(1, 400))
    expected = pd.DataFrame(holes.repeat(counts[0], axis=0)).corr().to_numpy()
    assert np.abs(weighted_correlations(holes, counts.astype(float))[0] - expected).max() < ROUNDING


def test_a_column_that_stands_still_has_no_correlation() -> None:
    still = np.column_stack([np.arange(5.0), np.ones(5)])
    assert np.isnan(weighted_correlations(still, np.ones((1, 5)))[0, 0, 1])


def test_clusters_are_drawn_whole() -> None:
    counts = cluster_counts(np.array([0, 0, 1, 2, 2]), n_draws=50, rng=np.random.default_rng(1))
    assert (counts[:, 0] == counts[:, 1]).all()
    assert (counts[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_dependent_rows_get_longer_blocks(values: FloatArray) -> None:
    shuffled = np.random.default_rng(1).permutation(values)
    assert optimal_block_length(values) > optimal_block_length(shuffled)


def test_blocks_are_the_longest_that_arch_asks_for(values: FloatArray) -> None:
    centred = values - values.mean(axis=0)
    asked = arch_block_length(np.column_stack([centred, centred**2]))["stationary"].max()
    assert optimal_block_length(values) == pytest.approx(asked)


def test_blocks_are_at_most_a_tenth_of_the_rows() -> None:
    walk = np.random.default_rng(1).normal(size=(100, 1)).cumsum(axis=0)
    assert optimal_block_length(walk) == 10.0


def test_missing_draws_are_left_out_of_an_interval() -> None:
    ends = spread_interval(np.array(1.0), np.array([0.0, np.nan, 2.0]), clusters=2.0, alpha=0.5)
    assert ends == pytest.approx(np.array([1 - np.sqrt(2), 1 + np.sqrt(2)]))


def test_an_interval_by_hand() -> None:
    low, high = spread_interval(np.array(1.0), np.array([0.0, 2.0]), clusters=2.0, alpha=0.5)
    assert (float(low), float(high)) == pytest.approx((1 - np.sqrt(2), 1 + np.sqrt(2)))


def test_a_sample_in_which_a_column_rests_has_no_correlation() -> None:
    values = np.column_stack([np.arange(6.0), [0.1, 0.1, 0.1, 0.1, 0.1, 0.7]])
    counts = np.array([[1.0, 1.0, 1.0, 1.0, 1.0, 0.0]])
    assert np.isnan(weighted_correlations(values, counts)[0, 0, 1])
    holed = np.vstack([values, [np.nan, 0.1]])
    assert np.isnan(weighted_correlations(holed, np.append(counts, [[1.0]], axis=1))[0, 0, 1])
