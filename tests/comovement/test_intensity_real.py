"""Real intensity: the newspaper index since 2000, and posts of the first weeks of a war by the hour.

Facts are asserted with wide margins: signs that many samples share, and the absence of large effects.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import (
    GrangerTests,
    LocalProjection,
    bar_panel,
    gpr_shock,
    granger_tests,
    headline_intensity,
    local_projection,
)
from aftershock.headlines import read_gpr, read_headlines
from aftershock.markets import load_prices
from aftershock.typing import GprComponent, GprTiming, ProjectionResponse

pytestmark = pytest.mark.kit

DAILY = {
    "SPX": ("index/SPX.csv", "close", "%"),
    "UST10Y": ("rates/UST_10Y_YIELD.csv", "close", "bp"),
    "GLD": ("adj_close/GLD.csv", "adj_close", "%"),
    "BRENT": ("spot/BRENT_SPOT.csv", "close", "%"),
    "WTI": ("spot/WTI_SPOT.csv", "close", "$"),
    "VIX": ("index/VIX.csv", "close", "points"),
}
WRONG_CLOSES = pd.DatetimeIndex(["2019-08-12", "2021-08-11"])
TRADED = ["SPX", "UST10Y", "GLD", "BRENT", "WTI"]


@lru_cache
def daily(folder: Path) -> pd.DataFrame:
    """Moves since 2000: per cent, basis points, and dollars for WTI, which was below zero once."""
    columns = {}
    for asset, (name, column, unit) in DAILY.items():
        levels = pd.read_csv(folder / "daily" / name, index_col="date", parse_dates=True)[column]
        if asset == "SPX":
            levels = levels.drop(WRONG_CLOSES)
        change = 100.0 * np.log(levels).diff() if unit == "%" else levels.diff()
        columns[asset] = 100.0 * change if unit == "bp" else change
    frame = pd.DataFrame(columns).loc[:"2025-12-31"].rename_axis("session")
    frame.attrs["unit"] = {asset: unit for asset, (_, _, unit) in DAILY.items()}
    return frame


@lru_cache
def response(
    folder: Path,
    timing: GprTiming,
    what: ProjectionResponse = "move",
    component: GprComponent = "all",
    assets: tuple[str, ...] = (*TRADED, "VIX"),
) -> LocalProjection:
    moves = daily(folder)
    shock = gpr_shock(
        read_gpr(folder / "events/gpr_daily.csv"),
        pd.DatetimeIndex(moves.index),
        component=component,
        timing=timing,
    )
    return local_projection(
        moves, shock, response=what, cumulative=what == "move", horizons=2, assets=assets, sessions="observed"
    )


@pytest.mark.parametrize("component", ["all", "threats", "acts"])
def test_gold_rises_on_the_day_the_papers_tell_of(kit: dict[str, Path], component: GprComponent) -> None:
    low, _ = response(kit["source"], "news", "move", component, ("GLD",)).path("GLD").limits(0.10)
    assert low[0] > 0


def test_and_does_not_on_the_day_they_are_printed(kit: dict[str, Path]) -> None:
    low, high = response(kit["source"], "paper").path("GLD").limits(0.10)
    assert low[0] < 0 < high[0]


def test_vix_rises_on_the_day_the_papers_tell_of(kit: dict[str, Path]) -> None:
    assert response(kit["source"], "news").path("VIX").estimates[0] > 0


def test_a_surprise_of_the_index_goes_with_little(kit: dict[str, Path]) -> None:
    """One standard deviation goes with less than a tenth of the usual move of the same day."""
    usual = daily(kit["source"])[TRADED].std()
    found = response(kit["source"], "news")
    assert all(abs(found.path(asset).estimates[0]) < 0.1 * usual[asset] for asset in TRADED)


def test_a_printed_paper_is_no_news_to_shares_and_yields(kit: dict[str, Path]) -> None:
    found = response(kit["source"], "paper")
    assert min(found.test(asset).pvalue for asset in ("SPX", "UST10Y", "GLD", "WTI")) > 0.05


def test_smallest_response_that_could_have_been_seen_is_small(kit: dict[str, Path]) -> None:
    table = response(kit["source"], "paper").to_frame().query("asset == 'SPX' and horizon == 0")
    assert table["detectable"].item() < 0.10


@lru_cache
def links(folder: Path, what: ProjectionResponse) -> GrangerTests:
    moves = daily(folder)[TRADED]
    shock = gpr_shock(read_gpr(folder / "events/gpr_daily.csv"), pd.DatetimeIndex(moves.index))
    return granger_tests(moves, shock, response=what, sessions="observed", n_draws=299)


def test_papers_do_not_help_to_foresee_moves(kit: dict[str, Path]) -> None:
    table = links(kit["source"], "move").to_frame().query("direction == 'shock to response'")
    assert table["adjusted_pvalue"].min() > 0.05


def test_no_link_takes_away_a_fiftieth_of_the_variance(kit: dict[str, Path]) -> None:
    assert max(links(kit["source"], what).to_frame()["gain"].max() for what in ("move", "volatility")) < 0.02


@lru_cache
def by_the_hour(source: Path, description: Path, season: str) -> tuple[LocalProjection, pd.DataFrame]:
    """Absolute moves of the hours of the first five weeks, and the posts of each hour."""
    heads = read_headlines(
        source / "events/ukraine_war_headlines_2022.csv", columns={"instant": "ts_utc_from_post_id"}
    )
    heads = heads[heads["instant"] < pd.Timestamp("2022-04-01", tz="UTC")]
    bars = load_prices(
        ["SPX", "GOLD", "WTI", "BRENT"], start="2022-02-20", end="2022-04-01", interval="1h",
        source=source, description=description,
    )  # fmt: skip
    moves: Any = 100.0 * bar_panel(bars)
    posts = pd.DataFrame({asset: headline_intensity(heads, bars[asset])["per_hour"] for asset in bars})
    found = local_projection(
        moves,
        posts,
        response="volatility",
        cumulative=False,
        horizons=8,
        season=season,
        shock_unit="a post an hour",
    )  # type: ignore[arg-type]
    return found, posts


def test_posts_and_hours_of_shares_look_linked_only_while_the_season_is_in(kit: dict[str, Path]) -> None:
    """The bare response of the S&P's hour leaves zero out; without the season it is about half and holds zero."""
    bare = by_the_hour(kit["source"], kit["description"], "none")[0].path("SPX")
    fair = by_the_hour(kit["source"], kit["description"], "auto")[0].path("SPX")
    assert bare.limits(0.10)[0][0] > 0 > fair.limits(0.10)[0][0]
    assert fair.estimates[0] < 0.75 * bare.estimates[0]


def test_no_path_of_hours_stands_out_as_a_whole(kit: dict[str, Path]) -> None:
    found, _ = by_the_hour(kit["source"], kit["description"], "auto")
    assert min(found.test(asset).pvalue for asset in found.assets) > 0.05


def test_posts_of_nights_and_weekends_are_counted_in_the_first_hour_after(kit: dict[str, Path]) -> None:
    posts = by_the_hour(kit["source"], kit["description"], "auto")[1]["SPX"]
    assert 0 < posts.dropna().max() < 10
