"""The table of risk-off scores: p-values with every episode counted, and the word each episode earns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.signatures import ScoredEpisodes
from aftershock.inference import benjamini_hochberg, benjamini_yekutieli, holm, romano_wolf
from aftershock.typing import Adjustment, BoolArray, EpisodeWord, FloatArray

SCORE_COLUMNS = (
    "when", "score", "statistic", "pvalue", "adjusted_pvalue", "size", "size_pvalue", "adjusted_size_pvalue",
    "n_assets", "missing", "n_quiet", "compared_with", "word", "reason",
)  # fmt: skip


def score_table(
    ids: Sequence[Hashable],
    labels: Sequence[Any],
    scored: ScoredEpisodes,
    weights: Mapping[str, float],
    assets: Sequence[str],
    merged_into: Sequence[Hashable | None],
    adjustment: Adjustment,
    alpha: float,
) -> pd.DataFrame:
    """Lay scores out, one row an episode.

    Parameters
    ----------
    ids, labels : sequence of length n_episodes
        Names of the episodes, and the session or instant of each.
    scored : ScoredEpisodes
        Their scores.
    weights : mapping of str to float
        The signature.
    assets : sequence of str
        Columns of the reactions.
    merged_into : sequence of length n_episodes
        The episode that speaks for each, or None.
    adjustment : str
        How p-values are adjusted for the number of episodes.
    alpha : float
        Level of the words.

    Returns
    -------
    DataFrame
        Columns as in :meth:`RiskOffScores.to_frame`.
    """
    adjusted = adjust_pvalues(scored.pvalues, np.abs(scored.statistics), np.abs(scored.draws), adjustment)
    sizes = adjust_pvalues(scored.size_pvalues, scored.sizes, scored.size_draws, adjustment)
    merged = [f"merged into {one}" if one is not None else "" for one in merged_into]
    columns = {
        "when": list(labels),
        "score": scored.scores,
        "statistic": scored.statistics,
        "pvalue": scored.pvalues,
        "adjusted_pvalue": adjusted,
        "size": np.sqrt(scored.sizes),
        "size_pvalue": scored.size_pvalues,
        "adjusted_size_pvalue": sizes,
        "n_assets": scored.entered.sum(axis=1),
        "missing": [_missing(row, weights, assets) for row in scored.entered],
        "n_quiet": scored.n_quiet,
        "compared_with": scored.sources,
        "word": [
            episode_word(*one, alpha=alpha)
            for one in zip(scored.scores.tolist(), adjusted, sizes, strict=True)
        ],
        "reason": [first or str(second) for first, second in zip(merged, scored.reasons, strict=True)],
    }
    return pd.DataFrame(
        columns, index=pd.Index(list(ids), name="episode", dtype=None), columns=list(SCORE_COLUMNS)
    )


def adjust_pvalues(
    pvalues: FloatArray, statistics: FloatArray, draws: FloatArray, adjustment: Adjustment
) -> FloatArray:
    """Adjust p-values for the number of episodes; NaN are not tests.

    Parameters
    ----------
    pvalues, statistics : ndarray of shape (n_episodes,)
        Larger statistics speak against the null.
    draws : ndarray of shape (n_draws, n_episodes)
        Statistics of quiet times, for "romano_wolf".
    adjustment : str
        The method.

    Returns
    -------
    ndarray of shape (n_episodes,)
        Never below the unadjusted ones.

    Examples
    --------
    >>> adjust_pvalues(np.array([0.01, 0.4]), np.array([3.0, 1.0]), np.zeros((9, 2)), "holm").tolist()
    [0.02, 0.4]
    """
    if adjustment == "romano_wolf":
        return np.maximum(romano_wolf(statistics, draws, alternative="greater"), pvalues)
    method = {
        "holm": holm,
        "benjamini_hochberg": benjamini_hochberg,
        "benjamini_yekutieli": benjamini_yekutieli,
    }[adjustment]
    return method(pvalues)


def episode_word(score: float, pvalue: float, size_pvalue: float, *, alpha: float) -> EpisodeWord:
    """Choose the word of an episode.

    Examples
    --------
    >>> episode_word(2.9, 0.01, 0.01, alpha=0.05), episode_word(0.4, 0.7, 0.01, alpha=0.05)
    ('risk-off', 'mixed')
    >>> episode_word(-0.4, 0.7, 0.6, alpha=0.05), episode_word(float("nan"), float("nan"), 0.1, alpha=0.05)
    ('not told from noise', '')
    """
    if np.isnan(pvalue):
        return ""
    if pvalue <= alpha:
        return "risk-off" if score > 0 else "risk-on"
    return "mixed" if size_pvalue <= alpha else "not told from noise"


def _missing(entered: BoolArray, weights: Mapping[str, float], assets: Sequence[str]) -> str:
    """List the weighted assets that did not enter; nothing where none did, since the reason says so."""
    absent = [name for name, there in zip(assets, entered, strict=True) if name in weights and not there]
    return ", ".join(absent) if entered.any() else ""
