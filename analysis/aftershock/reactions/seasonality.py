"""The volatility usual at each slot of the exchange's day, estimated with each day left out in turn."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri

from aftershock.errors import EstimationError
from aftershock.reactions.fourier import fourier_factors, smooth_factors
from aftershock.reactions.realized import realized_measures
from aftershock.reactions.shortest_half import leave_one_out_scale, shortest_half_scale
from aftershock.typing import BoolArray, FloatArray, IntArray, SeasonalMethod, SpanArray, check_option

REJECTION = float(chdtri(1, 0.01))
"""Squared sizes beyond this, the 99 % point of chi-squared with one degree of freedom, have no weight."""
EFFICIENCY = 1.081
"""Makes up for the variance of a normal sample that the rejection takes away."""
FEWEST_DAYS = 10
FEWEST_OF_A_WEEKDAY = 30


@dataclass(frozen=True, slots=True, eq=False)
class Seasonality:
    """Hold the factors of the slots of a day, their mean square one.

    Parameters
    ----------
    factors : ndarray of shape (n_slots,)
        Estimated from all days; NaN for slots with too few.
    without_day : ndarray of shape (n_days, n_slots)
        Estimated without each day: what a move of that day is divided by.
    by_weekday : ndarray of bool, shape (n_days,)
        Whether the day's factors come from the days of its weekday alone.
    n_days : ndarray of int, shape (n_slots,)
        Days with a move in the slot.
    """

    factors: FloatArray
    without_day: FloatArray
    by_weekday: BoolArray
    n_days: IntArray


def day_grid(moves: FloatArray, days: IntArray, slots: IntArray, *, n_days: int, n_slots: int) -> FloatArray:
    """Lay moves out by day and slot.

    Parameters
    ----------
    moves : ndarray of shape (n_bars,)
        One-bar moves.
    days, slots : ndarray of int, shape (n_bars,)
        Day and slot of each.
    n_days, n_slots : int
        Size of the grid.

    Returns
    -------
    ndarray of shape (n_days, n_slots)
        NaN where there is no bar.

    Examples
    --------
    >>> day_grid(np.array([1.0, 2.0]), np.array([0, 1]), np.array([1, 0]), n_days=2, n_slots=2)
    array([[nan,  1.],
           [ 2., nan]])
    """
    grid = np.full((n_days, n_slots), np.nan)
    grid[days, slots] = moves
    return grid


def by_day_level(grid: FloatArray) -> FloatArray:
    """Divide the moves of each day by the day's own level, the root of bipower variation a bar.

    Use it before estimating a season, so that volatile days count no more than others.

    Parameters
    ----------
    grid : ndarray of shape (n_days, n_slots)
        One-bar moves in order of time; NaN where missing.

    Returns
    -------
    ndarray of shape (n_days, n_slots)
        NaN for days with fewer than four moves or none that moved.

    Notes
    -----
    ``r / sqrt(BPV / M)``, M moves of the day.

    Examples
    --------
    >>> by_day_level(np.array([[1.0, -1.0, 1.0, -1.0]])).round(4)
    array([[ 0.9213, -0.9213,  0.9213, -0.9213]])
    """
    n_days, n_slots = grid.shape
    day = realized_measures(grid.ravel(), np.repeat(np.arange(n_days), n_slots), n_days=n_days)
    variance = day.bpv / np.maximum(day.n_returns, 1)
    level = np.sqrt(np.where(variance > 0, variance, np.nan))
    return np.asarray(grid / level[:, None])


def seasonality(
    grid: FloatArray,
    *,
    method: SeasonalMethod = "wsd",
    weekdays: IntArray | None = None,
    smooth: bool = False,
    fewest_days: int = FEWEST_DAYS,
    fewest_of_a_weekday: int = FEWEST_OF_A_WEEKDAY,
) -> Seasonality:
    """Estimate how volatile each slot of the day usually is, and the same without each day.

    Use it to divide the moves of busy and of quiet hours by what is usual for them.

    Parameters
    ----------
    grid : ndarray of shape (n_days, n_slots)
        One-bar moves in order of time, in any unit. NaN where there is none or where a headline's window is to be
        left out.
    method : {"sd", "wsd", "fourier"}
        Root mean square; the same after outliers by the shortest half are rejected; or a flexible Fourier form of
        the logarithm of the size, in which zeros are left out.
    weekdays : ndarray of int, shape (n_days,), optional
        Weekday of each day, for factors of their own where the sample allows.
    smooth : bool
        Lay a flexible Fourier form through the logarithms of the factors of the other two methods.
    fewest_days : int
        Moves that a slot must have besides the day's own; other slots have no factor.
    fewest_of_a_weekday : int
        Other days of its weekday that a day needs to have its factors from them alone, slot by slot.

    Returns
    -------
    Seasonality
        Factors with mean square one over the slots that have one.

    Raises
    ------
    EstimationError
        If a minimum is below 2, or the moves leave no slot with so many days.
    ValueError
        If the method is unknown.

    Notes
    -----
    z is the move by its day's level, see :func:`by_day_level`, which needs no other day. ``sd``:
    ``f_s**2 = mean_d z_ds**2``. ``wsd``: ``f_s**2 = 1.081 sum w z**2 / sum w`` with
    ``w = 1{(z/H_s)**2 <= 6.635}``, H_s the shortest-half scale of the slot after all are divided by their root mean
    square. Each is divided by its root mean square over slots.

    References
    ----------
    Boudt, Croux and Laurent (2011), Journal of Empirical Finance 18, 353-367;
    Andersen and Bollerslev (1997), Journal of Empirical Finance 4, 115-158, for the Fourier form.

    Examples
    --------
    >>> moves = np.random.default_rng(1).standard_normal((60, 4)) * np.array([2.0, 1.0, 1.0, 2.0])
    >>> seasonality(moves).factors.round(1).tolist()
    [1.3, 0.5, 0.5, 1.3]
    """
    check_option("method", method, SeasonalMethod)
    _check_minima(fewest_days, fewest_of_a_weekday)
    scaled = by_day_level(grid)
    counts = np.isfinite(scaled).sum(axis=0)
    scaled = np.where(counts > fewest_days, scaled, np.nan)
    if not (counts > fewest_days).any():
        raise EstimationError(
            f"no slot of the day has moves on more than fewest_days={fewest_days} days; load more days or ask "
            "for fewer.",
            fewest_days=fewest_days,
            most=int(counts.max(initial=0)),
        )
    factors, without = _estimate(scaled, method, smooth)
    alone = np.zeros(len(grid), dtype=np.bool_)
    for weekday in np.unique(weekdays) if weekdays is not None else ():
        rows = np.flatnonzero((weekdays == weekday) & np.isfinite(scaled).any(axis=1))
        if rows.size > fewest_of_a_weekday:
            enough = np.isfinite(scaled[rows]).sum(axis=0) > fewest_of_a_weekday
            _, without[rows] = _estimate(np.where(enough, scaled[rows], np.nan), method, smooth)
            alone[rows] = True
    return Seasonality(factors, without, alone, counts)


def normalized(factors: FloatArray) -> FloatArray:
    """Divide factors by their root mean square over the slots that have one, row by row.

    Examples
    --------
    >>> normalized(np.array([3.0, np.nan, 1.0])).round(4)
    array([1.3416,    nan, 0.4472])
    """
    known = np.isfinite(factors)
    total = np.where(known, factors**2, 0.0).sum(axis=-1, keepdims=True)
    count = known.sum(axis=-1, keepdims=True)
    return np.asarray(factors / np.sqrt(np.where(total > 0, total / np.maximum(count, 1), np.nan)))


def closure_scales(
    moves: FloatArray, classes: IntArray, *, fewest: int = FEWEST_OF_A_WEEKDAY
) -> tuple[FloatArray, IntArray]:
    """Estimate how large the moves over closures usually are, each left out of its own yardstick.

    Use it for headlines that came while the market was shut: nights and weekends are classes of their own.

    Parameters
    ----------
    moves : ndarray of shape (n,)
        Moves over closures, in native units. NaN are left out and get NaN.
    classes : ndarray of int, shape (n,)
        Class of each closure; see :func:`closure_classes`.
    fewest : int
        Other moves of its class that one needs; with fewer it has no yardstick.

    Returns
    -------
    scales : ndarray of shape (n,)
        Weighted standard deviation of the other moves of the class, in native units.
    counts : ndarray of int, shape (n,)
        Other moves of the class.

    Raises
    ------
    EstimationError
        If the minimum is below 2.

    Notes
    -----
    The weighted standard deviation of :func:`seasonality`, without day level and normalisation.

    Examples
    --------
    >>> moves = np.array([1.0, -1.0, 1.0, -1.0, 90.0])
    >>> closure_scales(moves, np.zeros(5, dtype=np.int64), fewest=2)[0].round(2)
    array([1.04, 1.04, 1.04, 1.04, 1.04])
    """
    _check_minima(fewest, fewest)
    scales, counts = np.full(moves.shape, np.nan), np.zeros(moves.shape, dtype=np.int64)
    for one in np.unique(classes):
        rows = np.flatnonzero((classes == one) & np.isfinite(moves))
        counts[classes == one] = rows.size
        counts[rows] -= 1
        if rows.size > fewest:
            column = moves[rows, None]
            _, halves = _halves(column)
            scales[rows] = _weighted_deviation(column, halves)[:, 0]
    return scales, counts


def closure_classes(durations: SpanArray) -> IntArray:
    """Tell breaks, nights and longer closures apart: up to 4 hours 0, up to 36 hours 1, longer 2.

    Parameters
    ----------
    durations : ndarray of timedelta64, shape (n,)
        How long the market was shut.

    Returns
    -------
    ndarray of int, shape (n,)

    Examples
    --------
    >>> closure_classes(np.array([1, 17, 65], dtype="timedelta64[h]"))
    array([0, 1, 2])
    """
    limits = np.array([4, 36], dtype="timedelta64[h]")
    return np.searchsorted(limits, durations, side="left").astype(np.int64)


def _check_minima(*minima: int) -> None:
    """Refuse a minimum of which no scale can be computed."""
    if min(minima) < 2:
        raise EstimationError(
            f"a minimum is {min(minima)}; scales need at least 2 others.", minimum=min(minima)
        )


def _estimate(scaled: FloatArray, method: SeasonalMethod, smooth: bool) -> tuple[FloatArray, FloatArray]:
    """Estimate the factors from all days, and without each day."""
    if method == "fourier":
        return tuple(normalized(one) for one in fourier_factors(scaled))  # type: ignore[return-value]
    pair = _root_mean_squares(scaled) if method == "sd" else _weighted(scaled)
    if smooth:
        pair = smooth_factors(pair[0]), smooth_factors(pair[1])
    return normalized(pair[0]), normalized(pair[1])


def _root_mean_squares(scaled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Take the root mean square of each slot, and without each day from the totals."""
    known = np.isfinite(scaled)
    squares = np.where(known, scaled, 0.0) ** 2
    totals, counts = squares.sum(axis=0), known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(totals / counts), np.sqrt((totals - squares) / (counts - known))


def _weighted(scaled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Take the weighted standard deviation of each slot, and without each day."""
    full, without = _halves(scaled)
    full, without = normalized(full), normalized(without)
    thresholds = np.vstack([without, full])
    deviations = _weighted_deviation(np.vstack([scaled, np.full_like(full, np.nan)]), thresholds)
    return deviations[-1], deviations[:-1]


def _halves(scaled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Measure the shortest half of each slot, and without each day."""
    known = np.isfinite(scaled)
    counts = known.sum(axis=0)
    order = np.argsort(scaled, axis=0)
    ordered = np.take_along_axis(scaled, order, axis=0)
    full, without = np.full(scaled.shape[1], np.nan), np.full(scaled.shape, np.nan)
    for count in np.unique(counts[counts > 2]):
        slots = np.flatnonzero(counts == count)
        column = ordered[:count, slots]
        full[slots] = shortest_half_scale(column)
        without[order[:count, slots], slots] = leave_one_out_scale(column)
    return full, np.where(known, without, full)


def _weighted_deviation(scaled: FloatArray, halves: FloatArray) -> FloatArray:
    """Compute the weighted standard deviation of each slot without each row, with that row's limits."""
    limits = REJECTION * halves**2
    deviations = np.full(scaled.shape, np.nan)
    squares = scaled**2
    for slot in range(scaled.shape[1]):
        column, limit = squares[:, slot], limits[:, slot]
        ordered = np.sort(column[np.isfinite(column)])
        count = np.searchsorted(ordered, limit, side="right")
        total = np.concatenate([[0.0], np.cumsum(ordered)])[count]
        own = column <= limit
        count, total = count - own, total - np.where(own, column, 0.0)
        deviations[:, slot] = total / np.maximum(count, 1)
        deviations[(count == 0) | ~np.isfinite(limit), slot] = math.nan
    return np.sqrt(EFFICIENCY * deviations)
