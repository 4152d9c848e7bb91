"""Measuring placed events: fit every pair and judge what became of it."""

from typing import Any

import numpy as np

from aftershock.study.abnormal import fit_event, pack
from aftershock.study.batch import fit_linear
from aftershock.study.cutting import covered_rows, distinct_rows
from aftershock.study.fits import Fits, allocate, fill, freeze
from aftershock.study.models import KnownSlopes, LeastSquares, NormalModel
from aftershock.study.placing import CODES, Places
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, CodeArray


def fit_places(
    places: Places, model: NormalModel, *, window: Window, mask_events: bool, least: int
) -> tuple[Fits, tuple[BoolArray, ...]]:
    """Fit every placed pair: linear models all at once, any other one by one.

    Parameters
    ----------
    places : Places
        The pairs.
    model : NormalModel
        The model; see :func:`is_linear`.
    window : Window
        The event window.
    mask_events : bool
        Leave the windows of the asset's other events out of estimation.
    least : int
        Events with fewer usable estimation days may be left without a fit.

    Returns
    -------
    tuple of Fits and tuple of ndarray of bool
        One row a pair; sessions of each panel left out of estimation.
    """
    covered = [np.zeros(panel.y.size, dtype=bool) for panel in places.panels]
    if mask_events:
        for _, pairs in places.by_panel():
            number = int(places.panel_of[pairs.start])
            covered[number] = covered_rows(covered[number].size, places.rows[pairs], window)
    chosen = _fit_linear if is_linear(model) else _fit_alone
    return chosen(places, model, window, covered, least), tuple(covered)


def is_linear(model: NormalModel) -> bool:
    """Say whether a model fits and expects as the built-in linear models do, so that many are fitted at once."""
    kind = type(model)
    fit, expected = getattr(kind, "fit", None), getattr(kind, "expected", None)
    bases: tuple[Any, ...] = (LeastSquares, KnownSlopes)
    return any(fit is base.fit and expected is base.expected for base in bases)


def judge(fits: Fits, codes: CodeArray, *, least: int) -> CodeArray:
    """Say what became of fitted pairs, by code; ``codes`` is what was known of them before.

    Parameters
    ----------
    fits : Fits
        One row a pair.
    codes : ndarray of int, shape (n_pairs,)
        Outcomes so far.
    least : int
        Fewest usable estimation days.

    Returns
    -------
    ndarray of int, shape (n_pairs,)
    """
    judged = np.where(fits.n_days < fits.abnormal.shape[1], CODES["gap_in_window"], codes)
    judged[fits.n_days == 0] = CODES["no_price"]
    judged[(fits.nobs < least) | ~np.isfinite(fits.residual_std)] = CODES["short_estimation"]
    return judged


def _fit_linear(
    places: Places, model: NormalModel, window: Window, covered: list[BoolArray], least: int
) -> Fits:
    """Fit a linear model; pairs of one asset and session share a fit."""
    n_factors = places.panels[0].x.shape[1] if places.panels else 0
    room = allocate(places.rows.size, n_factors, window)
    for number, estimation, pairs in places.by_estimation():
        panel = places.panels[number]
        rows, index = distinct_rows(places.rows[pairs], panel.y.size)
        fits = fit_linear(
            panel.y,
            panel.x,
            covered[number],
            rows,
            window=window,
            estimation=estimation,
            known=isinstance(model, KnownSlopes),
            least=least,
        )
        fill(room, pairs, fits, index)
    return freeze(room)


def _fit_alone(
    places: Places, model: NormalModel, window: Window, covered: list[BoolArray], least: int
) -> Fits:
    """Fit any model pair by pair."""
    fitted = []
    for number, estimation, pairs in places.by_estimation():
        panel = places.panels[number]
        fitted += [
            fit_event(
                panel.y,
                panel.x,
                panel.days,
                int(row),
                model=model,
                window=window,
                estimation=estimation,
                masked=covered[number],
                least=least,
            )
            for row in places.rows[pairs]
        ]
    return freeze(pack(fitted, window))
