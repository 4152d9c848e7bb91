"""The explorer in headless Chromium: it runs under the policy of the page, and the page is whole without it."""

import re
from pathlib import Path

import pytest

from aftershock.reporting.build import build_report

pytestmark = pytest.mark.browser
STUDY = Path(__file__).resolve().parents[2] / "reports/demo/study.toml"
DRIVE = """
<script>
addEventListener("load", () => {
  const tool = document.getElementById("explorer-tool");
  const rows = () => [...tool.querySelectorAll("tbody tr")];
  const head = (key) => tool.querySelector('[data-key="' + key + '"]');
  const numbers = () => rows().map((row) => Number(row.cells[0].textContent));
  const told = { shown: !tool.closest("section").hidden, rows: rows().length };
  told.charts = tool.querySelectorAll(".plot canvas").length;
  head("number").click();
  told.down = numbers().join();
  const button = rows()[0].querySelector("button");
  button.click();
  told.title = tool.querySelector("h3").textContent.startsWith("No. " + numbers()[0] + ":");
  told.pressed = tool.querySelectorAll('[aria-pressed="true"]').length;
  told.sorted = tool.querySelector('[aria-sort="descending"]').textContent.trim();
  const filter = tool.querySelector("#explorer-certain");
  filter.value = "counted";
  filter.dispatchEvent(new Event("change"));
  told.certain = rows().length;
  document.body.setAttribute("data-told", JSON.stringify(told));
});
</script>
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_report(STUDY, out=tmp_path_factory.mktemp("demo"), prices="sample")


@pytest.fixture(scope="module")
def told(browse, report: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the page says after it was sorted, picked from and filtered; its policy is lifted for the driver alone."""
    import html
    import json

    text = report.read_text(encoding="utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text).replace(
        "</body>", DRIVE + "</body>"
    )
    page = tmp_path_factory.mktemp("driven") / "page.html"
    page.write_text(text, encoding="utf-8")
    run = browse(page, "--dump-dom")
    found = re.search(r'data-told="([^"]*)"', run.stdout)
    assert found, run.stderr[-800:]
    parsed: dict[str, object] = json.loads(html.unescape(found.group(1)))
    return parsed


def test_it_runs_under_the_policy_without_a_word_in_the_console(browse, report: Path) -> None:
    run = browse(report, "--dump-dom")
    assert "CONSOLE" not in run.stderr
    assert re.search(r'<section class="explorer" aria-labelledby="explorer">', run.stdout)


def test_without_scripts_it_is_hidden(report: Path) -> None:
    assert '<section class="explorer" aria-labelledby="explorer" hidden>' in report.read_text(
        encoding="utf-8"
    )


def test_every_headline_is_listed_and_every_asset_drawn(told: dict[str, object]) -> None:
    assert told["shown"] is True
    assert told["rows"] == 12
    assert int(str(told["charts"])) >= 3


def test_a_heading_sorts_the_list(told: dict[str, object]) -> None:
    numbers = [int(one) for one in str(told["down"]).split(",")]
    assert numbers == sorted(numbers, reverse=True)
    assert str(told["sorted"]).startswith("No.")


def test_a_headline_that_is_picked_is_named_and_pressed(told: dict[str, object]) -> None:
    assert told["title"] is True and told["pressed"] == 1


def test_a_filter_leaves_fewer_headlines(told: dict[str, object]) -> None:
    assert int(str(told["certain"])) < 12
