"""The reader: a page or a table in, a headline frame out."""

import os
import warnings
from datetime import date as calendar_date
from pathlib import Path

import pandas as pd

from aftershock.errors import HeadlineError, RejectedRowsWarning, SeasonWarning
from aftershock.headlines.entries import is_liveblog
from aftershock.headlines.frame import assemble_frame, describe_rejected
from aftershock.headlines.html import LOOKS_LIKE_HTML, html_text
from aftershock.headlines.liveblog import read_liveblog
from aftershock.headlines.tables import is_table, read_table
from aftershock.typing import HeadlineFormat, check_option

_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_SHOWN = 120


def read_headlines(
    path_or_text: str | os.PathLike[str],
    *,
    date: str | calendar_date | None = None,
    zone: str | None = None,
    format: HeadlineFormat | None = None,
    source: str | None = None,
) -> pd.DataFrame:
    r"""Read a live blog or a table of headlines into one frame of exact instants.

    Use it as the door for everything that was said and when: a saved live blog (plain text or
    HTML) whose lines end in a printed time, or a CSV or TSV file with a column of times.

    Parameters
    ----------
    path_or_text : str or path
        An existing file, or a string with line breaks that holds the text itself.
    date : str or datetime.date, optional
        Live blogs: local calendar day of the newest entry, as ISO. Required, for such pages print
        times without dates. Not needed for tables.
    zone : str, optional
        Zone of the printed times: press abbreviation, IANA name, city or offset. For a live blog
        it wins over what the page says; in a table it serves the rows that state none.
    format : {"liveblog", "table"}, optional
        Overrides what suffix and content suggest.
    source : str, optional
        Where the headlines came from; the file name if omitted. A table's own column comes first.

    Returns
    -------
    pandas.DataFrame
        One row a headline, indexed by ``headline_id``, ascending by instant: ``instant``
        (datetime64[ns, UTC]), ``uncertainty`` (timedelta64[ns]; the time lies in
        [instant, instant + uncertainty)), ``headline``, ``body``, ``source``, ``raw_time`` (as
        printed), ``zone`` (the place whose clock was read), ``flags`` (space-separated words), then
        a table's other columns as text. Flags are ``mixed_clock``, ``season_contradiction``,
        ``ambiguous_local_time`` (first occurrence taken), ``nonexistent_local_time`` (moved forward),
        ``doubtful_day`` (the step to the day before may be an entry out of order) and
        ``unchecked_printed_time``. ``attrs`` holds origin, format, order, assumption, read and rejected.
        No value is missing: texts that are absent are "".

    Raises
    ------
    HeadlineError
        If the file is missing, empty, not UTF-8, holds no entries or only unusable ones, or the
        date of a live blog is missing.
    ZoneError
        If a zone is missing, unknown or ambiguous.

    Warns
    -----
    RejectedRowsWarning
        Once, if entries could not be used; ``attrs["rejected"]`` lists line, text and reason.
    SeasonWarning
        Once, if abbreviations name the other half of the year; the rows carry a flag.

    Examples
    --------
    >>> page = "All times CET:\n\nEnvoys agree to meet (12:15 a.m.)\n\nTalks break off (7:32 p.m.)\n"
    >>> heads = read_headlines(page, date="2022-02-18")
    >>> heads.index.tolist()
    ['2022-02-17T1832Z', '2022-02-17T2315Z']
    >>> heads["raw_time"].tolist()
    ['7:32 p.m.', '12:15 a.m.']
    """
    if format is not None:
        check_option("format", format, HeadlineFormat)
    text, origin = _load(path_or_text)
    if _is_html(text, origin):
        text = html_text(text)
    kind = format or detect_format(text, origin=origin)
    label = origin if source is None else source
    if kind == "table":
        reading = read_table(text, zone=zone, source=label)
    else:
        reading = read_liveblog(text, date=date, zone=zone, source=label)
    frame = assemble_frame(reading, origin=origin, format=kind)
    if reading.rejected:
        announcement = describe_rejected(reading.rejected, read=frame.attrs["read"])
        warnings.warn(announcement, RejectedRowsWarning, stacklevel=2)
    if reading.season_note:
        warnings.warn(reading.season_note, SeasonWarning, stacklevel=2)
    return frame


def detect_format(text: str, *, origin: str) -> HeadlineFormat:
    r"""Tell a live blog from a table by the suffix of the file, then by the content.

    Use it to see how a text would be read. A text that is neither counts as a live blog.

    Parameters
    ----------
    text : str
        Text of the file, HTML already reduced to text.
    origin : str
        Its name.

    Returns
    -------
    {"liveblog", "table"}
        The format to read it in.

    Examples
    --------
    >>> detect_format("time;headline\n2022-02-17T09:10Z;Talks resume", origin="export.txt")
    'table'
    """
    if Path(origin).suffix.lower() in _TABLE_SUFFIXES:
        return "table"
    return "table" if is_table(text) and not is_liveblog(text.lstrip().split("\n")[0]) else "liveblog"


def _load(path_or_text: str | os.PathLike[str]) -> tuple[str, str]:
    """Text and origin of what was passed."""
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        text, origin = path_or_text.removeprefix("\ufeff"), "text"
    else:
        path = Path(path_or_text)
        text, origin = _read_file(path), path.name
    if not text.strip():
        raise HeadlineError(
            f"{origin} is empty. Pass a page or a table with at least one entry.", origin=origin
        )
    return text, origin


def _read_file(path: Path) -> str:
    """Text of a UTF-8 file."""
    shown = str(path) if len(str(path)) <= _SHOWN else f"{str(path)[:_SHOWN]}…"
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadlineError(
            f"{shown} is not UTF-8 (byte {error.start} cannot be read). Save it as UTF-8.",
            path=shown,
            byte=error.start,
        ) from error
    except (OSError, ValueError) as error:
        raise HeadlineError(
            f"No file can be read at {shown!r}. Check the path; to pass the text itself, pass a string with "
            "line breaks.",
            path=shown,
        ) from error


def _is_html(text: str, origin: str) -> bool:
    """Whether the text is HTML, by its suffix or its first tag."""
    return Path(origin).suffix.lower() in _HTML_SUFFIXES or LOOKS_LIKE_HTML.match(text) is not None
