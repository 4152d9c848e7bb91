"""Results as Parquet hold what the CSV holds, typed by the name of the column."""

import io
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftershock.reporting.events.exports import GLOSSARY as EVENTS
from aftershock.reporting.exports import csv_text
from aftershock.reporting.glossary import GLOSSARY
from aftershock.reporting.parquet import COUNTS, DATES, INSTANTS, TEXTS, parquet_bytes

DIGITS = 1e-9
"""The CSV keeps ten significant digits."""
FRAME = pd.DataFrame(
    {
        "event": ["2022-02-17", None],
        "headline": ["=1+1", "\u05e9\u05dc\u05d5\u05dd \U0001f600"],
        "session": ["2022-02-17", None],
        "instant": [pd.Timestamp("2022-02-17T09:10:00.123456Z"), pd.NaT],
        "rank": [3.0, float("nan")],
        "n_larger": [2, None],
        "move": [-0.123456789012, float("nan")],
        "pvalue": [0.045, None],
    },
    dtype=object,
)


def read(frame: pd.DataFrame = FRAME) -> pa.Table:
    return pq.read_table(pa.BufferReader(parquet_bytes(frame, glossary=GLOSSARY)))


def test_every_column_told_by_kind_is_in_a_glossary() -> None:
    assert (TEXTS | DATES | INSTANTS | COUNTS) - set(GLOSSARY) - set(EVENTS) == set()


def test_no_column_is_of_two_kinds() -> None:
    assert sum(map(len, (TEXTS, DATES, INSTANTS, COUNTS))) == len(TEXTS | DATES | INSTANTS | COUNTS)


@pytest.mark.parametrize(
    ("column", "first"),
    [
        ("event", "2022-02-17"),
        ("headline", "=1+1"),
        ("session", date(2022, 2, 17)),
        ("instant", pd.Timestamp("2022-02-17T09:10:00.123456Z")),
        ("rank", 3),
        ("n_larger", 2),
        ("move", -0.123456789012),
        ("pvalue", 0.045),
    ],
)
def test_a_cell_comes_back_as_it_was(column: str, first: object) -> None:
    assert read().column(column).to_pylist()[0] == first


@pytest.mark.parametrize("column", [name for name in FRAME if name != "headline"])
def test_missing_is_null(column: str) -> None:
    assert read().column(column).to_pylist()[1] is None


def test_an_empty_column_keeps_its_type() -> None:
    assert read(FRAME.assign(rank=None)).schema.field("rank").type == pa.int64()


def test_numbers_are_those_of_the_csv() -> None:
    listed = pd.read_csv(io.StringIO(csv_text(FRAME)))
    assert read().column("move").to_pylist()[0] == pytest.approx(listed["move"][0], abs=DIGITS)


def test_every_field_says_what_it_means() -> None:
    told = {field.name: field.metadata[b"description"].decode() for field in read().schema}
    assert told == {name: GLOSSARY[name] for name in FRAME}


def test_the_same_frame_gives_the_same_bytes() -> None:
    first, second = (parquet_bytes(FRAME, glossary=GLOSSARY) for _ in range(2))
    assert first == second


def test_pandas_reads_instants_in_utc() -> None:
    assert str(read().to_pandas()["instant"].dt.tz) == "UTC"
