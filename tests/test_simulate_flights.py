"""Simulated flights to safety."""

import numpy as np
import pytest

from aftershock.errors import AftershockError
from aftershock.simulate import simulate_flights
from aftershock.simulate.flights import ASSETS, CORRELATION, DIRECTION, VOLATILITIES

LARGE = simulate_flights(40_000, rng=1)


def test_moves_over_the_volatility_of_their_day_have_the_usual_deviations() -> None:
    scaled = LARGE.moves / LARGE.volatility[:, None]
    assert scaled.std(axis=0) == pytest.approx(np.array(VOLATILITIES), rel=0.03)


def test_moves_have_the_correlation_stated() -> None:
    scaled = LARGE.moves / LARGE.volatility[:, None]
    assert np.corrcoef(scaled.T) == pytest.approx(np.array(CORRELATION), abs=0.03)


def test_a_planted_flight_adds_its_size_in_deviations_of_the_day() -> None:
    quiet, planted = (simulate_flights(600, n_flights=5, size=one, rng=4) for one in (0.0, 3.0))
    added = (planted.moves - quiet.moves)[quiet.flights] / quiet.volatility[quiet.flights, None]
    assert added / np.array(VOLATILITIES) == pytest.approx(np.tile(3.0 * np.array(DIRECTION), (5, 1)))


def test_flights_are_drawn_to_volatile_days() -> None:
    drawn = simulate_flights(5000, n_flights=500, rng=2, drawn_to_volatility=2.0)
    assert drawn.volatility[drawn.flights].mean() > 1.3 * drawn.volatility.mean()


def test_the_frame_names_units() -> None:
    frame = simulate_flights(400, rng=1).frame()
    assert list(frame.columns) == list(ASSETS) and frame.attrs["unit"]["UST10Y"] == "bp"


def test_the_same_seed_makes_the_same_moves() -> None:
    one, other = (simulate_flights(400, n_flights=3, rng=9) for _ in range(2))
    assert np.array_equal(one.moves, other.moves) and np.array_equal(one.flights, other.flights)


def test_more_flights_than_days_are_refused() -> None:
    with pytest.raises(AftershockError, match="do not fit"):
        simulate_flights(310, n_flights=20, rng=1)
