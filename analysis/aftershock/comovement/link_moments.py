"""Correlations and responses of two assets and a source from sums over blocks, with the pull of every block."""

from dataclasses import dataclass

import numpy as np

from aftershock.typing import BoolArray, FloatArray, IntArray

PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
"""The second moments of source, first and second asset, in the order of the constants below."""
SS, SI, SJ, II, IJ, JJ = range(6)
N_SUMS = 10


@dataclass(frozen=True, slots=True, eq=False)
class LinkSums:
    """Hold, for every block, rows, sums and sums of products of source, first and second asset.

    Parameters
    ----------
    calm, news : ndarray of shape (n_blocks, 10)
        Number of rows, three sums and six sums of products, of the rows of that regime.
    """

    calm: FloatArray
    news: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Hold covariances of one regime in many weightings of the blocks.

    Parameters
    ----------
    sums : ndarray of shape (n_blocks, 10)
        Sums over blocks they were made of.
    weight : ndarray of shape (n_draws,)
        Rows behind them.
    means : ndarray of shape (n_draws, 10)
        Means of the ten sums.
    covariances : ndarray of shape (n_draws, 6)
        Covariances with the number of rows as divisor, in the order of ``PAIRS``.
    """

    sums: FloatArray
    weight: FloatArray
    means: FloatArray
    covariances: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """Hold a number in many draws with the standard error that the blocks of each draw give.

    Parameters
    ----------
    values, std_errors : ndarray of shape (n_draws,)
        The number, and the root of the summed squared pulls of the blocks.
    """

    values: FloatArray
    std_errors: FloatArray


def link_sums(triple: FloatArray, news: BoolArray, blocks: IntArray) -> LinkSums:
    """Sum source and two assets and their products over blocks, about the mean of the regime.

    ``triple`` has shape (n_rows, 3): source, first asset, second asset, without NaN; columns may repeat.
    """
    n_blocks = int(blocks[-1]) + 1
    calm, raised = (_regime_sums(triple[rows], blocks[rows], n_blocks) for rows in (~news, news))
    return LinkSums(calm, raised)


def _regime_sums(rows: FloatArray, blocks: IntArray, n_blocks: int) -> FloatArray:
    """Sum one regime's rows over blocks."""
    centred = rows - rows.mean(axis=0)
    products = [centred[:, one] * centred[:, other] for one, other in PAIRS]
    columns = [np.ones(len(rows)), *centred.T, *products]
    return np.column_stack([np.bincount(blocks, weights=column, minlength=n_blocks) for column in columns])


def moments(sums: FloatArray, counts: FloatArray) -> Moments:
    """Compute the covariances of one regime for every row of block counts, shape (n_draws, n_blocks)."""
    totals = counts @ sums
    weight = totals[:, 0]
    means = totals / weight[:, None]
    covariances = [
        means[:, 4 + place] - means[:, 1 + one] * means[:, 1 + other]
        for place, (one, other) in enumerate(PAIRS)
    ]
    return Moments(sums, weight, means, np.column_stack(covariances))


def pulls(regime: Moments, gradient: FloatArray) -> FloatArray:
    """Compute how much each block pulls at a function of covariances, shape (n_draws, n_blocks).

    ``gradient`` of shape (n_draws, 6) is that of the function with respect to the covariances. The pull is the sum of
    the influence function over the rows of the block, divided by the rows of the draw.
    """
    weights = np.zeros((len(gradient), N_SUMS))
    weights[:, 4:] = gradient
    for place, (one, other) in enumerate(PAIRS):
        weights[:, 1 + one] -= gradient[:, place] * regime.means[:, 1 + other]
        weights[:, 1 + other] -= gradient[:, place] * regime.means[:, 1 + one]
    weights[:, 0] = -(weights[:, 1:] * regime.means[:, 1:]).sum(axis=1)
    return np.asarray(weights @ regime.sums.T / regime.weight[:, None])


def correlation(covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the correlation of the two assets and its gradient, shapes (n_draws,) and (n_draws, 6)."""
    scale = np.sqrt(covariances[:, II] * covariances[:, JJ])
    value = covariances[:, IJ] / scale
    gradient = np.zeros_like(covariances)
    gradient[:, IJ] = 1 / scale
    gradient[:, II] = -value / (2 * covariances[:, II])
    gradient[:, JJ] = -value / (2 * covariances[:, JJ])
    return value, gradient


def adjusted(covariances: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Compute the correlation had the source another variance, with its gradients.

    Parameters
    ----------
    covariances : ndarray of shape (n_draws, 6)
        Those of the news rows.
    variance : ndarray of shape (n_draws,)
        Variance of the source in calm rows.

    Returns
    -------
    ndarray, ndarray, ndarray
        Correlations (n_draws,), gradients with respect to ``covariances`` (n_draws, 6) and to ``variance`` (n_draws,).

    Notes
    -----
    With responses ``b`` and residual covariances ``w`` of the news rows, ``a_ij = w_ij + variance b_i b_j`` and the
    correlation is ``a_ij / sqrt(a_ii a_jj)``; where one asset is the source it is Forbes and Rigobon's.
    """
    spread, to_first, to_second = covariances[:, SS], covariances[:, SI], covariances[:, SJ]
    factor = variance / spread**2 - 1 / spread
    cross = covariances[:, IJ] + factor * to_first * to_second
    first = covariances[:, II] + factor * to_first**2
    second = covariances[:, JJ] + factor * to_second**2
    scale = np.sqrt(first * second)
    value = cross / scale
    by_cross, by_first, by_second = 1 / scale, -value / (2 * first), -value / (2 * second)
    bent = by_cross * to_first * to_second + by_first * to_first**2 + by_second * to_second**2
    gradient = np.zeros_like(covariances)
    gradient[:, IJ], gradient[:, II], gradient[:, JJ] = by_cross, by_first, by_second
    gradient[:, SI] = factor * (by_cross * to_second + 2 * by_first * to_first)
    gradient[:, SJ] = factor * (by_cross * to_first + 2 * by_second * to_second)
    gradient[:, SS] = bent * (1 / spread**2 - 2 * variance / spread**3)
    return value, gradient, bent / spread**2


def response(covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the slope of the first asset on the source and its gradient."""
    value = covariances[:, SI] / covariances[:, SS]
    gradient = np.zeros_like(covariances)
    gradient[:, SI] = 1 / covariances[:, SS]
    gradient[:, SS] = -value / covariances[:, SS]
    return value, gradient


def log_residual_variance(covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the log of the variance of the first asset that the source leaves, and its gradient."""
    slope, _ = response(covariances)
    left = covariances[:, II] - slope * covariances[:, SI]
    gradient = np.zeros_like(covariances)
    gradient[:, II] = 1 / left
    gradient[:, SI] = -2 * slope / left
    gradient[:, SS] = slope**2 / left
    return np.log(left), gradient


def log_source_variance(covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the log of the variance of the source and its gradient."""
    gradient = np.zeros_like(covariances)
    gradient[:, SS] = 1 / covariances[:, SS]
    return np.log(covariances[:, SS]), gradient
