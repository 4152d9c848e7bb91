"""Patell's tests: the mean standardized abnormal move against the variance of quiet times."""

import math

import numpy as np

from aftershock.inference.parametric import MEAN_ZERO
from aftershock.inference.records import HypothesisTest, referred, undefined
from aftershock.inference.standardized import UNIT, no_variance_left
from aftershock.typing import Alternative, BoolArray, FloatArray

NO_EVENT = "no event has a finite standardized abnormal move"
LOW_DF = "the variance of a t needs more than 2 degrees of freedom; estimate over more days"


def patell_z(csar: FloatArray, df: FloatArray, *, alternative: Alternative = "two-sided") -> HypothesisTest:
    """Test the mean standardized abnormal move under the variance of quiet times.

    Use it to compare with older studies; events that raise volatility or share dates make it over-reject.

    Parameters
    ----------
    csar : ndarray of shape (n_events,)
        Standardized abnormal moves summed over the window and divided by the square root of its days.
        NaN are left out and not counted.
    df : ndarray of shape (n_events,)
        Residual degrees of freedom of each event's model.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; undefined without events, and where an event has 2 degrees of freedom or fewer.

    Notes
    -----
    ``z = sum(CSAR_i / sqrt(Q_i)) / sqrt(n)`` with ``Q_i = df_i / (df_i - 2)``, the variance of a t. Assumes
    independent events of quiet-time variance.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14, 246-276.

    Examples
    --------
    >>> csar, df = np.array([2.0, 1.0, 0.0, 3.0, 1.0, 2.0]), np.full(6, 102.0)
    >>> round(patell_z(csar, df).statistic, 4)
    3.638
    """
    return _patell("patell_z", csar, df, alternative)


def patell_z_scar(
    scar: FloatArray, df: FloatArray, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test the mean standardized abnormal move under the variance of quiet times, with the exact forecast error.

    Use it as the form of :func:`patell_z` that is right for windows of several days, whose abnormal moves share
    the errors of the fitted model.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    df : ndarray of shape (n_events,)
        Residual degrees of freedom of each event's model.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; undefined without events, and where an event has 2 degrees of freedom or fewer.

    Notes
    -----
    ``z = sum(SCAR_i / sqrt(df_i / (df_i - 2))) / sqrt(n)``. Assumes independent events of quiet-time variance.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14, 246-276; Salinger (1992), Journal of Financial and
    Quantitative Analysis 27, 39-53, for the forecast error of the sum.

    Examples
    --------
    >>> scar, df = np.array([2.0, 1.0, 0.0, 3.0, 1.0, 2.0]), np.full(6, 102.0)
    >>> round(patell_z_scar(scar, df).statistic, 4)
    3.638
    """
    return _patell("patell_z_scar", scar, df, alternative)


def patell_z_pooledQ(  # noqa: N802 - the name in use, after Patell's Q
    csar: FloatArray, df: FloatArray, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test the sum of standardized abnormal moves against the sum of their variances.

    Use it to compare with programs that pool the variances; it equals :func:`patell_z` when all events have the
    same degrees of freedom. On a single day it is the form of Patell's test in general use.

    Parameters
    ----------
    csar : ndarray of shape (n_events,)
        Standardized abnormal moves summed over the window and divided by the square root of its days.
        NaN are left out and not counted.
    df : ndarray of shape (n_events,)
        Residual degrees of freedom of each event's model.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; undefined without events, and where an event has 2 degrees of freedom or fewer.

    Notes
    -----
    ``z = sum(CSAR_i) / sqrt(sum(df_i / (df_i - 2)))``. Assumes independent events of quiet-time variance.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14, 246-276.

    Examples
    --------
    >>> csar, df = np.array([2.0, 1.0, 0.0, 3.0, 1.0, 2.0]), np.array([4.0, 102, 102, 102, 102, 102])
    >>> round(patell_z_pooledQ(csar, df).statistic, 4)
    3.3776
    """
    keep = np.isfinite(csar)
    if reason := _patell_gap(keep, df):
        return _no_patell("patell_z_pooledQ", reason, int(keep.sum()), alternative)
    total = float((df[keep] / (df[keep] - 2)).sum())
    n_events = int(keep.sum())
    return referred(
        "patell_z_pooledQ",
        float(csar[keep].sum()) / math.sqrt(total),
        estimate=float(csar[keep].mean()),
        std_error=math.sqrt(total) / n_events,
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=UNIT,
    )


def kp_patell_z(
    scar: FloatArray, df: FloatArray, mean_correlation: float, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test the mean standardized abnormal move under the variance of quiet times when events share dates.

    Use it for events on shared dates that leave volatility alone; where they raise it, :func:`kp_bmp_t` keeps its
    size and this one does not.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    df : ndarray of shape (n_events,)
        Residual degrees of freedom of each event's model.
    mean_correlation : float
        Mean over pairs of events of the correlation of their abnormal moves, as for :func:`kp_bmp_t`.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``extra["mean_correlation"]``. Undefined as :func:`patell_z_scar` is, and where the
        correction is not positive.

    Notes
    -----
    ``z_KP = z / sqrt(1 + (n - 1) rbar)`` with ``z`` of :func:`patell_z_scar`. One event has no pairs: there the
    two are the same.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025.

    Examples
    --------
    >>> scar, df = np.array([2.0, 1.0, 0.0, 3.0, 1.0, 2.0]), np.full(6, 102.0)
    >>> round(kp_patell_z(scar, df, 0.1).statistic, 4)
    2.9704
    """
    plain = _patell("kp_patell_z", scar, df, alternative)
    if plain.reason or plain.n_events == 1:
        return plain
    inflation = 1 + (plain.n_events - 1) * mean_correlation
    if not inflation > 0:
        return no_variance_left("kp_patell_z", mean_correlation, plain.n_events, alternative)
    return referred(
        "kp_patell_z",
        plain.statistic / math.sqrt(inflation),
        estimate=plain.estimate,
        std_error=plain.std_error * math.sqrt(inflation),
        n_events=plain.n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=UNIT,
        extra={"mean_correlation": mean_correlation},
    )


def _patell(name: str, standardized: FloatArray, df: FloatArray, alternative: Alternative) -> HypothesisTest:
    """Compute Patell's statistic with each event over the standard deviation of its own t."""
    keep = np.isfinite(standardized)
    n_events = int(keep.sum())
    if reason := _patell_gap(keep, df):
        return _no_patell(name, reason, n_events, alternative)
    scaled = standardized[keep] / np.sqrt(df[keep] / (df[keep] - 2))
    return referred(
        name,
        float(scaled.sum() / math.sqrt(n_events)),
        estimate=float(scaled.mean()),
        std_error=1 / math.sqrt(n_events),
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=UNIT,
    )


def _patell_gap(keep: BoolArray, df: FloatArray) -> str:
    """Say why Patell's statistic cannot be computed; empty where it can."""
    if not keep.any():
        return NO_EVENT
    return "" if (df[keep] > 2).all() else LOW_DF


def _no_patell(name: str, reason: str, n_events: int, alternative: Alternative) -> HypothesisTest:
    """Make the record of a Patell test that cannot be computed."""
    return undefined(name, reason, null=MEAN_ZERO, n_events=n_events, alternative=alternative, unit=UNIT)
