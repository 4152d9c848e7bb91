"""The page in a real browser: no sideways scrolling, styles let through, both modes, paper."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from aftershock.plots.palette import DARK, LIGHT, channels

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
WIDTHS = (320, 360, 640, 1280)
CHARTS_AND_LETTERS = """() => {
  const shown = element => element.getBoundingClientRect().width > 0;
  const size = text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
  return {
    charts: [...document.querySelectorAll("figure svg")].filter(shown).length,
    letters: Math.min(...[...document.querySelectorAll("figure svg text")].filter(shown).map(size)),
  };
}"""
NEAR = 3
SMALLEST_LETTERS = 9.5


@pytest.fixture
def file(written: str, tmp_path: Path) -> Path:
    page = tmp_path / "page.html"
    page.write_text(written, encoding="utf-8")
    return page


def picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def is_near(pixel: tuple[int, ...], color: str) -> bool:
    wanted = [round(255 * channel) for channel in channels(color)]
    return all(abs(part - goal) <= NEAR for part, goal in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(open_page: OpenPage, file: Path, width: int) -> None:
    assert open_page(file, width=width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_one_version_of_the_chart_is_shown_with_letters_that_can_be_read(
    open_page: OpenPage, file: Path, width: int
) -> None:
    found = open_page(file, width=width).evaluate(CHARTS_AND_LETTERS)
    assert found["charts"] == 1
    assert width == min(WIDTHS) or found["letters"] >= SMALLEST_LETTERS


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_page_follows_the_screen(open_page: OpenPage, file: Path, scheme: str, palette) -> None:
    image = picture(open_page(file, color_scheme=scheme))
    assert is_near(image.getpixel((2, 600)), palette["paper"])
    assert is_near(image.getpixel((2, 4)), palette["simulated"])


def test_it_prints_all_of_its_appendix(open_page: OpenPage, file: Path, written: str) -> None:
    without = file.with_name("without.html")
    without.write_text(re.sub(r"<details>.*?</details>", "", written, flags=re.DOTALL), encoding="utf-8")
    pages = [len(re.findall(rb"/Type\s*/Page\b", open_page(one).pdf())) for one in (file, without)]
    assert pages[0] > pages[1]
