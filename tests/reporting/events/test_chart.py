"""The chart of mean paths shows every asset, group and day, tells groups apart without colour, and is stable."""

import re
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lxml import etree

from aftershock.reporting.figures import figure_svg
from aftershock.reporting.page import MeanPath, PathChart, PathPanel
from aftershock.reporting.sections.paths import path_figure
from aftershock.typing import ChartWidth, options

WIDTHS = options(ChartWidth)
HOSTILE = ["<script>alert(1)</script>", "$x^2$ and $\\frac{1}", "\"quoted\" & 'single'", "مرحبا", "a\x00b\nc"]


@pytest.fixture(scope="module")
def chart() -> PathChart:
    return runpy.run_path(str(Path(__file__).with_name("example_page.py")))["example_path_chart"]()


@pytest.fixture(scope="module", params=WIDTHS)
def width(request: pytest.FixtureRequest) -> ChartWidth:
    return request.param


@pytest.fixture(scope="module")
def drawing(chart: PathChart, width: ChartWidth) -> str:
    return draw_path_chart(chart, simulated=False, width=width)


def draw_path_chart(chart: PathChart, *, simulated: bool, width: ChartWidth) -> str:
    figure = path_figure(chart, simulated=simulated, data=pd.DataFrame(), table=None)
    return figure_svg(figure, width=width)


def texts_of(drawing: str) -> list[str]:
    return ["".join(element.itertext()) for element in etree.fromstring(drawing).iter("{*}text")]


def flat(*paths: MeanPath) -> PathChart:
    return PathChart("One", (0, 1, 2), (0, 1), (PathPanel("Gold", "%", 2, paths),), "One line.")


def path(name: str, values: list[float]) -> MeanPath:
    one = np.array(values)
    return MeanPath(name, 9, one, np.array([one - 0.1, one + 0.1]), np.array([one - 0.2, one + 0.2]))


def bars_of(drawing: str) -> int:
    """Count the upright strokes that are drawn as collections: one a point and interval, and the key."""
    return len(re.findall(r"<path[^>]* d=\"M ([\d.]+) [\d.]+ L \1 [\d.]+\"", drawing))


def test_every_asset_is_named_with_its_unit(chart: PathChart, drawing: str) -> None:
    assert {f"{panel.name}, {panel.unit}" for panel in chart.panels} <= set(texts_of(drawing))


def test_every_group_is_named_with_its_events(drawing: str) -> None:
    told = texts_of(drawing)
    assert "Act (31)" in told and any(text.startswith("Threat & <rum") for text in told)


def test_every_day_is_named_under_every_panel(chart: PathChart, drawing: str) -> None:
    told = texts_of(drawing)
    assert told.count("+5") == len(chart.panels) and told.count("−3") >= len(chart.panels)


def test_intervals_are_said_to_be_pointwise_and_the_window_is_named(drawing: str) -> None:
    assert "68 and 90 %, pointwise" in texts_of(drawing) and "tested: days −2 to 0" in texts_of(drawing)


def test_axis_is_named(drawing: str) -> None:
    assert "sessions from the listed day" in texts_of(drawing)


def test_groups_differ_by_dashes_and_by_symbol() -> None:
    one = draw_path_chart(flat(path("Act", [0.1, 0.2, 0.3])), simulated=False, width="wide")
    two = draw_path_chart(
        flat(path("Act", [0.1, 0.2, 0.3]), path("Threat", [0.2, 0.1, 0.0])), simulated=False, width="wide"
    )
    assert (one.count("stroke-dasharray"), two.count("stroke-dasharray")) == (0, 1)
    assert two.count("var(--paper") > one.count("var(--paper")


def test_groups_stand_side_by_side_at_every_day() -> None:
    same = [0.1, 0.2, 0.3]
    drawn = draw_path_chart(flat(path("Act", same), path("Threat", same)), simulated=False, width="wide")
    places = re.findall(r"<path[^>]* d=\"M ([\d.]+) [\d.]+ L \1 [\d.]+\"", drawn)
    assert len({float(place) for place in places}) >= 2 * len(same)


def test_missing_point_has_no_bars() -> None:
    whole = draw_path_chart(flat(path("Act", [0.1, 0.2, 0.3])), simulated=False, width="wide")
    broken = draw_path_chart(flat(path("Act", [0.1, np.nan, 0.3])), simulated=False, width="wide")
    assert bars_of(whole) - bars_of(broken) == 2


def test_zero_is_always_on_the_scale() -> None:
    assert "0" in texts_of(draw_path_chart(flat(path("Act", [5.0, 5.2, 5.1])), simulated=False, width="wide"))


def test_chart_without_any_path_can_be_drawn(width: ChartWidth) -> None:
    assert draw_path_chart(flat(), simulated=False, width=width).startswith("<svg")


def test_one_day_can_be_drawn(chart: PathChart, width: ChartWidth) -> None:
    one = MeanPath("Act", 3, np.array([0.1]), np.array([[0.0], [0.2]]), np.array([[-0.1], [0.3]]))
    day = PathChart("One", (0,), (0, 0), (PathPanel("Gold", "%", 2, (one,)),), "One point.")
    assert draw_path_chart(day, simulated=False, width=width).startswith("<svg")


def test_the_same_chart_gives_the_same_bytes(chart: PathChart, drawing: str, width: ChartWidth) -> None:
    assert draw_path_chart(chart, simulated=False, width=width) == drawing


def test_simulated_prices_are_stamped_on_every_panel(chart: PathChart, width: ChartWidth) -> None:
    told = texts_of(draw_path_chart(chart, simulated=True, width=width))
    assert told.count("SIMULATED") == len(chart.panels)


def test_real_prices_are_not(drawing: str) -> None:
    assert not [text for text in texts_of(drawing) if "SIMULATED" in text]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(chart: PathChart, name: str) -> None:
    panels = (replace(chart.panels[0], name=name), *chart.panels[1:])
    drawn = draw_path_chart(replace(chart, panels=panels, title=name), simulated=False, width="wide")
    assert not [element for element in etree.fromstring(drawn).iter() if "script" in str(element.tag)]


def test_description_is_for_screen_readers(chart: PathChart, drawing: str) -> None:
    root = etree.fromstring(drawing)
    assert (root.get("role"), root.findtext("{*}desc")) == ("img", chart.alt)


def test_an_unknown_width_is_refused_with_the_words_there_are(chart: PathChart) -> None:
    with pytest.raises(ValueError, match="'wide', 'narrow'"):
        draw_path_chart(chart, simulated=False, width="huge")  # type: ignore[arg-type]
