"""Where things fall on the chart, in points: sizes of its two versions, scales, gaps in lines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.reporting.clock import Ticks
from aftershock.reporting.page import Chart, Panel
from aftershock.typing import BoolArray, FloatArray, InstantArray

SEVERAL_DAYS = 60 * 3600.0
"""Length of a chart, in seconds, beyond which hours without any market are drawn narrower."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of one version of the chart, in points; ``gap`` is the width of a break of the clock."""

    width: float
    text: float
    left: float
    right: float
    panel: float
    ticks: int
    lanes: int
    label_rows: int
    hairline: float
    gap: float

    @property
    def plot_right(self) -> float:
        """Right edge of every plot."""
        return self.width - self.right

    @property
    def row(self) -> float:
        """Height of one row of text."""
        return self.text * 1.45

    @property
    def strip(self) -> float:
        """Height of the strip above each panel that holds its name and unit."""
        return self.row * (self.label_rows + 0.7)

    @property
    def name_length(self) -> int:
        """Characters of a name or unit there is room for."""
        room = (self.plot_right - self.left) * (1.0 if self.label_rows > 1 else 0.48)
        return int(room / (self.text * 0.66))


LAYOUTS = {
    "wide": Layout(
        width=792,
        text=9.6,
        left=50,
        right=58,
        panel=92,
        ticks=17,
        lanes=5,
        label_rows=1,
        hairline=0.7,
        gap=10,
    ),
    "narrow": Layout(
        width=331, text=11, left=46, right=54, panel=84, ticks=5, lanes=6, label_rows=2, hairline=0.5, gap=8
    ),
}


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Where an instant (seconds since 1970, UTC) falls between the left and the right edge of the plots.

    ``knots`` are pairs of a second and a place, ascending, with straight lines between them; ``breaks`` the spans of
    seconds that are drawn narrower than the rest.
    """

    knots: tuple[tuple[float, float], ...]
    breaks: tuple[tuple[float, float], ...] = ()

    @property
    def start(self) -> float:
        """First second."""
        return self.knots[0][0]

    @property
    def end(self) -> float:
        """Last second."""
        return self.knots[-1][0]

    @property
    def left(self) -> float:
        """Left edge."""
        return self.knots[0][1]

    @property
    def right(self) -> float:
        """Right edge."""
        return self.knots[-1][1]

    def place(self, seconds: FloatArray) -> FloatArray:
        """Turn seconds into points from the left."""
        known, places = zip(*self.knots, strict=True)
        return np.asarray(np.interp(seconds, known, places), dtype=np.float64)

    def in_break(self, seconds: FloatArray) -> BoolArray:
        """Say which instants fall inside a break, its ends apart."""
        inside = np.zeros(seconds.shape, dtype=np.bool_)
        for begin, finish in self.breaks:
            inside |= (seconds > begin) & (seconds < finish)
        return inside


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Where a value falls between the top and the bottom edge of one panel."""

    low: float
    high: float
    top: float
    bottom: float

    def place(self, values: FloatArray) -> FloatArray:
        """Turn values into points from the top."""
        return self.bottom - (values - self.low) / (self.high - self.low) * (self.bottom - self.top)


def seconds_of(instants: InstantArray) -> FloatArray:
    """Count seconds since 1970 in UTC."""
    counted: FloatArray = instants.astype("datetime64[ns]").astype(np.int64) / 1e9
    return counted


def second_of(instant: pd.Timestamp) -> float:
    """Count seconds since 1970 in UTC of one instant."""
    return instant.value / 1e9


def time_scale(chart: Chart, *, layout: Layout) -> TimeScale:
    """Span every price and every headline, with a little air at both ends; over several days closed hours shrink.

    Only hours in which every market shown is shut are drawn narrower, and only where they would take more room than
    the sign of a break: weekends, mostly.
    """
    prices = [seconds_of(panel.instants) for panel in chart.panels]
    headlines = np.array([second_of(mark.instant) for mark in chart.marks], dtype=np.float64)
    known = np.concatenate([*prices, headlines])
    first, last = (float(known.min()), float(known.max())) if known.size else (0.0, 3600.0)
    air = max((last - first) * 0.012, 300.0)
    start, end = first - air, last + air
    points = (layout.plot_right - layout.left) / (end - start)
    shut = [span for span in shut_everywhere(chart) if (span[1] - span[0]) * points > layout.gap]
    breaks = tuple(shut) if last - first > SEVERAL_DAYS else ()
    return TimeScale(time_knots(start, end, breaks, layout=layout), breaks)


def shut_everywhere(chart: Chart) -> list[tuple[float, float]]:
    """List the spans in which every market shown is shut, in seconds since 1970."""
    spans, *others = [closed_seconds(panel) for panel in chart.panels if panel.values.size] or [[]]
    for other in others:
        spans = [
            (max(begin, start), min(finish, end))
            for begin, finish in spans
            for start, end in other
            if min(finish, end) > max(begin, start)
        ]
    return spans


def time_knots(
    start: float, end: float, breaks: tuple[tuple[float, float], ...], *, layout: Layout
) -> tuple[tuple[float, float], ...]:
    """Lay the spans between breaks out in proportion to their length, and every break at its fixed width.

    Examples
    --------
    >>> time_knots(0.0, 100.0, ((40.0, 60.0),), layout=LAYOUTS["wide"])[1:3]
    ((40.0, 387.0), (60.0, 397.0))
    """
    open_seconds = end - start - sum(finish - begin for begin, finish in breaks)
    room = layout.plot_right - layout.left - layout.gap * len(breaks)
    points = room / open_seconds
    knots, at = [(start, layout.left)], start
    for begin, finish in breaks:
        place = knots[-1][1] + (begin - at) * points
        knots += [(begin, place), (finish, place + layout.gap)]
        at = finish
    return (*knots, (end, layout.plot_right))


def closed_seconds(panel: Panel) -> list[tuple[float, float]]:
    """List the closed sessions of a panel in seconds since 1970."""
    return [(second_of(start), second_of(end)) for start, end in panel.closed]


def break_at_closures(
    seconds: FloatArray, values: FloatArray, closed: list[tuple[float, float]]
) -> tuple[FloatArray, FloatArray]:
    """Put a gap between two neighbouring prices where a closed session lies between them."""
    where = [
        place
        for place in range(1, len(seconds))
        if any(seconds[place - 1] <= start and end <= seconds[place] for start, end in closed)
    ]
    return np.insert(seconds, where, seconds[where]), np.insert(values, where, np.nan)


def finite_or_missing(values: FloatArray) -> FloatArray:
    """Turn whatever is not a finite number into NaN."""
    numbers = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def lone_points(values: FloatArray) -> BoolArray:
    """Find finite values whose neighbours are both missing: no line can show them."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    alone: BoolArray = known[1:-1] & ~known[:-2] & ~known[2:]
    return alone


def value_scale(panel: Panel, *, top: float, height: float) -> ValueScale:
    """Span the panel's finite values with a little air; a flat or empty line gets a span of its own."""
    known = panel.values[np.isfinite(panel.values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    air = (high - low) * 0.08 or max(abs(high) * 0.001, 1e-6)
    return ValueScale(low - air, high + air, top, top + height)


def decimals_of(span: float) -> int:
    """Choose as many decimals as tell apart sixty steps of the span."""
    return int(np.clip(np.ceil(-np.log10(span / 60)), 0, 6))


def tick_decimals(levels: FloatArray) -> int:
    """Count the decimals that tell all levels apart and write each exactly."""
    written = [f"{level:.6f}".rstrip("0") for level in levels]
    return max((len(text.split(".")[1]) for text in written), default=0)


def midnights(ticks: Ticks) -> InstantArray:
    """List the ticks at which a local day begins."""
    is_midnight = [text == "00:00" for text in ticks.local]
    return ticks.instants[is_midnight].tz_localize(None).to_numpy()
