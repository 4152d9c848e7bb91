"""Fitted models and abnormal moves of many events, one row an event."""

from dataclasses import dataclass, fields

import numpy as np

from aftershock.study.models import ModelFit
from aftershock.study.windows import Window
from aftershock.typing import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """What the models learned, and what the event windows brought.

    Parameters
    ----------
    coefficients : ndarray of shape (n_events, n_coefficients)
        Intercept first, then one a factor, in native units; NaN where there is no fit.
    residual_std : ndarray of shape (n_events,)
        s, in native units; 0 where it is no more than rounding error, NaN where there is no fit.
    r_squared : ndarray of shape (n_events,)
        Share of the variance about the mean that the factors explain; NaN for models that are no regression.
    df, nobs, masked, n_days : ndarray of int, shape (n_events,)
        M - K; M; estimation days left out because another event's window covers them; days of the event window
        with an abnormal move.
    centre : ndarray of shape (n_events, n_factors)
        Factor values c about which ``inverse_gram`` is written.
    inverse_gram : ndarray of shape (n_events, n_coefficients, n_coefficients)
        ``(X'X)^-1`` of the design ``[1, x - c]``; zeros for models without estimated coefficients.
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window, in native units; NaN where a move or a factor is missing.
    expected : ndarray of shape (n_events, n_days), optional
        Expected moves, where they are not intercept plus slopes times factors.
    variance : ndarray of shape (n_events, n_days), optional
        Variance of each day over ``residual_std**2``, where it is not 1.
    models : tuple of ModelFit, optional
        The fitted models, where they were fitted one by one.
    """

    coefficients: FloatArray
    residual_std: FloatArray
    r_squared: FloatArray
    df: IntArray
    nobs: IntArray
    masked: IntArray
    n_days: IntArray
    centre: FloatArray
    inverse_gram: FloatArray
    abnormal: FloatArray
    expected: FloatArray | None = None
    variance: FloatArray | None = None
    models: tuple[ModelFit, ...] | None = None

    def take(self, index: IntArray) -> "Fits":
        """Select events."""
        chosen = {name: values[index] for name, values in _arrays(self).items()}
        models = None if self.models is None else tuple(self.models[at] for at in index)
        return Fits(**chosen, models=models)  # type: ignore[arg-type]


def allocate(n_events: int, n_factors: int, window: Window) -> Fits:
    """Make room for the fits of linear models."""
    n_coefficients = 1 + n_factors
    return Fits(
        coefficients=np.empty((n_events, n_coefficients)),
        residual_std=np.empty(n_events),
        r_squared=np.empty(n_events),
        df=np.empty(n_events, dtype=np.int64),
        nobs=np.empty(n_events, dtype=np.int64),
        masked=np.empty(n_events, dtype=np.int64),
        n_days=np.empty(n_events, dtype=np.int64),
        centre=np.empty((n_events, n_factors)),
        inverse_gram=np.empty((n_events, n_coefficients, n_coefficients)),
        abnormal=np.empty((n_events, window.length)),
    )


def fill(room: Fits, events: slice, fits: Fits, index: IntArray) -> None:
    """Write the fits at ``index`` into the room of some events, without a copy in between."""
    source = _arrays(fits)
    for name, values in _arrays(room).items():
        np.take(source[name], index, axis=0, out=values[events], mode="clip")


def freeze(fits: Fits) -> Fits:
    """Make the arrays read-only."""
    for values in _arrays(fits).values():
        values.setflags(write=False)
    return fits


def _arrays(fits: Fits) -> dict[str, FloatArray]:
    """Name the arrays that are there."""
    named = {one.name: getattr(fits, one.name) for one in fields(fits) if one.name != "models"}
    return {name: values for name, values in named.items() if values is not None}
