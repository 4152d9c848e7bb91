"""Abnormal moves of one event on arrays: cut the windows, fit, subtract."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.study.fits import Fits
from aftershock.study.models import ModelFit, NormalModel, forecast_factors, window_factor
from aftershock.study.models.contract import no_fit
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray, IntArray

BEYOND = int(np.iinfo(np.int64).min)
"""Day number of a session beyond the data."""


@dataclass(frozen=True, slots=True, eq=False)
class EventFit:
    """One event and asset: what happened, what was expected, and the model behind it.

    Parameters
    ----------
    window : Window
        The event window.
    moves, expected, factors : ndarray of shape (n_days,)
        Moves, expected moves (native units) and forecast-error factors C of the event window; NaN where they
        or the factors are missing.
    variance : ndarray of shape (n_days,)
        Variance of each day over ``residual_std**2``; 1 but for models that forecast a variance.
    x : ndarray of shape (n_days, n_factors)
        Factor moves of the event window.
    days : ndarray of shape (n_days,)
        Day numbers of the event window on one calendar for all events; ``BEYOND`` beyond the data.
    estimation_days : ndarray of shape (n_estimation,)
        Day numbers of the estimation window.
    masked : int
        Estimation days left out because another event's window covers them.
    fit : ModelFit
        The fitted model.
    """

    window: Window
    moves: FloatArray
    expected: FloatArray
    factors: FloatArray
    variance: FloatArray
    x: FloatArray
    days: IntArray
    estimation_days: IntArray
    masked: int
    fit: ModelFit

    @property
    def abnormal(self) -> FloatArray:
        """Moves less expected moves."""
        return self.moves - self.expected

    @property
    def standardized(self) -> FloatArray:
        """Abnormal moves over their forecast standard errors, day by day; NaN without residual variance."""
        std_error = self.fit.residual_std * np.sqrt(self.factors)
        unknown = np.full(std_error.shape, np.nan)
        return np.asarray(np.divide(self.abnormal, std_error, out=unknown, where=std_error > 0))

    def rows(self, window: Window) -> slice:
        """Locate a sub-window inside the event window."""
        return slice(window.start - self.window.start, window.end - self.window.start + 1)


@dataclass(frozen=True, slots=True)
class CumulativeMove:
    """A cumulative abnormal move with its exact forecast error.

    Parameters
    ----------
    move : float
        Sum of the moves themselves over the same days, in native units.
    car : float
        Sum of abnormal moves over the days that have one, in native units; NaN without any.
    std_error : float
        ``s`` times the square root of the exact variance factor.
    csar : float
        Sum of daily standardized abnormal moves over the square root of the days (Patell's form); NaN without
        residual variance.
    n_days : int
        Days with an abnormal move.
    """

    move: float
    car: float
    std_error: float
    csar: float
    n_days: int

    @property
    def scar(self) -> float:
        """The cumulative abnormal move over its standard error."""
        return self.car / self.std_error if self.std_error > 0 else math.nan


def fit_event(
    y: FloatArray,
    x: FloatArray,
    days: IntArray,
    event_row: int,
    *,
    model: NormalModel,
    window: Window,
    estimation: Window,
    masked: BoolArray,
    least: int = 0,
) -> EventFit:
    """Fit the model on the estimation window and compare it with the event window.

    Parameters
    ----------
    y : ndarray of shape (n_sessions,)
        Moves of the asset, in native units, in its own session order.
    x : ndarray of shape (n_sessions, n_factors)
        Factor moves on the same sessions.
    days : ndarray of shape (n_sessions,)
        Numbers that name each session on one calendar for all assets.
    event_row : int
        Row of the event session.
    model : NormalModel
        Sees the estimation rows only.
    window, estimation : Window
        Sessions relative to the event.
    masked : ndarray of bool, shape (n_sessions,)
        Rows that other events make unusable for estimation.
    least : int
        With fewer estimation days that have a move, the model is not asked.

    Returns
    -------
    EventFit
        Days beyond the data are NaN with day number ``BEYOND``.

    Raises
    ------
    EstimationError
        If the model returns residuals or expected moves of another length than it was given.

    Examples
    --------
    >>> from aftershock.study.models import ConstantMean
    >>> y = np.array([1.0, 2.0, 3.0, 9.0])
    >>> event = fit_event(y, np.empty((4, 0)), np.arange(4), 3, model=ConstantMean(), window=Window(0, 0),
    ...                   estimation=Window(-3, -1), masked=np.zeros(4, dtype=bool))
    >>> event.abnormal
    array([7.])
    """
    first, last = max(event_row + estimation.start, 0), max(event_row + estimation.end + 1, 0)
    hidden = masked[first:last]
    quiet = np.where(hidden, np.nan, y[first:last])
    enough = int(np.isfinite(quiet).sum())
    asked = enough >= least
    fit = model.fit(quiet, x[first:last].copy()) if asked else no_fit(1 + x.shape[1], enough, hidden.size)
    check_length("residuals", fit.residuals, hidden.size)
    wanted = np.arange(event_row + window.start, event_row + window.end + 1)
    inside = (wanted >= 0) & (wanted < y.size)
    rows = np.clip(wanted, 0, y.size - 1)
    moves, window_x = np.where(inside, y[rows], np.nan), np.where(inside[:, None], x[rows], np.nan)
    expected = model.expected(fit, window_x.copy()) if asked else np.full(window.length, np.nan)
    check_length("expected moves", expected, window.length)
    variance = variance_ahead(fit, window, estimation)
    return EventFit(
        window=window,
        moves=moves,
        expected=expected,
        factors=forecast_factors(fit, window_x) + (variance - 1),
        variance=variance,
        x=window_x,
        days=np.where(inside, days[rows], BEYOND),
        estimation_days=days[first:last],
        masked=int((hidden & np.isfinite(y[first:last])).sum()),
        fit=fit,
    )


def variance_ahead(fit: ModelFit, window: Window, estimation: Window) -> FloatArray:
    """Look up the forecast variance of each day of the event window over ``residual_std**2``."""
    if fit.variance_ahead is None or not fit.variance_ahead.size:
        return np.ones(window.length)
    sessions_ahead = np.arange(window.start, window.end + 1) - estimation.end
    return np.asarray(fit.variance_ahead[np.minimum(sessions_ahead, fit.variance_ahead.size) - 1])


def check_length(what: str, values: FloatArray, length: int) -> None:
    """Refuse an array of a model that does not hold one value a day."""
    if np.shape(values) != (length,):
        raise EstimationError(
            f"the model returned {what} of shape {np.shape(values)}; return one value for each of the {length} "
            "days it was given, NaN where there is none.",
            shape=np.shape(values),
            length=length,
        )


def cumulate(event: EventFit, window: Window) -> CumulativeMove:
    """Sum the abnormal moves of a sub-window, with the exact forecast error of the sum.

    Parameters
    ----------
    event : EventFit
        A fitted event.
    window : Window
        Inside the event window.

    Returns
    -------
    CumulativeMove
        Days without an abnormal move are left out of the sum, of its variance and of ``n_days``; without
        any day all numbers are NaN.

    Notes
    -----
    ``Var(CAR) = s**2 (L + (sum x_t)'(X'X)^-1 (sum x_t))`` over the L days present.

    Examples
    --------
    >>> from aftershock.study.models import ConstantMean
    >>> y = np.array([1.0, 2.0, 3.0, 9.0])
    >>> event = fit_event(y, np.empty((4, 0)), np.arange(4), 3, model=ConstantMean(), window=Window(0, 0),
    ...                   estimation=Window(-3, -1), masked=np.zeros(4, dtype=bool))
    >>> round(cumulate(event, Window(0, 0)).scar, 4)
    6.0622
    """
    rows = event.rows(window)
    abnormal = event.abnormal[rows]
    present = np.isfinite(abnormal)
    n_days = int(present.sum())
    if n_days == 0:
        return CumulativeMove(math.nan, math.nan, math.nan, math.nan, 0)
    variance = window_factor(event.fit, event.x[rows][present]) + (event.variance[rows][present] - 1).sum()
    return CumulativeMove(
        move=float(event.moves[rows][present].sum()),
        car=float(abnormal[present].sum()),
        std_error=event.fit.residual_std * math.sqrt(variance),
        csar=float(event.standardized[rows][present].sum() / math.sqrt(n_days)),
        n_days=n_days,
    )


def pack(events: Sequence[EventFit], window: Window) -> Fits:
    """Lay events that were fitted one by one out as rows of arrays.

    Parameters
    ----------
    events : sequence of EventFit
        Fitted events.
    window : Window
        Their event window.

    Returns
    -------
    Fits
        Coefficients are padded with NaN where models return different numbers of them.
    """
    fits = [event.fit for event in events]
    shape = (len(events), window.length)
    n_factors = events[0].x.shape[1] if events else 0
    inverse_gram = np.zeros((len(events), 1 + n_factors, 1 + n_factors))
    coefficients = np.full((len(events), max((fit.coefficients.size for fit in fits), default=1)), np.nan)
    for at, fit in enumerate(fits):
        size = fit.inverse_gram.shape[0]
        inverse_gram[at, :size, :size] = fit.inverse_gram
        coefficients[at, : fit.coefficients.size] = fit.coefficients
    abnormal = np.array([event.abnormal for event in events]).reshape(shape)
    return Fits(
        coefficients=coefficients,
        residual_std=np.array([fit.residual_std for fit in fits], dtype=np.float64),
        r_squared=np.array([fit.r_squared for fit in fits], dtype=np.float64),
        df=np.array([fit.df for fit in fits], dtype=np.int64),
        nobs=np.array([fit.nobs for fit in fits], dtype=np.int64),
        masked=np.array([event.masked for event in events], dtype=np.int64),
        n_days=np.isfinite(abnormal).sum(axis=1),
        centre=np.zeros((len(events), n_factors)),
        inverse_gram=inverse_gram,
        abnormal=abnormal,
        expected=np.array([event.expected for event in events]).reshape(shape),
        variance=np.array([event.variance for event in events]).reshape(shape),
        models=tuple(fits),
    )
