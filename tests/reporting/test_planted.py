"""What was planted in a simulated study, beside what was found."""

from pathlib import Path

import pandas as pd
import pytest

from aftershock.errors import StudyFileError
from aftershock.reporting.findings import Findings
from aftershock.reporting.planted import planted_table, read_planted

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "planted.csv"


def test_one_line_a_planted_reaction(demo: Findings) -> None:
    assert len(planted_table(demo, read_planted(SAMPLE)).rows) == len(pd.read_csv(SAMPLE))


def test_only_windows_that_start_at_the_headline_are_compared(demo: Findings) -> None:
    assert planted_table(demo, read_planted(SAMPLE)).columns == (
        "No.",
        "Headline",
        "Asset",
        "Planted",
        "0/+60min",
        "0/close",
        "Session",
    )


def test_planted_move_stands_beside_the_one_found(demo: Findings) -> None:
    rows = {(row[0], row[2]): row for row in planted_table(demo, read_planted(SAMPLE)).rows}
    oil = rows["3", "WTI crude oil"]
    found = demo.clock.set_index(["number", "asset", "window"]).loc[(3, "WTI", "0/+60min"), "move"]
    assert oil[3] == "+3.87\u202f%"
    assert oil[4] == f"+{100 * (2.718281828459045 ** float(found) - 1):.2f}\u202f%"


def test_asset_of_which_no_bars_are_there_is_compared_by_session_alone(demo: Findings) -> None:
    rows = {(row[0], row[2]): row for row in planted_table(demo, read_planted(SAMPLE)).rows}
    treasury = rows["3", "US Treasury 10-year yield"]
    assert treasury[4:6] == ("–", "–")
    assert treasury[6].endswith("\u202fbp")


def test_reaction_of_an_asset_that_was_not_loaded_is_left_out(demo: Findings, tmp_path: Path) -> None:
    path = tmp_path / "planted.csv"
    path.write_text(
        "instant,asset,size,unit,retraced,headline\n"
        "2019-03-20T14:40:00Z,BRENT,0.03,log return,0,Closure\n"
        "2019-03-20T14:40:00Z,WTI,0.03,log return,1,Closure\n",
        encoding="utf-8",
    )
    (row,) = planted_table(demo, read_planted(path)).rows
    assert row[2:4] == ("WTI crude oil", "+3.05\u202f%, then back")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "planted.csv, which cannot be read as CSV"),
        ("", "cannot be read as CSV"),
        ("a,b\n1,2\n", "lacks instant"),
    ],
)
def test_list_that_cannot_be_used_is_refused(tmp_path: Path, text: str | None, told: str) -> None:
    path = tmp_path / "planted.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyFileError, match=rf"^\[simulated\] planted names .*{told}"):
        read_planted(path)
