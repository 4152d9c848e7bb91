"""Who moved first: a planted lead is found, none is made up, and a stale feed is called one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.comovement import LeadLag, lead_lag
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_asynchronous

Make = Callable[..., Any]
FIVE: dict[str, Any] = {"every": ("5min", "5min"), "tick": "60s"}
N_DRAWS = 499


def ask(n_days: int = 20, *, rng: int = 1, settings: dict[str, Any] | None = None, **planted: Any) -> LeadLag:
    pair = simulate_asynchronous(n_days, rng=rng, **(FIVE | planted))
    return lead_lag(pair.bars, first="FIRST", second="SECOND", n_draws=N_DRAWS, **(settings or {}))


def test_planted_lead_is_found_where_it_is() -> None:
    found = ask(lead="10min")
    assert (found.verdict, found.location.lead) == ("first", pd.Timedelta("10min"))
    assert found.location.low <= pd.Timedelta("10min") <= found.location.high
    assert found.ratio > 10


def test_lead_of_the_second_has_the_other_sign() -> None:
    found = ask(lead="-10min")
    assert (found.verdict, found.leader, found.location.lead) == ("second", "SECOND", pd.Timedelta("-10min"))


def test_swapping_the_assets_turns_the_answer_around() -> None:
    pair = simulate_asynchronous(20, rng=1, lead="10min", **FIVE)
    there, back = (
        lead_lag(pair.bars, first=one, second=other, n_draws=N_DRAWS)
        for one, other in (("FIRST", "SECOND"), ("SECOND", "FIRST"))
    )
    assert there.estimates.correlation == pytest.approx(back.estimates.correlation[::-1])
    assert (there.leader, there.test.statistic) == (back.leader, pytest.approx(back.test.statistic))


def test_unequal_bars_without_a_lead_show_none() -> None:
    found = ask(every=("3min", "5min"))
    assert (found.verdict, found.location.lead) == ("no_lead", pd.Timedelta(0))
    assert "No lead that can be told from noise" in found.summary()


def test_lead_is_found_at_random_times() -> None:
    found = ask(lead="10min", random_times=True, tick="30s", settings={"step": "2min", "lags": "30min"})
    assert found.verdict == "first"
    assert abs(found.location.lead - pd.Timedelta("10min")) <= pd.Timedelta("2min")


def test_stale_feed_looks_like_a_lag_and_is_called_a_stale_feed() -> None:
    found = ask(trades=(np.inf, 0.7))
    assert found.test.pvalue < 0.05
    assert (found.verdict, found.laggard) == ("stale", "SECOND")
    assert "a stale feed would explain it" in found.summary()


def test_true_lead_outlasts_a_stale_feed() -> None:
    assert ask(60, lead="20min", trades=(np.inf, 0.7)).verdict == "first"


def test_lead_within_a_bar_is_not_told_from_the_age_of_prices() -> None:
    found = ask(lead="2min")
    assert (found.verdict, found.laggard) == ("within_bar", "SECOND")
    assert "shorter bars would tell" in found.summary()


def test_lead_of_a_bar_counts_where_prices_are_known_to_be_fresh() -> None:
    assert ask(lead="5min").verdict == "within_bar"
    assert ask(lead="5min", settings={"max_age": "0s"}).verdict == "first"


def test_late_feed_is_never_ruled_out() -> None:
    assert "stamped late would look the same" in ask(lead="10min").summary()


def test_unrelated_assets_have_no_location() -> None:
    found = ask(correlation=0.0)
    assert (found.verdict, found.location.lead) == ("unrelated", pd.NaT)
    assert "no correlation at any shift" in found.reason


def test_few_days_are_refused_with_the_smallest_p_value() -> None:
    found = ask(5)
    assert (found.verdict, np.isnan(found.test.pvalue)) == ("undefined", True)
    assert "smallest p-value is 0.0625" in found.summary()
    assert np.isfinite(found.estimates.correlation).all()


def test_what_would_have_been_found_stands_beside_no_lead() -> None:
    found = ask()
    assert f"{found.test.extra['detectable']:.2f} between the correlations" in found.summary()


def test_lead_that_lives_in_the_news_is_found_there_alone() -> None:
    rng = np.random.default_rng(4)
    ends = pd.date_range("2022-02-01", periods=288 * 30, freq="5min", tz="UTC")
    news = ends[np.arange(100, len(ends), 144)]
    hot = np.zeros(len(ends), dtype=bool)
    hot[(np.arange(100, len(ends), 144)[:, None] + np.arange(1, 13)).clip(max=len(ends) - 1).ravel()] = True
    fast, own = rng.standard_normal((2, len(ends)))
    slow = np.where(hot, np.roll(fast, 2), 0.0) + own
    bars = {
        name: pd.DataFrame({"start": ends - pd.Timedelta("5min"), "end": ends, "move": move})
        for name, move in (("FAST", fast), ("SLOW", slow))
    }
    settings: dict[str, Any] = {"window": "0/+60min", "lags": "20min", "n_draws": N_DRAWS}
    in_news, calm = (
        lead_lag(bars, first="FAST", second="SLOW", news=news, part=part, **settings)
        for part in ("news", "calm")
    )
    assert (in_news.verdict, calm.verdict) == ("first", "unrelated")
    assert in_news.sampling[0].n_moves + calm.sampling[0].n_moves == len(ends)
    assert in_news.part == "news, 0/+60min"


def test_table_has_a_row_a_shift() -> None:
    found = ask(settings={"lags": "20min", "step": "5min"})
    frame = found.to_frame()
    assert frame.index.tolist() == [pd.Timedelta(minutes=5 * k) for k in range(-4, 5)]
    assert ((frame["low"] < frame["correlation"]) & (frame["correlation"] < frame["high"])).all()


def test_same_seed_gives_the_same_answer() -> None:
    again = [ask(lead="10min").to_frame() for _ in range(2)]
    pd.testing.assert_frame_equal(*again)
    assert ask(lead="10min").summary() == ask(lead="10min").summary()


def test_repr_is_one_line() -> None:
    assert repr(ask(lead="10min")) == "<LeadLag: FIRST and SECOND, 20 block(s) of 1 d, first>"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lags": "2min", "step": "5min"}, "each at most the next"),
        ({"lags": "2h", "block": "1h"}, "each at most the next"),
        ({"lags": "24h", "step": "1s"}, "take a longer step"),
        ({"part": "calm"}, "no news are given"),
        ({"max_age": "-1s"}, "must not be below zero"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ComovementError, match=said):
        ask(settings=settings)


def test_one_asset_twice_and_hours_apart_are_refused() -> None:
    bars = dict(simulate_asynchronous(3, rng=1, **FIVE).bars)
    with pytest.raises(ComovementError, match="name two assets"):
        lead_lag(bars, first="FIRST", second="FIRST")
    later = bars["SECOND"].assign(
        **{name: bars["SECOND"][name] + pd.Timedelta("12h") for name in ("start", "end")}
    )
    with pytest.raises(ComovementError, match="no move in the same hours"):
        lead_lag({"FIRST": bars["FIRST"], "SECOND": later}, first="FIRST", second="SECOND")


@pytest.fixture(scope="module")
def hourly(kit: dict[str, Path]) -> ash.Prices:
    return ash.load_prices(
        ["SPX", "GOLD", "WTI", "ZN"], start="2022-01-15", end="2022-03-31", interval="1h", **kit
    )


@pytest.mark.kit
def test_gold_and_notes_move_together_within_the_hour_and_neither_leads(hourly: ash.Prices) -> None:
    found = lead_lag(hourly, first="GOLD", second="ZN", lags="6h")
    assert (found.verdict, found.location.lead) == ("no_lead", pd.Timedelta(0))
    assert found.estimates.correlation[6] == pytest.approx(0.27, abs=0.01)


@pytest.mark.kit
def test_week_of_the_invasion_is_too_short_for_notes(kit: dict[str, Path]) -> None:
    week = ash.load_prices(["SPX", "ZN"], start="2022-02-17", end="2022-02-24", interval="1h", **kit)
    assert "cannot be told" in lead_lag(week, first="SPX", second="ZN", lags="6h").summary()


@pytest.mark.kit
def test_rolled_oil_contracts_leave_no_jump(hourly: ash.Prices) -> None:
    found = lead_lag(hourly, first="WTI", second="GOLD", lags="6h")
    assert found.sampling[0].left_out["change of contract"] == 3


@pytest.mark.kit
def test_half_a_year_of_three_minute_bars_shows_no_lead_of_shares_or_gold(kit: dict[str, Path]) -> None:
    bars = ash.load_prices(["SPX", "GOLD"], start="2026-01-04", end="2026-07-03", interval="3min", **kit)
    found = lead_lag(bars, first="SPX", second="GOLD", lags="30min", n_draws=N_DRAWS)
    assert found.verdict == "no_lead"
    assert found.estimates.low[10] < 0.36 < found.estimates.high[10]


@pytest.mark.kit
def test_future_sampled_late_within_the_hour_is_not_taken_for_a_follower(kit: dict[str, Path]) -> None:
    bars = ash.load_prices(["SPX", "ES"], start="2021-08-23", end="2023-06-30", interval="1h", **kit)
    found = lead_lag(bars, first="SPX", second="ES", lags="6h", n_draws=N_DRAWS)
    assert found.test.pvalue < 0.01
    assert (found.verdict, found.laggard) == ("within_bar", "ES")
