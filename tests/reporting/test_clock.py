"""The clock axis shows round local hours, the date at midnight and the same instants in UTC."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.reporting.clock import choose_ticks, clock_ticks, ticks_every, zone_name

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"])
STARTS = st.datetimes(pd.Timestamp("2021-01-01").to_pydatetime(), pd.Timestamp("2023-01-01").to_pydatetime())


def ticks_of(start: str, end: str, *, zone: str = "Europe/Berlin", most: int = 17):
    return clock_ticks(pd.Timestamp(start), pd.Timestamp(end), zone=zone, most=most)


def test_berlin_and_new_york_are_six_hours_apart_in_winter() -> None:
    ticks = ticks_of("2022-02-17T09:00Z", "2022-02-17T21:00Z", most=5)
    assert ticks.local[0] == "12:00"
    assert (ticks.other[0], ticks.other_zone) == ("06:00", "EST")


def test_the_date_is_named_at_local_midnight() -> None:
    ticks = ticks_of("2022-02-17T09:00Z", "2022-02-18T09:00Z", most=9)
    assert ticks.dates[ticks.local.index("00:00")] == "Fri 18 Feb"


def test_the_first_tick_is_dated_when_midnight_is_far() -> None:
    assert ticks_of("2022-02-17T09:00Z", "2022-02-18T09:00Z", most=9).dates[0] == "Thu 17 Feb"


def test_hours_stay_round_through_the_change_to_summer_time() -> None:
    ticks = ticks_of("2022-03-26T00:00Z", "2022-03-28T00:00Z", most=9)
    assert {text[-2:] for text in ticks.local} == {"00"}
    assert ticks.zone == "CET/CEST"


def test_half_hour_zones_get_round_local_hours() -> None:
    ticks = ticks_of("2022-02-17T00:00Z", "2022-02-18T00:00Z", zone="Asia/Kolkata", most=5)
    assert ticks.local == ("06:00", "12:00", "18:00", "00:00")
    assert ticks.other == ("19:30", "01:30", "07:30", "13:30")


def test_a_week_is_told_by_its_days() -> None:
    ticks = ticks_of("2022-02-14T00:00Z", "2022-02-20T00:00Z", most=7)
    assert all(ticks.dates)


def test_weekly_ticks_fall_on_mondays() -> None:
    start, end = pd.Timestamp("2022-01-01T00:00Z"), pd.Timestamp("2022-03-01T00:00Z")
    days = ticks_every(start, end, zone="UTC", minutes=10080)
    assert set(days.day_name()) == {"Monday"}


@pytest.mark.parametrize(("zone", "name"), [("Asia/Dubai", "UTC+04"), ("America/New_York", "EST")])
def test_zones_are_named_by_letters_or_by_their_offset(zone: str, name: str) -> None:
    assert zone_name(pd.Timestamp("2022-02-17", tz=zone)) == name


@settings(deadline=None)
@given(STARTS, st.integers(10, 60 * 24 * 400), ZONES, st.integers(2, 17))
def test_there_are_never_more_ticks_than_there_is_room_for(start, minutes: int, zone: str, most: int) -> None:
    first = pd.Timestamp(start, tz="UTC")
    ticks = choose_ticks(first, first + pd.Timedelta(minutes=minutes), zone=zone, most=most)
    assert len(ticks) <= most


@settings(deadline=None)
@given(STARTS, st.integers(60, 60 * 24 * 30), ZONES)
def test_ticks_lie_within_the_axis_in_order(start, minutes: int, zone: str) -> None:
    first = pd.Timestamp(start, tz="UTC")
    last = first + pd.Timedelta(minutes=minutes)
    ticks = choose_ticks(first, last, zone=zone, most=9)
    assert ticks.is_monotonic_increasing
    assert all(first <= tick <= last for tick in ticks)


def test_berlin_and_new_york_are_five_hours_apart_between_their_changes_to_summer_time() -> None:
    ticks = ticks_of("2026-03-16T09:00Z", "2026-03-16T21:00Z", most=5)
    assert (ticks.local[0], ticks.other[0], ticks.other_zone) == ("12:00", "07:00", "EDT")


def test_beside_the_clock_of_new_york_stands_utc() -> None:
    ticks = ticks_of("2022-02-17T09:00Z", "2022-02-17T21:00Z", zone="America/New_York", most=5)
    assert (ticks.local[0], ticks.other[0], ticks.other_zone) == ("06:00", "11:00", "UTC")
