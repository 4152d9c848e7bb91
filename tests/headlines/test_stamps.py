"""ISO stamps in table cells."""

import numpy as np
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines.stamps import parse_stamp
from aftershock.typing import DateOrder


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


@pytest.mark.parametrize(
    ("text", "date_order", "day"),
    [
        ("03/04/2026", "day_first", "2026-04-03"),
        ("03/04/2026", "month_first", "2026-03-04"),
        ("3.4.2026", "day_first", "2026-04-03"),
        ("25-04-2026", "day_first", "2026-04-25"),
        ("17 February 2022", None, "2022-02-17"),
        ("17-Feb-2022", None, "2022-02-17"),
        ("Feb. 17, 2022", None, "2022-02-17"),
        ("Thursday, February 17th, 2022", None, "2022-02-17"),
        ("2022/02/17", None, "2022-02-17"),
    ],
)
def test_day_in_other_spellings(text: str, date_order: DateOrder | None, day: str) -> None:
    stamp = parse_stamp(text, date_order=date_order)
    assert (stamp.local, stamp.precision) == (np.datetime64(day), "day")


@pytest.mark.parametrize("text", ["25/04/2026", "4/25/2026 10:10"])
def test_date_that_has_but_one_order_is_refused_with_that_order(text: str) -> None:
    order = "day_first" if text.startswith("25") else "month_first"
    with pytest.raises(HeadlineError, match=f"this one can only be {order}"):
        parse_stamp(text)


@pytest.mark.parametrize(
    ("text", "date_order", "reason"),
    [
        ("25/04/2026", "month_first", "has month 25 under date_order='month_first'"),
        ("03/04/26", "day_first", "two digits"),
        ("31/02/2026", "day_first", "not on the calendar"),
        ("17 February 2022 13:10 p.m.", None, "hour 13 beside"),
        ("17 February 2022 later", None, "not ISO"),
        ("17:10 CET", None, "a time without a date"),
        ("1645089000000", None, "count since 1970"),
        ("2022-02-17 " + "9" * 5000, None, "not ISO"),
    ],
)
def test_refusal_says_why(text: str, date_order: DateOrder | None, reason: str) -> None:
    with pytest.raises(HeadlineError, match=reason):
        parse_stamp(text, date_order=date_order)


@pytest.mark.parametrize(
    ("text", "local", "zone"),
    [
        ("7:51 PM ET Thu, 17 February 2022", "2022-02-17T19:51", "ET"),
        ("17 Feb 2022, 12:05 a.m. (CET)", "2022-02-17T00:05", "CET"),
        ("2022-02-17 10:10 Europe/Kyiv", "2022-02-17T10:10", "Europe/Kyiv"),
        ("Thu, 17 Feb 2022 10:10:00 EST", "2022-02-17T10:10", "EST"),
    ],
)
def test_zone_printed_beside_a_time(text: str, local: str, zone: str) -> None:
    stamp = parse_stamp(text)
    assert (stamp.local, stamp.zone, stamp.offset) == (np.datetime64(local), zone, None)


def test_offset_beside_a_written_date() -> None:
    assert parse_stamp("Thu, 17 Feb 2022 10:10:00 +0100").instant == np.datetime64("2022-02-17T09:10")


def test_bare_hour_is_precise_to_the_hour() -> None:
    assert parse_stamp("17 Feb 2022 3 p.m.").precision == "hour"
