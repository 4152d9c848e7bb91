"""Headlines that try to be more than text stay text in every file that a report writes beside its page."""

import io
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from pylatexenc.latexwalker import LatexWalker
from pypdf import PdfReader

from aftershock.reporting.text import one_line, printable

from ..hostile import HOSTILE, QUESTION, TITLE

RUNS = (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile")


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("\ufb01", "fi").split())


@pytest.fixture(scope="module")
def rendered(hostile_report: Path) -> str:
    text = (hostile_report / "report.md").read_text(encoding="utf-8")
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


@pytest.fixture(scope="module")
def workbook(hostile_report: Path) -> Any:
    return load_workbook(io.BytesIO((hostile_report / "report.xlsx").read_bytes()))


def test_markdown_makes_no_element_of_a_headline(rendered: str) -> None:
    made = set(re.findall(r"</?([a-z0-9]+)", rendered))
    allowed = "h1 h2 h3 p ul ol li strong em code pre table thead tbody tr th td img a br".split()
    assert made <= set(allowed)


def test_markdown_links_to_the_files_beside_it_alone(rendered: str) -> None:
    links = re.findall(r'(?:href|src)="([^"]*)"', rendered)
    assert links and [link for link in links if not re.fullmatch(r"(figures/)?\w+\.\w+", link)] == []


def test_no_cell_of_the_workbook_runs_or_leads_out(workbook: Any) -> None:
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_the_workbook_has_every_headline_as_it_was(workbook: Any) -> None:
    told = {one_line(str(cell.value).removeprefix("'")) for cell in workbook["Results"]["D"][1:]}
    assert {one_line(text) for text in HOSTILE} <= told


def test_the_title_and_the_question_are_texts_in_the_workbook(workbook: Any) -> None:
    told = [str(row[1].value).removeprefix("'") for row in workbook["Report"].iter_rows()]
    assert {printable(TITLE), printable(QUESTION)} <= set(told)


def test_latex_stays_whole(hostile_report: Path) -> None:
    text = (hostile_report / "tables.tex").read_text(encoding="utf-8")
    nodes, _, _ = LatexWalker(text, tolerant_parsing=False).get_latex_nodes()
    assert {node.environmentname for node in nodes if hasattr(node, "environmentname")} <= {
        "table",
        "longtable",
    }


def test_nothing_in_the_pdf_runs_or_leads_out(hostile_report: Path) -> None:
    data = (hostile_report / "report.pdf").read_bytes()
    assert [word for word in RUNS if word in data] == []


def test_the_pdf_prints_every_latin_headline_as_it_was(hostile_report: Path) -> None:
    reader = PdfReader(io.BytesIO((hostile_report / "report.pdf").read_bytes()))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    latin = [squeezed(one_line(told)) for told in HOSTILE if max(told) < "\u0250" and len(told) < 200]
    assert latin and [told for told in latin if told not in text] == []


def test_parquet_has_every_headline_as_it_was(hostile_report: Path) -> None:
    table = pq.read_table(hostile_report / "results.parquet", columns=["headline"])
    told = {one_line(text) for text in table.column(0).to_pylist() if text}
    assert {one_line(text) for text in HOSTILE} <= told


@pytest.mark.parametrize("kind", ["svg", "csv"])
def test_figure_files_hold_no_element_or_formula_of_a_headline(hostile_report: Path, kind: str) -> None:
    for file in sorted((hostile_report / "figures").glob(f"*.{kind}")):
        text = file.read_text(encoding="utf-8")
        assert "<script" not in text and "onload=" not in text.replace("&lt;svg onload=", "")
        assert not re.search(r"(?m)^=", text)
