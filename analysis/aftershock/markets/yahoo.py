"""Daily prices from Yahoo Finance, through yfinance, one symbol at a time."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.assets import Asset
from aftershock.markets.clock import Strike
from aftershock.markets.prices import Origin, PriceSeries
from aftershock.markets.rows import RowLedger, drop_non_sessions, drop_repeats, keep_rows, note_holes
from aftershock.typing import FloatArray, Interval

_COLUMNS = {
    "Close": "close",
    "Adj Close": "adjusted",
    "Open": "open",
    "High": "high",
    "Low": "low",
    "Volume": "volume",
}
_HIGHEST_YIELD = 25.0
_SCALE_JUMP = 5.0
_log = logging.getLogger("aftershock")


class YahooSource:
    """Fetch daily prices from Yahoo Finance.

    Use it for a study of your own on recent or long daily data. Yahoo's terms allow personal use; they do not
    allow passing its prices on, so keep them out of anything you publish as data.

    Parameters
    ----------
    session : object, optional
        A session of ``requests`` or ``curl_cffi`` for yfinance to use; its own by default.
    retry_delays : sequence of float
        Seconds to wait before each new attempt while Yahoo limits the rate; after the last, it gives up.
    timeout : float
        Seconds to wait for an answer.
    now : pandas.Timestamp, optional
        The present instant, tz-aware; the clock's by default.
    sleep : callable
        How to wait.

    Examples
    --------
    >>> YahooSource(retry_delays=(1.0, 5.0))
    YahooSource(daily prices, 2 more attempts when the rate is limited)
    """

    def __init__(
        self,
        *,
        session: Any = None,
        retry_delays: Sequence[float] = (5.0, 20.0, 60.0),
        timeout: float = 20.0,
        now: pd.Timestamp | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._session = session
        self._retry_delays = tuple(retry_delays)
        self._timeout = timeout
        self._now = now
        self._sleep = sleep

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval = "1d") -> PriceSeries:
        """Fetch the daily prices of an asset.

        Parameters
        ----------
        asset : Asset
            Which; it needs a Yahoo symbol.
        start, end : date
            First and last session, both included.
        interval : {"1d"}
            Only daily prices are read.

        Returns
        -------
        PriceSeries
            Close as quoted, and adjusted for dividends. Rows that are not sessions and the row of a session
            that is not over are dropped and counted; a session Yahoo gives without a price is kept as NaN.

        Raises
        ------
        PriceError
            If Yahoo has no such series, limits the rate for too long, or gives nothing that can be used; with
            Yahoo's own reason where it states one.
        """
        _refuse_bars(asset, interval)
        symbol = _symbol_of(asset)
        now = pd.Timestamp.now("UTC") if self._now is None else self._now.tz_convert("UTC")
        answer = self._ask(asset, symbol, start, end)
        strike = asset.yahoo_strike or asset.strike
        table, ledger = _daily_table(answer, asset, strike, symbol=symbol, now=now)
        return PriceSeries(
            asset=asset,
            interval="1d",
            table=table,
            strike=strike,
            origin=_origin(asset, symbol, table, ledger, now),
        )

    def _ask(self, asset: Asset, symbol: str, start: date, end: date) -> pd.DataFrame:
        """Ask until Yahoo answers or the delays are used up."""
        for delay in (*self._retry_delays, None):
            answer = _request(symbol, start, end, session=self._session, timeout=self._timeout)
            if answer is not None:
                return answer
            if delay is not None:
                _log.warning("Yahoo limits the rate; asking for %s again in %g s.", symbol, delay)
                self._sleep(delay)
        raise PriceError(
            f"Yahoo limits the rate: {len(self._retry_delays) + 1} attempts for {asset.symbol} ({symbol}) "
            "were refused. Wait some minutes and ask for fewer assets at once, or read the prices from a "
            "folder of files.",
            asset=asset.symbol,
            symbol=symbol,
        )

    def __repr__(self) -> str:
        """Print one line."""
        return f"YahooSource(daily prices, {len(self._retry_delays)} more attempts when the rate is limited)"


def _refuse_bars(asset: Asset, interval: str) -> None:
    """Say what Yahoo keeps of intervals other than daily."""
    if interval == "1d":
        return
    raise PriceError(
        f"Bars of {interval} for {asset.symbol} are not read from Yahoo, only interval='1d'. Yahoo itself "
        "keeps 1min for 30 days, 5min, 15min and 30min for 60 days and 1h for 730 days; 3min it does not "
        "have. Keep older bars in a folder of files.",
        asset=asset.symbol,
        interval=interval,
    )


def _symbol_of(asset: Asset) -> str:
    """Return the Yahoo symbol, or say what stands in for it."""
    if asset.yahoo is not None:
        return asset.yahoo
    advice = (
        asset.note
        or f'Declare one: [assets.{asset.symbol}] yahoo = "...", or read it from a folder of files.'
    )
    raise PriceError(f"{asset.symbol} has no Yahoo symbol. {advice}", asset=asset.symbol)


def _request(symbol: str, start: date, end: date, *, session: Any, timeout: float) -> pd.DataFrame | None:
    """Ask yfinance once, a day further since Yahoo leaves the end out; None means the rate is limited."""
    with _plain_yfinance() as yfinance:
        try:
            answer: pd.DataFrame = yfinance.Ticker(symbol, session=session).history(
                start=start.isoformat(),
                end=(end + timedelta(days=1)).isoformat(),
                interval="1d",
                auto_adjust=False,
                actions=True,
                keepna=True,
                timeout=timeout,
            )
            return answer
        except yfinance.exceptions.YFRateLimitError:
            return None
        except Exception as failure:
            raise _refusal(failure, symbol, start, end) from failure


def _refusal(failure: Exception, symbol: str, start: date, end: date) -> PriceError:
    """Put a failure of yfinance into words, with Yahoo's own reason where there is one."""
    kind, text = type(failure).__name__, str(failure).strip().split(". See http")[0]
    if kind == "YFTzMissingError" or (kind == "HTTPError" and text.startswith("404")):
        advice = "Check the spelling, or whether it is still listed."
        return PriceError(f"Yahoo does not know the symbol {symbol}. {advice}", symbol=symbol)
    reason = getattr(failure, "yahoo_reason", None) or getattr(failure, "rationale", None)
    if reason is not None:
        told = str(reason).strip().rstrip(".")
        return PriceError(
            f"Yahoo has no prices of {symbol} from {start} to {end}: {told}. Check the symbol and the dates.",
            symbol=symbol,
            reason=told,
        )
    return PriceError(
        f"Yahoo could not be reached for {symbol}, or its answer not read ({kind}: {text}). Try again, or read "
        "the prices from a folder of files.",
        symbol=symbol,
    )


@contextmanager
def _plain_yfinance() -> Iterator[Any]:
    """Import yfinance and make it raise its errors instead of logging them; its deprecations are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance

        hidden = yfinance.config.debug.hide_exceptions
        yfinance.config.debug.hide_exceptions = False
        try:
            yield yfinance
        finally:
            yfinance.config.debug.hide_exceptions = hidden


def _daily_table(
    answer: pd.DataFrame, asset: Asset, strike: Strike, *, symbol: str, now: pd.Timestamp
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn Yahoo's answer into a daily table."""
    if answer.empty or "Close" not in answer:
        raise PriceError(f"Yahoo's answer for {symbol} holds no rows. Check the dates.", symbol=symbol)
    found = {ours: answer[theirs].astype(np.float64) for theirs, ours in _COLUMNS.items() if theirs in answer}
    table = pd.DataFrame(found)
    table.index = _session_index(answer)
    if "adjusted" not in table:
        table.insert(1, "adjusted", table["close"])
    ledger = RowLedger(read=len(table))
    table = drop_repeats(table.sort_index(kind="stable"), name=f"Yahoo's answer for {symbol}", ledger=ledger)
    table = drop_non_sessions(table, asset, ledger=ledger)
    table = _drop_unfinished(table, asset, strike, now=now, ledger=ledger)
    if not table["close"].notna().any():
        raise PriceError(
            f"Yahoo's answer for {symbol} holds {ledger.read} rows but no price that can be used "
            f"({_counts(ledger)}). Try other dates.",
            symbol=symbol,
            dropped=ledger.as_tuple(),
        )
    if asset.unit == "bp":
        _restore_yield_scale(table, asset, ledger)
    note_holes(table, asset, ledger=ledger)
    return table, ledger


def _session_index(answer: pd.DataFrame) -> pd.DatetimeIndex:
    """Read the labels, midnights in the zone of the exchange, as session dates."""
    labels = pd.DatetimeIndex(answer.index)
    return labels.tz_localize(None).normalize().as_unit("ns").rename("session")


def _drop_unfinished(
    table: pd.DataFrame, asset: Asset, strike: Strike, *, now: pd.Timestamp, ledger: RowLedger
) -> pd.DataFrame:
    """Drop sessions struck later than now or still trading: Yahoo goes on changing their row."""
    if table.empty:
        return table
    first, last = table.index[0], table.index[-1]
    struck = calendars.strikes(asset.calendar, asset.trading, strike, first, last).reindex(table.index)
    closes = calendars.opening_hours(asset.trading, first, last)["close"].reindex(table.index)
    over = (struck <= now) & ~(closes > now)
    return keep_rows(table, over, reason="unfinished_session", ledger=ledger)


def _restore_yield_scale(table: pd.DataFrame, asset: Asset, ledger: RowLedger) -> None:
    """Divide yields quoted in tenths of a per cent by ten, in place, and say so."""
    prices = [column for column in ("close", "adjusted", "open", "high", "low") if column in table]
    closes = table["close"].dropna().to_numpy(dtype=np.float64)
    if closes.max() <= _HIGHEST_YIELD:
        return
    _refuse_mixed_scales(closes, asset)
    table[prices] = table[prices] / 10.0
    ledger.notes.append("Yahoo quoted tenths of a per cent; divided by ten")


def _refuse_mixed_scales(closes: FloatArray, asset: Asset) -> None:
    """Refuse yields whose scale changes from one row to the next."""
    ratios = np.abs(np.diff(np.log(np.where(closes > 0, closes, np.nan))))
    if np.nanmax(ratios, initial=0.0) > np.log(_SCALE_JUMP):
        raise PriceError(
            f"Yahoo's yields of {asset.symbol} change their scale inside the range; ask for the parts apart.",
            asset=asset.symbol,
        )


def _counts(ledger: RowLedger) -> str:
    """Put dropped rows into words."""
    return ", ".join(f"{reason} {count}" for reason, count in ledger.as_tuple()) or "all without a value"


def _origin(asset: Asset, symbol: str, table: pd.DataFrame, ledger: RowLedger, now: pd.Timestamp) -> Origin:
    """Record where the prices came from."""
    notes = [asset.note.rstrip("."), *ledger.notes]
    return Origin(
        source="Yahoo Finance",
        location=symbol,
        column="Close",
        read=ledger.read,
        dropped=ledger.as_tuple(),
        first=str(table.index[0].date()),
        last=str(table.index[-1].date()),
        note="; ".join(note for note in notes if note),
        retrieved=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def history_limit(interval: Interval) -> pd.Timedelta | None:
    """Tell how long Yahoo keeps prices of an interval; None where it keeps them for good.

    Examples
    --------
    >>> history_limit("1min")
    Timedelta('30 days 00:00:00')
    """
    kept = {"1d": None, "1h": pd.Timedelta(days=730), "1min": pd.Timedelta(days=30)}
    return kept.get(interval, pd.Timedelta(days=60))
