"""The order of a feed and the day of each entry."""

import numpy as np
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines.chronology import FeedOrder, date_clocks, detect_order
from aftershock.headlines.zones import resolve_zone


def minutes(*clocks: str) -> list[int]:
    return [int(clock[:2]) * 60 + int(clock[3:]) for clock in clocks]


def dated(
    *clocks: str, day: str = "2022-02-18", order: FeedOrder = "newest first", zone: str = "CET"
) -> list[str]:
    result = date_clocks(minutes(*clocks), newest_day=day, order=order, zone=resolve_zone(zone))
    return [str(local) for local in result.local]


@pytest.mark.parametrize(
    ("clocks", "order"),
    [
        (("03:15", "03:00", "00:15", "19:32"), "newest first"),
        (("19:32", "00:15", "03:00", "03:15"), "oldest first"),
        (("00:15", "19:32"), "newest first"),
        (("19:32", "00:15"), "oldest first"),
        (("00:15", "19:32", "19:01"), "newest first"),
        (("10:00", "10:00"), "newest first"),
        (("10:00",), "single"),
        ((), "single"),
    ],
)
def test_order_of_feed(clocks: tuple[str, ...], order: str) -> None:
    assert detect_order(minutes(*clocks)) == order


def test_date_steps_back_where_the_clock_rises() -> None:
    assert dated("00:15", "19:32") == ["2022-02-18T00:15", "2022-02-17T19:32"]


def test_date_steps_back_twice_over_two_midnights() -> None:
    assert dated("00:15", "19:32", "10:00", "23:50")[-1] == "2022-02-16T23:50"


def test_equal_clocks_cross_no_midnight() -> None:
    assert dated("10:00", "10:00", "10:00") == ["2022-02-18T10:00"] * 3


def test_oldest_first_is_anchored_at_its_last_entry() -> None:
    assert dated("23:50", "00:15", order="oldest first") == ["2022-02-17T23:50", "2022-02-18T00:15"]


def test_rise_within_the_repeated_hour_crosses_no_midnight() -> None:
    assert dated("02:10", "02:40", day="2026-10-25") == ["2026-10-25T02:10", "2026-10-25T02:40"]


def test_rise_within_the_repeated_hour_puts_newer_entries_in_its_second_pass() -> None:
    result = date_clocks(
        minutes("03:05", "02:10", "02:40"),
        newest_day="2026-10-25",
        order="newest first",
        zone=resolve_zone("CET"),
    )
    assert result.second_pass.tolist() == [True, True, False]


def test_the_same_rise_on_an_ordinary_day_crosses_midnight() -> None:
    assert dated("02:10", "02:40", day="2026-10-24") == ["2026-10-24T02:10", "2026-10-23T02:40"]


@pytest.mark.parametrize(("clocks", "doubtful"), [(("03:00", "03:05"), True), (("00:15", "19:32"), False)])
def test_step_back_after_a_long_silence_is_doubtful(clocks: tuple[str, str], doubtful: bool) -> None:
    result = date_clocks(
        minutes(*clocks), newest_day="2022-02-18", order="newest first", zone=resolve_zone("CET")
    )
    assert result.doubtful.tolist() == [False, doubtful]


def test_walk_that_leaves_the_calendar_is_refused() -> None:
    clocks = [0, 720] * 130_000
    with pytest.raises(HeadlineError, match="leaves the years"):
        date_clocks(clocks, newest_day="2022-02-18", order="newest first", zone=resolve_zone("UTC"))


def test_walk_without_a_known_day_is_refused() -> None:
    with pytest.raises(HeadlineError, match="known day"):
        date_clocks([900], order="single", zone=resolve_zone("UTC"))


def test_oldest_day_anchors_the_other_end() -> None:
    result = date_clocks(
        minutes("00:15", "19:32"), oldest_day="2022-02-17", order="newest first", zone=resolve_zone("CET")
    )
    assert [str(local) for local in result.local] == ["2022-02-18T00:15", "2022-02-17T19:32"]


def strays(*clocks: str, order: FeedOrder = "newest first") -> list[bool]:
    result = date_clocks(minutes(*clocks), newest_day="2022-02-18", order=order, zone=resolve_zone("CET"))
    return result.out_of_order.tolist()


@pytest.mark.parametrize(
    ("clocks", "place"),
    [
        (("15:15", "15:00", "09:00", "14:30", "14:00"), 2),
        (("15:15", "15:00", "18:00", "14:30", "14:00"), 2),
        (("15:15", "09:00", "15:00", "14:30", "14:00"), 1),
        (("00:40", "00:30", "23:50", "00:10", "23:40"), 2),
    ],
)
def test_single_clock_that_disagrees_with_both_neighbours(clocks: tuple[str, ...], place: int) -> None:
    expected = [number == place for number in range(len(clocks))]
    assert strays(*clocks) == expected
    assert strays(*reversed(clocks), order="oldest first") == expected[::-1]


@pytest.mark.parametrize(
    "clocks",
    [
        ("15:15", "09:00", "20:00", "10:00"),
        ("00:10", "23:50", "08:00", "23:00", "12:00"),
        ("03:00", "03:05", "02:00", "01:00"),
        ("09:00", "18:00", "17:45", "17:30"),
    ],
)
def test_silences_of_a_night_are_no_disorder(clocks: tuple[str, ...]) -> None:
    assert not any(strays(*clocks))


def test_pinned_entry_takes_no_part_in_the_walk() -> None:
    result = date_clocks(
        minutes("09:00", "15:15", "15:00"),
        newest_day="2022-02-18",
        order="newest first",
        zone=resolve_zone("CET"),
        pinned=np.array([True, False, False]),
    )
    assert result.out_of_order.tolist() == [True, False, False]
    assert [str(local)[:10] for local in result.local] == ["2022-02-18"] * 3
