"""What must hold of headlines in every format: order, round trips, zones, merging, headlines far away."""

import itertools
import runpy
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aftershock.errors import AftershockWarning
from aftershock.headlines import localize, merge_headlines, read_headlines

FORMATS = runpy.run_path(str(Path(__file__).resolve().parents[1] / "fuzz/formats.py"))
DIALECTS, Story, words_for = (FORMATS[name] for name in ("DIALECTS", "Story", "words_for"))

EXAMPLES = 12
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
NOON = datetime(2022, 2, 18, 12, 0, tzinfo=UTC)
LONGEST_SILENCE = 4 * 60
"""Minutes; beyond it, a page of bare clocks may have as many midnights as steps, and its direction is a guess."""

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
SUBJECTS = (
    "Envoys",
    "Ministers",
    "Pilots",
    "Harbour crews",
    "Judges",
    "Dockers",
    "Miners",
    "Poets",
    "Bakers",
)
READ_FROM_CLOCKS = ("raw_time", "zone")

every_dialect = pytest.mark.parametrize("name", list(DIALECTS))
dated_dialects = pytest.mark.parametrize(
    "name", [name for name, one in DIALECTS.items() if not one.needs_date]
)
clock_dialects = pytest.mark.parametrize("name", [name for name, one in DIALECTS.items() if one.needs_date])
prompt_dialects = pytest.mark.parametrize(
    "name", [name for name, one in DIALECTS.items() if one.unit in {"1s", "1min"}]
)
quick = settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)

silences = st.lists(st.integers(0, LONGEST_SILENCE), min_size=1, max_size=len(SUBJECTS))
seconds = st.integers(0, 46 * 365 * 24 * 3600)
moments = st.lists(seconds, min_size=1, max_size=len(SUBJECTS), unique=True)


def feed_of(silences: Sequence[int], *, newest: datetime = NOON) -> list[Any]:
    """Stories newest first, so many minutes apart, no two alike."""
    instants = [newest - timedelta(minutes=int(before)) for before in np.cumsum([0, *silences[:-1]])]
    return [
        Story(instant, f"{subject} meet in the {number}th hall", number)
        for number, (instant, subject) in enumerate(zip(instants, SUBJECTS, strict=False))
    ]


def read(content: bytes, folder: Path, suffix: str, **words: Any) -> pd.DataFrame:
    """Read a file; warnings on seasons are no concern here."""
    path = folder / f"file{suffix}"
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AftershockWarning)
        return read_headlines(path, **words)


def read_as(name: str, stories: Sequence[Any], folder: Path) -> pd.DataFrame:
    """Write stories in one format and read them back."""
    dialect = DIALECTS[name]
    return read(dialect.write(stories), folder, dialect.suffix, **words_for(dialect, stories))


@every_dialect
@given(silences)
@quick
def test_a_reversed_feed_changes_nothing_but_the_order(
    name: str, tmp_path: Path, silences: list[int]
) -> None:
    stories = feed_of(silences)
    forward, backward = read_as(name, stories, tmp_path), read_as(name, stories[::-1], tmp_path)
    pd.testing.assert_frame_equal(forward, backward)


@prompt_dialects
@given(silences)
@quick
def test_the_order_of_a_feed_is_said(name: str, tmp_path: Path, silences: list[int]) -> None:
    assume(sum(silences[:-1]) > 0)
    stories = feed_of(silences)
    assert read_as(name, stories, tmp_path).attrs["order"] == "newest first"
    assert read_as(name, stories[::-1], tmp_path).attrs["order"] == "oldest first"


@dated_dialects
@given(moments)
@quick
def test_instants_survive_the_round_trip(name: str, tmp_path: Path, moments: list[int]) -> None:
    dialect = DIALECTS[name]
    stories = [
        Story(FIRST + timedelta(seconds=moment), f"{subject} meet", number)
        for number, (moment, subject) in enumerate(zip(moments, SUBJECTS, strict=False))
    ]
    written = pd.DatetimeIndex([story.instant for story in stories]).floor(dialect.unit).sort_values()
    assert read_as(name, stories, tmp_path)["instant"].tolist() == written.tolist()


@clock_dialects
@given(silences, seconds)
@quick
def test_clock_times_survive_the_round_trip(
    name: str, tmp_path: Path, silences: list[int], newest: int
) -> None:
    stories = feed_of(silences, newest=FIRST + timedelta(minutes=newest // 60))
    assume(not any(is_odd(story.instant, "Europe/Berlin") for story in stories))
    frame = read_as(name, stories, tmp_path)
    assert frame["instant"].tolist() == sorted(pd.Timestamp(story.instant) for story in stories)


def is_odd(instant: datetime, zone: str) -> bool:
    """Whether the clock of a place shows this time twice."""
    return bool(localize(np.datetime64(naive(instant, zone)), zone).ambiguous.any())


def naive(instant: datetime, zone: str) -> datetime:
    """Wall clock of a place."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def unzoned(name: str, stories: Sequence[Any], zone: str) -> tuple[bytes, dict[str, Any]]:
    """Write stories by the clock of a place without naming it; give the words with which to read them."""
    dialect = DIALECTS[name]
    if name == "liveblog":
        text = dialect.write(stories, zone=zone, stated="")
        return text, {"zone": zone, **words_for(dialect, stories, zone=zone)}
    local = [
        Story(naive(story.instant, zone).replace(tzinfo=UTC), story.headline, story.number)
        for story in stories
    ]
    return dialect.write(local).replace(b"Z", b""), {"zone": zone}


@pytest.mark.parametrize("name", ["liveblog", "jsonld", "table", "tab_separated", "json_lines"])
@given(silences, st.sampled_from(ZONES), st.sampled_from(ZONES))
@quick
def test_shifting_all_clocks_and_the_zone_together_changes_nothing(
    name: str, tmp_path: Path, silences: list[int], here: str, there: str
) -> None:
    stories = feed_of(silences)
    frames = []
    for zone in (here, there):
        content, words = unzoned(name, stories, zone)
        frames.append(read(content, tmp_path, DIALECTS[name].suffix, **words))
    assert frames[0]["instant"].tolist() == sorted(pd.Timestamp(story.instant) for story in stories)
    pd.testing.assert_frame_equal(*(frame.drop(columns=list(READ_FROM_CLOCKS)) for frame in frames))


@dated_dialects
@given(silences, st.integers(3, 400))
@quick
def test_a_headline_far_away_changes_no_other_row(
    name: str, tmp_path: Path, silences: list[int], days: int
) -> None:
    stories = feed_of(silences)
    far = Story(NOON + timedelta(days=days), "Astronomers look back", 99)
    near, all_of_them = read_as(name, stories, tmp_path), read_as(name, [far, *stories], tmp_path)
    pd.testing.assert_frame_equal(all_of_them.loc[near.index], near)
    assert len(all_of_them) == len(near) + 1


@given(silences, st.lists(st.integers(0, 2), min_size=len(SUBJECTS), max_size=len(SUBJECTS)))
@quick
def test_merging_does_not_ask_who_came_first(tmp_path: Path, silences: list[int], origins: list[int]) -> None:
    stories = feed_of(silences)
    frames = [
        read_as("table", part, tmp_path).assign(source=f"wire {origin}")
        for origin in range(3)
        if (part := [story for story, chosen in zip(stories, origins, strict=False) if chosen <= origin])
    ]
    merged = [merge_headlines(*some) for some in itertools.permutations(frames)]
    for other in merged[1:]:
        pd.testing.assert_frame_equal(merged[0], other)


@given(silences, st.integers(3, 400))
@quick
def test_merging_a_headline_far_away_changes_no_other_row(
    tmp_path: Path, silences: list[int], days: int
) -> None:
    stories = feed_of(silences)
    far = [Story(NOON + timedelta(days=days), stories[0].headline, 99)]
    one, two, three = (read_as("table", part, tmp_path) for part in (stories, stories[::2], far))
    near, all_of_them = merge_headlines(one, two), merge_headlines(one, two, three)
    pd.testing.assert_frame_equal(all_of_them.loc[near.index], near)
    assert len(all_of_them) == len(near) + 1
