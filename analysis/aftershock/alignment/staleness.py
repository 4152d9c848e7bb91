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


def judge_open(
    *,
    age: SpanArray,
    lateness: SpanArray,
    unsure: BoolArray,
    found: BoolArray,
    priced: BoolArray,
    limit: np.timedelta64,
) -> CodeArray:
    """Judge whether the prices around each headline speak for it while its market trades.

    Parameters
    ----------
    age : ndarray of timedelta64[ns], shape (n,)
        How long before the headline, or its window, the price before was known.
    lateness : ndarray of timedelta64[ns], shape (n,)
        How long after the headline was surely out, or its window over, the price after was known; for a window
        that ends when the headline comes, how long before.
    unsure : ndarray of bool, shape (n,)
        Whether the price after may be older than the headline: its bar began before the headline and is the last
        before a silence longer than the limit.
    found, priced : ndarray of bool, shape (n,)
        Whether both bars exist; whether both have a price.
    limit : timedelta64[ns]
        As of `longest_age`.

    Returns
    -------
    ndarray of int8, shape (n,)
        ``CODES`` of ``used``, of ``stale_price`` where a price is too old, too late or unsure, and of ``no_price``.

    Examples
    --------
    >>> hours, yes = np.array([0, 9], dtype="timedelta64[h]"), np.array([True, True])
    >>> codes = judge_open(age=hours, lateness=hours, unsure=~yes, found=yes, priced=yes,
    ...                    limit=np.timedelta64(2, "h"))
    >>> [options(Outcome)[code] for code in codes]
    ['used', 'stale_price']
    """
    code = np.where(priced, CODES["used"], CODES["no_price"])
    code[((age > limit) | (lateness > limit) | unsure) & found] = CODES["stale_price"]
    return code


def judge_shut(
    *,
    lateness: SpanArray,
    delay: SpanArray,
    unseen: SpanArray,
    found: BoolArray,
    priced: BoolArray,
    limit: np.timedelta64,
) -> CodeArray:
    """Judge whether the prices around each headline speak for it while its market is shut and the reaction waits.

    Parameters
    ----------
    lateness, found, priced, limit
        As of `judge_open`.
    delay : ndarray of timedelta64[ns], shape (n,)
        Wait for the market to open; NaT where no opening is known.
    unseen : ndarray of timedelta64[ns], shape (n,)
        From the price before to the last strike before the headline, or its window: how long the market went on
        without a price, then shut. NaT where no strike is known.

    Returns
    -------
    ndarray of int8, shape (n,)
        ``CODES`` of ``market_closed_next_open``; of ``no_price`` where a price is missing or the first one comes
        longer after the opening than the limit; of ``stale_price`` where the price before is that much older than
        the last strike.

    Examples
    --------
    >>> waited, yes = np.array([1, 9], dtype="timedelta64[h]"), np.array([True, True])
    >>> codes = judge_shut(lateness=waited, delay=waited // waited * np.timedelta64(1, "h"), unseen=-waited,
    ...                    found=yes, priced=yes, limit=np.timedelta64(2, "h"))
    >>> [options(Outcome)[code] for code in codes]
    ['market_closed_next_open', 'no_price']
    """
    code = np.where(priced & ~(lateness - delay > limit), CODES["market_closed_next_open"], CODES["no_price"])
    code[(unseen > limit) & found] = CODES["stale_price"]
    return code
