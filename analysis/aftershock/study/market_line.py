"""Whether a selection is what Lamb's test takes: one date, and least squares on one market."""

import numpy as np

from aftershock.study.measured import estimation_hull, window_days
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray

ROUNDING = 1e-6
"""Correlation of residuals and market below which a line counts as fitted by least squares."""


def market_line_gap(arrays: StudyArrays) -> str:
    """Say why the events have no common market line; empty where they have.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.

    Returns
    -------
    str
        A reason where the model has no market or several, is no least-squares line, or where events have
        different sessions.
    """
    if not arrays.n_events:
        return "no event is selected"
    factors = arrays.estimation_factors
    if factors.shape[2] != 1 or not _least_squares(arrays.residuals, factors[:, :, 0]):
        return "lamb_z judges the line of a market model; fit with MarketModel"
    if not all(_same_days(arrays, window) for window in (arrays.window, estimation_hull(arrays.measured))):
        return "lamb_z judges the events of one date; these have different sessions"
    return ""


def _same_days(arrays: StudyArrays, window: Window) -> bool:
    """Say whether all events have the same sessions."""
    days = window_days(arrays.measured, window)
    return bool((days == days[0]).all())


def _least_squares(residuals: FloatArray, market: FloatArray) -> bool:
    """Say whether residuals have a mean of zero and no correlation with the market, event by event."""
    used: BoolArray = np.isfinite(residuals) & np.isfinite(market)
    errors, counts = np.where(used, residuals, 0.0), np.maximum(used.sum(axis=1), 1)
    moves = np.where(used, market, 0.0)
    moves = np.where(used, moves - (moves.sum(axis=1) / counts)[:, None], 0.0)
    size = np.sqrt((errors**2).sum(axis=1))
    along = np.abs((errors * moves).sum(axis=1)) <= ROUNDING * size * np.sqrt((moves**2).sum(axis=1))
    level = np.abs(errors.sum(axis=1)) <= ROUNDING * size * np.sqrt(counts)
    return bool((along & level).all())
