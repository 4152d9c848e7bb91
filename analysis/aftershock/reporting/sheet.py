"""The sheet a chart is drawn on: x and y in points from the top left, colours by role."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from aftershock.plots.palette import LIGHT
from aftershock.reporting.rail import Badge
from aftershock.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """An empty figure and its one set of axes, measured in points."""

    figure: Figure
    axes: Axes

    def write(self, x: float, y: float, text: str, *, size: float, color: str, **style: Any) -> None:
        """Write one text, taken literally, centred on a height."""
        style = {"va": "center_baseline", "ha": "left", **style}
        self.axes.text(x, y, text, fontsize=size, color=LIGHT[color], parse_math=False, **style)

    def rule(self, x: tuple[float, float], y: tuple[float, float], *, color: str, thickness: float) -> None:
        """Draw one straight line."""
        self.axes.plot(x, y, color=LIGHT[color], linewidth=thickness, zorder=2)

    def line(self, x: FloatArray, y: FloatArray, *, color: str) -> None:
        """Draw a line straight from point to point, broken where a point is missing."""
        self.axes.plot(x, y, color=LIGHT[color], linewidth=1.5, zorder=4)

    def dots(self, x: FloatArray, y: FloatArray, *, color: str) -> None:
        """Draw a dot at every point."""
        self.axes.plot(x, y, color=LIGHT[color], linestyle="none", marker="o", markersize=3.6, zorder=4)

    def path(self, x: FloatArray, y: FloatArray, *, color: str, dashed: bool) -> None:
        """Draw a line from point to point, dashed or not, broken where a point is missing."""
        style: Any = (0, (4, 2.5)) if dashed else "solid"
        self.axes.plot(x, y, color=LIGHT[color], linewidth=1.4, linestyle=style, zorder=5)

    def threads(self, x: FloatArray, rows: FloatArray) -> None:
        """Draw a thin line a row, broken where a point is missing."""
        self.axes.plot(x, rows.T, color=LIGHT["stroke"], linewidth=0.8, zorder=4)

    def symbols(self, x: FloatArray, y: FloatArray, *, color: str, marker: str, filled: bool) -> None:
        """Draw a symbol at every point, filled or open."""
        face = LIGHT[color] if filled else LIGHT["paper"]
        style: dict[str, Any] = {
            "markersize": 4.6,
            "markerfacecolor": face,
            "markeredgecolor": LIGHT[color],
            "zorder": 7,
        }
        self.axes.plot(x, y, linestyle="none", marker=marker, markeredgewidth=1.1, **style)

    def ranges(
        self, x: FloatArray, low: FloatArray, high: FloatArray, *, color: str, thickness: float
    ) -> None:
        """Draw an upright bar from low to high at every place; a missing one is left out."""
        rows = zip(x.tolist(), low.tolist(), high.tolist(), strict=True)
        segments = [[(at, bottom), (at, top)] for at, bottom, top in rows if bottom == bottom and top == top]
        bars = LineCollection(segments, colors=LIGHT[color], linewidths=thickness, zorder=6)
        self.axes.add_collection(bars, autolim=False)

    def band(self, left: float, right: float, *, top: float, height: float) -> None:
        """Shade an upright band."""
        box = Rectangle((left, top), right - left, height, linewidth=0, zorder=1)
        box.set_facecolor(LIGHT["shade"])
        self.axes.add_patch(box)

    def hairlines(self, x: FloatArray, tops: list[float], bottom: float, *, thickness: float) -> None:
        """Draw a thin upright line at each headline."""
        segments = [[(place, top), (place, bottom)] for place, top in zip(x.tolist(), tops, strict=True)]
        lines = LineCollection(segments, colors=LIGHT["hairline"], linewidths=thickness, zorder=3)
        self.axes.add_collection(lines, autolim=False)

    def closed(self, left: float, right: float, *, top: float, height: float) -> None:
        """Shade and hatch one closed session."""
        box = Rectangle((left, top), right - left, height, hatch="////", linewidth=0, zorder=1)
        box.set_facecolor(LIGHT["shade"])
        box.set_edgecolor(LIGHT["stroke"])
        self.axes.add_patch(box)

    def clock_break(self, left: float, right: float, *, at: float, reach: float) -> None:
        """Open a line between two places, and set a slanted stroke at either: time is not to scale there."""
        lean = reach * 0.5
        self.axes.plot([left, right], [at, at], color=LIGHT["paper"], linewidth=2.4, zorder=4.5)
        for place in (left, right):
            self.axes.plot(
                [place - lean, place + lean],
                [at + reach, at - reach],
                color=LIGHT["muted"],
                linewidth=1,
                zorder=5,
            )

    def ticks(self, x: FloatArray, *, top: float, bottom: float) -> None:
        """Draw a short upright stroke at every place."""
        segments = [[(place, top), (place, bottom)] for place in x.tolist()]
        strokes = LineCollection(segments, colors=LIGHT["accent"], linewidths=1.0, zorder=5)
        self.axes.add_collection(strokes, autolim=False)

    def count(self, text: str, left: float, right: float, *, middle: float, size: float) -> None:
        """Draw a count on a quiet ground, centred on a height."""
        height = size * 1.15
        box = Rectangle((left, middle - height / 2), right - left, height, linewidth=0.7, zorder=5)
        box.set_facecolor(LIGHT["surface"])
        box.set_edgecolor(LIGHT["hairline"])
        self.axes.add_patch(box)
        style = {"ha": "center", "zorder": 6}
        self.write((left + right) / 2, middle, text, size=size * 0.9, color="ink", **style)

    def badge(self, badge: Badge, *, middle: float, size: float) -> None:
        """Draw one numbered badge, centred on a height."""
        height, width = size * 1.25, badge.right - badge.left
        rounding = f"round,pad=0,rounding_size={height * 0.3}"
        corner = (badge.left, middle - height / 2)
        box = FancyBboxPatch(corner, width, height, boxstyle=rounding, linewidth=0.8, zorder=6)
        box.set_facecolor(LIGHT["accent"])
        box.set_edgecolor(LIGHT["paper"])
        self.axes.add_patch(box)
        style = {"ha": "center", "weight": "bold", "zorder": 7}
        self.write(badge.left + width / 2, middle, badge.label, size=size * 0.92, color="on-accent", **style)

    def ground(self) -> dict[str, Any]:
        """Describe a patch of paper to put under a text."""
        return {"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 1.5}


def blank_sheet(width: float, height: float) -> Sheet:
    """Make an empty sheet of a size in points."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return Sheet(figure, axes)


@contextmanager
def own_style(salt: str) -> Iterator[None]:
    """Draw by our settings alone, whatever the user's are, and leave theirs as they were."""
    own: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": salt, "hatch.linewidth": 0.5}
    with matplotlib.style.context("default"), matplotlib.rc_context(own), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*Glyph .* missing from font")
        warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support")
        yield
