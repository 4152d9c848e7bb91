"""The wild bootstrap by date cluster, with the null imposed."""

import math
from itertools import product

import numpy as np

from aftershock.inference.clusters import cluster_mean, cluster_sums
from aftershock.inference.parametric import MEAN_ZERO
from aftershock.inference.records import HypothesisTest, check_alpha, undefined, unreachable
from aftershock.inference.resampling import N_DRAWS, check_draws, share_as_extreme, sign_patterns
from aftershock.typing import Alternative, FloatArray, IntArray, LabelArray, Rng, WildWeights, check_option

WEBB = np.array([-math.sqrt(1.5), -1.0, -math.sqrt(0.5), math.sqrt(0.5), 1.0, math.sqrt(1.5)])


def wild_cluster_bootstrap(
    values: FloatArray,
    dates: LabelArray,
    *,
    weights: WildWeights = "rademacher",
    alternative: Alternative = "two-sided",
    unit: str = "",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    alpha: float = 0.05,
) -> HypothesisTest:
    """Test the mean of several events by a cluster-robust t whose distribution is bootstrapped date by date.

    Use it for clustered events when the number of dates is too small for the normal distribution. With four or five
    dates take the weights of Webb. With signs as weights and dates of equal size it is
    :func:`date_block_permutation`.

    Parameters
    ----------
    values : ndarray of shape (n_events,)
        Cumulative abnormal moves, plain or standardized. NaN are left out and not counted.
    dates : ndarray of shape (n_events,)
        Labels of the dates; for windows of several days that overlap in part take :func:`overlap_clusters`.
    weights : {"rademacher", "webb"}
        One of two signs, or one of Webb's six points, for each date.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``values``.
    n_draws : int
        Arrangements drawn; where there are no more than that in all, all are taken and nothing is drawn.
    rng : int or Generator
        Seed or source of the draws.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the cluster-robust t. Undefined below two dates, where all dates have the same mean, and
        where the weights are too few to reach ``alpha``; ``extra`` holds ``n_clusters`` and ``smallest_pvalue``.

    Raises
    ------
    InferenceError
        If there is not one label an event, or ``n_draws`` is not positive.
    ValueError
        If ``weights`` or ``alternative`` is not an option, or ``alpha`` not between 0 and 1.

    Notes
    -----
    ``t = mean / se``, ``se**2 = G/(G - 1) sum_g (S_g - n_g mean)**2 / n**2``. Under the null the mean is zero, so the
    bootstrap sample of date g is ``w_g`` times its moves; p is the share of bootstrap t as extreme as t, the observed
    one counted. With Webb's points complete lists exist up to five dates, since 6**5 = 7776.

    References
    ----------
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414-427; Webb (2023), Canadian Journal
    of Economics 56, 839-858.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 3.0, 0.5, 4.0, 9.0])
    >>> wild_cluster_bootstrap(values, np.arange(6)).pvalue
    0.03125
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    check_option("weights", weights, WildWeights)
    kept = np.isfinite(values)
    sums, counts = cluster_sums(values[kept], dates[kept])
    n_events, n_clusters = int(kept.sum()), len(sums)
    smallest = smallest_wild_pvalue(n_clusters, weights, alternative, n_draws)
    extra = {"n_clusters": float(n_clusters), "smallest_pvalue": smallest}
    if reason := _gap(sums, counts, smallest, alpha, n_draws):
        return undefined(
            "wild_cluster_bootstrap",
            reason,
            null=MEAN_ZERO,
            n_events=n_events,
            alternative=alternative,
            unit=unit,
            extra=extra,
        )
    factors, complete = _weights(n_clusters, weights, n_draws, rng)
    observed, drawn = cluster_mean(sums[None, :], counts), cluster_mean(factors * sums, counts)
    return HypothesisTest(
        statistic=float(observed.t[0]),
        pvalue=share_as_extreme(drawn.t, float(observed.t[0]), alternative, complete=complete),
        distribution="bootstrap",
        estimate=float(observed.mean[0]),
        std_error=float(observed.std_error[0]),
        n_events=n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        method="wild_cluster_bootstrap",
        unit=unit,
        n_draws=len(factors),
        extra=extra,
    )


def smallest_wild_pvalue(
    n_clusters: int, weights: WildWeights, alternative: Alternative, n_draws: int = N_DRAWS
) -> float:
    """Compute the smallest p-value that so many clusters can give.

    Weights that are the same for all clusters leave the size of t as it is.

    Examples
    --------
    >>> smallest_wild_pvalue(5, "rademacher", "two-sided"), round(smallest_wild_pvalue(5, "webb", "two-sided"), 6)
    (0.0625, 0.000772)
    """
    points = 2 if weights == "rademacher" else 6
    same = points if alternative == "two-sided" else points // 2
    arrangements = float(points) ** n_clusters
    drawn = 0.0 if arrangements <= n_draws else 1 / (n_draws + 1)
    return min(1.0, max(same / arrangements, drawn))


def _weights(n_clusters: int, weights: WildWeights, n_draws: int, rng: Rng) -> tuple[FloatArray, bool]:
    """List every pattern of weights where there are no more than ``n_draws``, else draw that many."""
    if weights == "rademacher":
        return sign_patterns(n_clusters, n_draws, rng)
    if float(WEBB.size) ** n_clusters <= n_draws:
        return np.array(list(product(WEBB, repeat=n_clusters))), True
    return np.random.default_rng(rng).choice(WEBB, size=(n_draws, n_clusters)), False


def _gap(sums: FloatArray, counts: IntArray, smallest: float, alpha: float, n_draws: int) -> str:
    """Say why there is no bootstrap; empty where there is."""
    check_draws(n_draws)
    if len(sums) < 2:
        return f"{len(sums)} date(s); the spread over dates needs at least 2"
    if np.ptp(sums / counts) == 0:
        return "all dates have the same mean"
    return unreachable(f"{len(sums)} dates and {n_draws} draws", smallest, alpha) if smallest > alpha else ""
