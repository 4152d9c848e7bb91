"""Measured pairs, and what results cut from their panels on request."""

from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np

from aftershock.study.abnormal import BEYOND
from aftershock.study.cutting import cut_windows
from aftershock.study.fits import Fits
from aftershock.study.models import ModelFit
from aftershock.study.placing import Places
from aftershock.study.sums import CumulativeMoves, cumulate_all
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Measured pairs: where they are, what was fitted, and the sessions left out of estimation.

    Parameters
    ----------
    places : Places
        The pairs, sorted by asset, estimation window and row.
    window : Window
        The event window.
    fits : Fits
        One row a pair.
    covered : tuple of ndarray of bool, shape (n_sessions,)
        Sessions of each panel that the windows of events make unusable for estimation.
    """

    places: Places
    window: Window
    fits: Fits
    covered: tuple[BoolArray, ...]

    def take(self, index: IntArray) -> "Measured":
        """Select pairs; an ascending index keeps them sorted."""
        return Measured(self.places.take(index), self.window, self.fits.take(index), self.covered)

    def restrict(self, kept: BoolArray) -> "Measured":
        """Select the pairs of some rows of the events frame, and renumber the rows that are kept."""
        chosen = self.take(np.flatnonzero(kept[self.places.positions]))
        number = np.cumsum(kept) - 1
        return replace(chosen, places=replace(chosen.places, positions=number[chosen.places.positions]))

    @property
    def n_pairs(self) -> int:
        """Number of pairs."""
        return int(self.places.rows.size)

    def days(self, window: Window) -> slice:
        """Locate a sub-window inside the event window."""
        return slice(window.start - self.window.start, window.end - self.window.start + 1)


def window_moves(measured: Measured, window: Window) -> FloatArray:
    """Cut the moves around the events: ndarray of shape (n_pairs, n_days), NaN where there is none."""
    cut = np.empty((measured.n_pairs, window.length))
    for panel, pairs in measured.places.by_panel():
        cut[pairs] = cut_windows(panel.y, measured.places.rows[pairs], window)
    return cut


def window_factors(measured: Measured, window: Window) -> FloatArray:
    """Cut the factors around the events: ndarray of shape (n_pairs, n_days, n_factors), NaN where there is none."""
    cut = np.empty((measured.n_pairs, window.length, measured.fits.centre.shape[1]))
    for panel, pairs in measured.places.by_panel():
        for at, factor in enumerate(panel.x.T):
            cut[pairs, :, at] = cut_windows(factor, measured.places.rows[pairs], window)
    return cut


def window_days(measured: Measured, window: Window) -> IntArray:
    """Name the sessions around the events by number: shape (n_pairs, n_days), BEYOND beyond the data."""
    cut = np.full((measured.n_pairs, window.length), BEYOND)
    for panel, pairs in measured.places.by_panel():
        rows = measured.places.rows[pairs, None] + np.arange(window.start, window.end + 1)
        inside = (rows >= 0) & (rows < panel.days.size)
        cut[pairs][inside] = panel.days[rows[inside]]
    return cut


def window_expected(measured: Measured) -> FloatArray:
    """Say what the models expected of the event windows: ndarray of shape (n_pairs, n_days), in native units."""
    fits = measured.fits
    if fits.expected is not None:
        return fits.expected
    return _linear(fits, window_factors(measured, measured.window))


def cumulate_pairs(measured: Measured, window: Window) -> CumulativeMoves:
    """Sum the abnormal moves of a sub-window of the event window."""
    moves, x = window_moves(measured, measured.window), window_factors(measured, measured.window)
    return cumulate_all(measured.fits, moves, x, measured.days(window))


def estimation_hull(measured: Measured) -> Window:
    """Find the shortest window that holds the estimation windows of all pairs."""
    starts, ends = measured.places.estimation.T
    return Window(int(starts.min()), int(ends.max()))


def estimation_residuals(measured: Measured) -> FloatArray:
    """Compute the abnormal moves of the estimation windows, by event time.

    Parameters
    ----------
    measured : Measured
        At least one pair.

    Returns
    -------
    ndarray of shape (n_pairs, n_estimation)
        Column j is session ``estimation_hull(measured).start + j``, in native units; NaN on days outside the
        pair's own estimation window, without a move, or left out of the fit.
    """
    hull, places = estimation_hull(measured), measured.places
    offsets = np.arange(hull.start, hull.end + 1)
    if measured.fits.models is not None:
        return _stored_residuals(measured, offsets)
    residuals = window_moves(measured, hull) - _linear(measured.fits, window_factors(measured, hull))
    own = (offsets >= places.estimation[:, :1]) & (offsets <= places.estimation[:, 1:])
    return np.where(own & ~_covered(measured, hull), residuals, np.nan)


def model_fit(measured: Measured, pair: int) -> ModelFit:
    """Write what the model learned for one pair, as fitting it on its own would."""
    fits = measured.fits
    if fits.models is not None:
        return deepcopy(fits.models[pair])
    one = measured.take(np.array([pair]))
    first = max(0, -int(one.places.rows[0]) - estimation_hull(one).start)
    after = (
        one.places.panels[one.places.panel_of[0]].y.size
        - int(one.places.rows[0])
        - estimation_hull(one).start
    )
    return ModelFit(
        coefficients=fits.coefficients[pair].copy(),
        residual_std=float(fits.residual_std[pair]),
        df=int(fits.df[pair]),
        nobs=int(fits.nobs[pair]),
        residuals=estimation_residuals(one)[0, first:after].copy(),
        inverse_gram=_uncentred(fits.inverse_gram[pair], fits.centre[pair]),
        r_squared=float(fits.r_squared[pair]),
    )


def _linear(fits: Fits, x: FloatArray) -> FloatArray:
    """Compute intercept plus slopes times factors."""
    expected = np.repeat(fits.coefficients[:, :1], x.shape[1], axis=1)
    for at in range(x.shape[2]):
        expected += fits.coefficients[:, 1 + at, None] * x[:, :, at]
    return expected


def _covered(measured: Measured, window: Window) -> BoolArray:
    """Say which sessions around the events were left out of estimation."""
    cut = np.empty((measured.n_pairs, window.length), dtype=bool)
    for _, pairs in measured.places.by_panel():
        covered = measured.covered[measured.places.panel_of[pairs.start]]
        cut[pairs] = cut_windows(covered.astype(np.float64), measured.places.rows[pairs], window) > 0
    return cut


def _stored_residuals(measured: Measured, offsets: IntArray) -> FloatArray:
    """Lay the residuals that models returned out by event time."""
    residuals = np.full((measured.n_pairs, offsets.size), np.nan)
    places = measured.places
    for pair, fit in enumerate(measured.fits.models or ()):
        first = max(int(places.rows[pair]) + int(places.estimation[pair, 0]), 0) - int(places.rows[pair])
        begin = first - int(offsets[0])
        residuals[pair, begin : begin + fit.residuals.size] = fit.residuals
    return residuals


def _uncentred(inverse: FloatArray, centre: FloatArray) -> FloatArray:
    """Write ``(X'X)^-1`` of the design ``[1, x]`` from that of ``[1, x - c]``."""
    back = np.eye(inverse.shape[0])
    back[0, 1:] = -centre
    return np.asarray(back @ inverse @ back.T)
