"""GDELT: events, mentions and articles that were first seen in a quarter of an hour."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from aftershock.errors import HeadlineError
from aftershock.headlines.frame import Reading
from aftershock.headlines.json_documents import cell_text, decode_documents
from aftershock.headlines.records import Record, read_records, reject_repeats
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.stamps import parse_stamp
from aftershock.headlines.tables import DELIMITERS, first_line, split_line, table_cells

ROOTS: Mapping[str, str] = MappingProxyType(
    {
        "01": "make a public statement",
        "02": "appeal",
        "03": "express intent to cooperate",
        "04": "consult",
        "05": "engage in diplomatic cooperation",
        "06": "engage in material cooperation",
        "07": "provide aid",
        "08": "yield",
        "09": "investigate",
        "10": "demand",
        "11": "disapprove",
        "12": "reject",
        "13": "threaten",
        "14": "protest",
        "15": "exhibit force posture",
        "16": "reduce relations",
        "17": "coerce",
        "18": "assault",
        "19": "fight",
        "20": "use unconventional mass violence",
    }
)
"""Root codes of the CAMEO event taxonomy (Schrodt 2012) and what they stand for."""

QUARTER = np.timedelta64(15, "m")
"""GDELT adds what it saw in a quarter of an hour at the end of it."""

_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
).split()
EVENT_COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{actor}{part}" for actor in (1, 2) for part in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{place}Geo_{part}" for place in ("Actor1", "Actor2", "Action") for part in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
"""The 61 columns of an events file of GDELT 2.0, which has no header."""

MENTION_COLUMNS = (
    "GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID "
    "Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone "
    "MentionDocTranslationInfo Extras"
).split()
"""The 16 columns of a mentions file, which has no header."""

_EVENT_NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "goldstein": "GoldsteinScale",
        "mentions": "NumMentions",
        "sources": "NumSources",
        "articles": "NumArticles",
        "tone": "AvgTone",
    }
)
_MENTION_NUMBERS: Mapping[str, str] = MappingProxyType({"confidence": "Confidence", "tone": "MentionDocTone"})
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_SEEN = re.compile(r"(\d{8})T?(\d{6})Z?", re.ASCII)
_SHOWN = 80
_ASSUMPTION = (
    "GDELT adds at the end of a quarter of an hour what it saw in it, by UTC: each instant is the stamp less "
    "15 minutes, and uncertain by 15 minutes."
)


def read_gdelt_events(content: str, *, settings: ReadSettings) -> Reading:
    r"""Read an events file of GDELT 2.0.

    Use it on the quarter-hourly files (tab-separated, without a header, although their names end in
    .csv) and on tables with a header that were drawn from the database. The stamp is ``DATEADDED``, when
    the event was first seen; ``SQLDATE``, the day it is said to have happened, is kept as ``event_day``.

    Parameters
    ----------
    content : str
        The file.
    settings : ReadSettings
        Label of rows whose address names no site.

    Returns
    -------
    Reading
        One row an event. ``headline`` is composed: first actor, words of the CAMEO root, second actor.
        Carried along are ``url``, ``event_id``, ``event_day``, ``cameo_root``, ``cameo``, ``quad_class``,
        ``actor1``, ``actor2``, ``location`` as text and ``goldstein``, ``mentions``, ``sources``,
        ``articles``, ``tone`` as numbers.

    NaN handling: a number that the file leaves empty is NaN; one that is no number rejects the row.

    Raises
    ------
    HeadlineError
        If columns are missing or no row can be used.

    Examples
    --------
    >>> header = "GLOBALEVENTID\tDATEADDED\tActor1Name\tEventRootCode\tActor2Name\n"
    >>> row = "7\t20220217181500\tNORLAND\t13\tSUDLAND\n"
    >>> rows = read_gdelt_events(header + row, settings=ReadSettings()).rows
    >>> rows["headline"].item(), rows["instant"].item()
    ('NORLAND - threaten - SUDLAND', Timestamp('2022-02-17 18:00:00'))
    """
    rows = list(_file_rows(content, EVENT_COLUMNS, required=("DATEADDED", "EventRootCode")))
    records = reject_repeats([_event_record(*row) for row in rows], key="event_id", what="event")
    return _finish(records, settings, numbers=_EVENT_NUMBERS)


def read_gdelt_mentions(content: str, *, settings: ReadSettings) -> Reading:
    r"""Read a mentions file of GDELT 2.0.

    Use it for how often and where an event was taken up. The stamp is ``MentionTimeDate``, when the
    article was seen; ``EventTimeDate``, when the event first was, is kept as ``event_time``. Mentions
    have no titles: the text says which event was mentioned where.

    Parameters
    ----------
    content : str
        The file.
    settings : ReadSettings
        Label of rows that name no source.

    Returns
    -------
    Reading
        One row a mention, with ``url``, ``event_id``, ``event_time`` and ``mention_type`` as text and
        ``confidence`` (per cent) and ``tone`` as numbers.

    NaN handling: a number that the file leaves empty is NaN; one that is no number rejects the row.

    Raises
    ------
    HeadlineError
        If columns are missing or no row can be used.

    Examples
    --------
    >>> header = "GLOBALEVENTID\tMentionTimeDate\tMentionSourceName\n"
    >>> rows = read_gdelt_mentions(header + "7\t20220217183000\twire.example\n", settings=ReadSettings()).rows
    >>> rows["headline"].item()
    'Event 7 mentioned by wire.example'
    """
    rows = _file_rows(content, MENTION_COLUMNS, required=("GLOBALEVENTID", "MentionTimeDate"))
    return _finish([_mention_record(*row) for row in rows], settings, numbers=_MENTION_NUMBERS)


def read_gdelt_doc(content: str, *, settings: ReadSettings) -> Reading:
    """Read a list of articles from the DOC 2.0 interface of GDELT.

    Use it on saved answers in JSON, one or several in a file. The stamp is ``seendate``.

    Parameters
    ----------
    content : str
        The answers.
    settings : ReadSettings
        Label of articles that name no domain.

    Returns
    -------
    Reading
        One row an article, with ``url``, ``language`` and ``source_country``. The domain is the source.

    Raises
    ------
    HeadlineError
        If the JSON is damaged, holds no articles, or none can be used.

    Examples
    --------
    >>> answer = '{"articles": [{"title": "Talks", "seendate": "20220217T181500Z", "domain": "a.example"}]}'
    >>> read_gdelt_doc(answer, settings=ReadSettings()).rows["instant"].item()
    Timestamp('2022-02-17 18:00:00')
    """
    answers = [value for _, value in decode_documents(content)]
    lists = [answer.get("articles") if isinstance(answer, dict) else answer for answer in answers]
    articles = [article for found in lists if isinstance(found, list) for article in found]
    if not articles:
        raise HeadlineError("The answer holds no articles. Widen the query and save it again.", articles=0)
    records = [_article_record(number, article) for number, article in enumerate(articles, start=1)]
    return _finish(reject_repeats(records, key="url", what="article"), settings, numbers={})


def is_gdelt_doc(value: object) -> bool:
    """Whether a JSON value is an answer of GDELT's DOC interface.

    Examples
    --------
    >>> is_gdelt_doc({"articles": [{"seendate": "20220217T181500Z"}]}), is_gdelt_doc([])
    (True, False)
    """
    articles = value.get("articles") if isinstance(value, dict) else value
    if not isinstance(articles, list) or not articles:
        return False
    return isinstance(articles[0], dict) and "seendate" in articles[0]


def _file_rows(
    text: str, columns: Sequence[str], *, required: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, str], str]]:
    """Rows of a file with or without a header: line, cells by GDELT's names, and what is wrong."""
    header = first_line(text)
    names = max((split_line(header, delimiter=mark) for mark in DELIMITERS), key=len)
    official = {name.lower(): name for name in columns}
    if {name.lower() for name in names}.isdisjoint(name.lower() for name in required):
        yield from _bare_rows(text, columns)
        return
    delimiter = max(DELIMITERS, key=lambda mark: len(split_line(header, delimiter=mark)))
    labels = [official.get(name.lower(), name) for name in names]
    if missing := [name for name in required if name not in labels]:
        raise HeadlineError(
            f"The GDELT table lacks the column {' and '.join(missing)}. Draw it again with that column.",
            missing=missing,
            found=names,
        )
    for line, cells, beyond in table_cells(text, delimiter=delimiter, labels=labels):
        yield line, cells, f"{len(beyond)} more fields than the header has" if beyond else ""


def _bare_rows(text: str, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str], str]]:
    """Rows of a tab-separated file without a header; quotation marks mean nothing in it."""
    fewest = len(columns) - 2 if len(columns) == len(MENTION_COLUMNS) else len(columns)
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        fields = [field.strip() for field in written.rstrip("\r").split("\t")]
        problem = "" if fewest <= len(fields) <= len(columns) else _miscounted(len(fields), len(columns))
        yield line, dict(zip(columns, fields, strict=False)), problem


def _miscounted(found: int, wanted: int) -> str:
    """Reason for a row with another number of fields."""
    older = "; files of GDELT 1.0 state only the day and are not read" if found in {57, 58} else ""
    return f"it has {found} fields separated by tabs instead of {wanted}{older}"


def _event_record(line: int, cells: Mapping[str, str], problem: str) -> Record:
    """Turn a row of an events file into a record."""
    root = cells.get("EventRootCode", "").zfill(2)
    actors = [cells.get(f"Actor{n}Name") or cells.get(f"Actor{n}Code", "") for n in (1, 2)]
    url = cells.get("SOURCEURL", "")
    extra = {
        "url": url,
        "event_id": cells.get("GLOBALEVENTID", ""),
        "event_day": cells.get("SQLDATE", ""),
        "cameo_root": root,
        "cameo": cells.get("EventCode", ""),
        "quad_class": cells.get("QuadClass", ""),
        "actor1": actors[0],
        "actor2": actors[1],
        "location": cells.get("ActionGeo_FullName", ""),
        **{name: cells.get(column, "") for name, column in _EVENT_NUMBERS.items()},
    }
    words = [actors[0], ROOTS.get(root, ""), actors[1]]
    found = {"headline": " - ".join(word for word in words if word), "source": _site(url), **extra}
    if not problem and root not in ROOTS:
        problem = f"EventRootCode {root[:_SHOWN]!r} is none of CAMEO's roots 01 to 20"
    return _seen_record(
        line, cells.get("DATEADDED", ""), found, problem or _bad_number(found, _EVENT_NUMBERS)
    )


def _mention_record(line: int, cells: Mapping[str, str], problem: str) -> Record:
    """Turn a row of a mentions file into a record."""
    event, source = cells.get("GLOBALEVENTID", ""), cells.get("MentionSourceName", "")
    found = {
        "headline": f"Event {event} mentioned by {source}" if source else f"Event {event} mentioned",
        "source": source,
        "url": cells.get("MentionIdentifier", ""),
        "event_id": event,
        "event_time": cells.get("EventTimeDate", ""),
        "mention_type": cells.get("MentionType", ""),
        **{name: cells.get(column, "") for name, column in _MENTION_NUMBERS.items()},
    }
    problem = problem or ("" if event else "GLOBALEVENTID is empty") or _bad_number(found, _MENTION_NUMBERS)
    return _seen_record(line, cells.get("MentionTimeDate", ""), found, problem)


def _article_record(line: int, article: Any) -> Record:
    """Turn an article of the DOC interface into a record."""
    if not isinstance(article, dict):
        return Record(line, {}, "it is not an object with keys")
    try:
        cells = {
            name: cell_text(article.get(name)) for name in ("title", "seendate", "domain", "url", "language")
        }
        country = cell_text(article.get("sourcecountry"))
    except HeadlineError as error:
        return Record(line, {}, str(error))
    found = {
        "headline": cells["title"],
        "source": cells["domain"] or _site(cells["url"]),
        "url": cells["url"],
        "language": cells["language"],
        "source_country": country,
    }
    return _seen_record(line, cells["seendate"], found, "")


def _seen_record(line: int, stamp: str, found: Mapping[str, str], problem: str) -> Record:
    """Record of something seen in the quarter of an hour before a stamp."""
    cells = {**found, "raw_time": stamp, "uncertainty": "15min"}
    try:
        return Record(line, cells | {"instant": _quarter_start(stamp)}, problem)
    except HeadlineError as error:
        return Record(line, cells, problem or str(error))


def _quarter_start(stamp: str) -> str:
    """Start of the quarter of an hour that ends at a stamp of GDELT, in ISO."""
    match = _SEEN.fullmatch(stamp)
    if match is None:
        raise HeadlineError(f"its stamp {stamp[:_SHOWN]!r} is not of the form 20220217181500")
    return f"{parse_stamp(f'{match[1]}T{match[2]}Z').instant - QUARTER}Z"


def _site(url: str) -> str:
    """Site of an address; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _bad_number(cells: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """Reason for a row with a cell that should hold a number; "" if there is none."""
    wrong = [name for name in numbers if cells[name] and not _NUMBER.fullmatch(cells[name])]
    return f"{numbers[wrong[0]]} {cells[wrong[0]][:_SHOWN]!r} is not a number" if wrong else ""


def _finish(records: Sequence[Record], settings: ReadSettings, *, numbers: Mapping[str, str]) -> Reading:
    """Read the records, turn numbers into numbers, and say how the stamps are meant."""
    if not records:
        raise HeadlineError("The GDELT file holds no rows. Download it again.", records=0)
    reading = read_records(records, settings=replace(settings, zone=None))
    values = {name: [float(cell or "nan") for cell in reading.rows[name]] for name in numbers}
    return replace(reading, rows=reading.rows.assign(**values), assumption=_ASSUMPTION)
