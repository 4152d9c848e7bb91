"""The picture of what a store holds: one band a series along the calendar, with its holes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from aftershock.errors import PriceError
from aftershock.markets.store.coverage import hole_sessions, thin_sessions
from aftershock.plots.palette import LIGHT

FORMATS = (".svg", ".png")
_DATES: Any = dates
_STYLE: Any = {
    "svg.hashsalt": "aftershock",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9.0,
}
_ROW_INCHES = 0.42
_LEAST_SHARE = 0.003
_COLORS = {"held": LIGHT["line"], "thin": LIGHT["hairline"], "hole": LIGHT["accent"]}
_WORDS = {
    "held": "prices held",
    "thin": "less than half of the usual bars",
    "hole": "no price on a session of its calendar",
}
_HEIGHTS = {"held": 0.5, "thin": 0.62, "hole": 0.74}

Band = tuple[str, "pd.Series[Any]"]


def draw_coverage(bands: Sequence[Band], file: str | Path) -> Path:
    """Draw what is held of each series, and where its holes are.

    Parameters
    ----------
    bands : sequence of (str, pandas.Series)
        Name of a series, and the number of prices held by session.
    file : str or path
        Where to write; the suffix, ``.svg`` or ``.png``, chooses the format.

    Returns
    -------
    pathlib.Path
        The file. The same bands give the same bytes.

    Raises
    ------
    PriceError
        If the suffix is another, there is no band, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> days = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_coverage([("SPX 1d", pd.Series([1, 0, 1], index=days))], f"{folder}/held.svg").name
    'held.svg'
    """
    path = Path(file)
    if path.suffix not in FORMATS:
        raise PriceError(
            f"The picture is {path.name!r}; its name must end in {' or '.join(FORMATS)}.", file=str(path)
        )
    if not bands:
        raise PriceError("There is nothing to draw: no series is held.")
    with mpl.rc_context(_STYLE):
        figure = _figure(bands)
        try:
            figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else {})
        except OSError as failure:
            raise PriceError(f"{path} could not be written: {failure.strerror}.", file=str(path)) from None
    return path


def kinds_of(counts: pd.Series[Any]) -> dict[str, pd.DatetimeIndex]:
    """Sort the sessions of a series into held, thin and holes.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18"])
    >>> {kind: len(found) for kind, found in kinds_of(pd.Series([9, 2, 0], index=days)).items()}
    {'held': 1, 'thin': 1, 'hole': 1}
    """
    thin, holes = thin_sessions(counts), hole_sessions(counts)
    held = pd.DatetimeIndex(counts.index).difference(thin).difference(holes)
    return {"held": held, "thin": thin, "hole": holes}


def runs_of(chosen: pd.DatetimeIndex, every: pd.DatetimeIndex) -> list[tuple[float, float]]:
    """Join neighbouring sessions into runs: start and length in days.

    Examples
    --------
    >>> every = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18"])
    >>> [length for _, length in runs_of(every[[0, 2]], every)], [length for _, length in runs_of(every[:2], every)]
    ([1.0, 1.0], [2.0])
    """
    places = np.flatnonzero(every.isin(chosen))
    if not len(places):
        return []
    firsts = np.append(True, np.diff(places) > 1)
    lasts = np.append(firsts[1:], True)
    days = _DATES.date2num(every.to_numpy())
    spans = zip(days[places[firsts]].tolist(), days[places[lasts]].tolist(), strict=True)
    return [(start, end + 1.0 - start) for start, end in spans]


def _figure(bands: Sequence[Band]) -> Figure:
    """Draw the bands from top to bottom."""
    figure = Figure(
        figsize=(10.0, 1.3 + _ROW_INCHES * len(bands)), layout="constrained", facecolor=LIGHT["paper"]
    )
    axes = figure.add_subplot(facecolor=LIGHT["paper"])
    shortest = _LEAST_SHARE * _days_in_all(bands)
    for row, (_, counts) in enumerate(bands):
        _draw_band(axes, row, counts, shortest=shortest)
    axes.set_yticks(range(len(bands)), [name for name, _ in bands])
    axes.set_ylim(len(bands) - 0.5, -0.5)
    right = axes.secondary_yaxis("right")
    right.set_yticks(range(len(bands)), [_words(counts) for _, counts in bands])
    locator = _DATES.AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(_DATES.ConciseDateFormatter(locator))
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=LIGHT["grid"])
    for one in (axes, right):
        one.tick_params(length=0, colors=LIGHT["ink"])
        for spine in one.spines.values():
            spine.set_visible(False)
    patches = [Patch(color=color, label=_WORDS[kind]) for kind, color in _COLORS.items()]
    figure.legend(handles=patches, loc="outside lower center", ncols=len(patches), frameon=False)
    axes.set_title("Prices in the store, session by session", loc="left", color=LIGHT["ink"], weight="bold")
    return figure


def _draw_band(axes: Any, row: int, counts: pd.Series[Any], *, shortest: float) -> None:
    """Draw one series; runs too short to be seen are drawn a little longer."""
    every = pd.DatetimeIndex(counts.index)
    for kind, chosen in kinds_of(counts).items():
        runs = [(start, max(length, shortest)) for start, length in runs_of(chosen, every)]
        height = _HEIGHTS[kind]
        axes.broken_barh(runs, (row - height / 2, height), color=_COLORS[kind], linewidth=0)


def _days_in_all(bands: Sequence[Band]) -> float:
    """Count the days the picture spans."""
    found = [counts.index for _, counts in bands if len(counts)]
    if not found:
        return 1.0
    return float((max(one[-1] for one in found) - min(one[0] for one in found)).days + 1)


def _words(counts: pd.Series[Any]) -> str:
    """Count sessions and holes in words."""
    number = {kind: len(found) for kind, found in kinds_of(counts).items()}
    holes = f"{number['hole'] or 'no'} {'hole' if number['hole'] < 2 else 'holes'}"
    thin = [f"{number['thin']} thin"] if number["thin"] else []
    return ", ".join([f"{len(counts)} sessions", holes, *thin])
