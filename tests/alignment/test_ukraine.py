"""The seventeen headlines of 17-18 February 2022: the session of each, stated by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.markets import shown

pytestmark = pytest.mark.kit

LIST = Path(__file__).resolve().parents[2] / "data/headlines/ukraine-2022-02-17.csv"
ASSETS = ["SPX", "UST10Y", "GOLD", "WTI"]
PRINTED = 0.005  # half of the last digit of a published figure with two decimals

# Strikes on the 17th, in UTC: gold 18:30, WTI 19:30, 10-year yield 20:30, S&P 500 21:00.
SESSIONS = """
09:10  17 17 17 17
10:15  17 17 17 17
12:25  17 17 17 17
13:10  17 17 17 17
13:48  17 17 17 17
14:25  17 17 17 17
14:50  17 17 17 17
15:25  17 17 17 17
16:15  17 17 17 17
16:42  17 17 17 17
17:02  17 17 17 17
17:20  17 17 17 17
18:01  17 17 17 17
18:32  17 17 18 17
23:15  18 18 18 18
02:00  18 18 18 18
02:15  18 18 18 18
"""
BY_HAND = [line.split() for line in SESSIONS.strip().splitlines()]


@pytest.fixture(scope="module")
def daily(kit: dict[str, Path]) -> ash.Prices:
    return ash.load_prices([*ASSETS, "BRENT"], start="2021-01-04", end="2022-03-01", **kit)


@pytest.fixture(scope="module")
def aligned(daily: ash.Prices) -> pd.DataFrame:
    pairs = ash.align(ash.read_headlines(LIST), daily)
    return pairs[pairs["asset"].isin(ASSETS)]


def test_headlines_are_those_stated(aligned: pd.DataFrame) -> None:
    instants = aligned.loc[aligned["asset"] == "SPX", "instant"]
    assert instants.dt.strftime("%H:%M").tolist() == [clock for clock, *_ in BY_HAND]


@pytest.mark.parametrize(("asset", "column"), [("SPX", 1), ("UST10Y", 2), ("GOLD", 3), ("WTI", 4)])
def test_session_of_every_headline(aligned: pd.DataFrame, asset: str, column: int) -> None:
    found = aligned.loc[aligned["asset"] == asset, "session"]
    stated = [pd.Timestamp(f"2022-02-{row[column]}") for row in BY_HAND]
    assert found.tolist() == stated


@pytest.mark.parametrize(("asset", "on_the_17th"), [("SPX", 14), ("UST10Y", 14), ("GOLD", 13), ("WTI", 14)])
def test_headlines_of_one_session_are_one_episode(
    aligned: pd.DataFrame, asset: str, on_the_17th: int
) -> None:
    counts = aligned.loc[aligned["asset"] == asset, "event_id"].value_counts()
    assert counts.to_dict() == {"2022-02-17": on_the_17th, "2022-02-18": 17 - on_the_17th}


def test_every_episode_is_measured_once(aligned: pd.DataFrame) -> None:
    leading = aligned[aligned["outcome"] != "merged_into_episode"]
    assert not leading.duplicated(["asset", "event_id"]).any()
    assert len(leading) == 2 * len(ASSETS)


def test_first_headline_of_each_session_leads(aligned: pd.DataFrame) -> None:
    leading = aligned[aligned["outcome"] != "merged_into_episode"]
    clocks = leading.groupby("asset")["instant"].agg(lambda at: sorted(at.dt.strftime("%d %H:%M")))
    expected = {asset: ["17 09:10", "17 23:15"] for asset in ASSETS} | {"GOLD": ["17 09:10", "17 18:32"]}
    assert clocks.to_dict() == expected


@pytest.mark.parametrize(
    ("asset", "outcomes"),
    [
        ("SPX", ["market_closed_next_open"] * 2),
        ("UST10Y", ["market_closed_next_open"] * 2),
        ("GOLD", ["used"] * 2),
        ("WTI", ["used"] * 2),
    ],
)
def test_shares_and_cash_bonds_were_shut_while_futures_traded(
    aligned: pd.DataFrame, asset: str, outcomes: list[str]
) -> None:
    of_asset = aligned[(aligned["asset"] == asset) & (aligned["outcome"] != "merged_into_episode")]
    assert of_asset["outcome"].tolist() == outcomes


def test_first_headline_came_before_the_opening_in_new_york(aligned: pd.DataFrame) -> None:
    first = aligned[aligned["asset"] == "SPX"].iloc[0]
    assert first["delay"] == pd.Timedelta("5h20min")


@pytest.mark.parametrize(("asset", "level"), [("UST10Y", 1.97), ("WTI", 91.76), ("BRENT", 92.97)])
def test_level_of_the_session(daily: ash.Prices, asset: str, level: float) -> None:
    assert daily[asset].table.loc["2022-02-17", "close"] == pytest.approx(level, abs=PRINTED)


def test_index_fell_by_2_12_per_cent(daily: ash.Prices) -> None:
    moved = shown(daily["SPX"].asset, np.array(daily.moves().loc["2022-02-17", "SPX"]))
    assert float(moved) == pytest.approx(-2.12, abs=PRINTED)
