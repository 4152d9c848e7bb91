"""The Markdown of a page says what the page says, and no text of it is markup."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from aftershock.reporting.markdown import literal, render_markdown
from aftershock.reporting.outputs import with_figure_files
from aftershock.reporting.page import Explorer, Page, Section, Table
from aftershock.reporting.text import one_line

from ..hostile import HOSTILE
from .example_page import example_page


def rendered(text: str) -> str:
    """Render as GitHub does: tables, strikethrough, and HTML let through."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def paragraph(text: str) -> str:
    """What a reader sees of a text that stands alone."""
    found = re.fullmatch(r"<p>(.*)</p>\n", rendered(literal(text)), re.DOTALL)
    return unescape(found[1]) if found else f"not a paragraph: {rendered(literal(text))}"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_prints_as_it_is(text: str) -> None:
    assert paragraph(text) == one_line(text)


@given(st.text(min_size=1).map(one_line).filter(bool))
def test_every_text_prints_as_it_is(text: str) -> None:
    assert paragraph(text) == text


@given(st.text(alphabet="\\`*_{}[]()<>#+-.!|~&$=:1 \t@/ab", min_size=1).map(one_line).filter(bool))
def test_texts_made_of_marks_print_as_they_are(text: str) -> None:
    assert paragraph(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_cell_stays_one_cell(text: str) -> None:
    table = Table("S", "C", ("a", "b"), (False, True), ((text, "1"),))
    page = Page("T", "L", (Section("tests", "S", (table,)),), False)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", rendered(render_markdown(page)), re.DOTALL)
    assert [unescape(cell) for cell in cells] == [one_line(text), "1"]


def test_the_answer_comes_before_the_sections() -> None:
    page, text = example_page(), render_markdown(example_page())
    assert text.index(literal(page.title)) < text.index(literal(page.lead)) < text.index("## ")


def test_simulated_prices_are_named_above_the_answer() -> None:
    text = render_markdown(example_page(simulated=True))
    assert 0 < text.index("**SIMULATED.**") < text.index(literal(example_page().lead))


def test_real_prices_are_not_called_simulated() -> None:
    assert "SIMULATED" not in render_markdown(example_page())


def test_every_verdict_is_told_in_words() -> None:
    told = re.findall(r"\((stands out from noise|within noise|not judged)\)", render_markdown(example_page()))
    cards: Any = next(iter(example_page().blocks))
    assert told == [card.verdict.lower() for card in cards.cards]


def test_every_headline_of_the_key_is_there() -> None:
    text = words(rendered(render_markdown(example_page())))
    marks: Any = next(block for block in example_page().blocks if hasattr(block, "marks"))
    assert [mark.text for mark in marks.marks if one_line(mark.text) not in text] == []


def test_every_table_has_its_rows() -> None:
    page = example_page()
    rows = rendered(render_markdown(page)).count("<tr>")
    heat: Any = next(
        block for block in page.blocks if hasattr(block, "columns") and hasattr(block, "heading")
    )
    expected = [table.rows for table in page.tables] + [heat.rows]
    assert rows == sum(len(part) + 1 for part in expected)


def test_a_chart_is_an_image_where_its_file_is_known() -> None:
    page = example_page()
    assert "](figures/clock_chart.svg)" in render_markdown(with_figure_files(page))
    assert "![" not in render_markdown(page)


def test_the_explorer_is_left_out_with_its_heading() -> None:
    page = example_page()
    more = replace(page, sections=(*page.sections, Section("explorer", "Explore", (Explorer("{}"),))))
    assert render_markdown(more) == render_markdown(page)
