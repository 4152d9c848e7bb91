"""The numbers of one asset, group and window: mean move, tests, what could have been seen, the path of means."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from aftershock.inference import (
    HypothesisTest,
    bmp_t,
    cross_sectional_t,
    generalized_sign_z,
    grank_t,
    group_permutation,
    mean_positive_share,
    minimum_detectable_effect,
    overlap_clusters,
    welch_t,
    wild_cluster_bootstrap,
)
from aftershock.study import EventStudyResults
from aftershock.study.event_tests import run_test, shared_correlation
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import EventTest, FloatArray, IntArray

WHOLE = ""
ALPHA = 0.05
POWER = 0.8
LEVELS = (("inner", 0.68), ("outer", 0.90))

COMPARED: Final[Mapping[str, Callable[[StudyArrays, int], HypothesisTest]]] = {
    "bmp_t": lambda arrays, _: bmp_t(arrays.scar),
    "cross_sectional_t": lambda arrays, _: cross_sectional_t(arrays.car, unit=arrays.unit),
    "grank_t": lambda arrays, _: grank_t(arrays.scar, arrays.residuals, arrays.measured.fits.residual_std),
    "generalized_sign_z": lambda arrays, _: generalized_sign_z(
        arrays.car, mean_positive_share(arrays.residuals[np.isfinite(arrays.car)])
    ),
    "wild_cluster_bootstrap": lambda arrays, seed: wild_cluster_bootstrap(
        arrays.scar, overlap_clusters(arrays.event_days), rng=seed
    ),
}
"""Tests shown beside the headline test, by name; the number is the seed of what is drawn."""


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


def judged_row(arrays: StudyArrays, headline: EventTest, *, seed: int) -> dict[str, Any]:
    """Test the mean move of a selection, by the headline test and by others.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.
    headline : str
        The test that decides.
    seed : int
        Seed of the tests that draw.

    Returns
    -------
    dict
        ``estimate`` and ``std_error`` in native units, the standard error allowing for shared days by
        ``mean_correlation`` and ``shared_factor``; ``statistic, df, pvalue`` and ``reason`` of the headline test;
        ``native_error``, its standard error as a move that is the same for all events; ``pvalue_NAME`` of the others.
    """
    test = run_test(headline, arrays, "two-sided")
    return {
        **mean_move(arrays),
        "statistic": test.statistic,
        "df": test.df,
        "pvalue": test.pvalue,
        "reason": test.reason,
        "method": headline,
        "native_error": native_error(arrays, test),
        **{f"pvalue_{name}": run(arrays, seed).pvalue for name, run in COMPARED.items() if name != headline},
    }


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


def native_error(arrays: StudyArrays, test: HypothesisTest) -> float:
    """Turn the standard error of a test on standardized moves into native units."""
    if test.unit != "standard errors":
        return test.std_error
    errors = arrays.std_error[np.isfinite(arrays.scar)]
    return test.std_error / float(np.mean(1 / errors)) if errors.size else math.nan


def detectable_mean(row: Mapping[str, Any], *, alpha: float) -> float:
    """Find the mean move, in native units, that the headline test would call significant four times in five."""
    return minimum_detectable_effect(row["native_error"], df=row["df"], power=POWER, alpha=alpha)


def difference_row(first: StudyArrays, second: StudyArrays, *, seed: int) -> dict[str, Any]:
    """Test whether two groups moved one asset by the same mean.

    Parameters
    ----------
    first, second : StudyArrays
        The events of each group, over one window of one asset.
    seed : int
        Seed of the deals.

    Returns
    -------
    dict
        ``estimate`` and ``std_error`` of the first mean less the second in native units; the p-value of dealing whole
        dates to the groups anew, on standardized moves, and that of Welch's t beside it.
    """
    one, other = mean_move(first), mean_move(second)
    clusters = overlap_clusters(np.vstack(common_days(first, second)))
    test = group_permutation(
        first.scar, second.scar, clusters[: first.n_events], clusters[first.n_events :], rng=seed
    )
    return {
        "n_other": int(np.isfinite(second.car).sum()),
        "estimate": one["estimate"] - other["estimate"],
        "std_error": math.hypot(one["std_error"], other["std_error"]),
        "statistic": test.statistic,
        "pvalue": test.pvalue,
        "reason": test.reason,
        "method": "group_permutation",
        "pvalue_welch_t": welch_t(first.scar, second.scar).pvalue,
    }


def common_days(first: StudyArrays, second: StudyArrays) -> tuple[FloatArray, FloatArray]:
    """Mark the days of each event's window on a calendar that both groups share."""
    numbers = [window_numbers(first), window_numbers(second)]
    calendar = np.unique(np.concatenate([part.ravel() for part in numbers]))
    marked = []
    for part in numbers:
        days = np.zeros((len(part), calendar.size), dtype=bool)
        np.put_along_axis(days, np.searchsorted(calendar, part), True, axis=1)
        marked.append(days)
    return marked[0], marked[1]


def window_numbers(arrays: StudyArrays) -> IntArray:
    """Name the sessions of every event's window by the rows of its asset: shape (n_events, n_days)."""
    offsets = np.arange(arrays.window.start, arrays.window.end + 1)
    return np.asarray(arrays.measured.places.rows[:, None] + offsets, dtype=np.int64)


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
