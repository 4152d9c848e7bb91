"""Correlations from sums by block of time, with a jackknife over the blocks."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from aftershock.typing import FloatArray

LARGEST = 0.999999
"""Correlations are held within this before Fisher's z: sums over unequal bars may go beyond one."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockCorrelation:
    """Hold correlations with their intervals.

    Parameters
    ----------
    correlation : ndarray of shape (n,)
        NaN where an asset does not move.
    std_error : ndarray of shape (n,)
        On the scale of the correlation.
    low, high : ndarray of shape (n,)
        Limits of the interval.
    n_effective : ndarray of shape (n,)
        Blocks that count, were they all as volatile.
    """

    correlation: FloatArray
    std_error: FloatArray
    low: FloatArray
    high: FloatArray
    n_effective: FloatArray


def block_correlation(
    products: FloatArray, first: FloatArray, second: FloatArray, *, alpha: float
) -> BlockCorrelation:
    r"""Correlate two assets from the sums of products and squares of each block of time.

    Use it where volatility changes from block to block: the interval rests on the differences between blocks, not on a
    constant variance.

    Parameters
    ----------
    products : ndarray of shape (..., n_blocks)
        Sum of products of the two assets' moves in each block.
    first, second : ndarray, broadcastable to the shape of ``products``
        Sums of squared moves in each block.
    alpha : float
        One minus the coverage.

    Returns
    -------
    BlockCorrelation
        NaN where a sum of squares is zero or there are fewer than three blocks.

    Notes
    -----
    :math:`r = \sum P_b / \sqrt{\sum A_b \sum B_b}`. Leaving out block b changes r by about
    :math:`\psi_b/(1 - h_b)`, where :math:`\psi_b = P_b/\sqrt{\sum A \sum B} - (r/2)(A_b/\sum A + B_b/\sum B)` and
    :math:`h_b = (A_b/\sum A + B_b/\sum B)/2`, so :math:`s^2 = \sum_b \psi_b^2/(1 - h_b)^2`. The interval is
    :math:`\tanh(\mathrm{atanh}\, r \pm t\, s/(1 - r^2))` with the t quantile on :math:`1/\sum h_b^2 - 1` degrees of
    freedom. Blocks are taken as uncorrelated once r is taken out.

    References
    ----------
    Efron and Stein (1981), Annals of Statistics 9, 586-596, for the jackknife.

    Examples
    --------
    >>> found = block_correlation(np.array([1.0, 2.0, 1.0, 2.0]), np.full(4, 3.0), np.full(4, 3.0), alpha=0.1)
    >>> round(float(found.correlation), 9), round(float(found.n_effective), 9)
    (0.5, 4.0)
    """
    correlation, changes, n_effective = jackknife_changes(products, first, second)
    std_error = np.sqrt((changes**2).sum(axis=-1))
    usable = products.shape[-1] > 2
    low, high = fisher_interval(correlation, std_error, n_effective - 1, alpha=alpha)
    return BlockCorrelation(
        correlation,
        np.where(usable, std_error, np.nan),
        np.where(usable, low, np.nan),
        np.where(usable, high, np.nan),
        n_effective,
    )


def jackknife_changes(
    products: FloatArray, first: FloatArray, second: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Compute correlations, what each block adds to them, and how many blocks count.

    Parameters
    ----------
    products, first, second
        As of `block_correlation`.

    Returns
    -------
    correlation : ndarray of shape (...)
        NaN where an asset does not move.
    changes : ndarray of shape (..., n_blocks)
        By how much the correlation falls when the block is left out, to first order.
    n_effective : ndarray of shape (...)
        Blocks that count, were they all as volatile.

    Examples
    --------
    >>> jackknife_changes(np.ones(3), np.ones(3), np.ones(3))[1]
    array([0., 0., 0.])
    """
    total_first, total_second = (_kept_total(one) for one in (first, second))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(total_first * total_second)
        correlation = products.sum(axis=-1, keepdims=True) / scale
        shares = np.broadcast_to((first / total_first + second / total_second) / 2, products.shape)
        changes = (products / scale - correlation * shares) / (1 - shares)
        n_effective = 1 / (shares**2).sum(axis=-1)
    return correlation[..., 0], changes, n_effective


def fisher_interval(
    correlation: FloatArray, std_error: FloatArray, df: FloatArray, *, alpha: float
) -> tuple[FloatArray, FloatArray]:
    """Compute an interval on Fisher's z scale and take it back.

    Parameters
    ----------
    correlation, std_error : ndarray
        Estimate and its standard error.
    df : ndarray
        Degrees of freedom of the t quantile, at least one is used.
    alpha : float
        One minus the coverage.

    Returns
    -------
    tuple of ndarray
        Lower and upper limits, within -1 and 1; NaN stays NaN.

    Examples
    --------
    >>> low, high = fisher_interval(np.array(0.0), np.array(0.1), np.array(1e9), alpha=0.1)
    >>> round(float(low), 3), round(float(high), 3)
    (-0.163, 0.163)
    """
    held = np.clip(correlation, -LARGEST, LARGEST)
    width = -stdtrit(np.maximum(df, 1.0), alpha / 2) * std_error / (1 - held**2)
    middle = np.arctanh(held)
    return np.tanh(middle - width), np.tanh(middle + width)


def _kept_total(squares: FloatArray) -> FloatArray:
    """Sum squares over blocks; NaN where the asset does not move."""
    total = squares.sum(axis=-1, keepdims=True)
    return np.where(total > 0, total, np.nan)
