"""The compass says in words where episodes lie."""

from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aftershock.comovement import RiskOffScores, risk_off
from aftershock.errors import ComovementError
from aftershock.plots import compass_table, describe_compass, plot_compass
from aftershock.simulate import simulate_flights

MADE = simulate_flights(900, n_flights=6, size=5.0, rng=2)
MOVES = MADE.frame()
SCORES = risk_off(MOVES, episodes=MOVES.index[MADE.flights])


@pytest.fixture
def axes() -> Iterator[Axes]:
    yield Figure(figsize=(6, 6)).add_subplot()


def four(**signature: float) -> RiskOffScores:
    """One episode in each quadrant, without quiet rows."""
    reactions = pd.DataFrame(
        {"SPX": [-2.0, 2.0, -2.0, 2.0], "UST10Y": [-1.0, 1.0, 1.0, -1.0]}, index=list("abcd")
    )
    table = pd.DataFrame(
        {"score": 1.0, "pvalue": 0.5, "adjusted_pvalue": 0.5, "word": "not told from noise", "reason": ""},
        index=list("abcd"),
    )
    return RiskOffScores(table, reactions, reactions.iloc[:0], signature, 0.05, "holm", "", "")


def test_quadrants_have_their_names() -> None:
    names = compass_table(four(SPX=-1.0, UST10Y=-1.0))["quadrant"]
    assert names.to_list() == ["risk-off", "risk-on", "inflation or supply fear", "relief"]


def test_a_bond_that_is_a_price_is_turned_into_a_yield() -> None:
    names = compass_table(four(SPX=-1.0, UST10Y=1.0))["quadrant"]
    assert names.to_list() == ["inflation or supply fear", "relief", "risk-off", "risk-on"]


def test_planted_flights_lie_outside_the_ellipse() -> None:
    assert compass_table(SCORES)["outside"].all()


def test_nine_in_ten_quiet_rows_lie_inside_the_ellipse() -> None:
    quiet = SCORES.quiet.dropna()
    table = SCORES.table.iloc[[0]].loc[lambda one: one.index.repeat(len(quiet))].set_axis(quiet.index)
    every = RiskOffScores(table, quiet, SCORES.quiet, SCORES.signature, 0.05, "holm", "", "")
    assert compass_table(every)["outside"].mean() == pytest.approx(0.10, abs=0.005)


def test_the_chart_names_axes_and_count(axes: Axes) -> None:
    plot_compass(SCORES, ax=axes)
    assert axes.get_xlabel() == "SPX, usual moves" and "6 episodes" in axes.get_title(loc="left")


def test_every_quadrant_is_named_on_the_chart(axes: Axes) -> None:
    plot_compass(SCORES, ax=axes)
    texts = " ".join(one.get_text() for one in axes.texts)
    assert all(name in texts for name in ("risk-off", "risk-on", "inflation or supply fear", "relief"))


def test_markers_follow_gold(axes: Axes) -> None:
    plot_compass(SCORES, ax=axes)
    drawn = [len(one.get_offsets()) for one in axes.collections if len(one.get_offsets()) and one.get_paths()]
    assert sum(drawn) >= 6


def test_a_narrow_chart_has_fewer_names() -> None:
    wide, narrow = (plot_compass(SCORES, ax=Figure(figsize=(one, 5)).add_subplot()) for one in (7.0, 3.6))
    assert len(narrow.texts) < len(wide.texts)


def test_settings_of_the_user_stay(axes: Axes) -> None:
    before = dict(matplotlib.rcParams)
    plot_compass(SCORES, ax=axes)
    assert dict(matplotlib.rcParams) == before


def test_the_description_counts_quadrants() -> None:
    assert "1 lies in the quadrant risk-off" in describe_compass(four(SPX=-1.0, UST10Y=-1.0))


def test_the_description_says_how_many_lie_beyond_noise() -> None:
    assert "6 lie outside the ellipse that holds 90% of quiet rows" in describe_compass(SCORES)


def test_episodes_without_a_bond_are_not_drawn() -> None:
    holed = four(SPX=-1.0, UST10Y=-1.0)
    holed.reactions.loc["a", "UST10Y"] = np.nan
    assert compass_table(holed).index.to_list() == ["b", "c", "d"]


def test_a_merged_headline_is_not_drawn_twice() -> None:
    twice = risk_off(MOVES, episodes={"first": MOVES.index[500], "second": MOVES.index[500]})
    assert compass_table(twice).index.to_list() == ["first"]


def test_a_compass_needs_a_bond() -> None:
    with pytest.raises(ComovementError, match="a share and a bond"):
        compass_table(four(), bond="GOLD")
