"""How volatile each day was, season apart, and what a move over any of its windows is divided by."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.reactions.bars import BarMoves
from aftershock.reactions.realized import MEDRV, MINRV
from aftershock.typing import BoolArray, FloatArray, IntArray, LevelEstimator, check_option

FEWEST_BLOCKS = 12
"""Runs of neighbouring bars from which the level of a day is estimated at least."""


@dataclass(frozen=True, slots=True, eq=False)
class DayLevels:
    """Hold the level of each day.

    Parameters
    ----------
    levels : ndarray of shape (n_days,)
        Standard deviation of a bar whose seasonal factor is one, in native units; NaN with too few bars.
    n_blocks : ndarray of int, shape (n_days,)
        Runs of neighbouring usable bars that entered: three for ``medrv``, two for the others.
    """

    levels: FloatArray
    n_blocks: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Yardstick:
    """Hold an asset's bars with the variance usual for each, so that any window can be measured by it.

    Parameters
    ----------
    bars : BarMoves
        The bars.
    variances : ndarray of shape (n_bars,)
        Seasonal variance of each bar, a factor squared; NaN where the season is unknown.
    levels : ndarray of shape (n_days,)
        Level of each day.
    """

    bars: BarMoves
    variances: FloatArray
    levels: FloatArray

    @property
    def usable(self) -> BoolArray:
        """Which bars may be part of a window: linked to the row before, the season known."""
        return np.asarray(self.bars.linked & np.isfinite(self.variances))

    def scales(self, before: IntArray, after: IntArray) -> FloatArray:
        """Compute the seasonal factor of windows, the root of the sum of the squares of their bars.

        Parameters
        ----------
        before, after : ndarray of int, shape (n,)
            Rows between whose closes each window lies.

        Returns
        -------
        ndarray of shape (n,)
            NaN for windows with an unusable bar, of no bars, or with a row below zero.
        """
        return window_deviations(self.variances, self.usable, before, after)

    def standardized(self, before: IntArray, after: IntArray) -> FloatArray:
        """Compute moves over windows in standard deviations of their clock time and day.

        Parameters
        ----------
        before, after : ndarray of int, shape (n,)
            Rows between whose closes each window lies.

        Returns
        -------
        ndarray of shape (n,)
            ``move / (level * scale)``, the level that of the day of the last bar; NaN where either is unknown.
        """
        level = self.levels[self.bars.days[np.maximum(after, 0)]]
        usual = level * self.scales(before, after)
        return np.asarray(self.bars.between(before, after) / np.where(usual > 0, usual, np.nan))


def window_deviations(
    variances: FloatArray, usable: BoolArray, before: IntArray, after: IntArray
) -> FloatArray:
    """Take the root of the summed variances of the bars of each window.

    Parameters
    ----------
    variances : ndarray of shape (n_bars,)
        Variance of each bar.
    usable : ndarray of bool, shape (n_bars,)
        Which bars may be part of a window.
    before, after : ndarray of int, shape (n,)
        Rows between whose closes each window lies.

    Returns
    -------
    ndarray of shape (n,)
        NaN for windows with an unusable bar, of no bars, or with a row below zero.

    Examples
    --------
    >>> usable = np.array([True, True, False])
    >>> window_deviations(np.array([9.0, 16.0, 1.0]), usable, np.array([0, 1]), np.array([1, 2]))
    array([ 4., nan])
    """
    sums, unusable = running_sums(np.where(usable, variances, 0.0)), running_sums(~usable)
    known = (before >= 0) & (after > before)
    first, last = np.where(known, before + 1, 0), np.where(known, after + 1, 0)
    whole = known & (unusable[last] == unusable[first])
    return np.sqrt(np.where(whole, sums[last] - sums[first], np.nan))


def running_sums(values: FloatArray | BoolArray) -> FloatArray:
    """Add up values from the start, beginning with zero, so that a difference is the sum of a run.

    Examples
    --------
    >>> running_sums(np.array([1.0, 2.0])).tolist()
    [0.0, 1.0, 3.0]
    """
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])


def bars_inside(n_bars: int, before: IntArray, after: IntArray) -> BoolArray:
    """Say which bars lie in any of several windows.

    Parameters
    ----------
    n_bars : int
        Number of bars.
    before, after : ndarray of int, shape (n,)
        Rows between whose closes each window lies; windows with a row below zero have no bars.

    Returns
    -------
    ndarray of bool, shape (n_bars,)

    Examples
    --------
    >>> bars_inside(5, np.array([0, -1]), np.array([2, 3])).tolist()
    [False, True, True, False, False]
    """
    known = (before >= 0) & (after > before)
    steps = np.zeros(n_bars + 1, dtype=np.int64)
    np.add.at(steps, before[known] + 1, 1)
    np.add.at(steps, after[known] + 1, -1)
    return np.asarray(np.cumsum(steps[:-1]) > 0)


def bar_variances(bars: BarMoves, factors: FloatArray) -> FloatArray:
    """Give each bar the seasonal variance of the time since the close before it.

    Use it once an asset, on the factors that leave each day out.

    Parameters
    ----------
    bars : BarMoves
        The bars.
    factors : ndarray of shape (n_days, n_slots)
        Seasonal factors without each day.

    Returns
    -------
    ndarray of shape (n_bars,)
        The factor squared; for a bar after a hole also those of the full slots skipped. NaN where one is unknown.

    Examples
    --------
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.arange("2022-02-17T15:00", "2022-02-17T18:00", 60, dtype="datetime64[m]").astype("datetime64[ns]")
    >>> hour, none = np.timedelta64(3600 * 10**9, "ns"), np.zeros(3, dtype=np.int64)
    >>> one = Market(ends - hour, ends, np.ones(3), none, ends[-1:], ends[:1], ends[-1:], hour)
    >>> from aftershock.reactions.bars import bar_moves
    >>> bar_variances(bar_moves(one, zone="UTC", move="log"), np.array([[3.0, 1.0, 2.0]]))
    array([9., 1., 4.])
    """
    squares = np.asarray(factors**2, dtype=np.float64)
    own = squares[bars.days, bars.slots]
    holes = np.flatnonzero(bars.linked & (bars.first_skipped < bars.slots))
    for row in holes.tolist():
        skipped = slice(int(bars.first_skipped[row]), int(bars.slots[row]))
        own[row] += squares[bars.days[row], skipped][bars.usual_length[skipped]].sum()
    return own


def day_levels(
    bars: BarMoves,
    variances: FloatArray,
    masked: BoolArray,
    *,
    estimator: LevelEstimator = "medrv",
    fewest: int = FEWEST_BLOCKS,
) -> DayLevels:
    """Estimate the level of each day's volatility from its own bars outside the headlines' windows.

    Use it to say how large a move was for that day: a calm yardstick makes every move of a volatile day large.

    Parameters
    ----------
    bars : BarMoves
        The bars.
    variances : ndarray of shape (n_bars,)
        Seasonal variance of each bar.
    masked : ndarray of bool, shape (n_bars,)
        Bars within a headline's window; they and the runs they interrupt do not count.
    estimator : {"medrv", "minrv", "bipower"}
        From the median of three neighbours, the smaller of two, or the product of two: a jump outside the windows
        does not blow any of them up.
    fewest : int
        Runs of neighbours below which a day has no level.

    Returns
    -------
    DayLevels
        NaN with too few runs, and where prices stood still.

    Raises
    ------
    EstimationError
        If ``fewest`` is below 1.
    ValueError
        If the estimator is unknown.

    Notes
    -----
    With z the one-bar move over its factor: ``level**2 = pi/(6 - 4 sqrt 3 + pi) mean med(|z|, |z'|, |z''|)**2``,
    ``pi/(pi - 2) mean min(|z|, |z'|)**2`` or ``(pi/2) mean |z||z'|``, over the runs without a missing or masked bar.

    References
    ----------
    Andersen, Dobrev and Schaumburg (2012), Journal of Econometrics 169, 75-93.

    Examples
    --------
    >>> from aftershock.reactions.measures import Market
    >>> from aftershock.reactions.bars import bar_moves
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(60) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(60, dtype=np.int64)
    >>> prices = np.random.default_rng(1).normal(0.0, 0.5, 60).cumsum()
    >>> one = Market(ends - minute, ends, prices, none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> bars = bar_moves(one, zone="UTC", move="difference")
    >>> day_levels(bars, np.ones(60), np.zeros(60, dtype=bool)).levels.round(1)
    array([0.4])
    """
    check_option("estimator", estimator, LevelEstimator)
    if fewest < 1:
        raise EstimationError(f"fewest is {fewest}; a level needs at least 1 run of bars.", fewest=fewest)
    usable = np.isfinite(bars.moves) & ~masked & (variances > 0)
    sizes = np.full(bars.moves.shape, np.nan)
    sizes[usable] = np.abs(bars.moves[usable]) / np.sqrt(variances[usable])
    blocks, width = _blocks(sizes, estimator)
    days = bars.days[width - 1 :]
    kept = np.isfinite(blocks) & (days == bars.days[: days.size])
    counts = np.bincount(days[kept], minlength=bars.n_days)
    totals = np.bincount(days[kept], weights=blocks[kept], minlength=bars.n_days)
    enough = (counts >= fewest) & (totals > 0)
    levels = np.sqrt(np.divide(totals, counts, out=np.full(totals.shape, np.nan), where=enough))
    return DayLevels(levels, counts.astype(np.int64))


def _blocks(sizes: FloatArray, estimator: LevelEstimator) -> tuple[FloatArray, int]:
    """Turn each run of neighbours into an estimate of their variance; NaN spreads."""
    if estimator == "bipower":
        return math.pi / 2 * sizes[1:] * sizes[:-1], 2
    if estimator == "minrv":
        return MINRV * np.minimum(sizes[1:], sizes[:-1]) ** 2, 2
    first, second, third = sizes[:-2], sizes[1:-1], sizes[2:]
    between = np.minimum(np.maximum(first, second), third)
    return MEDRV * np.maximum(np.minimum(first, second), between) ** 2, 3
