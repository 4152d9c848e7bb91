"""Yahoo Finance as a source of prices: daily prices and bars, one symbol at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.assets import Asset
from aftershock.markets.prices import Origin, PriceSeries
from aftershock.markets.rows import RowLedger
from aftershock.markets.tables import table_span
from aftershock.markets.yahoo.asking import Answer, Asker, Question
from aftershock.markets.yahoo.bars import bars_table
from aftershock.markets.yahoo.daily import daily_table
from aftershock.markets.yahoo.limits import Plan, Span, plan_requests
from aftershock.markets.yahoo.pacing import Pace, Patience, Progress
from aftershock.typing import Interval

_DAY = pd.Timedelta(days=1)
# How a payment on the first session is counted depends on the close before it.
_DAYS_BEFORE = 10


class YahooSource:
    """Fetch daily prices and bars from Yahoo Finance.

    Use it for a study of your own on recent or long data. Yahoo's terms allow personal use; they do not
    allow passing its prices on, so keep them out of anything you publish as data.

    Parameters
    ----------
    session : object, optional
        A session of ``requests`` or ``curl_cffi`` for yfinance to use; its own by default.
    retry_delays : sequence of float
        Seconds to wait before each new attempt for one symbol while Yahoo limits the rate.
    longest_wait : float
        Most seconds this source waits in all while Yahoo limits the rate, however many symbols are refused.
    pause : float
        Least seconds from one request to the next.
    timeout : float
        Seconds to wait for an answer.
    delay : str or pandas.Timedelta
        How long after its end a row may still change, since quotes of some exchanges come late; younger rows
        are left out as unfinished.
    progress : callable, optional
        Told of each request and each wait by a `Progress`, whose text is a sentence.
    now : pandas.Timestamp, optional
        The present instant, tz-aware; the clock's by default.
    sleep : callable
        How to wait.
    clock : callable
        Seconds of a clock that never goes back.

    Examples
    --------
    >>> YahooSource(retry_delays=(1.0, 5.0))
    YahooSource(a request every 1 s, waiting up to 180 s where the rate is limited)
    """

    def __init__(
        self,
        *,
        session: Any = None,
        retry_delays: Sequence[float] = (5.0, 20.0, 60.0),
        longest_wait: float = 180.0,
        pause: float = 1.0,
        timeout: float = 20.0,
        delay: str | pd.Timedelta = "30min",
        progress: Callable[[Progress], None] | None = None,
        now: pd.Timestamp | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._asker = Asker(
            session,
            timeout=timeout,
            pace=Pace(pause, clock=clock, sleep=sleep),
            patience=Patience(retry_delays, longest=longest_wait),
            sleep=sleep,
            progress=progress,
        )
        self._words = (
            f"a request every {pause:g} s, waiting up to {longest_wait:g} s where the rate is limited"
        )
        self._delay = pd.Timedelta(delay)
        self._now = now

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval = "1d") -> PriceSeries:
        """Fetch the prices of an asset.

        Parameters
        ----------
        asset : Asset
            Which; it needs a Yahoo symbol.
        start, end : date
            First and last day, both included: sessions for daily prices, UTC days for bars.
        interval : {"1d", "1h", "30min", "15min", "5min", "1min"}
            Distance of the rows. Yahoo keeps 1h bars for 730 days, 1min bars for 30 and the others for 60; of
            a range that starts earlier the rest is fetched, and the origin says so.

        Returns
        -------
        PriceSeries
            ``close`` as quoted (Yahoo restates it for splits), and ``adjusted`` for dividends; daily prices
            with ``dividend`` and ``split``. Rows that are no finished session or bar are dropped and counted;
            a session Yahoo gives without a price is kept as NaN, a bar is dropped as ``missing_close``.

        Raises
        ------
        PriceError
            If Yahoo has no such series or interval, no longer has the range, limits the rate for too long,
            cannot be reached, or gives nothing that can be used; with Yahoo's own reason where it states one.
        """
        symbol = _symbol_of(asset)
        now = pd.Timestamp.now("UTC") if self._now is None else self._now.tz_convert("UTC")
        if interval == "1d":
            return self._fetch_daily(asset, symbol, start, end, now)
        return self._fetch_bars(asset, symbol, interval, _utc_days(start, end), now)

    def _fetch_daily(
        self, asset: Asset, symbol: str, start: date, end: date, now: pd.Timestamp
    ) -> PriceSeries:
        """Fetch daily prices in one request, with days before them, and one behind since Yahoo leaves the end out."""
        after = end + timedelta(days=1)
        question = Question(
            asset=asset.symbol, symbol=symbol, interval="1d", start=start, end=after, days_before=_DAYS_BEFORE
        )
        strike = asset.yahoo_strike or asset.strike
        table, ledger = daily_table(
            self._asker.ask(question),
            asset,
            strike,
            symbol=symbol,
            start=start,
            end=end,
            now=now,
            delay=self._delay,
        )
        return PriceSeries(
            asset=asset,
            interval="1d",
            table=table,
            strike=strike,
            origin=_origin(asset, symbol, table, ledger, now),
        )

    def _fetch_bars(
        self, asset: Asset, symbol: str, interval: Interval, span: Span, now: pd.Timestamp
    ) -> PriceSeries:
        """Fetch bars in as many requests as it takes."""
        plan = plan_requests(asset, interval, span, now=now)
        answers, gaps = self._ask_all(asset, symbol, interval, plan)
        table, ledger = bars_table(
            answers, asset, interval, symbol=symbol, span=span, now=now, delay=self._delay
        )
        ledger.notes[:0] = [note for note in (plan.note, *gaps) if note]
        return PriceSeries(
            asset=asset,
            interval=interval,
            table=table,
            strike=asset.strike,
            origin=_origin(asset, symbol, table, ledger, now),
        )

    def _ask_all(
        self, asset: Asset, symbol: str, interval: Interval, plan: Plan
    ) -> tuple[list[Answer], list[str]]:
        """Ask for every piece of a plan; go on past pieces that fail, unless all do."""
        answers: list[Answer] = []
        failures: list[PriceError] = []
        for done, (start, end) in enumerate(plan.pieces):
            question = Question(asset=asset.symbol, symbol=symbol, interval=interval, start=start, end=end)
            try:
                answers.append(self._asker.ask(question, done=done, requests=len(plan.pieces)))
            except PriceError as failure:
                failures.append(failure)
        if not answers:
            raise failures[0]
        return answers, [f"not had: {str(failure).rstrip('.')}" for failure in failures]

    def __repr__(self) -> str:
        """Print one line."""
        return f"YahooSource({self._words})"


def _symbol_of(asset: Asset) -> str:
    """Return the Yahoo symbol, or say what stands in for it."""
    if asset.yahoo is not None:
        return asset.yahoo
    advice = (
        asset.note
        or f'Declare one: [assets.{asset.symbol}] yahoo = "...", or read it from a folder of files.'
    )
    raise PriceError(f"{asset.symbol} has no Yahoo symbol. {advice}", asset=asset.symbol)


def _utc_days(start: date, end: date) -> Span:
    """Turn days, both included, into a range of instants."""
    return pd.Timestamp(start, tz="UTC"), pd.Timestamp(end, tz="UTC") + _DAY


def _origin(asset: Asset, symbol: str, table: pd.DataFrame, ledger: RowLedger, now: pd.Timestamp) -> Origin:
    """Record where the prices came from."""
    first, last = table_span(table)
    notes = [asset.note.rstrip("."), *ledger.notes]
    return Origin(
        source="Yahoo Finance",
        location=symbol,
        column="Close",
        read=ledger.read,
        dropped=ledger.as_tuple(),
        first=first,
        last=last,
        note="; ".join(note for note in notes if note),
        retrieved=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
