"""Where things fall on the chart, in points: sizes of its two versions, scales, gaps in lines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.reporting.clock import Ticks
from aftershock.reporting.page import Chart, Panel
from aftershock.typing import BoolArray, FloatArray, InstantArray


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of one version of the chart, in points."""

    width: float
    text: float
    left: float
    right: float
    panel: float
    ticks: int
    lanes: int
    label_rows: int
    hairline: float

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
        width=792, text=9.6, left=50, right=58, panel=92, ticks=17, lanes=5, label_rows=1, hairline=0.7
    ),
    "narrow": Layout(
        width=331, text=11, left=46, right=54, panel=84, ticks=5, lanes=6, label_rows=2, hairline=0.5
    ),
}


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Where an instant (seconds since 1970, UTC) falls between the left and the right edge of the plots."""

    start: float
    end: float
    left: float
    right: float

    def place(self, seconds: FloatArray) -> FloatArray:
        """Turn seconds into points from the left."""
        return self.left + (seconds - self.start) / (self.end - self.start) * (self.right - self.left)


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
    """Span every price and every headline, with a little air at both ends."""
    prices = [seconds_of(panel.instants) for panel in chart.panels]
    headlines = np.array([second_of(mark.instant) for mark in chart.marks], dtype=np.float64)
    known = np.concatenate([*prices, headlines])
    first, last = (float(known.min()), float(known.max())) if known.size else (0.0, 3600.0)
    air = max((last - first) * 0.012, 300.0)
    return TimeScale(first - air, last + air, layout.left, layout.plot_right)


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
