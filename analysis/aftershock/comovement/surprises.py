"""Surprises of a series: what its own past could not tell, with nothing of the future in it."""

import numpy as np

from aftershock.comovement.lagged import lag_columns
from aftershock.typing import FloatArray

SINGULAR = 1e-10


def standardized_surprises(values: FloatArray, *, n_lags: int, fewest: int) -> FloatArray:
    """Compute one-step forecast errors of an autoregression that is fitted anew to the past at each row.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        A series in order of time; NaN where missing.
    n_lags : int
        Lags of the autoregression.
    fewest : int
        Complete earlier rows that a forecast needs.

    Returns
    -------
    ndarray of shape (n_rows,)
        In standard deviations of the forecast error. NaN until there are ``fewest`` rows, and where a lag is missing.

    Notes
    -----
    ``(x_t - z_t'b) / (s sqrt(1 + z_t'(Z'Z)**-1 z_t))`` with z the constant and the lags, and b and s by least squares
    from the rows before t alone.

    Examples
    --------
    >>> values = np.random.default_rng(1).standard_normal(200)
    >>> found = standardized_surprises(values, n_lags=1, fewest=100)
    >>> int(np.isnan(found).sum()), bool(abs(np.nanstd(found) - 1) < 0.2)
    (101, True)
    """
    design = np.column_stack([np.ones(values.size), lag_columns(values, n_lags)])
    rows = np.flatnonzero(np.isfinite(design).all(axis=1) & np.isfinite(values))
    found = np.full(values.size, np.nan)
    if rows.size <= fewest:
        return found
    past, outcome = design[rows], values[rows]
    moments = np.cumsum(past[:, :, None] * past[:, None, :], axis=0)[fewest - 1 : -1]
    crossed = np.cumsum(past * outcome[:, None], axis=0)[fewest - 1 : -1]
    squares = np.cumsum(outcome**2)[fewest - 1 : -1]
    now, seen = past[fewest:], np.arange(fewest, rows.size)
    solved = np.linalg.solve(moments, np.stack([crossed, now], axis=2))
    coefficients, directions = solved[:, :, 0], solved[:, :, 1]
    residual = squares - (coefficients * crossed).sum(axis=1)
    variance = residual / (seen - design.shape[1]) * (1.0 + (now * directions).sum(axis=1))
    errors = outcome[fewest:] - (now * coefficients).sum(axis=1)
    known = residual > SINGULAR * squares
    found[rows[fewest:][known]] = errors[known] / np.sqrt(variance[known])
    return found
