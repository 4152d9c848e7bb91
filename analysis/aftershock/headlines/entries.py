"""Entries: the lines of a page that print a time, the paragraphs that go with each, and the zone it states."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aftershock.headlines.dates import is_date_line
from aftershock.headlines.frame import normalise_text
from aftershock.headlines.html import Page, TimeMark
from aftershock.headlines.layouts import Head, match_leading, match_trailing, tidy

SHAPES = (
    "'Headline text (3:15 a.m.)', '(3 a.m.)', '(4.59pm)', '(15:15)', '(15.15)', '(noon)', '(midnight)', "
    "'15:15 Headline text', '3:15 a.m. - Headline text', or a time on a line of its own above the headline"
)

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
_TRIFLE = re.compile(
    r"(?:\d{1,3}|an?)\s*(?:h|hrs?|hours?|m|mins?|minutes?|d|days?)\s+ago$|share$|share on \w+(?: \w+)?$"
    r"|(?:last )?updated (?:at )?\d{1,2}[.:]\d{2}.{0,12}$",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"\W*(?P<word>pinned|key)(?:\s+(?:post|update|entry|events?|moments?))?\W*$", re.IGNORECASE
)
_MARKER_PREFIX = re.compile(
    r"(?:\U0001F4CC\s*|(?P<word>pinned|key (?:event|moment))(?:\s+(?:post|update|entry))?\s*[:|–—-]\s+)",
    re.IGNORECASE,
)
_GAP = re.compile(r"\n{2,}")
_LONGEST_ZONE_SENTENCE = 120
_LONGEST_MARKER = 30


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
        Zone printed beside the time; "" if none.
    date : str
        Date printed beside the time; "" if none.
    day_heading : str
        Date on a line of its own above the entry; "" if none.
    mark : TimeMark or None
        Time that the page marks up for machines.
    updated : bool
        Whether the time is said to be that of an update.
    marker : {"", "pinned", "key event"}
        What the page says of its place in the feed.

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
    date: str = ""
    day_heading: str = ""
    mark: TimeMark | None = None
    updated: bool = False
    marker: str = ""


@dataclass(slots=True)
class _Place:
    """Where an entry stands: line of its time, line of its headline, and the first and last of its lines."""

    time: int
    head: Head
    start: int
    body: int
    headline: str
    above: list[str] = field(default_factory=list)


def find_entries(page: str | Page) -> list[Entry]:
    r"""Find the lines that print a time, and the paragraphs that go with each.

    Use it to see what a page holds before any time is interpreted. A page prints its times either in
    brackets behind the headlines or in front of them, on the same line or the line above; the
    layout of the most lines is taken, or that of the times marked up alike. Page furniture is left
    out of the bodies, and ends the body of the last entry.

    Parameters
    ----------
    page : str or Page
        The page as plain text, or reduced from HTML.

    Returns
    -------
    list of Entry
        In the order of the page.

    Examples
    --------
    >>> [entry.headline for entry in find_entries("Summary\nTalks resume (3 p.m.)\nThey met (briefly).")]
    ['Talks resume']
    >>> [entry.headline for entry in find_entries("15:15\nTalks resume\n\n14:50\nEnvoys land")]
    ['Talks resume', 'Envoys land']
    """
    page = Page(page) if isinstance(page, str) else page
    lines = page.text.splitlines()
    heads, in_front = _choose_layout(lines, page)
    places = list(_places(lines, page, heads, in_front=in_front))
    ends = [place.start for place in places[1:]] + [len(lines)] * bool(places)
    return [
        _entry(place, lines, page, end=end, last=number == len(places) - 1)
        for number, (place, end) in enumerate(zip(places, ends, strict=True))
    ]


def is_liveblog(text: str) -> bool:
    """Whether any line of the text prints the time of an entry.

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
    lines = text.splitlines()
    if any(match_trailing(line) or ((head := match_leading(line)) and head.headline) for line in lines):
        return True
    return any(entry.headline for entry in find_entries(text))


def leave_out_summary(entries: Sequence[Entry]) -> list[Entry]:
    r"""Leave out the lines of a summary on top that repeat the times and headlines of entries below.

    Use it before entries are dated.

    Parameters
    ----------
    entries : sequence of Entry
        In the order of the page.

    Returns
    -------
    list of Entry
        The entries without those at the top that print no text and all come once again.

    Examples
    --------
    >>> page = "15:15 Talks\n14:00 Vote\n\nLive\n\n15:15 Talks\nThey met.\n\n14:00 Vote\nIt passed."
    >>> [entry.body for entry in leave_out_summary(find_entries(page))]
    ['They met.', 'It passed.']
    """
    keys = [(entry.raw_time, entry.date, normalise_text(entry.headline)) for entry in entries]
    last = {key: number for number, key in enumerate(keys)}
    times = Counter(keys)
    count = next((number for number, key in enumerate(keys) if last[key] == number), 0)
    twice = all(times[key] == 2 and last[key] >= count for key in keys[:count])
    bare = not any(entry.body for entry in entries[: max(count - 1, 0)])
    return list(entries[count if twice and bare else 0 :])


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
    short = (line for line in text.splitlines() if len(line) <= _LONGEST_ZONE_SENTENCE)
    lines = [line for line in short if "time" in line.lower()]
    return [match["zone"].strip() for line in lines if (match := _ZONE_SENTENCE.search(line))]


def _choose_layout(lines: Sequence[str], page: Page) -> tuple[Mapping[int, Head], bool]:
    """Choose the layout of the most lines: their heads, and whether times stand in front of headlines."""
    behind = {number: head for number, line in enumerate(lines) if (head := match_trailing(line))}
    front = {number: head for number, line in enumerate(lines) if (head := match_leading(line))}
    if len(page.entry_lines) >= max(2, len(behind), len(front)):
        read = (behind, front)
        return {
            number: next((found[number] for found in read if number in found), None)
            or _marked_head(lines[number], page.marks[number])
            for number in sorted(page.entry_lines)
        }, True
    if any(not head.updated for head in front.values()):
        front = {number: head for number, head in front.items() if head.headline or not head.updated}
    return (front, True) if len(front) > len(behind) else (behind, False)


def _marked_head(line: str, mark: TimeMark) -> Head:
    """Read a line whose time is marked up but not printed as a clock."""
    rest = line.replace(mark.text, " ", 1)
    return Head(headline=tidy(rest.strip(" |:·()[]")), raw_time=mark.text, updated=mark.updated)


def _places(
    lines: Sequence[str], page: Page, heads: Mapping[int, Head], *, in_front: bool
) -> Iterator[_Place]:
    """Find the headline and the first line of each entry; a lone time with no text near it is none."""
    numbers = [*heads, len(lines)]
    free = 0
    for number, following in zip(numbers, numbers[1:], strict=False):
        head = heads[number]
        place = _Place(time=number, head=head, start=number, body=number + 1, headline=head.headline)
        if in_front and (not head.headline or head.headline.lower().startswith("by ")):
            _take_headline(place, lines, page, free=free, following=following)
        if not place.headline and in_front and not page.marks.get(number) and len(heads) == 1:
            return
        _take_lines_above(place, lines, page, free=free)
        free = place.body
        yield place


def _take_headline(place: _Place, lines: Sequence[str], page: Page, *, free: int, following: int) -> None:
    """Give a lone time the headline beneath it, or the heading above it where that is the page's way."""
    below = (number for number in range(place.time + 1, following) if _is_text(lines[number]))
    beneath = next(below, None)
    above = next((number for number in range(place.time - 1, free - 1, -1) if lines[number].strip()), None)
    if above in page.headings and beneath not in page.headings and above is not None:
        place.start, place.headline = above, tidy(lines[above])
    elif beneath is not None and (beneath in page.headings or not place.headline):
        markers = [lines[number] for number in range(place.time + 1, beneath) if _is_marker(lines[number])]
        place.above.extend(markers)
        place.body, place.headline = beneath + 1, tidy(lines[beneath])


def _take_lines_above(place: _Place, lines: Sequence[str], page: Page, *, free: int) -> None:
    """Take the date and the markers that stand directly above an entry; a date anywhere above the first."""
    touching = True
    for number in range(place.start - 1, free - 1, -1):
        line = lines[number].strip()
        if not line:
            continue
        dates_page = free == 0 and number in page.marks
        if (is_date_line(line) and not dates_page) or (touching and _is_marker(line)):
            place.above.append(line)
            place.start = number
        elif not _is_trifle(line):
            touching = False
            if free > 0:
                return


def _is_text(line: str) -> bool:
    """Whether a line could be a headline."""
    return bool(line.strip()) and not (_is_trifle(line.strip()) or _is_marker(line) or is_date_line(line))


def _is_trifle(line: str) -> bool:
    """Whether a line is furniture, or states the zone."""
    if _FURNITURE.match(line):
        return True
    short = len(line) <= _LONGEST_ZONE_SENTENCE
    return short and bool(_TRIFLE.match(line) or ("time" in line.lower() and _ZONE_SENTENCE.fullmatch(line)))


def _is_marker(line: str) -> bool:
    """Whether a line says that an entry is pinned, or a key event."""
    return len(line) <= _LONGEST_MARKER and (_MARKER.match(line) is not None or line.strip() == "\U0001f4cc")


def _entry(place: _Place, lines: Sequence[str], page: Page, *, end: int, last: bool) -> Entry:
    """Put an entry together from its place and the lines up to the next."""
    prefix = _MARKER_PREFIX.match(place.headline)
    headline = place.headline[prefix.end() :] if prefix else place.headline
    markers = [line for line in place.above if _is_marker(line)]
    words = " ".join([*markers, prefix[0]] if prefix else markers).lower()
    pinned = "pinned" in words or "\U0001f4cc" in words or place.time in page.pinned
    mark = page.marks.get(place.time)
    return Entry(
        line=place.time + 1,
        printed=lines[place.time].strip(),
        headline=headline.strip(),
        raw_time=place.head.raw_time,
        zone=place.head.zone,
        body=_body(lines[place.body : end], last=last),
        date=place.head.date,
        day_heading=next(filter(is_date_line, place.above), ""),
        mark=mark,
        updated=place.head.updated or (mark is not None and mark.updated),
        marker="pinned" if pinned else "key event" if "key" in words else "",
    )


def _body(lines: Sequence[str], *, last: bool) -> str:
    """Join the lines of a body into paragraphs, without the furniture of the page."""
    kept: list[str] = []
    for line in map(str.strip, lines):
        if not line or not _is_trifle(line):
            kept.append(line)
        elif last and _FURNITURE.match(line):
            break
        elif not _FURNITURE.match(line):
            kept.append("")
    paragraphs = _GAP.split("\n".join(kept).strip("\n"))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
