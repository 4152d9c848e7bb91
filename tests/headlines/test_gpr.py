"""The daily index of geopolitical risk: a series, read as such."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines import read_gpr

KIT = Path(__file__).parents[2] / "../shared/data/events/gpr_daily.csv"
HEADER = "date,GPRD,GPRD_ACT,GPRD_THREAT"


def read(*rows: str, header: str = HEADER) -> pd.DataFrame:
    return read_gpr("\n".join([header, *rows, ""]))


def test_columns_are_the_index_and_its_two_parts() -> None:
    assert read("2022-02-17,1,2,3").columns.tolist() == ["gpr", "acts", "threats"]


def test_index_is_of_naive_days_in_order() -> None:
    frame = read("2022-02-18,1,2,3", "2022-02-17,4,5,6")
    expected = pd.DatetimeIndex(["2022-02-17", "2022-02-18"], dtype="datetime64[ns]", name="date")
    pd.testing.assert_index_equal(frame.index, expected)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("DAY,N10D,GPRD,GPRD_ACT,GPRD_THREAT", "20220217,900,1,2,3"),
        ("DAY;GPRD;GPRD_ACT;GPRD_THREAT", "20220217;1;2;3"),
        ("date\tgpr\tacts\tthreats", "2022-02-17\t1\t2\t3"),
    ],
)
def test_names_of_all_vintages_are_understood(header: str, row: str) -> None:
    assert read(row, header=header).loc["2022-02-17"].tolist() == [1.0, 2.0, 3.0]


def test_empty_value_is_missing() -> None:
    assert np.isnan(read("2022-02-17,1,,3")["acts"].item())


@pytest.mark.parametrize(
    "row", ["soon,1,2,3", "2022-02-17,x,2,3", "2022-02-17,inf,2,3", "17/02/2022,1,2,3", "2022-02-17"]
)
def test_rows_that_cannot_be_read_are_listed(row: str) -> None:
    if row == "2022-02-17":
        assert read(row).isna().all(axis=None)
    else:
        with pytest.raises(HeadlineError, match=r"1 of 2 rows.*line 3: "):
            read("2022-02-16,1,2,3", row)


def test_double_days_are_refused() -> None:
    with pytest.raises(HeadlineError, match="more than one row for 2022-02-17"):
        read("2022-02-17,1,2,3", "2022-02-17,1,2,3")


def test_monthly_file_is_refused() -> None:
    with pytest.raises(HeadlineError, match="monthly"):
        read("2022-02-01,1,2,3", header="month,GPR,GPRT,GPRA")


@pytest.mark.parametrize("name", ["index.xls", "index.xlsx"])
def test_workbook_without_its_library_or_content_says_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(HeadlineError, match="as CSV"):
        read_gpr(tmp_path / name)


def test_note_says_that_the_index_lags() -> None:
    assert "lags" in read("2022-02-17,1,2,3").attrs["note"]


@pytest.mark.kit
@pytest.mark.skipif(not KIT.exists(), reason="the market data kit is not beside the checkout")
def test_index_of_the_kit_peaks_when_the_war_began() -> None:
    frame = read_gpr(KIT)
    assert frame["2022-01-01":"2022-03-31"]["gpr"].idxmax() >= pd.Timestamp("2022-02-24")
