"""What became of each headline's window, in the closed set of outcomes."""

from typing import Any

import numpy as np
import numpy.typing as npt

from aftershock.alignment.clock import at_rows, last_ended, session_rows
from aftershock.alignment.staleness import CODES, judge_open, judge_shut, quiet_after
from aftershock.reactions.measures import Located, Market, contract_changes
from aftershock.reactions.windows import ZERO, ClockWindow
from aftershock.typing import (
    BoolArray,
    CodeArray,
    FloatArray,
    InstantArray,
    IntArray,
    Outcome,
    SpanArray,
    options,
)

Words = npt.NDArray[Any]
MERGED = "merged_into_episode"
TICK = np.timedelta64(1, "ns")


def judge_windows(
    market: Market,
    window: ClockWindow,
    located: Located,
    moves: FloatArray,
    instants: InstantArray,
    uncertainty: SpanArray,
    max_age: np.timedelta64,
) -> Words:
    """Name the outcome of each window, before those that share their bars are merged.

    Parameters
    ----------
    market : Market
        Bars and clock.
    window : ClockWindow
        The window.
    located : Located
        Its bars, for each headline.
    moves : ndarray of shape (n,)
        Its moves.
    instants, uncertainty : ndarray of shape (n,)
        The headlines.
    max_age : timedelta64[ns]
        Oldest price before, latest price after, while the market trades.

    Returns
    -------
    ndarray of str, shape (n,)
        Later rules win: what the prices allow, contract change, out of range, too uncertain.
    """
    codes = judge_prices(market, window, located, np.isfinite(moves), instants, max_age)
    outcome: Words = np.array(options(Outcome), dtype=object)[codes]
    outcome[contract_changes(market, located)] = "contract_change"
    beyond = instants - market.ends[-1] > max_age
    outcome[(located.before < 0) | (located.after < 0) | np.isnat(located.delay) | beyond] = "out_of_range"
    outcome[vague(market, window, instants, uncertainty)] = "too_uncertain"
    return outcome


def is_measured(outcome: Words) -> BoolArray:
    """Say which outcomes come with a move."""
    return np.asarray((outcome == "used") | (outcome == "market_closed_next_open"), dtype=np.bool_)


def judge_prices(
    market: Market,
    window: ClockWindow,
    located: Located,
    priced: BoolArray,
    instants: InstantArray,
    max_age: np.timedelta64,
) -> CodeArray:
    """Judge by the rules of alignment; in a window before a headline, a shut market has no late price to wait for."""
    found, shut = located.found, located.delay > ZERO
    codes = judge_open(
        age=located.age,
        lateness=np.abs(located.lateness),
        unsure=~np.bool_(window.is_before) & may_be_older(market, located, instants, max_age),
        found=found,
        priced=priced,
        limit=max_age,
    )
    if window.is_before:
        codes[shut & (codes == CODES["stale_price"])] = CODES["no_price"]
        return codes
    waiting = judge_shut(
        lateness=located.lateness,
        delay=located.delay,
        unseen=trading_unseen(market, located),
        found=found,
        priced=priced,
        limit=max_age,
    )
    return np.where(shut, waiting, codes)


def trading_unseen(market: Market, located: Located) -> SpanArray:
    """Measure how long before the last strike ahead of each window its price before was known."""
    before = at_rows(market.ends, located.before)
    return at_rows(market.strikes, last_ended(market.strikes, before + located.age)) - before


def may_be_older(
    market: Market, located: Located, instants: InstantArray, max_age: np.timedelta64
) -> BoolArray:
    """Say where the bar after began before the headline and is the last before a long silence of an open market."""
    rows = np.maximum(located.after, 0)
    hushed = quiet_after(market.starts, market.ends, market.opens, market.shuts) > max_age
    return np.asarray(hushed[rows] & (market.starts[rows] < instants), dtype=np.bool_)


def vague(market: Market, window: ClockWindow, instants: InstantArray, uncertainty: SpanArray) -> BoolArray:
    """Say which stamps are too vague: wider than window and bar, or unsure of their session."""
    if window.end == "close":
        latest = instants + np.maximum(uncertainty - TICK, ZERO)
        same = session_rows(market.strikes, instants) == session_rows(market.strikes, latest)
        return np.asarray(~same, dtype=np.bool_)
    return np.asarray(uncertainty > max(window.end - window.start, market.bar_length), dtype=np.bool_)


def merge_same_bars(outcome: Words, located: Located) -> tuple[Words, IntArray]:
    """Let headlines whose windows use the same two bars be one episode, led by the first.

    Parameters
    ----------
    outcome : ndarray of str, shape (n,)
        Outcomes of headlines in order of time.
    located : Located
        Their bars.

    Returns
    -------
    outcome : ndarray of str, shape (n,)
        With ``merged_into_episode`` for all but the first of each episode.
    leaders : ndarray of int, shape (n,)
        Position of the headline that leads; its own for those that are not merged.
    """
    merged = outcome.copy()
    leaders = np.arange(outcome.size, dtype=np.int64)
    first: dict[tuple[int, int], int] = {}
    measured = is_measured(outcome)
    for at, pair in enumerate(zip(located.before.tolist(), located.after.tolist(), strict=True)):
        if measured[at]:
            leaders[at] = first.setdefault(pair, at)
            merged[at] = outcome[at] if leaders[at] == at else MERGED
    return merged, leaders
