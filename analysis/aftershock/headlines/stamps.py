"""Stamps: dates and times in tables and records, with or without an offset."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np

from aftershock.errors import HeadlineError
from aftershock.typing import DateOrder

_STAMP = re.compile(
    r"(?P<year>\d{4})(?P<dash>[-/]?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:(?:[T ]|(?<=[0-9]{8}))(?P<hour>\d{2}):?(?P<minute>\d{2})"
    r"(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_OFFSET = re.compile(r"Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?", re.IGNORECASE | re.ASCII)
_ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[T ,]", re.ASCII)
_NUMERIC_DATE = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d/.\-])",
    re.ASCII,
)
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?"
_WRITTEN_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ \-]{_MONTH.format('month')}[ ,\-]{{1,2}}(?P<year>\d{{4}})"
    rf"|{_MONTH.format('month_first')} (?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_last>\d{{4}}))\b",
    re.IGNORECASE | re.ASCII,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?P<zone>(?:[(]?[A-Za-z]|[+\-\u2212]\d)[\w+:/\- ()]*))?",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LONGEST = 80

FIRST_YEAR, LAST_YEAR = 1700, 2200
"""Years that instants in nanoseconds can hold without wrapping round."""

Precision = Literal["day", "hour", "minute", "second"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date and time as written: the clock it shows, its offset if it has one, and to what it was written.

    Use ``instant`` only where ``offset`` is not None; otherwise the time needs a zone.

    Parameters
    ----------
    local : numpy.datetime64
        The clock shown, in nanoseconds, without a zone.
    offset : datetime.timedelta or None
        Offset from UTC that was written beside it.
    precision : {"day", "hour", "minute", "second"}
        The finest unit written.
    zone : str
        Name of a zone that was written beside it, such as "CET"; "" if there is none.

    Examples
    --------
    >>> parse_stamp("2022-02-17T10:10+01:00").instant
    np.datetime64('2022-02-17T09:10:00.000000000')
    """

    local: np.datetime64
    offset: timedelta | None
    precision: Precision
    zone: str = ""

    @property
    def instant(self) -> np.datetime64:
        """The instant in UTC."""
        if self.offset is None:
            raise HeadlineError(f"time {self.local} has no offset", time=self.local)
        return self.local - np.timedelta64(self.offset, "ns")

    @property
    def shows_seconds(self) -> bool:
        """Whether the clock shows anything but a full minute."""
        return bool(self.local != self.local.astype("datetime64[m]"))


class _Day(NamedTuple):
    """A calendar day as digits, and the text that stands around it."""

    year: str
    month: str
    day: str
    rest: str


def parse_stamp(text: str, *, date_order: DateOrder | None = None) -> Stamp:
    """Read a date, or a date and time, with or without an offset or a zone.

    Use it on the cells of tables and records. ISO 8601 and dates with the month in words have one
    reading. A date of numbers such as 03/04/2026 is refused until its order is stated, and so is
    25/04/2026: were only the unmistakable dates of a column read, the first twelve days of every
    month would drop out of it.

    Parameters
    ----------
    text : str
        For example "2022-02-17T10:10+01:00", "2022-02-17 10:10 CET", "20220217T091000Z", "2022-02-17",
        "Thu, 17 Feb 2022 10:10:00 +0100" or "7:51 PM ET Thu, 17 February 2022".
    date_order : {"day_first", "month_first"}, optional
        Order of dates in numbers.

    Returns
    -------
    Stamp
        Local clock, offset (None if none was written), precision and the name of the zone.

    Raises
    ------
    HeadlineError
        If the text is empty, unreadable, of unstated order, or no date of the calendar.

    Examples
    --------
    >>> parse_stamp("2022-02-17").precision
    'day'
    >>> parse_stamp("3/4/2026 10:10", date_order="day_first").local.astype("datetime64[m]")
    np.datetime64('2026-04-03T10:10')
    """
    written = text.strip()
    match = _STAMP.fullmatch(written) if len(written) <= _LONGEST else None
    if match is None:
        return _parse_loosely(written, date_order)
    if match["hour"] is None and match["offset"] is not None:
        raise _unreadable(text)
    day = _Day(match["year"], match["month"], match["day"], "")
    return Stamp(
        local=_local(written, day, match, hour=match["hour"] or "00"),
        offset=_offset(written, match["offset"]),
        precision="day" if match["hour"] is None else _precision(match),
    )


def is_clock(text: str) -> bool:
    """Whether a text is a time of day without a date.

    Use it to tell a table with separate columns of dates and times.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        True for "05:45", "3:15 a.m." or "17:10 CET".

    Examples
    --------
    >>> is_clock("05:45"), is_clock("2022-02-24 05:45")
    (True, False)
    """
    match = _CLOCK.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return match is not None and (match["minute"] or match["half"]) is not None


def _parse_loosely(text: str, date_order: DateOrder | None) -> Stamp:
    """Read a date in another spelling than ISO's, and the clock and zone beside it."""
    day = _find_day(text, date_order) if len(text) <= _LONGEST else None
    if day is None:
        raise _unreadable(text)
    beside = " ".join(_WEEKDAY.sub(" ", day.rest).split()).strip(" ,")
    if not beside:
        return Stamp(local=_local(text, day), offset=None, precision="day")
    clock = _CLOCK.fullmatch(beside)
    if clock is None or (clock["minute"] or clock["half"]) is None:
        raise _unreadable(text)
    zone = (clock["zone"] or "").strip(" ()")
    has_offset = _OFFSET.fullmatch(zone) is not None
    return Stamp(
        local=_local(text, day, clock, hour=_hour(text, clock)),
        offset=_offset(text, zone) if has_offset else None,
        precision=_precision(clock),
        zone="" if has_offset else zone,
    )


def _find_day(text: str, date_order: DateOrder | None) -> _Day | None:
    """Find the date in a text; None if there is none that can be read."""
    if match := _WRITTEN_DATE.search(text):
        month = match["month"] or match["month_first"]
        number = f"{_MONTHS.index(month[:3].lower()) + 1:02d}"
        day = (match["day"] or match["day_second"]).zfill(2)
        return _Day(match["year"] or match["year_last"], number, day, _around(text, match))
    if match := _ISO_DATE.match(text):
        return _Day(match["year"], match["month"], match["day"], _around(text, match))
    if match := _NUMERIC_DATE.search(text):
        return _ordered_day(text, match, date_order)
    return None


def _ordered_day(text: str, match: re.Match[str], date_order: DateOrder | None) -> _Day:
    """Read a date of numbers in the order stated."""
    if date_order is None:
        raise _unordered(text, match)
    if len(match["year"]) == 2:
        raise HeadlineError(f"time {text!r} has a year of two digits; write four", time=text)
    day, month = match["first"].zfill(2), match["second"].zfill(2)
    if date_order == "month_first":
        day, month = month, day
    if int(month) > 12:
        raise HeadlineError(
            f"time {text!r} has month {int(month)} under date_order={date_order!r}", time=text
        )
    return _Day(match["year"], month, day, _around(text, match))


def _around(text: str, match: re.Match[str]) -> str:
    """Text before and after a match."""
    return f"{text[: match.start()]} {text[match.end() :]}"


def _local(text: str, day: _Day, clock: re.Match[str] | None = None, *, hour: str = "00") -> np.datetime64:
    """Local clock of a day and a time on it."""
    if not FIRST_YEAR <= int(day.year) <= LAST_YEAR:
        raise HeadlineError(f"time {text!r} is outside the years {FIRST_YEAR}-{LAST_YEAR}", time=text)
    minute, second, fraction = (clock["minute"], clock["second"], clock["fraction"]) if clock else (None,) * 3
    spelled = f"{hour}:{minute or '00'}:{second or '00'}.{fraction or '0'}"
    try:
        return np.datetime64(f"{day.year}-{day.month}-{day.day}T{spelled}", "ns")
    except ValueError as error:
        raise HeadlineError(f"time {text!r} is not on the calendar or clock", time=text) from error


def _hour(text: str, clock: re.Match[str]) -> str:
    """Hour of the day, from a clock with or without a.m. and p.m."""
    hour = int(clock["hour"])
    if clock["half"] is None:
        return f"{hour:02d}"
    if not 1 <= hour <= 12:
        raise HeadlineError(f"time {text!r} has hour {hour} beside a.m. or p.m.", time=text)
    return f"{hour % 12 + (12 if clock['half'].lower() == 'p' else 0):02d}"


def _precision(clock: re.Match[str]) -> Precision:
    """Name the finest unit a clock was written to."""
    if clock["minute"] is None:
        return "hour"
    return "minute" if clock["second"] is None else "second"


def _offset(text: str, written: str | None) -> timedelta | None:
    """Turn the written offset into a span."""
    if written is None:
        return None
    if written.upper() in {"Z", "UTC", "GMT"}:
        return timedelta(0)
    digits = written[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if size > timedelta(hours=14) or int(digits[2:]) > 59:
        raise HeadlineError(
            f"time {text.strip()!r} has offset {written}, outside -14:00 to +14:00", time=text
        )
    return -size if written[0] == "-" else size


def _unordered(text: str, match: re.Match[str]) -> HeadlineError:
    """Error for a date of numbers whose order nobody has stated."""
    day_first, month_first = int(match["first"]) > 12, int(match["second"]) > 12
    order = "day_first" if day_first and not month_first else "month_first" if month_first else ""
    proof = f" (this one can only be {order})" if order and day_first != month_first else ""
    return HeadlineError(
        f"time {text!r} may be day-month or month-day{proof}; pass date_order='day_first' or 'month_first', "
        "or state the date as ISO, e.g. 2026-04-03",
        time=text,
    )


def _unreadable(text: str) -> HeadlineError:
    """Error that says why a cell is no stamp."""
    written = text.strip()
    if not written:
        return HeadlineError("the time is empty", time=text)
    shown = repr(written) if len(written) <= _LONGEST else f"{written[:_LONGEST]!r}…"
    if written.isdigit() and len(written) in {10, 13, 16, 19}:
        why = "is a count since 1970, not ISO 8601; write 2022-02-17T09:10Z (pandas: date_format='iso')"
    elif is_clock(written):
        why = "is not ISO 8601 but a time without a date; name the column of dates, columns={'date': ...}"
    else:
        why = "is not ISO 8601; write 2022-02-17T10:10+01:00, or 2022-02-17 10:10 with a zone"
    return HeadlineError(f"time {shown} {why}", time=text)
