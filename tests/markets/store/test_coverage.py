"""What is held, where the holes are, and what verify finds besides damage."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import Origin, PriceSeries, declare_asset, opening_hours
from aftershock.markets.store import PriceStore, SeriesKey
from aftershock.markets.store.coverage import thin_sessions
from aftershock.markets.store.durable import write_whole
from aftershock.markets.store.facts import SeriesFacts, facts_of
from aftershock.markets.store.files import file_bytes
from aftershock.markets.store.rows import Rows, joined, rows_of

Make = Callable[..., PriceSeries]
FETCHED = "2022-03-01T00:00Z"
TIME = np.datetime64("2022-03-01T00:00", "ns")
DAYS = {"2022-02-17": 4380.26, "2022-02-18": 4348.87, "2022-02-22": 4304.76}
KEY = SeriesKey(asset="SPX", interval="1d", source="hand")


def row(store: PriceStore) -> dict[str, object]:
    return store.coverage().iloc[0].to_dict()


def test_coverage_counts_rows_and_revisions(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    store.append(make_days({"2022-02-18": 4349.0}), fetched_at="2022-03-02T00:00Z")
    found = row(store)
    assert (found["first"], found["last"], found["rows"], found["revisions"]) == (
        "2022-02-17",
        "2022-02-22",
        3,
        1,
    )
    assert (found["holes"], found["simulated"], found["fetched"]) == (0, False, "2022-03-02T00:00:00Z")


@pytest.mark.parametrize(
    "closes",
    [
        {"2022-02-17": 1.0, "2022-02-22": 1.0},
        {"2022-02-17": 1.0, "2022-02-18": np.nan, "2022-02-22": 1.0},
    ],
)
def test_session_without_a_price_is_a_hole_and_a_holiday_is_not(
    store: PriceStore, make_days: Make, closes: dict[str, float]
) -> None:
    store.append(make_days(closes), fetched_at=FETCHED)
    assert (row(store)["holes"], row(store)["first_hole"]) == (1, "2022-02-18")


def test_treasury_holiday_on_which_shares_trade_is_no_hole_of_yields(
    store: PriceStore, make_days: Make
) -> None:
    closes = {"2021-10-08": 1.61, "2021-10-12": 1.59}
    for asset in ("UST10Y", "SPX"):
        store.append(make_days(closes, asset=asset), fetched_at=FETCHED)
    assert store.coverage().set_index("asset")["holes"].to_dict() == {"SPX": 1, "UST10Y": 0}


def sessions_of_minutes(store: PriceStore, make_minutes: Make, lengths: dict[str, int]) -> PriceStore:
    """Minutes from the opening of each session on, so many of each."""
    for day, length in lengths.items():
        if length:
            store.append(make_minutes(f"{day}T14:31Z", [1.0] * length, asset="SPY"), fetched_at=FETCHED)
    return store


def test_session_without_bars_is_a_hole_and_one_with_few_is_thin(
    store: PriceStore, make_minutes: Make
) -> None:
    lengths = {"2022-02-14": 390, "2022-02-15": 0, "2022-02-16": 390, "2022-02-17": 120, "2022-02-18": 390}
    found = row(sessions_of_minutes(store, make_minutes, lengths))
    assert (found["holes"], found["first_hole"], found["thin"]) == (1, "2022-02-15", 1)


def test_half_of_the_usual_bars_is_not_thin() -> None:
    days = pd.DatetimeIndex(["2022-02-15", "2022-02-16", "2022-02-17", "2022-02-18", "2022-02-22"])
    assert thin_sessions(pd.Series([8, 8, 8, 4, 3], index=days)).tolist() == [days[4]]


def test_session_cut_by_the_end_of_what_is_held_is_not_thin(store: PriceStore, make_minutes: Make) -> None:
    found = row(
        sessions_of_minutes(store, make_minutes, {"2022-02-14": 390, "2022-02-15": 390, "2022-02-16": 30})
    )
    assert (found["holes"], found["thin"]) == (0, 0)


def test_bars_of_a_session_are_counted(store: PriceStore, make_minutes: Make) -> None:
    sessions_of_minutes(store, make_minutes, {"2022-02-14": 390, "2022-02-15": 100, "2022-02-16": 390})
    counts = store.session_counts(store.keys()[0])
    assert counts.tolist() == [390, 100, 390]


def test_empty_store_has_an_empty_coverage_and_nothing_wrong(store: PriceStore) -> None:
    assert (len(store.coverage()), len(store.verify())) == (0, 0)


def test_hole_is_found_but_not_serious(store: PriceStore, make_days: Make) -> None:
    store.append(make_days({"2022-02-17": 1.0, "2022-02-22": 1.0}), fetched_at=FETCHED)
    assert store.verify().values.tolist() == [
        ["SPX/1d/hand", "hole", "1 session without a price: 2022-02-18", False]
    ]


def forge(store: PriceStore, rows: Rows, facts: SeriesFacts, *, period: str = "2022") -> list[str]:
    """Write a whole file with wrong rows in it, and say which problems verify finds."""
    folder = KEY.folder(store.root)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{period}.parquet", file_bytes(rows, facts, period=period))
    found = store.verify()
    return found.loc[found["serious"], "problem"].tolist()


@pytest.fixture
def rows(make_days: Make) -> Rows:
    return rows_of(make_days(DAYS), fetched_at=TIME)


@pytest.fixture
def facts(make_days: Make) -> SeriesFacts:
    return facts_of(make_days(DAYS))


def test_sound_file_has_no_problem(store: PriceStore, rows: Rows, facts: SeriesFacts) -> None:
    assert forge(store, rows, facts) == []


def test_rows_out_of_order_are_found(store: PriceStore, rows: Rows, facts: SeriesFacts) -> None:
    assert forge(store, rows.take(np.array([1, 0, 2])), facts) == ["order"]


def test_repeated_rows_are_found(store: PriceStore, rows: Rows, facts: SeriesFacts) -> None:
    assert forge(store, rows.take(np.array([0, 1, 1, 2])), facts) == ["repeat"]


def test_revision_that_changes_nothing_is_found(store: PriceStore, rows: Rows, facts: SeriesFacts) -> None:
    later = Rows(rows.keys, rows.fetched + np.timedelta64(1, "h"), rows.values)
    both = joined([rows, later]).take(np.array([0, 3, 1, 2]))
    assert forge(store, both, facts) == ["repeat"]


def test_revisions_out_of_order_are_found(
    store: PriceStore, make_days: Make, rows: Rows, facts: SeriesFacts
) -> None:
    changed = rows_of(make_days({"2022-02-17": 1.0}), fetched_at=TIME - np.timedelta64(1, "h"))
    assert forge(store, joined([rows, changed]).take(np.array([0, 3, 1, 2])), facts) == ["order"]


def test_rows_of_another_year_are_found(store: PriceStore, rows: Rows, facts: SeriesFacts) -> None:
    assert forge(store, rows, facts, period="2021") == ["wrong_place"]


def test_simulated_file_beside_real_ones_is_found(
    store: PriceStore, make_days: Make, rows: Rows, facts: SeriesFacts
) -> None:
    forge(store, rows, facts)
    other = rows_of(make_days({"2021-02-17": 1.0}), fetched_at=TIME)
    assert forge(store, other, replace(facts, simulated=True), period="2021") == ["mixed"]


def test_rows_that_name_another_asset_are_found(
    store: PriceStore, rows: Rows, facts: SeriesFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aftershock.markets.store import files

    strange = SeriesKey(asset="GOLD", interval="1d", source="hand")
    write = files.to_arrow
    monkeypatch.setattr(files, "to_arrow", lambda given, _: write(given, strange))
    assert forge(store, rows, facts) == ["wrong_place"]


def test_verify_of_one_series_leaves_the_others_alone(store: PriceStore, make_days: Make) -> None:
    for asset in ("SPX", "GOLD"):
        store.append(make_days(DAYS, asset=asset), fetched_at=FETCHED)
    (store.root / "GOLD/1d/hand/2022.parquet").write_bytes(b"")
    assert (len(store.verify([KEY])), len(store.verify())) == (0, 1)


def test_session_counts_of_daily_rows_are_ones_and_zeros(store: PriceStore, make_days: Make) -> None:
    store.append(make_days({"2022-02-17": 1.0, "2022-02-22": 1.0}), fetched_at=FETCHED)
    counts = store.session_counts(KEY)
    assert counts.to_dict() == {
        pd.Timestamp("2022-02-17"): 1,
        pd.Timestamp("2022-02-18"): 0,
        pd.Timestamp("2022-02-22"): 1,
    }


def test_session_cut_at_its_midday_break_is_no_thin_one(store: PriceStore) -> None:
    tokyo = declare_asset("N225", {"like": "SPX", "name": "Nikkei 225", "calendar": "JPX", "trading": "JPX"})
    hours = opening_hours("JPX", "2022-02-17", "2022-02-21")
    ends = pd.DatetimeIndex(
        [at for span in hours.itertuples() for at in pd.date_range(span.open, span.close, freq="30min")[1:]]
    )
    ends = ends[ends > hours["close"].iloc[0]].rename("end").as_unit("ns")
    table = pd.DataFrame({"start": ends - pd.Timedelta("30min"), "close": 1.0}, index=ends)
    origin = Origin(source="hand", location="", column="close", read=0, first="", last="")
    series = PriceSeries(asset=tokyo, interval="30min", table=table, strike=tokyo.strike, origin=origin)
    store.append(series, fetched_at=FETCHED)
    counts = store.session_counts(store.keys()[0])
    assert {str(day.date()): count for day, count in counts.items()} == {"2022-02-18": 10, "2022-02-21": 10}
