"""Series with their clocks, and several together."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import Hours, Origin, Prices, PriceSeries, get_asset

MakeSeries = Callable[..., PriceSeries]


@pytest.fixture
def spx(make_series: MakeSeries) -> PriceSeries:
    return make_series("SPX", {"2022-02-16": 4475.01, "2022-02-17": 4380.26, "2022-02-22": 4304.76})


@pytest.fixture
def gold_bars() -> PriceSeries:
    starts = pd.date_range("2022-02-17T17:00Z", periods=30, freq="h", unit="ns")
    ends = pd.DatetimeIndex(starts + pd.Timedelta(hours=1), name="end")
    table = pd.DataFrame({"start": starts, "close": np.arange(30.0) + 1900.0}, index=ends)
    gold = get_asset("GOLD")
    origin = Origin(
        source="hand", location="", column="close", read=30, first="2022-02-17", last="2022-02-18"
    )
    feed = Hours.parse("18:00-17:00 America/New_York")
    return PriceSeries(asset=gold, interval="1h", table=table, strike=gold.strike, hours=feed, origin=origin)


def test_sessions_span_the_table_holes_included(spx: PriceSeries) -> None:
    days = [str(day.date()) for day in spx.sessions()]
    assert days == ["2022-02-16", "2022-02-17", "2022-02-18", "2022-02-22"]


def test_strikes_are_instants_by_session(spx: PriceSeries) -> None:
    assert spx.strikes()[pd.Timestamp("2022-02-17")] == pd.Timestamp("2022-02-17T21:00Z")


def test_strikes_of_bars_lie_within_the_bars(gold_bars: PriceSeries) -> None:
    assert gold_bars.strikes().tolist() == [
        pd.Timestamp("2022-02-17T18:30Z"),
        pd.Timestamp("2022-02-18T18:30Z"),
    ]


def test_bar_length(gold_bars: PriceSeries) -> None:
    assert gold_bars.bar_length == pd.Timedelta(hours=1)


def test_hours_of_the_feed_go_before_those_of_the_market(gold_bars: PriceSeries) -> None:
    hours = gold_bars.hours_open("2022-02-21", "2022-02-21").iloc[0]
    assert hours["close"] == pd.Timestamp("2022-02-21T22:00Z")


def test_hours_of_the_market_serve_a_feed_without_its_own(spx: PriceSeries) -> None:
    assert spx.hours_open("2022-02-17", "2022-02-17")["open"].iloc[0] == pd.Timestamp("2022-02-17T14:30Z")


def test_frame_is_the_union_and_never_filled(spx: PriceSeries, make_series: MakeSeries) -> None:
    gold = make_series("GOLD", {"2022-02-17": 1900.7, "2022-02-18": 1898.6})
    frame = Prices([spx, gold]).frame()
    assert list(frame.columns) == ["SPX", "GOLD"]
    assert frame["SPX"].isna().tolist() == [False, False, True, False]


def test_prices_are_a_mapping_by_symbol(spx: PriceSeries) -> None:
    prices = Prices([spx])
    assert (prices.symbols, prices["SPX"], "GOLD" in prices) == (("SPX",), spx, False)


def test_unknown_symbol_lists_those_here(spx: PriceSeries) -> None:
    with pytest.raises(KeyError, match="there are SPX"):
        Prices([spx])["GOLD"]


def test_provenance_counts_rows_by_reason(spx: PriceSeries) -> None:
    origin = Origin(
        source="kit",
        location="a.csv",
        column="close",
        read=6,
        dropped=(("suspect", 2), ("duplicate", 1)),
        first="2022-02-16",
        last="2022-02-22",
    )
    one = PriceSeries(asset=spx.asset, interval="1d", table=spx.table, strike=spx.strike, origin=origin)
    row = Prices([one]).provenance().loc["SPX"]
    assert (row["read"], row["used"], row["dropped"]) == (6, 3, "suspect 2, duplicate 1")


def test_moves_of_bars_are_refused(gold_bars: PriceSeries) -> None:
    with pytest.raises(PriceError, match="bars of 1h"):
        Prices([gold_bars]).moves()


def test_mixed_intervals_are_refused(spx: PriceSeries, gold_bars: PriceSeries) -> None:
    with pytest.raises(PriceError, match="1d, 1h are mixed"):
        Prices([spx, gold_bars])


def test_the_same_asset_twice_is_refused(spx: PriceSeries) -> None:
    with pytest.raises(PriceError, match="SPX is here twice"):
        Prices([spx, spx])


def test_no_series_is_refused() -> None:
    with pytest.raises(PriceError, match="at least one"):
        Prices([])


def test_table_out_of_order_is_refused(spx: PriceSeries) -> None:
    with pytest.raises(PriceError, match="ascending"):
        PriceSeries(
            asset=spx.asset, interval="1d", table=spx.table.iloc[::-1], strike=spx.strike, origin=spx.origin
        )


def test_printed_forms_are_one_line(spx: PriceSeries) -> None:
    assert repr(Prices([spx])) == "Prices(SPX; 1d; 2022-02-16 to 2022-02-22)"
    assert repr(spx) == "PriceSeries('SPX', 1d, 3 rows, 2022-02-16 to 2022-02-22, from hand)"
