"""What readers with other eyes and hands meet: axe-core finds nothing, and every text stands out from its ground."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from aftershock.reporting.comparison import build_comparison

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
REPORTS = ("demo_report", "days_report", "hostile_page", "kit_report")
SCREENS = ((360, "light"), (360, "dark"), (1440, "light"), (1440, "dark"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ROWS = 3
"""Rows kept of each table: the others are like them, and axe-core takes long over thousands of cells."""
OPEN_AND_THIN = """rows => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const body of document.querySelectorAll("tbody")) [...body.rows].slice(rows).forEach(row => row.remove());
}"""
RUN_AXE = """([rules, contrast]) => axe.run(document, {
  runOnly: {type: "tag", values: rules}, resultTypes: ["violations", "incomplete"],
  rules: {"color-contrast": {enabled: contrast}},
})"""
SLOW_FROM = 1440
"""The width at which axe-core judges contrast too, which takes it longest; below, every text is judged here alone."""
FAINT_TEXTS = """() => {
  const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const parsed = text => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return {channels: [red, green, blue], alpha: alpha / 255};
  };
  const linear = channel => channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  const luminance = ({channels}) => {
    const [red, green, blue] = channels.map(channel => linear(channel / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const COLOR = /rgba?\\([^)]*\\)|color\\([^)]*\\)/g;
  const opaque = texts => texts.map(parsed).filter(color => color.alpha > 0.99);
  const grounds = element => {
    for (let place = element, found = []; place; place = place.parentElement) {
      const style = getComputedStyle(place);
      found = found.concat(opaque(style.backgroundImage.match(COLOR) || []));
      const plain = opaque([style.backgroundColor]);
      if (plain.length) return found.concat(plain);
      if (place === document.documentElement) return found.concat(parsed("white"));
    }
  };
  const middle = shape => {
    const box = shape.getBoundingClientRect();
    return new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
  };
  const holds = (shape, point) => {
    const inside = point.matrixTransform(shape.getScreenCTM().inverse());
    return shape.isPointInFill(inside);
  };
  const under = text => {
    const found = grounds(text.closest("svg")), point = middle(text);
    for (const shape of text.closest("svg").querySelectorAll("path, rect, circle, text")) {
      if (shape === text) return found;
      const style = getComputedStyle(shape);
      if (shape.tagName === "text" || style.fill === "none" || !holds(shape, point)) continue;
      if (style.fill.startsWith("url") || Number(style.fillOpacity) < 1) continue;
      found.splice(0, Infinity, ...opaque([style.fill]));
    }
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length || element.closest("script, style, title, desc, option")) continue;
    const drawn = element.tagName === "text";
    if (drawn && element.textContent === "SIMULATED") continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const large = !drawn && (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700));
    const ink = parsed(drawn ? style.fill : style.color);
    const worst = Math.min(...(drawn ? under(element) : grounds(element)).map(ground => contrast(ink, ground)));
    if (!(worst >= (large ? 3 : 4.5))) faint.push([element.textContent.slice(0, 40), worst]);
  }
  return faint;
}"""
"""The texts that stand out too little; the watermark is decoration, the banner and the chart's corner say the same."""


@pytest.fixture(scope="module")
def hostile_page(hostile_report: Path) -> Path:
    return hostile_report / "report.html"


@pytest.fixture(scope="module")
def comparison(demo_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that sets a simulated study beside one that says its prices are real."""
    folder = tmp_path_factory.mktemp("comparison")
    for name in ("fiction", "real"):
        shutil.copytree(demo_report.parent, folder / name)
    summary = folder / "real" / "summary.json"
    told = json.loads(summary.read_bytes()) | {"simulated": False}
    summary.write_text(json.dumps(told), encoding="utf-8")
    return build_comparison([folder / "fiction", folder / "real"], out=folder / "index.html")


def opened(open_page: OpenPage, report: Path, width: int, scheme: str) -> Page:
    page = open_page(report, width=width, color_scheme=scheme)
    page.evaluate(OPEN_AND_THIN, ROWS)
    return page


def found_by_axe(page: Page, *, contrast: bool) -> dict[str, Any]:
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(RUN_AXE, [RULES, contrast])
    return found


def told(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(
    ("report", "width", "scheme"),
    [
        *(("demo_report", width, scheme) for width, scheme in SCREENS),
        ("days_report", 360, "light"),
        ("days_report", 1440, "dark"),
        ("hostile_page", 360, "dark"),
        ("hostile_page", 1440, "light"),
        ("kit_report", 360, "light"),
        ("comparison", 360, "dark"),
        ("comparison", 1440, "light"),
    ],
)
def test_axe_finds_nothing_and_every_text_stands_out_from_its_ground(
    open_page: OpenPage, request: pytest.FixtureRequest, report: str, width: int, scheme: str
) -> None:
    page = opened(open_page, request.getfixturevalue(report), width, scheme)
    found = found_by_axe(page, contrast=width >= SLOW_FROM)
    assert told(found["violations"]) == []
    assert {rule["id"] for rule in found["incomplete"]} <= {"color-contrast"}
    assert page.evaluate(FAINT_TEXTS) == []


def test_a_faint_text_would_be_found(open_page: OpenPage, tmp_path: Path) -> None:
    page = tmp_path / "faint.html"
    page.write_text(
        '<!doctype html><html lang="en"><title>x</title><body style="background:#fff">'
        '<p style="color:#777">nearly</p><p style="color:#767676">enough</p>'
        '<svg><rect width="99" height="40" fill="#333"/><text y="20" fill="#444">drawn</text></svg>',
        encoding="utf-8",
    )
    assert [text for text, _ in open_page(page).evaluate(FAINT_TEXTS)] == ["nearly", "drawn"]


def test_axe_would_find_a_picture_without_words(open_page: OpenPage, tmp_path: Path) -> None:
    page = tmp_path / "wordless.html"
    page.write_text(
        "<!doctype html><title>x</title><main><h1>x</h1><svg role=img></svg></main>", encoding="utf-8"
    )
    found = found_by_axe(open_page(page), contrast=False)
    assert {name for name, _ in told(found["violations"])} == {"html-has-lang", "svg-img-alt"}


@pytest.mark.parametrize("report", REPORTS)
def test_every_chart_has_words_and_a_table(
    open_page: OpenPage, request: pytest.FixtureRequest, report: str
) -> None:
    page = open_page(request.getfixturevalue(report))
    figures = page.locator("figure.chart")
    assert figures.count() > 0
    assert page.locator("figure.chart + details table").count() == figures.count()
    assert all(len(words) > 40 for words in page.locator("figure.chart figcaption").all_text_contents())


def test_the_page_names_its_language_and_its_parts(open_page: OpenPage, demo_report: Path) -> None:
    page = open_page(demo_report)
    assert page.locator("html").get_attribute("lang") == "en"
    assert [
        page.locator(name).count() for name in ("body > header", "main", "nav", "body > footer", "h1")
    ] == [1] * 5
