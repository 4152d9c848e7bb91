"""The strip of very many headlines: a tick for one, a box with their number for a burst."""

from dataclasses import dataclass

import numpy as np

from aftershock.reporting.rail import CHARACTER_WIDTH, Badge, merge_neighbours
from aftershock.reporting.scale import Layout
from aftershock.reporting.sheet import Sheet
from aftershock.typing import FloatArray

PADDING = 0.55
SHRUNK = 0.9
BETWEEN = 3.0
"""Least room between two signs, in points."""


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Where the ticks and the boxes of a strip stand, in points: ``boxes`` are number, left and right edge."""

    ticks: FloatArray
    boxes: tuple[tuple[int, float, float], ...]

    @property
    def n_headlines(self) -> int:
        """Headlines in the strip."""
        return int(self.ticks.size) + sum(number for number, _, _ in self.boxes)


def plan_crowd(places: FloatArray, *, layout: Layout) -> Crowd:
    """Merge headlines that stand too close for their own ticks, so that no two signs touch.

    Parameters
    ----------
    places : ndarray of shape (n_headlines,)
        Place of each headline along the rail, in points.
    layout : Layout
        Sizes.

    Returns
    -------
    Crowd
        Every headline is one tick, or counted in one box.

    Examples
    --------
    >>> from aftershock.reporting.scale import LAYOUTS
    >>> crowd = plan_crowd(np.array([100.0, 300.0, 301.0, 302.0]), layout=LAYOUTS["wide"])
    >>> crowd.ticks.tolist(), [number for number, _, _ in crowd.boxes]
    ([100.0], [3])
    """
    near = merge_neighbours(places.tolist(), reach=layout.text)
    groups = apart([places[group] for group in near], layout=layout)
    ticks = np.array([float(group[0]) for group in groups if group.size == 1], dtype=np.float64)
    boxes = tuple((group.size, *sign_edges(group, layout=layout)) for group in groups if group.size > 1)
    return Crowd(ticks, boxes)


def apart(groups: list[FloatArray], *, layout: Layout) -> list[FloatArray]:
    """Join neighbouring groups until no two signs touch."""
    kept: list[FloatArray] = []
    for group in groups:
        joined = group
        while (
            kept and sign_edges(kept[-1], layout=layout)[1] + BETWEEN > sign_edges(joined, layout=layout)[0]
        ):
            joined = np.concatenate([kept.pop(), joined])
        kept.append(joined)
    return kept


def box_width(number: int, size: float) -> float:
    """Compute the width of a box with a count."""
    return size * (CHARACTER_WIDTH * SHRUNK * len(str(number)) + PADDING)


def sign_edges(group: FloatArray, *, layout: Layout) -> tuple[float, float]:
    """Find the left and right edge of the tick or the box of a group, kept inside the plots."""
    middle = float(group.mean())
    half = 0.5 if group.size == 1 else box_width(group.size, layout.text) / 2
    shift = max(0.0, layout.left - middle + half) - max(0.0, middle + half - layout.plot_right)
    return middle - half + shift, middle + half + shift


def draw_crowd(sheet: Sheet, crowd: Crowd, *, middle: float, size: float) -> None:
    """Draw the strip, centred on a height."""
    sheet.ticks(crowd.ticks, top=middle - size * 0.45, bottom=middle + size * 0.45)
    for number, left, right in crowd.boxes:
        sheet.count(str(number), left, right, middle=middle, size=size)


def draw_crowd_key(sheet: Sheet, layout: Layout, named: int, *, middle: float) -> float:
    """Say what badges, ticks and boxes mean, side by side or in rows; return where the next sign may stand."""
    size, left, row = layout.text, 1.0, layout.row
    stacked = layout.label_rows > 1
    sheet.badge(Badge("7", left, left + size * 1.37, 0), middle=middle, size=size)
    told = f"the {named} largest, by size alone"
    sheet.write(left + size * 1.75, middle, told, size=size, color="muted")
    left, middle = (1.0, middle + row) if stacked else (left + size * 19, middle)
    sheet.ticks(np.array([left + 1]), top=middle - size * 0.45, bottom=middle + size * 0.45)
    sheet.write(left + size * 0.8, middle, "headline", size=size, color="muted")
    left += size * 6.4
    sheet.count("12", left, left + box_width(12, size), middle=middle, size=size)
    sheet.write(left + size * 2.1, middle, "headlines together", size=size, color="muted")
    return 1.0 if stacked else left + size * 13
