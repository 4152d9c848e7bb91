"""Tests of the equally weighted portfolio of all events, day by day of event time."""

import math

import numpy as np

from aftershock.inference.parametric import MEAN_ZERO
from aftershock.inference.records import HypothesisTest, referred, undefined
from aftershock.typing import Alternative, FloatArray, IntArray


def brown_warner_1985_t(
    abnormal: FloatArray, residuals: FloatArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test the mean over events against the day-to-day spread of their estimation-window mean.

    Use it for events on one date that leave volatility alone: the spread of the daily mean takes the correlation
    of the events into account. An event that raises volatility makes it over-reject, and so do dates apart but
    close together, whose shared shocks fall on different days of event time.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window, in native units. NaN are left out of each day's mean; a day without
        any event is left out of the window.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window by event time, NaN where there are none. Events without a move
        in the event window still count here: the yardstick is that of the whole portfolio.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``abnormal``.

    Returns
    -------
    HypothesisTest
        t with one degree of freedom less than there are estimation days; ``estimate`` is the sum of the daily
        means, ``extra["daily_std"]`` the spread s_A. Undefined without a move or without a spread.

    Notes
    -----
    ``t = sum_t AAR_t / (sqrt(L) s_A)``, ``s_A`` the standard deviation (divisor T - 1) of the daily mean over the
    T estimation days. Assumes independent days.

    References
    ----------
    Brown and Warner (1985), Journal of Financial Economics 14, 3-31.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 1.0, 0.0], [-1.0, 1.0, 0.0]])
    >>> brown_warner_1985_t(np.array([[2.0], [4.0]]), residuals).statistic
    3.0
    """
    means = day_means(residuals)
    days = means[np.isfinite(means)]
    spread = float(days.std(ddof=1)) if days.size > 1 else 0.0
    return _portfolio_t(
        "brown_warner_1985_t", abnormal, spread, df=days.size - 1.0, alternative=alternative, unit=unit
    )


def brown_warner_1980_t(
    abnormal: FloatArray, residuals: FloatArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test the mean over events against the spread that independent events would have.

    Use it for dates far apart; events that share dates or raise volatility make it over-reject.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window, in native units. NaN are left out of each day's mean; a day without
        any event is left out of the window.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window, NaN where there are none. Events without a move in the event
        window still count here.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``abnormal``.

    Returns
    -------
    HypothesisTest
        t with the mean number of estimation days, less one, as degrees of freedom; ``estimate`` is the sum of
        the daily means, ``extra["daily_std"]`` the spread. Undefined without a move or without a spread.

    Notes
    -----
    ``t = sum_t AAR_t / (sqrt(L) s)``, ``s = sqrt(sum_i s_i**2) / N`` with ``s_i`` the standard deviation (divisor
    M_i - 1) of event i over its M_i estimation days. Assumes independent events.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, 205-258.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 1.0, 0.0], [-1.0, 1.0, 0.0]])
    >>> round(brown_warner_1980_t(np.array([[2.0], [4.0]]), residuals).statistic, 4)
    4.2426
    """
    counts = np.isfinite(residuals).sum(axis=1)
    usable = counts > 1
    variances = np.nanvar(residuals[usable], axis=1, ddof=1)
    spread = math.sqrt(float(variances.sum())) / int(usable.sum()) if usable.any() else 0.0
    df = float(counts[usable].mean()) - 1 if usable.any() else math.nan
    return _portfolio_t("brown_warner_1980_t", abnormal, spread, df=df, alternative=alternative, unit=unit)


def lamb_z(
    abnormal: FloatArray,
    residuals: FloatArray,
    event_market: FloatArray,
    estimation_market: FloatArray,
    *,
    alternative: Alternative = "two-sided",
    unit: str = "",
) -> HypothesisTest:
    """Test the mean over events on one date against the forecast error of their portfolio's market model.

    Use it for events of one date under the market model; it is :func:`brown_warner_1985_t` with the error of the
    fitted line, and over-rejects as that one does when the event raises volatility.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window, in native units. NaN are left out of each day's mean; a day without
        any event or without a market move is left out of the window.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the common estimation window, NaN where there are none.
    event_market : ndarray of shape (n_days,)
        Market moves of the event window.
    estimation_market : ndarray of shape (n_estimation,)
        Market moves of the estimation window.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``abnormal``.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the sum of the daily means. Undefined with fewer than three estimation
        days, without a move or without a spread.

    Notes
    -----
    ``z = sum_t AAR_t / (s_p sqrt(L + L**2/M + (sum_t (m_t - mbar))**2 / SSM))`` with ``s_p**2 = SSE / (M - 2)`` of
    the daily mean over the M estimation days; for one day the root is ``1 + 1/M + (m_t - mbar)**2 / SSM``. Assumes
    one common date.

    References
    ----------
    Lamb (1995), Journal of Risk and Insurance 62, 111-123.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, -1.0]])
    >>> market, today = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([0.0])
    >>> round(lamb_z(np.array([[2.0], [4.0]]), residuals, today, market).statistic, 4)
    1.8974
    """
    means = day_means(residuals)
    used = np.isfinite(means) & np.isfinite(estimation_market)
    market, n_used = estimation_market[used], int(used.sum())
    spread = math.sqrt(float((means[used] ** 2).sum()) / (n_used - 2)) if n_used > 2 else 0.0
    known = np.where(np.isfinite(event_market), abnormal, np.nan)
    days = np.isfinite(day_means(known))
    n_days = int(days.sum())
    factor = float(n_days)
    if n_used > 2 and np.ptp(market) > 0:
        distance = float((event_market[days] - market.mean()).sum())
        factor += n_days**2 / n_used + distance**2 / float(((market - market.mean()) ** 2).sum())
    scale = spread * math.sqrt(factor / max(n_days, 1))
    return _portfolio_t("lamb_z", known, scale, df=math.nan, alternative=alternative, unit=unit)


def day_means(values: FloatArray) -> FloatArray:
    """Average every column over the events that have it; NaN where none has.

    Examples
    --------
    >>> day_means(np.array([[1.0, np.nan], [3.0, np.nan]]))
    array([ 2., nan])
    """
    present = np.isfinite(values)
    counts: IntArray = present.sum(axis=0)
    totals = np.where(present, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(totals, counts, out=np.full(counts.shape, np.nan), where=counts > 0))


def _portfolio_t(
    name: str, abnormal: FloatArray, spread: float, *, df: float, alternative: Alternative, unit: str
) -> HypothesisTest:
    """Divide the sum of the daily means by the spread of one day times the square root of the days."""
    n_events = int(np.isfinite(abnormal).any(axis=1).sum())
    means = day_means(abnormal)
    days = means[np.isfinite(means)]
    if not (days.size and spread > 0):
        reason = (
            "no event has an abnormal move in the window"
            if not days.size
            else "no spread over estimation days"
        )
        return undefined(name, reason, null=MEAN_ZERO, n_events=n_events, alternative=alternative, unit=unit)
    total, std_error = float(days.sum()), spread * math.sqrt(days.size)
    return referred(
        name,
        total / std_error,
        df=df,
        estimate=total,
        std_error=std_error,
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=unit,
        extra={"daily_std": spread},
    )
