"""The flexible Fourier form: its terms by hand, its fit by least squares, each day left out by fitting again."""

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.reactions.fourier import fourier_factors, fourier_terms, smooth_factors

CLOSE = 1e-9
"""Normal equations lose half of the digits of a solution by least squares."""


def moves(n_days: int = 12, n_slots: int = 30, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_t(4, size=(n_days, n_slots)) * np.linspace(2.0, 1.0, n_slots)


def by_least_squares(scaled: np.ndarray) -> np.ndarray:
    """Fit log sizes bar by bar, as one long regression."""
    terms = fourier_terms(scaled.shape[1])
    rows = np.tile(terms, (len(scaled), 1))
    sizes = np.abs(scaled).ravel()
    kept = np.isfinite(sizes) & (sizes > 0)
    coefficients = np.linalg.lstsq(rows[kept], np.log(sizes[kept]), rcond=None)[0]
    return np.exp(terms @ coefficients)


def test_terms_of_the_second_of_four_slots_by_hand() -> None:
    expected = [1.0, 2 / 2.5, 4 / 7.5, np.cos(np.pi), np.sin(np.pi)]
    np.testing.assert_allclose(fourier_terms(6, degree=2, waves=1)[1, :1], expected[:1])
    half_way = fourier_terms(6, degree=2, waves=1)[2]
    np.testing.assert_allclose(half_way, [1.0, 3 / 3.5, 9 / (91 / 6), -1.0, 0.0], atol=CLOSE)


def test_fit_is_that_of_least_squares() -> None:
    np.testing.assert_allclose(fourier_factors(moves())[0], by_least_squares(moves()), rtol=CLOSE)


def test_each_day_left_out_is_a_fit_of_the_other_days() -> None:
    without = fourier_factors(moves())[1]
    for day in range(12):
        expected = by_least_squares(np.delete(moves(), day, axis=0))
        np.testing.assert_allclose(without[day], expected, rtol=CLOSE)


def test_zeros_and_missing_moves_are_left_out() -> None:
    holed = moves()
    holed[3, 4], holed[5, 6] = np.nan, 0.0
    np.testing.assert_allclose(fourier_factors(holed)[0], by_least_squares(holed), rtol=CLOSE)


def test_a_form_is_recovered_from_its_own_values() -> None:
    terms = fourier_terms(30)
    curve = np.exp(terms @ np.linspace(-0.2, 0.2, terms.shape[1]))
    np.testing.assert_allclose(smooth_factors(curve), curve, rtol=CLOSE)


def test_slot_without_a_factor_stays_without_one() -> None:
    curve = np.linspace(2.0, 1.0, 30)
    curve[7] = np.nan
    assert np.isnan(smooth_factors(curve)).nonzero()[0].tolist() == [7]


def test_too_many_terms_are_refused_with_the_numbers() -> None:
    with pytest.raises(EstimationError, match="11 terms for 10 slots") as caught:
        fourier_terms(10)
    assert caught.value.data == {"n_terms": 11, "n_slots": 10}
