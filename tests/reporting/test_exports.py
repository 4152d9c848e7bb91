"""The result files: the glossary's columns, nothing lost, nothing a spreadsheet would run."""

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.markets import shown
from aftershock.reporting.exports import csv_text, json_text, plain, results_frame
from aftershock.reporting.findings import Findings
from aftershock.reporting.glossary import GLOSSARY

MakeFindings = Callable[..., Findings]

TEN_DIGITS = 1e-9


@pytest.fixture(scope="module")
def frame(demo: Findings) -> pd.DataFrame:
    return results_frame(demo)


@pytest.fixture(scope="module")
def written(frame: pd.DataFrame) -> str:
    return csv_text(frame)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def cell(value: object, *, name: str = "text") -> str:
    """The one cell of a CSV with one row and one column."""
    return next(iter(read(csv_text(pd.DataFrame({name: [value]}, dtype=object)))[0].values()))


def test_columns_are_those_of_the_glossary_in_its_order(written: str) -> None:
    assert next(csv.reader(io.StringIO(written))) == list(GLOSSARY)


def test_every_column_holds_something_but_volume_where_there_is_none(frame: pd.DataFrame) -> None:
    assert frame.columns[~frame.notna().any()].tolist() == ["abnormal_volume"]


def test_json_holds_the_glossary_of_its_columns(frame: pd.DataFrame) -> None:
    assert json.loads(json_text(frame))["glossary"] == GLOSSARY


def test_json_and_csv_hold_the_same(frame: pd.DataFrame, written: str) -> None:
    rows = json.loads(json_text(frame))["results"]
    as_text = [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
    assert as_text == read(written)


def test_missing_is_null_in_json(frame: pd.DataFrame) -> None:
    first = json.loads(json_text(frame))["results"][0]
    assert first["study"] == "sessions" and first["before"] is None and first["usual"] is None


def test_json_has_no_number_that_json_does_not_know(frame: pd.DataFrame) -> None:
    def refuse(text: str) -> float:
        raise AssertionError(text)

    json.loads(json_text(frame), parse_constant=refuse)


def test_no_missing_value_is_spelt_out(written: str) -> None:
    cells = {value.lower() for row in read(written) for value in row.values()}
    assert not cells & {"nan", "nat", "none", "null", "<na>", "inf", "-inf"}


def test_every_session_pair_is_covered_once(written: str, demo: Findings) -> None:
    covered = [
        (row["asset"], at)
        for row in read(written)
        if row["study"] == "sessions"
        for at in spelt_out(row["headlines"])
    ]
    assert sorted(covered) == sorted(
        (asset, at) for asset in demo.daily.symbols for at in range(1, len(demo.heads) + 1)
    )


def spelt_out(numbers: str) -> list[int]:
    runs = [run.partition("–") for run in numbers.split(", ")]
    return [at for first, _, last in runs for at in range(int(first), int(last or first) + 1)]


def test_every_clock_window_is_there_once(written: str, demo: Findings) -> None:
    assert demo.bars is not None and demo.reactions is not None
    rows = [(row["event"], row["asset"], row["window"]) for row in read(written) if row["study"] == "clock"]
    assert sorted(rows) == sorted(
        (head, asset, window)
        for head in demo.heads.index
        for asset in demo.bars.symbols
        for window in demo.reactions.spec.windows
    )


def test_shown_moves_are_the_native_ones_in_the_unit_people_quote(
    frame: pd.DataFrame, demo: Findings
) -> None:
    known = frame[frame["move"].notna()]
    expected = [float(shown(demo.assets[row.asset], row.move)) for row in known.itertuples()]
    np.testing.assert_allclose(known["move_shown"].astype(float), expected, atol=5.1e-7)
    assert set(zip(known["unit"], known["unit_shown"], strict=True)) == {("log return", "%"), ("bp", "bp")}


def test_log_return_and_per_cent_stand_side_by_side(make_findings: MakeFindings) -> None:
    row = results_frame(make_findings([{"move": -0.021400503}])).iloc[0]
    assert (row["move"], row["unit"]) == (-0.021400503, "log return")
    assert (row["move_shown"], row["unit_shown"]) == (-2.117314, "%")


def test_yield_is_in_basis_points_in_both(make_findings: MakeFindings) -> None:
    row = results_frame(make_findings([{"asset": "UST10Y", "move": -6.0, "unit": "bp"}])).iloc[0]
    assert (row["move"], row["unit"], row["move_shown"], row["unit_shown"]) == (-6.0, "bp", -6.0, "bp")


def test_clock_moves_are_those_of_the_prices_beside_them(frame: pd.DataFrame) -> None:
    rows = frame[(frame["study"] == "clock") & frame["move"].notna()]
    moves = np.log(rows["after_price"].astype(float) / rows["before_price"].astype(float))
    np.testing.assert_allclose(rows["move"].astype(float), moves, atol=TEN_DIGITS)


def test_pairs_without_a_session_are_there_with_their_numbers(make_findings: MakeFindings) -> None:
    lost = {"event_id": "", "session": pd.NaT, "outcome": "out_of_range", "move": math.nan, "numbers": (1, 2)}
    (row,) = read(csv_text(results_frame(make_findings([lost]))))
    assert (row["headlines"], row["headline"], row["outcome"]) == ("1–2", "Talks", "out_of_range")
    assert (row["event"], row["session"], row["instant"]) == ("", "", "2022-02-17T09:10:00Z")


def test_session_is_a_date_and_instants_are_utc(written: str) -> None:
    first = read(written)[0]
    assert first["session"] == "2019-03-20"
    assert datetime.fromisoformat(first["instant"]).isoformat() == "2019-03-20T08:15:00+00:00"


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\n=1"]
)
def test_text_that_starts_like_a_formula_is_neutralised(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(("text", "kept"), [("a\rb", "a\nb"), ("a\r\nb", "a\nb"), ("\r=1", "'\n=1")])
def test_line_ends_inside_a_text_are_those_of_unix(text: str, kept: str) -> None:
    assert cell(text) == kept


def test_name_of_a_column_that_starts_like_a_formula_is_neutralised() -> None:
    assert csv_text(pd.DataFrame({"=cmd()": ["x"]})) == "'=cmd()\nx\n"


@pytest.mark.parametrize(
    "text", ["Talks", "1=1", "a@b", "", "–", "it's", "0/+60min", "-60min/0", "+30min/close"]
)
def test_other_text_is_left_alone(text: str) -> None:
    assert cell(text) == text


def test_window_that_hides_a_formula_is_neutralised() -> None:
    assert cell("-60min/0+cmd()") == "'-60min/0+cmd()"


@pytest.mark.parametrize(
    ("value", "text"), [(-2.5, "-2.5"), (-6.0, "-6"), (-7, "-7"), (np.float64(-0.1), "-0.1")]
)
def test_negative_numbers_are_left_alone(value: float, text: str) -> None:
    assert cell(value) == text


def test_whole_numbers_have_no_decimals_beside_missing_ones() -> None:
    assert csv_text(pd.DataFrame({"rank": [11.0, math.nan], "more": "x"})) == "rank,more\n11,x\n,x\n"


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, pd.NaT, pd.NA, np.float64("nan")])
def test_missing_is_none(missing: object) -> None:
    assert plain(missing) is None


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (pd.Timestamp("2022-02-17T10:10+01:00"), "2022-02-17T09:10:00Z"),
        (pd.Timestamp("2022-02-17T09:10:30.25Z"), "2022-02-17T09:10:30.250000Z"),
        (pd.Timestamp("2022-02-17"), "2022-02-17"),
    ],
)
def test_instants_are_utc_to_their_last_unit_and_labels_are_dates(instant: pd.Timestamp, text: str) -> None:
    assert plain(instant) == text


@given(st.floats(-1e300, 1e300))
def test_numbers_keep_ten_digits(value: float) -> None:
    assert plain(value) == pytest.approx(value, rel=TEN_DIGITS)


@given(st.text(max_size=30))
def test_any_text_comes_back_from_csv(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    assert cell(text) in (unix, f"'{unix}")
