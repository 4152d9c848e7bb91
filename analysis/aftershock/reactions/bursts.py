"""Headlines whose windows share bars: one event each, and the tests of a common direction on such events."""

from typing import NamedTuple

import numpy as np

from aftershock.inference import HypothesisTest, cross_sectional_t, date_block_permutation
from aftershock.inference.resampling import N_DRAWS
from aftershock.typing import Alternative, BoolArray, FloatArray, IntArray, Rng

UNIT = "standard deviations of the clock time and day"


class DirectionTests(NamedTuple):
    """Hold the tests of a common direction, of headlines counted once a burst.

    Parameters
    ----------
    t : HypothesisTest
        :func:`aftershock.inference.cross_sectional_t` on standardized moves.
    sign_flip : HypothesisTest
        :func:`aftershock.inference.date_block_permutation` on the same: assumes no distribution, needs six bursts.
    """

    t: HypothesisTest
    sign_flip: HypothesisTest


def bursts(before: IntArray, after: IntArray) -> IntArray:
    """Label the headlines whose windows share bars, directly or through others.

    Use it before any test over several headlines: windows that share bars share their shocks.

    Parameters
    ----------
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each window lies; below zero where it was not measured.

    Returns
    -------
    ndarray of int, shape (n_headlines,)
        Numbers from 0 in order of time; -1 for windows not measured. Windows that only touch share no bar.

    Examples
    --------
    >>> bursts(np.array([0, 4, 2, -1, 9]), np.array([3, 6, 4, -1, 12])).tolist()
    [0, 1, 0, -1, 2]
    """
    labels = np.full(before.shape, -1, dtype=np.int64)
    measured = np.flatnonzero((before >= 0) & (after > before))
    order = measured[np.argsort(before[measured], kind="stable")]
    if order.size:
        reached = np.maximum.accumulate(after[order])
        labels[order] = np.cumsum(np.concatenate([[0], before[order][1:] >= reached[:-1]]))
    return labels


def first_of_burst(labels: IntArray) -> BoolArray:
    """Say which headlines lead their burst: the first of each in the order given, none without a label.

    Examples
    --------
    >>> first_of_burst(np.array([0, 1, 0, -1])).tolist()
    [True, True, False, False]
    """
    leads = np.zeros(labels.shape, dtype=np.bool_)
    known = np.flatnonzero(labels >= 0)
    leads[known[np.unique(labels[known], return_index=True)[1]]] = True
    return leads


def common_direction(
    standardized: FloatArray,
    labels: IntArray,
    *,
    alternative: Alternative = "two-sided",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
) -> DirectionTests:
    """Test whether several headlines moved an asset the same way, each burst counted once.

    Use it for headlines of one kind; for the size of moves whatever their direction take :func:`mean_rank_test`.

    Parameters
    ----------
    standardized : ndarray of shape (n_headlines,)
        Moves in standard deviations of their clock time and day, in order of time. NaN are left out.
    labels : ndarray of int, shape (n_headlines,)
        Burst of each; see :func:`bursts`. The first headline of a burst that has a move speaks for it.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    n_draws : int
        Sign patterns drawn where there are more.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    DirectionTests

    Raises
    ------
    InferenceError
        If ``n_draws`` is not positive.

    Notes
    -----
    Standardized moves weigh alike, so that a volatile day does not decide. Assumes that bursts are independent.

    Examples
    --------
    >>> moves = np.array([1.0, 9.0, 2.0, 1.5, 0.5, 3.0, 1.0])
    >>> found = common_direction(moves, np.array([0, 0, 1, 2, 3, 4, 5]))
    >>> found.t.n_events, found.sign_flip.pvalue
    (6, 0.03125)
    """
    finite = np.isfinite(standardized)
    leads = first_of_burst(np.where(finite, labels, -1))
    values = standardized[leads]
    return DirectionTests(
        cross_sectional_t(values, alternative=alternative, unit=UNIT),
        date_block_permutation(
            values, np.arange(values.size), alternative=alternative, unit=UNIT, n_draws=n_draws, rng=rng
        ),
    )
