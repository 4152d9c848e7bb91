"""A figure as SVG for a page on screen or paper, and its data as CSV; the same figure, the same bytes."""

import io
from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from aftershock.plots import house_style
from aftershock.plots.palette import LIGHT
from aftershock.reporting.exports import csv_text
from aftershock.reporting.page import Figure, Table
from aftershock.reporting.sheet import own_style
from aftershock.reporting.svg import embed_svg
from aftershock.typing import ChartWidth, check_option, options

NOTHING = dict.fromkeys(("Date", "Creator", "Format", "Type"))
INCHES: dict[ChartWidth, tuple[float, float]] = {"wide": (11.0, 4.6), "narrow": (4.0, 4.2)}
POINTS = 72
PNG_DPI = 200


def figure_on_axes(
    name: str,
    title: str,
    plot: Callable[[Axes], Axes],
    *,
    alt: str,
    data: pd.DataFrame,
    table: Table | None = None,
    tall: float = 1.0,
) -> Figure:
    """Make a figure of a plot that draws on one set of axes.

    Use it for the functions of ``aftershock.plots``: ``lambda ax: plot_moves(result, ax)``.

    Parameters
    ----------
    name : str
        Of its files and ids: lower-case letters, digits and underscores.
    title, alt : str
        What it shows, and in a sentence what can be seen in it.
    plot : callable
        Takes axes, draws in colours of the light palette and returns them; called once for each width.
    data : DataFrame
        The numbers drawn.
    table : Table, optional
        The numbers as a reader wants them.
    tall : float
        Height relative to the usual.

    Returns
    -------
    Figure

    Examples
    --------
    >>> def line(ax):
    ...     ax.plot([0, 1], [1, 2])
    ...     return ax
    >>> figure = figure_on_axes("line", "A line", line, alt="A rising line.", data=pd.DataFrame({"y": [1, 2]}))
    >>> figure_svg(figure, width="wide")[:4]
    '<svg'
    """

    def draw(width: ChartWidth) -> Drawing:
        across, up = INCHES[width]
        with house_style():
            drawing = Drawing(figsize=(across, up * tall), dpi=POINTS, layout="constrained")
            plot(drawing.add_subplot())
            drawing.draw_without_rendering()
        return drawing

    return Figure(name=name, title=title, alt=alt, draw=draw, data=data, table=table)


def figure_svg(figure: Figure, *, width: ChartWidth) -> str:
    """Draw a figure as one SVG element that can stand in a page beside others.

    Parameters
    ----------
    figure : Figure
        Any figure.
    width : {"wide", "narrow"}
        "wide" for a desk screen and paper, "narrow" for a phone.

    Returns
    -------
    str
        An ``<svg>`` element without script or outside address, whose colours follow the page.

    Raises
    ------
    ValueError
        If ``width`` is neither of the two words.
    """
    check_option("width", width, ChartWidth)
    prefix = f"{figure.name}-{width}"
    return embed_svg(
        drawn_svg(figure, width, transparent=True), prefix=prefix, title=figure.title, description=figure.alt
    )


def figure_versions(figure: Figure) -> dict[ChartWidth, str]:
    """Draw a figure once for each width of a page.

    Parameters
    ----------
    figure : Figure
        Any figure.

    Returns
    -------
    dict of str to str
        An ``<svg>`` element by width.
    """
    widths: tuple[ChartWidth, ...] = options(ChartWidth)  # type: ignore[assignment]
    return {width: figure_svg(figure, width=width) for width in widths}


def figure_svg_file(figure: Figure) -> str:
    """Draw a figure as an SVG document on light paper, without title or caption, for a typeset page.

    Parameters
    ----------
    figure : Figure
        Any figure.

    Returns
    -------
    str
        UTF-8 text.
    """
    return drawn_svg(figure, "wide", transparent=False)


def figure_csv(figure: Figure) -> str:
    """Write the numbers behind a figure as CSV that a spreadsheet opens without running anything.

    Parameters
    ----------
    figure : Figure
        Any figure.

    Returns
    -------
    str
        UTF-8 text.
    """
    return csv_text(figure.data)


def drawn_svg(figure: Figure, width: ChartWidth, *, transparent: bool) -> str:
    """Draw a figure as an SVG document without date or maker."""
    file = io.StringIO()
    with own_style(f"{figure.name}-{width}"):
        drawing = figure.draw(width)
        drawing.savefig(
            file, format="svg", metadata=NOTHING, transparent=transparent, facecolor=LIGHT["paper"]
        )
    return file.getvalue()
