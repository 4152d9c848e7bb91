"""Alignment on arrays: what became of each headline for one asset, in one frozen record."""

from dataclasses import dataclass

import numpy as np

from aftershock.alignment.clock import (
    ZERO,
    at_rows,
    first_ended,
    last_ended,
    session_rows,
    wait_after,
    wait_until_open,
)
from aftershock.alignment.staleness import CODES, judge_open, judge_shut
from aftershock.typing import BoolArray, CodeArray, InstantArray, IntArray, SpanArray

TICK = np.timedelta64(1, "ns")


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """Headlines in order of time.

    Parameters
    ----------
    instants : ndarray of datetime64[ns], shape (n,)
        First instant at which each can have come, UTC, ascending.
    out : ndarray of datetime64[ns], shape (n,)
        First instant at which each is surely out: later than its first by its uncertainty, by a nanosecond at
        least.
    widest : timedelta64[ns]
        The largest uncertainty.
    """

    instants: InstantArray
    out: InstantArray
    widest: np.timedelta64

    @classmethod
    def of(cls, instants: InstantArray, uncertainty: SpanArray) -> "Stamps":
        """Pair each instant with the one at which the headline is surely out.

        Examples
        --------
        >>> at, span = np.array(["2022-02-17T09:35"], dtype="datetime64[m]"), np.array([1], "timedelta64[m]")
        >>> Stamps.of(at, span).out.astype("datetime64[m]").item().minute
        36
        """
        return cls(instants, instants + np.maximum(uncertainty, TICK), uncertainty.max())

    def __getitem__(self, rows: slice | IntArray) -> "Stamps":
        """Take some of the headlines."""
        return Stamps(self.instants[rows], self.out[rows], self.widest)


@dataclass(frozen=True, slots=True, eq=False)
class MarketClock:
    """When one asset is struck and traded.

    Parameters
    ----------
    strikes : ndarray of datetime64[ns], shape (n_sessions,)
        UTC, ascending.
    opens, closes : ndarray of datetime64[ns], shape (n_spans,)
        Trading hours, UTC, ascending. A session may have more than one span.
    """

    strikes: InstantArray
    opens: InstantArray
    closes: InstantArray


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """The bars of one asset.

    Parameters
    ----------
    starts, ends : ndarray of datetime64[ns], shape (n_bars,)
        UTC, ascending.
    priced : ndarray of bool, shape (n_bars,)
        Which have a price.
    hushed : ndarray of bool, shape (n_bars,)
        Which are followed by a silence longer than the limit while the market trades.
    length : timedelta64[ns]
        Usual length.
    limit : timedelta64[ns]
        How old a price may be, and how late, while the market trades.
    """

    starts: InstantArray
    ends: InstantArray
    priced: BoolArray
    hushed: BoolArray
    length: np.timedelta64
    limit: np.timedelta64


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """Where each headline falls for one asset, before episodes are merged; every array has the shape (n,).

    Parameters
    ----------
    session : ndarray of int
        Row of the first strike at or after the headline; ``n_sessions`` where there is none.
    strike : ndarray of datetime64[ns]
        That strike; NaT where there is none.
    delay : ndarray of timedelta64[ns]
        Wait for the market to open; zero while it trades, NaT where no opening is known.
    before, after : ndarray of datetime64[ns]
        Ends of the last bar before and the first bar after; NaT where there is none. Empty for daily prices.
    outcome : ndarray of int8
        ``CODES`` of the outcomes.
    episode : ndarray of int
        A number that headlines share if these prices cannot tell them apart.
    """

    session: IntArray
    strike: InstantArray
    delay: SpanArray
    before: InstantArray
    after: InstantArray
    outcome: CodeArray
    episode: IntArray


def align_sessions(clock: MarketClock, priced: BoolArray, stamps: Stamps) -> Aligned:
    """Align headlines with daily prices.

    Parameters
    ----------
    clock : MarketClock
        From the first to the last session with a price.
    priced : ndarray of bool, shape (n_sessions,)
        Which sessions have a price.
    stamps : Stamps
        The headlines.

    Returns
    -------
    Aligned
        The episode is the row of the session.

    Examples
    --------
    >>> strikes = np.array(["2022-02-16T21:00", "2022-02-17T21:00"], dtype="datetime64[ns]")
    >>> hours, span = np.timedelta64(6, "h"), np.zeros(1, dtype="timedelta64[ns]")
    >>> clock = MarketClock(strikes, strikes - hours, strikes)
    >>> stamps = Stamps.of(np.array(["2022-02-17T18:32"], dtype="datetime64[ns]"), span)
    >>> align_sessions(clock, np.array([True, True]), stamps).session
    array([1])
    """
    at = stamps.instants
    rows = session_rows(clock.strikes, at)
    strike = at_rows(clock.strikes, rows)
    delay = wait_until_open(clock.opens, clock.closes, at)
    outcome = np.where(delay == ZERO, CODES["used"], CODES["market_closed_next_open"])
    outcome[~np.append(priced, False)[rows]] = CODES["no_price"]
    outcome[strike < stamps.out - TICK] = CODES["too_uncertain"]
    outcome[(rows == 0) | (rows == clock.strikes.size)] = CODES["out_of_range"]
    return Aligned(rows, strike, delay, strike[:0], strike[:0], outcome, rows)


def align_bars(clock: MarketClock, bars: Bars, stamps: Stamps) -> Aligned:
    """Align headlines with bars.

    Parameters
    ----------
    clock : MarketClock
        From the start of the first bar to the end of the last.
    bars : Bars
        The bars.
    stamps : Stamps
        The headlines.

    Returns
    -------
    Aligned
        The episode is the pair of bars. A market that has a bar while a headline comes is open, whatever its
        hours say.

    Examples
    --------
    >>> ends = np.array(["2022-02-17T10:00", "2022-02-17T11:00"], dtype="datetime64[ns]")
    >>> hour = np.timedelta64(3600 * 10**9, "ns")
    >>> clock = MarketClock(ends[:0], ends[:1] - hour, ends[1:])
    >>> bars = Bars(ends - hour, ends, np.array([True, True]), np.array([False, False]), hour, 2 * hour)
    >>> stamps = Stamps.of(ends[:1], np.array([60 * 10**9], dtype="timedelta64[ns]"))
    >>> aligned = align_bars(clock, bars, stamps)
    >>> [str(bar[0])[11:16] for bar in (aligned.before, aligned.after)]
    ['10:00', '11:00']
    """
    at, out = stamps.instants, stamps.out
    first, last = last_ended(bars.ends, at), first_ended(bars.ends, out)
    before, after = at_rows(bars.ends, first), at_rows(bars.ends, last)
    opened, rows = last_ended(clock.opens, at), session_rows(clock.strikes, at)
    strike = at_rows(clock.strikes, rows)
    delay = wait_after(at_rows(clock.opens, opened + 1), at_rows(clock.closes, opened), at)
    delay[at_rows(bars.starts, first + 1) <= at] = ZERO
    lateness, found = after - out, (first >= 0) & (last < bars.ends.size)
    priced = bars.priced.take(first, mode="clip") & bars.priced.take(last, mode="clip")
    outcome = judge_open(
        age=at - before,
        lateness=lateness,
        unsure=may_be_older(bars, at, last),
        found=found,
        priced=priced,
        limit=bars.limit,
    )
    shut = np.flatnonzero(delay != ZERO)
    outcome[shut] = judge_shut(
        lateness=lateness[shut],
        delay=delay[shut],
        unseen=last_strike(clock.strikes, rows[shut], at[shut]) - before[shut],
        found=found[shut],
        priced=priced[shut],
        limit=bars.limit,
    )
    vague = strike < out - TICK
    if stamps.widest > bars.length:
        vague |= (out - at > bars.length) & (last - first > 1)
    outcome[vague] = CODES["too_uncertain"]
    outcome[~found] = CODES["out_of_range"]
    return Aligned(rows, strike, delay, before, after, outcome, first * (bars.ends.size + 1) + last)


def may_be_older(bars: Bars, instants: InstantArray, rows: IntArray) -> BoolArray:
    """Say where the bar after began before the headline and is the last before a long silence."""
    unsure = bars.hushed.take(rows, mode="clip")
    places = np.flatnonzero(unsure)
    unsure[places] = at_rows(bars.starts, rows[places]) < instants[places]
    return unsure


def last_strike(strikes: InstantArray, rows: IntArray, instants: InstantArray) -> InstantArray:
    """Find the last strike at or before each instant, given the row of the first at or after it."""
    struck_now = at_rows(strikes, rows) == instants
    return at_rows(strikes, rows - ~struck_now)


def merge_episodes(outcome: CodeArray, episode: IntArray) -> tuple[CodeArray, IntArray]:
    """Let the first measured headline of each episode lead it, and mark the later ones as merged.

    Parameters
    ----------
    outcome : ndarray of int8, shape (n,)
        Outcomes of headlines in order of time.
    episode : ndarray of int, shape (n,)
        Number of the episode of each, in any order.

    Returns
    -------
    outcome : ndarray of int8, shape (n,)
        With ``merged_into_episode``.
    leader : ndarray of int, shape (n,)
        Position of the headline that leads; its own where nothing is merged.

    Examples
    --------
    >>> merge_episodes(np.zeros(3, dtype=np.int8), np.array([7, 7, 8]))
    (array([0, 2, 0], dtype=int8), array([0, 0, 2]))
    """
    places = np.flatnonzero((outcome == CODES["used"]) | (outcome == CODES["market_closed_next_open"]))
    number = episode.take(places)
    if (number[1:] < number[:-1]).any():
        order = np.argsort(number, kind="stable")
        places, number = places.take(order), number.take(order)
    starts = np.append(True, number[1:] != number[:-1])[: number.size]
    own = np.arange(outcome.size)
    leader = own.copy()
    leader[places] = places.take(np.flatnonzero(starts)).take(np.cumsum(starts) - 1)
    return np.where(leader == own, outcome, CODES["merged_into_episode"]), leader
