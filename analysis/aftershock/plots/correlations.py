"""Correlations of reactions in a matrix with their number and interval, and the loadings of components."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from aftershock.comovement import ReactionComponents, ReactionCorrelation
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.palette import HEAT_LIGHT, LIGHT, readable_ink
from aftershock.plots.style import house_axes, house_style

STEPS = (len(HEAT_LIGHT) - 1) // 2


def plot_correlation(result: ReactionCorrelation, *, ax: Axes | None = None) -> Axes:
    """Draw the correlation of every pair with its interval and the number of episodes in the cell.

    Use it to show whether assets reacted together; a cell without a number is hatched.

    Parameters
    ----------
    result : ReactionCorrelation
        From ``reaction_matrix(...).correlation()``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> from aftershock.comovement import reaction_matrix
    >>> table = pd.DataFrame(np.random.default_rng(1).normal(size=(20, 2)), columns=["SPX", "GOLD"])
    >>> axes = plot_correlation(reaction_matrix(table).correlation(n_draws=49), ax=Figure().add_subplot())
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['SPX']
    """
    with house_style():
        size = len(result.assets)
        axes = house_axes(ax, width=1.6 + 1.15 * size, height=1.6 + 0.85 * size)
        for row in range(1, size):
            for column in range(row):
                draw_cell(axes, result, row, column)
        axes.set_xlim(-0.5, size - 1.5)
        axes.set_ylim(size - 0.5, 0.5)
        axes.set_xticks(range(size - 1), result.assets[:-1])
        axes.set_yticks(range(1, size), result.assets[1:])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        words = [f"{result.method} correlation", f"{100 * (1 - result.alpha):.0f} % interval", "n: episodes"]
        headed(axes, "Did assets react together?", words, narrow=is_narrow(axes))
        return axes


def draw_cell(axes: Axes, result: ReactionCorrelation, row: int, column: int) -> None:
    """Draw one cell: colour, correlation, interval and n; hatched without a number."""
    value, n = result.values[row, column], int(result.n[row, column])
    known = math.isfinite(value)
    color = HEAT_LIGHT[STEPS + round(STEPS * value)] if known else LIGHT["surface"]
    box = Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, linewidth=0, hatch="" if known else "////")
    box.set_facecolor(color)
    box.set_edgecolor(LIGHT["hatch"])
    axes.add_patch(box)
    ink = readable_ink(color)
    style: dict[str, Any] = {"ha": "center", "va": "center", "color": ink}
    if not known:
        axes.text(column, row, f"n {n}\ntoo few", fontsize=8, **style)
        return
    axes.text(column, row - 0.17, f"{value:+.2f}", fontsize=11, weight="bold", **style)
    limits = f"{result.low[row, column]:+.2f} to {result.high[row, column]:+.2f}"
    axes.text(column, row + 0.12, limits, fontsize=7.5, **style)
    axes.text(column, row + 0.33, f"n {n}", fontsize=7.5, **style)


def describe_correlation(result: ReactionCorrelation) -> str:
    """Say in words what the chart of correlations shows.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from aftershock.comovement import reaction_matrix
    >>> table = pd.DataFrame(np.random.default_rng(1).normal(size=(9, 2)), columns=["SPX", "GOLD"])
    >>> describe_correlation(reaction_matrix(table).correlation(n_draws=49))
    'Matrix of pearson correlations of reactions, where SPX and GOLD have too few dates (n 9).'
    """
    parts = [
        f"{row.first} and {row.second} have too few dates (n {row.n})"
        if row.reason
        else f"{row.first} and {row.second} {row.correlation:+.2f} ({row.low:+.2f} to {row.high:+.2f}, n {row.n})"
        for row in result.to_frame().itertuples()
    ]
    return f"Matrix of {result.method} correlations of reactions, where {'; '.join(parts)}."


def plot_components(result: ReactionComponents, *, component: int = 1, ax: Axes | None = None) -> Axes:
    """Draw the loadings of one component with their intervals.

    Parameters
    ----------
    result : ReactionComponents
        From ``reaction_matrix(...).components()``.
    component : int
        Which, from 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> from aftershock.comovement import reaction_matrix
    >>> table = pd.DataFrame(np.random.default_rng(1).normal(size=(30, 4)), columns=list("ABCD"))
    >>> axes = plot_components(reaction_matrix(table).components(n_draws=49), ax=Figure().add_subplot())
    >>> axes.get_xlabel()
    'Loading'
    """
    with house_style():
        place = component - 1
        axes = house_axes(ax, height=1.4 + 0.45 * len(result.assets))
        for row in range(len(result.assets)):
            ends = [result.loadings_low[row, place], result.loadings_high[row, place]]
            axes.plot(ends, [row, row], color=LIGHT["line"], linewidth=1.6, zorder=2)
            axes.plot(
                [result.loadings[row, place]], [row], marker="o", markersize=6, color=LIGHT["line"], zorder=3
            )
        axes.axvline(0.0, color=LIGHT["stroke"], linewidth=0.8, zorder=1)
        axes.set_yticks(range(len(result.assets)), result.assets)
        axes.set_ylim(len(result.assets) - 0.5, -0.5)
        axes.set_xlim(-1.05, 1.05)
        axes.set_xlabel("Loading")
        axes.grid(axis="x")
        share, low, high = (part[place] for part in (result.shares, result.shares_low, result.shares_high))
        words = [f"{share:.0%} of the variance ({low:.0%} to {high:.0%})", f"n {result.n} episodes",
                 f"lines: {100 * (1 - result.alpha):.0f} % intervals"]  # fmt: skip
        headed(axes, f"Component {component} of the reactions", words, narrow=is_narrow(axes))
        return axes


def describe_components(result: ReactionComponents) -> str:
    """Say in words what the first component is.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from aftershock.comovement import reaction_matrix
    >>> table = pd.DataFrame(np.random.default_rng(1).normal(size=(30, 4)), columns=list("ABCD"))
    >>> describe_components(reaction_matrix(table).components(n_draws=49))[:30]
    'Interval chart of loadings, wh'
    """
    return f"Interval chart of loadings, where: {result.summary().splitlines()[0]}"
