"""What an append refuses, and what the files hold."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from aftershock.errors import PriceError, StoreError
from aftershock.markets import PriceSeries
from aftershock.markets.store import Appended, PriceStore
from aftershock.markets.store.layout import decoded, encoded

Make = Callable[..., PriceSeries]
FETCHED = "2022-03-01T00:00Z"
LATER = "2022-03-02T00:00Z"
DAYS = {"2022-02-17": 4380.26, "2022-02-18": 4348.87}
NAMES = [
    "CL=F",
    "BRK/B",
    "..",
    ".",
    "~me",
    "AUX",
    "com1.x",
    "a b",
    "ü",
    "名",
    "%41",
    "x.",
    ".hidden",
    "\udc80",
]


def simulated(series: PriceSeries) -> PriceSeries:
    return replace(series, origin=replace(series.origin, simulated=True))


def fetched(series: PriceSeries) -> PriceSeries:
    """The same rows as if they came over a network."""
    return replace(series, origin=replace(series.origin, retrieved="2022-03-01T00:00:00Z"))


def test_simulated_rows_never_join_real_ones(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(StoreError, match="is held with real prices, and the new ones are simulated"):
        store.append(simulated(make_days({"2022-02-22": 1.0})), fetched_at=FETCHED)


def test_real_rows_never_join_simulated_ones_of_another_year(store: PriceStore, make_days: Make) -> None:
    store.append(simulated(make_days(DAYS)), fetched_at=FETCHED)
    with pytest.raises(StoreError, match="is held with simulated prices, and the new ones are real"):
        store.append(make_days({"2021-02-17": 1.0}), fetched_at=FETCHED)


def test_rows_with_dividends_never_join_rows_without(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(
        StoreError, match="held without dividends and splits, and the new rows come with them"
    ):
        store.append(make_days(DAYS, dividend=[0.0, 1.0]), fetched_at=LATER)


def test_part_of_a_restated_adjustment_is_refused(store: PriceStore, make_days: Make) -> None:
    days = {"2022-02-16": 4475.01, **DAYS}
    store.append(make_days(days), fetched_at=FETCHED)
    with pytest.raises(
        StoreError, match=r"restated its adjusted prices of SPX 1d .* \(2022-02-16 to 2022-02-18\)"
    ):
        store.append(make_days(DAYS, adjusted=[4370.0, 4348.87]), fetched_at=LATER)


def test_whole_restated_adjustment_is_a_revision(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    again = store.append(make_days(DAYS, adjusted=[4370.0, 4348.87]), fetched_at=LATER)
    assert again == Appended(revised=1, unchanged=1)


def test_adjusted_close_is_not_stored_beside_dividends(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS, adjusted=[1.0, 2.0], dividend=[0.0, 0.0]), fetched_at=FETCHED)
    assert pd.read_parquet(store.root / "SPX/1d/hand/2022.parquet")["adjusted"].isna().all()


@pytest.mark.parametrize(("came", "kept"), [(fetched, False), (lambda series: series, True)])
def test_adjusted_bars_are_stored_only_from_files(
    store: PriceStore, make_minutes: Make, came: Callable[[PriceSeries], PriceSeries], kept: bool
) -> None:
    store.append(came(make_minutes("2022-02-17T14:31Z", [2.0], adjusted=[1.0])), fetched_at=FETCHED)
    table = pd.read_parquet(store.root / "SPX/1min/hand/2022-02.parquet")
    assert table["adjusted"].notna().all() == kept


def test_unfinished_bar_is_refused(store: PriceStore, make_minutes: Make) -> None:
    with pytest.raises(StoreError, match="Leave unfinished rows out, or state when the rows were fetched"):
        store.append(make_minutes("2022-02-17T14:31Z", [1.0]), fetched_at="2022-02-17T14:30:59Z")


@pytest.mark.parametrize(
    ("day", "time", "taken"),
    [
        ("2022-02-17", "2022-02-17T20:59Z", False),
        ("2022-02-17", "2022-02-17T21:00Z", True),
        ("2021-11-26", "2021-11-26T18:00Z", True),
    ],
)
def test_session_is_finished_at_its_strike(
    store: PriceStore, make_days: Make, day: str, time: str, taken: bool
) -> None:
    try:
        assert store.append(make_days({day: 1.0}), fetched_at=time) == Appended(new=1)
    except StoreError:
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize("time", ["2022-03-01", "2022-03-01T10:00"])
def test_naive_time_of_fetching_is_refused(store: PriceStore, make_days: Make, time: str) -> None:
    with pytest.raises(PriceError, match="fetched_at is .* which has no zone"):
        store.append(make_days(DAYS), fetched_at=time)


def test_unknown_column_is_refused_by_name(store: PriceStore, make_days: Make) -> None:
    with pytest.raises(StoreError, match=r"columns close, adjusted, colour; the store keeps open, high"):
        store.append(make_days(DAYS, colour=[1.0, 2.0]), fetched_at=FETCHED)


def test_label_that_is_no_midnight_is_refused(store: PriceStore, make_days: Make) -> None:
    with pytest.raises(StoreError, match="must be labelled by midnights without a zone"):
        store.append(make_days({"2022-02-17T10:00": 1.0}), fetched_at=FETCHED)


def test_no_rows_change_nothing(store: PriceStore, make_days: Make) -> None:
    series = make_days(DAYS)
    assert store.append(replace(series, table=series.table.iloc[:0]), fetched_at=FETCHED) == Appended()
    assert not store.root.exists()


def test_fetched_at_is_now_by_default(store: PriceStore, make_days: Make) -> None:
    before = pd.Timestamp.now("UTC")
    store.append(make_days(DAYS))
    stamps = pd.read_parquet(store.root / "SPX/1d/hand/2022.parquet")["fetched_at"]
    assert stamps.between(before, pd.Timestamp.now("UTC")).all()


def test_every_row_says_what_it_is(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS, contract=["202203", "202203"]), fetched_at=FETCHED)
    row = pq.read_table(store.root / "SPX/1d/hand/2022.parquet").to_pylist()[0]
    assert {name: value for name, value in row.items() if value is not None} == {
        "asset": "SPX",
        "interval": "1d",
        "session": pd.Timestamp("2022-02-17").date(),
        "close": 4380.26,
        "contract": "202203",
        "adjusted": 4380.26,
        "source": "hand",
        "fetched_at": pd.Timestamp(FETCHED),
    }


def test_pages_carry_checksums_and_facts_are_json(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED, licence="mine")
    facts = pq.read_metadata(store.root / "SPX/1d/hand/2022.parquet").metadata[b"aftershock"].decode()
    found = dict(re.findall(r'"(\w+)": ("[^"]*"|true|false)', facts))
    assert (found["simulated"], found["licence"], found["strike"]) == (
        "false",
        '"mine"',
        '"16:00 America/New_York"',
    )
    pq.read_table(store.root / "SPX/1d/hand/2022.parquet", page_checksum_verification=True)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_one_safe_component_of_a_path_and_comes_back(name: str) -> None:
    text = encoded("asset", name)
    assert re.fullmatch(r"[A-Za-z0-9_%-][A-Za-z0-9_.~%-]*", text)
    assert not text.endswith(".") and text.upper() not in ("AUX", "COM1.X")
    assert decoded(text) == name


@pytest.mark.parametrize("name", ["", "x" * 201, "ü" * 70])
def test_name_that_fits_no_folder_is_refused(name: str) -> None:
    with pytest.raises(StoreError, match="cannot name a folder of the store"):
        encoded("source", name)


def test_names_that_are_paths_stay_inside_the_store(store: PriceStore, make_days: Make) -> None:
    for source in ("../../etc", "/etc/passwd", ".."):
        store.append(make_days(DAYS, source=source), fetched_at=FETCHED)
    assert {key.source for key in store.keys()} == {"../../etc", "/etc/passwd", ".."}
    assert all(path.is_relative_to(store.root) for path in store.root.rglob("*"))
    assert sorted(path.name for path in store.root.parent.iterdir()) == ["prices"]


def test_missing_and_infinite_numbers_survive(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS, high=[np.inf, np.nan], low=[-0.0, 5e-324]), fetched_at=FETCHED)
    table = pd.read_parquet(store.root / "SPX/1d/hand/2022.parquet")
    assert table["high"].iloc[0] == np.inf and np.isnan(table["high"].iloc[1])
    assert table["low"].tolist() == [0.0, 5e-324]


def test_relative_store_is_found_from_where_it_was_opened(
    tmp_path: Path, make_days: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = PriceStore("mine")
    other: Any = store.append(make_days(DAYS), fetched_at=FETCHED)
    assert (other, repr(store)) == (Appended(new=2), "PriceStore('mine', 1 series)")
