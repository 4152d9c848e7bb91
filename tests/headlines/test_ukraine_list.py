"""The project's list of 17 and 18 February 2022 agrees with the page it restates."""

import re
from pathlib import Path

import pandas as pd
import pytest

from aftershock.headlines import read_headlines

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "../shared/live-blog/ukraine-update.txt"
LIST = CHECKOUT / "data/headlines/ukraine-2022-02-17.csv"
THEMES = {"diplomacy", "military", "sanctions", "rhetoric", "cease-fire"}
ENTRIES = 17
LONGEST_SHARED_PHRASE = 3

needs_page = pytest.mark.skipif(
    not PAGE.exists(), reason="the saved live-blog page is not beside the checkout"
)


@pytest.fixture(scope="module")
def restated() -> pd.DataFrame:
    return read_headlines(LIST)


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    return read_headlines(PAGE, date="2022-02-18")


def words(text: str) -> list[str]:
    return re.findall(r"[\w.]+", text.casefold())


def phrases(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def test_list_has_every_entry(restated: pd.DataFrame) -> None:
    assert len(restated) == ENTRIES


def test_list_uses_the_five_themes(restated: pd.DataFrame) -> None:
    assert set(restated["theme"]) == THEMES


def test_list_reads_without_a_flag(restated: pd.DataFrame) -> None:
    assert (restated["flags"] == "").all()


@pytest.mark.page
@needs_page
@pytest.mark.parametrize("column", ["instant", "raw_time", "zone", "uncertainty"])
def test_list_agrees_with_the_page_entry_by_entry(
    restated: pd.DataFrame, printed: pd.DataFrame, column: str
) -> None:
    assert restated[column].tolist() == printed[column].tolist()


@pytest.mark.page
@needs_page
def test_ids_agree_with_those_of_the_page(restated: pd.DataFrame, printed: pd.DataFrame) -> None:
    assert restated.index.tolist() == printed.index.tolist()


@pytest.mark.page
@needs_page
def test_no_phrase_of_the_page_is_repeated(restated: pd.DataFrame) -> None:
    length = LONGEST_SHARED_PHRASE + 1
    page = phrases(PAGE.read_text(encoding="utf-8"), length)
    shared = {text: phrases(text, length) & page for text in restated["headline"]}
    assert not {text: found for text, found in shared.items() if found}


@pytest.mark.page
@needs_page
def test_no_headline_of_the_page_is_repeated(restated: pd.DataFrame, printed: pd.DataFrame) -> None:
    assert not set(restated["headline"].map(str.casefold)) & set(printed["headline"].map(str.casefold))


@pytest.mark.page
@needs_page
def test_page_has_seventeen_entries(printed: pd.DataFrame) -> None:
    assert (len(printed), printed.attrs["read"], printed.attrs["rejected"]) == (ENTRIES, ENTRIES, [])


@pytest.mark.page
@needs_page
@pytest.mark.parametrize(
    ("position", "raw_time", "instant"),
    [(-1, "3:15 a.m.", "2022-02-18T02:15Z"), (0, "10:10 a.m.", "2022-02-17T09:10Z")],
)
def test_newest_and_oldest_entry(printed: pd.DataFrame, position: int, raw_time: str, instant: str) -> None:
    entry = printed.iloc[position]
    assert (entry["raw_time"], entry["instant"]) == (raw_time, pd.Timestamp(instant))


@pytest.mark.page
@needs_page
def test_three_entries_fall_after_midnight(printed: pd.DataFrame) -> None:
    days = printed["instant"].dt.tz_convert("Europe/Berlin").dt.strftime("%Y-%m-%d")
    assert days.value_counts().to_dict() == {"2022-02-17": 14, "2022-02-18": 3}


@pytest.mark.page
@needs_page
def test_every_entry_has_its_body(printed: pd.DataFrame) -> None:
    assert (printed["body"].str.len() > 100).all()


@pytest.mark.page
@needs_page
@pytest.mark.parametrize(
    "furniture", ["Most Read", "©", "[ad_2]", "Source link", "Comment", "email", "All times"]
)
def test_furniture_is_in_no_body(printed: pd.DataFrame, furniture: str) -> None:
    assert not printed["body"].str.contains(furniture, regex=False).any()


@pytest.mark.page
@needs_page
@pytest.mark.parametrize("summary", ["Ukraine Update", "Key Developments", "Markets Wrap"])
def test_summary_is_no_headline(printed: pd.DataFrame, summary: str) -> None:
    assert not printed["headline"].str.contains(summary, regex=False).any()
