"""The zone table: every press abbreviation with its place and its offsets, for reading."""

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd

from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS, AMBIGUOUS_OFFSETS
from aftershock.headlines.zones import place_tzinfo

REFERENCE_YEAR = 2026
"""Year whose rules the offsets shown follow; instants are read by the rules of their own date."""

_COLUMNS = ["abbreviation", "place", "standard_offset", "summer_offset", "note"]


def zone_table() -> pd.DataFrame:
    """List every press abbreviation that is understood, and what it stands for.

    Use it to see, print or cite how zones are read. Ambiguous abbreviations have one row for each
    candidate; they are refused until a place is assumed for them.

    Returns
    -------
    pandas.DataFrame
        One row an abbreviation and place, in alphabetical order: ``abbreviation``, ``place`` (IANA
        name), ``standard_offset``, ``summer_offset`` ("UTC+01:00"; "" where the clock never changes)
        and ``note``. No value is missing.

    Examples
    --------
    >>> zone_table().set_index("abbreviation").loc["CET", "place"]
    'Europe/Berlin'
    """
    certain = [_row(word, place, claim, "") for word, (place, claim) in ABBREVIATIONS.items()]
    doubtful = [
        _row(
            word,
            place,
            AMBIGUOUS_OFFSETS.get((word, place)),
            f"ambiguous, here {name}: refused until assumed",
        )
        for word, places in AMBIGUOUS.items()
        for name, place in places.items()
    ]
    rows = sorted([*certain, *doubtful], key=lambda row: row[0])
    return pd.DataFrame(rows, columns=_COLUMNS)


def _row(word: str, place: str, claim: int | None, ambiguity: str) -> tuple[str, str, str, str, str]:
    """One row of the table."""
    standard, summer = sorted(_offset(place, month) for month in (1, 7))
    changes = standard != summer
    notes = [
        ambiguity,
        _season(claim, standard) if claim is not None else "" if not changes else "either season",
    ]
    shown = (_spelled(standard), _spelled(summer) if changes else "")
    return word, place, *shown, "; ".join(note for note in notes if note)


def _offset(place: str, month: int) -> timedelta:
    """UTC offset of a place in the middle of a month."""
    noon = datetime(REFERENCE_YEAR, month, 15, 12, tzinfo=UTC)
    return noon.astimezone(place_tzinfo(place)).utcoffset() or timedelta(0)


def _season(claim: int, standard: timedelta) -> str:
    """Say which season a spelling names, and what it means literally."""
    offset = timedelta(hours=claim)
    named = "standard" if offset == standard else "summer"
    return f"names {named} time; literally {_spelled(offset)} all year"


def _spelled(offset: timedelta) -> str:
    """Spell an offset as UTC+01:00, and zero as UTC+00:00."""
    return str(timezone(offset)) if offset else "UTC+00:00"
