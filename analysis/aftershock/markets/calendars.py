"""Sessions, strikes and opening hours, from market calendars or from hours of a feed.

A calendar is a name of the ``pandas_market_calendars`` package, the one with product calendars for oil, gold
and Treasury futures. Schedules are read a year at a time and kept, so asking twice is cheap.
"""

from __future__ import annotations

import difflib
import warnings
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import AssetError
from aftershock.markets.clock import Hours, Strike

__all__ = ["Hours", "check_calendar", "check_trading", "next_open", "opening_hours", "sessions", "strikes"]

Day = str | date


def check_calendar(name: str) -> None:
    """Refuse a calendar name nobody knows.

    Parameters
    ----------
    name : str
        A calendar of ``pandas_market_calendars``.

    Raises
    ------
    AssetError
        Names the calendar and the closest names there are.

    Examples
    --------
    >>> check_calendar("NYSEE")
    Traceback (most recent call last):
    aftershock.errors.AssetError: Calendar 'NYSEE' is unknown; did you mean 'NYSE'?
    """
    _market_calendar(name)


def check_trading(text: str) -> None:
    """Refuse trading hours that are neither a calendar nor hours with a zone.

    Parameters
    ----------
    text : str
        A calendar name, or hours such as ``"17:00-17:00 America/New_York"``.

    Raises
    ------
    AssetError
        If neither reading works.

    Examples
    --------
    >>> check_trading("17:00-17:00 America/New_York")
    """
    hours = _hours_of(text)
    if isinstance(hours, str):
        check_calendar(hours)


def sessions(calendar: str, start: Day, end: Day) -> pd.DatetimeIndex:
    """List the sessions of a calendar.

    Parameters
    ----------
    calendar : str
        Calendar name.
    start, end : date or str
        First and last date, both included.

    Returns
    -------
    pandas.DatetimeIndex of shape (n_sessions,)
        Naive midnights, named ``session``.

    Raises
    ------
    AssetError
        If the calendar is unknown.

    Examples
    --------
    >>> [str(day.date()) for day in sessions("NYSE", "2022-02-17", "2022-02-22")]
    ['2022-02-17', '2022-02-18', '2022-02-22']
    """
    return pd.DatetimeIndex(_schedule_between(calendar, start, end).index)


def opening_hours(trading: str | Hours, start: Day, end: Day) -> pd.DataFrame:
    """List when a market is open, session by session.

    A session that opens the evening before belongs to the date it is named after, so ask a day further to
    cover the evening of ``end``.

    Parameters
    ----------
    trading : str or Hours
        Calendar name, hours as text, or hours.
    start, end : date or str
        First and last session, both included.

    Returns
    -------
    pandas.DataFrame
        Index ``session`` (naive midnight), columns ``open`` and ``close`` (instants, UTC), ascending. A
        session with a break has two rows, before and after it.

    Raises
    ------
    AssetError
        If the calendar is unknown.

    Examples
    --------
    >>> str(opening_hours("NYSE", "2021-11-26", "2021-11-26")["close"].iloc[0])
    '2021-11-26 18:00:00+00:00'
    >>> opening_hours("JPX", "2022-02-17", "2022-02-17")["close"].dt.strftime("%H:%MZ").tolist()
    ['02:30Z', '06:00Z']
    """
    hours = _hours_of(trading)
    if isinstance(hours, Hours):
        return hours.frame(start, end)
    return _without_breaks(_schedule_between(hours, start, end))


def strikes(calendar: str, trading: str | Hours, strike: Strike, start: Day, end: Day) -> pd.Series[Any]:
    """Find the instant at which each session's daily price is set.

    On a shortened session a strike later than the close moves to the close, unless its rule is to keep the
    time: the close of ``trading`` where that has the session, else of ``calendar``.

    Parameters
    ----------
    calendar : str
        Calendar whose sessions have a strike.
    trading : str or Hours
        Hours in which the asset is traded.
    strike : Strike
        The usual local time.
    start, end : date or str
        First and last session, both included.

    Returns
    -------
    pandas.Series of shape (n_sessions,)
        Instants (UTC), named ``strike``; index ``session`` (naive midnight).

    Raises
    ------
    AssetError
        If a calendar is unknown.

    Examples
    --------
    >>> close = Strike.parse("16:00 America/New_York")
    >>> strikes("NYSE", "NYSE", close, "2021-11-24", "2021-11-26").dt.strftime("%d %H:%MZ").tolist()
    ['24 21:00Z', '26 18:00Z']
    """
    labels = sessions(calendar, start, end)
    usual = pd.Series(strike.at(labels), index=labels, name="strike")
    if strike.half_day == "keep":
        return usual
    early = _early_closes(calendar, trading, start, end).reindex(labels)
    moved = pd.DatetimeIndex(usual.where(~(early < usual), early)).as_unit("ns")
    return pd.Series(moved, index=labels, name="strike")


def next_open(hours: pd.DataFrame, instants: pd.DatetimeIndex | pd.Series[Any]) -> pd.DatetimeIndex:
    """Find the first instant at or after each given one at which the market is open.

    Parameters
    ----------
    hours : pandas.DataFrame
        As `opening_hours` returns it.
    instants : pandas.DatetimeIndex or Series of shape (n,)
        Instants, tz-aware.

    Returns
    -------
    pandas.DatetimeIndex of shape (n,)
        The instant itself where the market is open then (its opening counts, its close does not), else the
        next opening; NaT where the hours hold none.

    Examples
    --------
    >>> hours = opening_hours("NYSE", "2022-02-17", "2022-02-22")
    >>> late = pd.DatetimeIndex(["2022-02-18T21:00Z"])
    >>> str(next_open(hours, late)[0])
    '2022-02-22 14:30:00+00:00'
    """
    wanted = pd.DatetimeIndex(instants).as_unit("ns").tz_convert("UTC")
    at = wanted.to_numpy(dtype="datetime64[ns]")
    opens = hours["open"].to_numpy(dtype="datetime64[ns]")
    closes = hours["close"].to_numpy(dtype="datetime64[ns]")
    following = np.searchsorted(closes, at, side="right")
    padded = np.append(opens, np.datetime64("NaT", "ns"))
    found = np.maximum(padded[following], at)
    return pd.DatetimeIndex(found, tz="UTC")


def _hours_of(trading: str | Hours) -> str | Hours:
    """Read hours written as text; leave calendar names alone."""
    if isinstance(trading, Hours) or ":" not in trading:
        return trading
    return Hours.parse(trading)


def _without_breaks(schedule: pd.DataFrame) -> pd.DataFrame:
    """List the spans of each session; a break of no length is none."""
    halted = schedule["break_end"] > schedule["break_start"]
    before = schedule.assign(close=schedule["close"].where(~halted, schedule["break_start"]))
    after = schedule.assign(open=schedule["break_end"])[halted]
    return pd.concat([before, after])[["open", "close"]].sort_values("open")


def _early_closes(calendar: str, trading: str | Hours, start: Day, end: Day) -> pd.Series[Any]:
    """List the closes of shortened sessions; sessions of the usual length are left out or NaT."""
    own = _schedule_between(calendar, start, end)
    hours = _hours_of(trading)
    if isinstance(hours, Hours):
        return own["close"].where(own["early"])
    traded = _schedule_between(hours, start, end)
    missing = own.loc[~own.index.isin(traded.index)]
    both = pd.concat([traded, missing]) if len(missing) else traded
    return both["close"].where(both["early"])


def _schedule_between(calendar: str, start: Day, end: Day) -> pd.DataFrame:
    """Cut the kept schedule to a range of sessions."""
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    return _schedule(calendar, first.year, last.year).loc[first:last]


@lru_cache(maxsize=64)
def _schedule(calendar: str, first_year: int, last_year: int) -> pd.DataFrame:
    """Read opens, closes and shortened sessions of whole years; never change the result."""
    market = _market_calendar(calendar)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = market.schedule(f"{first_year}-01-01", f"{last_year}-12-31")
        zone = str(market.tz)
    index = pd.DatetimeIndex(raw.index).as_unit("ns").rename("session")
    closes = pd.DatetimeIndex(raw["market_close"]).as_unit("ns")
    return pd.DataFrame(
        {
            "open": pd.DatetimeIndex(raw["market_open"]).as_unit("ns"),
            "close": closes,
            "early": _is_early(index, closes, zone),
            "break_start": _instants_or_none(raw, "break_start"),
            "break_end": _instants_or_none(raw, "break_end"),
        },
        index=index,
    )


def _instants_or_none(raw: pd.DataFrame, column: str) -> pd.DatetimeIndex:
    """Take a column of instants; NaT where the calendar has no such column."""
    missing = pd.DatetimeIndex([pd.NaT] * len(raw)).tz_localize("UTC")
    return pd.DatetimeIndex(raw[column] if column in raw else missing).as_unit("ns")


def _is_early(labels: pd.DatetimeIndex, closes: pd.DatetimeIndex, zone: str) -> pd.Series[Any]:
    """Mark sessions that close earlier than is usual in their year, by the local clock."""
    local = closes.tz_convert(zone).tz_localize(None)
    after_midnight = pd.Series(local - labels, index=labels)
    usual = after_midnight.groupby(labels.year).transform("median")
    return after_midnight < usual


@lru_cache(maxsize=64)
def _market_calendar(name: str) -> Any:
    """Fetch a calendar by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas_market_calendars

        known = pandas_market_calendars.get_calendar_names()
        if name in known:
            return pandas_market_calendars.get_calendar(name)
    close = difflib.get_close_matches(name, known, n=1)
    advice = (
        f"did you mean {close[0]!r}?" if close else "use a name such as 'NYSE', 'SIFMAUS' or 'CMEGlobex_CL'."
    )
    raise AssetError(f"Calendar {name!r} is unknown; {advice}", calendar=name)
