"""The PDF says what the page says, runs nothing, and is the same everywhere."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from aftershock.reporting.page import Explorer, Page, Section, Table
from aftershock.reporting.pdf import render_pdf
from aftershock.reporting.pdf.document import MOST_ROWS, ZERO_WIDTH
from aftershock.reporting.text import one_line

from ...hostile import HOSTILE
from ..example_page import example_page

ROOT = Path(__file__).resolve().parents[3]
LATIN = [text for text in HOSTILE if all(letter < "\u0590" for letter in text)]


@cache
def read(*, simulated: bool = False) -> Any:
    return PdfReader(io.BytesIO(render_pdf(example_page(simulated=simulated))))


def letters(reader: Any) -> str:
    """Everything printed, without white space: lines are broken where they must."""
    text = "".join(page.extract_text() for page in reader.pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    for mark in (ZERO_WIDTH, "\u00ad"):
        text = text.replace(mark, "")
    return "".join(text.replace("\ufb01", "fi").replace("\ufb00", "ff").split())


def one_table(*rows: str) -> Page:
    table = Table("Rows", "All.", ("text", "number"), (False, True), tuple((row, "1") for row in rows))
    return Page("A day", "Nothing moved.", (Section("tests", "Rows", (table,)),), False)


def test_the_answer_is_on_the_first_page() -> None:
    assert squeezed(example_page().lead) in squeezed(read().pages[0].extract_text())


def test_every_section_has_a_bookmark() -> None:
    titles = [entry.title for entry in flat(read().outline)]
    assert [section.title for section in example_page().body if section.title not in titles] == []


def flat(outline: Any) -> list[Any]:
    """All bookmarks, whatever their depth."""
    return [entry for part in outline for entry in (flat(part) if isinstance(part, list) else [part])]


def test_every_page_says_that_prices_are_simulated() -> None:
    pages = [page.extract_text() for page in read(simulated=True).pages]
    assert len(pages) > 1 and all("SIMULATED" in page for page in pages)


def test_no_page_says_so_of_real_prices() -> None:
    assert "SIMULATED" not in "".join(page.extract_text() for page in read().pages)


def test_every_headline_of_the_key_is_there() -> None:
    text = letters(read())
    marks: Any = next(block for block in example_page().blocks if hasattr(block, "marks"))
    assert [mark.text for mark in marks.marks if squeezed(mark.text) not in text] == []


def test_the_file_names_its_language_and_title_and_no_date() -> None:
    catalog = read().trailer["/Root"]
    assert catalog["/Lang"] == "en" and read().metadata.title == example_page().title
    assert catalog["/MarkInfo"]["/Marked"] and read().metadata.creation_date is None


def test_the_file_keeps_to_the_standard_for_screen_readers() -> None:
    assert b"pdfuaid:part>1<" in read().trailer["/Root"]["/Metadata"].get_data()


def test_a_chart_carries_its_description() -> None:
    bare = render_pdf(example_page())
    told = example_page().figures[0].alt
    assert squeezed(told) in letters(PdfReader(io.BytesIO(bare)))


@pytest.mark.parametrize("text", LATIN, ids=lambda text: text[:20])
def test_a_hostile_text_prints_as_it_is(text: str) -> None:
    printed = letters(PdfReader(io.BytesIO(render_pdf(one_table(text)))))
    assert squeezed(one_line(text)) in printed


@pytest.mark.parametrize("text", [text for text in HOSTILE if text not in LATIN], ids=ascii)
def test_a_text_in_other_scripts_is_set_without_failing(text: str) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(replace(one_table(text), title=text, lead=text, question=text))))
    latin = squeezed("".join(letter for letter in text if letter < "\u0250"))
    assert set(latin) <= set(letters(reader))


def test_nothing_in_the_file_runs_or_leads_out() -> None:
    data = render_pdf(one_table(*HOSTILE))
    assert not any(word in data for word in (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile"))


def test_rows_that_paper_does_not_get_are_told() -> None:
    rows = [f"row {at}" for at in range(1, MOST_ROWS + 3)]
    text = letters(PdfReader(io.BytesIO(render_pdf(one_table(*rows)))))
    assert f"row{MOST_ROWS}1" in text and f"row{MOST_ROWS + 1}1" not in text
    assert squeezed(f"Rows {MOST_ROWS + 1} to {MOST_ROWS + 2} are on the page alone.") in text


def test_the_explorer_is_left_out_with_its_heading() -> None:
    page = example_page()
    more = replace(page, sections=(*page.sections, Section("explorer", "Explore", (Explorer("{}"),))))
    assert render_pdf(more) == render_pdf(page)


def test_the_same_page_gives_the_same_bytes_in_another_zone_and_language() -> None:
    program = (
        "import hashlib\n"
        "from aftershock.reporting.pdf import render_pdf\n"
        "from aftershock.reporting.page import Page\n"
        "print(hashlib.sha256(render_pdf(Page('A', 'B', (), True))).hexdigest())"
    )
    environment = os.environ | {"TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert sha256(render_pdf(Page("A", "B", (), True))).hexdigest() == elsewhere
