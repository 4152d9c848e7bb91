"""Parametric tests of abnormal moves in native units: one event, and the mean of several."""

import math

import numpy as np

from aftershock.inference.records import HypothesisTest, referred, undefined
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
    return referred(
        "forecast_t",
        car / std_error,
        df=df,
        estimate=car,
        std_error=std_error,
        n_events=1,
        alternative=alternative,
        null=ONE_ZERO,
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
    return mean_t(car, "cross_sectional_t", alternative=alternative, unit=unit)


def skewness_adjusted_t(
    car: FloatArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test the mean over events with a correction for the skewness of the moves.

    Use it in place of :func:`cross_sectional_t` for a handful of lopsided moves; with few events the estimate of
    the skewness is itself poor, and the correction is no more than a first step.

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
        t with n - 1 degrees of freedom; ``extra["skewness"]`` is g. No standard error, since the statistic is not
        linear in the mean. Undefined below three events, and where g S <= -3/2: there a larger mean would give a
        smaller statistic.

    Notes
    -----
    ``t = sqrt(n) (S + g S**2 / 3 + g / (6 n))`` with ``S = mean / sd`` (divisor n - 1) and
    ``g = n / ((n - 1)(n - 2)) sum(z**3)``, z the standardized moves. Assumes independent events.

    References
    ----------
    Johnson (1978), Journal of the American Statistical Association 73, 536-544; Lyon, Barber and Tsai (1999),
    Journal of Finance 54, 165-201.

    Examples
    --------
    >>> test = skewness_adjusted_t(np.array([1.0, 2.0, 3.0, -1.0, 0.0, 9.0]))
    >>> round(test.statistic, 4), round(test.extra["skewness"], 4)
    (2.2875, 1.6267)
    """
    plain = mean_t(car, "skewness_adjusted_t", alternative=alternative, unit=unit)
    n_events = plain.n_events
    if plain.reason or n_events < 3:
        reason = plain.reason or f"{n_events} events; the skewness over events needs at least 3"
        return undefined(
            plain.method, reason, null=MEAN_ZERO, n_events=n_events, alternative=alternative, unit=unit
        )
    skewness = _skewness(car[np.isfinite(car)])
    scale = plain.statistic / math.sqrt(n_events)
    if 2 * skewness * scale / 3 <= -1:
        reason = f"a skewness of {skewness:.2f} turns the correction around; use cross_sectional_t"
        return undefined(
            plain.method, reason, null=MEAN_ZERO, n_events=n_events, alternative=alternative, unit=unit
        )
    corrected = scale + skewness * scale**2 / 3 + skewness / (6 * n_events)
    return referred(
        "skewness_adjusted_t",
        math.sqrt(n_events) * corrected,
        df=plain.df,
        estimate=plain.estimate,
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=unit,
        extra={"skewness": skewness},
    )


def mean_t(values: FloatArray, method: str, *, alternative: Alternative, unit: str) -> HypothesisTest:
    """Compute the t statistic of a mean over the finite values, under the name of the test that asks.

    Examples
    --------
    >>> mean_t(np.array([1.0, 3.0]), "cross_sectional_t", alternative="greater", unit="%").statistic
    2.0
    """
    finite = values[np.isfinite(values)]
    n_events = int(finite.size)
    spread = float(finite.std(ddof=1)) if n_events > 1 and np.ptp(finite) > 0 else 0.0
    if spread == 0:
        few = f"{n_events} event(s); the spread over events needs at least 2"
        reason = few if n_events < 2 else "all events have the same value"
        return undefined(
            method, reason, null=MEAN_ZERO, n_events=n_events, alternative=alternative, unit=unit
        )
    mean, std_error = float(finite.mean()), spread / math.sqrt(n_events)
    return referred(
        method,
        mean / std_error,
        df=float(n_events - 1),
        estimate=mean,
        std_error=std_error,
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=unit,
    )


def _skewness(values: FloatArray) -> float:
    """Compute the adjusted skewness, n / ((n - 1)(n - 2)) times the sum of cubed standardized values."""
    n = values.size
    standardized = (values - values.mean()) / values.std(ddof=1)
    return float(n / ((n - 1) * (n - 2)) * (standardized**3).sum())


def _not_standardized(car: float, std_error: float, df: float) -> str:
    """Say why one abnormal move cannot be standardized; empty where it can."""
    if not math.isfinite(car):
        return "no finite abnormal move"
    if not (math.isfinite(std_error) and std_error > 0):
        return "no residual variance"
    return "" if math.isfinite(df) and df > 0 else "no residual degrees of freedom"
