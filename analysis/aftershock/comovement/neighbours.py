"""Which reactions are near which: a metric from calm moves, distances, and the nearest that do not overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.signatures import second_moments
from aftershock.errors import ComovementError
from aftershock.typing import FloatArray, IntArray, SignatureDistance, check_option


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """Hold a metric for reactions.

    Parameters
    ----------
    inverse : ndarray of shape (n_assets, n_assets)
        Inverse of the shrunk covariance.
    shrinkage : float
        Weight of the identity, between 0 and 1.
    n_rows : int
        Calm moves it was estimated from.
    kind : {"mahalanobis", "cosine"}
        Which distance.
    """

    inverse: FloatArray
    shrinkage: float
    n_rows: int
    kind: SignatureDistance


def shrunk_covariance(vectors: FloatArray) -> tuple[FloatArray, float]:
    r"""Estimate a covariance matrix about zero, shrunk towards equal variances without correlation.

    Parameters
    ----------
    vectors : ndarray of shape (n_rows, n_assets)
        No NaN.

    Returns
    -------
    covariance : ndarray of shape (n_assets, n_assets)
    shrinkage : float
        Between 0 and 1.

    Notes
    -----
    :math:`\hat\Sigma = \rho m I + (1 - \rho) S`, :math:`m = \mathrm{tr}(S)/k`, :math:`\rho = \min(b^2, d^2)/d^2`,
    :math:`d^2 = \|S - mI\|^2`, :math:`b^2 = n^{-2} \sum_t \|x_t x_t' - S\|^2`.

    References
    ----------
    Ledoit and Wolf (2004), Journal of Multivariate Analysis 88, 365-411.

    Examples
    --------
    >>> covariance, shrinkage = shrunk_covariance(np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]))
    >>> covariance.tolist(), shrinkage
    ([[1.0, 0.0], [0.0, 1.0]], 1.0)
    """
    n_rows, n_assets = vectors.shape
    sample = second_moments(vectors)
    mean = float(np.trace(sample)) / n_assets
    target = mean * np.eye(n_assets)
    apart = float(((sample - target) ** 2).sum())
    noise = float(((vectors**2).sum(axis=1) ** 2).sum()) / n_rows**2 - float((sample**2).sum()) / n_rows
    shrinkage = 1.0 if apart <= 0 else min(max(noise, 0.0) / apart, 1.0)
    return shrinkage * target + (1 - shrinkage) * sample, shrinkage


def fit_metric(calm: FloatArray, *, kind: SignatureDistance) -> Metric:
    """Learn a metric from calm moves.

    Parameters
    ----------
    calm : ndarray of shape (n_rows, n_assets)
        Standardized moves; rows with NaN are left out.
    kind : {"mahalanobis", "cosine"}
        Which distance.

    Returns
    -------
    Metric

    Raises
    ------
    ComovementError
        If there are fewer rows than twice the assets.
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> fit_metric(np.eye(2).repeat(3, axis=0), kind="cosine").n_rows
    6
    """
    check_option("distance", kind, SignatureDistance)
    known = calm[np.isfinite(calm).all(axis=1)]
    if len(known) < 2 * calm.shape[1]:
        raise ComovementError(
            f"{len(known)} calm row(s) for {calm.shape[1]} assets; a distance needs twice as many rows as assets. Give "
            "moves that begin earlier, or fewer assets.",
            n_rows=len(known),
        )
    covariance, shrinkage = shrunk_covariance(known)
    return Metric(np.asarray(np.linalg.inv(covariance), dtype=np.float64), shrinkage, len(known), kind)


def distances_to(metric: Metric, vectors: FloatArray, own: FloatArray) -> FloatArray:
    r"""Measure how far vectors are from one.

    Parameters
    ----------
    metric : Metric
        The metric :math:`A`.
    vectors : ndarray of shape (n_vectors, n_assets)
        Standardized reactions.
    own : ndarray of shape (n_assets,)
        The reaction at hand.

    Returns
    -------
    ndarray of shape (n_vectors,)
        :math:`((x-y)'A(x-y))^{1/2}`, or :math:`1 - x'Ay (x'Ax\,y'Ay)^{-1/2}`, which compares directions alone. NaN
        where a move is missing.

    Examples
    --------
    >>> flat = Metric(np.eye(2), 0.0, 10, "mahalanobis")
    >>> distances_to(flat, np.array([[3.0, 4.0], [0.0, 0.0]]), np.zeros(2)).tolist()
    [5.0, 0.0]
    """
    if metric.kind == "mahalanobis":
        apart = vectors - own
        squares = np.einsum("ij,jk,ik->i", apart, metric.inverse, apart)
        return np.asarray(np.sqrt(np.maximum(squares, 0.0)))
    lengths = np.sqrt(np.einsum("ij,jk,ik->i", vectors, metric.inverse, vectors))
    scale = lengths * float(np.sqrt(own @ metric.inverse @ own))
    return np.asarray(1.0 - vectors @ metric.inverse @ own / np.where(scale > 0, scale, np.nan))


def all_distances(metric: Metric, vectors: FloatArray) -> FloatArray:
    """Measure the distance of every two vectors, shape (n_vectors, n_vectors), infinite on the diagonal.

    Examples
    --------
    >>> all_distances(Metric(np.eye(1), 0.0, 10, "mahalanobis"), np.array([[0.0], [2.0]])).tolist()
    [[inf, 2.0], [2.0, inf]]
    """
    if not len(vectors):
        return np.empty((0, 0))
    found = np.stack([distances_to(metric, vectors, one) for one in vectors])
    np.fill_diagonal(found, np.inf)
    return found


def nearest_apart(distances: FloatArray, firsts: IntArray, lasts: IntArray, *, k: int) -> IntArray:
    """Choose the nearest whose stretches of rows do not overlap, the nearer speaking for both.

    Parameters
    ----------
    distances : ndarray of shape (n,)
        No NaN.
    firsts, lasts : ndarray of int, shape (n,)
        First and last row of each stretch.
    k : int
        How many to choose at most.

    Returns
    -------
    ndarray of int, shape (n,)
        For each its own position where it was chosen, the position of the chosen one that it overlaps, -1 for others.

    Examples
    --------
    >>> rows = np.array([0, 2, 9])
    >>> nearest_apart(np.array([0.5, 0.1, 0.9]), rows, rows + 5, k=2).tolist()
    [1, 1, 2]
    """
    found = np.full(distances.shape, -1, dtype=np.int64)
    chosen: list[int] = []
    for at in np.argsort(distances, kind="stable").tolist():
        overlapped = [one for one in chosen if firsts[at] <= lasts[one] and firsts[one] <= lasts[at]]
        if overlapped:
            found[at] = overlapped[0]
        elif len(chosen) < k:
            chosen.append(at)
            found[at] = at
    return found


def summed_windows(moves: FloatArray, firsts: IntArray, length: int) -> FloatArray:
    """Add up the moves of windows that start at some rows; NaN where one is missing or lies beyond the data.

    Examples
    --------
    >>> summed_windows(np.array([[1.0], [2.0], [np.nan], [4.0]]), np.array([0, 1, 3]), 2).ravel().tolist()
    [3.0, nan, nan]
    """
    at = firsts[:, None] + np.arange(length)
    inside = (at >= 0) & (at < len(moves))
    values = moves[np.clip(at, 0, max(len(moves) - 1, 0))]
    return np.asarray(np.where(inside[:, :, None], values, np.nan).sum(axis=1))
