"""From folders of reports to one page: links lead to them, and what cannot be read is told."""

import shutil
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aftershock.cli import app
from aftershock.errors import AftershockError
from aftershock.reporting.comparison import build_comparison
from aftershock.reporting.summary import read_summary


@pytest.fixture
def reports(tmp_path: Path, demo_report: Path) -> Path:
    """A folder of two built reports."""
    for name in ("one", "two"):
        shutil.copytree(demo_report.parent, tmp_path / "build" / name)
    return tmp_path / "build"


def test_the_page_links_to_every_report(reports: Path) -> None:
    page = build_comparison([reports / "one", reports / "two"], out=reports.parent / "index.html")
    text = page.read_text(encoding="utf-8")
    assert all(f'href="build/{name}/report.html"' in text for name in ("one", "two"))


def test_the_same_reports_give_the_same_bytes(reports: Path) -> None:
    first, second = (
        build_comparison([reports / "one"], out=reports.parent / name).read_bytes()
        for name in ("a.html", "b.html")
    )
    assert first == second


def test_a_report_that_cannot_be_read_is_told_and_listed(reports: Path) -> None:
    (reports / "two" / "summary.json").write_text("{}", encoding="utf-8")
    told: list[str] = []
    page = build_comparison(
        [reports / "one", reports / "two", reports / "three"],
        out=reports.parent / "index.html",
        remark=told.append,
    )
    assert [sentence.split(":")[0] for sentence in told] == ["two/summary.json", "three/summary.json"]
    assert "two/summary.json: is no summary of this version" in page.read_text(encoding="utf-8")


def test_no_report_at_all_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AftershockError, match="Build the report of that study again"):
        build_comparison([tmp_path / "none"], out=tmp_path / "index.html")


def test_no_folder_at_all_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AftershockError, match="Name folders that aftershock report has written"):
        build_comparison([], out=tmp_path / "index.html")


def test_a_report_that_no_link_can_lead_to_is_refused(reports: Path) -> None:
    with pytest.raises(AftershockError, match="is not below the folder of the page"):
        build_comparison([reports / "one"], out=reports / "two" / "index.html")


def test_a_summary_says_what_the_report_says(demo_report: Path) -> None:
    summary = read_summary(demo_report.parent / "summary.json")
    text = unescape(demo_report.read_text(encoding="utf-8"))
    assert summary.lead in text and all(row.move in text for row in summary.verdicts)
    assert summary.simulated and (summary.read, summary.used) == (12, 12)


def test_the_command_prints_the_page_it_wrote(reports: Path) -> None:
    out = reports.parent / "index.html"
    result = CliRunner().invoke(
        app, ["compare", str(reports / "one"), str(reports / "two"), "--out", str(out)]
    )
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")


def test_the_command_names_what_it_left_out(reports: Path) -> None:
    out = reports.parent / "index.html"
    result = CliRunner().invoke(
        app, ["compare", str(reports / "one"), str(reports / "none"), "--out", str(out)]
    )
    assert result.exit_code == 0 and "none/summary.json" in result.stderr
