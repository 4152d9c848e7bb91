"""Chronology: the order of a feed, and the day of each entry that prints only a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from aftershock.headlines.zones import Zone, localize
from aftershock.typing import BoolArray, InstantArray

FeedOrder = Literal["newest first", "oldest first", "single"]

DAY_IN_MINUTES = 24 * 60
DOUBTFUL_SILENCE = 12 * 60
"""Minutes of silence beyond which a step to the day before may be an entry out of order instead."""


@dataclass(frozen=True, slots=True, eq=False)
class DatedClocks:
    """Clock times with their days: arrays of shape (n,), in the order of the feed.

    Returned by `date_clocks`.

    Parameters
    ----------
    local : ndarray of datetime64[m], shape (n,)
        Naive local times.
    second_pass : ndarray of bool, shape (n,)
        True where the feed's order shows that a time in a repeated hour is its second occurrence.
    doubtful : ndarray of bool, shape (n,)
        True where the step to the day before implies a silence of more than twelve hours.

    Examples
    --------
    >>> zone = Zone("UTC", "UTC")
    >>> dated = date_clocks([15, 1170], newest_day="2022-02-18", order="newest first", zone=zone)
    >>> dated.local.astype(str).tolist()
    ['2022-02-18T00:15', '2022-02-17T19:30']
    """

    local: InstantArray
    second_pass: BoolArray
    doubtful: BoolArray


def detect_order(values: npt.ArrayLike) -> FeedOrder:
    """Tell from the majority of steps whether a feed runs newest first or oldest first.

    Use it on minutes of the day in the order they stand on the page. When rises and falls are equally
    many, or there is only one step, the direction under which the feed spans less time is taken, and
    newest first if even that is equal.

    Parameters
    ----------
    values : array_like of int, shape (n,)
        Minutes of the day, or any other numbers that grow with time.

    Returns
    -------
    {"newest first", "oldest first", "single"}
        "single" when there are fewer than two entries.

    Examples
    --------
    >>> detect_order([195, 180, 15, 1172, 1141])
    'newest first'
    """
    steps = np.diff(np.asarray(values, dtype=np.int64))
    if steps.size == 0:
        return "single"
    rises, falls = int((steps > 0).sum()), int((steps < 0).sum())
    if rises == falls or rises + falls == 1:
        span_if_newest = int(np.mod(-steps, DAY_IN_MINUTES).sum())
        span_if_oldest = int(np.mod(steps, DAY_IN_MINUTES).sum())
        return "oldest first" if span_if_oldest < span_if_newest else "newest first"
    return "oldest first" if rises > falls else "newest first"


def date_clocks(minutes: Sequence[int], *, newest_day: str, order: FeedOrder, zone: Zone) -> DatedClocks:
    """Give each clock time its day by walking back from the newest entry.

    Use it on pages that print times without dates. Going back in time, the clock falls; where it
    rises, midnight was crossed and the date steps back a day. Equal clocks cross nothing, nor
    does a rise inside the hour that is repeated when summer time ends.

    Parameters
    ----------
    minutes : sequence of int, shape (n,)
        Minutes of the day in the order of the feed.
    newest_day : str
        Local calendar day of the newest entry, "YYYY-MM-DD".
    order : {"newest first", "oldest first", "single"}
        Direction of the feed.
    zone : Zone
        Place whose clock was printed; only its clock changes matter here.

    Returns
    -------
    DatedClocks
        In the order of ``minutes``.

    Examples
    --------
    >>> zone = Zone("CET", "Europe/Berlin")
    >>> dated = date_clocks([1380, 60], newest_day="2022-02-18", order="oldest first", zone=zone)
    >>> dated.local.astype(str).tolist()
    ['2022-02-17T23:00', '2022-02-18T01:00']
    """
    backwards = list(reversed(minutes)) if order == "oldest first" else list(minutes)
    dated = _walk_back(backwards, np.datetime64(newest_day, "D"), zone)
    if order != "oldest first":
        return dated
    return DatedClocks(dated.local[::-1], dated.second_pass[::-1], dated.doubtful[::-1])


def _walk_back(minutes: list[int], newest_day: np.datetime64, zone: Zone) -> DatedClocks:
    """Date clock times that run from the newest to the oldest."""
    days = np.full(len(minutes), newest_day, dtype="datetime64[D]")
    second_pass, doubtful = np.zeros(len(minutes), dtype=bool), np.zeros(len(minutes), dtype=bool)
    for older in range(1, len(minutes)):
        day, rise = days[older - 1], minutes[older] - minutes[older - 1]
        if rise > 0 and _repeated(day, minutes[older - 1 : older + 1], zone):
            second_pass[:older] |= days[:older] == day
        elif rise > 0:
            day = day - np.timedelta64(1, "D")
            doubtful[older] = rise < DAY_IN_MINUTES - DOUBTFUL_SILENCE
        days[older] = day
    local = days.astype("datetime64[m]") + np.array(minutes, dtype="timedelta64[m]")
    return DatedClocks(local, second_pass, doubtful)


def _repeated(day: np.datetime64, minutes: list[int], zone: Zone) -> bool:
    """Whether all these clock times fall in the hour that occurs twice on this day."""
    local = day.astype("datetime64[m]") + np.array(minutes, dtype="timedelta64[m]")
    return bool(localize(local, zone).ambiguous.all())
