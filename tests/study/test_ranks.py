"""Ranks of many events at once are those of the sample-quantile test of each."""

import numpy as np
import pytest

from aftershock.inference import sample_quantile
from aftershock.inference.quantile import rolling_sums
from aftershock.study import ranks
from aftershock.study.ranks import quiet_ranks

N, T = 40, 60


def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums over one to three days, with ties, gaps and one event without a sum."""
    rng = np.random.default_rng(1)
    residuals = rng.integers(-3, 4, (N, T)).astype(float)
    residuals[rng.random((N, T)) < 0.1] = np.nan
    car, n_days = rng.integers(-9, 10, N).astype(float), rng.integers(1, 4, N)
    car[3], n_days[3] = np.nan, 0
    return car, n_days, residuals


@pytest.mark.parametrize("chunk", [1, 7, 2048])
def test_pvalues_are_those_of_the_test(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "CHUNK", chunk)
    car, n_days, residuals = drawn()
    quiet = [rolling_sums(row, max(length, 1)) for row, length in zip(residuals, n_days, strict=True)]
    expected = [sample_quantile(one, runs).pvalue for one, runs in zip(car, quiet, strict=True)]
    np.testing.assert_array_equal(quiet_ranks(car, n_days, residuals).pvalue, expected)


def test_ranks_count_larger_sizes() -> None:
    car, n_days, residuals = drawn()
    found = quiet_ranks(car, n_days, residuals)
    runs = rolling_sums(residuals[0], int(n_days[0]))
    assert found.rank[0] == 1 + (np.abs(runs) > abs(car[0])).sum()
    assert found.n_quiet[0] == np.isfinite(runs).sum()
    assert np.isnan(found.rank[3])


def test_an_estimation_window_shorter_than_the_event_ranks_nothing() -> None:
    found = quiet_ranks(np.array([1.0]), np.array([5]), np.zeros((1, 3)))
    assert np.isnan(found.pvalue).all()
    assert found.n_quiet.tolist() == [0]
