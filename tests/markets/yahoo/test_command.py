"""The whole command against a server on this machine that speaks Yahoo's chart interface."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

HERE = Path(__file__).resolve().parent
SERVER = SimpleNamespace(**runpy.run_path(str(HERE / "server.py")))
Run = Callable[..., subprocess.CompletedProcess[str]]

STUDY = """
[study]
title = "Three markets"

[headlines]
file = "headlines.csv"

[prices]
source = "yahoo"
start = "2021-06-01"
end = "2022-03-04"

[assets]
sessions = ["SPX", "GOLD", "WTI"]

[sessions]
estimation = [-100, -11]
min_estimation = 60
"""
HEADLINES = (
    "instant,headline\n2022-02-17T14:10:00Z,A headline of this test\n2022-02-22T09:30:00Z,Another one\n"
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command as a shell does, with yfinance pointed at a server."""
    apart = {
        "YF_DISABLE_CURL_CFFI": "1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "AFTERSHOCK_HOME": str(tmp_path / "home"),
        "PYTHONWARNINGS": "ignore",
    }

    def command(server: Any, *arguments: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, str(HERE / "runner.py"), server.address, *map(str, arguments)]
        return subprocess.run(
            line, capture_output=True, text=True, cwd=tmp_path, env=os.environ | apart, timeout=300
        )

    return command


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Path]:
    """Write a study of three assets, with additions."""

    def write(more: str = "") -> Path:
        folder = tmp_path / "reports" / "three"
        folder.mkdir(parents=True)
        (folder / "study.toml").write_text(
            STUDY.replace("[sessions]", f"{more}\n[sessions]"), encoding="utf-8"
        )
        (folder / "headlines.csv").write_text(HEADLINES, encoding="utf-8")
        return folder / "study.toml"

    return write


def page(study: Path) -> str:
    return (study.parent.parent / "build" / "three" / "report.html").read_text(encoding="utf-8")


def test_report_on_prices_from_yahoo(run: Run, study: Callable[..., Path]) -> None:
    path = study()
    with SERVER.exchange() as server:
        done = run(server, "report", path, "--prices", "yahoo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("report.html")
    funds = {"GLD", "USO"}
    assert {symbol for symbol, _ in server.asked} == {"^GSPC", "GC=F", "CL=F"} | funds
    assert "asking Yahoo for daily prices of GOLD ..." in done.stderr
    assert "Yahoo Finance" in page(path)


def test_one_of_three_refused_for_ever_is_named_and_the_others_are_had(
    run: Run, study: Callable[..., Path]
) -> None:
    path = study()
    with SERVER.exchange("GC=F") as server:
        done = run(server, "report", path, "--prices", "yahoo")
    assert done.returncode == 0, done.stderr
    assert "Yahoo limits the rate: waiting 60 s before asking for GOLD again ..." in done.stderr
    written = page(path)
    assert "No daily prices of GOLD." in written
    assert "daily prices of GOLD (GC=F) from 2021-06-01 to 2022-03-04 were asked for 4 times" in written
    assert "WTI" in written


def test_all_refused_is_an_error_within_one_budget_of_waiting(run: Run, study: Callable[..., Path]) -> None:
    path = study()
    with SERVER.exchange("^GSPC", "GC=F", "CL=F") as server:
        done = run(server, "report", path, "--prices", "yahoo")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "error: 3 of 3 assets have no prices: [SPX] Yahoo limits the rate" in done.stderr
    waits = [
        float(line.split()[5]) for line in done.stderr.splitlines() if "waiting" in line.partition("error")[0]
    ]
    assert sum(waits) == pytest.approx(175.0)
    assert "Traceback" not in done.stderr


def test_bars_that_yahoo_no_longer_keeps_are_explained_and_the_sessions_are_had(
    run: Run, study: Callable[..., Path]
) -> None:
    path = study('bars = ["SPY"]')
    text = path.read_text(encoding="utf-8").replace(
        'end = "2022-03-04"', 'end = "2022-03-04"\nbar_interval = "1min"'
    )
    path.write_text(text, encoding="utf-8")
    with SERVER.exchange() as server:
        done = run(server, "report", path)
    assert done.returncode == 0, done.stderr
    assert "1min bars of 2021-06-01 to 2022-03-04 no longer exist at Yahoo, which keeps them 30 days" in page(
        path
    )
    assert {interval for _, interval in server.asked} == {"1d"}


def test_server_that_is_not_there_is_told_from_a_limit(run: Run, study: Callable[..., Path]) -> None:
    path = study()
    with SERVER.exchange() as server:
        pass
    done = run(server, "report", path, "--prices", "yahoo")
    assert done.returncode == 1
    assert "Yahoo could not be reached (ConnectionError" in done.stderr
    assert "waiting" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def data(run: Run) -> Run:
    """Run ``aftershock data``, where there is such a command."""
    with SERVER.exchange() as server:
        if run(server, "data", "--help").returncode:
            pytest.skip("this version has no command 'aftershock data'")
    return lambda server, *arguments: run(server, "data", *arguments)


def last_days() -> tuple[str, str, str, str]:
    """Options for ten days of bars that Yahoo still has."""
    end = pd.Timestamp.now("UTC").normalize() - pd.Timedelta(days=2)
    start = end - pd.Timedelta(days=9)
    return "--start", str(start.date()), "--end", str(end.date())


@pytest.mark.parametrize("verb", ["pull", "collect"])
def test_data_stores_what_is_had_and_names_what_is_refused(data: Run, tmp_path: Path, verb: str) -> None:
    dates = last_days() if verb == "pull" else ()
    with SERVER.exchange("TLT") as server:
        done = data(server, verb, "SPY", "TLT", "IEF", "--interval", "5min", *dates)
    assert done.returncode == 0, done.stderr
    assert "TLT" in done.stdout + done.stderr
    assert "Yahoo limits the rate" in done.stdout + done.stderr
    held = {"SPY", "TLT", "IEF"} & {part for path in tmp_path.rglob("*.parquet") for part in path.parts}
    assert held == {"SPY", "IEF"}


@pytest.mark.parametrize("verb", ["pull", "collect"])
def test_data_fails_when_nothing_could_be_had(data: Run, verb: str) -> None:
    dates = last_days() if verb == "pull" else ()
    with SERVER.exchange("SPY", "TLT") as server:
        done = data(server, verb, "SPY", "TLT", "--interval", "5min", *dates)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_collecting_twice_changes_nothing(data: Run, tmp_path: Path) -> None:
    with SERVER.exchange() as server:
        first = data(server, "collect", "SPY", "--interval", "5min")
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
        second = data(server, "collect", "SPY", "--interval", "5min")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert before
    assert {path: path.read_bytes() for path in before} == before
