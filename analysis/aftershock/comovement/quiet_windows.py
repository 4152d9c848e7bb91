"""Headlines in clock time, scored against the windows of their own day that all assets share, or of all days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.comovement.signatures import (
    ScoredEpisodes,
    ScoreSheet,
    project,
    second_moments,
    too_few_assets,
)
from aftershock.reactions.admissible import Track, own_weights
from aftershock.reactions.level import Yardstick, day_levels
from aftershock.typing import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class AssetWindows:
    """Hold all admissible windows of one asset and length.

    Parameters
    ----------
    starts : ndarray of int, shape (n_windows,)
        Ends of the bars they start from, nanoseconds UTC, ascending.
    days : ndarray of int, shape (n_windows,)
        Number of the day in the asset's own calendar.
    standardized : ndarray of shape (n_windows,)
        Signed moves in standard deviations of their clock time and day.
    """

    starts: IntArray
    days: IntArray
    standardized: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ClockAsset:
    """Hold one asset's bars, with the level of each day taken from all its bars, so that all its windows share it."""

    yardstick: Yardstick
    track: Track

    @classmethod
    def lay(cls, yardstick: Yardstick, busy: BoolArray) -> ClockAsset:
        """Take an asset and the bars inside headlines' windows."""
        nothing = np.zeros(yardstick.bars.ends.size, dtype=np.bool_)
        levels = day_levels(yardstick.bars, yardstick.variances, nothing).levels
        whole = Yardstick(yardstick.bars, yardstick.variances, levels)
        return cls(whole, Track.lay(whole, busy))

    def span(self, before: int, after: int) -> int:
        """Measure a window in nanoseconds."""
        ends = self.yardstick.bars.ends
        return int((ends[after] - ends[before]).astype(np.int64))

    def windows(self, span: int) -> AssetWindows:
        """Find all windows of a length inside one day, clear of headlines, and standardize them."""
        bars = self.yardstick.bars
        clock = bars.ends.astype(np.int64)
        rows = np.arange(clock.size - 1)
        after = np.minimum(np.searchsorted(clock, clock[rows] + span), clock.size - 1)
        kept = (clock[after] - clock[rows] == span) & (bars.days[rows + 1] == bars.days[after])
        kept &= self.track.clear(rows, after)
        rows, after = rows[kept], after[kept]
        moves = self.yardstick.standardized(rows, after)
        known = np.isfinite(moves)
        return AssetWindows(clock[rows[known]], bars.days[after[known]].astype(np.int64), moves[known])


@dataclass(frozen=True, slots=True, eq=False)
class CommonWindows:
    """Hold windows that start at instants common to several assets: starts, days and moves, one column an asset."""

    starts: IntArray
    days: IntArray
    vectors: FloatArray

    def take(self, kept: BoolArray | slice) -> CommonWindows:
        """Keep some windows."""
        return CommonWindows(self.starts[kept], self.days[kept], self.vectors[kept])


def score_windows(
    yardsticks: Sequence[Yardstick],
    before: IntArray,
    after: IntArray,
    weights: FloatArray,
    *,
    busy: Sequence[BoolArray],
    minimum: int,
    alpha: float,
    n_draws: int,
    rng: np.random.Generator,
) -> ScoredEpisodes:
    """Score headlines against windows as long, at instants that all their assets share.

    Use it where days differ in volatility and headlines come on volatile ones: each is compared with its own day.

    Parameters
    ----------
    yardsticks : sequence of Yardstick
        The assets. Their levels are not used.
    before, after : ndarray of int, shape (n_headlines, n_assets)
        Rows between whose closes each window lies; below zero where it was not measured.
    weights : ndarray of shape (n_assets,)
        The signature.
    busy : sequence of ndarray of bool
        For each asset the bars that no quiet window may use.
    minimum : int
        Windows with which a headline must be comparable.
    alpha : float
        Level that the test must be able to reach, else the windows of all days are taken.
    n_draws : int
        Quiet windows drawn for each headline.
    rng : Generator
        Source of the draws.

    Returns
    -------
    ScoredEpisodes
        ``sources`` is ``own_day`` or ``all_days``.

    Notes
    -----
    ``p = (c + #{|s| >= |s_headline|}) / (c + n)``; within the own day c is a third of the bars of the window, at least
    one, as for :func:`aftershock.reactions.placebo.placebo_ranks`; over all days windows start every third of their
    length and c is one.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> from aftershock.reactions.bars import bar_moves
    >>> made = simulate_bars(30, n_assets=2, rng=1)
    >>> bars = [bar_moves(as_market(made, asset=at), zone="UTC", move="log") for at in range(2)]
    >>> yardsticks = [Yardstick(one, np.ones(one.ends.size), np.ones(30)) for one in bars]
    >>> rows, none = np.array([[100, 100]]), [np.zeros(one.ends.size, dtype=bool) for one in bars]
    >>> found = score_windows(yardsticks, rows, rows + 1, np.array([-1.0, 1.0]), busy=none, minimum=19, alpha=0.05,
    ...                       n_draws=9, rng=np.random.default_rng(1))
    >>> found.sources.tolist(), found.n_quiet.tolist()
    (['own_day'], [78])
    """
    assets = [ClockAsset.lay(one, used) for one, used in zip(yardsticks, busy, strict=True)]
    sheet = ScoreSheet(weights.size, n_draws, rng)
    menus: dict[tuple[tuple[int, int], ...], CommonWindows] = {}
    for first, last in zip(before, after, strict=True):
        vector = _own_vector(assets, first, last)
        known = np.flatnonzero(np.isfinite(vector))
        reason = too_few_assets(weights, known)
        if reason:
            sheet.refuse(reason, known)
            continue
        key = tuple((int(at), assets[at].span(int(first[at]), int(last[at]))) for at in known)
        if key not in menus:
            menus[key] = common_windows([assets[at].windows(span) for at, span in key])
        days = np.array([assets[at].yardstick.bars.days[last[at]] for at in known])
        weight = float(own_weights(first[known], last[known]).max())
        menu, source, counted = _chosen(menus[key], days, weight, minimum=minimum, alpha=alpha)
        if not source:
            few = f"{len(menu.vectors)} window(s) that all assets share; at least {minimum} are needed"
            sheet.refuse(few, known, n_quiet=len(menu.vectors))
            continue
        moments = second_moments(menus[key].vectors)
        own, pool = (
            project(one, moments, weights[known], moderated=False)
            for one in (vector[None, known], menu.vectors)
        )
        sheet.judge(own, pool, known, own_weight=counted, source=source)
    return sheet.finish()


def quiet_vectors(
    yardsticks: Sequence[Yardstick], before: IntArray, after: IntArray, busy: Sequence[BoolArray]
) -> FloatArray:
    """Standardize the quiet windows of every asset, as long as that of the first headline measured in it.

    Returns
    -------
    ndarray of shape (n_windows, n_assets)
        NaN where an asset has no window at that instant.

    Examples
    --------
    >>> none = np.full((1, 1), -1)
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> from aftershock.reactions.bars import bar_moves
    >>> bars = bar_moves(as_market(simulate_bars(3, rng=1)), zone="UTC", move="log")
    >>> quiet_vectors([Yardstick(bars, np.ones(bars.ends.size), np.ones(3))], none, none, [bars.linked & False]).shape
    (0, 1)
    """
    found: dict[int, AssetWindows] = {}
    for at, (yardstick, used) in enumerate(zip(yardsticks, busy, strict=True)):
        heads = np.flatnonzero(before[:, at] >= 0)
        if heads.size:
            one = ClockAsset.lay(yardstick, used)
            found[at] = one.windows(one.span(int(before[heads[0], at]), int(after[heads[0], at])))
    starts = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *(one.starts for one in found.values())]))
    vectors = np.full((starts.size, len(yardsticks)), np.nan)
    for at, windows in found.items():
        vectors[np.searchsorted(starts, windows.starts), at] = windows.standardized
    return vectors


def common_windows(assets: Sequence[AssetWindows]) -> CommonWindows:
    """Find the instants at which every asset has a window.

    Examples
    --------
    >>> one = AssetWindows(np.array([1, 2, 3]), np.array([0, 0, 0]), np.array([0.1, 0.2, 0.3]))
    >>> other = AssetWindows(np.array([2, 3, 4]), np.array([5, 5, 5]), np.array([1.0, 2.0, 3.0]))
    >>> common_windows([one, other]).vectors.tolist()
    [[0.2, 1.0], [0.3, 2.0]]
    """
    starts = assets[0].starts
    for other in assets[1:]:
        starts = np.intersect1d(starts, other.starts, assume_unique=True)
    found = [np.searchsorted(one.starts, starts) for one in assets]
    days = [one.days[at] for one, at in zip(assets, found, strict=True)]
    vectors = [one.standardized[at] for one, at in zip(assets, found, strict=True)]
    return CommonWindows(starts, np.stack(days, axis=1), np.stack(vectors, axis=1))


def _own_vector(assets: Sequence[ClockAsset], before: IntArray, after: IntArray) -> FloatArray:
    """Standardize a headline's own moves; NaN where an asset was not measured."""
    moves = [
        one.yardstick.standardized(before[at : at + 1], after[at : at + 1])[0]
        for at, one in enumerate(assets)
    ]
    return np.where(before >= 0, np.array(moves), np.nan)


def _chosen(
    menu: CommonWindows, days: IntArray, weight: float, *, minimum: int, alpha: float
) -> tuple[CommonWindows, str, float]:
    """Choose the windows of the own day, or of all days where it has too few; no source where neither is enough."""
    for source, part, counted in (
        ("own_day", menu.take((menu.days == days).all(axis=1)), weight),
        ("all_days", menu.take(slice(None, None, max(1, round(weight)))), 1.0),
    ):
        if (
            len(part.vectors) >= max(minimum, 2 * days.size)
            and counted / (counted + len(part.vectors)) <= alpha
        ):
            return part, source, counted
    return part, "", counted
