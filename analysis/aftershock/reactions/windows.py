"""Windows of clock time around a headline, written as people say them."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aftershock.errors import EstimationError

SHAPE = re.compile(r"^\s*(?P<start>[+-]?\d+(?:s|min|h)|0)\s*/\s*(?P<end>[+-]?\d+(?:s|min|h)|0|close)\s*$")
UNITS = {"s": 1, "min": 60, "h": 3600}
ZERO = np.timedelta64(0, "ns")


@dataclass(frozen=True, slots=True)
class ClockWindow:
    """A span of clock time relative to a headline.

    Parameters
    ----------
    text : str
        As written by the user; names the window in every table.
    start : timedelta64[ns]
        From here; negative is before the headline.
    end : timedelta64[ns] or "close"
        To here, or to the strike of the asset's session.

    Examples
    --------
    >>> ClockWindow.parse("-10min/+20min").start.astype("timedelta64[m]")
    np.timedelta64(-10,'m')
    """

    text: str
    start: np.timedelta64
    end: np.timedelta64 | Literal["close"]

    @classmethod
    def parse(cls, text: str) -> "ClockWindow":
        """Read a window such as ``"0/+60min"``, ``"-10min/+20min"`` or ``"0/close"``.

        Raises
        ------
        EstimationError
            If the text has another shape or the window ends before it starts.

        Examples
        --------
        >>> ClockWindow.parse("0/close").end
        'close'
        """
        found = SHAPE.match(text)
        if found is None:
            raise EstimationError(
                f"window {text!r} is not understood; write START/END with s, min or h, such as '0/+60min', "
                "'-10min/+20min' or '0/close'.",
                window=text,
            )
        start = _duration(found["start"])
        end: np.timedelta64 | Literal["close"] = (
            "close" if found["end"] == "close" else _duration(found["end"])
        )
        if end != "close" and end <= start:
            raise EstimationError(f"window {text!r} ends before it starts.", window=text)
        if start > ZERO:
            raise EstimationError(
                f"window {text!r} starts after the headline; the price before must be known by then: use 0.",
                window=text,
            )
        return cls(text.strip(), start, end)

    @property
    def is_before(self) -> bool:
        """Whether the window ends when the headline comes, so that nothing in it is a reaction."""
        return self.end != "close" and bool(self.end <= ZERO)

    @property
    def length(self) -> np.timedelta64 | None:
        """Length of the window; None for one that ends at the close."""
        return None if self.end == "close" else np.timedelta64(self.end - self.start)

    def preceding(self) -> "ClockWindow | None":
        """Take the window as long that ends where this one starts; None where this one has no length.

        Examples
        --------
        >>> ClockWindow.parse("-10min/+20min").preceding().start.astype("timedelta64[m]")
        np.timedelta64(-40,'m')
        """
        return None if self.end == "close" else ClockWindow(self.text, 2 * self.start - self.end, self.start)

    def mirrored(self) -> "ClockWindow":
        """Reflect a window that starts before the headline: as long, from the headline on.

        Examples
        --------
        >>> ClockWindow.parse("-60min/0").mirrored().end.astype("timedelta64[m]")
        np.timedelta64(60,'m')
        """
        return ClockWindow(self.text, ZERO, -self.start)


def _duration(text: str) -> np.timedelta64:
    """Read ``+20min`` as a span of time."""
    if text == "0":
        return ZERO
    number, unit = re.fullmatch(r"([+-]?\d+)(s|min|h)", text).groups()  # type: ignore[union-attr]
    return np.timedelta64(int(number) * UNITS[unit] * 10**9, "ns")
