"""Labels beside points, kept clear of each other and inside the axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from aftershock.plots.palette import LIGHT
from aftershock.typing import FloatArray

SIZE = 8.0
CHARACTER = 0.56
"""Usual width of a character, in font sizes."""
Box = tuple[float, float, float, float]


def place_labels(
    axes: Axes,
    x: FloatArray,
    y: FloatArray,
    names: Sequence[str],
    *,
    around: FloatArray | None = None,
    clear_of: Sequence[Text] = (),
) -> int:
    """Write names beside points, the first before the others; a name without a free place is left out.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where; limits, labels and title must be final, since the layout is settled here.
    x, y : ndarray of shape (n_points,)
        Points, the most important first.
    names : sequence of str
        One a point.
    around : ndarray of shape (n, 2), optional
        Further points that no name may cover.
    clear_of : sequence of matplotlib.text.Text
        Texts that no name may cover.

    Returns
    -------
    int
        Names written.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> one = np.full(3, 0.5)
    >>> place_labels(Figure().add_subplot(), one, one, ["first", "second", "third"])
    3
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    points = axes.transData.transform(np.column_stack([x, y])) if len(names) else np.empty((0, 2))
    bounds = axes.get_window_extent()
    scale = figure.get_dpi() / 72
    others = axes.transData.transform(around) if around is not None and len(around) else points
    taken: list[Box] = [_around(px, py, 4 * scale) for px, py in others.tolist()]
    taken += [(one.x0, one.y0, one.x1, one.y1) for one in (text.get_window_extent() for text in clear_of)]
    written = 0
    for at, ((px, py), name) in enumerate(zip(points.tolist(), names, strict=True)):
        own = _around(px, py, 4 * scale)
        for box, offset, across, up in _places(px, py, name, scale):
            inside = (
                box[0] >= bounds.x0 and box[2] <= bounds.x1 and box[1] >= bounds.y0 and box[3] <= bounds.y1
            )
            if inside and not any(_overlap(box, other) for other in taken if other != own):
                written_at = axes.annotate(
                    name,
                    (float(x[at]), float(y[at])),
                    xytext=offset,
                    textcoords="offset points",
                    ha=across,
                    va=up,
                    fontsize=SIZE,
                    color=LIGHT["ink"],
                    zorder=6,
                )
                written_at.set_in_layout(False)
                taken.append(box)
                written += 1
                break
    return written


def _places(
    px: float, py: float, name: str, scale: float
) -> Iterator[tuple[Box, tuple[float, float], str, str]]:
    """List where a label may stand: beside the point, a little above or below that, over it, under it."""
    width, height = CHARACTER * SIZE * len(name) * scale, 1.2 * SIZE * scale
    sides, heights = (("left", 6.0), ("right", -6.0)), (("bottom", 6.0), ("top", -6.0))
    beside = [(across, away, rise, "center") for rise in (0.0, 7.0, -7.0) for across, away in sides]
    above = [(across, 0.0, rise, up) for across in ("center", "left", "right") for up, rise in heights]
    for across, away, rise, up in (*beside, *above):
        left = px + away * scale - {"left": 0.0, "center": width / 2, "right": width}[across]
        low = py + rise * scale - {"bottom": 0.0, "center": height / 2, "top": height}[up]
        yield (left, low, left + width, low + height), (away, rise), across, up


def _around(px: float, py: float, half: float) -> Box:
    """Frame a point."""
    return px - half, py - half, px + half, py + half


def _overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
