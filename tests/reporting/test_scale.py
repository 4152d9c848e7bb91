"""Prices and instants fall where they should, and a line never crosses what is missing."""

import numpy as np
import pandas as pd
import pytest

from aftershock.reporting.page import Chart, Mark, Panel
from aftershock.reporting.scale import (
    LAYOUTS,
    break_at_closures,
    decimals_of,
    finite_or_missing,
    lone_points,
    second_of,
    seconds_of,
    tick_decimals,
    time_scale,
    value_scale,
)

HOURS = np.array(["2022-02-17T15:00", "2022-02-17T16:00", "2022-02-17T17:00"], dtype="datetime64[ns]")


def panel_of(values: list[float]) -> Panel:
    return Panel("X", "X", "points", HOURS[: len(values)], np.array(values, dtype=np.float64), ())


def test_a_closed_session_between_two_prices_breaks_the_line() -> None:
    _, values = break_at_closures(np.array([0.0, 10.0]), np.array([1.0, 2.0]), [(3.0, 5.0)])
    np.testing.assert_array_equal(values, [1.0, np.nan, 2.0])


def test_a_closed_session_that_ends_after_the_next_price_breaks_nothing() -> None:
    _, values = break_at_closures(np.array([0.0, 10.0]), np.array([1.0, 2.0]), [(3.0, 15.0)])
    np.testing.assert_array_equal(values, [1.0, 2.0])


def test_a_price_between_two_gaps_stands_alone() -> None:
    assert lone_points(np.array([np.nan, 1.0, np.nan, 2.0, 3.0])).tolist() == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_infinite_prices_are_missing() -> None:
    np.testing.assert_array_equal(finite_or_missing(np.array([1.0, np.inf])), [1.0, np.nan])


@pytest.mark.parametrize("values", [[100.0, 100.0], [0.0], [np.nan, np.nan], [-37.63, 10.0]])
def test_every_panel_has_a_span_however_flat_or_empty(values: list[float]) -> None:
    scale = value_scale(panel_of(values), top=0, height=80)
    assert scale.high > scale.low


def test_higher_values_are_drawn_higher() -> None:
    scale = value_scale(panel_of([1.0, 2.0]), top=10, height=80)
    low, high = scale.place(np.array([1.0, 2.0]))
    assert 10 < high < low < 90


def test_the_clock_spans_prices_and_headlines_alike() -> None:
    late = Mark(1, pd.Timestamp("2022-02-17T20:00", tz="Europe/Berlin"), "late")
    scale = time_scale(Chart("", (panel_of([1.0, 2.0]),), (late,), "UTC", ""), layout=LAYOUTS["wide"])
    assert scale.start < second_of(pd.Timestamp("2022-02-17T15:00Z"))
    assert scale.end > second_of(late.instant)


def test_arrays_and_instants_count_the_same_seconds() -> None:
    assert seconds_of(HOURS)[0] == second_of(pd.Timestamp("2022-02-17T16:00", tz="Europe/Berlin"))


@pytest.mark.parametrize(("span", "decimals"), [(90.0, 0), (20.0, 1), (2.0, 2), (0.09, 3), (5000.0, 0)])
def test_last_prices_get_the_decimals_their_span_needs(span: float, decimals: int) -> None:
    assert decimals_of(span) == decimals


@pytest.mark.parametrize(("levels", "decimals"), [([2.025, 2.05], 3), ([4450.0, 4500.0], 0), ([], 0)])
def test_tick_labels_lose_no_digit(levels: list[float], decimals: int) -> None:
    assert tick_decimals(np.array(levels)) == decimals
