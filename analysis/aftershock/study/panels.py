"""Each asset's moves and factors on its own sessions, ready for the numerical core."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from aftershock.markets.calendars import sessions as calendar_sessions
from aftershock.typing import FloatArray, IntArray, SessionRule

UNITS = {"log": "log return", "simple": "return"}


@dataclass(frozen=True, slots=True, eq=False)
class AssetPanel:
    """One asset's moves and factors on its own sessions.

    Parameters
    ----------
    asset : hashable
        Column of the moves frame.
    unit : str
        Unit of its moves; empty where the frame names none.
    rows : Index of shape (n_sessions,)
        The sessions that event time counts.
    y : ndarray of shape (n_sessions,)
        Moves, in native units.
    x : ndarray of shape (n_sessions, n_factors)
        Factor moves.
    days : ndarray of int, shape (n_sessions,)
        Numbers that name each session on one calendar for all assets.
    """

    asset: Hashable
    unit: str
    rows: pd.Index
    y: FloatArray
    x: FloatArray
    days: IntArray


def build_panels(
    moves: pd.DataFrame, assets: Sequence[Hashable], factors: Sequence[Hashable], sessions: SessionRule
) -> list[AssetPanel]:
    """Put assets and the factors on the sessions that their event time counts.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Moves in native units.
    assets, factors : sequence of hashable
        Columns of ``moves``.
    sessions : {"calendar", "panel", "observed"}
        Which rows event time counts: the asset's own calendar where the moves name one (else the rows of the
        frame), the rows of the frame, or those in which the asset has a value.

    Returns
    -------
    list of AssetPanel
        Assets of one calendar share their ``rows`` and ``days``.

    Examples
    --------
    >>> frame = pd.DataFrame({"A": [0.1, np.nan, 0.2]}, index=[0, 1, 2])
    >>> build_panels(frame, ["A"], (), "observed")[0].y
    array([0.1, 0.2])
    """
    values = moves.to_numpy(dtype=np.float64)
    shared = [column_of(moves, name) for name in factors]
    named = moves.attrs.get("calendar", {})
    whole = _place(moves.index, moves.index)

    @cache
    def on_calendar(calendar: str) -> tuple[pd.Index, IntArray, IntArray]:
        return _place(moves.index, calendar_sessions(calendar, moves.index[0], moves.index[-1]))

    panels = []
    for asset in assets:
        at = column_of(moves, asset)
        rows, days, found = whole
        if sessions == "observed":
            rows, days, found = _place(moves.index, moves.index[np.isfinite(values[:, at])])
        elif sessions == "calendar" and named.get(asset):
            rows, days, found = on_calendar(named[asset])
        chosen = np.where(found[:, None] < 0, np.nan, values[found][:, [at, *shared]])
        panels.append(
            AssetPanel(asset, unit_of(moves, asset), rows, chosen[:, 0].copy(), chosen[:, 1:], days)
        )
    return panels


def unit_of(moves: pd.DataFrame, asset: Hashable) -> str:
    """Name the unit of an asset's moves as results print it; empty where the frame names none."""
    kind = moves.attrs.get("move", {}).get(asset, "")
    return str(UNITS[kind]) if kind in UNITS else str(moves.attrs.get("unit", {}).get(asset, ""))


def column_of(moves: pd.DataFrame, name: Hashable) -> int:
    """Find the place of a column in a checked frame."""
    place = moves.columns.get_loc(name)
    assert isinstance(place, int)
    return place


def _place(index: pd.Index, rows: pd.Index) -> tuple[pd.Index, IntArray, IntArray]:
    """Name sessions by number on one calendar for all, and find the row of each in the frame, -1 without one."""
    found = np.asarray(index.get_indexer(rows), dtype=np.int64)
    if isinstance(rows, pd.DatetimeIndex):
        return rows, np.asarray(rows.as_unit("ns").asi8, dtype=np.int64), found
    return rows, found, found
