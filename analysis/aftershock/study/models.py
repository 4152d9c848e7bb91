"""Normal-move models: what an asset would have done without the event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """

    coefficients: FloatArray
    residual_std: float
    df: int
    nobs: int
    residuals: FloatArray
    inverse_gram: FloatArray


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


class LeastSquares:
    """Fit on an intercept and the factors, and expect what they imply."""

    __slots__ = ()

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit by ordinary least squares over the complete rows."""
        return least_squares(y, x)

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Compute intercept plus loadings times factors."""
        return np.asarray(fit.coefficients[0] + x @ fit.coefficients[1:], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ConstantMean(LeastSquares):
    """Expect the mean of the estimation window.

    Use it as the first choice for geopolitical news, which moves the market itself.

    Notes
    -----
    ``E[r_t] = rbar``; K = 1; forecast-error factor ``1 + 1/M``.

    References
    ----------
    Brown and Warner (1985), Journal of Financial Economics 14, 3-31.

    Examples
    --------
    >>> fit = ConstantMean().fit(np.array([1.0, 2.0, 3.0]), np.empty((3, 0)))
    >>> float(fit.coefficients[0]), fit.df
    (2.0, 2)
    """

    factors: tuple[str, ...] = field(default=(), init=False, repr=False)


@dataclass(frozen=True, slots=True)
class MarketAdjusted:
    """Expect what the market did, one for one.

    Use it when there is too little history to estimate a beta.

    Parameters
    ----------
    market : str
        Column of the moves frame.

    Notes
    -----
    ``E[r_t] = m_t``; K = 0; no forecast error; s is the standard deviation of ``r - m`` about its mean.

    References
    ----------
    Brown and Warner (1985), Journal of Financial Economics 14, 3-31.

    Examples
    --------
    >>> MarketAdjusted("SPX").factors
    ('SPX',)
    """

    market: str

    @property
    def factors(self) -> tuple[str, ...]:
        """The market."""
        return (self.market,)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Measure the spread of the difference; nothing is estimated."""
        residuals = y - x[:, 0]
        finite = residuals[np.isfinite(residuals)]
        spread = float(finite.std(ddof=1)) if finite.size > 1 else float("nan")
        spread = without_rounding(spread, np.concatenate([y, x[:, 0]]))
        return ModelFit(np.array([0.0, 1.0]), spread, finite.size, finite.size, residuals, np.zeros((2, 2)))

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Return the market's move."""
        return x[:, 0]


@dataclass(frozen=True, slots=True)
class FactorModel(LeastSquares):
    """Expect what the factors imply, with loadings from the estimation window.

    Use it to take out common movements that the news did not cause.

    Parameters
    ----------
    names : sequence of str
        Columns of the moves frame.

    Notes
    -----
    ``E[r_t] = a + b' f_t`` by ordinary least squares; K = 1 + number of factors; forecast-error factor
    ``1 + x_t'(X'X)^-1 x_t`` with ``x_t = (1, f_t)``.

    References
    ----------
    Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, chapter 4.

    Examples
    --------
    >>> FactorModel(["SPX", "WTI"]).factors
    ('SPX', 'WTI')
    """

    names: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse a text, which would be read letter by letter."""
        if isinstance(self.names, str):
            raise EstimationError(f"names is {self.names!r}; give a list: FactorModel([{self.names!r}]).")

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors, in the order given."""
        return tuple(self.names)


@dataclass(frozen=True, slots=True)
class MarketModel(LeastSquares):
    """Expect ``a + b`` times the market's move.

    Use it for assets whose news is not the market's own; for war news, which moves the market, it takes
    part of the reaction away.

    Parameters
    ----------
    market : str
        Column of the moves frame.

    Notes
    -----
    ``E[r_t] = a + b m_t``; K = 2; forecast-error factor ``1 + 1/M + (m_t - mbar)^2 / SSM``.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, 13-39.

    Examples
    --------
    >>> market = np.array([[0.0], [1.0], [2.0]])
    >>> fit = MarketModel("SPX").fit(np.array([1.0, 3.0, 5.0]), market)
    >>> [round(float(value), 6) for value in fit.coefficients]
    [1.0, 2.0]
    """

    market: str

    @property
    def factors(self) -> tuple[str, ...]:
        """The market."""
        return (self.market,)


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


def without_rounding(spread: float, moves: FloatArray) -> float:
    """Call a spread zero that is no more than the rounding error of the moves it was computed from."""
    rounding = np.finfo(np.float64).eps * moves.size * float(np.nanmax(np.abs(moves), initial=0.0))
    return 0.0 if spread <= rounding else spread


def least_squares(y: FloatArray, x: FloatArray) -> ModelFit:
    """Fit ``y`` on an intercept and ``x`` over the complete rows.

    Parameters
    ----------
    y : ndarray of shape (n_days,)
        Moves, in native units; NaN rows are left out.
    x : ndarray of shape (n_days, n_factors)
        Factors; rows with a NaN are left out.

    Returns
    -------
    ModelFit
        With NaN residuals on the rows left out; all NaN when there are no more rows than coefficients or the
        factors are collinear; ``residual_std`` 0 when the fit is exact but for rounding.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 2.0, np.nan, 3.0]), np.empty((4, 0)))
    >>> fit.nobs, fit.residual_std
    (3, 1.0)
    """
    design = np.column_stack([np.ones(y.size), x])
    usable = np.isfinite(y) & np.isfinite(x).all(axis=1)
    nobs, n_coefficients = int(usable.sum()), design.shape[1]
    residuals = np.full(y.size, np.nan)
    gram = design[usable].T @ design[usable]
    if nobs <= n_coefficients or np.linalg.matrix_rank(design[usable]) < n_coefficients:
        empty = np.full(n_coefficients, np.nan)
        return ModelFit(
            empty, float("nan"), nobs - n_coefficients, nobs, residuals, np.full_like(gram, np.nan)
        )
    coefficients: FloatArray = np.linalg.lstsq(design[usable], y[usable])[0].astype(np.float64)
    residuals[usable] = y[usable] - design[usable] @ coefficients
    df = nobs - n_coefficients
    residual_std = without_rounding(float(np.sqrt(np.nansum(residuals**2) / df)), y)
    return ModelFit(coefficients, residual_std, df, nobs, residuals, np.linalg.inv(gram))


def forecast_factors(fit: ModelFit, x: FloatArray) -> FloatArray:
    """Compute ``C_t``, by how much forecasting a day inflates the residual variance.

    Parameters
    ----------
    fit : ModelFit
        A fitted model.
    x : ndarray of shape (n_days, n_factors)
        Factor rows of the event window.

    Returns
    -------
    ndarray of shape (n_days,)
        ``1 + x_t'(X'X)^-1 x_t``; 1 for a model without estimated coefficients.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 2.0, 3.0, 4.0]), np.empty((4, 0)))
    >>> forecast_factors(fit, np.empty((1, 0)))
    array([1.25])
    """
    design = np.column_stack([np.ones(x.shape[0]), x])[:, : fit.inverse_gram.shape[0]]
    return np.asarray(1 + np.einsum("ti,ij,tj->t", design, fit.inverse_gram, design), dtype=np.float64)


def window_factor(fit: ModelFit, x: FloatArray) -> float:
    """Compute the exact variance of a cumulative abnormal move over ``s**2``.

    Parameters
    ----------
    fit : ModelFit
        A fitted model.
    x : ndarray of shape (n_days, n_factors)
        Factor rows of the days summed.

    Returns
    -------
    float
        ``L + (sum x_t)'(X'X)^-1 (sum x_t)``: the days share one set of estimated coefficients.

    References
    ----------
    Salinger (1992), Journal of Financial and Quantitative Analysis 27, 39-53.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 2.0, 3.0, 4.0]), np.empty((4, 0)))
    >>> window_factor(fit, np.empty((2, 0)))
    3.0
    """
    design = np.column_stack([np.ones(x.shape[0]), x])[:, : fit.inverse_gram.shape[0]]
    total = design.sum(axis=0)
    return float(x.shape[0] + total @ fit.inverse_gram @ total)
