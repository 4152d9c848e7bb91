"""A damaged file is an error, never another number."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftershock.errors import PriceError, StoreError
from aftershock.markets import PriceSeries, load_prices
from aftershock.markets.store import PriceStore, SeriesKey
from aftershock.markets.store.files import parsed_file

Make = Callable[..., PriceSeries]
FETCHED = "2022-03-01T00:00Z"
KEY = SeriesKey(asset="SPX", interval="1d", source="hand")
DAYS = {"2022-02-17": 4380.26, "2022-02-18": 4348.87, "2022-02-22": 4304.76}
WEEK = {"start": "2022-02-17", "end": "2022-02-22"}
FILE = "SPX/1d/hand/2022.parquet"


@pytest.fixture
def path(store: PriceStore, make_days: Make) -> Path:
    store.append(make_days(DAYS, volume=[1.0, np.nan, 3.0]), fetched_at=FETCHED)
    return store.root / FILE


def is_refused(data: bytes) -> bool:
    """Whether a reader refuses the bytes of a file in words."""
    try:
        parsed_file(data, Path("2022.parquet"), KEY)
    except StoreError as failure:
        return "damaged" in str(failure)
    return False


def test_flipping_any_byte_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    unnoticed = []
    for place, flip in enumerate(rng.integers(1, 256, len(whole)).tolist()):
        if not is_refused(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]):
            unnoticed.append(place)
    assert unnoticed == []


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.9, 0.999])
def test_flipped_byte_is_reported_by_verify_and_refused_by_load_prices(
    store: PriceStore, path: Path, place: float
) -> None:
    whole = bytearray(path.read_bytes())
    whole[int(place * len(whole))] ^= 1
    path.write_bytes(whole)
    assert store.verify()[["file", "problem", "serious"]].values.tolist() == [[FILE, "damaged", True]]
    with pytest.raises(
        PriceError, match=r"2022\.parquet is damaged: its content does not match its checksum"
    ):
        load_prices("SPX", **WEEK, source=store.source())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_other_bytes_are_noticed(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    other = data.draw(
        st.sampled_from([whole[:cut], whole[cut:], whole + b"\0", whole[:cut] + b"\0" * (len(whole) - cut)])
    )
    assert is_refused(other) == (other != whole)


def test_damaged_file_is_not_appended_to(store: PriceStore, path: Path, make_days: Make) -> None:
    damaged = path.read_bytes()[:-9] + b"damaged!!"
    path.write_bytes(damaged)
    with pytest.raises(
        StoreError, match="Put it back from a backup, or move it away and pull that period again"
    ):
        store.append(make_days({"2022-02-23": 4225.5}), fetched_at=FETCHED)
    assert path.read_bytes() == damaged


def test_whole_file_of_another_series_is_refused_and_reported(
    store: PriceStore, path: Path, make_days: Make
) -> None:
    store.append(make_days(DAYS, asset="GOLD"), fetched_at=FETCHED)
    shutil.copy(store.root / "GOLD/1d/hand/2022.parquet", path)
    with pytest.raises(PriceError, match="holds GOLD 1d from hand, 2022: it lies in the wrong place"):
        load_prices("SPX", **WEEK, source=store.source())
    assert store.verify()["problem"].tolist() == ["wrong_place"]


def test_file_of_another_period_is_refused(store: PriceStore, path: Path) -> None:
    shutil.copy(path, path.with_name("2021.parquet"))
    assert store.verify()["problem"].tolist() == ["wrong_place"]


@pytest.mark.parametrize(("name", "serious"), [("notes.parquet", True), ("prices.toml", False)])
def test_foreign_file_is_reported_and_not_read(
    store: PriceStore, path: Path, name: str, serious: bool
) -> None:
    path.with_name(name).write_bytes(b"mine")
    assert store.verify()[["problem", "serious"]].values.tolist() == [["foreign", serious]]
    assert len(load_prices("SPX", **WEEK, source=store.source())["SPX"].table) == len(DAYS)
