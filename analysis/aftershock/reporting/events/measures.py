"""The numbers of one asset, group and window: mean move, tests, what could have been seen, the path of means."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from aftershock.inference import HypothesisTest
from aftershock.study import EventStudyResults
from aftershock.study.windows import Window
from aftershock.typing import EventTest, FloatArray, options

WHOLE = ""
ALPHA = 0.05
POWER = 0.8
INNER, OUTER = 0.68, 0.90
NATIVE: EventTest = "cross_sectional_t"
COMPARED = ("bmp_t", "cross_sectional_t", "grank_t", "generalized_sign_z")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A study split by group: results by group (``""`` is the whole), and every pair's move by window."""

    results: Mapping[str, EventStudyResults]
    cars: Mapping[Window, pd.DataFrame]

    def select(self, asset: str, group: str, window: Window) -> "Selection":
        """Choose one asset, group and window."""
        frame = self.cars[window]
        chosen = (frame["asset"] == asset) & frame["estimate"].notna()
        if group != WHOLE:
            chosen &= frame["group"] == group
        return Selection(self.results[group], asset, group, window, frame[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The measured moves of one asset and group over one window, and the results that can test them."""

    results: EventStudyResults
    asset: str
    group: str
    window: Window
    rows: pd.DataFrame

    @property
    def moves(self) -> FloatArray:
        """Cumulative abnormal moves in native units, shape (n_events,)."""
        return as_array(self.rows["estimate"])

    def test(self, name: EventTest) -> HypothesisTest:
        """Run one test over the selection."""
        return self.results.test(name, window=self.window, asset=self.asset)

    def key(self) -> dict[str, Any]:
        """Name the selection in a row."""
        return {
            "asset": self.asset,
            "group": self.group,
            "start": self.window.start,
            "end": self.window.end,
            "n_events": len(self.rows),
        }


def split_study(results: EventStudyResults, groups: Sequence[str], windows: Sequence[Window]) -> Split:
    """Split the results by group, and cumulate every pair's moves over each window.

    Parameters
    ----------
    results : EventStudyResults
        Fitted, with a column ``group`` in its outcomes.
    groups : sequence of str
        Groups to study apart. One without a measured event is there too.
    windows : sequence of Window
        Inside the window of the study.

    Returns
    -------
    Split
    """
    labels = results.outcomes["group"].to_numpy()
    cars = {window: results.to_frame("car", window=window).assign(group=labels) for window in windows}
    return Split({WHOLE: results, **{group: of_group(results, group) for group in groups}}, cars)


def of_group(results: EventStudyResults, group: str) -> EventStudyResults:
    """Take the results of one group."""
    labels = results.outcomes["group"].tolist()
    records = [record for record, label in zip(results._records, labels, strict=True) if label == group]
    return EventStudyResults(records, results.spec, results._events[results._events["group"] == group])


def compared_tests(headline: EventTest) -> tuple[EventTest, ...]:
    """List the tests shown beside the headline test: those of the field's usual table that the study can run."""
    known = options(EventTest)
    return tuple(name for name in COMPARED if name in known and name != headline)  # type: ignore[misc]


def judged_row(selection: Selection, headline: EventTest) -> dict[str, Any]:
    """Test the mean move of a selection, by the headline test and by others.

    Parameters
    ----------
    selection : Selection
        Asset, group and window.
    headline : str
        The test that decides.

    Returns
    -------
    dict
        ``estimate`` and ``std_error`` in native units, the standard error allowing for shared days by
        ``shared_factor``; ``statistic, df, pvalue`` and ``reason`` of the headline test; ``pvalue_NAME`` of the
        others; ``native_error``, the standard error of the headline test as a mean move of the same size for all.
    """
    test = selection.test(headline)
    return {
        **selection.key(),
        **mean_move(selection),
        "statistic": test.statistic,
        "df": test.df,
        "pvalue": test.pvalue,
        "reason": test.reason,
        "method": headline,
        "native_error": native_error(selection, test),
        **{f"pvalue_{name}": selection.test(name).pvalue for name in compared_tests(headline)},
    }


def mean_move(selection: Selection) -> dict[str, float]:
    """Average the moves of a selection, with a standard error that allows for shared days."""
    moves, factor = selection.moves, shared_factor(selection)
    return {
        "estimate": float(moves.mean()) if moves.size else math.nan,
        "std_error": selection.test(NATIVE).std_error * factor,
        "shared_factor": factor,
    }


def shared_factor(selection: Selection) -> float:
    """Compute how much shared days widen the standard error of a mean: 1 where no windows overlap."""
    alone = selection.test("bmp_t").std_error
    return selection.test("kp_bmp_t").std_error / alone if alone > 0 else math.nan


def native_error(selection: Selection, test: HypothesisTest) -> float:
    """Turn the standard error of a test on standardized moves into native units."""
    if test.unit != "standard errors" or not len(selection.rows):
        return test.std_error
    return test.std_error / float(np.mean(1 / as_array(selection.rows["std_error"])))


def detectable_mean(row: Mapping[str, Any], *, alpha: float, power: float = POWER) -> float:
    """Find the mean move, in native units, that the headline test would call significant that often."""
    if not (row["df"] > 0 and row["native_error"] > 0):
        return math.nan
    quantiles = float(stdtrit(row["df"], power)) - float(stdtrit(row["df"], alpha / 2))
    return float(quantiles * row["native_error"])


def difference_row(first: Selection, second: Selection) -> dict[str, Any]:
    """Test whether two groups moved one asset by the same mean, allowing for unequal spread and shared days."""
    one, other = mean_move(first), mean_move(second)
    statistic, df, pvalue, reason = welch(first.test("kp_bmp_t"), second.test("kp_bmp_t"))
    return {
        **first.key(),
        "other": second.group,
        "n_other": len(second.rows),
        "estimate": one["estimate"] - other["estimate"],
        "std_error": math.hypot(one["std_error"], other["std_error"]),
        "statistic": statistic,
        "df": df,
        "pvalue": pvalue,
        "reason": reason,
        "method": "welch_t",
    }


def welch(first: HypothesisTest, second: HypothesisTest) -> tuple[float, float, float, str]:
    """Compare two standardized means by Welch's t: statistic, degrees of freedom, p-value, reason."""
    reason = first.reason or second.reason
    if reason:
        return math.nan, math.nan, math.nan, reason
    parts = np.array([first.std_error, second.std_error]) ** 2
    df = float(parts.sum() ** 2 / (parts**2 / np.array([first.df, second.df])).sum())
    statistic = (first.estimate - second.estimate) / math.sqrt(parts.sum())
    return statistic, df, 2 * float(stdtr(df, -abs(statistic))), ""


def path_row(selection: Selection) -> dict[str, Any]:
    """Average the abnormal moves cumulated up to one day, with pointwise t intervals of 68 and 90 %.

    Parameters
    ----------
    selection : Selection
        Asset, group and a window from the first day of the span to this one.

    Returns
    -------
    dict
        ``estimate``, ``std_error`` allowing for shared days, ``inner_low, inner_high, outer_low, outer_high`` in
        native units; NaN where one event or none counts.
    """
    mean, n_events = mean_move(selection), len(selection.rows)
    row = {**selection.key(), "day": selection.window.end, **mean}
    for name, level in (("inner", INNER), ("outer", OUTER)):
        quantile = -float(stdtrit(n_events - 1, (1 - level) / 2)) if n_events > 1 else math.nan
        row[f"{name}_low"] = mean["estimate"] - quantile * mean["std_error"]
        row[f"{name}_high"] = mean["estimate"] + quantile * mean["std_error"]
    return row


def as_array(values: Any) -> FloatArray:
    """Take a column as a plain array of numbers."""
    return np.asarray(values, dtype=np.float64)
