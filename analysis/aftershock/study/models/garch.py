"""A model whose variance follows the market's mood: calm and nervous weeks get different yardsticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aftershock.study.models.contract import ModelFit, no_fit, refuse_text
from aftershock.study.models.linear import LeastSquares, least_squares
from aftershock.typing import FloatArray

HORIZON = 250
"""Sessions ahead for which the variance is forecast; it has settled long before."""

TYPICAL = 10.0
"""Standard deviation that moves are scaled to, for which the optimiser is made."""


@dataclass(frozen=True, slots=True)
class GarchModel(LeastSquares):
    """Expect what the factors imply, with a variance forecast for each day of the event window.

    Use it for daily data over a long estimation window (250 sessions or more) when the days before the event were much
    calmer, or much more nervous, than the rest of it.

    Parameters
    ----------
    names : sequence of str
        Columns of the moves frame; none expects a constant mean.

    Notes
    -----
    ``r_t = a + b'f_t + e_t``, ``h_t = w + p e_(t-1)^2 + q h_(t-1)`` by maximum likelihood under normal errors, by arch.
    Days left out are skipped, as if the next followed. ``s^2 = sum e^2 / (M - K)``; an abnormal move k sessions after
    the estimation window has variance ``E h_(T+k)`` plus the error of the coefficients, ``s^2 x'(X'X)^-1 x``, which is
    approximate. The forecast comes from the estimation window alone: what happened between it and the event
    window is not used. No fit where the optimiser does not converge.

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31, 307-327.

    Examples
    --------
    >>> shocks = np.random.default_rng(4).standard_normal(500)
    >>> nervous = shocks * np.where(np.arange(500) > 400, 3.0, 1.0)
    >>> fit = GarchModel().fit(nervous, np.empty((500, 0)))
    >>> bool(fit.variance_ahead[0] > 1)
    True
    """

    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a text, which would be read letter by letter."""
        refuse_text("GarchModel", self.names)

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors, in the order given."""
        return tuple(self.names)

    def fit(self, y: FloatArray, x: FloatArray) -> ModelFit:
        """Fit mean and variance together over the complete rows."""
        from arch import arch_model

        plain = least_squares(y, x)
        if not plain.residual_std > 0:
            return plain
        usable = np.isfinite(plain.residuals)
        scale = TYPICAL / plain.residual_std
        model = arch_model(
            scale * y[usable],
            x[usable] if x.shape[1] else None,
            mean="LS",
            vol="GARCH",
            p=1,
            q=1,
            rescale=False,
        )
        found = model.fit(disp="off", show_warning=False)
        n_coefficients = plain.coefficients.size
        if found.convergence_flag != 0:
            return no_fit(n_coefficients, plain.nobs, y.size)
        coefficients = np.asarray(found.params, dtype=np.float64)[:n_coefficients] / scale
        residuals = y - coefficients[0] - x @ coefficients[1:]
        residuals[~usable] = np.nan
        spread = math.sqrt(float(np.nansum(residuals**2)) / plain.df)
        constant, reaction, memory = np.asarray(found.params, dtype=np.float64)[n_coefficients:]
        last = float(found.conditional_volatility[-1]) ** 2, float(found.resid[-1]) ** 2
        ahead = variance_path(constant, reaction, memory, *last) / scale**2
        return replace(
            plain,
            coefficients=coefficients,
            residual_std=spread,
            residuals=residuals,
            r_squared=math.nan,
            variance_ahead=ahead / spread**2,
        )


def variance_path(
    constant: float, reaction: float, memory: float, variance: float, square: float
) -> FloatArray:
    """Forecast the variance of the sessions ahead from that and the squared shock of the last one.

    Examples
    --------
    >>> variance_path(1.0, 0.1, 0.8, 5.0, 25.0)[:2]
    array([7.5 , 7.75])
    """
    path = np.empty(HORIZON)
    path[0] = constant + reaction * square + memory * variance
    for at in range(1, HORIZON):
        path[at] = constant + (reaction + memory) * path[at - 1]
    return path
