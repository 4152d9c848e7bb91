"""The built-in assets, and declaring others."""

import pytest

from aftershock.errors import AssetError
from aftershock.markets import CATALOGUE, declare_asset, get_asset
from aftershock.markets.calendars import check_calendar, check_trading


@pytest.mark.parametrize(
    ("symbol", "unit", "move", "strike"),
    [
        ("SPX", "%", "log", "16:00 America/New_York"),
        ("SPY", "%", "log", "16:00 America/New_York"),
        ("TLT", "%", "log", "16:00 America/New_York"),
        ("IEF", "%", "log", "16:00 America/New_York"),
        ("GLD", "%", "log", "16:00 America/New_York"),
        ("USO", "%", "log", "16:00 America/New_York"),
        ("VIX", "points", "difference", "16:15 America/New_York"),
        ("UST2Y", "bp", "difference", "15:30 America/New_York"),
        ("UST10Y", "bp", "difference", "15:30 America/New_York"),
        ("UST30Y", "bp", "difference", "15:30 America/New_York"),
        ("GOLD", "%", "log", "13:30 America/New_York"),
        ("WTI", "%", "log", "14:30 America/New_York 13:30"),
        ("BRENT", "%", "log", "19:30 Europe/London 18:30"),
        ("ZN", "%", "log", "15:00 America/New_York"),
        ("DXY", "%", "log", "17:00 America/New_York"),
        ("EURUSD", "%", "log", "17:00 America/New_York"),
        ("USD_BROAD", "%", "log", "12:00 America/New_York"),
    ],
)
def test_unit_move_and_strike(symbol: str, unit: str, move: str, strike: str) -> None:
    asset = get_asset(symbol)
    assert (asset.unit, asset.move, str(asset.strike)) == (unit, move, strike)


@pytest.mark.parametrize(
    ("symbol", "yahoo"),
    [
        ("SPX", "^GSPC"),
        ("VIX", "^VIX"),
        ("UST10Y", "^TNX"),
        ("UST30Y", "^TYX"),
        ("GOLD", "GC=F"),
        ("WTI", "CL=F"),
        ("BRENT", "BZ=F"),
        ("ZN", "ZN=F"),
        ("TLT", "TLT"),
        ("EURUSD", "EURUSD=X"),
        ("DXY", "DX-Y.NYB"),
    ],
)
def test_yahoo_symbol(symbol: str, yahoo: str) -> None:
    assert get_asset(symbol).yahoo == yahoo


@pytest.mark.parametrize(("symbol", "substitute"), [("UST2Y", "SHY"), ("USD_BROAD", "UUP")])
def test_asset_without_yahoo_symbol_names_a_substitute(symbol: str, substitute: str) -> None:
    assert get_asset(symbol).yahoo is None
    assert substitute in get_asset(symbol).note


@pytest.mark.parametrize("symbol", list(CATALOGUE))
def test_every_calendar_exists(symbol: str) -> None:
    check_calendar(get_asset(symbol).calendar)
    check_trading(get_asset(symbol).trading)


def test_unknown_symbol_suggests_and_lists() -> None:
    with pytest.raises(AssetError, match="Did you mean GOLD.*Known are SPX, VIX") as caught:
        get_asset("gold")
    assert "WTI" in caught.value.data["known"]


def test_declared_asset_starts_from_another() -> None:
    asset = declare_asset("CL02", {"like": "WTI", "name": "WTI, second month"})
    assert (asset.symbol, asset.name, asset.strike) == ("CL02", "WTI, second month", get_asset("WTI").strike)


def test_declared_asset_does_not_take_over_the_yahoo_symbol() -> None:
    assert declare_asset("CL02", {"like": "WTI"}).yahoo is None


def test_change_of_move_brings_its_own_unit() -> None:
    assert declare_asset("WTI", {"like": "WTI", "move": "difference"}).unit == "USD a barrel"


def test_yield_declared_like_another_keeps_basis_points() -> None:
    asset = declare_asset("BUND10Y", {"like": "UST10Y", "strike": "17:15 Europe/Berlin"})
    assert (asset.unit, asset.scale, asset.strike.zone) == ("bp", 100.0, "Europe/Berlin")


def test_complete_declaration_needs_no_model() -> None:
    keys = {
        "name": "Share",
        "asset_class": "equity",
        "move": "log",
        "price_unit": "EUR",
        "calendar": "XETR",
        "trading": "09:00-17:30 Europe/Berlin",
        "strike": "17:35 Europe/Berlin",
    }
    assert declare_asset("SHARE", keys).unit == "%"


def test_declared_goes_before_built_in() -> None:
    declared = {"SPX": {"like": "SPX", "name": "mine"}}
    assert get_asset("SPX", declared).name == "mine"


def test_like_may_name_a_declared_asset() -> None:
    declared = {"A": {"like": "WTI", "strike": "15:00 Europe/London"}, "B": {"like": "A"}}
    assert get_asset("B", declared).strike.time == "15:00"


def test_circle_of_declarations_is_refused() -> None:
    with pytest.raises(AssetError, match="unknown"):
        get_asset("A", {"A": {"like": "B"}, "B": {"like": "A"}})


def test_misspelt_key_names_the_right_one() -> None:
    with pytest.raises(AssetError, match="'calender'; did you mean 'calendar'"):
        declare_asset("X", {"like": "SPX", "calender": "NYSE"})


def test_missing_keys_are_listed() -> None:
    with pytest.raises(AssetError, match="lacks name, asset_class, move"):
        declare_asset("X", {"calendar": "NYSE"})


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("calendar", "NYSEE", "did you mean 'NYSE'"),
        ("trading", "CMEGlobex_CLL", "did you mean"),
        ("strike", "16:00 America/NewYork", "did you mean 'America/New_York'"),
        ("strike", "26:00 America/New_York", "not a clock time"),
        ("move", "ratio", "allowed are 'log'"),
        ("asset_class", "coin", "allowed are 'equity'"),
        ("scale", "100", "must be a number"),
        ("name", 5, "must be text"),
    ],
)
def test_wrong_value_is_explained(key: str, value: object, complaint: str) -> None:
    with pytest.raises(AssetError, match=complaint):
        declare_asset("X", {"like": "SPX", key: value})
