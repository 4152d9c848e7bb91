"""A page as plain data for the typesetter: every text a string, every figure a file, every colour decided."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from aftershock.plots import palette
from aftershock.reporting.keyed import key_by_day, key_of_largest
from aftershock.reporting.page import (
    Block,
    Bullets,
    Cards,
    Cell,
    Downloads,
    Explorer,
    Facts,
    Figure,
    Heatmap,
    KeyedList,
    Mark,
    Notes,
    Page,
    Reports,
    Section,
    Table,
)
from aftershock.reporting.rail import label_numbers
from aftershock.reporting.text import one_line

MOST_ROWS: Final = 300
"""Rows of one table that paper gets; the page has them all, and the PDF says so."""
LONG_WORD: Final = re.compile(r"\S{25}(?=\S)")
ZERO_WIDTH: Final = "\u200b"

Data = dict[str, Any]


def page_data(page: Page) -> Data:
    """Lay out a whole page.

    Parameters
    ----------
    page : Page
        The whole report.

    Returns
    -------
    dict
        What JSON can hold. Texts are on one line, and a word of more than 25 letters may be broken.
    """
    return {
        "title": words(page.title),
        "question": words(page.question),
        "lead": words(page.lead),
        "simulated": page.simulated,
        "banner": words(page.banner),
        "reminder": words(page.reminder),
        "strip": [[words(term), words(text)] for term, text in page.strip],
        "opening": [section_data(section) for section in page.opening],
        "body": [
            section for section in map(section_data, page.body) if section["blocks"] or section["words"]
        ],
        "colors": dict(palette.LIGHT),
    }


def section_data(section: Section) -> Data:
    """Lay out a section; what needs a browser is left out."""
    shown = (block for block in section.blocks if not isinstance(block, Explorer))
    return {
        "title": words(section.title),
        "words": [words(text) for text in section.words],
        "blocks": [block_data(block, section) for block in shown],
    }


def block_data(block: Block, section: Section) -> Data:
    """Lay out a block; one that has the title of its section gets no heading of its own."""
    title = getattr(block, "title", "")
    return {"title": words("" if title == section.title else title)} | WRITERS[type(block)](block)


def cards(block: Cards) -> Data:
    """Lay out the verdicts."""
    return {
        "kind": "cards",
        "cards": [
            {
                "name": words(card.name),
                "move": words(card.move),
                "verdict": card.verdict,
                "sentence": words(card.sentence),
                "stands_out": card.stands_out is True,
            }
            for card in block.cards
        ],
    }


def table(block: Table) -> Data:
    """Lay out a table, with a word on rows that paper does not get."""
    n_rows = len(block.rows)
    more = f"Rows {MOST_ROWS + 1} to {n_rows:,} are on the page alone." if n_rows > MOST_ROWS else ""
    return {
        "kind": "table",
        "name": words(block.title),
        "caption": words(block.caption),
        "columns": [words(column) for column in block.columns],
        "numeric": list(block.numeric),
        "shares": shares(block),
        "rows": [[words(value) for value in row] for row in block.rows[:MOST_ROWS]],
        "more": more,
    }


def shares(block: Table) -> list[float]:
    """Give each column of words a share of the width that goes with what it holds; 0: as wide as its numbers."""
    lengths = [
        max((len(one_line(row[at])) for row in block.rows[:MOST_ROWS]), default=1)
        for at in range(len(block.columns))
    ]
    return [
        0.0 if numeric or length < 12 else min(60.0, float(length)) ** 0.7
        for numeric, length in zip(block.numeric, lengths, strict=True)
    ]


def figure(block: Figure) -> Data:
    """Lay out a figure: its file, what can be seen in it, and its table."""
    return {
        "kind": "figure",
        "file": f"{block.name}.svg",
        "alt": words(block.alt),
        "table": table(block.table) if block.table else None,
    }


def heatmap(block: Heatmap) -> Data:
    """Lay out a heatmap with the colour of every cell."""
    return {
        "kind": "heatmap",
        "caption": words(block.caption or block.title),
        "heading": words(block.heading),
        "columns": [words(column) for column in block.columns],
        "rows": [
            {
                "numbers": label_numbers(row.numbers),
                "clock": words(row.clock),
                "text": words(row.text),
                "cells": [cell_data(cell) for cell in row.cells],
            }
            for row in block.rows[:MOST_ROWS]
        ],
        "more": f"Rows {MOST_ROWS + 1} to {len(block.rows):,} are on the page alone."
        if len(block.rows) > MOST_ROWS
        else "",
    }


def cell_data(cell: Cell) -> Data:
    """Lay out a heatmap cell: its text, its fill and its ink; no fill where there is no number."""
    if cell.value is None or not cell.is_known:
        return {"text": words(cell.text), "fill": None, "ink": palette.LIGHT["muted"]}
    fill = palette.HEAT_LIGHT[palette.heat_step(cell.value) + palette.HEAT_LIMIT]
    return {"text": words(cell.text), "fill": fill, "ink": palette.readable_ink(fill)}


def notes(block: Notes) -> Data:
    """Lay out paragraphs on method."""
    kept = ("title", "text", "formula", "reference")
    return {
        "kind": "notes",
        "notes": [{name: words(getattr(note, name)) for name in kept} for note in block.notes],
    }


def bullets(block: Bullets) -> Data:
    """Lay out sentences."""
    return {"kind": "bullets", "texts": [words(text) for text in block.texts]}


def facts(block: Facts) -> Data:
    """Lay out terms and texts."""
    return {"kind": "facts", "facts": [[words(term), words(text)] for term, text in block.facts]}


def downloads(block: Downloads) -> Data:
    """Lay out the files as terms and texts."""
    return {"kind": "facts", "facts": [[words(name), words(text)] for name, text in block.files]}


def reports(block: Reports) -> Data:
    """Lay out other reports as terms and texts."""
    return {"kind": "facts", "facts": [[words(name), words(text)] for name, _, text in block.reports]}


def keyed(block: KeyedList) -> Data:
    """Lay out the headlines behind the numbers: the largest first where they are very many, then day by day."""
    first = [(block.heading, key_of_largest(block))] if block.largest else []
    groups = first if block.largest else key_by_day(block)
    left = len(block.marks) - len(block.largest)
    return {
        "kind": "key",
        "groups": [{"heading": words(name), "entries": entries(listed)} for name, listed in groups],
        "more": f"The other {left:,} headlines are on the page alone." if block.largest and left else "",
    }


def entries(listed: Iterable[tuple[Mark, str, str]]) -> list[list[str]]:
    """Lay out numbered headlines with both clocks."""
    return [[str(mark.number), local, utc, words(mark.text)] for mark, local, utc in listed]


WRITERS: Mapping[type[Block], Callable[[Any], Data]] = {
    Cards: cards,
    Table: table,
    Figure: figure,
    Heatmap: heatmap,
    Notes: notes,
    Bullets: bullets,
    Facts: facts,
    Downloads: downloads,
    Reports: reports,
    KeyedList: keyed,
}


def words(text: str) -> str:
    """Put a text on one line, and let a word without end be broken.

    Examples
    --------
    >>> words("a  b"), words("x" * 30).replace(ZERO_WIDTH, "|")
    ('a b', 'xxxxxxxxxxxxxxxxxxxxxxxxx|xxxxx')
    """
    return LONG_WORD.sub(lambda found: found[0] + ZERO_WIDTH, one_line(text))
