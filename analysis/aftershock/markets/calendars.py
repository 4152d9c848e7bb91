"""Sessions, strikes and opening hours, from market calendars or from hours of a feed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aftershock.markets.clock import Hours, Strike
from aftershock.markets.schedules import Day, find_calendar, market_schedule

__all__ = [
    "Hours",
    "check_calendar",
    "check_trading",
    "closes",
    "early_closes",
    "next_open",
    "opening_hours",
    "sessions",
    "strikes",
]


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
    find_calendar(name)


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
    return pd.DatetimeIndex(market_schedule(calendar, start, end).index)


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
    return _without_breaks(market_schedule(hours, start, end))


def closes(trading: str | Hours, start: Day, end: Day) -> pd.Series[Any]:
    """Find the last close of each session.

    Parameters
    ----------
    trading : str or Hours
        Calendar name, hours as text, or hours.
    start, end : date or str
        First and last session, both included.

    Returns
    -------
    pandas.Series of shape (n_sessions,)
        Instants (UTC), named ``close``; index ``session`` (naive midnight), each once.

    Raises
    ------
    AssetError
        If the calendar is unknown.

    Examples
    --------
    >>> closes("JPX", "2022-02-17", "2022-02-18").dt.strftime("%d %H:%MZ").tolist()
    ['17 06:00Z', '18 06:00Z']
    """
    hours = opening_hours(trading, start, end)
    return hours.loc[~hours.index.duplicated(keep="last"), "close"]


def strikes(calendar: str, trading: str | Hours, strike: Strike, start: Day, end: Day) -> pd.Series[Any]:
    """Find the instant at which each session's daily price is set.

    On a shortened session whose close comes before the strike, the strike follows its own rule for half days;
    the close is that of ``trading`` where that has the session, else of ``calendar``.

    Parameters
    ----------
    calendar : str
        Calendar whose sessions have a strike.
    trading : str or Hours
        Hours in which the asset is traded.
    strike : Strike
        The usual local time, and the rule for half days.
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
    moved = pd.Series(strike.on_half_days(labels, pd.DatetimeIndex(early)), index=labels)
    struck = pd.DatetimeIndex(usual.where(~(early < usual), moved)).as_unit("ns")
    return pd.Series(struck, index=labels, name="strike")


def early_closes(calendar: str, trading: str | Hours, start: Day, end: Day) -> pd.Series[Any]:
    """List the shortened sessions with their closes.

    Parameters
    ----------
    calendar : str
        Calendar whose sessions have a strike.
    trading : str or Hours
        Hours in which the asset is traded; they go before the calendar's.
    start, end : date or str
        First and last session, both included.

    Returns
    -------
    pandas.Series of shape (n_shortened,)
        Instants (UTC), named ``close``; index ``session`` (naive midnight).

    Raises
    ------
    AssetError
        If a calendar is unknown.

    Examples
    --------
    >>> early_closes("NYSE", "NYSE", "2021-11-01", "2021-11-30").dt.strftime("%d %H:%MZ").tolist()
    ['26 18:00Z']
    """
    return _early_closes(calendar, trading, start, end).dropna().rename("close")


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
    broken = schedule[(schedule["break_start"] < schedule["break_end"]).to_numpy()]
    whole = schedule[["open", "close"]]
    if broken.empty:
        return whole.copy()
    before = whole.assign(close=schedule["break_start"]).loc[broken.index]
    after = whole.assign(open=schedule["break_end"]).loc[broken.index]
    spans = pd.concat([whole.drop(index=broken.index), before, after]).sort_values("open", kind="stable")
    return spans[spans["open"] < spans["close"]]


def _early_closes(calendar: str, trading: str | Hours, start: Day, end: Day) -> pd.Series[Any]:
    """List the closes of shortened sessions; sessions of the usual length are left out or NaT."""
    own = market_schedule(calendar, start, end)
    hours = _hours_of(trading)
    if isinstance(hours, Hours):
        return own["close"].where(own["early"])
    traded = market_schedule(hours, start, end)
    missing = own.loc[~own.index.isin(traded.index)]
    both = pd.concat([traded, missing]) if len(missing) else traded
    return both["close"].where(both["early"])
