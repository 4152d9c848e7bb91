"""The door: files, text, formats and what is refused there."""

import gzip
import json
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning
from aftershock.headlines import read_headlines
from aftershock.headlines.detection import detect_format

PAGE = "All times CET:\n\nTalks resume (3 p.m.)\n\nThey met.\n"
TABLE = "time,headline\n2022-02-17T14:00Z,Talks resume\n"
READING_BUDGET_SECONDS = 0.2


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_file_reads_like_its_text(tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", PAGE)
    from_file, from_text = read_headlines(path, date="2022-02-17"), read_headlines(PAGE, date="2022-02-17")
    pd.testing.assert_frame_equal(
        from_file.drop(columns="source"), from_text.drop(columns="source"), check_like=True
    )


def test_origin_is_the_name_of_the_file_and_serves_as_source(tmp_path: Path) -> None:
    frame = read_headlines(str(write(tmp_path, "page.txt", PAGE)), date="2022-02-17")
    assert (frame.attrs["origin"], frame["source"].item()) == ("page.txt", "page.txt")


def test_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, "table.csv", b"\xef\xbb\xbf" + TABLE.encode())
    assert len(read_headlines(path)) == 1


@pytest.mark.parametrize("content", ["Zürich talks (3 p.m.)".encode("latin-1"), PAGE.encode("utf-16")])
def test_other_encodings_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(HeadlineError, match=r"page\.txt is not UTF-8"):
        read_headlines(write(tmp_path, "page.txt", content), date="2022-02-17")


def test_missing_file_is_named() -> None:
    with pytest.raises(HeadlineError, match=r"nowhere/page\.txt"):
        read_headlines("nowhere/page.txt", date="2022-02-17")


@pytest.mark.parametrize("path", ["", "Talks resume (3 p.m.)", "x" * 5000, "nul\0byte"])
def test_text_without_line_breaks_is_a_path(path: str) -> None:
    with pytest.raises(HeadlineError, match="No file can be read"):
        read_headlines(path, date="2022-02-17")


@pytest.mark.parametrize("name", ["empty.csv", "empty.txt", "empty.html"])
def test_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HeadlineError, match="is empty"):
        read_headlines(write(tmp_path, name, " \n\n"), date="2022-02-17")


@pytest.mark.parametrize(
    ("text", "origin", "expected"),
    [
        (PAGE, "page.txt", "liveblog"),
        (PAGE, "page.csv", "table"),
        (TABLE, "list.csv", "table"),
        (TABLE, "list.txt", "table"),
        (TABLE, "text", "table"),
        ("nothing\n", "text", "liveblog"),
        ("<?xml version='1.0'?>\n<rss version='2.0'></rss>", "text", "feed"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "page.html", "feed"),
        ("anything", "feed.rss", "feed"),
        ('{"time": "2022-02-17T14:00Z", "headline": "Talks"}\n', "text", "json_lines"),
        ('[{"time": "2022-02-17T14:00Z", "headline": "Talks"}]', "list.json", "json_lines"),
        ("not json\n", "list.json", "json_lines"),
        ('{"news": [{"headline": "Talks"}]}', "text", "news_api"),
        ('{"results": []}', "page.json", "news_api"),
        ('[{"title": "Talks", "published_utc": "2022-02-17T14:00:00Z"}]', "text", "news_api"),
        ('{"articles": [{"title": "Talks", "seendate": "20220217T140000Z"}]}', "text", "gdelt_doc"),
        ('{"@type": "LiveBlogPosting"}', "text", "jsonld"),
        ('{"@graph": []}', "page.json", "jsonld"),
        ("[Update] Talks resume (3 p.m.)", "text", "liveblog"),
        ("event_date;event_id_cnty;notes\n", "export.csv", "acled"),
        ("GLOBALEVENTID,DATEADDED,EventRootCode\n", "export.csv", "gdelt_events"),
        (b"PAR1....PAR1", "frame.parquet", "parquet"),
        (b"PAR1....PAR1", "frame.csv", "parquet"),
    ],
)
def test_format_is_detected(text: str | bytes, origin: str, expected: str) -> None:
    assert detect_format(text, origin=origin) == expected


def test_format_can_be_overridden() -> None:
    with pytest.raises(HeadlineError, match="lacks a column"):
        read_headlines(PAGE, format="table")


def test_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'liveblog', 'jsonld', 'feed', 'table'"):
        read_headlines(PAGE, format="letter")  # type: ignore[arg-type]


def test_frame_written_as_csv_reads_back_the_same(tmp_path: Path) -> None:
    frame = read_headlines(PAGE, date="2022-02-17")
    frame.to_csv(tmp_path / "frame.csv")
    again = read_headlines(tmp_path / "frame.csv").drop(columns="given_headline_id")
    pd.testing.assert_frame_equal(again, frame)


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "jsonl"])
def test_frame_survives_a_round_trip(tmp_path: Path, ending: str) -> None:
    frame = read_headlines(
        "time,zone,headline,theme\n2022-02-17 10:10:07,CET,“Talks”; again,diplomacy\n2022-07-17,ET,Day,\n"
    )
    path = tmp_path / f"frame.{ending}"
    if ending == "parquet":
        frame.to_parquet(path)
    elif ending == "jsonl":
        frame.reset_index().to_json(path, orient="records", lines=True, date_format="iso", date_unit="ns")
    else:
        frame.to_csv(path, sep="\t" if ending == "tsv" else ",")
    again = read_headlines(path)
    pd.testing.assert_frame_equal(again[frame.columns], frame)


@pytest.mark.parametrize("name", ["list.csv.gz", "list.csv.zip"])
def test_compressed_file_reads_like_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("gz"):
        path.write_bytes(gzip.compress(TABLE.encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("list.csv", TABLE)
    frame = read_headlines(path)
    assert (frame["headline"].item(), frame.attrs["origin"], frame.attrs["format"]) == (
        "Talks resume",
        name,
        "table",
    )


def test_damaged_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadlineError, match="damaged archive"):
        read_headlines(write(tmp_path, "list.csv.gz", gzip.compress(TABLE.encode())[:-12]))


def test_archive_that_unfolds_beyond_the_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aftershock.headlines.content.LARGEST", 1000)
    with pytest.raises(HeadlineError, match="unfolds to more than"):
        read_headlines(write(tmp_path, "list.csv.gz", gzip.compress(TABLE.encode() + b"x" * 2000)))


def test_archive_of_two_files_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", TABLE)
        archive.writestr("b.csv", TABLE)
    with pytest.raises(HeadlineError, match="holds 2 files"):
        read_headlines(tmp_path / "two.zip")


def test_more_rejected_rows_than_allowed_are_an_error() -> None:
    with pytest.raises(HeadlineError, match=r"1 of 2 entries were rejected, more than max_rejected=0"):
        read_headlines(f"{TABLE}tomorrow,Talks\n", max_rejected=0)


def test_rejected_rows_within_the_allowance_are_announced() -> None:
    with pytest.warns(RejectedRowsWarning):
        frame = read_headlines(f"{TABLE}tomorrow,Talks\n", max_rejected=1)
    assert len(frame.attrs["rejected"]) == 1


@pytest.mark.parametrize(
    ("abbreviation", "hour"), [("local", "2022-07-17T14:10"), ("literal", "2022-07-17T15:10")]
)
@pytest.mark.filterwarnings("ignore::aftershock.errors.SeasonWarning")
def test_abbreviation_out_of_season_follows_the_rule(abbreviation: str, hour: str) -> None:
    frame = read_headlines(
        "time,zone,headline\n2022-07-17 10:10,EST,Talks\n",
        abbreviation=abbreviation,  # type: ignore[arg-type]
    )
    assert frame["instant"].item() == pd.Timestamp(hour, tz="UTC")


def test_ambiguous_abbreviation_is_read_as_stated_and_flagged() -> None:
    frame = read_headlines(
        "time,zone,headline\n2022-02-17 10:10,IST,Talks\n", ambiguous={"IST": "Asia/Kolkata"}
    )
    assert (frame["instant"].item(), frame["flags"].item()) == (
        pd.Timestamp("2022-02-17T04:40Z"),
        "assumed_zone",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"tim": "when"}}, "Did you mean 'time'"),
        ({"columns": {"time": "wen"}}, r"no such column\. Did you mean 'when'"),
        ({"columns": {"time": "when", "instant": "WHEN"}}, "more than once"),
        ({"date_order": "day"}, "date_order is 'day'; allowed are 'day_first', 'month_first'"),
        ({"abbreviation": "fixed"}, "abbreviation is 'fixed'; allowed are 'local', 'literal'"),
        ({"date": "18/02/2022"}, "must be a calendar day as ISO"),
    ],
)
def test_options_are_checked(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_headlines("when,headline\n2022-02-17T09:10Z,Talks\n", **options)  # type: ignore[arg-type]


def test_columns_mean_nothing_to_a_live_blog() -> None:
    with pytest.raises(HeadlineError, match="columns serves the formats"):
        read_headlines(PAGE, date="2022-02-17", columns={"time": "when"}, format="liveblog")


def test_data_of_a_page_come_before_its_text() -> None:
    update = {"@type": "BlogPosting", "headline": "From data", "datePublished": "2022-02-17T09:10:00Z"}
    data = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": [update]})
    page = f'<html><head><script type="application/ld+json">{data}</script></head>\n<p>From text (3 p.m.)</p></html>'
    assert read_headlines(page)["headline"].tolist() == ["From data"]


def test_lone_surrogates_are_replaced() -> None:
    assert (
        read_headlines("time,headline\n2022-02-17T09:10Z,Talks\ud800\n")["headline"].item() == "Talks\ufffd"
    )


def test_index_of_geopolitical_risk_is_no_list_of_headlines() -> None:
    with pytest.raises(HeadlineError, match="read_gpr"):
        read_headlines("date,gprd,gprd_act,gprd_threat\n2022-02-17,1,2,3\n")


def test_hostile_text_arrives_unchanged() -> None:
    text = "<script>alert(1)</script> “Red lines” & $x$ \u202eRTL 🙂"
    frame = read_headlines(f"All times CET:\n\n{text} (3 p.m.)\n", date="2022-02-17")
    assert frame["headline"].item() == text


def test_page_of_five_hundred_entries_reads_within_its_budget() -> None:
    clocks = [1439 - 7 * number for number in range(500)]
    entries = (f"Item {clock} ({clock % 1440 // 60:02d}:{clock % 60:02d})\n\nBody.\n" for clock in clocks)
    page = "All times CET:\n\n" + "\n".join(entries)
    read_headlines(PAGE, date="2022-02-17")
    started = time.process_time()
    assert len(read_headlines(page, date="2022-02-18")) == 500
    assert time.process_time() - started < READING_BUDGET_SECONDS
