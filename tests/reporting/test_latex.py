"""Tables for LaTeX hold what the page's tables hold, and no text of them is a command."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalker

from aftershock.reporting.latex import LONG, escaped, latex_tables
from aftershock.reporting.page import Page, Section, Table
from aftershock.reporting.text import one_line

from ..hostile import HOSTILE
from .example_page import example_page

OWN_MARKS = re.compile(
    r"\\text[a-z]+\{\}|\\[{}$&%#_,]|\{[-\[\]*]\}|\\ensuremath\{.*?\}|\\textsuperscript\{2\}|\\hspace\{0pt\}"
)
SYMBOLS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "textasciigrave": "`",
    "textasciicircum": "^",
    "textasciitilde": "~",
}
KNOWN = get_default_latex_context_db()
KNOWN.add_context_category(
    "symbols", macros=[MacroTextSpec(name, mark) for name, mark in SYMBOLS.items()], prepend=True
)
READER = LatexNodes2Text(latex_context=KNOWN, math_mode="text", strict_latex_spaces=True)
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
ASCII = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126))


def read_back(latex: str) -> str:
    """What a reader sees of a piece of LaTeX."""
    return str(READER.latex_to_text(latex)).translate(SPACES)


def one_table(rows: int = 1, *, cell: str = "SPX", title: str = "Moves") -> Page:
    table = Table(title, "In per cent.", ("Asset", "Move"), (False, True), ((cell, "−2.1"),) * rows)
    return Page("A day", "", (Section("tests", "Tests", (table,)),), False)


@given(ASCII.map(one_line))
def test_every_plain_text_reads_as_it_was(text: str) -> None:
    assert read_back(escaped(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_holds_no_command_and_no_mark(text: str) -> None:
    left = OWN_MARKS.sub("", escaped(text))
    assert not set(left) & set("\\{}$&%#_^~<>|\"'`[]*")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_with_a_hostile_cell_stays_whole(text: str) -> None:
    nodes, _, _ = LatexWalker(latex_tables(one_table(cell=text)), tolerant_parsing=False).get_latex_nodes()
    environments = [node.environmentname for node in nodes if hasattr(node, "environmentname")]
    assert environments == ["table"]


def test_every_table_and_heatmap_of_the_page_is_there_once() -> None:
    page, text = example_page(), latex_tables(example_page())
    labels = re.findall(r"\\label\{(.*?)\}", text)
    heatmaps = sum(hasattr(block, "heading") and hasattr(block, "columns") for block in page.blocks)
    assert len(labels) == len(set(labels)) == len(page.tables) + heatmaps


def test_every_row_has_as_many_cells_as_the_head() -> None:
    for body in re.findall(r"\\toprule\n(.*?)\\bottomrule", latex_tables(example_page()), re.DOTALL):
        rows = [line for line in body.splitlines() if line.endswith(r" \\")]
        assert len({line.count(" & ") for line in rows}) == 1


def test_columns_of_numbers_are_flush_right() -> None:
    assert r"\begin{tabular}{lr}" in latex_tables(one_table())


def test_a_minus_sign_is_a_minus_sign() -> None:
    assert r"SPX & \ensuremath{-}2.1 \\" in latex_tables(one_table())


@pytest.mark.parametrize(("rows", "kind"), [(LONG, "tabular"), (LONG + 1, "longtable")])
def test_a_long_table_may_break_over_pages(rows: int, kind: str) -> None:
    assert rf"\begin{{{kind}}}{{lr}}" in latex_tables(one_table(rows))


def test_a_long_column_of_words_is_set_as_paragraphs() -> None:
    assert r"\begin{tabular}{p{0.50\linewidth}r}" in latex_tables(one_table(cell="a long text " * 5))


@pytest.mark.parametrize(("simulated", "count"), [(True, 1), (False, 0)])
def test_captions_say_when_prices_are_simulated(simulated: bool, count: int) -> None:
    page = replace(one_table(), simulated=simulated)
    assert latex_tables(page).count(r"\caption{Simulated prices. Moves") == count
