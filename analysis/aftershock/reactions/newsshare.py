"""The news share: how much of a day's variance fell inside the headlines' windows, against chance."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import check_draws
from aftershock.reactions.level import Yardstick, bars_inside
from aftershock.typing import BoolArray, FloatArray, IntArray, Rng

FEWEST_BARS = 20
N_DRAWS = 1_999
ROUNDING, TRANSFORM = 1e-9, 1e-11
"""Shares this close, relative to the observed and to the largest one, count as equal: a Fourier transform rounds."""


@dataclass(frozen=True, slots=True, eq=False)
class NewsShare:
    """Hold the news share of one day or the mean of several.

    Parameters
    ----------
    share : float
        Share of the realized variance inside the windows, the mean over the days.
    expected : float
        Share expected of that much clock time at those hours, from the season alone.
    ratio : float
        ``share / expected``.
    low, high : float
        Interval of the share under placebos, of coverage 1 - alpha.
    pvalue : float
        Chance of a share as large under placebos, never zero; NaN where ``reason`` says why.
    days : ndarray of int, shape (n_days,)
        Days that count.
    shares, expectations : ndarray of shape (n_days,)
        Of each of them.
    n_bars_inside, n_bars : int
        Bars inside the windows, and all bars of those days that have a move.
    n_draws : int
        Placebos: all rotations of one day, or drawn ones of several.
    reason : str
        Why there is no number; empty otherwise.
    """

    share: float
    expected: float
    ratio: float
    low: float
    high: float
    pvalue: float
    days: IntArray
    shares: FloatArray
    expectations: FloatArray
    n_bars_inside: int
    n_bars: int
    n_draws: int
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    """One day: its shares under every rotation, the observed one first, and what is expected."""

    rotations: FloatArray
    expected: float
    n_inside: int


def news_share(
    yardstick: Yardstick,
    before: IntArray,
    after: IntArray,
    *,
    alpha: float = 0.05,
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    fewest_bars: int = FEWEST_BARS,
) -> NewsShare:
    """Measure the share of realized variance inside headlines' windows, and how often chance gives as much.

    Use it to sum up a day, or many: was it the news that moved the market?

    Parameters
    ----------
    yardstick : Yardstick
        The asset's bars and the variance usual for each; levels are not used.
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each window lies; below zero where it was not measured. Bars in several windows count
        once.
    alpha : float
        One minus the coverage of the interval.
    n_draws : int
        Placebos drawn for several days; of one day all rotations are taken.
    rng : int or Generator
        Seed or source of the draws.
    fewest_bars : int
        Bars with a move below which a day does not count.

    Returns
    -------
    NewsShare
        Undefined, with a reason, without a day that counts.

    Raises
    ------
    EstimationError
        If ``fewest_bars`` is below 2.
    InferenceError
        If ``n_draws`` is not positive.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``share = sum over windows r**2 / sum over day r**2``, ``expected = sum over windows f**2 / sum over day f**2``. A
    placebo turns the day's moves, season taken out, around the clock under windows that stay: ``r_i = f_i z_(i+s)``. So
    the windows keep their hours, lengths and distances, and the moves keep how volatility clusters. Of one day p is the
    share of all n rotations, the one by nothing included, that give as much: exact where z may begin at any bar as
    well. Windows that cover much of a day leave little to be found: one jump inside m of n bars has p of m/n or more.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, for the count.

    Examples
    --------
    >>> from aftershock.reactions.bars import bar_moves
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(101) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(101, dtype=np.int64)
    >>> prices = np.arange(101) % 2 + np.where(np.arange(101) > 50, 10.0, 0.0)
    >>> one = Market(ends - minute, ends, prices, none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> yardstick = Yardstick(bar_moves(one, zone="UTC", move="difference"), np.ones(101), np.ones(1))
    >>> day = news_share(yardstick, np.array([50]), np.array([52]))
    >>> round(day.share, 3), day.expected, day.pvalue
    (0.555, 0.02, 0.02)
    """
    check_alpha(alpha)
    check_draws(n_draws)
    if fewest_bars < 2:
        raise EstimationError(
            f"fewest_bars is {fewest_bars}; a share needs at least 2.", fewest_bars=fewest_bars
        )
    inside = bars_inside(yardstick.bars.ends.size, before, after)
    kept = {
        number: day
        for number, day in _rotated(yardstick, inside, fewest_bars)
        if np.isfinite(day.rotations[0])
    }
    if not kept:
        return _undefined(f"no day with {fewest_bars} bars and a window among them")
    days = list(kept.values())
    placebos, complete = _placebos(days, n_draws, np.random.default_rng(rng))
    shares, expectations = (
        np.array([day.rotations[0] for day in days]),
        np.array([day.expected for day in days]),
    )
    share, expected = float(shares.mean()), float(expectations.mean())
    larger = int((placebos >= share - ROUNDING * share - TRANSFORM * placebos.max()).sum())
    low, high = np.quantile(placebos, [alpha / 2, 1 - alpha / 2])
    return NewsShare(
        share=share,
        expected=expected,
        ratio=share / expected,
        low=float(low),
        high=float(high),
        pvalue=larger / placebos.size if complete else (1 + larger) / (1 + placebos.size),
        days=np.array(list(kept), dtype=np.int64),
        shares=shares,
        expectations=expectations,
        n_bars_inside=sum(day.n_inside for day in days),
        n_bars=sum(day.rotations.size for day in days),
        n_draws=placebos.size,
    )


def _rotated(yardstick: Yardstick, inside: BoolArray, fewest_bars: int) -> Iterator[tuple[int, _Day]]:
    """Rotate each day that has enough bars with a move and a window among them."""
    bars = yardstick.bars
    usable = np.isfinite(bars.moves) & (yardstick.variances > 0)
    edges = np.searchsorted(bars.days, np.arange(bars.n_days + 1)).tolist()
    for day, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
        rows = start + np.flatnonzero(usable[start:end])
        if rows.size >= fewest_bars and inside[rows].any():
            yield day, _rotate(yardstick, rows, inside)


def _rotate(yardstick: Yardstick, rows: IntArray, inside: BoolArray) -> _Day:
    """Compute the share of one day under every rotation of its moves, none first."""
    variances, within = yardstick.variances[rows], inside[rows]
    standardized = yardstick.bars.moves[rows] ** 2 / variances
    total = _circular(variances, standardized)
    part = _circular(np.where(within, variances, 0.0), standardized)
    rotations = np.divide(part, total, out=np.full(total.shape, np.nan), where=total > 0)
    return _Day(rotations, float(variances[within].sum() / variances.sum()), int(within.sum()))


def _circular(weights: FloatArray, values: FloatArray) -> FloatArray:
    """Compute ``sum_i w_i v_(i+s)`` for every shift s around the circle."""
    spectrum = np.conj(np.fft.rfft(weights)) * np.fft.rfft(values)
    return np.maximum(np.fft.irfft(spectrum, n=weights.size), 0.0)


def _placebos(days: list[_Day], n_draws: int, generator: np.random.Generator) -> tuple[FloatArray, bool]:
    """Take all rotations of one day, or draw one of each of several; say whether they are all there are."""
    if len(days) == 1:
        return days[0].rotations, True
    drawn = [day.rotations[generator.integers(0, day.rotations.size, n_draws)] for day in days]
    return np.asarray(np.mean(drawn, axis=0), dtype=np.float64), False


def _undefined(reason: str) -> NewsShare:
    """Make the record without a number."""
    none = np.empty(0)
    return NewsShare(
        share=math.nan,
        expected=math.nan,
        ratio=math.nan,
        low=math.nan,
        high=math.nan,
        pvalue=math.nan,
        days=none.astype(np.int64),
        shares=none,
        expectations=none,
        n_bars_inside=0,
        n_bars=0,
        n_draws=0,
        reason=reason,
    )
