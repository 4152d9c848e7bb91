"""The tables of a report for LaTeX, set with booktabs, every text taken literally."""

import re
from collections.abc import Sequence
from typing import Final

from aftershock.reporting.page import Figure, Heatmap, Page, Section, Table
from aftershock.reporting.rail import label_numbers
from aftershock.reporting.text import one_line

LONG: Final = 30
"""Rows beyond which a table may break over pages."""
WORDY: Final = 28
"""Letters beyond which a column of words is set as paragraphs."""
PREAMBLE: Final = r"""% Tables of a report of aftershock. Include them with \input{tables.tex}; the preamble needs
%   \usepackage{booktabs,longtable,array,amssymb,textcomp}
% and, for pdfLaTeX, \usepackage[T1]{fontenc}. Texts in scripts other than Latin need XeLaTeX or LuaLaTeX and a font."""
MARKS: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": r"{-}",
    "[": r"{[}",
    "]": r"{]}",
    "*": r"{*}",
    "\u2212": r"\ensuremath{-}",
    "\u2013": r"\textendash{}",
    "\u2014": r"\textemdash{}",
    "\u2018": r"\textquoteleft{}",
    "\u2019": r"\textquoteright{}",
    "\u201c": r"\textquotedblleft{}",
    "\u201d": r"\textquotedblright{}",
    "\u2026": r"\textellipsis{}",
    "\u00a0": r"~",
    "\u202f": r"\,",
    "\u200b": r"\hspace{0pt}",
    "\u00d7": r"\ensuremath{\times}",
    "\u00b1": r"\ensuremath{\pm}",
    "\u2264": r"\ensuremath{\leq}",
    "\u2265": r"\ensuremath{\geq}",
    "\u00b2": r"\textsuperscript{2}",
    "\u20ac": r"\texteuro{}",
    "\u03c3": r"\ensuremath{\sigma}",
    "\u2605": r"\ensuremath{\bigstar}",
}
"""How each mark that LaTeX reads, or may not know, is written; the hyphen so that two do not become a dash."""


def latex_tables(page: Page) -> str:
    r"""Write the tables and heatmaps of a report for LaTeX.

    Use it for a paper: the numbers arrive with their captions and labels, to be cut to what the paper needs.

    Parameters
    ----------
    page : Page
        The whole report.

    Returns
    -------
    str
        UTF-8 text to be included with ``\input``: booktabs tables, those of more than 30 rows as longtable, each
        with the label ``tab:SECTION`` or ``tab:SECTION-N``. Columns of numbers are flush right. The same page gives
        the same text.

    Examples
    --------
    >>> table = Table("Moves", "In per cent.", ("Asset", "Move"), (False, True), (("S&P 500", "−2.1"),))
    >>> print(latex_tables(Page("A day", "", (Section("tests", "Tests", (table,)),), False)).splitlines()[-4])
    S\&P 500 & \ensuremath{-}2.1 \\
    """
    parts = [PREAMBLE, *(part for section in page.sections for part in section_tables(section, page))]
    return "\n\n".join(parts) + "\n"


def section_tables(section: Section, page: Page) -> list[str]:
    """Write the tables of a section, numbered where there are several."""
    found = [table for block in section.blocks for table in tables_of(block)]
    notice = "Simulated prices. " if page.simulated else ""
    labels = [f"tab:{section.name}" + (f"-{at}" if len(found) > 1 else "") for at in range(1, len(found) + 1)]
    return [written(table, label=label, notice=notice) for table, label in zip(found, labels, strict=True)]


def tables_of(block: object) -> list[Table]:
    """List the tables in a block: itself, the one behind a chart, or a heatmap laid out as one."""
    if isinstance(block, Figure):
        return [block.table] if block.table else []
    if isinstance(block, Heatmap):
        return [heat_table(block)]
    return [block] if isinstance(block, Table) else []


def heat_table(heatmap: Heatmap) -> Table:
    """Lay out a heatmap as a table of its numbers, or of why there is none."""
    rows = (
        (label_numbers(row.numbers), row.clock, row.text, *(cell.told for cell in row.cells))
        for row in heatmap.rows
    )
    return Table(
        title=heatmap.title,
        caption=heatmap.caption,
        columns=("No.", "Time", heatmap.heading, *heatmap.columns),
        numeric=(False, False, False, *(True for _ in heatmap.columns)),
        rows=tuple(rows),
    )


def written(table: Table, *, label: str, notice: str = "") -> str:
    """Write one table, over several pages where it is long."""
    told = f"{notice}{table.title}. {table.caption}" if table.caption else f"{notice}{table.title}"
    caption = rf"\caption{{{escaped(told)}}}\label{{{label}}}"
    columns, head = column_types(table), row_text(table.columns)
    body = "\n".join(row_text(row) for row in table.rows)
    if len(table.rows) > LONG:
        top = f"\\toprule\n{head}\n\\midrule"
        return (
            f"\\begin{{longtable}}{{{columns}}}\n{caption} \\\\\n{top}\n\\endfirsthead\n{top}\n\\endhead\n"
            f"\\bottomrule\n\\endfoot\n{body}\n\\end{{longtable}}"
        )
    return (
        f"\\begin{{table}}\n\\centering\n{caption}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n{head}\n\\midrule\n"
        f"{body}\n\\bottomrule\n\\end{{tabular}}\n\\end{{table}}"
    )


def column_types(table: Table) -> str:
    """Choose the type of each column: numbers flush right, long words as paragraphs that share the width."""
    longest = [
        max((len(one_line(row[at])) for row in table.rows), default=0) for at in range(len(table.columns))
    ]
    wordy = [not numeric and letters > WORDY for numeric, letters in zip(table.numeric, longest, strict=True)]
    share = 0.5 / max(1, sum(wordy))
    kinds = zip(table.numeric, wordy, strict=True)
    return "".join(
        "r" if numeric else rf"p{{{share:.2f}\linewidth}}" if words else "l" for numeric, words in kinds
    )


def row_text(cells: Sequence[str]) -> str:
    """Write one row."""
    return " & ".join(map(escaped, cells)) + r" \\"


def escaped(text: str) -> str:
    r"""Write a text so that LaTeX sets it as it is, on one line.

    Examples
    --------
    >>> escaped("50 % of $1 -- {a_b}")
    '50 \\% of \\$1 {-}{-} \\{a\\_b\\}'
    """
    return re.sub(r"(?s).", lambda found: MARKS.get(found[0], found[0]), one_line(text))
