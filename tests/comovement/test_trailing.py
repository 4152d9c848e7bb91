"""What was usual before a row never sees the row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.comovement.trailing import (
    kernel_weights,
    slot_deviation,
    trailing_correlation,
    trailing_deviation,
    trailing_mean,
)
from aftershock.errors import ComovementError

EXACT = 1e-12  # sums of a few hundred numbers of size one
MOVES = np.random.default_rng(1).standard_normal(120)
OTHER = np.random.default_rng(2).standard_normal(120) - 0.5 * MOVES


def looped(values: np.ndarray, bandwidth: float, row: int) -> float:
    """The weighted mean of the rows before one, added up one by one."""
    total = mass = 0.0
    for lag in range(1, int(np.ceil(4 * bandwidth)) + 1):
        if row - lag >= 0 and np.isfinite(values[row - lag]):
            weight = np.exp(-0.5 * (lag / bandwidth) ** 2)
            total, mass = total + weight * values[row - lag], mass + weight
    return total / mass


def test_the_mean_is_that_of_a_loop_over_lags_where_some_are_missing() -> None:
    values = np.where(np.arange(120) % 7 == 3, np.nan, MOVES)
    found = trailing_mean(values, bandwidth=6.0, fewest=1)
    assert found[50] == pytest.approx(looped(values, 6.0, 50), abs=EXACT)


def test_the_deviation_is_that_of_a_loop() -> None:
    found = trailing_deviation(MOVES, bandwidth=9.0, fewest=5)
    assert found[80] == pytest.approx(np.sqrt(looped(MOVES**2, 9.0, 80)), abs=EXACT)


def test_the_correlation_is_that_of_a_loop() -> None:
    found = trailing_correlation(MOVES, OTHER, bandwidth=9.0, fewest=5)
    cross, left, right = (looped(one, 9.0, 80) for one in (MOVES * OTHER, MOVES**2, OTHER**2))
    assert found[80] == pytest.approx(cross / np.sqrt(left * right), abs=EXACT)


@given(row=st.integers(1, 119), value=st.floats(-1e3, 1e3))
@settings(max_examples=25, deadline=None)
def test_a_row_changes_nothing_that_was_usual_before_it_or_at_it(row: int, value: float) -> None:
    changed = MOVES.copy()
    changed[row] = value
    before, after = (trailing_deviation(one, bandwidth=8.0, fewest=3) for one in (MOVES, changed))
    assert np.array_equal(before[: row + 1], after[: row + 1], equal_nan=True)


def test_too_few_rows_before_have_no_mean() -> None:
    found = trailing_mean(np.ones(6), bandwidth=3.0, fewest=3)
    assert np.isnan(found).tolist() == [True, True, True, False, False, False]


def test_prices_that_stood_still_have_no_deviation() -> None:
    assert np.isnan(trailing_deviation(np.zeros(9), bandwidth=3.0, fewest=2)).all()


def test_times_of_day_do_not_mix() -> None:
    busy_hour = np.tile([1.0, 10.0], 20)[:, None]
    found = slot_deviation(busy_hour, np.tile([0, 1], 20), bandwidth=5.0, fewest=3)
    assert found[-2:, 0] == pytest.approx([1.0, 10.0])


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, np.nan, np.inf])
def test_a_bandwidth_is_a_number_of_rows(bandwidth: float) -> None:
    with pytest.raises(ComovementError, match="above 0"):
        kernel_weights(bandwidth)
