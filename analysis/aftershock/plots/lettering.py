"""Titles and notes of a plot, broken into lines that fit its width."""

import textwrap
from collections.abc import Iterable

from matplotlib.axes import Axes

from aftershock.plots.palette import LIGHT

LETTERS_PER_INCH = 13.5
"""Letters of the small type in an inch; of the bold title about three quarters."""
TITLE_SHARE = 0.74
FEWEST_LETTERS = 20
LINE_POINTS = 13


def letters(axes: Axes) -> int:
    """Count the letters of small type that fit the width of axes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> letters(Figure(figsize=(7.2, 4.0)).add_subplot())
    75
    """
    figure = axes.get_figure(root=True)
    width = axes.get_position().width * (figure.get_figwidth() if figure is not None else 7.2)
    return max(FEWEST_LETTERS, int(width * LETTERS_PER_INCH))


def write_title(axes: Axes, title: str, answer: str) -> None:
    """Write a title and, below it in plain type, the answer in a sentence.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().add_subplot()
    >>> write_title(axes, "Who moved first", "Nobody.")
    >>> axes.texts[0].get_text()
    'Nobody.'
    """
    lines = textwrap.wrap(answer, letters(axes))
    axes.set_title(
        textwrap.fill(title, int(TITLE_SHARE * letters(axes))), loc="left", pad=8 + LINE_POINTS * len(lines)
    )
    axes.annotate(
        "\n".join(lines),
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        va="bottom",
        color=LIGHT["muted"],
        fontsize=9,
        linespacing=1.25,
    )


def write_foot(axes: Axes, label: str, notes: Iterable[str]) -> None:
    """Write the label of the horizontal axis and notes below it, each from a new line.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().add_subplot()
    >>> write_foot(axes, "shift, min", ["n = 10"])
    >>> axes.get_xlabel().splitlines()
    ['shift, min', 'n = 10']
    """
    parts = [textwrap.fill(text, letters(axes)) for text in (label, *notes) if text]
    axes.set_xlabel("\n".join(parts), loc="left", linespacing=1.4)
