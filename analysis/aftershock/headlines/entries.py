"""Entries: the lines of a page that end in a printed time, the paragraphs beneath, and the zone it states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aftershock.headlines.clock import TIME_PATTERN

SHAPES = "'Headline text (3:15 a.m.)', '(3 a.m.)', '(4.59pm)', '(15:15)', '(15.15)', '(noon)', '(midnight)'"

_PARENTHESIS = re.compile(r"\(([^()]{1,60})\)\s*$")
_PRINTED = re.compile(rf"(?P<time>{TIME_PATTERN})(?:\s+(?P<zone>[A-Z]{{1,5}}|[A-Z][A-Za-z ]+ time))?")
_ZONE_SENTENCE = re.compile(
    r"(?:^\W*|[.!?]\s+)all\s+times?(?:\s+(?:are|is|shown|given|listed|stated|in))*\s+"
    r"(?P<zone>[A-Za-z+\-][\w/+\-]*(?::\d\d)?(?:\s+\w+){0,3}?)\s*(?:[.;,)]|:(?!\d)|$|unless\b)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"most read from\b|(?:copyright\s*)?(?:©|\(c\))\s*\d{4}|copyright\s+\d{4}|\[/?ad_\d+\]"
    r"|source link$|advertisement$"
    r"|(?:add|leave|post) a (?:comment|reply)\b|your email address\b|required fields are marked"
    r"|all rights reserved|share this (?:article|page|post|story)|sign up (?:for our|now|to get|to receive)"
    r"|subscribe (?:now|to our)|related (?:articles|stories|posts|topics)\b|(?:more on|read more)\s*:?$",
    re.IGNORECASE,
)
_LONGEST_ZONE_SENTENCE = 120
_BULLETS = "•*#–—- \t"


@dataclass(frozen=True, slots=True)
class Entry:
    r"""One entry as it stands on the page.

    Parameters
    ----------
    line : int
        Line of the page, counted from 1.
    printed : str
        The whole line.
    headline, raw_time, body : str
        Its parts; paragraphs of the body are separated by empty lines.
    zone : str
        Zone printed behind the time; "" if none.

    Examples
    --------
    >>> find_entries("Talks resume (3 p.m. ET)\n\nThey met.")[0].zone
    'ET'
    """

    line: int
    printed: str
    headline: str
    raw_time: str
    zone: str
    body: str


def find_entries(text: str) -> list[Entry]:
    r"""Find the lines that end in a printed time, and the paragraphs beneath each.

    Use it to see what a page holds before any time is interpreted. Page furniture is left out of
    the bodies, and ends the body of the last entry.

    Parameters
    ----------
    text : str
        The page as plain text.

    Returns
    -------
    list of Entry
        In the order of the page.

    Examples
    --------
    >>> [entry.headline for entry in find_entries("Summary\nTalks resume (3 p.m.)\nThey met (briefly).")]
    ['Talks resume']
    """
    lines = text.splitlines()
    heads = [(number, match) for number, line in enumerate(lines) if (match := _match_head(line))]
    ends = [number for number, _ in heads[1:]] + [len(lines)] * bool(heads)
    return [
        _entry(number, lines, match, end=end, last=end == len(lines))
        for (number, match), end in zip(heads, ends, strict=True)
    ]


def is_liveblog(text: str) -> bool:
    """Whether any line of the text ends in a printed time.

    Use it to tell a live blog from a table.

    Parameters
    ----------
    text : str
        The page as plain text.

    Returns
    -------
    bool
        True if there is at least one entry.

    Examples
    --------
    >>> is_liveblog("Talks resume (15:15)")
    True
    """
    return any(_match_head(line) for line in text.splitlines())


def stated_zones(text: str) -> list[str]:
    """List the zones that a page states for all its times.

    Use it on the text of a page, for sentences such as "All times CET:".

    Parameters
    ----------
    text : str
        The page as plain text.

    Returns
    -------
    list of str
        Zones as printed, in the order of the page; empty if it states none.

    Examples
    --------
    >>> stated_zones("Follow us here. All times are in London.")
    ['London']
    """
    lines = [line for line in text.splitlines() if len(line) <= _LONGEST_ZONE_SENTENCE]
    return [match["zone"].strip() for line in lines if (match := _ZONE_SENTENCE.search(line))]


def _match_head(line: str) -> re.Match[str] | None:
    """Match the printed time at the end of a headline line."""
    closing = _PARENTHESIS.search(line)
    return _PRINTED.fullmatch(closing[1].strip()) if closing else None


def _entry(number: int, lines: Sequence[str], match: re.Match[str], *, end: int, last: bool) -> Entry:
    """Put an entry together from its headline line and the lines up to the next."""
    closing = _PARENTHESIS.search(lines[number])
    head = lines[number][: closing.start()] if closing else lines[number]
    return Entry(
        line=number + 1,
        printed=lines[number].strip(),
        headline=" ".join(head.strip(_BULLETS).split()),
        raw_time=match["time"],
        zone=match["zone"] or "",
        body=_body(lines[number + 1 : end], last=last),
    )


def _body(lines: Sequence[str], *, last: bool) -> str:
    """Join the lines of a body into paragraphs, without the furniture of the page."""
    kept: list[str] = []
    for line in map(str.strip, lines):
        if not _FURNITURE.match(line):
            kept.append("" if _ZONE_SENTENCE.fullmatch(line) else line)
        elif last:
            break
    paragraphs = re.split(r"\n{2,}", "\n".join(kept).strip("\n"))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
