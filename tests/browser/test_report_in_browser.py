"""The real report in headless Chromium: opened from a file without a network, walked by keys, enlarged, printed."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
OPEN_ALL = "for (const details of document.querySelectorAll('details')) details.open = true"
WIDEST = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
NUMBER_STOPS = """() => {
  const stops = [...document.querySelectorAll("a[href], button, select, summary, [tabindex='0']")]
    .filter(element => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}));
  stops.forEach((element, place) => element.setAttribute("data-stop", place));
  return stops.length;
}"""
FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const there = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [element.getAttribute("data-stop"), seen && there];
}"""
SQUASHED = """() => [...document.querySelectorAll("main table")].flatMap(table =>
  [...table.querySelectorAll("tbody td, tbody th")]
    .filter(cell => cell.getClientRects().length && cell.textContent.trim().split(/\\s+/).length > 3)
    .filter(cell => cell.getBoundingClientRect().height > 1.6 * cell.getBoundingClientRect().width)
    .map(cell => cell.textContent.slice(0, 60)))"""
"""Cells so narrow that they stand far taller than wide."""


def test_it_opens_from_a_file_without_a_network_or_a_word_in_the_console(
    open_page: OpenPage, demo_report: Path
) -> None:
    page = open_page(demo_report)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#explorer-tool")).to_be_visible()


@pytest.mark.parametrize("report", ["demo_report", "days_report", "kit_report"])
@pytest.mark.parametrize("width", [360, 1440])
def test_it_never_scrolls_sideways_with_all_of_it_opened(
    open_page: OpenPage, request: pytest.FixtureRequest, report: str, width: int
) -> None:
    page = open_page(request.getfixturevalue(report), width=width)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(WIDEST) <= width
    assert page.evaluate(SQUASHED) == []


def test_enlarged_to_twice_its_size_it_still_fits(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, width=1280 // 2, height=900 // 2, device_scale_factor=2)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(WIDEST) <= 1280 // 2


def test_letters_twice_as_large_still_fit(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, width=1280)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate(WIDEST) <= 1280


@pytest.mark.parametrize("report", ["demo_report", "days_report"])
def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    open_page: OpenPage, request: pytest.FixtureRequest, report: str
) -> None:
    page = open_page(request.getfixturevalue(report))
    stops = page.evaluate(NUMBER_STOPS)
    walked = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(FOCUSED))
    assert walked == [[str(place), True] for place in range(stops)]


def test_the_first_stop_skips_to_the_report(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_link_of_the_contents_leads_to_its_heading(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report)
    for link in page.locator("nav a").all():
        link.click()
        expect(page.locator(link.get_attribute("href") or "")).to_be_in_viewport()


def test_it_prints_on_paper_with_its_banner_and_its_tables(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, color_scheme="dark")
    shown = page.locator("section:not(.explorer) > h2").all_text_contents()
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [" ".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert len(texts) > 1
    assert "SIMULATED" in texts[0] and all("SIMULATED" in text for text in texts)
    whole = " ".join(texts)
    assert [title for title in shown if " ".join(title.split()) not in whole] == []
    assert "Pick a headline" not in whole


def test_paper_is_light_whatever_the_screen(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 29, 33)"


def test_without_scripts_it_is_complete_but_for_the_explorer(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, java_script_enabled=False)
    expect(page.locator("section.explorer")).to_be_hidden()
    expect(page.locator("nav a[href='#explorer']")).to_be_hidden()
    expect(page.locator("section > h2").last).to_be_visible()
    assert page.locator("main table").count() > 5
    page.locator("summary").first.click()
    expect(page.locator("details table").first).to_be_visible()


def test_nothing_moves_for_readers_who_ask_for_rest(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    moving = "e => getComputedStyle(e).transitionDuration !== '0s' || getComputedStyle(e).scrollBehavior === 'smooth'"
    assert page.evaluate(f"[...document.querySelectorAll('*')].filter({moving}).length") == 0
