"""What a market is: its unit, its kind of move, its calendar and the instant its daily price is struck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import AssetError
from aftershock.markets.clock import Hours, Strike
from aftershock.typing import (
    AlternateRole,
    AssetClass,
    BarLabel,
    ExpiryRule,
    FloatArray,
    MoveKind,
    QuoteConvention,
    options,
)

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
    quote : {"money", "index_points", "yield", "points_of_par", "exchange_rate"}
        What a quoted number is: money a unit, points of an index, per cent a year, points of a bond's face
        value of 100 (up means yields down), or units of the second currency for one of the first.
    bar_label : {"start", "end"}
        Which end of a bar Yahoo's label is.
    alternates : mapping of {"future", "fund", "index"} to str
        Other symbols for the same risk: what to use where this one cannot be had, and the fund against which
        a future's rolls are checked.
    stale : str, optional
        Oldest price that still speaks while the market trades, as ``30min``; never less than two bars.
    haven : {-1, 0, 1}
        Whether it rises (1) or falls (-1) when investors flee risk; 0 where that is not clear.
    duration : float, optional
        Years that turn a price move into a change of yield.
    expiry : {"nymex_crude", "nymex_gas", "brent", "comex", "equity_quarterly", "treasury_long", \
"treasury_short"}, optional
        Rule by which the contracts of a future expire.
    note : str
        What a user must know about the series.

    Raises
    ------
    AssetError
        If a word is not allowed, or the unit contradicts the kind of move.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> get_asset("GOLD")
    Asset('GOLD', log move in %, struck 13:30 America/New_York)
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
    quote: QuoteConvention = "money"
    bar_label: BarLabel = "start"
    alternates: Mapping[str, str] = field(default_factory=dict, hash=False)
    stale: str | None = None
    haven: int = 0
    duration: float | None = None
    expiry: ExpiryRule | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse words that are not allowed, values out of bounds and units that contradict the move."""
        self._check_words()
        self._check_values()
        if self.move != "difference" and (self.unit != "%" or self.scale != 1.0):
            raise AssetError(
                f"Asset {self.symbol!r} moves by {self.move} return but has unit {self.unit!r} and scale "
                f"{self.scale:g}; returns are shown in '%' with scale 1. Use move = 'difference' for others.",
                asset=self.symbol,
                unit=self.unit,
            )

    def _check_words(self) -> None:
        """Refuse words outside their closed sets."""
        _check_word(self.symbol, "asset_class", self.asset_class, options(AssetClass))
        _check_word(self.symbol, "move", self.move, options(MoveKind))
        _check_word(self.symbol, "quote", self.quote, options(QuoteConvention))
        _check_word(self.symbol, "bar_label", self.bar_label, options(BarLabel))
        for role in self.alternates:
            _check_word(self.symbol, "alternates, key", role, options(AlternateRole))
        if self.expiry is not None:
            _check_word(self.symbol, "expiry", self.expiry, options(ExpiryRule))

    def _check_values(self) -> None:
        """Refuse a scale or duration not above zero, a haven sign or a stale limit that is none."""
        for key, value in (("scale", self.scale), ("duration", self.duration)):
            if value is not None and not (np.isfinite(value) and value > 0):
                raise AssetError(
                    f"Asset {self.symbol!r} has {key} {value}; it must be above zero.", asset=self.symbol
                )
        if self.haven not in (-1, 0, 1):
            raise AssetError(
                f"Asset {self.symbol!r} has haven = {self.haven}; allowed are 1 (rises when investors flee risk), "
                "-1 (falls) and 0 (not clear).",
                asset=self.symbol,
            )
        if self.stale is not None and not _is_span(self.stale):
            raise AssetError(
                f"Asset {self.symbol!r} has stale = {self.stale!r}; write a span of time with its unit, as 30min.",
                asset=self.symbol,
                stale=self.stale,
            )

    def __repr__(self) -> str:
        """Print one line."""
        return f"Asset({self.symbol!r}, {self.move} move in {self.unit}, struck {self.strike})"


def _is_span(text: str) -> bool:
    """Say whether a text is a span of time above zero, with its unit."""
    if text.strip().replace(".", "").isdigit():
        return False
    try:
        return bool(pd.Timedelta(text) > pd.Timedelta(0))
    except ValueError:
        return False


def _check_word(symbol: str, key: str, word: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word outside a closed set, naming the asset."""
    if word not in allowed:
        listed = ", ".join(repr(each) for each in allowed)
        raise AssetError(
            f"Asset {symbol!r} has {key} = {word!r}; allowed are {listed}.", asset=symbol, key=key, value=word
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
