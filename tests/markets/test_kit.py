"""Known values and known traps of the market data kit, through load_prices."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import load_prices
from aftershock.markets.description import read_description

KIT = Path(__file__).resolve().parents[2] / "../shared/data"
DESCRIPTION = Path(__file__).resolve().parents[1] / "kit/prices.toml"
PUBLISHED_ROUNDING = 0.01

pytestmark = pytest.mark.kit


def checks() -> list[dict[str, str]]:
    if not KIT.is_dir():
        return [{"file": "absent", "key": "", "column": "", "expected": "", "tolerance": "", "fact": ""}]
    with (KIT / "checks.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def series_with(file: str, column: str) -> tuple[str, str]:
    """The asset and interval under which a column of a file is described."""
    for entry in read_description(DESCRIPTION).series:
        if (entry.file, entry.column) == (file, column):
            return entry.asset, entry.interval
    raise AssertionError(f"{file} {column} is not described")


@pytest.mark.parametrize("check", checks(), ids=lambda check: f"{Path(check['file']).stem}-{check['key']}")
def test_known_value(kit: dict[str, Path], check: dict[str, str]) -> None:
    asset, interval = series_with(check["file"], check["column"])
    day = check["key"][:10]
    table = load_prices(asset, start=day, end=day, interval=interval, **kit)[asset].table
    labels = table.index if interval == "1d" else table["start"]
    found = table.loc[labels == pd.Timestamp(check["key"]), "close"]
    assert found.item() == pytest.approx(float(check["expected"]), abs=float(check["tolerance"]))


def test_there_are_21_known_values(kit: dict[str, Path]) -> None:
    assert len({tuple(check.items()) for check in checks()}) == 21


def test_every_series_of_the_description_loads(kit: dict[str, Path]) -> None:
    for entry in read_description(DESCRIPTION).series:
        prices = load_prices(
            entry.asset,
            start="2000-01-01",
            end="2026-12-31",
            interval=entry.interval,
            **kit,
        )
        assert prices[entry.asset].origin.used == len(prices[entry.asset].table)


def test_contract_of_oil_changes_at_two_in_the_morning(kit: dict[str, Path]) -> None:
    table = load_prices("WTI", start="2022-02-17", end="2022-02-18", interval="1h", **kit)["WTI"].table
    by_start = table.set_index("start")["contract"]
    assert by_start["2022-02-18T01:00Z"] == "202203"
    assert by_start["2022-02-18T02:00Z"] == "202204"


def test_suspect_bars_of_the_note_future_are_dropped_and_counted(kit: dict[str, Path]) -> None:
    series = load_prices("ZN", start="2021-08-23", end="2023-06-30", interval="1h", **kit)["ZN"]
    assert (dict(series.origin.dropped), series.origin.read, len(series.table)) == (
        {"suspect": 465},
        3729,
        3264,
    )


def test_first_bar_of_the_note_future_is_half_an_hour(kit: dict[str, Path]) -> None:
    table = load_prices("ZN", start="2022-02-17", end="2022-02-17", interval="1h", **kit)["ZN"].table
    assert table.index[0] - table["start"].iloc[0] == pd.Timedelta(minutes=30)


def test_bar_labelled_by_its_end_starts_a_quarter_before(kit: dict[str, Path]) -> None:
    table = load_prices("SPY", start="2022-02-17", end="2022-02-17", interval="15min", **kit)["SPY"].table
    assert table.loc["2022-02-17T21:00Z", "start"] == pd.Timestamp("2022-02-17T20:45Z")


@pytest.mark.parametrize(
    ("asset", "move"),
    [("SPX", np.log1p(-0.0212)), ("UST10Y", -6.0), ("WTI", np.log(91.76 / 93.66))],
)
def test_move_of_17_february_2022(kit: dict[str, Path], asset: str, move: float) -> None:
    moves = load_prices(asset, start="2022-02-16", end="2022-02-17", **kit).moves()
    assert moves.loc["2022-02-17", asset] == pytest.approx(move, abs=PUBLISHED_ROUNDING / 100)


@pytest.mark.parametrize("asset", ["SPX", "GOLD", "WTI", "BRENT", "TLT", "UST10Y"])
def test_catalogue_calendar_has_no_hole_in_the_data(kit: dict[str, Path], asset: str) -> None:
    moves = load_prices(asset, start="2021-01-01", end="2022-12-31", **kit).moves()[asset]
    assert int(moves.isna().sum()) == 1


def test_vendor_row_that_is_no_session_is_counted(kit: dict[str, Path]) -> None:
    series = load_prices("BRENT", start="2023-11-20", end="2023-11-27", **kit)["BRENT"]
    assert dict(series.origin.dropped) == {"not_a_session": 1}
