"""Feeds: RSS and Atom items, at the times their publishers wrote."""

import codecs
import io
import re
import warnings
from collections.abc import Mapping
from typing import Any

from aftershock.errors import HeadlineError
from aftershock.headlines.frame import Reading
from aftershock.headlines.postings import Posting, headline_of, plain_text, read_postings
from aftershock.headlines.settings import ReadSettings

_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<(?:!--(?:(?!-->).){0,5000}--|\?[^>]{0,1000}\?|!DOCTYPE[^>\[]{0,1000})>\s*){0,20}"
    r"<(?:rss|feed|rdf:RDF|(?:atom|a):feed)\b",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_feed(content: str | bytes, *, settings: ReadSettings) -> Reading:
    r"""Read the items of an RSS or Atom feed.

    Use it on the text of a feed. The dates are read as they were written, with the package's own zones,
    so that CET, CEST and BST are never taken for UTC. The time is that of publication; an item that
    states only an update carries the flag ``updated_time_only``, one without a date is rejected.
    Nothing is fetched, and a feed that declares entities is refused.

    Parameters
    ----------
    content : str or bytes
        The feed. Bytes are read in the encoding they declare, else as UTF-8.
    settings : ReadSettings
        ``zone`` serves dates without one; ``source`` labels items that name no source.

    Returns
    -------
    Reading
        One row an item: its title without markup, its summary as body, its link in ``url``.

    Raises
    ------
    HeadlineError
        If it is no feed, declares entities, has no items, or none can be used.
    ZoneError
        If none can be used for want of a zone.

    Examples
    --------
    >>> item = "<item><title>Talks</title><pubDate>Fri, 18 Feb 2022 03:15:00 CET</pubDate></item>"
    >>> feed = f"<rss version='2.0'><channel>{item}</channel></rss>"
    >>> read_feed(feed, settings=ReadSettings()).rows["instant"].tolist()
    [Timestamp('2022-02-18 02:15:00')]
    """
    text = _DECLARATION.sub("", _decoded(content), count=1)
    if _ENTITY.search(text):
        raise HeadlineError(
            "The feed declares entities, which can be made to expand without end or to read other files. "
            "Remove its <!ENTITY ...> declarations.",
        )
    parsed = _parse(text)
    if not parsed["entries"]:
        raise _no_items(parsed)
    rss_1 = parsed.get("version") in {"rss10", "rss090"}
    postings = [_posting(entry, number, rss_1) for number, entry in enumerate(parsed["entries"], start=1)]
    return read_postings(postings, settings=settings, kind="feed items")


def is_feed(text: str) -> bool:
    r"""Tell whether a text is an RSS or Atom feed.

    Use it to choose the reader of an XML file.

    Parameters
    ----------
    text : str
        Its content.

    Returns
    -------
    bool
        True if its first element is that of a feed.

    Examples
    --------
    >>> is_feed("<?xml version='1.0'?>\n<rss version='2.0'>"), is_feed("<html><body>")
    (True, False)
    """
    return _FEED.match(text.removeprefix("\ufeff")) is not None


def _decoded(content: str | bytes) -> str:
    """Text of a feed, by its byte order mark, its declaration, or as UTF-8."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    declared = _DECLARED_ENCODING.match(content[:400])
    named = declared[1].decode("ascii") if declared else "utf-8"
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), named)
    try:
        return content.decode(encoding)
    except (LookupError, ValueError) as error:
        raise HeadlineError(
            f"The feed cannot be read as {encoding}: {error}. Save it as UTF-8.", encoding=encoding
        ) from error


def _parse(text: str) -> Mapping[str, Any]:
    """Structure of a feed; the parser is given bytes alone, so it can fetch and open nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import feedparser  # type: ignore[import-untyped, unused-ignore]

        stream = io.BytesIO(text.lstrip().encode("utf-8", "replace"))
        try:
            parsed: Mapping[str, Any] = feedparser.parse(
                stream, response_headers=_HEADERS, sanitize_html=True, resolve_relative_uris=False
            )
        except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
            raise HeadlineError(f"The feed cannot be read: {error}. Check that it is RSS or Atom.") from error
    return parsed


def _posting(entry: Mapping[str, Any], number: int, rss_1: bool) -> Posting:
    """Turn one parsed item into a posting; the one date of RSS 1.0 is that of publication."""
    body = _plain(entry, "summary") or _content(entry)
    published = _written(entry, "published") or _written(entry, "created")
    updated = _written(entry, "updated")
    if rss_1 and not published:
        published, updated = updated, ""
    origin = entry["source"] if "source" in entry else {}
    return Posting(
        number=number,
        headline=headline_of(_plain(entry, "title").replace("\n\n", " "), body),
        body=body,
        published=published,
        updated=updated,
        url=_written(entry, "link"),
        source=_written(origin, "title") if isinstance(origin, Mapping) else "",
    )


def _written(entry: Mapping[str, Any], name: str) -> str:
    """Text of a field as it stands; "" where there is none."""
    value = dict.get(entry, name) if isinstance(entry, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _plain(entry: Mapping[str, Any], name: str) -> str:
    """Text of a field without its markup."""
    text = _written(entry, name)
    detail = dict.get(entry, f"{name}_detail") if isinstance(entry, dict) else None
    kind = detail.get("type", "") if isinstance(detail, Mapping) else ""
    return " ".join(text.split()) if kind == "text/plain" and name == "title" else plain_text(text)


def _content(entry: Mapping[str, Any]) -> str:
    """Full text of an item, for one without a summary."""
    parts = dict.get(entry, "content") if isinstance(entry, dict) else None
    values = [part.get("value", "") for part in parts or () if isinstance(part, Mapping)]
    return plain_text(next((value for value in values if isinstance(value, str) and value.strip()), ""))


def _no_items(parsed: Mapping[str, Any]) -> HeadlineError:
    """Error for a feed in which no item was found."""
    fault = parsed.get("bozo_exception")
    if fault is not None:
        return HeadlineError(
            f"The feed cannot be read: {fault}. Check that it is well-formed RSS or Atom.", reason=str(fault)
        )
    if not parsed.get("version"):
        return HeadlineError("The text is neither RSS nor Atom. Pass the feed itself, not its page.")
    return HeadlineError("The feed has no items. Pass one with at least one item.", entries=0)
