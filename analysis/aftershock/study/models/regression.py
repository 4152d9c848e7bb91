"""Least squares of one event, about the means, so that the level of the data costs no digits."""

from dataclasses import dataclass

import numpy as np

from aftershock.typing import BoolArray, FloatArray

ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""A spread below this share of the largest move is the rounding of the moves, not their variation."""


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A regression on an intercept and factors, in terms of the means of its usable days.

    Parameters
    ----------
    nobs : int
        Usable days.
    mean_y : float
        Mean move, in native units.
    mean_x, slopes : ndarray of shape (n_factors,)
        Mean factors and slopes; slopes are NaN where there is no fit.
    inverse : ndarray of shape (n_factors, n_factors)
        Inverse of the cross products of the factors about their means.
    sse, syy : float
        Sums of squares of the residuals and of the moves about their mean.
    residuals : ndarray of shape (n_days,)
        NaN on the days left out, and everywhere where there is no fit.
    """

    nobs: int
    mean_y: float
    mean_x: FloatArray
    slopes: FloatArray
    inverse: FloatArray
    sse: float
    syy: float
    residuals: FloatArray


def regress(y: FloatArray, x: FloatArray, usable: BoolArray) -> Regression:
    """Regress ``y`` on an intercept and ``x`` over the usable days.

    Parameters
    ----------
    y : ndarray of shape (n_days,)
        Moves, in native units.
    x : ndarray of shape (n_days, n_factors)
        Factors.
    usable : ndarray of bool, shape (n_days,)
        Days to use; finite in ``y`` and ``x``.

    Returns
    -------
    Regression
        Without a fit (NaN) when there are no more days than coefficients or the factors are collinear.

    Examples
    --------
    >>> line = regress(np.array([1.0, 3.0, 5.0]), np.array([[0.0], [1.0], [2.0]]), np.ones(3, dtype=bool))
    >>> line.mean_y, line.slopes.round(6)
    (3.0, array([2.]))
    """
    nobs, n_factors = int(usable.sum()), x.shape[1]
    if nobs <= n_factors + 1:
        return _no_fit(nobs, y.size, n_factors)
    mean_y, about_y = _about_mean(y[usable])
    mean_x, about_x = _about_mean(x[usable])
    lengths = np.sqrt((about_x**2).sum(axis=0))
    if (lengths <= ROUNDING * np.sqrt(nobs) * np.abs(x[usable]).max(axis=0)).any():
        return _no_fit(nobs, y.size, n_factors)
    slopes, inverse, rank = _solve(about_x / lengths, about_y)
    if rank < n_factors:
        return _no_fit(nobs, y.size, n_factors)
    slopes, inverse = slopes / lengths, inverse / np.outer(lengths, lengths)
    residuals = np.full(y.size, np.nan)
    residuals[usable] = left = about_y - about_x @ slopes
    sse, syy = float(np.square(left).sum()), float(np.square(about_y).sum())
    return Regression(nobs, float(mean_y), mean_x, slopes, inverse, sse, syy, residuals)


def without_rounding(spread: float, moves: FloatArray) -> float:
    """Call a spread zero that is no more than the rounding error of the moves it was computed from."""
    return 0.0 if spread <= ROUNDING * float(np.nanmax(np.abs(moves), initial=0.0)) else spread


def _about_mean(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Split columns into their means and what is left; a second pass takes out the rounding of the first."""
    mean = values.mean(axis=0)
    mean = mean + (values - mean).mean(axis=0)
    return mean, values - mean


def _solve(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, int]:
    """Solve least squares on columns of unit length: slopes, inverse of the cross products, rank."""
    if not x.shape[1]:
        return np.empty(0), np.empty((0, 0)), 0
    found, _, rank, _ = np.linalg.lstsq(x, y)
    slopes: FloatArray = found.astype(np.float64)
    if rank < x.shape[1]:
        return slopes, np.full((x.shape[1], x.shape[1]), np.nan), int(rank)
    inverse: FloatArray = np.linalg.inv(x.T @ x).astype(np.float64)
    return slopes, inverse, int(rank)


def _no_fit(nobs: int, n_days: int, n_factors: int) -> Regression:
    """Make the record of a regression that cannot be computed."""
    nan, empty = float("nan"), np.full(n_factors, np.nan)
    square = np.full((n_factors, n_factors), np.nan)
    return Regression(nobs, nan, empty, empty, square, nan, nan, np.full(n_days, np.nan))
