"""Panels of responses: what they show, and the words that stand in for them."""

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from aftershock.comovement import LocalProjection, local_projection
from aftershock.plots import describe_local_projections, plot_local_projection, plot_local_projections
from aftershock.simulate import simulate_intensity

DAYS = pd.bdate_range("2015-01-02", periods=400, name="session")
SIMULATED = simulate_intensity(400, move_response=(0.5, 0.2), rng=1)
MOVES = pd.DataFrame(
    {"OIL": SIMULATED.moves, "GOLD": np.random.default_rng(2).standard_normal(400)}, index=DAYS
)
MOVES.attrs["unit"] = {"OIL": "%", "GOLD": "%"}
SHOCK = pd.Series(SIMULATED.index, index=DAYS)


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    before = matplotlib.get_backend()
    pyplot.switch_backend("Agg")
    yield
    pyplot.close("all")
    pyplot.switch_backend(before)


@pytest.fixture(scope="module")
def found() -> LocalProjection:
    return local_projection(MOVES, SHOCK, horizons=5, shock_unit="one headline an hour more")


def test_one_panel_an_asset(found: LocalProjection) -> None:
    assert [panel.get_title(loc="left") for panel in plot_local_projections(found).child_axes] == [
        f"{asset}  n = {found.path(asset).n_rows.max()}" for asset in ("OIL", "GOLD")
    ]


def test_line_is_the_estimates(found: LocalProjection) -> None:
    axes = plot_local_projection(found, "OIL", ax=Figure().add_subplot())
    assert axes.lines[-1].get_ydata() == pytest.approx(found.path("OIL").estimates)


def test_both_bands_are_drawn_from_edge_to_edge(found: LocalProjection) -> None:
    axes = plot_local_projection(found, "OIL", ax=Figure().add_subplot())
    heights = [band.get_datalim(axes.transData).height for band in axes.collections]
    assert len(heights) == 2 and heights[0] > heights[1]


def test_there_is_a_line_at_zero(found: LocalProjection) -> None:
    axes = plot_local_projection(found, "OIL", ax=Figure().add_subplot())
    assert list(axes.lines[0].get_ydata()) == [0, 0]


def test_unit_stands_at_the_axis(found: LocalProjection) -> None:
    assert plot_local_projection(found, "OIL", ax=Figure().add_subplot()).get_ylabel() == "%"


def test_title_says_what_one_unit_is(found: LocalProjection) -> None:
    title = plot_local_projections(found).get_title(loc="left").replace("\n", " ")
    assert title == "Cumulated move after one headline an hour more"


def test_log_returns_are_shown_in_per_cent() -> None:
    returns = (MOVES / 100.0)[["OIL"]]
    returns.attrs["move"] = {"OIL": "log"}
    shown = local_projection(returns, SHOCK, horizons=2)
    axes = plot_local_projection(shown, "OIL", ax=Figure().add_subplot())
    assert axes.get_ylabel() == "%"
    assert axes.lines[-1].get_ydata() == pytest.approx(100 * shown.path("OIL").estimates)


def test_path_without_numbers_shows_its_reason() -> None:
    short = local_projection(MOVES.iloc[:35], SHOCK.iloc[:35], horizons=1, lags=2)
    axes = plot_local_projection(short, "OIL", ax=Figure().add_subplot())
    assert "complete" in axes.texts[0].get_text()


def test_words_name_data_bands_and_where_zero_is_left_out(found: LocalProjection) -> None:
    words = describe_local_projections(found)
    assert words.startswith(
        "Chart of the cumulated move of OIL, GOLD from 0 to 5 sessions after one headline"
    )
    assert "68 and 90 % bands" in words and "leaves out zero at horizon 0, 1, 2, 3, 4, 5" in words


def test_words_tell_of_a_missing_path() -> None:
    short = local_projection(MOVES.iloc[:35], SHOCK.iloc[:35], horizons=1, lags=2)
    assert "OIL: no estimate" in describe_local_projections(short)


def test_the_users_style_is_left_as_it_was(found: LocalProjection) -> None:
    before = dict(matplotlib.rcParams)
    plot_local_projections(found)
    assert dict(matplotlib.rcParams) == before
