"""The clock and the bars of a series as arrays, and the age its prices may have."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aftershock.alignment.timelines import age_limit, open_hours
from aftershock.markets import get_asset

Make = Callable[..., Any]
FEED = "18:00-17:00 America/New_York"


@pytest.mark.parametrize(
    ("length", "every", "stale", "limit"),
    [
        ("1h", 1, None, "2h"),
        ("5min", 1, None, "10min"),
        ("5min", 1, "30min", "30min"),
        ("1h", 1, "30min", "2h"),
        ("5min", 3, None, "50min"),
        ("5min", 3, "2h", "2h"),
    ],
)
def test_age_limit_is_the_largest_of_bars_asset_and_gaps(
    make_bars: Make, length: str, every: int, stale: str | None, limit: str
) -> None:
    ends = pd.date_range("2022-02-14T15:00Z", "2022-02-14T21:00Z", freq=length)[::every]
    asset = dataclasses.replace(get_asset("SPX"), stale=stale)
    assert age_limit(make_bars(asset, ends, length=length)) == pd.Timedelta(limit)


def test_nights_do_not_make_a_series_thin(make_bars: Make) -> None:
    """Two bars a session, that follow on each other: half of the distances are nights."""
    days = pd.bdate_range("2022-02-07", "2022-02-18", tz="UTC")
    ends = (days + pd.Timedelta("20h")).append(days + pd.Timedelta("21h")).sort_values()
    assert age_limit(make_bars("SPX", ends)) == pd.Timedelta("2h")


def test_hours_of_a_feed_leave_holidays_out_and_end_early(make_bars: Make, hourly_ends: Make) -> None:
    series = make_bars("GOLD", hourly_ends(FEED, "2021-11-22", "2021-11-30"), hours=FEED)
    hours = open_hours(series, pd.Timestamp("2021-11-24").date(), pd.Timestamp("2021-11-29").date())
    closes = hours["close"].dt.tz_convert("America/New_York").dt.strftime("%d %H:%M").tolist()
    assert closes == ["24 17:00", "26 13:45", "29 17:00"]
