"""The contract of a normal-move model, and what a fitted one knows."""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from aftershock.errors import EstimationError
from aftershock.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ModelFit:
    """What a model learned from the estimation window.

    Parameters
    ----------
    coefficients : ndarray of shape (n_coefficients,)
        Intercept first, then one a factor.
    residual_std : float
        s, the residual standard deviation with the degrees of freedom taken off, in native units; 0 where it
        is no more than rounding error, NaN where there is no fit.
    df : int
        Residual degrees of freedom, M - K.
    nobs : int
        M, the estimation days used.
    residuals : ndarray of shape (n_days,)
        Abnormal moves of the estimation days; NaN where a day was not usable.
    inverse_gram : ndarray of shape (n_coefficients, n_coefficients)
        ``(X'X)^-1`` of the design ``[1, x]``; zeros for a model without estimated coefficients.
    r_squared : float
        Share of the variance about the mean that the factors explain; NaN for a model that is not a regression.
    variance_ahead : ndarray of shape (n_ahead,), optional
        Variance of an abnormal move 1, 2, ... sessions after the estimation window over ``residual_std**2``; the
        last holds from there on. Left out, it is 1 throughout.
    """

    coefficients: FloatArray
    residual_std: float
    df: int
    nobs: int
    residuals: FloatArray
    inverse_gram: FloatArray
    r_squared: float = math.nan
    variance_ahead: FloatArray | None = None


def no_fit(n_coefficients: int, nobs: int, n_days: int) -> ModelFit:
    """Say that a model could not be fitted: NaN throughout, with the days it had."""
    return ModelFit(
        coefficients=np.full(n_coefficients, math.nan),
        residual_std=math.nan,
        df=nobs - n_coefficients,
        nobs=nobs,
        residuals=np.full(n_days, math.nan),
        inverse_gram=np.full((n_coefficients, n_coefficients), math.nan),
    )


@runtime_checkable
class NormalModel(Protocol):
    """The contract of a model: name your factors, fit on the estimation window, say what was expected.

    A model never sees a day outside the estimation window when it is fitted. The arrays are its own to change.
    """

    @property
    def factors(self) -> tuple[str, ...]:
        """Columns of the moves frame that the model uses."""

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit on moves ``y`` (n_days,) and factors ``x`` (n_days, n_factors), both in native units.

        A NaN in ``y`` is a gap or a day that another event's window covers.
        """

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Compute the expected moves for factor rows ``x`` (n_days, n_factors)."""


def check_model(model: object) -> tuple[str, ...]:
    """Refuse an object without ``fit`` and ``expected``, and name the factors of one that has them."""
    if isinstance(model, type):
        raise EstimationError(
            f"model is the class {model.__name__}; write {model.__name__}(...).", model=model
        )
    missing = [name for name in ("fit", "expected") if not callable(getattr(model, name, None))]
    if missing:
        raise EstimationError(
            f"model is {model!r}, which lacks {' and '.join(missing)}; pass ConstantMean(), MarketModel(market) or "
            "an object with fit(y, x) and expected(fit, x).",
            missing=missing,
        )
    return tuple(getattr(model, "factors", ()))


def describe_model(model: object) -> str:
    """Print a model the same way in every run: its repr, or its class where that holds an address."""
    return type(model).__name__ if type(model).__repr__ is object.__repr__ else repr(model)


def refuse_text(model: str, names: object) -> None:
    """Refuse a text in place of a list of columns, which would be read letter by letter."""
    if isinstance(names, str):
        raise EstimationError(f"names is {names!r}; give a list: {model}([{names!r}]).", names=names)
