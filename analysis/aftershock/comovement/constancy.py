"""Whether a correlation stayed the same: running sums of what each row adds to it."""

import math

import numpy as np
from scipy.signal import lfilter

from aftershock.comovement.sign_flips import patterns
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.inference.resampling import share_as_extreme
from aftershock.typing import FloatArray, Rng

DECAY = 0.94
"""Weight of the variance so far against the last squared move, the customary one for daily moves."""
FIRST_ROWS = 20
FEWEST_ROWS = 60
METHOD = "constant_correlation"
NULL = "the correlation of moves, once their volatility is taken out, is the same throughout"


def volatility_before(moves: FloatArray) -> FloatArray:
    r"""Estimate the volatility of each row from the moves before it.

    Use it to take volatility out of moves before a test of their correlation: volatilities that move apart change the
    correlation of moves though the link is the same.

    Parameters
    ----------
    moves : ndarray of shape (n_rows, n_assets)
        Finite moves.

    Returns
    -------
    ndarray of shape (n_rows, n_assets)
        In the unit of the asset; NaN where an asset has not moved yet.

    Notes
    -----
    :math:`s_t^2 = 0.94 s_{t-1}^2 + 0.06 x_{t-1}^2`, begun at the mean square of the first 20 rows.

    Examples
    --------
    >>> volatility_before(np.array([[2.0], [-2.0], [2.0]])).ravel()
    array([2., 2., 2.])
    """
    begin = (moves[:FIRST_ROWS] ** 2).mean(axis=0)
    variance = lfilter([1 - DECAY], [1, -DECAY], moves**2, axis=0, zi=DECAY * begin[None])[0]
    before = np.vstack([begin, variance[:-1]])
    return np.asarray(np.sqrt(np.where(before > 0, before, np.nan)))


def constancy_test(moves: FloatArray, *, block_length: int, n_draws: int, rng: Rng) -> HypothesisTest:
    r"""Test that the correlation of two assets is the same throughout.

    Use it before reading anything into a rolling correlation, which wanders also where nothing changes.

    Parameters
    ----------
    moves : ndarray of shape (n_rows, 2)
        Finite moves, in order.
    block_length : int
        Rows whose signs are flipped as one.
    n_draws : int
        Flips.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    HypothesisTest
        ``extra["row"]`` is the last row before the change that the statistic points to. Undefined below 60 rows.

    Notes
    -----
    With :math:`\psi_t` what row t adds to the correlation of moves by `volatility_before`, the statistic is
    :math:`\max_j |\sum_{t \le j} \psi_t| / (\sum_t \psi_t^2)^{1/2}`, the linear form of the fluctuation test, whose
    limit is the largest size of a Brownian bridge. p-value: flips of the signs of :math:`\psi`, each path tied back to
    zero at its end.

    References
    ----------
    Wied, Kraemer and Dehling (2012), Econometric Theory 28, 570-589; Demetrescu and Wied (2019), Econometrics Journal
    22, 10-33, for moves without their volatility.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> common, own = rng.standard_normal((2, 400))
    >>> sign = np.where(np.arange(400) < 200, 1.0, -1.0)
    >>> found = constancy_test(np.column_stack([common, sign * common + own]), block_length=1, n_draws=499, rng=0)
    >>> found.pvalue, abs(found.extra["row"] - 199) < 10
    (0.002, True)
    """
    n_rows = moves.shape[0]
    if n_rows < FEWEST_ROWS:
        reason = f"{n_rows} row(s) on which both assets moved; at least {FEWEST_ROWS} are needed"
        return undefined(METHOD, reason, null=NULL, n_events=n_rows, alternative="two-sided")
    clean = moves / volatility_before(moves)
    changes = _added(*(clean - clean.mean(axis=0)).T)
    size = math.sqrt(float((changes**2).sum()))
    if not size > 0:
        return undefined(
            METHOD, "an asset does not move", null=NULL, n_events=n_rows, alternative="two-sided"
        )
    path = np.cumsum(changes)
    observed, row = float(np.abs(path).max()), int(np.abs(path).argmax())
    draws = _tied_paths(changes, block_length, n_draws, rng)
    return HypothesisTest(
        statistic=observed / size,
        pvalue=share_as_extreme(draws, observed, "greater", complete=False),
        distribution="permutation",
        n_events=n_rows,
        null=NULL,
        method=METHOD,
        n_draws=n_draws,
        extra={"row": float(row)},
    )


def _added(x: FloatArray, y: FloatArray) -> FloatArray:
    """Compute what each row adds to the correlation of demeaned moves; the sum is zero."""
    squares = float(x @ x), float(y @ y)
    if not squares[0] * squares[1] > 0:
        return np.zeros(x.shape)
    scale = math.sqrt(squares[0] * squares[1])
    return np.asarray((x * y - float(x @ y) / 2 * (x * x / squares[0] + y * y / squares[1])) / scale)


def _tied_paths(changes: FloatArray, block_length: int, n_draws: int, rng: Rng) -> FloatArray:
    """Compute the largest size of running sums with signs flipped, tied back to zero at their end."""
    share = np.arange(1, changes.size + 1) / changes.size
    n_blocks = -(-changes.size // block_length)
    largest = []
    for signs in patterns(n_blocks, n_draws, rng):
        flipped = np.cumsum(np.repeat(signs, block_length, axis=1)[:, : changes.size] * changes, axis=1)
        largest.append(np.abs(flipped - flipped[:, -1:] * share).max(axis=1))
    return np.concatenate(largest)
