"""Levels to moves."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aftershock.errors import PriceError
from aftershock.markets import Prices, PriceSeries, get_asset, load_prices, session_changes

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
    }


@pytest.mark.parametrize("price", [0.0, -37.63])
def test_log_of_a_price_not_above_zero_is_refused(make_series: MakeSeries, price: float) -> None:
    oil = make_series("WTI", {"2020-04-17": 18.27, "2020-04-20": price, "2020-04-21": 10.01})
    with pytest.raises(PriceError, match=f"WTI is {price:g} on 2020-04-20.*difference.*BRENT"):
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
