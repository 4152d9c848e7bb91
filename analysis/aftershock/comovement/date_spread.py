"""How much statistics of reactions owe to single dates: errors by leaving dates out, or by weighing them slightly."""

import math

import numpy as np

from aftershock.comovement.resampling import weighted_correlations
from aftershock.typing import FloatArray, IntArray, RankMethod

ROWS_AT_ONCE = 500
"""Rows compared with all others at one time, to bound the memory."""


def correlations_without(values: FloatArray, clusters: IntArray) -> FloatArray:
    """Correlate columns with one date left out at a time, shape (n_dates, k, k).

    Examples
    --------
    >>> rows = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 1.0], [9.0, 0.0]])
    >>> correlations_without(rows, np.arange(4))[3, 0, 1].round(4)
    np.float64(0.866)
    """
    dates = np.unique(clusters)
    pieces = [dates[rows, None] for rows in _pieces(dates.size)]
    counts = ((clusters[None, :] != piece).astype(np.float64) for piece in pieces)
    return np.concatenate([weighted_correlations(values, one) for one in counts])


def jackknife_error(left_out: FloatArray) -> FloatArray:
    """Compute the jackknife standard error from the values found without each date.

    Parameters
    ----------
    left_out : ndarray of shape (n_dates, ...)
        The statistic with one date left out at a time.

    Returns
    -------
    ndarray of shape (...)
        NaN where the statistic is NaN without some date.

    References
    ----------
    Efron, B. and Stein, C. (1981). The jackknife estimate of variance. Annals of Statistics 9, 586-596.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 6.0])
    >>> means = (values.sum() - values) / 2
    >>> bool(np.isclose(jackknife_error(means), values.std(ddof=1) / np.sqrt(3)))
    True
    """
    size = len(left_out)
    return np.asarray(np.sqrt((size - 1) / size * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)))


def rank_error(values: FloatArray, clusters: IntArray, *, method: RankMethod) -> float:
    r"""Compute the standard error of a rank correlation from the influence of each date.

    Use it for few dates: samples drawn with replacement repeat rows, and the ties they make widen the spread.

    Parameters
    ----------
    values : ndarray of shape (n_rows, 2)
        Complete rows; ties are allowed.
    clusters : ndarray of int, shape (n_rows,)
        Number of the date of each row.
    method : {"spearman", "kendall"}
        Which correlation; Kendall's is tau-b.

    Returns
    -------
    float
        NaN where a column does not move.

    Notes
    -----
    :math:`\sqrt{\frac{C}{C-1}\sum_c (\sum_{i \in c} \partial r / \partial w_i)^2}`, the infinitesimal jackknife over C
    dates, w the weights of rows.

    References
    ----------
    Jaeckel, L. A. (1972). The infinitesimal jackknife. Bell Laboratories Memorandum MM 72-1215-11.

    Examples
    --------
    >>> rows = np.random.default_rng(1).normal(size=(400, 2))
    >>> round(rank_error(rows, np.arange(400), method="spearman"), 2)
    0.05
    """
    slopes = spearman_slopes(values) if method == "spearman" else kendall_slopes(values)
    by_date = np.bincount(np.unique(clusters, return_inverse=True)[1], weights=slopes)
    size = by_date.size
    return math.sqrt(size / (size - 1) * float(by_date @ by_date))


def spearman_slopes(values: FloatArray) -> FloatArray:
    """Differentiate Spearman's correlation by the weight of each row, shape (n_rows,)."""
    order = _sign_sums(values, np.ones((2, len(values))))
    one, other = (order / 2).T
    crossed = _sign_sums(values, np.stack([other, one]))
    own = _sign_sums(values, np.stack([one, other]))
    square_one, square_other = float(one @ one), float(other @ other)
    if not square_one * square_other > 0:
        return np.full(len(values), np.nan)
    cross = one * other - crossed.sum(axis=1) / 2
    spreads = (one**2 - own[:, 0]) / square_one + (other**2 - own[:, 1]) / square_other
    scale = math.sqrt(square_one * square_other)
    return np.asarray(cross / scale - float(one @ other) / scale / 2 * spreads)


def kendall_slopes(values: FloatArray) -> FloatArray:
    """Differentiate Kendall's tau-b by the weight of each row, shape (n_rows,)."""
    sums = np.empty((len(values), 3))
    for rows in _pieces(len(values)):
        one, other = (_signs(column, rows) for column in values.T)
        sums[rows] = np.stack([part.sum(axis=1) for part in (one * other, one**2, other**2)], axis=1)
    cross, tied_one, tied_other = sums.sum(axis=0)
    if not tied_one * tied_other > 0:
        return np.full(len(values), np.nan)
    scale = math.sqrt(tied_one * tied_other)
    spreads = sums[:, 1] / tied_one + sums[:, 2] / tied_other
    return np.asarray(2 * sums[:, 0] / scale - cross / scale * spreads)


def _sign_sums(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Add up the signs of each row less the others, times the others' weights, column by column, shape (n_rows, 2)."""
    found = np.empty(values.shape)
    for rows in _pieces(len(values)):
        for at, column in enumerate(values.T):
            found[rows, at] = _signs(column, rows) @ weights[at]
    return found


def _signs(column: FloatArray, rows: slice) -> FloatArray:
    """Compare some rows with all, shape (rows, n_rows): 1 where the row is larger."""
    return np.asarray(np.sign(column[rows, None] - column[None, :]))


def _pieces(size: int) -> list[slice]:
    """Cut rows into pieces."""
    return [slice(at, min(at + ROWS_AT_ONCE, size)) for at in range(0, size, ROWS_AT_ONCE)]
