"""The report as an Excel workbook: the answer, the results, their meaning, every table and the data of every chart."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from aftershock.reporting.exports import neutralised, plain
from aftershock.reporting.page import Card, Cards, Figure, Heatmap, HeatRow, Page, Table
from aftershock.reporting.text import printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_LETTERS: Final = 32_767
"""Letters that a cell of Excel holds."""
MOST_NAME: Final = 31
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
RESERVED: Final = frozenset({"history"})
"""Names that Excel keeps for itself."""
SIGNED: Final = re.compile(r"[+-][\d.,]+\s?(%|[a-z]*)")
"""A signed number with its unit, as tables print it: nothing that a spreadsheet would run."""
WIDEST: Final = 60
NARROWEST: Final = 9
ROWS_MEASURED: Final = 200
MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The day that a workbook says it was made: always the same, so that the bytes are."""
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def excel_workbook(page: Page, results: pd.DataFrame, *, glossary: Mapping[str, str]) -> bytes:
    """Write a report as an Excel workbook.

    Use it for readers who work in a spreadsheet. The first sheet has the answer and the verdicts, then come results,
    the meaning of their columns, every table of the page and the numbers behind every chart.

    Parameters
    ----------
    page : Page
        The whole report.
    results : DataFrame
        Everything measured, one row a measure; columns of the glossary.
    glossary : mapping of str to str
        What each column means.

    Returns
    -------
    bytes
        Numbers are numbers, instants text in UTC (a date of Excel has no zone), missing cells are empty. No text is a
        formula, a link or a number, and one that begins like a formula has an apostrophe in front, so that it stays
        one when the sheet is saved as CSV. A text too long for a cell ends with the count of letters left out. The
        same input gives the same bytes.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"title": printable(page.title)[:255], "created": MADE})
        sheets = Sheets(book)
        write_report(sheets.add("Report"), page, bold=sheets.bold)
        sheets.grid("Results", list(results.columns), results.astype(object).itertuples(index=False))
        sheets.grid("Glossary", ["column", "meaning"], [(name, glossary[name]) for name in results.columns])
        for block in page.blocks:
            if isinstance(block, Table | Heatmap):
                sheets.table(block)
            elif isinstance(block, Figure):
                sheets.figure(block)
    return file.getvalue()


class Sheets:
    """The sheets of a workbook, with names that are there once."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.names = set(RESERVED)

    def add(self, title: str) -> "Worksheet":
        """Add a sheet under a name made from a title."""
        name = sheet_name(title, taken=self.names)
        self.names.add(name.lower())
        return self.book.add_worksheet(name)

    def grid(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a table to a sheet of its own, its head frozen and ready to be filtered."""
        sheet, listed = self.add(title), [[excel_cell(value) for value in row] for row in rows]
        head = [excel_cell(str(column)) for column in columns]
        for across, value in enumerate(head):
            put(sheet, 0, across, value, self.bold)
        for down, row in enumerate(listed, start=1):
            for across, value in enumerate(row):
                put(sheet, down, across, value)
        for across, width in enumerate(widths(head, listed)):
            sheet.set_column(across, across, width)
        sheet.freeze_panes(1, 0)
        if listed and head:
            sheet.autofilter(0, 0, len(listed), len(head) - 1)

    def table(self, table: Table | Heatmap) -> None:
        """Write a table of the page, or a heatmap with the numbers behind its cells."""
        if isinstance(table, Table):
            self.grid(table.title, table.columns, table.rows)
            return
        rows = (heat_cells(row) for row in table.rows)
        self.grid(table.title, ("Number", "Time", table.heading, *table.columns), rows)

    def figure(self, figure: Figure) -> None:
        """Write the numbers behind a chart, and its table."""
        data = figure.data.astype(object)
        self.grid(f"Data {figure.name}", list(data.columns), data.itertuples(index=False))
        if figure.table is not None:
            self.table(figure.table)


def write_report(sheet: "Worksheet", page: Page, *, bold: Any) -> None:
    """Write the answer, the verdicts and where everything comes from."""
    cards = [card for block in page.blocks if isinstance(block, Cards) for card in block.cards]
    rows: list[tuple[str, ...]] = [
        *([("SIMULATED", page.banner)] if page.simulated else []),
        ("Study", page.title),
        ("Question", page.question),
        ("Answer", page.lead),
        *(("", words) for section in page.opening for words in section.words),
        ("Timing is not cause", f"{page.reminder}."),
        *(card_row(card) for card in cards),
        *page.strip,
    ]
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 20)
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            put(sheet, down, across, excel_cell(text), bold if across == 0 else None)


def card_row(card: Card) -> tuple[str, ...]:
    """Lay out one verdict."""
    return card.name, card.move, card.verdict, card.sentence


def heat_cells(row: HeatRow) -> list[Any]:
    """Lay out a row of a heatmap: what it is of, then numbers, or words why there are none."""
    numbers = ", ".join(map(str, row.numbers))
    return [numbers, row.clock, row.text, *(cell.value if cell.is_known else cell.text for cell in row.cells)]


def excel_cell(value: Any) -> Any:
    """Turn a value into what a cell holds: a number, a text that runs nothing, or None.

    Examples
    --------
    >>> excel_cell("=1+1"), excel_cell("+1.6 %"), excel_cell(float("nan")), excel_cell(2.5)
    ("'=1+1", '+1.6 %', None, 2.5)
    """
    held = plain(value)
    if held is None or isinstance(held, int | float):
        return held
    words = str(held)
    text = printable(words if SIGNED.fullmatch(words) else neutralised(words))
    if len(text) <= MOST_LETTERS:
        return text
    note = f"… ({len(text):,} letters in all)"
    return text[: MOST_LETTERS - len(note)] + note


def put(sheet: "Worksheet", down: int, across: int, value: Any, style: Any = None) -> None:
    """Write one cell as what it is."""
    if isinstance(value, str):
        sheet.write_string(down, across, value, style)
    elif isinstance(value, bool):
        sheet.write_boolean(down, across, value, style)
    elif value is not None:
        sheet.write_number(down, across, value, style)


def widths(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Choose the width of each column from its head and its first rows."""
    longest = [len(str(value)) for value in head]
    for row in rows[:ROWS_MEASURED]:
        longest = [max(most, len(str(value or ""))) for most, value in zip(longest, row, strict=True)]
    return [min(WIDEST, max(NARROWEST, most + 1)) for most in longest]


def sheet_name(title: str, *, taken: set[str]) -> str:
    """Make a name that Excel takes and that no other sheet has.

    Examples
    --------
    >>> sheet_name("Moves: 0/+60 min [%]", taken=set())
    'Moves 0 +60 min %'
    >>> sheet_name("Results", taken={"results"})
    'Results 2'
    """
    words = " ".join(printable(title).translate(FORBIDDEN).split()) or "Sheet"
    for number in range(1, len(taken) + 2):
        tail = f" {number}" if number > 1 else ""
        name = words[: MOST_NAME - len(tail)].rstrip() + tail
        if name.lower() not in taken:
            return name
    raise AssertionError("one of n + 1 names is free of n taken ones")
