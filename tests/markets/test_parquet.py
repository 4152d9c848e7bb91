"""Prices from Parquet files, near and far."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftershock.errors import AssetError, PriceError
from aftershock.markets import PriceSeries, load_prices, open_source
from aftershock.markets.parquet import ParquetSource
from aftershock.markets.store import PriceStore

DAYS = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18"])
CLOSES = [4475.01, 4380.26, 4348.87]
STARTS = pd.DatetimeIndex(["2022-02-17T14:30Z", "2022-02-17T15:00Z", "2022-02-17T16:00Z"])
ENDS = pd.DatetimeIndex(["2022-02-17T15:00Z", "2022-02-17T16:00Z", "2022-02-17T17:00Z"])


def daily(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"session": DAYS, "close": CLOSES, **columns})


def bars(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({**columns, "close": [126.37, 126.46, 126.31]})


def stored(place: Path, frame: pd.DataFrame, name: str = "SPX.parquet") -> Path:
    frame.to_parquet(place / name, index=False)
    return place / name


def read(
    source: Any,
    symbol: str = "SPX",
    *,
    start: str = "2022-02-01",
    end: str = "2022-02-28",
    interval: str = "1d",
) -> PriceSeries:
    return load_prices(symbol, start=start, end=end, source=source, interval=interval)[symbol]


def read_bars(source: Any, symbol: str = "ZN", interval: str = "1h", **span: str) -> PriceSeries:
    return read(source, symbol, interval=interval, **span)


@pytest.fixture
def memory() -> Iterator[Any]:
    """An empty file system in memory."""
    filesystem = fsspec.filesystem("memory")
    filesystem.store.clear()
    yield filesystem
    filesystem.store.clear()


def test_file_named_after_the_asset(tmp_path: Path) -> None:
    table = read(str(stored(tmp_path, daily()))).table
    assert (list(table.columns), table.index.name, table["close"].tolist()) == (
        ["close", "adjusted"],
        "session",
        CLOSES,
    )


def test_path_object_and_text_are_the_same(tmp_path: Path) -> None:
    place = stored(tmp_path, daily())
    pd.testing.assert_frame_equal(read(place).table, read(str(place)).table)


@pytest.mark.parametrize("column", ["asset", "symbol"])
def test_rows_are_chosen_by_the_column_of_assets(tmp_path: Path, column: str) -> None:
    both = pd.concat([daily(**{column: "SPX"}), daily(**{column: "GOLD"}).assign(close=1900.0)])
    place = stored(tmp_path, both, "prices.parquet")
    assert read(place, "GOLD").table["close"].tolist() == [1900.0] * 3


def test_assets_stored_as_categories_are_found(tmp_path: Path) -> None:
    both = pd.concat([daily(asset="SPX"), daily(asset="GOLD")])
    place = stored(tmp_path, both.assign(asset=both["asset"].astype("category")), "prices.parquet")
    assert len(read(place, "GOLD").table) == 3


def test_wide_table_has_one_column_an_asset(tmp_path: Path) -> None:
    wide = pd.DataFrame({"date": DAYS, "SPX": CLOSES, "GOLD": [1870.0, np.nan, 1900.0]})
    series = read(stored(tmp_path, wide, "prices.parquet"), "GOLD")
    assert series.table["close"].fillna(0.0).tolist() == [1870.0, 0.0, 1900.0]
    assert series.origin.column == "GOLD"


@pytest.mark.parametrize(
    "labels",
    [
        DAYS,
        [day.date() for day in DAYS],
        [str(day.date()) for day in DAYS],
        DAYS.tz_localize("America/New_York"),
        DAYS.as_unit("s"),
    ],
    ids=["times", "dates", "text", "local midnights", "seconds"],
)
def test_sessions_may_be_stored_in_any_way(tmp_path: Path, labels: Any) -> None:
    place = stored(tmp_path, pd.DataFrame({"date": labels, "close": CLOSES}))
    table = read(place, start="2022-02-17", end="2022-02-17").table
    assert table["close"].tolist() == [4380.26]


def test_index_of_a_stored_frame_is_a_column(tmp_path: Path) -> None:
    daily().set_index("session").to_parquet(tmp_path / "SPX.parquet")
    assert read(tmp_path / "SPX.parquet").table["close"].tolist() == CLOSES


def test_both_ends_of_the_range_are_included(tmp_path: Path) -> None:
    series = read(stored(tmp_path, daily()), start="2022-02-16", end="2022-02-17")
    assert (series.origin.first, series.origin.last, series.origin.read) == ("2022-02-16", "2022-02-17", 2)


@pytest.mark.parametrize(
    "columns",
    [{"start": STARTS}, {"end": ENDS}, {"start": STARTS, "end": ENDS}],
    ids=["start", "end", "both"],
)
def test_bars_by_their_start_their_end_or_both(tmp_path: Path, columns: dict[str, Any]) -> None:
    table = read_bars(stored(tmp_path, bars(**columns), "ZN.parquet")).table
    assert pd.DatetimeIndex(table.index).tolist() == ENDS.tolist()


def test_starts_that_are_stored_are_kept(tmp_path: Path) -> None:
    table = read_bars(stored(tmp_path, bars(start=STARTS, end=ENDS), "ZN.parquet")).table
    assert table["start"].tolist() == STARTS.tolist()


def test_bar_longer_than_its_interval_is_refused(tmp_path: Path) -> None:
    place = stored(tmp_path, bars(start=STARTS - pd.Timedelta("1h"), end=ENDS, interval="1h"), "ZN.parquet")
    with pytest.raises(PriceError, match="starts 2022-02-17 13:30.*no bar of 1h"):
        read_bars(place)


def test_time_needs_to_say_which_end_it_is(tmp_path: Path) -> None:
    place = stored(tmp_path, bars(time=ENDS), "ZN.parquet")
    with pytest.raises(PriceError, match="does not say whether they start or end.*bar_label='start'"):
        read_bars(place)
    assert read_bars(ParquetSource(place, bar_label="end")).table.index.tolist() == ENDS.tolist()


def test_column_may_say_which_end_the_time_is(tmp_path: Path) -> None:
    place = stored(tmp_path, bars(time=STARTS, bar_label="start"), "ZN.parquet")
    assert read_bars(place).table.index.tolist() == ENDS.tolist()


def test_labels_without_an_offset_need_a_zone(tmp_path: Path) -> None:
    local = STARTS.tz_convert("America/New_York").tz_localize(None)
    place = stored(tmp_path, bars(start=local), "ZN.parquet")
    with pytest.raises(PriceError, match="no offset from UTC; state the zone"):
        read_bars(place)
    assert read_bars(ParquetSource(place, zone="America/New_York")).table.index.tolist() == ENDS.tolist()


def test_text_labels_with_an_offset_are_read(tmp_path: Path) -> None:
    text = [each.strftime("%Y-%m-%dT%H:%M:%SZ") for each in STARTS]
    assert len(read_bars(stored(tmp_path, bars(start=text), "ZN.parquet")).table) == 3


def test_all_columns_are_carried(tmp_path: Path) -> None:
    columns = {name: [1.0, 2.0, 3.0] for name in ("adjusted", "open", "high", "low", "volume")}
    place = stored(tmp_path, bars(end=ENDS, **columns, contract=["202203"] * 3, noise=0), "ZN.parquet")
    assert list(read_bars(place).table.columns) == ["start", "close", *columns, "contract"]


def test_rows_are_chosen_by_the_column_of_intervals(tmp_path: Path) -> None:
    quarter = bars(end=ENDS, interval="15min").assign(close=0.0)
    place = stored(tmp_path, pd.concat([bars(end=ENDS, interval="1h"), quarter]), "ZN.parquet")
    assert read_bars(place).table["close"].tolist() == [126.37, 126.46, 126.31]


def test_bars_of_another_length_are_refused_with_advice(tmp_path: Path) -> None:
    minutes = pd.date_range("2022-02-17T15:00Z", periods=10, freq="1min")
    place = stored(tmp_path, pd.DataFrame({"end": minutes, "close": np.arange(1.0, 11.0)}), "ZN.parquet")
    with pytest.raises(
        PriceError, match=r"most are 1min apart, not 1h. Load interval='1min' and resample\('1h'\)"
    ):
        read_bars(place)


def test_glob_reads_one_file_an_asset(tmp_path: Path) -> None:
    stored(tmp_path, daily())
    stored(tmp_path, daily().assign(close=1900.0), "GOLD.parquet")
    prices = load_prices(
        ["SPX", "GOLD"], start="2022-02-01", end="2022-02-28", source=str(tmp_path / "*.parquet")
    )
    assert prices.frame().loc["2022-02-17"].tolist() == [4380.26, 1900.0]


def test_glob_joins_the_years_of_an_asset(tmp_path: Path) -> None:
    stored(tmp_path, daily(asset="SPX").iloc[:2], "2022a.parquet")
    stored(tmp_path, daily(asset="SPX").iloc[1:], "2022b.parquet")
    series = read(str(tmp_path / "*.parquet"))
    assert (len(series.table), dict(series.origin.dropped)) == (3, {"duplicate": 1})
    assert "2 files" in series.origin.note


def test_files_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    stored(tmp_path, daily(asset="SPX"), "a.parquet")
    stored(tmp_path, daily(asset="SPX").assign(close=1.0), "b.parquet")
    with pytest.raises(PriceError, match=r"3 repeated times whose rows differ, first 2022-02-16"):
        read(str(tmp_path / "*.parquet"))


def test_files_labelled_differently_are_refused(tmp_path: Path) -> None:
    stored(tmp_path, bars(end=ENDS, asset="ZN"), "a.parquet")
    stored(tmp_path, bars(start=STARTS, asset="ZN"), "b.parquet")
    with pytest.raises(PriceError, match="in different columns: end, start"):
        read_bars(str(tmp_path / "*.parquet"))


def test_address_in_memory_is_read(memory: Any) -> None:
    content = io.BytesIO()
    daily().to_parquet(content, index=False)
    memory.pipe("/prices/SPX.parquet", content.getvalue())
    one, glob = read("memory://prices/SPX.parquet"), read("memory://prices/*.parquet")
    pd.testing.assert_frame_equal(one.table, glob.table)
    assert one.origin.location == "memory://prices/SPX.parquet"


def test_file_in_an_archive_is_read(tmp_path: Path) -> None:
    stored(tmp_path, daily())
    archive = fsspec.filesystem("zip", fo=str(tmp_path / "prices.zip"), mode="w")
    archive.pipe("SPX.parquet", (tmp_path / "SPX.parquet").read_bytes())
    archive.close()
    assert len(read(f"zip://SPX.parquet::{tmp_path / 'prices.zip'}").table) == 3


def test_same_rows_give_the_same_series_as_a_folder(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {
            "date": ["2022-02-17", "2022-02-16", "2022-02-17", "2022-02-18", "2022-02-21"],
            "close": [4380.26, 4475.01, 4380.26, np.nan, 4348.87],
        }
    )
    stored(tmp_path, rows)
    rows.to_csv(tmp_path / "spx.csv", index=False)
    (tmp_path / "prices.toml").write_text('[[series]]\nasset = "SPX"\ninterval = "1d"\nfile = "spx.csv"\n')
    ours, theirs = read(str(tmp_path / "SPX.parquet")), read(tmp_path)
    pd.testing.assert_frame_equal(ours.table, theirs.table)
    assert (ours.origin.read, ours.origin.dropped) == (theirs.origin.read, theirs.origin.dropped)
    assert dict(ours.origin.dropped) == {"duplicate": 1, "not_a_session": 1}


def test_stamp_of_a_running_quote_is_dropped_and_counted(tmp_path: Path) -> None:
    running = pd.DataFrame({"start": [*STARTS, pd.Timestamp("2022-02-17T16:42:10Z")], "close": 126.0})
    series = read_bars(stored(tmp_path, running, "ZN.parquet"))
    assert dict(series.origin.dropped) == {"off_grid_bar": 1}


def test_only_one_day_is_asked_for_and_its_usual_short_bar_is_kept(tmp_path: Path) -> None:
    days = pd.bdate_range("2022-02-07", "2022-02-25")
    clocks = [pd.Timedelta(text) for text in ("9h30min", "10h", "11h", "12h30min", "13h", "14h")]
    local = pd.DatetimeIndex([day + clock for day in days for clock in clocks])
    frame = pd.DataFrame({"start": local.tz_localize("America/New_York"), "close": 1.0, "interval": "1h"})
    series = read_bars(stored(tmp_path, frame, "ZN.parquet"), start="2022-02-17", end="2022-02-17")
    assert (len(series.table), series.origin.dropped, series.origin.read) == (6, (), 6)


def test_parts_of_a_file_that_are_not_needed_are_not_read(tmp_path: Path) -> None:
    months = pd.bdate_range("2021-01-04", "2022-02-18")
    table = pa.table(
        {"session": months, "close": np.arange(1.0, len(months) + 1), "volume": 1.0 * np.arange(len(months))}
    )
    place = tmp_path / "SPX.parquet"
    pq.write_table(table, place, row_group_size=100, compression="none", use_dictionary=False)
    first = pq.ParquetFile(place).metadata.row_group(0)
    content = bytearray(place.read_bytes())
    begin = first.column(0).data_page_offset
    content[begin : begin + first.total_byte_size] = b"\xff" * first.total_byte_size
    place.write_bytes(bytes(content))
    assert len(read(place, start="2022-02-01", end="2022-02-18").table) == 14
    with pytest.raises(PriceError):
        read(place, start="2021-01-04", end="2021-01-29")


def test_empty_column_of_adjusted_prices_is_none(tmp_path: Path) -> None:
    table = read(stored(tmp_path, daily(adjusted=[None, None, None]))).table
    assert table["adjusted"].tolist() == table["close"].tolist()


def test_rows_without_their_adjusted_price_are_noted(tmp_path: Path) -> None:
    series = read(stored(tmp_path, daily(adjusted=[1.0, None, 3.0])))
    assert series.table["adjusted"].isna().tolist() == [False, True, False]
    assert f"rows with a close but no adjusted price: 1, first {DAYS[1].date()}" in series.origin.note


@pytest.mark.parametrize(("marks", "expected"), [(True, True), (False, False), ([False, True, None], True)])
def test_prices_marked_as_simulated_stay_so(tmp_path: Path, marks: Any, expected: bool) -> None:
    assert read(stored(tmp_path, daily(simulated=marks))).origin.simulated is expected


def test_files_of_two_vendors_are_two_sources_of_the_store(tmp_path: Path) -> None:
    store = PriceStore(tmp_path / "prices")
    for name, factor in (("one", 1.0), ("two", 2.0)):
        frame = daily().assign(close=lambda rows, by=factor: rows["close"] * by)
        source = ParquetSource(stored(tmp_path, frame), name=name)
        store.append(read(source))
    assert [key.source for key in store.keys()] == ["one", "two"]
    assert read(store.source("two")).table["close"].iloc[0] == 2.0 * CLOSES[0]


def test_origin_says_where_from(tmp_path: Path) -> None:
    origin = read(stored(tmp_path, daily())).origin
    assert (origin.source, origin.location, origin.column, origin.read) == (
        "Parquet",
        "SPX.parquet",
        "close",
        3,
    )
    assert len(origin.sha256) == 64


def test_secrets_of_an_address_are_printed_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = stored(tmp_path, daily())
    monkeypatch.setattr(fsspec.core, "url_to_fs", lambda *_, **__: (fsspec.filesystem("file"), str(place)))
    source = ParquetSource("https://me:secret@host/SPX.parquet?key=secret", options={"token": "secret"})
    series = read(source)
    assert "secret" not in f"{source} {series} {series.origin}"


@pytest.mark.parametrize(
    ("frame", "name", "complaint"),
    [
        (
            daily().rename(columns={"session": "day"}),
            "SPX",
            "no column 'session' or 'date' of daily prices; its",
        ),
        (daily().rename(columns={"close": "price"}), "SPX", "no column 'close', and none named 'SPX'"),
        (daily(), "spx_daily", "no column 'asset' or 'symbol', and its name says that it holds 'spx_daily'"),
        (bars(end=ENDS), "SPX", "no column 'session' or 'date' of daily prices"),
        (daily(asset="GOLD"), "prices", "no rows of SPX at 1d .* there are none at all"),
        (daily(session=[1, 2, 3]), "SPX", "'session' is stored as int64; store times, dates or ISO text"),
        (daily(asset=[1, 2, 3]), "SPX", "'asset' is stored as int64; store text"),
        (daily(close=[np.inf, 1.0, 2.0]), "SPX", "line 1: close is .*inf.*, not a number"),
        (daily(close=[None, None, None]), "SPX", "no price in any of them"),
    ],
)
def test_file_that_does_not_fit_is_explained(
    tmp_path: Path, frame: pd.DataFrame, name: str, complaint: str
) -> None:
    with pytest.raises(PriceError, match=complaint):
        read(stored(tmp_path, frame, f"{name}.parquet"))


def test_range_outside_the_file_says_what_it_covers(tmp_path: Path) -> None:
    with pytest.raises(
        PriceError, match="from 2021-01-01 to 2021-12-31; they cover 2022-02-16 to 2022-02-18"
    ):
        read(stored(tmp_path, daily()), start="2021-01-01", end="2021-12-31")


def test_range_just_outside_the_file_says_what_it_covers(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="they cover 2022-02-16 to 2022-02-18"):
        read(stored(tmp_path, daily()), start="2022-02-19", end="2022-02-25")


def test_file_that_is_no_parquet_is_explained(tmp_path: Path) -> None:
    (tmp_path / "SPX.parquet").write_text("date,close\n")
    with pytest.raises(PriceError, match="SPX.parquet is damaged or no Parquet file"):
        read(tmp_path / "SPX.parquet")


def test_interval_that_is_not_there_names_what_is_lacking(tmp_path: Path) -> None:
    with pytest.raises(
        PriceError, match="no prices of SPX at 1h: SPX.parquet has no column 'end', 'start' or 'time'"
    ):
        read(stored(tmp_path, daily()), interval="1h")


@pytest.mark.parametrize(
    ("keys", "error"), [({"bar_label": "middle"}, ValueError), ({"zone": "Europe/Londn"}, AssetError)]
)
def test_unknown_words_are_refused(tmp_path: Path, keys: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error, match="allowed are|did you mean"):
        ParquetSource(stored(tmp_path, daily()), **keys)


@pytest.mark.parametrize("source", ["nowhere/*.parquet", "nowhere.parquet", "memory://nowhere/*.parquet"])
def test_address_without_a_file_is_explained(source: str) -> None:
    with pytest.raises(PriceError, match="No file matches|does not exist"):
        open_source(source)


def test_series_that_was_stored_reads_back_the_same(tmp_path: Path) -> None:
    series = load_prices("SPX", start="2019-01-02", end="2019-03-29", source="sample", interval="1h")["SPX"]
    series.table.assign(asset="SPX", interval="1h").to_parquet(tmp_path / "bars.parquet")
    back = read_bars(tmp_path / "bars.parquet", "SPX", start="2019-01-02", end="2019-03-29")
    pd.testing.assert_frame_equal(back.table, series.table, check_like=True)


def test_one_line_says_what_it_is(tmp_path: Path) -> None:
    assert repr(ParquetSource(stored(tmp_path, daily()))) == "ParquetSource('SPX.parquet', 1 file)"
