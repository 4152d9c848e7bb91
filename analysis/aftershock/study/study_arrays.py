"""The arrays that hypothesis tests are given, for one selection of events and one window."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from aftershock.inference import mean_overlap_correlation, overlap_clusters
from aftershock.study.abnormal import BEYOND
from aftershock.study.measured import (
    Measured,
    cumulate_pairs,
    estimation_hull,
    estimation_residuals,
    window_days,
    window_factors,
)
from aftershock.study.sums import CumulativeMoves
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray, IntArray

QUIET = ("residuals", "clusters", "mean_correlation", "_on_calendar")
"""What does not depend on the size of the moves of the event window."""


@dataclass(frozen=True, eq=False)
class StudyArrays:
    """Arrays of the selected events, each computed when first asked for.

    n events in one fixed order, L event days, T columns of estimation sessions, D days of one common calendar.

    Parameters
    ----------
    measured : Measured
        The selected pairs.
    window : Window
        Sessions to sum over, inside the event window.
    unit : str
        Unit of the moves; empty where the pairs have different ones.
    one_unit : bool
        Whether all pairs move in one unit.
    """

    measured: Measured
    window: Window
    unit: str
    one_unit: bool

    @property
    def n_events(self) -> int:
        """Number of pairs selected."""
        return self.measured.n_pairs

    @cached_property
    def sums(self) -> CumulativeMoves:
        """Cumulative abnormal moves over the window."""
        return cumulate_pairs(self.measured, self.window)

    @property
    def car(self) -> FloatArray:
        """Cumulative abnormal moves, shape (n,), in native units."""
        return self.sums.car

    @property
    def std_error(self) -> FloatArray:
        """Their forecast standard errors, shape (n,), in native units."""
        return self.sums.std_error

    @property
    def scar(self) -> FloatArray:
        """Cumulative abnormal moves over their standard errors, shape (n,)."""
        return self.sums.scar

    @property
    def csar(self) -> FloatArray:
        """Sums of daily standardized abnormal moves over the square root of the days, shape (n,)."""
        return self.sums.csar

    @property
    def n_days(self) -> IntArray:
        """Days of the window with an abnormal move, shape (n,)."""
        return self.sums.n_days

    @property
    def df(self) -> FloatArray:
        """Residual degrees of freedom, shape (n,)."""
        return self.measured.fits.df.astype(np.float64)

    @property
    def residual_std(self) -> FloatArray:
        """Residual standard deviations s, shape (n,), in native units."""
        return self.measured.fits.residual_std

    @property
    def sessions(self) -> IntArray:
        """Numbers that name the session of each event on one calendar for all assets, shape (n,)."""
        return window_days(self.measured, Window(0, 0))[:, 0]

    @property
    def abnormal(self) -> FloatArray:
        """Abnormal moves of the window, shape (n, L), in native units; NaN gaps."""
        return self.measured.fits.abnormal[:, self.measured.days(self.window)]

    @cached_property
    def residuals(self) -> FloatArray:
        """Abnormal moves of the estimation windows by event time, shape (n, T), in native units; NaN gaps."""
        return estimation_residuals(self.measured) if self.n_events else np.empty((0, 0))

    @property
    def calendar_residuals(self) -> FloatArray:
        """Abnormal moves of the estimation windows on one common calendar, shape (n, D); NaN elsewhere."""
        return self._on_calendar[0]

    @property
    def event_days(self) -> BoolArray:
        """Days of each event's window on the same calendar, shape (n, D)."""
        return self._on_calendar[1]

    @property
    def calendar_abnormal(self) -> FloatArray:
        """Abnormal moves of the windows on the same calendar, shape (n, D), in native units; NaN elsewhere."""
        laid = np.full(self.event_days.shape, np.nan)
        happened = window_days(self.measured, self.window) != BEYOND
        laid[self.event_days] = self.abnormal[happened]
        return laid

    @cached_property
    def clusters(self) -> IntArray:
        """Numbers of the clusters of events whose windows share days, shape (n,)."""
        return overlap_clusters(self.event_days)

    @cached_property
    def mean_correlation(self) -> float:
        """Mean overlap-weighted correlation in quiet times of the events that have a standardized move."""
        counted = np.isfinite(self.scar)
        return mean_overlap_correlation(self.calendar_residuals[counted], self.event_days[counted])

    @property
    def event_factors(self) -> FloatArray:
        """Factors of the event windows, shape (n, L, n_factors)."""
        return window_factors(self.measured, self.window)

    @property
    def estimation_factors(self) -> FloatArray:
        """Factors of the estimation windows by event time, shape (n, T, n_factors)."""
        return window_factors(self.measured, estimation_hull(self.measured))

    def take(self, index: IntArray) -> "StudyArrays":
        """Select events; an ascending index keeps their order."""
        return replace(self, measured=self.measured.take(index))

    def shifted(self, move: float) -> "StudyArrays":
        """Add a move to every event, in equal parts on the days of the window that it has; in native units."""
        fits, days = self.measured.fits, self.measured.days(self.window)
        abnormal = fits.abnormal.copy()
        abnormal[:, days] += move / np.maximum(self.n_days, 1)[:, None]
        other = replace(self, measured=replace(self.measured, fits=replace(fits, abnormal=abnormal)))
        other.__dict__.update({name: self.__dict__[name] for name in QUIET if name in self.__dict__})
        return other

    @cached_property
    def _on_calendar(self) -> tuple[FloatArray, BoolArray]:
        """Lay residuals and event days on one calendar."""
        if not self.n_events:
            return np.empty((0, 0)), np.empty((0, 0), dtype=bool)
        quiet = window_days(self.measured, estimation_hull(self.measured))
        days = window_days(self.measured, self.window)
        calendar = np.unique(np.concatenate([quiet.ravel(), days.ravel()]))
        calendar = calendar[calendar != BEYOND]
        residuals = np.full((self.n_events, calendar.size), np.nan)
        present = np.zeros(residuals.shape, dtype=bool)
        known, happened = np.isfinite(self.residuals), days != BEYOND
        residuals[np.nonzero(known)[0], np.searchsorted(calendar, quiet[known])] = self.residuals[known]
        present[np.nonzero(happened)[0], np.searchsorted(calendar, days[happened])] = True
        return residuals, present
