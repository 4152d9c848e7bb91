"""Reactions projected on a signature, and ranked among those of quiet times."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from aftershock.errors import ComovementError
from aftershock.inference.resampling import ROUNDING
from aftershock.typing import FloatArray, IntArray, LabelArray

PRIOR_DF = 1.0
"""Degrees of freedom that the past's word about a day's volatility weighs, against those of the day's other moves."""
MOST_SINGULAR = 1e8


@dataclass(frozen=True, slots=True, eq=False)
class ScoredEpisodes:
    """Hold the scores of episodes; arrays of shape (n_episodes,).

    Parameters
    ----------
    scores : ndarray
        Projection on the signature, in standard deviations of quiet rows; above zero along it.
    statistics : ndarray
        What is ranked: the score, over how far the episode moved in other directions where ``moderated``.
    sizes : ndarray
        Squared distance from no move, in the metric of quiet rows, whatever the direction.
    pvalues, size_pvalues : ndarray
        Never zero; NaN where ``reasons`` says why.
    n_assets, n_quiet : ndarray of int
        Assets that entered, and quiet rows compared with.
    draws, size_draws : ndarray of shape (n_draws, n_episodes)
        Statistics and sizes of quiet rows drawn for each episode.
    sources, reasons : ndarray of str
        Where the quiet rows come from, and why there is no score.
    """

    scores: FloatArray
    statistics: FloatArray
    sizes: FloatArray
    pvalues: FloatArray
    size_pvalues: FloatArray
    n_assets: IntArray
    n_quiet: IntArray
    draws: FloatArray
    size_draws: FloatArray
    sources: LabelArray
    reasons: LabelArray


@dataclass(slots=True, eq=False)
class ScoreSheet:
    """Collect scores episode by episode."""

    n_draws: int
    generator: np.random.Generator
    rows: list[tuple[float, float, float, float, float, int, int, str, str]] = field(default_factory=list)
    draws: list[FloatArray] = field(default_factory=list)
    size_draws: list[FloatArray] = field(default_factory=list)

    def refuse(self, reason: str, *, n_assets: int = 0, n_quiet: int = 0) -> None:
        """Add an episode without score."""
        nothing = (math.nan,) * 5
        self.rows.append((*nothing, n_assets, n_quiet, "", reason))
        self.draws.append(np.full(self.n_draws, math.nan))
        self.size_draws.append(np.full(self.n_draws, math.nan))

    def judge(self, found: Projection, quiet: Projection, *, own_weight: float, source: str) -> None:
        """Add an episode ranked among quiet windows, its own counting among them."""
        total = own_weight + quiet.scores.size
        pvalues = [
            (own_weight + int((pool >= one * (1 - ROUNDING)).sum())) / total
            for one, pool in (
                (abs(found.statistics[0]), np.abs(quiet.statistics)),
                (found.sizes[0], quiet.sizes),
            )
        ]
        picks = self.generator.random(self.n_draws) * total
        chosen = np.minimum(picks.astype(np.int64), quiet.scores.size)
        self.draws.append(np.append(quiet.statistics, found.statistics[0])[chosen])
        self.size_draws.append(np.append(quiet.sizes, found.sizes[0])[chosen])
        numbers = (float(found.scores[0]), float(found.statistics[0]), float(found.sizes[0]), *pvalues)
        self.rows.append((*numbers, found.n_assets, int(quiet.scores.size), source, ""))  # type: ignore[arg-type]

    def finish(self) -> ScoredEpisodes:
        """Turn the rows into arrays."""
        columns = list(zip(*self.rows, strict=True)) or [()] * 9
        numbers = [np.array(one, dtype=np.float64) for one in columns[:5]]
        counts = [np.array(one, dtype=np.int64) for one in columns[5:7]]
        words = [np.array(one, dtype=np.str_) for one in columns[7:]]
        empty = np.empty((self.n_draws, 0))
        drawn = [np.stack(one, axis=1) if one else empty for one in (self.draws, self.size_draws)]
        return ScoredEpisodes(*numbers, *counts, *drawn, *words)


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Hold vectors projected on a signature: scores, squared distances and what is ranked, shape (n_vectors,)."""

    scores: FloatArray
    sizes: FloatArray
    statistics: FloatArray
    n_assets: int


def project(
    vectors: FloatArray, moments: FloatArray, weights: FloatArray, *, moderated: bool
) -> Projection:
    r"""Project vectors on a signature in the metric of quiet moves.

    Parameters
    ----------
    vectors : ndarray of shape (n_vectors, n_assets)
        Standardized moves.
    moments : ndarray of shape (n_assets, n_assets)
        Second moments :math:`M` of quiet vectors.
    weights : ndarray of shape (n_assets,)
        The signature :math:`w`.
    moderated : bool
        Divide the score by what the other directions say about the day's volatility.

    Returns
    -------
    Projection

    Raises
    ------
    ComovementError
        If two assets move as one.

    Notes
    -----
    :math:`s = w'x / (w'Mw)^{1/2}`, which has mean square one over quiet vectors; :math:`d^2 = x'M^{-1}x`, whose mean is
    the number of assets k; :math:`t = s\,((\nu + d^2 - s^2)/(\nu + k - 1))^{-1/2}` with :math:`\nu = 1`.

    Examples
    --------
    >>> found = project(np.array([[-2.0, -2.0]]), np.eye(2), np.array([-1.0, -1.0]), moderated=True)
    >>> float(found.scores[0].round(3)), float(found.sizes[0]), float(found.statistics[0].round(3))
    (2.828, 8.0, 4.0)
    """
    sizes = squared_distances(vectors, moments)
    scores = vectors @ weights / math.sqrt(float(weights @ moments @ weights))
    n_assets = vectors.shape[1]
    if not moderated:
        return Projection(scores, sizes, scores, n_assets)
    across = np.maximum(sizes - scores**2, 0.0)
    spread = np.sqrt((PRIOR_DF + across) / (PRIOR_DF + n_assets - 1))
    return Projection(scores, sizes, scores / spread, n_assets)


def squared_distances(vectors: FloatArray, moments: FloatArray) -> FloatArray:
    """Compute the squared distance of vectors from no move, in the metric of second moments.

    Raises
    ------
    ComovementError
        If two assets move as one.

    Examples
    --------
    >>> squared_distances(np.array([[3.0, 4.0]]), np.diag([9.0, 4.0])).tolist()
    [5.0]
    """
    if np.linalg.cond(moments) > MOST_SINGULAR:
        raise ComovementError("Two of the assets move as one, so no distance can be told; leave one of them out.")
    return np.asarray(np.einsum("ij,ij->i", vectors, np.linalg.solve(moments, vectors.T).T))


def second_moments(vectors: FloatArray) -> FloatArray:
    """Average the products of every two columns, about zero."""
    return np.asarray(vectors.T @ vectors / len(vectors), dtype=np.float64)


def too_few_assets(weights: FloatArray, known: IntArray) -> str:
    """Say that too few assets of the signature have a move; empty where there are enough.

    Examples
    --------
    >>> too_few_assets(np.array([-1.0, 1.0, 0.0]), np.array([0, 2]))
    '1 of the 2 assets of the signature with a move; at least 2 are needed'
    """
    there, named = int((weights[known] != 0).sum()), int((weights != 0).sum())
    return "" if there >= 2 else f"{there} of the {named} assets of the signature with a move; at least 2 are needed"
