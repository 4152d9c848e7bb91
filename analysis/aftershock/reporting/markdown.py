"""The report as Markdown: the same words, tables and charts, every text taken literally."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from aftershock.reporting.keyed import key_by_day, key_of_largest
from aftershock.reporting.page import (
    Block,
    Bullets,
    Card,
    Cards,
    Downloads,
    Explorer,
    Facts,
    Figure,
    Heatmap,
    KeyedList,
    Mark,
    Note,
    Notes,
    Page,
    Reports,
    Section,
    Table,
)
from aftershock.reporting.rail import label_numbers
from aftershock.reporting.text import one_line

ALWAYS = re.compile(r"([\\`*_\[\]<>|~&$@])")
"""What can begin markup in the middle of a line, a mention or a formula of GitHub's too."""
ADDRESS = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)")
OPENING = re.compile(r"^(?:([-+=#:])|(\d+)([.)]))")
"""What begins a list, a heading, a rule or a row of dashes at the start of a line."""


def render_markdown(page: Page) -> str:
    r"""Write a report page as Markdown as GitHub reads it.

    Use it where a report is to be read and changed in an editor. The explorer is left out: it needs a browser.

    Parameters
    ----------
    page : Page
        The whole report.

    Returns
    -------
    str
        UTF-8 text. Charts are images where the page knows their files, else their description; every text stands as
        it was, white space aside, and none of it is markup. The same page gives the same text.

    Examples
    --------
    >>> print(render_markdown(Page("A *day*", "Nothing moved.", (), False)))
    # A \*day\*
    <BLANKLINE>
    Nothing moved.
    <BLANKLINE>
    **Timing is not cause.** A move after a headline need not come from it.
    <BLANKLINE>
    """
    opening = [part for section in page.opening for part in section_parts(section)]
    body = [part for section in page.body for part in section_parts(section)]
    parts = [
        f"# {literal(page.title)}",
        f"**SIMULATED.** {literal(page.banner)}" if page.simulated else "",
        literal(page.question),
        literal(page.lead),
        *opening,
        f"**Timing is not cause.** {literal(page.reminder)}.",
        listed(f"**{literal(term)}**: {literal(text)}" for term, text in page.strip),
        *body,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def section_parts(section: Section) -> list[str]:
    """Write a section: heading, words, blocks."""
    blocks = [part for block in section.blocks for part in block_parts(block, section)]
    words = [literal(text) for text in section.words]
    if not any((*blocks, *words)):
        return []
    return [*words, *blocks] if section.opens else [f"## {literal(section.title)}", *words, *blocks]


def block_parts(block: Block, section: Section) -> list[str]:
    """Write a block; one that has the title of its section gets no heading of its own."""
    title = getattr(block, "title", "")
    heading = f"### {literal(title)}" if title and title != section.title else ""
    return [heading, *WRITERS[type(block)](block)]


def cards(block: Cards) -> list[str]:
    """Write the verdicts as a list."""
    return [listed(card_row(card) for card in block.cards)]


def card_row(card: Card) -> str:
    """Write one verdict."""
    return (
        f"**{literal(card.name)}: {literal(card.move)}** ({card.verdict.lower()}). {literal(card.sentence)}"
    )


def table(block: Table) -> list[str]:
    """Write a table with its caption."""
    return [literal(block.caption), grid(block.columns, block.rows, numeric=block.numeric)]


def heatmap(block: Heatmap) -> list[str]:
    """Write a heatmap as a table of its numbers, or of why there is none."""
    columns = (block.heading, *block.columns)
    rows = [
        (f"{label_numbers(row.numbers)} {row.clock} {row.text}", *(cell.told for cell in row.cells))
        for row in block.rows
    ]
    numeric = (False, *(True for _ in block.columns))
    return [literal(block.caption or block.title), grid(columns, rows, numeric=numeric)]


def figure(block: Figure) -> list[str]:
    """Show a chart where its file is known, with its description and its table."""
    images = [path for _, path in block.files if path.endswith(".svg")]
    shown = [f"![{literal(block.alt)}]({path})" for path in images[:1]]
    return [*shown, literal(block.alt), *(table(block.table) if block.table else [])]


def notes(block: Notes) -> list[str]:
    """Write paragraphs on method."""
    return [part for note in block.notes for part in note_parts(note)]


def note_parts(note: Note) -> list[str]:
    """Write one paragraph on method, its formula and its source."""
    formula = f"    {one_line(note.formula)}" if note.formula else ""
    return [f"**{literal(note.title)}.** {literal(note.text)}", formula, literal(note.reference)]


def bullets(block: Bullets) -> list[str]:
    """Write sentences as a list."""
    return [listed(literal(text) for text in block.texts)]


def facts(block: Facts) -> list[str]:
    """Write terms and texts as a list."""
    return [listed(f"**{literal(term)}**: {literal(text)}" for term, text in block.facts)]


def downloads(block: Downloads) -> list[str]:
    """Write the files as links."""
    return [listed(f"[{literal(name)}](<{name}>): {literal(text)}" for name, text in block.files)]


def reports(block: Reports) -> list[str]:
    """Write other reports as links."""
    return [listed(f"[{literal(name)}](<{path}>): {literal(text)}" for name, path, text in block.reports)]


def keyed(block: KeyedList) -> list[str]:
    """Write the headlines behind the numbers: the largest first where they are very many, then day by day."""
    first = [f"**{literal(block.heading)}**", key_rows(key_of_largest(block))] if block.largest else []
    days = [part for day, entries in key_by_day(block) for part in (f"**{literal(day)}**", key_rows(entries))]
    return [*first, *days]


def key_rows(entries: Iterable[tuple[Mark, str, str]]) -> str:
    """Write numbered headlines with both clocks."""
    return listed(
        f"**{mark.number}** {literal(local)} ({literal(utc)} UTC) {literal(mark.text)}"
        for mark, local, utc in entries
    )


def nothing(_: Explorer) -> list[str]:
    """Leave out what needs a browser."""
    return []


WRITERS: Mapping[type[Block], Callable[[Any], list[str]]] = {
    Cards: cards,
    Table: table,
    Heatmap: heatmap,
    Figure: figure,
    Notes: notes,
    Bullets: bullets,
    Facts: facts,
    Downloads: downloads,
    Reports: reports,
    KeyedList: keyed,
    Explorer: nothing,
}


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Sequence[bool]) -> str:
    """Write a table of texts, columns of numbers flush right."""
    rule = ["---:" if right else "---" for right in numeric]
    lines = [map(literal, columns), rule, *(map(literal, row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def listed(rows: Iterable[str]) -> str:
    """Write rows as a list."""
    return "\n".join(f"- {row}" for row in rows)


def literal(text: str) -> str:
    r"""Escape a text so that Markdown prints it as it is, on one line.

    Examples
    --------
    >>> literal("1. <b>Talks</b> | www.a.org"), literal("- a_b"), literal("- 2.1 %".replace("- ", "−"))
    ('1\\. \\<b\\>Talks\\</b\\> \\| www\\.a.org', '\\- a\\_b', '−2.1 %')
    """
    escaped = ADDRESS.sub(r"\\\g<0>", ALWAYS.sub(r"\\\1", one_line(text)))
    return OPENING.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", escaped)
