"""What a market is: its unit, its kind of move, its calendar and the instant its daily price is struck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import AssetError
from aftershock.markets.clock import Hours, Strike
from aftershock.typing import AssetClass, FloatArray, MoveKind, options

__all__ = ["Asset", "Hours", "Strike", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Describe one asset once, so that nothing downstream has to ask what it is.

    Parameters
    ----------
    symbol : str
        Short name the user types, such as ``WTI``.
    name : str
        Name a reader knows.
    asset_class : {"equity", "rates", "metals", "energy", "currency", "volatility"}
        Family.
    move : {"log", "simple", "difference"}
        How a level becomes a move: log return, simple return, or difference times ``scale``.
    unit : str
        Unit in which moves are shown: ``%`` for returns, ``bp`` for yields, ``points``.
    price_unit : str
        Unit of the level, such as ``USD a barrel`` or ``per cent``.
    calendar : str
        Market calendar whose sessions have a strike.
    trading : str
        Market calendar, or hours as ``"17:00-17:00 America/New_York"``, in which it can be traded.
    strike : Strike
        When the daily price is set.
    yahoo : str, optional
        Yahoo symbol; None where Yahoo has no faithful series.
    yahoo_strike : Strike, optional
        When Yahoo's daily price is set, if at another time.
    scale : float
        Factor of a difference: 100 turns per cent into basis points.
    stale : str, optional
        Oldest price that still speaks for a moment while the market trades, such as ``30min``.
    note : str
        What a user must know about the series.

    Raises
    ------
    AssetError
        If a word is not allowed, or the unit contradicts the kind of move.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> get_asset("WTI")
    Asset('WTI', log move in %, struck 14:30 America/New_York)
    """

    symbol: str
    name: str
    asset_class: AssetClass
    move: MoveKind
    unit: str
    price_unit: str
    calendar: str
    trading: str
    strike: Strike
    yahoo: str | None
    yahoo_strike: Strike | None = None
    scale: float = 1.0
    stale: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse words that are not allowed and units that contradict the move."""
        _check_word(self.symbol, "asset_class", self.asset_class, options(AssetClass))
        _check_word(self.symbol, "move", self.move, options(MoveKind))
        if self.move != "difference" and (self.unit != "%" or self.scale != 1.0):
            raise AssetError(
                f"Asset {self.symbol!r} moves by {self.move} return but has unit {self.unit!r} and scale "
                f"{self.scale:g}; returns are shown in '%' with scale 1. Use move = 'difference' for others.",
                asset=self.symbol,
                unit=self.unit,
            )
        if not (np.isfinite(self.scale) and self.scale > 0):
            raise AssetError(
                f"Asset {self.symbol!r} has scale {self.scale}; it must be above zero.", asset=self.symbol
            )
        _check_span(self.symbol, self.stale)

    def __repr__(self) -> str:
        """Print one line."""
        return f"Asset({self.symbol!r}, {self.move} move in {self.unit}, struck {self.strike})"


def _check_word(symbol: str, key: str, word: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word outside a closed set, naming the asset."""
    if word not in allowed:
        listed = ", ".join(repr(each) for each in allowed)
        raise AssetError(
            f"Asset {symbol!r} has {key} = {word!r}; allowed are {listed}.", asset=symbol, key=key, value=word
        )


def _check_span(symbol: str, stale: str | None) -> None:
    """Refuse a stale limit that is not a span of time above zero."""
    try:
        usable = stale is None or pd.Timedelta(stale) > pd.Timedelta(0)
    except ValueError:
        usable = False
    if not usable:
        raise AssetError(
            f"Asset {symbol!r} has stale = {stale!r}; write a span of time with its unit, as 30min.",
            asset=symbol,
            stale=stale,
        )


def shown(asset: Asset, values: npt.ArrayLike) -> FloatArray:
    """Turn moves as they are computed into the numbers printed with the asset's unit.

    Use it at the edge, for tables and text; all computing stays in native moves.

    Parameters
    ----------
    asset : Asset
        Whose moves they are.
    values : array_like, any shape
        Log returns, simple returns, or scaled differences, after ``asset.move``.

    Returns
    -------
    ndarray of the same shape
        Per cent for returns, the asset's unit for differences. NaN stays NaN.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> float(shown(get_asset("SPX"), -0.0214).round(2))
    -2.12
    >>> float(shown(get_asset("UST10Y"), -6.0))
    -6.0
    """
    moves = np.asarray(values, dtype=np.float64)
    if asset.move == "log":
        return np.asarray(100.0 * np.expm1(moves))
    if asset.move == "simple":
        return np.asarray(100.0 * moves)
    return moves.copy()
