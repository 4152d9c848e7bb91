"""The provenance strip."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aftershock import __version__
from aftershock.reporting.build import find
from aftershock.reporting.findings import Findings
from aftershock.reporting.sources import headline_text, provenance
from aftershock.reporting.studyfile import StudyFile, read_study

MakeStudy = Callable[..., Path]


@pytest.fixture
def study() -> StudyFile:
    return read_study(Path(__file__).resolve().parents[2] / "reports/demo/study.toml")


def test_summary_counts_what_was_read_used_and_dropped(study: StudyFile, demo: Findings) -> None:
    assert provenance(study, demo)[0] == (
        "Headlines",
        "fictional, live-blog.txt: 12 read, 12 used, none dropped",
    )


def test_summary_says_that_prices_are_simulated(study: StudyFile, demo: Findings) -> None:
    term, text = provenance(study, demo)[1]
    assert (term, text) == (
        "Prices",
        "simulated, Embedded sample: four daily series 2017-07-03 to 2019-03-29, four of 1h bars 2018-12-03 to "
        "2019-03-29",
    )


def test_rejected_rows_are_counted_by_reason(study: StudyFile, demo: Findings) -> None:
    heads = demo.heads.copy()
    reasons = ["hour 25", "no text", "hour 25"]
    rejected = [{"line": at, "text": "", "reason": reason} for at, reason in enumerate(reasons)]
    heads.attrs = demo.heads.attrs | {"read": 15, "rejected": rejected}
    assert headline_text(study, replace(demo, heads=heads)).endswith("15 read, 12 used, 2 hour 25; 1 no text")


def test_zone_assumption_version_and_settings_are_told(study: StudyFile, demo: Findings) -> None:
    told = dict(provenance(study, demo))
    assert "Europe/Berlin" in told["Time"]
    assert told["Made with"] == f"aftershock {__version__}"
    assert "estimation [-400, -11]" in told["Settings"] and "seed 20190320" in told["Settings"]


@pytest.mark.parametrize("series", ["SPX 1d", "UST10Y 1d", "ZN 1h"])
def test_every_series_has_its_line(study: StudyFile, demo: Findings, series: str) -> None:
    line = dict(provenance(study, demo))[series]
    assert "Embedded sample" in line and "rows read" in line
    assert ("struck" in line) == series.endswith("1d")


def test_what_is_not_available_is_told(study: StudyFile, demo: Findings) -> None:
    assert ("Not available", "No bars.") in provenance(study, replace(demo, gaps=("No bars.",)))


def test_dropped_rows_of_prices_are_told_with_their_reason(make_study: MakeStudy) -> None:
    path = make_study()
    gold = path.parent / "GOLD.csv"
    gold.write_text(gold.read_text(encoding="utf-8") + "2019-03-23,1300.0\n", encoding="utf-8")
    lines = gold.read_text(encoding="utf-8").splitlines()
    gold.write_text("\n".join([lines[0], *sorted(lines[1:])]) + "\n", encoding="utf-8")
    spec = read_study(path)
    told = dict(provenance(spec, find(spec, path.parent, path.parent, lambda _: None)))
    assert "not_a_session 1" in told["GOLD 1d"]
