"""Zones: press abbreviations as places, and local times turned into instants."""

import difflib
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aftershock.errors import ZoneError
from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS, NAMES
from aftershock.typing import BoolArray, InstantArray

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-\u2212])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_LARGEST_OFFSET = timedelta(hours=14)
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
_HOUR_IN_NANOSECONDS = 3_600_000_000_000


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as it was printed, the place it stands for, and the UTC offset its spelling claims.

    Use ``place`` as the zone of a clock. ``claimed_offset`` (hours) is None when the spelling
    is used all year.

    Parameters
    ----------
    printed : str
        The zone as the page or the caller wrote it.
    place : str
        IANA name, "UTC", or a fixed offset as "UTC+01:00"; pandas reads all three.
    claimed_offset : int or None
        Hours east of UTC that an abbreviation such as CEST asserts.

    Examples
    --------
    >>> resolve_zone("CEST")
    Zone(printed='CEST', place='Europe/Berlin', claimed_offset=2)
    """

    printed: str
    place: str
    claimed_offset: int | None = None


class LocalReading(NamedTuple):
    """Instants read from local times, and which of the times had something odd about them.

    Returned by `localize`; four arrays of shape (n,): ``instants`` in UTC (datetime64[ns]),
    ``ambiguous`` (the hour occurs twice), ``nonexistent`` (the hour is skipped), and
    ``contradicts_season`` (the abbreviation names the other half of the year).

    Examples
    --------
    >>> localize(np.array(["2022-02-18T03:15"], dtype="datetime64[m]"), "CET").instants.astype(str)
    array(['2022-02-18T02:15:00.000000000'], dtype='<U48')
    """

    instants: InstantArray
    ambiguous: BoolArray
    nonexistent: BoolArray
    contradicts_season: BoolArray


@cache
def resolve_zone(text: str) -> Zone:
    """Find the place that a printed zone stands for.

    Use it on anything a page, a table or a person calls a time zone: press abbreviations, IANA
    names, fixed offsets and city names. Press abbreviations are places, so "CET" in July means
    Berlin's clock. GMT and UTC are the fixed standard all year.

    Parameters
    ----------
    text : str
        For example "CET", "ET", "Europe/Kyiv", "+01:00", "UTC-5" or "London time".

    Returns
    -------
    Zone
        With the place as an IANA name, "UTC", or "UTC+01:00" for a fixed offset.

    Raises
    ------
    ZoneError
        If several places share the abbreviation (all are listed), or nothing is known by that name
        (close matches are listed).

    Examples
    --------
    >>> resolve_zone("London time").place
    'Europe/London'
    >>> resolve_zone("EDT").place
    'America/New_York'
    >>> resolve_zone("+5:30").place
    'UTC+05:30'
    """
    printed = re.sub(r"\s+", " ", text).strip(" .:;,()")
    name = re.sub(r"(?i)\s+(?:local |standard )?time$", "", printed)
    if name.upper() in AMBIGUOUS:
        raise _ambiguous_zone(printed, AMBIGUOUS[name.upper()])
    if name.upper() in ABBREVIATIONS:
        place, offset = ABBREVIATIONS[name.upper()]
        return Zone(printed=printed, place=place, claimed_offset=offset)
    found = _fixed_offset(name) or _named_place(name)
    if found is None:
        raise _unknown_zone(printed)
    return Zone(printed=printed, place=found)


def localize(
    naive_local: npt.ArrayLike, zone: Zone | str, *, second_pass: npt.ArrayLike | None = None
) -> LocalReading:
    """Turn local clock times into instants, saying which of them were odd.

    Use it wherever a time was printed without an offset. A time in a repeated hour is read as its
    first occurrence; a time in a skipped hour is moved forward by the size of the gap. When an
    abbreviation names the wrong half of the year, the local time of its place is used.

    Parameters
    ----------
    naive_local : array_like of datetime64, shape (n,)
        Local wall-clock times without a zone.
    zone : Zone or str
        The zone they were printed in; a string goes through `resolve_zone`.
    second_pass : array_like of bool, shape (n,), optional
        True where other evidence shows that a time in a repeated hour is its second occurrence.

    Returns
    -------
    LocalReading
        Instants in UTC and three boolean arrays, all of shape (n,). NaT stays NaT and is not odd.

    Raises
    ------
    ZoneError
        If the zone is unknown or ambiguous.

    Examples
    --------
    >>> night = np.array(["2026-03-29T02:30", "2026-10-25T02:30"], dtype="datetime64[m]")
    >>> reading = localize(night, "Europe/Berlin")
    >>> reading.instants.astype("datetime64[m]").astype(str).tolist()
    ['2026-03-29T01:30', '2026-10-25T00:30']
    >>> reading.nonexistent.tolist(), reading.ambiguous.tolist()
    ([True, False], [False, True])
    """
    known = resolve_zone(zone) if isinstance(zone, str) else zone
    local = np.atleast_1d(np.asarray(naive_local)).astype("datetime64[ns]")
    before, after = _offsets(local, place_tzinfo(known.place))
    ambiguous, nonexistent = before > after, before < after
    second = np.zeros(local.shape, dtype=bool) if second_pass is None else np.asarray(second_pass, dtype=bool)
    offset = np.where(ambiguous & second, after, before)
    return LocalReading(
        instants=local - offset,
        ambiguous=ambiguous,
        nonexistent=nonexistent,
        contradicts_season=_contradicts(known, before, after) & ~np.isnat(local),
    )


def local_times(instants: npt.ArrayLike, zone: Zone | str) -> InstantArray:
    """Read the wall clock of a place at given instants.

    The inverse of `localize` away from repeated and skipped hours.

    Parameters
    ----------
    instants : array_like of datetime64, shape (n,)
        Instants in UTC.
    zone : Zone or str
        The place whose clock is read.

    Returns
    -------
    ndarray of datetime64[ns], shape (n,)
        Naive local times. NaT stays NaT.

    Raises
    ------
    ZoneError
        If the zone is unknown or ambiguous.

    Examples
    --------
    >>> local_times(np.array(["2022-07-01T12:00"], dtype="datetime64[m]"), "CET").astype("datetime64[m]")
    array(['2022-07-01T14:00'], dtype='datetime64[m]')
    """
    known = resolve_zone(zone) if isinstance(zone, str) else zone
    utc = np.atleast_1d(np.asarray(instants)).astype("datetime64[ns]")
    clock = place_tzinfo(known.place)
    moments = utc.astype("datetime64[us]").tolist()
    local: InstantArray = utc + np.array(
        [_offset_at(when, clock) for when in moments], dtype="timedelta64[ns]"
    )
    return local


def place_tzinfo(place: str) -> tzinfo:
    """Turn the place of a `Zone` into the standard library's time zone object.

    Use it where a library takes a ``tzinfo`` and knows no fixed offsets by name.

    Parameters
    ----------
    place : str
        IANA name, "UTC", or a fixed offset as "UTC+01:00".

    Returns
    -------
    datetime.tzinfo
        The clock of that place.

    Raises
    ------
    zoneinfo.ZoneInfoNotFoundError
        If the machine has no data for the IANA name.

    Examples
    --------
    >>> str(place_tzinfo("UTC+05:30"))
    'UTC+05:30'
    """
    if place == "UTC":
        return UTC
    fixed = _OFFSET.fullmatch(place)
    return timezone(_offset_value(fixed)) if fixed else zoneinfo.ZoneInfo(place)


def _offsets(
    local: InstantArray, clock: tzinfo
) -> tuple[npt.NDArray[np.timedelta64], npt.NDArray[np.timedelta64]]:
    """UTC offsets of each local time under both readings of a clock change (first, second)."""
    moments = local.astype("datetime64[us]").tolist()
    first = [_offset_of(moment, clock, fold=0) for moment in moments]
    second = [_offset_of(moment, clock, fold=1) for moment in moments]
    return np.array(first, dtype="timedelta64[ns]"), np.array(second, dtype="timedelta64[ns]")


def _offset_at(moment: datetime | None, clock: tzinfo) -> np.timedelta64:
    """UTC offset of a clock at one instant; zero for NaT."""
    offset = None if moment is None else moment.replace(tzinfo=UTC).astimezone(clock).utcoffset()
    return np.timedelta64(offset or timedelta(0), "ns")


def _offset_of(moment: datetime | None, clock: tzinfo, *, fold: int) -> np.timedelta64:
    """UTC offset at one local time; zero for NaT."""
    offset = None if moment is None else moment.replace(tzinfo=clock, fold=fold).utcoffset()
    return np.timedelta64(offset or timedelta(0), "ns")


def _contradicts(
    zone: Zone, before: npt.NDArray[np.timedelta64], after: npt.NDArray[np.timedelta64]
) -> BoolArray:
    """Whether the claimed offset fits neither reading of each local time."""
    if zone.claimed_offset is None:
        return np.zeros(before.shape, dtype=bool)
    claimed = np.timedelta64(zone.claimed_offset * _HOUR_IN_NANOSECONDS, "ns")
    return np.asarray((before != claimed) & (after != claimed), dtype=bool)


def _fixed_offset(name: str) -> str | None:
    """Canonical spelling of a fixed offset, or None if it is not one."""
    match = _OFFSET.fullmatch(name)
    if match is None or abs(_offset_value(match)) > _LARGEST_OFFSET:
        return None
    return str(timezone(_offset_value(match)))


def _offset_value(match: re.Match[str]) -> timedelta:
    """Signed offset of a match of the offset pattern."""
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return size if match[1] == "+" else -size


def _named_place(name: str) -> str | None:
    """IANA name for an IANA name, a city or a spoken zone name; None if nothing is known by it."""
    if name.lower() in NAMES:
        return NAMES[name.lower()]
    cities = _cities().get(name.lower().replace("_", " "), ())
    if len(cities) > 1:
        raise _ambiguous_zone(name, {place: place for place in cities})
    return cities[0] if cities else _iana_name(name)


def _iana_name(name: str) -> str | None:
    """IANA name in its own spelling, whatever the case; None if there is none."""
    return _iana_names().get(name.lower().replace(" ", "_"))


@cache
def _iana_names() -> dict[str, str]:
    """Every IANA name this machine knows, by its lower-case spelling."""
    places = zoneinfo.available_timezones() - _NO_PLACES
    return {place.lower(): place for place in sorted(places)}


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    """Last word of each IANA place, lower case -> the places that end in it."""
    found: dict[str, list[str]] = {}
    for place in _iana_names().values():
        region, _, rest = place.partition("/")
        if rest and "/" not in rest and region not in {"Etc", "US", "SystemV", "posix", "right"}:
            found.setdefault(rest.lower().replace("_", " "), []).append(place)
    return {city: tuple(places) for city, places in found.items()}


def _ambiguous_zone(printed: str, candidates: Mapping[str, str]) -> ZoneError:
    """Error for an abbreviation that several places share."""
    listed = ", ".join(f"{place!r} ({name})" for name, place in candidates.items())
    return ZoneError(
        f"Zone {printed!r} is ambiguous: it may be {listed}. Pass the one that is meant, e.g. "
        f"zone={next(iter(candidates.values()))!r}.",
        zone=printed,
        candidates=tuple(candidates.values()),
    )


def _unknown_zone(printed: str) -> ZoneError:
    """Error for a name nobody knows, with close matches."""
    matches = _close_matches(printed.lower())
    hint = f" Close matches: {', '.join(map(repr, matches))}." if matches else ""
    return ZoneError(
        f"Zone {printed!r} is unknown.{hint} Pass an IANA name ('Europe/Berlin'), a press abbreviation "
        "('CET', 'ET'), a city ('London') or an offset ('+01:00').",
        zone=printed,
        close_matches=matches,
    )


@cache
def _close_matches(name: str) -> tuple[str, ...]:
    """Known zone names that look like this one."""
    known = {word.lower(): word for word in (*ABBREVIATIONS, *NAMES)} | _iana_names()
    known = {city: places[0] for city, places in _cities().items()} | known
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return tuple(dict.fromkeys(known[word] for word in close))
