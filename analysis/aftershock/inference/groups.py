"""The difference between two groups of events."""

import math
from itertools import combinations

import numpy as np

from aftershock.inference.clusters import cluster_sums
from aftershock.inference.records import (
    HypothesisTest,
    check_alpha,
    referred,
    undefined,
    unreachable,
)
from aftershock.inference.resampling import N_DRAWS, check_draws, share_as_extreme
from aftershock.typing import Alternative, FloatArray, LabelArray, Rng, check_option

NULL = "both groups have the same mean abnormal move"
EXCHANGEABLE = "which dates belong to which group does not matter to the moves"


def welch_t(
    first: FloatArray, second: FloatArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test the difference between the means of two groups of events, each with its own variance.

    Use it for groups of events on different dates, e.g. threats and acts; events that share dates make it
    over-reject: see :func:`group_permutation`.

    Parameters
    ----------
    first, second : ndarray of shape (n_first,) and (n_second,)
        Cumulative abnormal moves of the groups, plain or standardized. NaN are left out and not counted.
    alternative : {"two-sided", "greater", "less"}
        "greater": the first group has the larger mean.
    unit : str
        Unit of the moves.

    Returns
    -------
    HypothesisTest
        t with the degrees of freedom of Welch and Satterthwaite; ``estimate`` is first less second, ``extra`` holds
        ``n_first`` and ``n_second``. Undefined below two events in a group and without a spread in either.

    Notes
    -----
    ``t = (m_1 - m_2) / sqrt(v_1 + v_2)``, ``v = s**2/n``, ``df = (v_1 + v_2)**2 / (v_1**2/(n_1 - 1) + v_2**2/(n_2 -
    1))``. Assumes independent events and means that are nearly normal.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35.

    Examples
    --------
    >>> test = welch_t(np.array([1.0, 2.0, 3.0]), np.array([2.0, 6.0, 10.0]))
    >>> round(test.statistic, 4), round(test.df, 2)
    (-1.6803, 2.25)
    """
    groups = [values[np.isfinite(values)] for values in (first, second)]
    sizes = [int(values.size) for values in groups]
    extra = {"n_first": float(sizes[0]), "n_second": float(sizes[1])}
    parts = [float(values.var(ddof=1)) / values.size if values.size > 1 else 0.0 for values in groups]
    total = sum(parts)
    if min(sizes) < 2 or total == 0:
        few = f"the groups have {sizes[0]} and {sizes[1]} event(s); each needs at least 2"
        reason = few if min(sizes) < 2 else "neither group has a spread"
        return undefined(
            "welch_t",
            reason,
            null=NULL,
            n_events=sum(sizes),
            alternative=alternative,
            unit=unit,
            extra=extra,
        )
    difference = float(groups[0].mean() - groups[1].mean())
    shares = sum((part / total) ** 2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    return referred(
        "welch_t",
        difference / math.sqrt(total),
        df=1 / shares,
        estimate=difference,
        std_error=math.sqrt(total),
        n_events=sum(sizes),
        alternative=alternative,
        null=NULL,
        unit=unit,
        extra=extra,
    )


def group_permutation(
    first: FloatArray,
    second: FloatArray,
    first_dates: LabelArray,
    second_dates: LabelArray,
    *,
    alternative: Alternative = "two-sided",
    unit: str = "",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    alpha: float = 0.05,
) -> HypothesisTest:
    """Test the difference between two groups of events by dealing whole dates to the groups anew.

    Use it for groups of clustered events: a date is one observation, whatever the number of its events.

    Parameters
    ----------
    first, second : ndarray of shape (n_first,) and (n_second,)
        Cumulative abnormal moves of the groups, plain or standardized. NaN are left out and not counted.
    first_dates, second_dates : ndarray of shape (n_first,) and (n_second,)
        Labels of the dates, or of :func:`overlap_clusters`.
    alternative : {"two-sided", "greater", "less"}
        "greater": the first group has the larger mean.
    unit : str
        Unit of the moves.
    n_draws : int
        Deals drawn; where there are no more than that in all, all are taken and nothing is drawn.
    rng : int or Generator
        Seed or source of the draws.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        ``statistic`` is Welch's t of the date means, ``estimate`` the difference between the means of date means;
        ``extra`` holds ``n_first`` and ``n_second`` dates and ``smallest_pvalue``. Undefined where a date has events
        of both groups, below two dates in a group, and where the deals are too few to reach ``alpha``.

    Raises
    ------
    InferenceError
        If there is not one label an event, or ``n_draws`` is not positive.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    p is the share of deals of the date means, group sizes kept, whose Welch t is as extreme, the observed one counted.
    Exact where the groups have one distribution; the studentized form keeps its size for many dates where only their
    means are the same.

    References
    ----------
    Janssen (1997), Statistics and Probability Letters 36, 9-21; Chung and Romano (2013), Annals of Statistics 41,
    484-507.

    Examples
    --------
    >>> test = group_permutation(np.array([5.0, 6.0, 7.0, 8.0]), np.array([1.0, 2.0, 3.0, 4.0]),
    ...                          np.arange(4), np.arange(4, 8))
    >>> round(test.pvalue, 4), test.n_draws
    (0.0286, 70)
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    check_draws(n_draws)
    groups = [_date_means(first, first_dates), _date_means(second, second_dates)]
    sizes = [means.size for means in groups]
    smallest = _smallest(sizes[0], sizes[1], alternative, n_draws)
    n_events = int(np.isfinite(first).sum() + np.isfinite(second).sum())
    extra = {"n_first": float(sizes[0]), "n_second": float(sizes[1]), "smallest_pvalue": smallest}
    reason = _mixed(first, second, first_dates, second_dates) or _too_few(groups, smallest, alpha)
    if reason:
        return undefined(
            "group_permutation",
            reason,
            null=EXCHANGEABLE,
            n_events=n_events,
            alternative=alternative,
            unit=unit,
            extra=extra,
        )
    pooled = np.concatenate(groups)
    deals, complete = _deals(pooled.size, sizes[0], n_draws, rng)
    observed = float(_welch(pooled[None, :], sizes[0])[0])
    return HypothesisTest(
        statistic=observed,
        pvalue=share_as_extreme(_welch(pooled[deals], sizes[0]), observed, alternative, complete=complete),
        distribution="permutation",
        estimate=float(groups[0].mean() - groups[1].mean()),
        n_events=n_events,
        alternative=alternative,
        null=EXCHANGEABLE,
        method="group_permutation",
        unit=unit,
        n_draws=len(deals),
        extra=extra,
    )


def _date_means(values: FloatArray, dates: LabelArray) -> FloatArray:
    """Average the events of every date that has any."""
    sums, counts = cluster_sums(values, dates)
    return np.asarray(sums[counts > 0] / counts[counts > 0])


def _deals(n_dates: int, n_first: int, n_draws: int, rng: Rng) -> tuple[np.ndarray, bool]:
    """List every choice of the first group where there are no more than ``n_draws``, else draw that many orders."""
    if math.comb(n_dates, n_first) > n_draws:
        orders = np.tile(np.arange(n_dates), (n_draws, 1))
        return np.random.default_rng(rng).permuted(orders, axis=1), False
    chosen = np.array(list(combinations(range(n_dates), n_first)))
    outside = np.ones((len(chosen), n_dates), dtype=bool)
    np.put_along_axis(outside, chosen, False, axis=1)
    others = np.nonzero(outside)[1].reshape(len(chosen), -1)
    return np.hstack([chosen, others]), True


def _welch(values: FloatArray, n_first: int) -> FloatArray:
    """Compute Welch's t of every row, its first values against the others; infinite without a spread."""
    first, second = values[:, :n_first], values[:, n_first:]
    difference = first.mean(axis=1) - second.mean(axis=1)
    variance = first.var(axis=1, ddof=1) / first.shape[1] + second.var(axis=1, ddof=1) / second.shape[1]
    unbounded = np.copysign(np.inf, difference)
    t = np.divide(difference, np.sqrt(variance), out=unbounded, where=variance > 0)
    return np.where(difference == 0, 0.0, t)


def _smallest(n_first: int, n_second: int, alternative: Alternative, n_draws: int) -> float:
    """Compute the smallest p-value of all deals; equal groups mirrored give the same size of t."""
    arrangements = math.comb(n_first + n_second, n_first)
    same = 2 if alternative == "two-sided" and n_first == n_second else 1
    return min(1.0, max(same / arrangements, 0.0 if arrangements <= n_draws else 1 / (n_draws + 1)))


def _mixed(first: FloatArray, second: FloatArray, first_dates: LabelArray, second_dates: LabelArray) -> str:
    """Say how many dates have events of both groups; empty for none."""
    shared = np.intersect1d(first_dates[np.isfinite(first)], second_dates[np.isfinite(second)])
    if not shared.size:
        return ""
    return f"{shared.size} date(s) have events of both groups; give each date to one group or leave it out"


def _too_few(groups: list[FloatArray], smallest: float, alpha: float) -> str:
    """Say that there are too few dates to compare; empty where there are enough."""
    sizes = [means.size for means in groups]
    if min(sizes) < 2:
        return f"the groups have {sizes[0]} and {sizes[1]} date(s); each needs at least 2"
    if max(np.ptp(means) for means in groups) == 0:
        return "neither group has a spread over dates"
    return unreachable(f"{sizes[0]} and {sizes[1]} dates", smallest, alpha) if smallest > alpha else ""
