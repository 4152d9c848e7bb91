"""Tables: delimited text with a column of times and a column of headlines."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.chronology import detect_order
from aftershock.headlines.frame import COLUMNS, INDEX, Reading, Rejected, refuse_if_all_rejected
from aftershock.headlines.rows import DEFAULT_UNCERTAINTY, TableRow, read_row

DELIMITERS = ",;\t|"
ALIASES: Mapping[str, str] = {
    "instant": "instant",
    "time": "time",
    "headline": "headline",
    "title": "headline",
    "raw_time": "raw_time",
    "printed_time": "raw_time",
    "zone": "zone",
    "timezone": "zone",
    "uncertainty": "uncertainty",
    "body": "body",
    "source": "source",
    "flags": "flags",
}
"""Column names that are understood, lower case -> what they mean."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a table holds what.

    Parameters
    ----------
    delimiter : str
        One of comma, semicolon, tab and bar.
    names : tuple of str
        Column names as written.
    known : tuple of str
        Meaning of each column; "" for a column that is carried along.

    Examples
    --------
    >>> find_layout("Time;Title;url").known
    ('time', 'headline', '')
    """

    delimiter: str
    names: tuple[str, ...]
    known: tuple[str, ...]


def read_table(text: str, *, zone: str | None, source: str) -> Reading:
    r"""Read a delimited table of headlines.

    Use it on CSV and TSV text with a header. A row's own offset comes first, then its zone column,
    then ``zone``. Columns that are not understood are kept as text.

    Parameters
    ----------
    text : str
        The table, header first.
    zone : str or None
        Zone of times that have neither an offset nor a zone of their own.
    source : str
        What to write in the column ``source`` where the table says nothing.

    Returns
    -------
    Reading
        One row a headline, and the rows that could not be used.

    Raises
    ------
    HeadlineError
        If a required column is missing, there are no rows, or none can be used.
    ZoneError
        If a time has no offset and no zone is known for it.

    Examples
    --------
    >>> table = "time,headline\n2022-02-17T09:10Z,Talks resume\n"
    >>> read_table(table, zone=None, source="").rows["uncertainty"].tolist()
    [Timedelta('0 days 00:01:00')]
    """
    layout = find_layout(text)
    cells = list(_cells(text, layout))
    if not cells:
        raise HeadlineError(
            f"The table has a header ({', '.join(layout.names)}) but no rows below it. Add rows.",
            columns=list(layout.names),
        )
    kept, rejected, zones_only = _read_rows(cells, default_zone=zone, source=source)
    refuse_if_all_rejected(rejected, kept=len(kept), zones_only=zones_only)
    instants = np.array([row.instant for row in kept], dtype="datetime64[ns]")
    return Reading(
        rows=_rows(kept, instants),
        order=detect_order(instants.astype(np.int64)),
        assumption=_assumption(kept, zone),
        rejected=tuple(rejected),
        season_note=_season_note(kept),
    )


def find_layout(text: str) -> Layout:
    r"""Find the delimiter and the columns of a table from its header.

    Use it to see how a table would be read. Names are compared without regard to case.

    Parameters
    ----------
    text : str
        The table; only its first line that is not empty is used.

    Returns
    -------
    Layout
        Delimiter, names and their meaning.

    Raises
    ------
    HeadlineError
        If there is no header, a column is missing or occurs twice; the columns found are listed.

    Examples
    --------
    >>> find_layout("instant\theadline").delimiter
    '\t'
    """
    header = next((line for line in text.splitlines() if line.strip()), "")
    layout = max((_split_header(header, mark) for mark in DELIMITERS), key=_fit)
    if missing := _missing(layout):
        raise HeadlineError(
            f"The table lacks a column {' and '.join(missing)}; found: {', '.join(layout.names) or 'none'}. "
            "Name the columns 'instant' (or 'time') and 'headline' in the first line.",
            missing=missing,
            found=list(layout.names),
        )
    _refuse_duplicates(layout)
    return layout


def is_table(text: str) -> bool:
    """Whether the first line of the text is the header of a table of headlines.

    Use it to tell a table from a live blog.

    Parameters
    ----------
    text : str
        Text of unknown kind.

    Returns
    -------
    bool
        True if the columns required are there.

    Examples
    --------
    >>> is_table("time,headline"), is_table("Talks resume (3 p.m.)")
    (True, False)
    """
    try:
        find_layout(text)
    except HeadlineError:
        return False
    return True


def _split_header(header: str, delimiter: str) -> Layout:
    """Read a header under one delimiter."""
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=delimiter), []))
    return Layout(delimiter, names, tuple(ALIASES.get(name.lower(), "") for name in names))


def _fit(layout: Layout) -> tuple[int, int]:
    """How well a delimiter explains a header: columns understood, then columns."""
    return len([word for word in layout.known if word]), len(layout.names)


def _missing(layout: Layout) -> list[str]:
    """List the required columns that a layout lacks."""
    missing = [] if {"instant", "time"} & set(layout.known) else ["'instant' (or 'time')"]
    return missing if "headline" in layout.known else [*missing, "'headline' (or 'title')"]


def _refuse_duplicates(layout: Layout) -> None:
    """Refuse two columns of one meaning or one name."""
    meanings = [word or name.lower() for word, name in zip(layout.known, layout.names, strict=True)]
    twice = sorted({word for word in meanings if meanings.count(word) > 1 and word})
    if twice:
        raise HeadlineError(
            f"The table has more than one column for {', '.join(map(repr, twice))}; "
            f"found: {', '.join(layout.names)}. Rename or remove one.",
            duplicated=twice,
            found=list(layout.names),
        )


def _cells(text: str, layout: Layout) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """Lines of a table below its header: line number, cells by meaning or name, fields beyond the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True)
    labels = [word or _extra_name(name, position) for position, (word, name) in enumerate(_columns(layout))]
    line, header_seen = 1, False
    try:
        for fields in reader:
            if header_seen and any(map(str.strip, fields)):
                padded = [field.strip() for field in fields] + [""] * (len(labels) - len(fields))
                yield line, dict(zip(labels, padded, strict=False)), padded[len(labels) :]
            header_seen = header_seen or any(map(str.strip, fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise HeadlineError(
            f"The table cannot be read from line {line} on: {error}. Check its quotation marks.", line=line
        ) from error


def _columns(layout: Layout) -> list[tuple[str, str]]:
    """Meaning and name of each column."""
    return list(zip(layout.known, layout.names, strict=True))


def _extra_name(name: str, position: int) -> str:
    """Name of a column that is carried along; the frame's own names are not given away."""
    return f"given_{name}" if name in (*COLUMNS, INDEX) else name or f"column_{position + 1}"


def _read_rows(
    cells: Sequence[tuple[int, dict[str, str], list[str]]], *, default_zone: str | None, source: str
) -> tuple[list[TableRow], list[Rejected], bool]:
    """Read all rows; list those that cannot be used, and say whether zones alone were to blame."""
    kept: list[TableRow] = []
    rejected: list[Rejected] = []
    zones_only = True
    for line, row, beyond in cells:
        try:
            if beyond:
                raise HeadlineError(f"{len(beyond)} more fields than the header has; quote the text")
            kept.append(read_row({"source": source} | _filled(row), default_zone=default_zone, line=line))
        except HeadlineError as error:
            if error.data.get("whole_table"):
                raise
            zones_only = zones_only and isinstance(error, ZoneError)
            text = row.get("headline") or row.get("instant") or row.get("time", "")
            rejected.append({"line": line, "text": text, "reason": str(error).rstrip(".")})
    return kept, rejected, zones_only


def _filled(row: dict[str, str]) -> dict[str, str]:
    """Cells of a row, without an empty source that would hide the default."""
    return {name: cell for name, cell in row.items() if cell or name != "source"}


def _rows(
    kept: Sequence[TableRow], instants: np.ndarray[tuple[int], np.dtype[np.datetime64]]
) -> pd.DataFrame:
    """Columns of the headline frame, then the columns carried along."""
    seconds = any(row.shows_seconds for row in kept)
    columns = pd.DataFrame(
        {
            "instant": instants,
            "uncertainty": [_uncertainty(row, seconds=seconds) for row in kept],
            "headline": [row.headline for row in kept],
            "body": [row.body for row in kept],
            "source": [row.source for row in kept],
            "raw_time": [row.raw_time for row in kept],
            "zone": [row.zone.place for row in kept],
            "flags": [" ".join(row.flags) for row in kept],
        }
    )
    extra = pd.DataFrame([dict(row.extra) for row in kept], index=columns.index)
    return pd.concat([columns, extra], axis="columns")


def _uncertainty(row: TableRow, *, seconds: bool) -> np.timedelta64:
    """Stated uncertainty, or the unit the time was written to; ":00" throughout a table is a full minute."""
    if row.uncertainty is not None:
        return row.uncertainty
    return DEFAULT_UNCERTAINTY["minute" if row.precision == "second" and not seconds else row.precision]


def _assumption(kept: Sequence[TableRow], zone: str | None) -> str:
    """One sentence on zone and date for the report."""
    local = [row for row in kept if row.read_as_local]
    unused = (
        ""
        if zone is None or any(row.zone_from == "argument" for row in local)
        else f"; zone={zone!r} was not needed"
    )
    if not local:
        return f"Every time carries its own date and offset from UTC{unused}."
    places = ", ".join(dict.fromkeys(row.zone.place for row in local))
    reasons = {"column": "the zone column", "argument": f"zone={zone!r} as passed"}
    why = " and ".join(dict.fromkeys(reasons[row.zone_from] for row in local))
    return (
        f"{len(local)} of {len(kept)} times carry no offset and are read as local time in {places}, "
        f"from {why}{unused}; every time carries its own date."
    )


def _season_note(kept: Sequence[TableRow]) -> str:
    """Say what to warn of when printed abbreviations belong to the other half of the year."""
    wrong = [row for row in kept if "season_contradiction" in row.flags]
    if not wrong:
        return ""
    printed = ", ".join(dict.fromkeys(row.zone.printed for row in wrong))
    places = ", ".join(dict.fromkeys(row.zone.place for row in wrong))
    return (
        f"{len(wrong)} of {len(kept)} times are printed as {printed}, which is out of season on that "
        f"date; they were read as local time in {places}."
    )
