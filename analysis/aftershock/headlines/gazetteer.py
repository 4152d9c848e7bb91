"""The gazetteer: IANA names by their own spelling, by city and by likeness; what to say of others."""

import difflib
import zoneinfo
from collections.abc import Mapping
from functools import cache, lru_cache

from aftershock.errors import ZoneError
from aftershock.headlines.places import ABBREVIATIONS, NAMES

_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
_NO_REGIONS = frozenset({"Etc", "US", "SystemV", "posix", "right"})
_LENGTHS_APART = 3


def places_named(name: str) -> tuple[str, ...]:
    """Find the places that a city, a spoken zone name or an IANA name stands for.

    Use it on names that are neither abbreviations nor offsets.

    Parameters
    ----------
    name : str
        In any case, for example "kyiv", "new york" or "europe/kyiv".

    Returns
    -------
    tuple of str
        IANA names: none if nothing is known by the name, several if it is shared.

    Examples
    --------
    >>> places_named("Tel Aviv"), places_named("Atlantis")
    (('Asia/Jerusalem',), ())
    """
    lower = name.lower()
    if lower in NAMES:
        return (NAMES[lower],)
    cities = _cities().get(lower.replace("_", " "), ())
    iana = _iana_names().get(lower.replace(" ", "_"))
    return cities or ((iana,) if iana else ())


@lru_cache(maxsize=256)
def close_matches(name: str) -> tuple[str, ...]:
    """List up to three known zone names that look like this one, best first.

    Use it in messages about names that are unknown.

    Parameters
    ----------
    name : str
        In any case.

    Returns
    -------
    tuple of str
        Abbreviations and IANA names.

    Examples
    --------
    >>> close_matches("Europe/Berlim")[0]
    'Europe/Berlin'
    """
    lower = name.lower()
    known = {word.lower(): word for word in (*ABBREVIATIONS, *NAMES)} | _iana_names()
    known = {city: places[0] for city, places in _cities().items()} | known
    alike = [word for word in known if word[:1] == lower[:1] and abs(len(word) - len(lower)) < _LENGTHS_APART]
    close = difflib.get_close_matches(lower, alike, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(known[word] for word in close))


def ambiguous_zone(printed: str, candidates: Mapping[str, str], *, abbreviation: str = "") -> ZoneError:
    """Build the error for a name that several places share.

    Use it where one place is needed. The caller is told how to state it.

    Parameters
    ----------
    printed : str
        The zone as printed.
    candidates : mapping of str to str
        What it may mean, by name -> IANA name.
    abbreviation : str, optional
        Upper-case press abbreviation, if it is one.

    Returns
    -------
    ZoneError
        To be raised; ``data`` holds the candidates.

    Examples
    --------
    >>> ambiguous_zone("BST", {"Bangladesh": "Asia/Dhaka"}).data["candidates"]
    ('Asia/Dhaka',)
    """
    listed = ", ".join(f"{place!r} ({name})" for name, place in candidates.items())
    first = next(iter(candidates.values()))
    choice = f"ambiguous={{{abbreviation!r}: {first!r}}}, or " if abbreviation else ""
    return ZoneError(
        f"Zone {printed!r} is ambiguous: it may be {listed}. Pass the one that is meant, e.g. "
        f"{choice}zone={first!r}.",
        zone=printed,
        candidates=tuple(candidates.values()),
    )


def unknown_zone(printed: str) -> ZoneError:
    """Build the error for a zone that nobody knows, with close matches.

    Use it where a zone is needed.

    Parameters
    ----------
    printed : str
        The zone as printed.

    Returns
    -------
    ZoneError
        To be raised; ``data`` holds the close matches.

    Examples
    --------
    >>> unknown_zone("CEET").data["zone"]
    'CEET'
    """
    matches = close_matches(printed)
    hint = f" Close matches: {', '.join(map(repr, matches))}." if matches else ""
    return ZoneError(
        f"Zone {printed!r} is unknown.{hint} Pass an IANA name ('Europe/Berlin'), a press abbreviation "
        "('CET', 'ET'), a city ('London') or an offset ('+01:00').",
        zone=printed,
        close_matches=matches,
    )


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
        if rest and "/" not in rest and region not in _NO_REGIONS:
            found.setdefault(rest.lower().replace("_", " "), []).append(place)
    return {city: tuple(places) for city, places in found.items()}
