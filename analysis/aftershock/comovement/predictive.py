"""Does the past of one series help to predict another? The test on arrays."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from aftershock.comovement.lagged import lag_columns
from aftershock.comovement.overlap import SATURATED
from aftershock.inference.resampling import share_as_extreme
from aftershock.typing import FloatArray, GrangerReference, Rng

FEWEST_FREE = 30
N_DRAWS = 999
CHUNK = 250
"""Draws handled at once, so that memory stays small."""


@dataclass(frozen=True, slots=True, eq=False)
class PredictiveTest:
    """Hold a robust Wald test that the lags of a series do not help to predict another.

    Parameters
    ----------
    statistic, pvalue : float
        Wald statistic over the number of lags, and its p-value; NaN where there is none.
    n_lags, df_denominator, n_rows, n_draws : int
        Lags tested, degrees of freedom left, rows that entered, draws behind the p-value (zero for the F
        distribution).
    gain : float
        Share of the residual variance that the tested lags take away.
    reason : str
        Why there is no number; empty otherwise.
    """

    statistic: float
    pvalue: float
    n_lags: int
    df_denominator: int
    n_rows: int
    n_draws: int
    gain: float
    reason: str


def predictive_test(
    target: FloatArray,
    source: FloatArray,
    fixed: FloatArray,
    *,
    n_lags: int,
    n_untested: int = 1,
    reference: GrangerReference = "wild_bootstrap",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
) -> PredictiveTest:
    """Test whether lags 1 to p of a series help to predict another beside its own lags.

    Parameters
    ----------
    target, source : ndarray of shape (n_rows,)
        What is predicted, and what is to help; rows with a NaN among the lags are left out.
    fixed : ndarray of shape (n_rows, n_fixed)
        The constant, or one column a slot of the season.
    n_lags : int
        Lags tested.
    n_untested : int
        Further lags of both that are controls and not tested: with one or more, a persistent series does not make the
        test reject too often.
    reference : {"wild_bootstrap", "f"}
        What the statistic is compared with: the wild bootstrap with the null imposed, or F(p, n - k).
    n_draws : int
        Draws of the bootstrap.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    PredictiveTest

    Notes
    -----
    ``W = b' V**-1 b / p`` with b the coefficients of the tested lags and V their HC3 covariance. Bootstrap samples
    are the fit without the tested lags plus its HC2-scaled residuals, each times a random sign, on the regressors as
    they are.

    References
    ----------
    Toda and Yamamoto (1995), Journal of Econometrics 66, 225-250; MacKinnon and White (1985), Journal of
    Econometrics 29, 305-325; Goncalves and Kilian (2004), Journal of Econometrics 123, 89-120.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> source = rng.standard_normal(300)
    >>> target = np.concatenate([[0.0], 0.5 * source[:-1]]) + rng.standard_normal(300)
    >>> predictive_test(target, source, np.ones((300, 1)), n_lags=1).pvalue
    0.001
    """
    held = n_lags + n_untested
    design = np.column_stack([lag_columns(source, held), fixed, lag_columns(target, held)])
    used = np.isfinite(target) & np.isfinite(design).all(axis=1)
    rows, known = design[used], target[used]
    free = len(rows) - design.shape[1]
    if free < FEWEST_FREE:
        reason = f"{len(rows)} complete rows do not exceed {design.shape[1]} coefficients by {FEWEST_FREE}"
        return _without(n_lags, len(rows), reason)
    wald = _wald_test(rows, n_lags)
    if wald is None:
        return _without(n_lags, len(rows), "the lags do not vary beside each other")
    statistic = float(wald.statistics(known[:, None])[0])
    if reference == "f":
        pvalue = float(fdtrc(n_lags, free, statistic))
    else:
        draws = _wild_statistics(wald, rows[:, n_lags:], known, n_draws, rng)
        pvalue = share_as_extreme(draws, statistic, "greater", complete=False)
    return PredictiveTest(
        statistic=statistic,
        pvalue=pvalue,
        n_lags=n_lags,
        df_denominator=free,
        n_rows=len(rows),
        n_draws=0 if reference == "f" else n_draws,
        gain=wald.gain(known),
        reason="",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Wald:
    """The parts of a robust Wald statistic that do not depend on the outcome.

    Parameters
    ----------
    basis : ndarray of shape (n_rows, n_columns)
        Orthonormal basis of the regressors.
    weights : ndarray of shape (n_tested, n_rows)
        What turns an outcome into the tested coefficients.
    products : ndarray of shape (n_tested ** 2, n_rows)
        Products of the weights of two coefficients, over the squared share that residuals keep.
    """

    basis: FloatArray
    weights: FloatArray
    products: FloatArray

    def statistics(self, outcomes: FloatArray) -> FloatArray:
        """Compute the statistic of each column of outcomes, shape (n_outcomes,)."""
        n_tested = len(self.weights)
        tested = (self.weights @ outcomes).T
        squares = (outcomes - self.basis @ (self.basis.T @ outcomes)) ** 2
        covariances = (self.products @ squares).T.reshape(-1, n_tested, n_tested)
        solved = np.linalg.solve(covariances, tested[:, :, None])[:, :, 0]
        return np.asarray((tested * solved).sum(axis=1) / n_tested)

    def gain(self, outcome: FloatArray) -> float:
        """Compute the share of the residual sum of squares that the tested lags take away."""
        tested = self.weights @ outcome
        residuals = outcome - self.basis @ (self.basis.T @ outcome)
        taken = float(tested @ np.linalg.solve(self.weights @ self.weights.T, tested))
        return taken / (taken + float(residuals @ residuals))


def _wald_test(rows: FloatArray, n_tested: int) -> _Wald | None:
    """Prepare the statistic for the first columns of a design; None where they are not determined."""
    basis, triangle = np.linalg.qr(rows)
    diagonal = np.abs(np.diag(triangle))
    if diagonal.min() <= SATURATED * diagonal.max():
        return None
    weights = np.linalg.solve(triangle, basis.T)[:n_tested]
    kept = 1.0 - (basis**2).sum(axis=1)
    scaled = weights * np.where(kept > SATURATED, 1.0 / np.maximum(kept, SATURATED), 0.0)
    products = (scaled[:, None, :] * scaled[None, :, :]).reshape(n_tested**2, -1)
    return _Wald(basis, weights, products)


def _wild_statistics(wald: _Wald, rest: FloatArray, known: FloatArray, n_draws: int, rng: Rng) -> FloatArray:
    """Draw the statistic when the tested lags do not help, with the variances of the rows as they are."""
    basis = np.linalg.qr(rest)[0]
    fitted = basis @ (basis.T @ known)
    kept = 1.0 - (basis**2).sum(axis=1)
    residuals = (known - fitted) / np.sqrt(np.where(kept > SATURATED, kept, 1.0))
    generator = np.random.default_rng(rng)
    draws = []
    for first in range(0, n_draws, CHUNK):
        signs = generator.choice([-1.0, 1.0], size=(known.size, min(CHUNK, n_draws - first)))
        draws.append(wald.statistics(fitted[:, None] + residuals[:, None] * signs))
    return np.concatenate(draws)


def _without(n_lags: int, n_rows: int, reason: str) -> PredictiveTest:
    """Make the record of a test that cannot be computed."""
    return PredictiveTest(math.nan, math.nan, n_lags, 0, n_rows, 0, math.nan, reason)
