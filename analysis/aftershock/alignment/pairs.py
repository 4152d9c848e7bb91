"""The frame of pairs: one row for each headline and asset."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from aftershock.alignment.clock import at_rows
from aftershock.alignment.core import (
    Aligned,
    Bars,
    MarketClock,
    Stamps,
    align_bars,
    align_sessions,
    merge_episodes,
)
from aftershock.typing import UTC, BoolArray, CodeArray, InstantArray, IntArray, Outcome, SpanArray, options

BLOCK = 1 << 15
"""Headlines aligned at a time, so that what is computed on the way stays in the processor's cache."""

PIECE = 1 << 12
"""Headlines in one piece of the column of assets, whose pieces are all the same memory."""

Order = IntArray | None


@dataclass(frozen=True, slots=True, eq=False)
class AssetMarket:
    """One asset as arrays.

    Parameters
    ----------
    symbol : str
        The asset.
    sessions : ndarray of datetime64[ns], shape (n_sessions,)
        Its sessions, naive midnights.
    clock : MarketClock
        Its strikes, one a session, and trading hours.
    prices : Bars, or ndarray of bool of shape (n_sessions,)
        Its bars; for daily prices, which sessions have one.
    """

    symbol: str
    sessions: InstantArray
    clock: MarketClock
    prices: Bars | BoolArray

    @property
    def in_bars(self) -> bool:
        """Whether its prices are bars."""
        return isinstance(self.prices, Bars)

    def align(self, stamps: Stamps) -> Aligned:
        """Say where each headline falls."""
        if isinstance(self.prices, Bars):
            return align_bars(self.clock, self.prices, stamps)
        return align_sessions(self.clock, self.prices, stamps)


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """What is found for all pairs; every array has the shape (n_headlines, n_assets).

    Parameters
    ----------
    session : ndarray of datetime64[ns]
        Naive midnights; NaT where there is none.
    strike, before, after : ndarray of datetime64[ns]
        UTC; NaT where there is none. No bars for daily prices.
    delay : ndarray of timedelta64[ns]
        Wait for the opening.
    outcome : ndarray of int8
        Codes of the outcomes.
    event : ndarray of int
        Which name the episode has: the row of its first headline; for daily prices, the row of its session among
        those of all assets, one after the other, each with one more for no session.
    """

    session: InstantArray
    strike: InstantArray
    before: InstantArray
    after: InstantArray
    delay: SpanArray
    outcome: CodeArray
    event: IntArray

    @classmethod
    def empty(cls, n_headlines: int, n_assets: int, *, in_bars: bool) -> "PairTable":
        """Make room for the pairs."""
        shape, bar_shape = (n_headlines, n_assets), (n_headlines if in_bars else 0, n_assets)
        return cls(
            session=np.empty(shape, dtype="datetime64[ns]"),
            strike=np.empty(shape, dtype="datetime64[ns]"),
            before=np.empty(bar_shape, dtype="datetime64[ns]"),
            after=np.empty(bar_shape, dtype="datetime64[ns]"),
            delay=np.empty(shape, dtype="timedelta64[ns]"),
            outcome=np.empty(shape, dtype=np.int8),
            event=np.empty(shape, dtype=np.int32),
        )

    def put(
        self, column: int, market: AssetMarket, stamps: Stamps, order: Order
    ) -> tuple[CodeArray, IntArray]:
        """Enter where the headlines fall for one asset, and return outcomes and episodes in order of time."""
        outcome = np.empty(stamps.instants.size, dtype=np.int8)
        episode = np.empty(stamps.instants.size, dtype=np.int64)
        for start in range(0, stamps.instants.size, BLOCK):
            block = slice(start, start + BLOCK)
            rows, aligned = block if order is None else order[block], market.align(stamps[block])
            outcome[block], episode[block] = aligned.outcome, aligned.episode
            self.session[rows, column] = at_rows(market.sessions, aligned.session)
            self.strike[rows, column] = aligned.strike
            self.delay[rows, column] = aligned.delay
            if market.in_bars:
                self.before[rows, column] = aligned.before
                self.after[rows, column] = aligned.after
        return outcome, episode


def align_pairs(stamps: Stamps, order: Order, markets: Sequence[AssetMarket]) -> PairTable:
    """Align all headlines with all assets, and merge those of one episode.

    Parameters
    ----------
    stamps : Stamps
        Headlines in order of time.
    order : ndarray of int or None
        Row of each of them in the table; None where the order of the table is that of time.
    markets : sequence of AssetMarket
        The assets.

    Returns
    -------
    PairTable
    """
    table = PairTable.empty(stamps.instants.size, len(markets), in_bars=markets[0].in_bars)
    rows: IntArray | slice = slice(None) if order is None else order
    first_session = 0
    for column, market in enumerate(markets):
        outcome, episode = table.put(column, market, stamps, order)
        table.outcome[rows, column], leader = merge_episodes(outcome, episode)
        named = (leader if order is None else order[leader]) if market.in_bars else episode + first_session
        table.event[rows, column] = named
        first_session += market.sessions.size + 1
    return table


def pairs_frame(heads: pd.DataFrame, markets: Sequence[AssetMarket], table: PairTable) -> pd.DataFrame:
    """Lay out the pairs, headline by headline.

    Parameters
    ----------
    heads : DataFrame
        Headlines, in the order of the table.
    markets : sequence of AssetMarket
        The assets, all with daily prices or all with bars.
    table : PairTable
        Their pairs.

    Returns
    -------
    DataFrame
        The columns of :func:`aftershock.align`.
    """
    ids, n_assets = heads.index.array, len(markets)
    columns: dict[str, Any] = {
        "headline_id": ids.take(np.arange(len(heads), dtype=np.int32).repeat(n_assets)),
        "asset": in_turn([one.symbol for one in markets], len(heads)),
        "instant": heads["instant"].array.repeat(n_assets),
        "session": table.session.reshape(-1),
        "strike": utc(table.strike),
        "delay": table.delay.reshape(-1),
    }
    if markets[0].in_bars:
        columns |= {"before": utc(table.before), "after": utc(table.after)}
    columns["outcome"] = texts(options(Outcome)).take(table.outcome.reshape(-1))
    names = ids if markets[0].in_bars else session_names(markets)
    columns["event_id"] = names.take(table.event.reshape(-1))
    return pd.DataFrame(columns, copy=False)


def in_turn(words: Sequence[str], times: int) -> "pd.Series[str]":
    """Repeat words in their order, as one column made of the same short piece again and again.

    Examples
    --------
    >>> in_turn(["SPX", "GOLD"], 2).tolist()
    ['SPX', 'GOLD', 'SPX', 'GOLD']
    """
    piece = pd.Series([*words] * min(times, PIECE), dtype="str")
    whole, left = divmod(times, PIECE)
    return pd.concat([piece] * whole + [piece.iloc[: left * len(words)]], ignore_index=True)


def session_names(markets: Sequence[AssetMarket]) -> ExtensionArray:
    """Write the sessions of one asset after the other as text, an empty one behind those of each."""
    days = ([*pd.DatetimeIndex(one.sessions).strftime("%Y-%m-%d"), ""] for one in markets)
    return texts(itertools.chain.from_iterable(days))


def texts(words: Iterable[str]) -> ExtensionArray:
    """Hold words as an array from which a column of text is taken."""
    return pd.array([*words], dtype="str")


def utc(instants: InstantArray) -> pd.DatetimeIndex:
    """Say of plain instants that they are UTC, as one long column."""
    return pd.DatetimeIndex(instants.reshape(-1).view(np.int64), dtype=UTC, copy=False)
