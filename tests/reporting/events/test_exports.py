"""The result files of a study of dated events: the glossary's columns, and nothing lost."""

import json

import pandas as pd
import pytest

from aftershock.markets import shown
from aftershock.reporting.events.exports import glossary, results_frame
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.exports import json_text

TEN_DIGITS = 1e-6


@pytest.fixture(scope="module")
def frame(found: EventFindings) -> pd.DataFrame:
    return results_frame(found)


def test_columns_are_those_of_the_glossary_in_its_order(frame: pd.DataFrame, found: EventFindings) -> None:
    assert frame.columns.tolist() == list(glossary(found))


def test_every_column_but_that_of_failed_tests_holds_something(frame: pd.DataFrame) -> None:
    empty = [name for name in frame.columns if not frame[name].replace("", None).notna().any()]
    assert empty == ["reason"]


def test_merged_event_names_the_one_it_is_measured_with(frame: pd.DataFrame) -> None:
    merged = frame[frame["outcome"] == "merged_into_episode"]
    assert set(merged["event"]) == {"o"} and set(merged["merged_into"]) == {14}


def test_nothing_measured_is_left_out(frame: pd.DataFrame, found: EventFindings) -> None:
    assert frame["study"].value_counts().to_dict() == {
        "moves": len(found.moves),
        "tests": len(found.tests),
        "differences": len(found.differences),
        "paths": len(found.paths),
    }


def test_whole_list_has_no_group(frame: pd.DataFrame) -> None:
    tests = frame[frame["study"] == "tests"]
    assert tests["group"].isna().sum() == len(tests) / 3


def test_estimates_are_shown_as_printed(frame: pd.DataFrame, found: EventFindings) -> None:
    for row in frame.dropna(subset="estimate").sample(40, random_state=1).itertuples():
        expected = float(shown(found.assets[row.asset], row.estimate))
        assert row.estimate_shown == pytest.approx(expected, abs=TEN_DIGITS)


def test_units_are_named(frame: pd.DataFrame) -> None:
    units = frame.groupby("asset")[["unit", "unit_shown"]].first()
    assert units.loc["UST10Y"].tolist() == ["bp", "bp"] and units.loc["SPX"].tolist() == ["log return", "%"]


def test_json_holds_the_glossary(frame: pd.DataFrame, found: EventFindings) -> None:
    content = json.loads(json_text(frame, glossary=glossary(found)))
    assert content["glossary"] == glossary(found) and len(content["results"]) == len(frame)


def test_windows_are_written_with_both_ends(frame: pd.DataFrame) -> None:
    assert set(frame.loc[frame["study"] == "moves", "window"]) == {"[-1, 1]", "[0, 0]"}
    assert frame.loc[frame["study"] == "paths", "window"].iloc[0] == "[-3, -3]"
