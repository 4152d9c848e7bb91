"""Rows: one row of a table turned into one headline at its instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.clock import parse_clock
from aftershock.headlines.settings import ZoneRules
from aftershock.headlines.stamps import Precision, Stamp, is_clock, parse_stamp
from aftershock.headlines.zones import Zone, local_times, localize, resolve_zone
from aftershock.typing import DateOrder

DEFAULT_UNCERTAINTY: Mapping[Precision, np.timedelta64] = MappingProxyType(
    {
        "day": np.timedelta64(86_400, "s"),
        "hour": np.timedelta64(3_600, "s"),
        "minute": np.timedelta64(60, "s"),
        "second": np.timedelta64(1, "s"),
    }
)
"""A time written to a unit t means somewhere in [t, t + unit)."""

STATED_PRECISION: Mapping[str, np.timedelta64] = MappingProxyType(
    {"quarter_hour": np.timedelta64(900, "s")}
    | {str(word): unit for word, unit in DEFAULT_UNCERTAINTY.items()}
)
"""Words that a column time_precision may hold, and the uncertainty they stand for."""

ZoneSource = Literal["offset", "printed", "column", "argument"]

_OWN = frozenset(
    {
        "instant",
        "time",
        "updated_time",
        "headline",
        "raw_time",
        "zone",
        "uncertainty",
        "body",
        "source",
        "flags",
    }
)
_DEFAULT_RULES = ZoneRules()
_DAY = np.timedelta64(86_400, "s")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One headline of a table, read.

    Returned by `read_row`.

    Parameters
    ----------
    instant : numpy.datetime64
        In UTC.
    precision : {"day", "hour", "minute", "second"}
        Unit to which the time was written.
    shows_seconds : bool
        Whether the time is anything but a full minute.
    uncertainty : numpy.timedelta64 or None
        Stated in the row; None if the row says nothing.
    headline, body, source, raw_time : str
        Texts.
    zone : Zone
        In which the time was read.
    zone_from : {"offset", "printed", "column", "argument"}
        Where the zone came from.
    read_as_local : bool
        Whether the instant depends on the zone's clock.
    flags : tuple of str
        Words.
    extra : mapping of str to str
        Columns carried along.

    Examples
    --------
    >>> row = {"time": "2022-02-17 10:10", "zone": "CET", "headline": "Talks"}
    >>> read_row(row, default_zone=None, line=2).instant.astype("datetime64[m]")
    np.datetime64('2022-02-17T09:10')
    """

    instant: np.datetime64
    precision: Precision
    shows_seconds: bool
    uncertainty: np.timedelta64 | None
    headline: str
    body: str
    source: str
    raw_time: str
    zone: Zone
    zone_from: ZoneSource
    read_as_local: bool
    flags: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


def read_row(
    row: Mapping[str, str],
    *,
    default_zone: str | None,
    line: int,
    rules: ZoneRules = _DEFAULT_RULES,
    date_order: DateOrder | None = None,
) -> TableRow:
    """Read one row of a table.

    Use it on cells whose columns are already known by meaning.

    Parameters
    ----------
    row : mapping of str to str
        Cells by meaning ("instant", "time", "headline", "zone", ...) or, for other columns, by name.
    default_zone : str or None
        Zone of a time without an offset in a row without a zone.
    line : int
        Line of the table, for messages.
    rules : ZoneRules, optional
        How press abbreviations are read.
    date_order : {"day_first", "month_first"}, optional
        Order of dates such as 03/04/2026.

    Returns
    -------
    TableRow
        The headline at its instant.

    Raises
    ------
    HeadlineError
        If the row cannot be used; the message is the reason.
    ZoneError
        If its zone is missing (``data["whole_table"]`` is then True), unknown or ambiguous.

    Examples
    --------
    >>> read_row({"instant": "2022-02-17T09:10Z", "headline": "Talks"}, default_zone=None, line=2).zone.place
    'UTC'
    """
    if not row["headline"]:
        raise HeadlineError("there is no headline text")
    stamp, written = _stamp(row, date_order)
    zone, zone_from = _zone(row, stamp, default_zone=default_zone, line=line, rules=rules)
    instant, odd = _instant(stamp, zone)
    uncertainty = _uncertainty(row)
    tolerance = DEFAULT_UNCERTAINTY[stamp.precision] if uncertainty is None else uncertainty
    checked = _check_printed(row, instant, zone, tolerance=tolerance)
    flags = dict.fromkeys([*row.get("flags", "").split(), *odd, *checked, *_update_flag(row)])
    return TableRow(
        instant=instant,
        precision=stamp.precision,
        shows_seconds=stamp.shows_seconds,
        uncertainty=uncertainty,
        headline=" ".join(row["headline"].split()),
        body=row.get("body", ""),
        source=row.get("source", ""),
        raw_time=_printed(row) or written,
        zone=zone,
        zone_from=zone_from,
        read_as_local=stamp.offset is None,
        flags=tuple(flags),
        extra={name: cell for name, cell in row.items() if name not in _OWN and not _is_used_date(name, row)},
    )


def _stamp(row: Mapping[str, str], date_order: DateOrder | None) -> tuple[Stamp, str]:
    """Read the stamp of a row, and say what was written: its instant, or else its time and date."""
    if not row.get("instant"):
        written = row.get("time") or row.get("updated_time", "")
        if _is_used_date("date", row):
            written = f"{row['date']} {written}".strip()
        return parse_stamp(written, date_order=date_order), written
    stamp = parse_stamp(row["instant"], date_order=date_order)
    if stamp.offset is None:
        raise HeadlineError(
            f"instant {row['instant']!r} has no offset; write 2022-02-17T09:10Z, or name the column "
            "'time' and give a zone"
        )
    return stamp, row["instant"]


def _is_used_date(name: str, row: Mapping[str, str]) -> bool:
    """Whether a cell is the date that belongs to a bare clock, or stands in for the time."""
    if name != "date" or not row.get("date") or row.get("instant"):
        return False
    return not (row.get("time") or row.get("updated_time")) or is_clock(row.get("time", ""))


def _zone(
    row: Mapping[str, str], stamp: Stamp, *, default_zone: str | None, line: int, rules: ZoneRules
) -> tuple[Zone, ZoneSource]:
    """Zone of a row: printed beside its time, else its zone column, else its own offset, else the default."""
    if stamp.zone:
        return resolve_zone(stamp.zone, rules=rules), "printed"
    if row.get("zone"):
        return resolve_zone(row["zone"], rules=rules), "column"
    if stamp.offset is not None:
        return _offset_zone(round(stamp.offset.total_seconds() / 60)), "offset"
    if default_zone is not None:
        return resolve_zone(default_zone, rules=rules), "argument"
    raise ZoneError(
        f"The time {row.get('time') or row.get('date', '')!r} in line {line} has no offset and no zone. Write "
        "an offset (2022-02-17T10:10+01:00), add a column 'zone', or pass zone=, e.g. zone='CET'.",
        line=line,
        whole_table=True,
    )


@lru_cache(maxsize=256)
def _offset_zone(minutes: int) -> Zone:
    """Zone of a written offset in minutes."""
    sign = "-" if minutes < 0 else "+"
    return resolve_zone(f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}")


def _instant(stamp: Stamp, zone: Zone) -> tuple[np.datetime64, list[str]]:
    """Instant of a stamp, and the flags of its local time."""
    if stamp.offset is not None:
        return stamp.instant, _season_flag(stamp.instant, zone)
    reading = localize(stamp.local, zone)
    flags = {
        "assumed_zone": zone.assumed,
        "season_contradiction": reading.contradicts_season[0],
        "ambiguous_local_time": reading.ambiguous[0],
        "nonexistent_local_time": reading.nonexistent[0],
    }
    return reading.instants[0], [word for word, applies in flags.items() if applies]


def _season_flag(instant: np.datetime64, zone: Zone) -> list[str]:
    """Flag an abbreviation out of season at an instant that is itself certain."""
    if zone.claimed_offset is None:
        return []
    local = local_times(instant, zone)[0]
    return ["season_contradiction"] if localize(local, zone).contradicts_season[0] else []


def _update_flag(row: Mapping[str, str]) -> list[str]:
    """Flag a row whose time is that of an update."""
    only = "updated_time" in row and not (row.get("instant") or row.get("time") or row.get("date"))
    said = row.get("published_or_updated", "").lower() == "updated"
    return ["updated_time_only"] if only or said else []


def _uncertainty(row: Mapping[str, str]) -> np.timedelta64 | None:
    """Uncertainty as stated in a row; None if it says nothing."""
    if row.get("uncertainty"):
        return _span(row["uncertainty"])
    word = row.get("time_precision", "").lower().replace("-", "_").replace(" ", "_")
    if word and word not in STATED_PRECISION:
        raise HeadlineError(
            f"time_precision {row['time_precision'][:80]!r} is none of {', '.join(map(repr, STATED_PRECISION))}"
        )
    return STATED_PRECISION[word] if word else None


@lru_cache(maxsize=1024)
def _span(text: str) -> np.timedelta64:
    """Read a positive span with a unit."""
    try:
        span = None if text.replace(".", "").isdigit() else pd.Timedelta(text)
    except (ValueError, OverflowError):
        span = None
    if span is None or not span > pd.Timedelta(0):
        raise HeadlineError(
            f"uncertainty {text[:80]!r} is not a positive span with a unit, such as 1min or 1h"
        )
    return span.to_timedelta64()


def _printed(row: Mapping[str, str]) -> str:
    """Find the time as printed, where the row holds one beside its stamp."""
    return row.get("raw_time") or (row.get("time", "") if row.get("instant") else "")


def _check_printed(
    row: Mapping[str, str], instant: np.datetime64, zone: Zone, *, tolerance: np.timedelta64
) -> list[str]:
    """Refuse a row whose printed time contradicts its instant; flag one that cannot be checked."""
    printed = _printed(row)
    if not (printed and row.get("zone")):
        return []
    local = local_times(instant, zone)[0]
    distance = _distance(printed, instant, local, zone)
    if distance is None:
        return ["unchecked_printed_time"]
    if distance > tolerance:
        shown = local.astype("datetime64[m]").astype(object).strftime("%H:%M on %Y-%m-%d")
        raise HeadlineError(
            f"its instant is {shown} in {zone.place}, but its printed time is {printed!r} {zone.printed}: "
            "they contradict each other"
        )
    return []


def _distance(
    printed: str, instant: np.datetime64, local: np.datetime64, zone: Zone
) -> np.timedelta64 | None:
    """How far a printed time is from the instant; None if it cannot be read."""
    try:
        minute = np.timedelta64(parse_clock(printed).minute, "m")
    except HeadlineError:
        return _stamp_distance(printed, instant, zone)
    apart: np.timedelta64 = (local - local.astype("datetime64[D]") - minute) % _DAY
    return min(apart, _DAY - apart)


def _stamp_distance(printed: str, instant: np.datetime64, zone: Zone) -> np.timedelta64 | None:
    """How far a printed date, or date and time, is from the instant; None if it cannot be read."""
    try:
        stamp = parse_stamp(printed)
    except HeadlineError:
        return None
    read = localize(stamp.local, zone).instants[0] if stamp.offset is None else stamp.instant
    if stamp.precision == "day" and read <= instant < read + _DAY:
        return np.timedelta64(0, "ns")
    return np.timedelta64(abs(instant - read), "ns")
