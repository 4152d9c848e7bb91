"""One function to load prices, and the sources it knows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aftershock.errors import AssetError, PriceError
from aftershock.markets import Asset, PriceSeries, get_asset, load_prices, sample_folder

Folder = Callable[..., Path]
MakeSeries = Callable[..., PriceSeries]

TWO = (
    '[[series]]\nasset = "SPX"\ninterval = "1d"\nfile = "spx.csv"\n'
    '[[series]]\nasset = "GOLD"\ninterval = "1d"\nfile = "gold.csv"\n'
)
SPX = "date,close\n2022-02-16,4475.01\n2022-02-17,4380.26\n"
RANGE = {"start": "2022-02-16", "end": "2022-02-17"}


class Wire:
    """A source of the user's own, which records what it was asked."""

    def __init__(self, make_series: MakeSeries) -> None:
        self.make_series = make_series
        self.asked: list[tuple[str, date, date, str]] = []

    def fetch(self, asset: Asset, *, start: date, end: date, interval: str) -> PriceSeries:
        self.asked.append((asset.symbol, start, end, interval))
        return self.make_series(asset, {"2022-02-16": 1.0, "2022-02-17": 2.0})


def test_folder_may_be_text_or_path(folder: Folder) -> None:
    place = folder(TWO, {"spx.csv": SPX})
    assert (
        load_prices("SPX", source=str(place), **RANGE).symbols
        == load_prices(["SPX"], source=place, **RANGE).symbols
    )


def test_own_source_is_asked_once_an_asset_with_dates(make_series: MakeSeries) -> None:
    wire = Wire(make_series)
    load_prices(["SPX", "GOLD", "SPX"], source=wire, start="2022-02-16", end=date(2022, 2, 17))
    first, last = date(2022, 2, 16), date(2022, 2, 17)
    assert wire.asked == [("SPX", first, last, "1d"), ("GOLD", first, last, "1d")]


def test_declared_assets_are_known(make_series: MakeSeries) -> None:
    prices = load_prices(["MINE"], source=Wire(make_series), declared={"MINE": {"like": "SPX"}}, **RANGE)
    assert prices.symbols == ("MINE",)


def test_asset_objects_are_taken_as_they_are(make_series: MakeSeries) -> None:
    assert load_prices(get_asset("WTI"), source=Wire(make_series), **RANGE).symbols == ("WTI",)


def test_one_failing_asset_stops_everything_and_is_named(folder: Folder) -> None:
    place = folder(TWO, {"spx.csv": SPX})
    with pytest.raises(PriceError, match=r"1 of 2 assets have no prices: \[GOLD\].*missing='report'"):
        load_prices(["SPX", "GOLD"], source=place, **RANGE)


def test_failing_asset_may_be_reported_instead(folder: Folder) -> None:
    prices = load_prices(["SPX", "GOLD"], source=folder(TWO, {"spx.csv": SPX}), missing="report", **RANGE)
    assert prices.symbols == ("SPX",)
    assert prices.missing == (("GOLD", "The price file gold.csv does not exist."),)


def test_all_failing_raises_even_when_reported(folder: Folder) -> None:
    with pytest.raises(PriceError) as caught:
        load_prices(["SPX", "GOLD"], source=folder(TWO, {}), missing="report", **RANGE)
    assert [symbol for symbol, _ in caught.value.data["failures"]] == ["SPX", "GOLD"]


def test_unknown_asset_is_refused_before_anything_is_fetched(make_series: MakeSeries) -> None:
    wire = Wire(make_series)
    with pytest.raises(AssetError, match="Did you mean GOLD"):
        load_prices(["SPX", "GOLDD"], source=wire, **RANGE)
    assert wire.asked == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("yaho", "allowed are 'yahoo', 'sample'.*Did you mean 'yahoo'"),
        ("no/such/folder", "does not exist"),
        (Path("nowhere"), "does not exist"),
        (42, "an object with fetch"),
    ],
)
def test_unknown_source_is_explained(source: object, complaint: str) -> None:
    with pytest.raises(PriceError, match=complaint):
        load_prices("SPX", source=source, **RANGE)


@pytest.mark.parametrize(
    ("start", "end", "complaint"),
    [
        ("2022-02-18", "2022-02-17", "is after end"),
        ("soon", "2022-02-17", "start is 'soon'"),
        ("2022-02-17", "03/04/2022", "end is"),
    ],
)
def test_impossible_dates_are_refused(make_series: MakeSeries, start: str, end: str, complaint: str) -> None:
    with pytest.raises(PriceError, match=complaint):
        load_prices("SPX", source=Wire(make_series), start=start, end=end)


def test_unknown_interval_lists_those_allowed() -> None:
    with pytest.raises(ValueError, match="'1d', '1h'"):
        load_prices("SPX", interval="2h", **RANGE)


def test_no_asset_is_refused(make_series: MakeSeries) -> None:
    with pytest.raises(PriceError, match="No asset was asked for"):
        load_prices([], source=Wire(make_series), **RANGE)


def test_sample_is_simulated() -> None:
    if not (sample_folder() / "prices.toml").is_file():
        pytest.skip("the sample is not built")
    prices = load_prices(
        ["SPX", "UST10Y", "GOLD", "WTI"], source="sample", start="2018-01-02", end="2019-03-29"
    )
    assert prices.simulated


def test_the_same_failure_of_several_assets_is_told_once() -> None:
    with pytest.raises(
        PriceError, match=r"2 of 2 assets have no prices: \[SPX, GOLD\] 1h bars of 2022-02-01"
    ) as told:
        load_prices(["SPX", "GOLD"], start="2022-02-01", end="2022-02-18", source="yahoo", interval="1h")
    assert str(told.value).count("1h bars of") == 1


def test_basket_is_loaded_in_its_order() -> None:
    prices = load_prices("macro", start="2019-01-02", end="2019-03-29", source="sample")
    assert prices.symbols == ("SPX", "UST10Y", "GOLD", "WTI")


def test_default_assets_are_the_macro_basket() -> None:
    assert load_prices(start="2019-01-02", end="2019-03-29", source="sample").symbols == (
        "SPX",
        "UST10Y",
        "GOLD",
        "WTI",
    )


def test_basket_beside_symbols_loads_each_once(make_series: Callable[..., PriceSeries]) -> None:
    asked = ["GOLD", "macro", "TLT"]
    assert load_prices(asked, source=Wire(make_series), **RANGE).symbols == (
        "GOLD",
        "SPX",
        "UST10Y",
        "WTI",
        "TLT",
    )
