"""What must not change: order of the feed, the anchor's day, other entries, the round trip through a zone."""

import datetime

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aftershock.headlines import local_times, localize, read_headlines
from aftershock.headlines.chronology import DAY_IN_MINUTES

NEWEST_DAY = datetime.date(2022, 2, 18)
EARLIEST_SHIFT = 30
EXAMPLES = 50
MINUTES_TO_2037 = 47 * 365 * DAY_IN_MINUTES
ZONES = ["CET", "ET", "Asia/Tokyo", "Australia/Lord_Howe", "+05:30", "UTC"]

clocks = st.lists(st.integers(0, DAY_IN_MINUTES - 1), min_size=1, max_size=8)
gaps = st.lists(st.integers(0, 11 * 60), min_size=3, max_size=10)


def entry(number: int, minute: int) -> str:
    return f"Item {number} ({minute // 60:02d}:{minute % 60:02d})\n\nBody {number}.\n"


def page(entries: list[str]) -> str:
    return "All times CET:\n\n" + "\n".join(entries)


def feed(spans: list[int]) -> list[str]:
    minutes = (20 * 60 - np.cumsum(spans)) % DAY_IN_MINUTES
    return [entry(number, int(minute)) for number, minute in enumerate(minutes)]


@given(gaps)
@settings(deadline=None, max_examples=EXAMPLES)
def test_feed_reversed_gives_the_same_frame(spans: list[int]) -> None:
    assume(any(spans[1:]))
    entries = feed(spans)
    forward = read_headlines(page(entries), date=NEWEST_DAY)
    backward = read_headlines(page(entries[::-1]), date=NEWEST_DAY)
    assume(forward.attrs["order"] != backward.attrs["order"])
    pd.testing.assert_frame_equal(forward, backward)


@given(clocks, st.integers(-EARLIEST_SHIFT, 0))
@settings(deadline=None, max_examples=EXAMPLES)
def test_shifting_the_anchor_by_days_shifts_every_instant(minutes: list[int], days: int) -> None:
    text = page([entry(number, minute) for number, minute in enumerate(minutes)])
    here = read_headlines(text, date=NEWEST_DAY)["instant"].to_numpy()
    there = read_headlines(text, date=NEWEST_DAY + datetime.timedelta(days=days))["instant"].to_numpy()
    assert ((there - here) == pd.Timedelta(days=days)).all()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8, unique=True), st.integers(7, 400))
@settings(deadline=None, max_examples=EXAMPLES)
def test_a_row_far_away_changes_no_other_row(minutes: list[int], days: int) -> None:
    rows = [f"2022-02-17T09:0{minute // 2}Z,Talks {minute}" for minute in minutes]
    far = pd.Timestamp("2022-02-17T09:00") + pd.Timedelta(days=days)
    table = read_headlines("\n".join(["time,headline", *rows, ""]), source="wire")
    longer = read_headlines(
        "\n".join(["time,headline", f"{far.isoformat()}Z,Far away", *rows]), source="wire"
    )
    pd.testing.assert_frame_equal(longer.loc[table.index], table)


@given(clocks)
@settings(deadline=None, max_examples=EXAMPLES)
def test_every_entry_is_a_row_or_listed_as_rejected(minutes: list[int]) -> None:
    text = page([entry(number, minute) for number, minute in enumerate(minutes)])
    frame = read_headlines(text, date=NEWEST_DAY)
    assert frame.attrs["read"] == len(minutes) == len(frame) + len(frame.attrs["rejected"])
    assert frame.index.is_unique
    assert frame["instant"].is_monotonic_increasing


@given(gaps, st.integers(1, 11 * 60))
@settings(deadline=None, max_examples=EXAMPLES)
def test_an_older_entry_changes_no_newer_one(spans: list[int], further: int) -> None:
    entries = feed(spans)
    longer = feed([*spans, further])
    page_frame = read_headlines(page(entries), date=NEWEST_DAY)
    longer_frame = read_headlines(page(longer), date=NEWEST_DAY)
    assume(page_frame.attrs["order"] == longer_frame.attrs["order"] == "newest first")
    pd.testing.assert_frame_equal(longer_frame.loc[page_frame.index], page_frame)


@given(st.lists(st.integers(0, MINUTES_TO_2037), max_size=8), st.sampled_from(ZONES))
def test_local_times_come_back_through_their_instants(minutes: list[int], zone: str) -> None:
    local = (np.datetime64("1990-01-01T00:00") + np.array(minutes, dtype="timedelta64[m]")).astype(
        "datetime64[ns]"
    )
    reading = localize(local, zone)
    returned = local_times(reading.instants, zone)
    assert (returned == local)[~reading.nonexistent].all()
    assert (returned > local)[reading.nonexistent].all()
