"""Headlines whose windows overlap, taken apart by one regression: a path for each episode, and what cannot be told."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import referred, undefined
from aftershock.reactions.bursts import bursts
from aftershock.reactions.level import Yardstick, bars_inside, running_sums
from aftershock.typing import BoolArray, FloatArray, IntArray

BINS = (1, 3, 6)
METHOD = "distributed_lags"
UNTOLD = "the path cannot be told from that of another episode, or no quiet bars are left to judge it by"
NULL = "the price did not move over the episode, other episodes held apart"
COLLINEAR = 1e-8
"""Eigenvalues of the correlations of steps below this are zero."""
HARD_TO_TELL = 10.0
"""Variance inflation beyond which paths count as hard to tell apart."""


@dataclass(frozen=True, slots=True, eq=False)
class EpisodePaths:
    """Hold the path of each episode with the others held apart.

    Parameters
    ----------
    episodes : ndarray of int, shape (n_headlines,)
        Episode of each headline; -1 where it has none because a bar of its path cannot be used.
    starts : ndarray of int, shape (n_episodes,)
        Row of the last price before each episode.
    bins : tuple of int
        Bars after the headline at which the steps of a path end.
    moves, std_errors : ndarray of shape (n_episodes, n_bins)
        Move within each step, in native units, and its standard error; NaN where it cannot be told.
    inflation : ndarray of shape (n_episodes, n_bins)
        How much larger the variance of a step is than it would be alone; infinite where it cannot be told.
    totals : tuple of HypothesisTest
        Test of the whole path of each episode.
    notes : tuple of str
        What cannot be told apart, or hardly, in words.
    """

    episodes: IntArray
    starts: IntArray
    bins: tuple[int, ...]
    moves: FloatArray
    std_errors: FloatArray
    inflation: FloatArray
    totals: tuple[HypothesisTest, ...]
    notes: tuple[str, ...]


def distributed_lags(
    yardstick: Yardstick,
    before: IntArray,
    *,
    bins: Sequence[int] = BINS,
    max_lags: int | None = None,
    unit: str = "",
) -> EpisodePaths:
    """Estimate the path of every episode in one regression, so that overlapping ones share no move.

    Use it where headlines follow each other faster than markets settle; alone, an episode has the moves of its bars.

    Parameters
    ----------
    yardstick : Yardstick
        The asset's bars with season and level; the levels leave the headlines' windows out.
    before : ndarray of int, shape (n_headlines,)
        Row of the last price before each headline; below zero where it was not measured. Headlines with the same row
        are one episode first.
    bins : sequence of int
        Bars after the headline at which the steps of a path end, ascending.
    max_lags : int, optional
        Autocorrelations of the standardized moves that the standard errors allow for; ``floor(4 (n/100)**(2/9))`` by
        default, at most the length of a path.
    unit : str
        Unit of the moves.

    Returns
    -------
    EpisodePaths
        In order of time.

    Raises
    ------
    EstimationError
        If the bins do not ascend from 1 on, or ``max_lags`` is negative.

    Notes
    -----
    ``r_i / s_i = sum_eb B_eb x_ebi / s_i + u_i``, s_i level times seasonal factor of the bar, and
    ``x_ebi = s_i**2 / sum_b s**2`` in the bars of step b of episode e, zero elsewhere, so that B_eb is the move of the
    step and, for an episode alone, exactly the sum of its bars. The covariance is
    ``(X'X)**-1 X' W X (X'X)**-1`` with W the Bartlett-weighted autocovariances of u over the quiet bars of the whole
    sample. The usual HAC estimate would take them from the bars of the path itself, of which a step leaves a residual
    that sums to zero: it rejects a true null four times in ten. Assumes that, standardized, all bars are alike.

    References
    ----------
    Schmidheiny and Siegloch (2023), Journal of Applied Econometrics 38, 695-713; Newey and West (1987), Econometrica
    55, 703-708, for the weights.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> from aftershock.reactions.bars import bar_moves
    >>> bars = bar_moves(as_market(simulate_bars(1, rng=1)), zone="UTC", move="log")
    >>> yardstick = Yardstick(bars, np.ones(79), np.array([0.001]))
    >>> found = distributed_lags(yardstick, np.array([20, 23, 23]), bins=(3, 6))
    >>> found.episodes.tolist(), found.notes
    ([0, 1, 1], ('bars 4 to 6 of episode 0 and bars 1 to 3 of episode 1 cannot be told apart',))
    """
    edges = _check_bins(bins, max_lags)
    episodes, starts = _episodes(yardstick, before, edges[-1])
    scale = yardstick.levels[yardstick.bars.days] * np.sqrt(yardstick.variances)
    usable = np.isfinite(yardstick.bars.moves) & (scale > 0)
    standardized = np.divide(yardstick.bars.moves, scale, out=np.full(scale.shape, np.nan), where=usable)
    quiet = np.where(bars_inside(scale.size, starts, starts + edges[-1]), np.nan, standardized)
    autocovariances = _autocovariances(quiet, edges[-1], max_lags)
    moves, errors, inflation = (np.full((starts.size, len(edges)), np.nan) for _ in range(3))
    totals, notes = [], []
    labels = bursts(starts, starts + edges[-1])
    for members in (np.flatnonzero(labels == label) for label in np.unique(labels)):
        block = _fit(_design(scale, starts[members], edges), standardized, autocovariances)
        shape = (members.size, len(edges))
        moves[members], errors[members] = block.moves.reshape(shape), block.errors.reshape(shape)
        inflation[members] = block.inflation.reshape(shape)
        totals += _totals(block, len(edges), unit)
        notes += _notes(block, [_name(at, members, edges) for at in range(block.moves.size)])
    return EpisodePaths(episodes, starts, edges, moves, errors, inflation, tuple(totals), tuple(notes))


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """Bars of overlapping episodes, and one column a step: its share of each bar's move, over the bar's scale."""

    rows: IntArray
    columns: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """The fit of overlapping episodes, by step; NaN and infinite inflation where steps cannot be told apart."""

    moves: FloatArray
    covariance: FloatArray
    inflation: FloatArray
    groups: list[list[int]]

    @property
    def errors(self) -> FloatArray:
        """Standard errors."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=np.float64)


def _check_bins(bins: Sequence[int], max_lags: int | None) -> tuple[int, ...]:
    """Refuse bins that do not ascend, and negative lags."""
    edges = tuple(int(edge) for edge in bins)
    if not edges or edges[0] < 1 or any(b <= a for a, b in zip(edges, edges[1:], strict=False)):
        raise EstimationError(
            f"bins are {list(bins)}; give ascending numbers of bars from 1 on, e.g. {BINS}.", bins=edges
        )
    if max_lags is not None and max_lags < 0:
        raise EstimationError(f"max_lags is {max_lags}; give 0 or more.", max_lags=max_lags)
    return edges


def _episodes(yardstick: Yardstick, before: IntArray, length: int) -> tuple[IntArray, IntArray]:
    """Merge headlines with the same bars, and drop those whose path leaves the usable bars."""
    level = np.isfinite(yardstick.levels[yardstick.bars.days])
    unusable = running_sums(~(yardstick.usable & level & np.isfinite(yardstick.bars.moves)))
    fits = (before >= 0) & (before + length < yardstick.bars.ends.size)
    first = np.where(fits, before + 1, 0)
    fits &= unusable[np.where(fits, first + length, 0)] == unusable[first]
    starts, found = np.unique(before[fits], return_inverse=True)
    episodes = np.full(before.shape, -1, dtype=np.int64)
    episodes[fits] = found
    return episodes, starts


def _design(scale: FloatArray, starts: IntArray, edges: tuple[int, ...]) -> _Design:
    """Lay out the steps of overlapping episodes."""
    rows = np.unique(starts[:, None] + np.arange(1, edges[-1] + 1))
    columns = np.zeros((rows.size, starts.size * len(edges)))
    for episode, start in enumerate(starts.tolist()):
        for step, (first, last) in enumerate(zip((0, *edges[:-1]), edges, strict=True)):
            bars = np.arange(start + first + 1, start + last + 1)
            weight = scale[bars] / (scale[bars] ** 2).sum()
            columns[np.searchsorted(rows, bars), episode * len(edges) + step] = weight
    return _Design(rows, columns)


def _autocovariances(quiet: FloatArray, length: int, max_lags: int | None) -> FloatArray:
    """Estimate the weighted autocovariances of the bars outside all paths, from lag zero on."""
    from statsmodels.tsa.stattools import acovf

    n_quiet = int(np.isfinite(quiet).sum())
    if n_quiet < 2:
        return np.array([math.nan])
    usual = min(math.floor(4 * (n_quiet / 100) ** (2 / 9)), length)
    lags = min(usual if max_lags is None else max_lags, n_quiet - 1)
    found = acovf(quiet, demean=False, missing="conservative", nlag=lags, fft=False)
    return np.asarray(found * (1 - np.arange(lags + 1) / (lags + 1)), dtype=np.float64)


def _fit(design: _Design, standardized: FloatArray, autocovariances: FloatArray) -> _Block:
    """Fit by least squares, with the covariance that the autocovariances of quiet bars imply."""
    told, groups = _identified(design.columns)
    columns = design.columns[:, told]
    products = columns.T @ columns
    inverse = np.linalg.inv(products)
    size = told.size
    moves, inflation, covariance = np.full(size, np.nan), np.full(size, np.inf), np.full((size, size), np.nan)
    moves[told] = inverse @ (columns.T @ standardized[design.rows])
    inflation[told] = np.diag(inverse) * np.diag(products)
    meat = _meat(columns, design.rows, autocovariances)
    covariance[np.ix_(told, told)] = inverse @ meat @ inverse
    return _Block(moves, covariance, inflation, groups)


def _meat(columns: FloatArray, rows: IntArray, autocovariances: FloatArray) -> FloatArray:
    """Weigh the products of columns at each distance in bars by the autocovariance there."""
    meat = autocovariances[0] * (columns.T @ columns)
    for lag, covariance in enumerate(autocovariances[1:].tolist(), start=1):
        later = np.minimum(np.searchsorted(rows, rows + lag), rows.size - 1)
        paired = rows[later] == rows + lag
        cross = columns[paired].T @ columns[later[paired]]
        meat += covariance * (cross + cross.T)
    return np.asarray(meat, dtype=np.float64)


def _identified(columns: FloatArray) -> tuple[BoolArray, list[list[int]]]:
    """Find the columns that can be told from the others, and the groups of those that cannot."""
    from scipy.sparse.csgraph import connected_components

    unit = columns / np.linalg.norm(columns, axis=0)
    values, vectors = np.linalg.eigh(unit.T @ unit)
    null = vectors[:, values < COLLINEAR]
    alike = np.abs(null @ null.T) > COLLINEAR
    told = ~alike.any(axis=0)
    labels = connected_components(alike, directed=False)[1]
    groups = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels[~told])]
    return told, groups


def _name(column: int, members: IntArray, edges: tuple[int, ...]) -> str:
    """Name a step in words."""
    episode, step = divmod(column, len(edges))
    first, last = (0, *edges)[step] + 1, edges[step]
    bars = f"bar {last}" if first == last else f"bars {first} to {last}"
    return f"{bars} of episode {members[episode]}"


def _totals(block: _Block, n_steps: int, unit: str) -> list[HypothesisTest]:
    """Test the whole path of each episode."""
    tests = []
    for first in range(0, block.moves.size, n_steps):
        steps = slice(first, first + n_steps)
        total, variance = float(block.moves[steps].sum()), float(block.covariance[steps, steps].sum())
        if not variance > 0:
            tests.append(undefined(METHOD, UNTOLD, null=NULL, n_events=1, alternative="two-sided", unit=unit))
            continue
        error = math.sqrt(variance)
        tests.append(
            referred(
                METHOD, total / error, null=NULL, n_events=1, alternative="two-sided", estimate=total, std_error=error,
                unit=unit,
            )
        )  # fmt: skip
    return tests


def _notes(block: _Block, names: list[str]) -> list[str]:
    """Say what cannot be told apart, and what hardly."""
    told = [
        " and ".join(names[column] for column in group) + " cannot be told apart" for group in block.groups
    ]
    hard = np.flatnonzero(np.isfinite(block.inflation) & (block.inflation > HARD_TO_TELL))
    hardly = [
        f"{names[at]} can hardly be told from the others (variance x {block.inflation[at]:.0f})"
        for at in hard
    ]
    return told + hardly
