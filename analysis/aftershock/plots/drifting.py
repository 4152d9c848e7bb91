"""How a link drifted, drawn: a moving correlation with its bands and the headlines beside it."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from aftershock.comovement import DriftingCorrelation
from aftershock.comovement.drifting_results import Mark, row_text
from aftershock.plots.lettering import write_foot, write_title
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style

MOST_TEXTS = 6
"""Marks whose text is written below the chart; the others are lines only."""
TEXT_WIDTH = 40


def plot_drifting(result: DriftingCorrelation, *, ax: Axes | None = None) -> Axes:
    """Draw a moving correlation with the limits of one window, the band of all windows, and the marks.

    Use it beside ``result.to_frame()``, its table. A level line that stays within the outer band is a constant
    correlation that the data allow.

    Parameters
    ----------
    result : DriftingCorrelation
        As of `aftershock.comovement.rolling_correlation` or `aftershock.comovement.ewma_correlation`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from aftershock.comovement import rolling_correlation
    >>> from aftershock.simulate import simulate_correlated
    >>> moves = pd.DataFrame(simulate_correlated(300, correlation=0.5, rng=1), columns=["SPX", "GOLD"])
    >>> axes = plot_drifting(rolling_correlation(moves, first="SPX", second="GOLD", n_band_draws=49))
    >>> axes.get_xlabel().splitlines()[0]
    'Each value: rolling over 60 rows; n = 300 rows'
    """
    path = result.path
    with house_style():
        axes = house_axes(ax)
        axes.fill_between(
            result.rows,
            path.band_low,
            path.band_high,
            color=LIGHT["shade"],
            edgecolor=LIGHT["hatch"],
            linewidth=0.6,
        )
        axes.fill_between(result.rows, path.low, path.high, color=LIGHT["line"], alpha=0.22, linewidth=0)
        axes.plot(result.rows, path.correlation, color=LIGHT["line"], linewidth=1.2)
        axes.axhline(0.0, color=LIGHT["stroke"], linewidth=0.8)
        _level(axes, result)
        _draw_marks(axes, result.marks)
        _dates(axes, result)
        axes.set_ylabel("correlation")
        write_title(axes, f"{result.first} and {result.second}: how the link drifted", result.headline())
        write_foot(axes, "", _notes(result))
    return axes


def describe_drifting(result: DriftingCorrelation) -> str:
    """Write the alternative text of `plot_drifting`.

    Examples
    --------
    >>> from aftershock.comovement import rolling_correlation
    >>> from aftershock.simulate import simulate_correlated
    >>> moves = pd.DataFrame(simulate_correlated(300, correlation=0.5, rng=1), columns=["SPX", "GOLD"])
    >>> describe_drifting(rolling_correlation(moves, first="SPX", second="GOLD", n_band_draws=49))[:53]
    'Chart of the correlation of SPX and GOLD, rolling ove'
    """
    found = result.path.correlation
    begin, end = row_text(result.rows[0]), row_text(result.rows[-1])
    if not np.isfinite(found).any():
        return f"Chart of the correlation of {result.first} and {result.second}: no value is defined."
    low, high = int(np.nanargmin(found)), int(np.nanargmax(found))
    marked = "; ".join(f"{mark.text} ({row_text(mark.row)})" for mark in result.marks)
    return (
        f"Chart of the correlation of {result.first} and {result.second}, {result.window}, from {begin} to {end}, "
        f"where the lowest is {found[low]:.2f} on {row_text(result.rows[low])}, the highest {found[high]:.2f} on "
        f"{row_text(result.rows[high])} and the last {found[-1]:.2f}. {result.headline()}"
        + (f" Marked: {marked}." if marked else "")
    )


def _level(axes: Axes, result: DriftingCorrelation) -> None:
    """Draw the correlation of all rows as a dashed line with its value at the end."""
    if not np.isfinite(result.overall):
        return
    axes.axhline(result.overall, color=LIGHT["muted"], linewidth=1.0, linestyle=(0, (5, 3)))
    axes.annotate(
        f"all rows\n{result.overall:.2f}",
        (1, result.overall),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=LIGHT["muted"],
        fontsize=8.5,
        annotation_clip=False,
    )


def _draw_marks(axes: Axes, marks: tuple[Mark, ...]) -> None:
    """Draw a numbered line at every mark."""
    for number, mark in enumerate(marks, start=1):
        at: Any = mark.row
        axes.axvline(at, color=LIGHT["accent"], linewidth=0.9, linestyle=(0, (1, 2)))
        if number <= MOST_TEXTS:
            axes.annotate(
                str(number),
                (at, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, -2 - 11 * ((number - 1) % 2)),
                textcoords="offset points",
                ha="center",
                va="top",
                color=LIGHT["accent"],
                fontsize=8.5,
                fontweight="bold",
                bbox={
                    "boxstyle": "circle,pad=0.15",
                    "facecolor": LIGHT["paper"],
                    "edgecolor": LIGHT["accent"],
                },
            )


def _dates(axes: Axes, result: DriftingCorrelation) -> None:
    """Write dates briefly, and leave no empty margin."""
    shown = result.rows[np.isfinite(result.path.correlation)]
    if len(shown):
        axes.set_xlim(shown[0], shown[-1])
    if isinstance(result.rows, pd.DatetimeIndex):
        locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.grid(axis="y", linewidth=0.6)


def _notes(result: DriftingCorrelation) -> list[str]:
    """Say what the bands are, and which mark is what."""
    level = f"{100 * (1 - result.alpha):.0f} %"
    size = f"Each value: {result.window}; n = {len(result.rows):,} rows"
    note = f"Dark: {level} limits of one window; light: {level} band of the whole line"
    named = [
        f"{number} {row_text(mark.row)} {textwrap.shorten(mark.text, TEXT_WIDTH, placeholder=' …')}".rstrip()
        for number, mark in enumerate(result.marks[:MOST_TEXTS], start=1)
    ]
    more = len(result.marks) - MOST_TEXTS
    return [size, note, *named, *([f"and {more} more marks"] if more > 0 else [])]
