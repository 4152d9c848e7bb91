"""Levels to moves."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aftershock.errors import AssetError, PriceError
from aftershock.markets import Prices, PriceSeries, get_asset, load_prices, session_changes, yield_change
from aftershock.markets.moves import overlapping_changes

MakeSeries = Callable[..., PriceSeries]

ROUNDING = 1e-9
PRINTED_ROUNDING = 0.005
# Sums of up to thirty logarithms of numbers below a million.
SUMMED_ROUNDING = 1e-10

levels = arrays(np.float64, st.integers(2, 30), elements=st.floats(0.01, 1e6))


def moves_of(*series: PriceSeries) -> pd.DataFrame:
    return Prices(series).moves()


@given(levels)
def test_log_returns_add_up_to_the_whole_move(prices: np.ndarray) -> None:
    total = np.log(prices[-1]) - np.log(prices[0])
    assert session_changes(prices, move="log")[1:].sum() == pytest.approx(total, abs=SUMMED_ROUNDING)


@given(levels, st.sampled_from([0.125, 2.0, 1024.0]))
def test_returns_do_not_depend_on_the_unit_of_the_price(prices: np.ndarray, factor: float) -> None:
    np.testing.assert_allclose(
        session_changes(prices * factor, move="log"), session_changes(prices, move="log"), atol=ROUNDING
    )


@given(arrays(np.float64, st.integers(2, 30), elements=st.floats(allow_nan=True, allow_infinity=True)))
@pytest.mark.parametrize("move", ["log", "simple", "difference"])
def test_moves_are_never_infinite(move: str, prices: np.ndarray) -> None:
    with np.errstate(all="ignore"):
        assert not np.isinf(session_changes(prices, move=move)).any()


def test_yield_change_is_in_basis_points() -> None:
    assert session_changes(np.array([2.03, 1.97]), move="difference", scale=100.0)[1] == pytest.approx(-6.0)


def test_simple_return() -> None:
    assert session_changes(np.array([100.0, 98.0]), move="simple")[1] == pytest.approx(-0.02)


def test_unknown_move_lists_those_allowed() -> None:
    with pytest.raises(ValueError, match="'log', 'simple', 'difference'"):
        session_changes(np.array([1.0, 2.0]), move="ratio")


def test_change_across_a_missing_session_is_missing(make_series: MakeSeries) -> None:
    gap = make_series("SPX", {"2022-02-16": 100.0, "2022-02-18": 101.0, "2022-02-22": 102.0})
    moves = moves_of(gap)["SPX"]
    assert moves.isna().tolist() == [True, True, True, False]
    assert moves.index[1] == pd.Timestamp("2022-02-17")


def test_change_around_a_missing_value_is_missing(make_series: MakeSeries) -> None:
    hole = make_series(
        "SPX", {"2022-02-16": 100.0, "2022-02-17": np.nan, "2022-02-18": 101.0, "2022-02-22": 102.0}
    )
    assert moves_of(hole)["SPX"].isna().tolist() == [True, True, True, False]


def test_holiday_is_no_hole(make_series: MakeSeries) -> None:
    weekend = make_series("SPX", {"2022-02-18": 100.0, "2022-02-22": 110.0})
    assert moves_of(weekend)["SPX"].iloc[1] == pytest.approx(np.log(1.1))


def test_change_of_contract_is_missing(make_series: MakeSeries) -> None:
    closes = {"2022-02-16": 93.0, "2022-02-17": 91.0, "2022-02-18": 89.0, "2022-02-22": 90.0}
    roll = make_series("WTI", closes, contract=["202203", "202203", "202204", "202204"])
    assert moves_of(roll)["WTI"].isna().tolist() == [True, False, True, False]


def test_prices_adjusted_for_dividends_are_used(make_series: MakeSeries) -> None:
    series = make_series("TLT", {"2022-02-16": 100.0, "2022-02-17": 99.0})
    series.table["adjusted"] = [99.0, 99.0]
    assert moves_of(series)["TLT"].iloc[1] == 0.0


def test_each_asset_keeps_its_own_sessions(make_series: MakeSeries) -> None:
    shares = make_series("SPX", {"2022-10-07": 100.0, "2022-10-10": 101.0, "2022-10-11": 102.0})
    bonds = make_series("UST10Y", {"2022-10-07": 3.0, "2022-10-11": 3.1})
    moves = moves_of(shares, bonds)
    assert np.isnan(moves.loc["2022-10-10", "UST10Y"])
    assert moves.loc["2022-10-11", "UST10Y"] == pytest.approx(10.0)


def test_frame_carries_units_and_clocks(make_series: MakeSeries) -> None:
    closes = {"2022-10-07": 3.0, "2022-10-11": 3.1}
    moves = moves_of(make_series("SPX", closes), make_series("UST10Y", closes))
    assert moves.attrs == {
        "unit": {"SPX": "%", "UST10Y": "bp"},
        "move": {"SPX": "log", "UST10Y": "difference"},
        "calendar": {"SPX": "NYSE", "UST10Y": "SIFMAUS"},
        "strike": {"SPX": "16:00 America/New_York", "UST10Y": "15:30 America/New_York"},
        "method": "session",
        "suspected_rolls": {},
    }


@pytest.mark.parametrize("price", [0.0, -37.63])
def test_log_of_a_price_not_above_zero_is_refused(make_series: MakeSeries, price: float) -> None:
    oil = make_series("WTI", {"2020-04-17": 18.27, "2020-04-20": price, "2020-04-21": 10.01})
    with pytest.raises(
        PriceError,
        match=f"WTI is {price:g} on 2020-04-20.*difference.*a later contract or its fund USO or BRENT",
    ):
        moves_of(oil)


def test_difference_takes_a_negative_price(make_series: MakeSeries) -> None:
    dollars = dataclasses.replace(get_asset("WTI"), move="difference", unit="USD")
    oil = make_series(dollars, {"2020-04-17": 18.27, "2020-04-20": -37.63})
    assert moves_of(oil)["WTI"].iloc[1] == pytest.approx(-55.90)


@pytest.mark.kit
def test_negative_oil_of_2020_names_date_and_value(kit: dict[str, object]) -> None:
    prices = load_prices(["WTI"], start="2020-04-01", end="2020-04-30", **kit)
    with pytest.raises(PriceError) as caught:
        prices.moves()
    assert caught.value.data["session"] == "2020-04-20"
    assert caught.value.data["value"] == pytest.approx(-37.63, abs=PRINTED_ROUNDING)


@pytest.mark.kit
def test_negative_oil_of_2020_declared_as_a_difference(kit: dict[str, object]) -> None:
    declared = {"WTI": {"like": "WTI", "move": "difference"}}
    prices = load_prices(["WTI"], start="2020-04-01", end="2020-04-30", declared=declared, **kit)
    assert prices.moves().loc["2020-04-20", "WTI"] == pytest.approx(-37.63 - 18.27, abs=0.005)


def test_refused_return_of_an_asset_without_alternates_still_says_what_to_do(make_series: MakeSeries) -> None:
    with pytest.raises(PriceError, match=r'like = "XLF"\), or leave that session out'):
        moves_of(make_series("XLF", {"2022-02-16": 30.0, "2022-02-17": 0.0}))


@pytest.mark.parametrize("holiday", ["2022-10-10", "2022-11-11"])
def test_bond_holiday_is_no_gap_of_shares_nor_of_bonds(make_series: MakeSeries, holiday: str) -> None:
    shares = {"2022-10-07": 100.0, "2022-10-10": 101.0, "2022-10-11": 102.0}
    if holiday == "2022-11-11":
        shares = {"2022-11-10": 100.0, "2022-11-11": 101.0, "2022-11-14": 102.0}
    before, _, after = shares
    moves = moves_of(make_series("SPX", shares), make_series("UST10Y", {before: 3.0, after: 3.1}))
    assert moves.loc[[holiday, after], "SPX"].notna().all()
    assert moves.loc[after, "UST10Y"] == pytest.approx(10.0)


def test_good_friday_with_a_bond_session_is_no_gap_of_shares(make_series: MakeSeries) -> None:
    bonds = {"2021-04-01": 1.70, "2021-04-02": 1.72, "2021-04-05": 1.73}
    moves = moves_of(
        make_series("UST10Y", bonds), make_series("SPX", {"2021-04-01": 100.0, "2021-04-05": 110.0})
    )
    assert moves.loc["2021-04-05", "SPX"] == pytest.approx(np.log(1.1))
    assert moves.loc[["2021-04-02", "2021-04-05"], "UST10Y"].round(9).tolist() == [2.0, 1.0]


def test_overlapping_moves_are_the_change_over_two_sessions(make_series: MakeSeries) -> None:
    days = {"2022-02-15": 100.0, "2022-02-16": 102.0, "2022-02-17": 99.0, "2022-02-18": 101.0}
    moves = Prices([make_series("SPX", days)]).overlapping_moves(2)
    assert moves["SPX"].iloc[2:].tolist() == pytest.approx([np.log(99 / 100), np.log(101 / 102)])
    assert moves.attrs["method"] == "2-session overlapping"


def test_overlapping_moves_count_the_assets_own_sessions(make_series: MakeSeries) -> None:
    yields = make_series("UST10Y", {"2022-10-06": 3.0, "2022-10-07": 3.1, "2022-10-11": 3.3})
    shares = make_series("SPX", {"2022-10-07": 100.0, "2022-10-10": 101.0, "2022-10-11": 102.0})
    moves = Prices([yields, shares]).overlapping_moves()
    assert moves.loc["2022-10-11", "UST10Y"] == pytest.approx(30.0)
    assert np.isnan(moves.loc["2022-10-10", "UST10Y"])


def test_overlapping_move_across_a_hole_is_missing(make_series: MakeSeries) -> None:
    gap = make_series("SPX", {"2022-02-15": 1.0, "2022-02-17": 2.0, "2022-02-18": 3.0, "2022-02-22": 4.0})
    assert Prices([gap]).overlapping_moves(2)["SPX"].isna().tolist() == [True, True, True, True, False]


def test_simple_returns_are_compounded() -> None:
    changes = overlapping_changes(np.array([np.nan, 0.1, 0.1]), 2, move="simple")
    assert changes[2] == pytest.approx(0.21)


def test_overlap_longer_than_the_series_is_all_missing() -> None:
    assert np.isnan(overlapping_changes(np.array([1.0, 2.0]), 3, move="log")).all()


@given(arrays(np.float64, st.integers(3, 30), elements=st.floats(0.01, 1e6)), st.integers(2, 3))
def test_overlapping_log_moves_are_those_of_every_kth_level(prices: np.ndarray, sessions: int) -> None:
    changes = overlapping_changes(session_changes(prices, move="log"), sessions, move="log")
    expected = np.log(prices[sessions:]) - np.log(prices[:-sessions])
    np.testing.assert_allclose(changes[sessions:], expected, atol=SUMMED_ROUNDING)


def test_one_session_does_not_overlap(make_series: MakeSeries) -> None:
    prices = Prices([make_series("SPX", {"2022-02-16": 100.0, "2022-02-17": 101.0})])
    with pytest.raises(ValueError, match="sessions is 1; moves overlap from 2 sessions on"):
        prices.overlapping_moves(1)


def test_price_up_is_yield_down() -> None:
    assert yield_change(get_asset("TLT"), [0.018, -0.009, np.nan])[:2].tolist() == pytest.approx([-10.0, 5.0])


@pytest.mark.parametrize("symbol", ["SPX", "UST10Y", "TIP"])
def test_asset_without_a_duration_has_no_yield(symbol: str) -> None:
    with pytest.raises(AssetError, match=f"{symbol} has no duration"):
        yield_change(get_asset(symbol), 0.01)


# A slope of implied on true changes is their correlation times the ratio of their deviations. The first is at least
# 0.89 over these years (other strikes, another bond than the yield's); the second is within 6 %: TLT's duration fell.
SLOPE_SHORTFALL = 0.12
DURATION_DRIFT = 0.06


@pytest.mark.kit
@pytest.mark.parametrize(
    ("symbol", "reference"),
    [
        ("ZT", "UST2Y"),
        ("ZN", "UST10Y"),
        ("ZB", "UST30Y"),
        ("UB", "UST30Y"),
        ("SHY", "UST2Y"),
        ("IEF", "UST10Y"),
        ("TLT", "UST30Y"),
    ],
)
def test_duration_turns_prices_into_yields(kit: dict[str, object], symbol: str, reference: str) -> None:
    moves = load_prices([symbol, reference], start="2015-01-01", end="2023-08-31", **kit).moves().dropna()
    implied, true = yield_change(get_asset(symbol), moves[symbol]), moves[reference].to_numpy()
    slope = np.cov(implied, true)[0, 1] / true.var(ddof=1)
    assert slope == pytest.approx(1.0, abs=SLOPE_SHORTFALL)
    assert implied.std() / true.std() == pytest.approx(1.0, abs=DURATION_DRIFT)


@pytest.mark.kit
def test_note_future_moves_against_the_yield(kit: dict[str, object]) -> None:
    moves = load_prices(["ZN", "UST10Y"], start="2019-01-01", end="2023-08-31", **kit).moves()
    assert moves.corr().loc["ZN", "UST10Y"] == pytest.approx(-0.93, abs=0.01)


@pytest.mark.kit
def test_overlapping_moves_bring_a_correlation_across_strikes_nearer_to_the_synchronous_one(
    kit: dict[str, object],
) -> None:
    prices = load_prices(["GOLD", "GLD"], start="2019-01-01", end="2023-08-31", **kit)
    daily, overlapping = (
        frame.corr().loc["GOLD", "GLD"] for frame in (prices.moves(), prices.overlapping_moves(2))
    )
    assert daily + 0.02 < overlapping < 1.0
