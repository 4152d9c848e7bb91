"""Every abbreviation at noon in January, July and both spans in which Europe and the US differ, by hand."""

import numpy as np
import pytest

from aftershock.errors import ZoneError
from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS
from aftershock.headlines.settings import ZoneRules
from aftershock.headlines.zone_listing import zone_table
from aftershock.headlines.zones import localize, resolve_zone

DAYS = ("2026-01-15", "2026-03-16", "2026-07-15", "2026-10-28")
"""Winter; US but not Europe in summer time; summer; Europe but not the US back in winter time."""

NOON = {
    "UTC": ("15T12:00", "16T12:00", "15T12:00", "28T12:00"),
    "GMT": ("15T12:00", "16T12:00", "15T12:00", "28T12:00"),
    "Z": ("15T12:00", "16T12:00", "15T12:00", "28T12:00"),
    "UK": ("15T12:00", "16T12:00", "15T11:00", "28T12:00"),
    "WET": ("15T12:00", "16T12:00", "15T11:00", "28T12:00"),
    "WEST": ("15T12:00", "16T12:00", "15T11:00", "28T12:00"),
    "CET": ("15T11:00", "16T11:00", "15T10:00", "28T11:00"),
    "CEST": ("15T11:00", "16T11:00", "15T10:00", "28T11:00"),
    "MEZ": ("15T11:00", "16T11:00", "15T10:00", "28T11:00"),
    "MESZ": ("15T11:00", "16T11:00", "15T10:00", "28T11:00"),
    "MET": ("15T11:00", "16T11:00", "15T10:00", "28T11:00"),
    "MEST": ("15T11:00", "16T11:00", "15T10:00", "28T11:00"),
    "EET": ("15T10:00", "16T10:00", "15T09:00", "28T10:00"),
    "EEST": ("15T10:00", "16T10:00", "15T09:00", "28T10:00"),
    "MSK": ("15T09:00", "16T09:00", "15T09:00", "28T09:00"),
    "TRT": ("15T09:00", "16T09:00", "15T09:00", "28T09:00"),
    "GET": ("15T08:00", "16T08:00", "15T08:00", "28T08:00"),
    "AZT": ("15T08:00", "16T08:00", "15T08:00", "28T08:00"),
    "IDT": ("15T10:00", "16T10:00", "15T09:00", "28T10:00"),
    "GST": ("15T08:00", "16T08:00", "15T08:00", "28T08:00"),
    "IRST": ("15T08:30", "16T08:30", "15T08:30", "28T08:30"),
    "AFT": ("15T07:30", "16T07:30", "15T07:30", "28T07:30"),
    "PKT": ("15T07:00", "16T07:00", "15T07:00", "28T07:00"),
    "ET": ("15T17:00", "16T16:00", "15T16:00", "28T16:00"),
    "EST": ("15T17:00", "16T16:00", "15T16:00", "28T16:00"),
    "EDT": ("15T17:00", "16T16:00", "15T16:00", "28T16:00"),
    "CT": ("15T18:00", "16T17:00", "15T17:00", "28T17:00"),
    "CDT": ("15T18:00", "16T17:00", "15T17:00", "28T17:00"),
    "MT": ("15T19:00", "16T18:00", "15T18:00", "28T18:00"),
    "MST": ("15T19:00", "16T18:00", "15T18:00", "28T18:00"),
    "MDT": ("15T19:00", "16T18:00", "15T18:00", "28T18:00"),
    "PT": ("15T20:00", "16T19:00", "15T19:00", "28T19:00"),
    "PST": ("15T20:00", "16T19:00", "15T19:00", "28T19:00"),
    "PDT": ("15T20:00", "16T19:00", "15T19:00", "28T19:00"),
    "AKST": ("15T21:00", "16T20:00", "15T20:00", "28T20:00"),
    "AKDT": ("15T21:00", "16T20:00", "15T20:00", "28T20:00"),
    "HST": ("15T22:00", "16T22:00", "15T22:00", "28T22:00"),
    "ADT": ("15T16:00", "16T15:00", "15T15:00", "28T15:00"),
    "BRT": ("15T15:00", "16T15:00", "15T15:00", "28T15:00"),
    "ART": ("15T15:00", "16T15:00", "15T15:00", "28T15:00"),
    "JST": ("15T03:00", "16T03:00", "15T03:00", "28T03:00"),
    "KST": ("15T03:00", "16T03:00", "15T03:00", "28T03:00"),
    "HKT": ("15T04:00", "16T04:00", "15T04:00", "28T04:00"),
    "SGT": ("15T04:00", "16T04:00", "15T04:00", "28T04:00"),
    "ICT": ("15T05:00", "16T05:00", "15T05:00", "28T05:00"),
    "WIB": ("15T05:00", "16T05:00", "15T05:00", "28T05:00"),
    "PHT": ("15T04:00", "16T04:00", "15T04:00", "28T04:00"),
    "AET": ("15T01:00", "16T01:00", "15T02:00", "28T01:00"),
    "AEST": ("15T01:00", "16T01:00", "15T02:00", "28T01:00"),
    "AEDT": ("15T01:00", "16T01:00", "15T02:00", "28T01:00"),
    "AWST": ("15T04:00", "16T04:00", "15T04:00", "28T04:00"),
    "NZST": ("14T23:00", "15T23:00", "15T00:00", "27T23:00"),
    "NZDT": ("14T23:00", "15T23:00", "15T00:00", "27T23:00"),
    "WAT": ("15T11:00", "16T11:00", "15T11:00", "28T11:00"),
    "CAT": ("15T10:00", "16T10:00", "15T10:00", "28T10:00"),
    "EAT": ("15T09:00", "16T09:00", "15T09:00", "28T09:00"),
    "SAST": ("15T10:00", "16T10:00", "15T10:00", "28T10:00"),
}
"""Day of the month and time in UTC at which a place's clocks show noon on each of the four days."""

ASSUMED = {
    ("CST", "America/Chicago"): ("15T18:00", "16T17:00", "15T17:00", "28T17:00"),
    ("CST", "Asia/Shanghai"): ("15T04:00", "16T04:00", "15T04:00", "28T04:00"),
    ("CST", "America/Havana"): ("15T17:00", "16T16:00", "15T16:00", "28T16:00"),
    ("IST", "Asia/Kolkata"): ("15T06:30", "16T06:30", "15T06:30", "28T06:30"),
    ("IST", "Asia/Jerusalem"): ("15T10:00", "16T10:00", "15T09:00", "28T10:00"),
    ("IST", "Europe/Dublin"): ("15T12:00", "16T12:00", "15T11:00", "28T12:00"),
    ("BST", "Europe/London"): ("15T12:00", "16T12:00", "15T11:00", "28T12:00"),
    ("BST", "Asia/Dhaka"): ("15T06:00", "16T06:00", "15T06:00", "28T06:00"),
    ("AST", "Asia/Riyadh"): ("15T09:00", "16T09:00", "15T09:00", "28T09:00"),
    ("AST", "America/Halifax"): ("15T16:00", "16T15:00", "15T15:00", "28T15:00"),
    ("AMT", "Asia/Yerevan"): ("15T08:00", "16T08:00", "15T08:00", "28T08:00"),
    ("AMT", "America/Manaus"): ("15T16:00", "16T16:00", "15T16:00", "28T16:00"),
}

LITERAL = {
    "WET": "12:00",
    "WEST": "11:00",
    "CET": "11:00",
    "CEST": "10:00",
    "MEZ": "11:00",
    "MESZ": "10:00",
    "MET": "11:00",
    "MEST": "10:00",
    "EET": "10:00",
    "EEST": "09:00",
    "IDT": "09:00",
    "EST": "17:00",
    "EDT": "16:00",
    "CDT": "17:00",
    "MST": "19:00",
    "MDT": "18:00",
    "PST": "20:00",
    "PDT": "19:00",
    "AKST": "21:00",
    "AKDT": "20:00",
    "ADT": "15:00",
    "AEST": "02:00",
    "AEDT": "01:00",
    "NZST": "00:00",
    "NZDT": "23:00",
}
"""Time in UTC of noon, all year, where an abbreviation that names a season is taken at its word."""

ASSUMED_LITERAL = {
    ("CST", "America/Chicago"): "18:00",
    ("CST", "Asia/Shanghai"): "04:00",
    ("CST", "America/Havana"): "17:00",
    ("IST", "Asia/Kolkata"): "06:30",
    ("IST", "Asia/Jerusalem"): "10:00",
    ("IST", "Europe/Dublin"): "11:00",
    ("BST", "Europe/London"): "11:00",
    ("BST", "Asia/Dhaka"): "06:00",
    ("AST", "Asia/Riyadh"): "09:00",
    ("AST", "America/Halifax"): "16:00",
    ("AMT", "Asia/Yerevan"): "08:00",
    ("AMT", "America/Manaus"): "16:00",
}


def noon(zone: str, rules: ZoneRules) -> tuple[str, ...]:
    """Day and time in UTC of noon in a zone on each of the four days."""
    local = np.array([f"{day}T12:00" for day in DAYS], dtype="datetime64[m]")
    instants = localize(local, resolve_zone(zone, rules=rules)).instants
    return tuple(text[8:16] for text in instants.astype("datetime64[m]").astype(str).tolist())


def times(instants: tuple[str, ...]) -> set[str]:
    """Times of day among instants."""
    return {instant[3:] for instant in instants}


def test_the_tables_of_this_test_are_complete() -> None:
    candidates = {(word, place) for word, places in AMBIGUOUS.items() for place in places.values()}
    claiming = {word for word, (_, claim) in ABBREVIATIONS.items() if claim is not None}
    assert set(NOON) == set(ABBREVIATIONS)
    assert set(ASSUMED) == set(ASSUMED_LITERAL) == candidates
    assert set(LITERAL) == claiming


@pytest.mark.parametrize("word", NOON)
def test_abbreviation_is_the_local_time_of_its_place(word: str) -> None:
    assert noon(word, ZoneRules()) == NOON[word]


@pytest.mark.parametrize("word", LITERAL)
def test_literal_abbreviation_is_the_offset_it_names_all_year(word: str) -> None:
    assert times(noon(word, ZoneRules(abbreviation="literal"))) == {LITERAL[word]}


@pytest.mark.parametrize("word", sorted(set(NOON) - set(LITERAL)))
def test_literal_leaves_abbreviations_of_no_season_alone(word: str) -> None:
    assert noon(word, ZoneRules(abbreviation="literal")) == NOON[word]


@pytest.mark.parametrize(("word", "place"), ASSUMED)
def test_ambiguous_abbreviation_is_read_as_assumed(word: str, place: str) -> None:
    assert noon(word, ZoneRules(assumed={word: place})) == ASSUMED[word, place]


@pytest.mark.parametrize(("word", "place"), ASSUMED_LITERAL)
def test_ambiguous_abbreviation_is_read_as_assumed_and_literally(word: str, place: str) -> None:
    rules = ZoneRules(assumed={word: place}, abbreviation="literal")
    assert times(noon(word, rules)) == {ASSUMED_LITERAL[word, place]}


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_ambiguous_abbreviation_is_refused_under_every_rule_until_assumed(word: str) -> None:
    with pytest.raises(ZoneError, match=f"ambiguous={{'{word}'"):
        resolve_zone(word, rules=ZoneRules(abbreviation="literal", assumed={"XYZ": "Europe/Berlin"}))


@pytest.mark.parametrize("word", [*ABBREVIATIONS, *AMBIGUOUS])
def test_table_for_reading_lists_every_abbreviation(word: str) -> None:
    assert word in set(zone_table()["abbreviation"])


def test_table_for_reading_lists_every_candidate_of_an_ambiguous_abbreviation() -> None:
    places = zone_table().query("abbreviation == 'CST'")["place"]
    assert set(places) == {"America/Chicago", "Asia/Shanghai", "America/Havana"}


def test_table_for_reading_shows_both_offsets() -> None:
    row = zone_table().set_index("abbreviation").loc["EST"]
    assert (row["standard_offset"], row["summer_offset"]) == ("UTC-05:00", "UTC-04:00")


def test_table_for_reading_leaves_the_summer_blank_where_the_clock_never_changes() -> None:
    assert zone_table().set_index("abbreviation").loc["MSK", "summer_offset"] == ""
