"""The store opens in other programs as the documents say."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pytest

from aftershock.markets import PriceSeries
from aftershock.markets.store import PriceStore

Make = Callable[..., PriceSeries]
README = Path(__file__).resolve().parents[3] / "data/README.md"


def line_of_sql() -> str:
    """The one line of SQL in data/README.md."""
    found = re.findall(r"```sql\n(.*?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1 and "\n" not in found[0]
    return str(found[0])


@pytest.fixture
def filled(tmp_path: Path, make_days: Make, monkeypatch: pytest.MonkeyPatch) -> PriceStore:
    monkeypatch.chdir(tmp_path)
    store = PriceStore()
    store.append(make_days({"2022-02-17": 4380.0, "2022-02-18": 4348.87}), fetched_at="2022-03-01T00:00Z")
    store.append(make_days({"2022-02-17": 4380.26, "2022-02-22": 1.0}), fetched_at="2022-03-02T00:00Z")
    store.append(make_days({"2022-02-22": float("nan")}), fetched_at="2022-03-03T00:00Z")
    store.append(make_days({"2021-12-31": 91.5}, asset="WTI", source="a b"), fetched_at="2022-03-01T00:00Z")
    return store


def test_the_line_of_sql_in_the_documents_reads_the_latest_closes(filled: PriceStore) -> None:
    assert duckdb.sql(line_of_sql()).fetchall() == [
        ("SPX", "hand", date(2022, 2, 17), 4380.26),
        ("SPX", "hand", date(2022, 2, 18), 4348.87),
        ("SPX", "hand", date(2022, 2, 22), None),
        ("WTI", "a b", date(2021, 12, 31), 91.5),
    ]


def test_arrow_reads_the_store_as_one_data_set(filled: PriceStore) -> None:
    files = [str(path) for path in sorted(filled.root.rglob("*.parquet"))]
    table = ds.dataset(files, format="parquet").to_table()
    assert (table.num_rows, set(table["asset"].to_pylist())) == (6, {"SPX", "WTI"})
