"""Correlation over a window that moves along, with bands for one window and for all of them."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from aftershock.comovement.block_correlation import jackknife_changes
from aftershock.typing import FloatArray, IntArray

AT_ONCE = 50_000
"""Numbers of windows worked on at a time: as many as stay in the cache."""
FORGOTTEN = 20
"""Half-lives after which a row no longer counts."""
SETTLED = 3
"""Half-lives before the first value of an exponential window."""


@dataclass(frozen=True, slots=True, eq=False)
class MovingCorrelation:
    """Hold correlations of windows that end at some rows.

    Parameters
    ----------
    ends : ndarray of int64, shape (n,)
        Last row of each window.
    correlation, std_error, n_effective : ndarray of shape (n,)
        As of `block_correlation`, every row a block.
    """

    ends: IntArray
    correlation: FloatArray
    std_error: FloatArray
    n_effective: FloatArray


def even_weights(window: int) -> FloatArray:
    """Weigh the last rows alike.

    Examples
    --------
    >>> even_weights(3)
    array([1., 1., 1.])
    """
    return np.ones(window)


def fading_weights(half_life: float) -> FloatArray:
    """Weigh rows by half as much for every half-life they are older, oldest first, down to a millionth.

    Examples
    --------
    >>> fading_weights(1.0)[-3:]
    array([0.25, 0.5 , 1.  ])
    """
    return np.asarray(0.5 ** (np.arange(int(FORGOTTEN * half_life), -1, -1) / half_life))


def moving_correlation(
    first: FloatArray, second: FloatArray, *, weights: FloatArray, ends: IntArray, inflation: float = 1.0
) -> MovingCorrelation:
    r"""Correlate two assets over the windows that end at some rows.

    Use it to see how a link drifted.

    Parameters
    ----------
    first, second : ndarray of shape (n_rows,)
        Finite moves.
    weights : ndarray of shape (n_window,)
        Weight of each row of a window, oldest first. Rows before the first of all count nothing.
    ends : ndarray of int64, shape (n,)
        Rows at which windows end.
    inflation : float
        By how much overlapping moves raise the variance, as of `overlap_inflation`.

    Returns
    -------
    MovingCorrelation

    Notes
    -----
    Pearson's correlation with weighted means and squares. Standard error: the jackknife of `block_correlation` with
    every row a block, times the root of ``inflation``, by which ``n_effective`` is divided.

    Examples
    --------
    >>> moves = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0], [4.0, 9.0]])
    >>> moving_correlation(*moves.T, weights=even_weights(2), ends=np.array([1, 2, 3])).correlation.round(9)
    array([1., 1., 1.])
    """
    values = np.empty((3, ends.size))
    parts = np.array_split(np.arange(ends.size), max(1, ends.size * weights.size // AT_ONCE))
    for part in parts:
        correlation, changes, n_effective = _windows(first, second, weights, ends[part])
        values[:, part] = correlation, np.sqrt(inflation * (changes**2).sum(axis=1)), n_effective / inflation
    return MovingCorrelation(ends, *values)


def overlap_inflation(first: FloatArray, second: FloatArray, *, span: int) -> float:
    """Measure by how much moves that overlap raise the variance of their correlation.

    Parameters
    ----------
    first, second : ndarray of shape (n_rows,)
        Finite moves.
    span : int
        Rows that each move spans.

    Returns
    -------
    float
        One plus twice the sum of the first ``span - 1`` autocorrelations of what rows add to the correlation of all
        rows, held within 1 and ``span``.

    Examples
    --------
    >>> moves = np.random.default_rng(1).standard_normal((2, 5_001))
    >>> 1.4 < overlap_inflation(*(moves[:, 1:] + moves[:, :-1]), span=2) < 1.6
    True
    """
    x, y = first - first.mean(), second - second.mean()
    changes = jackknife_changes(x * y, x * x, y * y)[1]
    total = float(changes @ changes)
    if not total > 0:
        return 1.0
    shared = sum(float(changes[lag:] @ changes[:-lag]) for lag in range(1, span))
    return min(max(1 + 2 * shared / total, 1.0), float(span))


def _windows(
    first: FloatArray, second: FloatArray, weights: FloatArray, ends: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Correlate the windows that end at some rows; rows before the first count nothing."""
    n_window = weights.size
    roots = np.sqrt(weights)
    if ends[0] < n_window - 1:
        first, second = (np.append(np.zeros(n_window - 1), one) for one in (first, second))
        roots = roots * (np.arange(n_window) >= (n_window - 1 - ends)[:, None])
        ends = ends + n_window - 1
    x, y = (_centred(one, roots, ends - n_window + 1) for one in (first, second))
    return jackknife_changes(x * y, x * x, y * y)


def _centred(values: FloatArray, roots: FloatArray, begins: IntArray) -> FloatArray:
    """Take the windows that begin at some rows, less their weighted mean, times the roots of the weights."""
    windows = sliding_window_view(values, roots.shape[-1])[begins]
    squares = roots**2
    means = (windows * squares).sum(axis=1, keepdims=True) / squares.sum(axis=-1, keepdims=True)
    return np.asarray((windows - means) * roots)
