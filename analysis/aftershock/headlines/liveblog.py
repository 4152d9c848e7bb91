"""Live blogs: lines that end in a printed time, and the paragraphs beneath them."""

from collections.abc import Sequence
from datetime import date as calendar_date

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.chronology import DatedClocks, FeedOrder, date_clocks, detect_order
from aftershock.headlines.clock import ClockTime, parse_clock
from aftershock.headlines.entries import SHAPES, Entry, find_entries, stated_zones
from aftershock.headlines.frame import (
    ONE_HOUR,
    ONE_MINUTE,
    Reading,
    Rejected,
    join_flags,
    refuse_if_all_rejected,
)
from aftershock.headlines.stamps import FIRST_YEAR, LAST_YEAR, parse_stamp
from aftershock.headlines.zones import LocalReading, Zone, localize, resolve_zone


def read_liveblog(text: str, *, date: str | calendar_date | None, zone: str | None, source: str) -> Reading:
    r"""Read the entries of a live blog and place each at its instant.

    Use it on plain text; reduce HTML to text first.

    Parameters
    ----------
    text : str
        The page.
    date : str or datetime.date or None
        Local calendar day of the newest readable entry.
    zone : str or None
        Zone of the printed times; None takes it from the page ("All times CET").
    source : str
        What to write in the column ``source``.

    Returns
    -------
    Reading
        One row an entry, and the entries that could not be used.

    Raises
    ------
    HeadlineError
        If there are no entries, none can be used, or ``date`` is missing or no date.
    ZoneError
        If no zone is known, or it is unknown or ambiguous.

    Examples
    --------
    >>> page = "All times CET:\n\nTalks resume (3:15 a.m.)\n\nThey met.\n"
    >>> read_liveblog(page, date="2022-02-18", zone=None, source="").rows["instant"].tolist()
    [Timestamp('2022-02-18 02:15:00')]
    """
    entries = find_entries(text)
    if not entries:
        raise HeadlineError(f"No entries were found. An entry is a line such as {SHAPES}.", entries=0)
    known_zone, zone_reason = _choose_zone(text, entries, zone)
    newest_day = _newest_day(date)
    kept, clocks, rejected = _read_clocks(entries, known_zone)
    refuse_if_all_rejected(rejected, kept=len(kept))
    minutes = [clock.minute for clock in clocks]
    order = detect_order(minutes)
    dated = date_clocks(minutes, newest_day=str(newest_day), order=order, zone=known_zone)
    local = localize(dated.local, known_zone, second_pass=dated.second_pass)
    anchor_lost = _newest_rejected(kept, rejected, order)
    flags = _flags(clocks, dated, local, newest_doubtful=anchor_lost, order=order)
    return Reading(
        rows=_rows(kept, clocks, local, flags, place=known_zone.place, source=source),
        order=order,
        assumption=_assumption(known_zone, zone_reason)
        + _dating(newest_day, order, dated, anchor_lost=anchor_lost),
        rejected=tuple(rejected),
        season_note=_season_note(known_zone, local),
    )


def _choose_zone(text: str, entries: Sequence[Entry], zone: str | None) -> tuple[Zone, str]:
    """Decide which zone the times are in, and say why."""
    printed = _printed_zones(text, entries)
    if zone is not None:
        known = resolve_zone(zone)
        return known, f"as passed (zone={zone!r})" + _disagreement(known, printed)
    if not printed:
        raise ZoneError(
            "The page does not say in which zone its times are. Pass zone=, e.g. zone='CET' or "
            "zone='America/New_York'.",
            zone=None,
        )
    resolved = [resolve_zone(name) for name in printed]
    if len({known.place for known in resolved}) > 1:
        raise ZoneError(
            f"The page names several zones: {', '.join(map(repr, printed))}. "
            "Pass the one that is meant as zone=.",
            zones=printed,
        )
    where = "as the page states for all of them" if stated_zones(text) else "as printed behind them"
    return resolved[0], f'{where} ("{resolved[0].printed}")'


def _printed_zones(text: str, entries: Sequence[Entry]) -> list[str]:
    """Zones that the page states for all its times; failing that, those printed behind single times."""
    return list(dict.fromkeys(stated_zones(text) or [entry.zone for entry in entries if entry.zone]))


def _disagreement(known: Zone, printed: Sequence[str]) -> str:
    """Clause for the assumption when the page names another zone than the caller."""
    others = [name for name in printed if not _same_place(name, known)]
    return f', although the page says "{", ".join(others)}"' if others else ""


def _same_place(name: str, known: Zone) -> bool:
    """Whether a printed zone could mean the place that was passed."""
    try:
        return resolve_zone(name).place == known.place
    except ZoneError as error:
        return known.place in error.data.get("candidates", ())


def _newest_day(date: str | calendar_date | None) -> np.datetime64:
    """Check the day of the newest entry."""
    if date is None:
        raise HeadlineError(
            "The page prints times but no dates, and guessing the day could shift every headline by one. "
            "Pass date=, the local calendar day of the newest entry, e.g. date='2022-02-18'.",
            date=None,
        )
    text = date.strip() if isinstance(date, str) else str(date)[:10]
    try:
        day = parse_stamp(text)
    except HeadlineError as error:
        raise _no_calendar_day(date) from error
    if day.precision != "day":
        raise _no_calendar_day(date)
    return np.datetime64(str(day.local)[:10], "D")


def _no_calendar_day(date: str | calendar_date) -> HeadlineError:
    """Error for an anchor that is no calendar day."""
    return HeadlineError(
        f"date is {date!r}; it must be a calendar day as ISO, e.g. '2022-02-18', "
        f"of the years {FIRST_YEAR} to {LAST_YEAR}.",
        date=date,
    )


def _read_clocks(entries: Sequence[Entry], zone: Zone) -> tuple[list[Entry], list[ClockTime], list[Rejected]]:
    """Read every printed time; sort out those that are impossible or have two readings."""
    read = [(entry, _clock_or_reason(entry, zone)) for entry in entries]
    twelve_hour = any(isinstance(clock, ClockTime) and clock.face == "12-hour" for _, clock in read)
    kept: list[Entry] = []
    clocks: list[ClockTime] = []
    rejected: list[Rejected] = []
    for entry, clock in read:
        if isinstance(clock, ClockTime) and twelve_hour and clock.could_be_either:
            clock = f"time {entry.raw_time!r} lacks a.m. or p.m. on a page that prints them"
        if isinstance(clock, str):
            rejected.append({"line": entry.line, "text": entry.printed, "reason": clock})
        else:
            kept.append(entry)
            clocks.append(clock)
    return kept, clocks, rejected


def _clock_or_reason(entry: Entry, zone: Zone) -> ClockTime | str:
    """Read the time of an entry, or say why it cannot be used."""
    if not entry.headline:
        return "there is no headline text before the time"
    if entry.zone and not _same_place(entry.zone, zone):
        return f"its time is printed in {entry.zone}, the others in {zone.printed}"
    try:
        return parse_clock(entry.raw_time)
    except HeadlineError as error:
        return str(error)


def _rows(
    entries: Sequence[Entry],
    clocks: Sequence[ClockTime],
    local: LocalReading,
    flags: list[str],
    *,
    place: str,
    source: str,
) -> pd.DataFrame:
    """Columns of the headline frame."""
    return pd.DataFrame(
        {
            "instant": local.instants,
            "uncertainty": _uncertainty(clocks),
            "headline": [entry.headline for entry in entries],
            "body": [entry.body for entry in entries],
            "source": source,
            "raw_time": [entry.raw_time for entry in entries],
            "zone": place,
            "flags": flags,
        }
    )


def _uncertainty(clocks: Sequence[ClockTime]) -> np.timedelta64:
    """One minute if the page prints minutes anywhere, else one hour."""
    return ONE_MINUTE if any(clock.prints_minutes for clock in clocks) else ONE_HOUR


def _newest_rejected(kept: Sequence[Entry], rejected: Sequence[Rejected], order: FeedOrder) -> bool:
    """Whether an entry newer than every usable one was rejected, so that the anchor may miss a midnight."""
    if order == "oldest first":
        return any(row["line"] > kept[-1].line for row in rejected)
    return any(row["line"] < kept[0].line for row in rejected)


def _flags(
    clocks: Sequence[ClockTime],
    dated: DatedClocks,
    local: LocalReading,
    *,
    newest_doubtful: bool,
    order: FeedOrder,
) -> list[str]:
    """Spell the flags of each entry."""
    twelve_hour = any(clock.face == "12-hour" for clock in clocks)
    doubtful = dated.doubtful.copy()
    doubtful[-1 if order == "oldest first" else 0] |= newest_doubtful
    return join_flags(
        {
            "mixed_clock": np.array([twelve_hour and clock.face == "24-hour" for clock in clocks]),
            "season_contradiction": local.contradicts_season,
            "ambiguous_local_time": local.ambiguous,
            "nonexistent_local_time": local.nonexistent,
            "doubtful_day": doubtful,
        }
    )


def _assumption(zone: Zone, reason: str) -> str:
    """First half of the sentence for the report: the zone."""
    return f"Printed times are read as local time in {zone.place}, {reason}; "


def _dating(newest_day: np.datetime64, order: FeedOrder, dated: DatedClocks, *, anchor_lost: bool) -> str:
    """Second half of the sentence for the report: the days."""
    anchor = "newest readable entry (a newer one was rejected)" if anchor_lost else "newest entry"
    silences = int(dated.doubtful.sum())
    doubt = f" ({silences} of them only after a silence of over twelve hours)" if silences else ""
    walk = f", and earlier days follow from the clock of a feed that runs {order}{doubt}"
    return f"the {anchor} is dated {newest_day} as passed{'' if order == 'single' else walk}."


def _season_note(zone: Zone, local: LocalReading) -> str:
    """Say what to warn of when the printed abbreviation belongs to the other half of the year."""
    count = int(local.contradicts_season.sum())
    if not count:
        return ""
    return (
        f"{count} of {local.instants.size} times are printed as {zone.printed}, which is out of season on "
        f"that date; they were read as local time in {zone.place}."
    )
