"""By how much forecasting from an estimated model inflates the residual variance."""

import numpy as np

from aftershock.study.models.contract import ModelFit
from aftershock.typing import FloatArray


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
    >>> from aftershock.study.models.linear import least_squares
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
    >>> from aftershock.study.models.linear import least_squares
    >>> fit = least_squares(np.array([1.0, 2.0, 3.0, 4.0]), np.empty((4, 0)))
    >>> window_factor(fit, np.empty((2, 0)))
    3.0
    """
    design = np.column_stack([np.ones(x.shape[0]), x])[:, : fit.inverse_gram.shape[0]]
    total = design.sum(axis=0)
    return float(x.shape[0] + total @ fit.inverse_gram @ total)
