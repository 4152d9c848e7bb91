"""Windows of clock time, as written by people."""

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.reactions import ClockWindow


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("0/+60min", 0, 3600),
        ("0/60min", 0, 3600),
        ("-10min/+20min", -600, 1200),
        ("-60min/0", -3600, 0),
        ("-2h/-1h", -7200, -3600),
        (" 0 / +90s ", 0, 90),
    ],
)
def test_span_is_read_in_seconds(text: str, start: int, end: int) -> None:
    window = ClockWindow.parse(text)
    assert (window.start, window.end) == (np.timedelta64(start, "s"), np.timedelta64(end, "s"))


def test_text_is_kept_as_the_name() -> None:
    assert ClockWindow.parse(" 0/+60min ").text == "0/+60min"


@pytest.mark.parametrize("text", ["0/close", "-10min/close"])
def test_end_may_be_the_close(text: str) -> None:
    assert ClockWindow.parse(text).end == "close"


@pytest.mark.parametrize(
    ("text", "is_before"),
    [("-60min/0", True), ("-60min/-5min", True), ("-10min/+20min", False), ("0/close", False)],
)
def test_window_that_ends_at_the_headline_is_before_it(text: str, is_before: bool) -> None:
    assert ClockWindow.parse(text).is_before is is_before


def test_window_before_is_mirrored_behind_the_headline() -> None:
    mirrored = ClockWindow.parse("-60min/0").mirrored()
    assert (mirrored.start, mirrored.end) == (np.timedelta64(0, "s"), np.timedelta64(3600, "s"))


@pytest.mark.parametrize("text", ["", "60min", "0/+60", "0/+60m", "0/tomorrow", "close/0", "0/+1.5h"])
def test_other_spellings_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(EstimationError, match=r"not understood.*'0/\+60min'"):
        ClockWindow.parse(text)


@pytest.mark.parametrize("text", ["0/-60min", "-10min/-20min", "0/0"])
def test_window_that_ends_before_it_starts_is_refused(text: str) -> None:
    with pytest.raises(EstimationError, match="ends before it starts"):
        ClockWindow.parse(text)


def test_window_that_starts_after_the_headline_is_refused() -> None:
    with pytest.raises(EstimationError, match="starts after the headline"):
        ClockWindow.parse("+5min/+20min")
