"""Moves of bars side by side, for questions about hours in place of sessions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aftershock.errors import ComovementError
from aftershock.markets import Prices, PriceSeries
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.reaction_study import as_market
from aftershock.typing import FloatArray, Overnight, check_option


def bar_panel(prices: Prices, *, overnight: Overnight = "include") -> pd.DataFrame:
    """Turn bars into a frame of moves, one row for each end of a bar.

    Use it to set headlines an hour beside moves an hour: :func:`headline_intensity` of the same series counts on the
    same rows.

    Parameters
    ----------
    prices : Prices
        Bars.
    overnight : {"include", "missing"}
        Whether the first bar after a closure moves from the last close before it, or has no move.

    Returns
    -------
    pandas.DataFrame of shape (n_ends, n_assets)
        Moves in native units by ``end`` (UTC), the union over assets. NaN where an asset has no bar, after a change
        of contract, and after a missing price. ``attrs`` holds ``unit``, ``move`` and ``zone`` by asset, and
        ``method``.

    Raises
    ------
    ComovementError
        If the prices are daily.

    Examples
    --------
    >>> import aftershock as ash
    >>> bars = ash.load_prices(["GOLD"], start="2019-03-18", end="2019-03-22", interval="1h", source="sample")
    >>> bar_panel(bars).columns.tolist()
    ['GOLD']
    """
    check_option("overnight", overnight, Overnight)
    if prices.interval == "1d":
        raise ComovementError(
            "These prices are daily; use prices.moves() for sessions, or load bars, e.g. interval='1h'.",
            interval=prices.interval,
        )
    columns = {symbol: _moves_of(one, overnight) for symbol, one in prices.items()}
    frame = pd.concat(columns, axis="columns", join="outer", sort=True)
    frame.index = pd.DatetimeIndex(frame.index, name="end")
    frame.attrs = {
        "unit": {symbol: one.asset.unit for symbol, one in prices.items()},
        "move": {symbol: one.asset.move for symbol, one in prices.items()},
        "zone": {symbol: one.zone for symbol, one in prices.items()},
        "method": f"bars of {prices.interval}",
    }
    return frame


def _moves_of(series: PriceSeries, overnight: Overnight) -> pd.Series[float]:
    """Compute the moves of one asset's bars."""
    table, asset = series.table, series.asset
    market = as_market(series, table["start"].iloc[0], table.index[-1])
    bars = bar_moves(market, zone=series.zone, move=asset.move, scale=asset.scale)
    known = bars.linked | bars.closures if overnight == "include" else bars.linked
    steps: FloatArray = np.diff(bars.levels, prepend=np.nan)
    moves = np.where(known, np.expm1(steps) if bars.simple else steps, np.nan)
    return pd.Series(moves, index=pd.DatetimeIndex(bars.ends, tz="UTC"), name=asset.symbol)
