"""How a move unfolded: how far it went, how much of it was given back, and how fast it came."""

from dataclasses import dataclass

import numpy as np

from aftershock.reactions.bars import BarMoves
from aftershock.reactions.level import running_sums
from aftershock.typing import BoolArray, FloatArray, InstantArray, IntArray, SpanArray

CHUNK = 512
"""Headlines laid out at a time."""
HALF, MOST = 0.5, 0.9
NEVER = np.timedelta64("NaT", "ns")
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Hold how the price went within each window; arrays of shape (n_headlines,).

    Parameters
    ----------
    peak, trough : ndarray
        Highest and lowest move since the price before, itself included, in native units: never below, never above zero.
    retraced, retraced_by_close : ndarray
        Share of the larger of both that was given back by the end of the window, and by the close: 0 none, 1 all,
        above 1 more than all. NaN where the price never left.
    to_half, to_most : ndarray of timedelta64[ns]
        From the headline to the end of the first bar with half, and with 90 %, of the move of the window. NaT where
        there is no move.
    n_missing : ndarray of int
        Bars within the window that have no price.
    """

    peak: FloatArray
    trough: FloatArray
    retraced: FloatArray
    retraced_by_close: FloatArray
    to_half: SpanArray
    to_most: SpanArray
    n_missing: IntArray


def trace_paths(
    bars: BarMoves, before: IntArray, after: IntArray, instants: InstantArray, close: IntArray
) -> Paths:
    """Follow the price through each window.

    Use it beside the move itself: a market that spiked and came back did react.

    Parameters
    ----------
    bars : BarMoves
        The asset's bars; the path is known at their ends.
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each window lies; below zero where it was not measured.
    instants : ndarray of datetime64[ns], shape (n_headlines,)
        The headlines, UTC.
    close : ndarray of int, shape (n_headlines,)
        Row of the bar at the close of the headline's session, below zero where there is none.

    Returns
    -------
    Paths
        NaN and NaT where the window was not measured, its first or last price is missing, or the contract changes
        within it; ``retraced_by_close`` also where it changes before the close. Bars without a price are skipped and
        counted.

    Notes
    -----
    With ``m_t`` the move since the price before and E its largest in size: ``retraced = 1 - m_end / E``; the time to a
    share s is the first t with ``m_t / m_end >= s``.

    Examples
    --------
    >>> from aftershock.reactions.bars import bar_moves
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(6) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(6, dtype=np.int64)
    >>> prices = np.array([1.0, 1.5, 5.0, 4.0, 3.0, 1.0])
    >>> one = Market(ends - minute, ends, prices, none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> bars = bar_moves(one, zone="UTC", move="difference")
    >>> path = trace_paths(bars, np.array([0]), np.array([4]), ends[:1], np.array([5]))
    >>> path.peak.tolist(), path.retraced.tolist(), path.retraced_by_close.tolist()
    ([4.0], [0.5], [1.0])
    """
    changes = running_sums(np.diff(bars.contracts, prepend=bars.contracts[:1]) != 0)
    parts = [
        _trace(bars, changes, before[at], after[at], instants[at], close[at])
        for at in (slice(start, start + CHUNK) for start in range(0, max(before.size, 1), CHUNK))
    ]
    return Paths(*(np.concatenate([getattr(part, name) for part in parts]) for name in Paths.__slots__))


def _trace(
    bars: BarMoves,
    changes: FloatArray,
    before: IntArray,
    after: IntArray,
    instants: InstantArray,
    close: IntArray,
) -> Paths:
    """Follow some of the headlines."""
    usable = (before >= 0) & (after > before) & _same_contract(changes, before, after)
    usable &= np.isfinite(bars.between(before, after))
    start, end = np.where(usable, before, 0), np.where(usable, after, 0)
    rows = start[:, None] + np.arange(int((end - start).max(initial=0)) + 1)
    within = rows <= end[:, None]
    rows = np.minimum(rows, end[:, None])
    moves = bars.between(np.broadcast_to(start[:, None], rows.shape), rows)
    moves[~usable] = np.nan
    known = within & np.isfinite(moves)
    peak = np.where(usable, np.where(known, moves, -np.inf).max(axis=1), np.nan)
    trough = np.where(usable, np.where(known, moves, np.inf).min(axis=1), np.nan)
    extreme = np.where(peak >= -trough, peak, trough)
    final = moves[:, -1]
    closing = np.where(usable & (close >= end) & _same_contract(changes, before, close), close, -1)
    waits = bars.ends[rows] - instants[:, None]
    return Paths(
        peak,
        trough,
        _retraced(final, extreme),
        _retraced(bars.between(np.where(usable, before, -1), closing), extreme),
        _first_reach(moves, known, final, waits, HALF),
        _first_reach(moves, known, final, waits, MOST),
        np.where(usable, (within & ~known).sum(axis=1), 0).astype(np.int64),
    )


def _same_contract(changes: FloatArray, first: IntArray, last: IntArray) -> BoolArray:
    """Say between which rows the contract stays the same, from the running number of changes."""
    return np.asarray(changes[np.maximum(last, 0) + 1] == changes[np.maximum(first, 0) + 1])


def _retraced(move: FloatArray, extreme: FloatArray) -> FloatArray:
    """Compute the share of the extreme that is no longer in the move."""
    return np.asarray(1.0 - move / np.where(extreme != 0, extreme, np.nan))


def _first_reach(
    moves: FloatArray, known: BoolArray, final: FloatArray, waits: SpanArray, share: float
) -> SpanArray:
    """Find how long it took until a share of the final move was there."""
    ahead = moves * np.sign(final)[:, None] >= share * np.abs(final)[:, None] * (1 - ROUNDING)
    first = (ahead & known).argmax(axis=1)
    reached = np.take_along_axis(waits, first[:, None], axis=1)[:, 0]
    moved = np.isfinite(final) & (final != 0)
    return np.asarray(np.where(moved, reached, NEVER), dtype="timedelta64[ns]")
