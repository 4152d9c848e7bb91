"""The chart shows every panel, every headline and both clocks, says when it is simulated, and is stable."""

import re
from dataclasses import replace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from lxml import etree

from aftershock.reporting.chart import CROWD
from aftershock.reporting.figures import figure_svg
from aftershock.reporting.page import Chart
from aftershock.reporting.rail import label_numbers
from aftershock.reporting.sections.clock_chart import clock_figure
from aftershock.typing import ChartWidth, options

WIDTHS = options(ChartWidth)
HOSTILE = [
    "<script>alert(1)</script>",
    "$x^2$ and $\\frac{1}",
    "\"quoted\" & 'single'",
    "مرحبا",
    "🛢️ oil",
    "a\x00b\nc",
]


def draw_chart(chart: Chart, *, simulated: bool, width: ChartWidth) -> str:
    return figure_svg(clock_figure(chart, simulated=simulated), width=width)


def texts_of(drawing: str) -> list[str]:
    return ["".join(element.itertext()) for element in etree.fromstring(drawing).iter("{*}text")]


def numbers_on(drawing: str) -> set[int]:
    labels = [text for text in texts_of(drawing) if re.fullmatch(r"\d{1,2}([–, ]+\d{1,2})*", text)]
    runs = [[int(end) for end in run.split("–")] for label in labels for run in label.split(", ")]
    return {number for run in runs for number in range(run[0], run[-1] + 1)}


@pytest.fixture(scope="module")
def chart(example_chart: Chart) -> Chart:
    return example_chart


@pytest.fixture(scope="module", params=WIDTHS)
def width(request: pytest.FixtureRequest) -> ChartWidth:
    return request.param


@pytest.fixture(scope="module")
def drawing(chart: Chart, width: ChartWidth) -> str:
    return draw_chart(chart, simulated=False, width=width)


def renamed(chart: Chart, name: str) -> Chart:
    return replace(chart, panels=(replace(chart.panels[0], name=name), *chart.panels[1:]))


def test_every_asset_is_named_with_its_unit(chart: Chart, drawing: str) -> None:
    assert {text for panel in chart.panels for text in (panel.name, panel.unit)} <= set(texts_of(drawing))


def test_every_headline_has_its_number_on_the_rail(chart: Chart, drawing: str) -> None:
    assert {mark.number for mark in chart.marks} <= numbers_on(drawing)


def test_both_clocks_and_the_dates_are_there(drawing: str) -> None:
    assert {"CET", "EST", "Thu 17 Feb", "Fri 18 Feb"} <= set(texts_of(drawing))


def test_closed_sessions_are_in_the_legend(drawing: str) -> None:
    assert "market closed" in texts_of(drawing)


def test_a_chart_without_closed_sessions_has_no_such_legend(chart: Chart) -> None:
    always = replace(chart, panels=tuple(replace(panel, closed=()) for panel in chart.panels))
    assert "market closed" not in texts_of(draw_chart(always, simulated=False, width="wide"))


def test_real_prices_are_not_called_simulated(drawing: str) -> None:
    assert "SIMULATED" not in drawing


def test_simulated_prices_are_called_so_on_every_panel(chart: Chart, width: ChartWidth) -> None:
    texts = texts_of(draw_chart(chart, simulated=True, width=width))
    assert texts.count("SIMULATED") == len(chart.panels)
    assert "SIMULATED PRICES" in texts


def test_the_last_price_is_printed(chart: Chart, drawing: str) -> None:
    values = chart.panels[3].values
    assert f"{values[np.isfinite(values)][-1]:.2f}" in texts_of(drawing)


def test_only_colours_of_the_palette_are_used(drawing: str) -> None:
    without_fallbacks = re.sub(r"var\(--[\w-]+, #[0-9a-f]{6}\)", "", drawing)
    assert not re.findall(r"(?:fill|stroke|color): ?#[0-9a-f]{6}", without_fallbacks)


def test_it_loads_nothing_and_runs_nothing(drawing: str) -> None:
    assert drawing.count("http") == drawing.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert not etree.fromstring(drawing).xpath("//*[local-name()='script' or local-name()='image']")


def test_the_alternative_text_is_the_description(chart: Chart, drawing: str) -> None:
    assert etree.fromstring(drawing).findtext("{*}desc") == chart.alt


def test_the_same_chart_gives_the_same_bytes(chart: Chart, width: ChartWidth, drawing: str) -> None:
    assert draw_chart(chart, simulated=False, width=width) == drawing


def test_drawing_does_not_depend_on_the_users_settings(chart: Chart, width: ChartWidth, drawing: str) -> None:
    with matplotlib.rc_context(
        {"font.size": 30, "text.color": "red", "axes.grid": True, "timezone": "Asia/Tokyo"}
    ):
        assert draw_chart(chart, simulated=False, width=width) == drawing


def test_drawing_leaves_the_users_settings_alone(chart: Chart) -> None:
    before = dict(matplotlib.rcParams)
    draw_chart(chart, simulated=True, width="wide")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_plain_text(chart: Chart, name: str) -> None:
    texts = texts_of(draw_chart(renamed(chart, name), simulated=False, width="wide"))
    assert " ".join(name.replace("\x00", "").split()) in texts


def test_a_long_name_is_cut(chart: Chart) -> None:
    texts = texts_of(draw_chart(renamed(chart, "long " * 60), simulated=False, width="narrow"))
    assert max(len(text) for text in texts) < 60


def test_a_panel_without_prices_says_so(chart: Chart) -> None:
    empty = replace(chart.panels[0], values=np.full(len(chart.panels[0].values), np.nan))
    drawing = draw_chart(replace(chart, panels=(empty,)), simulated=False, width="wide")
    assert "no prices" in texts_of(drawing)


def test_a_chart_without_panels_or_headlines_can_be_drawn(chart: Chart, width: ChartWidth) -> None:
    bare = replace(chart, panels=(), marks=())
    assert draw_chart(bare, simulated=False, width=width).startswith("<svg")


def test_three_hundred_headlines_stay_within_the_lanes(chart: Chart) -> None:
    crowd = tuple(replace(chart.marks[number % 17], number=number + 1) for number in range(300))
    crowd = tuple(sorted(crowd, key=lambda mark: mark.instant))
    marks = tuple(replace(mark, number=number) for number, mark in enumerate(crowd, start=1))
    drawing = draw_chart(replace(chart, marks=marks), simulated=False, width="wide")
    height = float(str(etree.fromstring(drawing).get("viewBox")).split()[3])
    assert height < 700


def thickness(drawing: str) -> float:
    """Width of the hairlines."""
    found = re.search(r"--hairline[^}]*stroke-width: ([\d.]+)", drawing)
    assert found is not None
    return float(found[1])


def test_hairlines_get_thinner_where_headlines_are_very_many(chart: Chart) -> None:
    first, minutes = chart.marks[0], pd.Timedelta("5min")
    marks = tuple(
        replace(first, number=at + 1, instant=first.instant + at * minutes) for at in range(2 * CROWD)
    )
    few, many = (
        draw_chart(replace(chart, marks=some), simulated=False, width="wide")
        for some in (marks[:CROWD], marks)
    )
    assert thickness(many) == pytest.approx(thickness(few) / 2, rel=0.01)


def test_headlines_of_one_instant_share_a_hairline_but_not_a_number(chart: Chart) -> None:
    twins = replace(chart, marks=(chart.marks[0], replace(chart.marks[0], number=2)))
    assert {1, 2} <= numbers_on(draw_chart(twins, simulated=False, width="wide"))


def test_an_unknown_width_is_refused_with_the_words_there_are(chart: Chart) -> None:
    with pytest.raises(ValueError, match="'wide', 'narrow'"):
        draw_chart(chart, simulated=False, width="huge")  # type: ignore[arg-type]


def test_labels_of_the_rail_read_as_ranges() -> None:
    assert label_numbers([1, 2, 3, 7]) == "1–3, 7"
