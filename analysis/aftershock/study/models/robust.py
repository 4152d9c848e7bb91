"""Regressions that a few wild days of the estimation window cannot bend."""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aftershock.study.models.contract import ModelFit, no_fit, refuse_text
from aftershock.study.models.linear import LeastSquares, least_squares
from aftershock.typing import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class RobustModel(LeastSquares):
    """Expect what the factors imply, with outlying days weighed down.

    Use it when the estimation window holds shocks that are no part of what is normal.

    Parameters
    ----------
    names : sequence of str
        Columns of the moves frame; none expects a robust mean.

    Notes
    -----
    Huber's M-estimator by statsmodels ``RLM`` with its defaults (``HuberT``, t = 1.345, scale by median absolute
    deviation). K = 1 + number of factors. s is that scale; the forecast-error factor is approximate, with the
    estimator's own covariance over ``s**2`` in place of ``(X'X)^-1``.

    References
    ----------
    Huber (1964), Annals of Mathematical Statistics 35, 73-101; Huber (1981), Robust Statistics.

    Examples
    --------
    >>> y = np.concatenate([np.sin(np.arange(59.0)), [50.0]])
    >>> bool(abs(RobustModel().fit(y, np.empty((60, 0))).coefficients[0]) < 0.1)
    True
    """

    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a text, which would be read letter by letter."""
        refuse_text("RobustModel", self.names)

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors, in the order given."""
        return tuple(self.names)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit by iterated reweighting over the complete rows."""
        from statsmodels.robust.robust_linear_model import RLM

        return _fit_with(
            y, x, lambda own, design: RLM(own, design).fit(), scale=lambda found: float(found.scale)
        )


@dataclass(frozen=True, slots=True)
class MedianModel(LeastSquares):
    """Expect the median, given the factors.

    Use it when moves have such fat tails that a mean says little.

    Parameters
    ----------
    names : sequence of str
        Columns of the moves frame; none expects the median of the estimation window.

    Notes
    -----
    Least absolute deviations by statsmodels ``QuantReg`` at q = 0.5. K = 1 + number of factors.
    ``s = sqrt(sum e^2 / (M - K))``; the forecast-error factor is approximate, with the estimator's own covariance
    (kernel estimate of the sparsity) over ``s**2`` in place of ``(X'X)^-1``.

    References
    ----------
    Koenker and Bassett (1978), Econometrica 46, 33-50.

    Examples
    --------
    >>> y = np.concatenate([np.linspace(-1, 1, 60), [50.0]])
    >>> bool(abs(MedianModel().fit(y, np.empty((61, 0))).coefficients[0] - np.median(y)) < 1e-4)
    True
    """

    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a text, which would be read letter by letter."""
        refuse_text("MedianModel", self.names)

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors, in the order given."""
        return tuple(self.names)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit by least absolute deviations over the complete rows."""
        from statsmodels.regression.quantile_regression import QuantReg

        def scale(found: Any) -> float:
            return math.sqrt(float(np.square(found.resid).sum()) / (found.resid.size - 1 - x.shape[1]))

        return _fit_with(
            y, x, lambda own, design: QuantReg(own, design).fit(q=0.5, max_iter=10_000), scale=scale
        )


def _fit_with(y: FloatArray, x: FloatArray, estimate: Any, *, scale: Any) -> ModelFit:
    """Fit by a regression of statsmodels; where least squares cannot, or leaves nothing, there is nothing to add."""
    plain = least_squares(y, x)
    if not plain.residual_std > 0:
        return plain
    usable: BoolArray = np.isfinite(plain.residuals)
    design = np.column_stack([np.ones(plain.nobs), x[usable]])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = estimate(y[usable], design)
        spread, covariance = scale(found), np.asarray(found.cov_params(), dtype=np.float64)
    coefficients = np.asarray(found.params, dtype=np.float64)
    if not (np.isfinite(coefficients).all() and math.isfinite(spread)):
        return no_fit(coefficients.size, plain.nobs, y.size)
    residuals = np.full(y.size, np.nan)
    residuals[usable] = y[usable] - design @ coefficients
    return ModelFit(
        coefficients=coefficients,
        residual_std=spread,
        df=plain.df,
        nobs=plain.nobs,
        residuals=residuals,
        inverse_gram=np.nan_to_num(covariance / spread**2) if spread > 0 else np.zeros_like(covariance),
    )
