"""Levels to moves: the arithmetic on arrays, and the frame with units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import AssetError, PriceError
from aftershock.markets import calendars
from aftershock.markets.assets import Asset
from aftershock.typing import FloatArray, MoveKind, check_option

if TYPE_CHECKING:
    from aftershock.markets.prices import Prices, PriceSeries


def session_changes(
    levels: FloatArray,
    *,
    move: MoveKind,
    scale: float = 1.0,
    contracts: npt.NDArray[Any] | None = None,
) -> FloatArray:
    r"""Compute the change of each level from the one before.

    Parameters
    ----------
    levels : ndarray of shape (n,)
        Levels on consecutive sessions, NaN where there is none.
    move : {"log", "simple", "difference"}
        :math:`\log(p_t/p_{t-1})`, :math:`p_t/p_{t-1}-1` or :math:`s\,(p_t-p_{t-1})`.
    scale : float
        The factor :math:`s` of a difference.
    contracts : ndarray of shape (n,), optional
        Contract held at each session; a change that spans two contracts is NaN.

    Returns
    -------
    ndarray of shape (n,)
        Changes. NaN first, on a hole, after a hole, at a change of contract, and where a return is not
        defined because a level is not above zero. Never infinite.

    Raises
    ------
    ValueError
        If the kind of move is not known.

    Examples
    --------
    >>> session_changes(np.array([1.94, 2.03, np.nan, 1.97, 1.92]), move="difference", scale=100.0).round(6)
    array([nan,  9., nan, nan, -5.])
    """
    check_option("move", move, MoveKind)
    changes = np.full(levels.shape, np.nan)
    before, after = levels[:-1], levels[1:]
    if move == "difference":
        changes[1:] = scale * (after - before)
    else:
        defined = (before > 0) & (after > 0)
        ratio = np.divide(after, before, out=np.full(before.shape, np.nan), where=defined)
        changes[1:] = np.log(ratio) if move == "log" else ratio - 1.0
    if contracts is not None:
        changes[1:][contracts[1:] != contracts[:-1]] = np.nan
    changes[~np.isfinite(changes)] = np.nan
    return changes


def overlapping_changes(changes: FloatArray, sessions: int, *, move: MoveKind) -> FloatArray:
    r"""Add up each change and the ones before it, so that neighbouring sums overlap.

    Parameters
    ----------
    changes : ndarray of shape (n,)
        Changes on consecutive sessions, NaN where there is none.
    sessions : int
        How many changes go into a sum.
    move : {"log", "simple", "difference"}
        Simple returns are compounded, the others added.

    Returns
    -------
    ndarray of shape (n,)
        The change over the last ``sessions`` sessions; NaN where any of them is missing.

    Raises
    ------
    ValueError
        If there are fewer than two sessions, or the kind of move is not known.

    Examples
    --------
    >>> overlapping_changes(np.array([np.nan, 1.0, 2.0, np.nan, 4.0, 5.0]), 2, move="difference")
    array([nan, nan,  3., nan, nan,  9.])
    """
    check_option("move", move, MoveKind)
    if sessions < 2:
        raise ValueError(f"sessions is {sessions}; moves overlap from 2 sessions on. Use moves() for one.")
    summed = np.full(changes.shape, np.nan)
    if changes.size < sessions:
        return summed
    steps = np.log1p(changes) if move == "simple" else changes
    windows = np.lib.stride_tricks.sliding_window_view(steps, sessions).sum(axis=-1)
    summed[sessions - 1 :] = np.expm1(windows) if move == "simple" else windows
    return summed


def yield_change(asset: Asset, moves: npt.ArrayLike) -> FloatArray:
    r"""Turn price moves of a Treasury future or fund into changes of its yield.

    Use it to say what a reaction of ZN or TLT means in basis points, where the yield itself has no price at
    that hour. It is a linear approximation with one constant duration: convexity, a change of the cheapest bond
    to deliver and the drift of a fund's duration are left out.

    Parameters
    ----------
    asset : Asset
        What moved; it needs a ``duration``.
    moves : array_like, any shape
        Log or simple returns.

    Returns
    -------
    ndarray of the same shape
        :math:`-10^4\,r / D` in basis points, D the duration in years. NaN stays NaN.

    Raises
    ------
    AssetError
        If the asset has no duration, or its moves are differences.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> float(yield_change(get_asset("ZN"), 0.0065))
    -10.0
    """
    if asset.duration is None or asset.move == "difference":
        raise AssetError(
            f"{asset.symbol} has no duration, so its moves cannot be read as changes of a yield. Use an asset that "
            f"has one, such as ZN or TLT, or declare it: [assets.{asset.symbol}] duration = 6.5 (years).",
            asset=asset.symbol,
        )
    return np.asarray(-1e4 * np.asarray(moves, dtype=np.float64) / asset.duration)


def _overlapping(method: str, sessions: int) -> str:
    """Name moves over several sessions, and what each of those moves is if not from strike to strike."""
    text = f"{sessions}-session overlapping"
    return text if method == "session" else f"{text}, {method}"


def moves_frame(prices: Prices, *, sessions: int = 1) -> pd.DataFrame:
    """Build the frame of moves that `Prices.moves` and `Prices.overlapping_moves` return.

    Parameters
    ----------
    prices : Prices
        Daily prices.
    sessions : int
        Sessions that a move spans.

    Returns
    -------
    pandas.DataFrame of shape (n_sessions, n_assets)
        See `Prices.moves`.

    Raises
    ------
    PriceError
        If the prices are bars, or a price at or below zero meets a return.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> daily = load_prices(["SPX"], start="2019-01-02", end="2019-03-29", source="sample")
    >>> moves_frame(daily).attrs["unit"]
    {'SPX': '%'}
    """
    if prices.interval != "1d":
        raise PriceError(
            f"moves() counts sessions, but these prices are bars of {prices.interval}; load interval='1d' "
            "for session moves, or give the bars to a reaction study.",
            interval=prices.interval,
        )
    from aftershock.markets.rolls import roll_flags

    columns = {symbol: _series_moves(one, sessions) for symbol, one in prices.items()}
    frame = pd.concat(columns, axis="columns", join="outer", sort=True)
    frame.index = pd.DatetimeIndex(frame.index, name="session")
    frame.attrs = {
        "unit": {symbol: one.asset.unit for symbol, one in prices.items()},
        "move": {symbol: one.asset.move for symbol, one in prices.items()},
        "calendar": {symbol: one.asset.calendar for symbol, one in prices.items()},
        "strike": {symbol: str(one.strike) for symbol, one in prices.items()},
        "method": prices.method if sessions == 1 else _overlapping(prices.method, sessions),
        "suspected_rolls": roll_flags(prices),
    }
    return frame


def _series_moves(series: PriceSeries, sessions: int) -> pd.Series[Any]:
    """Compute one asset's moves on the sessions of its own calendar."""
    table, asset = series.table, series.asset
    _check_positive(series)
    labels = calendars.sessions(asset.calendar, table.index[0], table.index[-1])
    placed = table.reindex(labels)
    contracts = placed["contract"].to_numpy(dtype=object) if "contract" in placed else None
    changes = session_changes(
        placed["adjusted"].to_numpy(dtype=np.float64), move=asset.move, scale=asset.scale, contracts=contracts
    )
    if sessions > 1:
        changes = overlapping_changes(changes, sessions, move=asset.move)
    return pd.Series(changes, index=labels, name=asset.symbol)


def _check_positive(series: PriceSeries) -> None:
    """Refuse returns of prices at or below zero, naming the first."""
    asset = series.asset
    low = series.table["adjusted"][series.table["adjusted"] <= 0]
    if asset.move == "difference" or low.empty:
        return
    session, value = low.index[0].date(), float(low.iloc[0])
    raise PriceError(
        f"{asset.symbol} is {value:g} on {session}; a {asset.move} return needs prices above zero. Declare "
        f'the asset with move = "difference" ([assets.{asset.symbol}] like = "{asset.symbol}"), '
        f"{_instead(asset)}or leave that session out of the range.",
        asset=asset.symbol,
        session=str(session),
        value=value,
    )


def _instead(asset: Asset) -> str:
    """Say what else carries the same risk."""
    others = [f"its {role} {symbol}" for role, symbol in asset.alternates.items()]
    if asset.expiry is not None:
        others.insert(0, "a later contract")
    if asset.asset_class == "energy" and asset.symbol != "BRENT":
        others.append("BRENT")
    return f"use {' or '.join(others)}, " if others else ""
