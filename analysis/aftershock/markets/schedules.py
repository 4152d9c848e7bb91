"""Schedules of market calendars: read a year at a time, kept, and corrected where prices prove them wrong.

A calendar is a name of the ``pandas_market_calendars`` package, the one with product calendars for oil, gold
and Treasury futures. It knows most early closes; those it misses are listed here, each with the prices that
show it. What remains uncertain: energy and metals halt on US holidays at 13:00 or 14:30 New York, and the
calendar is not right in every year about which; nothing settles on those days.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import AssetError
from aftershock.markets.clock import clock_instants, parse_clock
from aftershock.typing import BoolArray

Day = str | date

_NEW_YORK = "America/New_York"
_ENERGY_AND_METALS = frozenset(
    f"CMEGlobex_{product}" for product in ("CL", "Crude", "NG", "NatGas", "GC", "Gold", "SI", "Silver", "HG")
)
_ICE_ENERGY = frozenset({"IEPA"})
_VOLATILITY = frozenset({"CBOE_Index_Options", "CBOE_Futures", "CFE"})


@dataclass(frozen=True, slots=True)
class _EarlyClose:
    """A close that some calendars miss: on which sessions, at what New York time."""

    calendars: frozenset[str]
    chosen: Callable[[pd.DatetimeIndex], BoolArray]
    time: str


def market_schedule(calendar: str, start: Day, end: Day) -> pd.DataFrame:
    """Read the schedule of a calendar.

    Parameters
    ----------
    calendar : str
        Calendar name.
    start, end : date or str
        First and last session, both included.

    Returns
    -------
    pandas.DataFrame
        Index ``session`` (naive midnight); ``open``, ``close``, ``break_start`` and ``break_end`` (instants,
        UTC; a session without a break has NaT) and ``early`` (bool: closes earlier than is usual in its year).
        Never change it.

    Raises
    ------
    AssetError
        If the calendar is unknown.

    Examples
    --------
    >>> bool(market_schedule("NYSE", "2021-11-26", "2021-11-26")["early"].iloc[0])
    True
    """
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    return _whole_years(calendar, first.year, last.year).loc[first:last]


@lru_cache(maxsize=64)
def find_calendar(name: str) -> Any:
    """Fetch a calendar by name.

    Parameters
    ----------
    name : str
        A calendar of ``pandas_market_calendars``.

    Returns
    -------
    object
        The package's calendar.

    Raises
    ------
    AssetError
        Names the calendar and the closest name there is.

    Examples
    --------
    >>> find_calendar("NYSE").name
    'NYSE'
    """
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


@lru_cache(maxsize=64)
def _whole_years(calendar: str, first_year: int, last_year: int) -> pd.DataFrame:
    """Read and correct the schedule of whole years."""
    market = find_calendar(calendar)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = market.schedule(f"{first_year}-01-01", f"{last_year}-12-31")
        zone = str(market.tz)
    labels = pd.DatetimeIndex(raw.index).as_unit("ns").rename("session")
    closes = _corrected(calendar, labels, _instants(raw, "market_close"))
    columns = {
        "open": _instants(raw, "market_open"),
        "close": closes,
        "break_start": _instants(raw, "break_start"),
        "break_end": _instants(raw, "break_end"),
        "early": _is_early(labels, closes, zone),
    }
    return pd.DataFrame(columns, index=labels)


def _instants(raw: pd.DataFrame, column: str) -> pd.DatetimeIndex:
    """Take a column of instants; all missing where the calendar has no such column."""
    if column not in raw:
        return pd.DatetimeIndex(np.full(len(raw), np.datetime64("NaT", "ns")), tz="UTC")
    return pd.DatetimeIndex(raw[column]).as_unit("ns")


def _is_early(labels: pd.DatetimeIndex, closes: pd.DatetimeIndex, zone: str) -> pd.Series[Any]:
    """Mark sessions that close earlier than is usual in their year, by the local clock."""
    local = closes.tz_convert(zone).tz_localize(None)
    after_midnight = pd.Series(local - labels, index=labels)
    usual = after_midnight.groupby(labels.year).transform("median")
    return after_midnight < usual


def _corrected(calendar: str, labels: pd.DatetimeIndex, closes: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Set the early closes that the package misses."""
    for rule in _MISSED:
        if calendar in rule.calendars:
            early = clock_instants(labels, parse_clock(rule.time), _NEW_YORK)
            closes = pd.DatetimeIndex(closes.where(~rule.chosen(labels), early))
    return closes


def _christmas_eve(labels: pd.DatetimeIndex) -> BoolArray:
    """Choose 24 December."""
    return np.asarray((labels.month == 12) & (labels.day == 24), dtype=np.bool_)


def _after_thanksgiving(labels: pd.DatetimeIndex) -> BoolArray:
    """Choose the Friday after the fourth Thursday of November."""
    friday = (labels.month == 11) & (labels.day_of_week == 4) & (labels.day >= 23) & (labels.day <= 29)
    return np.asarray(friday, dtype=np.bool_)


def _after_thanksgiving_lately(labels: pd.DatetimeIndex) -> BoolArray:
    """Choose the same of 2024 and 2025."""
    return np.asarray(_after_thanksgiving(labels) & np.isin(labels.year, (2024, 2025)), dtype=np.bool_)


def _share_half_days(labels: pd.DatetimeIndex) -> BoolArray:
    """Choose the sessions that New York shares close early."""
    if labels.empty:
        return np.zeros(0, dtype=np.bool_)
    shares = market_schedule("NYSE", labels[0].date(), labels[-1].date())
    return np.asarray(labels.isin(shares.index[shares["early"]]), dtype=np.bool_)


# Hourly gold of 2019, 2020, 2024 and 2025 ends in the hour from 13:00 on 24 December, and in that from 14:00
# after Thanksgiving of 2024 and 2025. Hourly Brent ends in the hour from 13:00 on both days in all years but
# two; its settlements of 2021 and 2022 after Thanksgiving are those of about 13:30, not of 14:30. The options
# exchange closes a quarter of an hour after shares.
_MISSED = (
    _EarlyClose(_ENERGY_AND_METALS, _christmas_eve, "13:45"),
    _EarlyClose(_ENERGY_AND_METALS, _after_thanksgiving_lately, "14:45"),
    _EarlyClose(_ICE_ENERGY, _christmas_eve, "13:30"),
    _EarlyClose(_ICE_ENERGY, _after_thanksgiving, "13:30"),
    _EarlyClose(_VOLATILITY, _share_half_days, "13:15"),
)
