"""The sections of a page are chosen in the study file, and what cannot be had is refused with what can."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aftershock.errors import StudyFileError
from aftershock.reporting.findings import Findings
from aftershock.reporting.report_section import ORDERS, WITH_BARS
from aftershock.reporting.sections.registry import BUILDERS
from aftershock.reporting.studyfile import StudyFile, read_study
from aftershock.typing import SectionName, StudyKind, options

Choose = Callable[..., StudyFile]
SOURCES = {"headlines": "[headlines]", "events": "[events]"}


@pytest.fixture
def choose(tmp_path: Path) -> Choose:
    """Read a study of some kind with these sections."""

    def read(sections: str, *, kind: StudyKind = "headlines", assets: str = "", more: str = "") -> StudyFile:
        path = tmp_path / "study.toml"
        path.write_text(
            f"[study]\ntitle = 'A day'\n{SOURCES[kind]}\nfile = 'list.csv'\n"
            f"[prices]\nstart = 2021-01-04\nend = 2022-03-01\n[assets]\nsessions = ['SPX']\n{assets}\n"
            f"[report]\nsections = {sections}\n{more}",
            encoding="utf-8",
        )
        return read_study(path)

    return read


def refusal(choose: Choose, sections: str, **words: str) -> str:
    with pytest.raises(StudyFileError) as caught:
        choose(sections, **words)
    return str(caught.value).split("study.toml: ")[1]


def test_sections_come_in_the_order_of_the_study_file(choose: Choose) -> None:
    assert choose("['downloads', 'verdict']").section_names == ("downloads", "verdict")


@pytest.mark.parametrize("kind", options(StudyKind))
def test_verdict_comes_first_and_downloads_last_unless_chosen_otherwise(kind: StudyKind) -> None:
    assert ORDERS[kind][0] == "verdict" and ORDERS[kind][-1] == "downloads"


def test_every_section_has_a_builder_and_a_kind_of_study() -> None:
    assert set(BUILDERS) == set(options(SectionName)) == set(ORDERS["headlines"]) | set(ORDERS["events"])


def test_unknown_section_is_refused_with_all_there_are(choose: Choose) -> None:
    told = refusal(choose, "['verdict', 'top_move']")
    assert told.startswith(
        "the key [report] sections has a wrong entry 'top_move': input should be 'verdict'"
    )
    assert all(f"'{name}'" in told for name in options(SectionName))


def test_section_named_twice_is_refused(choose: Choose) -> None:
    assert "'verdict' is named twice" in refusal(choose, "['verdict', 'verdict']")


def test_empty_list_of_sections_is_refused(choose: Choose) -> None:
    assert "[report] sections" in refusal(choose, "[]")


@pytest.mark.parametrize(
    ("name", "kind", "needs"),
    [
        ("tests", "headlines", "which needs a study of dated events, with [events]"),
        ("clock_chart", "events", "which needs a study of headlines, with [headlines]"),
        ("themes", "events", "which needs a study of headlines, with [headlines]"),
        *(
            (name, "headlines", "which takes bars; add [assets] bars")
            for name in sorted(WITH_BARS["headlines"])
        ),
        ("planted", "headlines", "add [simulated] planted"),
    ],
)
def test_section_that_this_study_cannot_have_is_refused_with_why(
    choose: Choose, name: str, kind: str, needs: str
) -> None:
    told = refusal(choose, f"['{name}']", kind=kind)
    assert told.startswith(f"[report] sections names '{name}', ") and needs in told


@pytest.mark.parametrize("name", sorted(WITH_BARS["headlines"]))
def test_section_on_bars_goes_with_bars(choose: Choose, name: str) -> None:
    assert choose(f"['{name}']", assets="bars = ['SPX']").section_names == (name,)


def test_largest_moves_and_paths_of_dated_events_take_no_bars(choose: Choose) -> None:
    assert choose("['top_moves', 'paths']", kind="events").section_names == ("top_moves", "paths")


def test_what_takes_bars_is_what_shows_nothing_without_them(demo: Findings) -> None:
    without = replace(demo, bars=None, reactions=None, days=None, clock=demo.clock.iloc[:0])
    empty = {name for name in ORDERS["headlines"] if BUILDERS[name](without) is None}
    assert empty == WITH_BARS["headlines"]
