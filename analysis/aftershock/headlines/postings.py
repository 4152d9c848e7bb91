"""Postings: dated items of feeds and structured data, each placed at its instant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.chronology import detect_order
from aftershock.headlines.frame import Reading, Rejected, refuse_if_all_rejected
from aftershock.headlines.html import html_text
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.stamps import Precision, Stamp, parse_stamp
from aftershock.headlines.zones import Zone, local_times, localize, resolve_zone

UNCERTAINTY: Mapping[Precision, np.timedelta64] = {
    "day": np.timedelta64(86_400, "s"),
    "hour": np.timedelta64(3_600, "s"),
    "minute": np.timedelta64(60, "s"),
    "second": np.timedelta64(1, "s"),
}
"""A time written to a unit t means somewhere in [t, t + unit)."""

_SHORT_YEAR = re.compile(
    r"^((?:[A-Za-z]{3,9},?\s+)?\d{1,2}[ \-][A-Za-z]{3,9}[ \-])(\d{2})(?=\s+\d{1,2}:\d{2})"
)
_FIRST_SENTENCE = re.compile(r"(.+?[.!?…]['\"”’)]*)(?=\s|$)", re.DOTALL)
_LONGEST_HEADLINE = 200


@dataclass(frozen=True, slots=True)
class Posting:
    """One item as its source states it.

    Parameters
    ----------
    number : int
        Its place in the source, from 1.
    headline, body : str
        Texts without markup.
    published, updated : str
        Stamps as written; "" where there is none.
    url : str
        Its address; "" if it has none.
    source : str
        Where it says it came from; "" if it does not.

    Examples
    --------
    >>> Posting(1, "Talks resume", "", published="2022-02-18T03:15Z").updated
    ''
    """

    number: int
    headline: str
    body: str
    published: str = ""
    updated: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A posting at its instant."""

    posting: Posting
    stamp: Stamp
    raw_time: str
    instant: np.datetime64
    zone: Zone
    passed: bool
    flags: tuple[str, ...] = field(default=())


def read_postings(postings: Sequence[Posting], *, settings: ReadSettings, kind: str) -> Reading:
    """Place postings at their instants by the time each was published.

    Use it on the items of a feed or of structured data. A time with an offset is taken at its word; a
    zone in words goes through the package's own table; a time with neither is read in
    ``settings.zone``. The time of an update serves only where no other is stated.

    Parameters
    ----------
    postings : sequence of Posting
        In the order of the source.
    settings : ReadSettings
        Zone, label of the source, order of dates in numbers and rules for abbreviations.
    kind : str
        What they are, for messages: "feed items" or "updates".

    Returns
    -------
    Reading
        The columns of the headline frame and ``url``; postings without a usable time or headline are
        rejected, with their number as the line.

    Raises
    ------
    HeadlineError
        If there are no postings or none can be used.
    ZoneError
        If none can be used and zones alone are to blame.

    Examples
    --------
    >>> posting = Posting(1, "Talks resume", "", published="Fri, 18 Feb 2022 03:15:00 CET")
    >>> read_postings([posting], settings=ReadSettings(), kind="feed items").rows["instant"].tolist()
    [Timestamp('2022-02-18 02:15:00')]
    """
    if not postings:
        raise HeadlineError(f"No {kind} were found. Pass a source with at least one.", entries=0)
    placed: list[_Placed] = []
    rejected: list[Rejected] = []
    zones_only = True
    for posting in postings:
        try:
            placed.append(_place(posting, settings))
        except HeadlineError as error:
            zones_only = zones_only and isinstance(error, ZoneError)
            rejected.append(
                {"line": posting.number, "text": posting.headline, "reason": str(error).rstrip(".")}
            )
    refuse_if_all_rejected(rejected, kept=len(placed), zones_only=zones_only)
    return Reading(
        rows=_rows(placed, settings),
        order=detect_order(
            np.array([one.instant for one in placed], dtype="datetime64[ns]").astype(np.int64), dated=True
        ),
        assumption=_assumption(placed, settings),
        rejected=tuple(rejected),
        season_note=_season_note(placed),
    )


def plain_text(markup: str) -> str:
    """Strip the markup of a text.

    Use it on titles and bodies that may be HTML.

    Parameters
    ----------
    markup : str
        Text, with or without tags and character references.

    Returns
    -------
    str
        Paragraphs separated by empty lines.

    Examples
    --------
    >>> plain_text("Oil <b>jumps</b> &amp; gold follows")
    'Oil jumps & gold follows'
    """
    if re.search(r"<[a-zA-Z/!]|&[#\w]+;", markup) is None:
        return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", markup.strip()))
    return html_text(f"<div>{markup}</div>")


def headline_of(title: str, body: str) -> str:
    """Take the title of a posting, or failing that the first sentence of its body.

    Use it on texts without markup.

    Parameters
    ----------
    title, body : str
        Texts without markup.

    Returns
    -------
    str
        One line of at most 200 characters where it comes from the body; "" if both are empty.

    Examples
    --------
    >>> headline_of("", "Talks resume. They meet on Friday.")
    'Talks resume.'
    """
    if title.strip():
        return " ".join(title.split())
    first = " ".join(body.partition("\n\n")[0][: 10 * _LONGEST_HEADLINE].split())
    sentence = _FIRST_SENTENCE.match(first)
    text = sentence[1] if sentence else first
    return text if len(text) <= _LONGEST_HEADLINE else f"{text[: _LONGEST_HEADLINE - 1]}…"


def _place(posting: Posting, settings: ReadSettings) -> _Placed:
    """Find the instant of a posting."""
    if not posting.headline:
        raise HeadlineError("it has neither a headline nor a text")
    raw_time = posting.published or posting.updated
    if not raw_time:
        raise HeadlineError("it has no date")
    stamp = parse_stamp(_full_year(raw_time), date_order=settings.date_order)
    zone, passed = _zone(stamp, raw_time, settings)
    local = stamp.local if stamp.offset is None else local_times(stamp.instant, zone)[0]
    reading = localize(local, zone)
    flags = {
        "season_contradiction": reading.contradicts_season[0] and stamp.offset is None,
        "ambiguous_local_time": reading.ambiguous[0] and stamp.offset is None,
        "nonexistent_local_time": reading.nonexistent[0] and stamp.offset is None,
        "assumed_zone": zone.assumed and stamp.offset is None,
        "updated_time_only": not posting.published,
    }
    return _Placed(
        posting=posting,
        stamp=stamp,
        raw_time=raw_time,
        instant=reading.instants[0] if stamp.offset is None else stamp.instant,
        zone=zone,
        passed=passed,
        flags=tuple(word for word, applies in flags.items() if applies),
    )


def _full_year(text: str) -> str:
    """Spell the year of an RFC 822 date in full, by the rule of RFC 2822."""
    match = _SHORT_YEAR.match(text)
    if match is None:
        return text
    century = "20" if int(match[2]) < 50 else "19"
    return f"{match[1]}{century}{match[2]}{text[match.end() :]}"


def _zone(stamp: Stamp, raw_time: str, settings: ReadSettings) -> tuple[Zone, bool]:
    """Zone of a stamp, and whether it is the one that was passed."""
    if stamp.offset is not None:
        minutes = round(stamp.offset.total_seconds() / 60)
        sign = "-" if minutes < 0 else "+"
        offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        return resolve_zone(offset if minutes else "UTC"), False
    if stamp.zone:
        return _named_zone(stamp.zone, settings)
    if settings.zone is None:
        raise ZoneError(f"time {raw_time!r} has no offset and no zone; pass zone=, e.g. zone='CET'")
    return resolve_zone(settings.zone, rules=settings.rules), True


def _named_zone(name: str, settings: ReadSettings) -> tuple[Zone, bool]:
    """Zone printed beside a stamp; the zone passed settles one that is ambiguous."""
    name = "UTC" if name.upper() == "UT" else name
    try:
        return resolve_zone(name, rules=settings.rules), False
    except ZoneError as error:
        if settings.zone is None:
            raise
        known = resolve_zone(settings.zone, rules=settings.rules)
        if known.place not in error.data.get("candidates", ()):
            raise
        return known, True


def _rows(placed: Sequence[_Placed], settings: ReadSettings) -> pd.DataFrame:
    """Columns of the headline frame, and the address of each posting."""
    seconds = any(one.stamp.shows_seconds for one in placed)
    return pd.DataFrame(
        {
            "instant": np.array([one.instant for one in placed], dtype="datetime64[ns]"),
            "uncertainty": [_uncertainty(one.stamp, seconds=seconds) for one in placed],
            "headline": [one.posting.headline for one in placed],
            "body": [one.posting.body for one in placed],
            "source": [one.posting.source or settings.source for one in placed],
            "raw_time": [one.raw_time for one in placed],
            "zone": [one.zone.place for one in placed],
            "flags": [" ".join(one.flags) for one in placed],
            "url": [one.posting.url for one in placed],
        }
    )


def _uncertainty(stamp: Stamp, *, seconds: bool) -> np.timedelta64:
    """Take the unit to which a time was written; ":00" throughout a source is a full minute."""
    return UNCERTAINTY["minute" if stamp.precision == "second" and not seconds else stamp.precision]


def _assumption(placed: Sequence[_Placed], settings: ReadSettings) -> str:
    """One sentence on zone and date for the report."""
    updated = sum("updated_time_only" in one.flags for one in placed)
    note = f"; {updated} of them state only when they were updated" if updated else ""
    local = [one for one in placed if one.stamp.offset is None]
    if not local:
        return f"Every time carries its own date and offset from UTC{note}."
    places = ", ".join(dict.fromkeys(one.zone.place for one in local))
    reasons = [
        f"zone={settings.zone!r} as passed" if one.passed else "the zones named beside them" for one in local
    ]
    return (
        f"{len(local)} of {len(placed)} times carry no offset and are read as local time in {places}, from "
        f"{' and '.join(dict.fromkeys(reasons))}; every time carries its own date{note}."
    )


def _season_note(placed: Sequence[_Placed]) -> str:
    """Say what to warn of when abbreviations belong to the other half of the year."""
    wrong = [one for one in placed if "season_contradiction" in one.flags]
    if not wrong:
        return ""
    printed = ", ".join(dict.fromkeys(one.zone.printed for one in wrong))
    places = ", ".join(dict.fromkeys(one.zone.place for one in wrong))
    return (
        f"{len(wrong)} of {len(placed)} times are printed as {printed}, which is out of season on that "
        f"date; they were read as local time in {places}."
    )
