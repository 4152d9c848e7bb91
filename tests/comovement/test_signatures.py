"""Reactions projected on a signature."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.comovement.signatures import project, second_moments, squared_distances, too_few_assets
from aftershock.errors import ComovementError

EXACT = 1e-10
VECTORS = np.random.default_rng(1).standard_normal((500, 3)) @ np.array(
    [[1, 0.5, 0], [0, 1, -0.3], [0, 0, 1]]
)
MOMENTS = second_moments(VECTORS)
WEIGHTS = np.array([-1.0, -1.0, 1.0])


def test_scores_of_quiet_vectors_have_mean_square_one_whatever_their_correlation() -> None:
    scores = project(VECTORS, MOMENTS, WEIGHTS, moderated=False).scores
    assert np.mean(scores**2) == pytest.approx(1.0, abs=EXACT)


def test_squared_distances_of_quiet_vectors_average_the_number_of_assets() -> None:
    assert squared_distances(VECTORS, MOMENTS).mean() == pytest.approx(3.0, abs=EXACT)


def test_a_score_is_the_weighted_sum_over_its_deviation() -> None:
    one = np.array([[-2.0, -1.0, 0.5]])
    expected = 3.5 / np.sqrt(WEIGHTS @ MOMENTS @ WEIGHTS)
    assert project(one, MOMENTS, WEIGHTS, moderated=True).scores[0] == pytest.approx(expected, abs=EXACT)


def test_a_move_along_the_signature_alone_is_not_moderated() -> None:
    along = (MOMENTS @ WEIGHTS)[None, :]
    found = project(along, MOMENTS, WEIGHTS, moderated=True)
    assert found.statistics[0] == pytest.approx(found.scores[0], abs=EXACT)


def test_a_large_move_across_the_signature_moderates_the_score() -> None:
    found = project(np.array([[-4.0, 0.0]]), np.eye(2), np.array([-1.0, -1.0]), moderated=True)
    assert found.statistics[0] == pytest.approx(found.scores[0] / np.sqrt(8.0), abs=EXACT)


@given(scale=st.floats(0.01, 100.0))
@settings(max_examples=20, deadline=None)
def test_the_size_of_the_weights_does_not_matter(scale: float) -> None:
    one, other = (project(VECTORS[:5], MOMENTS, by * WEIGHTS, moderated=True) for by in (1.0, scale))
    assert other.statistics == pytest.approx(one.statistics, abs=EXACT)


def test_opposite_moves_have_opposite_scores() -> None:
    one, other = (project(sign * VECTORS[:5], MOMENTS, WEIGHTS, moderated=True) for sign in (1, -1))
    assert other.statistics == pytest.approx(-one.statistics, abs=EXACT)


def test_two_assets_that_are_one_are_refused() -> None:
    twice = np.repeat(VECTORS[:, :1], 2, axis=1)
    with pytest.raises(ComovementError, match="move as one"):
        squared_distances(twice, second_moments(twice))


@pytest.mark.parametrize(
    ("known", "enough"), [([0, 1], True), ([0, 3], False), ([3], False), ([0, 1, 2, 3], True)]
)
def test_two_assets_of_the_signature_are_needed(known: list[int], enough: bool) -> None:
    assert (too_few_assets(np.array([-1.0, -1.0, 1.0, 0.0]), np.array(known)) == "") == enough
