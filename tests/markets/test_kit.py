"""Known values and known traps of the market data kit, through load_prices."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import load_prices
from aftershock.markets.calendars import closes
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


# Sessions without a price, rows that are no session. Futures of New York have rows on a day of mourning and on holidays
# (2025-01-09, 2025-07-04, some on Thanksgiving 2023). Yields lack 2001-09-11 and -12, days of mourning in 2004 and 2018
# and the hurricane of 2012, and have four Good Fridays with a jobs report. The VIX is published on holidays since 2022.
# The vendor of currencies lacks some holidays. The DAX future trades on Whit Monday and Unity Day, Xetra did not.
# Futures held before September 2021 have rows on US holidays, and gaps of the vendor in 2015 and 2017.
@pytest.mark.parametrize(
    ("asset", "holes", "extra"),
    [
        ("SPX", 0, 0),
        ("SPY", 0, 0),
        ("TLT", 0, 0),
        ("LMT", 0, 0),
        ("ITA", 0, 0),
        ("XLE", 0, 0),
        ("VIX", 0, 32),
        ("UST2Y", 5, 4),
        ("UST10Y", 5, 4),
        ("UST30Y", 5, 4),
        ("GOLD", 0, 2),
        ("SILVER", 0, 2),
        ("COPPER", 0, 3),
        ("WTI", 0, 2),
        ("BRENT", 0, 3),
        ("NATGAS", 0, 3),
        ("EURUSD", 6, 0),
        ("USDJPY", 6, 0),
        ("DAXFUT", 0, 4),
        ("UB", 0, 52),
        ("ZN", 11, 34),
        ("ES", 8, 43),
    ],
)
def test_calendar_beside_the_rows_there_are(kit: dict[str, Path], asset: str, holes: int, extra: int) -> None:
    series = load_prices(asset, start="2000-01-01", end="2026-12-31", **kit)[asset]
    priced = series.table.index[series.table["close"].notna()]
    assert len(series.sessions().difference(priced)) == holes
    assert dict(series.origin.dropped).get("not_a_session", 0) == extra


@pytest.mark.parametrize("holiday", ["2020-10-12", "2020-11-11", "2021-10-11", "2021-11-11", "2022-10-10"])
def test_bond_holiday_is_no_gap_in_real_moves(kit: dict[str, Path], holiday: str) -> None:
    moves = load_prices(["SPX", "UST10Y"], start="2020-09-01", end="2022-12-30", **kit).moves()
    on, after = moves.iloc[moves.index.get_loc(holiday) :].iloc[:2].itertuples(index=False)
    assert np.isfinite([on.SPX, after.SPX, after.UST10Y]).all()
    assert np.isnan(on.UST10Y)


@pytest.mark.parametrize(
    ("session", "close"),
    [("2019-12-24", "13"), ("2020-12-24", "13"), ("2024-11-29", "14"), ("2025-11-28", "14")],
)
def test_early_close_that_the_calendar_misses_is_where_hourly_gold_ends(
    kit: dict[str, Path], session: str, close: str
) -> None:
    table = load_prices("GOLD", start=session, end=session, interval="1h", **kit)["GOLD"].table
    local = table["start"].dt.tz_convert("America/New_York")
    last = local[local.dt.hour < 18].max()
    shut = closes("CMEGlobex_GC", session, session).dt.tz_convert("America/New_York").iloc[0]
    assert (f"{last:%H}", f"{shut:%H:%M}") == (close, f"{close}:45")


@pytest.mark.parametrize("session", ["2021-11-26", "2022-11-25"])
def test_oil_after_thanksgiving_settles_in_the_hour_that_holds_half_past_one(
    kit: dict[str, Path], session: str
) -> None:
    settled = load_prices("WTI", start=session, end=session, **kit)["WTI"].table["close"].iloc[0]
    bars = load_prices("WTI", start=session, end=session, interval="1h", **kit)["WTI"].table["close"]
    hours = bars[bars.index.tz_convert("America/New_York").hour.isin([13, 14])]
    assert abs(settled - hours.mean()) < abs(settled - bars.iloc[:-3]).min()
