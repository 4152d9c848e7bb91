"""Flights to safety and risk-off days that everybody remembers, in real prices."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.comovement import (
    Analogues,
    FlightsToSafety,
    RiskOffScores,
    analogues,
    flight_to_safety,
    risk_off,
)

pytestmark = pytest.mark.kit

HERE = Path(__file__).parent
EVENTS = HERE / "../../../shared/data/events/geopolitical_event_days.csv"
SIGNATURE = {"SPX_VENDOR": -1.0, "TNX": -1.0, "GLD": 1.0}
SHELLING = "2022-02-17"


@pytest.fixture(scope="module")
def moves(kit: dict[str, Any]) -> pd.DataFrame:
    return ash.load_prices(
        ["SPX_VENDOR", "TNX", "GLD", "USO"], start="2005-01-03", end="2025-12-31", **kit
    ).moves()


@pytest.fixture(scope="module")
def flights(moves: pd.DataFrame) -> FlightsToSafety:
    return flight_to_safety(moves, equity="SPX_VENDOR", bond="TNX", duration=8.0, asynchronous="allow")


@pytest.fixture(scope="module")
def scores(moves: pd.DataFrame) -> RiskOffScores:
    days = pd.read_csv(EVENTS, parse_dates=["date"])["date"]
    known = moves.index.searchsorted(days - pd.Timedelta(days=1))
    episodes = {str(one.date()): moves.index[at] for one, at in zip(days, known, strict=True)}
    episodes |= {day: pd.Timestamp(day) for day in (SHELLING, "2022-02-24")}
    return risk_off(moves, episodes=episodes, signature=SIGNATURE, asynchronous="allow")


@pytest.fixture(scope="module")
def near(scores: RiskOffScores, moves: pd.DataFrame) -> Analogues:
    return analogues(scores, of=SHELLING, moves=moves, asynchronous="allow")


def test_two_days_in_a_hundred_are_flights(flights: FlightsToSafety) -> None:
    assert flights.to_frame().loc["flight", "share"] == pytest.approx(0.020, abs=0.001)


def test_bonds_gain_two_to_four_per_cent_on_shares(flights: FlightsToSafety) -> None:
    assert 0.02 < flights.gap.mean < 0.04


@pytest.mark.parametrize(
    "day",
    [
        "2008-09-29",
        "2008-10-06",
        "2011-08-08",
        "2016-06-24",
        "2020-03-09",
        "2020-03-16",
        "2025-04-03",
        SHELLING,
    ],
)
def test_days_that_everybody_remembers_are_flights(flights: FlightsToSafety, day: str) -> None:
    assert pd.Timestamp(day) in flights.days.index


def test_the_day_of_the_invasion_was_none(flights: FlightsToSafety) -> None:
    assert pd.Timestamp("2022-02-24") not in flights.days.index


def test_gold_is_no_sure_winner(flights: FlightsToSafety) -> None:
    gold = flights.others.set_index(["asset", "rows"]).loc[("GLD", "flights")]
    assert gold["share_up_low"] > 0.5 and gold["q25"] < 0


def test_oil_falls_on_most_flights(flights: FlightsToSafety) -> None:
    assert flights.others.set_index(["asset", "rows"]).loc[("USO", "flights"), "share_up_high"] < 0.35


def test_the_shelling_was_risk_off_at_the_level_of_one_episode_only(scores: RiskOffScores) -> None:
    row = scores.table.loc[SHELLING]
    assert row["score"] > 2 and row["pvalue"] < 0.05 < row["adjusted_pvalue"]


def test_no_episode_stands_when_all_are_counted(scores: RiskOffScores) -> None:
    assert not scores.table["word"].isin(["risk-off", "risk-on"]).any()


def test_events_of_the_index_are_no_more_often_risk_off_than_chance(scores: RiskOffScores) -> None:
    share = (scores.table["pvalue"] <= 0.05).mean()
    assert 0.02 < share < 0.12


def test_ten_neighbours_of_the_shelling_are_found_before_it(near: Analogues) -> None:
    assert near.n_neighbours == 10 and (near.neighbours["when"] < pd.Timestamp(SHELLING)).all()


def test_what_followed_them_is_within_the_usual(near: Analogues) -> None:
    table = near.following.set_index(["asset", "rows"])
    after, usual = (table.loc[("SPX_VENDOR", one)] for one in ("after neighbours", "all windows before"))
    assert usual["q10"] < after["median"] < usual["q90"]


@pytest.fixture(scope="module")
def headline_scores(kit: dict[str, Any]) -> RiskOffScores:
    heads = ash.read_headlines(HERE / "../../data/headlines/ukraine-2022-02-17.csv")
    bars = ash.load_prices(["SPX", "GOLD", "WTI"], start="2022-01-03", end="2022-03-04", interval="1h", **kit)
    return risk_off(ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit())


def test_the_early_afternoon_of_the_shelling_looked_most_like_risk_off(
    headline_scores: RiskOffScores,
) -> None:
    best = headline_scores.table.loc[headline_scores.table["score"].idxmax()]
    assert 12 <= best["when"].hour <= 13 and 1.5 < best["score"] < 2.5


def test_no_headline_of_the_shelling_is_told_from_the_noise_of_its_hours(
    headline_scores: RiskOffScores,
) -> None:
    judged = headline_scores.table[headline_scores.table["word"] != ""]
    assert len(judged) >= 8 and (judged["word"] == "not told from noise").all()


def test_the_hour_of_the_warning_of_an_invasion_was_a_flight(kit: dict[str, Any]) -> None:
    bars = ash.load_prices(["SPX", "ZN"], start="2021-08-23", end="2022-03-31", interval="1h", **kit)
    closes = pd.DataFrame({name: one.table["close"] for name, one in bars.items()}).astype(float)
    hours = flight_to_safety(np.log(closes).diff(), equity="SPX", bond="ZN")
    assert pd.Timestamp("2022-02-11 19:00", tz="UTC") in hours.days.index
