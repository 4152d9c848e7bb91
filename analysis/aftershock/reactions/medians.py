"""Prices around a headline as medians of several bars instead of the last price of one."""

from dataclasses import replace

import numpy as np

from aftershock.markets.medians import window_medians
from aftershock.reactions.bars import BarMoves, price_levels
from aftershock.reactions.measures import Market
from aftershock.reactions.windows import ZERO, ClockWindow
from aftershock.typing import ClosedSide, FloatArray, InstantArray, MoveKind


def median_moves(
    market: Market,
    bars: BarMoves,
    window: ClockWindow,
    *,
    width: np.timedelta64,
    move: MoveKind,
    scale: float,
) -> BarMoves:
    """Let the moves of a window run from median to median instead of from price to price.

    Use it where the price of a single bar is noisy. The stretches of time are centred at both ends of the window,
    moved aside as far as is needed to keep the one before clear of what came after the headline, and the one after of
    what was known before it.

    Parameters
    ----------
    market : Market
        Bars and clock.
    bars : BarMoves
        Its moves.
    window : ClockWindow
        The window.
    width : timedelta64[ns]
        Length of each stretch.
    move : {"log", "simple", "difference"}
        Kind of change.
    scale : float
        Factor of a difference.

    Returns
    -------
    BarMoves
        The same, but windows begin and end at medians of the closes around each row: with c the width,
        ``(e + a - c, e + a]`` at the begin, ``a = min(c/2, -start)``, and ``[e - b, e - b + c)`` at the end,
        ``b = min(c/2, end - bar)``, e the end of the row's bar. A window to the close, or to the headline, ends with
        a stretch that ends there. NaN where no close falls into the stretch, or the
        contract changes in it.

    Examples
    --------
    >>> ends = np.datetime64("2024-05-01T18:00", "ns") + np.arange(60) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(60, dtype=np.int64)
    >>> one = Market(ends - minute, ends, np.arange(60.0), none, ends[-1:], ends[:1] - minute, ends[-1:], minute)
    >>> from aftershock.reactions.bars import bar_moves
    >>> bars, window = bar_moves(one, zone="UTC", move="difference"), ClockWindow.parse("-10min/+20min")
    >>> wide = median_moves(one, bars, window, width=10 * minute, move="difference", scale=1.0)
    >>> wide.between(np.array([20]), np.array([50])).tolist()
    [29.0]
    """
    half = np.timedelta64(width // 2)
    shift = min(half, -window.start)
    begin = _of_one_contract(market, market.ends + shift - width, market.ends + shift, "right")
    finish = _medians_at_end(market, window, width, half)
    return replace(
        bars,
        levels=price_levels(begin, move=move, scale=scale),
        ahead=price_levels(finish, move=move, scale=scale),
    )


def _medians_at_end(
    market: Market, window: ClockWindow, width: np.timedelta64, half: np.timedelta64
) -> FloatArray:
    """Take the medians at which windows end: around the end, or up to the headline or the close."""
    if window.end == "close":
        return _of_one_contract(market, market.ends - width, market.ends, "right")
    if window.is_before:
        last = market.ends + min(half, -window.end)
        return _of_one_contract(market, last - width, last, "right")
    first = market.ends - max(min(half, window.end - market.bar_length), ZERO)
    return _of_one_contract(market, first, first + width, "left")


def _of_one_contract(
    market: Market, first: InstantArray, last: InstantArray, closed: ClosedSide
) -> FloatArray:
    """Take the medians of stretches of time; NaN where the contract changes within one."""
    rows = market.ends.size - 1
    begin = np.minimum(np.searchsorted(market.ends, first, side=closed), rows)
    finish = np.clip(np.searchsorted(market.ends, last, side=closed) - 1, 0, rows)
    medians = window_medians(market.ends, market.closes, first, last, closed=closed)
    return np.where(market.contracts[begin] == market.contracts[finish], medians, np.nan)
