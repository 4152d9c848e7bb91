"""Columns: which column of a file holds what, by its name or by the caller's word."""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aftershock.errors import HeadlineError
from aftershock.headlines.frame import COLUMNS, INDEX

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "instant": "instant",
        "time": "time",
        "date": "date",
        "headline": "headline",
        "title": "headline",
        "raw_time": "raw_time",
        "printed_time": "raw_time",
        "zone": "zone",
        "timezone": "zone",
        "uncertainty": "uncertainty",
        "time_precision": "time_precision",
        "published_or_updated": "published_or_updated",
        "body": "body",
        "source": "source",
        "flags": "flags",
    }
)
"""Column names that are understood, lower case -> what they mean."""

SECOND_CHOICES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("published", "published_at", "published_utc", "created_at", "pubdate", "datetime", "timestamp"),
            "time",
        ),
        **dict.fromkeys(("updated", "updated_at", "modified", "modified_at"), "updated_time"),
    }
)
"""Names that count as the time only where no column has a better one: publication first, then update."""

_MEANINGS = tuple(dict.fromkeys(ALIASES.values()))
_TIMES = frozenset({"instant", "time", "date", "updated_time"})
_LONGEST = 60
_MOST = 1000


def find_meanings(names: Sequence[str], *, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Say what each column of a file holds.

    Use it on the header of a table or the keys of records. The caller's word comes first, then the
    names that are understood, then names of publication and update times. Case does not matter.

    Parameters
    ----------
    names : sequence of str
        Column names as written.
    columns : mapping of str to str
        The package's column names to the file's.

    Returns
    -------
    tuple of str
        Meaning of each column; "" for a column that is carried along.

    Raises
    ------
    HeadlineError
        If ``columns`` names something that is not there; close matches are listed.

    Examples
    --------
    >>> find_meanings(["When", "What", "url"], columns={"time": "when", "headline": "What"})
    ('time', 'headline', '')
    """
    chosen = {_position(names, given, meaning): meaning for meaning, given in columns.items()}
    taken = {*chosen.values(), *(["instant"] if "time" in chosen.values() else [])}
    known = [
        chosen.get(position) or _unless_taken(ALIASES.get(name.strip().lower(), ""), taken)
        for position, name in enumerate(names)
    ]
    return tuple(known if {"instant", "time"} & set(known) else _second_choice(names, known))


def check_columns(columns: Mapping[str, str]) -> None:
    """Refuse a column mapping whose keys are not the package's column names.

    Use it before a file is opened.

    Parameters
    ----------
    columns : mapping of str to str
        The package's column names to the file's.

    Raises
    ------
    HeadlineError
        Names the unknown key, the closest name and all that are allowed, or the column given twice.

    Examples
    --------
    >>> check_columns({"headline": "text", "time": "when"})
    """
    for meaning in columns:
        if meaning not in _MEANINGS:
            raise HeadlineError(
                f"columns has the key {meaning!r}, which is no column of this package."
                f"{_did_you_mean(str(meaning), _MEANINGS)} Allowed are {', '.join(map(repr, _MEANINGS))}; "
                "each points to the name in the file, e.g. columns={'time': 'when'}.",
                column=meaning,
                allowed=_MEANINGS,
            )
    given = [str(name).lower() for name in columns.values()]
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        raise HeadlineError(
            f"columns points to {', '.join(map(repr, twice))} more than once. Point to each column once.",
            columns=dict(columns),
        )


def check_meanings(names: Sequence[str], known: Sequence[str], *, subject: str = "table") -> None:
    """Refuse columns without a time or a headline, and two of one meaning.

    Use it once the meanings are known.

    Parameters
    ----------
    names : sequence of str
        Column names as written.
    known : sequence of str
        Meaning of each.
    subject : str, optional
        What to call the file in messages.

    Raises
    ------
    HeadlineError
        Lists what is missing or double, and the columns found.

    Examples
    --------
    >>> check_meanings(["When", "Title"], ["time", "headline"])
    """
    if len(names) > _MOST:
        raise HeadlineError(
            f"The {subject} has {len(names)} columns; at most {_MOST} are read. Drop those not needed.",
            columns=len(names),
            most=_MOST,
        )
    missing = [] if _TIMES & set(known) else ["'instant' (or 'time')"]
    missing += [] if "headline" in known else ["'headline' (or 'title')"]
    if missing:
        raise HeadlineError(
            f"The {subject} lacks a column {' and '.join(missing)}; found: {_shown(names)}. "
            "Rename its columns, or say which is which: columns={'time': ..., 'headline': ...}.",
            missing=missing,
            found=list(names),
        )
    labels = [label.lower() for label in find_labels(names, known)]
    twice = sorted({label for label, count in Counter(labels).items() if count > 1})
    if twice:
        raise HeadlineError(
            f"The {subject} has more than one column for {', '.join(map(repr, twice))}; "
            f"found: {_shown(names)}. Rename or remove one.",
            duplicated=twice,
            found=list(names),
        )


def find_labels(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Name the cells of a row: by meaning, or else by the column's own name.

    Use it to build records. The frame's own names are not given away to columns carried along.

    Parameters
    ----------
    names : sequence of str
        Column names as written.
    known : sequence of str
        Meaning of each.

    Returns
    -------
    list of str
        One label a column.

    Examples
    --------
    >>> find_labels(["when", "url", "headline_id", ""], ["time", "", "", ""])
    ['time', 'url', 'given_headline_id', 'column_4']
    """
    return [
        meaning or carried_name(name.strip(), position)
        for position, (name, meaning) in enumerate(zip(names, known, strict=True))
    ]


def carried_name(name: str, position: int = 0) -> str:
    """Name of a column that is carried along, so that it hides none of the frame's own.

    Examples
    --------
    >>> carried_name("flags"), carried_name("theme")
    ('given_flags', 'theme')
    """
    own = name in (*COLUMNS, INDEX, *ALIASES.values(), "updated_time")
    return f"given_{name}" if own else name or f"column_{position + 1}"


def _second_choice(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Take publication times, or failing that update times, where no column is named as the time."""
    found = [SECOND_CHOICES.get(name.strip().lower(), "") for name in names]
    wanted = "time" if "time" in found or "date" in known else "updated_time"
    first = found.index(wanted) if wanted in found else -1
    return [wanted if position == first else word for position, word in enumerate(known)]


def _unless_taken(meaning: str, taken: set[str]) -> str:
    """Meaning of a column, unless the caller gave it to another."""
    return "" if meaning in taken else meaning


def _position(names: Sequence[str], given: str, meaning: str) -> int:
    """Find the column the caller pointed to: by its exact name, or whatever its case."""
    lowered = [name.strip().lower() for name in names]
    exact = [name.strip() for name in names]
    if given in exact:
        return exact.index(given)
    if str(given).lower() not in lowered:
        raise HeadlineError(
            f"columns says that {meaning!r} is in {given!r}, but there is no such column."
            f"{_did_you_mean(str(given), names)} Found: {_shown(names)}.",
            column=given,
            found=list(names),
        )
    return lowered.index(str(given).lower())


def _did_you_mean(word: str, allowed: Sequence[str]) -> str:
    """Clause with the closest name; empty if none is close."""
    near = {name.lower(): name for name in allowed if len(name) <= _LONGEST}
    close = difflib.get_close_matches(word[:_LONGEST].lower(), list(near), n=1, cutoff=0.6)
    return f" Did you mean {near[close[0]]!r}?" if close else ""


def _shown(names: Sequence[str]) -> str:
    """List column names, the long ones cut."""
    return ", ".join(name[:_LONGEST] for name in names[:_LONGEST]) or "none"
