"""Lists of dated events: a day, a name and a group each, and no clock."""

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.headlines.content import decode, load_content
from aftershock.headlines.frame import Rejected, check_rejected, refuse_if_all_rejected
from aftershock.headlines.stamps import parse_stamp
from aftershock.headlines.tables import DELIMITERS, first_line, split_line, table_cells
from aftershock.typing import DateOrder

MEANINGS = ("id", "date", "name", "group")
INDEX = "event_id"

_AS_NAMED: Mapping[str, str] = MappingProxyType({})
_USUAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "event_id"),
        "date": ("date", "day"),
        "name": ("name", "event", "title"),
        "group": ("group", "type", "category"),
    }
)


def read_event_days(
    path: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] = _AS_NAMED,
    date_order: DateOrder | None = None,
    max_rejected: int | None = None,
) -> pd.DataFrame:
    r"""Read a list of events that are known by their day only.

    Use it for many dated events, as lists of crises or decisions are; :func:`aftershock.read_headlines` is for
    texts with a clock.

    Parameters
    ----------
    path : str or path
        A delimited table with a header. A string with line breaks is the text itself.
    columns : mapping of str to str
        Our names (``id``, ``date``, ``name``, ``group``) to the file's, where it calls them otherwise. Only
        ``date`` has to be there.
    date_order : {"day_first", "month_first"}, optional
        Order of dates such as 03/04/2016, which are refused without it.
    max_rejected : int, optional
        More rejected rows than this are an error; any number is listed by default.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``event_id`` (text; counted from 1 in order of time where the file has none), in order of
        time: ``date`` (naive midnight), ``name`` and ``group`` (text, "" where the file says nothing), then the
        file's other columns as text. ``attrs`` holds ``origin``, ``read`` and ``rejected``, the rows that
        could not be used, each with its line and the reason.

    Raises
    ------
    HeadlineError
        If the file cannot be read, has no column of days, an id repeats, or no row can be used.

    Examples
    --------
    >>> days = read_event_days("day,event,type\n2014-03-18,Treaty signed,Threat\n2010-06-02,Raid,Act\n")
    >>> days[["name", "group"]].to_dict("index")
    {'1': {'name': 'Raid', 'group': 'Act'}, '2': {'name': 'Treaty signed', 'group': 'Threat'}}
    """
    content = load_content(path)
    text = decode(content.data, origin=content.origin)
    header = first_line(text)
    delimiter = max(DELIMITERS, key=lambda mark: len(split_line(header, delimiter=mark)))
    names = split_line(header, delimiter=delimiter)
    found = find_columns(names, columns=columns, origin=content.origin)
    rows, rejected = read_rows(text, delimiter, names, found, date_order)
    check_rejected(rejected, read=len(rows) + len(rejected), max_rejected=max_rejected)
    refuse_if_all_rejected(rejected, kept=len(rows))
    frame = arrange(rows, numbered="id" not in found, origin=content.origin)
    frame.attrs = {
        "origin": content.origin,
        "read": len(rows) + len(rejected),
        "rejected": rejected,
    }
    return frame


def find_columns(names: Sequence[str], *, columns: Mapping[str, str], origin: str) -> dict[str, int]:
    """Find where each meaning stands: as told, else by its usual names.

    Raises
    ------
    HeadlineError
        If a meaning is unknown, a named column is absent, two columns fit one meaning, or there is no date.

    Examples
    --------
    >>> find_columns(["id", "Date", "event"], columns={}, origin="list.csv")
    {'id': 0, 'date': 1, 'name': 2}
    """
    unknown = [meaning for meaning in columns if meaning not in MEANINGS]
    if unknown:
        raise HeadlineError(
            f"columns names {', '.join(map(repr, unknown))}; allowed are {', '.join(MEANINGS)}.",
            unknown=unknown,
        )
    lowered = [name.lower() for name in names]
    found: dict[str, int] = {}
    for meaning in MEANINGS:
        usual = (columns[meaning].lower(),) if meaning in columns else _USUAL[meaning]
        places = [place for place, name in enumerate(lowered) if name in usual]
        if len(places) > 1:
            raise HeadlineError(
                f"{origin} has {len(places)} columns that could be the {meaning}: "
                f"{', '.join(names[place] for place in places)}. Say which: columns = {{ {meaning} = ... }}.",
                found=list(names),
            )
        if not places and (meaning in columns or meaning == "date"):
            wanted = repr(columns[meaning]) if meaning in columns else "of days (date or day)"
            raise HeadlineError(
                f"{origin} has no column {wanted}; its columns are {', '.join(names[:20])}.",
                found=list(names),
            )
        found |= {meaning: places[0]} if places else {}
    return found


def read_rows(
    text: str, delimiter: str, names: Sequence[str], found: Mapping[str, int], date_order: DateOrder | None
) -> tuple[list[dict[str, object]], list[Rejected]]:
    """Read every row below the header, and list those without a day."""
    rows: list[dict[str, object]] = []
    rejected: list[Rejected] = []
    labels = row_labels(names, found)
    for line, cells, beyond in table_cells(text, delimiter=delimiter, labels=labels):
        try:
            day = day_of(cells["date"], date_order)
            if beyond:
                raise HeadlineError(f"{len(beyond)} more fields than the header has; quote the text")
        except HeadlineError as failure:
            written = delimiter.join([*cells.values(), *beyond])
            rejected.append({"line": line, "text": written, "reason": str(failure).rstrip(".")})
            continue
        rows.append({"id": "", "name": "", "group": "", **cells, "date": day})
    return rows, rejected


def row_labels(names: Sequence[str], found: Mapping[str, int]) -> list[str]:
    """Name the cells of a row: by meaning, or else by the column's own name, which hides none of ours.

    Examples
    --------
    >>> row_labels(["when", "name", "what"], {"date": 0, "name": 2})
    ['date', 'given_name', 'name']
    """
    meanings = {place: meaning for meaning, place in found.items()}
    own = [f"given_{name}" if name in MEANINGS else name for name in names]
    return [meanings.get(place) or own[place] or f"column_{place + 1}" for place in range(len(names))]


def day_of(text: str, date_order: DateOrder | None) -> pd.Timestamp:
    """Read a day; refuse an instant, which is more than this list may know.

    Examples
    --------
    >>> day_of("18 March 2014", None)
    Timestamp('2014-03-18 00:00:00')
    """
    stamp = parse_stamp(text, date_order=date_order)
    if stamp.precision != "day":
        raise HeadlineError(f"{text!r} has a clock; read such rows as headlines")
    return pd.Timestamp(stamp.local)


def arrange(rows: Sequence[Mapping[str, object]], *, numbered: bool, origin: str) -> pd.DataFrame:
    """Put the rows in order of time under their ids."""
    frame = pd.DataFrame(rows)
    if frame.empty:
        raise HeadlineError(f"{origin} has a header and no rows below it; list at least one event.")
    frame["date"] = pd.DatetimeIndex(frame["date"]).as_unit("ns")
    frame = frame.sort_values("date", kind="stable", ignore_index=True)
    if numbered:
        frame["id"] = [str(at) for at in range(1, len(frame) + 1)]
    repeated = frame.loc[frame["id"].duplicated(), "id"].unique().tolist()
    if repeated:
        raise HeadlineError(
            f"{origin} has {len(repeated)} ids that stand for more than one event, first {repeated[0]!r}; give "
            "each event an id of its own, or none at all.",
            repeated=repeated,
        )
    index = pd.Index(frame.pop("id"), name=INDEX)
    ordered = ["date", "name", "group"]
    return frame.set_index(index)[[*ordered, *frame.columns.difference(ordered, sort=False)]]
