"""The workbook holds numbers as numbers and texts as texts, and nothing in it runs."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from aftershock.reporting.excel import (
    MOST_LETTERS,
    MOST_NAME,
    RESERVED,
    excel_cell,
    excel_workbook,
    sheet_name,
)
from aftershock.reporting.glossary import GLOSSARY
from aftershock.reporting.page import Page, Section, Table
from aftershock.reporting.text import printable

from ..hostile import HOSTILE
from .example_page import example_page

ROOT = Path(__file__).resolve().parents[2]
RESULTS = pd.DataFrame(
    {
        "headline": ["Talks", "=1+1"],
        "asset": ["SPX", "GOLD"],
        "instant": [pd.Timestamp("2022-02-17T09:10Z"), pd.NaT],
        "rank": [3.0, float("nan")],
        "move": [-0.0212, 0.0163],
    }
)


def opened(page: Page, results: pd.DataFrame = RESULTS) -> Any:
    return load_workbook(io.BytesIO(excel_workbook(page, results, glossary=GLOSSARY)))


def one_table(rows: Sequence[str]) -> Page:
    table = Table("Rows", "All.", ("text",), (False,), tuple((row,) for row in rows))
    return Page("A day", "Nothing moved.", (Section("tests", "Rows", (table,)),), False)


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_numbers_are_numbers_and_instants_are_told_in_utc() -> None:
    assert cells(opened(example_page())["Results"])[1] == ["Talks", "SPX", "2022-02-17T09:10:00Z", 3, -0.0212]


def test_missing_is_empty() -> None:
    assert cells(opened(example_page())["Results"])[2][2:4] == [None, None]


def test_every_column_is_explained() -> None:
    listed = dict(cells(opened(example_page())["Glossary"])[1:])
    assert listed == {name: GLOSSARY[name] for name in RESULTS}


def test_the_first_sheet_has_the_answer_and_every_verdict() -> None:
    page = example_page()
    told = [value for row in cells(opened(page)["Report"]) for value in row]
    cards: Any = next(iter(page.blocks))
    assert {page.lead, *(card.verdict for card in cards.cards)} <= set(told)


@pytest.mark.parametrize(("simulated", "first"), [(True, "SIMULATED"), (False, "Study")])
def test_simulated_prices_are_named_first(simulated: bool, first: str) -> None:
    assert opened(example_page(simulated=simulated))["Report"]["A1"].value == first


def test_every_table_and_the_data_of_every_chart_have_a_sheet() -> None:
    page, book = example_page(), opened(example_page())
    heatmaps = sum(hasattr(block, "heading") and hasattr(block, "columns") for block in page.blocks)
    assert len(book.sheetnames) == 3 + len(page.tables) + heatmaps + len(page.figures)


def test_the_numbers_of_a_heatmap_are_numbers() -> None:
    page = example_page()
    heat: Any = next(
        block for block in page.blocks if hasattr(block, "heading") and hasattr(block, "columns")
    )
    sheet = opened(page)[sheet_name(heat.title, taken=set())]
    values = [value for row in cells(sheet)[1:] for value in row[3:]]
    assert any(isinstance(value, float) for value in values) and any(
        isinstance(value, str) for value in values
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    cell = opened(one_table([text]))["Rows"]["A2"]
    seen = cell.value.removeprefix("'")
    assert (seen, cell.data_type, cell.hyperlink) == (printable(text.replace("\r\n", "\n")), "s", None)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text[0] in "=+-@"])
def test_a_text_like_a_formula_stays_one_when_saved_as_csv(text: str) -> None:
    assert opened(one_table([text]))["Rows"]["A2"].value == f"'{text}"


def test_a_text_too_long_for_a_cell_says_how_long_it_was() -> None:
    held = excel_cell("x" * (MOST_LETTERS + 1))
    assert len(held) == MOST_LETTERS and held.endswith("… (32,768 letters in all)")


def test_a_text_that_just_fits_is_whole() -> None:
    assert excel_cell("x" * MOST_LETTERS) == "x" * MOST_LETTERS


@pytest.mark.parametrize("title", ["[a]:b*c?d/e\\f", "'quoted'", "", "x" * 80, "History"])
def test_a_sheet_gets_a_name_that_excel_takes(title: str) -> None:
    name = sheet_name(title, taken=set(RESERVED))
    assert 0 < len(name) <= MOST_NAME and not set(name) & set("[]:*?/\\'") and name.lower() != "history"


@pytest.mark.parametrize("text", ["+1.6 %", "-2.1", "+1,234.5 bp"])
def test_a_printed_number_gets_no_apostrophe(text: str) -> None:
    assert excel_cell(text) == text


def test_sheets_of_one_title_have_names_of_their_own() -> None:
    taken: set[str] = set()
    for _ in range(12):
        taken.add(sheet_name("The same long title of many tables", taken=taken).lower())
    assert len(taken) == 12


def test_the_same_page_gives_the_same_bytes_in_another_zone() -> None:
    program = (
        "import hashlib, pandas as pd\n"
        "from aftershock.reporting.excel import excel_workbook\n"
        "from aftershock.reporting.page import Page\n"
        "frame, told = pd.DataFrame({'asset': ['SPX']}), {'asset': 'Symbol.'}\n"
        "made = excel_workbook(Page('A', 'B', (), True), frame, glossary=told)\n"
        "print(hashlib.sha256(made).hexdigest())"
    )
    environment = os.environ | {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "7"}
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    here = excel_workbook(
        Page("A", "B", (), True), pd.DataFrame({"asset": ["SPX"]}), glossary={"asset": "Symbol."}
    )
    assert sha256(here).hexdigest() == elsewhere
