"""One asset's moves and a shock on the rows the asset counts, with the slots of the season."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import ComovementError
from aftershock.study.panels import build_panels, unit_of
from aftershock.typing import FloatArray, SeasonSlots, SessionRule, check_option

NEW_YORK = "America/New_York"
FEWEST_OF_A_SLOT = 5


@dataclass(frozen=True, slots=True, eq=False)
class LinkedSeries:
    """Hold the moves of one asset and a shock, row by row.

    Parameters
    ----------
    asset, unit : str
        Name and unit of the moves.
    rows : pandas.Index of length n_rows
        Sessions or ends of bars that the asset counts.
    moves, shock : ndarray of shape (n_rows,)
        NaN where there is none.
    fixed : ndarray of shape (n_rows, n_slots)
        One column a slot of the season, or the constant alone. NaN in rows of slots that hardly ever occur.
    """

    asset: str
    unit: str
    rows: pd.Index[Any]
    moves: FloatArray
    shock: FloatArray
    fixed: FloatArray


def linked_series(
    moves: pd.DataFrame | pd.Series[Any],
    shock: pd.Series[Any] | pd.DataFrame,
    *,
    assets: Sequence[Hashable] | None,
    sessions: SessionRule,
    season: SeasonSlots,
) -> list[LinkedSeries]:
    """Put each asset and the shock on the rows the asset counts.

    Parameters
    ----------
    moves : pandas.DataFrame or Series
        Moves by session or end of bar, ascending and unique.
    shock : pandas.Series or DataFrame
        One shock for all, or one column an asset; on the rows of ``moves``.
    assets : sequence of str, optional
        Columns to take; all by default.
    sessions : {"calendar", "panel", "observed"}
        What counts as a row; bars count the rows in which the asset has a move, whatever is said here.
    season : {"auto", "none", "clock", "weekday", "weekday_clock"}
        Slots whose own means are taken out; "auto" is the clock for bars and the weekday for dated sessions.

    Returns
    -------
    list of LinkedSeries
        In the order of ``assets``.

    Raises
    ------
    ComovementError
        If an asset or a shock is not there, rows repeat or descend, a value is infinite, or rows do not meet.

    Examples
    --------
    >>> days = pd.date_range("2022-02-14", periods=3, freq="D")
    >>> frame = pd.DataFrame({"SPX": [0.1, np.nan, -0.2]}, index=days)
    >>> shock = pd.Series([1.0, 2.0, 3.0], days)
    >>> linked_series(frame, shock, assets=None, sessions="observed", season="none")[0].shock
    array([1., 3.])
    """
    check_option("sessions", sessions, SessionRule)
    check_option("season", season, SeasonSlots)
    frame = moves.to_frame() if isinstance(moves, pd.Series) else moves
    wanted = list(frame.columns) if assets is None else list(assets)
    _check_frame(frame, wanted)
    bars = isinstance(frame.index, pd.DatetimeIndex) and frame.index.tz is not None
    panels = build_panels(frame, wanted, (), "observed" if bars else sessions)
    found = []
    for panel in panels:
        fixed = season_columns(panel.rows, season, zone=_zone(frame, panel.asset))
        own = _shock_of(shock, panel.asset, panel.rows, frame.index)
        found.append(
            LinkedSeries(str(panel.asset), unit_of(frame, panel.asset), panel.rows, panel.y, own, fixed)
        )
    return found


def season_columns(rows: pd.Index[Any], season: SeasonSlots, *, zone: str) -> FloatArray:
    """Build one column for each slot of the season.

    Parameters
    ----------
    rows : pandas.Index of length n_rows
        Sessions (naive) or ends of bars (instants).
    season : {"auto", "none", "clock", "weekday", "weekday_clock"}
        What makes a slot: nothing, the clock time at which a bar ends, the day of the week, or both.
    zone : str
        Zone of the clock.

    Returns
    -------
    ndarray of shape (n_rows, n_slots)
        Ones and zeros. Rows of slots that occur fewer than five times are NaN.

    Raises
    ------
    ComovementError
        If rows without a clock are asked for the slots of one.

    Examples
    --------
    >>> hours = pd.date_range("2022-02-14", periods=48, freq="h", tz="UTC")
    >>> season_columns(hours.append(hours + pd.Timedelta("2D")).append(hours + pd.Timedelta("4D")), "clock",
    ...                zone="UTC").shape
    (144, 24)
    """
    clocked = isinstance(rows, pd.DatetimeIndex) and rows.tz is not None
    if season == "auto":
        season = "clock" if clocked else "weekday" if isinstance(rows, pd.DatetimeIndex) else "none"
    if season == "none":
        return np.ones((len(rows), 1))
    if not isinstance(rows, pd.DatetimeIndex) or (rows.tz is None and season != "weekday"):
        dated = isinstance(rows, pd.DatetimeIndex)
        raise ComovementError(
            f"season is {season!r}, but the rows are not {'instants' if dated else 'dates'}; use season='none'"
            f"{' or season=' + repr('weekday') if dated else ''}.",
            season=season,
        )
    local = rows if rows.tz is None else rows.tz_convert(zone)
    labels = local.strftime({"weekday": "%w", "weekday_clock": "%w %H:%M"}.get(season, "%H:%M"))
    codes, names = pd.factorize(labels, sort=True)
    counts = np.bincount(codes, minlength=len(names))
    kept = np.flatnonzero(counts >= FEWEST_OF_A_SLOT)
    columns: FloatArray = np.asarray(codes[:, None] == kept, dtype=np.float64)
    columns[counts[codes] < FEWEST_OF_A_SLOT] = np.nan
    return columns


def _zone(frame: pd.DataFrame, asset: Hashable) -> str:
    """Find the zone of an asset's clock; New York where the frame names none."""
    return str(frame.attrs.get("zone", {}).get(asset, NEW_YORK))


def _check_frame(frame: pd.DataFrame, wanted: Sequence[Hashable]) -> None:
    """Refuse columns that are not there, rows that repeat or descend, and infinite moves."""
    absent = [str(name) for name in wanted if name not in frame.columns]
    if absent or not wanted:
        raise ComovementError(
            f"The moves hold no column {', '.join(absent) or 'at all'}; "
            f"they hold {', '.join(map(str, frame.columns))}.",
            absent=absent,
        )
    if not (frame.index.is_unique and frame.index.is_monotonic_increasing):
        raise ComovementError("The rows of moves must be unique and ascending; use moves.sort_index().")
    _check_numbers(frame[list(wanted)], "moves")


def _check_numbers(frame: pd.DataFrame, name: str) -> None:
    """Refuse columns that hold no numbers, or infinite ones."""
    try:
        values = frame.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        kinds = {str(column): str(kind) for column, kind in frame.dtypes.items()}
        raise ComovementError(f"The {name} must be numbers; the columns are {kinds}.", kinds=kinds) from None
    if np.isinf(values).any():
        row = int(np.argwhere(np.isinf(values))[0, 0])
        raise ComovementError(
            f"The {name} at {frame.index[row]} hold an infinite value; leave it empty instead."
        )


def _shock_of(
    shock: pd.Series[Any] | pd.DataFrame, asset: Hashable, rows: pd.Index[Any], all_rows: pd.Index[Any]
) -> FloatArray:
    """Take the shock of one asset on its rows."""
    if isinstance(shock, pd.DataFrame):
        if asset not in shock:
            raise ComovementError(
                f"The shock is a frame without a column {asset}; it holds {', '.join(map(str, shock.columns))}. "
                "Give one column an asset, or one Series for all.",
                asset=str(asset),
            )
        shock = shock[asset]
    _check_numbers(shock.to_frame(), "shock")
    if not shock.index.is_unique:
        raise ComovementError("The rows of the shock repeat; give one value a row.")
    own = shock.reindex(rows).to_numpy(dtype=np.float64)
    if not np.isfinite(own).any():
        raise ComovementError(
            f"The shock ({_span(shock.index)}) has no value on a row of {asset} ({_span(all_rows)}); give it the "
            "labels of the moves, e.g. gpr_shock(gpr, moves.index) or headline_intensity(heads, prices[asset]).",
            asset=str(asset),
        )
    return own


def _span(index: pd.Index[Any]) -> str:
    """Say from where to where an index runs."""
    return f"{index[0]} to {index[-1]}" if len(index) else "no rows"
