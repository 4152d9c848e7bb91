"""Principal components of reactions, and whether one common shock is enough."""

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.rank_one import fit_vectors, outer_entries
from aftershock.comovement.regime_moments import pair_columns
from aftershock.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PrincipalComponents:
    """Hold components of one or more correlation matrices: ``loadings`` (m, k, k) by column, ``shares`` (m, k)."""

    loadings: FloatArray
    shares: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class OneFactor:
    """Hold how far correlations are from those of one factor: ``distance`` (m,), and what is left over, (m, p)."""

    distance: FloatArray
    gap: FloatArray


def principal_components(correlations: FloatArray) -> PrincipalComponents:
    """Decompose correlation matrices, the largest component first, its largest loading positive.

    Parameters
    ----------
    correlations : ndarray of shape (m, k, k)
        Complete matrices.

    Returns
    -------
    PrincipalComponents

    Examples
    --------
    >>> found = principal_components(np.array([[[1.0, -0.5], [-0.5, 1.0]]]))
    >>> found.shares[0].round(2).tolist(), np.abs(found.loadings[0, :, 0]).round(3).tolist()
    ([0.75, 0.25], [0.707, 0.707])
    """
    values, vectors = np.linalg.eigh(correlations)
    values, vectors = values[:, ::-1], vectors[:, :, ::-1]
    largest = np.abs(vectors).argmax(axis=1)
    signs = np.sign(np.take_along_axis(vectors, largest[:, None, :], axis=1))
    return PrincipalComponents(vectors * signs, values / correlations.shape[1])


def aligned(draws: FloatArray, estimate: FloatArray) -> FloatArray:
    """Turn the loadings of draws (m, k, k) so that each component points the way of the estimate (k, k)."""
    return np.asarray(draws * np.sign(np.einsum("mkc,kc->mc", draws, estimate))[:, None, :])


def one_factor(correlations: FloatArray, *, shift: FloatArray | None = None) -> OneFactor:
    r"""Fit :math:`r_{ij} = l_i l_j` to the off-diagonal correlations by least squares.

    Parameters
    ----------
    correlations : ndarray of shape (m, k, k)
        Complete matrices.
    shift : ndarray of shape (p,), optional
        Taken from the off-diagonal entries before the fit.

    Returns
    -------
    OneFactor
        ``distance`` is the sum of squares left over; NaN where no factor fits at all.

    Examples
    --------
    >>> loadings = np.array([0.8, 0.5, -0.4])
    >>> matrix = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    >>> bool(one_factor(matrix[None]).distance[0] < 1e-12)
    True
    """
    size = correlations.shape[1]
    pairs = pair_columns(size)
    off = pairs[:, 0] != pairs[:, 1]
    entries = correlations[:, pairs[:, 0], pairs[:, 1]]
    if shift is not None:
        entries = entries.copy()
        entries[:, off] -= shift
    fitted = outer_entries(fit_vectors(entries, np.diag(off.astype(np.float64)), size))
    gap = (entries - fitted)[:, off]
    return OneFactor(np.einsum("mp,mp->m", gap, gap), gap)


def largest_shares_shuffled(values: FloatArray, *, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Compute the share of the largest component when every column is shuffled on its own, shape (n_draws,)."""
    shares = np.empty(n_draws)
    for draw in range(n_draws):
        shuffled = rng.permuted(values, axis=0)
        shares[draw] = np.linalg.eigvalsh(np.corrcoef(shuffled.T))[-1] / values.shape[1]
    return shares
