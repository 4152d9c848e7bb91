"""How busy a market was in a window: its volume against the same slots, its volatility against what is usual."""

from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.reactions.bars import BarMoves
from aftershock.reactions.level import Yardstick, running_sums
from aftershock.typing import FloatArray, IntArray

FEWEST_DAYS = 10
FEWEST_BARS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """Hold a measure of each window and the bars behind it; arrays of shape (n_headlines,).

    Parameters
    ----------
    values : ndarray
        NaN where no bar of the window could be used.
    n_bars : ndarray of int
        Bars used.
    n_missing : ndarray of int
        Bars of the window that could not be used.
    """

    values: FloatArray
    n_bars: IntArray
    n_missing: IntArray


def abnormal_volume(
    bars: BarMoves, volumes: FloatArray, before: IntArray, after: IntArray, *, fewest_days: int = FEWEST_DAYS
) -> Activity:
    """Compare the volume of each window with the volume of the same slots on other days.

    Use it where there are volumes: a market can take notice without moving.

    Parameters
    ----------
    bars : BarMoves
        The asset's bars.
    volumes : ndarray of shape (n_bars,)
        Volume traded in each. Zeros, which have no logarithm, and NaN are left out and counted.
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each window lies; below zero where it was not measured.
    fewest_days : int
        Other days with a volume that a slot must have.

    Returns
    -------
    Activity
        Mean over the bars of the log of the volume less its mean in that slot on the other days: 0.7 is twice the
        usual.

    Raises
    ------
    EstimationError
        If ``fewest_days`` is below 1 or there is not one volume a bar.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> from aftershock.reactions.bars import bar_moves
    >>> bars = bar_moves(as_market(simulate_bars(12, rng=1)), zone="UTC", move="log")
    >>> volumes = np.full(bars.ends.size, 100.0)
    >>> volumes[41:45] = 200.0
    >>> abnormal_volume(bars, volumes, np.array([40]), np.array([44])).values.round(4)
    array([0.6931])
    """
    if fewest_days < 1 or volumes.shape != bars.ends.shape:
        raise EstimationError(
            f"volumes has {volumes.size} values for {bars.ends.size} bars and fewest_days is {fewest_days}; give one "
            "volume a bar and at least 1 day.",
            n_volumes=volumes.size,
            n_bars=bars.ends.size,
            fewest_days=fewest_days,
        )
    traded = np.isfinite(volumes) & (volumes > 0)
    logs = np.log(volumes, out=np.zeros(volumes.shape), where=traded)
    totals = np.bincount(bars.slots, weights=logs, minlength=bars.n_slots)[bars.slots]
    others = np.bincount(bars.slots, weights=traded, minlength=bars.n_slots)[bars.slots] - traded
    usual = np.divide(totals - logs, others, out=np.full(logs.shape, np.nan), where=others >= fewest_days)
    return _mean_inside(np.where(traded, logs - usual, np.nan), before, after)


def volatility_ratio(
    yardstick: Yardstick, before: IntArray, after: IntArray, *, fewest_bars: int = FEWEST_BARS
) -> Activity:
    """Compare the realized volatility of each window with what is usual for its clock time and day.

    Use it for windows of several bars: 2 means that prices went up and down twice as much as usual.

    Parameters
    ----------
    yardstick : Yardstick
        The asset's bars, the variance usual for each, and the level of each day without the headlines' windows.
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each window lies; below zero where it was not measured.
    fewest_bars : int
        Bars with a move that a window must have.

    Returns
    -------
    Activity
        ``sqrt(mean over the bars of (r / (level f))**2)``.

    Raises
    ------
    EstimationError
        If ``fewest_bars`` is below 1.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> from aftershock.reactions.bars import bar_moves
    >>> bars = bar_moves(as_market(simulate_bars(1, rng=1)), zone="UTC", move="log")
    >>> yardstick = Yardstick(bars, np.ones(79), np.array([np.abs(bars.moves[41])]))
    >>> volatility_ratio(yardstick, np.array([40]), np.array([41]), fewest_bars=1).values.tolist()
    [1.0]
    """
    if fewest_bars < 1:
        raise EstimationError(
            f"fewest_bars is {fewest_bars}; a ratio needs at least 1.", fewest_bars=fewest_bars
        )
    bars = yardstick.bars
    usual = yardstick.levels[bars.days] ** 2 * yardstick.variances
    found = _mean_inside(bars.moves**2 / np.where(usual > 0, usual, np.nan), before, after)
    return Activity(
        np.sqrt(np.where(found.n_bars >= fewest_bars, found.values, np.nan)), found.n_bars, found.n_missing
    )


def _mean_inside(values: FloatArray, before: IntArray, after: IntArray) -> Activity:
    """Average the values of the bars of each window that have one."""
    known = (before >= 0) & (after > before)
    first, last = np.where(known, before + 1, 0), np.where(known, after + 1, 0)
    finite = np.isfinite(values)
    sums, counts = running_sums(np.where(finite, values, 0.0)), running_sums(finite)
    n_bars = counts[last] - counts[first]
    totals = sums[last] - sums[first]
    means = np.divide(totals, n_bars, out=np.full(totals.shape, np.nan), where=n_bars > 0)
    return Activity(means, n_bars.astype(np.int64), (last - first - n_bars).astype(np.int64))
