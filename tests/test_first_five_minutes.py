"""From nothing to a report of one's own: the commands of the README, and only the edits they ask for."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from aftershock.cli import app
from aftershock.markets import sessions

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = re.search(r"## A report of your own in five minutes\n(.*?)\n## ", README, re.DOTALL)
ASSETS = {"spx": 2800.0, "Gold_daily": 1300.0, "WTI": 60.0}
HEADLINES = """\
time,zone,headline
2019-03-20T14:40:00Z,,A strait is closed
2019-03-23 11:05,CET,"Talks begin, ministers say"
"""


def readme_commands() -> list[list[str]]:
    assert SECTION is not None
    lines = re.findall(r"^    (aftershock .*)$", SECTION[1], re.MULTILINE)
    return [shlex.split(line) for line in lines]


def run(command: Sequence[str]) -> Any:
    assert command[0] == "aftershock"
    return CliRunner().invoke(app, list(command[1:]), catch_exceptions=False)


def complaint(command: Sequence[str]) -> str:
    """What a refused command says after its stages."""
    result = run(command)
    assert (result.exit_code, result.stdout) == (1, "")
    return str(result.stderr.partition("error: ")[2])


def words(page: Path) -> str:
    """What a page says, without its style."""
    return re.sub(r"<style.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def write_prices(folder: Path) -> None:
    """A walk a file, as people keep them: one date, one close, a name that says what it is."""
    folder.mkdir()
    rng = np.random.default_rng(7)
    days = sessions("NYSE", "2017-03-01", "2019-03-29")
    for name, level in ASSETS.items():
        close = level * np.exp(np.cumsum(rng.normal(0, 0.01, len(days))))
        table = pd.DataFrame({"Date": days.strftime("%Y-%m-%d"), "Close": close.round(4)})
        table.to_csv(folder / f"{name}.csv", index=False)


def paste(study: Path, told: str) -> list[str]:
    """Write every line that a message shows as key = "value" in place of the empty one."""
    text, keys = study.read_text(encoding="utf-8"), re.findall(r'(\w+) = "([^"]*)"', told)
    for key, value in keys:
        text, count = re.subn(rf'^{key} = ""', f'{key} = "{value}"', text, flags=re.MULTILINE)
        assert count == 1, key
    study.write_text(text, encoding="utf-8")
    return [key for key, _ in keys]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder outside the checkout, with a folder of price files in it."""
    monkeypatch.chdir(tmp_path)
    write_prices(tmp_path / "my-prices")
    return tmp_path


def test_readme_shows_a_way_with_own_prices_and_one_without_any() -> None:
    assert readme_commands() == [
        ["aftershock", "new", "strait", "--prices", "my-prices"],
        ["aftershock", "report", "strait/study.toml"],
        ["aftershock", "new", "tour", "--prices", "sample"],
        ["aftershock", "report", "tour/study.toml"],
    ]


def test_own_headlines_and_prices_become_a_page_in_the_four_runs_that_the_readme_promises(desk: Path) -> None:
    new, report, *_ = readme_commands()
    study = desk / "strait" / "study.toml"

    made = run(new)
    assert made.exit_code == 0
    assert made.stdout.split() == ["strait/study.toml", "strait/headlines.csv", "strait/prices.toml"]
    assert made.stderr.splitlines()[-1] == f"next: {shlex.join(report)}"

    told = complaint(report)
    assert "the title is empty. Write into [study]" in told and "run the same command again" in told
    assert paste(study, told) == ["title"]

    told = complaint(report)
    assert "headlines.csv: lines 2 and 3 are still the starter's" in told
    assert "Write your headlines instead" in told and "run the same command again" in told
    (desk / "strait" / "headlines.csv").write_text(HEADLINES, encoding="utf-8")

    told = complaint(report)
    assert (
        "the 2 headlines run from 2019-03-20 to 2019-03-23" in told and "run the same command again" in told
    )
    assert paste(study, told) == ["start", "end", "bars_start"]

    done = run(report)
    assert done.exit_code == 0
    page = Path(done.stdout.strip())
    assert page == desk / "build" / "strait" / "report.html"
    assert "Talks begin, ministers say" in words(page) and "simulated" not in words(page).lower()
    assert "note: 3 of 6 headline x asset pairs: The market was shut" in done.stderr


def test_made_up_headlines_on_the_sample_build_at_once_and_are_marked(desk: Path) -> None:
    *_, new, report = readme_commands()
    assert run(new).exit_code == 0
    done = run(report)
    assert done.exit_code == 0
    assert "simulated" in words(Path(done.stdout.strip())).lower()


@pytest.fixture
def begun(desk: Path) -> Path:
    """A study that lacks nothing but what a test takes away."""
    run(["aftershock", "new", "strait", "--prices", "my-prices"])
    study = desk / "strait" / "study.toml"
    paste(study, 'title = "A strait is closed"')
    (desk / "strait" / "headlines.csv").write_text(HEADLINES, encoding="utf-8")
    paste(study, 'start = "2017-03-20" end = "2019-04-02" bars_start = "2018-11-20"')
    return study


REPORT = ["aftershock", "report", "strait/study.toml"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2019-03-20 14:40,,Closed", "pass zone, e.g. zone = 'CET'. (zone is a key of [headlines]"),
        ("03/04/2019 14:40,CET,Closed", "date_order = 'day_first' or 'month_first'"),
        ("2019-03-20 14:40,CST,Closed", "ambiguous = {'CST' = 'America/Chicago'}"),
        ("2019-03-20 14:40,CET,Closed, he said", "quote the text"),
        ("2019-04-01 14:40,CET,Closed", "The prices end on 2019-03-29 though the study asks for them until 2019-04-02"),
        ("2017-03-21 14:40,CET,Closed", None),
        ("2016-03-21 14:40,CET,Closed", 'start = "2014-03-22"\n    end = "2016-03-31"'),
        ("", "but no rows below it. Add rows."),
    ],
)  # fmt: skip
def test_headlines_that_do_not_fit_are_answered_with_what_to_write(
    begun: Path, line: str, told: str | None
) -> None:
    (begun.parent / "headlines.csv").write_text(f"time,zone,headline\n{line}\n", encoding="utf-8")
    if told is None:
        done = run(REPORT)
        assert done.exit_code == 0
        assert "Let [prices] start earlier, or shorten [sessions] estimation." in done.stderr
    else:
        assert told in complaint(REPORT)


def test_missing_list_of_headlines_is_named_with_where_it_belongs(begun: Path) -> None:
    (begun.parent / "headlines.csv").unlink()
    assert "Put the list there, or name another." in complaint(REPORT)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("sample", "--prices FOLDER for price files of your own"),
        ("my-price", "--prices is 'my-price'; allowed are 'yahoo'"),
        ("./my-price", "The folder './my-price' of prices does not exist"),
    ],
)
def test_prices_that_cannot_be_had_are_answered_with_those_that_can(
    begun: Path, source: str, told: str
) -> None:
    assert told in complaint([*REPORT, "--prices", source])


def test_folder_without_a_description_is_answered_with_the_command_that_drafts_one(begun: Path) -> None:
    begun.write_text(begun.read_text().replace('description = "prices.toml"', ""), encoding="utf-8")
    assert "'aftershock new NAME --prices FOLDER' drafts one" in complaint(REPORT)


def test_text_without_quotes_is_answered_with_where_they_belong(begun: Path) -> None:
    begun.write_text(begun.read_text().replace('"A strait is closed"', "A strait"), encoding="utf-8")
    assert "texts stand between double quotes" in complaint(REPORT)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("strait", "which is a folder; give the file in it: strait/study.toml"),
        ("elsewhere", "or make one: aftershock new NAME"),
    ],
)
def test_wrong_path_of_a_study_is_answered_with_the_right_one(begun: Path, given: str, told: str) -> None:
    assert told in complaint(["aftershock", "report", given])


@pytest.mark.skipif(shutil.which("make") is None, reason="GNU make is not installed")
def test_make_new_is_the_same_command_in_a_clone(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    os.utime(tmp_path / "pyproject.toml", (1, 1))
    command = tmp_path / ".venv" / "bin" / "aftershock"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "$*"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / ".venv" / ".core").write_text(f"{tmp_path}\n", encoding="utf-8")
    made = subprocess.run(
        ["make", "--no-print-directory", "new", "STUDY=strait", "PRICES=my-prices"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert made.stdout == "new strait --folder reports --prices my-prices\n"
