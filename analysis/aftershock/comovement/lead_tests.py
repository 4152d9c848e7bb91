"""Tests that neither of two assets leads, and that they are related at all, from sums by block of time."""

import math
from dataclasses import replace

import numpy as np

from aftershock.comovement.contrasts import BlockSums
from aftershock.comovement.sign_flips import FlipTest, largest_sum
from aftershock.inference.records import HypothesisTest, undefined, unreachable
from aftershock.typing import FloatArray, Rng

LEVEL = 0.05
"""Level at which a lead is spoken of."""
FEWEST_BLOCKS = 6
"""Of five blocks no pattern of signs reaches it."""
POWER = 0.8416
"""Normal quantile of 80 %."""
NO_LEAD = "neither asset leads: products of moves that share no time have mean zero, as many ahead as behind"
UNRELATED = "the correlation is zero at every shift"


def lead_test(sums: BlockSums, *, n_draws: int, rng: Rng) -> HypothesisTest:
    """Test by flipping signs that neither asset leads.

    Parameters
    ----------
    sums : BlockSums
        As of `block_sums`.
    n_draws : int
        Flips.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    HypothesisTest
        ``estimate`` is the difference of correlations, ahead less behind, at the shift where it is clearest, averaged
        over blocks by their number of moves, each block by its own volatility; ``extra["detectable"]`` a difference
        that would have been found four times in five.

    Examples
    --------
    >>> from aftershock.comovement.contrasts import block_sums
    >>> from aftershock.comovement.hayashi_yoshida import Intervals
    >>> hours = np.arange(5)
    >>> one = Intervals(hours[:-1], hours[1:], np.ones(4))
    >>> lead_test(block_sums(one, one, shifts=np.array([-1, 0, 1]), block=9), n_draws=9, rng=0).pvalue
    nan
    """
    difference, weights = sums.difference() * sums.weights[:, None], sums.weights
    found, size = _flip_record(difference, "lead_lag", NO_LEAD, n_draws=n_draws, rng=rng)
    if found.reason:
        return found
    total, spread = float(sums.counts[weights > 0].sum()), np.sqrt((difference**2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        clearest = int(np.nanargmax(np.abs(difference.sum(axis=0) / spread)))
    detectable = (size.critical + POWER) * float(np.median(spread)) / total
    middle = sums.shifts.size // 2
    ahead, behind = (float(sums.apart[middle + way * (clearest + 1)] @ weights) / total for way in (1, -1))
    return replace(
        found,
        estimate=ahead - behind,
        std_error=float(spread[clearest]) / total,
        extra={
            "shift": float(sums.shifts[middle + clearest + 1]),
            "ahead": ahead,
            "behind": behind,
            "detectable": detectable,
        },
    )


def related_test(sums: BlockSums, *, n_draws: int, rng: Rng) -> HypothesisTest:
    """Test by flipping signs that the two assets are not related at any shift.

    Parameters
    ----------
    sums, n_draws, rng
        As of `lead_test`.

    Returns
    -------
    HypothesisTest

    Examples
    --------
    >>> from aftershock.comovement.contrasts import block_sums
    >>> from aftershock.comovement.hayashi_yoshida import Intervals
    >>> hours = np.arange(9)
    >>> one = Intervals(hours[:-1], hours[1:], np.ones(8))
    >>> related_test(block_sums(one, one, shifts=np.array([-1, 0, 1]), block=1), n_draws=999, rng=0).pvalue < 0.05
    True
    """
    return _flip_record(
        (sums.products * sums.weights).T, "related_at_any_shift", UNRELATED, n_draws=n_draws, rng=rng
    )[0]


def _flip_record(
    products: FloatArray, method: str, null: str, *, n_draws: int, rng: Rng
) -> tuple[HypothesisTest, FlipTest]:
    """Flip signs where there are blocks enough to reach 5 %."""
    n_blocks = int((products != 0).any(axis=1).sum())
    if n_blocks < FEWEST_BLOCKS:
        reason = unreachable(f"{n_blocks} block(s) of time", min(1.0, 2.0 ** (1 - n_blocks)), LEVEL)
        empty = FlipTest(math.nan, math.nan, math.nan, 0)
        return undefined(method, reason, null=null, n_events=n_blocks, alternative="two-sided"), empty
    found = largest_sum(products, n_draws=n_draws, rng=rng, level=LEVEL)
    record = HypothesisTest(
        statistic=found.statistic,
        pvalue=found.pvalue,
        distribution="permutation",
        n_events=n_blocks,
        null=null,
        method=method,
        unit="correlation",
        n_draws=found.n_draws,
        extra={"critical": found.critical},
    )
    return record, found
