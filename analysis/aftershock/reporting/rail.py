"""The marker rail above the chart: which headline numbers share a badge, and which lane each badge takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

CHARACTER_WIDTH = 0.62
SIDE_PADDING = 0.75
LONGEST_LABEL = 9


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge: its label, its left and right edge in points and its lane, 0 nearest the prices."""

    label: str
    left: float
    right: float
    lane: int


def label_numbers(numbers: Sequence[int]) -> str:
    """Write a set of headline numbers shortly, runs of consecutive numbers as a range.

    Examples
    --------
    >>> label_numbers([4, 3, 5, 9])
    '3–5, 9'
    """
    ordered = sorted(set(numbers))
    starts = ordered[:1] + [later for earlier, later in pairwise(ordered) if later != earlier + 1]
    ends = [earlier for earlier, later in pairwise(ordered) if later != earlier + 1] + ordered[-1:]
    runs = zip(starts, ends, strict=True)
    return ", ".join(str(start) if start == end else f"{start}–{end}" for start, end in runs)


def badge_label(numbers: Sequence[int]) -> str:
    """Write a set of headline numbers so that it fits a badge, leaving out the middle of a long one.

    Examples
    --------
    >>> badge_label([3, 4, 5]), badge_label([1, 12, 23, 34])
    ('3–5', '1…34')
    """
    label = label_numbers(numbers)
    return label if len(label) <= LONGEST_LABEL else f"{min(numbers)}…{max(numbers)}"


def pack_lanes(spans: Sequence[tuple[float, float]], *, gap: float) -> list[int]:
    """Give each span the lowest lane in which it keeps ``gap`` to every other span there.

    Greedy from left to right, which uses as few lanes as any packing can; the same spans always
    get the same lanes.

    Parameters
    ----------
    spans : sequence of (left, right)
        Edges along the rail, in points, in any order.
    gap : float
        Least distance between two neighbours of one lane, in points.

    Returns
    -------
    list of int
        The lane of each span, in the order given.

    Examples
    --------
    >>> pack_lanes([(0, 10), (5, 15), (12, 20)], gap=1)
    [0, 1, 0]
    """
    lanes = [0] * len(spans)
    filled_to: list[float] = []
    for index in sorted(range(len(spans)), key=lambda item: (spans[item], item)):
        left, right = spans[index]
        free = [lane for lane, edge in enumerate(filled_to) if edge + gap <= left]
        lanes[index] = free[0] if free else len(filled_to)
        filled_to[lanes[index] :] = [right, *filled_to[lanes[index] + 1 :]]
    return lanes


def merge_neighbours(positions: Sequence[float], *, reach: float) -> list[list[int]]:
    """Group positions that lie within ``reach`` of the first of their group.

    Parameters
    ----------
    positions : sequence of float
        Places along the rail, in points, in any order.
    reach : float
        Widest group, in points; below 0 every position stays alone.

    Returns
    -------
    list of list of int
        Places in ``positions``, group by group from left to right.

    Examples
    --------
    >>> merge_neighbours([0, 30, 2], reach=5)
    [[0, 2], [1]]
    """
    groups: list[list[int]] = []
    for index in sorted(range(len(positions)), key=lambda item: (positions[item], item)):
        if groups and positions[index] - positions[groups[-1][0]] <= reach:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def badge_span(center: float, label: str, *, size: float, width: float) -> tuple[float, float]:
    """Find the left and right edge of a badge centred on its headline and kept inside the rail.

    Examples
    --------
    >>> badge_span(0.0, "7", size=10.0, width=500.0)
    (0.0, 13.7)
    """
    extent = size * (CHARACTER_WIDTH * len(label) + SIDE_PADDING)
    left = min(max(center - extent / 2, 0.0), max(width - extent, 0.0))
    return round(left, 2), round(left + extent, 2)


def lay_badges(
    positions: Sequence[float], numbers: Sequence[int], *, size: float, width: float, reach: float
) -> list[Badge]:
    """Label, place and stack the badges of all headlines for one reach of merging.

    Examples
    --------
    >>> [badge.lane for badge in lay_badges([10, 12], [1, 2], size=8, width=100, reach=-1)]
    [0, 1]
    """
    groups = merge_neighbours(positions, reach=reach)
    labels = [badge_label([numbers[index] for index in group]) for group in groups]
    centers = [sum(positions[index] for index in group) / len(group) for group in groups]
    spans = [
        badge_span(center, label, size=size, width=width)
        for center, label in zip(centers, labels, strict=True)
    ]
    lanes = pack_lanes(spans, gap=size / 6)
    return [Badge(label, *span, lane) for label, span, lane in zip(labels, spans, lanes, strict=True)]


def fit_badges(
    positions: Sequence[float], numbers: Sequence[int], *, size: float, width: float, most_lanes: int
) -> list[Badge]:
    """Place all badges in a few lanes, letting near neighbours share one only where they must.

    Parameters
    ----------
    positions : sequence of float
        Place of each headline along the rail, in points.
    numbers : sequence of int
        Number of each headline in the keyed list.
    size : float
        Font size of the labels, in points.
    width : float
        Length of the rail, in points.
    most_lanes : int
        Lanes there is room for.

    Returns
    -------
    list of Badge
        From left to right; no two badges of one lane overlap.

    Examples
    --------
    >>> [badge.label for badge in fit_badges([1, 2, 90], [1, 2, 3], size=8, width=100, most_lanes=1)]
    ['1–2', '3']
    """
    reach = -1.0
    badges = lay_badges(positions, numbers, size=size, width=width, reach=reach)
    while max((badge.lane for badge in badges), default=0) >= most_lanes and reach < width:
        reach = max(reach, 0.0) + size / 2
        badges = lay_badges(positions, numbers, size=size, width=width, reach=reach)
    return badges
