"""Expiry calendars against known last trading days, and suspected rolls against known ones."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import PriceError
from aftershock.markets import Prices, PriceSeries, expiries, load_prices, sessions, suspected_rolls
from aftershock.markets.rolls import FEWEST, THRESHOLD, robust_z, roll_flags, unmarked_futures

MakeSeries = Callable[..., PriceSeries]

KIT = Path(__file__).resolve().parents[2] / "../shared/data"
# A roll that is a step over the threshold of 4 can still be missed when the noise of its day goes the other way.
CLEAR_JUMP = THRESHOLD + 1.0
# Measured: 86 % (WTI), 79 % (Brent), 92 % (gas) and 86 % (2-year note) of the clear jumps are found; 0.19 % to
# 0.28 % of the other sessions are flagged; 68 % to 89 % of the flags are true. Bounds leave room for one more miss
# among WTI's 7 clear jumps, half as many false flags again, and one flag in ten.
FEWEST_FOUND = 0.71
MOST_FALSE = 0.0045
MOSTLY_TRUE = 0.60


def closes(changes: np.ndarray, start: str = "2021-01-04") -> dict[str, float]:
    """Closes from 50 on, by session of New York, after log changes."""
    days = sessions("NYSE", start, "2023-12-29")[: changes.size + 1]
    levels = 50.0 * np.exp(np.concatenate([[0.0], np.cumsum(changes)]))
    return {str(day.date()): float(level) for day, level in zip(days, levels, strict=True)}


def pair(
    make_series: MakeSeries, *, jump: dict[int, float], size: int = 250
) -> tuple[PriceSeries, PriceSeries]:
    """A future that follows its fund but for noise, and jumps at the given rows."""
    rng = np.random.default_rng(7)
    fund = rng.normal(0.0, 0.02, size)
    future = fund + rng.normal(0.0, 0.003, size)
    for row, by in jump.items():
        future[row - 1] += by
    return make_series("WTI", closes(future)), make_series("USO", closes(fund))


def row_of(series: PriceSeries, day: str) -> int:
    return int(series.table.index.get_loc(day))


@pytest.mark.parametrize(
    ("rule", "start", "end", "days"),
    [
        ("nymex_crude", "2022-02-01", "2022-02-28", ["2022-02-22"]),
        ("nymex_crude", "2020-04-01", "2020-04-30", ["2020-04-21"]),
        ("nymex_crude", "2018-12-01", "2018-12-31", ["2018-12-19"]),
        ("nymex_gas", "2022-02-01", "2022-02-28", ["2022-02-24"]),
        ("comex", "2022-02-01", "2022-02-28", ["2022-02-24"]),
        ("brent", "2022-02-01", "2022-02-28", ["2022-02-28"]),
        ("brent", "2021-12-01", "2021-12-31", ["2021-12-30"]),
        ("equity_quarterly", "2022-01-01", "2022-06-30", ["2022-03-18", "2022-06-17"]),
        ("treasury_long", "2022-01-01", "2022-06-30", ["2022-03-22", "2022-06-21"]),
        ("treasury_short", "2022-01-01", "2022-06-30", ["2022-03-31", "2022-06-30"]),
    ],
)
def test_last_trading_day(rule: str, start: str, end: str, days: list[str]) -> None:
    assert [str(day.date()) for day in expiries(rule, "NYSE", start, end)] == days


def test_crude_counts_from_the_business_day_before_a_25th_that_is_none() -> None:
    assert str(expiries("nymex_crude", "NYSE", "2022-06-01", "2022-06-30")[0].date()) == "2022-06-21"


@given(st.integers(2005, 2025), st.integers(1, 12))
def test_every_month_has_one_expiry_of_crude_oil_three_sessions_before_the_25th(
    year: int, month: int
) -> None:
    start = pd.Timestamp(year, month, 1)
    (day,) = expiries("nymex_crude", "NYSE", start.date(), (start + pd.offsets.MonthEnd(0)).date())
    between = sessions("NYSE", day.date(), pd.Timestamp(year, month, 25).date())
    assert len(between) == 4


def test_unknown_rule_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'nymex_crude', 'nymex_gas', 'brent'"):
        expiries("crude", "NYSE", "2022-01-01", "2022-02-01")


def test_jump_the_fund_did_not_make_is_listed_with_its_distance(make_series: MakeSeries) -> None:
    future, _ = pair(make_series, jump={})
    roll = row_of(future, "2021-06-23")
    future, fund = pair(make_series, jump={roll: 0.05})
    (found,) = suspected_rolls(future, fund).to_dict("records")
    assert (str(found["session"].date()), str(found["expiry"].date())) == ("2021-06-23", "2021-06-22")
    assert found["distance"] == 1


def test_excess_is_the_move_less_the_slope_times_the_funds(make_series: MakeSeries) -> None:
    future, fund = pair(make_series, jump={row_of(pair(make_series, jump={})[0], "2021-06-23"): 0.05})
    table = suspected_rolls(future, fund)
    row = table.iloc[0]
    assert row["excess"] == row["move"] - table.attrs["slope"] * row["fund_move"]


def test_jump_that_the_fund_made_too_is_none(make_series: MakeSeries) -> None:
    rng = np.random.default_rng(7)
    moves = rng.normal(0.0, 0.02, 250)
    moves[119] = -0.15
    noise = rng.normal(0.0, 0.003, 250)
    found = suspected_rolls(make_series("WTI", closes(moves + noise)), make_series("USO", closes(moves)))
    assert found.empty


def test_jump_far_from_every_expiry_is_none(make_series: MakeSeries) -> None:
    far = row_of(pair(make_series, jump={})[0], "2021-07-06")
    assert suspected_rolls(*pair(make_series, jump={far: 0.05})).empty


def test_excess_that_comes_back_the_next_session_is_news_between_the_strikes(make_series: MakeSeries) -> None:
    roll = row_of(pair(make_series, jump={})[0], "2021-06-23")
    assert suspected_rolls(*pair(make_series, jump={roll: 0.05, roll + 1: -0.05})).empty


def test_too_short_a_history_suspects_nothing(make_series: MakeSeries) -> None:
    assert suspected_rolls(*pair(make_series, jump={20: 0.2}, size=FEWEST - 5)).empty


def test_asset_without_a_rule_of_expiry_is_refused(make_series: MakeSeries) -> None:
    future, fund = pair(make_series, jump={})
    with pytest.raises(PriceError, match="USO has no rule of expiry"):
        suspected_rolls(fund, future)


def test_bars_are_refused(make_bars: Callable[..., PriceSeries], make_series: MakeSeries) -> None:
    bars = make_bars("WTI", pd.date_range("2021-06-01T10:00Z", periods=5, freq="h"))
    with pytest.raises(PriceError, match="daily prices"):
        suspected_rolls(bars, pair(make_series, jump={})[1])


def test_robust_z_by_hand() -> None:
    assert robust_z(np.arange(121.0))[120] == pytest.approx(30.0 / (1.4826 * 15.0))


def test_moves_carry_the_flags_of_a_future_whose_fund_is_there(make_series: MakeSeries) -> None:
    roll = row_of(pair(make_series, jump={})[0], "2021-06-23")
    moves = Prices(pair(make_series, jump={roll: 0.05})).moves()
    assert moves.attrs["suspected_rolls"] == {"WTI": (pd.Timestamp("2021-06-23"),)}
    assert np.isfinite(moves.loc["2021-06-23", "WTI"])


def test_future_that_was_checked_without_a_find_has_an_empty_entry(make_series: MakeSeries) -> None:
    assert roll_flags(Prices(pair(make_series, jump={}))) == {"WTI": ()}


def test_future_with_known_contracts_is_not_checked(make_series: MakeSeries) -> None:
    future, fund = pair(make_series, jump={})
    future.table["contract"] = "202203"
    assert unmarked_futures(Prices([future, fund])) == {}


def test_negative_oil_is_no_error(make_series: MakeSeries) -> None:
    future, fund = pair(make_series, jump={})
    future.table.iloc[120] = -37.0
    assert "z" in suspected_rolls(future, fund)


def known_jumps(series: PriceSeries, file: str) -> pd.Series:
    """The spread between the two contracts on each change of contract, as a return; NaN elsewhere."""
    days = series.sessions()
    table = series.table.reindex(days)
    adjusted = pd.read_csv(KIT / file, parse_dates=["date"], index_col="date")["adj_close"].reindex(days)
    held = table["contract"]
    changed = (held != held.shift()) & held.notna() & held.shift().notna()
    return ((table["close"].diff() - adjusted.diff()) / table["close"].shift()).where(changed)


def noise(prices: Prices, future: str, fund: str, slope: float) -> pd.Series:
    """MAD scale of the future's excess over 60 sessions on each side, by brute force."""
    changes = np.log(prices.frame()).diff()
    excess = (changes[future] - slope * changes[fund]).dropna()
    rows = [excess.iloc[max(0, at - 60) : at + 61] for at in range(len(excess))]
    return pd.Series([1.4826 * (row - row.median()).abs().median() for row in rows], index=excess.index)


@pytest.mark.kit
@pytest.mark.parametrize(
    ("future", "fund", "file"),
    [
        ("WTI_ICE", "USO", "daily/futures_ib/WTI_ICE.csv"),
        ("BRENT_ICE", "BNO", "daily/futures_ib/BRENT_ICE.csv"),
        ("NATGAS_HELD", "UNG", "daily/futures_ib/NG_NATGAS.csv"),
        ("ZT", "SHY", "daily/futures_ib/ZT_UST2Y.csv"),
    ],
)
def test_flags_find_most_clear_rolls_and_few_other_sessions(
    kit: dict[str, Path], future: str, fund: str, file: str
) -> None:
    prices = load_prices([future, fund], start="2015-01-01", end="2023-08-31", **kit)
    jumps = known_jumps(prices[future], file)
    found = suspected_rolls(prices[future], prices[fund])
    usual = noise(prices, future, fund, found.attrs["slope"]).reindex(jumps.index)
    clear = jumps.index[jumps.abs() > CLEAR_JUMP * usual]
    flagged = pd.DatetimeIndex(found["session"])
    true = flagged.isin(jumps.index[jumps.notna()])
    assert clear.isin(flagged).mean() >= FEWEST_FOUND
    assert (~true).sum() / jumps.isna().sum() <= MOST_FALSE
    assert true.mean() >= MOSTLY_TRUE


@pytest.mark.kit
def test_nearest_oil_changes_the_session_after_its_expiry(kit: dict[str, Path]) -> None:
    prices = load_prices(["WTI_ICE"], start="2015-01-01", end="2023-08-31", **kit)["WTI_ICE"]
    held = prices.table["contract"]
    changes = held.index[(held != held.shift()) & held.shift().notna()]
    ends = expiries("nymex_crude", "NYSE", "2015-01-01", "2023-08-31")
    days = sessions("NYSE", "2015-01-01", "2023-09-30")
    distance = [int(np.abs(days.searchsorted(day) - days.get_indexer(ends)).min()) for day in changes]
    assert np.mean(np.array(distance) <= 1) > 0.95
