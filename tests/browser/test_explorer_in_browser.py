"""The explorer in headless Chromium, driven by mouse, keys and finger: it picks, filters and sorts, and stays quiet."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
HEADLINES = 12
ASSETS = 4


def tool(page: Page) -> Locator:
    return page.locator("#explorer-tool")


def rows(page: Page) -> Locator:
    return tool(page).locator("tbody tr")


def column(page: Page, place: int) -> list[str]:
    return tool(page).locator(f"tbody tr > :nth-child({place})").all_text_contents()


def heading(page: Page, key: str) -> Locator:
    return tool(page).locator(f'[data-key="{key}"]')


def choose(page: Page, control: str, label: str) -> None:
    tool(page).get_by_label(control, exact=True).select_option(label=label)


@pytest.fixture
def page(open_page: OpenPage, demo_report: Path) -> Page:
    return open_page(demo_report)


def test_every_headline_is_listed_and_every_asset_drawn(page: Page) -> None:
    expect(rows(page)).to_have_count(HEADLINES)
    expect(tool(page).locator(".plot:has(canvas)")).to_have_count(ASSETS)
    expect(page.locator("nav a[href='#explorer']")).to_be_visible()


def test_a_headline_that_is_picked_is_named_pressed_and_gets_the_focus(page: Page) -> None:
    button = rows(page).nth(4).locator("button")
    words = button.text_content()
    button.click()
    expect(tool(page).locator("h3")).to_have_text(f"No. 5: {words}")
    expect(tool(page).locator('[aria-pressed="true"]')).to_have_text([words or ""])
    expect(tool(page).locator("#explorer-detail")).to_be_focused()
    assert all(text.endswith(".") for text in tool(page).locator(".words").all_text_contents())


def test_the_charts_follow_the_headline_that_is_picked(page: Page) -> None:
    plot = tool(page).locator(".plot").first
    rows(page).first.locator("button").click()
    page.wait_for_timeout(200)
    before = plot.screenshot()
    rows(page).last.locator("button").click()
    page.wait_for_timeout(200)
    assert plot.screenshot() != before


def test_a_small_p_value_is_written_as_one(page: Page) -> None:
    heading(page, "times").click()
    rows(page).first.locator("button").click()
    words = " ".join(tool(page).locator(".words").all_text_contents()).replace("\u00a0", " ")
    assert "p < 0.001 alone" in words and "= <" not in words


def test_previous_and_next_walk_along_the_list(page: Page) -> None:
    rows(page).first.locator("button").click()
    tool(page).get_by_role("button", name="Next in the list").click()
    expect(tool(page).locator("h3")).to_contain_text("No. 2:")
    tool(page).get_by_role("button", name="Previous in the list").click()
    expect(tool(page).locator("h3")).to_contain_text("No. 1:")


@pytest.mark.parametrize(("key", "place"), [("number", 1), ("instant", 1), ("text", 3)])
def test_a_heading_sorts_the_list_and_says_so(page: Page, key: str, place: int) -> None:
    order = int if place == 1 else str
    found = {}
    for _ in range(2):
        heading(page, key).click()
        state = heading(page, key).locator("xpath=..").get_attribute("aria-sort")
        found[state] = [order(text) for text in column(page, place)]
    assert found == {
        "ascending": sorted(found["ascending"]),
        "descending": sorted(found["ascending"], reverse=True),
    }
    expect(tool(page).locator('[aria-sort]:not([aria-sort="none"])')).to_have_count(1)
    expect(heading(page, key)).to_be_focused()


def test_the_largest_moves_come_first_when_sorted_by_size(page: Page) -> None:
    heading(page, "times").click()
    place = tool(page).locator("thead th").count() - 2
    sizes = [float(text.split()[0]) for text in column(page, place) if text != "–"]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) > 1


def test_a_filter_by_theme_leaves_the_headlines_of_that_theme(page: Page) -> None:
    themes = tool(page).get_by_label("Theme", exact=True)
    name = themes.locator("option").nth(1).text_content() or ""
    themes.select_option(label=name)
    shown = column(page, 4)
    assert 0 < len(shown) < HEADLINES
    assert all(name in text.split(", ") for text in shown)
    expect(tool(page).get_by_role("status")).to_contain_text(f"{len(shown)} of {HEADLINES} headlines")


def test_a_filter_by_asset_shows_that_asset_alone(page: Page) -> None:
    choose(page, "Asset", "Gold")
    place = 5
    assert set(column(page, place)) == {"Gold"}
    expect(rows(page)).to_have_count(HEADLINES)


def test_a_filter_by_significance_leaves_the_small_p_values(page: Page) -> None:
    choose(page, "Asset", "Gold")
    choose(page, "Show", "p < 0.05 alone")
    place = tool(page).locator("thead th").count() - 1
    shares = [float(text.lstrip("<")) for text in column(page, place)]
    assert len(shares) < HEADLINES and all(share < 0.05 for share in shares)


def test_arrow_keys_walk_along_the_list_and_enter_picks(page: Page) -> None:
    rows(page).first.locator("button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(rows(page).nth(1).locator("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tool(page).locator("h3")).to_contain_text("No. 2:")


def test_a_tap_picks_a_headline(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report, width=360, height=740, has_touch=True, is_mobile=True)
    rows(page).nth(2).locator("button").tap()
    expect(tool(page).locator("h3")).to_contain_text("No. 3:")
    expect(tool(page).locator("h3")).to_be_in_viewport()


def test_a_screen_that_turns_dark_turns_the_charts_dark(page: Page) -> None:
    plot = tool(page).locator(".plot").first
    page.wait_for_timeout(200)
    light = plot.screenshot()
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    assert plot.screenshot() != light
