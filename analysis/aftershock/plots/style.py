"""The look of every plot, kept local: settings hold inside a block and axes are made only when none is given."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import matplotlib.style
from matplotlib.axes import Axes

from aftershock.plots.palette import LIGHT

HOUSE: dict[Any, Any] = {
    "figure.facecolor": LIGHT["paper"],
    "figure.dpi": 100,
    "axes.facecolor": LIGHT["paper"],
    "axes.edgecolor": LIGHT["stroke"],
    "axes.labelcolor": LIGHT["muted"],
    "axes.titlecolor": LIGHT["ink"],
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlesize": 11.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": LIGHT["grid"],
    "text.color": LIGHT["ink"],
    "text.parse_math": False,
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "font.family": "sans-serif",
    "font.size": 9.5,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "aftershock",
    "hatch.linewidth": 0.5,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the look of this package inside the block, and leave the user's settings as they were.

    Examples
    --------
    >>> import matplotlib
    >>> before = matplotlib.rcParams["font.size"]
    >>> with house_style():
    ...     inside = matplotlib.rcParams["font.size"]
    >>> inside, matplotlib.rcParams["font.size"] == before
    (9.5, True)
    """
    with matplotlib.style.context("default"), matplotlib.rc_context(HOUSE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*Glyph .* missing from font")
        warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support")
        yield
        interactive = matplotlib.is_interactive()
    # A notebook turns this on when it loads its backend, which is here if this is its first figure.
    matplotlib.interactive(interactive)


def house_axes(ax: Axes | None, *, width: float = 7.2, height: float = 4.0) -> Axes:
    """Take the axes given, or make a figure with one set of axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    width, height : float
        Size in inches of the figure that is made when there are no axes.

    Returns
    -------
    matplotlib.axes.Axes
        Call it inside `house_style`, so that a new figure has the look too.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> mine = Figure().add_subplot()
    >>> house_axes(mine) is mine
    True
    """
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]
