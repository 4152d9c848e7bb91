"""The usual size of a move over any window of an asset: season times level while it trades, like gaps while shut."""

from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.reactions.bars import BarMoves, bar_moves
from aftershock.reactions.level import (
    FEWEST_BLOCKS,
    Yardstick,
    bar_variances,
    day_levels,
    running_sums,
    window_deviations,
)
from aftershock.reactions.measures import Market
from aftershock.reactions.seasonality import closure_classes, closure_scales, day_grid, seasonality
from aftershock.typing import BoolArray, FloatArray, IntArray, LabelArray, MoveKind, SeasonalMethod

DAYS_BEFORE = (5, 20)
"""Sessions before from which a level is taken: the few latest, or more where those have too few bars."""
FEWEST_GAPS = 20


@dataclass(frozen=True, slots=True, eq=False)
class AssetYardstick:
    """Hold an asset's bars with the variance usual for each in native units, closures included.

    Parameters
    ----------
    yardstick : Yardstick
        Bars, seasonal variances, and the level of each day: its own, else that of the days before.
    own_level : ndarray of bool, shape (n_days,)
        Whether the level is estimated from the day itself.
    variances : ndarray of shape (n_bars,)
        Square of the usual size of the move since the row before, in native units: level times season within a
        session, the usual gap over a closure; NaN where neither is known.
    """

    yardstick: Yardstick
    own_level: BoolArray
    variances: FloatArray

    def usual(self, before: IntArray, after: IntArray) -> FloatArray:
        """Compute the usual size of the moves over windows, in native units.

        Parameters
        ----------
        before, after : ndarray of int, shape (n,)
            Rows between whose closes each window lies.

        Returns
        -------
        ndarray of shape (n,)
            Root of the summed variances; NaN where one is unknown, for windows of no bars, and rows below zero.
        """
        return window_deviations(self.variances, np.isfinite(self.variances), before, after)

    def sources(self, before: IntArray, after: IntArray) -> LabelArray:
        """Name what the usual size of each window rests on.

        Parameters
        ----------
        before, after : ndarray of int, shape (n,)
            Rows between whose closes each window lies.

        Returns
        -------
        ndarray of str, shape (n,)
            ``own_day``, ``days_before``, ``like_gaps`` (a closure lies within), or empty where it is unknown.
        """
        closed = running_sums(self.yardstick.bars.closures)
        known = np.isfinite(self.usual(before, after))
        first, last = np.where(known, before + 1, 0), np.where(known, after + 1, 0)
        own = self.own_level[self.yardstick.bars.days[np.maximum(after, 0)]]
        return np.select(
            [~known, closed[last] > closed[first], own], ["", "like_gaps", "own_day"], default="days_before"
        )


def measure_asset(
    market: Market, *, zone: str, move: MoveKind, scale: float, method: SeasonalMethod
) -> tuple[BarMoves, FloatArray]:
    """Take the moves of an asset's bars, and the seasonal variance of each with its own day left out.

    Parameters
    ----------
    market : Market
        Bars and clock.
    zone : str
        Zone of the exchange.
    move : {"log", "simple", "difference"}
        Kind of change.
    scale : float
        Factor of a difference.
    method : {"sd", "wsd", "fourier"}
        See :func:`seasonality`.

    Returns
    -------
    bars : BarMoves
        The moves.
    variances : ndarray of shape (n_bars,)
        NaN where the sample is too short for a season, everywhere if no slot has enough days.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> one = as_market(simulate_bars(12, rng=1))
    >>> bars, variances = measure_asset(one, zone="UTC", move="log", scale=1.0, method="sd")
    >>> bool(variances[1] > variances[40])
    True
    """
    bars = bar_moves(market, zone=zone, move=move, scale=scale)
    grid = day_grid(bars.moves, bars.days, bars.slots, n_days=bars.n_days, n_slots=bars.n_slots)
    try:
        season = seasonality(grid, method=method, weekdays=bars.weekdays)
    except EstimationError:
        return bars, np.full(bars.moves.shape, np.nan)
    return bars, bar_variances(bars, season.without_day)


def asset_yardstick(
    market: Market, bars: BarMoves, variances: FloatArray, masked: BoolArray
) -> AssetYardstick:
    """Join season, level and gaps into the usual size of any move of an asset.

    Parameters
    ----------
    market : Market
        Bars and clock.
    bars : BarMoves
        Its moves.
    variances : ndarray of shape (n_bars,)
        Seasonal variance of each bar.
    masked : ndarray of bool, shape (n_bars,)
        Bars within headlines' windows, which do not count in the level of a day.

    Returns
    -------
    AssetYardstick

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> market = as_market(simulate_bars(30, rng=1))
    >>> bars, variances = measure_asset(market, zone="UTC", move="log", scale=1.0, method="wsd")
    >>> whole = asset_yardstick(market, bars, variances, np.zeros(bars.ends.size, dtype=bool))
    >>> str(whole.sources(np.array([100]), np.array([103]))[0])
    'own_day'
    """
    levels, own = levels_or_before(bars, variances, masked)
    native = levels[bars.days] ** 2 * variances
    closed = np.flatnonzero(bars.closures)
    native = np.where(bars.linked, native, np.nan)
    native[closed] = gap_variances(market, bars, closed)
    return AssetYardstick(Yardstick(bars, variances, levels), own, native)


def levels_or_before(
    bars: BarMoves, variances: FloatArray, masked: BoolArray
) -> tuple[FloatArray, BoolArray]:
    """Estimate the level of each day, from the days before where its own bars are too few.

    Parameters
    ----------
    bars : BarMoves
        The moves.
    variances : ndarray of shape (n_bars,)
        Seasonal variance of each bar.
    masked : ndarray of bool, shape (n_bars,)
        Bars that do not count.

    Returns
    -------
    levels : ndarray of shape (n_days,)
        NaN where the days before have too few bars as well.
    own : ndarray of bool, shape (n_days,)
        Whether the level is the day's own.

    Notes
    -----
    ``level_d**2 = sum_j n_j level_j**2 / sum_j n_j`` over the five sessions before, or the twenty where five do not
    have 12 runs of bars together, n_j the runs of each.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> bars = bar_moves(as_market(simulate_bars(2, rng=1)), zone="UTC", move="log")
    >>> levels, own = levels_or_before(bars, np.ones(158), np.arange(158) >= 79)
    >>> own.tolist(), bool(levels[1] == levels[0])
    ([True, False], True)
    """
    thin = day_levels(bars, variances, masked, fewest=1)
    counts = np.where(np.isfinite(thin.levels), thin.n_blocks, 0)
    totals = running_sums(np.where(counts > 0, thin.levels**2 * counts, 0.0))
    blocks = running_sums(counts.astype(np.float64))
    earlier, days = np.full(bars.n_days, np.nan), np.arange(bars.n_days)
    for n_before in DAYS_BEFORE:
        first = np.maximum(days - n_before, 0)
        there = blocks[days] - blocks[first]
        chosen = np.isnan(earlier) & (there >= FEWEST_BLOCKS)
        earlier[chosen] = (totals[days] - totals[first])[chosen] / there[chosen]
    own = counts >= FEWEST_BLOCKS
    return np.where(own, thin.levels, np.sqrt(earlier)), own


def gap_variances(market: Market, bars: BarMoves, closed: IntArray) -> FloatArray:
    """Estimate the variance usual for the move over each closure from the other closures that last about as long."""
    lengths = market.starts[closed] - market.ends[closed - 1]
    scales, _ = closure_scales(bars.between(closed - 1, closed), closure_classes(lengths), fewest=FEWEST_GAPS)
    return np.asarray(scales**2, dtype=np.float64)
