"""Bootstrap counts and the correlations made from them."""

import numpy as np
import pandas as pd
import pytest
from arch.bootstrap import StationaryBootstrap
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


def test_an_interval_by_hand() -> None:
    low, high = spread_interval(np.array(1.0), np.array([0.0, 2.0]), clusters=2.0, alpha=0.5)
    assert (float(low), float(high)) == pytest.approx((1 - np.sqrt(2), 1 + np.sqrt(2)))
