"""Flights by thresholds, worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from aftershock.comovement.threshold_flights import (
    ThresholdFlights,
    corner_rows,
    price_returns,
    share_interval,
    threshold_flights,
    wilson_limits,
)
from aftershock.errors import ComovementError
from aftershock.markets import get_asset, yield_change

EXACT = 1e-12
N_ROWS = 40


def alternating(*, equity: float, bond: float, last: int = N_ROWS - 1) -> ThresholdFlights:
    """Moves of one unit up and down for ever, and one row that is different."""
    shares, bonds = np.tile([1.0, -1.0], N_ROWS // 2), np.tile([-1.0, 1.0], N_ROWS // 2)
    shares[last], bonds[last] = equity, bond
    return threshold_flights(
        shares,
        bonds,
        np.zeros(N_ROWS, dtype=np.int64),
        kappa=1.5,
        bandwidth=10.0,
        short_bandwidth=3.0,
        fewest=10,
    )


@pytest.mark.parametrize(
    ("equity", "bond", "flight"),
    [(-1.6, 1.6, True), (-1.4, 1.6, False), (-1.6, 1.4, False), (1.6, -1.6, False), (-1.6, -1.6, False)],
)
def test_both_must_pass_the_threshold_in_their_own_direction(
    equity: float, bond: float, flight: bool
) -> None:
    assert alternating(equity=equity, bond=bond).flights[-1] == flight


def test_moves_are_in_trailing_deviations() -> None:
    assert alternating(equity=-2.5, bond=1.0).equity[-1] == pytest.approx(-2.5, abs=EXACT)


def test_the_first_rows_are_not_judged() -> None:
    assert np.flatnonzero(alternating(equity=-2.0, bond=2.0).judged)[0] == 10


def test_a_missing_bond_leaves_the_row_unjudged() -> None:
    assert not alternating(equity=-9.0, bond=np.nan).judged[-1]


def test_a_flight_against_a_positive_correlation_is_none_where_a_negative_one_is_required() -> None:
    shares = np.tile([1.0, -1.0], N_ROWS // 2)
    bonds = shares.copy()
    shares[-1], bonds[-1] = -2.0, 2.0
    arguments = dict(kappa=1.5, bandwidth=10.0, short_bandwidth=3.0, fewest=10)
    slots = np.zeros(N_ROWS, dtype=np.int64)
    free = threshold_flights(shares, bonds, slots, **arguments)  # type: ignore[arg-type]
    strict = threshold_flights(shares, bonds, slots, require=("negative_correlation",), **arguments)  # type: ignore[arg-type]
    assert (free.flights[-1], strict.flights[-1]) == (True, False)


def test_turbulence_must_come_before_the_day() -> None:
    calm = alternating(equity=-5.0, bond=5.0)
    stirred = alternating(equity=-5.0, bond=5.0, last=N_ROWS - 2)
    assert (calm.high_volatility[-1], stirred.high_volatility[-1]) == (False, True)


@given(scale=st.floats(1e-4, 1e4))
@settings(max_examples=20, deadline=None)
def test_units_do_not_matter(scale: float) -> None:
    moves = np.random.default_rng(3).standard_t(4, (300, 2))
    slots = np.zeros(300, dtype=np.int64)
    arguments = dict(kappa=1.0, bandwidth=50.0, short_bandwidth=5.0, fewest=20)
    one = threshold_flights(moves[:, 0], moves[:, 1], slots, **arguments)  # type: ignore[arg-type]
    other = threshold_flights(scale * moves[:, 0], moves[:, 1] / scale, slots, **arguments)  # type: ignore[arg-type]
    assert np.array_equal(one.flights, other.flights)


def test_corners_are_apart() -> None:
    moves = np.random.default_rng(4).standard_t(4, (2, 500))
    every = np.ones(500, dtype=bool)
    corners = corner_rows(ThresholdFlights(moves[0], moves[1], moves[0], every, every, every), 1.0)
    beyond = (np.abs(moves) > 1.0).all(axis=0)
    assert np.array_equal(np.sum(list(corners.values()), axis=0), beyond.astype(int))


def test_the_interval_of_independent_rows_is_that_of_wilson() -> None:
    marked = np.zeros(400, dtype=bool)
    marked[::80] = True
    found = share_interval(marked, alpha=0.10)
    assert (found.low, found.high) == pytest.approx(
        proportion_confint(5, 400, alpha=0.10, method="wilson"), abs=EXACT
    )


def test_clusters_widen_the_interval() -> None:
    spread, clustered = np.zeros(1000, dtype=bool), np.zeros(1000, dtype=bool)
    spread[::50] = True
    clustered[100:120] = True
    widths = [
        found.high - found.low for found in (share_interval(one, alpha=0.1) for one in (spread, clustered))
    ]
    assert widths[1] > 1.5 * widths[0]


def test_no_flight_has_an_upper_limit_only() -> None:
    found = share_interval(np.zeros(100, dtype=bool), alpha=0.10)
    assert (found.share, found.low) == (0.0, 0.0) and 0.0 < found.high < 0.05


def test_no_rows_have_no_share() -> None:
    assert np.isnan(share_interval(np.zeros(0, dtype=bool), alpha=0.1).share)


def test_limits_stay_shares() -> None:
    assert wilson_limits(1.0, 3, alpha=0.1)[1] == 1.0


def test_returns_of_a_yield_undo_the_yield_of_returns() -> None:
    note = get_asset("ZN")
    returns = np.array([0.004, -0.01])
    assert note.duration is not None
    assert price_returns(yield_change(note, returns), duration=note.duration) == pytest.approx(
        returns, abs=EXACT
    )


def test_a_duration_is_years() -> None:
    with pytest.raises(ComovementError, match="years above 0"):
        price_returns(np.ones(1), duration=0.0)
