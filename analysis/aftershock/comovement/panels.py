"""Moves of several assets side by side, as arrays, once it is sure that they can be compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import ComovementError
from aftershock.typing import Asynchronous, FloatArray, check_option


@dataclass(frozen=True, slots=True, eq=False)
class MovePanel:
    """Hold moves of several assets on common rows.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves in the unit of each asset; NaN where there is none.
    assets : tuple of str
        Names of the columns.
    units : tuple of str
        Unit of each column; empty where the frame does not say.
    rows : pandas.Index of length n_rows
        Sessions or instants, ascending and unique.
    method : str
        From what to what a move runs, e.g. "session" or "2-session overlapping".
    note : str
        What a reader must know about the strikes; empty where all are the same or unknown.
    """

    values: FloatArray
    assets: tuple[str, ...]
    units: tuple[str, ...]
    rows: pd.Index[Any]
    method: str
    note: str

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        """Rows on which every asset has a move, shape (n_rows,)."""
        return np.asarray(np.isfinite(self.values).all(axis=1))

    def positions(self, assets: Sequence[str]) -> list[int]:
        """Find the columns of some assets, or say which one is not there."""
        absent = [one for one in assets if one not in self.assets]
        if absent:
            raise ComovementError(
                f"There are no moves of {', '.join(absent)}; there are moves of {', '.join(self.assets)}.",
                absent=absent,
            )
        return [self.assets.index(one) for one in assets]


def move_panel(
    moves: pd.DataFrame, *, assets: Sequence[Hashable] | None = None, asynchronous: Asynchronous = "refuse"
) -> MovePanel:
    """Check a frame of moves and take it as arrays.

    Use it before anything that compares assets row by row. Closes struck hours apart share only part of a day, which
    pulls every correlation towards zero, so one-session moves of different strikes are refused by default.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        ``prices.moves()``, ``prices.snapshot(...).moves()``, ``prices.overlapping_moves(2)`` or any frame of numbers
        with an ascending unique index.
    assets : sequence of str, optional
        Columns to take, in this order; all by default.
    asynchronous : {"refuse", "allow"}
        What to do with one-session moves whose strikes differ. "allow" keeps them and says so in ``note``.

    Returns
    -------
    MovePanel
        NaN is kept; infinite values are refused.

    Raises
    ------
    ComovementError
        If a column is not there, is not a number, the index is not ascending and unique, fewer than two assets are
        left, or strikes differ.

    Examples
    --------
    >>> frame = pd.DataFrame({"SPX": [0.1, -0.2], "GOLD": [0.0, 0.3]}, index=[1, 2])
    >>> move_panel(frame, assets=["GOLD", "SPX"]).assets
    ('GOLD', 'SPX')
    """
    check_option("asynchronous", asynchronous, Asynchronous)
    chosen = _columns(moves, assets)
    values = _numbers(chosen)
    names = tuple(str(name) for name in chosen.columns)
    units = moves.attrs.get("unit", {})
    return MovePanel(
        values=values,
        assets=names,
        units=tuple(str(units.get(name, "")) for name in names),
        rows=_ordered(chosen.index),
        method=str(moves.attrs.get("method", "")),
        note=_strike_note(moves, names, asynchronous),
    )


def _columns(moves: pd.DataFrame, assets: Sequence[Hashable] | None) -> pd.DataFrame:
    """Take the columns asked for, at least two."""
    wanted = list(moves.columns) if assets is None else list(assets)
    absent = [str(name) for name in wanted if name not in moves.columns]
    if absent:
        raise ComovementError(
            f"The moves hold no column {', '.join(absent)}; they hold {', '.join(map(str, moves.columns))}.",
            absent=absent,
        )
    if len(wanted) < 2 or len(set(wanted)) < len(wanted):
        raise ComovementError(
            f"assets is {wanted!r}; co-movement needs at least two different assets.", assets=wanted
        )
    return moves[wanted]


def _numbers(chosen: pd.DataFrame) -> FloatArray:
    """Take a frame as numbers, none of them infinite."""
    try:
        values = chosen.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        kinds = {str(name): str(kind) for name, kind in chosen.dtypes.items()}
        raise ComovementError(f"Moves must be numbers; the columns are {kinds}.", kinds=kinds) from None
    if np.isinf(values).any():
        row, column = np.argwhere(np.isinf(values))[0]
        raise ComovementError(
            f"The move of {chosen.columns[column]} at {chosen.index[row]} is infinite; leave it empty instead."
        )
    return values


def _ordered(index: pd.Index[Any]) -> pd.Index[Any]:
    """Refuse rows that repeat or go back."""
    if not (index.is_unique and index.is_monotonic_increasing):
        raise ComovementError("The rows of moves must be unique and ascending; use moves.sort_index().")
    return index


def _strike_note(moves: pd.DataFrame, names: tuple[str, ...], asynchronous: Asynchronous) -> str:
    """Refuse or note strikes that differ among one-session moves."""
    strikes = {name: str(moves.attrs.get("strike", {}).get(name, "")) for name in names}
    method = str(moves.attrs.get("method", "session"))
    if len(set(strikes.values()) - {""}) < 2:
        return ""
    listed = ", ".join(f"{name} {strike}" for name, strike in strikes.items())
    if method != "session":
        return f"Strikes differ ({listed}); moves are {method}."
    if asynchronous == "refuse":
        raise ComovementError(
            f"These moves are struck at different times ({listed}), so their correlations are pulled to zero. Use "
            "prices.snapshot(...).moves() or prices.overlapping_moves(2), or say asynchronous='allow'.",
            strikes=strikes,
        )
    return f"Strikes differ ({listed}), which pulls correlations towards zero."
