"""Moving correlations: the values of pandas, errors against a window taken out by hand."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.block_correlation import block_correlation
from aftershock.comovement.moving_correlation import (
    even_weights,
    fading_weights,
    moving_correlation,
    overlap_inflation,
)
from aftershock.comovement.path_bands import distance_pvalues, joint_level
from aftershock.simulate import simulate_correlated

EXACT = 1e-10
FORGOTTEN = 1e-5  # weights below a millionth are dropped


@pytest.fixture
def moves() -> np.ndarray:
    return simulate_correlated(300, correlation=0.4, rng=1)


def test_even_windows_give_the_rolling_correlation_of_pandas(moves: np.ndarray) -> None:
    frame = pd.DataFrame(moves)
    expected = frame[0].rolling(40).corr(frame[1]).to_numpy()[39:]
    found = moving_correlation(*moves.T, weights=even_weights(40), ends=np.arange(39, 300))
    assert found.correlation == pytest.approx(expected, abs=EXACT)


def test_fading_windows_give_the_weighted_correlation_of_pandas(moves: np.ndarray) -> None:
    frame = pd.DataFrame(moves)
    expected = frame[0].ewm(halflife=10).corr(frame[1]).to_numpy()[29:]
    found = moving_correlation(*moves.T, weights=fading_weights(10), ends=np.arange(29, 300))
    assert found.correlation == pytest.approx(expected, abs=FORGOTTEN)


def test_error_of_a_window_is_the_jackknife_of_its_rows(moves: np.ndarray) -> None:
    found = moving_correlation(*moves.T, weights=even_weights(40), ends=np.array([99]))
    x, y = (moves[60:100] - moves[60:100].mean(axis=0)).T
    expected = block_correlation(x * y, x * x, y * y, alpha=0.1)
    assert found.std_error[0] == pytest.approx(float(expected.std_error), abs=EXACT)
    assert found.n_effective[0] == pytest.approx(float(expected.n_effective), abs=EXACT)


def test_windows_taken_in_parts_are_the_same(moves: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = np.arange(39, 300)
    whole = moving_correlation(*moves.T, weights=even_weights(40), ends=ends)
    monkeypatch.setattr("aftershock.comovement.moving_correlation.AT_ONCE", 500)
    parts = moving_correlation(*moves.T, weights=even_weights(40), ends=ends)
    assert parts.std_error == pytest.approx(whole.std_error, abs=EXACT)


def test_fading_weights_count_as_many_rows_as_nearly_three_half_lives() -> None:
    weights = fading_weights(20)
    assert weights.sum() ** 2 / (weights**2).sum() == pytest.approx(2.885 * 20, rel=0.01)


def test_inflation_is_one_without_overlap_and_three_halves_for_two_normal_sessions() -> None:
    noise = np.random.default_rng(1).standard_normal((2, 20_001))
    assert overlap_inflation(*noise, span=1) == 1.0
    assert overlap_inflation(*(noise[:, 1:] + noise[:, :-1]), span=2) == pytest.approx(1.5, abs=0.06)


def test_distance_p_value_agrees_with_the_interval(moves: np.ndarray) -> None:
    found = moving_correlation(*moves.T, weights=even_weights(40), ends=np.array([120]))
    x, y = (moves[81:121] - moves[81:121].mean(axis=0)).T
    limits = block_correlation(x * y, x * x, y * y, alpha=0.1)
    assert distance_pvalues(found, float(limits.low))[0] == pytest.approx(0.1, abs=1e-8)


def test_joint_level_is_stricter_for_a_longer_line(moves: np.ndarray) -> None:
    short, long = (
        joint_level(
            *moves[:n].T, weights=even_weights(30), ends=np.arange(29, n), inflation=1.0, block_length=1,
            alpha=0.1, n_draws=199, rng=1,
        )
        for n in (35, 300)
    )  # fmt: skip
    assert long < short < 0.1


def test_joint_level_of_an_asset_that_stands_still_is_undefined(moves: np.ndarray) -> None:
    still = np.zeros(300)
    level = joint_level(
        moves[:, 0], still, weights=even_weights(30), ends=np.arange(29, 300), inflation=1.0, block_length=1,
        alpha=0.1, n_draws=9, rng=1,
    )  # fmt: skip
    assert np.isnan(level)
