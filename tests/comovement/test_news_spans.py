"""Hours of news: spans that overlap are one, and a bar is news if it shares time with one."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.hayashi_yoshida import Intervals
from aftershock.comovement.news_spans import news_spans, touches_news
from aftershock.errors import ComovementError

MINUTE = 60_000_000_000


def at(*clocks: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([f"2022-02-17T{clock}Z" for clock in clocks])


def minutes(spans: tuple[np.ndarray, np.ndarray]) -> list[tuple[int, int]]:
    day = pd.Timestamp("2022-02-17").value
    return [
        (int((start - day) // MINUTE), int((end - day) // MINUTE)) for start, end in zip(*spans, strict=True)
    ]


def test_window_runs_from_before_to_after() -> None:
    assert minutes(news_spans(at("10:00"), "-10min/+60min")) == [(590, 660)]


def test_spans_that_overlap_are_one_whatever_the_order() -> None:
    assert minutes(news_spans(at("12:00", "10:00", "10:30"), "0/+60min")) == [(600, 690), (720, 780)]


def test_short_span_inside_a_long_one_does_not_end_it() -> None:
    heads = pd.DataFrame({"instant": at("10:00", "10:10"), "uncertainty": pd.to_timedelta(["3h", "0h"])})
    assert minutes(news_spans(heads, "0/+30min")) == [(600, 810)]


def test_bar_that_holds_the_headline_is_news() -> None:
    edges = pd.Timestamp("2022-02-17").value + np.array([570, 600, 630, 660, 690]) * MINUTE
    bars = Intervals(edges[:-1], edges[1:], np.ones(4))
    assert touches_news(bars, news_spans(at("10:10"), "0/+30min")).tolist() == [False, True, True, False]


def test_errors_teach() -> None:
    with pytest.raises(ComovementError, match="give a length"):
        news_spans(at("10:00"), "0/close")
    with pytest.raises(ComovementError, match="no headline"):
        news_spans([], "0/+30min")
    with pytest.raises(ComovementError, match="no time zone"):
        news_spans([pd.Timestamp("2022-02-17")], "0/+30min")
    with pytest.raises(ComovementError, match="no column 'instant'"):
        news_spans(pd.DataFrame({"time": [1]}), "0/+30min")
