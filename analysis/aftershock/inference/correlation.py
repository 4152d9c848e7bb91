"""Mean correlation between events, weighted by the event days they share."""

import numpy as np

from aftershock.typing import BoolArray, FloatArray

MINIMUM_SHARED = 30
ROUNDING = 1e-12


def mean_overlap_correlation(
    residuals: FloatArray, event_days: BoolArray, *, minimum_shared: int = MINIMUM_SHARED
) -> float:
    """Compute the mean pairwise correlation of abnormal moves that matters for a mean over events.

    Use it for :func:`kp_bmp_t`. Events on one date get the plain mean correlation; events whose windows
    share no day contribute zero.

    Parameters
    ----------
    residuals : ndarray of shape (n_events, n_days)
        Abnormal moves of each event's estimation window on one common calendar; NaN elsewhere.
    event_days : ndarray of bool, shape (n_events, n_days)
        Days of each event's window, on the same calendar.
    minimum_shared : int
        Pairs with fewer shared estimation days count as uncorrelated, and so does a pair in which one event's
        abnormal moves do not vary over the shared days.

    Returns
    -------
    float
        Mean over pairs; NaN with fewer than two events.

    Notes
    -----
    ``rbar = mean over i<j of rho_ij n_ij / sqrt(L_i L_j)``, ``n_ij`` shared event days, ``rho_ij`` over the
    pairwise complete estimation days.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025, for one date; the weights extend
    it to windows that overlap in part.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> common = rng.standard_normal(100)
    >>> days = np.zeros((2, 101), dtype=bool)
    >>> days[:, 100] = True
    >>> residuals = np.column_stack([np.vstack([common, common]), np.full(2, np.nan)])
    >>> round(mean_overlap_correlation(residuals, days), 6)
    1.0
    """
    n_events = residuals.shape[0]
    if n_events < 2:
        return float("nan")
    correlations = overlap_correlations(residuals, event_days, minimum_shared=minimum_shared)
    return float(np.mean(correlations[np.triu_indices(n_events, k=1)]))


def overlap_correlations(
    residuals: FloatArray, event_days: BoolArray, *, minimum_shared: int = MINIMUM_SHARED
) -> FloatArray:
    """Compute the correlation of every pair of cumulative abnormal moves: ``rho_ij n_ij / sqrt(L_i L_j)``.

    Parameters
    ----------
    residuals, event_days, minimum_shared
        As for :func:`mean_overlap_correlation`.

    Returns
    -------
    ndarray of shape (n_events, n_events)
        Ones on the diagonal of events that vary, zero for pairs without a shared day.
    """
    return np.asarray(_pairwise_correlation(residuals, minimum_shared) * overlap_shares(event_days))


def overlap_shares(event_days: BoolArray) -> FloatArray:
    """Compute which share of its days every pair of windows has in common, ``n_ij / sqrt(L_i L_j)``.

    Examples
    --------
    >>> overlap_shares(np.array([[True, True], [False, True]])).round(3)
    array([[1.   , 0.707],
           [0.707, 1.   ]])
    """
    shared = event_days.astype(np.float64) @ event_days.T.astype(np.float64)
    lengths = np.diag(shared)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(shared / np.sqrt(np.outer(lengths, lengths)))


def _pairwise_correlation(rows: FloatArray, minimum_shared: int) -> FloatArray:
    """Correlate every pair of rows over the columns both have.

    Zero below the minimum of shared columns, and where a row does not vary over them.
    """
    present = np.isfinite(rows)
    mask = present.astype(np.float64)
    means = np.where(present, rows, 0.0).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
    centred = np.where(present, rows - means[:, None], 0.0)
    count = mask @ mask.T
    sum_i, sum_ii, product = centred @ mask.T, (centred**2) @ mask.T, centred @ centred.T
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = product - sum_i * sum_i.T / count
        variance = sum_ii - sum_i**2 / count
        correlation = covariance / np.sqrt(variance * variance.T)
    varies = variance > ROUNDING * sum_ii
    enough = (count >= minimum_shared) & varies & varies.T
    return np.where(enough, correlation, 0.0)
