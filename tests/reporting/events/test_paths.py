"""What goes on the chart: the groups, or the whole list where there are none, in the unit people quote."""

from dataclasses import replace

import numpy as np
import pytest

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.paths import path_chart

EXACT = 1e-12


def test_one_panel_an_asset_and_one_path_a_group(found: EventFindings) -> None:
    chart = path_chart(found)
    assert [panel.name for panel in chart.panels] == [
        "S&P 500",
        "US Treasury 10-year yield",
        "Gold",
        "WTI crude oil",
    ]
    assert {tuple(path.name for path in panel.paths) for panel in chart.panels} == {("Act", "Threat")}


def test_days_are_those_of_the_span_and_the_window_is_the_first(found: EventFindings) -> None:
    chart = path_chart(found)
    assert (chart.days, chart.window) == (tuple(range(-3, 4)), (-1, 1))


def test_without_groups_the_whole_list_is_drawn(found: EventFindings) -> None:
    bare = replace(found, spec=found.spec.model_copy(update={"groups": ()}))
    assert {tuple(path.name for path in panel.paths) for panel in path_chart(bare).panels} == {("All",)}


def test_numbers_are_in_the_unit_printed(found: EventFindings) -> None:
    rows = found.paths.query("asset == 'SPX' and group == 'Act'")
    path = path_chart(found).panels[0].paths[0]
    assert path.values == pytest.approx(100 * np.expm1(rows["estimate"].to_numpy()), abs=EXACT)
    assert path.outer[0] == pytest.approx(100 * np.expm1(rows["outer_low"].to_numpy()), abs=EXACT)


def test_yields_stay_in_basis_points(found: EventFindings) -> None:
    rows = found.paths.query("asset == 'UST10Y' and group == 'Threat'")
    path = path_chart(found).panels[1].paths[1]
    assert path.values == pytest.approx(rows["estimate"].to_numpy(), abs=EXACT)


def test_inner_intervals_lie_in_the_outer_ones(found: EventFindings) -> None:
    for panel in path_chart(found).panels:
        for path in panel.paths:
            assert (path.outer[0] < path.inner[0]).all() and (path.inner[1] < path.outer[1]).all()


def test_alternative_text_says_how_to_read_it_and_where_the_numbers_are(found: EventFindings) -> None:
    alt = path_chart(found).alt
    for part in ("the S&P 500", "Act and Threat", "pointwise", "68\u202f%", "90\u202f%", "appendix"):
        assert part in alt
