"""The door: files, text, formats and what is refused there."""

import time
from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines import read_headlines
from aftershock.headlines.reader import detect_format

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
    ],
)
def test_format_is_detected(text: str, origin: str, expected: str) -> None:
    assert detect_format(text, origin=origin) == expected


def test_format_can_be_overridden() -> None:
    with pytest.raises(HeadlineError, match="lacks a column"):
        read_headlines(PAGE, format="table")


def test_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'liveblog', 'table'"):
        read_headlines(PAGE, format="feed")  # type: ignore[arg-type]


def test_frame_written_as_csv_reads_back_the_same(tmp_path: Path) -> None:
    frame = read_headlines(PAGE, date="2022-02-17")
    frame.to_csv(tmp_path / "frame.csv")
    again = read_headlines(tmp_path / "frame.csv").drop(columns="given_headline_id")
    pd.testing.assert_frame_equal(again, frame)


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
