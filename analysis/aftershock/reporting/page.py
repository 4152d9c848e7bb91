"""What a report page shows, as plain records: the only thing the templates, charts and files ever see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import isfinite

import pandas as pd
from matplotlib.figure import Figure as Drawing

from aftershock.typing import ChartWidth, ComparisonSection, FloatArray, InstantArray, SectionName


@dataclass(frozen=True, slots=True)
class Card:
    """One asset's verdict: its move, one sentence, and whether it stands out from noise (None: not judged)."""

    name: str
    move: str
    sentence: str
    stands_out: bool | None

    @property
    def verdict(self) -> str:
        """Whether the move stands out from noise, in words, so that nothing hangs on colour.

        Examples
        --------
        >>> Card("Gold", "+1.6 %", "About 1.9 usual days.", False).verdict
        'Within noise'
        """
        if self.stands_out is None:
            return "Not judged"
        return "Stands out from noise" if self.stands_out else "Within noise"


@dataclass(frozen=True, slots=True)
class Mark:
    """One headline on the chart, with its number in the keyed list."""

    number: int
    instant: pd.Timestamp
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One asset's price line: instants (n,) datetime64[ns] in UTC, values (n,) in ``unit``; NaN is a gap."""

    symbol: str
    name: str
    unit: str
    instants: InstantArray
    values: FloatArray
    closed: tuple[tuple[pd.Timestamp, pd.Timestamp], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All panels on one clock; ``zone`` is the zone in which the headlines were printed.

    ``largest`` holds the numbers of those headlines to list first where they are very many; empty otherwise.
    """

    title: str
    panels: tuple[Panel, ...]
    marks: tuple[Mark, ...]
    zone: str
    alt: str
    largest: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class MeanPath:
    """One group's mean path in event time: ``values`` (n_days,) and pointwise intervals (2, n_days), low then high."""

    name: str
    n_events: int
    values: FloatArray
    inner: FloatArray
    outer: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PathPanel:
    """One asset's mean paths, in ``unit``, and ``singles`` (n, n_days) of single events; NaN is a gap."""

    name: str
    unit: str
    decimals: int
    paths: tuple[MeanPath, ...]
    singles: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PathChart:
    """All panels in event time: ``days`` counts steps from the event, ``window`` is the one tested first.

    ``axis`` says what the steps are, ``step`` what one of them is called.
    """

    title: str
    days: tuple[int, ...]
    window: tuple[int, int]
    panels: tuple[PathPanel, ...]
    alt: str
    axis: str = "sessions from the listed day"
    step: str = "days"


@dataclass(frozen=True, slots=True)
class Cell:
    """One standardized move; where there is no number ``value`` is None and ``text`` says why in a word."""

    text: str
    value: float | None
    detail: str

    @property
    def is_known(self) -> bool:
        """Whether there is a number."""
        return self.value is not None and isfinite(self.value)

    @property
    def told(self) -> str:
        """The number, or in brackets why there is none, for a table without colour or hatching.

        Examples
        --------
        >>> Cell("+2.1", 2.1, "").told, Cell("closed", None, "").told
        ('+2.1', '(closed)')
        """
        return self.text if self.is_known else f"({self.text})"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One headline or episode: the numbers it covers, its local clock time, its text and its cells."""

    numbers: tuple[int, ...]
    clock: str
    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Headlines or episodes (rows) by assets (columns) of standardized moves."""

    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    heading: str = "Headline"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ready text: ``numeric`` marks the columns set flush right, ``folded`` one to open on demand."""

    title: str
    caption: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph on method: what it is, the formula as implemented, and where it comes from."""

    title: str
    text: str
    formula: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """The verdict cards, side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Paragraphs on method."""

    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences that stand each for itself."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a term and a text."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Downloads:
    """Files beside the page: name and what each holds."""

    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """Other reports to go to: title, path from the folder of the page, and a text."""

    reports: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class KeyedList:
    """The headlines behind the numbers of a chart, day by day in ``zone``; ``largest`` are listed first.

    ``heading`` stands over those listed first and says how they were chosen.
    """

    marks: tuple[Mark, ...]
    zone: str
    largest: tuple[int, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure, to stand in a page and to be written to a file with its data beside.

    Parameters
    ----------
    name : str
        Of its files and of its ids on the page; lower-case letters, digits and underscores.
    title, alt : str
        What it shows, and in a sentence what can be seen in it; the latter is its caption too.
    draw : callable
        Makes the drawing for a width, in colours of the light palette, under the style that
        `aftershock.reporting.figures` sets.
    data : DataFrame
        The numbers drawn, one row a point or mark.
    table : Table, optional
        The numbers as a reader wants them.
    files : tuple of (str, str)
        Word and path of each file that holds it, from the folder of the page; empty where there are none.
    """

    name: str
    title: str
    alt: str
    draw: Callable[[ChartWidth], Drawing]
    data: pd.DataFrame
    table: Table | None = None
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Explorer:
    """What the explorer shows, as JSON that can stand inside a page; without scripts the page hides it."""

    payload: str


Block = (
    Cards | Table | Figure | Heatmap | Notes | Bullets | Facts | Downloads | Reports | KeyedList | Explorer
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report.

    Parameters
    ----------
    name : str
        Its word in the study file, and its anchor on the page.
    title : str
        Its heading; a block that has the same title gets no heading of its own.
    blocks : tuple of Block
        What it shows, in order.
    words : tuple of str
        Paragraphs before the blocks.
    opens : bool
        Whether it belongs to the head of the page when it comes first: its words follow the lead, and its heading
        stands small over its blocks.
    """

    name: SectionName | ComparisonSection
    title: str
    blocks: tuple[Block, ...]
    words: tuple[str, ...] = ()
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report.

    Parameters
    ----------
    title, question : str
        What the study is called and asks.
    lead : str
        The answer, in a sentence or two; it comes first whatever the sections are.
    sections : tuple of Section
        In the order of the study file.
    simulated : bool
        Whether prices are made up.
    strip : tuple of (str, str)
        The first lines of provenance, near the top.
    reminder, banner : str
        What is said of cause, and of simulated prices.
    """

    title: str
    lead: str
    sections: tuple[Section, ...]
    simulated: bool
    question: str = ""
    strip: tuple[tuple[str, str], ...] = ()
    reminder: str = "A move after a headline need not come from it"
    banner: str = (
        "Prices on this page were drawn by a computer, headlines are fictional. Nothing here happened."
    )

    @property
    def opening(self) -> tuple[Section, ...]:
        """The section that belongs to the head of the page, if the first one does."""
        return tuple(section for section in self.sections[:1] if section.opens)

    @property
    def body(self) -> tuple[Section, ...]:
        """All other sections."""
        return self.sections[len(self.opening) :]

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        return (block for section in self.sections for block in section.blocks)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in order, those behind figures too."""
        shown = (block.table if isinstance(block, Figure) else block for block in self.blocks)
        return tuple(block for block in shown if isinstance(block, Table))


def with_downloads(page: Page, files: tuple[tuple[str, str], ...]) -> Page:
    """Name other files where a page lists those beside it; a page without such a list stays as it is.

    Examples
    --------
    >>> section = Section("downloads", "Files", (Downloads(()),))
    >>> with_downloads(Page("A day", "Nothing moved.", (section,), False), (("a.csv", "numbers"),)).sections[0].blocks
    (Downloads(files=(('a.csv', 'numbers'),)),)
    """
    return replace(page, sections=tuple(relisted(section, files) for section in page.sections))


def relisted(section: Section, files: tuple[tuple[str, str], ...]) -> Section:
    """Name other files in the list of one section."""
    blocks = (Downloads(files) if isinstance(block, Downloads) else block for block in section.blocks)
    return replace(section, blocks=tuple(blocks))
