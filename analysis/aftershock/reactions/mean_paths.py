"""Mean paths of prices around headlines, bar by bar, each day counted once."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from aftershock.reactions.bars import BarMoves
from aftershock.reactions.level import running_sums
from aftershock.typing import FloatArray, IntArray

FEWEST_DAYS = 6
"""Days below which a mean path has no interval: with five, two-sided bands of 90 % say next to nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class MeanPath:
    """Hold a mean path; arrays of shape (n_steps,).

    Parameters
    ----------
    steps : ndarray of int
        Bars from the last price before the headline.
    mean, std_error : ndarray
        Mean over days of the move since that price, and its standard error, in native units.
    n_days : ndarray of int
        Days that count.
    n_headlines : int
        Headlines that count, those measured together once.
    """

    steps: IntArray
    mean: FloatArray
    std_error: FloatArray
    n_days: IntArray
    n_headlines: int

    def interval(self, coverage: float) -> tuple[FloatArray, FloatArray]:
        """Compute the pointwise interval of some coverage from t with one degree of freedom less than days."""
        reach = stdtrit(np.maximum(self.n_days - 1, 1), 0.5 + coverage / 2) * self.std_error
        return self.mean - reach, self.mean + reach


def headline_paths(bars: BarMoves, before: IntArray, steps: IntArray) -> FloatArray:
    """Follow the price from the last bar before each headline, in bars that traded.

    Use it for pictures of how moves unfold. A path goes on over a closure: the gap is part of it.

    Parameters
    ----------
    bars : BarMoves
        The asset's bars.
    before : ndarray of int, shape (n_headlines,)
        Row of the last price before each headline; below zero where it was not measured.
    steps : ndarray of int, shape (n_steps,)
        Bars from that row, negative ones before it.

    Returns
    -------
    ndarray of shape (n_headlines, n_steps)
        Moves in native units, zero at step 0; NaN where not measured, beyond the bars, over a change of contract, or
        without a price.

    Examples
    --------
    >>> from aftershock.reactions.bars import bar_moves
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(4) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(4, dtype=np.int64)
    >>> one = Market(ends - minute, ends, np.array([1.0, 2.0, 4.0, 3.0]), none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> bars = bar_moves(one, zone="UTC", move="difference")
    >>> headline_paths(bars, np.array([1]), np.array([-1, 0, 1, 2, 3])).tolist()
    [[-1.0, 0.0, 2.0, 1.0, nan]]
    """
    changes = running_sums(np.diff(bars.contracts, prepend=bars.contracts[:1]) != 0)
    rows = before[:, None] + steps
    known = (before[:, None] >= 0) & (rows >= 0) & (rows < bars.levels.size)
    rows = np.where(known, rows, 0)
    start = np.broadcast_to(np.maximum(before, 0)[:, None], rows.shape)
    first, last = np.minimum(rows, start), np.maximum(rows, start)
    same = changes[last + 1] == changes[first + 1]
    moves = np.where(rows >= start, bars.between(start, rows), _since(bars, rows, start))
    return np.where(known & same, moves, np.nan)


def _since(bars: BarMoves, rows: IntArray, start: IntArray) -> FloatArray:
    """Express earlier prices as moves from the later one, so that one zero serves the whole path."""
    change = bars.levels[rows] - bars.levels[start]
    return np.asarray(np.expm1(change) if bars.simple else change, dtype=np.float64)


def mean_path(paths: FloatArray, days: IntArray, steps: IntArray) -> MeanPath:
    """Average paths within their day, then over days.

    Use it where headlines of one day share much of their path: a day of thirty weighs as one, and days are taken for
    independent.

    Parameters
    ----------
    paths : ndarray of shape (n_headlines, n_steps)
        NaN is left out, step by step.
    days : ndarray of int, shape (n_headlines,)
        Day of each headline.
    steps : ndarray of int, shape (n_steps,)
        As the paths were followed.

    Returns
    -------
    MeanPath
        Mean and standard error are NaN at steps with fewer than ``FEWEST_DAYS`` days.

    Notes
    -----
    With ``m_d`` the mean path of day d and D days: mean ``m = sum(m_d) / D``, standard error ``sd(m_d) / sqrt(D)``,
    D - 1 degrees of freedom. Paths that reach over midnight share bars with those of the next day: this is ignored.

    References
    ----------
    Ibragimov, R. and Muller, U. K. (2010). t-Statistic based correlation and heterogeneity robust inference. Journal
    of Business & Economic Statistics 28, 453-468.

    Examples
    --------
    >>> paths = np.array([[0.0, 1.0], [0.0, 3.0], *[[0.0, 4.0]] * 5])
    >>> path = mean_path(paths, np.array([0, 0, 1, 2, 3, 4, 5]), np.array([0, 1]))
    >>> path.mean.round(4).tolist(), path.n_days.tolist()
    ([0.0, 3.6667], [6, 6])
    """
    codes, of_day = np.unique(days, return_inverse=True)
    known = np.isfinite(paths)
    sums, counts = np.zeros((codes.size, steps.size)), np.zeros((codes.size, steps.size))
    np.add.at(sums, of_day, np.where(known, paths, 0.0))
    np.add.at(counts, of_day, known)
    daily = sums / np.where(counts > 0, counts, np.nan)
    n_days = np.isfinite(daily).sum(axis=0)
    enough = n_days >= FEWEST_DAYS
    mean = np.where(enough, np.nansum(daily, axis=0) / np.maximum(n_days, 1), np.nan)
    squares = np.nansum((daily - mean) ** 2, axis=0) / np.maximum(n_days - 1, 1)
    std_error = np.where(enough, np.sqrt(squares / np.maximum(n_days, 1)), np.nan)
    n_headlines = int(known.any(axis=1).sum())
    return MeanPath(steps, mean, std_error, n_days.astype(np.int64), n_headlines)
