"""The command ``aftershock headlines``: what it prints, where, and with which exit code."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from aftershock.cli import Abbreviation, DateOrder, HeadlineSource, app
from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS
from aftershock.headlines.themes import WORD_LIST
from aftershock.typing import AbbreviationRule, HeadlineFormat
from aftershock.typing import DateOrder as DateOrderWord

WRONG_USAGE = 2


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["headlines", *map(str, arguments)])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("time,zone,headline\n2022-07-01 10:00,EST,Shelling resumes\n", encoding="utf-8")
    return path


@pytest.fixture
def chicago(tmp_path: Path) -> Path:
    path = tmp_path / "chicago.csv"
    path.write_text("time,zone,headline\n2022-01-10 10:00,CST,Talks\n", encoding="utf-8")
    return path


@pytest.fixture
def clocks(tmp_path: Path) -> Path:
    path = tmp_path / "clocks.csv"
    rows = "2022-03-01,10:00,2022-03-01T08:00:20Z,Right\n2022-03-01,12:00,2022-03-01T11:00:00Z,An hour late\n"
    path.write_text(f"day,clock,server,headline\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("choices", "options"),
    [(HeadlineSource, HeadlineFormat), (Abbreviation, AbbreviationRule), (DateOrder, DateOrderWord)],
)
def test_choices_are_the_options_of_the_library(choices: type, options: object) -> None:
    assert {choice.value for choice in choices} == set(get_args(options))


def test_headline_is_printed_with_its_instant(table: Path) -> None:
    assert run(table).stdout.startswith("2022-07-01 14:00Z")


def test_literal_abbreviation_is_its_offset(table: Path) -> None:
    assert run(table, "--abbreviation", "literal").stdout.startswith("2022-07-01 15:00Z")


def test_abbreviation_out_of_season_is_told_once(table: Path) -> None:
    assert run(table).stderr.count("out of season") == 1


def test_ambiguous_abbreviation_is_an_error_that_lists_the_places(chicago: Path) -> None:
    done = run(chicago)
    assert done.exit_code == 1
    assert "'Asia/Shanghai' (China)" in done.stderr


def test_ambiguous_abbreviation_is_read_as_assumed(chicago: Path) -> None:
    assert run(chicago, "--assume", "CST=America/Chicago").stdout.startswith("2022-01-10 16:00Z")


def test_assumption_is_flagged(chicago: Path) -> None:
    assert "[assumed_zone]" in run(chicago, "--assume", "CST=America/Chicago").stdout


@pytest.mark.parametrize("given", ["CST", "CST=", "=America/Chicago"])
def test_half_an_assumption_is_wrong_usage(chicago: Path, given: str) -> None:
    done = run(chicago, "--assume", given)
    assert done.exit_code == WRONG_USAGE
    assert "NAME=VALUE" in done.stderr


def test_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("when,what\n2022-02-17T09:10Z,Talks\n", encoding="utf-8")
    done = run(path, "--column", "instant=when", "--column", "headline=what")
    assert done.stdout.startswith("2022-02-17 09:10Z")


@pytest.mark.parametrize(("order", "instant"), [("day_first", "2026-04-03"), ("month_first", "2026-03-04")])
def test_order_of_dates_is_stated(tmp_path: Path, order: str, instant: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text("time,headline\n03/04/2026 10:00,Talks\n", encoding="utf-8")
    assert run(path, "--zone", "UTC", "--date-order", order).stdout.startswith(f"{instant} 10:00Z")


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "damaged.csv"
    path.write_text("time,headline\n2022-02-17T09:10Z,Talks\n2022-02-31T09:10Z,Never\n", encoding="utf-8")
    return path


def test_rejected_rows_are_listed_on_standard_error(damaged: Path) -> None:
    done = run(damaged)
    assert done.exit_code == 0
    assert "rejected: line 3: 'Never'" in done.stderr


def test_more_rejected_rows_than_allowed_are_an_error(damaged: Path) -> None:
    done = run(damaged, "--max-rejected", "0")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "more than --max-rejected 0 allows: line 3" in done.stderr


@pytest.mark.parametrize("word", [*ABBREVIATIONS, *AMBIGUOUS])
def test_zones_lists_every_abbreviation(word: str) -> None:
    assert f"\n{word} " in f"\n{run('--zones').stdout}"


@pytest.mark.parametrize("place", AMBIGUOUS["CST"].values())
def test_zones_lists_the_candidates_of_ambiguous_ones(place: str) -> None:
    assert place in run("--zones").stdout


def test_zones_can_be_read_by_programs() -> None:
    rows = [json.loads(line) for line in run("--zones", "--format", "json").stdout.splitlines()]
    assert {"abbreviation", "place", "standard_offset", "summer_offset", "note"} == set(rows[0])


def test_themes_come_with_their_words(table: Path) -> None:
    assert run(table, "--themes").stdout.endswith("| act: shelling (+1)\n")


def test_themes_alone_print_the_word_list() -> None:
    assert run("--themes").stdout == WORD_LIST.read_text(encoding="utf-8")


def test_themes_by_words_of_ones_own(table: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text("[return]\nwords = ['resum*']\n", encoding="utf-8")
    assert run(table, "--theme-words", words).stdout.endswith("| return: resumes (0)\n")


def test_themes_are_columns_of_the_csv(table: Path) -> None:
    header = run(table, "--themes", "--format", "csv").stdout.splitlines()[0]
    assert header.endswith("themes,theme_words,escalation")


def test_clocks_that_agree_are_counted_and_not_listed(clocks: Path) -> None:
    done = run(clocks, "--check-clocks", "day+clock", "server", "--zone", "Europe/Kyiv")
    assert "Right" not in done.stdout
    assert "1 of 2 stated times (50.0 %)" in done.stderr


def test_clocks_that_are_wrong_are_listed_with_their_line(clocks: Path) -> None:
    done = run(clocks, "--check-clocks", "day+clock", "server", "--zone", "UTC", "--format", "json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["line"], row["minutes_off"], row["whole_hours"]) for row in rows] == [
        (2, 119.7, True),
        (3, 60.0, True),
    ]


def test_clock_column_that_is_not_there_is_an_error(clocks: Path) -> None:
    done = run(clocks, "--check-clocks", "day", "serve")
    assert done.exit_code == 1
    assert "found: day, clock, server, headline" in done.stderr


def test_no_file_is_wrong_usage() -> None:
    assert run().exit_code == WRONG_USAGE


@pytest.mark.parametrize(
    "option", ["--zones", "--themes", "--check-clocks", "--assume", "--column", "--max-rejected"]
)
def test_help_shows_an_example_of_every_option(option: str) -> None:
    examples = run("--help").stdout.partition("Options:")[0]
    assert option in examples
