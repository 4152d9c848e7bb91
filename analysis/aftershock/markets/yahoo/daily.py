"""Yahoo's daily answers as daily tables: raw prices, dividends, splits, and closes adjusted by our own rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.adjustment import adjust_daily, last_known_before
from aftershock.markets.assets import Asset
from aftershock.markets.clock import Strike
from aftershock.markets.rows import RowLedger, drop_non_sessions, drop_repeats, keep_rows, note_holes
from aftershock.markets.yahoo.asking import Answer
from aftershock.typing import FloatArray

COLUMNS = {"Close": "close", "Open": "open", "High": "high", "Low": "low", "Volume": "volume"}
ACTIONS = ("Dividends", "Capital Gains", "Stock Splits")
# Yahoo's indices of US yields, which the exchange defines as ten times the yield, and the highest there has been.
_TENFOLD = ("^IRX", "^FVX", "^TNX", "^TYX")
_HIGHEST_YIELD, _HIGHEST_SINCE_1988 = 25.0, 10.0
_SCALE_JUMP = 5.0
# Yahoo prints adjusted closes to about seven digits.
_SAME = 1e-4
# Yahoo labels some daily rows up to two hours before the midnight they stand for.
_EARLY_LABEL = pd.Timedelta(hours=2)


def daily_table(
    answer: Answer,
    asset: Asset,
    strike: Strike,
    *,
    symbol: str,
    start: date,
    end: date,
    now: pd.Timestamp,
    delay: pd.Timedelta,
) -> tuple[pd.DataFrame, RowLedger]:
    """Turn Yahoo's answer into a daily table.

    Parameters
    ----------
    answer : Answer
        Rows labelled by midnights of the exchange; those before the range tell how a payment on its first session
        is counted, and are left out.
    asset : Asset
        Whose calendar, hours and unit count.
    strike : Strike
        When Yahoo's daily price of it is set.
    symbol : str
        Yahoo's symbol, for errors.
    start, end : date
        First and last session asked for.
    now : pandas.Timestamp
        When it was fetched, UTC.
    delay : pandas.Timedelta
        How long after its close a session's row may still change.

    Returns
    -------
    table : pandas.DataFrame
        Index ``session``; ``close`` as quoted (restated by Yahoo for splits until now, not for dividends),
        ``adjusted``, ``open``, ``high``, ``low``, ``volume``, ``dividend`` and ``split``.
    ledger : RowLedger
        What became of the rows.

    Raises
    ------
    PriceError
        If no row is left with a price, or the scale of a yield changes.
    """
    ledger = RowLedger(read=0)
    table = _quoted(answer.frame, ledger).sort_index(kind="stable").loc[pd.Timestamp(start) :]
    ledger.read = len(table)
    _count_left_out(answer, table, start=start, end=end, ledger=ledger)
    table = keep_rows(table, table.index <= pd.Timestamp(end), reason="outside_the_range", ledger=ledger)
    table = drop_repeats(table, name=f"Yahoo's answer for {symbol}", ledger=ledger)
    table = drop_non_sessions(table, asset, ledger=ledger)
    table = _drop_unfinished(table, asset, strike, before=now - delay, ledger=ledger)
    if not table["close"].notna().any():
        raise no_price_left(symbol, ledger)
    restore_yield_scale(table, asset, ledger)
    yahoos = table.pop("Adj Close") if "Adj Close" in table else None
    table = adjust_daily(table, pd.Series(now, index=table.index))
    _note_other_adjustment(table, yahoos, ledger)
    note_holes(table, asset, ledger=ledger)
    return table, ledger


def no_price_left(symbol: str, ledger: RowLedger) -> PriceError:
    """Say that an answer has rows, but none with a price that can be used.

    Examples
    --------
    >>> str(no_price_left("SPY", RowLedger(read=2)))[:65]
    "Yahoo's answer for SPY holds 2 rows but no price that can be used"
    """
    if not ledger.read:
        return PriceError(
            f"Yahoo's answer for {symbol} holds no rows of the range. Check the dates.", symbol=symbol
        )
    counts = ", ".join(f"{reason} {count}" for reason, count in ledger.as_tuple()) or "all without a value"
    return PriceError(
        f"Yahoo's answer for {symbol} holds {ledger.read} rows but no price that can be used ({counts}). "
        "Try other dates.",
        symbol=symbol,
        dropped=ledger.as_tuple(),
    )


def cash_paid(dividends: FloatArray, gains: FloatArray, fall: FloatArray) -> tuple[FloatArray, str]:
    """Add a fund's distributed capital gains to its dividends, once.

    Both leave the price on the ex session, so both are dividends to a holder. Yahoo often has the gains in the
    dividend already: they are not added where the dividend is at least as large and the price fell by an amount
    nearer to the dividend alone, or it is not known how much it fell.

    Parameters
    ----------
    dividends, gains : ndarray of shape (n,)
        Cash a unit on its ex session, zero on others.
    fall : ndarray of shape (n,)
        By how much the price fell from the close before.

    Returns
    -------
    paid : ndarray of shape (n,)
        Cash a unit.
    note : str
        How the gains were counted; empty where there are none.

    Examples
    --------
    >>> cash_paid(np.array([3.0]), np.array([2.5]), fall=np.array([2.9]))[0]
    array([3.])
    >>> cash_paid(np.array([0.5]), np.array([2.5]), fall=np.array([2.9]))[0]
    array([3.])
    """
    nearer = ~(np.abs(fall - dividends) > np.abs(fall - dividends - gains))
    inside = (gains > 0.0) & (dividends >= gains) & nearer
    note = (
        f"capital gains paid out count as dividends: {int((gains > 0.0).sum())}, of which {int(inside.sum())} "
        "were in Yahoo's dividends already"
    )
    return dividends + np.where(inside, 0.0, gains), note if (gains > 0.0).any() else ""


def restore_yield_scale(table: pd.DataFrame, asset: Asset, ledger: RowLedger) -> None:
    """Divide yields quoted in tenths of a per cent by ten, in place, and say so; leave other assets alone.

    Parameters
    ----------
    table : pandas.DataFrame
        Prices with at least one close.
    asset : Asset
        What is priced.
    ledger : RowLedger
        Where it is noted.

    Raises
    ------
    PriceError
        If the scale changes from one row to the next.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> days = pd.DatetimeIndex(["2026-02-17", "2026-02-18"], name="session")
    >>> table, ledger = pd.DataFrame({"close": [43.1, 43.4]}, index=days), RowLedger(read=2)
    >>> restore_yield_scale(table, get_asset("UST10Y"), ledger)
    >>> table["close"].round(2).tolist()
    [4.31, 4.34]
    """
    prices = [column for column in ("close", "Adj Close", "open", "high", "low") if column in table]
    closes = table["close"].dropna()
    if asset.yahoo not in _TENFOLD or not _in_tenths(closes):
        return
    _refuse_mixed_scales(closes.to_numpy(dtype=np.float64), asset)
    table[prices] = table[prices] / 10.0
    ledger.notes.append("Yahoo quoted tenths of a per cent; divided by ten")


def _quoted(frame: pd.DataFrame, ledger: RowLedger) -> pd.DataFrame:
    """Take the columns of an answer under our names."""
    found = {ours: frame[theirs].astype(np.float64) for theirs, ours in COLUMNS.items() if theirs in frame}
    table = pd.DataFrame(found)
    if "Adj Close" in frame:
        table["Adj Close"] = frame["Adj Close"].astype(np.float64)
    closes = table["close"].to_numpy(dtype=np.float64)
    dividends, gains, splits = (action_column(frame, name) for name in ACTIONS)
    table["dividend"], note = cash_paid(dividends, gains, last_known_before(closes) - closes)
    table["split"] = np.where(splits == 0.0, 1.0, splits)
    ledger.notes += [note] if note else []
    labels = pd.DatetimeIndex(frame.index)
    table.index = labels.tz_localize(None).normalize().as_unit("ns").rename("session")
    return table


def action_column(frame: pd.DataFrame, name: str) -> FloatArray:
    """Take a column of dividends, gains or splits as yfinance names them, zeros where Yahoo has none.

    Examples
    --------
    >>> action_column(pd.DataFrame({"Close": [1.0]}), "Dividends")
    array([0.])
    """
    if name not in frame:
        return np.zeros(len(frame))
    return frame[name].fillna(0.0).to_numpy(dtype=np.float64)


def _count_left_out(
    answer: Answer, table: pd.DataFrame, *, start: date, end: date, ledger: RowLedger
) -> None:
    """Count the rows that Yahoo sent and yfinance leaves out: repeated days, and days after the range."""
    zone = pd.DatetimeIndex(answer.frame.index).tz
    local = answer.sent.tz_convert(zone).tz_localize(None)
    days = local.where(local.minute != 0, local + _EARLY_LABEL).normalize()
    sent = days[days >= pd.Timestamp(start)]
    after = int((sent > pd.Timestamp(end)).sum())
    repeated = max(len(sent) - after - int(table.index.isin(sent).sum()), 0)
    ledger.read += after + repeated
    ledger.drop("duplicate", repeated)
    ledger.drop("outside_the_range", after)


def _drop_unfinished(
    table: pd.DataFrame, asset: Asset, strike: Strike, *, before: pd.Timestamp, ledger: RowLedger
) -> pd.DataFrame:
    """Drop sessions struck or closed later than an instant: Yahoo goes on changing their row."""
    if table.empty:
        return table
    first, last = table.index[0], table.index[-1]
    struck = calendars.strikes(asset.calendar, asset.trading, strike, first, last).reindex(table.index)
    closes = calendars.closes(asset.trading, first, last).reindex(table.index)
    over = (struck <= before) & ~(closes > before)
    return keep_rows(table, over, reason="unfinished_session", ledger=ledger)


def _in_tenths(closes: pd.Series[Any]) -> bool:
    """Say whether yields are higher than those of their time; all below one per cent cannot be told."""
    recent = closes[pd.DatetimeIndex(closes.index).year >= 1988]
    return bool((closes > _HIGHEST_YIELD).any() or (recent > _HIGHEST_SINCE_1988).any())


def _refuse_mixed_scales(closes: FloatArray, asset: Asset) -> None:
    """Refuse yields whose scale changes from one row to the next."""
    ratios = np.abs(np.diff(np.log(np.where(closes > 0, closes, np.nan))))
    if np.nanmax(ratios, initial=0.0) > np.log(_SCALE_JUMP):
        raise PriceError(
            f"Yahoo's yields of {asset.symbol} change their scale inside the range; ask for the parts apart.",
            asset=asset.symbol,
        )


def _note_other_adjustment(table: pd.DataFrame, yahoos: pd.Series[Any] | None, ledger: RowLedger) -> None:
    """Note where Yahoo's own adjusted close grows otherwise than ours."""
    if yahoos is None:
        return
    ratio = (table["adjusted"] / yahoos).replace([np.inf, -np.inf], np.nan).dropna()
    if len(ratio) and ratio.max() > ratio.min() * (1.0 + _SAME):
        apart = 100.0 * (ratio.max() / ratio.min() - 1.0)
        ledger.notes.append(
            f"over the range Yahoo's own adjusted close departs from the one used by {apart:.2g} %"
        )
