"""Dates as newsrooms print them: calendar days in words, with or without a year."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aftershock.errors import HeadlineError
from aftershock.headlines.stamps import FIRST_YEAR, LAST_YEAR
from aftershock.typing import DateOrder

_MONTH = (
    r"jan(?:uary|uar)?|jänner|feb(?:ruary|ruar)?|mar(?:ch)?|märz|mrz|apr(?:il)?|ma[yi]|june?|juni|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
_MONTHS = {
    "jan": 1, "jän": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
_WEEKDAY = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sonnabend"
)
_WEEKDAYS = {
    "mo": 0, "tu": 1, "di": 1, "we": 2, "mi": 2, "th": 3, "do": 3, "fr": 4, "sa": 5, "su": 6, "so": 6,
}  # fmt: skip
_NAMED = (
    rf"(?:(?P<weekday>{_WEEKDAY})\b\.?,?\s+)?"
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?"
    rf"|(?P<month_first>{_MONTH})\b\.?\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)"
    r"(?:,?\s+(?P<year_last>\d{4})\b)?"
    r"|(?P<one>\d{1,2})[/.](?P<other>\d{1,2})[/.](?P<year_of_numbers>\d{4}))"
)
_DATE = re.compile(_NAMED, re.IGNORECASE | re.ASCII)
_LONGEST = 45

DATE_PATTERN = rf"(?i:{re.sub(r'[?]P<[a-z_]+>', '?:', _NAMED)})"
"""What looks like a printed date, whether or not it is on the calendar."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A calendar day as printed; its year may be missing.

    Use ``near`` to give it a year.

    Parameters
    ----------
    day, month : int
        Of the calendar.
    year : int or None
        None if the page leaves it out.
    weekday : int or None
        0 for Monday, if the page prints it.

    Examples
    --------
    >>> parse_date("Friday 18 February")
    PrintedDate(day=18, month=2, year=None, weekday=4)
    """

    day: int
    month: int
    year: int | None
    weekday: int | None

    def on_calendar(self, *, near: np.datetime64 | None) -> np.datetime64 | None:
        """Find the calendar day; without a year, the one closest to a day that is known.

        Use it once the page's own date is known, if it has one.

        Parameters
        ----------
        near : numpy.datetime64 or None
            A day close to the one that is meant.

        Returns
        -------
        numpy.datetime64 or None
            The day; None if there is neither a year nor a day close by, or no such day.

        Examples
        --------
        >>> parse_date("30 December").on_calendar(near=np.datetime64("2023-01-02"))
        np.datetime64('2022-12-30')
        """
        if self.year is not None:
            return _day(self.year, self.month, self.day)
        if near is None:
            return None
        middle = int(str(near)[:4])
        days = (_day(year, self.month, self.day) for year in (middle, middle - 1, middle + 1))
        return min((day for day in days if day is not None), key=lambda day: abs(day - near), default=None)

    def contradicts(self, day: np.datetime64) -> bool:
        """Tell whether a day falls on another weekday than the one printed.

        Use it to doubt a date that was read.

        Parameters
        ----------
        day : numpy.datetime64
            A calendar day.

        Returns
        -------
        bool
            False if no weekday is printed.

        Examples
        --------
        >>> parse_date("Friday 18 February 2022").contradicts(np.datetime64("2022-02-18"))
        False
        """
        return self.weekday is not None and (int(day.astype(np.int64)) + 3) % 7 != self.weekday


@lru_cache(maxsize=4096)
def parse_date(text: str, *, date_order: DateOrder | None = None) -> PrintedDate:
    """Read a printed calendar day.

    Use it on a date alone, without a time. Understood are English and German month names, long or
    short, and ISO dates; a date in numbers needs its order.

    Parameters
    ----------
    text : str
        For example "18 February 2022", "Feb. 18", "Fri 18 Feb 2022", "18. Februar" or "2022-02-18".
    date_order : {"day_first", "month_first"}, optional
        Order of a date such as 03/04/2026.

    Returns
    -------
    PrintedDate
        Day, month, and whatever of year and weekday is printed.

    Raises
    ------
    HeadlineError
        If the text is no date, is in numbers of unstated order, or is not on the calendar.

    Examples
    --------
    >>> parse_date("Feb. 18, 2022")
    PrintedDate(day=18, month=2, year=2022, weekday=None)
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise HeadlineError(f"date {text.strip()!r} is not a date such as 18 February 2022", date=text)
    year, month, day = _parts(match, text, date_order)
    weekday = None if match["weekday"] is None else _WEEKDAYS[match["weekday"][:2].lower()]
    if _day(2000 if year is None else year, month, day) is None:
        raise HeadlineError(
            f"date {text.strip()!r} is not on the calendar of the years {FIRST_YEAR}-{LAST_YEAR}", date=text
        )
    return PrintedDate(day=day, month=month, year=year, weekday=weekday)


def is_date_line(line: str) -> bool:
    """Tell whether a line holds nothing but a date.

    Use it to find the headings between the days of a live blog.

    Parameters
    ----------
    line : str
        One line of a page.

    Returns
    -------
    bool
        True for "Friday 18 February" or "Feb. 18, 2022:".

    Examples
    --------
    >>> is_date_line("Friday 18 February"), is_date_line("On 18 February they met")
    (True, False)
    """
    return len(line) <= _LONGEST and _DATE.fullmatch(line.strip(" \t:–—-•*#")) is not None


def _parts(match: re.Match[str], text: str, date_order: DateOrder | None) -> tuple[int | None, int, int]:
    """Year, month and day of a match."""
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return int(year), int(month), int(day)
    if match["one"]:
        return _ordered(match, text, date_order)
    year = match["year"] or match["year_last"]
    name, day = match["month"] or match["month_first"], match["day"] or match["day_second"]
    return int(year) if year else None, _MONTHS[name[:3].lower()], int(day)


def _ordered(match: re.Match[str], text: str, date_order: DateOrder | None) -> tuple[int, int, int]:
    """Year, month and day of a date in numbers."""
    if date_order is None:
        raise HeadlineError(
            f"date {text.strip()!r} may be day-month or month-day; pass date_order='day_first' or "
            "date_order='month_first'",
            date=text,
        )
    first, second = int(match["one"]), int(match["other"])
    day, month = (first, second) if date_order == "day_first" else (second, first)
    return int(match["year_of_numbers"]), month, day


def _day(year: int, month: int, day: int) -> np.datetime64 | None:
    """Calendar day; None if there is none in the years that instants can hold."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D")
    except ValueError:
        return None
