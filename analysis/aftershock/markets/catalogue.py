"""The built-in assets and baskets, read from one table, and how users look them up or add their own."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from aftershock.errors import AssetError
from aftershock.markets.assets import Asset
from aftershock.markets.calendars import check_calendar, check_trading
from aftershock.markets.declaring import Declarations, build_asset

__all__ = [
    "BASKETS",
    "CATALOGUE",
    "Declarations",
    "catalogue_table",
    "declare_asset",
    "expand_baskets",
    "get_asset",
    "get_basket",
]

_TABLE: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8")
)


def _built_in() -> dict[str, Asset]:
    """Build the assets of the table, each after those that it is like."""
    assets: dict[str, Asset] = {}
    for symbol, mapping in _TABLE["assets"].items():
        assets[symbol] = build_asset(symbol, mapping, find=assets.__getitem__)
    return assets


CATALOGUE: Mapping[str, Asset] = _built_in()
BASKETS: Mapping[str, tuple[str, ...]] = {name: tuple(symbols) for name, symbols in _TABLE["baskets"].items()}


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
    raise AssetError(
        f"Asset {symbol!r} is unknown.{_guess(symbol, [*known, *BASKETS])} Known are {', '.join(known)}; baskets "
        f'are {", ".join(BASKETS)}. Declare others: [assets.{symbol}] with like = "SPX" and what differs.',
        asset=symbol,
        known=tuple(known),
    )


def get_basket(name: str) -> tuple[str, ...]:
    """List the symbols of a basket.

    Parameters
    ----------
    name : {"macro", "energy", "rates", "havens", "europe", "defence", "sectors"}
        Which.

    Returns
    -------
    tuple of str
        Symbols of the catalogue, in their order.

    Raises
    ------
    AssetError
        If there is no such basket; lists those there are.

    Examples
    --------
    >>> get_basket("macro")
    ('SPX', 'UST10Y', 'GOLD', 'WTI')
    """
    if name in BASKETS:
        return BASKETS[name]
    raise AssetError(
        f"Basket {name!r} is unknown.{_guess(name, BASKETS)} Allowed are {', '.join(BASKETS)}.",
        basket=name,
        known=tuple(BASKETS),
    )


def expand_baskets(names: Iterable[str], declared: Declarations | None = None) -> tuple[str, ...]:
    """Put the symbols of each basket where its name stands, each symbol once.

    Parameters
    ----------
    names : iterable of str
        Symbols and baskets, in any order.
    declared : mapping of str to Asset or mapping, optional
        Assets of the user's own; a name among them is that asset, never a basket.

    Returns
    -------
    tuple of str
        Symbols, in the order in which they first come.

    Examples
    --------
    >>> expand_baskets(["GOLD", "macro", "TLT"])
    ('GOLD', 'SPX', 'UST10Y', 'WTI', 'TLT')
    """
    own = {} if declared is None else declared
    parts = ((name,) if name in own else BASKETS.get(name, (name,)) for name in names)
    return tuple(dict.fromkeys(symbol for part in parts for symbol in part))


def declare_asset(symbol: str, mapping: Mapping[str, Any], *, declared: Declarations | None = None) -> Asset:
    """Make an asset from keys and values, as they stand in a study file or a prices.toml.

    Parameters
    ----------
    symbol : str
        Short name.
    mapping : mapping of str to Any
        Keys are the fields of `Asset`; strikes are texts like ``"16:00 America/New_York"``. ``like`` names
        another asset to start from: everything is taken over but what is true of that one series alone (its
        Yahoo symbol and strike, alternates, duration and expiry). An asset like itself keeps those too.
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
    Asset('WTI2', difference move in USD a barrel, struck 14:30 America/New_York 13:30)
    """
    others = {name: entry for name, entry in (declared or {}).items() if name != symbol}
    asset = build_asset(symbol, mapping, find=lambda model: get_asset(model, others))
    check_calendar(asset.calendar)
    check_trading(asset.trading)
    return asset


def catalogue_table() -> pd.DataFrame:
    """List the built-in assets for printing.

    Returns
    -------
    pandas.DataFrame
        Index ``symbol``; columns ``name, class, unit, move, quote, strike, calendar, trading, yahoo, alternates,
        stale, haven, duration, baskets``: text, empty where there is nothing to say, but for the sign ``haven``.

    Examples
    --------
    >>> catalogue_table().loc["WTI", ["unit", "strike", "alternates", "baskets"]].tolist()
    ['%', '14:30 America/New_York 13:30', 'fund USO', 'macro, energy']
    """
    return pd.DataFrame([_row(asset) for asset in CATALOGUE.values()]).set_index("symbol")


def _row(asset: Asset) -> dict[str, str | int]:
    """Write one asset as texts, and the sign as a number."""
    return {
        "symbol": asset.symbol,
        "name": asset.name,
        "class": asset.asset_class,
        "unit": asset.unit,
        "move": asset.move,
        "quote": asset.quote.replace("_", " "),
        "strike": str(asset.strike),
        "calendar": asset.calendar,
        "trading": asset.trading,
        "yahoo": asset.yahoo or "",
        "alternates": ", ".join(f"{role} {symbol}" for role, symbol in asset.alternates.items()),
        "stale": asset.stale or "",
        "haven": asset.haven,
        "duration": f"{asset.duration:g}" if asset.duration is not None else "",
        "baskets": ", ".join(name for name, symbols in BASKETS.items() if asset.symbol in symbols),
    }


def _guess(name: str, known: Iterable[str]) -> str:
    """Name the closest known names, if any is close; case does not count."""
    by_upper = {each.upper(): each for each in known}
    close = [by_upper[each] for each in difflib.get_close_matches(name.upper(), by_upper, n=3, cutoff=0.5)]
    return f" Did you mean {' or '.join(close)}?" if close else ""
