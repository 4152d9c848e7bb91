"""Timing: what an entry of a live blog says about its time, in print and in its markup."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.clock import ClockTime, parse_clock
from aftershock.headlines.dates import parse_date
from aftershock.headlines.entries import Entry
from aftershock.headlines.frame import Rejected
from aftershock.headlines.settings import ReadSettings, ZoneRules
from aftershock.headlines.stamps import Stamp, parse_stamp
from aftershock.headlines.zones import Zone, local_times, resolve_zone


@dataclass(frozen=True, slots=True)
class Timing:
    """An entry whose time could be read.

    Parameters
    ----------
    entry : Entry
        As it stands on the page.
    clock : ClockTime
        Local time of day.
    day : numpy.datetime64 or None
        Local calendar day, if the entry or a heading above it states one.
    stamp : Stamp or None
        The time marked up for machines, if its offset makes the instant certain.
    doubtful : bool
        Whether the weekday printed is not that of the date.

    Examples
    --------
    >>> from aftershock.headlines.entries import find_entries
    >>> timed, _ = read_timings(find_entries("Talks (3:15 a.m.)"), Zone("CET", "Europe/Berlin"),
    ...     settings=ReadSettings(), near=None)
    >>> timed[0].clock.minute
    195
    """

    entry: Entry
    clock: ClockTime
    day: np.datetime64 | None = None
    stamp: Stamp | None = None
    doubtful: bool = False


def read_timings(
    entries: Sequence[Entry], zone: Zone, *, settings: ReadSettings, near: np.datetime64 | None
) -> tuple[list[Timing], list[Rejected]]:
    """Read the time of every entry; sort out those that are impossible or have two readings.

    Use it once the zone of the page is known. A time marked up with an offset is preferred to the
    one in print. A date on a line of its own belongs to the first usable entry beneath it.

    Parameters
    ----------
    entries : sequence of Entry
        In the order of the page.
    zone : Zone
        Zone of the printed times.
    settings : ReadSettings
        Order of dates in numbers, and rules for abbreviations.
    near : numpy.datetime64 or None
        A day close to those that are printed without a year.

    Returns
    -------
    tuple of list of Timing and list of Rejected
        Every entry is in one of them.

    Raises
    ------
    HeadlineError
        If a date above entries cannot be read, or lacks a year that nothing supplies.

    Examples
    --------
    >>> from aftershock.headlines.entries import find_entries
    >>> _, rejected = read_timings(find_entries("Talks (25:10)"), Zone("UTC", "UTC"),
    ...     settings=ReadSettings(), near=None)
    >>> rejected[0]["line"]
    1
    """
    read = [(entry, _timing_or_reason(entry, zone, settings=settings, near=near)) for entry in entries]
    twelve_hour = any(_prints_halves(timing) for _, timing in read)
    timings: list[Timing] = []
    rejected: list[Rejected] = []
    heading = ""
    for entry, timing in read:
        heading = entry.day_heading or heading
        if (
            isinstance(timing, Timing)
            and twelve_hour
            and timing.stamp is None
            and timing.clock.could_be_either
        ):
            timing = f"time {entry.raw_time!r} lacks a.m. or p.m. on a page that prints them"
        if isinstance(timing, str):
            rejected.append({"line": entry.line, "text": entry.printed, "reason": timing})
        elif heading and entry.marker != "pinned":
            timings.append(_under_heading(timing, heading, settings=settings, near=near))
            heading = ""
        else:
            timings.append(timing)
    return timings, rejected


def marked_stamp(entry: Entry) -> Stamp | None:
    """Read the time that the page marks up for an entry.

    Use it to see whether an entry needs a zone at all.

    Parameters
    ----------
    entry : Entry
        As it stands on the page.

    Returns
    -------
    Stamp or None
        None if nothing is marked up, or it cannot be read.

    Examples
    --------
    >>> from aftershock.headlines.entries import find_entries
    >>> marked_stamp(find_entries("Talks (3:15 a.m.)")[0]) is None
    True
    """
    if entry.mark is None:
        return None
    try:
        return parse_stamp(entry.mark.value)
    except HeadlineError:
        return None


def same_place(name: str, known: Zone, *, rules: ZoneRules) -> bool:
    """Tell whether a printed zone could mean a place.

    Use it to compare what is printed with what was passed or stated.

    Parameters
    ----------
    name : str
        Zone as printed.
    known : Zone
        The place.
    rules : ZoneRules
        How abbreviations are read.

    Returns
    -------
    bool
        True also if the place is one of several that the name may mean.

    Examples
    --------
    >>> same_place("BST", Zone("London", "Europe/London"), rules=ZoneRules())
    True
    """
    try:
        return resolve_zone(name, rules=rules).place == known.place
    except ZoneError as error:
        return known.place in error.data.get("candidates", ())


def _timing_or_reason(
    entry: Entry, zone: Zone, *, settings: ReadSettings, near: np.datetime64 | None
) -> Timing | str:
    """Read the time of an entry, or say why it cannot be used."""
    if not entry.headline:
        return "there is no headline text beside the time"
    stamp = marked_stamp(entry)
    if stamp is not None and stamp.precision != "day":
        return _marked_timing(entry, stamp, zone)
    if entry.zone and not same_place(entry.zone, zone, rules=settings.rules):
        return f"its time is printed in {entry.zone}, the others in {zone.printed}"
    try:
        timing = Timing(entry, parse_clock(entry.raw_time))
        if stamp is not None:
            return replace(timing, day=stamp.local.astype("datetime64[D]"))
        return _on_day(timing, entry.date, settings=settings, near=near) if entry.date else timing
    except HeadlineError as error:
        return str(error)


def _marked_timing(entry: Entry, stamp: Stamp, zone: Zone) -> Timing:
    """Read the time of an entry from its markup; without an offset that is a local time."""
    local = stamp.local if stamp.offset is None else local_times(stamp.instant, zone)[0]
    day = local.astype("datetime64[D]")
    clock = ClockTime(
        minute=int((local - day) // np.timedelta64(1, "m")),
        prints_minutes=stamp.precision != "hour",
        face="word",
    )
    return Timing(entry, clock, day=day, stamp=None if stamp.offset is None else stamp)


def _under_heading(
    timing: Timing, heading: str, *, settings: ReadSettings, near: np.datetime64 | None
) -> Timing:
    """Give the first entry beneath a date that date, unless it states its own."""
    return timing if timing.day is not None else _on_day(timing, heading, settings=settings, near=near)


def _on_day(timing: Timing, printed: str, *, settings: ReadSettings, near: np.datetime64 | None) -> Timing:
    """Give an entry the date printed for it."""
    date = parse_date(printed.strip(" \t:–—-•*#"), date_order=settings.date_order)
    day = date.on_calendar(near=near)
    if day is None:
        raise HeadlineError(
            f"The page prints the date {printed!r} without a year. Pass date=, the local calendar day of the "
            "newest entry, e.g. date='2022-02-18'.",
            date=printed,
        )
    return replace(timing, day=day, doubtful=date.contradicts(day))


def _prints_halves(timing: Timing | str) -> bool:
    """Whether a time was printed with a.m. or p.m."""
    return isinstance(timing, Timing) and timing.stamp is None and timing.clock.face == "12-hour"
