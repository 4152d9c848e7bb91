"""The command line as a user and a script meet it: results on one stream, the rest on the other, codes to rely on."""

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from aftershock import __version__
from aftershock.cli import app, as_options
from aftershock.headlines import read_headlines
from aftershock.markets import sample_folder

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT / "../shared/data"
DEMO = ROOT / "reports" / "demo" / "study.toml"
PAGE = (
    "All times CET:\n\nTalks <resume> (3:15 a.m.)\n\nEnvoys meet (3 a.m.)\n\n=cmd() breaks off (7:32 p.m.)\n"
)
HEAVY = {"pandas", "numpy", "matplotlib", "scipy", "yfinance", "statsmodels", "jinja2", "lxml"}


def run(*arguments: object) -> Any:
    """Run the command in this process; errors that are no one's to mend come through."""
    return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)


def run_apart(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell does."""
    command = [sys.executable, "-m", "aftershock.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120)


def refusal(result: Any) -> str:
    """What a refused command says; nothing else may be on either stream, and the code is 1."""
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    *stages, last = result.stderr.strip().partition("error: ")
    assert all(line.endswith(" ...") or line == "error: " for line in "".join(stages).splitlines())
    return last


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Path]:
    """Copy the embedded study without its bars, changed as a test wants it."""

    def make(*changes: tuple[str, str]) -> Path:
        folder = tmp_path / "reports" / "mine"
        folder.mkdir(parents=True)
        for file in sample_folder().iterdir():
            shutil.copy(file, folder / file.name)
        text = DEMO.read_text(encoding="utf-8").replace("../../data/sample/", "").replace('"sample"', '"."')
        text = re.sub(r"^bars = .*\n", "", text, flags=re.MULTILINE)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / "study.toml").write_text(text, encoding="utf-8")
        return folder / "study.toml"

    return make


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["report", "--help"], ["headlines", "-h"]])
def test_help_teaches_by_example(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert "For example:\n\n" in result.stdout
    assert re.search(r"^ +aftershock (report|headlines) \S+", result.stdout, re.MULTILINE)
    assert result.stderr == ""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["report", "--help"], ["headlines", "--help"], ["--version"]]
)
def test_help_answers_without_the_numerical_libraries(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom aftershock.cli import main\n"
        f"sys.argv = ['aftershock', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "print('LOADED', *sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split("LOADED")[1].split()}
    assert loaded & HEAVY == set()


def test_help_tells_the_exit_codes() -> None:
    assert "Exit codes: 0 done, 1" in run("--help").stdout


def test_version() -> None:
    assert run("--version").stdout == f"aftershock {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["reprot"],
        ["report"],
        ["headlines"],
        ["headlines", "x", "--format", "xml"],
        ["report", "x", "--colour"],
    ],
)
def test_wrong_usage_is_code_2_and_goes_to_stderr(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


def test_table_shows_instant_printed_time_zone_and_text(page: Path) -> None:
    result = run("headlines", page, "--date", "2022-02-18")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2022-02-17 18:32Z     7:32 p.m.  Europe/Berlin  =cmd() breaks off",
        "2022-02-18 02:00Z        3 a.m.  Europe/Berlin  Envoys meet",
        "2022-02-18 02:15Z     3:15 a.m.  Europe/Berlin  Talks <resume>",
    ]
    assert result.stderr.startswith(
        "3 entries read, 3 used. Printed times are read as local time in Europe/Berlin"
    )


def test_csv_can_be_read_again_with_the_same_instants(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "headlines.csv"
    out.write_text(run("headlines", page, "--date", "2022-02-18", "--format", "csv").stdout, encoding="utf-8")
    first, again = read_headlines(page, date="2022-02-18"), read_headlines(out)
    same = ["instant", "uncertainty", "zone", "flags", "raw_time"]
    pd.testing.assert_frame_equal(again[same], first[same])
    assert again["headline"].tolist() == ["'=cmd() breaks off", "Envoys meet", "Talks <resume>"]


def test_csv_of_a_csv_is_the_same_csv(page: Path, tmp_path: Path) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    once.write_text(
        run("headlines", page, "--date", "2022-02-18", "--format", "csv").stdout, encoding="utf-8"
    )
    twice.write_text(run("headlines", once, "--format", "csv").stdout, encoding="utf-8")
    assert once.read_text(encoding="utf-8") == twice.read_text(encoding="utf-8")


def test_json_is_one_object_a_line_with_iso_instants(page: Path) -> None:
    lines = run("headlines", page, "--date", "2022-02-18", "--format", "json").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["instant"] for row in rows] == [
        "2022-02-17T18:32:00Z",
        "2022-02-18T02:00:00Z",
        "2022-02-18T02:15:00Z",
    ]
    assert rows[0]["headline"] == "=cmd() breaks off"
    assert rows[2]["uncertainty"] == "60s"


def test_seconds_of_an_instant_survive_csv_and_json(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("instant,headline\n2022-02-17T09:10:30.250Z,Talks\n", encoding="utf-8")
    for layout in ("csv", "json"):
        assert "2022-02-17T09:10:30.250000Z" in run("headlines", table, "--format", layout).stdout


def test_codes_that_steer_a_terminal_are_not_printed(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("instant,headline\n2022-02-17T09:10Z,\x1b[31mTalks\n", encoding="utf-8")
    assert "\x1b" not in run("headlines", table).stdout


def test_rejected_rows_are_listed_on_stderr_and_the_others_printed(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("All times CET:\n\nTalks (25:10)\n\nEnvoys meet (3:40 p.m.)\n", encoding="utf-8")
    result = run("headlines", path, "--date", "2022-02-18")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    warning, summary, rejected = result.stderr.splitlines()
    assert warning.startswith("warning: 1 of 2 entries was rejected: line 3, 'Talks (25:10)'")
    assert "attrs" not in warning
    assert summary.startswith("2 entries read, 1 used.")
    assert rejected == ("rejected: line 3: 'Talks (25:10)': time '25:10' has hour 25, which is outside 0-23")


def test_page_with_no_readable_time_is_refused_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("All times CET:\n\nTalks (25:10)\n", encoding="utf-8")
    assert "hour 25" in refusal(run("headlines", path, "--date", "2022-02-18"))


def test_clocks_of_12_and_24_hours_on_one_page_are_flagged(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("All times CET:\n\nTalks (15:10)\n\nMore talks (2:40 p.m.)\n", encoding="utf-8")
    lines = run("headlines", path, "--date", "2022-02-18").stdout.splitlines()
    assert lines[0] == "2022-02-18 13:40Z     2:40 p.m.  Europe/Berlin  More talks"
    assert lines[1] == "2022-02-18 14:10Z         15:10  Europe/Berlin  Talks  [mixed_clock]"


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        (
            "A page\n\nwith nothing on it\n",
            ["--date", "2022-02-18"],
            "No entries were found. An entry is a line",
        ),
        (PAGE, [], "Pass --date, the local calendar day of the newest entry, e.g. --date '2022-02-18'."),
        (PAGE, ["--date", "18/02/2022"], "date is '18/02/2022'; it must be a calendar day as ISO"),
        (PAGE, ["--date", "2022-02-18", "--zone", "Mars/Base"], "Zone 'Mars/Base' is unknown."),
        ("All times XYZ:\n\nTalks (3:10 p.m.)\n", ["--date", "2022-02-18"], "Zone 'XYZ' is unknown."),
        ("Talks (3:10 p.m.)\n", ["--date", "2022-02-18"], "--zone"),
        ("", [], "page.txt is empty."),
        ("time,headline\n2022-02-17 09:10,Talks\n", [], "pass --zone, e.g. --zone 'CET'"),
        ("title,link\nTalks,x\n", ["--read-as", "table"], "The table lacks a column 'instant' (or 'time')"),
    ],
)
def test_headlines_that_cannot_be_read_are_refused_in_a_sentence(
    tmp_path: Path, text: str, options: list[str], told: str
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    assert told in refusal(run("headlines", path, *options))


@pytest.mark.parametrize("name", ["nowhere.txt", "."])
def test_missing_headline_file_is_named(tmp_path: Path, name: str) -> None:
    assert refusal(run("headlines", tmp_path / name)).startswith("No file can be read at")


def test_parameters_are_spelt_as_options() -> None:
    assert as_options("update=1; zone='CET' was not needed") == "update=1; --zone 'CET' was not needed"


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is an errno of its own there")
def test_reader_that_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    rows = [f"2022-02-17T09:10:{at % 60:02d}Z,{'x' * 200}" for at in range(2000)]
    table.write_text("\n".join(["instant,headline", *rows]) + "\n", encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "aftershock.cli", "headlines", str(table), "--format", "csv"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_report_prints_the_page_it_wrote_and_its_stages_apart(
    study: Callable[..., Path], tmp_path: Path
) -> None:
    result = run("report", study(), "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stdout == f"{tmp_path / 'out' / 'report.html'}\n"
    assert result.stderr.splitlines()[:2] == ["starting ...", "reading the headlines ..."]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "figures",
        "manifest.json",
        "report.html",
        "results.csv",
        "results.json",
        "results.parquet",
        "summary.json",
    ]


def test_report_writes_the_formats_asked_for(study: Callable[..., Path], tmp_path: Path) -> None:
    run("report", study(), "-q", "--out", tmp_path / "out", "--format", "latex", "--format", "markdown")
    assert {"tables.tex", "report.md"} <= {file.name for file in (tmp_path / "out").iterdir()}


def test_report_goes_beside_the_folder_of_its_study_by_default(study: Callable[..., Path]) -> None:
    path = study()
    run("report", path, "--quiet")
    assert (path.parents[1] / "build" / "mine" / "report.html").is_file()


def test_quiet_prints_nothing(study: Callable[..., Path], tmp_path: Path) -> None:
    result = run("report", study(), "-q", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_quiet_still_prints_errors(tmp_path: Path) -> None:
    assert refusal(run("report", tmp_path / "study.toml", "-q")).startswith("There is no study file")


def test_errors_of_a_real_process_are_a_sentence_without_a_traceback(tmp_path: Path) -> None:
    done = run_apart("report", "study.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "starting ...\nerror: There is no study file 'study.toml'; give the path of a study.toml, or make one: "
        "aftershock new NAME.\n"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("[clock]\n", "[clock]\nprcie = 'last'\n"),
            "the key [clock] prcie is unknown; did you mean 'price'?",
        ),
        (("title = ", "titel = "), "the key [study] titel is unknown; did you mean 'title'?"),
        (('"GOLD", "WTI"]', '"GOLDD", "WTI"]'), "Asset 'GOLDD' is unknown. Did you mean GOLD"),
        (("[study]", "[study"), "is not valid TOML"),
        (('end = "2019-03-29"', 'end = "2019-03-01"'), "0 of 12 headlines fall inside the prices of SPX"),
        (("fictional = true", "fictional = false"), "real headlines are never shown with simulated prices"),
        (("live-blog.txt", "blog.txt"), "No file can be read at"),
        (('date = "2019-03-21"\n', ""), "Pass date, the local calendar day"),
        (("[-400, -11]", "[-11, -400]"), "estimation (-11, -400) ends before it starts"),
        (("[-400, -11]", "[-400, 0]"), "reaches into window [0, 0]"),
    ],
)
def test_study_that_cannot_be_built_is_refused_in_a_sentence(
    study: Callable[..., Path], tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert told in refusal(run("report", study(change), "--out", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ("smaple", "--prices is 'smaple'; allowed are 'yahoo', 'sample', 'store', 'store:NAME', a folder"),
        ("no/such/folder", "The folder 'no/such/folder' of prices does not exist."),
    ],
)
def test_unknown_prices_are_refused(
    study: Callable[..., Path], tmp_path: Path, prices: str, told: str
) -> None:
    assert told in refusal(run("report", study(), "--out", tmp_path / "out", "--prices", prices))


def test_folder_without_a_description_is_told_what_to_write(
    study: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    told = refusal(run("report", study(), "--out", tmp_path / "out", "--prices", tmp_path / "empty"))
    assert "has no prices.toml" in told and "[[series]]" in told


def test_folder_that_cannot_be_written_to_is_refused(study: Callable[..., Path]) -> None:
    path = study()
    assert refusal(run("report", path, "--out", path)).startswith("cannot write to ")


def test_warning_of_a_report_is_a_sentence_on_stderr(study: Callable[..., Path], tmp_path: Path) -> None:
    path = study()
    blog = path.parent / "live-blog.txt"
    blog.write_text(blog.read_text(encoding="utf-8") + "\nA lost entry (25:10)\n", encoding="utf-8")
    result = run("report", path, "--quiet", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.fullmatch(r"warning: 1 of 13 entries was rejected: .*hour 25.*\n", result.stderr)
    assert "A lost entry (25:10)" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_warnings_of_other_libraries_are_not_the_users(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def noisy(*arguments: object, **options: object) -> pd.DataFrame:
        warnings.warn("an inner matter", DeprecationWarning, stacklevel=1)
        return read_headlines(page, date="2022-02-18")

    monkeypatch.setattr("aftershock.headlines.read_headlines", noisy)
    assert "an inner matter" not in run("headlines", page).stderr


@pytest.mark.kit
@pytest.mark.skipif(not KIT.is_dir(), reason="the market data kit is not beside the checkout")
def test_oil_below_zero_is_refused_with_what_to_declare(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "instant,headline\n2020-04-20T14:00Z,Storage fills\n", encoding="utf-8"
    )
    text = f"""
[study]
title = "Oil below zero"
[headlines]
file = "list.csv"
[prices]
description = "{ROOT / "tests/kit/prices.toml"}"
start = "2019-06-03"
end = "2020-04-30"
[assets]
sessions = ["WTI", "GOLD"]
"""
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    told = refusal(run("report", tmp_path / "study.toml", "--prices", KIT, "--out", tmp_path / "out"))
    assert told.startswith("WTI is -37.63 on 2020-04-20; a log return needs prices above zero.")
    assert '[assets.declare.WTI] like = "WTI"' in told
