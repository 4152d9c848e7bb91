"""Wilcoxon's signed-rank test: are large moves more often up than down."""

import math
from typing import NamedTuple

import numpy as np

from aftershock.inference.records import (
    HypothesisTest,
    check_alpha,
    doubled_tail,
    referred,
    undefined,
    unreachable,
)
from aftershock.inference.signs import smallest_flip_pvalue, smallest_normal_pvalue
from aftershock.typing import Alternative, FloatArray, check_option

NULL = "abnormal moves are symmetric about zero"
ONLY_ZEROS = "no event has an abnormal move other than zero"
EXACT_LIMIT = 400
"""Events up to which the exact distribution is worked out; beyond, the normal one is as good."""


class SignedRanks(NamedTuple):
    """Mid-ranks of the sizes of the moves that are not zero, and the sum of those that belong to rises."""

    ranks: FloatArray
    positive_sum: float


def wilcoxon_z(
    car: FloatArray, *, alternative: Alternative = "two-sided", alpha: float = 0.05
) -> HypothesisTest:
    """Test whether moves are symmetric about zero, by the normal approximation to the signed-rank sum.

    Use it for twenty events or more on different dates; below, :func:`wilcoxon_exact` is exact.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves. NaN are left out and not counted; zeros are counted but carry no rank.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        Standard normal; ``extra["rank_sum"]`` is W+, ``extra["n_ranked"]`` the moves other than zero. Undefined
        without any, and where even all moves of one sign would leave the p-value above ``alpha``: below five moves
        of different sizes at 5 %.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``z = (W+ - m(m+1)/4) / sqrt(m(m+1)(2m+1)/24 - sum(t**3 - t)/48)``, m moves other than zero, t the sizes of
    groups of ties, mid-ranks, no continuity correction. Assumes independent events and symmetric moves.

    References
    ----------
    Wilcoxon (1945), Biometrics Bulletin 1, 80-83.

    Examples
    --------
    >>> round(wilcoxon_z(np.array([1.0, 2.0, 3.0, -1.5, 4.0, 9.0])).statistic, 4)
    1.7821
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    finite = car[np.isfinite(car)]
    ranked = signed_ranks(finite)
    middle, spread = float(ranked.ranks.sum()) / 2, math.sqrt(float((ranked.ranks**2).sum()) / 4)
    extra = {"rank_sum": ranked.positive_sum, "n_ranked": float(ranked.ranks.size)}
    if reason := _normal_gap(ranked, middle, spread, alternative, alpha):
        return undefined(
            "wilcoxon_z",
            reason,
            null=NULL,
            n_events=int(finite.size),
            alternative=alternative,
            extra=extra,
        )
    return referred(
        "wilcoxon_z",
        (ranked.positive_sum - middle) / spread,
        n_events=int(finite.size),
        alternative=alternative,
        null=NULL,
        extra=extra,
    )


def wilcoxon_exact(
    car: FloatArray, *, alternative: Alternative = "two-sided", alpha: float = 0.05
) -> HypothesisTest:
    """Test whether moves are symmetric about zero, by the exact distribution of the signed-rank sum.

    Use it for few events on different dates: it counts size as well as sign and so sees more than
    :func:`sign_exact_binomial`.

    Parameters
    ----------
    car : ndarray of shape (n_events,)
        Cumulative abnormal moves. NaN are left out and not counted; zeros are counted but carry no rank.
    alternative : {"two-sided", "greater", "less"}
        Two-sided doubles the smaller tail.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        ``statistic`` is W+; ``extra["n_ranked"]`` the moves other than zero. Undefined without any, where even
        all moves of one sign would leave the p-value above ``alpha`` (``extra["smallest_pvalue"]``), and above
        400 events.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    Given the sizes, each of the 2**m patterns of signs is equally likely under the null; the distribution of W+ over
    them is exact with ties too. ``p = min(1, 2 min(P(W <= W+), P(W >= W+)))``.

    References
    ----------
    Wilcoxon (1945), Biometrics Bulletin 1, 80-83.

    Examples
    --------
    >>> wilcoxon_exact(np.array([1.0, 2.0, 3.0, -0.5, 4.0, 9.0])).pvalue
    0.0625
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    finite = car[np.isfinite(car)]
    ranked = signed_ranks(finite)
    n_ranked = int(ranked.ranks.size)
    smallest = smallest_flip_pvalue(n_ranked, alternative)
    extra = {"n_ranked": float(n_ranked), "smallest_pvalue": smallest}
    if reason := _exact_gap(n_ranked, smallest, alpha):
        return undefined(
            "wilcoxon_exact",
            reason,
            null=NULL,
            n_events=int(finite.size),
            alternative=alternative,
            extra=extra,
        )
    below, above = _exact_tails(ranked)
    return HypothesisTest(
        statistic=ranked.positive_sum,
        pvalue=doubled_tail(below, above, alternative),
        distribution="signed_rank",
        n_events=int(finite.size),
        alternative=alternative,
        null=NULL,
        method="wilcoxon_exact",
        extra=extra,
    )


def signed_ranks(values: FloatArray) -> SignedRanks:
    """Rank the sizes of the values that are not zero and add up the ranks of the positive ones.

    Examples
    --------
    >>> signed_ranks(np.array([0.0, -1.0, 3.0, 3.0])).positive_sum
    5.0
    """
    from scipy.stats import rankdata

    nonzero = values[values != 0]
    ranks = np.asarray(rankdata(np.abs(nonzero)), dtype=np.float64)
    return SignedRanks(ranks, float(ranks[nonzero > 0].sum()))


def _normal_gap(
    ranked: SignedRanks, middle: float, spread: float, alternative: Alternative, alpha: float
) -> str:
    """Say why the normal approximation is of no use; empty where it is."""
    if not ranked.ranks.size:
        return ONLY_ZEROS
    smallest = smallest_normal_pvalue(middle / spread, alternative)
    return (
        unreachable(f"{ranked.ranks.size} event(s) other than zero", smallest, alpha)
        if smallest > alpha
        else ""
    )


def _exact_gap(n_ranked: int, smallest: float, alpha: float) -> str:
    """Say why the exact distribution is of no use; empty where it is."""
    if not n_ranked:
        return ONLY_ZEROS
    if smallest > alpha:
        return unreachable(f"{n_ranked} event(s) other than zero", smallest, alpha)
    return "" if n_ranked <= EXACT_LIMIT else f"{n_ranked} events are many enough for wilcoxon_z"


def _exact_tails(ranked: SignedRanks) -> tuple[float, float]:
    """Compute P(W <= W+) and P(W >= W+) by adding one event at a time; ranks are doubled to be whole numbers."""
    doubled = np.rint(2 * ranked.ranks).astype(np.int64)
    chance = np.zeros(int(doubled.sum()) + 1)
    chance[0] = 1.0
    for rank in doubled:
        shifted = np.zeros_like(chance)
        shifted[rank:] = chance[: chance.size - rank]
        chance = (chance + shifted) / 2
    at = round(2 * ranked.positive_sum)
    return float(chance[: at + 1].sum()), float(chance[at:].sum())
