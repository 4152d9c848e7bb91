"""ISO stamps in table cells."""

import numpy as np
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines.stamps import parse_stamp


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-17T09:10Z",
        "2022-02-17T10:10+01:00",
        "2022-02-17 04:10:00-0500",
        "2022-02-17 09:10:00.000+00",
        "20220217T091000Z",
        "2022-02-17 09:10 UTC",
    ],
)
def test_spellings_of_one_instant(text: str) -> None:
    assert parse_stamp(text).instant == np.datetime64("2022-02-17T09:10")


def test_fraction_of_a_second_is_kept() -> None:
    assert parse_stamp("2022-02-17T09:10:00.125Z").instant == np.datetime64("2022-02-17T09:10:00.125")


@pytest.mark.parametrize(
    ("text", "precision"),
    [("2022-02-17", "day"), ("2022-02-17T09:10", "minute"), ("2022-02-17T09:10:00", "second")],
)
def test_precision(text: str, precision: str) -> None:
    assert parse_stamp(text).precision == precision


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026 10:10", "17-02-2022"])
def test_date_of_unclear_order_is_refused(text: str) -> None:
    with pytest.raises(HeadlineError, match="state the date as ISO"):
        parse_stamp(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("yesterday", "not ISO"),
        ("2022-02-30", "not on the calendar"),
        ("2022-02-17T25:10Z", "not on the calendar or clock"),
        ("2022-02-17T10:10+25:00", "offset"),
        ("1645089000", "not ISO"),
        ("1500-01-01T10:10Z", "outside the years"),
        ("9999-12-31", "outside the years"),
    ],
)
def test_unreadable_stamp_says_why(text: str, reason: str) -> None:
    with pytest.raises(HeadlineError, match=reason):
        parse_stamp(text)


def test_naive_stamp_has_no_instant() -> None:
    with pytest.raises(HeadlineError, match="no offset"):
        _ = parse_stamp("2022-02-17T09:10").instant
