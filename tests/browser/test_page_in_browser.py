"""The page in a real browser: no sideways scrolling, styles let through, both modes, silent console."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from aftershock.plots.palette import DARK, LIGHT, channels

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 640, 1280)
MEASURE = """
<script>
addEventListener("load", () => parent.postMessage({
  inner: innerWidth,
  scroll: document.documentElement.scrollWidth,
  charts: [...document.querySelectorAll("figure svg")]
    .filter(svg => svg.getBoundingClientRect().width > 0).length,
  letters: Math.min(...[...document.querySelectorAll("figure svg text")]
    .filter(text => text.getBoundingClientRect().width > 0)
    .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)),
}, "*"))
</script>
"""
COLLECT = """
<!doctype html><pre id="found"></pre><script>
const found = [];
addEventListener("message", event => {
  found.push(event.data);
  document.getElementById("found").textContent = JSON.stringify(found);
});
</script>
"""
NEAR = 3
SMALLEST_LETTERS = 9.5


def without_policy(written: str) -> str:
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", written)


@pytest.fixture(scope="module")
def measured(browse, written: str, tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, float]]:
    folder = tmp_path_factory.mktemp("measured")
    copy = without_policy(written).replace("</body>", MEASURE + "</body>")
    (folder / "copy.html").write_text(copy, encoding="utf-8")
    frames = [
        f'<iframe src="copy.html" style="width:{width}px;height:800px;border:0"></iframe>' for width in WIDTHS
    ]
    (folder / "frames.html").write_text(COLLECT + "".join(frames), encoding="utf-8")
    dumped = browse(folder / "frames.html", "--dump-dom", "--window-size=1400,900").stdout
    answer = re.search(r'<pre id="found">(.*?)</pre>', dumped)
    assert answer is not None, dumped[:500]
    return {int(item["inner"]): item for item in json.loads(unescape(answer[1]))}


def screenshot(browse, page: str, folder: Path, *flags: str):
    from PIL import Image

    (folder / "page.html").write_text(page, encoding="utf-8")
    picture = folder / "page.png"
    run = browse(folder / "page.html", f"--screenshot={picture}", "--window-size=1280,900", *flags)
    assert picture.exists(), run.stderr[-800:]
    with Image.open(picture) as image:
        return run, image.convert("RGB")


def is_near(pixel: tuple[int, ...], color: str) -> bool:
    wanted = [round(255 * channel) for channel in channels(color)]
    return all(abs(part - goal) <= NEAR for part, goal in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(measured: dict[int, dict[str, float]], width: int) -> None:
    assert measured[width]["scroll"] <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_one_version_of_the_chart_is_shown(measured: dict[int, dict[str, float]], width: int) -> None:
    assert measured[width]["charts"] == 1


@pytest.mark.parametrize("width", WIDTHS[1:])
def test_the_letters_of_the_chart_can_be_read(measured: dict[int, dict[str, float]], width: int) -> None:
    assert measured[width]["letters"] >= SMALLEST_LETTERS


def test_a_bright_screen_gets_the_light_page_and_the_console_is_silent(browse, written, tmp_path) -> None:
    run, image = screenshot(browse, written, tmp_path)
    assert is_near(image.getpixel((2, 600)), LIGHT["paper"])
    assert is_near(image.getpixel((2, 4)), LIGHT["simulated"])
    assert "CONSOLE" not in run.stderr


def test_a_dark_screen_gets_the_dark_page(browse, written, tmp_path) -> None:
    _, image = screenshot(browse, written, tmp_path, "--blink-settings=preferredColorScheme=0")
    assert is_near(image.getpixel((2, 600)), DARK["paper"])
    assert is_near(image.getpixel((2, 4)), DARK["simulated"])


def test_it_prints_all_of_its_appendix(browse, written, tmp_path) -> None:
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    closed = re.sub(r"<details>.*?</details>", "", written, flags=re.DOTALL)
    (tmp_path / "closed.html").write_text(closed, encoding="utf-8")
    pages = {}
    for name in ("page", "closed"):
        paper = tmp_path / f"{name}.pdf"
        browse(tmp_path / f"{name}.html", f"--print-to-pdf={paper}", "--no-pdf-header-footer")
        pages[name] = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
    assert pages["page"] > pages["closed"]
