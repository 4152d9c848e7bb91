"""News interfaces: articles as JSON in the shapes of Alpaca, Benzinga and Polygon."""

from collections.abc import Mapping, Sequence
from typing import Any

from aftershock.errors import HeadlineError
from aftershock.headlines.frame import Reading
from aftershock.headlines.json_documents import cell_text, decode_documents
from aftershock.headlines.records import Record, read_records, reject_repeats
from aftershock.headlines.settings import ReadSettings

_PAGES = ("news", "results", "articles", "data")
_CREATED = ("created_at", "published_utc", "published_at", "publishedAt", "created")
_UPDATED = ("updated_at", "updatedAt", "updated")
_TITLES = ("headline", "title")
_BODIES = ("summary", "description", "teaser")
_ADDRESSES = ("url", "article_url")
_SYMBOLS = ("symbols", "tickers", "stocks")
_MOST_NESTED = 8


def read_news_api(content: str, *, settings: ReadSettings) -> Reading:
    """Read articles that a news interface answered with.

    Use it on saved answers in JSON: pages such as ``{"news": [...]}`` or ``{"results": [...]}``, plain
    lists, and several of them joined. The time is that of creation, never of the update; where only an
    update is stated it is taken and flagged. Pages may overlap: an article met twice is rejected once.

    Parameters
    ----------
    content : str
        The answers.
    settings : ReadSettings
        Zone of times without an offset, label of articles that name no source.

    Returns
    -------
    Reading
        One row an article, with ``url``, ``symbols`` (separated by blanks), ``author`` and
        ``article_id`` as text.

    Raises
    ------
    HeadlineError
        If the JSON is damaged, holds no articles, or none can be used.
    ZoneError
        If a time has no offset and no zone is known for it.

    Examples
    --------
    >>> page = '{"news": [{"headline": "Talks", "created_at": "2022-02-17T09:10:00Z", "symbols": ["SPY"]}]}'
    >>> read_news_api(page, settings=ReadSettings()).rows["symbols"].tolist()
    ['SPY']
    """
    articles = [article for _, page in decode_documents(content) for article in _articles(page)]
    if not articles:
        raise HeadlineError(
            "The answer holds no articles: no list 'news' or 'results' was found. Save the answer whole.",
            articles=0,
        )
    records = [_record(number, article) for number, article in enumerate(articles, start=1)]
    return read_records(reject_repeats(records, key="article_id", what="article"), settings=settings)


def is_news_api(value: object) -> bool:
    """Whether a JSON value is an answer of a news interface.

    Examples
    --------
    >>> is_news_api({"results": [{"title": "Talks", "published_utc": "2022-02-17T09:10:00Z"}]})
    True
    >>> is_news_api({"time": "2022-02-17T09:10Z", "headline": "Talks"})
    False
    """
    if isinstance(value, dict) and any(isinstance(value.get(page), list) for page in _PAGES):
        return True
    articles = _articles(value)[:1]
    return isinstance(value, list) and any(_looks_like_article(article) for article in articles)


def _looks_like_article(value: object) -> bool:
    """Whether a value has a title and a time by the names that news interfaces use."""
    names = set(value) if isinstance(value, dict) else set()
    return not names.isdisjoint(_TITLES) and not names.isdisjoint((*_CREATED, *_UPDATED))


def _articles(value: Any, *, depth: int = 0) -> list[Any]:
    """Articles of a page, a list of them, or a list of pages."""
    if isinstance(value, list) and depth < _MOST_NESTED:
        return [article for item in value for article in _articles(item, depth=depth + 1)]
    if isinstance(value, dict):
        page = next((value[name] for name in _PAGES if isinstance(value.get(name), list)), None)
        if page is not None and depth < _MOST_NESTED:
            return _articles(page, depth=depth + 1)
    return [value]


def _record(number: int, article: Any) -> Record:
    """Turn an article into a record."""
    if not isinstance(article, dict):
        return Record(number, {}, "it is not an object with keys")
    try:
        return Record(number, _cells(article))
    except HeadlineError as error:
        return Record(number, {}, str(error))


def _cells(article: Mapping[str, Any]) -> dict[str, str]:
    """Cells of an article by meaning."""
    created, updated = _first(article, _CREATED), _first(article, _UPDATED)
    url = _first(article, _ADDRESSES)
    cells = {
        "headline": _first(article, _TITLES),
        "body": _first(article, _BODIES),
        "source": _named(article.get("source")) or _named(article.get("publisher")),
        "url": url,
        "symbols": _symbols(article),
        "author": cell_text(article.get("author")),
        "article_id": _named(article.get("id")) or url,
    }
    if not created and updated:
        return cells | {"updated_time": updated}
    zone = {"zone": "UTC"} if cell_text(article.get("published_utc")) == created and created else {}
    return cells | {"time": created} | zone


def _first(article: Mapping[str, Any], names: Sequence[str]) -> str:
    """First of several cells that is not empty."""
    return next((text for name in names if (text := cell_text(article.get(name)))), "")


def _named(value: Any) -> str:
    """Name of something given by its name, or as an object with one."""
    return cell_text(value.get("name")) if isinstance(value, dict) else cell_text(value)


def _symbols(article: Mapping[str, Any]) -> str:
    """Symbols of an article, separated by blanks."""
    found = next((article[name] for name in _SYMBOLS if article.get(name)), "")
    return " ".join(_named(symbol) for symbol in found) if isinstance(found, list) else cell_text(found)
