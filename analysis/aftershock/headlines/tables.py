"""Tables: delimited text with a column of times and a column of headlines."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aftershock.errors import HeadlineError
from aftershock.headlines.columns import check_meanings, find_labels, find_meanings
from aftershock.headlines.frame import Reading
from aftershock.headlines.records import Record, read_records
from aftershock.headlines.settings import ReadSettings

DELIMITERS = ",;\t|"
_AS_WRITTEN: Mapping[str, str] = MappingProxyType({})


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


def read_table(content: str, *, settings: ReadSettings) -> Reading:
    r"""Read a delimited table of headlines.

    Use it on CSV and TSV text with a header. A row's own offset or printed zone comes first, then its
    zone column, then ``settings.zone``. Columns that are not understood are kept as text.

    Parameters
    ----------
    content : str
        The table, header first.
    settings : ReadSettings
        Column mapping, zone, order of dates, label of rows that name no source.

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
    >>> read_table(table, settings=ReadSettings()).rows["uncertainty"].tolist()
    [Timedelta('0 days 00:01:00')]
    """
    layout = find_layout(content, columns=settings.columns)
    labels = find_labels(layout.names, layout.known)
    records = [
        Record(line, cells, _excess(beyond))
        for line, cells, beyond in table_cells(content, delimiter=layout.delimiter, labels=labels)
    ]
    if not records:
        raise HeadlineError(
            f"The table has a header ({', '.join(layout.names)}) but no rows below it. Add rows.",
            columns=list(layout.names),
        )
    return read_records(records, settings=settings)


def find_layout(text: str, *, columns: Mapping[str, str] = _AS_WRITTEN) -> Layout:
    r"""Find the delimiter and the columns of a table from its header.

    Use it to see how a table would be read. Names are compared without regard to case.

    Parameters
    ----------
    text : str
        The table; only its first line that is not empty is used.
    columns : mapping of str to str, optional
        The package's column names to the table's.

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
    layouts = [_split_header(first_line(text), mark, columns) for mark in DELIMITERS]
    layout = max(layouts, key=_fit)
    if columns:
        find_meanings(layout.names, columns=columns)
    check_meanings(layout.names, layout.known)
    return layout


def is_table(text: str, *, columns: Mapping[str, str] = _AS_WRITTEN) -> bool:
    """Whether the first line of the text is the header of a table of headlines.

    Use it to tell a table from a live blog.

    Parameters
    ----------
    text : str
        Text of unknown kind.
    columns : mapping of str to str, optional
        The package's column names to the table's.

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
        find_layout(text, columns=columns)
    except HeadlineError:
        return False
    return True


def first_line(text: str) -> str:
    r"""First line of a text that is not empty.

    Use it to look at a header without splitting the whole file.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The line without its break; "" if there is none.

    Examples
    --------
    >>> first_line("\n\ntime,headline\nmore")
    'time,headline'
    """
    visible = re.search(r"\S", text)
    if visible is None:
        return ""
    start = max(text.rfind(mark, 0, visible.start()) for mark in "\r\n") + 1
    ended = re.compile(r"[\r\n]").search(text, visible.start())
    return text[start : ended.start() if ended else len(text)]


def split_line(line: str, *, delimiter: str) -> list[str]:
    """Fields of one line of a table, without the blanks around them.

    Use it on a header.

    Parameters
    ----------
    line : str
        The line.
    delimiter : str
        One character.

    Returns
    -------
    list of str
        Its fields; none if the line cannot be split.

    Examples
    --------
    >>> split_line('time; "a;b"', delimiter=";")
    ['time', '"a', 'b"']
    """
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def table_cells(
    text: str, *, delimiter: str, labels: list[str]
) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    r"""Go through the lines of a table below its header.

    Use it once the columns are named.

    Parameters
    ----------
    text : str
        The table, header first.
    delimiter : str
        One character.
    labels : list of str
        One name a column.

    Yields
    ------
    tuple of int, dict and list
        Line number from 1, cells by label ("" where the row is too short), fields beyond the header.

    Raises
    ------
    HeadlineError
        If quotation marks do not match.

    Examples
    --------
    >>> list(table_cells("a,b\n1,2,3\n", delimiter=",", labels=["a", "b"]))
    [(2, {'a': '1', 'b': '2'}, ['3'])]
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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


def _split_header(header: str, delimiter: str, columns: Mapping[str, str]) -> Layout:
    """Read a header under one delimiter."""
    names = tuple(split_line(header, delimiter=delimiter))
    try:
        known = find_meanings(names, columns=columns)
    except HeadlineError:
        known = find_meanings(names, columns=_AS_WRITTEN)
    return Layout(delimiter, names, known)


def _fit(layout: Layout) -> tuple[int, int]:
    """How well a delimiter explains a header: columns understood, then columns."""
    return len([word for word in layout.known if word]), len(layout.names)


def _excess(beyond: list[str]) -> str:
    """Problem of a row with more fields than the header has; "" if there is none."""
    return f"{len(beyond)} more fields than the header has; quote the text" if beyond else ""
