"""One row an asset, or a group: the mean over its events, and the test that fits their number."""

from collections.abc import Hashable

import numpy as np

from aftershock.study.event_tests import run_test
from aftershock.study.judgements import headline_test
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import EventTest

MEAN_COLUMNS = (
    "start",
    "end",
    "n_events",
    "estimate",
    "std_error",
    "statistic",
    "df",
    "pvalue",
    "conf_low",
    "conf_high",
    "method",
    "interval_method",
    "unit",
)

CONFIDENCE_ALPHA = 0.05


def mean_row(label: str, value: Hashable, arrays: StudyArrays) -> dict[str, object]:
    """Summarise one asset or group over its events with the test that fits their number."""
    name = headline_test(arrays)
    native: EventTest = "cross_sectional_t" if arrays.n_events > 1 else "forecast_t"
    test, mean = run_test(name, arrays, "two-sided"), run_test(native, arrays, "two-sided")
    known = arrays.one_unit and bool(np.isfinite(arrays.car).any())
    low, high = mean.conf_int(CONFIDENCE_ALPHA)
    return {
        label: value,
        "start": arrays.window.start,
        "end": arrays.window.end,
        "n_events": arrays.n_events,
        "estimate": float(np.nanmean(arrays.car)) if known else np.nan,
        "std_error": mean.std_error,
        "statistic": test.statistic,
        "df": test.df,
        "pvalue": test.pvalue,
        "conf_low": low,
        "conf_high": high,
        "method": name,
        "interval_method": native,
        "unit": arrays.unit,
    }
