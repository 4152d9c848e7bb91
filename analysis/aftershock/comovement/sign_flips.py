"""Tests by flipping the signs of whole blocks of time, as if each sum had been as likely to come out the other way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from aftershock.inference.resampling import share_as_extreme, sign_patterns
from aftershock.typing import FloatArray, Rng

AT_ONCE = 4_000_000
"""Signs held in memory at a time."""


@dataclass(frozen=True, slots=True)
class FlipTest:
    """Hold a statistic, its p-value and the value it must exceed.

    Parameters
    ----------
    statistic, pvalue : float
        NaN where every sum is zero.
    critical : float
        Quantile 1 - ``level`` of the statistic over flips.
    n_draws : int
        Patterns of signs behind the p-value.
    """

    statistic: float
    pvalue: float
    critical: float
    n_draws: int


def largest_sum(products: FloatArray, *, n_draws: int, rng: Rng, level: float = 0.05) -> FlipTest:
    r"""Test whether any column of block sums has a mean other than zero, by the largest of their t ratios.

    Use it for many lags at once with few blocks: the flips carry the dependence between lags.

    Parameters
    ----------
    products : ndarray of shape (n_blocks, n)
        Sums by block; under the null hypothesis symmetric about zero, block by block.
    n_draws : int
        Patterns of signs drawn; all are listed where there are no more.
    rng : int or Generator
        Seed or source of the draws.
    level : float
        Level of ``critical``.

    Returns
    -------
    FlipTest

    Notes
    -----
    :math:`\max_k |\sum_b P_{bk}| / (\sum_b P_{bk}^2)^{1/2}`; flips leave the denominator as it is.

    Examples
    --------
    >>> largest_sum(np.ones((6, 1)), n_draws=99, rng=0).pvalue
    0.03125
    """
    ratios = _scaled(products)
    if not ratios.size:
        return FlipTest(np.nan, np.nan, np.nan, 0)
    return _flipped(ratios, lambda sums: np.abs(sums).max(axis=-1), n_draws=n_draws, rng=rng, level=level)


def joint_sum(products: FloatArray, *, n_draws: int, rng: Rng, level: float = 0.05) -> FlipTest:
    r"""Test whether any column of block sums has a mean other than zero, by the quadratic form of their t ratios.

    Use it where blocks are many more than columns.

    Parameters
    ----------
    products, n_draws, rng, level
        As of `largest_sum`.

    Returns
    -------
    FlipTest

    Notes
    -----
    :math:`t' R^{-1} t` with :math:`R_{jk} = \sum_b P_{bj} P_{bk} / (\sum_b P_{bj}^2 \sum_b P_{bk}^2)^{1/2}`, which
    flips leave as it is. Large samples: chi-square with n degrees of freedom.

    References
    ----------
    Dalla, Giraitis and Phillips (2022), Econometric Theory 38, 913-941, for the statistic.

    Examples
    --------
    >>> round(joint_sum(np.ones((6, 1)), n_draws=99, rng=0).statistic, 9)
    6.0
    """
    ratios = _scaled(products)
    if not ratios.size:
        return FlipTest(np.nan, np.nan, np.nan, 0)
    inverse = np.linalg.pinv(ratios.T @ ratios)
    return _flipped(
        ratios, lambda sums: ((sums @ inverse) * sums).sum(axis=-1), n_draws=n_draws, rng=rng, level=level
    )


def _scaled(products: FloatArray) -> FloatArray:
    """Divide each column by its root sum of squares; leave out columns of zeros."""
    sizes = np.sqrt((products**2).sum(axis=0))
    return np.asarray(products[:, sizes > 0] / sizes[sizes > 0])


def _flipped(
    ratios: FloatArray,
    statistic: Callable[[FloatArray], FloatArray],
    *,
    n_draws: int,
    rng: Rng,
    level: float,
) -> FlipTest:
    """Compute a statistic of the sums as they are and with signs flipped."""
    observed = float(statistic(ratios.sum(axis=0)))
    complete = ratios.shape[0] < 63 and 2 ** ratios.shape[0] <= n_draws
    draws = np.concatenate([statistic(signs @ ratios) for signs in patterns(ratios.shape[0], n_draws, rng)])
    pvalue = share_as_extreme(draws, observed, "greater", complete=complete)
    return FlipTest(observed, pvalue, float(np.quantile(draws, 1 - level)), draws.size)


def patterns(n_blocks: int, n_draws: int, rng: Rng) -> Iterator[FloatArray]:
    """Draw patterns of signs a part at a time; all there are where there are no more than ``n_draws``.

    Examples
    --------
    >>> [part.shape for part in patterns(100, 50, 0)]
    [(50, 100)]
    """
    generator = np.random.default_rng(rng)
    if n_blocks < 63 and 2**n_blocks <= n_draws:
        yield sign_patterns(n_blocks, n_draws, generator)[0]
        return
    part = max(1, AT_ONCE // n_blocks)
    for begin in range(0, n_draws, part):
        drawn = generator.integers(0, 2, size=(min(part, n_draws - begin), n_blocks), dtype=np.int8)
        yield np.where(drawn == 1, -1.0, 1.0)
