"""Clock times as newsrooms print them: text to minutes of the day."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from aftershock.errors import HeadlineError

TIME_PATTERN = (
    r"(?i:(?:12(?:[:.]00)?\s+)?(?:noon|midday|midnight|mittag|mitternacht)\b"
    r"|\d{1,3}(?:[:.]\d{1,3})?\s*[ap]\.?\s*m\b\.?"
    r"|\d{1,2}\s*uhr\b"
    r"|(?:\d{1,3}:\d{1,3}|\d{1,2}\.\d{2})(?:\s*(?:h|uhr)\b\.?)?)"
)
"""What looks like a printed time, whether or not it is a possible one."""

_WORDS = {"noon": 12 * 60, "midday": 12 * 60, "mittag": 12 * 60, "midnight": 0, "mitternacht": 0}
_TIME = re.compile(
    r"(?P<hour>\d{1,3})(?:[:.](?P<minute>\d{1,3}))?\s*"
    r"(?:(?P<half>[ap])\.?\s*m\.?|h\.?|(?P<uhr>uhr)\.?)?",
    re.IGNORECASE,
)

ClockFace = Literal["12-hour", "24-hour", "word"]


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day: minutes after midnight, whether minutes were printed, and on which clock face.

    Use ``could_be_either`` to ask whether a time without a.m. or p.m. has two readings on a page
    that prints them elsewhere.

    Parameters
    ----------
    minute : int
        Minutes after midnight, 0 to 1439.
    prints_minutes : bool
        False for a bare hour ("3 a.m.") and for words ("noon").
    face : {"12-hour", "24-hour", "word"}
        How the time was printed.

    Examples
    --------
    >>> parse_clock("4.59pm")
    ClockTime(minute=1019, prints_minutes=True, face='12-hour')
    """

    minute: int
    prints_minutes: bool
    face: ClockFace

    @property
    def could_be_either(self) -> bool:
        """Whether a 24-hour reading could as well be a 12-hour one with its a.m. or p.m. left out."""
        return self.face == "24-hour" and 1 <= self.minute // 60 <= 12


@lru_cache(maxsize=8192)
def parse_clock(text: str) -> ClockTime:
    """Read a printed time of day.

    Use it on the time alone, without its zone. Understood are "3:15 a.m.", "3 a.m.", "2:48 p.m"
    (dot missing), "4.59pm", "15:15", "15.15", "0.05 Uhr", "noon" and "midnight".

    Parameters
    ----------
    text : str
        The time as printed.

    Returns
    -------
    ClockTime
        Minutes after midnight and how they were printed; midnight is the start of its day.

    Raises
    ------
    HeadlineError
        If the text is no time, or an impossible one such as "25:10" or "13:40 p.m.".

    Examples
    --------
    >>> parse_clock("12:15 a.m.").minute, parse_clock("noon").minute, parse_clock("15.15").minute
    (15, 720, 915)
    """
    word = re.sub(r"^12(?:[:.]00)?\s+", "", text.strip().lower())
    if word in _WORDS:
        return ClockTime(minute=_WORDS[word], prints_minutes=False, face="word")
    match = _TIME.fullmatch(text.strip())
    if match is None or not (match["minute"] or match["half"] or match["uhr"]):
        raise _no_time(text, "is not a time such as 3:15 a.m., 3 a.m., 15:15, 15.15, noon or midnight")
    return _assemble(text, match)


def _assemble(text: str, match: re.Match[str]) -> ClockTime:
    """Check hour and minute against the clock face and put them together."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["minute"] is not None and (len(match["minute"]) != 2 or minute > 59):
        raise _no_time(text, f"has minute {match['minute']}, which is outside 00-59")
    if match["half"] is None:
        hour = _hour_of_24(text, hour)
        return ClockTime(minute=hour * 60 + minute, prints_minutes=bool(match["minute"]), face="24-hour")
    hour = _hour_of_12(text, hour, half=match["half"].lower())
    return ClockTime(minute=hour * 60 + minute, prints_minutes=match["minute"] is not None, face="12-hour")


def _hour_of_24(text: str, hour: int) -> int:
    """Check an hour of the 24-hour clock."""
    if hour > 23:
        raise _no_time(text, f"has hour {hour}, which is outside 0-23")
    return hour


def _hour_of_12(text: str, hour: int, *, half: str) -> int:
    """Turn an hour with a.m. or p.m. into an hour of the day."""
    if not 1 <= hour <= 12:
        raise _no_time(text, f"has hour {hour}, but with {half}.m. it must be 1-12")
    return hour % 12 + (12 if half == "p" else 0)


def _no_time(text: str, why: str) -> HeadlineError:
    """Error for a text that cannot be read as a time of day."""
    return HeadlineError(f"time {text.strip()!r} {why}", time=text)
