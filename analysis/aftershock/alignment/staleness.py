"""Whether the prices around a headline speak for it: too old, too late, across a closure, or not there."""

from typing import Final

import numpy as np

from aftershock.alignment.clock import ZERO, last_ended
from aftershock.typing import BoolArray, CodeArray, InstantArray, Outcome, SpanArray, options

GAPS: Final = 5
"""Median gaps after which a thin series is stale: of waits for trades that come at random, 3 % are longer."""

CODES: Final[dict[str, np.int8]] = {word: np.int8(code) for code, word in enumerate(options(Outcome))}


def quiet_after(
    starts: InstantArray, ends: InstantArray, opens: InstantArray, closes: InstantArray
) -> SpanArray:
    """Measure for how long a market traded without a price after each bar.

    Parameters
    ----------
    starts, ends : ndarray of datetime64[ns], shape (n_bars,)
        Bars, UTC, ascending.
    opens, closes : ndarray of datetime64[ns], shape (n_spans,)
        Trading hours, UTC, ascending.

    Returns
    -------
    ndarray of timedelta64[ns], shape (n_bars,)
        From the end of a bar to the start of the next, or to the close where the market shuts in between. Zero where
        bars follow on each other, and for the last.

    Examples
    --------
    >>> ends = np.array(["2022-02-17T10:00", "2022-02-17T15:00"], dtype="datetime64[ns]")
    >>> hour = np.timedelta64(1, "h")
    >>> quiet_after(ends - hour, ends, ends[1:] - hour, ends[1:]).astype("timedelta64[h]")
    array([4, 0], dtype='timedelta64[h]')
    """
    quiet: SpanArray = np.append(starts[1:] - ends[:-1], ZERO)
    last = last_ended(ends, opens[1:])
    across = (last >= 0) & (last < ends.size - 1)
    quiet[last[across]] = closes[:-1][across] - ends[last[across]]
    return np.maximum(quiet, ZERO)


def longest_age(
    quiet: SpanArray, *, bar_length: np.timedelta64, stale: np.timedelta64 = ZERO
) -> np.timedelta64:
    """Compute how old a price may be, and how late the next one, to speak for a moment of trading.

    Parameters
    ----------
    quiet : ndarray of timedelta64[ns], shape (n_bars,)
        As `quiet_after` measures it.
    bar_length : timedelta64[ns]
        Usual length of a bar.
    stale : timedelta64[ns]
        What the asset is always allowed.

    Returns
    -------
    timedelta64[ns]
        The largest of two bars, what the asset is allowed, and `GAPS` times the median quiet between bars, which is
        zero for a series that trades in most of them.

    Examples
    --------
    >>> minute = np.timedelta64(60 * 10**9, "ns")
    >>> longest_age(np.array([4, 4, 0]) * minute, bar_length=minute).astype("timedelta64[m]")
    np.timedelta64(20,'m')
    """
    gaps = quiet.astype(np.int64)
    mostly_none = 2 * np.count_nonzero(gaps) < gaps.size
    median = ZERO if mostly_none else np.timedelta64(int(np.median(gaps)), "ns")
    return max(2 * bar_length, stale, GAPS * median)


def judge_prices(
    *,
    age: SpanArray,
    lateness: SpanArray,
    delay: SpanArray,
    unseen: SpanArray,
    unsure: BoolArray,
    found: BoolArray,
    priced: BoolArray,
    limit: np.timedelta64,
    waits: bool = True,
) -> CodeArray:
    """Judge whether the price before and the price after speak for each headline.

    Parameters
    ----------
    age : ndarray of timedelta64[ns], shape (n,)
        How long before the headline, or its window, the price before was known.
    lateness : ndarray of timedelta64[ns], shape (n,)
        How long after the headline was surely out, or its window over, the price after was known; for a window
        that ends when the headline comes, how long before.
    delay : ndarray of timedelta64[ns], shape (n,)
        Wait for the market to open; zero while it trades, NaT where no opening is known.
    unseen : ndarray of timedelta64[ns], shape (n,)
        From the price before to the last strike before the headline, or its window: how long the market went on
        without a price, then shut. NaT where no strike is known.
    unsure : ndarray of bool, shape (n,)
        Whether the price after may be older than the headline: its bar began before the headline and is the last
        before a silence longer than the limit.
    found, priced : ndarray of bool, shape (n,)
        Whether both bars exist; whether both have a price.
    limit : timedelta64[ns]
        As of `longest_age`.
    waits : bool
        Whether a headline may wait for the opening; False for a window that ends when the headline comes.

    Returns
    -------
    ndarray of int8, shape (n,)
        ``CODES`` of ``used``, ``stale_price``, ``no_price`` or ``market_closed_next_open``. While the market
        trades, a price too old or too late is stale. While it is shut the reaction waits, but the price before
        must not be that much older than the last strike, else it is stale, and the market must have a price as
        soon after its opening, else there is none.

    Examples
    --------
    >>> hours, yes = np.array([0, 9], dtype="timedelta64[h]"), np.array([True, True])
    >>> codes = judge_prices(age=hours, lateness=hours, delay=0 * hours, unseen=-hours, unsure=~yes, found=yes,
    ...                      priced=yes, limit=np.timedelta64(2, "h"))
    >>> [options(Outcome)[code] for code in codes]
    ['used', 'stale_price']
    """
    shut = ~(delay <= ZERO)
    old = (age > limit) | (lateness > limit) | unsure
    code = np.where(priced, CODES["used"], CODES["no_price"])
    code[~shut & old & found] = CODES["stale_price"]
    if not waits:
        code[shut & old] = CODES["no_price"]
        return code
    code[shut & priced] = CODES["market_closed_next_open"]
    code[shut & (lateness - delay > limit)] = CODES["no_price"]
    code[shut & (unseen > limit) & found] = CODES["stale_price"]
    return code
