"""Structured data: live blogs and articles that a page describes in JSON-LD for search engines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from aftershock.errors import HeadlineError
from aftershock.headlines.frame import Reading
from aftershock.headlines.html import PageDate, open_page
from aftershock.headlines.postings import Posting, headline_of, plain_text, read_postings
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.text import clean_text

Node = Mapping[str, Any]

_LIVE = "LiveBlogPosting"
_ARTICLES = frozenset(
    "NewsArticle ReportageNewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle "
    "OpinionNewsArticle ReviewNewsArticle Article BlogPosting LiveBlogPosting SocialMediaPosting".split()
)
_PUBLISHED = ("datePublished", "dateCreated")
_UPDATED = ("dateModified",)
_DATED: Mapping[str, Literal["newest", "oldest"]] = {
    "dateModified": "newest",
    "coverageEndTime": "newest",
    "datePublished": "oldest",
    "coverageStartTime": "oldest",
}
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>|;)\s*$")


def read_jsonld(content: str | bytes, *, settings: ReadSettings) -> Reading:
    r"""Read a live blog, or else the articles, that JSON-LD describes.

    Use it on a page with ``<script type="application/ld+json">``, or on the JSON-LD itself. The updates
    of a schema.org LiveBlogPosting are taken wherever there are any; otherwise each NewsArticle,
    BlogPosting or other article is one headline. The time is ``datePublished``; an update that states
    only ``dateModified`` carries the flag ``updated_time_only``. One without a headline takes the
    first sentence of its body.

    Parameters
    ----------
    content : str or bytes
        HTML or JSON, in UTF-8.
    settings : ReadSettings
        ``zone`` serves stamps without an offset; ``source`` labels the rows.

    Returns
    -------
    Reading
        One row an update, with its address in ``url``.

    Raises
    ------
    HeadlineError
        If there is no JSON-LD, it is broken or nested too deeply, or none of it can be used.
    ZoneError
        If no stamp has an offset and no zone was passed.

    Examples
    --------
    >>> update = '{"headline": "Talks resume", "datePublished": "2022-02-18T03:15:00+01:00"}'
    >>> text = '{"@type": "LiveBlogPosting", "liveBlogUpdate": [' + update + "]}"
    >>> read_jsonld(text, settings=ReadSettings()).rows["instant"].tolist()
    [Timestamp('2022-02-18 02:15:00')]
    """
    texts = _texts(_decoded(content))
    nodes, errors = _load_all(texts)
    found = list(_nodes(nodes))
    by_id = {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 1}
    updates = [update for node in found if _is(node, {_LIVE}) for update in _updates(node, by_id)]
    items = updates or [node for node in found if _is(node, _ARTICLES)]
    if not items:
        raise _nothing_found(texts, errors)
    return read_postings(_postings(items), settings=settings, kind="updates")


def has_live_blog(html: str) -> bool:
    """Tell whether the JSON-LD of a page holds a live blog with at least one update.

    Use it to prefer structured data, which has dates and offsets, to the visible text.

    Parameters
    ----------
    html : str
        A page, or JSON-LD itself.

    Returns
    -------
    bool
        False also if its JSON-LD is broken.

    Examples
    --------
    >>> has_live_blog("<p>Talks resume (3 p.m.)</p>")
    False
    """
    return any(_is(node, {_LIVE}) and any(_updates(node, {})) for node in _found_in(html, word=_LIVE))


def has_article(html: str) -> bool:
    """Tell whether the JSON-LD of a page describes an article with a date.

    Use it on a page that holds no live blog, to read it as a single headline.

    Parameters
    ----------
    html : str
        A page, or JSON-LD itself.

    Returns
    -------
    bool
        False also if its JSON-LD is broken.

    Examples
    --------
    >>> has_article('{"@type": "NewsArticle", "headline": "Talks", "datePublished": "2022-02-18T03:15Z"}')
    True
    """
    dated = (*_PUBLISHED, *_UPDATED)
    return any(_is(node, _ARTICLES) and _first(node, dated) for node in _found_in(html, word="@type"))


def stated_dates(scripts: Sequence[str]) -> list[PageDate]:
    """List the dates that the JSON-LD of a page states about its live blog or article.

    Use it to date a page whose visible entries print only times.

    Parameters
    ----------
    scripts : sequence of str
        JSON-LD, one text a script.

    Returns
    -------
    list of PageDate
        Those that date the newest end of the page first.

    Examples
    --------
    >>> [date.name for date in stated_dates(['{"@type": "NewsArticle", "dateModified": "2022-02-18"}'])]
    ['dateModified']
    """
    nodes = [node for node in _nodes(_load_all(scripts)[0]) if _is(node, _ARTICLES)]
    return [
        PageDate(value, name, end)
        for name, end in _DATED.items()
        for node in nodes
        if (value := _text(node.get(name)).strip())
    ]


def _decoded(content: str | bytes) -> str:
    """Text of a page or file in UTF-8."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadlineError(
            f"The JSON-LD is not UTF-8 (byte {error.start} cannot be read). Save it as UTF-8.",
            byte=error.start,
        ) from error


def _texts(content: str) -> Sequence[str]:
    """JSON texts of a page, or the content itself where it is JSON."""
    return (content,) if content.lstrip()[:1] in {"{", "["} else open_page(content).scripts


def _found_in(content: str, *, word: str) -> list[Node]:
    """Nodes of a page's JSON-LD; none if it does not even hold a word or cannot be read."""
    if word not in content:
        return []
    try:
        return list(_nodes(_load_all(_texts(content))[0]))
    except HeadlineError:
        return []


def _load_all(texts: Sequence[str]) -> tuple[list[Any], list[str]]:
    """Parse each text; say what is wrong with those that are no JSON."""
    values, errors = [], []
    for text in texts:
        try:
            values.append(json.loads(_WRAPPING.sub("", _WRAPPING.sub("", text)), strict=False))
        except RecursionError:
            errors.append("it is nested too deeply")
        except ValueError as error:
            errors.append(str(error))
    return values, errors


def _nodes(values: Sequence[Any]) -> Iterator[Node]:
    """Objects with a type or an id, wherever they are nested, but not inside articles."""
    waiting = list(reversed(values))
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            if "@type" in value or "@id" in value:
                yield value
            inside = (part for name, part in value.items() if name != "liveBlogUpdate")
            if not _is(value, _ARTICLES):
                waiting.extend(reversed([part for part in inside if isinstance(part, (dict, list))]))


def _is(node: Node, types: frozenset[str] | set[str]) -> bool:
    """Whether one of a node's types is among those given, whatever its prefix."""
    return any(re.split(r"[/#:]", name)[-1] in types for name in _strings(node.get("@type")))


def _updates(node: Node, by_id: Mapping[str, Node]) -> Iterator[Node]:
    """List the updates of a live blog: one, a list, or lists in lists; references are followed."""
    waiting = [node.get("liveBlogUpdate")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            collected = value.get("@list", value.get("@set"))
            if collected is not None:
                waiting.append(collected)
            else:
                known = by_id.get(value["@id"]) if isinstance(value.get("@id"), str) else None
                yield value if known is None or len(value) > 1 else known


def _postings(items: Sequence[Node]) -> list[Posting]:
    """Turn the items into postings, each once."""
    postings: dict[tuple[str, ...], Posting] = {}
    for item in items:
        body = plain_text(_text(item.get("articleBody") or item.get("text") or item.get("description")))
        title = plain_text(_text(item.get("headline") or item.get("name") or item.get("alternativeHeadline")))
        posting = Posting(
            number=len(postings) + 1,
            headline=headline_of(title, body),
            body=body,
            published=_first(item, _PUBLISHED),
            updated=_first(item, _UPDATED),
            url=_address(item),
        )
        key = (posting.headline, posting.body, posting.published, posting.updated, posting.url)
        postings.setdefault(key, posting)
    return list(postings.values())


def _first(node: Node, names: Sequence[str]) -> str:
    """First of the named texts that a node has."""
    return next((text for name in names if (text := _text(node.get(name)).strip())), "")


def _address(node: Node) -> str:
    """Address of a node."""
    page = node.get("mainEntityOfPage")
    linked = _strings(page.get("@id") if isinstance(page, dict) else page)
    candidates = (*_strings(node.get("url")), *linked, *_strings(node.get("@id")))
    return next((text for text in candidates if text.strip()), "").strip()


def _text(value: Any) -> str:
    """Text of a value that may be a string, a list of strings, or a string with its language."""
    return next(iter(_strings(value)), "")


def _strings(value: Any) -> list[str]:
    """Strings of a value, however it is wrapped."""
    values = value if isinstance(value, list) else [value]
    inner = [one.get("@value") if isinstance(one, dict) else one for one in values]
    return [clean_text(one) for one in inner if isinstance(one, str)]


def _nothing_found(texts: Sequence[str], errors: Sequence[str]) -> HeadlineError:
    """Error for a source without a live blog or an article."""
    if errors:
        return HeadlineError(
            f"The JSON-LD cannot be read: {errors[0]}. Correct it, or read the visible text with "
            "format='liveblog'.",
            errors=list(errors),
        )
    what = "no JSON-LD" if not texts else "JSON-LD, but neither a LiveBlogPosting nor an article in it"
    return HeadlineError(f"The source holds {what}. Read the visible text with format='liveblog'.", entries=0)
