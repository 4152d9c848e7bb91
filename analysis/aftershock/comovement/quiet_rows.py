"""Episodes of sessions, or of any rows of moves, scored against the quiet rows before them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from aftershock.comovement.signatures import (
    ScoredEpisodes,
    ScoreSheet,
    project,
    second_moments,
    squared_distances,
    too_few_assets,
)
from aftershock.comovement.trailing import slot_deviation, trailing_deviation
from aftershock.typing import BoolArray, FloatArray, IntArray, QuietRows

SHORT, LONG = 5.0, 250.0
"""Bandwidths beside the main one from which the volatility of a day is told in advance."""
FEWEST_SHORT = 4


@dataclass(frozen=True, slots=True, eq=False)
class RowHistory:
    """Hold moves as rows that can be compared.

    Parameters
    ----------
    standardized : ndarray of shape (n_rows, n_assets)
        The move over the window that starts with each row, in standard deviations usual before it.
    states : ndarray of shape (n_rows, n_assets, 2)
        Logarithms of short-run and long-run over usual volatility, all before the row.
    length : int
        Rows of a window.
    """

    standardized: FloatArray
    states: FloatArray
    length: int


def row_history(
    moves: FloatArray, slots: IntArray, *, length: int = 1, bandwidth: float = 25.0, fewest: int = 20
) -> RowHistory:
    """Standardize the moves over windows that start with each row by what was usual before it.

    Parameters
    ----------
    moves : ndarray of shape (n_rows, n_assets)
        One-row moves; a window with a missing one is missing.
    slots : ndarray of int, shape (n_rows,)
        Time of day of each row.
    length : int
        Rows of a window.
    bandwidth : float
        Rows of the kernel of usual volatility.
    fewest : int
        Rows before below which there is none.

    Returns
    -------
    RowHistory

    Examples
    --------
    >>> moves = np.tile([1.0, -1.0], 15)[:, None]
    >>> row_history(moves, np.zeros(30, dtype=np.int64)).standardized[-1].tolist()
    [-1.0]
    """
    usual = slot_deviation(moves, slots, bandwidth=bandwidth, fewest=fewest)
    recent = trailing_deviation(moves / usual, bandwidth=SHORT, fewest=FEWEST_SHORT)
    distant = slot_deviation(moves, slots, bandwidth=LONG, fewest=fewest) / usual
    summed = np.full(moves.shape, np.nan)
    if len(moves) >= length:
        windows = np.lib.stride_tricks.sliding_window_view(moves, length, axis=0).sum(axis=-1)
        summed[: len(windows)] = windows
    states = np.log(np.stack([recent, distant], axis=-1))
    return RowHistory(summed / (usual * math.sqrt(length)), states, length)


@dataclass(frozen=True, slots=True, eq=False)
class QuietMenu:
    """Hold quiet vectors of some assets, their states of volatility and their first rows, ascending."""

    vectors: FloatArray
    states: FloatArray
    starts: IntArray

    def before(self, row: int) -> QuietMenu:
        """Keep those that start before a row."""
        end = int(np.searchsorted(self.starts, row))
        return QuietMenu(self.vectors[:end], self.states[:end], self.starts[:end])


def score_rows(
    history: RowHistory,
    rows: IntArray,
    weights: FloatArray,
    *,
    busy: BoolArray,
    quiet: QuietRows,
    fewest_quiet: int,
    n_draws: int,
    rng: np.random.Generator,
) -> ScoredEpisodes:
    """Score episodes against the quiet rows of the same assets.

    Parameters
    ----------
    history : RowHistory
        The moves.
    rows : ndarray of int, shape (n_episodes, n_assets)
        First row of each episode's window, asset by asset; below zero where there is none.
    weights : ndarray of shape (n_assets,)
        The signature; zero for assets that only help to tell how volatile a day was.
    busy : ndarray of bool, shape (n_rows,)
        Rows of any episode, which no quiet window may touch.
    quiet : {"before", "all"}
        Quiet rows before the episode alone, or of the whole sample.
    fewest_quiet : int
        Quiet rows below which there is no score.
    n_draws : int
        Quiet rows drawn for each episode.
    rng : Generator
        Source of the draws.

    Returns
    -------
    ScoredEpisodes

    Notes
    -----
    The state of volatility is taken out first: half the logarithm of the squared distance of quiet vectors is regressed
    on the logarithms of short-run and long-run over usual volatility, and all vectors are divided by what that expects,
    so that a day after turbulent ones is compared with what such days usually are.

    References
    ----------
    Corsi (2009), Journal of Financial Econometrics 7, 174-196, for volatility over several horizons.

    Examples
    --------
    >>> moves = np.random.default_rng(1).standard_normal((400, 3))
    >>> moves[399] = [-4.0, -4.0, 0.0]
    >>> busy = np.arange(400) == 399
    >>> found = score_rows(row_history(moves, np.zeros(400, dtype=np.int64)), np.full((1, 3), 399),
    ...                    np.array([-1.0, -1.0, 0.0]), busy=busy, quiet="before", fewest_quiet=100, n_draws=9,
    ...                    rng=np.random.default_rng(1))
    >>> bool(found.scores[0] > 4), bool(found.pvalues[0] < 0.01)
    (True, True)
    """
    sheet = ScoreSheet(weights.size, n_draws, rng)
    menus: dict[tuple[int, ...], QuietMenu] = {}
    busy_sums = np.concatenate([[0], np.cumsum(busy)]).astype(np.int64)
    for own in rows:
        known = _known_assets(history, own)
        reason = too_few_assets(weights, known)
        if reason:
            sheet.refuse(reason, known)
            continue
        at = own[known]
        key = (*known.tolist(), *(at - at[0]).tolist())
        if key not in menus:
            menus[key] = _menu(history, known, at - at[0], busy_sums)
        last = int(at.min() - (at - at[0]).max()) - history.length + 1
        menu = menus[key].before(last) if quiet == "before" else menus[key]
        if menu.starts.size < fewest_quiet:
            noun = "row" if menu.starts.size == 1 else "rows"
            few = f"{menu.starts.size} quiet {noun} {quiet}; at least {fewest_quiet} are needed"
            sheet.refuse(few, known, n_quiet=menu.starts.size)
            continue
        _judge(sheet, history, at, known, menu, weights[known], f"quiet rows: {quiet}")
    return sheet.finish()


def _judge(
    sheet: ScoreSheet,
    history: RowHistory,
    at: IntArray,
    known: IntArray,
    menu: QuietMenu,
    weights: FloatArray,
    source: str,
) -> None:
    """Rank one episode among quiet vectors, all divided by what their state of volatility lets expect."""
    vector, state = history.standardized[at, known], history.states[at, known].mean(axis=0)
    slopes = _size_slopes(menu)
    calm = menu.vectors / _expected(slopes, menu.states)[:, None]
    own = (vector / _expected(slopes, state[None, :]))[None, :]
    moments = second_moments(calm)
    found, pool = (project(one, moments, weights, moderated=True) for one in (own, calm))
    sheet.judge(found, pool, known, own_weight=1.0, source=source)


def _known_assets(history: RowHistory, own: IntArray) -> IntArray:
    """Find the assets that have a move, and enough before it, at an episode's rows."""
    there = np.flatnonzero(own >= 0)
    at = own[there]
    known = np.isfinite(history.standardized[at, there]) & np.isfinite(history.states[at, there]).all(axis=1)
    return there[known]


def _menu(history: RowHistory, known: IntArray, offsets: IntArray, busy_sums: IntArray) -> QuietMenu:
    """List the quiet vectors of some assets, as many rows apart as those of an episode."""
    n_rows = len(history.standardized)
    starts = np.arange(max(-int(offsets.min()), 0), n_rows - max(int(offsets.max()), 0))
    at = starts[:, None] + offsets
    vectors, states = history.standardized[at, known], history.states[at, known].mean(axis=1)
    ends = np.minimum(at + history.length, n_rows)
    kept = (busy_sums[ends] == busy_sums[at]).all(axis=1)
    kept &= np.isfinite(vectors).all(axis=1) & np.isfinite(states).all(axis=1) & (vectors != 0).any(axis=1)
    return QuietMenu(vectors[kept], states[kept], starts[kept])


def _size_slopes(menu: QuietMenu) -> FloatArray:
    """Regress how far quiet vectors went, in logarithms, on their states of volatility."""
    sizes = squared_distances(menu.vectors, second_moments(menu.vectors))
    design = np.column_stack([np.ones(len(menu.states)), menu.states])
    return np.asarray(np.linalg.lstsq(design, 0.5 * np.log(sizes), rcond=None)[0])


def _expected(slopes: FloatArray, states: FloatArray) -> FloatArray:
    """Say how far vectors usually go in such states, up to a factor."""
    return np.asarray(np.exp(slopes[0] + states @ slopes[1:]))
