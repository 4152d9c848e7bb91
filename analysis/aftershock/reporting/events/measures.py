"""The numbers of one asset, group and window: mean move, tests, what could have been seen, the path of means."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from aftershock.inference import HypothesisTest, cross_sectional_t, welch_t
from aftershock.study import EventStudyResults
from aftershock.study.event_tests import JUDGES, run_test, shared_correlation
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window
from aftershock.typing import EventTest, FloatArray

WHOLE = ""
ALPHA = 0.05
LEVELS = (("inner", 0.68), ("outer", 0.90))

COMPARED: Final[tuple[EventTest, ...]] = (
    "bmp_t",
    "cross_sectional_t",
    "grank_t",
    "generalized_sign_z",
    "wild_cluster_bootstrap",
)
"""Tests shown beside the headline test."""


def split(results: EventStudyResults, groups: Sequence[str]) -> dict[str, EventStudyResults]:
    """Split the results by group; the whole list comes first, under the empty name.

    Parameters
    ----------
    results : EventStudyResults
        Fitted, with a column ``group`` in its events.
    groups : sequence of str
        Groups to study apart.

    Returns
    -------
    dict of str to EventStudyResults
    """
    by_group = results.by("group")
    return {WHOLE: results, **{group: by_group[group] for group in groups}}


def keys(arrays: StudyArrays, asset: str, group: str) -> dict[str, Any]:
    """Name a selection in a row, with its number of events that have a move."""
    return {
        "asset": asset,
        "group": group,
        "start": arrays.window.start,
        "end": arrays.window.end,
        "n_events": int(np.isfinite(arrays.car).sum()),
    }


def judged_row(arrays: StudyArrays, test: HypothesisTest, *, seed: int) -> dict[str, Any]:
    """Lay out the mean move of a selection with the test that decides and others.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.
    test : HypothesisTest
        The test that decides, as :func:`seeded_test` gives it.
    seed : int
        Seed of the tests that draw.

    Returns
    -------
    dict
        ``estimate`` and ``std_error`` in native units, the standard error allowing for shared days by
        ``mean_correlation`` and ``shared_factor``; ``statistic, df, pvalue`` and ``reason`` of the headline test;
        ``pvalue_NAME`` of the others.
    """
    others = [name for name in COMPARED if name != test.method]
    return {
        **mean_move(arrays),
        "statistic": test.statistic,
        "df": test.df,
        "pvalue": test.pvalue,
        "reason": test.reason,
        "method": test.method,
        **{f"pvalue_{name}": seeded_test(name, arrays, seed=seed).pvalue for name in others},
    }


def seeded_test(name: EventTest, arrays: StudyArrays, *, seed: int) -> HypothesisTest:
    """Run a test over a selection, with the seed of the study where it draws."""
    options: dict[str, Any] = {"rng": seed} if JUDGES[name].drawn else {}
    return run_test(name, arrays, **options)


def mean_move(arrays: StudyArrays) -> dict[str, float]:
    """Average the moves of a selection, with a standard error that allows for shared days."""
    moves, shared = arrays.car[np.isfinite(arrays.car)], mean_correlation(arrays)
    factor = shared_factor(shared, int(np.isfinite(arrays.scar).sum()))
    return {
        "estimate": float(moves.mean()) if moves.size else math.nan,
        "std_error": cross_sectional_t(moves).std_error * factor,
        "mean_correlation": shared,
        "shared_factor": factor,
    }


def mean_correlation(arrays: StudyArrays) -> float:
    """Average the correlation of the events of one asset, weighted by the days shared: 0 where none are."""
    gaps = np.diff(np.sort(arrays.measured.places.rows))
    return shared_correlation(arrays) if (gaps < arrays.window.length).any() else 0.0


def shared_factor(correlation: float, n_events: int) -> float:
    """Compute how much a mean correlation widens the standard error of a mean.

    Examples
    --------
    >>> shared_factor(0.0, 75), round(shared_factor(0.02, 75), 3)
    (1.0, 1.591)
    """
    alone, together = 1 - correlation, 1 + (n_events - 1) * correlation
    return math.sqrt(together / alone) if alone > 0 and together > 0 else math.nan


def difference_row(
    results: EventStudyResults, window: Window, asset: str, groups: tuple[str, str], *, seed: int
) -> dict[str, Any]:
    """Test whether two groups moved one asset by the same mean.

    Parameters
    ----------
    results : EventStudyResults
        Fitted, with a column ``group`` in its events.
    window : Window
        Sessions to sum over.
    asset : str
        The asset.
    groups : tuple of str
        The group, and the one it is compared with.
    seed : int
        Seed of the deals.

    Returns
    -------
    dict
        ``estimate`` and ``std_error`` of the first mean less the second in native units; the p-value of dealing whole
        dates to the groups anew, on standardized moves, and that of Welch's t beside it.
    """
    by_group = results.by("group")
    first, second = (by_group[group].arrays(window=window, asset=asset) for group in groups)
    one, other = mean_move(first), mean_move(second)
    test = results.compare("group", *groups, window=window, asset=asset, rng=seed)
    return {
        **keys(first, asset, groups[0]),
        "other": groups[1],
        "n_other": int(np.isfinite(second.car).sum()),
        "estimate": one["estimate"] - other["estimate"],
        "std_error": math.hypot(one["std_error"], other["std_error"]),
        "statistic": test.statistic,
        "pvalue": test.pvalue,
        "reason": test.reason,
        "method": test.method,
        "pvalue_welch_t": welch_t(first.scar, second.scar).pvalue,
    }


def path_row(arrays: StudyArrays) -> dict[str, Any]:
    """Average the abnormal moves cumulated over a window, with pointwise t intervals of 68 and 90 %.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events, from the first day of the span to the day of the row.

    Returns
    -------
    dict
        ``day``, ``estimate``, ``std_error`` allowing for shared days, ``inner_low, inner_high, outer_low,
        outer_high`` in native units; NaN where one event or none counts.
    """
    mean, df = mean_move(arrays), int(np.isfinite(arrays.car).sum()) - 1
    row: dict[str, Any] = {"day": arrays.window.end, **mean}
    for name, level in LEVELS:
        quantile = -float(stdtrit(df, (1 - level) / 2)) if df > 0 else math.nan
        row[f"{name}_low"] = mean["estimate"] - quantile * mean["std_error"]
        row[f"{name}_high"] = mean["estimate"] + quantile * mean["std_error"]
    return row


def as_array(values: "pd.Series[Any] | list[Any] | FloatArray") -> FloatArray:
    """Take a column as a plain array of numbers."""
    return np.asarray(values, dtype=np.float64)
