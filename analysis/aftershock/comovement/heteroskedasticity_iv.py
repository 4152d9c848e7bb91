"""Relative responses from a rise in variance, as an instrumental-variable estimate."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.comovement.regime_moments import RegimeMoments, regime_demeaned
from aftershock.typing import BoolArray, FloatArray, VarianceInstrument


@dataclass(frozen=True, slots=True)
class IvResponse:
    """Hold one relative response: the asset's move per unit of the numeraire's, with two standard errors.

    ``std_error`` is that of a difference of two means, robust to dependence; ``std_error_hc0`` the one of Rigobon and
    Sack's regression, which takes products that have a mean for noise and is too large.
    """

    estimate: float
    std_error: float
    std_error_hc0: float


def stacked_moves(values: FloatArray, news: BoolArray) -> FloatArray:
    """Centre moves by regime and scale each regime by one over the root of its rows."""
    scale = np.where(news, 1.0 / math.sqrt(news.sum()), 1.0 / math.sqrt((~news).sum()))
    return np.asarray(regime_demeaned(values, news) * scale[:, None])


def instrument_of(values: FloatArray, news: BoolArray, *, instrument: VarianceInstrument) -> FloatArray:
    """Build the instrument: the numeraire (or the asset) of news rows, and minus it of other rows, shape (n_rows,)."""
    column = 0 if instrument == "numeraire" else 1
    return np.asarray(np.where(news, 1.0, -1.0) * stacked_moves(values, news)[:, column])


def iv_response(
    values: FloatArray,
    news: BoolArray,
    moments: RegimeMoments,
    *,
    instrument: VarianceInstrument = "numeraire",
) -> IvResponse:
    r"""Estimate the response of an asset to what moves the numeraire by one.

    Parameters
    ----------
    values : ndarray of shape (n_rows, 2)
        Moves of the numeraire and of the asset, complete.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.
    moments : RegimeMoments
        Of the same two columns.
    instrument : {"numeraire", "asset"}
        Whose change of variance identifies.

    Returns
    -------
    IvResponse

    Notes
    -----
    :math:`d = \Delta\Omega_{xy}/\Delta\Omega_{xx}` with the numeraire as instrument,
    :math:`\Delta\Omega_{yy}/\Delta\Omega_{xy}` with the asset. :math:`se_{HC0} = \sqrt{\sum (z_t u_t)^2}/|z'x|`.

    References
    ----------
    Rigobon, R. and Sack, B. (2004). The impact of monetary policy on asset prices. Journal of Monetary Economics 51,
    1553-1575.

    Examples
    --------
    >>> from aftershock.comovement.regime_moments import regime_moments
    >>> x = np.array([2.0, -2.0, 1.0, -1.0])
    >>> values, news = np.column_stack([x, 3 * x]), np.array([True, True, False, False])
    >>> round(iv_response(values, news, regime_moments(values, news, lags=0)).estimate, 9)
    3.0
    """
    z = instrument_of(values, news, instrument=instrument)
    x, y = stacked_moves(values, news).T
    strength = float(z @ x)
    if strength == 0.0:
        return IvResponse(math.nan, math.nan, math.nan)
    estimate = float(z @ y) / strength
    residual = y - estimate * x
    robust = _difference_error(moments, estimate, instrument) / abs(strength)
    return IvResponse(estimate, robust, float(np.sqrt(np.sum((z * residual) ** 2))) / abs(strength))


def _difference_error(moments: RegimeMoments, estimate: float, instrument: VarianceInstrument) -> float:
    """Compute the standard error of the numerator of the estimate less the estimate times its denominator."""
    own, cross, other = moments.position(0, 0), moments.position(1, 0), moments.position(1, 1)
    upper, lower = (cross, own) if instrument == "numeraire" else (other, cross)
    weights = np.zeros(moments.difference.size)
    weights[upper], weights[lower] = 1.0, -estimate
    return math.sqrt(max(float(weights @ moments.covariance @ weights), 0.0))
