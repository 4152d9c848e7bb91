"""Which bars a window uses, and what lies between them."""

import numpy as np
import pytest

from aftershock.reactions import ClockWindow
from aftershock.reactions.measures import (
    Located,
    Market,
    contract_changes,
    locate,
    others_inside,
)
from aftershock.typing import InstantArray, SpanArray

HOUR, MINUTE = np.timedelta64(3600 * 10**9, "ns"), np.timedelta64(60 * 10**9, "ns")
NONE = np.timedelta64(0, "ns")


def at(*clocks: str) -> InstantArray:
    return np.array([f"2022-02-17T{clock}" for clock in clocks], dtype="datetime64[ns]")


def spans(size: int, span: np.timedelta64 = NONE) -> SpanArray:
    return np.full(size, span)


ENDS = at("14:00", "15:00", "16:00", "17:00")


def market(
    closes: tuple[float, ...] = (100.0, 110.0, 99.0, 120.0), contracts: tuple[int, ...] = (0, 0, 0, 0)
) -> Market:
    return Market(
        starts=ENDS - HOUR,
        ends=ENDS,
        closes=np.array(closes),
        contracts=np.array(contracts),
        strikes=at("15:30"),
        opens=at("13:00"),
        shuts=at("17:00"),
        bar_length=HOUR,
    )


def find(
    window: str, *clocks: str, uncertainty: np.timedelta64 = NONE, guard: np.timedelta64 = NONE
) -> Located:
    instants = at(*clocks)
    return locate(market(), ClockWindow.parse(window), instants, spans(instants.size, uncertainty), guard)


def pair(located: Located) -> tuple[int, int]:
    return int(located.before[0]), int(located.after[0])


@pytest.mark.parametrize(
    ("window", "clock", "rows"),
    [
        ("0/+60min", "14:15", (0, 2)),
        ("0/+60min", "14:00", (0, 1)),
        ("0/+45min", "14:15", (0, 1)),
        ("0/+60min", "13:59", (-1, 1)),
        ("0/+60min", "16:01", (2, -1)),
        ("-60min/0", "16:15", (1, 2)),
        ("-60min/0", "16:00", (1, 2)),
        ("-30min/0", "16:45", (2, 2)),
        ("-60min/+60min", "15:30", (0, 3)),
        ("0/close", "14:15", (0, 2)),
        ("0/close", "15:31", (1, -1)),
    ],
)
def test_rows_of_the_bars(window: str, clock: str, rows: tuple[int, int]) -> None:
    assert pair(find(window, clock)) == rows


def test_bar_that_holds_the_headline_is_never_the_bar_before() -> None:
    assert find("0/+60min", "14:59:59.999999999").before.tolist() == [0]


def test_end_is_counted_from_the_latest_moment_of_a_vague_stamp() -> None:
    assert pair(find("0/+60min", "14:00", uncertainty=MINUTE)) == (0, 2)


def test_window_before_ignores_how_vague_the_stamp_is() -> None:
    assert pair(find("-60min/0", "15:59", uncertainty=2 * MINUTE)) == (0, 1)


def test_guard_steps_back_from_a_bar_that_just_ended() -> None:
    assert find("0/+60min", "15:00", guard=MINUTE).before.tolist() == [0]


def test_guard_steps_back_from_the_end_of_a_window_before() -> None:
    assert pair(find("-60min/0", "16:00", guard=MINUTE)) == (0, 1)


def test_age_runs_from_the_bar_before_to_the_start() -> None:
    assert find("0/+60min", "14:15").age[0] == 15 * MINUTE


def test_lateness_runs_from_the_end_to_the_bar_after() -> None:
    assert find("0/+60min", "14:15").lateness[0] == 45 * MINUTE


def test_delay_is_zero_in_hours_and_known_before_them() -> None:
    assert (find("0/+60min", "12:30", "14:15").delay == np.array([30 * MINUTE, NONE])).all()


def test_market_is_open_while_a_bar_runs_whatever_the_hours_say() -> None:
    shut = market()
    shut = Market(shut.starts, shut.ends, shut.closes, shut.contracts, shut.strikes, ENDS[:0], ENDS[:0], HOUR)
    assert locate(shut, ClockWindow.parse("0/+60min"), at("14:15"), spans(1), NONE).delay[0] == NONE


@pytest.mark.parametrize(("clock", "changes"), [("14:15", True), ("16:00", False)])
def test_change_of_contract_is_seen_where_it_happens(clock: str, changes: bool) -> None:
    rolled = market(contracts=(0, 0, 1, 1))
    assert contract_changes(rolled, find("0/+60min", clock)).tolist() == [changes]


def test_others_are_counted_between_the_bars() -> None:
    instants = at("13:59", "14:00", "14:10", "15:59", "16:00")
    located = find("0/+60min", "13:59", "14:00", "14:10", "15:59", "16:00")
    assert others_inside(market(), located, instants).tolist() == [0, 1, 2, 1, 0]
