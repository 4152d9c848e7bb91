"""Stamps: ISO dates and times in tables, with or without an offset."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np

from aftershock.errors import HeadlineError

_STAMP = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<offset>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_UNORDERED_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b")

FIRST_YEAR, LAST_YEAR = 1700, 2200
"""Years that instants in nanoseconds can hold without wrapping round."""

Precision = Literal["day", "minute", "second"]


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
    precision : {"day", "minute", "second"}
        The finest unit written.

    Examples
    --------
    >>> parse_stamp("2022-02-17T10:10+01:00").instant
    np.datetime64('2022-02-17T09:10:00.000000000')
    """

    local: np.datetime64
    offset: timedelta | None
    precision: Precision

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


def parse_stamp(text: str) -> Stamp:
    """Read an ISO 8601 date, or date and time, with or without an offset.

    Use it on table cells. Dates whose order of day and month is a matter of country are refused.

    Parameters
    ----------
    text : str
        For example "2022-02-17T10:10+01:00", "2022-02-17 10:10", "20220217T091000Z" or "2022-02-17".

    Returns
    -------
    Stamp
        Local clock, offset (None if none was written) and precision.

    Raises
    ------
    HeadlineError
        If the text is empty, not ISO, ambiguous in its order, or no date of the calendar.

    Examples
    --------
    >>> parse_stamp("2022-02-17").precision
    'day'
    """
    match = _STAMP.fullmatch(text.strip())
    if match is None or (match["hour"] is None and match["offset"] is not None):
        raise _unreadable(text)
    if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        raise HeadlineError(f"time {text.strip()!r} is outside the years {FIRST_YEAR}-{LAST_YEAR}", time=text)
    try:
        local = np.datetime64(_iso(match), "ns")
    except ValueError as error:
        raise HeadlineError(f"time {text.strip()!r} is not on the calendar or clock", time=text) from error
    return Stamp(local=local, offset=_offset(text, match["offset"]), precision=_precision(match))


def _iso(match: re.Match[str]) -> str:
    """Spell the matched stamp in full, without its offset."""
    day = f"{match['year']}-{match['month']}-{match['day']}"
    clock = f"{match['hour'] or '00'}:{match['minute'] or '00'}:{match['second'] or '00'}"
    return f"{day}T{clock}.{match['fraction'] or '0'}"


def _precision(match: re.Match[str]) -> Precision:
    """Name the finest unit a stamp was written to."""
    if match["hour"] is None:
        return "day"
    return "minute" if match["second"] is None else "second"


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


def _unreadable(text: str) -> HeadlineError:
    """Error that says why a cell is no stamp."""
    if not text.strip():
        return HeadlineError("the time is empty", time=text)
    if _UNORDERED_DATE.match(text.strip()):
        why = "may be day-month or month-day; state the date as ISO, e.g. 2026-04-03"
    else:
        why = "is not ISO 8601; write 2022-02-17T10:10+01:00, or 2022-02-17 10:10 with a zone"
    return HeadlineError(f"time {text.strip()!r} {why}", time=text)
