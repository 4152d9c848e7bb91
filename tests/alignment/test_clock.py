"""Where instants fall among strikes, bars and opening hours."""

import numpy as np
import pytest

from aftershock.alignment.clock import (
    NEVER,
    ZERO,
    first_ended,
    inside,
    last_ended,
    session_rows,
    wait_until_open,
)
from aftershock.typing import InstantArray


def at(*clocks: str) -> InstantArray:
    return np.array([f"2022-02-17T{clock}" for clock in clocks], dtype="datetime64[ns]")


NOTHING = at()
STRIKES = at("18:30", "19:30")
ENDS = at("09:35", "09:40")
OPENS, SHUTS = at("09:30", "17:00"), at("16:00", "18:00")


@pytest.mark.parametrize(
    ("instant", "row"),
    [("18:29:59", 0), ("18:30", 0), ("18:30:00.000000001", 1), ("19:30", 1), ("19:31", 2)],
)
def test_session_is_that_of_the_first_strike_at_or_after(instant: str, row: int) -> None:
    assert session_rows(STRIKES, at(instant)).tolist() == [row]


@pytest.mark.parametrize(("instant", "row"), [("09:34:59", -1), ("09:35", 0), ("09:39:59", 0), ("09:41", 1)])
def test_last_bar_ended_at_or_before(instant: str, row: int) -> None:
    assert last_ended(ENDS, at(instant)).tolist() == [row]


@pytest.mark.parametrize(("instant", "row"), [("09:34", 0), ("09:35", 0), ("09:35:01", 1), ("09:41", 2)])
def test_first_bar_that_ends_at_or_after(instant: str, row: int) -> None:
    assert first_ended(ENDS, at(instant)).tolist() == [row]


@pytest.mark.parametrize(
    ("instant", "is_inside"),
    [("09:29", False), ("09:30", True), ("15:59", True), ("16:00", False), ("17:30", True), ("18:00", False)],
)
def test_opening_counts_as_open_and_the_close_does_not(instant: str, is_inside: bool) -> None:
    assert inside(OPENS, SHUTS, at(instant)).tolist() == [is_inside]


def test_nothing_is_inside_no_span() -> None:
    assert not inside(NOTHING, NOTHING, at("12:00")).any()


@pytest.mark.parametrize(
    ("instant", "minutes"), [("09:10", 20), ("09:30", 0), ("12:00", 0), ("16:00", 60), ("16:30", 30)]
)
def test_wait_until_the_market_opens(instant: str, minutes: int) -> None:
    assert wait_until_open(OPENS, SHUTS, at(instant))[0] == np.timedelta64(minutes, "m")


def test_wait_after_the_last_close_is_unknown() -> None:
    assert np.isnat(wait_until_open(OPENS, SHUTS, at("18:00"))[0])


def test_wait_without_opening_hours_is_unknown() -> None:
    assert np.isnat(wait_until_open(NOTHING, NOTHING, at("18:00"))[0])


def test_constants_are_zero_and_unknown() -> None:
    assert (int(ZERO.astype(np.int64)), bool(np.isnat(NEVER))) == (0, True)
