"""News interfaces: the shapes of their answers, and creation before update."""

import json
from typing import Any

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning, ZoneError
from aftershock.headlines import read_headlines

ALPACA = {
    "id": 24,
    "headline": "Talks resume",
    "summary": "They met.",
    "author": "A. Writer",
    "source": "wire",
    "url": "https://wire.example/24",
    "symbols": ["SPY", "GLD"],
    "created_at": "2022-02-17T09:10:00Z",
    "updated_at": "2022-02-17T12:00:00Z",
}
POLYGON = {
    "id": "p1",
    "title": "Talks resume",
    "description": "They met.",
    "author": "A. Writer",
    "publisher": {"name": "wire"},
    "article_url": "https://wire.example/24",
    "tickers": ["SPY", "GLD"],
    "published_utc": "2022-02-17T09:10:00Z",
}
BENZINGA = {
    "id": 24,
    "title": "Talks resume",
    "teaser": "They met.",
    "author": "A. Writer",
    "source": "wire",
    "url": "https://wire.example/24",
    "stocks": [{"name": "SPY"}, {"name": "GLD"}],
    "created": "Thu, 17 Feb 2022 04:10:00 -0500",
    "updated": "Thu, 17 Feb 2022 07:00:00 -0500",
}
SHAPES: list[Any] = [
    {"news": [ALPACA]},
    {"results": [POLYGON]},
    [ALPACA],
    [POLYGON],
    [BENZINGA],
    [{"news": [ALPACA]}],
]


def read(value: Any, **options: Any) -> pd.DataFrame:
    return read_headlines(json.dumps(value, indent=1), **options)


@pytest.mark.parametrize("value", SHAPES)
@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("instant", pd.Timestamp("2022-02-17T09:10Z")),
        ("headline", "Talks resume"),
        ("body", "They met."),
        ("source", "wire"),
        ("url", "https://wire.example/24"),
        ("symbols", "SPY GLD"),
        ("author", "A. Writer"),
        ("flags", ""),
    ],
)
def test_every_shape_says_the_same(value: Any, column: str, expected: object) -> None:
    frame = read(value)
    assert (frame.attrs["format"], frame[column].item()) == ("news_api", expected)


def test_pages_joined_in_one_file_are_read_on() -> None:
    other = {**ALPACA, "id": 25, "headline": "Motion"}
    text = json.dumps({"news": [ALPACA]}) + "\n" + json.dumps({"news": [other]}) + "\n"
    assert read_headlines(text, format="news_api")["headline"].tolist() == ["Motion", "Talks resume"]


def test_article_on_two_pages_counts_once() -> None:
    with pytest.warns(RejectedRowsWarning, match="article '24' is already in line 1"):
        assert len(read([{"news": [ALPACA]}, {"news": [ALPACA]}])) == 1


def test_update_is_taken_and_flagged_where_nothing_else_is_known() -> None:
    frame = read({"news": [{key: value for key, value in ALPACA.items() if key != "created_at"}]})
    assert (frame["instant"].item(), frame["flags"].item()) == (
        pd.Timestamp("2022-02-17T12:00Z"),
        "updated_time_only",
    )


def test_naive_time_of_a_field_named_utc_is_utc() -> None:
    frame = read({"results": [{**POLYGON, "published_utc": "2022-02-17 09:10:00"}]}, zone="ET")
    assert frame["instant"].item() == pd.Timestamp("2022-02-17T09:10Z")


def test_other_naive_times_need_a_zone() -> None:
    value = {"news": [{**ALPACA, "created_at": "2022-02-17T09:10:00"}]}
    with pytest.raises(ZoneError, match="no offset and no zone"):
        read(value)
    assert read(value, zone="CET")["instant"].item() == pd.Timestamp("2022-02-17T08:10Z")


@pytest.mark.parametrize("value", [{"news": []}, {"results": []}, []])
def test_answer_without_articles_is_refused(value: Any) -> None:
    with pytest.raises(HeadlineError, match="holds no articles"):
        read_headlines(json.dumps(value) + "\n", format="news_api")


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        ("text", "not an object"),
        ({**ALPACA, "headline": ""}, "no headline"),
        ({"headline": "Talks"}, "time is empty"),
    ],
)
def test_bad_article_is_listed(article: Any, reason: str) -> None:
    with pytest.warns(RejectedRowsWarning):
        frame = read(
            {"news": [{**ALPACA, "id": 1}, article if isinstance(article, str) else {**article, "id": 2}]}
        )
    assert reason in frame.attrs["rejected"][0]["reason"]
