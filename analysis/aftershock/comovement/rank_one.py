"""One common shock behind a change of covariances: the vector whose outer product fits it best."""

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.regime_moments import RegimeMoments, pair_columns
from aftershock.typing import FloatArray

STEPS = 60
TOLERANCE = 1e-10
DAMPING = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class RankOne:
    r"""Hold the vector v of :math:`\Delta\Omega = v v'`, its covariance, and how badly it fits.

    ``vector`` has shape (n,), ``covariance`` (n, n); ``distance`` is the minimised quadratic form, ``df`` its degrees
    of freedom, n (n - 1) / 2.
    """

    vector: FloatArray
    covariance: FloatArray
    distance: float
    df: int


def outer_entries(vectors: FloatArray) -> FloatArray:
    """Write the lower triangle of v v' for each vector, shape (m, k) from (m, n)."""
    pairs = pair_columns(vectors.shape[1])
    return np.asarray(vectors[:, pairs[:, 0]] * vectors[:, pairs[:, 1]])


def outer_slopes(vectors: FloatArray) -> FloatArray:
    """Differentiate the lower triangle of v v' by v, shape (m, k, n)."""
    pairs, (rows, size) = pair_columns(vectors.shape[1]), vectors.shape
    slopes = np.zeros((rows, len(pairs), size))
    places = np.arange(len(pairs))
    slopes[:, places, pairs[:, 0]] += vectors[:, pairs[:, 1]]
    slopes[:, places, pairs[:, 1]] += vectors[:, pairs[:, 0]]
    return slopes


def leading_vectors(entries: FloatArray, n_assets: int) -> FloatArray:
    """Take each matrix's leading eigenvector times the root of its eigenvalue, shape (m, n); NaN if negative."""
    pairs = pair_columns(n_assets)
    matrices = np.zeros((len(entries), n_assets, n_assets))
    matrices[:, pairs[:, 0], pairs[:, 1]] = entries
    matrices[:, pairs[:, 1], pairs[:, 0]] = entries
    values, vectors = np.linalg.eigh(matrices)
    size = np.where(values[:, -1] > 0, np.sqrt(np.abs(values[:, -1])), np.nan)
    return np.asarray(vectors[:, :, -1] * size[:, None])


def fit_vectors(entries: FloatArray, weight: FloatArray, n_assets: int) -> FloatArray:
    """Fit v v' to each row of entries by damped Gauss-Newton steps from the leading eigenvector.

    Parameters
    ----------
    entries : ndarray of shape (m, k)
        Lower triangles of changes of covariances, on comparable scales.
    weight : ndarray of shape (k, k)
        Weight of the quadratic form, positive definite.
    n_assets : int
        n, with k = n (n + 1) / 2.

    Returns
    -------
    ndarray of shape (m, n)
        The sign of v is free. NaN where no direction gained variance.

    Examples
    --------
    >>> fitted = fit_vectors(np.array([[4.0, 2.0, 1.0]]), np.eye(3), 2)
    >>> np.abs(fitted).round(6).tolist()
    [[2.0, 1.0]]
    """
    vectors = leading_vectors(entries, n_assets)
    usable = np.isfinite(vectors).all(axis=1)
    vectors[usable] = descend(vectors[usable], entries[usable], weight)
    return vectors


def descend(vectors: FloatArray, target: FloatArray, weight: FloatArray) -> FloatArray:
    """Walk from each start down to the nearest minimum; a step that does not descend is shortened."""
    current, damping = vectors, np.full(len(vectors), DAMPING)
    value = quadratic_form(target - outer_entries(current), weight)
    for _ in range(STEPS):
        trial = current + damped_step(current, target, weight, damping)
        reached = quadratic_form(target - outer_entries(trial), weight)
        better = reached < value
        moved = np.abs(trial - current).max(axis=1)[better]
        current = np.where(better[:, None], trial, current)
        value = np.where(better, reached, value)
        damping = np.clip(np.where(better, damping / 10, damping * 10), DAMPING, 1e6)
        if not better.any() and damping.min(initial=1e6) >= 1e6:
            break
        if better.all() and moved.max(initial=0.0) < TOLERANCE:
            break
    return current


def quadratic_form(gaps: FloatArray, weight: FloatArray) -> FloatArray:
    """Measure each gap by the weight, shape (m,)."""
    return np.asarray(np.einsum("mk,kl,ml->m", gaps, weight, gaps))


def damped_step(
    current: FloatArray, target: FloatArray, weight: FloatArray, damping: FloatArray
) -> FloatArray:
    """Compute a Gauss-Newton step, shortened by the damping of each row, shape (m, n)."""
    slopes, gap = outer_slopes(current), target - outer_entries(current)
    weighted = np.einsum("mkn,kl->mnl", slopes, weight)
    normal = weighted @ slopes
    size = np.trace(normal, axis1=1, axis2=2) * damping
    normal = normal + size[:, None, None] * np.eye(current.shape[1])
    return np.asarray(np.linalg.solve(normal, np.einsum("mnl,ml->mn", weighted, gap)[:, :, None])[:, :, 0])


def rank_one_fit(moments: RegimeMoments, *, efficient: bool) -> RankOne:
    r"""Estimate the loadings of the one shock that is more volatile in news rows.

    Parameters
    ----------
    moments : RegimeMoments
        Change of covariances of moves on comparable scales.
    efficient : bool
        Whether to weight by the inverse of the estimated covariance in a second step; else all entries count the same.

    Returns
    -------
    RankOne
        NaN where no direction gained variance or the covariance of the entries cannot be inverted.

    Notes
    -----
    Minimises :math:`(m - vech(vv'))' W (m - vech(vv'))`; the covariance of v is the usual sandwich. ``distance`` always
    uses the inverse of the estimated covariance of what is left over, so it is the over-identification statistic.

    References
    ----------
    Rigobon, R. and Sack, B. (2005). The effects of war risk on US financial markets. Journal of Banking and Finance 29,
    1769-1789.

    Examples
    --------
    >>> from aftershock.comovement.regime_moments import regime_moments
    >>> rng = np.random.default_rng(1)
    >>> news = np.arange(4000) < 1000
    >>> shock = rng.normal(size=4000) * np.where(news, 2.0, 1.0)
    >>> moves = np.column_stack([shock, -0.5 * shock]) + rng.normal(size=(4000, 2))
    >>> fit = rank_one_fit(regime_moments(moves, news, lags=0), efficient=True)
    >>> round(float(fit.vector[1] / fit.vector[0]), 1)
    -0.5
    """
    n_assets = moments.news_variance.size
    weight = _inverse(moments.covariance) if efficient else np.eye(moments.difference.size)
    vector = fit_vectors(moments.difference[None, :], weight, n_assets)[0]
    df = n_assets * (n_assets - 1) // 2
    if not np.isfinite(vector).all() or not np.isfinite(weight).all():
        missing = np.full(n_assets, np.nan)
        return RankOne(missing, np.full((n_assets, n_assets), np.nan), float("nan"), df)
    slopes = outer_slopes(vector[None, :])[0]
    bread = np.linalg.pinv(slopes.T @ weight @ slopes)
    covariance = bread @ slopes.T @ weight @ moments.covariance @ weight @ slopes @ bread
    gap = moments.difference - outer_entries(vector[None, :])[0]
    return RankOne(
        vector, covariance, leftover(gap, slopes, bread @ slopes.T @ weight, moments.covariance), df
    )


def leftover(gap: FloatArray, slopes: FloatArray, gain: FloatArray, covariance: FloatArray) -> float:
    """Measure what is left over by the inverse of its own covariance."""
    maker = np.eye(gap.size) - slopes @ gain
    own = maker @ covariance @ maker.T
    return float(gap @ np.linalg.pinv(own, rcond=1e-9, hermitian=True) @ gap)


def _inverse(covariance: FloatArray) -> FloatArray:
    """Invert a covariance; NaN where it is singular."""
    if np.linalg.matrix_rank(covariance, hermitian=True) < len(covariance):
        return np.full(covariance.shape, np.nan)
    return np.asarray(np.linalg.inv(covariance))
