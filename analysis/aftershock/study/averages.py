"""Averages over events: day by day (AAR) and cumulated (CAAR)."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import FloatArray, IntArray

UNLIKE = "the assets move in different units; average one asset"
AVERAGE_COLUMNS = ("day", "n_events", "estimate", "std_error", "unit", "reason")


@dataclass(frozen=True, slots=True, eq=False)
class DayAverages:
    """Averages over events, one value a day.

    Parameters
    ----------
    estimate : ndarray of shape (n_days,)
        In native units; NaN on days without an event.
    std_error : ndarray of shape (n_days,)
        Standard deviation over events (divisor n - 1) over the square root of n; NaN below two events.
    n_events : ndarray of int, shape (n_days,)
        Events that count.
    """

    estimate: FloatArray
    std_error: FloatArray
    n_events: IntArray


def average_days(abnormal: FloatArray) -> DayAverages:
    """Average abnormal moves over events, day by day.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves; NaN are left out of their day.

    Returns
    -------
    DayAverages

    Examples
    --------
    >>> average_days(np.array([[1.0, np.nan], [3.0, 5.0]])).estimate
    array([2., 5.])
    """
    present = np.isfinite(abnormal)
    n_events = present.sum(axis=0)
    mean = np.where(present, abnormal, 0.0).sum(axis=0) / np.where(n_events > 0, n_events, np.nan)
    squares = np.where(present, abnormal - mean, 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=0) / np.where(n_events > 1, n_events - 1, np.nan))
    return DayAverages(mean, spread / np.sqrt(np.maximum(n_events, 1)), n_events)


def cumulate_days(abnormal: FloatArray) -> DayAverages:
    """Add the daily averages up from the first day on.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves; NaN are left out of their day.

    Returns
    -------
    DayAverages
        ``estimate`` is the running sum of the averages. ``std_error`` comes from the spread of the events' own
        running sums, so that the days need not be independent; ``n_events`` have moved by then.

    Examples
    --------
    >>> cumulate_days(np.array([[1.0, 2.0], [3.0, 4.0]])).estimate
    array([2., 5.])
    """
    daily = average_days(abnormal)
    begun = np.cumsum(np.isfinite(abnormal), axis=1) > 0
    running = np.where(begun, np.cumsum(np.nan_to_num(abnormal), axis=1), np.nan)
    spread, some = average_days(running), np.cumsum(daily.n_events) > 0
    estimate = np.where(some, np.cumsum(np.nan_to_num(daily.estimate)), np.nan)
    return DayAverages(estimate, spread.std_error, spread.n_events)


def average_frame(groups: dict[Hashable, StudyArrays], label: str, *, cumulated: bool) -> pd.DataFrame:
    """Lay daily or cumulated averages out, one row per group and day.

    Parameters
    ----------
    groups : dict of StudyArrays
        By value of the grouping column.
    label : str
        Name of the grouping column; empty for none.
    cumulated : bool
        True for CAAR, False for AAR.

    Returns
    -------
    DataFrame
        NaN with a ``reason`` where the assets of a group move in different units.
    """
    columns = [*([label] if label else []), *AVERAGE_COLUMNS]
    tables = [_averages(value, arrays, label, cumulated) for value, arrays in groups.items()]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def _averages(value: Hashable, arrays: StudyArrays, label: str, cumulated: bool) -> pd.DataFrame:
    """Lay out the averages of one group."""
    days = (cumulate_days if cumulated else average_days)(arrays.abnormal)
    known = 1.0 if arrays.one_unit else np.nan
    table = pd.DataFrame(
        {
            "day": np.arange(arrays.window.start, arrays.window.end + 1),
            "n_events": days.n_events,
            "estimate": days.estimate * known,
            "std_error": days.std_error * known,
            "unit": arrays.unit,
            "reason": "" if arrays.one_unit else UNLIKE,
        }
    )
    return table.assign(**{label: pd.Series([value] * len(table))}) if label else table
