"""Clock rules of markets: the strike of a daily price, and hours that repeat by weekday."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
import pandas as pd

from aftershock.errors import AssetError
from aftershock.typing import UTC, InstantArray

__all__ = ["Hours", "Strike", "check_zone", "clock_instants", "parse_clock", "utc_values"]

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORKDAYS = (0, 1, 2, 3, 4)
_HALF_DAY_WORDS = ("close", "keep")
_DAY = pd.Timedelta(days=1)


def parse_clock(text: str) -> pd.Timedelta:
    """Read a 24-hour clock time as the time passed since midnight.

    Parameters
    ----------
    text : str
        ``HH:MM``, from ``00:00`` to ``24:00``.

    Returns
    -------
    pandas.Timedelta
        Time since local midnight.

    Raises
    ------
    AssetError
        If the text is not such a time.

    Examples
    --------
    >>> parse_clock("16:15")
    Timedelta('0 days 16:15:00')
    """
    found = _CLOCK.fullmatch(text)
    if found is not None:
        passed = pd.Timedelta(hours=int(found[1]), minutes=int(found[2]))
        if int(found[2]) < 60 and passed <= _DAY:
            return passed
    raise AssetError(f"{text!r} is not a clock time; write hours and minutes from 00:00 to 24:00.", time=text)


def check_zone(zone: str) -> None:
    """Refuse a time zone the zone database does not hold.

    Parameters
    ----------
    zone : str
        An IANA name such as ``America/New_York``.

    Raises
    ------
    AssetError
        Names the zone and the closest names there are.

    Examples
    --------
    >>> check_zone("Europe/Londn")
    Traceback (most recent call last):
    aftershock.errors.AssetError: Zone 'Europe/Londn' is unknown; did you mean 'Europe/London'?
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = difflib.get_close_matches(zone, sorted(available_timezones()), n=1)
        advice = f"did you mean {close[0]!r}?" if close else "use an IANA name such as 'America/New_York'."
        raise AssetError(f"Zone {zone!r} is unknown; {advice}", zone=zone) from None


def clock_instants(dates: pd.DatetimeIndex, clock: pd.Timedelta, zone: str) -> pd.DatetimeIndex:
    """Find the instants at which a local clock shows a time on given dates.

    Parameters
    ----------
    dates : pandas.DatetimeIndex of shape (n,)
        Naive midnights.
    clock : pandas.Timedelta
        Time since local midnight.
    zone : str
        IANA name.

    Returns
    -------
    pandas.DatetimeIndex of shape (n,)
        Instants, UTC. A time the clock shows twice is its first occurrence; one it skips is moved to the
        end of the gap.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-03-11", "2022-03-14"])
    >>> [str(t) for t in clock_instants(days, parse_clock("16:00"), "America/New_York")]
    ['2022-03-11 21:00:00+00:00', '2022-03-14 20:00:00+00:00']
    """
    local = (dates + clock).tz_localize(
        zone, ambiguous=np.ones(len(dates), dtype=bool), nonexistent="shift_forward"
    )
    return pd.DatetimeIndex(local.tz_convert("UTC").astype(UTC))


def utc_values(instants: pd.Index | pd.Series[Any]) -> InstantArray:
    """Take instants as a plain array of UTC nanoseconds, for the numerical cores.

    Parameters
    ----------
    instants : pandas.DatetimeIndex or Series of shape (n,)
        Instants, tz-aware.

    Returns
    -------
    ndarray of datetime64[ns], shape (n,)
        UTC.

    Examples
    --------
    >>> utc_values(pd.DatetimeIndex(["2022-02-17T16:00-05:00"])).astype(str).tolist()
    ['2022-02-17T21:00:00.000000000']
    """
    return pd.DatetimeIndex(instants).as_unit("ns").to_numpy(dtype="datetime64[ns]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """State the local clock time at which a daily price is set, and what becomes of it on a shortened session.

    Parameters
    ----------
    time : str
        ``HH:MM`` on the wall clock of ``zone``.
    zone : str
        IANA name.
    half_day : str
        For a session whose early close comes before ``time``: ``close`` moves the strike to that close,
        ``keep`` leaves it where it is, and ``HH:MM`` is a time of its own.

    Raises
    ------
    AssetError
        If a time, the zone or the rule is not known.

    Examples
    --------
    >>> str(Strike.parse("13:30 America/New_York"))
    '13:30 America/New_York'
    >>> Strike.parse("14:30 America/New_York 13:30").half_day
    '13:30'
    """

    time: str
    zone: str
    half_day: str = "close"

    def __post_init__(self) -> None:
        """Refuse unknown times, zones and rules."""
        parse_clock(self.time)
        check_zone(self.zone)
        if self.half_day not in _HALF_DAY_WORDS:
            _check_half_day(self.half_day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``"16:00 America/New_York"``, with a rule for shortened sessions behind it if need be.

        Raises
        ------
        AssetError
            If the text is not a clock time followed by a zone and at most one more word.

        Examples
        --------
        >>> Strike.parse("19:30 Europe/London keep")
        Strike(time='19:30', zone='Europe/London', half_day='keep')
        """
        words = text.split()
        if len(words) not in (2, 3):
            raise AssetError(
                f"{text!r} is not a strike; write a time and a zone: '16:00 America/New_York', and behind them "
                "'keep' or a time of its own for shortened sessions if it does not move to their close.",
                strike=text,
            )
        return cls(time=words[0], zone=words[1], half_day=words[2] if len(words) == 3 else "close")

    def at(self, dates: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Find the instants of the usual strike on given dates.

        Parameters
        ----------
        dates : pandas.DatetimeIndex of shape (n,)
            Naive midnights.

        Returns
        -------
        pandas.DatetimeIndex of shape (n,)
            Instants, UTC.

        Examples
        --------
        >>> str(Strike.parse("16:00 America/New_York").at(pd.DatetimeIndex(["2022-02-17"]))[0])
        '2022-02-17 21:00:00+00:00'
        """
        return clock_instants(dates, parse_clock(self.time), self.zone)

    def on_half_days(self, dates: pd.DatetimeIndex, closes: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Find the instants of the strike on sessions that close before its usual time.

        Parameters
        ----------
        dates : pandas.DatetimeIndex of shape (n,)
            Naive midnights.
        closes : pandas.DatetimeIndex of shape (n,)
            Their closes, instants.

        Returns
        -------
        pandas.DatetimeIndex of shape (n,)
            Instants, UTC.

        Examples
        --------
        >>> day, close = pd.DatetimeIndex(["2021-11-26"]), pd.DatetimeIndex(["2021-11-26T18:45Z"])
        >>> str(Strike.parse("14:30 America/New_York 13:30").on_half_days(day, close)[0])
        '2021-11-26 18:30:00+00:00'
        """
        if self.half_day == "close":
            return closes
        clock = self.time if self.half_day == "keep" else self.half_day
        return clock_instants(dates, parse_clock(clock), self.zone)

    def __str__(self) -> str:
        """Print as it is parsed."""
        return f"{self.time} {self.zone}" + ("" if self.half_day == "close" else f" {self.half_day}")


def _check_half_day(rule: str) -> None:
    """Refuse a rule for shortened sessions that is neither a word nor a clock time."""
    try:
        parse_clock(rule)
    except AssetError:
        raise AssetError(
            f"half_day is {rule!r}; allowed are 'close', 'keep' and a clock time such as '13:30'.",
            half_day=rule,
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """State hours that repeat by weekday, for feeds that keep their own.

    Use it where no exchange calendar fits: quotes of a broker, a feed cut to some hours. It knows no
    holidays. If the close is not after the open, the session of a day opens the evening before; a close at
    midnight is the end of the day.

    Parameters
    ----------
    opens, closes : str
        ``HH:MM`` on the wall clock of ``zone``.
    zone : str
        IANA name.
    weekdays : tuple of int
        Days that are sessions, Monday is 0.

    Raises
    ------
    AssetError
        If a time, the zone or a weekday is not known.

    Examples
    --------
    >>> Hours.parse("18:00-17:00 America/New_York").frame("2022-02-21", "2022-02-21")["open"].iloc[0]
    Timestamp('2022-02-20 23:00:00+0000', tz='UTC')
    """

    opens: str
    closes: str
    zone: str
    weekdays: tuple[int, ...] = _WORKDAYS

    def __post_init__(self) -> None:
        """Refuse unknown times, zones and weekdays."""
        parse_clock(self.opens)
        parse_clock(self.closes)
        check_zone(self.zone)
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise AssetError(
                f"weekdays are {self.weekdays}; allowed are 0 (Monday) to 6.", weekdays=self.weekdays
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``"18:00-17:00 America/New_York"``, with weekdays (``Mon-Fri``) behind it if need be.

        Raises
        ------
        AssetError
            If the text has another shape.

        Examples
        --------
        >>> Hours.parse("00:00-24:00 UTC Mon-Sun").weekdays
        (0, 1, 2, 3, 4, 5, 6)
        """
        words = text.split()
        clocks = words[0].split("-") if words else []
        if len(words) not in (2, 3) or len(clocks) != 2:
            raise AssetError(
                f"{text!r} are not hours; write 'OPEN-CLOSE ZONE', e.g. '18:00-17:00 America/New_York', "
                "and weekdays behind it if they are not Mon-Fri.",
                hours=text,
            )
        days = _parse_weekdays(words[2]) if len(words) == 3 else _WORKDAYS
        return cls(opens=clocks[0], closes=clocks[1], zone=words[1], weekdays=days)

    def frame(self, start: date | str, end: date | str) -> pd.DataFrame:
        """List the opening hours of the sessions of a range of dates.

        Parameters
        ----------
        start, end : date or str
            First and last session, both included.

        Returns
        -------
        pandas.DataFrame
            Index ``session`` (naive midnight), columns ``open`` and ``close`` (instants, UTC).

        Examples
        --------
        >>> len(Hours.parse("01:00-23:00 Europe/London").frame("2022-02-14", "2022-02-20"))
        5
        """
        days = pd.date_range(start, end, freq="D", unit="ns", name="session")
        days = days[np.isin(days.day_of_week, self.weekdays)]
        opens, closes = parse_clock(self.opens), parse_clock(self.closes)
        closes = _DAY if closes == pd.Timedelta(0) else closes
        opening_days = days - _DAY if closes <= opens else days
        instants = {
            "open": clock_instants(opening_days, opens, self.zone),
            "close": clock_instants(days, closes, self.zone),
        }
        return pd.DataFrame(instants, index=days)

    def __str__(self) -> str:
        """Print as it is parsed."""
        days = "" if self.weekdays == _WORKDAYS else " " + ",".join(_WEEKDAYS[day] for day in self.weekdays)
        return f"{self.opens}-{self.closes} {self.zone}{days}"


def _parse_weekdays(text: str) -> tuple[int, ...]:
    """Read ``Mon-Fri`` or ``Mon,Wed`` as weekday numbers."""
    first, dash, last = text.partition("-")
    names = [first, last] if dash else text.split(",")
    unknown = [name for name in names if name not in _WEEKDAYS]
    if unknown:
        raise AssetError(
            f"{unknown[0]!r} is not a weekday; write {', '.join(_WEEKDAYS)}, as 'Mon-Fri' or 'Mon,Wed'.",
            weekdays=text,
        )
    numbers = [_WEEKDAYS.index(name) for name in names]
    return tuple(range(numbers[0], numbers[1] + 1)) if dash else tuple(sorted(numbers))
