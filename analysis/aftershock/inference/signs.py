"""Sign tests: how many events moved up."""

import math

import numpy as np
from scipy.special import bdtr, bdtrc

from aftershock.inference.records import (
    HypothesisTest,
    check_alpha,
    doubled_tail,
    referred,
    tail_probability,
    undefined,
    unreachable,
)
from aftershock.typing import Alternative, FloatArray, check_option

HALF = "a positive abnormal move is as likely as one that is not"
QUIET_SHARE = "abnormal moves are positive as often as in the estimation window"
NO_EVENT = "no event has a finite abnormal move"
UNIT = "share of positive events"


def sign_z(car: FloatArray, *, alternative: Alternative = "two-sided", alpha: float = 0.05) -> HypothesisTest:
    """Test whether more than half of the events moved up, by the normal approximation.

    Use it for twenty events or more on different dates; below, :func:`sign_exact_binomial` is exact.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves. NaN are left out and not counted; a zero counts as not positive.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the share of positive events, ``extra["n_positive"]`` their number.
        Undefined without events, and where even all events of one sign would leave the p-value above ``alpha``:
        below four events at 5 %.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``z = (w - n/2) / (sqrt(n)/2)``, w positive events. Assumes independent events and a median of zero; skewed
    moves do not have one.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, 205-258.

    Examples
    --------
    >>> round(sign_z(np.array([1.0, 2.0, 3.0, -1.0, 4.0, 9.0])).statistic, 4)
    1.633
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    finite = car[np.isfinite(car)]
    n_events = int(finite.size)
    smallest = smallest_normal_pvalue(math.sqrt(n_events), alternative)
    if not n_events or smallest > alpha:
        reason = unreachable(f"{n_events} event(s)", smallest, alpha) if n_events else NO_EVENT
        return undefined(
            "sign_z",
            reason,
            null=HALF,
            n_events=n_events,
            alternative=alternative,
            unit=UNIT,
            extra={"n_positive": float((finite > 0).sum()), "smallest_pvalue": smallest},
        )
    return _sign_z("sign_z", finite, 0.5, null=HALF, alternative=alternative)


def sign_exact_binomial(
    car: FloatArray, *, alternative: Alternative = "two-sided", alpha: float = 0.05
) -> HypothesisTest:
    """Test whether more than half of the events moved up, by the binomial distribution.

    Use it for few events on different dates.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves. NaN are left out and not counted; a zero counts as not positive.
    alternative : {"two-sided", "greater", "less"}
        Two-sided doubles the smaller tail.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the number of positive events. Undefined where even all events of one sign would leave
        the p-value above ``alpha``; ``extra["smallest_pvalue"]`` says how far it could go.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``w ~ Binomial(n, 1/2)``, ``p = min(1, 2 min(P(W <= w), P(W >= w)))``. Assumes independent events.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, 205-258.

    Examples
    --------
    >>> round(sign_exact_binomial(np.array([1.0, 2.0, 3.0, 1.0, 4.0, 9.0])).pvalue, 5)
    0.03125
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    finite = car[np.isfinite(car)]
    n_events, positive = int(finite.size), int((finite > 0).sum())
    smallest = smallest_flip_pvalue(n_events, alternative)
    extra = {"n_positive": float(positive), "smallest_pvalue": smallest}
    if not n_events or smallest > alpha:
        reason = unreachable(f"{n_events} event(s)", smallest, alpha) if n_events else NO_EVENT
        return undefined(
            "sign_exact_binomial",
            reason,
            null=HALF,
            n_events=n_events,
            alternative=alternative,
            unit=UNIT,
            extra=extra,
        )
    below, above = float(bdtr(positive, n_events, 0.5)), _at_least(positive, n_events)
    return HypothesisTest(
        statistic=float(positive),
        pvalue=doubled_tail(below, above, alternative),
        distribution="binomial",
        estimate=positive / n_events,
        n_events=n_events,
        alternative=alternative,
        null=HALF,
        method="sign_exact_binomial",
        unit=UNIT,
        extra=extra,
    )


def generalized_sign_z(
    car: FloatArray, positive_share: float, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test whether more events moved up than abnormal moves did in the estimation window.

    Use it instead of :func:`sign_z` when moves are skewed, so that up and down are not equally frequent in quiet
    times. Events that share dates make it over-reject.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves. NaN are left out and not counted; a zero counts as not positive.
    positive_share : float
        Share of positive abnormal moves in quiet times; see :func:`mean_positive_share`.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the share of positive events, ``extra["positive_share"]`` the quiet one.
        Undefined without events and where the quiet share is not between 0 and 1.

    Notes
    -----
    ``z = (w - n p) / sqrt(n p (1 - p))``. Assumes independent events. For a window of several days the daily share
    of quiet times is only nearly right.

    References
    ----------
    Cowan (1992), Review of Quantitative Finance and Accounting 2, 343-358.

    Examples
    --------
    >>> round(generalized_sign_z(np.array([1.0, 2.0, 3.0, -1.0, 4.0, 9.0]), 0.4).statistic, 4)
    2.1667
    """
    finite = car[np.isfinite(car)]
    known = 0 < positive_share < 1
    if not (finite.size and known):
        reason = NO_EVENT if not finite.size else "no share of positive moves between 0 and 1 in quiet times"
        return undefined(
            "generalized_sign_z",
            reason,
            null=QUIET_SHARE,
            n_events=int(finite.size),
            alternative=alternative,
            unit=UNIT,
        )
    return _sign_z("generalized_sign_z", finite, positive_share, null=QUIET_SHARE, alternative=alternative)


def mean_positive_share(residuals: FloatArray) -> float:
    """Average over events the share of estimation days with a positive abnormal move.

    Use it for :func:`generalized_sign_z`, over the events that enter the test.

    Parameters
    ----------
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window. NaN are left out; an event without any does not count.

    Returns
    -------
    float
        NaN without any abnormal move.

    Notes
    -----
    ``p = (1/n) sum_i (1/M_i) sum_t [e_it > 0]``.

    References
    ----------
    Cowan (1992), Review of Quantitative Finance and Accounting 2, 343-358.

    Examples
    --------
    >>> mean_positive_share(np.array([[1.0, -1.0, 2.0, 1.0], [-1.0, np.nan, 1.0, np.nan]]))
    0.625
    """
    counts = np.isfinite(residuals).sum(axis=1)
    positive = (residuals > 0).sum(axis=1)
    present = counts > 0
    return float(np.mean(positive[present] / counts[present])) if present.any() else math.nan


def smallest_flip_pvalue(n_events: int, alternative: Alternative) -> float:
    """Compute the p-value of a sign test in which every event has the same sign.

    Examples
    --------
    >>> smallest_flip_pvalue(5, "two-sided")
    0.0625
    """
    sides = 2 if alternative == "two-sided" else 1
    return min(1.0, sides * 0.5**n_events)


def smallest_normal_pvalue(largest: float, alternative: Alternative) -> float:
    """Compute the p-value of the largest statistic that a test by the normal approximation can have.

    Examples
    --------
    >>> round(smallest_normal_pvalue(3**0.5, "two-sided"), 3)
    0.083
    """
    return tail_probability(largest, math.nan, "two-sided" if alternative == "two-sided" else "greater")


def _at_least(positive: int, n_events: int) -> float:
    """Compute the chance of so many positive events or more."""
    return 1.0 if positive == 0 else float(bdtrc(positive - 1, n_events, 0.5))


def _sign_z(
    name: str, finite: FloatArray, share: float, *, null: str, alternative: Alternative
) -> HypothesisTest:
    """Standardize the number of positive events under the binomial distribution."""
    n_events, positive = int(finite.size), int((finite > 0).sum())
    std_error = math.sqrt(share * (1 - share) / n_events)
    return referred(
        name,
        (positive / n_events - share) / std_error,
        estimate=positive / n_events,
        std_error=std_error,
        n_events=n_events,
        alternative=alternative,
        null=null,
        unit=UNIT,
        extra={"n_positive": float(positive), "positive_share": share},
    )
