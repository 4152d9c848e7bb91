"""Shorter bars to longer ones, exactly: on a grid, inside one session, of one contract, closed by a known price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.bar_groups import (
    BarGroups,
    first_values,
    group_bars,
    highest_values,
    last_values,
    lowest_values,
    summed_values,
)
from aftershock.markets.clock import utc_values
from aftershock.markets.origin import Origin
from aftershock.markets.prices import BAR_LENGTHS, PriceSeries
from aftershock.markets.rows import RowLedger
from aftershock.markets.tables import table_span
from aftershock.typing import BoolArray, FloatArray, InstantArray, Interval, ResampleAnchor, check_option

_MARGIN = pd.Timedelta(days=7)
_RULES: Mapping[str, Callable[[FloatArray, BarGroups], FloatArray]] = {
    "close": last_values,
    "adjusted": last_values,
    "open": first_values,
    "high": highest_values,
    "low": lowest_values,
    "volume": summed_values,
}


def resample_series(
    series: PriceSeries, interval: Interval, *, anchor: ResampleAnchor = "clock"
) -> PriceSeries:
    """Make the longer bars that `PriceSeries.resample` returns.

    Parameters
    ----------
    series : PriceSeries
        Bars.
    interval : {"1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
        Length of the new bars.
    anchor : {"clock", "session"}
        Where their grid starts.

    Returns
    -------
    PriceSeries
        See `PriceSeries.resample`.

    Raises
    ------
    PriceError
        If the new interval is shorter, no multiple or a day, or no new bar can be closed.

    Examples
    --------
    >>> from aftershock.markets import Origin, get_asset
    >>> ends = pd.date_range("2022-02-17T14:35Z", periods=6, freq="5min", name="end").as_unit("ns")
    >>> table = pd.DataFrame({"start": ends - pd.Timedelta("5min"), "close": [1.0, 3, 2, 5, 4, 6]}, index=ends)
    >>> origin = Origin(source="hand", location="", column="close", read=6, first="", last="")
    >>> spy = get_asset("SPY")
    >>> five = PriceSeries(asset=spy, interval="5min", table=table, strike=spy.strike, origin=origin)
    >>> resample_series(five, "15min").table["close"].tolist()
    [2.0, 6.0]
    """
    check_option("interval", interval, Interval)
    check_option("anchor", anchor, ResampleAnchor)
    _check_lengths(series, interval)
    groups = _grouped(series, BAR_LENGTHS[interval], anchor)
    table, ledger = _drop_incomplete(_longer_table(series.table, groups), groups)
    if table.empty:
        counts = ", ".join(f"{reason} {count}" for reason, count in ledger.as_tuple())
        raise PriceError(
            f"No bar of {interval} can be made of {series.asset.symbol}: none of the {len(series.table)} bars of "
            f"{series.interval} ends where one of {interval} ends ({counts}). Try anchor='session'.",
            asset=series.asset.symbol,
            interval=interval,
            dropped=ledger.as_tuple(),
        )
    lacking = int((~groups.whole[np.isin(groups.ends, utc_values(table.index))]).sum())
    origin = _origin(series, table, ledger, anchor=anchor, lacking=lacking)
    return replace(series, interval=interval, table=table, origin=origin)


def _check_lengths(series: PriceSeries, interval: str) -> None:
    """Refuse daily prices on either side, a shorter interval, and one that is no multiple."""
    symbol, own, wanted = series.asset.symbol, series.interval, BAR_LENGTHS[interval]
    if series.is_daily:
        problem = "these are daily prices; load bars with interval='1min' or another length below a day"
    elif interval == "1d":
        problem = "a day is no bar; snapshot('16:00', 'America/New_York') makes daily prices of bars"
    elif wanted % series.bar_length == pd.Timedelta(0):
        return
    elif wanted < series.bar_length:
        problem = f"{interval} is shorter than {own}, and bars cannot be split; load bars of {interval}"
    else:
        fitting = [
            name for name, length in BAR_LENGTHS.items() if name != "1d" and not length % series.bar_length
        ]
        problem = f"{interval} is no multiple of {own}; allowed are {', '.join(fitting)}"
    raise PriceError(f"{symbol} cannot be resampled: {problem}.", asset=symbol, interval=own, wanted=interval)


def _grouped(series: PriceSeries, length: pd.Timedelta, anchor: ResampleAnchor) -> BarGroups:
    """Assign the bars of a series to longer bars."""
    table = series.table
    starts, ends = utc_values(table["start"]), utc_values(table.index)
    turns = _session_turns(series)
    clock = _clock_anchors(pd.DatetimeIndex(table.index), series.zone)
    anchors = clock if anchor == "clock" else _session_anchors(ends, turns, clock)
    boundaries = np.unique(np.concatenate([turns, starts[_contract_changes(table)]]))
    step = length.as_unit("ns").to_timedelta64()
    return group_bars(starts, ends, step=step, anchors=anchors, boundaries=boundaries)


def _session_turns(series: PriceSeries) -> InstantArray:
    """List the instants at which trading begins or ends, ascending."""
    first, last = series.table["start"].iloc[0] - _MARGIN, series.table.index[-1] + _MARGIN
    spans = series.hours_open(first.date(), last.date())
    return np.unique(np.concatenate([utc_values(spans["open"]), utc_values(spans["close"])]))


def _clock_anchors(ends: pd.DatetimeIndex, zone: str) -> InstantArray:
    """Find for each bar an instant at which the local clock, as set then, showed a full hour."""
    local = ends.tz_convert(zone).tz_localize(None).to_numpy(dtype="datetime64[ns]")
    return np.asarray((utc_values(ends) - local).astype("datetime64[ns]"))


def _session_anchors(ends: InstantArray, turns: InstantArray, otherwise: InstantArray) -> InstantArray:
    """Find for each bar the beginning of its trading span, or of its closure; else the clock's grid."""
    row = np.searchsorted(turns, ends, side="left") - 1
    return np.where(row >= 0, turns[np.maximum(row, 0)], otherwise) if turns.size else otherwise


def _contract_changes(table: pd.DataFrame) -> BoolArray:
    """Mark the bars whose contract differs from that of the bar before."""
    if "contract" not in table:
        return np.zeros(len(table), dtype=np.bool_)
    codes = pd.factorize(table["contract"])[0]
    return np.append(False, codes[1:] != codes[:-1])


def _longer_table(table: pd.DataFrame, groups: BarGroups) -> pd.DataFrame:
    """Lay out the longer bars, complete or not."""
    columns: dict[str, object] = {"start": pd.DatetimeIndex(groups.starts, tz="UTC")}
    for name in table.columns:
        if name in _RULES:
            columns[name] = _RULES[name](table[name].to_numpy(dtype=np.float64), groups)
        elif name == "contract":
            columns[name] = table[name].array[groups.last]
    return pd.DataFrame(columns, index=pd.DatetimeIndex(groups.ends, tz="UTC", name="end"))


def _drop_incomplete(table: pd.DataFrame, groups: BarGroups) -> tuple[pd.DataFrame, RowLedger]:
    """Drop the longer bars without a close of their own, and the one in which the series begins."""
    closed = groups.closed & table["close"].notna().to_numpy()
    place = np.arange(len(table))
    fates = pd.Series("", index=table.index)
    fates[~closed] = "no_closing_bar"
    fates[groups.crossed] = "crosses_grid"
    fates[~groups.opened & (place == 0)] = "partial_first_bar"
    fates[~closed & (place == len(table) - 1)] = "partial_last_bar"
    ledger = RowLedger(read=len(table))
    for reason, count in fates[fates != ""].value_counts(sort=False).items():
        ledger.drop(str(reason), int(count))
    return table.loc[fates == ""], ledger


def _origin(
    series: PriceSeries, table: pd.DataFrame, ledger: RowLedger, *, anchor: str, lacking: int
) -> Origin:
    """Record what was done, and keep what is known of the shorter bars."""
    before, (first, last) = series.origin, table_span(table)
    rows = f"{before.read} rows read" + "".join(f", {reason} {count}" for reason, count in before.dropped)
    grid = "the clock" if anchor == "clock" else "the opening of each session"
    done = f"resampled from bars of {series.interval} ({rows}) on a grid from {grid}"
    gaps = f"{lacking} bars lack some of the shorter ones, but not the last" if lacking else ""
    return replace(
        before,
        read=ledger.read,
        dropped=ledger.as_tuple(),
        first=first,
        last=last,
        note="; ".join(text for text in (before.note, done, gaps) if text),
    )
