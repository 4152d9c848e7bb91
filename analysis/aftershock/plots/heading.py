"""A title with the legend in words beneath it, on wide charts and narrow ones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from aftershock.plots.palette import LIGHT

NARROW = 4.6
"""Width of the figure in inches below which lines are broken."""
LINE = 10.5
"""Height of a line of the legend, in points."""


def is_narrow(axes: Axes) -> bool:
    """Say whether a chart is as narrow as a telephone.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> is_narrow(Figure(figsize=(3.6, 4)).add_subplot()), is_narrow(Figure(figsize=(7, 4)).add_subplot())
    (True, False)
    """
    return bool(axes.get_position().width * axes.figure.bbox.width / axes.figure.dpi < 0.7 * NARROW)


def headed(axes: Axes, title: str, legend: Sequence[str], *, narrow: bool) -> None:
    """Write the title and, beneath it, what the marks mean.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The chart.
    title : str
        What it shows.
    legend : sequence of str
        What each mark means; parts that stay together.
    narrow : bool
        Whether lines are broken.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().add_subplot()
    >>> headed(axes, "Title", ["dots: days"], narrow=False)
    >>> axes.get_title(loc="left")
    'Title'
    """
    lines = [""]
    width = 46 if narrow else 110
    for part in legend:
        joined = f"{lines[-1]}   {part}" if lines[-1] else part
        lines = [*lines[:-1], joined] if len(joined) <= width else [*lines, part]
    text = axes.annotate(
        "\n".join(lines),
        (0.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        va="bottom",
        fontsize=7.5,
        color=LIGHT["muted"],
    )
    text.set_in_layout(False)
    shown = textwrap.fill(title, 33) if narrow else title
    axes.set_title(shown, loc="left", pad=8 + LINE * len(lines))
