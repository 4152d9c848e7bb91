"""The built-in assets, and declaring others."""

import pytest

from aftershock.errors import AssetError
from aftershock.markets import BASKETS, CATALOGUE, catalogue_table, declare_asset, get_asset, get_basket
from aftershock.markets.calendars import check_calendar, check_trading
from aftershock.markets.catalogue import expand_baskets


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


def test_asset_like_itself_keeps_what_is_its_own() -> None:
    dollars = declare_asset("WTI", {"like": "WTI", "move": "difference"})
    assert (dollars.yahoo, dollars.expiry, dict(dollars.alternates)) == (
        "CL=F",
        "nymex_crude",
        {"fund": "USO"},
    )


@pytest.mark.parametrize("key", ["yahoo", "yahoo_strike", "duration", "expiry"])
def test_what_is_true_of_one_series_is_not_taken_over(key: str) -> None:
    model = "UST10Y" if key == "yahoo_strike" else "ZN"
    assert getattr(get_asset(model), key) is not None
    assert getattr(declare_asset("MINE", {"like": model}), key) is None


def test_alternates_are_not_taken_over() -> None:
    assert declare_asset("MINE", {"like": "WTI"}).alternates == {}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("quote", "price", "quote = 'price'; allowed are 'money'"),
        ("bar_label", "middle", "allowed are 'start', 'end'"),
        ("alternates", {"etf": "USO"}, "allowed are 'future', 'fund', 'index'"),
        ("alternates", "USO", "must be a table"),
        ("expiry", "monthly", "allowed are 'nymex_crude'"),
        ("haven", 2, "allowed are 1 "),
        ("haven", True, "must be a whole number"),
        ("duration", 0, "above zero"),
        ("duration", "long", "must be a number"),
        ("stale", "30", "a span of time with its unit"),
        ("stale", "soon", "a span of time with its unit"),
        ("strike", "16:00 America/New_York early", "half_day is 'early'; allowed are 'close', 'keep'"),
    ],
)
def test_wrong_value_of_a_declaration_says_what_is_allowed(key: str, value: object, message: str) -> None:
    with pytest.raises(AssetError, match=message):
        declare_asset("X", {"like": "WTI", key: value})


@pytest.mark.parametrize("symbol", list(CATALOGUE))
def test_every_alternate_is_in_the_catalogue(symbol: str) -> None:
    assert set(CATALOGUE[symbol].alternates.values()) <= set(CATALOGUE)


@pytest.mark.parametrize("name", list(BASKETS))
def test_every_basket_holds_assets_that_yahoo_has_each_once(name: str) -> None:
    symbols = get_basket(name)
    assert len(set(symbols)) == len(symbols)
    assert all(get_asset(symbol).yahoo for symbol in symbols)


def test_yahoo_symbols_are_unique() -> None:
    symbols = [asset.yahoo for asset in CATALOGUE.values() if asset.yahoo]
    assert len(set(symbols)) == len(symbols)


def test_every_future_of_the_catalogue_has_a_rule_of_expiry() -> None:
    assert all(asset.expiry for asset in CATALOGUE.values() if (asset.yahoo or "").endswith("=F"))


def test_yields_are_quoted_as_yields_and_move_in_basis_points() -> None:
    assert {asset.unit for asset in CATALOGUE.values() if asset.quote == "yield"} == {"bp"}


def test_baskets_are_those_of_the_readme() -> None:
    assert get_basket("macro") == ("SPX", "UST10Y", "GOLD", "WTI")
    assert list(BASKETS) == ["macro", "energy", "rates", "havens", "europe", "defence", "sectors"]


def test_unknown_basket_suggests_and_lists() -> None:
    with pytest.raises(AssetError, match="Did you mean defence.*Allowed are macro, energy"):
        get_basket("defense")


def test_unknown_asset_may_be_a_misspelt_basket() -> None:
    with pytest.raises(AssetError, match="Did you mean macro"):
        get_asset("makro")


def test_baskets_are_expanded_in_order_each_symbol_once() -> None:
    assert expand_baskets(["GOLD", "macro", "TLT", "WTI"]) == ("GOLD", "SPX", "UST10Y", "WTI", "TLT")


def test_own_asset_goes_before_a_basket_of_the_same_name() -> None:
    assert expand_baskets(["energy"], {"energy": {"like": "XLE"}}) == ("energy",)


def test_table_has_a_row_for_every_asset_and_only_text_but_for_the_sign() -> None:
    table = catalogue_table().drop(columns="haven")
    assert table.index.tolist() == list(CATALOGUE)
    assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)


def test_table_says_haven_duration_and_alternates() -> None:
    row = catalogue_table().loc["ZN"]
    assert (row["haven"], row["duration"], row["alternates"]) == (1, "6.5", "fund IEF, index UST10Y")
