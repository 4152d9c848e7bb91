"""Medians of the closes known in a stretch of time."""

import numpy as np
import pytest

from aftershock.markets.medians import window_medians

MINUTE = np.timedelta64(60 * 10**9, "ns")
NOON = np.datetime64("2024-05-01T12:00", "ns")
ENDS = NOON + np.arange(10) * MINUTE
CLOSES = np.array([5.0, 1.0, 9.0, 3.0, 7.0, 2.0, 8.0, np.nan, 4.0, 6.0])


def median(first: int, last: int, closed: str) -> float:
    return float(
        window_medians(
            ENDS, CLOSES, np.array([NOON + first * MINUTE]), np.array([NOON + last * MINUTE]), closed=closed
        )[0]
    )


def test_closed_on_the_left_holds_the_close_known_as_it_begins() -> None:
    assert median(0, 3, "left") == 5.0


def test_closed_on_the_right_holds_the_close_known_as_it_ends() -> None:
    assert median(0, 3, "right") == 3.0


def test_close_that_is_missing_is_left_out() -> None:
    assert median(6, 9, "left") == 6.0


@pytest.mark.parametrize(("first", "last"), [(20, 30), (7, 8), (3, 3)])
def test_stretch_without_a_price_is_missing(first: int, last: int) -> None:
    assert np.isnan(median(first, last, "left"))


def test_one_bad_print_does_not_move_the_median() -> None:
    wild = np.where(np.arange(10) == 2, 1e6, 5.0)
    assert window_medians(ENDS, wild, ENDS[:1], ENDS[-1:], closed="left")[0] == 5.0


def test_unknown_side_lists_those_allowed() -> None:
    with pytest.raises(ValueError, match="'left', 'right'"):
        median(0, 3, "both")
