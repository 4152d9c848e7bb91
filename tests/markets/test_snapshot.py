"""Daily prices of several assets at one common instant."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.alignment import align
from aftershock.errors import AssetError, PriceError
from aftershock.markets import Prices, PriceSeries, load_prices, opening_hours
from aftershock.markets.snapshot import last_known

MakeBars = Callable[..., PriceSeries]
MakeHeads = Callable[..., pd.DataFrame]

NEW_YORK = "America/New_York"
ALL_DAY = "18:00-17:00 America/New_York"
RECORD = dict[str, Path]


def shares(make_bars: MakeBars, *days: str, length: str = "1h", **keys: Any) -> PriceSeries:
    """Bars of the S&P 500 over whole sessions in New York; closes 100, 101, ..."""
    hour = pd.Timedelta(length)
    ends = [
        pd.date_range(f"{day} 09:30", f"{day} 16:00", freq=hour, tz=NEW_YORK)[1:].tz_convert("UTC")
        for day in days
    ]
    return make_bars("SPX", ends[0].append(ends[1:]), length=length, **keys)


def taken(prices: Prices, symbol: str = "SPX") -> dict[str, float]:
    table = prices[symbol].table
    return dict(zip(pd.DatetimeIndex(table.index).strftime("%m-%d"), table["close"], strict=True))


def test_price_is_the_close_of_the_bar_that_ends_at_the_instant(make_bars: MakeBars) -> None:
    bars = shares(make_bars, "2022-02-17", length="30min")
    at_three = bars.table.loc["2022-02-17T20:00Z", "close"]
    assert taken(Prices([bars]).snapshot("15:00", NEW_YORK)) == {"02-17": at_three}


def test_bar_that_holds_the_instant_is_not_used(make_bars: MakeBars) -> None:
    bars = shares(make_bars, "2022-02-17", length="30min")
    at_three = bars.table.loc["2022-02-17T20:00Z", "close"]
    assert taken(Prices([bars]).snapshot("15:29", NEW_YORK)) == {"02-17": at_three}


def test_result_is_daily_and_struck_at_the_instant(make_bars: MakeBars) -> None:
    daily = Prices([shares(make_bars, "2022-02-17", "2022-02-18", length="30min")]).snapshot(
        "15:00", NEW_YORK
    )
    series = daily["SPX"]
    assert (daily.interval, str(series.strike), series.table.index.name) == (
        "1d",
        "15:00 America/New_York keep",
        "session",
    )
    assert series.strikes().dt.strftime("%H:%MZ").tolist() == ["20:00Z", "20:00Z"]


def test_moves_say_that_they_are_of_a_snapshot(make_bars: MakeBars) -> None:
    bars = Prices([shares(make_bars, "2022-02-17", "2022-02-18", length="30min")])
    assert bars.snapshot("15:00", NEW_YORK).moves().attrs["method"] == "snapshot 15:00 America/New_York"


def test_move_of_one_day_worked_by_hand(make_bars: MakeBars) -> None:
    bars = shares(make_bars, "2022-02-17", "2022-02-18", length="30min")
    bars.table["close"] = np.linspace(100.0, 125.0, 26)  # the 11th and the 24th bar end at 15:00
    moves = Prices([bars]).snapshot("15:00", NEW_YORK).moves()["SPX"]
    assert moves.tolist()[1] == pytest.approx(np.log(123.0 / 110.0))


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        ("2026-03-06", "15:00"),  # both on winter time
        ("2026-03-09", "15:00"),  # New York has changed its clock
        ("2026-03-30", "14:00"),  # London too
        ("2026-10-26", "15:00"),  # London has changed back
        ("2026-11-02", "15:00"),  # New York too
    ],
)
def test_snapshot_in_london_of_an_asset_in_new_york(make_bars: MakeBars, day: str, instant: str) -> None:
    bars = shares(make_bars, day, length="30min")
    daily = Prices([bars]).snapshot("15:00", "Europe/London")
    known = bars.table["close"][bars.table.index <= pd.Timestamp(f"{day}T{instant}Z")]
    assert taken(daily) == {day[5:]: known.iloc[-1]}


@pytest.mark.parametrize(("day", "instant"), [("2022-03-11", "20:00Z"), ("2022-03-14", "19:00Z")])
def test_snapshot_keeps_the_local_hour_when_clocks_change(
    make_bars: MakeBars, day: str, instant: str
) -> None:
    bars = shares(make_bars, day, length="30min")
    found = taken(Prices([bars]).snapshot("15:00", NEW_YORK))
    assert found == {day[5:]: bars.table.loc[f"{day}T{instant}", "close"]}


def test_half_day_has_no_price_at_three_and_says_so(make_bars: MakeBars) -> None:
    bars = shares(make_bars, "2021-11-24", "2021-11-26", "2021-11-29")
    closed = pd.DatetimeIndex(bars.table.index) > pd.Timestamp("2021-11-26T18:00Z")
    kept = bars.table[~closed | (pd.DatetimeIndex(bars.table.index) > pd.Timestamp("2021-11-27T00:00Z"))]
    series = Prices([dataclasses.replace(bars, table=kept)]).snapshot("15:00", NEW_YORK)["SPX"]
    assert series.table["close"].isna().tolist() == [False, True, False]
    assert "sessions without a price: 1 (market closed 1), first 2021-11-26" in series.origin.note


def test_half_day_of_a_feed_that_trades_on_has_no_price_either(
    make_bars: MakeBars, hourly_ends: Callable[..., pd.DatetimeIndex]
) -> None:
    bars = make_bars("SPX", hourly_ends(ALL_DAY, "2021-11-24", "2021-11-29"), hours=ALL_DAY)
    assert np.isnan(taken(Prices([bars]).snapshot("15:00", NEW_YORK))["11-26"])


def test_moves_next_to_a_half_day_are_missing(
    make_bars: MakeBars, hourly_ends: Callable[..., pd.DatetimeIndex]
) -> None:
    bars = make_bars("SPX", hourly_ends(ALL_DAY, "2021-11-24", "2021-11-30"), hours=ALL_DAY)
    moves = Prices([bars]).snapshot("15:00", NEW_YORK).moves()["SPX"]
    assert moves.isna().tolist() == [True, True, True, False]


def test_holiday_has_no_row(make_bars: MakeBars, hourly_ends: Callable[..., pd.DatetimeIndex]) -> None:
    bars = make_bars("SPX", hourly_ends(ALL_DAY, "2022-02-18", "2022-02-22"), hours=ALL_DAY)
    assert list(taken(Prices([bars]).snapshot("15:00", NEW_YORK))) == ["02-18", "02-22"]


@pytest.mark.parametrize(("absent", "missing"), [(1, False), (2, True)])
def test_price_older_than_two_bars_is_missing(make_bars: MakeBars, absent: int, missing: bool) -> None:
    bars = shares(make_bars, "2022-02-16", "2022-02-17", length="30min")
    three = bars.table.index.get_loc(pd.Timestamp("2022-02-17T20:00Z"))
    gone = bars.table.drop(bars.table.index[three - absent : three + 1])
    daily = Prices([dataclasses.replace(bars, table=gone)]).snapshot("15:00", NEW_YORK)
    assert bool(np.isnan(taken(daily)["02-17"])) is missing
    assert ("stale price 1" in daily["SPX"].origin.note) is missing


def test_asset_may_allow_older_prices(make_bars: MakeBars) -> None:
    bars = shares(make_bars, "2022-02-17", length="30min")
    patient = dataclasses.replace(bars.asset, stale="2h")
    three = bars.table.index.get_loc(pd.Timestamp("2022-02-17T20:00Z"))
    gone = bars.table.drop(bars.table.index[three - 2 : three + 1])
    daily = Prices([dataclasses.replace(bars, asset=patient, table=gone)]).snapshot("15:00", NEW_YORK)
    assert taken(daily) == {"02-17": bars.table["close"].iloc[three - 3]}


def test_every_session_is_a_row_and_counted(
    make_bars: MakeBars, hourly_ends: Callable[..., pd.DatetimeIndex]
) -> None:
    bars = make_bars("SPX", hourly_ends(ALL_DAY, "2021-11-22", "2021-11-30"), hours=ALL_DAY)
    series = Prices([bars]).snapshot("15:00", NEW_YORK)["SPX"]
    assert (series.origin.read, series.origin.used, len(series.table)) == (6, 6, 6)
    assert "price at 15:00 America/New_York from bars of 1h" in series.origin.note


def test_move_across_a_roll_is_missing(
    make_bars: MakeBars, hourly_ends: Callable[..., pd.DatetimeIndex]
) -> None:
    ends = hourly_ends(ALL_DAY, "2022-02-16", "2022-02-18")
    contracts = np.where(ends > pd.Timestamp("2022-02-17T21:00Z"), "202204", "202203")
    daily = Prices([make_bars("WTI", ends, contracts=list(contracts))]).snapshot("15:00", NEW_YORK)
    assert daily["WTI"].table["contract"].tolist() == ["202203", "202203", "202204"]
    assert daily.moves()["WTI"].isna().tolist() == [True, False, True]


def test_prices_adjusted_for_dividends_are_carried(make_bars: MakeBars) -> None:
    bars = shares(make_bars, "2022-02-17", "2022-02-18", length="30min")
    bars.table["adjusted"] = bars.table["close"] - 50.0
    table = Prices([bars]).snapshot("15:00", NEW_YORK)["SPX"].table
    assert (table["close"] - table["adjusted"]).tolist() == [50.0, 50.0]


def test_headline_at_the_instant_belongs_to_that_session(make_bars: MakeBars, make_heads: MakeHeads) -> None:
    daily = Prices([shares(make_bars, "2022-02-17", "2022-02-18", length="30min")]).snapshot(
        "15:00", NEW_YORK
    )
    heads = make_heads(["2022-02-17T20:00Z", "2022-02-17T20:01Z"], uncertainty="0s")
    sessions = align(heads, daily)["session"].dt.strftime("%m-%d").tolist()
    assert sessions == ["02-17", "02-18"]


def test_daily_prices_are_refused_with_advice(make_daily: Callable[..., PriceSeries]) -> None:
    with pytest.raises(PriceError, match=r"needs bars.*interval='1h'.*overlapping_moves\(2\)"):
        Prices([make_daily("SPX", "2022-02-14", "2022-02-18")]).snapshot("15:00", NEW_YORK)


def test_hour_that_the_bars_do_not_reach_is_explained(make_bars: MakeBars) -> None:
    bars = Prices([shares(make_bars, "2022-02-17", "2022-02-18", length="30min")])
    with pytest.raises(
        PriceError, match=r"no price at 19:00 .*market closed 1.*between 10:00 and 16:00"
    ) as told:
        bars.snapshot("19:00", NEW_YORK)
    assert told.value.data["asset"] == "SPX"


def test_bars_outside_the_declared_hours_speak_for_themselves(make_bars: MakeBars) -> None:
    early = pd.date_range("2022-02-17T10:00Z", "2022-02-17T21:00Z", freq="30min")
    bars = make_bars("SPX", early, length="30min")
    known = bars.table.loc["2022-02-17T13:00Z", "close"]
    assert taken(Prices([bars]).snapshot("08:00", NEW_YORK)) == {"02-17": known}


@pytest.mark.parametrize(("time", "zone"), [("25:00", NEW_YORK), ("15:00", "America/Newyork")])
def test_unknown_time_or_zone_is_refused(make_bars: MakeBars, time: str, zone: str) -> None:
    with pytest.raises(AssetError, match="clock time|unknown"):
        Prices([shares(make_bars, "2022-02-17")]).snapshot(time, zone)


minutes = st.lists(st.integers(0, 500), min_size=1, max_size=40, unique=True).map(sorted)


@given(minutes, st.lists(st.integers(-10, 510), min_size=1, max_size=20))
def test_last_known_bar_is_that_of_a_search_one_by_one(ends: list[int], at: list[int]) -> None:
    base, minute = np.datetime64("2022-02-17", "ns"), np.timedelta64(60 * 10**9, "ns")
    rows, age = last_known(base + np.array(ends) * minute, base + np.array(at) * minute)
    for row, span, instant in zip(rows, age, at, strict=True):
        known = [number for number, end in enumerate(ends) if end <= instant]
        assert row == (known[-1] if known else -1)
        assert np.isnat(span) if not known else span == (instant - ends[row]) * minute


# The hourly feed is a broker's bid for a contract on the index, two hundredths of a per cent away in the median.
FEED_NOISE = 2e-4
SAME_MOVES = 0.998


@pytest.mark.kit
def test_snapshot_at_the_close_is_the_index_at_its_close(kit: RECORD) -> None:
    span = {"start": "2019-01-01", "end": "2024-04-16"}
    daily = load_prices(["SPX"], **span, **kit)
    struck = load_prices(["SPX"], interval="1h", **span, **kit).snapshot("16:00", NEW_YORK)
    levels = (struck["SPX"].table["close"] / daily["SPX"].table["close"]).dropna()
    assert len(levels) > 1300
    assert (levels - 1).abs().median() < FEED_NOISE
    assert struck.moves()["SPX"].corr(daily.moves()["SPX"]) > SAME_MOVES


@pytest.mark.kit
def test_half_days_of_five_years_are_the_only_sessions_without_a_price(kit: RECORD) -> None:
    bars = load_prices(["SPX"], start="2019-01-01", end="2024-04-16", interval="1h", **kit)
    closes = bars.snapshot("16:00", NEW_YORK)["SPX"].table["close"]
    hours = opening_hours("NYSE", "2019-01-01", "2024-04-16")["close"].dt.tz_convert(NEW_YORK)
    half_days = hours.index[hours.dt.hour == 13]
    assert closes.index[closes.isna()].tolist() == half_days.intersection(closes.index).tolist()


@pytest.fixture(scope="module")
def correlations(kit: RECORD) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of daily moves on the same 424 days: at 15:00 New York, and at each asset's own daily price."""
    assets, span = ["SPX", "GOLD", "WTI", "ZN"], {"start": "2021-08-24", "end": "2023-06-30"}
    together = load_prices(assets, interval="1h", **span, **kit).snapshot("15:00", NEW_YORK).moves()
    apart = load_prices(assets, **span, **kit).moves().reindex(together.index)
    days = together.notna().all(axis="columns") & apart.notna().all(axis="columns")
    assert int(days.sum()) == 424
    return together[days].corr(), apart[days].corr()


# Hours between the daily prices: gold 13:30, oil 14:30, shares 16:00, the note 17:00 (its last bar). Prices struck
# apart share less of the day, so their correlation is pulled towards zero.
@pytest.mark.kit
@pytest.mark.parametrize(
    ("one", "other", "synchronous", "apart"),
    [
        ("SPX", "GOLD", 0.17, 0.05),
        ("SPX", "WTI", 0.22, 0.16),
        ("GOLD", "WTI", 0.24, 0.23),
        ("GOLD", "ZN", 0.48, 0.44),
        ("WTI", "ZN", -0.06, -0.03),
    ],
)
def test_correlation_at_one_instant_is_farther_from_zero(
    correlations: tuple[pd.DataFrame, pd.DataFrame], one: str, other: str, synchronous: float, apart: float
) -> None:
    found = [frame.loc[one, other] for frame in correlations]
    assert found == pytest.approx([synchronous, apart], abs=0.005)
    assert abs(found[0]) > abs(found[1])


@pytest.mark.kit
def test_shares_and_notes_struck_an_hour_apart_are_the_exception(
    correlations: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    assert [frame.loc["SPX", "ZN"] for frame in correlations] == pytest.approx([0.06, 0.11], abs=0.005)


@pytest.mark.kit
def test_same_feeds_priced_at_their_own_hours_look_less_related(kit: RECORD) -> None:
    bars = load_prices(["SPX", "GOLD"], start="2019-01-01", end="2024-04-16", interval="1h", **kit)
    together = bars.snapshot("15:00", NEW_YORK).moves()
    own = {"SPX": bars.snapshot("16:00", NEW_YORK).moves(), "GOLD": bars.snapshot("13:00", NEW_YORK).moves()}
    apart = pd.DataFrame({symbol: moves[symbol] for symbol, moves in own.items()})
    days = together.notna().all(axis="columns") & apart.notna().all(axis="columns")
    found = [frame[days].corr().loc["SPX", "GOLD"] for frame in (together, apart.reindex(together.index))]
    assert found == pytest.approx([0.11, 0.06], abs=0.005)
    assert found[0] > found[1]


def test_assets_that_could_not_be_loaded_stay_on_record(make_bars: MakeBars) -> None:
    bars = Prices([shares(make_bars, "2022-02-17", length="30min")], missing=(("WTI", "absent"),))
    assert bars.snapshot("15:00", NEW_YORK).missing == (("WTI", "absent"),)
