"""The files of a report, and the folder they stand in."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import AftershockError
from aftershock.reporting.formats import FORMATS
from aftershock.reporting.glossary import GLOSSARY
from aftershock.reporting.outputs import report_files, with_figure_files, write_files
from aftershock.reporting.summary import StudySummary
from aftershock.typing import FormatName, options

from .example_page import example_page

RESULTS = pd.DataFrame({"asset": ["SPX"], "move": [-0.021]}).reindex(columns=list(GLOSSARY))
SUMMARY = StudySummary(
    title="A day",
    question="What moved?",
    lead="Nothing moved.",
    kind="headlines",
    simulated=False,
    measure="move in one session",
    read=1,
    used=1,
    first="2022-02-17",
    last="2022-02-17",
    verdicts=(),
)
EVERY: tuple[FormatName, ...] = options(FormatName)  # type: ignore[assignment]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return report_files(example_page(), RESULTS, summary=SUMMARY, glossary=GLOSSARY, formats=EVERY)


def manifest(*names: str) -> bytes:
    return json.dumps({"outputs": dict.fromkeys(names, "")}).encode()


def test_the_page_names_every_file_beside_it(files: dict[str, bytes]) -> None:
    page = files["report.html"].decode("utf-8")
    assert [name for name in files if name != "report.html" and f'href="{name}"' not in page] == []


def test_every_file_that_the_page_names_is_written(files: dict[str, bytes]) -> None:
    named = re.findall(r'<a href="([^"#]+)"[^>]* download>', files["report.html"].decode("utf-8"))
    assert set(named) - {"manifest.json"} == set(files) - {"report.html"}


def test_every_figure_is_there_as_a_drawing_a_picture_and_its_data(files: dict[str, bytes]) -> None:
    drawn = {Path(name).suffix for name in files if name.startswith("figures/clock_chart")}
    assert drawn == {".svg", ".png", ".csv"}


def test_no_other_format_is_written_unless_asked_for() -> None:
    written = report_files(example_page(), RESULTS, summary=SUMMARY, glossary=GLOSSARY, formats=())
    assert not {one.file for one in FORMATS.values()} & set(written)


def test_a_page_alone_names_no_files_of_figures() -> None:
    page = example_page()
    assert [figure.files for figure in page.figures] == [()]
    assert [len(figure.files) for figure in with_figure_files(page).figures] == [3]


def test_files_of_an_earlier_build_that_are_not_written_again_are_removed(tmp_path: Path) -> None:
    write_files(tmp_path, {"report.html": b"1", "report.pdf": b"1", "manifest.json": manifest("report.pdf")})
    write_files(tmp_path, {"report.html": b"2", "manifest.json": manifest("report.html")})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["manifest.json", "report.html"]


def test_files_that_the_reader_put_beside_the_report_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for _ in range(2):
        write_files(tmp_path, {"report.html": b"1", "manifest.json": manifest("report.html")})
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["../kept.txt", "/kept.txt", "figures/../../kept.txt", "a/b.txt"])
def test_a_manifest_cannot_have_files_elsewhere_removed(tmp_path: Path, name: str) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    out = tmp_path / "out"
    write_files(out, {"manifest.json": manifest(name)})
    write_files(out, {"manifest.json": manifest()})
    assert (tmp_path / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize("text", [b"", b"not json", b"[]", b'{"outputs": 3}', b'{"outputs": [1]}', b"\xff"])
def test_a_manifest_that_cannot_be_read_stands_for_nothing(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(text)
    write_files(tmp_path, {"manifest.json": b"{}"})
    assert (tmp_path / "manifest.json").read_bytes() == b"{}"


def test_a_build_that_fails_half_way_leaves_no_manifest(tmp_path: Path) -> None:
    write_files(tmp_path, {"manifest.json": manifest()})
    (tmp_path / "figures").write_text("in the way")
    with pytest.raises(AftershockError, match="Choose another folder"):
        write_files(tmp_path, {"figures/a.svg": b"", "manifest.json": manifest()})
    assert not (tmp_path / "manifest.json").exists()
