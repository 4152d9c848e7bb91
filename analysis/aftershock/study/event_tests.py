"""Which arrays of a fitted study each hypothesis test is given."""

from collections.abc import Callable
from dataclasses import dataclass

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
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import Alternative, EventTest, FloatArray

Run = Callable[[StudyArrays, Alternative], HypothesisTest]


@dataclass(frozen=True, slots=True)
class Judge:
    """How one test is run.

    Parameters
    ----------
    run : callable
        Hands the arrays to the test.
    null : str
        The null hypothesis in words, for a selection that does not fit.
    single : bool
        Whether it judges exactly one event of one asset.
    native : bool
        Whether it needs moves in one unit.
    """

    run: Run
    null: str
    single: bool = False
    native: bool = False


def _quiet_sums(arrays: StudyArrays) -> FloatArray:
    """Sum runs of estimation days as long as the event has days."""
    return rolling_sums(arrays.residuals[0], max(int(arrays.n_days[0]), 1))


def shared_correlation(arrays: StudyArrays) -> float:
    """Average the overlap-weighted correlation of the events that have a standardized sum."""
    standardized = np.isfinite(arrays.scar)
    return mean_overlap_correlation(arrays.calendar_residuals[standardized], arrays.event_days[standardized])


JUDGES: dict[EventTest, Judge] = {
    "forecast_t": Judge(
        lambda arrays, side: forecast_t(
            float(arrays.car[0]),
            float(arrays.std_error[0]),
            float(arrays.df[0]),
            alternative=side,
            unit=arrays.unit,
        ),
        ONE_ZERO,
        single=True,
    ),
    "sample_quantile": Judge(
        lambda arrays, side: sample_quantile(
            float(arrays.car[0]), _quiet_sums(arrays), alternative=side, unit=arrays.unit
        ),
        QUANTILE_NULL,
        single=True,
    ),
    "cross_sectional_t": Judge(
        lambda arrays, side: cross_sectional_t(arrays.car, alternative=side, unit=arrays.unit),
        MEAN_ZERO,
        native=True,
    ),
    "patell_z": Judge(lambda arrays, side: patell_z(arrays.csar, arrays.df, alternative=side), MEAN_ZERO),
    "bmp_t": Judge(lambda arrays, side: bmp_t(arrays.scar, alternative=side), MEAN_ZERO),
    "kp_bmp_t": Judge(
        lambda arrays, side: kp_bmp_t(arrays.scar, shared_correlation(arrays), alternative=side), MEAN_ZERO
    ),
}
"""Every test by name, one line each."""

SINGLE: tuple[EventTest, ...] = tuple(name for name, judge in JUDGES.items() if judge.single)


def run_test(name: EventTest, arrays: StudyArrays, alternative: Alternative) -> HypothesisTest:
    """Hand the right arrays of the selected events to the named test."""
    judge, n_events = JUDGES[name], arrays.n_events
    reason, unit = "", ""
    if judge.single and n_events != 1:
        reason, unit = f"{name} judges one event of one asset; {n_events} are selected", arrays.unit
    elif judge.native and not arrays.one_unit:
        reason = "the assets move in different units; choose one asset or a standardized test"
    if reason:
        return undefined(name, reason, null=judge.null, n_events=n_events, alternative=alternative, unit=unit)
    return judge.run(arrays, alternative)
