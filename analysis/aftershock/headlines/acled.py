"""ACLED: coded conflict events that are dated to the day, the week or the month."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from aftershock.errors import HeadlineError
from aftershock.headlines.columns import carried_name
from aftershock.headlines.frame import Reading
from aftershock.headlines.records import Record, read_records, reject_repeats
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.stamps import parse_stamp
from aftershock.headlines.tables import DELIMITERS, first_line, split_line, table_cells
from aftershock.typing import DateOrder

DAYS_AROUND: Mapping[str, tuple[int, int]] = MappingProxyType({"1": (0, 1), "2": (3, 7), "3": (15, 31)})
"""Time precision -> days before the recorded day at which the event may have begun, and days it spans."""

_REQUIRED = ("event_id_cnty", "event_date")
_NOT_CARRIED = frozenset({"notes", "source", "timestamp"})
_SHOWN = 80


def read_acled(content: str, *, settings: ReadSettings) -> Reading:
    r"""Read an export of ACLED.

    Use it for daily studies: events are dated to the day. Where ACLED knows only the week or the month
    (``time_precision`` 2 or 3) it records a day in the middle of it, so that the event lies within 7 or
    31 days around that day. A day is a day by ``settings.zone``, or by UTC if none is stated. The column
    ``timestamp`` is when the row was uploaded; it is not used and not kept.

    Parameters
    ----------
    content : str
        The export, header first.
    settings : ReadSettings
        Zone, order of dates such as 03/04/2026, label of rows that name no source.

    Returns
    -------
    Reading
        One row an event. ``headline`` is composed of kind, actors and place, ``body`` holds the notes;
        the other columns are carried along as text, ``fatalities`` as numbers.

    NaN handling: fatalities that the file leaves empty are NaN.

    Raises
    ------
    HeadlineError
        If columns are missing or no row can be used.

    Examples
    --------
    >>> export = "event_id_cnty,event_date,event_type,country\nNOR1,17 February 2022,Battles,Norland\n"
    >>> read_acled(export, settings=ReadSettings()).rows["headline"].tolist()
    ['Battles (Norland)']
    """
    header = first_line(content)
    delimiter = max(DELIMITERS, key=lambda mark: len(split_line(header, delimiter=mark)))
    labels = [name.lower() for name in split_line(header, delimiter=delimiter)]
    if missing := [name for name in _REQUIRED if name not in labels]:
        raise HeadlineError(
            f"The export of ACLED lacks the column {' and '.join(missing)}. Export it with that column.",
            missing=missing,
            found=labels,
        )
    records = [
        _record(line, cells, len(beyond), settings.date_order)
        for line, cells, beyond in table_cells(content, delimiter=delimiter, labels=labels)
    ]
    if not records:
        raise HeadlineError(
            "The export of ACLED has a header but no rows below it. Export it again.", records=0
        )
    return _finish(reject_repeats(records, key="event_id_cnty", what="event"), settings)


def _record(line: int, cells: Mapping[str, str], beyond: int, date_order: DateOrder | None) -> Record:
    """Turn a row into a record."""
    found = {
        "headline": _headline(cells),
        "body": cells.get("notes", ""),
        "source": cells.get("source", ""),
        "raw_time": cells["event_date"],
        **{carried_name(name): cell for name, cell in cells.items() if name and name not in _NOT_CARRIED},
    }
    if beyond:
        return Record(line, found, f"{beyond} more fields than the header has; quote the text")
    try:
        return Record(line, _dated(found, cells, date_order))
    except HeadlineError as error:
        return Record(line, found, str(error))


def _dated(
    found: Mapping[str, str], cells: Mapping[str, str], date_order: DateOrder | None
) -> dict[str, str]:
    """Cells with the first day on which the event may have happened, and for how many days it may."""
    precision = cells.get("time_precision", "") or "1"
    if precision not in DAYS_AROUND:
        raise HeadlineError(
            f"time_precision {precision[:_SHOWN]!r} is none of 1 (day), 2 (week) and 3 (month)"
        )
    fatalities = cells.get("fatalities", "")
    if fatalities and not (fatalities.isascii() and fatalities.isdigit() and len(fatalities) <= 15):
        raise HeadlineError(f"fatalities {fatalities[:_SHOWN]!r} is not a count")
    stamp = parse_stamp(cells["event_date"], date_order=date_order)
    if stamp.precision != "day":
        raise HeadlineError(f"event_date {cells['event_date']!r} is not a day")
    before, days = DAYS_AROUND[precision]
    day = stamp.local.astype("datetime64[D]") - np.timedelta64(before, "D")
    return {**found, "time": str(day), "uncertainty": f"{days}D"}


def _headline(cells: Mapping[str, str]) -> str:
    """Kind of event, actors and place in a line."""
    kind = cells.get("sub_event_type") or cells.get("event_type", "")
    actors = " - ".join(name for name in (cells.get("actor1", ""), cells.get("actor2", "")) if name)
    place = ", ".join(name for name in (cells.get("location", ""), cells.get("country", "")) if name)
    what = ": ".join(part for part in (kind, actors) if part)
    return f"{what} ({place})" if what and place else what or place


def _finish(records: list[Record], settings: ReadSettings) -> Reading:
    """Read the records, and say by which clock their days are meant."""
    reading = read_records(records, settings=replace(settings, zone=settings.zone or "UTC"))
    rows = reading.rows
    if "fatalities" in rows:
        rows = rows.assign(fatalities=[float(cell or "nan") for cell in rows["fatalities"]])
    if settings.zone is None:
        clock = "by UTC, for no zone was passed (zone=)"
    else:
        clock = f"local days in {', '.join(dict.fromkeys(rows['zone']))}, zone={settings.zone!r} as passed"
    return replace(
        reading,
        rows=rows,
        assumption=f"Events are dated to days, read as days {clock}; the upload time is not used.",
    )
