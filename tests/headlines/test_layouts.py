"""Every layout in which live blogs print their times."""

import time

import pytest

from aftershock.headlines.entries import find_entries, leave_out_summary
from aftershock.headlines.layouts import match_leading, match_trailing

LONGEST_MATCH = 1.0
"""Seconds of processor time; a pattern that backtracks over its spaces takes hours."""


@pytest.mark.parametrize(
    ("line", "headline", "raw_time", "zone", "date"),
    [
        ("15:15 Talks resume", "Talks resume", "15:15", "", ""),
        ("3:15 a.m. Talks resume", "Talks resume", "3:15 a.m.", "", ""),
        ("15.15 - Talks resume", "Talks resume", "15.15", "", ""),
        ("15.15 – Talks resume", "Talks resume", "15.15", "", ""),
        ("15.15 GMT Talks resume", "Talks resume", "15.15", "GMT", ""),
        ("[15:15] Talks resume", "Talks resume", "15:15", "", ""),
        ("15:15 | Talks resume", "Talks resume", "15:15", "", ""),
        ("• 15:15: Talks resume", "Talks resume", "15:15", "", ""),
        ("3:15 p.m. ET — Talks resume", "Talks resume", "3:15 p.m.", "ET", ""),
        ("3:15 p.m. Eastern time: Talks", "Talks", "3:15 p.m.", "Eastern time", ""),
        ("15:15 (CET) Talks", "Talks", "15:15", "CET", ""),
        ("15:15Z Talks", "Talks", "15:15", "Z", ""),
        ("0.05 Uhr: Treffen", "Treffen", "0.05 Uhr", "", ""),
        ("15 Uhr Treffen", "Treffen", "15 Uhr", "", ""),
        ("Noon: Talks resume", "Talks resume", "Noon", "", ""),
        ("12 midnight - Talks", "Talks", "12 midnight", "", ""),
        ("4.59pm", "", "4.59pm", "", ""),
        ("18 February 2022, 3:15 a.m. Talks", "Talks", "3:15 a.m.", "", "18 February 2022"),
        ("Feb. 18, 2022, 3:15 a.m. ET — Talks", "Talks", "3:15 a.m.", "ET", "Feb. 18, 2022"),
        ("Fri 18 Feb 2022 15.15 GMT", "", "15.15", "GMT", "Fri 18 Feb 2022"),
        ("2022-02-18 15:15 Talks", "Talks", "15:15", "", "2022-02-18"),
        ("15:15 UK closes a visa route", "UK closes a visa route", "15:15", "", ""),
        ("15:15 UK: visa route closed", "visa route closed", "15:15", "UK", ""),
    ],
)
def test_time_in_front(line: str, headline: str, raw_time: str, zone: str, date: str) -> None:
    head = match_leading(line)
    assert head is not None
    assert (head.headline, head.raw_time, head.zone, head.date) == (headline, raw_time, zone, date)


@pytest.mark.parametrize(
    "line",
    [
        "15.15 percent of them left",
        "12.30 million people fled",
        "3:15 a.m. was the hour of the call",
        "Noon prayers were held",
        "3 Ambassadors meet",
        "2:1 win for the visitors",
        "3:15-4:15 p.m. is the window",
        "(15:15 Talks",
        "15:15:30 Talks",
    ],
)
def test_sentence_that_begins_with_a_number_is_no_entry(line: str) -> None:
    assert match_leading(line) is None


@pytest.mark.parametrize(
    ("inside", "raw_time", "zone", "date"),
    [
        ("3:15 a.m.", "3:15 a.m.", "", ""),
        ("18 February 2022, 3:15 a.m.", "3:15 a.m.", "", "18 February 2022"),
        ("3:15 a.m. CET, 18 February 2022", "3:15 a.m.", "CET", "18 February 2022"),
        ("3:15 p.m. Feb. 18", "3:15 p.m.", "", "Feb. 18"),
        ("Friday, Feb. 18, 3:15 a.m. ET", "3:15 a.m.", "ET", "Friday, Feb. 18"),
        ("15:15 UTC+1", "15:15", "UTC+1", ""),
        ("0.05 Uhr", "0.05 Uhr", "", ""),
        ("12 noon", "12 noon", "", ""),
    ],
)
def test_time_behind(inside: str, raw_time: str, zone: str, date: str) -> None:
    head = match_trailing(f"Talks resume ({inside})")
    assert head is not None
    assert (head.headline, head.raw_time, head.zone, head.date) == ("Talks resume", raw_time, zone, date)


def test_time_of_an_update_is_known_as_one() -> None:
    head = match_trailing("Talks resume (updated 3:15 p.m.)")
    assert head is not None and head.updated


def test_time_on_a_line_of_its_own_belongs_to_the_headline_beneath() -> None:
    entries = find_entries(
        "4.59pm\n\nTalks resume\n\nThey met.\n\n4.12pm\n\nVote passes\n\nBy a wide margin."
    )
    assert [(entry.raw_time, entry.headline, entry.body) for entry in entries] == [
        ("4.59pm", "Talks resume", "They met."),
        ("4.12pm", "Vote passes", "By a wide margin."),
    ]


def test_foot_that_tells_of_an_update_is_no_entry() -> None:
    page = "4.59pm\nTalks resume\nThey met.\nUpdated at 17.10 GMT\n\n4.12pm\nVote passes\nIt did."
    entries = find_entries(page)
    assert [(entry.headline, entry.body) for entry in entries] == [
        ("Talks resume", "They met."),
        ("Vote passes", "It did."),
    ]


def test_layout_of_the_most_lines_is_taken() -> None:
    page = "15:15 Talks resume\nA vote is due (5 p.m.)\n14:10 Vote passes\n13:00 Envoys land"
    assert [entry.raw_time for entry in find_entries(page)] == ["15:15", "14:10", "13:00"]


def test_body_that_begins_with_a_time_does_not_divide_an_entry() -> None:
    page = "Talks resume (3 p.m.)\n\n15:15 was agreed upon.\n\nVote passes (2 p.m.)"
    assert len(find_entries(page)) == 2


def test_date_between_entries_is_in_no_body() -> None:
    page = "15:15 Talks\nThey met.\n\nThursday 17 February\n\n23:50 Vote\nIt passed."
    first, second = find_entries(page)
    assert (first.body, second.day_heading) == ("They met.", "Thursday 17 February")


@pytest.mark.parametrize("marker", ["Pinned", "Pinned post", "\U0001f4cc Pinned"])
def test_marker_above_an_entry(marker: str) -> None:
    assert find_entries(f"{marker}\n09:00 Talks\n\n15:15 Vote")[0].marker == "pinned"


def test_marker_before_a_headline_is_not_part_of_it() -> None:
    entry = find_entries("09:00 Key event: Talks resume\n\n08:15 Vote")[0]
    assert (entry.marker, entry.headline) == ("key event", "Talks resume")


def test_summary_that_repeats_entries_is_left_out() -> None:
    page = "15:15 Talks\n14:00 Vote\n\nLive\n\n15:15 Talks\nThey met.\n\n14:00 Vote\nIt passed."
    assert len(find_entries(page)) == 4
    assert [entry.body for entry in leave_out_summary(find_entries(page))] == ["They met.", "It passed."]


def test_entries_that_repeat_nothing_all_stay() -> None:
    entries = find_entries("15:15 Talks\n14:00 Vote\n13:00 Landing")
    assert leave_out_summary(entries) == entries


@pytest.mark.parametrize(
    "line",
    [
        " " * 200_000 + "15x",
        "15:15" + " " * 200_000 + "x",
        "15" + " " * 200_000 + "q",
        "(" * 200_000,
        "15:15 - " * 50_000,
        "• " * 100_000 + "3",
        "updated" + " " * 200_000,
        "Friday " * 50_000,
    ],
    ids=["indented", "gap", "day", "brackets", "separators", "bullets", "status", "weekdays"],
)
def test_hostile_line_is_matched_at_once(line: str) -> None:
    started = time.process_time()
    match_leading(line)
    match_trailing(line)
    assert time.process_time() - started < LONGEST_MATCH
