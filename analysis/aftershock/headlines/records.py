"""Records: rows of any file with their cells by meaning, read into headlines at their instants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.chronology import detect_order
from aftershock.headlines.frame import Reading, Rejected, refuse_if_all_rejected
from aftershock.headlines.rows import DEFAULT_UNCERTAINTY, TableRow, read_row
from aftershock.headlines.settings import ReadSettings

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file before its time is read.

    Built by the readers of tables and of data formats.

    Parameters
    ----------
    line : int
        Where it stands, from 1.
    cells : mapping of str to str
        By meaning ("instant", "time", "headline", "zone", ...) or, for other columns, by name.
    problem : str
        Why it cannot be used; "" if nothing is known against it.

    Examples
    --------
    >>> Record(2, {"time": "2022-02-17T09:10Z", "headline": "Talks"}).problem
    ''
    """

    line: int
    cells: Mapping[str, str]
    problem: str = ""


def read_records(records: Iterable[Record], *, settings: ReadSettings) -> Reading:
    """Read records into headlines at their instants.

    Use it as the common last step of every format that comes in rows.

    Parameters
    ----------
    records : iterable of Record
        In the order of the file.
    settings : ReadSettings
        Zone, order of dates, label and rules.

    Returns
    -------
    Reading
        One row a headline, and the records that could not be used.

    Raises
    ------
    HeadlineError
        If none can be used.
    ZoneError
        If a time has no offset and no zone is known for it.

    Examples
    --------
    >>> records = [Record(2, {"time": "2022-02-17T09:10Z", "headline": "Talks"})]
    >>> read_records(records, settings=ReadSettings()).rows["uncertainty"].tolist()
    [Timedelta('0 days 00:01:00')]
    """
    kept, rejected, zones_only = _read_all(records, settings)
    refuse_if_all_rejected(rejected, kept=len(kept), zones_only=zones_only)
    instants = np.array([row.instant for row in kept], dtype="datetime64[ns]")
    return Reading(
        rows=_rows(kept, instants),
        order=detect_order(instants.astype(np.int64), dated=True),
        assumption=_assumption(kept, settings.zone),
        rejected=tuple(rejected),
        season_note=_season_note(kept),
    )


def reject_repeats(records: Iterable[Record], *, key: str, what: str) -> list[Record]:
    """Mark records whose key has occurred before.

    Use it where a file gives every entry a name of its own, for pages and files that overlap.

    Parameters
    ----------
    records : iterable of Record
        In the order of the file.
    key : str
        Cell that names the entry; records without one are left alone.
    what : str
        What the key is called in the reason.

    Returns
    -------
    list of Record
        All of them, the repeated ones with a problem.

    Examples
    --------
    >>> twice = [Record(1, {"id": "7"}), Record(2, {"id": "7"})]
    >>> [record.problem for record in reject_repeats(twice, key="id", what="event")]
    ['', "event '7' is already in line 1"]
    """
    first: dict[str, int] = {}
    marked = []
    for record in records:
        name = record.cells.get(key, "")
        if name and not record.problem and name in first:
            problem = f"{what} {name[:_SHOWN]!r} is already in line {first[name]}"
            marked.append(Record(record.line, record.cells, problem))
        else:
            marked.append(record)
            if not record.problem:
                first.setdefault(name, record.line)
    return marked


def _read_all(
    records: Iterable[Record], settings: ReadSettings
) -> tuple[list[TableRow], list[Rejected], bool]:
    """Read all records; list those that cannot be used, and say whether zones alone were to blame."""
    kept: list[TableRow] = []
    rejected: list[Rejected] = []
    zones_only = True
    for record in records:
        try:
            kept.append(_read_one(record, settings))
        except HeadlineError as error:
            if error.data.get("whole_table"):
                raise
            zones_only = zones_only and isinstance(error, ZoneError)
            reason = str(error).rstrip(".")
            rejected.append({"line": record.line, "text": _text(record.cells), "reason": reason})
    return kept, rejected, zones_only


def _read_one(record: Record, settings: ReadSettings) -> TableRow:
    """Read one record, or say why it cannot be used."""
    if record.problem:
        raise HeadlineError(record.problem)
    cells = {name: cell for name, cell in record.cells.items() if cell or name != "source"}
    return read_row(
        {"source": settings.source} | cells,
        default_zone=settings.zone,
        line=record.line,
        rules=settings.rules,
        date_order=settings.date_order,
    )


def _text(cells: Mapping[str, str]) -> str:
    """Say what to show of a record that was rejected."""
    return next(
        (cells[name] for name in ("headline", "instant", "time", "date", "raw") if cells.get(name)), ""
    )


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
    names = dict.fromkeys(name for row in kept for name in row.extra)
    extra = {name: [row.extra.get(name, "") for row in kept] for name in names}
    return pd.concat([columns, pd.DataFrame(extra, index=columns.index)], axis="columns")


def _uncertainty(row: TableRow, *, seconds: bool) -> np.timedelta64:
    """Stated uncertainty, or the unit the time was written to; ":00" throughout a file is a full minute."""
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
    reasons = {
        "column": "the zone column",
        "printed": "the zone printed beside the time",
        "argument": f"zone={zone!r} as passed",
    }
    why = " and ".join(dict.fromkeys(reasons[row.zone_from] for row in local))
    return (
        f"{len(local)} of {len(kept)} times carry no offset and are read as local time in {places}, "
        f"from {why}{unused}; every time carries its own date."
    )


def _season_note(kept: Sequence[TableRow]) -> str:
    """Say what to warn of when printed abbreviations belong to the other half of the year."""
    wrong = [
        row for row in kept if "season_contradiction" in row.flags and row.zone.claimed_offset is not None
    ]
    if not wrong:
        return ""
    printed = ", ".join(dict.fromkeys(row.zone.printed for row in wrong))
    places = ", ".join(dict.fromkeys(row.zone.place for row in wrong))
    return (
        f"{len(wrong)} of {len(kept)} times are printed as {printed}, which is out of season on that "
        f"date; they were read as local time in {places}."
    )
