"""What the charts of links draw and what they say."""

import math
from collections.abc import Iterator
from dataclasses import replace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aftershock.comovement import ConfidenceSet, calm_and_news, reaction_matrix, war_risk
from aftershock.plots import (
    describe_calm_news,
    describe_components,
    describe_correlation,
    describe_war_risk,
    plot_calm_news,
    plot_components,
    plot_correlation,
    plot_war_risk,
)
from aftershock.plots.war_risk import pieces
from aftershock.simulate import simulate_regimes, simulate_war_risk

REGIMES = simulate_regimes(
    {"GOLD": 0.5, "WTI": -0.2}, source="SPX", n_news=60, n_other=240, variance_ratio=3.0
)
LINKS = calm_and_news(REGIMES.moves, REGIMES.news, source="SPX", n_draws=99)
MARKET = simulate_war_risk(
    {"SPX": -1.0, "GOLD": 0.5, "WTI": 0.8}, n_news=400, n_other=1600, variance_ratio=8.0, rng=5
)
RISK = war_risk(MARKET.moves, MARKET.news, numeraire="SPX", n_draws=29, lags=0)
TABLE = pd.DataFrame(np.random.default_rng(1).normal(size=(40, 4)), columns=["SPX", "UST10Y", "GOLD", "WTI"])
FEW = TABLE.assign(WTI=TABLE["WTI"].where(TABLE.index < 9))


@pytest.fixture
def axes() -> Iterator[Axes]:
    yield Figure(figsize=(7, 5)).add_subplot()


def drawn_at(axes: Axes, marker: str) -> list[float]:
    return [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == marker]


def texts(axes: Axes) -> str:
    return "\n".join(text.get_text() for text in axes.texts)


@pytest.mark.parametrize(("marker", "name"), [("o", "calm"), ("D", "adjusted"), ("s", "news")])
def test_each_correlation_has_a_marker_of_its_own(axes: Axes, marker: str, name: str) -> None:
    plot_calm_news(LINKS, ax=axes)
    assert drawn_at(axes, marker) == pytest.approx(getattr(LINKS, name).value)


def test_calm_news_says_what_drives_the_adjustment(axes: Axes) -> None:
    plot_calm_news(LINKS, ax=axes)
    ratios = LINKS.variance_ratio.value
    assert f"SPX {ratios[0]:.1f}×\nGOLD {ratios[1]:.1f}×" in texts(axes)


def test_words_of_calm_news_hold_all_three_correlations_of_a_pair() -> None:
    calm, adjusted = LINKS.calm.value[0], LINKS.adjusted.value[0]
    assert (
        f"SPX and GOLD have {adjusted:+.2f} in news rows adjusted to calm variance against {calm:+.2f} in calm rows"
        in describe_calm_news(LINKS)
    )


def test_an_estimate_outside_its_set_is_open(axes: Axes) -> None:
    apart = replace(RISK, sets=(RISK.sets[0], ConfidenceSet("interval", 90.0, 91.0), *RISK.sets[2:]))
    plot_war_risk(apart, ax=axes)
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() == "D"]
    assert faces[0] != faces[1]


def test_a_set_without_end_runs_out_of_the_chart_with_arrows(axes: Axes) -> None:
    loose = replace(
        RISK, sets=(RISK.sets[0], ConfidenceSet("everything", -math.inf, math.inf), *RISK.sets[2:])
    )
    plot_war_risk(loose, ax=axes)
    assert len(drawn_at(axes, "<")) == len(drawn_at(axes, ">")) == 1
    assert "any value" in texts(axes)


def test_two_rays_are_two_pieces() -> None:
    assert pieces(ConfidenceSet("outside", -1.0, 2.0), 3.0) == [(-3.0, -1.0), (2.0, 3.0)]


def test_words_of_war_risk_name_every_asset_and_the_strength() -> None:
    told = describe_war_risk(RISK)
    assert all(name in told for name in ("GOLD", "WTI", f"F {RISK.first_stage:.1f}"))


def test_a_cell_holds_correlation_interval_and_n(axes: Axes) -> None:
    found = reaction_matrix(TABLE).correlation(n_draws=49)
    plot_correlation(found, ax=axes)
    assert f"{found.values[1, 0]:+.2f}" in texts(axes)
    assert f"{found.low[1, 0]:+.2f} to {found.high[1, 0]:+.2f}" in texts(axes)
    assert texts(axes).count("n 40") == 6


def test_a_cell_without_a_number_is_hatched_and_says_why(axes: Axes) -> None:
    plot_correlation(reaction_matrix(FEW).correlation(n_draws=49), ax=axes)
    assert sum(patch.get_hatch() == "////" for patch in axes.patches) == 3
    assert "n 9\ntoo few" in texts(axes)


def test_words_of_correlations_say_where_there_are_too_few() -> None:
    assert "SPX and WTI have too few dates (n 9)" in describe_correlation(
        reaction_matrix(FEW).correlation(n_draws=49)
    )


def test_loadings_are_drawn_where_they_are(axes: Axes) -> None:
    found = reaction_matrix(TABLE).components(n_draws=49)
    plot_components(found, component=2, ax=axes)
    assert drawn_at(axes, "o") == pytest.approx(found.loadings[:, 1])


def test_words_of_components_hold_the_share() -> None:
    found = reaction_matrix(TABLE).components(n_draws=49)
    assert f"carries {found.shares[0]:.0%} of the variance" in describe_components(found)


def test_style_of_the_user_is_left_alone(axes: Axes) -> None:
    before = dict(matplotlib.rcParams)
    plot_war_risk(RISK, ax=axes)
    assert dict(matplotlib.rcParams) == before
