"""Zones: press abbreviations as places, and local times turned into instants."""

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aftershock.headlines.gazetteer import ambiguous_zone, places_named, unknown_zone
from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS, AMBIGUOUS_OFFSETS, SPELLED
from aftershock.headlines.settings import ZoneRules
from aftershock.typing import AbbreviationRule, BoolArray, InstantArray, check_option

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-\u2212])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_LARGEST_OFFSET = timedelta(hours=14)
_LONGEST_NAME = 60
_WORDS_OF_TIME = re.compile(r" time$", re.IGNORECASE)
_WORDS_OF_SEASON = re.compile(r" (?:local|standard)$", re.IGNORECASE)
_DEFAULT_RULES = ZoneRules()
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
    assumed : bool
        Whether the place is the caller's choice for that abbreviation; rows carry ``assumed_zone``.

    Examples
    --------
    >>> resolve_zone("CEST")
    Zone(printed='CEST', place='Europe/Berlin', claimed_offset=2, assumed=False)
    """

    printed: str
    place: str
    claimed_offset: int | None = None
    assumed: bool = False


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


def resolve_zone(text: str, *, rules: ZoneRules = _DEFAULT_RULES) -> Zone:
    """Find the place that a printed zone stands for.

    Use it on anything a page, a table or a person calls a time zone: press abbreviations, IANA
    names, fixed offsets and city names. Press abbreviations are places, so "CET" in July means
    Berlin's clock. GMT and UTC are the fixed standard all year.

    Parameters
    ----------
    text : str
        For example "CET", "ET", "Europe/Kyiv", "+01:00", "UTC-5" or "London time".
    rules : ZoneRules, optional
        ``abbreviation="literal"`` takes an abbreviation that names a season at its word (EST is UTC-5
        all year) and then nothing contradicts a season; abbreviations of no season (ET, MSK) stay
        places. ``assumed`` gives the places of ambiguous abbreviations, and may overrule any other.

    Returns
    -------
    Zone
        With the place as an IANA name, "UTC", or "UTC+01:00" for a fixed offset.

    Raises
    ------
    ZoneError
        If several places share the abbreviation and none is assumed (all are listed), or nothing is
        known by that name (close matches are listed).
    ValueError
        If ``rules.abbreviation`` is no option.

    Examples
    --------
    >>> resolve_zone("London time").place
    'Europe/London'
    >>> resolve_zone("EDT").place
    'America/New_York'
    >>> resolve_zone("+5:30").place
    'UTC+05:30'
    >>> resolve_zone("EST", rules=ZoneRules(abbreviation="literal")).place
    'UTC-05:00'
    >>> resolve_zone("CST", rules=ZoneRules(assumed={"CST": "Asia/Shanghai"})).place
    'Asia/Shanghai'
    """
    return _resolve(text, rules.abbreviation, frozenset(rules.assumed.items()))


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


@lru_cache(maxsize=1024)
def _resolve(text: str, abbreviation: AbbreviationRule, assumed: frozenset[tuple[str, str]]) -> Zone:
    """Resolve a printed zone under rules that can be hashed."""
    check_option("abbreviation", abbreviation, AbbreviationRule)
    printed = re.sub(r"\s+", " ", text[: 2 * _LONGEST_NAME]).strip(" .:;,()")
    if len(printed) > _LONGEST_NAME:
        raise unknown_zone(f"{printed[:_LONGEST_NAME]}…")
    zone = _assumed_zone(printed, dict(assumed)) or _known_zone(printed)
    return _taken_literally(zone) if abbreviation == "literal" else zone


def _known_zone(printed: str) -> Zone:
    """Resolve a printed zone by the package's own tables and the IANA names."""
    spelled = _WORDS_OF_TIME.sub("", printed)
    name = _WORDS_OF_SEASON.sub("", spelled)
    if name.upper() in AMBIGUOUS:
        raise ambiguous_zone(printed, AMBIGUOUS[name.upper()], abbreviation=name.upper())
    known = SPELLED.get(spelled.lower()) or ABBREVIATIONS.get(name.upper())
    if known is not None:
        return Zone(printed=printed, place=known[0], claimed_offset=known[1])
    places = (fixed,) if (fixed := _fixed_offset(name)) else places_named(name)
    if len(places) > 1:
        raise ambiguous_zone(printed, {place: place for place in places})
    if not places:
        raise unknown_zone(printed)
    return Zone(printed=printed, place=places[0])


def _assumed_zone(printed: str, assumed: Mapping[str, str]) -> Zone | None:
    """Resolve a printed zone by the caller's choice; None if there is none for it."""
    word = _WORDS_OF_TIME.sub("", printed).upper()
    choice = {key.strip().upper(): place for key, place in assumed.items()}.get(word)
    if choice is None:
        return None
    place = _known_zone(choice).place
    known, claim = ABBREVIATIONS.get(word, ("", None))
    claim = claim if place == known else AMBIGUOUS_OFFSETS.get((word, place))
    return Zone(printed=printed, place=place, claimed_offset=claim, assumed=True)


def _taken_literally(zone: Zone) -> Zone:
    """Give a zone the fixed offset that its spelling claims, if it claims one."""
    if zone.claimed_offset is None:
        return zone
    offset = str(timezone(timedelta(hours=zone.claimed_offset)))
    return Zone(printed=zone.printed, place=offset, assumed=zone.assumed)
