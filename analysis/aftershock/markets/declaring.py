"""Assets from keys and values, as they stand in the catalogue, a study file or a prices.toml."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping
from typing import Any

from aftershock.errors import AssetError
from aftershock.markets.assets import Asset, Strike

Declarations = Mapping[str, Asset | Mapping[str, Any]]

_KEYS = tuple(field.name for field in dataclasses.fields(Asset) if field.name != "symbol")
_REQUIRED = ("name", "asset_class", "move", "price_unit", "calendar", "trading", "strike")
_STRIKES = ("strike", "yahoo_strike")
_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "scale": ((int, float), "a number"),
    "duration": ((int, float), "a number"),
    "haven": ((int,), "a whole number"),
    "alternates": ((Mapping,), "a table of roles and symbols"),
    "strike": ((str, Strike), "text"),
    "yahoo_strike": ((str, Strike), "text"),
}
_MAY_BE_NONE = ("yahoo", "yahoo_strike", "stale", "duration", "expiry")
# What is true of one series alone; another asset that is otherwise alike must state its own.
_OF_ONE_SERIES = ("yahoo", "yahoo_strike", "alternates", "duration", "expiry")


def build_asset(symbol: str, mapping: Mapping[str, Any], *, find: Callable[[str], Asset]) -> Asset:
    """Make an asset from keys and values, without looking its calendars up.

    Parameters
    ----------
    symbol : str
        Short name.
    mapping : mapping of str to Any
        Keys are the fields of `Asset`, and ``like``.
    find : callable
        Returns the asset that ``like`` names.

    Returns
    -------
    Asset
        The description.

    Raises
    ------
    AssetError
        If a key is misspelt or missing, or a zone, time or word is not known.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> build_asset("WTI2", {"like": "WTI", "name": "WTI, second month"}, find=get_asset).name
    'WTI, second month'
    """
    _check_keys(symbol, mapping)
    fields = {**_like_fields(symbol, mapping, find), **mapping}
    fields.pop("like", None)
    _check_complete(symbol, fields)
    for key in _STRIKES:
        if isinstance(fields.get(key), str):
            fields[key] = Strike.parse(fields[key])
    fields.setdefault("yahoo", None)
    fields.setdefault("unit", "%" if fields["move"] != "difference" else fields["price_unit"])
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
        expected, kind = _KINDS.get(key, ((str,), "text"))
        absent = value is None and key in _MAY_BE_NONE
        if not absent and (isinstance(value, bool) or not isinstance(value, expected)):
            raise AssetError(
                f"[assets.{symbol}] {key} is {value!r}; it must be {kind}.", asset=symbol, key=key
            )


def _like_fields(symbol: str, mapping: Mapping[str, Any], find: Callable[[str], Asset]) -> dict[str, Any]:
    """Take the fields of the asset named by ``like``, leaving out what does not carry over."""
    if "like" not in mapping:
        return {}
    model = find(mapping["like"])
    own = () if model.symbol == symbol else _OF_ONE_SERIES
    fields = {key: getattr(model, key) for key in _KEYS if key not in own}
    if mapping.get("move", model.move) != model.move:
        fields.pop("unit")
        fields.pop("scale")
    return fields


def _check_complete(symbol: str, fields: Mapping[str, Any]) -> None:
    """Refuse a declaration that lacks a key without a default."""
    missing = [key for key in _REQUIRED if key not in fields]
    if missing:
        raise AssetError(
            f"[assets.{symbol}] lacks {', '.join(missing)}. Add them, or start from another asset: "
            'like = "SPX" takes over everything but what belongs to that series alone (its Yahoo symbol, for one).',
            asset=symbol,
            missing=tuple(missing),
        )
