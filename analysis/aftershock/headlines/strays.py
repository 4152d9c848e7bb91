"""Strays: entries of a feed that stand out of their order, and the night in which the clock goes back."""

from collections.abc import Sequence, Set
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from aftershock.headlines.stamps import FIRST_YEAR, LAST_YEAR
from aftershock.headlines.zones import Zone, localize, place_tzinfo
from aftershock.typing import BoolArray, InstantArray

DAY_IN_MINUTES = 24 * 60
DOUBTFUL_SILENCE = 12 * 60
"""Minutes of silence beyond which a step to the day before may be an entry out of order instead."""

LONGEST_REPEAT = 120
"""Minutes by which a clock that is put back can rise, going back in time."""

FIRST_DAY, LAST_DAY = (
    int(np.datetime64(f"{year}-01-01", "D").astype(np.int64)) for year in (FIRST_YEAR, LAST_YEAR)
)
"""Days since 1970 between which instants in nanoseconds do not wrap round."""

_FARTHEST_REPEAT = 400
_SUSPECT_SILENCE = 18 * 60
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


def find_strays(
    clocks: Sequence[int],
    dated: BoolArray,
    pinned: BoolArray,
    repeated: Set[int],
    *,
    down_is_older: bool = True,
) -> BoolArray:
    """Find the entries out of order, among clock times that run from the newest to the oldest.

    Use it before days are given. Keeping such an entry would put a day or more between the entries
    above and below it, though their clocks are close. At either end of the feed the neighbour may as
    well be the one out of order, so there the step that would remain must be a long silence too.

    Parameters
    ----------
    clocks : sequence of int, shape (n,)
        Minutes of the day.
    dated : ndarray of bool, shape (n,)
        Entries whose day is known; these are never out of order.
    pinned : ndarray of bool, shape (n,)
        Entries whose place says nothing about their time.
    repeated : set of int
        Minutes of the day that may occur twice, among which a clock may go back.
    down_is_older : bool, optional
        Whether the page runs newest first, so that a day that is known holds for older entries.

    Returns
    -------
    ndarray of bool, shape (n,)
        True for those out of order; all False if all are pinned.

    Examples
    --------
    >>> none = np.zeros(5, dtype=bool)
    >>> find_strays([915, 900, 540, 870, 840], none, none, frozenset()).tolist()
    [False, False, True, False, False]
    """
    stray = pinned & ~dated
    if stray.all():
        return np.zeros(len(clocks), dtype=bool)
    order = np.flatnonzero(~stray).tolist()
    newer = 0
    for place in range(1, len(order) - 1):
        above, here, below = order[newer], order[place], order[place + 1]
        stray[here] = not (dated[here] or dated[below if down_is_older else above]) and _is_stray(
            (clocks[above], clocks[here], clocks[below]),
            repeated,
            above_is_end=newer == 0 and not dated[above],
            below_is_end=place == len(order) - 2 and not dated[below],
        )
        newer = newer if stray[here] else place
    return np.asarray(stray, dtype=bool)


def place_strays(
    local: InstantArray, clocks: Sequence[int], stray: BoolArray, walked: npt.NDArray[np.intp]
) -> None:
    """Give entries out of order the day closest to the entry above them, but none after the newest.

    Use it once the other entries have their days; ``local`` is filled in place.

    Parameters
    ----------
    local : ndarray of datetime64[m], shape (n,)
        Local times, from the newest to the oldest.
    clocks : sequence of int, shape (n,)
        Minutes of the day.
    stray : ndarray of bool, shape (n,)
        Entries to place.
    walked : ndarray of int
        Places of all other entries.

    Examples
    --------
    >>> local = np.array(["2022-02-18T15:00", "1970-01-01T00:00"], dtype="datetime64[m]")
    >>> place_strays(local, [900, 540], np.array([False, True]), np.array([0]))
    >>> str(local[1])
    '2022-02-18T09:00'
    """
    for place in np.flatnonzero(stray).tolist():
        above = max(int(np.searchsorted(walked, place)) - 1, 0)
        beside, newest = local[walked[above]], local[walked[0]]
        day = beside.astype("datetime64[D]")
        clock = np.timedelta64(clocks[place], "m")
        candidates = [day + np.timedelta64(shift, "D") + clock for shift in (-1, 0, 1)]
        allowed = [moment for moment in candidates if moment <= newest] or candidates[:1]
        local[place] = min(allowed, key=lambda moment: abs(moment - beside))


def repeated_near(
    clocks: Sequence[int], days: Sequence[np.datetime64 | str | None], zone: Zone
) -> frozenset[int]:
    """List the minutes of the day that occur twice on any of the days that a feed may reach.

    Use it to let the clock of a feed go back in the night when summer time ends.

    Parameters
    ----------
    clocks : sequence of int, shape (n,)
        Minutes of the day, from the newest entry to the oldest.
    days : sequence of datetime64, str or None
        Days that are known.
    zone : Zone
        Place whose clock was printed.

    Returns
    -------
    frozenset of int
        Empty unless summer time ends on one of the days.

    Examples
    --------
    >>> sorted(repeated_near([130, 160], ["2026-10-25"], Zone("CET", "Europe/Berlin")))[:2]
    [120, 121]
    """
    numbers = [int(np.datetime64(str(day), "D").astype(np.int64)) for day in days if day is not None]
    if not numbers:
        return frozenset()
    crossed = min(int((np.diff(np.asarray(clocks)) > 0).sum()) + 1, _FARTHEST_REPEAT)
    last = max(numbers) + crossed
    first = max(min(numbers) - crossed, last - 2 * _FARTHEST_REPEAT)
    return frozenset(minute for day in range(first, last + 1) for minute in repeated_minutes(day, zone))


def repeated_minutes(day: int, zone: Zone) -> range:
    """Span the minutes of a day that occur twice.

    Use it on days counted since 1970.

    Parameters
    ----------
    day : int
        Days since 1970-01-01.
    zone : Zone
        Place whose clock was printed.

    Returns
    -------
    range
        Empty on most days.

    Examples
    --------
    >>> repeated_minutes(20_751, Zone("CET", "Europe/Berlin"))
    range(120, 180)
    """
    if not FIRST_DAY < day < LAST_DAY:
        return range(0)
    clock, midnight = place_tzinfo(zone.place), _EPOCH + timedelta(days=day)
    start, end = (
        (midnight + timedelta(days=later)).replace(tzinfo=clock).utcoffset() or timedelta(0)
        for later in (0, 1)
    )
    if end >= start:
        return range(0)
    local = np.datetime64(day, "D").astype("datetime64[m]") + np.arange(DAY_IN_MINUTES)
    twice = np.flatnonzero(localize(local, zone).ambiguous)
    return range(int(twice[0]), int(twice[-1]) + 1) if twice.size else range(0)


def _is_stray(
    clocks: tuple[int, int, int], repeated: Set[int], *, above_is_end: bool, below_is_end: bool
) -> bool:
    """Whether the middle one of three clock times disagrees with both others, which agree."""
    above, here, below = clocks
    for newer, older in ((above, here), (here, below)):
        if 0 < older - newer < LONGEST_REPEAT and newer in repeated and older in repeated:
            return False
    first, second = (above - here) % DAY_IN_MINUTES, (here - below) % DAY_IN_MINUTES
    if first + second < DAY_IN_MINUTES or (above - below) % DAY_IN_MINUTES > DOUBTFUL_SILENCE:
        return False
    if not (_is_suspect(above, here) or _is_suspect(here, below)):
        return False
    if above_is_end and second <= DOUBTFUL_SILENCE:
        return False
    return not (below_is_end and first <= DOUBTFUL_SILENCE)


def _is_suspect(newer: int, older: int) -> bool:
    """Whether a step between two clock times is a longer silence than a night's, or than most of a day."""
    silence = (newer - older) % DAY_IN_MINUTES
    return silence > (DOUBTFUL_SILENCE if older > newer else _SUSPECT_SILENCE)
