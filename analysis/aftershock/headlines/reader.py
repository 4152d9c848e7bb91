"""The reader: a page, a feed, a table or a data set in, a headline frame out."""

import os
import warnings
from collections.abc import Callable, Mapping
from datetime import date as calendar_date
from types import MappingProxyType

import pandas as pd

from aftershock.errors import HeadlineError, RejectedRowsWarning, SeasonWarning
from aftershock.headlines.acled import read_acled
from aftershock.headlines.columns import check_columns
from aftershock.headlines.content import Content, decode, load_content
from aftershock.headlines.detection import BINARY_FORMATS, detect_format, is_html
from aftershock.headlines.feeds import read_feed
from aftershock.headlines.frame import Reading, assemble_frame, check_rejected, describe_rejected
from aftershock.headlines.gdelt import read_gdelt_doc, read_gdelt_events, read_gdelt_mentions
from aftershock.headlines.html import html_text
from aftershock.headlines.json_lines import read_json_lines
from aftershock.headlines.jsonld import read_jsonld
from aftershock.headlines.liveblog import read_liveblog
from aftershock.headlines.news_api import read_news_api
from aftershock.headlines.parquet import read_parquet
from aftershock.headlines.settings import ReadSettings, ZoneRules
from aftershock.headlines.stamps import FIRST_YEAR, LAST_YEAR, parse_stamp
from aftershock.headlines.tables import read_table
from aftershock.typing import AbbreviationRule, DateOrder, HeadlineFormat, check_option

_WITH_COLUMNS = ("table", "parquet", "json_lines")


READERS: Mapping[HeadlineFormat, Callable[..., Reading]] = MappingProxyType(
    {
        "liveblog": read_liveblog,
        "jsonld": read_jsonld,
        "feed": read_feed,
        "table": read_table,
        "parquet": read_parquet,
        "json_lines": read_json_lines,
        "gdelt_events": read_gdelt_events,
        "gdelt_mentions": read_gdelt_mentions,
        "gdelt_doc": read_gdelt_doc,
        "acled": read_acled,
        "news_api": read_news_api,
    }
)
"""Format -> the function that reads it: content and settings in, a reading out."""


def read_headlines(
    path_or_text: str | os.PathLike[str],
    *,
    date: str | calendar_date | None = None,
    zone: str | None = None,
    format: HeadlineFormat | None = None,
    source: str | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    abbreviation: AbbreviationRule = "local",
    ambiguous: Mapping[str, str] | None = None,
    max_rejected: int | None = None,
) -> pd.DataFrame:
    r"""Read a page, a feed, a table or a data set of headlines into one frame of exact instants.

    Use it as the door for everything that was said and when. The format is found by the content, then
    by the suffix: live blogs as text or HTML (the data of a page in schema.org's form is preferred to its
    visible text), RSS and Atom, CSV and TSV, Parquet, JSON lines, files of GDELT and ACLED, answers of
    news interfaces. Files may be compressed (.gz, or .zip with one file in it). Nothing but the file
    named is opened.

    Parameters
    ----------
    path_or_text : str or path
        An existing file, or a string with line breaks that holds the text itself.
    date : str or datetime.date, optional
        Live blogs: local calendar day of the newest entry, as ISO. Required where the page states none.
        Not needed for other formats.
    zone : str, optional
        Zone of the printed times: press abbreviation, IANA name, city or offset. For a live blog
        it wins over what the page says; elsewhere it serves the rows that state none.
    format : str, optional
        Overrides what is found: "liveblog", "jsonld", "feed", "table", "parquet", "json_lines",
        "gdelt_events", "gdelt_mentions", "gdelt_doc", "acled" or "news_api".
    source : str, optional
        Where the headlines came from; the file name if omitted. A row's own source comes first.
    columns : mapping of str to str, optional
        Tables, Parquet, JSON lines: the package's column names to the file's, such as
        ``{"time": "when", "headline": "text"}``. Keys are "instant", "time", "date" (beside a column of
        bare times), "headline", "raw_time", "zone", "uncertainty", "time_precision" ("second", "minute",
        "quarter_hour", "hour" or "day"), "published_or_updated", "body", "source" and "flags".
    date_order : {"day_first", "month_first"}, optional
        Order of dates in numbers, such as 03/04/2026. Without it they are all refused, 25/04/2026 too:
        else the first twelve days of every month would drop out unnoticed.
    abbreviation : {"local", "literal"}, optional
        ``local`` reads EST in July as New York's clock; ``literal`` as the offset it names, UTC-5.
    ambiguous : mapping of str to str, optional
        Places for abbreviations that several share, such as ``{"IST": "Asia/Kolkata"}``; without it they
        are refused.
    max_rejected : int, optional
        Most entries that may be rejected before it is an error; any number by default.

    Returns
    -------
    pandas.DataFrame
        One row a headline, indexed by ``headline_id``, ascending by instant: ``instant``
        (datetime64[ns, UTC]), ``uncertainty`` (timedelta64[ns]; the time lies in
        [instant, instant + uncertainty)), ``headline``, ``body``, ``source``, ``raw_time`` (as
        printed), ``zone`` (the place whose clock was read), ``flags`` (space-separated words), then
        the file's other columns as text (GDELT's and ACLED's counts and scores as numbers, NaN where the
        file is empty). ``attrs`` holds origin, format, order, assumption, read and rejected (see
        `rejected_frame`). Texts that are absent are "".

    Raises
    ------
    HeadlineError
        If the file is missing, empty, not UTF-8, holds no entries or only unusable ones, more are rejected
        than allowed, or the date of a live blog is missing.
    ZoneError
        If a zone is missing, unknown or ambiguous.

    Warns
    -----
    RejectedRowsWarning
        Once, if entries could not be used; ``attrs["rejected"]`` lists line, text and reason.
    SeasonWarning
        Once, if abbreviations name the other half of the year; the rows carry a flag.

    Notes
    -----
    The flags are

    ==========================  ================================================================
    ``mixed_clock``             a time without a.m. or p.m. among times that have it, or the reverse
    ``season_contradiction``    the abbreviation names the other half of the year
    ``ambiguous_local_time``    the hour occurs twice; the first is taken unless the order says more
    ``nonexistent_local_time``  the hour is skipped; the time was moved forward
    ``assumed_zone``            the abbreviation has several places; the one passed was taken
    ``doubtful_day``            the step to the day before may be an entry out of order
    ``out_of_order``            a pinned entry, or one out of order, that moved no other's day
    ``updated_time_only``       only the time of an update is known, not of publication
    ``unchecked_printed_time``  the printed time beside an instant could not be read
    ``merged``                  several sources had the story (see `merge_headlines`)
    ==========================  ================================================================

    Examples
    --------
    >>> page = "All times CET:\n\nEnvoys agree to meet (12:15 a.m.)\n\nTalks break off (7:32 p.m.)\n"
    >>> heads = read_headlines(page, date="2022-02-18")
    >>> heads.index.tolist()
    ['2022-02-17T1832Z', '2022-02-17T2315Z']
    >>> heads["raw_time"].tolist()
    ['7:32 p.m.', '12:15 a.m.']
    >>> table = "when;what\n17/02/2022 10:10;Talks resume\n"
    >>> names = {"time": "when", "headline": "what"}
    >>> read_headlines(table, columns=names, date_order="day_first", zone="CET").index.tolist()
    ['2022-02-17T0910Z']
    """
    mapping = dict(columns or {})
    _check_options(format=format, date_order=date_order, abbreviation=abbreviation, columns=mapping)
    content = load_content(path_or_text)
    kind = format or detect_format(content.data, origin=content.name, columns=mapping)
    _refuse_columns(mapping, kind)
    settings = ReadSettings(
        date=calendar_day(date),
        zone=zone,
        source=content.origin if source is None else source,
        columns=mapping,
        date_order=date_order,
        rules=ZoneRules(abbreviation=abbreviation, assumed=dict(ambiguous or {})),
    )
    reading = READERS[kind](_readable(content, kind), settings=settings)
    frame = assemble_frame(reading, origin=content.origin, format=kind)
    check_rejected(reading.rejected, read=frame.attrs["read"], max_rejected=max_rejected)
    if reading.rejected:
        announcement = describe_rejected(reading.rejected, read=frame.attrs["read"])
        warnings.warn(announcement, RejectedRowsWarning, stacklevel=2)
    if reading.season_note:
        warnings.warn(reading.season_note, SeasonWarning, stacklevel=2)
    return frame


def calendar_day(day: str | calendar_date | None) -> calendar_date | None:
    """Read a calendar day.

    Use it on the day of a live blog's newest entry.

    Parameters
    ----------
    day : str or datetime.date or None
        ISO text or a date; the clock of a datetime is left out.

    Returns
    -------
    datetime.date or None
        The day; None for None.

    Raises
    ------
    HeadlineError
        If it is no day of the calendar.

    Examples
    --------
    >>> calendar_day("2022-02-18")
    datetime.date(2022, 2, 18)
    """
    if day is None:
        return None
    try:
        stamp = parse_stamp(day.strip() if isinstance(day, str) else str(day)[:10])
        if stamp.precision == "day":
            return calendar_date.fromisoformat(str(stamp.local)[:10])
    except HeadlineError:
        pass
    raise HeadlineError(
        f"date is {day!r}; it must be a calendar day as ISO, e.g. '2022-02-18', "
        f"of the years {FIRST_YEAR} to {LAST_YEAR}.",
        date=day,
    )


def _check_options(
    *, format: str | None, date_order: str | None, abbreviation: str, columns: Mapping[str, str]
) -> None:
    """Refuse options that are not among the words allowed."""
    if format is not None:
        check_option("format", format, HeadlineFormat)
    if date_order is not None:
        check_option("date_order", date_order, DateOrder)
    check_option("abbreviation", abbreviation, AbbreviationRule)
    check_columns(columns)


def _refuse_columns(columns: Mapping[str, str], kind: HeadlineFormat) -> None:
    """Refuse a column mapping for a format whose columns are fixed, or that has none."""
    if columns and kind not in _WITH_COLUMNS:
        raise HeadlineError(
            f"columns serves the formats {', '.join(map(repr, _WITH_COLUMNS))}; this is read as {kind!r}. "
            "Leave columns out, or pass format= if it is one of them.",
            format=kind,
        )


def _readable(content: Content, kind: HeadlineFormat) -> str | bytes:
    """Give what the reader of a format takes: bytes, a page, or text."""
    if kind in BINARY_FORMATS:
        return content.data if isinstance(content.data, bytes) else content.data.encode("utf-8")
    text = decode(content.data, origin=content.origin)
    marked_up = kind == "jsonld" or (kind == "liveblog" and text.lstrip().startswith("<"))
    if not marked_up and is_html(text, origin=content.name):
        return html_text(text)
    return text
