"""The same-day placebo: a headline's move ranked among all windows of its asset and day, season apart."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.inference.records import check_alpha
from aftershock.reactions.admissible import Track, by_day, own_weights
from aftershock.reactions.level import Yardstick, bars_inside, running_sums
from aftershock.typing import BoolArray, FloatArray, IntArray, LabelArray

FEWEST_PLACEBOS = 19
"""The fewest with which a p-value can be 5 %."""
ROUNDING = 1e-10
"""Placebos this close to the headline's move, relative to its size, count as equal to it."""


@dataclass(frozen=True, slots=True, eq=False)
class PlaceboRanks:
    """Hold the rank of each headline's move among the placebos of its day; arrays of shape (n_headlines,).

    Parameters
    ----------
    sizes : ndarray
        Size of the move over its seasonal factor, in native units.
    n_placebos : ndarray of int
        Admissible windows compared with.
    n_larger : ndarray of int
        Those at least as large.
    own_weights : ndarray
        Windows that the headline's own counts for.
    pvalues : ndarray
        Never zero; NaN where ``reasons`` says why.
    smallest : ndarray
        The smallest p-value that the day could have given; NaN without placebos.
    detectable : ndarray
        A move larger than this would have had a p-value of at most alpha, in native units; NaN where no move would.
    reasons : ndarray of str
        Empty, ``no_window`` (not measured), ``broken_window`` (a closure, a change of contract or a missing price
        within), ``no_season`` (a slot without a factor), ``no_level`` (a day without one, where it is needed),
        ``few_placebos`` (fewer than the minimum) or ``unreachable`` (no move would have had a p-value of alpha).
    """

    sizes: FloatArray
    n_placebos: IntArray
    n_larger: IntArray
    own_weights: FloatArray
    pvalues: FloatArray
    smallest: FloatArray
    detectable: FloatArray
    reasons: LabelArray


def placebo_ranks(
    yardstick: Yardstick,
    before: IntArray,
    after: IntArray,
    *,
    busy: BoolArray | None = None,
    minimum: int = FEWEST_PLACEBOS,
    alpha: float = 0.05,
) -> PlaceboRanks:
    r"""Rank each headline's move among all admissible windows of the same asset and day.

    Use it as the test of the size of a single move: volatile days and busy hours are compared with themselves. For
    windows that are long for their day, or days full of headlines, :func:`sample_ranks` has more to compare with.

    Parameters
    ----------
    yardstick : Yardstick
        The asset's bars and the variance usual for each. Levels are not used: they cancel within a day.
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each headline's window lies; below zero where it was not measured.
    busy : ndarray of bool, shape (n_bars,), optional
        Bars that no placebo may use; by default those inside the windows given.
    minimum : int
        Admissible windows below which there is no p-value.
    alpha : float
        Level that the test must be able to reach, and that of ``detectable``.

    Returns
    -------
    PlaceboRanks
        One entry a headline, with a reason where there is no p-value.

    Raises
    ------
    EstimationError
        If ``minimum`` is below 1.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``p = (c + #{|placebo| >= |move|}) / (c + n)``, each move over the root of the summed seasonal variance of its bars,
    ``c = max(1, bars / 3)``. With windows of up to three bars this is the usual (1 + #)/(1 + n). Longer windows
    overlap, so that the largest ones come in runs; counting the headline's own window once would reject a true null
    6 % to 7 % of the time when it spans a thirteenth of the day, and 9 % when it spans a sixth. A day that holds fewer
    than about seven windows cannot reach 5 % and says so. Assumes that, season apart, volatility is the same all day.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, for the added count.

    Examples
    --------
    >>> from aftershock.reactions.bars import bar_moves
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(100) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(100, dtype=np.int64)
    >>> prices = np.where(np.arange(100) % 2, 1.0, 0.0) + np.where(np.arange(100) > 50, 5.0, 0.0)
    >>> one = Market(ends - minute, ends, prices, none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> bars = bar_moves(one, zone="UTC", move="difference")
    >>> ranks = placebo_ranks(Yardstick(bars, np.ones(100), np.ones(1)), np.array([50]), np.array([51]))
    >>> float(ranks.pvalues[0]), int(ranks.n_placebos[0]), float(ranks.detectable[0])
    (0.010101010101010102, 98, 1.0)
    """
    check_alpha(alpha)
    if minimum < 1:
        raise EstimationError(f"minimum is {minimum}; a rank needs at least 1 placebo.", minimum=minimum)
    inside = bars_inside(yardstick.bars.ends.size, before, after)
    track = Track.lay(yardstick, inside if busy is None else busy)
    scales, weights = yardstick.scales(before, after), own_weights(before, after)
    sizes = np.abs(yardstick.bars.between(before, after)) / scales
    counts, larger = np.zeros(before.shape, dtype=np.int64), np.zeros(before.shape, dtype=np.int64)
    critical = np.full(before.shape, np.nan)
    for heads, windows, lengths in by_day(track, before, after, np.isfinite(sizes)):
        own = windows.sizes[lengths]
        counts[heads] = np.isfinite(own).sum(axis=1)
        larger[heads] = (own >= sizes[heads, None] * (1 - ROUNDING)).sum(axis=1)
        critical[heads] = _ranked(
            windows.sizes, lengths, allowed_larger(counts[heads], weights[heads], alpha)
        )
    reasons = broken_reasons(yardstick, before, after, sizes)
    return conclude(sizes, counts, larger, weights, critical * scales, reasons, minimum=minimum, alpha=alpha)


def conclude(
    sizes: FloatArray,
    counts: IntArray,
    larger: IntArray,
    weights: FloatArray,
    detectable: FloatArray,
    reasons: LabelArray,
    *,
    minimum: int,
    alpha: float,
) -> PlaceboRanks:
    """Turn counts of placebos into p-values, or the reason why there is none."""
    total = weights + counts
    few, unreachable = counts < minimum, weights / total > alpha
    reasons = np.select(
        [reasons != "", few, unreachable], [reasons, "few_placebos", "unreachable"], default=""
    )
    defined = reasons == ""
    return PlaceboRanks(
        sizes,
        counts,
        larger,
        weights,
        np.where(defined, (weights + larger) / total, np.nan),
        np.where(counts > 0, weights / total, np.nan),
        np.where(defined, detectable, np.nan),
        reasons,
    )


def allowed_larger(counts: IntArray, weights: FloatArray, alpha: float) -> IntArray:
    """Find how many placebos may be as large with a p-value still at most alpha; below zero when not even none."""
    return np.floor(alpha * (weights + counts) - weights + ROUNDING).astype(np.int64)


def _ranked(sizes: FloatArray, lengths: IntArray, allowed: IntArray) -> FloatArray:
    """Find the size beyond which only so many placebos of a length lie; NaN below zero."""
    ordered = -np.sort(-sizes, axis=1)
    known = allowed >= 0
    chosen: FloatArray = ordered[lengths, np.clip(allowed, 0, sizes.shape[1] - 1)]
    return np.where(known, chosen, np.nan)


def broken_reasons(yardstick: Yardstick, before: IntArray, after: IntArray, sizes: FloatArray) -> LabelArray:
    """Say which windows cannot be judged, and why: the first reason that applies."""
    known = (before >= 0) & (after > before)
    unlinked = running_sums(~yardstick.bars.linked)
    first, last = np.where(known, before + 1, 0), np.where(known, after + 1, 0)
    return np.select(
        [~known, known & (unlinked[last] > unlinked[first]), ~np.isfinite(sizes)],
        ["no_window", "broken_window", "no_season"],
        default="",
    )


def detectable_by_slot(
    yardstick: Yardstick,
    span: np.timedelta64,
    *,
    busy: BoolArray | None = None,
    minimum: int = FEWEST_PLACEBOS,
    alpha: float = 0.05,
) -> FloatArray:
    """Find the smallest move that would usually have been noticed, by clock time.

    Use it beside "nothing found", for each asset: what would have had to happen at ten, at noon, at night.

    Parameters
    ----------
    yardstick : Yardstick
        The asset's bars and the variance usual for each.
    span : timedelta64
        Length of the window.
    busy : ndarray of bool, shape (n_bars,), optional
        Bars that no placebo may use; none by default.
    minimum : int
        Admissible windows below which a day does not count.
    alpha : float
        Level of the test.

    Returns
    -------
    ndarray of shape (n_slots,)
        For a window that starts with the bar of a slot: the median over days of the move, in native units, beyond
        which :func:`placebo_ranks` would have given at most alpha; NaN for slots where no such window fits.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Examples
    --------
    >>> from aftershock.reactions.bars import bar_moves
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(100) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(100, dtype=np.int64)
    >>> one = Market(ends - minute, ends, np.arange(100) % 2.0, none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> bars = bar_moves(one, zone="UTC", move="difference")
    >>> detectable_by_slot(Yardstick(bars, np.ones(100), np.ones(1)), minute)[:3]
    array([nan,  1.,  1.])
    """
    check_alpha(alpha)
    bars = yardstick.bars
    track = Track.lay(yardstick, np.zeros(bars.ends.size, dtype=np.bool_) if busy is None else busy)
    length = np.array([span.astype("timedelta64[ns]").astype(np.int64)])
    moves = np.full((bars.n_days, bars.n_slots), np.nan)
    for day in range(bars.n_days):
        windows = track.windows(day, length)
        sizes = windows.sizes[0]
        known = np.flatnonzero(np.isfinite(sizes))
        if known.size >= minimum:
            before = windows.before[known]
            after = np.searchsorted(bars.ends, bars.ends[before] + span)
            weight = own_weights(before[:1], after[:1])
            allowed = allowed_larger(np.array([known.size]), weight, alpha)
            critical = _ranked(sizes[None], np.array([0]), allowed)[0]
            moves[day, bars.slots[before + 1]] = critical * track.scales(before, after)
    return median_of_known(moves)


def median_of_known(values: FloatArray) -> FloatArray:
    """Take the median of each column without its NaN; NaN for a column that has nothing else.

    Examples
    --------
    >>> median_of_known(np.array([[1.0, np.nan], [3.0, np.nan]]))
    array([ 2., nan])
    """
    medians = np.full(values.shape[1], math.nan)
    known = np.isfinite(values).any(axis=0)
    medians[known] = np.nanmedian(values[:, known], axis=0)
    return medians
