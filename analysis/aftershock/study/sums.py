"""Cumulative abnormal moves of many events, with their exact forecast errors."""

from dataclasses import dataclass

import numpy as np

from aftershock.study.fits import Fits
from aftershock.typing import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeMoves:
    """Cumulative abnormal moves over one window, one value an event.

    Parameters
    ----------
    move : ndarray of shape (n_events,)
        Sum of the moves themselves over the days that have an abnormal move, in native units; NaN without any.
    car : ndarray of shape (n_events,)
        Sum of the abnormal moves over the same days, in native units.
    std_error : ndarray of shape (n_events,)
        ``s`` times the square root of the exact variance factor, in native units.
    scar : ndarray of shape (n_events,)
        ``car`` over ``std_error``; NaN without residual variance.
    csar : ndarray of shape (n_events,)
        Sum of daily standardized abnormal moves over the square root of the days (Patell's form).
    n_days : ndarray of int, shape (n_events,)
        Days with an abnormal move.
    """

    move: FloatArray
    car: FloatArray
    std_error: FloatArray
    scar: FloatArray
    csar: FloatArray
    n_days: IntArray


def forecast_factors_of(fits: Fits, x: FloatArray) -> FloatArray:
    """Compute ``C``, by how much forecasting each day inflates the residual variance.

    Parameters
    ----------
    fits : Fits
        Fitted events.
    x : ndarray of shape (n_events, n_days, n_factors)
        Factors of the event windows, in native units.

    Returns
    -------
    ndarray of shape (n_events, n_days)
        ``v_t + x_t'(X'X)^-1 x_t`` with ``v_t = 1`` but for models that forecast a variance.
    """
    design = _design(x - fits.centre[:, None, :])
    extra = np.einsum("nti,nij,ntj->nt", design, fits.inverse_gram, design)
    return np.asarray(extra + (1.0 if fits.variance is None else fits.variance))


def standardize(fits: Fits, x: FloatArray) -> FloatArray:
    """Divide abnormal moves by their forecast standard errors; NaN without residual variance."""
    std_error = fits.residual_std[:, None] * np.sqrt(forecast_factors_of(fits, x))
    unknown = np.full(std_error.shape, np.nan)
    return np.asarray(np.divide(fits.abnormal, std_error, out=unknown, where=std_error > 0))


def cumulate_all(fits: Fits, moves: FloatArray, x: FloatArray, days: slice) -> CumulativeMoves:
    """Sum the abnormal moves of some days of the event windows, with the exact forecast error of each sum.

    Parameters
    ----------
    fits : Fits
        Fitted events.
    moves : ndarray of shape (n_events, n_days)
        Moves of the event windows, in native units.
    x : ndarray of shape (n_events, n_days, n_factors)
        Factors of the event windows.
    days : slice
        Columns to sum over.

    Returns
    -------
    CumulativeMoves
        Days without an abnormal move are left out of the sum, of its variance and of ``n_days``; without any day
        the numbers are NaN.

    Notes
    -----
    ``Var(CAR) = s**2 (sum v_t + (sum x_t)'(X'X)^-1 (sum x_t))`` over the days present; ``sum v_t`` is L but for
    models that forecast a variance.

    References
    ----------
    Salinger (1992), Journal of Financial and Quantitative Analysis 27, 39-53.
    """
    abnormal = fits.abnormal[:, days]
    present = np.isfinite(abnormal)
    n_days = present.sum(axis=1)
    some = n_days > 0
    design = np.where(present[:, :, None], _design(x[:, days] - fits.centre[:, None, :]), 0.0).sum(axis=1)
    own = n_days if fits.variance is None else np.where(present, fits.variance[:, days], 0.0).sum(axis=1)
    factor = own + np.einsum("ni,nij,nj->n", design, fits.inverse_gram, design)
    standardized = np.where(present, standardize(fits, x)[:, days], 0.0).sum(axis=1)
    car = np.where(some, _sum(abnormal, present), np.nan)
    std_error = np.where(some, fits.residual_std * np.sqrt(factor), np.nan)
    unknown = np.full(car.shape, np.nan)
    return CumulativeMoves(
        move=np.where(some, _sum(moves[:, days], present), np.nan),
        car=car,
        std_error=std_error,
        scar=np.divide(car, std_error, out=unknown, where=std_error > 0),
        csar=np.where(some, standardized / np.sqrt(np.maximum(n_days, 1)), np.nan),
        n_days=n_days,
    )


def _sum(values: FloatArray, present: FloatArray) -> FloatArray:
    """Sum the days that are present."""
    return np.asarray(np.where(present, values, 0.0).sum(axis=1))


def _design(x: FloatArray) -> FloatArray:
    """Put an intercept before the factors."""
    return np.concatenate([np.ones((*x.shape[:2], 1)), x], axis=2)
