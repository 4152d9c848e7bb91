"""Prices from files, good and bad."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import PriceSeries, get_asset
from aftershock.markets.folder import FolderSource

Folder = Callable[..., Path]

DAILY = '[[series]]\nasset = "SPX"\ninterval = "1d"\nfile = "spx.csv"\n'
BARS = '[[series]]\nasset = "ZN"\ninterval = "1h"\nfile = "zn.csv"\nbar_label = "start"\n'
SPX = "date,close\n2022-02-16,4475.01\n2022-02-17,4380.26\n2022-02-18,4348.87\n"
ZN = (
    "ts,close,contract,suspect\n"
    "2022-02-17T14:30:00Z,126.37,202203,0\n"
    "2022-02-17T15:00:00Z,126.46,202203,0\n"
    "2022-02-17T16:00:00Z,126.31,202203,1\n"
    "2022-02-17T17:00:00Z,126.28,202206,0\n"
)
EMPTY_CELLS = ("", "NaN", ".", "NA")


def fetch(
    folder: Path, symbol: str = "SPX", start: str = "2022-02-01", end: str = "2022-02-28"
) -> PriceSeries:
    source = FolderSource(folder)
    interval = source.description.series[0].interval
    return source.fetch(
        get_asset(symbol, source.assets),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        interval=interval,
    )


def counted(series: PriceSeries) -> dict[str, int]:
    return dict(series.origin.dropped)


def test_daily_table_has_close_and_adjusted(folder: Folder) -> None:
    table = fetch(folder(DAILY, {"spx.csv": SPX})).table
    assert (list(table.columns), table.index.name) == (["close", "adjusted"], "session")
    assert table["adjusted"].tolist() == [4475.01, 4380.26, 4348.87]


def test_both_ends_of_the_range_are_included(folder: Folder) -> None:
    series = fetch(folder(DAILY, {"spx.csv": SPX}), start="2022-02-16", end="2022-02-17")
    assert (series.origin.first, series.origin.last, series.origin.read) == ("2022-02-16", "2022-02-17", 2)


def test_bars_end_after_their_label_and_short_ones_on_the_grid(folder: Folder) -> None:
    table = fetch(folder(BARS, {"zn.csv": ZN}), "ZN").table
    assert table.index.strftime("%H:%M").tolist() == ["15:00", "16:00", "17:00", "18:00"]
    assert (table.index.name, str(table.index.dtype)) == ("end", "datetime64[ns, UTC]")


def test_flagged_rows_are_dropped_and_counted_under_the_flag(folder: Folder) -> None:
    series = fetch(folder(BARS + "drop_where = { suspect = 1 }\n", {"zn.csv": ZN}), "ZN")
    assert (len(series.table), counted(series), series.origin.used) == (3, {"suspect": 1}, 3)
    assert list(series.table.columns) == ["start", "close"]


@pytest.mark.parametrize(("flags", "value"), [("no,no,yes,no", '"yes"'), ("false,false,true,false", "true")])
def test_flags_may_be_words(folder: Folder, flags: str, value: str) -> None:
    lines = [line.rsplit(",", 1)[0] for line in ZN.splitlines()[1:]]
    text = "ts,close,contract,bad\n" + "".join(
        f"{line},{flag}\n" for line, flag in zip(lines, flags.split(","), strict=True)
    )
    series = fetch(folder(BARS + f"drop_where = {{ bad = {value} }}\n", {"zn.csv": text}), "ZN")
    assert counted(series) == {"bad": 1}


def test_stamp_of_a_running_quote_is_dropped_and_counted(folder: Folder) -> None:
    text = ZN + "2022-02-17T17:42:10Z,126.29,202206,0\n"
    series = fetch(folder(BARS, {"zn.csv": text}), "ZN")
    assert (counted(series), len(series.table), series.origin.used) == ({"off_grid_bar": 1}, 4, 4)


def test_last_bar_of_shares_ends_with_the_session(folder: Folder) -> None:
    text = "ts,close\n2022-02-17T19:30:00Z,438.0\n2022-02-17T20:30:00Z,437.1\n"
    series = fetch(folder(BARS.replace("ZN", "SPY"), {"zn.csv": text}), "SPY")
    assert series.table.index.strftime("%H:%M").tolist() == ["20:30", "21:00"]


def test_contract_is_text(folder: Folder) -> None:
    series = fetch(folder(BARS + 'contract = "contract"\n', {"zn.csv": ZN}), "ZN")
    assert series.table["contract"].tolist() == ["202203", "202203", "202203", "202206"]


def test_range_of_bars_is_in_utc_days(folder: Folder) -> None:
    labels = ("2022-02-16T23:00:00Z", "2022-02-17T00:00:00Z", "2022-02-17T23:00:00Z", "2022-02-18T00:00:00Z")
    text = "ts,close\n" + "".join(f"{label},{close}\n" for close, label in enumerate(labels, start=1))
    series = fetch(folder(BARS, {"zn.csv": text}), "ZN", "2022-02-17", "2022-02-17")
    assert series.table["close"].tolist() == [2.0, 3.0]


def test_strike_and_hours_of_the_series_are_kept(folder: Folder) -> None:
    keys = 'strike = "14:00 America/New_York"\nhours = "09:30-17:00 America/New_York"\n'
    series = fetch(folder(BARS + keys, {"zn.csv": ZN}), "ZN")
    assert (str(series.strike), str(series.hours)) == (
        "14:00 America/New_York",
        "09:30-17:00 America/New_York",
    )


def test_origin_says_where_from(folder: Folder) -> None:
    head = 'name = "mine"\nsimulated = true\nnote = "made up."\n'
    origin = fetch(folder(head + DAILY, {"spx.csv": SPX})).origin
    assert (origin.source, origin.location, origin.column) == ("mine", "spx.csv", "close")
    assert (origin.simulated, origin.note, len(origin.sha256), origin.retrieved) == (True, "made up", 64, "")


def test_row_that_is_no_session_is_dropped_and_counted(folder: Folder) -> None:
    text = SPX + "2022-02-21,4348.87\n2022-02-22,4304.76\n"
    assert counted(fetch(folder(DAILY, {"spx.csv": text}))) == {"not_a_session": 1}


@pytest.mark.parametrize("cell", EMPTY_CELLS)
def test_empty_cell_stays_missing_and_is_noted(folder: Folder, cell: str) -> None:
    series = fetch(folder(DAILY, {"spx.csv": SPX.replace("4380.26", cell)}))
    assert np.isnan(series.table["close"].iloc[1])
    assert "sessions without a price: 1, first 2022-02-17" in series.origin.note


def test_absent_session_is_noted(folder: Folder) -> None:
    series = fetch(folder(DAILY, {"spx.csv": SPX.replace("2022-02-17,4380.26\n", "")}))
    assert "sessions without a price: 1, first 2022-02-17" in series.origin.note


def test_bar_without_a_price_is_dropped_and_counted(folder: Folder) -> None:
    series = fetch(folder(BARS, {"zn.csv": ZN.replace("126.46", "")}), "ZN")
    assert (counted(series), len(series.table)) == ({"missing_close": 1}, 3)


def test_repeated_identical_row_is_dropped_and_counted(folder: Folder) -> None:
    series = fetch(folder(DAILY, {"spx.csv": SPX + "2022-02-18,4348.87\n"}))
    assert (counted(series), len(series.table)) == ({"duplicate": 1}, 3)


def test_repeated_row_with_another_price_is_refused(folder: Folder) -> None:
    with pytest.raises(PriceError, match="2022-02-18.*closes 4348.87, 4300.0"):
        fetch(folder(DAILY, {"spx.csv": SPX + "2022-02-18,4300.00\n"}))


def test_rows_out_of_order_are_sorted_and_noted(folder: Folder) -> None:
    header, *rows = SPX.splitlines()
    series = fetch(folder(DAILY, {"spx.csv": "\n".join([header, *reversed(rows)])}))
    assert series.table["close"].tolist() == [4475.01, 4380.26, 4348.87]
    assert "reordered" in series.origin.note


def test_local_time_that_does_not_exist_is_counted(folder: Folder) -> None:
    text = "ts,close\n2022-03-27 01:00,1\n2022-03-27 02:00,2\n2022-03-27 03:00,3\n"
    series = fetch(
        folder(BARS + 'zone = "Europe/Berlin"\n', {"zn.csv": text}), "ZN", "2022-03-01", "2022-03-31"
    )
    assert (counted(series), len(series.table), series.origin.used) == ({"no_such_local_time": 1}, 2, 2)


def test_every_row_is_used_or_counted(folder: Folder) -> None:
    text = ZN + "2022-02-17T17:00:00Z,126.28,202206,0\n2022-02-17T18:00:00Z,,202206,0\n"
    origin = fetch(folder(BARS + "drop_where = { suspect = 1 }\n", {"zn.csv": text}), "ZN").origin
    assert (origin.read, origin.used) == (6, 3)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "spx.csv is empty"),
        ("date,close\n", "header but no rows"),
        ("date,settle\n2022-02-17,1\n", "no column 'close'; its columns are date, settle"),
        (SPX.replace("4380.26", "n/k"), "line 3: close is 'n/k', not a number"),
        (SPX.replace("4380.26", "inf"), "line 3: close is .*inf.*, not a number"),
        (SPX.replace("2022-02-17", "17/02/2022"), "line 3: date is '17/02/2022', not a date"),
        (
            SPX.replace("2022-", "2021-"),
            "no rows from 2022-02-01 to 2022-02-28; it covers 2021-02-16 to 2021-02-18",
        ),
        ("date,close\n2022-02-17,\n", "no price in any of them"),
        ('date,close\n2022-02-17,"1\n', "damaged|not a number"),
    ],
)
def test_bad_file_is_explained(folder: Folder, text: str, complaint: str) -> None:
    with pytest.raises(PriceError, match=complaint):
        fetch(folder(DAILY, {"spx.csv": text}))


def test_missing_file_is_named(folder: Folder) -> None:
    with pytest.raises(PriceError, match="spx.csv does not exist"):
        fetch(folder(DAILY, {}))


def test_unknown_kind_of_file_lists_those_allowed(folder: Folder) -> None:
    with pytest.raises(PriceError, match="allowed are .csv, .tsv"):
        fetch(folder(DAILY.replace("spx.csv", "spx.xlsx"), {"spx.xlsx": SPX}))


def test_damaged_gzip_is_explained(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "spx.csv.gz").write_bytes(gzip.compress(SPX.encode())[:-10])
    with pytest.raises(PriceError, match="damaged"):
        fetch(folder(DAILY.replace("spx.csv", "spx.csv.gz"), {}))


def test_kinds_of_files_give_the_same_prices(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "spx.csv.gz").write_bytes(gzip.compress(SPX.encode()))
    (tmp_path / "spx.tsv").write_text(SPX.replace(",", "\t"), encoding="utf-8")
    (tmp_path / "bom.csv").write_text(SPX, encoding="utf-8-sig")
    plain = pd.DataFrame(
        {"close": [4475.01, 4380.26, 4348.87]}, index=pd.bdate_range("2022-02-16", periods=3)
    )
    plain.rename_axis("date").to_parquet(tmp_path / "spx.parquet")
    tables = [
        fetch(folder(DAILY.replace("spx.csv", name), {})).table
        for name in ("spx.csv.gz", "spx.tsv", "bom.csv", "spx.parquet")
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])


def test_asset_that_is_not_described_lists_those_that_are(folder: Folder) -> None:
    with pytest.raises(PriceError, match="describes no GOLD at 1d; at 1d it has SPX"):
        fetch(folder(DAILY, {"spx.csv": SPX}), "GOLD")


def test_interval_that_is_not_described_lists_those_that_are(folder: Folder) -> None:
    source = FolderSource(folder(DAILY, {"spx.csv": SPX}))
    day = date(2022, 2, 17)
    with pytest.raises(PriceError, match="describes no SPX at 1h; it has 1d"):
        source.fetch(get_asset("SPX"), start=day, end=day, interval="1h")


def test_assets_of_the_description_are_known(folder: Folder) -> None:
    text = '[assets.MINE]\nlike = "SPX"\nname = "Mine"\n' + DAILY.replace("SPX", "MINE")
    assert fetch(folder(text, {"spx.csv": SPX}), "MINE").asset.name == "Mine"


def test_reading_twice_gives_the_same_table(folder: Folder) -> None:
    place = folder(DAILY, {"spx.csv": SPX})
    pd.testing.assert_frame_equal(fetch(place).table, fetch(place).table)


def test_folder_that_holds_nothing_of_a_description_from_elsewhere_is_told_to_describe_itself(
    tmp_path: Path,
) -> None:
    described, empty = tmp_path / "described", tmp_path / "empty"
    described.mkdir()
    empty.mkdir()
    (described / "prices.toml").write_text('[[series]]\nasset = "SPX"\ninterval = "1d"\nfile = "spx.csv"\n')
    with pytest.raises(PriceError, match=r"has no prices\.toml"):
        FolderSource(empty, description=described / "prices.toml")
