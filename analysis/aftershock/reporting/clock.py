"""Clock times as a page prints them: where an axis has ticks, and what they say in two zones."""

from dataclasses import dataclass

import pandas as pd

STEPS_IN_MINUTES = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
DAY = 1440
QUARTER = 15
MONDAY_OFFSET = 3 * DAY
NEW_YORK, UTC = "America/New_York", "UTC"


@dataclass(frozen=True, slots=True)
class Ticks:
    """Ticks of a clock axis: instants in UTC, and for each its local time, local date and time on another clock."""

    instants: pd.DatetimeIndex
    local: tuple[str, ...]
    dates: tuple[str, ...]
    other: tuple[str, ...]
    zone: str
    other_zone: str


def clock_text(instant: pd.Timestamp) -> str:
    """Write the time of day on a 24-hour clock.

    Examples
    --------
    >>> clock_text(pd.Timestamp("2022-02-17T18:05Z"))
    '18:05'
    """
    return f"{instant.hour:02d}:{instant.minute:02d}"


def short_date(instant: pd.Timestamp) -> str:
    """Write a date in English for an axis, whatever the machine's language.

    Examples
    --------
    >>> short_date(pd.Timestamp("2022-02-18"))
    'Fri 18 Feb'
    """
    return f"{instant.day_name()[:3]} {instant.day} {instant.month_name()[:3]}"


def long_date(instant: pd.Timestamp) -> str:
    """Write a date in English in full, whatever the machine's language.

    Examples
    --------
    >>> long_date(pd.Timestamp("2022-02-18"))
    'Friday 18 February 2022'
    """
    return f"{instant.day_name()} {instant.day} {instant.month_name()} {instant.year}"


def zone_name(instant: pd.Timestamp) -> str:
    """Name the zone of an instant as people write it; zones without letters are named by their offset.

    Examples
    --------
    >>> zone_name(pd.Timestamp("2022-02-17T18:05", tz="Europe/Paris"))
    'CET'
    >>> zone_name(pd.Timestamp("2022-02-17T18:05", tz="Asia/Dubai"))
    'UTC+04'
    """
    name = str(instant.tzname())
    return f"UTC{name}" if name[0] in "+-" else name


def ticks_every(start: pd.Timestamp, end: pd.Timestamp, *, zone: str, minutes: int) -> pd.DatetimeIndex:
    """List the instants at which the local clock shows a whole multiple of so many minutes.

    The local clock is read at each instant, so a change to or from summer time moves no tick off
    its hour.

    Examples
    --------
    >>> start, end = pd.Timestamp("2022-02-17T00:00Z"), pd.Timestamp("2022-02-18T00:00Z")
    >>> [str(tick.hour) for tick in ticks_every(start, end, zone="Europe/Paris", minutes=720)]
    ['12', '0']
    """
    spacing = f"{min(minutes, QUARTER)}min"
    grid = pd.date_range(start.ceil(spacing), end.floor(spacing), freq=spacing).tz_convert(zone)
    wall = grid.tz_localize(None).as_unit("s").asi8 // 60
    round_times: pd.DatetimeIndex = grid[(wall + MONDAY_OFFSET) % minutes == 0]
    return round_times


def choose_ticks(start: pd.Timestamp, end: pd.Timestamp, *, zone: str, most: int) -> pd.DatetimeIndex:
    """Choose the densest round ticks of which no more than ``most`` fall between two instants.

    Examples
    --------
    >>> start, end = pd.Timestamp("2022-02-17T00:00Z"), pd.Timestamp("2022-02-18T00:00Z")
    >>> len(choose_ticks(start, end, zone="UTC", most=6))
    5
    """
    finest = next(
        (step for step in STEPS_IN_MINUTES if (end - start) <= pd.Timedelta(minutes=step * most)), DAY * 7
    )
    coarser = [step for step in STEPS_IN_MINUTES if step >= finest]
    for minutes in coarser:
        ticks = ticks_every(start, end, zone=zone, minutes=minutes)
        if len(ticks) <= most:
            return ticks
    return ticks[:: -(-len(ticks) // most)]


def date_labels(ticks: pd.DatetimeIndex) -> tuple[str, ...]:
    """Name the date at every midnight, and at the first tick unless a midnight follows close behind.

    Examples
    --------
    >>> date_labels(pd.date_range("2022-02-17T12:00Z", periods=4, freq="6h"))
    ('Thu 17 Feb', '', 'Fri 18 Feb', '')
    """
    midnight = [tick.hour == 0 and tick.minute == 0 for tick in ticks]
    first = not any(midnight[:2])
    named = [is_midnight or (index == 0 and first) for index, is_midnight in enumerate(midnight)]
    return tuple(short_date(tick) if name else "" for tick, name in zip(ticks, named, strict=True))


def clock_ticks(start: pd.Timestamp, end: pd.Timestamp, *, zone: str, most: int) -> Ticks:
    """Choose the ticks of a clock axis and write their labels in the local zone and in that of New York.

    Parameters
    ----------
    start, end : Timestamp
        Ends of the axis, tz-aware.
    zone : str
        Zone in which the headlines were printed, e.g. "Europe/Paris".
    most : int
        Ticks there is room for.

    Returns
    -------
    Ticks
        Ticks at round local times; where the local zone is that of New York, the other clock is UTC.

    Examples
    --------
    >>> start, end = pd.Timestamp("2022-02-17T10:00Z"), pd.Timestamp("2022-02-18T02:00Z")
    >>> ticks = clock_ticks(start, end, zone="Europe/Paris", most=4)
    >>> ticks.local, ticks.other, ticks.zone, ticks.other_zone
    (('12:00', '18:00', '00:00'), ('06:00', '12:00', '18:00'), 'CET', 'EST')
    """
    ticks = choose_ticks(start, end, zone=zone, most=most)
    return written_ticks(ticks, zone=zone)


def written_ticks(ticks: pd.DatetimeIndex, *, zone: str) -> Ticks:
    """Write the labels of ticks in the local zone and on the other clock."""
    other = ticks.tz_convert(UTC if on_new_york_time(ticks) else NEW_YORK)
    return Ticks(
        instants=ticks.tz_convert(UTC),
        local=tuple(clock_text(tick) for tick in ticks),
        dates=date_labels(ticks),
        other=tuple(clock_text(tick) for tick in other),
        zone=zone_names(ticks) or zone,
        other_zone=zone_names(other),
    )


def on_new_york_time(ticks: pd.DatetimeIndex) -> bool:
    """Say whether ticks are on the clock of New York already."""
    there = ticks.tz_convert(NEW_YORK)
    return [clock_text(tick) for tick in ticks] == [clock_text(tick) for tick in there]


def zone_names(ticks: pd.DatetimeIndex) -> str:
    """Name the zone of ticks, both names where it changes on the way.

    Examples
    --------
    >>> zone_names(pd.DatetimeIndex(["2022-03-12", "2022-03-14"], tz="America/New_York"))
    'EST/EDT'
    """
    return "/".join(dict.fromkeys(zone_name(tick) for tick in ticks))
