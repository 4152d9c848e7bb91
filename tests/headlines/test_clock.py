"""Clock times as newsrooms print them."""

import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines.clock import parse_clock


@pytest.mark.parametrize(
    ("printed", "hour", "minute"),
    [
        ("3:15 a.m.", 3, 15),
        ("3 a.m.", 3, 0),
        ("2:48 p.m", 14, 48),
        ("4.59pm", 16, 59),
        ("4:59 PM", 16, 59),
        ("12:15 a.m.", 0, 15),
        ("12:15 p.m.", 12, 15),
        ("12 a.m.", 0, 0),
        ("3:15\u00a0a.m.", 3, 15),
        ("15:15", 15, 15),
        ("15.15", 15, 15),
        ("0.05 Uhr", 0, 5),
        ("00:00", 0, 0),
        ("23:59", 23, 59),
        ("noon", 12, 0),
        ("Midnight", 0, 0),
        ("12 noon", 12, 0),
    ],
)
def test_minute_of_day(printed: str, hour: int, minute: int) -> None:
    assert parse_clock(printed).minute == hour * 60 + minute


@pytest.mark.parametrize(
    ("printed", "prints_minutes"), [("3 a.m.", False), ("3:00 a.m.", True), ("noon", False)]
)
def test_whether_minutes_were_printed(printed: str, prints_minutes: bool) -> None:
    assert parse_clock(printed).prints_minutes is prints_minutes


@pytest.mark.parametrize(
    ("printed", "either"),
    [("3:15", True), ("12:15", True), ("13:15", False), ("0:15", False), ("3:15 a.m.", False)],
)
def test_whether_a_time_has_two_readings(printed: str, either: bool) -> None:
    assert parse_clock(printed).could_be_either is either


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("25:10", "hour 25"),
        ("24:00", "hour 24"),
        ("13:40 p.m.", "hour 13"),
        ("0:15 a.m.", "hour 0"),
        ("3:75", "minute 75"),
        ("3:5 p.m.", "minute 5"),
        ("15", "not a time"),
        ("soon", "not a time"),
        ("", "not a time"),
    ],
)
def test_impossible_time_says_why(printed: str, reason: str) -> None:
    with pytest.raises(HeadlineError, match=reason):
        parse_clock(printed)
