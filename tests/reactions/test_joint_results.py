"""Tests and tables over several headlines of a fitted clock-time study."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import EstimationError
from aftershock.inference import holm
from aftershock.markets import Prices
from aftershock.reactions import ReactionResults, ReactionStudy

Make = Callable[..., Any]
EXACT = 1e-12
HOURS = "09:30-16:00 America/New_York"
DAYS = pd.bdate_range("2021-05-03", periods=40).drop("2021-05-31")
WINDOW = "0/+30min"
PLANTED, BURST, QUIET = "2021-06-22T15:00Z", "2021-06-23T15:00Z", "2021-06-24T15:00Z"


def five_minutes(make_bars: Make, asset: str, seed: int) -> Any:
    """Day sessions of 5-minute bars; half an hour of 3 % after the headline of 22 June, a bar of 2 % on 25 June."""
    starts = [day + pd.Timedelta("13h35min") for day in DAYS]
    ends = pd.DatetimeIndex(
        np.concatenate([pd.date_range(start, periods=78, freq="5min") for start in starts]), tz="UTC"
    )
    steps = np.random.default_rng(seed).normal(0.0, 0.001, len(ends))
    reaction = (ends > pd.Timestamp(PLANTED)) & (ends <= pd.Timestamp(PLANTED) + pd.Timedelta("30min"))
    steps[reaction] += 0.005
    steps[ends == pd.Timestamp("2021-06-25T16:00Z")] += 0.02
    return make_bars(asset, ends, 100.0 * np.exp(steps.cumsum()), length="5min", hours=HOURS)


@pytest.fixture(scope="module")
def prices(make_bars: Make) -> Prices:
    return Prices([five_minutes(make_bars, "SPY", 1), five_minutes(make_bars, "GLD", 2)])


@pytest.fixture(scope="module")
def results(prices: Prices, make_heads: Make) -> ReactionResults:
    burst = pd.Timestamp(BURST) + pd.to_timedelta([0, 5, 10], unit="min")
    heads = make_heads([PLANTED, *burst.strftime("%Y-%m-%dT%H:%MZ"), QUIET], uncertainty="0min")
    return ReactionStudy(prices, heads, windows=["-30min/0", WINDOW, "0/close"]).fit()


def rows_of(results: ReactionResults, asset: str) -> pd.DataFrame:
    return results.to_frame("event", window=WINDOW).query("asset == @asset").set_index("headline_id")


def test_main_window_is_the_first_fixed_one_after_the_headline(results: ReactionResults) -> None:
    assert results.spec.main_window == WINDOW


@pytest.mark.parametrize("name", ["placebo", "cross_episode_t", "sign_flip"])
def test_burst_counts_once(results: ReactionResults, name: str) -> None:
    assert results.test(name, asset="SPY").n_events == 3  # type: ignore[arg-type]


def test_cross_episode_t_is_that_of_the_first_of_each_burst(results: ReactionResults) -> None:
    moves = rows_of(results, "SPY")["standardized"].loc[["h0", "h1", "h4"]]
    expected = np.sqrt(3) * moves.mean() / moves.std()
    assert results.test("cross_episode_t", asset="SPY").statistic == pytest.approx(expected, abs=1e-9)


def test_same_seed_draws_the_same(results: ReactionResults) -> None:
    first, second = (results.test("placebo", asset="SPY", rng=5) for _ in range(2))
    assert (first.statistic, first.pvalue) == (second.statistic, second.pvalue)


def test_asset_must_be_named_where_there_are_several(results: ReactionResults) -> None:
    with pytest.raises(EstimationError, match="name one asset; there are SPY, GLD"):
        results.test("placebo")


def test_unknown_asset_is_refused_with_those_there_are(results: ReactionResults) -> None:
    with pytest.raises(EstimationError, match="'WTI' was not measured; there are SPY, GLD"):
        results.jumps(asset="WTI")


def test_unknown_test_lists_those_allowed(results: ReactionResults) -> None:
    with pytest.raises(ValueError, match="'placebo', 'cross_episode_t', 'sign_flip'"):
        results.test("bmp_t", asset="SPY")  # type: ignore[arg-type]


def test_headlines_without_placebos_leave_the_test_undefined_with_a_reason(
    prices: Prices, make_heads: Make
) -> None:
    study = ReactionStudy(prices, make_heads([PLANTED]), windows=[WINDOW], min_placebos=500)
    test = study.fit().test("placebo", asset="SPY")
    assert np.isnan(test.pvalue) and "no headline has enough placebos" in test.reason


def test_holm_counts_every_judged_row(results: ReactionResults) -> None:
    rows = results.adjusted(method="holm")
    pvalues = rows["placebo_pvalue"].to_numpy()
    assert np.isfinite(pvalues).sum() == 10
    np.testing.assert_allclose(rows["adjusted_pvalue"], holm(pvalues), atol=EXACT)


@pytest.mark.parametrize("asset", ["SPY", "GLD"])
def test_planted_reactions_stand_out_with_all_counted(results: ReactionResults, asset: str) -> None:
    rows = results.adjusted(n_draws=999, rng=1).query("asset == @asset").set_index("headline_id")
    assert rows.loc["h0", "adjusted_pvalue"] < 0.05
    assert (rows.drop("h0")["adjusted_pvalue"] > 0.05).all()


def test_adjusted_rows_are_those_of_the_window(results: ReactionResults) -> None:
    rows, events = results.adjusted(n_draws=99), results.to_frame("event", window=WINDOW)
    columns = ["headline_id", "asset", "window", "move", "placebo_pvalue"]
    pd.testing.assert_frame_equal(rows[columns], events[columns].reset_index(drop=True))


def test_planted_jump_is_listed_with_the_nearest_headline(results: ReactionResults) -> None:
    jumps = results.jumps(asset="SPY").set_index("end")
    row = jumps.loc[pd.Timestamp("2021-06-25T16:00Z")]
    assert (row["headline_id"], row["distance"]) == ("h4", pd.Timedelta("1D 1h"))
    assert row["statistic"] > row["critical"]


def test_headlines_without_a_jump_are_told_from_those_with_one(results: ReactionResults) -> None:
    rows = results.jumps(asset="SPY", by="headline", within="30min").set_index("headline_id")
    assert rows["jump_followed"].tolist() == [True, False, False, False, False]
    assert rows.loc["h4", "nearest_jump"] == pd.Timestamp("2021-06-25T16:00Z")


def test_headlines_of_a_market_without_jumps_have_none_near(prices: Prices, make_heads: Make) -> None:
    calm = ReactionStudy(prices, make_heads([QUIET]), windows=[WINDOW]).fit()
    rows = calm.jumps(asset="SPY", by="headline", alpha=1e-300)
    assert rows["nearest_jump"].isna().all() and rows["move"].isna().all() and not rows["jump_followed"].any()


def test_day_with_a_jump_is_found_among_all_days(results: ReactionResults) -> None:
    days = results.daily_jumps(asset="GLD").set_index("session")
    assert days.index.tolist() == DAYS.tolist()
    assert days["statistic"].idxmax() == pd.Timestamp("2021-06-25")
    assert days["n_headlines"].loc["2021-06-22":"2021-06-25"].tolist() == [1, 3, 1, 0]  # type: ignore[misc]


def test_news_share_counts_time_and_variance(results: ReactionResults, prices: Prices) -> None:
    day = results.news_share(asset="SPY", by="day").set_index("session").loc["2021-06-22"]
    closes = prices["SPY"].table["close"].loc["2021-06-22"]
    squares = np.log(closes).diff().dropna() ** 2
    inside = squares["2021-06-22T15:05Z":"2021-06-22T15:30Z"]  # type: ignore[misc]
    assert day["share"] == pytest.approx(inside.sum() / squares.sum(), abs=1e-9)
    assert day["time_share"] == pytest.approx(6 / 77, abs=EXACT)
    assert day["pvalue"] < 0.05


def test_news_share_of_all_days_is_one_row_an_asset(results: ReactionResults) -> None:
    rows = results.news_share(n_draws=199)
    assert rows["asset"].tolist() == ["SPY", "GLD"]
    assert rows["n_days"].tolist() == [3, 3]


def test_news_share_without_headlines_has_a_reason(prices: Prices, make_heads: Make) -> None:
    results = ReactionStudy(prices, make_heads(["2021-06-26T12:00Z"]), windows=[WINDOW]).fit()
    row = results.news_share(asset="SPY").iloc[0]
    assert np.isnan(row["share"]) and "no day" in row["reason"]
    assert len(results.news_share(asset="SPY", by="day")) == 0


def test_detectable_move_is_near_that_of_each_headline(results: ReactionResults) -> None:
    rows = results.detectable(asset="SPY").set_index("clock")
    assert rows["span"].iloc[0] == pd.Timedelta("30min")
    own = rows_of(results, "SPY").loc["h4", "detectable"]
    assert 0.5 < rows.loc["11:00", "detectable"] / own < 2.0


def test_nothing_is_detectable_over_windows_without_a_length(results: ReactionResults) -> None:
    with pytest.raises(EstimationError, match="no fixed length"):
        results.detectable(window="0/close")


def test_episode_alone_has_the_move_of_its_bars(results: ReactionResults) -> None:
    found = results.overlaps(asset="SPY", bins=(2, 6))
    alone = found.totals.set_index("headlines").loc["h0"]
    assert alone["move"] == pytest.approx(rows_of(results, "SPY").loc["h0", "move"], abs=EXACT)
    assert found.steps["bars"].tolist() == ["1-2", "3-6"] * 5


def test_overlapping_episodes_say_what_cannot_be_told_apart(results: ReactionResults) -> None:
    found = results.overlaps(asset="SPY", bins=(1, 2, 3))
    assert found.notes and all("told" in note for note in found.notes)


def test_tables_are_copies(results: ReactionResults) -> None:
    rows = results.adjusted(method="holm")
    rows["move"] = 0.0
    assert not (results.adjusted(method="holm")["move"] == 0.0).any()
