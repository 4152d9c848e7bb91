"""How far a moving correlation strays where the link is constant, and bands that allow for it."""

import numpy as np
from scipy.special import stdtr

from aftershock.comovement.block_correlation import LARGEST
from aftershock.comovement.constancy import volatility_before
from aftershock.comovement.moving_correlation import MovingCorrelation, moving_correlation
from aftershock.typing import FloatArray, IntArray, Rng

STEPS = 30
"""Windows looked at within the rows that a window counts."""
FAINT = 1e-2
"""Weights below this share of the largest are left out of the draws."""


def joint_level(
    first: FloatArray,
    second: FloatArray,
    *,
    weights: FloatArray,
    ends: IntArray,
    inflation: float,
    block_length: int,
    alpha: float,
    n_draws: int,
    rng: Rng,
) -> float:
    r"""Find the level at which intervals of single windows hold a constant correlation in all windows at once.

    Use it for a band around a whole line: at the level of one window, a line of many strays outside somewhere almost
    always.

    Parameters
    ----------
    first, second, weights, ends, inflation
        As of `moving_correlation`.
    block_length : int
        Rows drawn as one.
    alpha : float
        One minus the coverage of the band.
    n_draws : int
        Draws.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    float
        NaN where an asset does not move.

    Notes
    -----
    Pairs of shocks, moves by `volatility_before`, are drawn with replacement and given the volatilities that the data
    have in each row, so that the link is constant and all else as it was. Each drawn line is compared with the
    correlation of the shocks, window by window; the level is the quantile ``alpha`` of the smallest p-value of a line.
    About thirty windows are looked at within the rows that a window counts.

    References
    ----------
    Romano and Wolf (2005), Econometrica 73, 1237-1282, for the distribution of a largest statistic by resampling.

    Examples
    --------
    >>> moves = np.random.default_rng(1).standard_normal((2, 200))
    >>> joint_level(*moves, weights=np.ones(50), ends=np.arange(49, 200), inflation=1.0, block_length=1, alpha=0.1,
    ...             n_draws=99, rng=0) < 0.05
    True
    """
    moves = np.column_stack([first, second])
    volatility = volatility_before(moves)
    shocks = moves / volatility
    if not np.isfinite(shocks).all() or not (shocks.std(axis=0) > 0).all():
        return float("nan")
    constant = float(np.corrcoef(shocks[:, 0], shocks[:, 1])[0, 1])
    counted = weights.sum() ** 2 / (weights**2).sum()
    seen = ends[:: max(1, round(float(counted) / STEPS))]
    heavy = weights[weights >= FAINT * weights.max()]
    generator = np.random.default_rng(rng)
    smallest = np.empty(n_draws)
    for draw in range(n_draws):
        rows = _drawn_rows(first.size, block_length, generator)
        drawn = np.take(shocks, rows, axis=0) * volatility
        found = moving_correlation(*drawn.T, weights=heavy, ends=seen, inflation=inflation)
        smallest[draw] = np.nanmin(distance_pvalues(found, constant))
    return float(np.quantile(smallest, alpha))


def distance_pvalues(found: MovingCorrelation, correlation: float) -> FloatArray:
    """Compute the p-value of each window against one correlation, on the scale and with the t of its interval.

    Examples
    --------
    >>> one = np.ones(1)
    >>> distance_pvalues(MovingCorrelation(np.array([9]), 0.5 * one, 0.1 * one, 10 * one), 0.5)
    array([1.])
    """
    held = np.clip(found.correlation, -LARGEST, LARGEST)
    apart = np.arctanh(held) - np.arctanh(np.clip(correlation, -LARGEST, LARGEST))
    ratios = np.abs(apart) * (1 - held**2) / found.std_error
    return np.asarray(2 * stdtr(np.maximum(found.n_effective - 1, 1.0), -ratios), dtype=np.float64)


def _drawn_rows(n_rows: int, block_length: int, generator: np.random.Generator) -> IntArray:
    """Draw rows with replacement, in runs of ``block_length`` that go round the end."""
    n_blocks = -(-n_rows // block_length)
    begins = generator.integers(0, n_rows, size=n_blocks)
    return np.asarray(((begins[:, None] + np.arange(block_length)) % n_rows).ravel()[:n_rows], dtype=np.int64)
