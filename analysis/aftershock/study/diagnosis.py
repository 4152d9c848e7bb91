"""What a selection of events is like: how many, on how many dates, how alike their moves, how volatile."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.inference import event_variance_chi2
from aftershock.inference.correlation import overlap_correlations, overlap_shares
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import EventCondition, FloatArray

LARGEST = 1_000
"""Events that are compared with each other; of more, so many are drawn with a fixed seed."""

NOTICEABLE = 3.0
"""Standard errors of chance by which a mean correlation must exceed zero to count."""

DOUBLED = (1.959964 / 1.644854) ** 2
"""Factor on the variance of a mean at which a test at 5 % that leaves it out rejects 10 % of true nulls."""

VARIANCE_LEVEL = 0.05
"""Level of the test for event-induced variance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found about the events of a selection that have a standardized move.

    Parameters
    ----------
    n_events, n_assets, n_dates, n_clusters : int
        Pairs of event and asset; assets; sessions; clusters of events whose windows share days.
    n_repeats : int
        Pairs that measure the asset and session of another pair again.
    overlap : float
        Share of events whose window shares a day with that of another.
    mean_correlation : float
        Mean over pairs of the correlation in quiet times, weighted by the days shared; 0 for one event.
    chance_correlation : float
        What chance alone makes of it, as a standard deviation.
    staggered : bool
        Whether events on different dates share days.
    variance_ratio, variance_pvalue : float
        Spread of the standardized moves over that of quiet days, and the chance of so much; NaN for one event.
    """

    n_events: int
    n_assets: int
    n_dates: int
    n_clusters: int
    n_repeats: int
    overlap: float
    mean_correlation: float
    chance_correlation: float
    staggered: bool
    variance_ratio: float
    variance_pvalue: float

    @property
    def inflation(self) -> float:
        """By how much what events share widens the variance of their mean."""
        alone, together = 1 - self.mean_correlation, 1 + (self.n_events - 1) * self.mean_correlation
        return together / alone if alone > 0 else math.inf

    @property
    def shared(self) -> bool:
        """Whether shared days visibly break the assumption of independent events."""
        return self.inflation > DOUBLED and self.mean_correlation > NOTICEABLE * self.chance_correlation

    @property
    def volatile(self) -> bool:
        """Whether events visibly raise the variance."""
        return self.variance_ratio > 1 and self.variance_pvalue < VARIANCE_LEVEL

    @property
    def conditions(self) -> tuple[EventCondition, ...]:
        """The simulated conditions that the events are closest to; two where no single one holds both faults."""
        if self.shared and self.staggered:
            return ("close_dates", "event_variance") if self.volatile else ("close_dates",)
        if self.shared:
            return ("common_date_event_variance",) if self.volatile else ("common_date",)
        return ("event_variance",) if self.volatile else ("independent",)


def diagnose(arrays: StudyArrays) -> Diagnosis:
    """Look at the events of a selection before they are tested.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.

    Returns
    -------
    Diagnosis
        Counts of all events with a standardized move; of more than a thousand, correlation and spread are those of a
        thousand drawn with a fixed seed.
    """
    counted = np.flatnonzero(np.isfinite(arrays.scar))
    chosen = counted
    if counted.size > LARGEST:
        chosen = np.sort(np.random.default_rng(0).choice(counted, LARGEST, replace=False))
    events = arrays.take(chosen)
    shares = overlap_shares(events.event_days)
    np.fill_diagonal(shares, 0.0)
    overlapping = shares > 0
    correlations = _correlations(events, overlap=bool(overlapping.any()))
    spread = event_variance_chi2(
        events.scar, events.df, correlations=correlations, kurtosis=quiet_kurtosis(events)
    )
    panels = arrays.measured.places.panel_of[counted]
    dates, date_of = np.unique(arrays.sessions[counted], return_inverse=True)
    return Diagnosis(
        n_events=counted.size,
        n_assets=np.unique(panels).size,
        n_dates=dates.size,
        n_clusters=np.unique(events.clusters).size,
        n_repeats=counted.size - np.unique(panels * max(dates.size, 1) + date_of).size,
        overlap=float(overlapping.any(axis=1).mean()) if chosen.size else 0.0,
        mean_correlation=_mean_pair(correlations),
        chance_correlation=_chance(shares, events.residuals),
        staggered=bool((overlapping & (events.sessions[:, None] != events.sessions[None, :])).any()),
        variance_ratio=spread.statistic,
        variance_pvalue=spread.pvalue,
    )


def quiet_kurtosis(arrays: StudyArrays) -> float:
    """Estimate the excess kurtosis of a sum of so many quiet days; 0 without any.

    Days count as independent: the kurtosis of a sum is that of a day over the number of days.
    """
    scale = np.where(arrays.residual_std > 0, arrays.residual_std, np.nan)
    quiet = arrays.residuals / scale[:, None]
    quiet = quiet[np.isfinite(quiet)]
    if not quiet.size:
        return 0.0
    excess = float((quiet**4).mean() / (quiet**2).mean() ** 2) - 3
    return excess / arrays.window.length


def _correlations(arrays: StudyArrays, *, overlap: bool) -> FloatArray:
    """Correlate the cumulative moves of all pairs; without a shared day there is nothing to compute."""
    if not overlap:
        return np.eye(arrays.n_events)
    found = overlap_correlations(arrays.calendar_residuals, arrays.event_days)
    np.fill_diagonal(found, 1.0)
    return found


def _mean_pair(values: FloatArray) -> float:
    """Average over pairs; 0 without a pair."""
    n_events = len(values)
    return float(values[np.triu_indices(n_events, k=1)].mean()) if n_events > 1 else 0.0


def _chance(shares: FloatArray, residuals: FloatArray) -> float:
    """Compute the standard deviation of the mean correlation of independent moves."""
    n_events, days = len(shares), np.isfinite(residuals).sum()
    if n_events < 2 or not days:
        return 0.0
    size = math.sqrt(float((shares**2).sum()) / 2 * n_events / float(days))
    return size / (n_events * (n_events - 1) / 2)
