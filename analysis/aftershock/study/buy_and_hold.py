"""Buy-and-hold abnormal returns: what holding the asset brought beyond what was expected, or beyond the market."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from aftershock.study.cutting import cut_windows
from aftershock.study.measured import Measured, window_expected, window_moves
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, FloatArray, IntArray

RETURNS = ("", "simple", "log")
NO_DAY = "no day of the window has an abnormal move"
BHAR_COLUMNS = (
    "event_id",
    "asset",
    "start",
    "end",
    "n_days",
    "bhar_vs_model",
    "bhar_vs_market",
    "unit",
    "reason",
)


def compound(moves: FloatArray, kind: str) -> FloatArray:
    """Compound the moves of each row to a return; NaN days are left out.

    Parameters
    ----------
    moves : ndarray of shape (n_events, n_days)
        Returns: simple, or logarithmic where ``kind`` is ``"log"``.
    kind : str
        Kind of move. Without one, moves are taken for simple returns; differences have no return, NaN.

    Returns
    -------
    ndarray of shape (n_events,)
        Simple returns.

    Examples
    --------
    >>> compound(np.array([[0.1, 0.1]]), "simple").round(4)
    array([0.21])
    """
    if kind not in RETURNS:
        return np.full(moves.shape[0], np.nan)
    kept = np.nan_to_num(moves)
    return np.asarray(np.expm1(kept.sum(axis=1)) if kind == "log" else np.prod(1 + kept, axis=1) - 1)


def bhar_frame(
    measured: Measured, window: Window, events: pd.DataFrame, moves: pd.DataFrame, market: str | None
) -> pd.DataFrame:
    """Compare what each event's asset brought with what its model, and the market, would have.

    Parameters
    ----------
    measured : Measured
        The pairs.
    window : Window
        Days to hold; those without an abnormal move are left out of both sides.
    events, moves : DataFrame
        The checked frames; ``moves.attrs["move"]`` says which columns are log or simple returns.
    market : str, optional
        Column of ``moves``.

    Returns
    -------
    DataFrame
        One row a pair, in the order of ``events``. NaN with a ``reason`` where there is no return.
    """
    days = measured.days(window)
    present = np.isfinite(measured.fits.abnormal[:, days])
    held = np.where(present, window_moves(measured, measured.window)[:, days], np.nan)
    expected = np.where(present, window_expected(measured)[:, days], np.nan)
    kinds = moves.attrs.get("move", {})
    versus = np.full((2, measured.n_pairs), np.nan)
    reasons = np.full(measured.n_pairs, NO_DAY, dtype=object)
    some: BoolArray = np.asarray(present.any(axis=1), dtype=bool)
    for panel, pairs in measured.places.by_panel():
        kind = kinds.get(panel.asset, "")
        own = compound(held[pairs], kind)
        versus[0, pairs] = own - compound(expected[pairs], kind)
        theirs = market_moves(moves, market, panel.rows, measured.places.rows[pairs], window)
        gap: BoolArray = np.asarray((present[pairs] & ~np.isfinite(theirs)).any(axis=1), dtype=bool)
        brought = compound(np.where(present[pairs], theirs, np.nan), kinds.get(market, ""))
        versus[1, pairs] = np.where(gap, np.nan, own - brought)
        reasons[pairs] = np.where(some[pairs], why_not(panel.asset, market, kinds, gap), NO_DAY)
    order = np.argsort(measured.places.positions)
    frame = events[["event_id", "asset"]].iloc[measured.places.positions[order]].reset_index(drop=True)
    frame = frame.assign(start=window.start, end=window.end, n_days=present.sum(axis=1)[order])
    frame["bhar_vs_model"], frame["bhar_vs_market"] = np.where(some, versus, np.nan)[:, order]
    return frame.assign(unit="return", reason=reasons[order])[list(BHAR_COLUMNS)]


def market_moves(
    moves: pd.DataFrame, market: str | None, sessions: pd.Index, rows: IntArray, window: Window
) -> FloatArray:
    """Cut the market's moves on an asset's sessions around events; all missing without a market."""
    if market is None:
        return np.full((rows.size, window.length), np.nan)
    column = moves[market].reindex(sessions).to_numpy(dtype=np.float64)
    return cut_windows(column, rows, window)


def why_not(asset: Hashable, market: str | None, kinds: Mapping[Hashable, str], gap: BoolArray) -> list[str]:
    """Say, event by event, why there is no return or none versus the market; empty where there are both."""
    for name in (asset, market):
        if kinds.get(name, "") not in RETURNS:
            return [f"{name} moves in differences; they do not compound"] * gap.size
    if market is None:
        return ["no market; name one"] * gap.size
    return ["the market has a gap in the window" if one else "" for one in gap]
