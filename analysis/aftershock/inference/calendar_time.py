"""The calendar-time portfolio: one number a calendar day, whatever the number of events on it."""

import math
from dataclasses import replace

import numpy as np

from aftershock.errors import InferenceError
from aftershock.inference.correlation import MINIMUM_SHARED
from aftershock.inference.parametric import mean_t
from aftershock.inference.portfolio import day_means
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.typing import Alternative, BoolArray, FloatArray

NULL = "the mean standardized abnormal move of the calendar-time portfolio is zero"
UNIT = "standard deviations a day"


def calendar_time_t(
    calendar_abnormal: FloatArray,
    calendar_residuals: FloatArray,
    *,
    minimum_shared: int = MINIMUM_SHARED,
    alternative: Alternative = "two-sided",
) -> HypothesisTest:
    """Test the daily moves of a portfolio that holds, each calendar day, all events whose window covers it.

    Use it for windows of many days that overlap: events of a day are one observation, so their correlation cannot
    mislead, and the event may raise volatility. It has no say on one date alone, and a day with many events weighs as
    much as a day with one.

    Parameters
    ----------
    calendar_abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves on the days of each event's window, on one common calendar; NaN elsewhere.
    calendar_residuals : ndarray of shape (n_events, n_days)
        Abnormal moves of each event's estimation window on the same calendar; NaN elsewhere.
    minimum_shared : int
        A day whose portfolio has fewer estimation days common to all its events is left out.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with one degree of freedom less than there are days; ``n_events`` counts the events on them, ``extra`` holds
        ``n_days`` and ``n_days_left_out``. Undefined below two days.

    Raises
    ------
    InferenceError
        If the two arrays differ in shape.

    Notes
    -----
    On day d with events A_d: ``R_d = mean over A_d of AR``, ``s_d`` the standard deviation (divisor one less than the
    days) of the same portfolio over the estimation days that all of A_d have, ``Z_d = R_d / s_d``;
    ``t = mean(Z) / (sd(Z)/sqrt(D))``. Assumes that different calendar days are independent.

    References
    ----------
    Jaffe (1974), Journal of Business 47, 410-428; Mandelker (1974), Journal of Financial Economics 1, 303-335.

    Examples
    --------
    >>> residuals = np.full((2, 5), np.nan)
    >>> residuals[:, :3] = [[-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]]
    >>> abnormal = np.full((2, 5), np.nan)
    >>> abnormal[:, 3], abnormal[1, 4] = [1.0, 3.0], 4.0
    >>> calendar_time_t(abnormal, residuals, minimum_shared=3).statistic
    3.0
    """
    if calendar_abnormal.shape != calendar_residuals.shape:
        raise InferenceError(
            f"abnormal moves have shape {calendar_abnormal.shape} and residuals {calendar_residuals.shape}; lay both "
            "on one calendar.",
            shapes=(calendar_abnormal.shape, calendar_residuals.shape),
        )
    held = np.isfinite(calendar_abnormal)
    days = np.flatnonzero(held.any(axis=0))
    spreads = _spreads(held[:, days], calendar_residuals, minimum_shared)
    standardized = day_means(calendar_abnormal[:, days]) / spreads
    used = np.isfinite(standardized)
    extra = {"n_days": float(used.sum()), "n_days_left_out": float((~used).sum())}
    n_events = int(held[:, days[used]].any(axis=1).sum())
    test = mean_t(standardized, "calendar_time_t", alternative=alternative, unit=UNIT)
    if test.reason:
        reason = (
            f"{int(used.sum())} calendar day(s) with a portfolio to standardize; needs at least 2 that differ"
        )
        return undefined(
            test.method,
            reason,
            null=NULL,
            n_events=n_events,
            alternative=alternative,
            unit=UNIT,
            extra=extra,
        )
    return replace(test, n_events=n_events, null=NULL, extra=extra)


def _spreads(held: BoolArray, residuals: FloatArray, minimum_shared: int) -> FloatArray:
    """Compute the estimation-period standard deviation of each day's portfolio; one computation a composition."""
    compositions, which = np.unique(held, axis=1, return_inverse=True)
    spreads = [_spread(residuals[members], minimum_shared) for members in compositions.T]
    return np.asarray(spreads, dtype=np.float64)[which.ravel()] if spreads else np.empty(0)


def _spread(residuals: FloatArray, minimum_shared: int) -> float:
    """Compute the standard deviation of the mean of the rows over the columns all rows have; NaN for too few."""
    shared = residuals[:, np.isfinite(residuals).all(axis=0)]
    if shared.shape[1] < max(minimum_shared, 2):
        return math.nan
    spread = float(shared.mean(axis=0).std(ddof=1))
    return spread if spread > 0 else math.nan
