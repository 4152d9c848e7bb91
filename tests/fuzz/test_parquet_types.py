"""Parquet columns of every type where texts and times are expected: read as what they are, or refused on purpose."""

import datetime
import decimal
import runpy
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

read_hostile = runpy.run_path(str(Path(__file__).parent / "target.py"))["read_hostile"]

NOON = datetime.datetime(2022, 2, 18, 12, tzinfo=datetime.UTC)
LAST_DAY = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)

COLUMNS = {
    "instants": pa.array([NOON, None, NOON], pa.timestamp("ns", tz="UTC")),
    "instants of New York": pa.array([NOON, None, NOON], pa.timestamp("s", tz="America/New_York")),
    "instants of nowhere": pa.array([NOON, None, NOON]).cast(pa.timestamp("us", tz="Nowhere/Atlantis")),
    "naive times": pa.array([NOON.replace(tzinfo=None)] * 3, pa.timestamp("us")),
    "the year 9999": pa.array([LAST_DAY, NOON, None], pa.timestamp("us", tz="UTC")),
    "beyond the calendar": pa.array([2**62, -(2**62), 0], pa.int64()).cast(pa.timestamp("us")),
    "days": pa.array([NOON.date(), None, datetime.date(1, 1, 1)], pa.date32()),
    "days beyond the calendar": pa.array([2**31 - 1, -(2**31), 0], pa.int32()).cast(pa.date32()),
    "times of day": pa.array([datetime.time(3, 15), None, datetime.time(0)], pa.time64("us")),
    "spans": pa.array([1, None, 2**62], pa.duration("ns")),
    "spans of seconds": pa.array([1, None, 2**62], pa.duration("s")),
    "counts": pa.array([0, None, 2**62], pa.int64()),
    "small counts": pa.array([1, 2, 3], pa.uint8()),
    "numbers": pa.array([0.5, float("nan"), float("inf")]),
    "decimals": pa.array([decimal.Decimal("1.5"), None, decimal.Decimal("-9.9")]),
    "truth values": pa.array([True, None, False]),
    "bytes": pa.array([b"\xff\xfe", None, b"Talks"]),
    "lists": pa.array([["Talks"], None, []], pa.list_(pa.string())),
    "lists of lists": pa.array([[["Talks"]], None, []], pa.list_(pa.list_(pa.string()))),
    "structures": pa.array([{"a": 1}, None, {"a": None}]),
    "maps": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    "categories": pa.array(["Talks", None, "Talks"]).dictionary_encode(),
    "large texts": pa.array(["Talks", None, ""], pa.large_string()),
    "nothing": pa.nulls(3),
}

TIMES = pa.array(["2022-02-18T03:15Z"] * 3)
TEXTS = pa.array(["Talks resume", "Harbour reopens", "Poets meet"])

every_type = pytest.mark.parametrize("name", list(COLUMNS))


def read_table(path: Path, names: list[str], columns: list[pa.Array]) -> None:
    """Write a table and read it."""
    pq.write_table(pa.Table.from_arrays(columns, names=names), path)
    read_hostile(path, zone="CET")


@every_type
def test_as_the_time(name: str, tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", ["time", "headline"], [COLUMNS[name], TEXTS])


@every_type
def test_as_the_instant(name: str, tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", ["instant", "headline"], [COLUMNS[name], TEXTS])


@every_type
def test_as_the_headline(name: str, tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", ["time", "headline"], [TIMES, COLUMNS[name]])


@every_type
@pytest.mark.parametrize("meaning", ["uncertainty", "zone", "body", "flags", "desk"])
def test_as_another_column(name: str, meaning: str, tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", ["time", "headline", meaning], [TIMES, TEXTS, COLUMNS[name]])


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", ["time", "headline", "headline"], [TIMES, TEXTS, TEXTS])


def test_a_table_without_columns(tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", [], [])


def test_a_table_without_rows(tmp_path: Path) -> None:
    read_table(tmp_path / "file.parquet", ["time", "headline"], [TIMES[:0], TEXTS[:0]])
