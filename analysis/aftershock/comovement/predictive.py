"""Does the past of one series help to predict another? The test on arrays."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from aftershock.comovement.lagged import lag_columns
from aftershock.comovement.overlap import SATURATED
from aftershock.typing import FloatArray

FEWEST_FREE = 30


@dataclass(frozen=True, slots=True, eq=False)
class PredictiveTest:
    """Hold a robust Wald test that the lags of a series do not help to predict another.

    Parameters
    ----------
    statistic, pvalue : float
        Wald statistic over the number of lags, and its p-value from the F distribution; NaN where there is none.
    n_lags, df_denominator, n_rows : int
        Lags tested, degrees of freedom left, rows that entered.
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
    gain: float
    reason: str


def predictive_test(
    target: FloatArray, source: FloatArray, fixed: FloatArray, *, n_lags: int, n_untested: int = 1
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

    Returns
    -------
    PredictiveTest

    Notes
    -----
    ``W = b' V**-1 b`` with b the coefficients of the tested lags and V their HC3 covariance; ``W / p`` is referred to
    F(p, n - k).

    References
    ----------
    Toda and Yamamoto (1995), Journal of Econometrics 66, 225-250; Dolado and Luetkepohl (1996), Econometric Reviews
    15, 369-386; MacKinnon and White (1985), Journal of Econometrics 29, 305-325.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> source = rng.standard_normal(300)
    >>> target = np.concatenate([[0.0], 0.5 * source[:-1]]) + rng.standard_normal(300)
    >>> predictive_test(target, source, np.ones((300, 1)), n_lags=1).pvalue < 0.001
    True
    """
    held = n_lags + n_untested
    design = np.column_stack([lag_columns(source, held), fixed, lag_columns(target, held)])
    used = np.isfinite(target) & np.isfinite(design).all(axis=1)
    rows, known = design[used], target[used]
    free = len(rows) - design.shape[1]
    if free < FEWEST_FREE:
        return _without(
            n_lags, len(rows), f"{len(rows)} complete rows do not exceed {design.shape[1]} coefficients by 30"
        )
    basis, triangle = np.linalg.qr(rows)
    diagonal = np.abs(np.diag(triangle))
    if diagonal.min() <= SATURATED * diagonal.max():
        return _without(n_lags, len(rows), "the lags do not vary beside each other")
    weights = np.linalg.solve(triangle, basis.T)[:n_lags]
    residuals = known - basis @ (basis.T @ known)
    free_share = 1.0 - (basis**2).sum(axis=1)
    judged = free_share > SATURATED
    parts = weights[:, judged] * (residuals[judged] / free_share[judged])
    tested = weights @ known
    statistic = float(tested @ np.linalg.solve(parts @ parts.T, tested)) / n_lags
    return PredictiveTest(
        statistic=statistic,
        pvalue=float(fdtrc(n_lags, free, statistic)),
        n_lags=n_lags,
        df_denominator=free,
        n_rows=len(rows),
        gain=_gain(weights, tested, residuals),
        reason="",
    )


def _gain(weights: FloatArray, tested: FloatArray, residuals: FloatArray) -> float:
    """Compute the share of the residual sum of squares that the tested lags take away."""
    taken = float(tested @ np.linalg.solve(weights @ weights.T, tested))
    return taken / (taken + float(residuals @ residuals))


def _without(n_lags: int, n_rows: int, reason: str) -> PredictiveTest:
    """Make the record of a test that cannot be computed."""
    return PredictiveTest(math.nan, math.nan, n_lags, 0, n_rows, math.nan, reason)
