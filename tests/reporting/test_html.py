"""The page is one safe, self-contained, accessible file, and the same page gives the same bytes."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from aftershock.errors import AftershockError
from aftershock.reporting.html import MANY_ROWS, cell_class, environment, render_page, style_hash
from aftershock.reporting.page import (
    Block,
    Bullets,
    Card,
    Cards,
    Cell,
    Chart,
    Downloads,
    Facts,
    Heatmap,
    HeatRow,
    KeyedList,
    Note,
    Notes,
    Page,
    Section,
    Table,
)
from aftershock.reporting.sections.clock_chart import clock_figure
from aftershock.typing import SectionName

HOSTILE = [
    "<script>alert('x')</script>",
    "</style></title></svg><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "$x$ & \"quotes\" 'single' `back`",
    "שלום \u202eעולם\u202c مرحبا",
    "🚢🔥 emoji",
    "long " * 60,
    "x" * 300,
    "two\nlines\tand a tab",
]
NAMES: tuple[SectionName, ...] = ("verdict", "clock_chart", "heatmap", "sessions", "methods")
FRESH = """
import runpy, sys
from hashlib import sha256
from aftershock.reporting.html import render_page
page = runpy.run_path(sys.argv[1])["example_page"]()
print(sha256(render_page(page).encode()).hexdigest(), "matplotlib.pyplot" in sys.modules)
"""


def test_the_same_page_gives_the_same_bytes(example: Page, written: str) -> None:
    assert render_page(example) == written


@pytest.mark.parametrize(("seed", "zone"), [("1", "Pacific/Auckland"), ("4711", "America/New_York")])
def test_a_fresh_interpreter_elsewhere_gives_the_same_bytes(written: str, seed: str, zone: str) -> None:
    example = str(Path(__file__).with_name("example_page.py"))
    place = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-c", FRESH, example], env=place, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [sha256(written.encode()).hexdigest(), "False"]


def test_it_is_well_under_half_a_megabyte(written: str) -> None:
    assert len(written) < 200_000


def test_there_is_no_script_nor_anything_that_could_run(document: html.HtmlElement) -> None:
    assert not document.xpath("//script | //iframe | //object | //embed | //form | //@onload | //@onclick")


def test_nothing_is_loaded_from_outside(document: html.HtmlElement, written: str) -> None:
    assert not document.xpath("//@src | //@srcset | //link[@rel='stylesheet']")
    assert "@import" not in written
    assert written.count("http") == written.count("http-equiv") + written.count("http://www.w3.org/2000/svg")
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", written))


def test_links_stay_within_the_page_or_lead_to_files_beside_it(
    document: html.HtmlElement, example: Page
) -> None:
    (listed,) = [block for block in example.blocks if isinstance(block, Downloads)]
    ids, files = set(document.xpath("//@id")), {name for name, _ in listed.files}
    for href in document.xpath("//a/@href"):
        assert href[1:] in ids if href.startswith("#") else href in files


def test_the_policy_names_every_style_by_its_hash_and_allows_nothing_else(document: html.HtmlElement) -> None:
    policy = document.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    hashes = [
        style_hash(style.text_content()) for style in document.xpath("//style | //*[name()='svg']/style")
    ]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert set(re.findall(r"'sha256-[^']+'", policy)) == set(hashes)
    assert "unsafe" not in policy


def test_no_style_attribute_needs_an_exception_from_the_policy(document: html.HtmlElement) -> None:
    assert not document.xpath("//@style")


def test_ids_are_unique(document: html.HtmlElement) -> None:
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_language_and_landmarks_are_there(document: html.HtmlElement) -> None:
    assert document.get("lang") == "en"
    for landmark in ("header", "main", "nav", "footer"):
        assert len(document.xpath(f"//{landmark}")) == 1


def test_the_first_link_skips_to_the_report(document: html.HtmlElement) -> None:
    assert document.xpath("//a")[0].get("href") == "#" + document.xpath("//main")[0].get("id")


def test_headings_begin_at_one_and_skip_no_level(document: html.HtmlElement) -> None:
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_every_figure_has_alternative_text(document: html.HtmlElement) -> None:
    drawings = document.xpath("//figure//*[name()='svg']")
    assert len(drawings) == 2
    for drawing in drawings:
        names = [
            document.xpath(f"string(//*[@id='{name}'])") for name in drawing.get("aria-labelledby").split()
        ]
        assert drawing.get("role") == "img" and all(names)


def test_every_table_has_a_caption_and_scoped_headings(document: html.HtmlElement) -> None:
    for table in document.xpath("//table"):
        assert table.xpath("string(caption)").strip()
        assert not table.xpath(".//th[not(@scope)]")


def test_every_row_of_a_table_has_as_many_cells_as_its_head(document: html.HtmlElement) -> None:
    for table in document.xpath("//table"):
        widths = {len(row.xpath("th | td")) for row in table.xpath(".//tr")}
        assert len(widths) == 1


def test_tables_scroll_in_a_box_of_their_own_that_takes_focus(document: html.HtmlElement) -> None:
    for table in document.xpath("//table"):
        box = table.getparent()
        assert box.get("role") == "region" and box.get("tabindex") == "0" and box.get("aria-label")


def test_sections_come_in_reading_order(document: html.HtmlElement) -> None:
    order = [
        "verdict",
        "clock_chart",
        "heatmap",
        "sessions",
        "caveats",
        "methods",
        "provenance",
        "outcomes",
        "downloads",
    ]
    assert document.xpath("//h2/@id") == order


def test_timing_is_not_cause_stands_before_the_chart(written: str) -> None:
    assert written.index("Timing is not cause.") < written.index('<h2 id="clock_chart"')


def test_every_headline_is_in_the_keyed_list_with_both_clocks(
    document: html.HtmlElement, example_chart: Chart
) -> None:
    entries = document.xpath("//div[@class='key']//li")
    assert [int(entry.get("value")) for entry in entries] == [mark.number for mark in example_chart.marks]
    assert "19:32 CET" in entries[12].text_content() and "18:32 UTC" in entries[12].text_content()
    assert entries[12].xpath("string(.//time/@datetime)") == "2022-02-17T18:32:00Z"


def with_section(example: Page, name: str, *blocks: Block, **changes: Any) -> Page:
    """The page with other blocks in one section."""
    sections = tuple(
        replace(section, blocks=blocks, **changes) if section.name == name else section
        for section in example.sections
    )
    return replace(example, sections=sections)


def crowded(example: Page) -> html.HtmlElement:
    """A page whose headlines are very many, and a table of more rows than one looks at."""
    *_, table = [table for table in example.tables if not table.folded]
    long = replace(table, rows=table.rows[:1] * (MANY_ROWS + 1))
    page = with_section(example, "sessions", long, replace(long, title="Short", rows=long.rows[:2]))
    (key,) = [block for block in page.blocks if isinstance(block, KeyedList)]
    page = with_section(page, "clock_chart", replace(key, largest=(3, 7), heading="The largest two"))
    return html.document_fromstring(render_page(page))


def test_largest_of_very_many_headlines_are_named_first_and_all_on_demand(
    example: Page, example_chart: Chart
) -> None:
    document = crowded(example)
    first, *days = document.xpath("//section[@aria-labelledby='clock_chart']//div[@class='key']")
    assert [int(entry.get("value")) for entry in first.xpath(".//li")] == [3, 7]
    assert all(day.xpath("ancestor::details") for day in days)
    assert len(document.xpath("//details//div[@class='key']//li")) == len(example_chart.marks)


def test_long_table_is_folded_and_a_short_one_is_not(example: Page) -> None:
    document = crowded(example)
    tables = document.xpath("//main/section[h2[@id='sessions']]//table")
    assert [bool(table.xpath("ancestor::details")) for table in tables] == [
        True,
        *[False] * (len(tables) - 1),
    ]
    summaries = [" ".join(summary.text_content().split()) for summary in document.xpath("//summary")]
    assert f"All rows {MANY_ROWS + 1} rows" in summaries


def test_a_page_on_real_prices_does_not_say_simulated(written: str) -> None:
    assert "SIMULATED" not in re.sub(r"<style>.*?</style>", "", written, flags=re.DOTALL)


@pytest.mark.parametrize("place", ["//title", "//header", "//footer", "//figure"])
def test_a_simulated_page_says_so_everywhere(simulated_page: str, place: str) -> None:
    element = html.document_fromstring(simulated_page).xpath(place)[0]
    assert "SIMULATED" in element.text_content()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_headlines_are_plain_text(make_page: Callable[..., Page], text: str) -> None:
    document = html.document_fromstring(render_page(make_page(headline=text)))
    shown = [element.text_content() for element in document.xpath("//bdi[contains(@class, 'headline')]")]
    assert shown.count(text) == 2
    assert not document.xpath("//script | //img | //@onerror")


def everywhere(text: str, chart: Chart) -> Page:
    """A page with one text in every place that takes any."""
    panels = (replace(chart.panels[0], unit=text, name=text),)
    chart = replace(chart, title=text, alt=text, panels=panels)
    rows = (HeatRow((1, 2), text, text, (Cell(text, 1.0, text), Cell(text, None, text))),)
    table = Table(text, text, (text, text), (False, True), ((text, text),))
    blocks: tuple[Block, ...] = (
        Cards((Card(text, text, text, True),)),
        clock_figure(chart, simulated=True),
        KeyedList((replace(chart.marks[0], text=text),), chart.zone, (1,), text),
        Heatmap(text, text, (text, text), rows, text),
        table,
        replace(table, folded=True),
        Notes((Note(text, text, text, text),)),
        Bullets((text,)),
        Facts(((text, text),)),
        Downloads((("results.csv", text),)),
    )
    sections = tuple(
        Section(name, text + name, blocks[at :: len(NAMES)], words=(text,), opens=not at)
        for at, name in enumerate(NAMES)
    )
    return Page(text, text, sections, True, question=text, strip=((text, text),), reminder=text, banner=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_in_every_place_of_the_page(example_chart: Chart, text: str) -> None:
    document = html.document_fromstring(render_page(everywhere(text, example_chart)))
    assert not document.xpath("//script | //img | //@onerror")
    assert len(document.xpath("//style | //*[name()='svg']/style")) == 3
    assert document.xpath("string(//h1)") == text


def test_characters_a_page_cannot_hold_are_taken_out(make_page: Callable[..., Page]) -> None:
    written = render_page(make_page(headline="a\x00b\ud800c"))
    assert "ab\ufffdc" in written
    assert written.encode("utf-8")


def test_a_page_without_sections_still_answers(example: Page) -> None:
    document = html.document_fromstring(render_page(replace(example, sections=())))
    assert not document.xpath("//main//h2 | //table | //figure | //nav")
    assert document.xpath("string(//p[@class='lead'])") == example.lead
    assert not document.xpath("//main//a")


def test_a_block_with_the_title_of_its_section_has_no_heading_of_its_own(document: html.HtmlElement) -> None:
    assert not document.xpath("//section[h2[@id='sessions']]//h3")
    assert document.xpath("string(//section[h2[@id='heatmap']]//h3)") == "The hour after each headline"


def test_verdict_in_another_place_stands_there_like_any_section(example: Page) -> None:
    first, *rest = example.sections
    document = html.document_fromstring(render_page(replace(example, sections=(*rest, first))))
    assert document.xpath("//h2/@id")[-1] == "verdict"
    assert document.xpath("//nav//a/@href")[-1] == "#verdict"
    assert document.xpath("//main/p/@class")[0] == "lead"


@pytest.mark.parametrize(
    "name", ["javascript:alert(1)", "../secrets.csv", "https://example.org/x", "/etc/x", ""]
)
def test_downloads_that_lead_elsewhere_are_refused(example: Page, name: str) -> None:
    with pytest.raises(AftershockError, match="plain file name"):
        render_page(with_section(example, "downloads", Downloads(((name, "data"),))))


@pytest.mark.parametrize(("value", "name"), [(2.4, "heat-plus-2"), (-9.0, "heat-minus-4"), (0.2, "heat-0")])
def test_cells_take_the_colour_of_their_step(value: float, name: str) -> None:
    assert cell_class(Cell("", value, "")) == name


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_cells_without_a_number_are_hatched(value: float | None) -> None:
    assert cell_class(Cell("shut", value, "")) == "no-number"


def fragment(name: str, item: object) -> str:
    parts = environment().get_template("parts.html.j2").module
    return str(getattr(parts, name)(item)).strip()


def test_a_heatmap_cell_is_written_so() -> None:
    assert fragment("heat_cell", Cell("−2.6", -2.6, "2.6 usual moves & more")) == (
        '<td class="heat-minus-3" title="2.6 usual moves &amp; more">−2.6'
        '<span class="hidden">, 2.6 usual moves &amp; more</span></td>'
    )


def test_a_heatmap_cell_without_a_number_is_written_so() -> None:
    assert fragment("heat_cell", Cell("shut", None, "")) == '<td class="no-number">shut</td>'


def test_a_card_is_written_so() -> None:
    assert fragment("card", Card("Gold", "+1.6 %", "About 1.9 usual days.", False)) == (
        '<li class="card">\n<h3>Gold</h3>\n<p class="move">+1.6 %</p>\n<p class="verdict">Within noise</p>\n'
        '<p class="sentence">About 1.9 usual days.</p>\n</li>'
    )


@pytest.mark.parametrize(
    ("stands_out", "words"), [(True, "Stands out from noise"), (False, "Within noise"), (None, "Not judged")]
)
def test_a_card_says_its_verdict_in_words(stands_out: bool | None, words: str) -> None:
    assert words in fragment("card", Card("Gold", "–", "", stands_out))


def test_the_question_stands_under_the_title(make_page: Callable[..., Page]) -> None:
    written = render_page(replace(make_page(), question="What did <oil> do?"))
    assert '<p class="question">What did &lt;oil&gt; do?</p>' in written


def test_a_page_without_a_question_has_no_empty_line_for_it(make_page: Callable[..., Page]) -> None:
    assert 'class="question"' not in render_page(make_page())
