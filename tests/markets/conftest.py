"""A folder of prices written by hand, and the market data kit where it lies beside the checkout."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from aftershock.markets import Asset, Origin, PriceSeries, Strike, get_asset

Folder = Callable[..., Path]
MakeSeries = Callable[..., PriceSeries]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Write files and a prices.toml, and return their folder."""

    def write(description: str | None, files: Mapping[str, str]) -> Path:
        if description is not None:
            (tmp_path / "prices.toml").write_text(description, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def make_series() -> MakeSeries:
    """Build a daily series from dates and closes."""

    def build(asset: str | Asset, closes: Mapping[str, float], **columns: object) -> PriceSeries:
        one = get_asset(asset) if isinstance(asset, str) else asset
        index = pd.DatetimeIndex(list(closes), name="session").as_unit("ns")
        values = list(closes.values())
        table = pd.DataFrame({"close": values, "adjusted": values, **columns}, index=index, dtype=None)
        origin = Origin(
            source="hand",
            location="",
            column="close",
            read=len(table),
            first=str(index[0].date()),
            last=str(index[-1].date()),
        )
        return PriceSeries(asset=one, interval="1d", table=table, strike=one.strike, origin=origin)

    return build


@pytest.fixture
def new_york_close() -> Strike:
    return Strike(time="16:00", zone="America/New_York")
