"""Rows of the result frames."""

import numpy as np

from aftershock.inference.quantile import rolling_sums
from aftershock.study.event_tests import run_test
from aftershock.study.records import EventRecord, cumulate_record
from aftershock.study.windows import Window


def day_rows(record: EventRecord) -> list[dict[str, object]]:
    """Lay one fitted record out day by day."""
    fitted = record.fitted
    assert fitted is not None
    std_error = fitted.fit.residual_std * np.sqrt(fitted.factors)
    return [
        {
            "event_id": record.event_id,
            "asset": record.asset,
            "day": fitted.window.start + at,
            "session": record.labels[at],
            "move": fitted.moves[at],
            "expected": fitted.expected[at],
            "abnormal": fitted.abnormal[at],
            "std_error": std_error[at],
            "standardized": fitted.standardized[at],
            "unit": record.unit,
        }
        for at in range(fitted.window.length)
    ]


DAY_COLUMNS = (
    "event_id",
    "asset",
    "day",
    "session",
    "move",
    "expected",
    "abnormal",
    "std_error",
    "standardized",
    "unit",
)


def car_row(record: EventRecord, window: Window) -> dict[str, object]:
    """Lay one record out as one row, with NaN where it was not measured."""
    row: dict[str, object] = {
        "event_id": record.event_id,
        "asset": record.asset,
        "session": record.session,
        "start": window.start,
        "end": window.end,
    }
    numbers: dict[str, object] = dict.fromkeys(NUMBERS, np.nan)
    if record.fitted is not None:
        numbers = car_numbers(record, window)
    return row | numbers | {"unit": record.unit, "outcome": record.outcome}


NUMBERS = (
    "n_days",
    "move",
    "estimate",
    "std_error",
    "statistic",
    "df",
    "pvalue",
    "sample_quantile_pvalue",
    "rank",
    "n_estimation",
    "n_masked",
)
CAR_COLUMNS = ("event_id", "asset", "session", "start", "end", *NUMBERS, "unit", "outcome")


def car_numbers(record: EventRecord, window: Window) -> dict[str, object]:
    """Compute the numbers of one measured row."""
    fitted, item = record.fitted, cumulate_record(record, window)
    assert fitted is not None
    single = run_test("forecast_t", [record], window, "two-sided")
    quantile = run_test("sample_quantile", [record], window, "two-sided")
    quiet = rolling_sums(fitted.fit.residuals, max(item.n_days, 1))
    quiet = quiet[np.isfinite(quiet)]
    values = (
        item.n_days,
        item.move,
        item.car,
        item.std_error,
        single.statistic,
        single.df,
        single.pvalue,
        quantile.pvalue,
        1 + int((np.abs(quiet) > abs(item.car)).sum()) if np.isfinite(item.car) else np.nan,
        quiet.size,
        fitted.masked,
    )
    return dict(zip(NUMBERS, values, strict=True))
