"""Linear models of many events at once: one pass over an asset's sessions, then arithmetic on arrays."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.study.cutting import count_inside, cut_windows
from aftershock.study.fits import Fits
from aftershock.study.models.regression import regress, without_rounding
from aftershock.study.running import running_sums
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray, IntArray

SOUND = 1e-3
"""Smallest share of a second moment that may be left after means and factors are taken out of running sums.

What is left carries the rounding of the whole, so this bounds the relative error at about
``n_days * 2.2e-16 / SOUND``, 6e-11 for 250 days. Events below it are fitted one by one, about their own means.
"""

NEGLIGIBLE = 1e4 * float(np.finfo(np.float64).eps)
"""A spread below this share of the level of the data may be rounding; such events are looked at one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Shifted:
    """A column about a level of its own, so that a large offset costs no digits.

    Parameters
    ----------
    values : ndarray of shape (n_sessions,)
        Column less ``level``.
    level, size : float
        A middle one of the first usable values, and the largest size of what they were computed from.
    """

    values: FloatArray
    level: float
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Regressions:
    """Regressions of many events; see :class:`aftershock.study.models.regression.Regression`.

    ``n`` is the number of events: ``nobs``, ``mean_y``, ``sse`` and ``syy`` have shape (n,), ``mean_x`` and
    ``slopes`` (n_factors, n), ``inverse`` (n_factors, n_factors, n).
    """

    nobs: FloatArray
    mean_y: FloatArray
    mean_x: FloatArray
    slopes: FloatArray
    inverse: FloatArray
    sse: FloatArray
    syy: FloatArray


def fit_linear(
    y: FloatArray,
    x: FloatArray,
    covered: BoolArray,
    rows: IntArray,
    *,
    window: Window,
    estimation: Window,
    known: bool = False,
    least: int = 1,
) -> Fits:
    """Fit a linear model for many events of one asset.

    Use it for the built-in models; the result is that of fitting each event on its own.

    Parameters
    ----------
    y : ndarray of shape (n_sessions,)
        Moves of the asset, in native units, in its own session order; NaN is a gap.
    x : ndarray of shape (n_sessions, n_factors)
        Factor moves on the same sessions.
    covered : ndarray of bool, shape (n_sessions,)
        Sessions that the windows of other events make unusable for estimation.
    rows : ndarray of int, shape (n_events,)
        Rows of the event sessions.
    window, estimation : Window
        Sessions relative to the event; the estimation window ends first.
    known : bool
        True expects the sum of the factors, with nothing but the spread estimated.
    least : int
        Events with fewer usable estimation days may be left without a fit.

    Returns
    -------
    Fits

    Notes
    -----
    Second moments come from running sums about a level taken from the asset's first ``least`` usable days, and
    the coefficients from a Gauss-Jordan sweep. Where too few digits would be left, the event is fitted on its own.

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 3.0, 9.0])
    >>> fits = fit_linear(y, np.empty((4, 0)), np.zeros(4, dtype=bool), np.array([3]), window=Window(0, 0),
    ...                   estimation=Window(-3, -1))
    >>> fits.abnormal
    array([[7.]])
    """
    target, scale, factors = y, np.abs(y), ([] if known else [*x.T])
    if known:
        for factor in x.T:
            target, scale = target - factor, np.maximum(scale, np.abs(factor))
    present = np.isfinite(target)
    for factor in factors:
        present &= np.isfinite(factor)
    estimation = Window(max(estimation.start, min(estimation.end, -y.size)), estimation.end)
    columns = [shift(factor, np.abs(factor), present, least) for factor in factors]
    columns.append(shift(target, scale, present, least))
    found = regress_all(columns, present & ~covered, rows, estimation, scale=scale, least=least)
    masked = count_inside(covered & np.isfinite(y), rows, estimation)
    n_days = np.where(np.isfinite(found.sse), count_inside(present, rows, window), 0)
    if known:
        return _known(found, cut_windows(target, rows, window), masked, n_days, x.shape[1])
    return _estimated(columns, found, abnormal_moves(columns, found, rows, window), masked, n_days)


def shift(column: FloatArray, scale: FloatArray, present: BoolArray, least: int) -> Shifted:
    """Take a middle one of the first usable values out of a column; later values never change an earlier fit."""
    first = np.flatnonzero(present)[: max(least, 1)]
    if not first.size:
        return Shifted(column, 0.0, 0.0)
    level = float(np.sort(column[first])[first.size // 2])
    return Shifted(column - level, level, float(scale[first].max()))


def regress_all(
    columns: Sequence[Shifted],
    usable: BoolArray,
    rows: IntArray,
    estimation: Window,
    *,
    scale: FloatArray,
    least: int,
) -> Regressions:
    """Regress the last column on an intercept and the others, over the usable days of every estimation window.

    Parameters
    ----------
    columns : sequence of Shifted
        Factors, then the moves.
    usable : ndarray of bool, shape (n_sessions,)
        Sessions with all columns that no event's window covers.
    rows : ndarray of int, shape (n_events,)
        Rows of the event sessions.
    estimation : Window
        Sessions relative to the event.
    scale : ndarray of shape (n_sessions,)
        Size of the numbers that the moves were computed from, against which rounding is measured.
    least : int
        Events with fewer usable days are left without a fit where it would lack digits.

    Returns
    -------
    Regressions
        NaN where there is no fit.
    """
    sums = running_sums(_moment_columns(columns, usable, estimation), estimation.length)
    found, sound = _solve(columns, sums.over(rows + (estimation.start + max(0, -estimation.start))))
    enough = found.nobs >= max(least, len(columns) + 1)
    for event in np.flatnonzero(enough & ~sound):
        row = int(rows[event])
        days = slice(max(row + estimation.start, 0), max(row + estimation.end + 1, 0))
        _fit_alone(found, int(event), [one.values[days] for one in columns], usable[days], scale[days])
    lacking = (found.nobs <= len(columns)) | ~(sound | enough)
    for values in (found.mean_y, found.slopes, found.inverse, found.sse):
        values[..., lacking] = np.nan
    return found


def _moment_columns(columns: Sequence[Shifted], usable: BoolArray, estimation: Window) -> FloatArray:
    """Lay out what has to be summed: days, values and products, zero on days left out and beyond the data."""
    n_columns, n_sessions = len(columns), usable.size
    pairs = [(one, other) for one in range(n_columns) for other in range(one + 1)]
    front, back = max(0, -estimation.start), max(0, estimation.end + 1)
    laid = np.zeros((1 + n_columns + len(pairs), front + n_sessions + back))
    inside = laid[:, front : front + n_sessions]
    inside[0] = usable
    for at, column in enumerate(columns):
        np.copyto(inside[1 + at], column.values, where=usable)
    for at, (one, other) in enumerate(pairs):
        np.multiply(inside[1 + one], inside[1 + other], out=inside[1 + n_columns + at])
    return laid


def _square(triangle: Sequence[FloatArray], n_columns: int) -> FloatArray:
    """Lay a lower triangle out as a square: ndarray of shape (n_columns, n_columns, n)."""
    square = np.empty((n_columns, n_columns, triangle[0].size))
    for one in range(n_columns):
        for other in range(one + 1):
            square[one, other] = square[other, one] = triangle[one * (one + 1) // 2 + other]
    return square


def _solve(columns: Sequence[Shifted], sums: FloatArray) -> tuple[Regressions, BoolArray]:
    """Turn sums into regressions, and say which of them keep enough digits."""
    n_columns, (count, *totals) = len(columns), sums
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.array(totals[:n_columns]) / count
        squares = _square(totals[n_columns:], n_columns)
        moments = squares - count * means[:, None] * means[None, :]
        found, left = _sweep(count, means, moments)
        for at, column in enumerate(columns):
            varies = moments[at, at] > count * (NEGLIGIBLE * column.size) ** 2
            left = left * np.where(varies, moments[at, at] / squares[at, at], 0.0)
        return found, left >= SOUND


def _sweep(count: FloatArray, means: FloatArray, moments: FloatArray) -> tuple[Regressions, FloatArray]:
    """Solve the normal equations of all events; also say which share of the second moments is left."""
    swept, left = moments.copy(), np.ones(count.size)
    n_factors = len(means) - 1
    for at in range(n_factors):
        pivot = swept[at, at].copy()
        left = left * pivot / moments[at, at]
        row, column = swept[at] / pivot, swept[:, at].copy()
        swept -= column[:, None] * row[None, :]
        swept[at], swept[:, at] = row, -column / pivot
        swept[at, at] = 1 / pivot
    slopes, inverse = swept[:n_factors, n_factors], swept[:n_factors, :n_factors]
    sse, syy = swept[n_factors, n_factors], moments[n_factors, n_factors]
    left = left * sse / syy if n_factors else left
    return Regressions(count, means[n_factors], means[:n_factors], slopes, inverse, sse, syy), left


def _fit_alone(
    found: Regressions, event: int, columns: Sequence[FloatArray], usable: BoolArray, scale: FloatArray
) -> None:
    """Replace the regression of an event whose running sums keep too few digits."""
    *x, y = columns
    one = regress(y, np.column_stack(x) if x else np.empty((y.size, 0)), usable)
    spread = without_rounding(math.sqrt(one.sse / one.nobs), scale[usable])
    found.mean_y[event], found.mean_x[:, event] = one.mean_y, one.mean_x
    found.slopes[:, event], found.inverse[:, :, event] = one.slopes, one.inverse
    found.sse[event], found.syy[event] = (0.0 if spread == 0 else one.sse), one.syy


def abnormal_moves(
    columns: Sequence[Shifted], found: Regressions, rows: IntArray, window: Window
) -> FloatArray:
    """Take out of the event windows what the regressions expect: ndarray of shape (n_events, n_days)."""
    abnormal = cut_windows(columns[-1].values, rows, window)
    abnormal -= found.mean_y[:, None]
    for column, mean, slope in zip(columns[:-1], found.mean_x, found.slopes, strict=True):
        factor = cut_windows(column.values, rows, window)
        factor -= mean[:, None]
        factor *= slope[:, None]
        abnormal -= factor
    return abnormal


def _estimated(
    columns: Sequence[Shifted], found: Regressions, abnormal: FloatArray, masked: IntArray, n_days: IntArray
) -> Fits:
    """Write regressions in native units."""
    *levels, level = (one.level for one in columns)
    n_coefficients = len(columns)
    centre = np.empty((found.nobs.size, n_coefficients - 1))
    coefficients = np.empty((found.nobs.size, n_coefficients))
    coefficients[:, 0] = level + found.mean_y
    for at, (own, mean, slope) in enumerate(zip(levels, found.mean_x, found.slopes, strict=True)):
        centre[:, at], coefficients[:, 1 + at] = own + mean, slope
        coefficients[:, 0] -= slope * centre[:, at]
    df = found.nobs - n_coefficients
    inverse_gram = np.zeros((df.size, n_coefficients, n_coefficients))
    inverse_gram[:, 1:, 1:] = found.inverse.transpose(2, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse_gram[:, 0, 0] = 1 / found.nobs
        residual_std = np.sqrt(found.sse / df)
        r_squared = np.where(found.syy > 0, 1 - found.sse / found.syy, np.nan)
    return Fits(
        coefficients=coefficients,
        residual_std=residual_std,
        r_squared=r_squared,
        df=df.astype(np.int64),
        nobs=found.nobs.astype(np.int64),
        masked=masked,
        n_days=n_days,
        centre=centre,
        inverse_gram=inverse_gram,
        abnormal=abnormal,
    )


def _known(
    found: Regressions, abnormal: FloatArray, masked: IntArray, n_days: IntArray, n_factors: int
) -> Fits:
    """Write the spread about known slopes in native units."""
    n_events, n_coefficients = found.nobs.size, 1 + n_factors
    coefficients = np.ones((n_events, n_coefficients))
    coefficients[:, 0] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        residual_std = np.sqrt(found.sse / (found.nobs - 1))
    nobs = found.nobs.astype(np.int64)
    return Fits(
        coefficients=coefficients,
        residual_std=residual_std,
        r_squared=np.full(n_events, np.nan),
        df=nobs,
        nobs=nobs,
        masked=masked,
        n_days=n_days,
        centre=np.zeros((n_events, n_factors)),
        inverse_gram=np.zeros((n_events, n_coefficients, n_coefficients)),
        abnormal=abnormal,
    )
