"""Collecting: what is asked for, what is stored, and what is told to be missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import Asset, PriceSeries, sessions
from aftershock.markets.store import Appended, PriceStore
from aftershock.markets.store.collecting import Request, collect, pull, summary
from aftershock.markets.yahoo import history_limit
from aftershock.typing import Interval

Make = Callable[..., PriceSeries]
NOON = pd.Timestamp("2022-03-01T12:00Z")
WEEKS = {"start": date(2022, 2, 1), "end": date(2022, 2, 18)}


class Vendor:
    """A source whose closes are the day of the month, but for those it has corrected; it remembers what was asked."""

    name = "vendor"
    licence = "not to be passed on"

    def __init__(self, make_days: Make, make_minutes: Make) -> None:
        self.make_days, self.make_minutes = make_days, make_minutes
        self.asked: list[Request] = []
        self.corrected: dict[str, float] = {}
        self.without: set[str] = set()
        self.last = date(2022, 2, 28)

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval) -> PriceSeries:
        self.asked.append(Request(asset=asset.symbol, interval=interval, start=start, end=end))
        days = sessions("NYSE", start, min(end, self.last))
        if asset.symbol in self.without or days.empty:
            raise PriceError(f"the vendor has no {asset.symbol}.")
        closes = {str(day.date()): self.corrected.get(str(day.date()), float(day.day)) for day in days}
        if interval == "1d":
            return self.make_days(closes, asset=asset.symbol, source="vendor")
        bars = [
            self.make_minutes(f"{day}T15:00Z", [close] * 3, asset=asset.symbol)
            for day, close in closes.items()
        ]
        table = pd.concat([one.table for one in bars])
        return replace(bars[0], table=table, origin=replace(bars[0].origin, source="vendor"))


@pytest.fixture
def vendor(make_days: Make, make_minutes: Make) -> Vendor:
    return Vendor(make_days, make_minutes)


def ask(*assets: str, interval: Interval = "1d", **span: date) -> list[Request]:
    return [Request(asset=asset, interval=interval, **{**WEEKS, **span}) for asset in assets]


def gather(store: PriceStore, vendor: Vendor, at: pd.Timestamp = NOON, **options: Any) -> Any:
    return collect(store, vendor, now=lambda: at, **options)


def test_pull_stores_the_range_asked_for(store: PriceStore, vendor: Vendor) -> None:
    done = pull(store, vendor, ask("SPX"), now=lambda: NOON)
    assert (done[0].appended, done[0].missing) == (Appended(new=14), "")
    assert store.coverage()[["first", "last", "fetched"]].values.tolist() == [
        ["2022-02-01", "2022-02-18", "2022-03-01T12:00:00Z"]
    ]


def test_pull_goes_on_past_what_fails(store: PriceStore, vendor: Vendor) -> None:
    vendor.without.add("SPX")
    done = pull(store, vendor, ask("NOPE", "SPX", "GOLD"), now=lambda: NOON)
    assert [one.appended is None for one in done] == [True, True, False]
    assert (
        done[0].missing.startswith("Asset 'NOPE' is unknown") and done[1].missing == "the vendor has no SPX."
    )


def test_pull_of_nothing_is_refused(store: PriceStore, vendor: Vendor) -> None:
    with pytest.raises(PriceError, match="There is nothing to fetch; name at least one asset"):
        pull(store, vendor, [])


def test_collect_asks_for_the_recent_tail_and_stores_what_is_new(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX"), now=lambda: NOON)
    done = gather(store, vendor)
    assert vendor.asked[-1] == Request(
        asset="SPX", interval="1d", start=date(2022, 2, 4), end=date(2022, 3, 1)
    )
    assert done[0].appended == Appended(new=5, unchanged=11)


def test_collect_twice_changes_nothing(
    store: PriceStore, vendor: Vendor, files_of: Callable[..., Any]
) -> None:
    pull(store, vendor, ask("SPX"), now=lambda: NOON)
    gather(store, vendor)
    before = files_of(store)
    again = gather(store, vendor, NOON + pd.Timedelta("1h"))
    assert (again[0].appended.new, again[0].appended.revised, files_of(store)) == (0, 0, before)


def test_collect_keeps_a_correction_beside_the_old_value(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX"), now=lambda: NOON)
    vendor.corrected["2022-02-17"] = 99.0
    assert gather(store, vendor, NOON + pd.Timedelta("1h"))[0].appended.revised == 1
    assert store.coverage()["revisions"].tolist() == [1]


def test_collect_takes_every_series_held_from_the_source_and_no_other(
    store: PriceStore, vendor: Vendor, make_days: Make
) -> None:
    store.append(make_days({"2022-02-17": 1.0}, asset="WTI", source="other"), fetched_at=NOON)
    pull(store, vendor, [*ask("SPX"), *ask("SPX", "GOLD", interval="1min")], now=lambda: NOON)
    gather(store, vendor)
    assert {(one.asset, one.interval) for one in vendor.asked[-3:]} == {
        ("SPX", "1d"),
        ("SPX", "1min"),
        ("GOLD", "1min"),
    }


def test_collect_of_named_assets_takes_the_intervals_named(store: PriceStore, vendor: Vendor) -> None:
    gather(store, vendor, assets=["SPX"], intervals=["1d", "1min"], limit=history_limit)
    assert [one.start for one in vendor.asked] == [NOON.date() - timedelta(days=days) for days in (3653, 30)]


def test_collect_of_an_asset_not_held_takes_daily_prices(store: PriceStore, vendor: Vendor) -> None:
    gather(store, vendor, assets=["SPX"])
    assert [one.interval for one in vendor.asked] == ["1d"]


def test_collect_without_anything_to_collect_says_what_to_do(store: PriceStore, vendor: Vendor) -> None:
    with pytest.raises(PriceError, match="no asset was named. Name some, with --interval for bars"):
        gather(store, vendor)


def test_bars_the_source_has_no_longer_are_told_to_be_lost(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX", interval="1min"), now=lambda: NOON)
    later = pd.Timestamp("2022-06-01T12:00Z")
    vendor.last = later.date() - timedelta(days=1)
    done = gather(store, vendor, later, limit=history_limit)
    assert vendor.asked[-1].start == date(2022, 5, 2)
    assert done[0].appended is not None
    assert done[0].missing == (
        "bars between 2022-02-18 and 2022-05-02 are lost: the source keeps 1min for 30 days only"
    )


def test_session_missing_lately_is_asked_for_again(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX", end=date(2022, 2, 3)), now=lambda: NOON)
    pull(store, vendor, ask("SPX", start=date(2022, 2, 7), end=date(2022, 2, 25)), now=lambda: NOON)
    done = gather(store, vendor)
    assert vendor.asked[-1].start == date(2022, 2, 4)
    assert done[0].appended.new == 2
    assert store.coverage()["holes"].tolist() == [0]


def test_session_missing_long_ago_is_left_alone(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX", end=date(2022, 2, 3)), now=lambda: NOON)
    pull(store, vendor, ask("SPX", start=date(2022, 2, 7)), now=lambda: NOON)
    gather(store, vendor, pd.Timestamp("2022-06-01T12:00Z"))
    assert vendor.asked[-1].start == date(2022, 2, 4)
    vendor.last = date(2022, 5, 31)
    gather(store, vendor, pd.Timestamp("2022-06-01T12:00Z"))
    gather(store, vendor, pd.Timestamp("2022-06-01T12:00Z"))
    assert vendor.asked[-1].start == date(2022, 5, 17)


def test_daily_prices_of_a_decade_ago_are_continued_without_a_gap(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX"), now=lambda: NOON)
    gather(store, vendor, pd.Timestamp("2036-03-01T12:00Z"), limit=history_limit)
    assert vendor.asked[-1].start == date(2022, 2, 4)


def test_part_the_source_could_not_give_is_missing_though_the_rest_was_had(
    store: PriceStore, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_part(asset: Asset, **asked: Any) -> PriceSeries:
        series = Vendor.fetch(vendor, asset, **asked)
        return replace(series, origin=replace(series.origin, note="a note; not had: the first week"))

    monkeypatch.setattr(vendor, "fetch", in_part)
    done = pull(store, vendor, ask("SPX"), now=lambda: NOON)
    assert (done[0].appended, done[0].missing) == (Appended(new=14), "not had: the first week")


def test_collect_goes_on_past_a_damaged_series(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX", "GOLD"), now=lambda: NOON)
    (store.root / "SPX/1d/vendor/2022.parquet").write_bytes(b"PAR1")
    done = gather(store, vendor)
    assert {one.request.asset: one.appended is None for one in done} == {"GOLD": False, "SPX": True}
    assert "is damaged" in next(one.missing for one in done if one.request.asset == "SPX")


def test_licence_of_the_source_is_kept(store: PriceStore, vendor: Vendor) -> None:
    pull(store, vendor, ask("SPX"), now=lambda: NOON)
    assert b"not to be passed on" in (store.root / "SPX/1d/vendor/2022.parquet").read_bytes()


def test_each_request_is_told_of(store: PriceStore, vendor: Vendor) -> None:
    told: list[str] = []
    pull(store, vendor, ask("SPX", "GOLD"), tell=told.append, now=lambda: NOON)
    assert told == ["SPX 1d", "GOLD 1d"]


def test_summary_is_one_line(store: PriceStore, vendor: Vendor) -> None:
    vendor.without.add("GOLD")
    line = summary(pull(store, vendor, ask("SPX", "GOLD"), now=lambda: NOON))
    assert line == "1 of 2 series: 14 new, 0 revised, 0 unchanged rows; missing: GOLD 1d"
