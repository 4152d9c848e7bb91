"""JSON lines: objects as rows, and damage that stays in its line."""

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning
from aftershock.headlines import read_headlines
from aftershock.headlines.json_documents import cell_text, decode_documents

LINE = '{"time": "2022-02-17T09:10Z", "headline": "Talks", "tags": ["a", "b"], "score": 2.5, "extra": {"k": [1]}}'
DEEP = "[" * 200_000


@pytest.mark.parametrize("text", [f"{LINE}\n", f"[{LINE}]\n", f"[\n{LINE}\n]", f"\n\n{LINE}\n\n"])
def test_lines_and_lists_read_alike(text: str) -> None:
    frame = read_headlines(text, format="json_lines")
    assert (frame["headline"].item(), frame["instant"].item()) == ("Talks", pd.Timestamp("2022-02-17T09:10Z"))


@pytest.mark.parametrize(("column", "text"), [("tags", "a b"), ("score", "2.5"), ("extra", '{"k": [1]}')])
def test_values_are_carried_along_as_text(column: str, text: str) -> None:
    assert read_headlines(f"{LINE}\n")[column].item() == text


def test_key_that_only_some_lines_have_is_empty_elsewhere() -> None:
    frame = read_headlines(f'{LINE}\n{{"time": "2022-02-17T09:20Z", "headline": "Motion", "url": "u"}}\n')
    assert frame["url"].tolist() == ["", "u"]


def test_columns_are_found_by_the_callers_names() -> None:
    text = '{"when": "2022-02-17T09:10Z", "what": "Talks"}\n'
    assert len(read_headlines(text, columns={"time": "when", "headline": "what"})) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "it is not JSON"),
        ("7", "not an object"),
        ('{"headline": "Motion"}', "time is empty"),
        ('{"time": 1645089000000, "headline": "Motion"}', "count since 1970"),
        ('{"time": "2022-02-17T09:10Z", "headline": "Motion"} {}', "something follows"),
        (DEEP, "nested too deeply"),
        ('{"time": ' + "9" * 5000 + ', "headline": "Motion"}', "too many digits"),
    ],
)
def test_bad_line_is_listed(line: str, reason: str) -> None:
    with pytest.warns(RejectedRowsWarning):
        frame = read_headlines(f"{LINE}\n{line}\n", format="json_lines")
    assert frame.attrs["rejected"][0]["line"] == 2
    assert reason in frame.attrs["rejected"][0]["reason"]


@pytest.mark.parametrize("text", ["[]\n", f"{DEEP}\n", "[1, 2]\n", '[{"a": 1}]\n', "{}\n"])
def test_json_without_headlines_is_refused(text: str) -> None:
    with pytest.raises(HeadlineError):
        read_headlines(text, format="json_lines")


def test_documents_one_after_another_are_counted_by_line() -> None:
    assert [line for line, _ in decode_documents('{"a": 1}{"a": 2}\n\n{"a":\n3} 4')] == [1, 1, 3, 4]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), ""),
        (pd.NaT, ""),
        (False, "false"),
        (7, "7"),
        (pd.Timestamp("2022-02-17T09:10Z"), "2022-02-17T09:10:00+00:00"),
        (pd.Timedelta("1min"), "0 days 00:01:00"),
        (b"Talks", "Talks"),
        ("Talks\ud800", "Talks\ufffd"),
        (["a", None, 2], "a  2"),
    ],
)
def test_cell_text(value: object, text: str) -> None:
    assert cell_text(value) == text
