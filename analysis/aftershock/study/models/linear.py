"""Models that are linear in the factors: with slopes that are estimated, or known beforehand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from aftershock.study.models.contract import ModelFit, refuse_text
from aftershock.study.models.regression import Regression, regress, without_rounding
from aftershock.typing import FloatArray


class LeastSquares:
    """Fit on an intercept and the factors, and expect what they imply."""

    __slots__ = ()

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit by ordinary least squares over the complete rows."""
        return least_squares(y, x)

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Compute intercept plus loadings times factors."""
        return np.asarray(fit.coefficients[0] + x @ fit.coefficients[1:], dtype=np.float64)


class KnownSlopes:
    """Expect what the factors did, one for one; only the spread is estimated."""

    __slots__ = ()

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Measure the spread of the difference about its mean; nothing else is estimated."""
        residuals = y - x.sum(axis=1)
        finite = residuals[np.isfinite(residuals)]
        spread = float(finite.std(ddof=1)) if finite.size > 1 else float("nan")
        spread = without_rounding(spread, np.column_stack([y, x]))
        n_coefficients = 1 + x.shape[1]
        coefficients, no_error = np.ones(n_coefficients), np.zeros((n_coefficients, n_coefficients))
        coefficients[0] = 0.0
        return ModelFit(coefficients, spread, finite.size, finite.size, residuals, no_error)

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Add the factors up."""
        return np.asarray(x.sum(axis=1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Raw(KnownSlopes):
    """Expect nothing: the move itself is abnormal.

    Use it to see moves as they are, or where they are abnormal already.

    Notes
    -----
    ``E[r_t] = 0``; K = 0; no forecast error; s is the standard deviation of ``r`` about its mean.

    Examples
    --------
    >>> fit = Raw().fit(np.array([1.0, 2.0, 3.0]), np.empty((3, 0)))
    >>> Raw().expected(fit, np.empty((2, 0))), fit.residual_std
    (array([0., 0.]), 1.0)
    """

    factors: tuple[str, ...] = field(default=(), init=False, repr=False)


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
class MarketAdjusted(KnownSlopes):
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
        refuse_text(type(self).__name__, self.names)

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
    fitted = regress(y, x, np.isfinite(y) & np.isfinite(x).all(axis=1))
    n_coefficients = 1 + x.shape[1]
    df = fitted.nobs - n_coefficients
    intercept = fitted.mean_y - fitted.mean_x @ fitted.slopes
    spread = math.sqrt(fitted.sse / df) if math.isfinite(fitted.sse) else math.nan
    return ModelFit(
        coefficients=np.concatenate([[intercept], fitted.slopes]),
        residual_std=without_rounding(spread, y),
        df=df,
        nobs=fitted.nobs,
        residuals=fitted.residuals,
        inverse_gram=inverse_gram(fitted),
        r_squared=1 - fitted.sse / fitted.syy if fitted.syy > 0 else math.nan,
    )


def inverse_gram(fitted: Regression) -> FloatArray:
    """Write ``(X'X)^-1`` of the design ``[1, x]`` from the cross products about the means."""
    if not math.isfinite(fitted.sse):
        return np.full((1 + fitted.slopes.size, 1 + fitted.slopes.size), np.nan)
    shift = fitted.inverse @ fitted.mean_x
    corner = 1 / fitted.nobs + fitted.mean_x @ shift
    return np.block([[np.full((1, 1), corner), -shift[None, :]], [-shift[:, None], fitted.inverse]])
