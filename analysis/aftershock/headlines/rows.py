"""Rows: one row of a table turned into one headline at its instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.clock import parse_clock
from aftershock.headlines.stamps import Precision, Stamp, parse_stamp
from aftershock.headlines.zones import Zone, local_times, localize, resolve_zone

DEFAULT_UNCERTAINTY: Mapping[Precision, np.timedelta64] = {
    "day": np.timedelta64(86_400, "s"),
    "minute": np.timedelta64(60, "s"),
    "second": np.timedelta64(1, "s"),
}
"""A time written to a unit t means somewhere in [t, t + unit)."""

_OWN = frozenset(
    {"instant", "time", "headline", "raw_time", "zone", "uncertainty", "body", "source", "flags"}
)
_DAY = np.timedelta64(86_400, "s")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One headline of a table, read.

    Returned by `read_row`.

    Parameters
    ----------
    instant : numpy.datetime64
        In UTC.
    precision : {"day", "minute", "second"}
        Unit to which the time was written.
    shows_seconds : bool
        Whether the time is anything but a full minute.
    uncertainty : numpy.timedelta64 or None
        Stated in the row; None if the row says nothing.
    headline, body, source, raw_time : str
        Texts.
    zone : Zone
        In which the time was read.
    zone_from : {"offset", "column", "argument"}
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
    zone_from: Literal["offset", "column", "argument"]
    read_as_local: bool
    flags: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


def read_row(row: Mapping[str, str], *, default_zone: str | None, line: int) -> TableRow:
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
    stamp = _stamp(row)
    zone, zone_from = _zone(row, stamp, default_zone=default_zone, line=line)
    instant, odd = _instant(stamp, zone)
    uncertainty = _uncertainty(row.get("uncertainty", ""))
    tolerance = DEFAULT_UNCERTAINTY[stamp.precision] if uncertainty is None else uncertainty
    checked = _check_printed(row, instant, zone, tolerance=tolerance)
    flags = dict.fromkeys([*row.get("flags", "").split(), *odd, *checked])
    return TableRow(
        instant=instant,
        precision=stamp.precision,
        shows_seconds=stamp.shows_seconds,
        uncertainty=uncertainty,
        headline=" ".join(row["headline"].split()),
        body=row.get("body", ""),
        source=row.get("source", ""),
        raw_time=_printed(row) or row.get("instant") or row.get("time", ""),
        zone=zone,
        zone_from=zone_from,
        read_as_local=stamp.offset is None,
        flags=tuple(flags),
        extra={name: cell for name, cell in row.items() if name not in _OWN},
    )


def _stamp(row: Mapping[str, str]) -> Stamp:
    """Read the stamp of a row: its instant, which must carry an offset, or else its time."""
    if not row.get("instant"):
        return parse_stamp(row.get("time", ""))
    stamp = parse_stamp(row["instant"])
    if stamp.offset is None:
        raise HeadlineError(
            f"instant {row['instant']!r} has no offset; write 2022-02-17T09:10Z, or name the column "
            "'time' and give a zone"
        )
    return stamp


def _zone(
    row: Mapping[str, str], stamp: Stamp, *, default_zone: str | None, line: int
) -> tuple[Zone, Literal["offset", "column", "argument"]]:
    """Zone of a row: its zone column, else its own offset, else the default."""
    if row.get("zone"):
        return resolve_zone(row["zone"]), "column"
    if stamp.offset is not None:
        minutes = round(stamp.offset.total_seconds() / 60)
        sign = "-" if minutes < 0 else "+"
        return resolve_zone(f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"), "offset"
    if default_zone is not None:
        return resolve_zone(default_zone), "argument"
    raise ZoneError(
        f"The time {row.get('time', '')!r} in line {line} has no offset and no zone. Write an offset "
        "(2022-02-17T10:10+01:00), add a column 'zone', or pass zone=, e.g. zone='CET'.",
        line=line,
        whole_table=True,
    )


def _instant(stamp: Stamp, zone: Zone) -> tuple[np.datetime64, list[str]]:
    """Instant of a stamp, and the flags of its local time."""
    if stamp.offset is not None:
        return stamp.instant, _season_flag(local_times(stamp.instant, zone)[0], zone)
    reading = localize(stamp.local, zone)
    flags = {
        "season_contradiction": reading.contradicts_season[0],
        "ambiguous_local_time": reading.ambiguous[0],
        "nonexistent_local_time": reading.nonexistent[0],
    }
    return reading.instants[0], [word for word, applies in flags.items() if applies]


def _season_flag(local: np.datetime64, zone: Zone) -> list[str]:
    """Flag an abbreviation out of season at a local time that is itself certain."""
    if zone.claimed_offset is None:
        return []
    return ["season_contradiction"] if localize(local, zone).contradicts_season[0] else []


def _uncertainty(text: str) -> np.timedelta64 | None:
    """Uncertainty as stated in a cell; None for an empty one."""
    if not text:
        return None
    try:
        span = None if text.replace(".", "").isdigit() else pd.Timedelta(text)
    except ValueError:
        span = None
    if span is None or not span > pd.Timedelta(0):
        raise HeadlineError(f"uncertainty {text!r} is not a positive span with a unit, such as 1min or 1h")
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
    """How far a printed date and time is from the instant; None if it cannot be read or has no clock."""
    try:
        stamp = parse_stamp(printed)
    except HeadlineError:
        return None
    if stamp.precision == "day":
        return None
    read = localize(stamp.local, zone).instants[0] if stamp.offset is None else stamp.instant
    return np.timedelta64(abs(instant - read), "ns")
