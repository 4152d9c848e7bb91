"""Zones: abbreviations are places, odd hours follow a stated policy."""

import numpy as np
import pytest

from aftershock.errors import ZoneError
from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS, NAMES
from aftershock.headlines.settings import ZoneRules
from aftershock.headlines.zones import local_times, localize, place_tzinfo, resolve_zone


def utc(local: str, zone: str) -> str:
    instants = localize(np.array([local], dtype="datetime64[m]"), zone).instants
    return str(instants.astype("datetime64[m]")[0])


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("CET", "Europe/Berlin"),
        ("cest", "Europe/Berlin"),
        ("MEZ", "Europe/Berlin"),
        ("MESZ", "Europe/Berlin"),
        ("EET", "Europe/Kyiv"),
        ("EEST", "Europe/Kyiv"),
        ("MSK", "Europe/Moscow"),
        ("WEST", "Europe/Lisbon"),
        ("ET", "America/New_York"),
        ("EST", "America/New_York"),
        ("CT", "America/Chicago"),
        ("CDT", "America/Chicago"),
        ("MDT", "America/Denver"),
        ("PT", "America/Los_Angeles"),
        ("JST", "Asia/Tokyo"),
        ("HKT", "Asia/Hong_Kong"),
        ("SGT", "Asia/Singapore"),
        ("KST", "Asia/Seoul"),
        ("AEDT", "Australia/Sydney"),
        ("GMT", "UTC"),
        ("Z", "UTC"),
        ("London time", "Europe/London"),
        ("new york", "America/New_York"),
        ("Kyiv", "Europe/Kyiv"),
        ("Eastern Time", "America/New_York"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("+01:00", "UTC+01:00"),
        ("UTC-3", "UTC-03:00"),
        ("\u22125", "UTC-05:00"),
        ("+0000", "UTC"),
    ],
)
def test_place_of_printed_zone(printed: str, place: str) -> None:
    assert resolve_zone(printed).place == place


@pytest.mark.parametrize(
    "place", sorted({place for place, _ in ABBREVIATIONS.values()} | set(NAMES.values()))
)
def test_every_place_of_the_tables_has_a_clock(place: str) -> None:
    assert place_tzinfo(place) is not None


@pytest.mark.parametrize("printed", ["CST", "IST", "BST", "AST"])
def test_ambiguous_abbreviation_lists_its_candidates(printed: str) -> None:
    with pytest.raises(ZoneError, match="Pass the one that is meant") as caught:
        resolve_zone(printed)
    assert caught.value.data["candidates"] == tuple(AMBIGUOUS[printed].values())


def test_unknown_zone_suggests_close_matches() -> None:
    with pytest.raises(ZoneError, match="Europe/Berlin") as caught:
        resolve_zone("Europe/Berlim")
    assert "Europe/Berlin" in caught.value.data["close_matches"]


@pytest.mark.parametrize("printed", ["", "XYZT", "local", "localtime", "+15:00", "../etc/passwd"])
def test_unknown_zone_is_refused(printed: str) -> None:
    with pytest.raises(ZoneError, match="unknown"):
        resolve_zone(printed)


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2026-01-15T03:15", "CET", "2026-01-15T02:15"),
        ("2026-07-01T03:15", "CET", "2026-07-01T01:15"),
        ("2026-07-01T03:15", "ET", "2026-07-01T07:15"),
        ("2026-07-01T03:15", "EST", "2026-07-01T07:15"),
        ("2026-07-01T03:15", "GMT", "2026-07-01T03:15"),
        ("2026-07-01T03:15", "London time", "2026-07-01T02:15"),
        ("2026-07-01T03:15", "+05:30", "2026-06-30T21:45"),
        ("2019-03-20T15:40", "CET", "2019-03-20T14:40"),
        ("2019-03-20T10:40", "ET", "2019-03-20T14:40"),
    ],
)
def test_instant_of_local_time(local: str, zone: str, instant: str) -> None:
    assert utc(local, zone) == instant


@pytest.mark.parametrize("day", ["2026-03-12", "2026-03-27", "2026-10-26", "2026-10-31"])
def test_new_york_and_berlin_are_five_hours_apart_between_their_clock_changes(day: str) -> None:
    assert utc(f"{day}T15:00", "CET") == utc(f"{day}T10:00", "ET")


@pytest.mark.parametrize("day", ["2026-01-15", "2026-07-15"])
def test_new_york_and_berlin_are_six_hours_apart_otherwise(day: str) -> None:
    assert utc(f"{day}T15:00", "CET") == utc(f"{day}T09:00", "ET")


def test_repeated_hour_is_read_as_its_first_occurrence() -> None:
    reading = localize(np.array(["2026-10-25T02:30"], dtype="datetime64[m]"), "CET")
    assert str(reading.instants.astype("datetime64[m]")[0]) == "2026-10-25T00:30"
    assert reading.ambiguous.tolist() == [True]


def test_repeated_hour_is_read_as_its_second_occurrence_on_evidence() -> None:
    local = np.array(["2026-10-25T02:30", "2026-10-25T05:00"], dtype="datetime64[m]")
    reading = localize(local, "CET", second_pass=[True, True])
    assert reading.instants.astype("datetime64[m]").astype(str).tolist() == [
        "2026-10-25T01:30",
        "2026-10-25T04:00",
    ]


@pytest.mark.parametrize(
    ("local", "zone", "moved"),
    [
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:30"),
        ("2026-03-08T02:15", "America/New_York", "2026-03-08T03:15"),
        ("2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-04T02:40"),
    ],
)
def test_skipped_hour_moves_forward_by_the_gap(local: str, zone: str, moved: str) -> None:
    reading = localize(np.array([local], dtype="datetime64[m]"), zone)
    assert reading.nonexistent.tolist() == [True]
    assert str(local_times(reading.instants, zone).astype("datetime64[m]")[0]) == moved


@pytest.mark.parametrize(
    ("zone", "month", "contradicts"),
    [
        ("CET", "01", False),
        ("CET", "07", True),
        ("CEST", "01", True),
        ("CEST", "07", False),
        ("EST", "07", True),
        ("ET", "07", False),
        ("EDT", "01", True),
        ("GMT", "07", False),
        ("AEST", "01", True),
        ("AEDT", "01", False),
    ],
)
def test_season_of_abbreviation(zone: str, month: str, contradicts: bool) -> None:
    reading = localize(np.array([f"2026-{month}-15T12:00"], dtype="datetime64[m]"), zone)
    assert reading.contradicts_season.tolist() == [contradicts]


def test_missing_local_time_stays_missing_and_is_not_odd() -> None:
    reading = localize(np.array(["NaT"], dtype="datetime64[m]"), "CEST")
    assert np.isnat(reading.instants).all()
    assert not reading.contradicts_season.any()


@pytest.mark.parametrize(
    ("printed", "place", "claimed"),
    [
        ("Eastern Standard Time", "America/New_York", -5),
        ("Central European Summer Time", "Europe/Berlin", 2),
        ("British Summer Time", "Europe/London", 1),
        ("India Standard Time", "Asia/Kolkata", None),
        ("China Standard Time", "Asia/Shanghai", None),
    ],
)
def test_zone_in_words_claims_its_season(printed: str, place: str, claimed: int | None) -> None:
    zone = resolve_zone(printed)
    assert (zone.place, zone.claimed_offset) == (place, claimed)


def test_assumed_zone_says_so() -> None:
    assert resolve_zone("CST", rules=ZoneRules(assumed={"cst": "Chicago"})).assumed


def test_zone_that_is_not_among_those_assumed_does_not_say_so() -> None:
    assert not resolve_zone("CET", rules=ZoneRules(assumed={"CST": "Chicago"})).assumed


@pytest.mark.parametrize(("month", "contradicts"), [("01", True), ("07", False)])
def test_season_of_an_assumed_abbreviation_is_checked(month: str, contradicts: bool) -> None:
    zone = resolve_zone("BST", rules=ZoneRules(assumed={"BST": "Europe/London"}))
    reading = localize(np.array([f"2026-{month}-15T12:00"], dtype="datetime64[m]"), zone)
    assert reading.contradicts_season.tolist() == [contradicts]


def test_assumption_overrules_the_table() -> None:
    assert resolve_zone("CET", rules=ZoneRules(assumed={"CET": "Europe/Warsaw"})).place == "Europe/Warsaw"


def test_literal_abbreviation_contradicts_no_season() -> None:
    zone = resolve_zone("EST", rules=ZoneRules(abbreviation="literal"))
    reading = localize(np.array(["2026-07-15T12:00"], dtype="datetime64[m]"), zone)
    assert not reading.contradicts_season.any()


def test_assumed_place_that_is_unknown_is_refused() -> None:
    with pytest.raises(ZoneError, match="'Chicagoo' is unknown"):
        resolve_zone("CST", rules=ZoneRules(assumed={"CST": "Chicagoo"}))


def test_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed are 'local', 'literal'"):
        resolve_zone("CST", rules=ZoneRules(abbreviation="strict"))  # type: ignore[arg-type]


def test_zone_as_long_as_an_article_is_refused_shortly() -> None:
    with pytest.raises(ZoneError) as caught:
        resolve_zone("Europe/" * 10_000)
    assert len(str(caught.value)) < 400
