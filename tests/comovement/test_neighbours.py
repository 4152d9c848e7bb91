"""Which reactions are near which."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.comovement.neighbours import (
    Metric,
    all_distances,
    distances_to,
    fit_metric,
    nearest_apart,
    shrunk_covariance,
    summed_windows,
)
from aftershock.errors import ComovementError
from aftershock.typing import SignatureDistance

EXACT = 1e-10
VECTORS = np.random.default_rng(1).standard_normal((60, 3)) @ np.array([[2, 1, 0], [0, 1, 0.5], [0, 0, 1]])


def test_the_shrinkage_is_that_of_ledoit_and_wolf_summed_row_by_row() -> None:
    sample = VECTORS.T @ VECTORS / 60
    target = np.trace(sample) / 3 * np.eye(3)
    noise = sum(((np.outer(one, one) - sample) ** 2).sum() for one in VECTORS) / 60**2
    expected = min(noise / ((sample - target) ** 2).sum(), 1.0)
    covariance, shrinkage = shrunk_covariance(VECTORS)
    assert shrinkage == pytest.approx(expected, abs=EXACT)
    assert covariance == pytest.approx(expected * target + (1 - expected) * sample, abs=EXACT)


def test_more_rows_are_shrunk_less() -> None:
    many = np.tile(VECTORS, (20, 1))
    assert shrunk_covariance(many)[1] < shrunk_covariance(VECTORS)[1]


def test_the_distance_is_that_of_mahalanobis() -> None:
    metric = fit_metric(VECTORS, kind="mahalanobis")
    apart = VECTORS[3] - VECTORS[8]
    expected = np.sqrt(apart @ np.linalg.inv(shrunk_covariance(VECTORS)[0]) @ apart)
    assert distances_to(metric, VECTORS, VECTORS[8])[3] == pytest.approx(expected, abs=EXACT)


@given(scale=st.floats(0.1, 10.0))
@settings(max_examples=20, deadline=None)
def test_the_angle_does_not_know_sizes(scale: float) -> None:
    metric = fit_metric(VECTORS, kind="cosine")
    assert distances_to(metric, scale * VECTORS[:1], VECTORS[0])[0] == pytest.approx(0.0, abs=EXACT)


def test_opposite_directions_are_furthest_by_angle() -> None:
    assert distances_to(fit_metric(VECTORS, kind="cosine"), -VECTORS[:1], VECTORS[0])[0] == pytest.approx(2.0)


@pytest.mark.parametrize("kind", ["mahalanobis", "cosine"])
def test_distances_are_mutual(kind: SignatureDistance) -> None:
    found = all_distances(fit_metric(VECTORS, kind=kind), VECTORS[:10])
    assert found == pytest.approx(found.T, abs=EXACT)


def test_a_missing_move_has_no_distance() -> None:
    flat = Metric(np.eye(2), 0.0, 10, "mahalanobis")
    assert np.isnan(distances_to(flat, np.array([[1.0, np.nan]]), np.zeros(2))[0])


def test_too_few_calm_rows_are_refused() -> None:
    with pytest.raises(ComovementError, match="twice as many rows"):
        fit_metric(VECTORS[:5], kind="mahalanobis")


@given(seed=st.integers(0, 10_000), k=st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_those_chosen_never_overlap(seed: int, k: int) -> None:
    generator = np.random.default_rng(seed)
    firsts = np.sort(generator.integers(0, 100, 20))
    found = nearest_apart(generator.random(20), firsts, firsts + 5, k=k)
    chosen = np.sort(firsts[found == np.arange(20)])
    assert chosen.size <= k and (np.diff(chosen) > 5).all()


def test_the_nearer_speaks_for_one_that_overlaps() -> None:
    rows = np.array([10, 13])
    assert nearest_apart(np.array([0.2, 0.1]), rows, rows + 5, k=5).tolist() == [1, 1]


def test_windows_beyond_the_data_have_no_sum() -> None:
    moves = np.arange(6.0)[:, None]
    assert summed_windows(moves, np.array([0, 4, 5]), 2).ravel().tolist()[:2] == [1.0, 9.0]
    assert np.isnan(summed_windows(moves, np.array([5]), 2)).all()
