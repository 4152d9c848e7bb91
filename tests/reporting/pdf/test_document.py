"""The page as data for the typesetter: whole, on one line, coloured as on screen."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.plots.palette import HEAT_LIGHT, contrast_ratio
from aftershock.reporting.page import Cell, Table
from aftershock.reporting.pdf.document import (
    MOST_ROWS,
    ZERO_WIDTH,
    cell_data,
    page_data,
    shares,
    table,
    words,
)
from aftershock.reporting.text import one_line

from ..example_page import example_page

READABLE = 4.5


def rows(count: int) -> Table:
    return Table("T", "C", ("name", "move"), (False, True), (("A name that is rather long", "1"),) * count)


def test_a_page_is_plain_data() -> None:
    data = page_data(example_page())
    assert json.loads(json.dumps(data)) == data


@given(st.text())
def test_words_lose_nothing_but_white_space(text: str) -> None:
    assert words(text).replace(ZERO_WIDTH, "") == one_line(text).replace(ZERO_WIDTH, "")


def test_a_word_without_end_can_be_broken() -> None:
    assert max(map(len, words("x" * 5000).split(ZERO_WIDTH))) == 25


@pytest.mark.parametrize(
    ("count", "kept", "more"), [(MOST_ROWS, MOST_ROWS, ""), (MOST_ROWS + 2, MOST_ROWS, "Rows 301 to 302")]
)
def test_a_very_long_table_says_what_is_left_out(count: int, kept: int, more: str) -> None:
    data = table(rows(count))
    assert len(data["rows"]) == kept and data["more"].startswith(more) and bool(data["more"]) == bool(more)


def test_columns_of_numbers_are_as_wide_as_their_numbers() -> None:
    first, second = shares(rows(1))
    assert first > 0 and second == 0


@pytest.mark.parametrize(("value", "step"), [(-9.0, 0), (0.0, 4), (2.4, 6), (4.0, 8)])
def test_a_cell_has_the_colour_of_its_step(value: float, step: int) -> None:
    assert cell_data(Cell("x", value, ""))["fill"] == HEAT_LIGHT[step]


@pytest.mark.parametrize("value", [-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
def test_the_number_in_a_cell_can_be_read(value: float) -> None:
    cell = cell_data(Cell("x", value, ""))
    assert contrast_ratio(cell["fill"], cell["ink"]) >= READABLE


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_cell_without_a_number_has_no_colour(value: float | None) -> None:
    assert cell_data(Cell("closed", value, ""))["fill"] is None
