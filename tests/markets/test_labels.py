"""Row labels to sessions and bars."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import PriceError
from aftershock.markets.calendars import opening_hours
from aftershock.markets.files import PriceFile
from aftershock.markets.labels import (
    bar_bounds,
    end_with_session,
    instant_labels,
    off_grid_labels,
    session_labels,
)

HOUR = pd.Timedelta(hours=1)


def labelled(*labels: object) -> PriceFile:
    frame = pd.DataFrame({"time": list(labels)}, index=range(2, len(labels) + 2))
    return PriceFile(name="a.csv", time_column="time", frame=frame, sha256="")


def clock(instants: pd.DatetimeIndex) -> list[str]:
    return instants.strftime("%H:%M").tolist()


def utc(*times: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([f"2022-02-17T{time}Z" for time in times])


def test_start_label_ends_a_bar_later() -> None:
    starts, ends = bar_bounds(utc("14:00", "15:00"), length=HOUR, bar_label="start")
    assert (clock(starts), clock(ends)) == (["14:00", "15:00"], ["15:00", "16:00"])


def test_end_label_started_a_bar_earlier() -> None:
    starts, ends = bar_bounds(utc("14:00", "15:00"), length=HOUR, bar_label="end")
    assert (clock(starts), clock(ends)) == (["13:00", "14:00"], ["14:00", "15:00"])


def test_short_first_bar_ends_on_the_grid() -> None:
    _, ends = bar_bounds(utc("14:30", "15:00", "16:00"), length=HOUR, bar_label="start")
    assert clock(ends) == ["15:00", "16:00", "17:00"]


def test_bar_of_three_quarters_ends_on_the_grid() -> None:
    _, ends = bar_bounds(utc("00:15", "01:00", "02:00"), length=HOUR, bar_label="start")
    assert clock(ends)[0] == "01:00"


def test_bars_on_the_half_hour_are_whole() -> None:
    _, ends = bar_bounds(utc("14:30", "15:30", "16:30"), length=HOUR, bar_label="start")
    assert clock(ends) == ["15:30", "16:30", "17:30"]


def test_short_bar_labelled_by_its_end_starts_on_the_grid() -> None:
    starts, _ = bar_bounds(utc("15:00", "16:00", "16:30"), length=HOUR, bar_label="end")
    assert clock(starts)[-1] == "16:00"


def test_bar_does_not_reach_beyond_the_next_label() -> None:
    _, ends = bar_bounds(utc("14:00", "14:30", "15:00", "16:00"), length=HOUR, bar_label="start")
    assert clock(ends) == ["14:30", "15:00", "16:00", "17:00"]


def test_bar_labelled_by_its_end_does_not_reach_back_beyond_the_label_before() -> None:
    starts, _ = bar_bounds(utc("14:00", "14:30", "15:00", "16:00"), length=HOUR, bar_label="end")
    assert clock(starts) == ["13:00", "14:00", "14:30", "15:00"]


def stray(labels: pd.DatetimeIndex, *, label: str = "start", trading: str = "24/7") -> list[str]:
    """Labels that belong to no bar."""
    days = (labels.min() - pd.Timedelta("3D")).date(), (labels.max() + pd.Timedelta("3D")).date()
    spans = opening_hours(trading, *days)
    off = off_grid_labels(labels, length=HOUR, bar_label=label, zone="America/New_York", spans=spans)
    return labels[off].tz_convert("America/New_York").strftime("%H:%M").tolist()


def new_york(days: list[str], *clocks: str) -> pd.DatetimeIndex:
    times = [f"{day} {each}" for day in days for each in clocks]
    return pd.DatetimeIndex(times).tz_localize("America/New_York").tz_convert("UTC")


WEEK = ["2022-02-14", "2022-02-15", "2022-02-16", "2022-02-17", "2022-02-18"]
HOURS = [f"{hour}:00" for hour in range(10, 16)]


@pytest.mark.parametrize("label", ["start", "end"])
def test_stamp_of_a_running_quote_belongs_to_no_bar(label: str) -> None:
    assert stray(new_york(WEEK, *HOURS).append(new_york(WEEK[-1:], "13:47")), label=label) == ["13:47"]


def test_first_bar_at_half_past_nine_is_the_opening() -> None:
    assert stray(new_york(WEEK[:1], "10:00", "11:00", "09:30"), trading="NYSE") == []


@pytest.mark.parametrize(("trading", "expected"), [("NYSE", []), ("24/7", ["16:00"])])
def test_row_off_the_grid_is_a_bar_where_trading_begins_or_ends(trading: str, expected: list[str]) -> None:
    half_past = new_york(WEEK[:3], "09:30", "10:30", "15:30")
    assert stray(half_past.append(new_york(WEEK[:1], "16:00")), trading=trading) == expected


def test_half_hour_of_most_days_is_a_bar() -> None:
    assert stray(new_york(WEEK, *HOURS).append(new_york(WEEK[:3], "12:30"))) == []


def test_half_hour_of_some_days_belongs_to_no_bar() -> None:
    assert stray(new_york(WEEK, *HOURS).append(new_york(WEEK[:2], "12:30"))) == ["12:30", "12:30"]


def test_clock_that_recurs_is_the_local_one() -> None:
    around_the_change = ["2022-03-10", "2022-03-11", "2022-03-14", "2022-03-15"]
    assert stray(new_york(around_the_change, "09:30", *HOURS)) == []


def test_late_opening_is_as_far_from_the_grid_as_the_usual_one() -> None:
    assert stray(new_york(WEEK, "09:30", *HOURS).append(new_york(["2022-02-22"], "10:30", "11:00"))) == []


def test_early_end_is_as_far_from_the_grid_as_the_usual_one() -> None:
    labels = new_york(WEEK, *HOURS, "15:30").append(new_york(["2022-02-22"], "12:00", "12:30"))
    assert stray(labels, label="end") == []


@settings(deadline=None)
@given(st.integers(1, 59), st.integers(10, 14))
def test_no_minute_within_a_trading_hour_is_taken_for_a_bar(minute: int, hour: int) -> None:
    labels = new_york(WEEK, *HOURS).append(new_york(WEEK[2:3], f"{hour}:{minute:02d}"))
    assert stray(labels, trading="NYSE") == [f"{hour}:{minute:02d}"]


def ended(*clocks: str, day: str = "2022-02-17", trading: str = "NYSE") -> list[str]:
    """Clock times in New York at which hourly bars end, from those at which they start."""
    starts = new_york([day], *clocks)
    ends = end_with_session(starts, starts + HOUR, spans=opening_hours(trading, day, day))
    return ends.tz_convert("America/New_York").strftime("%H:%M").tolist()


def test_last_bar_of_shares_ends_with_the_session() -> None:
    assert ended("09:30", "14:30", "15:30") == ["10:30", "15:30", "16:00"]


def test_last_bar_of_a_half_day_ends_at_one() -> None:
    assert ended("11:30", "12:30", day="2021-11-26") == ["12:30", "13:00"]


def test_bars_of_a_feed_that_trades_on_keep_their_length() -> None:
    assert ended("14:30", "15:30", "16:30", "17:30") == ["15:30", "16:30", "17:30", "18:30"]


def test_closing_print_keeps_its_length() -> None:
    assert ended("15:00", "16:00") == ["16:00", "17:00"]


def test_bar_before_a_midday_break_ends_with_it() -> None:
    starts = pd.DatetimeIndex(["2022-02-17T02:00Z"])
    spans = opening_hours("JPX", "2022-02-17", "2022-02-17")
    assert clock(end_with_session(starts, starts + HOUR, spans=spans)) == ["02:30"]


def test_bar_that_reaches_into_trading_after_a_short_halt_keeps_its_end() -> None:
    halts = pd.DatetimeIndex(
        ["2022-02-17T15:00Z", "2022-02-17T21:15Z", "2022-02-17T21:30Z", "2022-02-17T22:00Z"]
    )
    spans = pd.DataFrame({"open": halts[::2], "close": halts[1::2]})
    starts = pd.DatetimeIndex(["2022-02-17T20:00Z", "2022-02-17T21:00Z"])
    assert clock(end_with_session(starts, starts + HOUR, spans=spans)) == ["21:00", "22:00"]


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=40, unique=True), st.sampled_from(["start", "end"])
)
def test_bars_have_a_length_above_zero_and_at_most_the_usual(minutes: list[int], label: str) -> None:
    labels = pd.Timestamp("2022-02-17", tz="UTC") + pd.to_timedelta(minutes, unit="min")
    starts, ends = bar_bounds(pd.DatetimeIndex(labels), length=HOUR, bar_label=label)
    lengths = ends - starts
    assert (lengths > pd.Timedelta(0)).all()
    assert (lengths <= HOUR).all()


@pytest.mark.parametrize(
    ("label", "instant"),
    [
        ("2022-02-17T14:30:00Z", "2022-02-17T14:30Z"),
        ("2022-02-17 09:30:00-05:00", "2022-02-17T14:30Z"),
        ("2022-02-17 14:30:00+0000", "2022-02-17T14:30Z"),
    ],
)
def test_label_with_an_offset(label: str, instant: str) -> None:
    assert instant_labels(labelled(label), None)[0] == pd.Timestamp(instant)


def test_offsets_may_change_with_the_season() -> None:
    labels = instant_labels(labelled("2022-03-11T16:00:00-05:00", "2022-03-14T16:00:00-04:00"), None)
    assert clock(labels) == ["21:00", "20:00"]


def test_naive_label_is_read_in_the_zone_stated() -> None:
    labels = instant_labels(labelled("2022-03-11 16:00", "2022-03-14 16:00"), "America/New_York")
    assert clock(labels) == ["21:00", "20:00"]


def test_naive_label_without_a_zone_is_refused() -> None:
    with pytest.raises(PriceError, match="no offset from UTC; state the zone"):
        instant_labels(labelled("2022-02-17 14:30"), None)


def test_naive_label_among_others_is_named() -> None:
    with pytest.raises(PriceError, match="line 3: time is '2022-02-17T15:30:00'"):
        instant_labels(labelled("2022-02-17T14:30:00Z", "2022-02-17T15:30:00"), None)


def test_label_that_is_no_time_is_named() -> None:
    with pytest.raises(PriceError, match="line 3: time is 'soon'"):
        instant_labels(labelled("2022-02-17T14:30:00Z", "soon"), None)


def test_repeated_hour_is_told_by_the_order_of_rows() -> None:
    hours = [f"2022-10-30 0{hour}:00" for hour in (1, 2, 2, 3)]
    assert clock(instant_labels(labelled(*hours), "Europe/Berlin")) == ["23:00", "00:00", "01:00", "02:00"]


def test_local_time_that_does_not_exist_is_missing() -> None:
    assert instant_labels(labelled("2022-03-27 02:30"), "Europe/Berlin").isna().all()


@pytest.mark.parametrize("label", ["2022-02-17", "2022-02-17T00:00:00Z", "2022-02-17 00:00:00-05:00"])
def test_session_label_is_the_date_as_printed(label: str) -> None:
    assert session_labels(labelled(label))[0] == pd.Timestamp("2022-02-17")


def test_session_of_a_dated_column_keeps_its_own_date() -> None:
    midnight = pd.Timestamp("2022-02-17", tz="America/New_York")
    assert session_labels(labelled(midnight))[0] == pd.Timestamp("2022-02-17")


@pytest.mark.parametrize("label", ["03/04/2026", "20220217", "17 Feb 2022", "2022-02-30"])
def test_session_label_that_is_no_iso_date_is_named(label: str) -> None:
    with pytest.raises(PriceError, match="write it as 2022-02-17"):
        session_labels(labelled(label))
