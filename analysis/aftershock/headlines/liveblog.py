"""Live blogs: entries that print a time, and the paragraphs beneath them, each placed at its instant."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.anchors import Anchor, page_anchor, passed_anchor
from aftershock.headlines.assumptions import date_sentence, season_note, summary_sentence, zone_sentence
from aftershock.headlines.chronology import DatedClocks, FeedOrder, date_clocks, detect_order
from aftershock.headlines.dates import parse_date
from aftershock.headlines.entries import SHAPES, Entry, find_entries, leave_out_summary, stated_zones
from aftershock.headlines.frame import (
    ONE_HOUR,
    ONE_MINUTE,
    Reading,
    Rejected,
    join_flags,
    refuse_if_all_rejected,
)
from aftershock.headlines.html import Page, open_page
from aftershock.headlines.jsonld import stated_dates
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.strays import DAY_IN_MINUTES, DOUBTFUL_SILENCE
from aftershock.headlines.timing import Timing, marked_stamp, read_timings, same_place
from aftershock.headlines.zones import LocalReading, Zone, localize, resolve_zone
from aftershock.typing import BoolArray

_ONE_SECOND = np.timedelta64(1, "s")


def read_liveblog(content: str | bytes, *, settings: ReadSettings) -> Reading:
    r"""Read the entries of a live blog and place each at its instant.

    Use it on plain text or HTML. The date of the newest entry comes from ``settings.date``, from dates
    that the page prints with or above its entries, or from the page's own head; days before
    follow from the clock. Times marked up with an offset need neither date nor zone.

    Parameters
    ----------
    content : str or bytes
        The page; bytes are UTF-8.
    settings : ReadSettings
        ``date``: local calendar day of the newest readable entry. ``zone``: zone of the printed
        times; None takes it from the page ("All times CET"). ``source``: label of the rows.

    Returns
    -------
    Reading
        One row an entry, and the entries that could not be used.

    Raises
    ------
    HeadlineError
        If there are no entries, none can be used, or no date is known.
    ZoneError
        If no zone is known, or it is unknown or ambiguous.

    Examples
    --------
    >>> import datetime
    >>> page = "All times CET:\n\nTalks resume (3:15 a.m.)\n\nThey met.\n"
    >>> settings = ReadSettings(date=datetime.date(2022, 2, 18))
    >>> read_liveblog(page, settings=settings).rows["instant"].tolist()
    [Timestamp('2022-02-18 02:15:00')]
    """
    page = _page(content)
    found = find_entries(page)
    entries = leave_out_summary(found)
    if not entries:
        raise HeadlineError(f"No entries were found. An entry is a line such as {SHAPES}.", entries=0)
    zone, zone_reason = _choose_zone(page.text, entries, settings)
    anchor = _anchor(page, entries, zone, settings)
    timings, rejected = read_timings(entries, zone, settings=settings, near=_near(anchor, entries, settings))
    refuse_if_all_rejected(rejected, kept=len(timings))
    order = _order(timings)
    dated = _date(timings, anchor, order, zone)
    local = localize(dated.local, zone, second_pass=dated.second_pass)
    anchor_lost = _newest_rejected(timings, rejected, order) and timings[_end(order)].day is None
    return Reading(
        rows=_rows(timings, local, _flags(timings, dated, local, zone, order, anchor_lost), zone, settings),
        order=order,
        assumption=zone_sentence(timings, zone, zone_reason)
        + date_sentence(timings, anchor, order, dated, anchor_lost=anchor_lost)
        + summary_sentence(len(found) - len(entries)),
        rejected=tuple(rejected),
        season_note=season_note(timings, zone, local),
    )


def _page(content: str | bytes) -> Page:
    """Reduce the content to lines, HTML with what its markup says about them."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadlineError(
            f"The page is not UTF-8 (byte {error.start} cannot be read). Save it as UTF-8.", byte=error.start
        ) from error
    text = text.removeprefix("\ufeff")
    return open_page(text) if text.lstrip().startswith("<") else Page(text)


def _choose_zone(text: str, entries: Sequence[Entry], settings: ReadSettings) -> tuple[Zone, str]:
    """Decide which zone the times are in, and say why."""
    stamps = [marked_stamp(entry) for entry in entries]
    offset = next((stamp.offset for stamp in stamps if stamp is not None and stamp.offset is not None), None)
    try:
        return _stated_zone(text, entries, settings)
    except ZoneError:
        if (
            offset is None
            or settings.zone is not None
            or not all(stamp and stamp.offset is not None for stamp in stamps)
        ):
            raise
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    written = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "UTC"
    return resolve_zone(written), "as marked up in the page"


def _stated_zone(text: str, entries: Sequence[Entry], settings: ReadSettings) -> tuple[Zone, str]:
    """Zone that was passed, that the page states for all its times, or that it prints beside them."""
    stated = list(dict.fromkeys(stated_zones(text)))
    printed = stated or list(dict.fromkeys(entry.zone for entry in entries if entry.zone))
    if settings.zone is not None:
        known = resolve_zone(settings.zone, rules=settings.rules)
        others = [name for name in printed if not same_place(name, known, rules=settings.rules)]
        disagreement = f', although the page says "{", ".join(others)}"' if others else ""
        return known, f"as passed (zone={settings.zone!r}){disagreement}"
    if not printed:
        raise ZoneError(
            "The page does not say in which zone its times are. Pass zone=, e.g. zone='CET' or "
            "zone='America/New_York'.",
            zone=None,
        )
    resolved = [resolve_zone(name, rules=settings.rules) for name in printed]
    if len({known.place for known in resolved}) > 1:
        raise ZoneError(
            f"The page names several zones: {', '.join(map(repr, printed))}. "
            "Pass the one that is meant as zone=.",
            zones=printed,
        )
    where = "as the page states for all of them" if stated else "as printed behind them"
    return resolved[0], f'{where} ("{resolved[0].printed}")'


def _anchor(page: Page, entries: Sequence[Entry], zone: Zone, settings: ReadSettings) -> Anchor | None:
    """Day that was passed; failing that, one by which the page dates itself; None if entries have their own."""
    if settings.date is not None:
        return passed_anchor(settings.date)
    anchor = page_anchor([*page.dates, *stated_dates(page.scripts)], zone)
    if anchor is None and not any(
        entry.date or entry.day_heading or marked_stamp(entry) for entry in entries
    ):
        raise HeadlineError(
            "The page prints times but no dates, and guessing the day could shift every headline by one. "
            "Pass date=, the local calendar day of the newest entry, e.g. date='2022-02-18'.",
            date=None,
        )
    return anchor


def _near(anchor: Anchor | None, entries: Sequence[Entry], settings: ReadSettings) -> np.datetime64 | None:
    """Find a day close to those printed without a year: the anchor, else a date printed with one."""
    if anchor is not None:
        return anchor.day
    for entry in entries:
        for printed in (entry.date, entry.day_heading):
            try:
                day = parse_date(printed.strip(" \t:–—-•*#"), date_order=settings.date_order).on_calendar(
                    near=None
                )
            except HeadlineError:
                day = None
            if day is not None:
                return day
    stamps = (marked_stamp(entry) for entry in entries)
    return next((stamp.local.astype("datetime64[D]") for stamp in stamps if stamp is not None), None)


def _order(timings: Sequence[Timing]) -> FeedOrder:
    """Tell the direction of the feed from its days where several are known, else from its clock."""
    in_order = [timing for timing in timings if timing.entry.marker != "pinned"] or list(timings)
    days = [timing.day for timing in in_order if timing.day is not None]
    if len(days) == len(in_order):
        minutes = [int(day.astype(np.int64)) * DAY_IN_MINUTES for day in days]
        return detect_order([day + one.clock.minute for day, one in zip(minutes, in_order, strict=True)])
    steps = np.sign(np.diff(np.array(days, dtype="datetime64[D]").astype(np.int64))).sum() if days else 0
    if steps:
        return "oldest first" if steps > 0 else "newest first"
    return detect_order([timing.clock.minute for timing in in_order])


def _date(timings: Sequence[Timing], anchor: Anchor | None, order: FeedOrder, zone: Zone) -> DatedClocks:
    """Give every entry its day."""
    known = np.array(
        [np.datetime64("NaT", "D") if timing.day is None else timing.day for timing in timings],
        dtype="datetime64[D]",
    )
    pinned = _pinned(timings, order)
    days: dict[str, str] = {}
    if anchor is not None and (anchor.reason == "as passed" or np.isnat(known).all()):
        in_order = np.flatnonzero(~pinned) if not pinned.all() else np.arange(len(timings))
        place = _end(order) if anchor.end == "newest" else -1 - _end(order)
        days = {f"{anchor.end}_day": str(anchor.day_of(timings[in_order[place]].clock.minute))}
    minutes = [timing.clock.minute for timing in timings]
    dated = date_clocks(
        minutes, order=order, zone=zone, known_days=known, pinned=pinned, newest_day=days.get("newest_day"),
        oldest_day=days.get("oldest_day"),
    )  # fmt: skip
    return dated


def _pinned(timings: Sequence[Timing], order: FeedOrder) -> BoolArray:
    """Entries that are pinned, and key events at the newest end that a long silence parts from the next."""
    pinned = np.array([timing.entry.marker == "pinned" for timing in timings], dtype=bool)
    end = _end(order)
    if len(timings) > 2 and timings[end].entry.marker:
        following = timings[-2 if end else 1]
        silence = (timings[end].clock.minute - following.clock.minute) % DAY_IN_MINUTES
        pinned[end] |= silence > DOUBTFUL_SILENCE
    return pinned


def _end(order: FeedOrder) -> int:
    """Place of the newest entry: 0 or -1."""
    return -1 if order == "oldest first" else 0


def _rows(
    timings: Sequence[Timing], local: LocalReading, flags: list[str], zone: Zone, settings: ReadSettings
) -> pd.DataFrame:
    """Columns of the headline frame; an instant that is marked up goes before the one that was inferred."""
    marked = [timing.stamp for timing in timings]
    instants = local.instants.copy()
    for place, stamp in enumerate(marked):
        if stamp is not None:
            instants[place] = stamp.instant
    return pd.DataFrame(
        {
            "instant": instants,
            "uncertainty": _uncertainty(timings),
            "headline": [timing.entry.headline for timing in timings],
            "body": [timing.entry.body for timing in timings],
            "source": settings.source,
            "raw_time": [_raw_time(timing) for timing in timings],
            "zone": zone.place,
            "flags": flags,
        }
    )


def _raw_time(timing: Timing) -> str:
    """Time as printed, with its date where there is one."""
    entry = timing.entry
    return f"{entry.date} {entry.raw_time}" if entry.date else entry.raw_time


def _uncertainty(timings: Sequence[Timing]) -> list[np.timedelta64]:
    """One minute if the page prints minutes anywhere, else one hour; a second where markup shows seconds."""
    printed = ONE_MINUTE if any(timing.clock.prints_minutes for timing in timings) else ONE_HOUR
    seconds = any(timing.stamp is not None and timing.stamp.shows_seconds for timing in timings)
    marked = _ONE_SECOND if seconds else ONE_MINUTE
    return [printed if timing.stamp is None else marked for timing in timings]


def _newest_rejected(timings: Sequence[Timing], rejected: Sequence[Rejected], order: FeedOrder) -> bool:
    """Whether an entry newer than every usable one was rejected, so that the anchor may miss a midnight."""
    if order == "oldest first":
        return any(row["line"] > timings[-1].entry.line for row in rejected)
    return any(row["line"] < timings[0].entry.line for row in rejected)


def _flags(
    timings: Sequence[Timing],
    dated: DatedClocks,
    local: LocalReading,
    zone: Zone,
    order: FeedOrder,
    newest_doubtful: bool,
) -> list[str]:
    """Spell the flags of each entry; a time with an offset of its own is beyond doubt."""
    inferred = np.array([timing.stamp is None for timing in timings], dtype=bool)
    twelve_hour = any(timing.clock.face == "12-hour" for timing in timings)
    other_face = np.array([twelve_hour and timing.clock.face == "24-hour" for timing in timings], dtype=bool)
    doubtful = dated.doubtful | np.array([timing.doubtful for timing in timings], dtype=bool)
    doubtful[_end(order)] |= newest_doubtful
    return join_flags(
        {
            "mixed_clock": other_face,
            "season_contradiction": local.contradicts_season & inferred,
            "ambiguous_local_time": local.ambiguous & inferred,
            "nonexistent_local_time": local.nonexistent & inferred,
            "doubtful_day": doubtful & inferred,
            "out_of_order": dated.out_of_order & inferred,
            "updated_time_only": np.array([timing.entry.updated for timing in timings], dtype=bool),
            "assumed_zone": inferred & zone.assumed,
        }
    )
