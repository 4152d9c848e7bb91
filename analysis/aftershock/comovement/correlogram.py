"""Products of two assets' moves at each lag, row by row, and what tests need of them."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, chndtrinc, ndtri

from aftershock.comovement.sign_flips import joint_sum
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.typing import FloatArray, IntArray, Rng

FEWEST_BLOCKS = 30
BLOCKS_PER_LAG = 3
LEVEL = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class LagProducts:
    """Hold sums over blocks of rows at each lag.

    Parameters
    ----------
    lags : ndarray of int64, shape (2 m + 1,)
        Rows by which the second asset comes later, from -m to m.
    products : ndarray of shape (2 m + 1, n_blocks)
        Sums of ``(x[t] - mean x) (y[t + k] - mean y)``, each in the block of its later row; a missing move gives zero.
    first, second : ndarray of shape (2 m + 1, n_blocks)
        Sums of the squares that entered.
    n_pairs : ndarray of int64, shape (2 m + 1,)
        Pairs of moves.
    """

    lags: IntArray
    products: FloatArray
    first: FloatArray
    second: FloatArray
    n_pairs: IntArray

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return int(self.products.shape[1])

    def ahead(self, *, nearest: int = 1) -> FloatArray:
        """Take the lags at which the first asset comes first, shape (n_blocks, n)."""
        return np.asarray(self.products[self.lags >= nearest].T)

    def behind(self, *, nearest: int = 1) -> FloatArray:
        """Take the lags at which it comes second, from the nearest on, shape (n_blocks, n)."""
        return np.asarray(self.products[self.lags <= -nearest][::-1].T)


def lag_products(first: FloatArray, second: FloatArray, *, lags: int, block_length: int) -> LagProducts:
    """Multiply the moves of two assets at each lag and sum by blocks of rows.

    Parameters
    ----------
    first, second : ndarray of shape (n_rows,)
        Moves; NaN is missing.
    lags : int
        Largest lag, in rows.
    block_length : int
        Rows of a block.

    Returns
    -------
    LagProducts

    Examples
    --------
    >>> one = np.array([1.0, -1.0, 1.0, -1.0])
    >>> lag_products(one, one, lags=1, block_length=4).products.ravel()
    array([-3.,  4., -3.])
    """
    x, y = first - np.nanmean(first), second - np.nanmean(second)
    steps = np.arange(-lags, lags + 1, dtype=np.int64)
    pairs = [_lagged(x, y, int(step)) for step in steps]
    summed = [[_by_block(part, block_length) for part in (a * b, a * a, b * b)] for a, b in pairs]
    products, squares_first, squares_second = (np.stack(part) for part in zip(*summed, strict=True))
    counts = np.array([np.isfinite(a * b).sum() for a, b in pairs], dtype=np.int64)
    return LagProducts(steps, products, squares_first, squares_second, counts)


def null_limits(found: LagProducts, *, alpha: float) -> FloatArray:
    r"""Compute how large a correlation gets at each lag where the truth is zero.

    Use it for the band of a correlogram: unlike Bartlett's :math:`1/\sqrt n` it allows for volatility that clusters and
    fat tails.

    Parameters
    ----------
    found : LagProducts
        As of `lag_products`.
    alpha : float
        One minus the share of correlations within the limits.

    Returns
    -------
    ndarray of shape (2 m + 1,)
        Half-width of the band.

    Notes
    -----
    :math:`z \, (\sum_t e_{tk}^2)^{1/2} / (\sum x^2 \sum y^2)^{1/2}`, e the products.

    References
    ----------
    Dalla, Giraitis and Phillips (2022), Econometric Theory 38, 913-941.

    Examples
    --------
    >>> moves = np.random.default_rng(1).standard_normal((10_000, 2))
    >>> round(float(null_limits(lag_products(*moves.T, lags=1, block_length=1), alpha=0.1)[0]), 2)
    0.02
    """
    scale = np.sqrt(found.first.sum(axis=1) * found.second.sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(-ndtri(alpha / 2) * np.sqrt((found.products**2).sum(axis=1)) / scale)


def joint_test(products: FloatArray, *, method: str, null: str, n_draws: int, rng: Rng) -> HypothesisTest:
    """Test several lags at once, by flipping the signs of blocks of rows.

    Parameters
    ----------
    products : ndarray of shape (n_blocks, n_lags)
        Sums by block; mean zero under the null hypothesis.
    method, null : str
        Name and null hypothesis.
    n_draws : int
        Flips.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    HypothesisTest
        ``df`` is the number of lags, for the chi-square that the statistic has in large samples;
        ``extra["detectable"]`` the size of t ratio at a single lag that would have been found four times in five.

    Examples
    --------
    >>> noise = np.random.default_rng(1).standard_normal((200, 3))
    >>> joint_test(noise, method="leads", null="none", n_draws=499, rng=0).df
    3.0
    """
    n_blocks, n_lags = products.shape
    needed = max(FEWEST_BLOCKS, BLOCKS_PER_LAG * n_lags)
    if n_blocks < needed or not n_lags:
        reason = f"{n_blocks} block(s) of rows for {n_lags} lag(s); at least {needed} are needed"
        return undefined(method, reason, null=null, n_events=n_blocks, alternative="two-sided")
    found = joint_sum(products, n_draws=n_draws, rng=rng)
    if math.isnan(found.statistic):
        return undefined(
            method, "an asset does not move", null=null, n_events=n_blocks, alternative="two-sided"
        )
    return HypothesisTest(
        statistic=found.statistic,
        pvalue=found.pvalue,
        df=float(n_lags),
        distribution="permutation",
        n_events=n_blocks,
        null=null,
        method=method,
        n_draws=found.n_draws,
        extra={"detectable": math.sqrt(chndtrinc(chdtri(n_lags, LEVEL), n_lags, 0.2))},
    )


def _lagged(x: FloatArray, y: FloatArray, step: int) -> tuple[FloatArray, FloatArray]:
    """Set ``x[t]`` beside ``y[t + step]`` in the row of the later; NaN where either is missing or outside."""
    ahead, behind = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    if step >= 0:
        ahead[step:], behind[step:] = x[: x.size - step], y[step:]
    else:
        ahead[-step:], behind[-step:] = x[-step:], y[: y.size + step]
    missing = np.isnan(ahead) | np.isnan(behind)
    return np.where(missing, np.nan, ahead), np.where(missing, np.nan, behind)


def _by_block(values: FloatArray, block_length: int) -> FloatArray:
    """Sum over blocks of rows; a missing value adds nothing."""
    edges = np.arange(0, values.size, block_length)
    return np.asarray(np.add.reduceat(np.nan_to_num(values), edges), dtype=np.float64)
