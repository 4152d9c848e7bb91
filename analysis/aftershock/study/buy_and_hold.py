"""Buy-and-hold abnormal returns: what holding the asset brought beyond what was expected, or beyond the market."""

import numpy as np
import pandas as pd

from aftershock.study.cutting import cut_windows
from aftershock.study.measured import Measured, window_expected, window_moves
from aftershock.study.windows import Window
from aftershock.typing import FloatArray

RETURNS = ("", "simple", "log")
NO_RETURN = "{name} moves in differences; they do not compound"
NO_MARKET = "no market; name one"
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
    kinds, days = moves.attrs.get("move", {}), measured.days(window)
    present = np.isfinite(measured.fits.abnormal[:, days])
    held = np.where(present, window_moves(measured, measured.window)[:, days], np.nan)
    expected = np.where(present, window_expected(measured)[:, days], np.nan)
    versus = np.full((2, measured.n_pairs), np.nan)
    reasons = np.full(measured.n_pairs, "", dtype=object)
    for panel, pairs in measured.places.by_panel():
        kind = kinds.get(panel.asset, "")
        own = compound(held[pairs], kind)
        versus[0, pairs] = own - compound(expected[pairs], kind)
        if market is None:
            reasons[pairs] = NO_MARKET
        else:
            column = moves[market].reindex(panel.rows).to_numpy(dtype=np.float64)
            theirs = cut_windows(column, measured.places.rows[pairs], window)
            whole = (np.isfinite(theirs) | ~present[pairs]).all(axis=1)
            both = own - compound(np.where(present[pairs], theirs, np.nan), kinds.get(market, ""))
            versus[1, pairs] = np.where(whole, both, np.nan)
            reasons[pairs] = np.where(whole, "", "the market has a gap in the window")
        unlike = [name for name in (market, panel.asset) if kinds.get(name, "") not in RETURNS]
        if unlike:
            reasons[pairs] = NO_RETURN.format(name=unlike[-1])
    some = present.any(axis=1)
    order = np.argsort(measured.places.positions)
    frame = events[["event_id", "asset"]].iloc[measured.places.positions[order]].reset_index(drop=True)
    frame = frame.assign(start=window.start, end=window.end, n_days=present.sum(axis=1)[order])
    frame["bhar_vs_model"], frame["bhar_vs_market"] = np.where(some, versus, np.nan)[:, order]
    frame["unit"] = "return"
    frame["reason"] = np.where(some, reasons, "no day of the window has an abnormal move")[order]
    return frame[list(BHAR_COLUMNS)]
