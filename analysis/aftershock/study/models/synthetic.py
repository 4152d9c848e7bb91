"""A synthetic control: the mix of other assets that moved most like the one treated."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.study.models.contract import ModelFit, no_fit, refuse_text
from aftershock.study.models.regression import without_rounding
from aftershock.typing import FloatArray

SUPPORT = 1e-6
"""A weight below this is taken for zero before the others are solved exactly."""


@dataclass(frozen=True, slots=True)
class SyntheticControl:
    """Expect what a mix of donors did: weights of zero or more that add up to one.

    Use it for one asset that the news is about, with donors that the news leaves alone.

    Parameters
    ----------
    donors : sequence of str
        Columns of the moves frame.

    Notes
    -----
    ``min sum (r_t - w'd_t)^2`` over the complete days of the estimation window, ``w >= 0``, ``sum w = 1``, no
    intercept, by scipy (SLSQP), then exactly over the donors with a weight. ``s^2 = sum e^2 / (M - k + 1)``, k donors
    with a weight. The error of the weights is not part of the forecast error, which is approximate in that.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association 105, 493-505.

    Examples
    --------
    >>> donors = np.random.default_rng(3).standard_normal((100, 3))
    >>> fit = SyntheticControl(["SPX", "WTI", "GOLD"]).fit(donors @ [0.7, 0.3, 0.0], donors)
    >>> fit.coefficients.round(6)
    array([0. , 0.7, 0.3, 0. ])
    """

    donors: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse a text, which would be read letter by letter."""
        refuse_text("SyntheticControl", self.donors)

    @property
    def factors(self) -> tuple[str, ...]:
        """The donors, in the order given."""
        return tuple(self.donors)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Find the weights over the complete rows."""
        usable = np.isfinite(y) & np.isfinite(x).all(axis=1)
        nobs, n_donors = int(usable.sum()), x.shape[1]
        if nobs <= n_donors:
            return no_fit(1 + n_donors, nobs, y.size)
        weights = simplex_weights(y[usable], x[usable])
        residuals = np.where(usable, y - np.nan_to_num(x) @ weights, np.nan)
        df = nobs - int((weights > 0).sum()) + 1
        spread = math.sqrt(float(np.nansum(residuals**2)) / df)
        return ModelFit(
            coefficients=np.concatenate([[0.0], weights]),
            residual_std=without_rounding(spread, np.column_stack([y, x])[usable]),
            df=df,
            nobs=nobs,
            residuals=residuals,
            inverse_gram=np.zeros((1 + n_donors, 1 + n_donors)),
        )

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Mix the donors' moves."""
        return np.asarray(x @ fit.coefficients[1:], dtype=np.float64)


def simplex_weights(y: FloatArray, x: FloatArray) -> FloatArray:
    """Find the weights, zero or more and adding up to one, whose mix of columns comes closest to ``y``.

    Parameters
    ----------
    y : ndarray of shape (n_days,)
        Complete moves.
    x : ndarray of shape (n_days, n_donors)
        Complete moves of the donors.

    Returns
    -------
    ndarray of shape (n_donors,)

    Examples
    --------
    >>> simplex_weights(np.array([1.0, 2.0]), np.array([[1.0, 5.0], [2.0, 7.0]])).round(6)
    array([1., 0.])
    """
    from scipy.optimize import LinearConstraint, minimize

    size = float(np.sqrt(np.square(x).mean())) or 1.0
    own, donors = y / size, x / size
    n_donors = x.shape[1]

    def loss(weights: FloatArray) -> float:
        return float(np.square(own - donors @ weights).mean())

    def slope(weights: FloatArray) -> FloatArray:
        return np.asarray(-2 * donors.T @ (own - donors @ weights) / own.size)

    found = minimize(
        loss,
        np.full(n_donors, 1 / n_donors),
        jac=slope,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * n_donors,
        constraints=LinearConstraint(np.ones((1, n_donors)), 1.0, 1.0),
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    weights = np.clip(found.x, 0.0, None)
    exact = _solve_on(own, donors, weights > SUPPORT)
    return exact if (exact >= 0).all() else np.asarray(weights / weights.sum())


def _solve_on(y: FloatArray, x: FloatArray, chosen: np.ndarray) -> FloatArray:
    """Solve least squares with weights that add up to one on the chosen columns, the others zero."""
    base, *others = np.flatnonzero(chosen)
    weights = np.zeros(x.shape[1])
    free = np.linalg.lstsq(x[:, others] - x[:, [base]], y - x[:, base])[0] if others else np.empty(0)
    weights[others], weights[base] = free, 1 - free.sum()
    return weights
