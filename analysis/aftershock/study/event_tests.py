"""Which arrays of a fitted study each hypothesis test is given."""

from collections.abc import Sequence

import numpy as np

from aftershock.inference import (
    HypothesisTest,
    bmp_t,
    cross_sectional_t,
    forecast_t,
    kp_bmp_t,
    mean_overlap_correlation,
    patell_z,
    sample_quantile,
)
from aftershock.inference.parametric import MEAN_ZERO, ONE_ZERO
from aftershock.inference.quantile import NULL as QUANTILE_NULL
from aftershock.inference.quantile import rolling_sums
from aftershock.inference.records import undefined
from aftershock.study.abnormal import BEYOND, CumulativeMove
from aftershock.study.records import EventRecord, cumulate_record
from aftershock.study.windows import Window
from aftershock.typing import Alternative, EventTest

SINGLE: tuple[EventTest, ...] = ("forecast_t", "sample_quantile")


def run_test(
    name: EventTest, records: Sequence[EventRecord], window: Window, alternative: Alternative
) -> HypothesisTest:
    """Hand the right arrays of the selected records to the named test."""
    sums = [cumulate_record(record, window) for record in records]
    units = {record.unit for record in records}
    unit = min(units) if len(units) == 1 else ""
    if name in SINGLE:
        return _single_test(name, records, sums, window, alternative, unit)
    if name == "patell_z":
        df = np.array([record.fitted.fit.df for record in records if record.fitted], dtype=np.float64)
        return patell_z(np.array([item.csar for item in sums]), df, alternative=alternative)
    if name == "cross_sectional_t":
        if len(units) > 1:
            reason = "the assets move in different units; choose one asset or a standardized test"
            return undefined(name, reason, null=MEAN_ZERO, n_events=len(records), alternative=alternative)
        return cross_sectional_t(np.array([item.car for item in sums]), alternative=alternative, unit=unit)
    scar = np.array([item.scar for item in sums])
    if name == "bmp_t":
        return bmp_t(scar, alternative=alternative)
    finite = [record for record, value in zip(records, scar, strict=True) if np.isfinite(value)]
    return kp_bmp_t(scar, shared_correlation(finite, window), alternative=alternative)


def _single_test(
    name: EventTest,
    records: Sequence[EventRecord],
    sums: Sequence[CumulativeMove],
    window: Window,
    alternative: Alternative,
    unit: str,
) -> HypothesisTest:
    """Run a test that is made for exactly one event."""
    if len(records) != 1 or records[0].fitted is None:
        reason = f"{name} judges one event of one asset; {len(records)} are selected"
        null = ONE_ZERO if name == "forecast_t" else QUANTILE_NULL
        return undefined(name, reason, null=null, n_events=len(records), alternative=alternative, unit=unit)
    item, fit = sums[0], records[0].fitted.fit
    if name == "forecast_t":
        return forecast_t(item.car, item.std_error, fit.df, alternative=alternative, unit=unit)
    quiet = rolling_sums(fit.residuals, max(item.n_days, 1))
    return sample_quantile(item.car, quiet, alternative=alternative, unit=unit)


def shared_correlation(records: Sequence[EventRecord], window: Window) -> float:
    """Lay the residuals of all records on one calendar and average their overlap-weighted correlation."""
    fits = [record.fitted for record in records if record.fitted is not None]
    if len(fits) < 2:
        return float("nan")
    event_days = [fit.days[fit.rows(window)] for fit in fits]
    event_days = [days[days != BEYOND] for days in event_days]
    calendar = np.unique(np.concatenate([fit.estimation_days for fit in fits] + event_days))
    residuals = np.full((len(fits), calendar.size), np.nan)
    present = np.zeros(residuals.shape, dtype=bool)
    for at, fit in enumerate(fits):
        residuals[at, np.searchsorted(calendar, fit.estimation_days)] = fit.fit.residuals
        present[at, np.searchsorted(calendar, event_days[at])] = True
    return mean_overlap_correlation(residuals, present)
