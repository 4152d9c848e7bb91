"""JSON lines: one object a line, or one list of objects, each a headline."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from aftershock.errors import HeadlineError
from aftershock.headlines.columns import check_meanings, find_labels, find_meanings
from aftershock.headlines.frame import Reading
from aftershock.headlines.json_documents import cell_text, decode_documents, decode_line
from aftershock.headlines.records import Record, read_records
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.text import clean_text

_SHOWN = 200


class _Item(NamedTuple):
    """One object of the file: where it stands, its values, and why it cannot be used."""

    line: int
    values: dict[str, Any]
    problem: str
    raw: str


def read_json_lines(content: str, *, settings: ReadSettings) -> Reading:
    r"""Read headlines written as JSON, one object a line.

    Use it on exports of logs and data frames. A single list of objects is read too. The keys are the
    columns, understood as those of a table are; values that are no text are spelled as text. Counts
    since 1970 are refused as times, for nothing says what they count.

    Parameters
    ----------
    content : str
        The lines, or one list.
    settings : ReadSettings
        Column mapping, zone, order of dates, label of rows that name no source.

    Returns
    -------
    Reading
        One row a headline, and the lines that could not be used.

    Raises
    ------
    HeadlineError
        If a required key is missing from all lines, or none can be used.
    ZoneError
        If a time has no offset and no zone is known for it.

    Examples
    --------
    >>> lines = '{"time": "2022-02-17T09:10Z", "headline": "Talks"}\n'
    >>> read_json_lines(lines, settings=ReadSettings()).rows["headline"].tolist()
    ['Talks']
    """
    items = _list_items(content) if content.lstrip().startswith("[") else _line_items(content)
    names = list(dict.fromkeys(name for item in items for name in item.values))
    labels: dict[str, str] = {}
    if names:
        known = find_meanings(names, columns=settings.columns)
        check_meanings(names, known, subject="JSON")
        labels = dict(zip(names, find_labels(names, known), strict=True))
    records = [_record(item, labels) for item in items]
    if not records:
        raise HeadlineError("The JSON holds no objects. Pass one object a headline.", records=0)
    return read_records(records, settings=settings)


def _line_items(text: str) -> list[_Item]:
    """Object of each line that is not empty."""
    return [
        _line_item(line, written) for line, written in enumerate(text.split("\n"), start=1) if written.strip()
    ]


def _line_item(line: int, written: str) -> _Item:
    """Object of one line, or why there is none."""
    try:
        return _item(line, decode_line(written))
    except HeadlineError as error:
        return _Item(line, {}, str(error), written.strip()[:_SHOWN])


def _list_items(text: str) -> list[_Item]:
    """Objects of the lists in a text, numbered from 1."""
    found = [value for _, value in decode_documents(text)]
    values = [item for value in found for item in (value if isinstance(value, list) else [value])]
    return [_item(number, value) for number, value in enumerate(values, start=1)]


def _item(line: int, value: Any) -> _Item:
    """Give an object by its keys, or what is wrong with a value that is none."""
    if not isinstance(value, dict):
        return _Item(line, {}, "it is not an object with keys", cell_text(value)[:_SHOWN])
    return _Item(line, {clean_text(name): cell for name, cell in value.items()}, "", "")


def _record(item: _Item, labels: Mapping[str, str]) -> Record:
    """Turn an object into a record."""
    if item.problem:
        return Record(item.line, {"raw": item.raw}, item.problem)
    try:
        cells = {labels[name]: cell_text(value) for name, value in item.values.items()}
    except HeadlineError as error:
        return Record(item.line, {}, str(error))
    return Record(item.line, {"headline": ""} | cells)
