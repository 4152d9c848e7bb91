"""Moves in clock time on plain arrays: which bars a window uses, and what lies between them."""

from dataclasses import dataclass

import numpy as np

from aftershock.alignment.clock import first_ended, inside, last_ended, session_rows, wait_until_open
from aftershock.reactions.windows import ZERO, ClockWindow
from aftershock.typing import BoolArray, FloatArray, InstantArray, IntArray, SpanArray


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """One asset's bars and clock as arrays.

    Parameters
    ----------
    starts, ends : ndarray of datetime64[ns], shape (n_bars,)
        UTC, ascending.
    closes : ndarray of shape (n_bars,)
        Last price of each bar, known at its end. NaN is missing.
    contracts : ndarray of int, shape (n_bars,)
        Code of the contract; all zero where there is none.
    strikes : ndarray of datetime64[ns], shape (n_sessions,)
        Strikes of the sessions, UTC.
    opens, shuts : ndarray of datetime64[ns], shape (n_spans,)
        Trading hours, UTC.
    bar_length : timedelta64[ns]
        Usual length of a bar.
    """

    starts: InstantArray
    ends: InstantArray
    closes: FloatArray
    contracts: IntArray
    strikes: InstantArray
    opens: InstantArray
    shuts: InstantArray
    bar_length: np.timedelta64


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """The two bars each window uses.

    Parameters
    ----------
    before, after : ndarray of int, shape (n,)
        Rows of the bars; -1 where there is none.
    age : ndarray of timedelta64[ns], shape (n,)
        From the end of the bar before to the start of the window.
    lateness : ndarray of timedelta64[ns], shape (n,)
        From the end of the window to the end of the bar after; negative for a window that ends at the
        headline.
    delay : ndarray of timedelta64[ns], shape (n,)
        Wait for the market to open; zero while it trades.
    """

    before: IntArray
    after: IntArray
    age: SpanArray
    lateness: SpanArray
    delay: SpanArray

    @property
    def found(self) -> BoolArray:
        """Whether both bars exist and differ."""
        return np.asarray((self.before >= 0) & (self.after > self.before), dtype=np.bool_)


def locate(
    market: Market,
    window: ClockWindow,
    instants: InstantArray,
    uncertainty: SpanArray,
    guard: np.timedelta64,
) -> Located:
    """Find the last price known before each window and the price at its end.

    Parameters
    ----------
    market : Market
        Bars and clock of the asset.
    window : ClockWindow
        Relative to each instant.
    instants : ndarray of datetime64[ns], shape (n,)
        Headlines, UTC.
    uncertainty : ndarray of timedelta64[ns], shape (n,)
        The headline came in ``[instant, instant + uncertainty)``; the end of the window is counted from its
        latest moment.
    guard : timedelta64[ns]
        Safety distance before the headline.

    Returns
    -------
    Located
        The bar before ended at or before ``instant + start - guard``; the bar after is the first that ends
        at or after ``instant + uncertainty + end``, or, for a window that ends at the headline, the last that
        ended by then. A bar that holds the headline is never the bar before.

    Examples
    --------
    >>> at = np.array(["2022-02-17T14:00", "2022-02-17T15:00", "2022-02-17T16:00"], dtype="datetime64[ns]")
    >>> hour = np.timedelta64(3600 * 10**9, "ns")
    >>> prices, contracts = np.array([1.0, 2.0, 3.0]), np.zeros(3, dtype=np.int64)
    >>> market = Market(at - hour, at, prices, contracts, at[:0], at[:1] - hour, at[-1:], hour)
    >>> found = locate(market, ClockWindow.parse("0/+60min"), at[:1] + hour // 4, np.array([ZERO]), ZERO)
    >>> int(found.before[0]), int(found.after[0])
    (0, 2)
    """
    begin = instants + window.start - guard
    before = last_ended(market.ends, begin)
    target = window_end(market, window, instants, uncertainty)
    known = ~np.isnat(target)
    after = np.full(instants.shape, -1, dtype=np.int64)
    if window.is_before:
        after[known] = last_ended(market.ends, target[known] - guard)
    else:
        after[known] = first_ended(market.ends, target[known])
    after[after >= market.ends.size] = -1
    rows = np.maximum(np.stack([before, after]), 0)
    delay = wait_until_open(market.opens, market.shuts, instants)
    delay[inside(market.starts, market.ends, instants)] = ZERO
    return Located(before, after, begin - market.ends[rows[0]], market.ends[rows[1]] - target, delay)


def window_end(
    market: Market, window: ClockWindow, instants: InstantArray, uncertainty: SpanArray
) -> InstantArray:
    """Compute the instant at which each window ends; NaT where no session follows."""
    if window.end == "close":
        rows = session_rows(market.strikes, instants)
        target = np.full(instants.shape, np.datetime64("NaT", "ns"))
        known = rows < market.strikes.size
        target[known] = market.strikes[rows[known]]
        return target
    return np.asarray(
        instants + window.end + (ZERO if window.is_before else uncertainty), dtype="datetime64[ns]"
    )


def contract_changes(market: Market, located: Located) -> BoolArray:
    """Say in which windows the future changed its contract."""
    rows = np.maximum(located.before, 0), np.maximum(located.after, 0)
    return np.asarray(
        located.found & (market.contracts[rows[0]] != market.contracts[rows[1]]), dtype=np.bool_
    )


def others_inside(market: Market, located: Located, instants: InstantArray) -> IntArray:
    """Count the other headlines that came within the bars of each window.

    Parameters
    ----------
    market : Market
        Bars of the asset.
    located : Located
        Rows of the bars of each headline's window.
    instants : ndarray of datetime64[ns], shape (n,)
        All headlines, UTC, ascending.

    Returns
    -------
    ndarray of int, shape (n,)
        Headlines in ``[end of the bar before, end of the bar after)`` but the window's own; 0 where the
        window has no bars.
    """
    start, end = market.ends[np.maximum(located.before, 0)], market.ends[np.maximum(located.after, 0)]
    count = np.searchsorted(instants, end, side="left") - np.searchsorted(instants, start, side="left")
    own = (instants >= start) & (instants < end)
    return np.where(located.found, count - own, 0).astype(np.int64)
