"""What a study lacks is named one piece at a time; files that others explain better are left to them."""

from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, StudyFileError
from aftershock.reporting.first_steps import as_study_keys, check_first_steps, needed_days, outcome_remarks
from aftershock.reporting.starter_text import HEADLINES

WHOLE = (
    '[study]\ntitle = "A day"\n[headlines]\nfile = "list.csv"\n[prices]\nstart = "{}"\nend = "2022-03-01"\n'
)


def study(folder: Path, text: str, headlines: str = "time,headline\n2022-02-17T09:10Z,Talks\n") -> Path:
    (folder / "list.csv").write_text(headlines, encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


def lack(path: Path) -> str:
    with pytest.raises(StudyFileError) as caught:
        check_first_steps(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.format("2021-01-01"),
        "[study",
        "study = 3\nheadlines = 4",
        '[study]\ntitel = ""',
        '[events]\nfile = "list.csv"\n[prices]\nstart = ""',
    ],
)
def test_what_is_whole_or_wrong_in_another_way_is_let_through(tmp_path: Path, text: str) -> None:
    check_first_steps(study(tmp_path, text))


def test_file_that_is_absent_is_let_through(tmp_path: Path) -> None:
    check_first_steps(tmp_path / "study.toml")


def test_title_comes_first_then_headlines_then_days(tmp_path: Path) -> None:
    text = WHOLE.format("").replace("A day", "")
    assert "the title is empty" in lack(study(tmp_path, text, HEADLINES))
    assert "lines 2 and 3 are still the starter's" in lack(study(tmp_path, WHOLE.format(""), HEADLINES))
    assert "the headline is of 2022-02-17, and the days" in lack(study(tmp_path, WHOLE.format("")))


def test_one_line_of_the_starter_left_is_named_alone(tmp_path: Path) -> None:
    left = "\n".join(HEADLINES.splitlines()[:2])
    assert "line 2 is still the starter's" in lack(study(tmp_path, WHOLE.format(""), left))


def test_days_of_headlines_that_cannot_be_read_are_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(HeadlineError, match="list.csv: The time"):
        check_first_steps(study(tmp_path, WHOLE.format(""), "time,headline\n2022-02-17 09:10,Talks\n"))


def test_days_are_asked_for_plainly_where_the_headlines_section_is_wrong(tmp_path: Path) -> None:
    text = WHOLE.format("").replace('"list.csv"', '"list.csv"\nzon = "CET"')
    assert "start is empty; write a day as 2022-02-17" in lack(study(tmp_path, text))


def test_needed_days_reach_from_two_years_before_the_first_to_ten_days_after_the_last() -> None:
    heads = pd.DataFrame({"instant": pd.to_datetime(["2024-02-29T23:59Z", "2024-03-05T00:00Z"])})
    days = needed_days(heads)
    assert days == {"start": "2022-03-01", "end": "2024-03-15", "bars_start": "2023-11-01"}


def test_parameters_are_spelt_as_keys_of_the_study_file() -> None:
    told = as_study_keys("ambiguous={'CST': 'America/Chicago'}, or zone='America/Chicago'.")
    assert told.startswith("ambiguous = {'CST' = 'America/Chicago'}, or zone = 'America/Chicago'.")
    assert told.endswith("(ambiguous and zone are keys of [headlines] in the study.toml.)")
    assert as_study_keys("The page holds no entries.") == "The page holds no entries."


def test_only_outcomes_that_surprise_are_told() -> None:
    outcomes = pd.Series(["used", "merged_into_episode", "short_estimation", "stale_price", "stale_price"])
    first, second = outcome_remarks(outcomes, "pairs")
    assert first.startswith("2 of 5 pairs: The price before or after the headline is too far")
    assert second.endswith(
        "(short_estimation). Let [prices] start earlier, or shorten [sessions] estimation."
    )
