"""A figure that leaves the page says what it shows, what it is of, and whether its prices are made up."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import matplotlib.pyplot as plt
import pytest

from aftershock.reporting.page import Figure, KeyedList, Mark, Page
from aftershock.reporting.standalone import CREDIT, MANY_MARKS, STAMP, standalone_files

from .example_page import example_page

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def words(svg: str) -> str:
    """Every text of an SVG, in order."""
    return " ".join(unescape(part).strip() for part in re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def standalone_svg(figure: Figure, page: Page) -> str:
    return standalone_files(figure, page, dpi=30)[0]


def standalone_png(figure: Figure, page: Page) -> bytes:
    return standalone_files(figure, page, dpi=50)[1]


def drawn(page: Page) -> str:
    return words(standalone_svg(page.figures[0], page))


def with_key(page: Page, key: KeyedList) -> Page:
    """Put another keyed list beside every figure."""

    def swapped(block: object) -> object:
        return key if isinstance(block, KeyedList) else block

    sections = tuple(
        replace(section, blocks=tuple(map(swapped, section.blocks)))  # type: ignore[arg-type]
        for section in page.sections
    )
    return replace(page, sections=sections)


def test_the_title_stands_over_the_figure() -> None:
    page = example_page()
    assert page.figures[0].title in drawn(page)


def test_the_caption_and_the_report_stand_beneath() -> None:
    page = example_page()
    told = drawn(page)
    assert all(part in told for part in (*page.figures[0].alt.split(), *page.title.split(), CREDIT))


@pytest.mark.parametrize(("simulated", "count"), [(True, 1), (False, 0)])
def test_made_up_prices_are_named_on_top_and_real_ones_are_not(simulated: bool, count: int) -> None:
    assert drawn(example_page(simulated=simulated)).count(STAMP) == count


def test_every_headline_behind_a_number_is_named_with_its_local_time() -> None:
    page = example_page()
    (key,) = (block for block in page.blocks if isinstance(block, KeyedList))
    told = drawn(page)
    assert [mark.number for mark in key.marks if f"{mark.number}: " not in told] == []


def test_of_very_many_headlines_only_the_largest_are_named() -> None:
    page = example_page()
    first = page.figures[0]
    (key,) = (block for block in page.blocks if isinstance(block, KeyedList))
    many = tuple(Mark(at, key.marks[0].instant, f"News {at}") for at in range(1, MANY_MARKS + 2))
    told = words(
        standalone_svg(first, with_key(page, KeyedList(many, key.zone, largest=(7,), heading="Largest")))
    )
    assert re.findall(r"News \d+", told) == ["News 7"]


def test_a_headline_like_a_formula_or_markup_stays_text() -> None:
    page = example_page(headline="$x^2$ <b>bold</b> & $y")
    svg = standalone_svg(page.figures[0], page)
    assert "$x^2$ <b>bold</b> & $y" in words(svg) and "<b>" not in svg


def test_the_same_figure_gives_the_same_bytes() -> None:
    page = example_page()
    first, second = (standalone_png(page.figures[0], page) for _ in range(2))
    assert first == second and first.startswith(PNG_HEAD)


def test_the_picture_is_taller_than_the_bare_figure() -> None:
    page = example_page()
    figure: Figure = page.figures[0]
    across, up = figure.draw("wide").get_size_inches()
    pixels = plt.imread(BytesIO(standalone_png(figure, page)))
    assert pixels.shape[0] / pixels.shape[1] > up / across


def test_the_settings_of_the_reader_are_left_as_they_were() -> None:
    before = dict(plt.rcParams)
    page = example_page()
    standalone_svg(page.figures[0], page)
    assert dict(plt.rcParams) == before
