"""Many tests at once: p-values of assets, groups and windows, adjusted for their number."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from aftershock.inference import (
    benjamini_hochberg,
    benjamini_yekutieli,
    date_block_draws,
    holm,
    romano_wolf,
)
from aftershock.inference.records import unreachable
from aftershock.inference.resampling import as_extreme
from aftershock.inference.signs import smallest_flip_pvalue
from aftershock.study.event_tests import JUDGES, Options, run_test
from aftershock.study.judgements import headline_test
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window
from aftershock.typing import Adjustment, EventTest, FloatArray, IntArray, Rng

ADJUSTMENTS = {
    "holm": holm,
    "benjamini_hochberg": benjamini_hochberg,
    "benjamini_yekutieli": benjamini_yekutieli,
}
Hypothesis = tuple[tuple[Hashable, ...], Window]
"""The values that choose the events, and the window."""

FAMILY_COLUMNS = (
    "start",
    "end",
    "n_events",
    "test",
    "statistic",
    "pvalue",
    "adjusted_pvalue",
    "method",
    "reason",
)


def adjust_each(
    named: Mapping[Hypothesis, StudyArrays],
    *,
    test: EventTest | None,
    method: Adjustment,
    given: Options,
) -> list[dict[str, object]]:
    """Test every hypothesis on its own and adjust the p-values for their number.

    Parameters
    ----------
    named : mapping of (values, window) to StudyArrays
        The selected events of every hypothesis.
    test : str, optional
        By default ``kp_bmp_t`` for several events and ``sample_quantile`` for one.
    method : {"holm", "benjamini_hochberg", "benjamini_yekutieli"}
        The adjustment.
    given : mapping
        Level, draws and seed, for tests that take them.

    Returns
    -------
    list of dict
        One row a hypothesis; those without a p-value are not counted.
    """
    names = [headline_test(arrays) if test is None else test for arrays in named.values()]
    judged = [
        run_test(
            name, arrays, **{option: given[option] for option in JUDGES[name].options if option in given}
        )
        for name, arrays in zip(names, named.values(), strict=True)
    ]
    adjusted = ADJUSTMENTS[method](np.array([one.pvalue for one in judged], dtype=np.float64))
    return [
        {
            "values": values_of,
            "start": window.start,
            "end": window.end,
            "n_events": one.n_events,
            "test": name,
            "statistic": one.statistic,
            "pvalue": one.pvalue,
            "adjusted_pvalue": float(pvalue),
            "method": method,
            "reason": one.reason,
        }
        for (values_of, window), name, one, pvalue in zip(named, names, judged, adjusted, strict=True)
    ]


def adjust_jointly(
    named: Mapping[Hypothesis, tuple[IntArray, FloatArray]],
    clusters: IntArray,
    *,
    n_draws: int,
    rng: Rng,
    alpha: float,
) -> list[dict[str, object]]:
    """Test every hypothesis by the signs of whole clusters, turned for all hypotheses together, and step down.

    Parameters
    ----------
    named : mapping of (values, window) to pair of ndarray
        Which of the pairs each hypothesis is about, and their standardized moves.
    clusters : ndarray of int, shape (n_pairs,)
        Clusters of pairs whose widest windows share days.
    n_draws : int
        Arrangements drawn; where there are no more than that in all, all are taken.
    rng : int or Generator
        Seed or source of the draws.
    alpha : float
        Level that a hypothesis must be able to reach to be counted.

    Returns
    -------
    list of dict
        One row a hypothesis.
    """
    values = np.full((clusters.size, len(named)), np.nan)
    for at, (pairs, scar) in enumerate(named.values()):
        values[pairs, at] = scar
    joint = date_block_draws(values, clusters, n_draws=n_draws, rng=rng)
    reasons = [_unreached(column, clusters, n_draws, joint.complete, alpha) for column in values.T]
    reached = np.array([not reason for reason in reasons], dtype=bool)
    statistics = np.where(reached, joint.statistics, np.nan)
    adjusted = romano_wolf(statistics, joint.draws, complete=joint.complete)
    added = 0 if joint.complete else 1
    counts = as_extreme(joint.draws, joint.statistics, "two-sided")
    raw = np.where(np.isfinite(statistics), (counts + added) / (len(joint.draws) + added), np.nan)
    return [
        {
            "values": values_of,
            "start": window.start,
            "end": window.end,
            "n_events": int(np.isfinite(values[:, at]).sum()),
            "test": "date_block_permutation",
            "statistic": float(statistics[at]),
            "pvalue": float(raw[at]),
            "adjusted_pvalue": float(adjusted[at]),
            "method": "romano_wolf",
            "reason": reasons[at],
        }
        for at, (values_of, window) in enumerate(named)
    ]


def family_frame(rows: list[dict[str, object]], columns: list[Hashable]) -> pd.DataFrame:
    """Lay a family of tests out, one row a hypothesis, under the names of the columns that split it."""
    numbers = pd.DataFrame(rows, columns=list(FAMILY_COLUMNS))
    values = pd.DataFrame([row["values"] for row in rows], columns=[str(name) for name in columns])
    return pd.concat([values, numbers], axis="columns")


def _unreached(column: FloatArray, clusters: IntArray, n_draws: int, complete: bool, alpha: float) -> str:
    """Say why a hypothesis cannot reach the level; empty where it can."""
    moved = np.isfinite(column) & (column != 0)
    if not moved.any():
        return "no event has a standardized move"
    n_clusters = np.unique(clusters[moved]).size
    smallest = max(smallest_flip_pvalue(n_clusters, "two-sided"), 0.0 if complete else 1 / (n_draws + 1))
    return (
        unreachable(f"{n_clusters} date(s) and {n_draws} draws", smallest, alpha) if smallest > alpha else ""
    )
