"""Parametric event-study tests on arrays of cumulative abnormal moves."""

import math

import numpy as np

from aftershock.inference.records import HypothesisTest, tail_probability, undefined
from aftershock.typing import Alternative, FloatArray

MEAN_ZERO = "the mean cumulative abnormal move is zero"
ONE_ZERO = "the abnormal move of this one event is zero"


def forecast_t(
    car: float, std_error: float, df: float, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test one event against the forecast error of its own normal-move model.

    Use it to read one event when moves are close to normal; :func:`sample_quantile` assumes no shape and
    is to be preferred.

    Parameters
    ----------
    car : float
        Cumulative abnormal move of the event, in native units.
    std_error : float
        Its forecast standard error, s times the square root of the exact variance factor.
    df : float
        Residual degrees of freedom of the normal-move model.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``car``.

    Returns
    -------
    HypothesisTest
        t with ``df`` degrees of freedom; undefined, with the reason, for inputs that are not finite and where
        the standard error or ``df`` is not positive.

    Notes
    -----
    ``t = CAR / (s sqrt(L + L**2/M + (sum(m_t - mbar))**2/SSM))``. Assumes normal, independent, homoskedastic
    moves; an event that raises volatility makes it reject too often.

    References
    ----------
    Salinger (1992), Journal of Financial and Quantitative Analysis 27, 39-53.

    Examples
    --------
    >>> forecast_t(0.02, 0.01, 120.0).statistic
    2.0
    """
    reason = _not_standardized(car, std_error, df)
    if reason:
        return undefined("forecast_t", reason, null=ONE_ZERO, n_events=0, alternative=alternative, unit=unit)
    statistic = car / std_error
    return HypothesisTest(
        statistic=statistic,
        pvalue=tail_probability(statistic, df, alternative),
        df=df,
        distribution="t",
        estimate=car,
        std_error=std_error,
        n_events=1,
        alternative=alternative,
        null=ONE_ZERO,
        method="forecast_t",
        unit=unit,
    )


def cross_sectional_t(
    car: FloatArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test whether the mean over events is zero, with the spread over events as the yardstick.

    Use it for many events on different dates; events that share dates make it reject far too often.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves, in native units. NaN are left out and not counted.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``car``.

    Returns
    -------
    HypothesisTest
        t with n - 1 degrees of freedom; undefined below two events.

    Notes
    -----
    ``t = mean(CAR) / (sd(CAR) / sqrt(n))`` with divisor n - 1. Assumes independent events of one variance.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, 205-258.

    Examples
    --------
    >>> round(cross_sectional_t(np.array([1.0, 2.0, 3.0])).statistic, 4)
    3.4641
    """
    return _mean_t(car, "cross_sectional_t", alternative=alternative, unit=unit)


def bmp_t(scar: FloatArray, *, alternative: Alternative = "two-sided") -> HypothesisTest:
    """Test the mean standardized abnormal move, letting the event itself raise the variance.

    Use it for several events on different dates when events make markets more volatile, as news does.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with n - 1 degrees of freedom; undefined below two events.

    Notes
    -----
    ``t = mean(SCAR) / (sd(SCAR) / sqrt(n))``. Assumes events do not share shocks.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30, 253-272.

    Examples
    --------
    >>> round(bmp_t(np.array([1.0, 2.0, 3.0])).statistic, 4)
    3.4641
    """
    return _mean_t(scar, "bmp_t", alternative=alternative, unit="standard errors")


def kp_bmp_t(
    scar: FloatArray, mean_correlation: float, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test the mean standardized abnormal move when events share dates or windows.

    Use it as the first test for several events: clustered political news makes all simpler ones over-reject.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    mean_correlation : float
        Mean over pairs of events of the correlation of their abnormal moves, weighted by the share of
        event days that they have in common; see :func:`mean_overlap_correlation`.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with n - 1 degrees of freedom; undefined below two events or where the correction is not positive.

    Notes
    -----
    ``t_KP = t_BMP sqrt((1 - rbar) / (1 + (n - 1) rbar))``.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025.

    Examples
    --------
    >>> scar = np.array([1.0, 2.0, 3.0])
    >>> kp_bmp_t(scar, 0.0).statistic == bmp_t(scar).statistic
    True
    """
    plain = _mean_t(scar, "kp_bmp_t", alternative=alternative, unit="standard errors")
    if plain.reason:
        return plain
    alone, shared = 1 - mean_correlation, 1 + (plain.n_events - 1) * mean_correlation
    if not (alone > 0 and shared > 0):
        return undefined(
            "kp_bmp_t",
            f"a mean correlation of {mean_correlation:.3f} leaves no positive variance",
            null=MEAN_ZERO,
            n_events=plain.n_events,
            alternative=alternative,
            unit=plain.unit,
        )
    ratio = alone / shared
    statistic = plain.statistic * math.sqrt(ratio)
    return HypothesisTest(
        statistic=statistic,
        pvalue=tail_probability(statistic, plain.df, alternative),
        df=plain.df,
        distribution="t",
        estimate=plain.estimate,
        std_error=plain.std_error / math.sqrt(ratio),
        n_events=plain.n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        method="kp_bmp_t",
        unit=plain.unit,
    )


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
    ``z = sum(CSAR_i / sqrt(df_i / (df_i - 2))) / sqrt(n)``.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14, 246-276.

    Examples
    --------
    >>> round(patell_z(np.array([2.0, 2.0]), np.array([100.0, 100.0])).statistic, 4)
    2.8
    """
    keep = np.isfinite(csar)
    n_events = int(keep.sum())
    reason = "" if n_events else "no event has a finite standardized abnormal move"
    if not (df[keep] > 2).all():
        reason = "the variance of a t needs more than 2 degrees of freedom; estimate over more days"
    if reason:
        return undefined(
            "patell_z",
            reason,
            null=MEAN_ZERO,
            n_events=n_events,
            alternative=alternative,
            unit="standard errors",
        )
    scaled = csar[keep] / np.sqrt(df[keep] / (df[keep] - 2))
    statistic = float(scaled.sum() / math.sqrt(n_events))
    return HypothesisTest(
        statistic=statistic,
        pvalue=tail_probability(statistic, math.nan, alternative),
        distribution="normal",
        estimate=float(scaled.mean()),
        std_error=1 / math.sqrt(n_events),
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        method="patell_z",
        unit="standard errors",
    )


def _mean_t(values: FloatArray, method: str, *, alternative: Alternative, unit: str) -> HypothesisTest:
    """Compute the t statistic of a mean over the finite values."""
    finite = values[np.isfinite(values)]
    n_events = int(finite.size)
    if n_events < 2:
        return undefined(
            method,
            f"{n_events} event(s); the spread over events needs at least 2",
            null=MEAN_ZERO,
            n_events=n_events,
            alternative=alternative,
            unit=unit,
        )
    spread = float(finite.std(ddof=1)) if np.ptp(finite) > 0 else 0.0
    if spread == 0:
        return undefined(
            method,
            "all events have the same value",
            null=MEAN_ZERO,
            n_events=n_events,
            alternative=alternative,
            unit=unit,
        )
    mean, std_error = float(finite.mean()), spread / math.sqrt(n_events)
    return HypothesisTest(
        statistic=mean / std_error,
        pvalue=tail_probability(mean / std_error, n_events - 1, alternative),
        df=float(n_events - 1),
        distribution="t",
        estimate=mean,
        std_error=std_error,
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        method=method,
        unit=unit,
    )


def _not_standardized(car: float, std_error: float, df: float) -> str:
    """Say why one abnormal move cannot be standardized; empty where it can."""
    if not math.isfinite(car):
        return "no finite abnormal move"
    if not (math.isfinite(std_error) and std_error > 0):
        return "no residual variance"
    return "" if math.isfinite(df) and df > 0 else "no residual degrees of freedom"
