"""Placebos of several headlines and assets, drawn at the same instants."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from aftershock.errors import EstimationError
from aftershock.inference.resampling import check_draws
from aftershock.reactions.admissible import DayWindows, Track, by_day, own_weights
from aftershock.reactions.bursts import bursts
from aftershock.reactions.level import Yardstick, bars_inside, day_levels
from aftershock.reactions.placebo import FEWEST_PLACEBOS
from aftershock.typing import (
    BoolArray,
    FloatArray,
    IntArray,
    PlaceboStatistic,
    Rng,
    SingleArray,
    check_option,
)

N_DRAWS = 1_999
TRIES = 4
"""Times a placebo that overlaps another of its day is drawn anew."""
MOST_RANKED = 240
"""Placebos of a headline that are ranked among each other, spread over the day."""
CROWDED = 0.5
"""Share still overlapping after a try at which a day is too full for more tries with later headlines."""


@dataclass(frozen=True, slots=True, eq=False)
class PlaceboDraws:
    """Hold the statistics of headlines and assets, and the same under placebo instants drawn for all assets at once.

    Parameters
    ----------
    statistic : {"size", "rank"}
        What was drawn.
    statistics : ndarray of shape (n_headlines, n_assets)
        Observed; NaN where the headline has too few placebos in common with its other assets.
    draws : ndarray of float32, shape (n_draws, n_headlines, n_assets)
        One set of placebo instants a row; NaN where ``statistics`` is.
    n_common : ndarray of int, shape (n_headlines,)
        Placebo instants that all assets of the headline share.
    n_sharing : ndarray of int, shape (n_assets,)
        Headlines whose own window shares bars with another's.
    n_overlapping : int
        Placebos that still overlapped another of their day after several tries.
    """

    statistic: PlaceboStatistic
    statistics: FloatArray
    draws: SingleArray
    n_common: IntArray
    n_sharing: IntArray
    n_overlapping: int


def placebo_draws(
    yardsticks: Sequence[Yardstick],
    before: IntArray,
    after: IntArray,
    *,
    statistic: PlaceboStatistic,
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    busy: Sequence[BoolArray] | None = None,
    minimum: int = FEWEST_PLACEBOS,
) -> PlaceboDraws:
    """Draw placebo instants within each headline's own day, the same ones for all assets.

    Use it for everything that joins headlines or assets: the mean size of a set of moves, and p-values adjusted for
    the number of them, which need to know how assets move together.

    Parameters
    ----------
    yardsticks : sequence of Yardstick
        The assets. Their levels are not used.
    before, after : ndarray of int, shape (n_headlines, n_assets)
        Rows between whose closes each headline's window lies; below zero where it was not measured.
    statistic : {"size", "rank"}
        Size of the move in standard deviations of its clock time and day, the day's level taken from all its bars so
        that headline and placebos share it; or the share of the day's placebos that are smaller.
    n_draws : int
        Sets of placebo instants.
    rng : int or Generator
        Seed or source of the draws.
    busy : sequence of ndarray of bool, optional
        For each asset the bars that no placebo may use; by default those inside its windows.
    minimum : int
        Instants common to all assets of a headline below which it has no draws.

    Returns
    -------
    PlaceboDraws

    Raises
    ------
    EstimationError
        If the rows do not have one column an asset, or ``minimum`` is below 1.
    InferenceError
        If ``n_draws`` is not positive.

    Notes
    -----
    Of n admissible instants each is drawn with the weight 1 and the headline's own with the weight c of
    :func:`placebo_ranks`, so that one headline alone has the same p-value here as there. Placebos of headlines that
    share a day are kept from overlapping each other.

    Examples
    --------
    >>> from aftershock.reactions.bars import bar_moves
    >>> from aftershock.reactions.measures import Market
    >>> ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(100) * np.timedelta64(60 * 10**9, "ns")
    >>> minute, none = np.timedelta64(60 * 10**9, "ns"), np.zeros(100, dtype=np.int64)
    >>> prices = np.random.default_rng(1).standard_normal(100).cumsum()
    >>> one = Market(ends - minute, ends, prices, none, ends[-1:], ends[:1], ends[-1:], minute)
    >>> yardstick = Yardstick(bar_moves(one, zone="UTC", move="difference"), np.ones(100), np.ones(1))
    >>> draws = placebo_draws([yardstick, yardstick], np.array([[50, 50]]), np.array([[51, 51]]), statistic="size")
    >>> draws.draws.shape, int(draws.n_common[0])
    ((1999, 1, 2), 98)
    """
    check_option("statistic", statistic, PlaceboStatistic)
    check_draws(n_draws)
    _check_rows(yardsticks, before, after, minimum)
    pools = [
        _pool(one, before[:, at], after[:, at], None if busy is None else busy[at])
        for at, one in enumerate(yardsticks)
    ]
    observed = np.full(before.shape, np.nan)
    drawn = np.full((*before.shape, n_draws), np.nan, dtype=np.float32)
    common = np.zeros(len(before), dtype=np.int64)
    sampler = _Sampler(np.random.default_rng(rng), n_draws)
    for cluster in _clusters(pools, after):
        sampler.next_day()
        for head, assets, menu in _menus(pools, cluster):
            common[head] = menu.starts.size
            if menu.starts.size >= minimum:
                offer = _offer(pools, menu, head, assets, before[head], after[head], statistic)
                observed[head, assets] = offer.values[:, -1]
                drawn[head, assets] = offer.values[:, sampler.draw(offer)]
    return PlaceboDraws(
        statistic,
        observed,
        drawn.transpose(2, 0, 1),
        common,
        _sharing(before, after, np.isfinite(observed)),
        sampler.n_overlapping,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """One asset: its bars, the level of each day, where each headline's placebos are, and its own size."""

    track: Track
    levels: FloatArray
    places: dict[int, tuple[DayWindows, int]]
    own: FloatArray

    def span(self, before: int, after: int) -> tuple[int, int]:
        """Take start and end of a window in nanoseconds."""
        ends = self.track.yardstick.bars.ends
        return int(ends[before].astype(np.int64)), int(ends[after].astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class _Menu:
    """Instants that several assets have in common, and the size of each asset there, (n_assets, n_instants)."""

    starts: IntArray
    values: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Offer:
    """What is drawn from for one headline: instants and the statistic of each asset there, the headline's own last."""

    starts: IntArray
    values: FloatArray
    own_weight: float
    span: int


@dataclass(slots=True, eq=False)
class _Sampler:
    """Draw instants for the headlines of one day after another, clear of those already taken."""

    generator: np.random.Generator
    n_draws: int
    taken: list[tuple[IntArray, int]] = field(default_factory=list)
    n_overlapping: int = 0
    crowded: bool = False

    def next_day(self) -> None:
        """Forget what was taken."""
        self.taken.clear()
        self.crowded = False

    def draw(self, offer: _Offer) -> IntArray:
        """Draw rows of an offer, of which the last has a weight of its own and the others one."""
        starts, span = offer.starts, offer.span
        rows = self._rows(starts.size, offer.own_weight, self.n_draws)
        again = np.flatnonzero(self._clash(starts[rows], span, np.arange(self.n_draws)))
        for _ in range(0 if self.crowded else TRIES):
            if not again.size:
                break
            rows[again] = self._rows(starts.size, offer.own_weight, again.size)
            left = again[self._clash(starts[rows[again]], span, again)]
            self.crowded |= left.size > CROWDED * again.size
            again = left
        self.n_overlapping += again.size
        self.taken.append((starts[rows], span))
        return rows

    def _clash(self, begin: IntArray, span: int, draws: IntArray) -> BoolArray:
        """Say which instants overlap one taken before in the same draw."""
        clash = np.zeros(begin.size, dtype=np.bool_)
        for other, length in self.taken:
            ahead = begin - other[draws]
            clash |= (ahead < length) & (ahead > -span)
        return clash

    def _rows(self, size: int, last_weight: float, n_draws: int) -> IntArray:
        """Draw rows of which all but the last weigh one."""
        spots = self.generator.random(n_draws) * (size - 1 + last_weight)
        return np.minimum(spots.astype(np.int64), size - 1)


def _pool(yardstick: Yardstick, before: IntArray, after: IntArray, busy: BoolArray | None) -> _Pool:
    """Lay out one asset; the level of a day counts all its bars, so that it is the same for every window of the day."""
    bars = yardstick.bars
    track = Track.lay(yardstick, bars_inside(bars.ends.size, before, after) if busy is None else busy)
    nothing = np.zeros(bars.ends.size, dtype=np.bool_)
    levels = day_levels(bars, yardstick.variances, nothing).levels
    own = np.abs(Yardstick(bars, yardstick.variances, levels).standardized(before, after))
    places = {
        head: (windows, length)
        for heads, windows, lengths in by_day(track, before, after, np.isfinite(own))
        for head, length in zip(heads.tolist(), lengths.tolist(), strict=True)
    }
    return _Pool(track, levels, places, own)


def _menus(pools: Sequence[_Pool], cluster: IntArray) -> Iterator[tuple[int, list[int], _Menu]]:
    """Find what each headline of a day can be compared with; headlines with the same windows share it."""
    known: dict[tuple[tuple[int, int, int], ...], _Menu] = {}
    for head in cluster.tolist():
        held = [(at, *pool.places[head]) for at, pool in enumerate(pools) if head in pool.places]
        key = tuple((at, id(windows), length) for at, windows, length in held)
        if key not in known:
            known[key] = _common([(pools[at], windows, length) for at, windows, length in held])
        yield head, [at for at, _, _ in held], known[key]


def _common(held: Sequence[tuple[_Pool, DayWindows, int]]) -> _Menu:
    """Find the instants at which a window of every asset may start, and its size there."""
    starts, values = [], []
    for pool, windows, length in held:
        bars = pool.track.yardstick.bars
        admissible = np.flatnonzero(np.isfinite(windows.sizes[length]))
        starts.append(bars.ends[windows.before[admissible]].astype(np.int64))
        values.append(windows.sizes[length][admissible] / pool.levels[bars.days[windows.before[-1]]])
    common = starts[0]
    for other in starts[1:]:
        common = common[_found(common, other)]
    kept = [one[np.searchsorted(at, common)] for one, at in zip(values, starts, strict=True)]
    return _Menu(common, np.stack(kept))


def _offer(
    pools: Sequence[_Pool],
    menu: _Menu,
    head: int,
    assets: list[int],
    before: IntArray,
    after: IntArray,
    statistic: PlaceboStatistic,
) -> _Offer:
    """Add the headline's own instant to its menu; ranks are taken from instants a third of a window apart."""
    start, end = pools[assets[0]].span(before[assets[0]], after[assets[0]])
    own = np.array([pools[at].own[head] for at in assets])
    weight = float(own_weights(before[assets], after[assets]).max())
    if statistic == "size":
        return _Offer(np.append(menu.starts, start), np.column_stack([menu.values, own]), weight, end - start)
    kept = slice(None, None, max(int(weight), -(-menu.starts.size // MOST_RANKED)))
    starts = np.append(menu.starts[kept], start)
    values = np.column_stack([menu.values[:, kept], own])
    return _Offer(starts, _clear_ranks(values, starts, end - start), 1.0, end - start)


def _found(instants: IntArray, among: IntArray) -> BoolArray:
    """Say which instants are among others that ascend."""
    if not among.size:
        return np.zeros(instants.shape, dtype=np.bool_)
    rows = np.minimum(np.searchsorted(among, instants), among.size - 1)
    return np.asarray(among[rows] == instants)


def _clusters(pools: Sequence[_Pool], after: IntArray) -> Iterator[IntArray]:
    """Group the headlines that share a day in any asset, directly or through others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    measured = np.isfinite(np.stack([pool.own for pool in pools], axis=1))
    heads, assets = np.nonzero(measured)
    if not heads.size:
        return
    sessions = [pool.track.yardstick.bars.days for pool in pools]
    firsts = len(measured) + np.cumsum([0, *(int(days[-1]) + 1 for days in sessions)])
    days = [firsts[at] + sessions[at][after[head, at]] for head, at in zip(heads, assets, strict=True)]
    links = coo_array((np.ones(heads.size), (heads, days)), shape=(firsts[-1], firsts[-1]))
    labels = connected_components(links, directed=False)[1]
    kept = np.flatnonzero(measured.any(axis=1))
    order = kept[np.argsort(labels[kept], kind="stable")]
    yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _clear_ranks(values: FloatArray, starts: IntArray, span: int) -> FloatArray:
    """Rank each value of a row among those whose windows do not overlap its own: the share smaller, ties half."""
    clear = np.abs(starts[:, None] - starts) >= span
    smaller = values[:, None, :] < values[:, :, None]
    equal = values[:, None, :] == values[:, :, None]
    counted = ((smaller + 0.5 * equal) * clear).sum(axis=2)
    return np.asarray((counted + 0.5) / (clear.sum(axis=1) + 1))


def _sharing(before: IntArray, after: IntArray, known: BoolArray) -> IntArray:
    """Count for each asset the headlines whose window shares bars with another's."""
    shared = []
    for at in range(before.shape[1]):
        labels = bursts(before[known[:, at], at], after[known[:, at], at])
        sizes = np.bincount(labels)
        shared.append(int(sizes[sizes > 1].sum()))
    return np.array(shared, dtype=np.int64)


def _check_rows(yardsticks: Sequence[Yardstick], before: IntArray, after: IntArray, minimum: int) -> None:
    """Refuse rows that do not fit the assets, and a minimum of nothing."""
    if before.shape != after.shape or before.ndim != 2 or before.shape[1] != len(yardsticks):
        raise EstimationError(
            f"before has shape {before.shape} and after {after.shape} for {len(yardsticks)} assets; give both one "
            "row a headline and one column an asset.",
            before=before.shape,
            after=after.shape,
            n_assets=len(yardsticks),
        )
    if minimum < 1:
        raise EstimationError(f"minimum is {minimum}; a draw needs at least 1 placebo.", minimum=minimum)
