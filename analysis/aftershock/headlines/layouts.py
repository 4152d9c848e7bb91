"""Layouts: where on its line an entry of a live blog prints its time."""

import re
from dataclasses import dataclass

from aftershock.headlines.clock import TIME_PATTERN
from aftershock.headlines.dates import DATE_PATTERN
from aftershock.headlines.places import ABBREVIATIONS, AMBIGUOUS

BULLETS = "•*#>–—- \t"
_BULLET = re.compile(r"^(?:\s|•|[*#>–—-]+(?=\s))+")
_DANGLING = "•–—- \t"

_OFFSET = r"(?:(?:UTC|GMT)\s?[+\-\u2212]\d{1,2}(?::?\d{2})?|(?:\+|(?<=\s)[\-\u2212])\d{2}:?\d{2})"
_TIME_WORDS = r"[A-Z][A-Za-z ]{1,40} time"
_KNOWN = "|".join(sorted({*ABBREVIATIONS, *AMBIGUOUS} - {"UK", "Z"}, key=len, reverse=True))
_STATUS = (
    r"(?i:(?P<updated>(?:last\s+)?updated)(?:\s+at|:)?\s+|(?:first\s+)?(?:published|posted)(?:\s+at|:)?\s+)?"
)
_DATE_FIRST = rf"(?:(?P<date>{DATE_PATTERN}),?\s+(?:(?:at|um|[-–—|])\s+)?)?"
_DATE_LAST = rf"(?:,?\s+(?:on\s+)?(?P<date_behind>{DATE_PATTERN}))?"
_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{1,90})[)\]]$")
_TRAILING = re.compile(
    rf"{_STATUS}{_DATE_FIRST}(?P<time>{TIME_PATTERN})"
    rf"(?:,?\s+(?P<zone>(?!(?i:{DATE_PATTERN}))(?:[A-Z]{{1,5}}\b|{_TIME_WORDS}|{_OFFSET})))?{_DATE_LAST}"
)
_LEADING = re.compile(
    rf"(?P<open>[\[(])?\s*{_STATUS}{_DATE_FIRST}(?P<time>{TIME_PATTERN})"
    rf"(?:\s*\(?(?P<zone>(?:{_KNOWN})\b|(?<=\d)Z\b|{_TIME_WORDS}|{_OFFSET}\b"
    r"|UK(?=\s*(?:[\])]|[-–—:|]|$)))\)?)?"
    rf"{_DATE_LAST}\s*(?P<close>[\])])?"
    r"(?P<gap>\s*(?:[-–—:|•·]+(?=\s|$))+\s*|\s+(?=\S)|\s*$)(?P<rest>.*)",
    re.DOTALL,
)
_MAY_LEAD = re.compile(
    r"[\W_]*(?:\d|(?i:noon|mid|mitt|last|upda|firs|publ|post|jan|jän|feb|mar|mär|mrz|apr|ma[yi]|jun|jul|aug|sep"
    r"|o[ck]t|nov|de[cz]|mon|tue|wed|thu|fri|sat|sun|die|don|fre|sam|son))"
)
_WRITTEN_OUT = re.compile(r"[^\W\d]{4,}")


@dataclass(frozen=True, slots=True)
class Head:
    """A line that prints the time of an entry.

    Parameters
    ----------
    headline : str
        The rest of the line; "" if the time stands alone.
    raw_time, zone, date : str
        As printed; "" where there is none.
    updated : bool
        Whether the time is said to be that of an update.

    Examples
    --------
    >>> match_leading("15.15 - Talks resume").headline
    'Talks resume'
    """

    headline: str
    raw_time: str
    zone: str = ""
    date: str = ""
    updated: bool = False


def match_trailing(line: str) -> Head | None:
    """Match a headline with its time in brackets at the end.

    Use it on lines such as "Talks resume (3:15 a.m.)" or "Talks resume (18 February 2022, 15:15 CET)".

    Parameters
    ----------
    line : str
        One line of a page.

    Returns
    -------
    Head or None
        None if the line does not end in a time.

    Examples
    --------
    >>> match_trailing("Talks resume (3:15 p.m. ET)").zone
    'ET'
    """
    line = line.rstrip()
    closing = _PARENTHESIS.search(line[-100:]) if line.endswith((")", "]")) else None
    match = _TRAILING.fullmatch(closing[1].strip()) if closing else None
    if closing is None or match is None:
        return None
    rest = line[: max(len(line) - 100, 0)] + line[-100:][: closing.start()]
    return _head(match, rest)


def match_leading(line: str) -> Head | None:
    """Match a line that begins with a time, or is nothing but one.

    Use it on lines such as "15:15 Talks resume", "3:15 a.m. ET: Talks resume" or "4.59pm". A number
    with a dot, or "noon", counts before a text only if a separator, a zone or brackets follow it, and a
    text that goes on in lower case is a sentence.

    Parameters
    ----------
    line : str
        One line of a page.

    Returns
    -------
    Head or None
        None if the line does not begin with a time; an empty ``headline`` if it is nothing else.

    Examples
    --------
    >>> match_leading("15:15 Talks resume").headline, match_leading("15.15 percent of them left")
    ('Talks resume', None)
    """
    match = _LEADING.match(line.lstrip(BULLETS).rstrip(_DANGLING)) if _MAY_LEAD.match(line) else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    rest = match["rest"].strip()
    if rest and not match["gap"].strip() and not _reads_as_head(match, rest):
        return None
    return _head(match, rest)


def tidy(text: str) -> str:
    """Strip bullets from a headline and make its spaces single.

    Use it on what is left of a line without its time.

    Parameters
    ----------
    text : str
        Part of a line.

    Returns
    -------
    str
        The headline.

    Examples
    --------
    >>> tidy("•  Talks  resume - "), tidy("- #Talks <resume>")
    ('Talks resume', '#Talks <resume>')
    """
    return " ".join(_BULLET.sub("", text, count=1).rstrip(_DANGLING).split())


def _reads_as_head(match: re.Match[str], rest: str) -> bool:
    """Whether a time that only a space parts from the text is a printed time and not a number in a sentence."""
    if match["open"] or match["zone"]:
        return True
    time = match["time"]
    bare = _WRITTEN_OUT.search(time) is not None or re.fullmatch(r"\d{1,2}\.\d{2}", time) is not None
    return not bare and not rest[0].islower() and rest[0] not in ",.;)%"


def _head(match: re.Match[str], rest: str) -> Head:
    """Put a head together from its parts."""
    return Head(
        headline=tidy(rest),
        raw_time=match["time"].strip(),
        zone=(match["zone"] or "").strip(),
        date=(match["date"] or match["date_behind"] or "").strip(),
        updated=match["updated"] is not None,
    )
