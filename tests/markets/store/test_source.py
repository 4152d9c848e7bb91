"""The store as a source of prices: which series, which range, in which units, and what the origin says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import PriceError, StoreError
from aftershock.markets import PriceSeries, Strike, declare_asset, get_asset, load_prices, open_source
from aftershock.markets.store import PriceStore

Make = Callable[..., PriceSeries]
FETCHED = "2022-03-01T00:00Z"
DAYS = {"2022-02-17": 4380.26, "2022-02-18": 4348.87, "2022-02-22": 4304.76}
WEEK: dict[str, Any] = {"start": "2022-02-17", "end": "2022-02-22"}
ROUNDING = 1e-12


def load(store: PriceStore, symbol: str = "SPX", name: str | None = None, **others: Any) -> PriceSeries:
    return load_prices(symbol, **{**WEEK, **others}, source=store.source(name))[symbol]


def test_daily_rows_come_back_as_they_were(store: PriceStore, make_days: Make) -> None:
    series = make_days(DAYS, open=[1.0, np.nan, 3.0], volume=[1.0, 2.0, 3.0])
    store.append(series, fetched_at=FETCHED)
    pd.testing.assert_frame_equal(load(store).table, series.table, check_like=True)


def test_bars_come_back_as_they_were(store: PriceStore, make_minutes: Make) -> None:
    series = make_minutes("2022-02-17T14:31Z", [1.0, 2.0], contract=["202203", None], volume=[5, 6])
    series.table["contract"] = series.table["contract"].astype("str")
    store.append(series, fetched_at=FETCHED)
    found = load(store, interval="1min").table
    pd.testing.assert_frame_equal(
        found, series.table.astype({"volume": float}), check_like=True, check_freq=False
    )


def test_strike_hours_and_terms_are_kept(store: PriceStore, make_days: Make) -> None:
    own = Strike.parse("15:00 America/New_York")
    store.append(replace(make_days(DAYS), strike=own), fetched_at=FETCHED, licence="mine")
    assert load(store).strike == own


def test_strike_follows_the_asset_where_the_source_has_none_of_its_own(
    store: PriceStore, make_days: Make
) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    moved = declare_asset("SPX", {"like": "SPX", "strike": "15:55 America/New_York"})
    prices = load_prices(moved, **WEEK, source=store.source())
    assert str(prices["SPX"].strike) == "15:55 America/New_York"


def test_snapshot_never_hides_the_closes_of_its_source(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    afternoon = replace(make_days({"2022-02-17": 4401.0}), strike=Strike.parse("15:00 America/New_York keep"))
    with pytest.raises(
        StoreError, match="struck at 16:00 America/New_York, and the new ones are struck at 15:00"
    ):
        store.append(afternoon, fetched_at="2022-03-02T00:00Z")
    assert load(store).table["close"].iloc[0] == DAYS["2022-02-17"]


def test_origin_says_source_file_time_and_revisions(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    store.append(make_days({"2022-02-18": 4349.0}), fetched_at="2022-03-02T09:30:15.5Z")
    origin = load(store).origin
    assert (origin.source, origin.location) == ("hand", "store, SPX/1d/hand")
    assert origin.retrieved == "2022-03-02T09:30:15Z"
    assert (origin.read, origin.used, origin.first, origin.last) == (3, 3, "2022-02-17", "2022-02-22")
    assert origin.note == "1 revised since first stored, the latest revision of each used"


def test_origin_says_as_of_when(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    origin = load_prices("SPX", **WEEK, source=store.source(as_of=FETCHED))["SPX"].origin
    assert origin.note == "as known at 2022-03-01T00:00:00Z"


def test_holes_are_noted(store: PriceStore, make_days: Make) -> None:
    store.append(make_days({"2022-02-17": 4380.26, "2022-02-22": 4304.76}), fetched_at=FETCHED)
    assert "sessions without a price: 1, first 2022-02-18" in load(store).origin.note


def test_range_includes_both_ends(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    assert load(store, end="2022-02-18").table.index.strftime("%d").tolist() == ["17", "18"]


def test_bars_of_a_day_are_those_that_start_and_end_in_it(store: PriceStore, make_minutes: Make) -> None:
    store.append(make_minutes("2022-01-31T23:59Z", [1.0, 2.0, 3.0, 4.0]), fetched_at=FETCHED)
    january = load(store, interval="1min", start="2022-01-31", end="2022-01-31").table
    february = load(store, interval="1min", start="2022-02-01", end="2022-02-01").table
    assert (january["close"].tolist(), february["close"].tolist()) == ([1.0, 2.0], [3.0, 4.0])


def test_bar_that_ends_at_midnight_on_the_first_lies_in_the_month_before(
    store: PriceStore, make_minutes: Make
) -> None:
    store.append(make_minutes("2022-02-01T00:00Z", [1.0, 2.0]), fetched_at=FETCHED)
    names = sorted(path.stem for path in (store.root / "SPX/1min/hand").glob("*.parquet"))
    assert names == ["2022-01", "2022-02"]


def test_several_sources_have_to_be_chosen_from(store: PriceStore, make_days: Make) -> None:
    for source, factor in (("hand", 1.0), ("Yahoo Finance", 2.0)):
        doubled = {day: factor * close for day, close in DAYS.items()}
        store.append(make_days(doubled, source=source), fetched_at=FETCHED)
    with pytest.raises(
        PriceError, match=r"held from 2 sources: Yahoo Finance, hand\. Choose one: source='store:"
    ):
        load(store)
    assert load(store, name="Yahoo Finance").table["close"].iloc[0] == 2 * 4380.26


def test_unknown_source_names_those_there_are(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(PriceError, match="holds nothing from 'bank'; it holds 'hand'"):
        store.source("bank")


def test_absent_store_says_how_to_fill_it(store: PriceStore) -> None:
    with pytest.raises(PriceError, match="no price store in .* Fill it with 'aftershock data pull'"):
        store.source()


def test_interval_that_is_not_held_names_those_that_are(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    told = r"no SPX at 1min; it holds it at 1d\. Read it at 1d, or pull it: aftershock data pull SPX --interval 1min"
    with pytest.raises(PriceError, match=told):
        load(store, interval="1min")


def test_asset_that_is_not_held_names_those_that_are(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(PriceError, match=r"no GOLD at 1d; it holds no GOLD, but SPX\."):
        load(store, symbol="GOLD")


def test_range_without_rows_names_the_one_covered(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(
        PriceError, match="no rows from 2020-01-02 to 2020-01-31; it covers 2022-02-17 to 2022-02-22"
    ):
        load(store, start="2020-01-02", end="2020-01-31")


def test_word_store_reads_the_home_of_the_store(
    tmp_path: Path, make_days: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERSHOCK_HOME", str(tmp_path / "mine"))
    PriceStore(tmp_path / "mine").append(make_days(DAYS), fetched_at=FETCHED)
    for word in ("store", "store:hand"):
        assert load_prices("SPX", **WEEK, source=word)["SPX"].origin.source == "hand"


def test_word_store_reads_data_prices_without_a_home(
    tmp_path: Path, make_days: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    PriceStore().append(make_days(DAYS), fetched_at=FETCHED)
    assert (tmp_path / "data/prices/SPX/1d/hand/2022.parquet").is_file()
    assert len(load_prices("SPX", **WEEK, source="store")["SPX"].table) == len(DAYS)


@pytest.mark.parametrize("source", ["yahoo", "sample"])
def test_as_of_goes_with_the_store_only(source: str) -> None:
    with pytest.raises(PriceError, match="Only the store keeps what was known when: pass source='store'"):
        load_prices("SPX", **WEEK, source=source, as_of=FETCHED)


@pytest.mark.parametrize("as_of", ["2022-03-01", "2022-03-01T10:00", pd.Timestamp("2022-03-01")])
def test_naive_as_of_is_refused(store: PriceStore, make_days: Make, as_of: Any) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(PriceError, match="which has no zone; write an instant with its offset"):
        store.source(as_of=as_of)


def test_naive_as_of_is_refused_by_load_prices(
    store: PriceStore, make_days: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    monkeypatch.setenv("AFTERSHOCK_HOME", str(store.root))
    with pytest.raises(PriceError, match="as_of is 'yesterday', which is no time"):
        open_source("store", as_of="yesterday")


def test_declared_asset_is_known_without_its_declaration(store: PriceStore, make_days: Make) -> None:
    mine = declare_asset("MINE", {"like": "WTI", "name": "Mine", "move": "difference"})
    series = make_days(DAYS)
    store.append(replace(series, asset=mine, strike=mine.strike), fetched_at=FETCHED)
    assert load(store, symbol="MINE").asset == mine


def test_simulated_prices_stay_simulated(store: PriceStore) -> None:
    sample = load_prices("SPX", start="2019-01-02", end="2019-01-31", source="sample")["SPX"]
    store.append(sample, fetched_at=FETCHED)
    assert load_prices("SPX", start="2019-01-02", end="2019-01-31", source=store.source()).simulated


def test_dividend_is_taken_out_on_reading(store: PriceStore, make_days: Make) -> None:
    closes = {"2022-02-17": 100.0, "2022-02-18": 98.0, "2022-02-22": 99.0}
    series = make_days(closes, asset="TLT", dividend=[0.0, 2.0, 0.0], split=[1.0, 1.0, 1.0])
    store.append(series, fetched_at=FETCHED)
    table = load(store, symbol="TLT").table
    assert table["close"].tolist() == [100.0, 98.0, 99.0]
    assert table["adjusted"].tolist() == pytest.approx([98.0, 98.0, 99.0], abs=ROUNDING)


def test_dividend_after_the_range_changes_nothing_in_it(store: PriceStore, make_days: Make) -> None:
    closes = {"2022-02-17": 100.0, "2022-02-18": 101.0, "2022-02-22": 99.0}
    series = make_days(closes, asset="TLT", dividend=[0.0, 0.0, 2.0], split=[1.0, 1.0, 1.0])
    store.append(series, fetched_at=FETCHED)
    assert load(store, symbol="TLT", end="2022-02-18").table["adjusted"].tolist() == [100.0, 101.0]


def test_dividend_on_the_last_session_of_the_range_counts(store: PriceStore, make_days: Make) -> None:
    closes = {"2022-02-17": 100.0, "2022-02-18": 98.0, "2022-02-22": 99.0}
    series = make_days(closes, asset="TLT", dividend=[0.0, 2.0, 0.0], split=[1.0, 1.0, 1.0])
    store.append(series, fetched_at=FETCHED)
    adjusted = load(store, symbol="TLT", end="2022-02-18").table["adjusted"].tolist()
    assert adjusted == pytest.approx([98.0, 98.0], abs=ROUNDING)


def split_store(store: PriceStore, make_days: Make) -> PriceStore:
    """Two rows fetched before a split of two for one, one of them fetched again after it."""
    before = make_days(
        {"2022-02-17": 100.0, "2022-02-18": 102.0}, asset="SPY", dividend=[0.0] * 2, split=[1.0] * 2
    )
    after = make_days(
        {"2022-02-18": 51.0, "2022-02-22": 52.0}, asset="SPY", dividend=[0.0] * 2, split=[1.0, 2.0]
    )
    store.append(before, fetched_at="2022-02-18T22:00Z")
    store.append(after, fetched_at="2022-02-22T22:00Z")
    return store


def test_rows_from_before_a_split_are_brought_into_todays_units(store: PriceStore, make_days: Make) -> None:
    assert load(split_store(store, make_days), symbol="SPY").table["close"].tolist() == [50.0, 51.0, 52.0]


def test_split_after_the_range_counts(store: PriceStore, make_days: Make) -> None:
    table = load(split_store(store, make_days), symbol="SPY", end="2022-02-18").table
    assert table["close"].tolist() == [50.0, 51.0]


def test_as_of_before_a_split_is_in_the_units_of_then(store: PriceStore, make_days: Make) -> None:
    then = split_store(store, make_days).source(as_of="2022-02-19T00:00Z")
    assert load_prices("SPY", **WEEK, source=then)["SPY"].table["close"].tolist() == [100.0, 102.0]


def test_bars_are_adjusted_by_the_daily_rows_of_their_source(
    store: PriceStore, make_days: Make, make_minutes: Make
) -> None:
    closes = {"2022-02-17": 100.0, "2022-02-18": 98.0, "2022-02-22": 99.0}
    daily = make_days(closes, asset="TLT", dividend=[0.0, 2.0, 0.0], split=[1.0] * 3)
    store.append(daily, fetched_at=FETCHED)
    for first in ("2022-02-17T20:59Z", "2022-02-18T14:31Z"):
        store.append(make_minutes(first, [100.0], asset="TLT"), fetched_at=FETCHED)
    table = load(store, symbol="TLT", interval="1min").table
    assert table["adjusted"].tolist() == pytest.approx([98.0, 100.0], abs=ROUNDING)


def test_bars_without_daily_rows_say_that_they_are_not_adjusted(
    store: PriceStore, make_minutes: Make
) -> None:
    store.append(make_minutes("2022-02-17T14:31Z", [1.0], asset="TLT"), fetched_at=FETCHED)
    assert load(store, symbol="TLT", interval="1min").origin.note == (
        "not adjusted: the store has no daily rows of this source with dividends (fetch them: aftershock data pull TLT)"
    )


def test_bars_after_the_last_daily_row_say_that_later_dividends_are_not_known(
    store: PriceStore, make_days: Make, make_minutes: Make
) -> None:
    store.append(
        make_days({"2022-02-17": 100.0}, asset="TLT", dividend=[0.0], split=[1.0]), fetched_at=FETCHED
    )
    for first in ("2022-02-17T20:59Z", "2022-02-18T14:31Z"):
        store.append(make_minutes(first, [100.0], asset="TLT"), fetched_at=FETCHED)
    notes = [
        load(store, symbol="TLT", interval="1min", end=end).origin.note
        for end in ("2022-02-17", "2022-02-18")
    ]
    assert notes == [
        "",
        "adjusted for the dividends and splits up to 2022-02-17 only, where the store's daily rows of this source end "
        "(fetch more: aftershock data collect TLT --interval 1d)",
    ]


@pytest.mark.parametrize("symbol", ["SPX", "GOLD", "EURUSD", "ZN"])
def test_bars_of_what_pays_no_dividends_need_no_daily_rows(
    store: PriceStore, make_minutes: Make, symbol: str
) -> None:
    store.append(make_minutes("2022-02-17T14:31Z", [1.0], asset=symbol), fetched_at=FETCHED)
    assert load(store, symbol=symbol, interval="1min").origin.note == ""


def test_as_of_before_the_first_row_says_when_that_was_fetched(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(
        PriceError, match="at 2022-02-28T00:00:00Z: its first rows were fetched at 2022-03-01T00"
    ):
        load_prices("SPX", **WEEK, source=store.source(as_of="2022-02-28T00:00Z"))


@pytest.mark.parametrize("value", ["02/03/2022T00:00Z", "Mar 2 2022 00:00 UTC", "", "now"])
def test_as_of_in_words_or_with_a_doubtful_day_is_refused(
    store: PriceStore, make_days: Make, value: str
) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(PriceError, match="write an instant with its offset"):
        store.source(as_of=value)


def test_files_of_the_store_are_not_read_as_files_of_ones_own(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with pytest.raises(PriceError, match=r"\*\.parquet is a file of the price store: .* source='store'"):
        load_prices("SPX", **WEEK, source=str(store.root / "SPX/1d/hand/*.parquet"))


def test_home_folder_of_the_variable_is_found_where_no_shell_expands_it(
    store: PriceStore, make_days: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    monkeypatch.setenv("HOME", str(store.root.parent))
    monkeypatch.setenv("AFTERSHOCK_HOME", "~/prices")
    assert len(load_prices("SPX", **WEEK, source="store")["SPX"].table) == 3


def test_store_that_may_not_be_written_is_read(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    places = [store.root, *store.root.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in places}
    try:
        assert len(load(store).table) == 3
        assert store.verify().empty and store.coverage()["rows"].tolist() == [3]
        assert {path: path.stat().st_mtime_ns for path in [store.root, *store.root.rglob("*")]} == before
    finally:
        for place in places:
            place.chmod(0o755)


def test_damaged_file_of_one_asset_leaves_the_others_readable(store: PriceStore, make_days: Make) -> None:
    for asset in ("SPX", "GOLD"):
        store.append(make_days(DAYS, asset=asset), fetched_at=FETCHED)
    (store.root / "GOLD/1d/hand/2022.parquet").write_bytes(b"PAR1")
    prices = load_prices(["SPX", "GOLD"], **WEEK, source=store.source(), missing="report")
    assert (prices.symbols, prices.missing[0][0]) == (("SPX",), "GOLD")
    with pytest.raises(StoreError, match="is damaged"):
        store.source().fetch(
            get_asset("GOLD"),
            start=pd.Timestamp("2022-02-17").date(),
            end=pd.Timestamp("2022-02-18").date(),
            interval="1d",
        )
