"""What was usual before each row: one-sided kernel means, deviations and correlations that never see the row itself."""

from __future__ import annotations

import numpy as np

from aftershock.errors import ComovementError
from aftershock.typing import FloatArray, IntArray

REACH = 4.0
"""Bandwidths after which a row is forgotten; the normal kernel has fallen to 0.0003 there."""


def kernel_weights(bandwidth: float) -> FloatArray:
    r"""Weigh the rows before by a one-sided normal kernel, the row just before first.

    Parameters
    ----------
    bandwidth : float
        Rows after which the weight has fallen to 0.61, above zero.

    Returns
    -------
    ndarray of shape (n_lags,)
        :math:`\exp(-(j/h)^2/2)` for j = 1, 2, ... up to four bandwidths; not normalised.

    Raises
    ------
    ComovementError
        If the bandwidth is not above zero.

    Examples
    --------
    >>> kernel_weights(1.0).round(4).tolist()
    [0.6065, 0.1353, 0.0111, 0.0003]
    """
    if not bandwidth > 0 or not np.isfinite(bandwidth):
        raise ComovementError(
            f"bandwidth is {bandwidth}; give a number of rows above 0, e.g. 25.", bandwidth=bandwidth
        )
    lags = np.arange(1, max(int(np.ceil(REACH * bandwidth)), 1) + 1)
    return np.asarray(np.exp(-0.5 * (lags / bandwidth) ** 2), dtype=np.float64)


def trailing_mean(values: FloatArray, *, bandwidth: float, fewest: int) -> FloatArray:
    r"""Average the rows before each row, near ones more than far ones.

    Parameters
    ----------
    values : ndarray of shape (n_rows,) or (n_rows, n_columns)
        NaN are left out and the weights of the others scaled up.
    bandwidth : float
        Of the kernel, in rows.
    fewest : int
        Rows with a value within reach below which there is no mean.

    Returns
    -------
    ndarray of the shape of ``values``
        :math:`\sum_j w_j v_{t-j} / \sum_j w_j` over j of 1 and more; NaN with too few.

    Raises
    ------
    ComovementError
        If the bandwidth is not above zero.

    Examples
    --------
    >>> trailing_mean(np.array([2.0, 4.0, np.nan, 100.0]), bandwidth=50.0, fewest=1).round(2).tolist()
    [nan, 2.0, 3.0, 3.0]
    """
    weights = kernel_weights(bandwidth)
    known = np.isfinite(values)
    totals = _lagged_sums(np.where(known, values, 0.0), weights)
    mass = _lagged_sums(known.astype(np.float64), weights)
    counts = _lagged_sums(known.astype(np.float64), np.ones_like(weights))
    enough = counts > max(fewest, 1) - 0.5
    return np.asarray(
        np.divide(totals, mass, out=np.full(values.shape, np.nan), where=enough), dtype=np.float64
    )


def trailing_deviation(values: FloatArray, *, bandwidth: float, fewest: int) -> FloatArray:
    r"""Estimate the standard deviation usual before each row, about zero.

    Use it to say how large a move was for its time without looking at it. A mean of moves is too small beside their
    spread to be taken off.

    Parameters
    ----------
    values : ndarray of shape (n_rows,) or (n_rows, n_columns)
        Moves; NaN are left out.
    bandwidth, fewest
        As for :func:`trailing_mean`.

    Returns
    -------
    ndarray of the shape of ``values``
        :math:`(\sum_j w_j r_{t-j}^2 / \sum_j w_j)^{1/2}`; NaN with too few rows, or where nothing moved.

    Examples
    --------
    >>> trailing_deviation(np.array([3.0, -3.0, 9.0]), bandwidth=10.0, fewest=2).tolist()
    [nan, nan, 3.0]
    """
    means = trailing_mean(values**2, bandwidth=bandwidth, fewest=fewest)
    return np.sqrt(np.where(means > 0, means, np.nan))


def trailing_correlation(
    first: FloatArray, second: FloatArray, *, bandwidth: float, fewest: int
) -> FloatArray:
    r"""Estimate the correlation usual before each row, about zero.

    Parameters
    ----------
    first, second : ndarray of shape (n_rows,)
        Moves; rows on which either is NaN are left out.
    bandwidth, fewest
        As for :func:`trailing_mean`.

    Returns
    -------
    ndarray of shape (n_rows,)
        :math:`\sum w r s / (\sum w r^2 \sum w s^2)^{1/2}` over the rows before; NaN with too few.

    Examples
    --------
    >>> moves = np.array([1.0, -1.0, 2.0, 0.0])
    >>> trailing_correlation(moves, -moves, bandwidth=3.0, fewest=2).round(6).tolist()
    [nan, nan, -1.0, -1.0]
    """
    both = np.isfinite(first) & np.isfinite(second)
    one, other = np.where(both, first, np.nan), np.where(both, second, np.nan)
    products = np.stack([one * other, one**2, other**2], axis=1)
    cross, left, right = trailing_mean(products, bandwidth=bandwidth, fewest=fewest).T
    scale = np.sqrt(left * right)
    return np.asarray(np.clip(cross / np.where(scale > 0, scale, np.nan), -1.0, 1.0), dtype=np.float64)


def slot_deviation(values: FloatArray, slots: IntArray, *, bandwidth: float, fewest: int) -> FloatArray:
    """Estimate the standard deviation usual before each row, rows of one time of day apart from those of another.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves; NaN are left out.
    slots : ndarray of int, shape (n_rows,)
        Time of day of each row; all the same for sessions.
    bandwidth, fewest
        As for :func:`trailing_mean`; they count rows of the same time of day.

    Returns
    -------
    ndarray of shape (n_rows, n_assets)
        As from :func:`trailing_deviation`.

    Examples
    --------
    >>> moves = np.array([[1.0], [10.0], [1.0], [10.0], [2.0]])
    >>> slot_deviation(moves, np.array([0, 1, 0, 1, 0]), bandwidth=9.0, fewest=2).ravel().tolist()
    [nan, nan, nan, nan, 1.0]
    """
    usual = np.full(values.shape, np.nan)
    for slot in np.unique(slots):
        rows = slots == slot
        usual[rows] = trailing_deviation(values[rows], bandwidth=bandwidth, fewest=fewest)
    return usual


def _lagged_sums(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Add up the rows before each row by their weights."""
    sums = np.zeros(values.shape)
    columns = values.reshape(len(values), 1) if values.ndim == 1 else values
    targets = sums.reshape(columns.shape)
    for at in range(columns.shape[1] if len(values) else 0):
        targets[1:, at] = np.convolve(columns[:, at], weights)[: len(values) - 1]
    return sums
