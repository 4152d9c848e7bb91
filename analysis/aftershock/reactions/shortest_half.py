"""The shortest half of a sample as a robust scale, also with each observation left out in turn."""

import numpy as np

from aftershock.typing import FloatArray, IntArray

CONSISTENCY = 0.7413
"""Turns the length of the shortest half of a normal sample into its standard deviation."""


def shortest_half_scale(ordered: FloatArray) -> FloatArray:
    """Measure the spread of each column by the shortest interval that holds half of it.

    Use it where outliers must not matter: half of the sample may be anything.

    Parameters
    ----------
    ordered : ndarray of shape (n, n_columns)
        Each column ascending, without NaN; at least two rows.

    Returns
    -------
    ndarray of shape (n_columns,)

    Notes
    -----
    ``0.7413 min_i (x_(i+h-1) - x_(i))`` with ``h = floor(n/2) + 1``.

    References
    ----------
    Rousseeuw and Leroy (1988), Statistica Neerlandica 42, 103-116.

    Examples
    --------
    >>> shortest_half_scale(np.array([[0.0], [1.0], [2.0], [50.0]])).round(4)
    array([1.4826])
    """
    half = len(ordered) // 2 + 1
    return np.asarray(CONSISTENCY * (ordered[half - 1 :] - ordered[: len(ordered) - half + 1]).min(axis=0))


def leave_one_out_scale(ordered: FloatArray) -> FloatArray:
    """Measure the spread of each column with each of its values left out in turn.

    Use it for a yardstick of every day that does not know the day, in the time of a few sorts.

    Parameters
    ----------
    ordered : ndarray of shape (n, n_columns)
        Each column ascending, without NaN; at least three rows.

    Returns
    -------
    ndarray of shape (n, n_columns)
        Row k without the k-th smallest value.

    Notes
    -----
    Of n - 1 values a half is h = floor((n - 1)/2) + 1. Without the k-th value the halves are the runs of h that do
    not hold it, and the runs of h + 1 that hold it within; because h >= n - h these last begin in a run that reaches
    the first or the last place, so that running minima from both ends give them all.

    Examples
    --------
    >>> leave_one_out_scale(np.array([[0.0], [1.0], [2.0], [50.0]]))[[0, 3], 0].round(4)
    array([0.7413, 0.7413])
    """
    n, half = len(ordered), (len(ordered) - 1) // 2 + 1
    plain = ordered[half - 1 :] - ordered[: n - half + 1]
    wider = ordered[half:] - ordered[: n - half]
    left_out = np.arange(n)
    shortest = np.minimum(
        _at(_from_start(plain), left_out - half),
        _at(_from_end(plain), np.minimum(left_out + 1, len(plain) + 1)),
    )
    first, last = left_out - half + 1, np.minimum(left_out - 1, n - half - 1)
    straddling = np.where(
        (first <= 0)[:, None], _at(_from_start(wider), last), _at(_from_end(wider), np.maximum(first, 0))
    )
    return np.asarray(CONSISTENCY * np.minimum(shortest, straddling))


def _from_start(values: FloatArray) -> FloatArray:
    """Take running minima from the first row on."""
    return np.asarray(np.minimum.accumulate(values, axis=0))


def _from_end(values: FloatArray) -> FloatArray:
    """Take running minima from the last row back."""
    return np.asarray(np.minimum.accumulate(values[::-1], axis=0)[::-1])


def _at(values: FloatArray, rows: IntArray) -> FloatArray:
    """Take rows; infinity for rows that do not exist."""
    known = (rows >= 0) & (rows < len(values))
    return np.where(known[:, None], values[np.clip(rows, 0, len(values) - 1)], np.inf)
