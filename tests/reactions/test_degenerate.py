"""Bars that are too few, flat, full of holes or below zero give reasons, never an error and never a number."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import Prices
from aftershock.reactions import PLACEBO_REASONS, ReactionResults, ReactionStudy

Make = Callable[..., Any]
FEED = "18:00-17:00 America/New_York"
WINDOWS = ["-60min/0", "0/+60min", "0/close"]
RNG = np.random.default_rng(5)
WALK = 100.0 + RNG.normal(0.0, 1.0, 2000).cumsum()
CLOSES = {
    "flat": np.full(2000, 100.0),
    "holes": np.where(np.arange(2000) % 7 == 0, np.nan, WALK),
    "below zero": WALK - 100.0,
}


@pytest.fixture(params=["one bar", "two bars", "three bars", *CLOSES])
def results(
    request: pytest.FixtureRequest, make_bars: Make, make_heads: Make, hourly_ends: Make
) -> ReactionResults:
    few = {"one bar": 1, "two bars": 2, "three bars": 3}.get(request.param)
    if few:
        ends = pd.date_range("2021-06-16T13:00Z", periods=few, freq="1h")
        series = make_bars("GOLD", ends, hours=FEED)
    else:
        ends = hourly_ends(FEED, "2021-05-03", "2021-06-25")
        series = make_bars("GOLD", ends, CLOSES[request.param][: len(ends)], hours=FEED)
    heads = make_heads(["2021-06-16T13:30Z", "2021-06-16T13:31Z", "2030-01-01T00:00Z"])
    return ReactionStudy(Prices([series]), heads, windows=WINDOWS).fit()


def test_every_missing_pvalue_has_a_reason(results: ReactionResults) -> None:
    rows = results.to_frame("event")
    missing = rows[rows["placebo_pvalue"].isna()]
    assert missing["placebo_reason"].isin(PLACEBO_REASONS).all()
    assert rows.loc[rows["usual_from"] == "", ["usual", "standardized"]].isna().all(axis=None)


def test_no_ratio_is_infinite(results: ReactionResults) -> None:
    numbers = results.to_frame("event").select_dtypes("number")
    assert not np.isinf(numbers.to_numpy(dtype=np.float64)).any()


@pytest.mark.parametrize("name", ["placebo", "cross_episode_t", "sign_flip"])
@pytest.mark.parametrize("window", WINDOWS)
def test_undefined_tests_say_why(results: ReactionResults, name: str, window: str) -> None:
    test = results.test(name, window=window, n_draws=99)  # type: ignore[arg-type]
    assert np.isfinite(test.pvalue) or test.reason


def test_tables_of_whole_days_are_made_all_the_same(results: ReactionResults) -> None:
    assert set(results.daily_jumps()["asset"]) == {"GOLD"}
    assert len(results.jumps(by="headline")) == 3
    assert results.news_share(n_draws=99)["asset"].tolist() == ["GOLD"]
    assert results.overlaps().steps["asset"].isin(["GOLD"]).all()
    assert len(results.adjusted(n_draws=99)) == 3
    assert results.detectable()["asset"].isin(["GOLD"]).all()


@pytest.mark.parametrize("reason", PLACEBO_REASONS)
def test_reasons_are_told_in_words(reason: str) -> None:
    assert len(PLACEBO_REASONS[reason].split()) > 4  # type: ignore[index]
