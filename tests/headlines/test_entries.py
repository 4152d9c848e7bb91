"""The lines of a page that end in a printed time, and what lies around them."""

import pytest

from aftershock.headlines.entries import find_entries, is_liveblog, stated_zones

PAGE = """\
Border Talks: Live Update

Summary of the day, written at (some length).

Most Read from The Example

Key Developments

  • An earlier story without a time

All times CET:

Envoys agree to meet (3:15 a.m.)

The two sides will meet
next week.

They did (not) say where.

Senate passes motion (2:48 p.m)

Motion carried by voice.

Most Read from The Example

©2022 Example L.P.

[ad_2]

Source link

Add a Comment

Your email address will not be published. Required fields are marked *
"""


def test_headlines_are_the_lines_with_a_time() -> None:
    assert [entry.headline for entry in find_entries(PAGE)] == [
        "Envoys agree to meet",
        "Senate passes motion",
    ]


def test_line_is_counted_from_one() -> None:
    assert PAGE.splitlines()[find_entries(PAGE)[0].line - 1].startswith("Envoys")


def test_body_keeps_its_paragraphs() -> None:
    assert find_entries(PAGE)[0].body == "The two sides will meet next week.\n\nThey did (not) say where."


def test_last_body_ends_before_the_furniture() -> None:
    assert find_entries(PAGE)[-1].body == "Motion carried by voice."


@pytest.mark.parametrize(
    "furniture",
    [
        "Most Read from The Example Weekly",
        "©2022 Example L.P.",
        "Copyright 2022 Example",
        "[ad_2]",
        "Source link",
        "Add a Comment",
        "Your email address will not be published.",
    ],
)
def test_each_kind_of_furniture_ends_the_last_body(furniture: str) -> None:
    page = f"Talks (3 p.m.)\n\nBody.\n\n{furniture}\n\nUnrelated text"
    assert find_entries(page)[0].body == "Body."


def test_furniture_between_entries_is_left_out_of_the_body() -> None:
    page = "Talks (3 p.m.)\n\nOne.\n\nAdvertisement\n\nTwo.\n\nMotion (2 p.m.)"
    assert find_entries(page)[0].body == "One.\n\nTwo."


def test_paragraph_that_only_resembles_furniture_is_kept() -> None:
    page = "Talks (3 p.m.)\n\nCopyright law was discussed."
    assert find_entries(page)[0].body == "Copyright law was discussed."


@pytest.mark.parametrize(
    "printed",
    [
        "3:15 a.m.",
        "3 a.m.",
        "2:48 p.m",
        "4.59pm",
        "15:15",
        "15.15",
        "noon",
        "midnight",
        "25:10",
        "13:40 p.m.",
    ],
)
def test_shapes_of_time(printed: str) -> None:
    assert [entry.raw_time for entry in find_entries(f"Talks ({printed})")] == [printed]


@pytest.mark.parametrize(
    "line", ["They met (briefly)", "A vote (15)", "See page (3)", "It rose (2.5)", "3:15 a.m."]
)
def test_other_lines_are_no_entries(line: str) -> None:
    assert not is_liveblog(line)


def test_zone_behind_the_time_is_split_off() -> None:
    entry = find_entries("Talks (3:15 p.m. ET)")[0]
    assert (entry.raw_time, entry.zone) == ("3:15 p.m.", "ET")


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("All times CET:", "CET"),
        ("All times are in ET.", "ET"),
        ("(All times GMT)", "GMT"),
        ("All times UTC+01:00:", "UTC+01:00"),
        ("All times are London time", "London time"),
        ("All times CET unless stated otherwise", "CET"),
        ("Follow the news here. All times Europe/Kyiv:", "Europe/Kyiv"),
    ],
)
def test_zone_sentence(line: str, zone: str) -> None:
    assert stated_zones(line) == [zone]


def test_sentence_that_merely_mentions_times_states_no_zone() -> None:
    assert stated_zones("He was at all times committed to peace.") == []
