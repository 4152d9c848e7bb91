"""The one table of built-in assets, and how users declare their own.

Calendars were chosen by comparing them with the sessions on which daily prices exist. Gold and oil futures
have no settlement on the holiday sessions of Globex, so they keep the share calendar although they trade
longer; constant-maturity yields keep the bond market's. Daily Brent from Yahoo is the contract listed in New
York: from 2019 to 2026 it has a price on every share session and on three others, while 46 sessions of the
ICE calendar are absent, and counting those as holes would lose the days around every US holiday.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from aftershock.errors import AssetError
from aftershock.markets.assets import Asset, Strike
from aftershock.markets.calendars import check_calendar, check_trading
from aftershock.typing import AssetClass

Declarations = Mapping[str, Asset | Mapping[str, Any]]

_NEW_YORK = "America/New_York"
_KEYS = tuple(field.name for field in dataclasses.fields(Asset) if field.name != "symbol")
_STRIKES = ("strike", "yahoo_strike")
_OPTIONAL = ("unit", "yahoo", "yahoo_strike", "scale", "note")


def _new_york(time: str) -> Strike:
    """Write a strike on the New York clock."""
    return Strike(time=time, zone=_NEW_YORK)


def _share(symbol: str, name: str, *, yahoo: str | None = None, price_unit: str = "USD") -> Asset:
    """Describe something struck at the New York close."""
    return Asset(
        symbol=symbol,
        name=name,
        asset_class="equity",
        move="log",
        unit="%",
        price_unit=price_unit,
        calendar="NYSE",
        trading="NYSE",
        strike=_new_york("16:00"),
        yahoo=yahoo or symbol,
    )


def _fund(symbol: str, name: str, asset_class: AssetClass) -> Asset:
    """Describe an exchange-traded fund that holds something other than shares."""
    return dataclasses.replace(_share(symbol, name), asset_class=asset_class)


def _treasury_yield(symbol: str, name: str, *, yahoo: str | None, note: str) -> Asset:
    """Describe a constant-maturity Treasury yield."""
    return Asset(
        symbol=symbol,
        name=name,
        asset_class="rates",
        move="difference",
        unit="bp",
        scale=100.0,
        price_unit="per cent",
        calendar="SIFMAUS",
        trading="SIFMAUS",
        strike=_new_york("15:30"),
        yahoo=yahoo,
        yahoo_strike=_new_york("15:00") if yahoo else None,
        note=note,
    )


def _future(
    symbol: str,
    name: str,
    asset_class: AssetClass,
    *,
    trading: str,
    strike: Strike,
    price_unit: str,
    yahoo: str,
    note: str,
) -> Asset:
    """Describe the nearest contract of a future that settles on share sessions."""
    return Asset(
        symbol=symbol,
        name=name,
        asset_class=asset_class,
        move="log",
        unit="%",
        price_unit=price_unit,
        calendar="NYSE",
        trading=trading,
        strike=strike,
        yahoo=yahoo,
        note=note,
    )


_ROLLS = (
    "Nearest contract, unadjusted: days on which the contract changes carry the spread between two months."
)

_TABLE = (
    _share("SPX", "S&P 500", yahoo="^GSPC", price_unit="index points"),
    Asset(
        symbol="VIX",
        name="VIX",
        asset_class="volatility",
        move="difference",
        unit="points",
        price_unit="index points",
        calendar="CBOE_Index_Options",
        trading="CBOE_Index_Options",
        strike=_new_york("16:15"),
        yahoo="^VIX",
    ),
    _treasury_yield(
        "UST2Y",
        "US Treasury 2-year yield",
        yahoo=None,
        note="Yahoo has no 2-year yield. Use the H.15 series from a file, or SHY (an ETF of 1 to 3 years).",
    ),
    _treasury_yield(
        "UST10Y",
        "US Treasury 10-year yield",
        yahoo="^TNX",
        note="Yahoo's is the exchange's yield index, struck 15:00 New York; H.15 is struck later.",
    ),
    _treasury_yield(
        "UST30Y",
        "US Treasury 30-year yield",
        yahoo="^TYX",
        note="Yahoo's is the exchange's yield index, struck 15:00 New York; H.15 is struck later.",
    ),
    _future(
        "GOLD",
        "Gold",
        "metals",
        trading="CMEGlobex_GC",
        strike=_new_york("13:30"),
        price_unit="USD an ounce",
        yahoo="GC=F",
        note=_ROLLS + " The nearest month of gold is often thinly traded.",
    ),
    _future(
        "WTI",
        "WTI crude oil",
        "energy",
        trading="CMEGlobex_CL",
        strike=_new_york("14:30"),
        price_unit="USD a barrel",
        yahoo="CL=F",
        note=_ROLLS + " Settled below zero on 2020-04-20.",
    ),
    _future(
        "BRENT",
        "Brent crude oil",
        "energy",
        trading="IEPA",
        strike=Strike(time="19:30", zone="Europe/London"),
        price_unit="USD a barrel",
        yahoo="BZ=F",
        note=_ROLLS
        + " Sessions are those of the contract listed in New York; ICE also settles on US holidays.",
    ),
    _future(
        "ZN",
        "US 10-year note future",
        "rates",
        trading="CME Globex Interest Rate Products",
        strike=_new_york("15:00"),
        price_unit="points",
        yahoo="ZN=F",
        note=_ROLLS + " A price: up means yields down.",
    ),
    _fund("TLT", "Treasuries of 20 years and more (ETF)", "rates"),
    _fund("IEF", "Treasuries of 7 to 10 years (ETF)", "rates"),
    _fund("GLD", "Gold (ETF)", "metals"),
    _fund("USO", "Oil (ETF)", "energy"),
    _share("SPY", "S&P 500 (ETF)"),
    Asset(
        symbol="EURUSD",
        name="Euro in dollars",
        asset_class="currency",
        move="log",
        unit="%",
        price_unit="USD a euro",
        calendar="24/5",
        trading=f"17:00-17:00 {_NEW_YORK}",
        strike=_new_york("17:00"),
        yahoo="EURUSD=X",
        yahoo_strike=Strike(time="00:00", zone="Europe/London"),
        note="Yahoo's daily bar closes as its date begins: same-day news is in the next row.",
    ),
    Asset(
        symbol="DXY",
        name="US dollar index",
        asset_class="currency",
        move="log",
        unit="%",
        price_unit="index points",
        calendar="ICEUS",
        trading="ICEUS",
        strike=_new_york("17:00"),
        yahoo="DX-Y.NYB",
    ),
    Asset(
        symbol="USD_BROAD",
        name="Broad dollar index",
        asset_class="currency",
        move="log",
        unit="%",
        price_unit="index points",
        calendar="SIFMAUS",
        trading=f"17:00-17:00 {_NEW_YORK}",
        strike=_new_york("12:00"),
        yahoo=None,
        note="The Federal Reserve's index at noon buying rates; Yahoo has it not. DXY or UUP stand in.",
    ),
)

CATALOGUE: Mapping[str, Asset] = {asset.symbol: asset for asset in _TABLE}


def get_asset(symbol: str, declared: Declarations | None = None) -> Asset:
    """Look up an asset by its symbol.

    Parameters
    ----------
    symbol : str
        Short name, such as ``WTI``.
    declared : mapping of str to Asset or mapping, optional
        Assets of the user's own; they go before built-in ones of the same symbol.

    Returns
    -------
    Asset
        The description.

    Raises
    ------
    AssetError
        If nobody knows the symbol: names the closest ones and lists all.

    Examples
    --------
    >>> get_asset("GOLD").yahoo
    'GC=F'
    """
    own = {} if declared is None else declared
    if symbol in own:
        entry = own[symbol]
        return entry if isinstance(entry, Asset) else declare_asset(symbol, entry, declared=own)
    if symbol in CATALOGUE:
        return CATALOGUE[symbol]
    known = [*CATALOGUE, *(name for name in own if name not in CATALOGUE)]
    close = difflib.get_close_matches(symbol.upper(), known, n=3, cutoff=0.5)
    guess = f" Did you mean {' or '.join(close)}?" if close else ""
    raise AssetError(
        f"Asset {symbol!r} is unknown.{guess} Known are {', '.join(known)}. "
        f'Declare others: [assets.{symbol}] with like = "SPX" and what differs.',
        asset=symbol,
        known=tuple(known),
    )


def declare_asset(symbol: str, mapping: Mapping[str, Any], *, declared: Declarations | None = None) -> Asset:
    """Make an asset from keys and values, as they stand in a study file or a prices.toml.

    Parameters
    ----------
    symbol : str
        Short name.
    mapping : mapping of str to Any
        Keys are the fields of `Asset`; strikes are texts like ``"16:00 America/New_York"``. ``like`` names
        another asset to start from: everything but its Yahoo symbol is taken over.
    declared : mapping of str to Asset or mapping, optional
        Other assets of the user's own that ``like`` may name.

    Returns
    -------
    Asset
        The description, checked.

    Raises
    ------
    AssetError
        If a key is misspelt or missing, or a calendar, zone, time or word is not known.

    Examples
    --------
    >>> declare_asset("WTI2", {"like": "WTI", "name": "WTI, second month", "move": "difference"})
    Asset('WTI2', difference move in USD a barrel, struck 14:30 America/New_York)
    """
    _check_keys(symbol, mapping)
    fields = {**_like_fields(symbol, mapping, declared), **mapping}
    fields.pop("like", None)
    _check_complete(symbol, fields)
    for key in _STRIKES:
        if isinstance(fields.get(key), str):
            fields[key] = Strike.parse(fields[key])
    fields.setdefault("yahoo", None)
    fields.setdefault("unit", "%" if fields["move"] != "difference" else fields["price_unit"])
    check_calendar(fields["calendar"])
    check_trading(fields["trading"])
    return Asset(symbol=symbol, **fields)


def _check_keys(symbol: str, mapping: Mapping[str, Any]) -> None:
    """Refuse a key that no asset has, and values of the wrong type."""
    allowed = ("like", *_KEYS)
    for key, value in mapping.items():
        if key not in allowed:
            close = difflib.get_close_matches(key, allowed, n=1)
            guess = f"; did you mean {close[0]!r}?" if close else "."
            raise AssetError(
                f"[assets.{symbol}] has the key {key!r}{guess} Allowed are {', '.join(allowed)}.",
                asset=symbol,
                key=key,
            )
        expected: tuple[type, ...] = (int, float) if key == "scale" else (str, Strike)
        if not isinstance(value, expected) and not (value is None and key in ("yahoo", "yahoo_strike")):
            kind = "a number" if key == "scale" else "text"
            raise AssetError(
                f"[assets.{symbol}] {key} is {value!r}; it must be {kind}.", asset=symbol, key=key
            )


def _like_fields(symbol: str, mapping: Mapping[str, Any], declared: Declarations | None) -> dict[str, Any]:
    """Take the fields of the asset named by ``like``, leaving out what does not carry over."""
    if "like" not in mapping:
        return {}
    others = {name: entry for name, entry in (declared or {}).items() if name != symbol}
    model = get_asset(mapping["like"], others)
    fields = {key: getattr(model, key) for key in _KEYS if key not in ("yahoo", "yahoo_strike")}
    if mapping.get("move", model.move) != model.move:
        fields.pop("unit")
        fields.pop("scale")
    return fields


def _check_complete(symbol: str, fields: Mapping[str, Any]) -> None:
    """Refuse a declaration that lacks a key without a default."""
    missing = [key for key in _KEYS if key not in fields and key not in _OPTIONAL]
    if missing:
        raise AssetError(
            f"[assets.{symbol}] lacks {', '.join(missing)}. Add them, or start from another asset: "
            'like = "SPX" takes over everything but the Yahoo symbol.',
            asset=symbol,
            missing=tuple(missing),
        )


def catalogue_table() -> pd.DataFrame:
    """List the built-in assets for printing.

    Examples
    --------
    >>> catalogue_table().loc["WTI", ["unit", "strike"]].tolist()
    ['%', '14:30 America/New_York']
    """
    rows = [
        {
            "symbol": asset.symbol,
            "name": asset.name,
            "class": asset.asset_class,
            "unit": asset.unit,
            "move": asset.move,
            "strike": str(asset.strike),
            "calendar": asset.calendar,
            "trading": asset.trading,
            "yahoo": asset.yahoo or "",
        }
        for asset in CATALOGUE.values()
    ]
    return pd.DataFrame(rows).set_index("symbol")
