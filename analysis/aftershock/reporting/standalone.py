"""A figure as a file of its own: what it shows on top, what it is of beneath, so that it can leave the page."""

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.figure import Figure as Drawing

from aftershock.plots.palette import LIGHT
from aftershock.reporting.clock import clock_text, short_date, zone_name
from aftershock.reporting.figures import NOTHING, PNG_DPI
from aftershock.reporting.page import Figure, KeyedList, Mark, Page
from aftershock.reporting.sheet import own_style
from aftershock.reporting.text import one_line, shorten

POINTS = 72
LINE = 1.45
"""Height of a line of text, in letter sizes."""
LETTERS_PER_SIZE = 1.95
"""Letters that fit in the width of one letter size, on average, in the house font."""
MANY_MARKS = 20
"""Headlines beyond which only the largest are named under a chart."""
CREDIT = "Made with aftershock. Timing is not cause."
STAMP = "SIMULATED PRICES. Nothing here happened."


def standalone_files(figure: Figure, page: Page, *, dpi: int = PNG_DPI) -> tuple[str, bytes]:
    """Draw a figure once, with its title and its caption, and write it as SVG and as PNG on light paper.

    Parameters
    ----------
    figure : Figure
        One figure of the page.
    page : Page
        The report it is from: named beneath, and on top where its prices are made up.
    dpi : int
        Dots an inch of the PNG.

    Returns
    -------
    svg : str
        A document as UTF-8 text, texts left as texts.
    png : bytes
        The file. Neither has a date or a maker.
    """
    with drawn(figure, page) as drawing:
        return as_svg(drawing), as_png(drawing, dpi=dpi)


def as_svg(drawing: Drawing) -> str:
    """Write a drawing with all that stands around it as SVG."""
    file = io.StringIO()
    drawing.savefig(file, format="svg", metadata=NOTHING, bbox_inches="tight", facecolor=LIGHT["paper"])
    return file.getvalue()


def as_png(drawing: Drawing, *, dpi: int) -> bytes:
    """Write a drawing with all that stands around it as PNG."""
    file, paper = io.BytesIO(), LIGHT["paper"]
    nobody = {"Software": None}
    drawing.savefig(file, format="png", dpi=dpi, metadata=nobody, bbox_inches="tight", facecolor=paper)
    return file.getvalue()


@contextmanager
def drawn(figure: Figure, page: Page) -> Iterator[Drawing]:
    """Draw the wide version of a figure with words above and beneath, by our settings alone."""
    with own_style(f"{figure.name}-file"):
        drawing = figure.draw("wide")
        drawing.set_layout_engine("none")
        write_above(drawing, figure, page)
        write_beneath(drawing, figure, page)
        yield drawing


def write_above(drawing: Drawing, figure: Figure, page: Page) -> None:
    """Write the title over a drawing, and over that whether its prices are made up."""
    size = 13.0
    rows = wrapped(figure.title, drawing, size=size)
    height = put(drawing, rows, size=size, above=0.6 * size, weight="bold", color=LIGHT["ink"])
    if page.simulated:
        put(drawing, [STAMP], size=9.0, above=height + 4, weight="bold", color=LIGHT["simulated"])


def write_beneath(drawing: Drawing, figure: Figure, page: Page) -> None:
    """Write the headlines behind its numbers under a drawing, its caption, and which report it is from."""
    size = 9.0
    texts = [*key_rows(figure, page), figure.alt, f"{page.title}. {CREDIT}"]
    rows = [row for text in texts for row in wrapped(text, drawing, size=size)]
    put(drawing, rows, size=size, beneath=0.8 * size, weight="normal", color=LIGHT["muted"])


def key_rows(figure: Figure, page: Page) -> list[str]:
    """Name the headlines behind the numbers of a chart: all, or the largest where they are very many."""
    sections = (section for section in page.sections if figure in section.blocks)
    keys = [block for section in sections for block in section.blocks if isinstance(block, KeyedList)]
    return [
        key_row(mark, key.zone)
        for key in keys
        for mark in key.marks
        if len(key.marks) <= MANY_MARKS or mark.number in key.largest
    ]


def key_row(mark: Mark, zone: str) -> str:
    """Name one headline by its number, its local time and its text.

    Examples
    --------
    >>> import pandas as pd
    >>> key_row(Mark(3, pd.Timestamp("2022-02-17T12:00Z"), "Talks are offered"), "Europe/Berlin")
    '3: Thu 17 Feb 13:00 CET, Talks are offered'
    """
    local = mark.instant.tz_convert(zone)
    return f"{mark.number}: {short_date(local)} {clock_text(local)} {zone_name(local)}, {shorten(mark.text, most=110)}"


def wrapped(text: str, drawing: Drawing, *, size: float) -> list[str]:
    """Break a text into lines that fit the width of a drawing."""
    width = drawing.get_figwidth() * POINTS
    return textwrap.wrap(one_line(text), width=int(LETTERS_PER_SIZE * width / size))


def put(
    drawing: Drawing,
    rows: list[str],
    *,
    size: float,
    weight: str,
    color: str,
    above: float = 0.0,
    beneath: float = 0.0,
) -> float:
    """Write lines a number of points above or beneath a drawing; return the height above it that is then taken."""
    tall = drawing.get_figheight() * POINTS
    step = size * LINE
    for at, row in enumerate(rows):
        height = tall + above + step * (len(rows) - 1 - at) if above else -beneath - step * at
        drawing.text(
            0.006,
            height / tall,
            row,
            fontsize=size,
            weight=weight,
            color=color,
            va="bottom" if above else "top",
            parse_math=False,
        )
    return above + step * len(rows)
