"""GDELT: files without headers, quarter-hour stamps, scores, and rows that cannot be used."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning
from aftershock.headlines import read_headlines
from aftershock.headlines.gdelt import EVENT_COLUMNS, MENTION_COLUMNS, ROOTS


def event(**cells: str) -> str:
    given = {
        "GLOBALEVENTID": "7001",
        "SQLDATE": "20220216",
        "Actor1Name": "NORLAND",
        "Actor2Name": "SUDLAND",
        "EventCode": "138",
        "EventRootCode": "13",
        "QuadClass": "3",
        "GoldsteinScale": "-7.0",
        "NumMentions": "12",
        "NumSources": "3",
        "NumArticles": "11",
        "AvgTone": "-4.25",
        "ActionGeo_FullName": "Midtown, Norland",
        "DATEADDED": "20220217181500",
        "SOURCEURL": "https://www.wire.example/a?b=1",
        **cells,
    }
    return "\t".join(given.get(name, "") for name in EVENT_COLUMNS)


def mention(**cells: str) -> str:
    given = {
        "GLOBALEVENTID": "7001",
        "EventTimeDate": "20220217181500",
        "MentionTimeDate": "20220217183000",
        "MentionType": "1",
        "MentionSourceName": "wire.example",
        "MentionIdentifier": "https://wire.example/b",
        "Confidence": "80",
        "MentionDocTone": "-1.5",
        **cells,
    }
    return "\t".join(given.get(name, "") for name in MENTION_COLUMNS)


def article(**cells: object) -> dict[str, object]:
    return {
        "url": "https://wire.example/c",
        "title": "Talks resume",
        "seendate": "20220217T181500Z",
        "domain": "wire.example",
        "language": "English",
        "sourcecountry": "Norland",
        **cells,
    }


def read_article(**cells: object) -> pd.DataFrame:
    return read_headlines(json.dumps({"articles": [article(**cells)]}, indent=1))


def test_file_of_events_has_61_columns_and_one_of_mentions_16() -> None:
    assert (len(EVENT_COLUMNS), len(MENTION_COLUMNS)) == (61, 16)


@pytest.mark.parametrize(("line", "format"), [(event(), "gdelt_events"), (mention(), "gdelt_mentions")])
def test_file_without_a_header_is_recognised_whatever_its_name(
    tmp_path: Path, line: str, format: str
) -> None:
    path = tmp_path / "20220217181500.export.CSV"
    path.write_text(f"{line}\n")
    assert read_headlines(path).attrs["format"] == format


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        (f"{event()}\n", "2022-02-17T18:00Z"),
        (f"{mention()}\n", "2022-02-17T18:15Z"),
        (json.dumps({"articles": [article()]}, indent=1), "2022-02-17T18:00Z"),
    ],
)
def test_instant_is_the_start_of_the_quarter_hour_that_ends_at_the_stamp(text: str, instant: str) -> None:
    frame = read_headlines(text)
    assert frame["instant"].item() == pd.Timestamp(instant)
    assert frame["uncertainty"].item() == pd.Timedelta("15min")


def test_zone_argument_moves_nothing() -> None:
    assert read_headlines(f"{event()}\n", zone="ET")["instant"].item() == pd.Timestamp("2022-02-17T18:00Z")


def test_raw_time_is_the_stamp_of_the_file() -> None:
    assert read_headlines(f"{event()}\n")["raw_time"].item() == "20220217181500"


@pytest.mark.parametrize(
    ("cells", "headline"),
    [
        ({}, "NORLAND - threaten - SUDLAND"),
        ({"Actor2Name": ""}, "NORLAND - threaten"),
        ({"Actor1Name": "", "Actor1Code": "NLD", "EventRootCode": "4"}, "NLD - consult - SUDLAND"),
    ],
)
def test_headline_of_an_event_is_composed(cells: dict[str, str], headline: str) -> None:
    assert read_headlines(f"{event(**cells)}\n")["headline"].item() == headline


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("url", "https://www.wire.example/a?b=1"),
        ("source", "wire.example"),
        ("cameo_root", "13"),
        ("cameo", "138"),
        ("event_id", "7001"),
        ("event_day", "20220216"),
        ("location", "Midtown, Norland"),
        ("goldstein", -7.0),
        ("mentions", 12.0),
        ("tone", -4.25),
    ],
)
def test_what_is_kept_of_an_event(column: str, value: str | float) -> None:
    assert read_headlines(f"{event()}\n")[column].item() == value


def test_score_that_is_empty_is_missing() -> None:
    assert np.isnan(read_headlines(f"{event(GoldsteinScale='')}\n")["goldstein"].item())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (event(GLOBALEVENTID="2", DATEADDED="20220217"), "not of the form 20220217181500"),
        (event(GLOBALEVENTID="2", DATEADDED="20220230181500"), "not on the calendar"),
        (event(GLOBALEVENTID="2", DATEADDED="99990101000000"), "outside the years"),
        (event(GLOBALEVENTID="2", EventRootCode="21"), "none of CAMEO's roots"),
        (event(GLOBALEVENTID="2", GoldsteinScale="much"), "GoldsteinScale 'much' is not a number"),
        (event(GLOBALEVENTID="2", NumMentions="1e999"), "NumMentions '1e999' is not a number"),
        (event(), "event '7001' is already in line 1"),
        ("a\tb", "2 fields separated by tabs instead of 61"),
        ("\t".join("x" * 58), "GDELT 1.0"),
    ],
)
def test_bad_event_is_listed(line: str, reason: str) -> None:
    with pytest.warns(RejectedRowsWarning, match="1 of 2"):
        frame = read_headlines(f"{event()}\n{line}\n", format="gdelt_events")
    assert reason in frame.attrs["rejected"][0]["reason"]
    assert frame.attrs["rejected"][0]["line"] == 2


def test_quotation_marks_in_a_file_without_a_header_are_text() -> None:
    text = f"{event(Actor1Name=chr(34) + 'NORLAND')}\n{event(GLOBALEVENTID='2')}\n"
    assert len(read_headlines(text)) == 2


def test_table_with_a_header_is_read_by_its_names() -> None:
    table = "EventRootCode,DATEADDED,GLOBALEVENTID,Actor1Name,SOURCEURL\n20,20220217181500,9,NORLAND,\n"
    frame = read_headlines(table)
    assert frame["headline"].item() == "NORLAND - use unconventional mass violence"


def test_table_without_the_stamp_is_refused() -> None:
    with pytest.raises(HeadlineError, match="lacks the column DATEADDED"):
        read_headlines("GLOBALEVENTID,EventRootCode\n9,20\n", format="gdelt_events")


def test_there_are_twenty_roots() -> None:
    assert list(ROOTS) == [f"{code:02d}" for code in range(1, 21)]


@pytest.mark.parametrize("fields", [14, 15, 16])
def test_mentions_may_lack_their_last_columns(fields: int) -> None:
    line = "\t".join(mention().split("\t")[:fields])
    assert read_headlines(f"{line}\n")["headline"].item() == "Event 7001 mentioned by wire.example"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event_id", "7001"),
        ("event_time", "20220217181500"),
        ("confidence", 80.0),
        ("url", "https://wire.example/b"),
    ],
)
def test_what_is_kept_of_a_mention(column: str, value: str | float) -> None:
    assert read_headlines(f"{mention()}\n")[column].item() == value


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("headline", "Talks resume"),
        ("source", "wire.example"),
        ("url", "https://wire.example/c"),
        ("language", "English"),
        ("source_country", "Norland"),
        ("raw_time", "20220217T181500Z"),
    ],
)
def test_what_is_kept_of_an_article(column: str, value: str) -> None:
    assert read_article()[column].item() == value


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"seendate": "yesterday"}, "stamp 'yesterday'"),
        ({"seendate": None}, "stamp ''"),
        ({"title": ""}, "no headline"),
    ],
)
def test_article_without_stamp_or_title_is_refused(cells: dict[str, object], reason: str) -> None:
    with pytest.raises(HeadlineError, match=reason):
        read_article(**cells)


@pytest.mark.parametrize("text", ['{"articles": []}\n', "{}\n", "7\n", '{"articles": {"a": 1}}\n'])
def test_answer_without_articles_is_refused(text: str) -> None:
    with pytest.raises(HeadlineError, match="holds no articles"):
        read_headlines(text, format="gdelt_doc")


def test_answers_that_overlap_count_an_article_once() -> None:
    page = json.dumps({"articles": [article()]})
    with pytest.warns(RejectedRowsWarning, match="already in line 1"):
        frame = read_headlines(f"{page}\n{page}\n")
    assert len(frame) == 1


def test_assumption_says_how_stamps_are_meant() -> None:
    assert "quarter of an hour" in read_headlines(f"{event()}\n").attrs["assumption"]


def test_events_written_as_a_table_read_back_the_same(tmp_path: Path) -> None:
    frame = read_headlines(f"{event()}\n")
    frame.to_csv(tmp_path / "events.csv")
    again = read_headlines(tmp_path / "events.csv")
    assert (again["instant"].item(), again["uncertainty"].item()) == (
        frame["instant"].item(),
        frame["uncertainty"].item(),
    )
