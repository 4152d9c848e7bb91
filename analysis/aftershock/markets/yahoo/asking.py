"""One question to Yahoo: asked through yfinance, again where that may help, its answer kept with what was sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.yahoo.failures import Failure, explain
from aftershock.markets.yahoo.pacing import Pace, Patience, Progress
from aftershock.markets.yahoo.wire import plain_yfinance, watched
from aftershock.typing import Interval

# 30min is not in it: Yahoo answers with hours, and yfinance puts quarters of an hour together, holes included.
_WORDS = {"1d": "1d", "1h": "60m", "30min": "15m", "15min": "15m", "5min": "5m", "1min": "1m"}
_log = logging.getLogger("aftershock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """State what is asked of Yahoo in one request.

    Parameters
    ----------
    asset, symbol : str
        The asset by its own symbol and by Yahoo's.
    interval : {"1d", "1h", "30min", "15min", "5min", "1min"}
        Distance of the rows wanted.
    start, end : date or pandas.Timestamp
        Start, included, and end, left out: days for daily prices, instants for bars.
    days_before : int
        For daily prices: days before the start that are asked for besides.

    Examples
    --------
    >>> str(Question(asset="SPX", symbol="^GSPC", interval="1d", start=date(2022, 2, 14), end=date(2022, 2, 19)))
    'daily prices of SPX (^GSPC) from 2022-02-14 to 2022-02-18'
    """

    asset: str
    symbol: str
    interval: Interval
    start: date
    end: date
    days_before: int = 0

    def __str__(self) -> str:
        """Print what is asked."""
        who = f"{self.asset} ({self.symbol})"
        if self.interval == "1d":
            return f"daily prices of {who} from {self.start} to {self.end - timedelta(days=1)}"
        return (
            f"{self.interval} bars of {who} from {self.start:%Y-%m-%dT%H:%MZ} to {self.end:%Y-%m-%dT%H:%MZ}"
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Answer:
    """Hold what yfinance made of Yahoo's answer, and what Yahoo had sent.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows as yfinance returns them, labelled in the zone of the exchange.
    sent : pandas.DatetimeIndex
        Labels of the rows in Yahoo's answer (UTC), repeats included; empty where they are not known.

    Examples
    --------
    >>> Answer(frame=pd.DataFrame(), sent=pd.DatetimeIndex([], tz="UTC")).frame.empty
    True
    """

    frame: pd.DataFrame
    sent: pd.DatetimeIndex


class Asker:
    """Ask Yahoo one question at a time, with pauses, and wait where the rate is limited.

    Parameters
    ----------
    session : object, optional
        A session of ``requests`` or ``curl_cffi``; yfinance's own by default.
    timeout : float
        Seconds to wait for an answer.
    pace : Pace
        Keeps the pause between requests.
    patience : Patience
        The budget of waiting.
    sleep : callable
        How to wait.
    progress : callable, optional
        Told of each request and each wait.

    Examples
    --------
    >>> pace = Pace(0.0, clock=lambda: 0.0, sleep=print)
    >>> asker = Asker(None, timeout=5.0, pace=pace, patience=Patience((), longest=0.0), sleep=print)
    >>> asker.waited
    0.0
    """

    def __init__(
        self,
        session: Any,
        *,
        timeout: float,
        pace: Pace,
        patience: Patience,
        sleep: Callable[[float], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._session = session
        self._timeout = timeout
        self._pace = pace
        self._patience = patience
        self._sleep = sleep
        self._progress = progress or _log_waiting

    @property
    def waited(self) -> float:
        """Seconds waited so far because the rate was limited."""
        return self._patience.waited

    def ask(self, question: Question, *, done: int = 0, requests: int = 1) -> Answer:
        """Ask until Yahoo answers, or asking again is of no use.

        Parameters
        ----------
        question : Question
            What to ask.
        done, requests : int
            How many requests of the series are answered, and how many there are, for the progress.

        Returns
        -------
        Answer
            At least one row.

        Raises
        ------
        PriceError
            With Yahoo's own reason where it states one; says whether the network, Yahoo's server, its limit
            of the rate or the body of its answer is at fault.
        """
        state = Progress(asset=question.asset, interval=question.interval, done=done, requests=requests)
        waited, attempt = 0.0, 0
        while True:
            attempt += 1
            self._progress(state)
            self._pace.keep()
            outcome = self._send(question)
            if isinstance(outcome, Answer):
                self._progress(replace(state, done=done + 1))
                return outcome
            delay = self._delay(outcome, attempt)
            if delay is None:
                raise outcome.error if outcome.kind != "limited" else self._gave_up(question, attempt, waited)
            if delay:
                self._progress(replace(state, waiting=delay))
                self._sleep(delay)
                waited += delay

    def _send(self, question: Question) -> Answer | Failure:
        """Send one request through yfinance."""
        with plain_yfinance() as yfinance:
            if self._session is None:
                self._session = yfinance.Ticker(question.symbol).session
            with watched(self._session) as wire:
                try:
                    frame = _history(yfinance, question, self._session, self._timeout)
                except Exception as failure:
                    said = {"question": str(question), "symbol": question.symbol}
                    return explain(failure, **said, status=wire.status, body=wire.body)
        if frame.empty:
            return Failure(kind="final", error=_no_rows(question))
        return Answer(frame=frame, sent=wire.labels())

    def _delay(self, failure: Failure, attempt: int) -> float | None:
        """Decide how long to wait before another attempt; None for no other attempt."""
        if failure.kind == "limited":
            return self._patience.spend(attempt - 1)
        return 0.0 if failure.kind == "passing" and attempt == 1 else None

    def _gave_up(self, question: Question, attempts: int, waited: float) -> PriceError:
        """Say what was asked, how long was waited and what to do."""
        times = "once" if attempts == 1 else f"{attempts} times"
        return PriceError(
            f"Yahoo limits the rate: {question} were asked for {times} and refused each time, after {waited:g} s "
            f"of waiting for it and {self.waited:g} s for all assets (at most {self._patience.longest:g} s). Wait "
            "some minutes and ask for fewer assets at once, or read the prices from the store (source='store') "
            "or a folder of files.",
            asset=question.asset,
            symbol=question.symbol,
            attempts=attempts,
            waited=waited,
            waited_for_all=self.waited,
        )


def _history(yfinance: Any, question: Question, session: Any, timeout: float) -> pd.DataFrame:
    """Call yfinance once, past the answers it keeps in memory: they would hide a repair of Yahoo's."""
    from yfinance.data import YfData

    YfData.cache_get.cache_clear()
    daily = question.interval == "1d"
    first = date.fromordinal(max(question.start.toordinal() - question.days_before, 1))
    frame: pd.DataFrame = yfinance.Ticker(question.symbol, session=session).history(
        start=first.isoformat() if daily else question.start,
        end=question.end.isoformat() if daily else question.end,
        interval=_WORDS[question.interval],
        auto_adjust=False,
        actions=True,
        prepost=False,
        keepna=True,
        timeout=timeout,
    )
    return frame


def _no_rows(question: Question) -> PriceError:
    """Say that Yahoo answered with nothing."""
    return PriceError(
        f"Yahoo's answer for {question} holds no rows. Check the dates.",
        symbol=question.symbol,
        start=str(question.start),
        end=str(question.end),
    )


def _log_waiting(progress: Progress) -> None:
    """Tell of waits where nobody else does."""
    if progress.waiting:
        _log.warning("%s.", progress)
