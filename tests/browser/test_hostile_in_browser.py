"""Headlines that try to be more than text, in a real browser: they are read, and nothing is made of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..hostile import HOSTILE, QUESTION, TITLE

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LISTED = 600
"""Characters of a headline that the explorer shows."""
FOREIGN = """() => [...document.querySelectorAll("img, iframe, object, embed, link:not([rel=icon]), form, textarea")]
  .concat([...document.querySelectorAll("*")].filter(element => [...element.attributes].some(
    one => one.name.startsWith("on") || /^\\s*javascript:/i.test(one.value)
  ))).map(element => element.outerHTML.slice(0, 80))"""

TURNING = """all => all.filter(one => /[\\u202e\\u2067\\u0590-\\u07ff]/.test(one.textContent)).length"""


def printed(text: str) -> str:
    """Write a headline as a page shows it: no control characters, white space as single spaces."""
    return " ".join(text.replace("\x1b", "").replace("\x07", "").split())


@pytest.fixture
def page(open_page: OpenPage, hostile_report: Path) -> Page:
    return open_page(hostile_report / "report.html")


def texts(page: Page, selector: str) -> set[str]:
    return {" ".join(text.split()) for text in page.locator(selector).all_text_contents()}


def test_every_headline_is_shown_as_text(page: Page) -> None:
    assert {printed(text) for text in HOSTILE} <= texts(page, ".key .headline")


def test_title_and_question_are_shown_as_text(page: Page) -> None:
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator(".question")).to_have_text(QUESTION)
    assert page.title() == "SIMULATED: " + " ".join(TITLE.split())


def test_the_explorer_shows_every_headline_as_text(page: Page) -> None:
    listed = texts(page, "#explorer-tool tbody button")
    cut = {text if len(text) <= LISTED else text[: LISTED - 1] + "…" for text in map(printed, HOSTILE)}
    assert listed == {" ".join(text.split()) for text in cut}


def test_a_hostile_headline_that_is_picked_is_text_in_the_title(page: Page) -> None:
    for row, text in enumerate(HOSTILE[:4]):
        page.locator("#explorer-tool tbody button").nth(row).click()
        expect(page.locator("#explorer-title")).to_have_text(f"No. {row + 1}: {printed(text)}")


def test_no_element_or_handler_is_made_of_a_headline(page: Page) -> None:
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate(FOREIGN) == []
    assert page.locator("script").count() == 2
    expect(page.locator("body")).to_be_visible()


def test_a_mark_that_turns_writing_ends_with_its_headline(page: Page) -> None:
    names = page.locator(".key .headline, .heat .headline")
    assert set(names.evaluate_all("all => all.map(one => getComputedStyle(one).unicodeBidi)")) == {"isolate"}
    assert page.locator("td:not(:has(bdi))").evaluate_all(TURNING) == 0


@pytest.mark.parametrize("width", [360, 1440])
def test_five_thousand_characters_without_a_space_push_nothing_aside(
    open_page: OpenPage, hostile_report: Path, width: int
) -> None:
    page = open_page(hostile_report / "report.html", width=width)
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
