"""Chronology: the order of a feed, and the day of each entry that prints only a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from aftershock.errors import HeadlineError
from aftershock.headlines.stamps import FIRST_YEAR, LAST_YEAR
from aftershock.headlines.strays import (
    DAY_IN_MINUTES,
    DOUBTFUL_SILENCE,
    FIRST_DAY,
    LAST_DAY,
    LONGEST_REPEAT,
    find_strays,
    place_strays,
    repeated_minutes,
    repeated_near,
)
from aftershock.headlines.zones import Zone
from aftershock.typing import BoolArray, InstantArray

FeedOrder = Literal["newest first", "oldest first", "single"]

_Kind = TypeVar("_Kind", bound=np.generic)


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
    out_of_order : ndarray of bool, shape (n,)
        True where an entry stands out of its order; its day is the one closest to its neighbours.

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
    out_of_order: BoolArray


def detect_order(values: npt.ArrayLike, *, dated: bool = False) -> FeedOrder:
    """Tell from the majority of steps whether a feed runs newest first or oldest first.

    Use it on minutes of the day in the order they stand on the page. When rises and falls are equally
    many, or there is only one step, the direction under which the feed spans less time is taken, and
    newest first if even that is equal.

    Parameters
    ----------
    values : array_like of int, shape (n,)
        Minutes of the day, or any other numbers that grow with time.
    dated : bool, optional
        Whether the numbers count from one origin rather than from each midnight, so that equally many
        rises and falls are settled by the first and the last.

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
    if dated:
        return "oldest first" if (rises - falls or int(steps.sum())) > 0 else "newest first"
    if rises == falls or rises + falls == 1:
        span_if_newest = int(np.mod(-steps, DAY_IN_MINUTES).sum())
        span_if_oldest = int(np.mod(steps, DAY_IN_MINUTES).sum())
        return "oldest first" if span_if_oldest < span_if_newest else "newest first"
    return "oldest first" if rises > falls else "newest first"


def date_clocks(
    minutes: Sequence[int],
    *,
    order: FeedOrder,
    zone: Zone,
    newest_day: str | None = None,
    oldest_day: str | None = None,
    known_days: npt.ArrayLike | None = None,
    pinned: npt.ArrayLike | None = None,
) -> DatedClocks:
    """Give each clock time its day by walking the feed from the days that are known.

    Use it on pages that print times without dates. Going back in time, the clock falls; where it
    rises, midnight was crossed and the date steps back a day. Equal clocks cross nothing, nor
    does a rise inside the hour that is repeated when summer time ends. A day that is known for an
    entry holds from there down the page. An entry that is pinned, or that alone disagrees with
    both its neighbours, takes no part in the walk and is given the day closest to them.

    Parameters
    ----------
    minutes : sequence of int, shape (n,)
        Minutes of the day in the order of the feed.
    order : {"newest first", "oldest first", "single"}
        Direction of the feed.
    zone : Zone
        Place whose clock was printed; only its clock changes matter here.
    newest_day, oldest_day : str, optional
        Local calendar day, "YYYY-MM-DD", of the newest or the oldest entry that is in order.
    known_days : array_like of datetime64, shape (n,), optional
        Days printed for single entries; NaT where none is.
    pinned : array_like of bool, shape (n,), optional
        Entries whose place says nothing about their time.

    Returns
    -------
    DatedClocks
        In the order of ``minutes``.

    Raises
    ------
    HeadlineError
        If no day is known at all, or the walk leaves the years that instants can hold.

    Examples
    --------
    >>> zone = Zone("CET", "Europe/Berlin")
    >>> dated = date_clocks([1380, 60], newest_day="2022-02-18", order="oldest first", zone=zone)
    >>> dated.local.astype(str).tolist()
    ['2022-02-17T23:00', '2022-02-18T01:00']
    """
    step = -1 if order == "oldest first" else 1
    count = len(minutes)
    known = np.full(count, "NaT", dtype="datetime64[D]") if known_days is None else np.asarray(known_days)
    pins = np.zeros(count, dtype=bool) if pinned is None else np.asarray(pinned, dtype=bool)
    clocks = [int(minute) for minute in minutes][::step]
    days = known.astype("datetime64[D]")[::step]
    repeated = repeated_near(clocks, [*days[~np.isnat(days)], newest_day, oldest_day], zone)
    stray = find_strays(
        clocks, ~np.isnat(days), pins[::step], repeated, down_is_older=order != "oldest first"
    )
    walked = np.flatnonzero(~stray)
    walk = _Walk([clocks[place] for place in walked], days[walked], zone)
    walk.anchor(newest_day, oldest_day)
    walk.go(down_is_older=order != "oldest first")
    dated = walk.result()
    local = _spread(dated[0], walked, count)
    second, doubtful = _spread(dated[1], walked, count), _spread(dated[2], walked, count)
    place_strays(local, clocks, stray, walked)
    _check_years(local)
    return DatedClocks(local[::step], second[::step], doubtful[::step], stray[::step])


@dataclass(slots=True, eq=False)
class _Walk:
    """Clock times from the newest to the oldest, and the days that are known, as they are found."""

    minutes: list[int]
    known: InstantArray
    zone: Zone
    days: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    repeats: dict[int, range] = field(default_factory=dict)

    def anchor(self, newest_day: str | None, oldest_day: str | None) -> None:
        """Take the day of either end as known, where the page does not print it."""
        for day, end in ((newest_day, 0), (oldest_day, -1)):
            if day is not None and self.minutes and np.isnat(self.known[end]):
                self.known[end] = np.datetime64(day, "D")
        if self.minutes and np.isnat(self.known).all():
            raise HeadlineError("No entry has a known day. Pass newest_day.", newest_day=newest_day)

    def go(self, *, down_is_older: bool) -> None:
        """Walk from each known day to the next, down the page, and from the topmost of them up."""
        places = np.flatnonzero(~np.isnat(self.known)).tolist()
        fixed = {place: int(self.known[place].astype(np.int64)) for place in places}
        self.days = [0] * len(self.minutes)
        if not places:
            return
        top = places[0] if down_is_older else places[-1]
        self.days[top] = fixed[top]
        for place in range(top + 1, len(self.minutes)):
            self.days[place] = fixed[place] if place in fixed else self._older(place)
        for place in range(top - 1, -1, -1):
            self.days[place] = fixed[place] if place in fixed else self._newer(place)

    def result(self) -> tuple[InstantArray, BoolArray, BoolArray]:
        """Local times, second passes through a repeated hour, and doubtful steps."""
        days = np.array(self.days, dtype="datetime64[D]")
        doubtful = np.zeros(len(self.minutes), dtype=bool)
        doubtful[self.doubtful] = True
        last = {
            self.days[place]: place
            for place in range(1, len(self.minutes))
            if self.days[place] == self.days[place - 1] and self._rise_repeats(place, self.days[place])
        }
        second = np.array([place < last.get(day, 0) for place, day in enumerate(self.days)], dtype=bool)
        return days.astype("datetime64[m]") + np.array(self.minutes, dtype="timedelta64[m]"), second, doubtful

    def _older(self, place: int) -> int:
        """Day of an entry, from the next newer one."""
        return self.days[place - 1] - self._crossed(place, self.days[place - 1], doubted=place)

    def _newer(self, place: int) -> int:
        """Day of an entry, from the next older one."""
        return self.days[place + 1] + self._crossed(place + 1, self.days[place + 1], doubted=place)

    def _crossed(self, older: int, day: int, *, doubted: int) -> int:
        """Count the midnights between an entry and the next newer one: 0 or 1."""
        rise = self.minutes[older] - self.minutes[older - 1]
        if rise <= 0 or self._rise_repeats(older, day):
            return 0
        if rise < DAY_IN_MINUTES - DOUBTFUL_SILENCE:
            self.doubtful.append(doubted)
        return 1

    def _rise_repeats(self, older: int, day: int) -> bool:
        """Whether the clock rises, going back in time, inside the hour that occurs twice on a day."""
        pair = self.minutes[older], self.minutes[older - 1]
        if not 0 < pair[0] - pair[1] < LONGEST_REPEAT:
            return False
        if day not in self.repeats:
            self.repeats[day] = repeated_minutes(day, self.zone)
        return pair[0] in self.repeats[day] and pair[1] in self.repeats[day]


def _spread(values: npt.NDArray[_Kind], places: npt.NDArray[np.intp], count: int) -> npt.NDArray[_Kind]:
    """Put the values of some entries at their places among all."""
    spread = np.zeros(count, dtype=values.dtype)
    spread[places] = values
    return spread


def _check_years(local: InstantArray) -> None:
    """Refuse a feed whose midnights lead out of the years that instants can hold."""
    days = local.astype("datetime64[D]").astype(np.int64)
    if days.size and not (FIRST_DAY < days.min() and days.max() < LAST_DAY):
        raise HeadlineError(
            f"The clock of the page crosses so many midnights that it leaves the years {FIRST_YEAR} to "
            f"{LAST_YEAR}. Check that its entries are in order.",
            entries=int(days.size),
        )
