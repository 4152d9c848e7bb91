"""Correlations of two assets over a grid of shifts, by block of time, and where they are largest."""

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.hayashi_yoshida import Intervals, apart, overlapped, overlaps, running_sums
from aftershock.typing import FloatArray, IntArray, Rng


@dataclass(frozen=True, slots=True, eq=False)
class BlockSums:
    """Hold the sums of every block of time over a grid of shifts.

    Parameters
    ----------
    shifts : ndarray of int64, shape (n_shifts,)
        Nanoseconds, symmetric about zero; above zero the first asset is asked to lead.
    products : ndarray of shape (n_shifts, n_blocks)
        Products of moves that overlap once the second asset is shifted back.
    apart : ndarray of shape (n_shifts, n_blocks)
        Those of them whose moves share no time unshifted; zero at shift zero.
    first, second : ndarray of shape (n_shifts, n_blocks)
        Squares of the moves that overlap one of the other asset, once the second is shifted back.
    counts : ndarray of shape (n_blocks,)
        Moves of the asset that has fewer.
    """

    shifts: IntArray
    products: FloatArray
    apart: FloatArray
    first: FloatArray
    second: FloatArray
    counts: FloatArray

    @property
    def n_blocks(self) -> int:
        """Number of blocks in which either asset moved."""
        return int(self.first.shape[1])

    @property
    def weights(self) -> FloatArray:
        """Weigh blocks by moves over own volatility, shape (n_blocks,); zero where an asset stands still."""
        middle = self.shifts.size // 2
        size = np.sqrt(self.first[middle] * self.second[middle])
        weights = np.divide(self.counts, size, out=np.zeros(size.shape), where=size > 0)
        return np.asarray(weights, dtype=np.float64)

    def difference(self) -> FloatArray:
        """Take what follows the first asset less what precedes it, unweighted, shape (n_blocks, n_ahead)."""
        ahead = self.shifts > 0
        return np.asarray(self.apart[ahead] - self.apart[self.shifts < 0][::-1]).T


def block_sums(first: Intervals, second: Intervals, *, shifts: IntArray, block: int) -> BlockSums:
    """Sum products and squares by block over a grid of shifts.

    Use it once a pair of assets; estimates, intervals and tests all come from these sums.

    Parameters
    ----------
    first, second : Intervals
        Moves of the two assets.
    shifts : ndarray of int64, shape (n_shifts,)
        Nanoseconds, ascending and symmetric about zero.
    block : int
        Length of a block in nanoseconds, counted from 1970 in UTC. A product belongs to the block in which the first
        asset's move ends.

    Returns
    -------
    BlockSums

    Examples
    --------
    >>> hours = np.arange(5)
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0, 4.0]))
    >>> block_sums(one, one, shifts=np.array([-1, 0, 1]), block=3).products
    array([[ 2., 18.],
           [ 5., 25.],
           [ 8., 12.]])
    """
    places = first.ends // block, second.ends // block
    blocks = np.unique(np.concatenate(places))
    rows = tuple(np.searchsorted(blocks, one) for one in places)
    running, together = running_sums(second), overlaps(first, second)
    products, unshared, squares_first, squares_second = found = np.zeros((4, shifts.size, blocks.size))
    for at, shift in enumerate(shifts.tolist()):
        begin, end = met = overlaps(first, second, shift=shift)
        after, until = apart(met, together, shift=shift) if shift else (begin, begin)
        parts = (
            (0, first.moves * (running[end] - running[begin])),
            (0, first.moves * (running[until] - running[after])),
            (0, first.moves**2 * (end > begin)),
            (1, second.moves**2 * overlapped(begin, end, len(second))),
        )
        for kind, (asset, values) in enumerate(parts):
            found[kind, at] = np.bincount(rows[asset], weights=values, minlength=blocks.size)
    counts = np.minimum(*(np.bincount(one, minlength=blocks.size) for one in rows)).astype(np.float64)
    return BlockSums(shifts, products, unshared, squares_first, squares_second, counts)


def largest_shift(products: FloatArray) -> int:
    """Find the row at which the sum over blocks is largest in size; of equals the one nearest the middle.

    Examples
    --------
    >>> largest_shift(np.array([[1.0, 1.0], [1.0, 1.0], [-3.0, 0.0], [0.0, 0.0], [0.0, 0.0]]))
    2
    """
    return int(_largest(products.sum(axis=1)[None, :])[0])


def shift_interval(products: FloatArray, *, alpha: float, n_draws: int, rng: Rng) -> tuple[int, int]:
    """Compute an interval for the row at which the sum is largest in size, by drawing blocks with replacement.

    Use it for the location of a lead. Where the largest is far ahead of its neighbours the interval is that one row;
    where none stands out it is most of the grid.

    Parameters
    ----------
    products : ndarray of shape (n_shifts, n_blocks)
        Sums of products.
    alpha : float
        One minus the coverage, which is at least that: the rows are discrete and each draw adds noise of its own.
    n_draws : int
        Draws.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    tuple of int
        First and last row.

    Examples
    --------
    >>> shift_interval(np.array([[0.0, 1.0], [5.0, 5.0], [1.0, 0.0]]), alpha=0.1, n_draws=99, rng=0)
    (1, 1)
    """
    n_blocks = products.shape[1]
    drawn = np.random.default_rng(rng).multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), size=n_draws)
    rows = _largest(drawn.astype(np.float64) @ products.T)
    low, high = np.quantile(rows, [alpha / 2, 1 - alpha / 2], method="nearest")
    return int(low), int(high)


def lead_lag_ratio(correlations: FloatArray) -> float:
    r"""Divide the squared correlations at shifts above zero by those below zero.

    Use it as one number that says how lopsided the correlations are: above one the first asset leads. It is pulled to
    one by noise, so read the test beside it.

    Parameters
    ----------
    correlations : ndarray of shape (2 k + 1,)
        Over a grid of shifts symmetric about zero.

    Returns
    -------
    float
        NaN where all those below zero are zero.

    Notes
    -----
    :math:`\sum_{\theta > 0} \rho(\theta)^2 / \sum_{\theta < 0} \rho(\theta)^2`.

    References
    ----------
    Huth and Abergel (2014), Journal of Empirical Finance 26, 41-58.

    Examples
    --------
    >>> lead_lag_ratio(np.array([0.1, 0.5, 0.2]))
    4.0
    """
    middle = correlations.size // 2
    below = float(correlations[:middle] @ correlations[:middle])
    above = float(correlations[middle + 1 :] @ correlations[middle + 1 :])
    return above / below if below > 0 else float("nan")


def _largest(sums: FloatArray) -> IntArray:
    """Find, for each draw, the column largest in size; of equals the one nearest the middle."""
    columns = np.arange(sums.shape[1])
    order = np.argsort(np.abs(columns - sums.shape[1] // 2), kind="stable")
    return np.asarray(order[np.abs(sums[:, order]).argmax(axis=1)], dtype=np.int64)
