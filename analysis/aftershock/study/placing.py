"""Placing events: which asset's panel each pair belongs to, on which row, and which pairs share a fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import MEASURED
from aftershock.study.panels import AssetPanel, build_panels, column_of
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, CodeArray, IntArray, Outcome, SessionRule, options

OUTCOME_NAMES = options(Outcome)
CODES = {name: np.int8(code) for code, name in enumerate(OUTCOME_NAMES)}


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Pairs on the rows of their asset's panel, sorted by asset, estimation window and row.

    Parameters
    ----------
    panels : tuple of AssetPanel
        One an asset, in the order of the columns of the moves frame.
    positions : ndarray of int, shape (n_pairs,)
        Rows of the events frame.
    panel_of, rows : ndarray of int, shape (n_pairs,)
        Which panel, and which row of it.
    estimation : ndarray of int, shape (n_pairs, 2)
        First and last session of the estimation window, relative to the event.
    """

    panels: tuple[AssetPanel, ...]
    positions: IntArray
    panel_of: IntArray
    rows: IntArray
    estimation: IntArray

    def take(self, index: IntArray) -> "Places":
        """Select pairs; an ascending index keeps them sorted."""
        return Places(
            self.panels, self.positions[index], self.panel_of[index], self.rows[index], self.estimation[index]
        )

    def by_panel(self) -> Iterator[tuple[AssetPanel, slice]]:
        """Walk through the panels and the pairs of each."""
        for pairs in runs(self.panel_of):
            yield self.panels[self.panel_of[pairs.start]], pairs

    def by_estimation(self) -> Iterator[tuple[int, Window, slice]]:
        """Walk through the runs of pairs that share a panel and an estimation window."""
        for pairs in runs(self.panel_of, *self.estimation.T):
            start, end = self.estimation[pairs.start]
            yield int(self.panel_of[pairs.start]), Window(int(start), int(end)), pairs


def runs(*keys: IntArray) -> Iterator[slice]:
    """Walk through the runs in which no key changes.

    Examples
    --------
    >>> list(runs(np.array([1, 1, 2]), np.array([5, 5, 5])))
    [slice(0, 2, None), slice(2, 3, None)]
    """
    if not keys[0].size:
        return
    changes = np.zeros(keys[0].size - 1, dtype=bool)
    for key in keys:
        changes |= key[1:] != key[:-1]
    bounds = [0, *(np.flatnonzero(changes) + 1).tolist(), keys[0].size]
    for first, after in zip(bounds[:-1], bounds[1:], strict=True):
        yield slice(first, after)


def place_events(
    moves: pd.DataFrame,
    events: pd.DataFrame,
    *,
    factors: Sequence[str],
    sessions: SessionRule,
    estimation: IntArray,
) -> tuple[Places, CodeArray]:
    """Find the panel and row of every measured pair.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Checked moves.
    events : DataFrame
        Checked events, with ``asset``, ``session`` and ``outcome``.
    factors : sequence of str
        Columns the model uses; they have nothing abnormal.
    sessions : {"calendar", "panel", "observed"}
        What event time counts.
    estimation : ndarray of int, shape (n_rows, 2)
        Estimation window of every row of ``events``.

    Returns
    -------
    tuple of Places and ndarray of int, shape (n_rows,)
        Pairs that have a row; and for every row of ``events`` the code of what is known of it so far.
    """
    named = pd.Index(OUTCOME_NAMES).get_indexer(pd.Index(events["outcome"]))
    codes: CodeArray = np.asarray(named, dtype=np.int8)
    columns = np.asarray(moves.columns.get_indexer(pd.Index(events["asset"])), dtype=np.int64)
    wanted = np.isin(codes, [CODES[name] for name in MEASURED])
    itself = wanted & np.isin(columns, [column_of(moves, name) for name in factors])
    codes[itself] = CODES["is_the_market"]
    wanted &= ~itself
    studied = np.flatnonzero(np.bincount(columns[wanted], minlength=len(moves.columns)))
    panels = build_panels(moves, moves.columns[studied].tolist(), factors, sessions)
    panel_of = np.searchsorted(studied, columns)
    rows = _find_rows(panels, panel_of, pd.Index(events["session"]), wanted)
    lost = wanted & (rows < 0)
    codes[lost] = np.where(
        _reached(events["session"], moves.index)[lost], CODES["no_price"], CODES["out_of_range"]
    )
    positions = np.flatnonzero(wanted & (rows >= 0))
    keys = (rows[positions], estimation[positions, 1], estimation[positions, 0], panel_of[positions])
    order = positions[np.lexsort(keys)]
    return Places(tuple(panels), order, panel_of[order], rows[order], estimation[order]), codes


def _find_rows(
    panels: Sequence[AssetPanel], panel_of: IntArray, sessions: pd.Index, wanted: BoolArray
) -> IntArray:
    """Find the row of each wanted pair in its panel, -1 without one; panels of one calendar together."""
    rows = np.full(len(sessions), -1, dtype=np.int64)
    calendars: dict[int, list[int]] = {}
    for number, panel in enumerate(panels):
        calendars.setdefault(id(panel.rows), []).append(number)
    for numbers in calendars.values():
        here = wanted if len(numbers) == len(panels) else wanted & np.isin(panel_of, numbers)
        rows[here] = panels[numbers[0]].rows.get_indexer(sessions[here])
    return rows


def _reached(sessions: pd.Series, index: pd.Index) -> BoolArray:
    """Say which sessions lie between the first and the last row of the frame."""
    return np.asarray(sessions.between(index[0], index[-1]), dtype=bool)
