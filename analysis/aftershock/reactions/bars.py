"""Bars by session and by clock: the one-bar moves of an asset, with the slot of the exchange's day each falls in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from aftershock.reactions.measures import Market
from aftershock.typing import BoolArray, FloatArray, InstantArray, IntArray, MoveKind

SECOND = np.timedelta64(10**9, "ns")
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, eq=False)
class BarMoves:
    """Hold the moves of an asset's bars, and where each bar stands in the exchange's day.

    Parameters
    ----------
    ends : ndarray of datetime64[ns], shape (n_bars,)
        UTC, ascending.
    levels : ndarray of shape (n_bars,)
        What moves are differences of: log prices, or prices in native units where moves are differences.
    moves : ndarray of shape (n_bars,)
        Move of each bar from the close of the bar that it follows without a gap, in native units; NaN elsewhere.
    linked : ndarray of bool, shape (n_bars,)
        Whether a price and the one of the row before can be compared: no closure, no change of contract and no
        missing price between them. Bars may be missing between them.
    closures : ndarray of bool, shape (n_bars,)
        Whether the market was shut between the row before and this one, the contract staying the same.
    contracts : ndarray of int, shape (n_bars,)
        Code of the contract.
    days : ndarray of int, shape (n_bars,)
        Session of each bar, from 0, ascending.
    slots : ndarray of int, shape (n_bars,)
        Slot of the exchange's day: bars that start at the same clock time and are as long share one.
    first_skipped : ndarray of int, shape (n_bars,)
        First slot of those between the row before and this one; equal to the bar's own where none is skipped.
    weekdays : ndarray of int, shape (n_days,)
        Day of the week on which each session ends, Monday 0.
    clock : ndarray of int, shape (n_slots,)
        Start of each slot, in seconds of the exchange's clock.
    usual_length : ndarray of bool, shape (n_slots,)
        Whether the slot is one bar long, not cut short by a closure.
    simple : bool
        Moves are simple returns.
    ahead : ndarray of shape (n_bars,), optional
        Levels at which windows end, where those at which they begin are measured otherwise; ``levels`` by default.
    """

    ends: InstantArray
    levels: FloatArray
    moves: FloatArray
    linked: BoolArray
    closures: BoolArray
    contracts: IntArray
    days: IntArray
    slots: IntArray
    first_skipped: IntArray
    weekdays: IntArray
    clock: IntArray
    usual_length: BoolArray
    simple: bool
    ahead: FloatArray | None = None

    @property
    def n_days(self) -> int:
        """Number of sessions."""
        return int(self.weekdays.size)

    @property
    def n_slots(self) -> int:
        """Number of slots of the exchange's day."""
        return int(self.clock.size)

    def between(self, before: IntArray, after: IntArray) -> FloatArray:
        """Compute the moves from some rows to others, in native units; rows below zero give NaN."""
        known = (before >= 0) & (after >= 0)
        reached = self.levels if self.ahead is None else self.ahead
        change = reached[np.maximum(after, 0)] - self.levels[np.maximum(before, 0)]
        return np.where(known, np.expm1(change) if self.simple else change, np.nan)


def bar_moves(market: Market, *, zone: str, move: MoveKind, scale: float = 1.0) -> BarMoves:
    """Take the one-bar moves of a market, by session and slot of the exchange's clock.

    Use it once an asset, before everything that speaks of seasonality.

    Parameters
    ----------
    market : Market
        Bars and clock of the asset.
    zone : str
        Zone of the exchange: the season moves with its clock, through changes to summer time.
    move : {"log", "simple", "difference"}
        Kind of change.
    scale : float
        Factor of a difference.

    Returns
    -------
    BarMoves
        A bar after a closure, after a hole or after a change of contract has no move of its own.

    Notes
    -----
    The slots are in the order of the exchange's clock, beginning after the longest time of the day in which no bar
    starts, the nightly closure.

    Examples
    --------
    >>> ends = np.arange("2022-03-11T15:00", "2022-03-11T18:00", 60, dtype="datetime64[m]").astype("datetime64[ns]")
    >>> hour, none = np.timedelta64(3600 * 10**9, "ns"), np.zeros(3, dtype=np.int64)
    >>> one = Market(ends - hour, ends, np.array([1.0, 2.0, 4.0]), none, ends[-1:], ends[:1], ends[-1:], hour)
    >>> bars = bar_moves(one, zone="America/New_York", move="simple")
    >>> bars.moves.tolist(), (bars.clock / 3600).tolist()
    ([nan, 1.0, 1.0], [9.0, 10.0, 11.0])
    """
    levels = price_levels(market.closes, move=move, scale=scale)
    local = local_clock(market.starts, zone)
    days, weekdays = _sessions(market, local)
    clock, lengths, slots = _slots(local, market.ends - market.starts)
    gap = np.ones(levels.shape, dtype=np.bool_)
    gap[1:] = market.starts[1:] != market.ends[:-1]
    comparable = np.zeros(levels.shape, dtype=np.bool_)
    comparable[1:] = np.isfinite(levels[1:] - levels[:-1]) & (market.contracts[1:] == market.contracts[:-1])
    shut = gap & _shut_between(market)
    change = np.diff(levels, prepend=np.nan)
    moves = np.where(comparable & ~gap, np.expm1(change) if move == "simple" else change, np.nan)
    linked = comparable & ~shut & ~(gap & (np.diff(days, prepend=-1) > 0))
    usual_length = lengths == market.bar_length // SECOND
    following = np.where(gap & linked, _slot_after(clock, local, slots, market), slots)
    return BarMoves(
        ends=market.ends,
        levels=levels,
        moves=moves,
        linked=linked,
        closures=comparable & shut,
        contracts=market.contracts,
        days=days,
        slots=slots,
        first_skipped=following,
        weekdays=weekdays,
        clock=clock,
        usual_length=usual_length,
        simple=move == "simple",
    )


def price_levels(prices: FloatArray, *, move: MoveKind, scale: float) -> FloatArray:
    """Turn prices into what moves are differences of.

    Parameters
    ----------
    prices : ndarray of shape (n,)
        Prices.
    move : {"log", "simple", "difference"}
        Kind of change.
    scale : float
        Factor of a difference.

    Returns
    -------
    ndarray of shape (n,)
        Logarithms, or scaled prices; NaN where a return is undefined.

    Examples
    --------
    >>> price_levels(np.array([1.0, -1.0]), move="log", scale=1.0)
    array([ 0., nan])
    """
    if move == "difference":
        return np.asarray(scale * prices, dtype=np.float64)
    return np.log(prices, out=np.full(prices.shape, np.nan), where=prices > 0)


def local_clock(instants: InstantArray, zone: str) -> InstantArray:
    """Read what a zone's clock shows at each instant.

    Parameters
    ----------
    instants : ndarray of datetime64[ns], shape (n,)
        UTC.
    zone : str
        Name of the zone.

    Returns
    -------
    ndarray of datetime64[ns], shape (n,)
        Local wall clock.

    Examples
    --------
    >>> at = np.array(["2022-03-11T14:30", "2022-03-14T13:30"], dtype="datetime64[ns]")
    >>> local_clock(at, "America/New_York").astype("datetime64[m]").tolist()[1].isoformat()
    '2022-03-14T09:30:00'
    """
    if not instants.size:
        return instants
    seconds = (instants.astype("datetime64[s]")).astype(np.int64)
    first, last = int(seconds.min()) - DAY_SECONDS, int(seconds.max()) + DAY_SECONDS
    changes, offsets = _offset_changes(first, last, ZoneInfo(zone))
    rows = np.searchsorted(changes, seconds, side="right") - 1
    return np.asarray(instants + offsets[rows] * SECOND, dtype="datetime64[ns]")


def _offset_changes(first: int, last: int, zone: ZoneInfo) -> tuple[IntArray, IntArray]:
    """List the offsets of a zone, and the second from which each holds."""
    changes, offsets = [first], [_offset(first, zone)]
    for day in range(first, last, DAY_SECONDS):
        if _offset(day + DAY_SECONDS, zone) != offsets[-1]:
            low, high = day, day + DAY_SECONDS
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(middle, zone) == offsets[-1] else (low, middle)
            changes.append(high)
            offsets.append(_offset(day + DAY_SECONDS, zone))
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _offset(second: int, zone: ZoneInfo) -> int:
    """Find the seconds by which a zone is ahead of UTC."""
    offset = datetime.fromtimestamp(second, tz=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _sessions(market: Market, local: InstantArray) -> tuple[IntArray, IntArray]:
    """Assign each bar its session, from 0, and find the weekday on which each session ends.

    A bar within trading hours belongs to the first strike after they open; others to the next strike.
    """
    span = np.searchsorted(market.opens, market.starts, side="right") - 1
    within = (span >= 0) & (market.starts < market.shuts[span]) if market.opens.size else span >= 0
    begun = market.opens[np.maximum(span, 0)] if market.opens.size else market.starts
    anchor = np.where(within, begun, market.starts)
    strikes = np.maximum.accumulate(np.searchsorted(market.strikes, anchor, side="right"))
    _, last, days = np.unique(strikes[::-1], return_index=True, return_inverse=True)
    dates = local[strikes.size - 1 - last].astype("datetime64[D]").astype(np.int64)
    weekdays: IntArray = (dates + 3) % 7
    return days[::-1].astype(np.int64), weekdays


def _slots(local: InstantArray, lengths: np.ndarray) -> tuple[IntArray, IntArray, IntArray]:
    """Assign each bar the slot of its clock time and length; return start and length of each slot too."""
    starts: IntArray = (local - local.astype("datetime64[D]")) // SECOND
    first = _first_of_day(np.unique(starts))
    turned = (starts - first) % DAY_SECONDS
    longest = DAY_SECONDS + 1
    keys, slots = np.unique(turned * longest + lengths // SECOND, return_inverse=True)
    clock: IntArray = (keys // longest + first) % DAY_SECONDS
    return clock, keys % longest, slots.astype(np.int64)


def _first_of_day(starts: IntArray) -> int:
    """Find the clock time after the longest spell of the day in which nothing starts."""
    if not starts.size:
        return 0
    spells = np.diff(starts, prepend=starts[-1] - DAY_SECONDS)
    return int(starts[int(spells.argmax())])


def _shut_between(market: Market) -> BoolArray:
    """Say between which bars and the row before the market was shut."""
    closings = market.shuts[~np.isin(market.shuts, market.opens)]
    shut = np.zeros(market.ends.shape, dtype=np.bool_)
    until = np.searchsorted(closings, market.starts[1:], side="left")
    shut[1:] = until > np.searchsorted(closings, market.ends[:-1], side="left")
    return shut


def _slot_after(clock: IntArray, local: InstantArray, slots: IntArray, market: Market) -> IntArray:
    """Find the first slot that starts when the row before had ended, within the same session."""
    turned: IntArray = (clock - clock[0]) % DAY_SECONDS
    starts, missing = turned[slots], np.zeros(slots.shape, dtype=np.int64)
    missing[1:] = (market.starts[1:] - market.ends[:-1]) // SECOND
    return np.asarray(np.minimum(np.searchsorted(turned, starts - missing), slots), dtype=np.int64)
