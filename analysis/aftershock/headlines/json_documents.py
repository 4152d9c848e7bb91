"""JSON documents: one or several in a text, decoded within bounds, and their values as cells."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.headlines.text import clean_text

_BLANK = re.compile(r"[\s\x1e]*")
_DECODER = json.JSONDecoder()


def decode_documents(text: str) -> Iterator[tuple[int, Any]]:
    r"""Decode the JSON documents that stand one after another in a text.

    Use it on answers of an interface, on pages of answers joined into one file, and on JSON lines.

    Parameters
    ----------
    text : str
        One or more documents, with or without line breaks between them.

    Yields
    ------
    tuple of int and object
        Line at which the document begins, from 1, and its value.

    Raises
    ------
    HeadlineError
        If a document is damaged or nested too deeply; the line is named.

    Examples
    --------
    >>> list(decode_documents('{"a": 1}\n{"a": 2}'))
    [(1, {'a': 1}), (2, {'a': 2})]
    """
    position, line, counted = _skip(text, 0), 1, 0
    while position < len(text):
        line += text.count("\n", counted, position)
        counted = position
        value, position = _decode_at(text, position, line)
        yield line, value
        position = _skip(text, position)


def decode_line(text: str) -> Any:
    """Decode a single JSON document.

    Use it on one line of a file of JSON lines.

    Parameters
    ----------
    text : str
        The document.

    Returns
    -------
    object
        Its value.

    Raises
    ------
    HeadlineError
        If it is damaged, nested too deeply, or followed by something else.

    Examples
    --------
    >>> decode_line(' {"a": 1}')
    {'a': 1}
    """
    value, end = _decode_at(text, _skip(text, 0), 1)
    if _skip(text, end) < len(text):
        raise HeadlineError(f"it is not JSON: something follows the document (column {end + 1})")
    return value


def cell_text(value: Any) -> str:
    """Spell a value as the text of a cell.

    Use it on values from JSON and Parquet. Spans are spelled as pandas does, instants as ISO.

    Parameters
    ----------
    value : object
        Text, number, truth value, instant, span, list, mapping or nothing.

    Returns
    -------
    str
        "" for what is missing (None, NaN, NaT); lists of plain values are joined by blanks.

    Examples
    --------
    >>> cell_text(None), cell_text(True), cell_text(["SPY", "GLD"]), cell_text(2.5)
    ('', 'true', 'SPY GLD', '2.5')
    """
    if isinstance(value, str):
        return clean_text(value.strip())
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(pd.Timedelta(value))
    if isinstance(value, bytes):
        return clean_text(value.decode("utf-8", errors="replace").strip())
    if isinstance(value, (list, tuple)) and not any(
        isinstance(item, (list, tuple, Mapping)) for item in value
    ):
        return " ".join(cell_text(item) for item in value)
    return _spelled(value)


def _spelled(value: Any) -> str:
    """Spell numbers, and nested values as JSON."""
    try:
        return clean_text(json.dumps(value, default=str, ensure_ascii=False))
    except (RecursionError, ValueError) as error:
        raise HeadlineError("a value is nested too deeply or is too large a number") from error


def _skip(text: str, position: int) -> int:
    """Position of the next character that is not blank."""
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _decode_at(text: str, position: int, line: int) -> tuple[Any, int]:
    """Decode the document that begins at a position; return its value and its end."""
    try:
        return _DECODER.raw_decode(text, position)
    except RecursionError as error:
        raise HeadlineError(
            f"The JSON from line {line} on is nested too deeply to be read.", line=line
        ) from error
    except json.JSONDecodeError as error:
        raise HeadlineError(
            f"it is not JSON: {error.msg} (line {error.lineno}, column {error.colno})", line=error.lineno
        ) from error
    except ValueError as error:
        raise HeadlineError(
            f"The JSON from line {line} on holds a number of too many digits.", line=line
        ) from error
