"""Generalized rank tests: the cumulative move of an event as one day among those of its estimation window."""

import math
from typing import NamedTuple

import numpy as np

from aftershock.inference.portfolio import day_means
from aftershock.inference.ranks import NULL, row_ranks
from aftershock.inference.records import HypothesisTest, referred, undefined
from aftershock.typing import Alternative, FloatArray

UNIT = "ranks"


class GeneralizedRanks(NamedTuple):
    """Ranks about the middle of the events that count, the event day last, and the days each event has."""

    centred: FloatArray
    lengths: FloatArray


def grank_t(
    scar: FloatArray,
    residuals: FloatArray,
    residual_std: FloatArray,
    *,
    alternative: Alternative = "two-sided",
) -> HypothesisTest:
    """Test a window of days by one generalized rank an event, with the spread of daily mean ranks as yardstick.

    Use it for fat-tailed moves over several days on one date: the spread of the daily mean takes the correlation of
    the events into account, and the event may raise volatility. Dates close together, whose shared shocks fall on
    different days of event time, make it over-reject.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. Events with NaN drop out altogether.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window by event time. NaN carry no rank.
    residual_std : ndarray of shape (n_events,)
        Residual standard deviation s of each event's model. Events without a positive one drop out.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with T - 2 degrees of freedom, T estimation days plus one; ``estimate`` is the mean rank of the event day
        about the middle, ``extra["z"]`` the statistic before the change to t. Undefined below two events and
        without a spread.

    Notes
    -----
    ``t = Z sqrt((T - 2) / (T - 1 - Z**2))``, ``Z = Ubar_0 / S``, ``S**2 = (1/T) sum_t (n_t/n) Ubar_t**2``,
    ``U = K / (T_i + 1) - 1/2``; K ranks ``e_it / s_i`` of the estimation days and, as one more day 0,
    ``SCAR_i / sd(SCAR)``. Assumes days exchangeable under the null.

    References
    ----------
    Kolari and Pynnonen (2011), Journal of Empirical Finance 18, 953-971.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 0.0, 1.0], [0.5, -0.5, 0.0]])
    >>> round(grank_t(np.array([2.0, 3.0]), residuals, np.array([1.0, 0.5])).statistic, 4)
    3.4641
    """
    ranked = _generalized(scar, residuals, residual_std)
    n_events = len(ranked.lengths)
    means = day_means(ranked.centred)
    days = np.isfinite(means)
    shares = np.isfinite(ranked.centred).sum(axis=0)[days] / max(n_events, 1)
    n_days = int(days.sum())
    spread = math.sqrt(float((shares * means[days] ** 2).sum()) / max(n_days, 1))
    z = float(means[-1]) / spread if n_events > 1 and spread > 0 else math.nan
    if not (n_days > 2 and n_days - 1 - z**2 > 0):
        return _no_ranks("grank_t", n_events, alternative)
    return referred(
        "grank_t",
        z * math.sqrt((n_days - 2) / (n_days - 1 - z**2)),
        df=n_days - 2.0,
        estimate=float(means[-1]),
        n_events=n_events,
        alternative=alternative,
        null=NULL,
        unit=UNIT,
        extra={"z": z},
    )


def grank_z(
    scar: FloatArray,
    residuals: FloatArray,
    residual_std: FloatArray,
    *,
    alternative: Alternative = "two-sided",
) -> HypothesisTest:
    """Test a window of days by one generalized rank an event, as if events were independent.

    Use it for fat-tailed moves over several days on dates far apart; events that share dates make it over-reject.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. Events with NaN drop out altogether.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window. NaN carry no rank.
    residual_std : ndarray of shape (n_events,)
        Residual standard deviation s of each event's model. Events without a positive one drop out.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the mean rank of the event day about the middle. Undefined below two
        events.

    Notes
    -----
    ``z = Ubar_0 / (sqrt(sum_i (T_i - 1) / (12 (T_i + 1))) / n)``, U and T_i of :func:`grank_t`. Assumes independent
    events and days exchangeable under the null.

    References
    ----------
    Kolari and Pynnonen (2011), Journal of Empirical Finance 18, 953-971.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 0.0, 1.0], [0.5, -0.5, 0.0]])
    >>> round(grank_z(np.array([2.0, 3.0]), residuals, np.array([1.0, 0.5])).statistic, 4)
    1.8974
    """
    ranked = _generalized(scar, residuals, residual_std)
    n_events = len(ranked.lengths)
    if n_events < 2:
        return _no_ranks("grank_z", n_events, alternative)
    variance = (ranked.lengths - 1) / (12 * (ranked.lengths + 1))
    mean, std_error = float(ranked.centred[:, -1].mean()), math.sqrt(float(variance.sum())) / n_events
    return referred(
        "grank_z",
        mean / std_error,
        estimate=mean,
        std_error=std_error,
        n_events=n_events,
        alternative=alternative,
        null=NULL,
        unit=UNIT,
    )


def _generalized(scar: FloatArray, residuals: FloatArray, residual_std: FloatArray) -> GeneralizedRanks:
    """Rank each event's cumulative move among its standardized estimation days; no events where it cannot be."""
    keep = np.isfinite(scar) & np.isfinite(residuals).any(axis=1) & (residual_std > 0)
    kept = scar[keep]
    spread = float(kept.std(ddof=1)) if kept.size > 1 and np.ptp(kept) > 0 else 0.0
    if spread == 0:
        return GeneralizedRanks(np.empty((0, residuals.shape[1] + 1)), np.empty(0))
    days = np.column_stack([residuals[keep] / residual_std[keep, None], kept / spread])
    ranks = row_ranks(days)
    lengths = np.isfinite(ranks).sum(axis=1).astype(np.float64)
    return GeneralizedRanks(ranks / (lengths[:, None] + 1) - 0.5, lengths)


def _no_ranks(name: str, n_events: int, alternative: Alternative) -> HypothesisTest:
    """Make the record of a generalized rank test that cannot be computed."""
    few = "needs at least 2 events with different standardized moves and an estimation window"
    reason = (
        f"the generalized rank {few}" if n_events < 2 else "the event day leaves no spread of daily ranks"
    )
    return undefined(name, reason, null=NULL, n_events=n_events, alternative=alternative, unit=UNIT)
