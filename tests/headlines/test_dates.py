"""Dates as newsrooms print them."""

import numpy as np
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines.dates import is_date_line, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "18 February 2022",
        "Friday 18 February 2022",
        "Fri, 18 Feb 2022",
        "Feb. 18, 2022",
        "Friday, February 18, 2022",
        "February 18th 2022",
        "18. Februar 2022",
        "Freitag, 18. Februar 2022",
        "2022-02-18",
    ],
)
def test_day_with_its_year(text: str) -> None:
    day = parse_date(text).on_calendar(near=None)
    assert str(day) == "2022-02-18"


@pytest.mark.parametrize(
    ("text", "near", "day"),
    [
        ("18 February", "2022-02-20", "2022-02-18"),
        ("30 December", "2023-01-02", "2022-12-30"),
        ("2 January", "2022-12-30", "2023-01-02"),
        ("29 February", "2023-03-01", "2024-02-29"),
    ],
)
def test_day_without_a_year_is_the_closest(text: str, near: str, day: str) -> None:
    assert str(parse_date(text).on_calendar(near=np.datetime64(near))) == day


def test_day_without_a_year_needs_one_close_by() -> None:
    assert parse_date("18 February").on_calendar(near=None) is None


def test_weekday_of_another_date_is_a_contradiction() -> None:
    assert parse_date("Monday 18 February 2022").contradicts(np.datetime64("2022-02-18"))


def test_date_in_numbers_is_refused_until_its_order_is_stated() -> None:
    with pytest.raises(HeadlineError, match="date_order"):
        parse_date("03/04/2026")


@pytest.mark.parametrize(("order", "day"), [("day_first", "2026-04-03"), ("month_first", "2026-03-04")])
def test_date_in_numbers_is_read_in_the_order_stated(order: str, day: str) -> None:
    assert str(parse_date("03/04/2026", date_order=order).on_calendar(near=None)) == day


@pytest.mark.parametrize("text", ["30 February 2022", "18 February 1066", "32 May 2022", "soon"])
def test_no_day_of_the_calendar(text: str) -> None:
    with pytest.raises(HeadlineError, match="date"):
        parse_date(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Friday 18 February", True),
        ("Feb. 18, 2022:", True),
        ("On 18 February they met", False),
        ("18 February 2022 saw talks", False),
        ("18", False),
    ],
)
def test_line_that_is_nothing_but_a_date(line: str, expected: bool) -> None:
    assert is_date_line(line) is expected
