"""Yahoo's bars: labels to starts and ends, and every row that is not a finished bar of a session counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aftershock.markets import calendars
from aftershock.markets.adjustment import adjust_bars
from aftershock.markets.assets import Asset
from aftershock.markets.prices import BAR_LENGTHS
from aftershock.markets.rows import RowLedger, drop_repeats, keep_rows
from aftershock.markets.yahoo.asking import Answer
from aftershock.markets.yahoo.daily import (
    ACTIONS,
    COLUMNS,
    action_column,
    cash_paid,
    no_price_left,
    restore_yield_scale,
)
from aftershock.markets.yahoo.limits import Span
from aftershock.typing import UTC, BoolArray, Interval

_QUARTER = pd.Timedelta(minutes=15)
_DAY = pd.Timedelta(days=1)


def bars_table(
    answers: Sequence[Answer],
    asset: Asset,
    interval: Interval,
    *,
    symbol: str,
    span: Span,
    now: pd.Timestamp,
    delay: pd.Timedelta,
) -> tuple[pd.DataFrame, RowLedger]:
    """Join Yahoo's answers into a table of bars.

    Parameters
    ----------
    answers : sequence of Answer
        At least one; rows labelled by the start of the bar, in any zone and unit of time.
    asset : Asset
        Whose trading hours count.
    interval : {"1h", "30min", "15min", "5min", "1min"}
        Length of the bars; 30 minutes are put together from answers of 15.
    symbol : str
        Yahoo's symbol, for errors.
    span : tuple of two pandas.Timestamp
        Start and end of the range; bars lie wholly inside.
    now : pandas.Timestamp
        When they were fetched, UTC.
    delay : pandas.Timedelta
        How long after its end a bar may still change.

    Returns
    -------
    table : pandas.DataFrame
        Index ``end`` (instant, UTC); ``start``, ``close`` as quoted, ``adjusted`` for dividends, ``open``,
        ``high``, ``low`` and ``volume``. The last bar of a session ends with it.
    ledger : RowLedger
        What became of the rows: ``duplicate``, ``off_grid_bar``, ``zero_length_bar``, ``outside_hours``,
        ``left_out_by_yfinance``, ``outside_the_range``, ``unfinished_bar``, ``missing_close``.

    Raises
    ------
    PriceError
        If no bar is left with a price, or the scale of a yield changes.
    """
    zone = str(pd.DatetimeIndex(answers[0].frame.index).tz)
    asked = _QUARTER if interval == "30min" else BAR_LENGTHS[interval]
    ledger = RowLedger(read=0)
    table = _joined(answers, ledger)
    table = drop_repeats(table, name=f"Yahoo's answer for {symbol}", ledger=ledger)
    table = _on_sessions(table, asset, asked, ledger)
    if interval == "30min":
        table = _half_hours(table, ledger)
    table = _finished(table, span=span, before=now - delay, ledger=ledger)
    if table.empty:
        raise no_price_left(symbol, ledger)
    restore_yield_scale(table, asset, ledger)
    actions = _actions(answers, table, zone, ledger)
    return adjust_bars(table, pd.Series(now, index=table.index), actions, zone), ledger


def _joined(answers: Sequence[Answer], ledger: RowLedger) -> pd.DataFrame:
    """Put the answers after one another by ``start``, with empty rows for what yfinance left out."""
    passed_on = pd.concat([_quoted(answer.frame) for answer in answers])
    left_out = _left_out(answers, pd.DatetimeIndex(passed_on.index))
    repeated = max(sum(len(answer.sent) for answer in answers) - len(passed_on) - len(left_out), 0)
    ledger.read = len(passed_on) + len(left_out) + repeated
    ledger.drop("duplicate", repeated)
    parts = [part for part in (passed_on, left_out) if len(part)]
    return pd.concat(parts).sort_index(kind="stable")


def _quoted(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the prices of an answer under our names, by ``start``."""
    found = {ours: frame[theirs].astype(np.float64) for theirs, ours in COLUMNS.items() if theirs in frame}
    table = pd.DataFrame(found).assign(left_out=False)
    table.index = _starts(frame)
    return table


def _left_out(answers: Sequence[Answer], passed_on: pd.DatetimeIndex) -> pd.DataFrame:
    """Make an empty row for each label that Yahoo sent and yfinance does not pass on."""
    sent = answers[0].sent.append([answer.sent for answer in answers[1:]])
    missing = sent.unique().difference(passed_on).rename("start")
    return pd.DataFrame({"close": np.nan, "left_out": True}, index=missing)


def _starts(frame: pd.DataFrame) -> pd.DatetimeIndex:
    """Read the labels of bars, in whatever zone and unit, as instants."""
    return pd.DatetimeIndex(pd.DatetimeIndex(frame.index).tz_convert("UTC").astype(UTC)).rename("start")


def _on_sessions(table: pd.DataFrame, asset: Asset, step: pd.Timedelta, ledger: RowLedger) -> pd.DataFrame:
    """Keep the rows that start inside a session and on its grid, and give each its end."""
    first, last = (table.index[place].tz_localize(None).normalize() for place in (0, -1))
    hours = calendars.opening_hours(asset.trading, first - _DAY, last + 2 * _DAY)
    starts = pd.DatetimeIndex(table.index)
    place = hours["open"].searchsorted(starts, side="right") - 1
    begun = pd.DatetimeIndex(hours["open"].iloc[np.maximum(place, 0)])
    shut = pd.DatetimeIndex(hours["close"].iloc[np.maximum(place, 0)])
    table = table.assign(end=np.minimum(starts + step, shut), shut=shut, begun=begun)
    table = keep_rows(table, _on_grid(starts, begun, step), reason="off_grid_bar", ledger=ledger)
    table = keep_rows(table, table.index != table["shut"], reason="zero_length_bar", ledger=ledger)
    open_then = (table.index >= table["begun"]) & (table.index < table["shut"])
    table = keep_rows(table, open_then, reason="outside_hours", ledger=ledger)
    return keep_rows(table, ~table["left_out"], reason="left_out_by_yfinance", ledger=ledger)


def _on_grid(starts: pd.DatetimeIndex, opens: pd.DatetimeIndex, step: pd.Timedelta) -> BoolArray:
    """Tell which bars start a whole number of bars after the session's open, or where most bars start."""
    past = np.asarray((starts - pd.Timestamp(0, tz="UTC")) % step)
    whole = past[past % np.timedelta64(1, "m") == np.timedelta64(0)]
    usual, counts = np.unique(whole, return_counts=True)
    on_usual = past == usual[np.argmax(counts)] if len(usual) else np.zeros(len(past), dtype=bool)
    return np.asarray(((starts - opens) % step == pd.Timedelta(0)) | on_usual)


def _half_hours(quarters: pd.DataFrame, ledger: RowLedger) -> pd.DataFrame:
    """Put quarters of an hour together; a half hour closes where its last quarter does, or nowhere."""
    half = pd.DatetimeIndex(quarters.index).floor("30min")
    last = ~half.duplicated(keep="last")
    ends = np.minimum(half + 2 * _QUARTER, pd.DatetimeIndex(quarters["shut"]))
    groups = quarters.groupby(half)
    table = pd.DataFrame(
        {
            "close": quarters["close"].where(quarters["end"] == ends)[last].to_numpy(),
            "open": groups["open"].first().to_numpy(),
            "high": groups["high"].max().to_numpy(),
            "low": groups["low"].min().to_numpy(),
            "volume": groups["volume"].sum().to_numpy(),
            "end": ends[last],
        },
        index=quarters.index[~half.duplicated()],
    )
    ledger.read -= len(quarters) - len(table)
    ledger.notes.append("half hours put together from Yahoo's quarters of an hour")
    return table


def _finished(table: pd.DataFrame, *, span: Span, before: pd.Timestamp, ledger: RowLedger) -> pd.DataFrame:
    """Keep the bars that lie in the range, can no longer change and have a close; label them by their end."""
    inside = (table.index >= span[0]) & (table["end"] <= span[1])
    table = keep_rows(table, inside, reason="outside_the_range", ledger=ledger)
    table = keep_rows(table, table["end"] <= before, reason="unfinished_bar", ledger=ledger)
    table = keep_rows(table, table["close"].notna(), reason="missing_close", ledger=ledger)
    named = [column for column in COLUMNS.values() if column in table]
    finished = table.assign(start=table.index)[["start", *named]]
    finished.index = pd.DatetimeIndex(table["end"], name="end")
    return finished


def _actions(answers: Sequence[Answer], table: pd.DataFrame, zone: str, ledger: RowLedger) -> pd.DataFrame:
    """List the dividends and splits in the answers by session, with the close before each."""
    found = pd.concat([_actions_by_row(answer.frame) for answer in answers])
    found = found.groupby(level=0).agg({"dividend": "sum", "gains": "sum", "split": "prod"})
    opens = pd.DatetimeIndex(found.index).tz_localize(zone)
    closes = table["close"].to_numpy(dtype=np.float64)
    place = table["start"].searchsorted(opens)
    before = np.where(place > 0, closes[np.maximum(place - 1, 0)], np.nan)
    after = np.where(place < len(closes), closes[np.minimum(place, len(closes) - 1)], np.nan)
    dividend, note = cash_paid(
        found["dividend"].to_numpy(dtype=np.float64),
        found["gains"].to_numpy(dtype=np.float64),
        before - after,
    )
    ledger.notes += [note] if note else []
    return pd.DataFrame({"dividend": dividend, "split": found["split"], "close": before}, index=found.index)


def _actions_by_row(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the rows of an answer that carry a dividend or split, by their local date."""
    dividends, gains, splits = (action_column(frame, name) for name in ACTIONS)
    ratios = np.where(splits == 0.0, 1.0, splits)
    dates = pd.DatetimeIndex(frame.index).tz_localize(None).normalize().as_unit("ns").rename("session")
    rows = pd.DataFrame({"dividend": dividends, "gains": gains, "split": ratios}, index=dates)
    acted: BoolArray = (dividends != 0.0) | (gains != 0.0) | (ratios != 1.0)
    return rows.loc[acted]
