"""Strikes and hours of feeds."""

import pandas as pd
import pytest

from aftershock.errors import AssetError
from aftershock.markets.clock import Hours, Strike, clock_instants, parse_clock


def day(text: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([text])


def test_strike_prints_as_it_is_parsed() -> None:
    assert str(Strike.parse("16:15 America/New_York")) == "16:15 America/New_York"


@pytest.mark.parametrize(
    ("session", "instant"),
    [
        ("2022-03-11", "2022-03-11T21:00Z"),
        ("2022-03-14", "2022-03-14T20:00Z"),
        ("2022-11-04", "2022-11-04T20:00Z"),
        ("2022-11-07", "2022-11-07T21:00Z"),
    ],
)
def test_strike_follows_the_clock_change_of_its_place(session: str, instant: str) -> None:
    assert Strike.parse("16:00 America/New_York").at(day(session))[0] == pd.Timestamp(instant)


def test_a_time_shown_twice_is_its_first_occurrence() -> None:
    found = clock_instants(day("2022-10-30"), parse_clock("02:30"), "Europe/Berlin")
    assert found[0] == pd.Timestamp("2022-10-30T00:30Z")


def test_a_time_skipped_moves_to_the_end_of_the_gap() -> None:
    found = clock_instants(day("2022-03-27"), parse_clock("02:30"), "Europe/Berlin")
    assert found[0] == pd.Timestamp("2022-03-27T01:00Z")


@pytest.mark.parametrize("text", ["25:10", "9", "16:60", "4 pm", "24:01", ""])
def test_impossible_clock_time_is_refused(text: str) -> None:
    with pytest.raises(AssetError, match="not a clock time"):
        parse_clock(text)


def test_unknown_zone_suggests_the_closest() -> None:
    with pytest.raises(AssetError, match="'America/New_York'"):
        Strike(time="16:00", zone="America/NewYork")


def test_strike_without_a_zone_is_refused() -> None:
    with pytest.raises(AssetError, match="a time and a zone"):
        Strike.parse("16:00")


def test_overnight_session_opens_the_evening_before() -> None:
    monday = Hours.parse("18:00-17:00 America/New_York").frame("2022-02-14", "2022-02-14").iloc[0]
    assert (monday["open"], monday["close"]) == (
        pd.Timestamp("2022-02-13T23:00Z"),
        pd.Timestamp("2022-02-14T22:00Z"),
    )


def test_weekend_has_no_session() -> None:
    hours = Hours.parse("18:00-17:00 America/New_York").frame("2022-02-18", "2022-02-21")
    assert [str(label.date()) for label in hours.index] == ["2022-02-18", "2022-02-21"]


def test_day_session_opens_and_closes_on_its_date() -> None:
    thursday = Hours.parse("01:00-23:00 Europe/London").frame("2022-02-17", "2022-02-17").iloc[0]
    assert (thursday["open"], thursday["close"]) == (
        pd.Timestamp("2022-02-17T01:00Z"),
        pd.Timestamp("2022-02-17T23:00Z"),
    )


def test_close_at_midnight_is_the_end_of_the_day() -> None:
    day_of_coins = Hours.parse("00:00-00:00 UTC Mon-Sun").frame("2022-02-19", "2022-02-19").iloc[0]
    assert day_of_coins["close"] - day_of_coins["open"] == pd.Timedelta(days=1)


def test_hours_around_the_clock_change_keep_local_time() -> None:
    hours = Hours.parse("18:00-17:00 America/New_York").frame("2022-03-11", "2022-03-14")
    assert hours["close"].dt.strftime("%H:%M").tolist() == ["22:00", "21:00"]


@pytest.mark.parametrize("text", ["18:00-17:00 America/New_York", "01:00-23:00 Europe/London Mon,Wed"])
def test_hours_print_as_they_are_parsed(text: str) -> None:
    assert str(Hours.parse(text)) == text


@pytest.mark.parametrize("text", ["18:00 America/New_York", "18:00-17:00", "1-2 3 4 5", ""])
def test_hours_of_another_shape_are_refused(text: str) -> None:
    with pytest.raises(AssetError, match="are not hours"):
        Hours.parse(text)


def test_unknown_weekday_is_refused() -> None:
    with pytest.raises(AssetError, match="'Mo' is not a weekday"):
        Hours.parse("01:00-23:00 Europe/London Mo-Fri")


@pytest.mark.parametrize(
    ("rule", "instant"), [("", "18:45Z"), (" keep", "19:30Z"), (" 13:30", "18:30Z"), (" close", "18:45Z")]
)
def test_half_day_rule(rule: str, instant: str) -> None:
    strike = Strike.parse(f"14:30 America/New_York{rule}")
    found = strike.on_half_days(day("2021-11-26"), pd.DatetimeIndex(["2021-11-26T18:45Z"]))
    assert found[0] == pd.Timestamp(f"2021-11-26T{instant}")


@pytest.mark.parametrize(
    "text", ["14:30 America/New_York", "14:30 America/New_York keep", "14:30 Europe/Paris 13:30"]
)
def test_strike_with_a_half_day_rule_prints_as_it_is_parsed(text: str) -> None:
    assert str(Strike.parse(text)) == text


def test_unknown_half_day_rule_lists_those_allowed() -> None:
    with pytest.raises(AssetError, match="'close', 'keep' and a clock time"):
        Strike(time="16:00", zone="America/New_York", half_day="noon")
