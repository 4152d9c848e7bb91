"""Stores in temporary folders, and small series to put into them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import Origin, PriceSeries, get_asset
from aftershock.markets.store import PriceStore

MakeDays = Callable[..., PriceSeries]
MakeMinutes = Callable[..., PriceSeries]


def origin_of(source: str, **others: Any) -> Origin:
    """An origin that names a source."""
    return Origin(source=source, location="", column="close", read=0, first="", last="", **others)


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the store of whoever runs the tests out of them."""
    monkeypatch.delenv("AFTERSHOCK_HOME", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> PriceStore:
    return PriceStore(tmp_path / "prices")


@pytest.fixture(scope="session")
def make_days() -> MakeDays:
    """Daily rows from dates and closes; other columns by name."""

    def build(
        closes: Mapping[str, float], *, asset: str = "SPX", source: str = "hand", **columns: Sequence[Any]
    ) -> PriceSeries:
        one = get_asset(asset)
        index = pd.DatetimeIndex(list(closes), name="session").as_unit("ns")
        values = np.array(list(closes.values()), dtype=np.float64)
        table = pd.DataFrame({"close": values, "adjusted": values} | columns, index=index)
        return PriceSeries(asset=one, interval="1d", table=table, strike=one.strike, origin=origin_of(source))

    return build


@pytest.fixture(scope="session")
def make_minutes() -> MakeMinutes:
    """Minute bars from the end of the first and the closes."""

    def build(
        first: str, closes: Sequence[float], *, asset: str = "SPX", source: str = "hand", **columns: Any
    ) -> PriceSeries:
        one, minute = get_asset(asset), pd.Timedelta("1min")
        index = pd.date_range(first, periods=len(closes), freq=minute, name="end", unit="ns").tz_convert(
            "UTC"
        )
        table = pd.DataFrame(
            {"start": index - minute, "close": np.asarray(closes, dtype=np.float64)} | columns, index=index
        )
        return PriceSeries(
            asset=one, interval="1min", table=table, strike=one.strike, origin=origin_of(source)
        )

    return build


@pytest.fixture(scope="session")
def files_of() -> Callable[[PriceStore], dict[str, tuple[bytes, int]]]:
    """Every file of a store but its locks: content and time of the last change."""

    def read(store: PriceStore) -> dict[str, tuple[bytes, int]]:
        return {
            path.relative_to(store.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in store.root.rglob("*")
            if path.is_file() and path.name != ".lock"
        }

    return read
