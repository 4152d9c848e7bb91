"""Market models for assets that trade seldom, so that the market's news reaches their prices late."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.study.models.contract import ModelFit, no_fit
from aftershock.study.models.regression import regress, without_rounding
from aftershock.typing import BoolArray, FloatArray


class AggregatedSlope:
    """Expect an intercept and one slope times the market's move of the day."""

    __slots__ = ()

    def expected(self, fit: ModelFit, x: FloatArray) -> FloatArray:
        """Compute intercept plus slope times the market."""
        return np.asarray(fit.coefficients[0] + fit.coefficients[1] * x[:, 0], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ScholesWilliams(AggregatedSlope):
    """Expect ``a + b`` times the market's move, with a slope that allows for prices a day old.

    Use it for assets whose last trade may be hours before the market's.

    Parameters
    ----------
    market : str
        Column of the moves frame.

    Notes
    -----
    ``b = (b(-1) + b(0) + b(+1)) / (1 + 2 rho)``: slopes of simple regressions on the market a session before, of the
    day and after, and the market's first-order autocorrelation, over the days of the estimation window that have all
    three; ``a = rbar - b mbar``. K = 2. The forecast-error factor ``1 + 1/M + v (m_t - mbar)^2`` is approximate: ``v``
    is that of the instrumental variable ``z = m(-1) + m(0) + m(+1)``, ``sum z^2 / (sum z m)^2`` about the means.

    References
    ----------
    Scholes and Williams (1977), Journal of Financial Economics 5, 309-327.

    Examples
    --------
    >>> market = np.sin(np.arange(60.0))
    >>> late = np.concatenate([[0.0], market[:-1]])
    >>> fit = ScholesWilliams("SPX").fit(0.5 * market + 0.5 * late, market[:, None])
    >>> fit.nobs
    58
    """

    market: str

    @property
    def factors(self) -> tuple[str, ...]:
        """The market."""
        return (self.market,)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit three simple regressions and put their slopes together."""
        around = shifted(x[:, 0], lags=1, leads=1)
        usable = np.isfinite(y) & np.isfinite(around).all(axis=1)
        slopes = [float(regress(y, around[:, [at]], usable).slopes[0]) for at in range(3)]
        if int(usable.sum()) <= 2 or not np.isfinite(slopes).all():
            return no_fit(2, int(usable.sum()), y.size)
        before, today, _ = around[usable].T
        slope = sum(slopes) / (1 + 2 * float(np.corrcoef(before, today)[0, 1]))
        total = around[usable].sum(axis=1)
        total, own = total - total.mean(), today - today.mean()
        return aggregated(y, x[:, 0], usable, slope, float((total @ total) / (total @ own) ** 2), n_slopes=1)


@dataclass(frozen=True, slots=True)
class Dimson(AggregatedSlope):
    """Expect ``a + b`` times the market's move, with a slope added up over sessions before and after.

    Use it for assets that trade so seldom that the market's news reaches their prices over several sessions.

    Parameters
    ----------
    market : str
        Column of the moves frame.
    leads, lags : int
        Sessions after and before the day whose market moves enter the regression.

    Raises
    ------
    EstimationError
        If ``leads`` or ``lags`` is no whole number from 0.

    Notes
    -----
    Regression of the move on the market's moves from ``lags`` sessions before to ``leads`` after; ``b`` is the sum of
    their slopes, ``a = rbar - b mbar``. K = 2 + leads + lags. The forecast-error factor
    ``1 + 1/M + v (m_t - mbar)^2`` is approximate: ``v`` is the variance of the sum of slopes over that of the errors.

    References
    ----------
    Dimson (1979), Journal of Financial Economics 7, 197-226.

    Examples
    --------
    >>> market = np.sin(np.arange(60.0) ** 2)
    >>> late = np.concatenate([[0.0], market[:-1]])
    >>> fit = Dimson("SPX").fit(0.5 * market + 0.3 * late, market[:, None])
    >>> round(float(fit.coefficients[1]), 6)
    0.8
    """

    market: str
    leads: int = 1
    lags: int = 1

    def __post_init__(self) -> None:
        """Refuse numbers of sessions that are none."""
        for name, value in (("leads", self.leads), ("lags", self.lags)):
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise EstimationError(
                    f"{name} is {value!r}; give a whole number of sessions, 0 or more.", value=value
                )

    @property
    def factors(self) -> tuple[str, ...]:
        """The market."""
        return (self.market,)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Regress on the market's moves around each day and add the slopes up."""
        around = shifted(x[:, 0], lags=self.lags, leads=self.leads)
        usable = np.isfinite(y) & np.isfinite(around).all(axis=1)
        found = regress(y, around, usable)
        if not math.isfinite(found.sse):
            return no_fit(2, found.nobs, y.size)
        slope, variance = float(found.slopes.sum()), float(found.inverse.sum())
        return aggregated(y, x[:, 0], usable, slope, variance, n_slopes=around.shape[1])


def shifted(market: FloatArray, *, lags: int, leads: int) -> FloatArray:
    """Lay the market's moves before, on and after each day side by side, NaN beyond the estimation window.

    Examples
    --------
    >>> shifted(np.array([1.0, 2.0, 3.0]), lags=1, leads=1)
    array([[nan,  1.,  2.],
           [ 1.,  2.,  3.],
           [ 2.,  3., nan]])
    """
    beyond = np.full(max(lags, leads) + 1, np.nan)
    padded = np.concatenate([beyond, market, beyond])
    views = np.lib.stride_tricks.sliding_window_view(padded, lags + 1 + leads)
    return np.array(views[beyond.size - lags : beyond.size - lags + market.size])


def aggregated(
    y: FloatArray, market: FloatArray, usable: BoolArray, slope: float, variance: float, *, n_slopes: int
) -> ModelFit:
    """Write what a model with one slope learned, given the slope and its variance over that of the errors."""
    nobs, mean = int(usable.sum()), float(market[usable].mean())
    intercept = float(y[usable].mean()) - slope * mean
    residuals = np.where(usable, y - intercept - slope * market, np.nan)
    df, syy = nobs - 1 - n_slopes, float(np.square(y[usable] - y[usable].mean()).sum())
    sse = float(np.nansum(residuals**2))
    corner = 1 / nobs + mean * mean * variance
    return ModelFit(
        coefficients=np.array([intercept, slope]),
        residual_std=without_rounding(math.sqrt(sse / df), y) if df > 0 else math.nan,
        df=df,
        nobs=nobs,
        residuals=residuals,
        inverse_gram=np.array([[corner, -mean * variance], [-mean * variance, variance]]),
        r_squared=1 - sse / syy if syy > 0 else math.nan,
    )
