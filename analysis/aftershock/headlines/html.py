"""HTML pages reduced to the text of their blocks, the times marked up in them and the dates they state."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from aftershock.errors import HeadlineError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*"
    r"<(?:!doctype html|html|head|body|article|main|section|div|p|h[1-6]|ul|ol|time|meta|script)\b",
    re.I | re.S,
)

_DROPPED = ("head", "script", "style", "nav", "footer", "noscript", "template")
_BLOCKS = frozenset(
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 "
    "h6 header hr li main ol p pre section summary table tbody td th thead tr ul".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PINNED = re.compile(
    r"(?:^|\s)(?:is-|(?:[\w-]*?(?:post|block|entry|item|update|card)(?:--?|__?)))?"
    r"pinned(?:-(?:post|block|entry|item|update|card))?(?=\s|$)",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updated|modified", re.IGNORECASE)
_META_DATES: Mapping[str, Literal["newest", "oldest"]] = {
    "article:modified_time": "newest",
    "og:updated_time": "newest",
    "article:published_time": "oldest",
}
_LONGEST_CLASS = 500


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time that a page marks up for machines.

    Parameters
    ----------
    value : str
        What the attribute ``datetime`` says.
    text : str
        What the reader sees.
    updated : bool
        Whether it is marked as the time of an update.

    Examples
    --------
    >>> open_page('<p><time datetime="2022-02-18T03:15+01:00">3:15 a.m.</time></p>').marks[0].value
    '2022-02-18T03:15+01:00'
    """

    value: str
    text: str
    updated: bool = False


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date that a page states about itself.

    Parameters
    ----------
    value : str
        As written.
    name : str
        Where it stands, such as "article:modified_time".
    end : {"newest", "oldest"}
        Which end of the page it dates.

    Examples
    --------
    >>> PageDate("2022-02-18", "og:updated_time", "newest").end
    'newest'
    """

    value: str
    name: str
    end: Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page reduced to text, with what its markup says about the lines.

    Parameters
    ----------
    text : str
        Its text, one line a block.
    marks : mapping of int to TimeMark
        Line, from 0 -> the first time marked up in it.
    entry_lines : frozenset of int
        Lines whose times are marked up alike, if there are at least two: those of the entries.
    headings : frozenset of int
        Lines that are headings.
    pinned : frozenset of int
        Lines inside an element of class "pinned".
    dates : tuple of PageDate
        Dates in the page's head, and marked times outside its entries.
    scripts : tuple of str
        Structured data, one text a script.

    Examples
    --------
    >>> Page("Talks (3 p.m.)").headings
    frozenset()
    """

    text: str
    marks: Mapping[int, TimeMark] = field(default_factory=dict)
    entry_lines: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()
    pinned: frozenset[int] = frozenset()
    dates: tuple[PageDate, ...] = ()
    scripts: tuple[str, ...] = ()


def html_text(html: str) -> str:
    r"""Reduce an HTML page to the text of its blocks, one paragraph each.

    Use it to read a saved live blog as if it were plain text. Scripts, styles, navigation and
    footers are left out; text that is only marked up within a line stays in that line.

    Parameters
    ----------
    html : str
        The page.

    Returns
    -------
    str
        Paragraphs separated by empty lines; "" for a page without text.

    Raises
    ------
    HeadlineError
        If the page is nested too deeply, or a text in it is too long, to be read whole.

    Examples
    --------
    >>> html_text("<nav>Menu</nav><h2>Talks <b>resume</b> (3 p.m.)</h2><p>They met.</p>")
    'Talks resume (3 p.m.)\n\nThey met.'
    """
    return open_page(html).text


def open_page(html: str) -> Page:
    r"""Reduce an HTML page to its text, and keep what the markup says about times and dates.

    Use it where ``<time datetime="...">`` and the page's own dates are wanted beside the text. No
    entity is expanded from outside, and nothing is fetched.

    Parameters
    ----------
    html : str
        The page.

    Returns
    -------
    Page
        With empty fields for a page without text.

    Raises
    ------
    HeadlineError
        If the page is nested too deeply, or a text in it is too long, to be read whole.

    Examples
    --------
    >>> page = open_page('<meta property="og:updated_time" content="2022-02-18T04:00Z"><p>Talks</p>')
    >>> page.text, page.dates[0].value
    ('Talks', '2022-02-18T04:00Z')
    """
    from lxml import etree

    root = _parse(html)
    if root is None:
        return Page("")
    dates, scripts = _meta_dates(root), _scripts(root)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    walk = _Walk()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        (walk.enter if event == "start" else walk.leave)(element)
    return walk.page(dates, scripts)


def _parse(html: str) -> "HtmlElement | None":
    """Root element of a page; None if it has none."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(
            html.replace("\0", " ").encode("utf-8", "replace"), parser=parser, ensure_head_body=True
        )
    except etree.ParserError:
        root = None
    for error in parser.error_log.filter_from_fatals():
        if "RESOURCE_LIMIT" in error.type_name:
            raise HeadlineError(
                f"The page cannot be read whole: {error.message.strip()} (line {error.line}). Save it as text, "
                "or cut it into smaller pages.",
                line=error.line,
            )
    return root


def _meta_dates(root: "HtmlElement") -> tuple[PageDate, ...]:
    """Dates in the head of a page."""
    found = []
    for element in root.iter("meta"):
        name = str(element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name in _META_DATES and element.get("content"):
            found.append(PageDate(str(element.get("content")).strip(), name, _META_DATES[name]))
    return tuple(found)


def _scripts(root: "HtmlElement") -> tuple[str, ...]:
    """Texts of the scripts that hold structured data."""
    return tuple(
        script.text
        for script in root.iter("script")
        if script.text and str(script.get("type") or "").lower().strip().startswith("application/ld+json")
    )


class _Walk:
    """Lines, times and headings collected on one walk through a page."""

    def __init__(self) -> None:
        self.blocks: list[list[str]] = [[]]
        self.marks: dict[int, tuple[TimeMark, tuple[str, ...]]] = {}
        self.headings: set[int] = set()
        self.pinned: set[int] = set()
        self.pins = 0

    def enter(self, element: "HtmlElement") -> None:
        """Take in the start of an element and its first text."""
        if element.tag in _BLOCKS:
            self.blocks.append([])
        self.pins += _is_pinned(element)
        here = len(self.blocks) - 1
        if element.tag in _HEADINGS:
            self.headings.add(here)
        if element.tag == "time" and element.get("datetime"):
            self._mark(here, element)
        self._write(element.text)

    def leave(self, element: "HtmlElement") -> None:
        """Take in the end of an element and the text behind it."""
        self.pins -= _is_pinned(element)
        if element.tag in _BLOCKS:
            self.blocks.append([])
        self._write(element.tail)

    def page(self, dates: tuple[PageDate, ...], scripts: tuple[str, ...]) -> Page:
        """Drop empty blocks and number the others as the lines of a text."""
        texts = [" ".join("".join(block).split()) for block in self.blocks]
        kept = [number for number, text in enumerate(texts) if text]
        line = {number: 2 * place for place, number in enumerate(kept)}
        marks = {line[number]: mark for number, mark in self.marks.items() if number in line}
        entry_lines = _alike(marks)
        outside = [marks[number][0] for number in sorted(marks) if number not in entry_lines]
        return Page(
            text="\n\n".join(texts[number] for number in kept),
            marks={number: mark for number, (mark, _) in marks.items()},
            entry_lines=entry_lines,
            headings=frozenset(line[number] for number in self.headings if number in line),
            pinned=frozenset(line[number] for number in self.pinned if number in line),
            dates=dates + tuple(map(_outside_date, outside)),
            scripts=scripts,
        )

    def _mark(self, here: int, element: "HtmlElement") -> None:
        """Note a marked time; the first of a line counts, unless it is only that of an update."""
        value = str(element.get("datetime")).strip()
        seen = " ".join(element.text_content().split())
        if not seen:
            self._write(value)
        words = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
        mark = TimeMark(value=value, text=seen or value, updated=_UPDATED.search(words) is not None)
        if here not in self.marks or (self.marks[here][0].updated and not mark.updated):
            parent = element.getparent()
            around = ("", "") if parent is None else (str(parent.tag), str(parent.get("class") or ""))
            self.marks[here] = mark, (words, *around)

    def _write(self, text: str | None) -> None:
        """Add text to the block that is open."""
        if text:
            self.blocks[-1].append(text)
            if self.pins:
                self.pinned.add(len(self.blocks) - 1)


def _is_pinned(element: "HtmlElement") -> bool:
    """Whether an element's class says that it is pinned."""
    names = element.get("class")
    return names is not None and _PINNED.search(str(names)[:_LONGEST_CLASS]) is not None


def _alike(marks: Mapping[int, tuple[TimeMark, tuple[str, ...]]]) -> frozenset[int]:
    """Lines of the marked times that share the commonest markup, if there are two or more."""
    counts = Counter(markup for _, markup in marks.values())
    markup, count = max(counts.items(), key=lambda item: item[1], default=((), 0))
    return frozenset(line for line, (_, own) in marks.items() if own == markup) if count > 1 else frozenset()


def _outside_date(mark: TimeMark) -> PageDate:
    """Date of a page from a marked time that belongs to no entry."""
    return PageDate(mark.value, "<time datetime>", "newest" if mark.updated else "oldest")
