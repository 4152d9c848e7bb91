"""Detection: which format a file or text is in, by its content first and its suffix second."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from aftershock.errors import HeadlineError
from aftershock.headlines.content import decode
from aftershock.headlines.entries import is_liveblog
from aftershock.headlines.feeds import is_feed
from aftershock.headlines.gdelt import is_gdelt_doc
from aftershock.headlines.html import LOOKS_LIKE_HTML, html_text
from aftershock.headlines.json_documents import decode_documents
from aftershock.headlines.jsonld import has_article, has_live_blog
from aftershock.headlines.news_api import is_news_api
from aftershock.headlines.tables import DELIMITERS, first_line, is_table, split_line
from aftershock.typing import HeadlineFormat

BINARY_FORMATS = frozenset({"parquet", "feed"})
"""Formats read from bytes: one is no text, the other states its own encoding."""

_PARQUET = b"PAR1"
_HEAD = 4096
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_SUFFIXES: Mapping[str, HeadlineFormat] = MappingProxyType(
    {
        ".parquet": "parquet",
        ".pq": "parquet",
        ".rss": "feed",
        ".atom": "feed",
        ".xml": "feed",
        ".jsonl": "json_lines",
        ".ndjson": "json_lines",
        ".jsonld": "jsonld",
    }
)
_EVENT_FIELDS, _MENTION_FIELDS = 61, range(14, 17)
_NONE: Mapping[str, str] = MappingProxyType({})


def detect_format(content: str | bytes, *, origin: str, columns: Mapping[str, str] = _NONE) -> HeadlineFormat:
    r"""Tell the format of a text or file by its content, then by its suffix.

    Use it to see how something would be read. A text that is nothing else counts as a live blog.

    Parameters
    ----------
    content : str or bytes
        Text, or the bytes of a file, decompressed.
    origin : str
        Its name.
    columns : mapping of str to str, optional
        The package's column names to the file's; only tables and records have columns.

    Returns
    -------
    str
        One of the formats of :func:`aftershock.read_headlines`.

    Raises
    ------
    HeadlineError
        If the content is neither UTF-8 nor in a binary format, or is a daily index of geopolitical risk.

    Examples
    --------
    >>> detect_format("time;headline\n2022-02-17T09:10Z;Talks resume", origin="export.txt")
    'table'
    >>> detect_format('{"time": "2022-02-17T09:10Z", "headline": "Talks"}', origin="log.jsonl")
    'json_lines'
    """
    suffix = Path(origin).suffix.lower()
    if isinstance(content, bytes) and content.startswith(_PARQUET):
        return "parquet"
    if is_feed(content[:_HEAD] if isinstance(content, str) else content[:_HEAD].decode("utf-8", "replace")):
        return "feed"
    if suffix in _SUFFIXES and _SUFFIXES[suffix] in BINARY_FORMATS:
        return _SUFFIXES[suffix]
    text = decode(content, origin=origin)
    if is_html(text, origin=origin):
        return _page_format(text)
    return _json_format(text, suffix) or _table_format(text, suffix, columns) or "liveblog"


def is_html(text: str, *, origin: str) -> bool:
    """Whether a text is HTML, by its suffix or its first tag.

    Use it to choose between a page and its text.

    Parameters
    ----------
    text : str
        The text.
    origin : str
        Its name.

    Returns
    -------
    bool
        True for a page.

    Examples
    --------
    >>> is_html("<p>Talks</p>", origin="text"), is_html("Talks", origin="page.htm")
    (True, True)
    """
    return Path(origin).suffix.lower() in _HTML_SUFFIXES or LOOKS_LIKE_HTML.match(text) is not None


def is_gpr(text: str) -> bool:
    """Whether a text is the daily index of geopolitical risk.

    Use it to send such a file to `read_gpr`.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    bool
        True if its header has a date and the index.

    Examples
    --------
    >>> is_gpr("date,gprd,gprd_act,gprd_threat"), is_gpr("time,headline")
    (True, False)
    """
    return any({"gprd", "gpr"} & names and {"date", "day", "month"} & names for names in _headers(text))


def _json_format(text: str, suffix: str) -> HeadlineFormat | None:
    """Format of a JSON text; None for a text that is none."""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if text.lstrip()[:1] not in {"{", "["}:
        return "json_lines" if suffix == ".json" else None
    try:
        _, value = next(decode_documents(text))
    except HeadlineError:
        return "json_lines" if suffix == ".json" else None
    return _shape(value)


def _page_format(html: str) -> HeadlineFormat:
    """Format of a page: its data where they hold a live blog, or an article and the text holds no entries."""
    if has_live_blog(html):
        return "jsonld"
    return "jsonld" if has_article(html) and not is_liveblog(html_text(html)) else "liveblog"


def _is_jsonld(value: object) -> bool:
    """Whether a JSON value names its types as JSON-LD does."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and not {"@type", "@graph", "@context"}.isdisjoint(first)


def _shape(value: object) -> HeadlineFormat:
    """Format of the JSON value that a text begins with."""
    if _is_jsonld(value):
        return "jsonld"
    if is_gdelt_doc(value):
        return "gdelt_doc"
    return "news_api" if is_news_api(value) else "json_lines"


def _table_format(text: str, suffix: str, columns: Mapping[str, str]) -> HeadlineFormat | None:
    """Format of a delimited text; None for a text that is none."""
    if not columns and (kind := _dataset(text)):
        return kind
    if columns or suffix in _TABLE_SUFFIXES:
        return "table"
    return "table" if is_table(text, columns=columns) and not is_liveblog(first_line(text)) else None


def _dataset(text: str) -> HeadlineFormat | None:
    """Format of a file of GDELT or ACLED, by its fields; None for other tables."""
    fields = first_line(text).split("\t")
    if len(fields) == _EVENT_FIELDS and _are_digits(fields[0], fields[1], fields[59]):
        return "gdelt_events"
    if len(fields) in _MENTION_FIELDS and _are_digits(*fields[:4]):
        return "gdelt_mentions"
    headers = list(_headers(text))
    if any({"globaleventid", "dateadded"} <= names for names in headers):
        return "gdelt_events"
    if any({"globaleventid", "mentiontimedate"} <= names for names in headers):
        return "gdelt_mentions"
    if any({"event_id_cnty", "event_date"} <= names for names in headers):
        return "acled"
    if is_gpr(text):
        raise HeadlineError(
            "This is the daily index of geopolitical risk, a series and no headlines. Read it with "
            "aftershock.headlines.read_gpr(path).",
        )
    return None


def _headers(text: str) -> list[set[str]]:
    """Names in the first line under each delimiter, lower case."""
    line = first_line(text)
    return [{name.lower() for name in split_line(line, delimiter=mark)} for mark in DELIMITERS]


def _are_digits(*fields: str) -> bool:
    """Whether all fields are digits."""
    return all(field.isascii() and field.isdigit() for field in fields)
