"""Levels to moves: the arithmetic on arrays, and the frame with units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
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


def moves_frame(prices: Prices) -> pd.DataFrame:
    """Build the frame of moves that `Prices.moves` returns.

    Parameters
    ----------
    prices : Prices
        Daily prices.

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
    columns = {symbol: _series_moves(one) for symbol, one in prices.items()}
    frame = pd.concat(columns, axis="columns", join="outer", sort=True)
    frame.index = pd.DatetimeIndex(frame.index, name="session")
    frame.attrs = {
        "unit": {symbol: one.asset.unit for symbol, one in prices.items()},
        "move": {symbol: one.asset.move for symbol, one in prices.items()},
        "calendar": {symbol: one.asset.calendar for symbol, one in prices.items()},
        "strike": {symbol: str(one.strike) for symbol, one in prices.items()},
        "method": prices.method,
    }
    return frame


def _series_moves(series: PriceSeries) -> pd.Series[Any]:
    """Compute one asset's moves on the sessions of its own calendar."""
    table, asset = series.table, series.asset
    _check_positive(series)
    labels = calendars.sessions(asset.calendar, table.index[0], table.index[-1])
    placed = table.reindex(labels)
    contracts = placed["contract"].to_numpy(dtype=object) if "contract" in placed else None
    changes = session_changes(
        placed["adjusted"].to_numpy(dtype=np.float64), move=asset.move, scale=asset.scale, contracts=contracts
    )
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
        f'the asset with move = "difference" ([assets.{asset.symbol}] like = "{asset.symbol}"), use a later '
        "contract, BRENT or an ETF such as USO, or leave that session out of the range.",
        asset=asset.symbol,
        session=str(session),
        value=value,
    )
