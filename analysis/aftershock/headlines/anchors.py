"""Anchors: the day from which the entries of a live blog are dated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from typing import Literal

import numpy as np

from aftershock.errors import HeadlineError
from aftershock.headlines.html import PageDate
from aftershock.headlines.stamps import FIRST_YEAR, LAST_YEAR, parse_stamp
from aftershock.headlines.zones import Zone, local_times

_LEAD = 5
"""Minutes by which an entry's printed time may be ahead of the page's own stamp."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A local calendar day for one end of a page.

    Parameters
    ----------
    day : numpy.datetime64
        The day.
    end : {"newest", "oldest"}
        The end of the page that it dates.
    minute : int or None
        Minute of that day at which the page was stamped; None if only the day is known.
    reason : str
        Where the day comes from, for the assumption.

    Examples
    --------
    >>> passed_anchor("2022-02-18").reason
    'as passed'
    """

    day: np.datetime64
    end: Literal["newest", "oldest"]
    minute: int | None
    reason: str

    def day_of(self, minute: int) -> np.datetime64:
        """Day of the entry at this end: an entry later by the clock than the page's stamp is of the day before.

        Use it on the clock time of the newest or the oldest entry that is in order.

        Parameters
        ----------
        minute : int
            Minute of the day of that entry.

        Returns
        -------
        numpy.datetime64
            Its local calendar day.

        Examples
        --------
        >>> stamped = Anchor(np.datetime64("2022-02-19"), "newest", 10, "by its stamp")
        >>> stamped.day_of(23 * 60 + 50)
        np.datetime64('2022-02-18')
        """
        late = self.end == "newest" and self.minute is not None and minute > self.minute + _LEAD
        return self.day - np.timedelta64(int(late), "D")


def passed_anchor(date: str | calendar_date) -> Anchor:
    """Check the day that the caller gives to the newest entry.

    Use it before a page is dated.

    Parameters
    ----------
    date : str or datetime.date
        A calendar day, as ISO if it is a string.

    Returns
    -------
    Anchor
        For the newest end.

    Raises
    ------
    HeadlineError
        If it is no calendar day.

    Examples
    --------
    >>> passed_anchor("2022-02-18").day
    np.datetime64('2022-02-18')
    """
    text = date.strip() if isinstance(date, str) else str(date)[:10]
    try:
        day = parse_stamp(text)
    except HeadlineError as error:
        raise _no_calendar_day(date) from error
    if day.precision != "day":
        raise _no_calendar_day(date)
    return Anchor(np.datetime64(str(day.local)[:10], "D"), "newest", None, "as passed")


def page_anchor(dates: Sequence[PageDate], zone: Zone) -> Anchor | None:
    """Choose the date by which a page dates itself: that of its last change, else that of its beginning.

    Use it on the dates of a page's head, its structured data and the times outside its entries.

    Parameters
    ----------
    dates : sequence of PageDate
        In order of preference.
    zone : Zone
        Place whose clock the entries show.

    Returns
    -------
    Anchor or None
        None if no date can be read.

    Examples
    --------
    >>> stated = PageDate("2022-02-18T23:30:00Z", "article:modified_time", "newest")
    >>> page_anchor([stated], Zone("CET", "Europe/Berlin")).day
    np.datetime64('2022-02-19')
    """
    for end in ("newest", "oldest"):
        for date in dates:
            if date.end == end and (anchor := _read(date, zone)) is not None:
                return anchor
    return None


def _read(date: PageDate, zone: Zone) -> Anchor | None:
    """Read one date of a page on the clock of its entries; None if it cannot be read."""
    try:
        stamp = parse_stamp(date.value)
    except HeadlineError:
        return None
    local = stamp.local if stamp.offset is None else local_times(stamp.instant, zone)[0]
    day = local.astype("datetime64[D]")
    minute = int((local - day) // np.timedelta64(1, "m"))
    return Anchor(
        day=day,
        end=date.end,
        minute=None if stamp.precision == "day" else minute,
        reason=f"by the page's own {date.name} ({date.value})",
    )


def _no_calendar_day(date: str | calendar_date) -> HeadlineError:
    """Error for an anchor that is no calendar day."""
    return HeadlineError(
        f"date is {date!r}; it must be a calendar day as ISO, e.g. '2022-02-18', "
        f"of the years {FIRST_YEAR} to {LAST_YEAR}.",
        date=date,
    )
