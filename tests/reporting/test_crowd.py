"""Very many headlines on one chart: all are marked or counted, the largest named, and closed days drawn narrow."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from lxml import etree

from aftershock.reporting.chart import plan_chart
from aftershock.reporting.crowd import plan_crowd
from aftershock.reporting.figures import figure_svg
from aftershock.reporting.page import Chart
from aftershock.reporting.scale import LAYOUTS, second_of, seconds_of, time_scale
from aftershock.reporting.sections.clock_chart import clock_figure
from aftershock.typing import ChartWidth, options

NAMED = tuple(range(2, 40, 4))
TALLEST = 760.0
ROUNDING = 1e-6
FRIDAY, MONDAY = pd.Timestamp("2022-02-18T22:00Z"), pd.Timestamp("2022-02-20T23:00Z")
Spread = Callable[[int], Chart]


@pytest.fixture(scope="module", params=options(ChartWidth))
def width(request: pytest.FixtureRequest) -> ChartWidth:
    return request.param


@pytest.fixture(scope="module")
def spread(example_chart: Chart) -> Spread:
    """A chart of ten days whose markets all shut over one weekend, with so many headlines."""

    def make(count: int) -> Chart:
        start = pd.Timestamp("2022-02-14T00:00Z")
        hours = pd.date_range(start, periods=241, freq="h")
        values = np.where((hours > FRIDAY) & (hours <= MONDAY), np.nan, 100 + np.arange(241.0))
        panels = tuple(
            replace(
                panel,
                instants=hours.tz_localize(None).to_numpy("datetime64[ns]"),
                values=values,
                closed=((FRIDAY, MONDAY),),
            )
            for panel in example_chart.panels
        )
        minutes = np.sort(np.random.default_rng(3).integers(0, 14_400, count))
        marks = tuple(
            replace(example_chart.marks[0], number=at + 1, instant=start + pd.Timedelta(minutes=int(minute)))
            for at, minute in enumerate(minutes)
        )
        return replace(example_chart, panels=panels, marks=marks, largest=NAMED if count > 40 else ())

    return make


def drawn(chart: Chart, width: ChartWidth) -> etree._Element:
    return etree.fromstring(figure_svg(clock_figure(chart, simulated=False), width=width))


def texts_of(chart: Chart, width: ChartWidth) -> list[str]:
    return ["".join(element.itertext()) for element in drawn(chart, width).iter("{*}text")]


@pytest.mark.parametrize("count", [1, 17, 359, 500])
def test_any_number_of_headlines_fits_the_chart(spread: Spread, width: ChartWidth, count: int) -> None:
    height = float(str(drawn(spread(count), width).get("viewBox")).split()[3])
    assert height < TALLEST


@pytest.mark.parametrize("count", [1, 17])
def test_few_headlines_are_all_named_and_make_no_strip(spread: Spread, width: ChartWidth, count: int) -> None:
    plan = plan_chart(spread(count), layout=LAYOUTS[width])
    labels = " ".join(badge.label for badge in plan.badges)
    assert plan.crowd is None
    assert {int(number) for number in re.findall(r"\d+", labels)} <= set(range(1, count + 1))


@pytest.mark.parametrize("count", [359, 500])
def test_every_headline_of_very_many_is_a_tick_or_counted(
    spread: Spread, width: ChartWidth, count: int
) -> None:
    crowd = plan_chart(spread(count), layout=LAYOUTS[width]).crowd
    assert crowd is not None and crowd.n_headlines == count


@pytest.mark.parametrize("count", [359, 500])
def test_only_the_largest_of_very_many_are_named(spread: Spread, width: ChartWidth, count: int) -> None:
    badges = plan_chart(spread(count), layout=LAYOUTS[width]).badges
    named = [number for badge in badges for number in numbers_of(badge.label)]
    assert sorted(named) == list(NAMED)


def numbers_of(label: str) -> list[int]:
    """The headlines of a badge, where NAMED has no two in a row."""
    if "…" in label:
        first, last = (int(end) for end in label.split("…"))
        return [number for number in NAMED if first <= number <= last]
    return [int(number) for number in label.split(", ")]


def test_legend_says_that_labels_were_chosen_by_size(spread: Spread, width: ChartWidth) -> None:
    texts = texts_of(spread(359), width)
    assert "the 10 largest, by size alone" in texts and "headlines together" in texts


@pytest.mark.parametrize("seed", range(5))
def test_signs_of_the_strip_never_touch_and_stay_inside(seed: int, width: ChartWidth) -> None:
    layout = LAYOUTS[width]
    rng = np.random.default_rng(seed)
    places = np.sort(rng.uniform(layout.left, layout.plot_right, rng.integers(1, 400)))
    crowd = plan_crowd(places, layout=layout)
    edges = sorted(
        [(at, at) for at in crowd.ticks.tolist()] + [(left, right) for _, left, right in crowd.boxes]
    )
    assert all(right < left for (_, right), (left, _) in pairwise(edges))
    assert edges[0][0] >= layout.left - ROUNDING and edges[-1][1] <= layout.plot_right + ROUNDING


def test_weekend_of_a_chart_of_several_days_is_as_wide_as_the_sign_of_a_break(
    spread: Spread, width: ChartWidth
) -> None:
    layout = LAYOUTS[width]
    scale = time_scale(spread(17), layout=layout)
    left, right = scale.place(np.array([second_of(FRIDAY), second_of(MONDAY)]))
    assert right - left == pytest.approx(layout.gap)
    assert scale.breaks == ((second_of(FRIDAY), second_of(MONDAY)),)


def test_time_outside_breaks_is_to_scale_and_never_runs_back(spread: Spread, width: ChartWidth) -> None:
    scale = time_scale(spread(17), layout=LAYOUTS[width])
    places = scale.place(seconds_of(spread(17).panels[0].instants))
    steps = np.diff(places)
    assert (steps > 0).all()
    assert steps[:100] == pytest.approx(steps[0]) and steps[-60:] == pytest.approx(steps[0])
    assert (places[0], places[-1]) > (scale.left, 0) and places[-1] < scale.right


def test_hours_in_which_one_market_trades_are_not_shortened(spread: Spread) -> None:
    chart = spread(17)
    awake = replace(chart, panels=(replace(chart.panels[0], closed=()), *chart.panels[1:]))
    assert time_scale(awake, layout=LAYOUTS["wide"]).breaks == ()


def test_a_chart_of_two_days_is_not_shortened(example_chart: Chart) -> None:
    night = ((pd.Timestamp("2022-02-17T22:00Z"), pd.Timestamp("2022-02-18T09:00Z")),)
    panels = tuple(replace(panel, closed=night) for panel in example_chart.panels)
    assert time_scale(replace(example_chart, panels=panels), layout=LAYOUTS["wide"]).breaks == ()


def test_a_break_is_in_the_legend_and_no_tick_falls_inside_it(spread: Spread, width: ChartWidth) -> None:
    plan = plan_chart(spread(17), layout=LAYOUTS[width])
    seconds = seconds_of(plan.ticks.instants.tz_localize(None).to_numpy())
    assert not plan.scale.in_break(seconds).any()
    assert "time shortened" in texts_of(spread(17), width)
