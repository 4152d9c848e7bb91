"""Reactions projected on a signature, and ranked among those of quiet times."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from aftershock.errors import ComovementError
from aftershock.inference.resampling import ROUNDING
from aftershock.typing import BoolArray, FloatArray, IntArray, LabelArray

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
    entered : ndarray of bool, shape (n_episodes, n_assets)
        Assets that entered.
    n_quiet : ndarray of int
        Quiet rows compared with.
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
    entered: BoolArray
    n_quiet: IntArray
    draws: FloatArray
    size_draws: FloatArray
    sources: LabelArray
    reasons: LabelArray


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Hold one episode on its way into the arrays."""

    score: float = math.nan
    statistic: float = math.nan
    size: float = math.nan
    pvalue: float = math.nan
    size_pvalue: float = math.nan
    n_quiet: int = 0
    source: str = ""
    reason: str = ""


@dataclass(slots=True, eq=False)
class ScoreSheet:
    """Collect scores episode by episode: ``n_assets`` in all, ``n_draws`` an episode."""

    n_assets: int
    n_draws: int
    generator: np.random.Generator
    rows: list[ScoreRow] = field(default_factory=list)
    entered: list[IntArray] = field(default_factory=list)
    draws: list[FloatArray] = field(default_factory=list)
    size_draws: list[FloatArray] = field(default_factory=list)

    def refuse(self, reason: str, known: IntArray, *, n_quiet: int = 0) -> None:
        """Add an episode without score."""
        nothing = np.full(self.n_draws, math.nan)
        self._add(ScoreRow(n_quiet=n_quiet, reason=reason), known, nothing, nothing)

    def judge(
        self, own: Projection, quiet: Projection, known: IntArray, *, own_weight: float, source: str
    ) -> None:
        """Add an episode ranked among quiet windows, its own counting among them."""
        total = own_weight + quiet.scores.size
        picks = self.generator.random(self.n_draws) * total
        chosen = np.minimum(picks.astype(np.int64), quiet.scores.size)
        statistics, size = np.abs(own.statistics), own.sizes
        row = ScoreRow(
            score=float(own.scores[0]),
            statistic=float(own.statistics[0]),
            size=float(size[0]),
            pvalue=_rank(statistics[0], np.abs(quiet.statistics), own_weight),
            size_pvalue=_rank(size[0], quiet.sizes, own_weight),
            n_quiet=int(quiet.scores.size),
            source=source,
        )
        self._add(
            row,
            known,
            np.append(quiet.statistics, own.statistics)[chosen],
            np.append(quiet.sizes, size)[chosen],
        )

    def finish(self) -> ScoredEpisodes:
        """Turn the rows into arrays."""
        entered = np.zeros((len(self.rows), self.n_assets), dtype=np.bool_)
        for at, known in enumerate(self.entered):
            entered[at, known] = True
        return ScoredEpisodes(
            scores=self._numbers("score"),
            statistics=self._numbers("statistic"),
            sizes=self._numbers("size"),
            pvalues=self._numbers("pvalue"),
            size_pvalues=self._numbers("size_pvalue"),
            entered=entered,
            n_quiet=np.array([one.n_quiet for one in self.rows], dtype=np.int64),
            draws=np.array(self.draws).reshape(-1, self.n_draws).T,
            size_draws=np.array(self.size_draws).reshape(-1, self.n_draws).T,
            sources=np.array([one.source for one in self.rows], dtype=np.str_),
            reasons=np.array([one.reason for one in self.rows], dtype=np.str_),
        )

    def _numbers(self, name: str) -> FloatArray:
        """Take one number of every row."""
        return np.array([getattr(one, name) for one in self.rows], dtype=np.float64)

    def _add(self, row: ScoreRow, known: IntArray, draws: FloatArray, size_draws: FloatArray) -> None:
        """Add one episode."""
        self.rows.append(row)
        self.entered.append(known)
        self.draws.append(draws)
        self.size_draws.append(size_draws)


def _rank(size: float, pool: FloatArray, own_weight: float) -> float:
    """Compute the share of a pool at least as large, the own one counted in with its weight."""
    larger = int((pool >= size * (1 - ROUNDING)).sum())
    return float((own_weight + larger) / (own_weight + pool.size))


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Hold vectors projected on a signature: scores, squared distances and what is ranked, shape (n_vectors,)."""

    scores: FloatArray
    sizes: FloatArray
    statistics: FloatArray


def project(vectors: FloatArray, moments: FloatArray, weights: FloatArray, *, moderated: bool) -> Projection:
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
        Divide the score by the move across the signature, where that is more than usual: the day was volatile.

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
    the number of assets k; :math:`t = s / \max(1, ((d^2 - s^2)/(k - 1))^{1/2})`.

    Examples
    --------
    >>> found = project(np.array([[-4.0, 0.0]]), np.eye(2), np.array([-1.0, -1.0]), moderated=True)
    >>> float(found.scores[0].round(3)), float(found.sizes[0]), float(found.statistics[0].round(3))
    (2.828, 16.0, 1.0)
    """
    sizes = squared_distances(vectors, moments)
    scores = vectors @ weights / math.sqrt(float(weights @ moments @ weights))
    if not moderated:
        return Projection(scores, sizes, scores)
    across = np.maximum(sizes - scores**2, 0.0)
    spread = np.sqrt(across / max(vectors.shape[1] - 1, 1))
    return Projection(scores, sizes, scores / np.maximum(spread, 1.0))


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
        raise ComovementError(
            "Two of the assets move as one, so no distance can be told; leave one of them out."
        )
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
    return (
        ""
        if there >= 2
        else f"{there} of the {named} assets of the signature with a move; at least 2 are needed"
    )
