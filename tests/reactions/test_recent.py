"""Half a year of 3-minute bars, day and night: instants at random are what they are, noise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.reactions import ReactionResults

pytestmark = pytest.mark.kit

Make = Callable[..., Any]
WINDOWS = ["0/+15min", "0/+60min", "0/close"]
HEADLINES = 400
FIRST, LAST = pd.Timestamp("2026-01-06", tz="UTC"), pd.Timestamp("2026-07-01", tz="UTC")
STANDARD_ERRORS = 3.5  # of a share of tests that each reject 5 % of the time


@pytest.fixture(scope="module")
def results(kit: dict[str, Path], make_heads: Make) -> ReactionResults:
    bars = ash.load_prices(["SPX", "GOLD"], start="2026-01-04", end="2026-07-03", interval="3min", **kit)
    minutes = np.random.default_rng(7).choice(
        int((LAST - FIRST) / pd.Timedelta("1min")), HEADLINES, replace=False
    )
    heads = make_heads(FIRST + pd.to_timedelta(np.sort(minutes), unit="min"))
    return ash.ReactionStudy(bars, heads, windows=WINDOWS).fit()


@pytest.fixture(scope="module")
def rows(results: ReactionResults) -> pd.DataFrame:
    return results.to_frame("event")


def test_every_headline_asset_and_window_has_one_row(rows: pd.DataFrame) -> None:
    assert (
        len(rows.drop_duplicates(["headline_id", "asset", "window"]))
        == len(rows)
        == HEADLINES * 2 * len(WINDOWS)
    )


def test_weekends_wait_for_sunday_evening(rows: pd.DataFrame) -> None:
    saturday = rows[(rows["instant"].dt.day_of_week == 5) & (rows["window"] == "0/+15min")]
    assert set(saturday["outcome"]) <= {"market_closed_next_open", "merged_into_episode"}
    measured = saturday[saturday["outcome"] == "market_closed_next_open"]
    assert (
        measured["after"].dt.tz_convert("America/New_York").dt.strftime("%a %H:%M").isin(["Sun 18:03"]).all()
    )


@pytest.mark.parametrize("window", ["0/+15min", "0/+60min"])
def test_moves_at_random_instants_are_unusual_as_often_as_chance_says(
    rows: pd.DataFrame, window: str
) -> None:
    judged = rows[(rows["window"] == window) & (rows["placebo_from"] == "own_day")]
    assert len(judged) > HEADLINES
    error = np.sqrt(0.05 * 0.95 / (len(judged) / 2))  # the two assets share the headlines' hours
    assert abs((judged["placebo_pvalue"] <= 0.05).mean() - 0.05) < STANDARD_ERRORS * error


def test_level_is_the_day_s_own_almost_always(rows: pd.DataFrame) -> None:
    traded = rows[(rows["window"] == "0/+60min") & (rows["outcome"] == "used")]
    assert (traded["usual_from"] == "own_day").mean() > 0.95


def test_nothing_at_random_instants_stands_out_with_all_counted(results: ReactionResults) -> None:
    assert results.adjusted(window="0/+15min", n_draws=499)["adjusted_pvalue"].min() > 0.05


def test_mean_rank_of_random_instants_is_that_of_chance(results: ReactionResults) -> None:
    for asset in ("SPX", "GOLD"):
        test = results.test("placebo", asset=asset, window="0/+15min", n_draws=499)
        assert test.n_events > HEADLINES / 2
        assert test.pvalue > 0.001


def test_news_share_of_random_instants_is_near_its_expectation(results: ReactionResults) -> None:
    shares = results.news_share(window="0/+15min", n_draws=499).set_index("asset")
    assert (shares["pvalue"] > 0.001).all()
    assert shares["ratio"].between(0.7, 1.4).all()
