"""Many events under the null, laid out as the hypothesis tests take them."""

from dataclasses import dataclass

import numpy as np

from aftershock.errors import AftershockError
from aftershock.typing import BoolArray, FloatArray, Rng

GAP = 10


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SimulatedEvents:
    """Abnormal moves of events in which nothing happened, under the constant-mean model.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window, by event time.
    calendar_residuals : ndarray of shape (n_events, n_calendar)
        The same on one calendar; NaN outside the estimation window.
    event_days : ndarray of bool, shape (n_events, n_calendar)
        Days of each event's window on that calendar.
    """

    abnormal: FloatArray
    residuals: FloatArray
    calendar_residuals: FloatArray
    event_days: BoolArray

    @property
    def df(self) -> FloatArray:
        """Residual degrees of freedom, shape (n_events,)."""
        return np.full(len(self.residuals), self.residuals.shape[1] - 1.0)

    @property
    def residual_std(self) -> FloatArray:
        """Residual standard deviations, shape (n_events,)."""
        return np.asarray(np.sqrt((self.residuals**2).sum(axis=1) / self.df))

    @property
    def car(self) -> FloatArray:
        """Cumulative abnormal moves, shape (n_events,)."""
        return np.asarray(self.abnormal.sum(axis=1))

    @property
    def scar(self) -> FloatArray:
        """Cumulative abnormal moves over their exact forecast errors, shape (n_events,)."""
        n_days, n_estimation = self.abnormal.shape[1], self.residuals.shape[1]
        return np.asarray(self.car / (self.residual_std * np.sqrt(n_days + n_days**2 / n_estimation)))

    @property
    def csar(self) -> FloatArray:
        """Sums of daily standardized abnormal moves over the root of the days, shape (n_events,)."""
        std_error = self.residual_std * np.sqrt(1 + 1 / self.residuals.shape[1])
        return np.asarray(self.abnormal.sum(axis=1) / std_error / np.sqrt(self.abnormal.shape[1]))


def simulate_events(
    n_events: int,
    *,
    n_days: int = 1,
    n_estimation: int = 250,
    correlation: float = 0.0,
    event_variance: float = 1.0,
    spread: int = 1,
    rng: Rng,
) -> SimulatedEvents:
    """Simulate events without any effect, one on each of as many assets.

    Use it to see how often a test rejects when nothing happened: with dates that are shared or close together,
    shocks that the assets share, and variance that rises at the event.

    Parameters
    ----------
    n_events : int
        Events, and assets.
    n_days, n_estimation : int
        Sessions of the event window and of the estimation window, which ends ten sessions before it.
    correlation : float
        Correlation of the assets' moves on one day, in [0, 1].
    event_variance : float
        Multiple of the variance in the event window.
    spread : int
        The dates are drawn from this many sessions; 1 puts all events on one date.
    rng : int or numpy.random.Generator
        Seed or generator.

    Returns
    -------
    SimulatedEvents
        Never NaN but outside the estimation windows of the common calendar.

    Raises
    ------
    AftershockError
        If ``correlation`` is outside [0, 1] or ``spread`` below 1.

    Notes
    -----
    ``r[t, i] = sqrt(c) f[t] + sqrt(1 - c) u[t, i]`` with standard normal ``f`` and ``u``; moves of the event window
    are multiplied by the root of ``event_variance``.

    Examples
    --------
    >>> simulate_events(30, n_days=5, rng=1).abnormal.shape
    (30, 5)
    """
    if not 0.0 <= correlation <= 1.0:
        raise AftershockError(
            f"correlation is {correlation}; it must lie in [0, 1].", correlation=correlation
        )
    if spread < 1:
        raise AftershockError(f"spread is {spread}; dates are drawn from 1 session or more.", spread=spread)
    generator = np.random.default_rng(rng)
    n_calendar = n_estimation + GAP + spread - 1 + n_days
    common = generator.standard_normal((1, n_calendar))
    own = generator.standard_normal((n_events, n_calendar))
    moves = np.sqrt(correlation) * common + np.sqrt(1.0 - correlation) * own
    first = n_estimation + GAP + generator.integers(0, spread, n_events)
    return _measured(moves, first, n_days=n_days, n_estimation=n_estimation, event_variance=event_variance)


def _measured(
    moves: FloatArray, first: np.ndarray, *, n_days: int, n_estimation: int, event_variance: float
) -> SimulatedEvents:
    """Take the mean of its estimation window off each event."""
    estimation = first[:, None] + np.arange(-n_estimation - GAP, -GAP)
    window = first[:, None] + np.arange(n_days)
    quiet = np.take_along_axis(moves, estimation, axis=1)
    mean = quiet.mean(axis=1, keepdims=True)
    calendar_residuals = np.full(moves.shape, np.nan)
    np.put_along_axis(calendar_residuals, estimation, quiet - mean, axis=1)
    event_days = np.zeros(moves.shape, dtype=np.bool_)
    np.put_along_axis(event_days, window, True, axis=1)
    return SimulatedEvents(
        abnormal=np.take_along_axis(moves, window, axis=1) * np.sqrt(event_variance) - mean,
        residuals=quiet - mean,
        calendar_residuals=calendar_residuals,
        event_days=event_days,
    )
