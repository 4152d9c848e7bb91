"""Mean paths in event time: one panel an asset, one line a group, and what is uncertain about each point."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator

from aftershock.reporting.page import MeanPath, PathChart, PathPanel
from aftershock.reporting.scale import ValueScale, tick_decimals
from aftershock.reporting.sheet import Sheet, blank_sheet
from aftershock.reporting.text import number_text, shorten
from aftershock.typing import ChartWidth, FloatArray, check_option


@dataclass(frozen=True, slots=True)
class Frame:
    """Sizes of one version of the chart, in points; ``columns`` panels stand side by side."""

    width: float
    text: float
    left: float
    right: float
    gutter: float
    panel: float
    columns: int
    dodge: float

    @property
    def row(self) -> float:
        """Height of one row of text."""
        return self.text * 1.45

    @property
    def plot_width(self) -> float:
        """Width of one panel."""
        room = self.width - self.right - self.left - self.gutter * (self.columns - 1)
        return room / self.columns

    @property
    def pitch(self) -> float:
        """Height of a panel with its name above and its days below."""
        return self.row * 1.7 + self.panel + self.row * 2.2


FRAMES = {
    "wide": Frame(width=792, text=9.6, left=40, right=8, gutter=56, panel=150, columns=2, dodge=4.6),
    "narrow": Frame(width=331, text=11, left=44, right=6, gutter=0, panel=150, columns=1, dodge=3.6),
}
LABEL_WIDTH = 2.1
"""Width of a day's label with air, in units of its size."""
MARKERS = (("o", True), ("s", False), ("^", True), ("D", False))
COLORS = ("line", "accent", "muted", "ink")
LegendSign = Literal["group", "single", "bar", "window"]


def draw_path_chart(chart: PathChart, *, simulated: bool, width: ChartWidth) -> Drawing:
    """Draw the mean path of every group in one panel an asset.

    Groups differ in line, in symbol and in place, not in colour alone: the second is dashed with open symbols and
    stands a little to the right. Each point has a thick bar for the inner and a thin one for the outer interval.

    Parameters
    ----------
    chart : PathChart
        Panels with their groups.
    simulated : bool
        Print on every panel that the prices are simulated.
    width : {"wide", "narrow"}
        "wide" for a desk screen and paper, "narrow" for a phone.

    Returns
    -------
    matplotlib.figure.Figure
        A NaN breaks the line and has no bars.

    Raises
    ------
    ValueError
        If ``width`` is neither of the two words.

    Examples
    --------
    >>> one = np.array([0.0, 0.4]), np.array([[-0.5, -0.2], [0.5, 1.0]])
    >>> panel = PathPanel("Gold", "%", 2, (MeanPath("Threat", 9, one[0], one[1], 2 * one[1]),))
    >>> chart = PathChart("Paths", (0, 1), (0, 1), (panel,), "Gold.")
    >>> "Gold, %" in [text.get_text() for text in draw_path_chart(chart, simulated=False, width="wide").axes[0].texts]
    True
    """
    check_option("width", width, ChartWidth)
    return draw_panels(chart, FRAMES[width], simulated=simulated).figure


def draw_panels(chart: PathChart, frame: Frame, *, simulated: bool) -> Sheet:
    """Draw the legend, then the panels row by row."""
    legend = frame.row * (1.3 * legend_rows(chart, frame) + 0.6)
    lines = -(-len(chart.panels) // frame.columns)
    bottom = legend + lines * frame.pitch
    sheet = blank_sheet(frame.width, bottom + frame.row)
    draw_legend(sheet, chart, frame, simulated=simulated)
    for at, panel in enumerate(chart.panels):
        line, column = divmod(at, frame.columns)
        left = frame.left + column * (frame.plot_width + frame.gutter)
        draw_panel(
            sheet, chart, panel, frame, left=left, top=legend + line * frame.pitch, simulated=simulated
        )
    middle = (frame.left + frame.width - frame.right) / 2
    sheet.write(middle, bottom + frame.row * 0.2, chart.axis, size=frame.text, color="muted", ha="center")
    return sheet


def groups_of(chart: PathChart) -> tuple[MeanPath, ...]:
    """Take the groups from the first panel that has any."""
    return next((panel.paths for panel in chart.panels if panel.paths), ())


def legend_entries(chart: PathChart) -> list[tuple[LegendSign, str]]:
    """Write the legend: a group with its number of events, single events, then what bars and shade mean."""
    groups, singles = groups_of(chart), single_count(chart)
    named: list[tuple[LegendSign, str]] = [("group", f"{path.name} ({path.n_events})") for path in groups]
    alone: list[tuple[LegendSign, str]] = [("single", f"one headline of {singles}")] if singles else []
    bars: list[tuple[LegendSign, str]] = [("bar", "68 and 90\u202f%, pointwise")] if groups else []
    start, end = (number_text(day, decimals=0) for day in chart.window)
    return [*named, *alone, *bars, ("window", f"tested: {chart.step} {start} to {end}")]


def single_count(chart: PathChart) -> int:
    """Count the single events drawn in the panel that has most."""
    return max((len(panel.singles) for panel in chart.panels if panel.singles is not None), default=0)


def legend_rows(chart: PathChart, frame: Frame) -> int:
    """Count the rows the legend takes: one on a desk, one an entry pair on a phone."""
    return 1 if frame.columns > 1 else -(-len(legend_entries(chart)) // 2)


def draw_legend(sheet: Sheet, chart: PathChart, frame: Frame, *, simulated: bool) -> None:
    """Say what each line, bar and shade is, and that prices are simulated where they are."""
    entries, size = legend_entries(chart), frame.text
    in_row = len(entries) if frame.columns > 1 else 2
    room = (frame.width - (120 if simulated and frame.columns > 1 else 8)) / in_row
    for at, (sign, text) in enumerate(entries):
        line, column = divmod(at, in_row)
        left, middle = 4 + column * room, frame.row * (0.7 + 1.3 * line)
        draw_key(sheet, at, sign, left=left, middle=middle, size=size)
        most = int((room - size * 3) / (size * 0.52))
        sheet.write(left + size * 2.6, middle, shorten(text, most=most), size=size, color="muted")
    if simulated and frame.columns > 1:
        style = {"ha": "right", "weight": "bold"}
        sheet.write(
            frame.width - 2, frame.row * 0.7, "SIMULATED PRICES", size=size, color="simulated", **style
        )


def draw_key(sheet: Sheet, at: int, sign: LegendSign, *, left: float, middle: float, size: float) -> None:
    """Draw the sign before one entry of the legend: a line with its symbol or without, a bar, or the shade."""
    center, ends = np.array([left + size]), np.array([left, left + 2 * size])
    if sign == "group":
        marker, filled = MARKERS[at % len(MARKERS)]
        color = COLORS[at % len(COLORS)]
        sheet.path(ends, np.array([middle, middle]), color=color, dashed=at % 2 == 1)
        sheet.symbols(center, np.array([middle]), color=color, marker=marker, filled=filled)
    elif sign == "single":
        sheet.threads(ends, np.array([[middle, middle]]))
    elif sign == "bar":
        for reach, thickness in ((0.35, 3.2), (0.7, 1.0)):
            low, high = np.array([middle - reach * size]), np.array([middle + reach * size])
            sheet.ranges(center, low, high, color="muted", thickness=thickness)
    else:
        sheet.band(left + size * 0.2, left + size * 1.8, top=middle - size * 0.6, height=size * 1.2)


def draw_panel(
    sheet: Sheet,
    chart: PathChart,
    panel: PathPanel,
    frame: Frame,
    *,
    left: float,
    top: float,
    simulated: bool,
) -> None:
    """Draw one asset: its name and unit, the grid, the days, and the path of every group."""
    right, name_at = left + frame.plot_width, top + frame.row * 0.9
    values = value_range(panel, top=top + frame.row * 1.7, height=frame.panel)
    places = day_places(chart, left=left, right=right)
    label = shorten(f"{panel.name}, {panel.unit}", most=int(frame.plot_width / (frame.text * 0.6)))
    sheet.write(left, name_at, label, size=frame.text * 1.06, color="ink", weight="bold")
    shade_window(sheet, chart, places, values)
    if simulated:
        style = {"ha": "center", "weight": "bold", "zorder": 1.5}
        middle = (values.top + values.bottom) / 2
        size = frame.plot_width * 0.13
        sheet.write((left + right) / 2, middle, "SIMULATED", size=size, color="watermark", **style)
    draw_values(sheet, frame, values, left=left, right=right)
    draw_days(sheet, chart, frame, places, values)
    if panel.singles is not None:
        sheet.threads(places, values.place(panel.singles))
    for at, path in enumerate(panel.paths):
        shift = (at - (len(panel.paths) - 1) / 2) * 2 * frame.dodge
        draw_group(sheet, path, at, places + shift, values)


def value_range(panel: PathPanel, *, top: float, height: float) -> ValueScale:
    """Span zero and every interval with a little air."""
    parts = [np.concatenate([path.values, path.outer.ravel()]) for path in panel.paths]
    singles = np.zeros(0) if panel.singles is None else panel.singles.ravel()
    known = np.concatenate([*parts, singles, np.zeros(1)])
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    air = (high - low) * 0.06 or 1.0
    return ValueScale(low - air, high + air, top, top + height)


def day_places(chart: PathChart, *, left: float, right: float) -> FloatArray:
    """Spread the days evenly over a panel."""
    step = (right - left) / len(chart.days)
    return np.asarray(left + step * (np.arange(len(chart.days)) + 0.5), dtype=np.float64)


def shade_window(sheet: Sheet, chart: PathChart, places: FloatArray, values: ValueScale) -> None:
    """Shade the days of the window that is tested first."""
    inside = [place for day, place in zip(chart.days, places, strict=True) if within(chart, day)]
    step = float(places[1] - places[0]) if len(places) > 1 else 10.0
    height = values.bottom - values.top
    sheet.band(min(inside) - step / 2, max(inside) + step / 2, top=values.top, height=height)


def within(chart: PathChart, day: int) -> bool:
    """Say whether a day lies in the window."""
    return chart.window[0] <= day <= chart.window[1]


def draw_values(sheet: Sheet, frame: Frame, values: ValueScale, *, left: float, right: float) -> None:
    """Draw light lines at round values, labelled, and a stronger one at zero."""
    levels = np.asarray(
        MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(values.low, values.high), dtype=np.float64
    )
    shown = levels[(levels > values.low) & (levels < values.high)]
    decimals = tick_decimals(shown)
    for level, y in zip(shown.tolist(), values.place(shown).tolist(), strict=True):
        zero = abs(level) < 1e-12
        sheet.rule((left, right), (y, y), color="stroke" if zero else "grid", thickness=0.9 if zero else 0.6)
        label = number_text(level, decimals=decimals)
        sheet.write(left - 5, y, label, size=frame.text, color="muted", ha="right")


def draw_days(sheet: Sheet, chart: PathChart, frame: Frame, places: FloatArray, values: ValueScale) -> None:
    """Draw an upright line at day 0 and write the days below the panel, as many as there is room for."""
    step = float(places[1] - places[0]) if len(places) > 1 else frame.plot_width
    every = max(1, int(np.ceil(frame.text * LABEL_WIDTH / step)))
    for day, x in zip(chart.days, places.tolist(), strict=True):
        if day == 0:
            sheet.rule((x, x), (values.top, values.bottom), color="rule", thickness=0.9)
        sheet.rule((x, x), (values.bottom, values.bottom + 3), color="stroke", thickness=0.8)
        if day % every:
            continue
        text = number_text(day, decimals=0)
        label = f"+{text}" if day > 0 else text
        sheet.write(x, values.bottom + frame.row * 0.85, label, size=frame.text, color="muted", ha="center")
    sheet.rule(
        (float(places[0]), float(places[-1])), (values.bottom, values.bottom), color="stroke", thickness=0.8
    )


def draw_group(sheet: Sheet, path: MeanPath, at: int, places: FloatArray, values: ValueScale) -> None:
    """Draw one group: thin and thick bars, the line through the means and their symbols."""
    color, (marker, filled) = COLORS[at % len(COLORS)], MARKERS[at % len(MARKERS)]
    for band, thickness in ((path.outer, 0.9), (path.inner, 2.8)):
        low, high = values.place(band[0]), values.place(band[1])
        sheet.ranges(places, low, high, color=color, thickness=thickness)
    y = values.place(path.values)
    sheet.path(places, y, color=color, dashed=at % 2 == 1)
    sheet.symbols(places, y, color=color, marker=marker, filled=filled)
