"""What a report page shows, as plain records: the only thing the templates and charts ever see."""

from dataclasses import dataclass, field

import pandas as pd

from aftershock.typing import FloatArray, InstantArray


@dataclass(frozen=True, slots=True)
class Card:
    """One asset's verdict: its move, one sentence, and whether it stands out from noise (None: not judged)."""

    name: str
    move: str
    sentence: str
    stands_out: bool | None


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
    """One asset's mean paths, in ``unit``; NaN is a gap."""

    name: str
    unit: str
    decimals: int
    paths: tuple[MeanPath, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PathChart:
    """All panels in event time: ``days`` counts sessions from the event, ``window`` is the one tested first."""

    title: str
    days: tuple[int, ...]
    window: tuple[int, int]
    panels: tuple[PathPanel, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One standardized move; where there is no number ``value`` is None and ``text`` says why in a word."""

    text: str
    value: float | None
    detail: str


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
    """A table of ready text: ``numeric`` marks the columns set flush right."""

    title: str
    caption: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph on method: what it is, the formula as implemented, and where it comes from."""

    title: str
    text: str
    formula: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report.

    ``provenance`` holds (term, text) pairs; the first three are repeated near the top of the page.
    ``downloads`` holds (file name beside the page, what it holds) pairs.
    """

    title: str
    lead: str
    cards: tuple[Card, ...]
    simulated: bool
    provenance: tuple[tuple[str, str], ...]
    chart: Chart | PathChart
    heatmaps: tuple[Heatmap, ...]
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    caveats: tuple[str, ...]
    appendix: tuple[Table, ...]
    downloads: tuple[tuple[str, str], ...]
    standfirst: tuple[str, ...] = field(default=())
    question: str = ""
    reminder: str = "A move after a headline need not come from it"
    banner: str = (
        "Prices on this page were drawn by a computer, headlines are fictional. Nothing here happened."
    )
