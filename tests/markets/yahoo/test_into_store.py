"""From Yahoo's answers over the store to moves: rows fetched before and after a split and a dividend fit together."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import get_asset, load_prices
from aftershock.markets.store import PriceStore

Build = Callable[..., Any]
SPY = get_asset("SPY")
# Split four for one on the 17th, one dollar paid on the 18th.
DAYS = ["2022-02-14", "2022-02-15", "2022-02-16", "2022-02-17", "2022-02-18"]
OLD_UNITS = [400.0, 404.0, 408.0]
NEW_UNITS = [100.0, 101.0, 102.0, 103.0, 102.0]
WEEK: dict[str, Any] = {"start": "2022-02-14", "end": "2022-02-18"}
HOLDER = [np.nan, *np.log([101 / 100, 102 / 101, 103 / 102, 102 / (103 - 1)])]
ROUNDING = 1e-9
THEN, LATER = "2022-02-16T22:00Z", "2022-02-19T00:00Z"
HOURS = [(f"{day} 09:30", f"{day} 16:00") for day in DAYS]


@pytest.fixture
def store(tmp_path: Path) -> PriceStore:
    return PriceStore(tmp_path / "my prices")


@pytest.fixture
def keep(store: PriceStore, yahoo: Build) -> Callable[..., None]:
    """Fetch what Yahoo answers at a time, from a day on, and store it."""

    def one(answer: Any, now: str, first: str, interval: str = "1d") -> None:
        days = {"start": date.fromisoformat(first), "end": date(2022, 2, 18)}
        series = yahoo(answer, now=now).source.fetch(SPY, interval=interval, **days)
        store.append(series, fetched_at=now)

    return one


@pytest.fixture
def stored(store: PriceStore, keep: Callable[..., None], canned: SimpleNamespace) -> PriceStore:
    """Three days fetched before, and the tail from the 16th on fetched after."""
    keep(canned.chart(DAYS[:3], OLD_UNITS), THEN, DAYS[0])
    after = canned.chart(DAYS, NEW_UNITS, dividends={DAYS[4]: 1.0}, splits={DAYS[3]: 4.0})
    keep(after, LATER, DAYS[2])
    return store


def moves(store: PriceStore, **options: Any) -> list[float]:
    return list(load_prices("SPY", **WEEK, source=store.source(**options)).moves()["SPY"])


def test_moves_are_those_of_a_holder(stored: PriceStore) -> None:
    assert moves(stored) == pytest.approx(HOLDER, abs=ROUNDING, nan_ok=True)


def test_moves_are_those_of_one_fetch(stored: PriceStore, canned: SimpleNamespace, yahoo: Build) -> None:
    whole = canned.chart(DAYS, NEW_UNITS, dividends={DAYS[4]: 1.0}, splits={DAYS[3]: 4.0})
    direct = load_prices("SPY", **WEEK, source=yahoo(whole, now=LATER).source).moves()["SPY"]
    assert moves(stored) == pytest.approx(list(direct), abs=ROUNDING, nan_ok=True)


def test_before_the_split_was_known_rows_are_in_the_units_of_then(stored: PriceStore) -> None:
    then = load_prices("SPY", **WEEK, source=stored.source(as_of=THEN))["SPY"].table
    assert then["close"].tolist() == then["adjusted"].tolist() == OLD_UNITS


def test_corrected_dividend_holds_from_when_it_was_fetched(
    stored: PriceStore, keep: Callable[..., None], canned: SimpleNamespace
) -> None:
    before = moves(stored)
    corrected = canned.chart(DAYS, NEW_UNITS, dividends={DAYS[4]: 2.0}, splits={DAYS[3]: 4.0})
    keep(corrected, "2022-02-23T00:00Z", DAYS[2])
    assert moves(stored)[-1] == pytest.approx(np.log(102 / (103 - 2)), abs=ROUNDING)
    assert moves(stored, as_of=LATER) == pytest.approx(before, abs=ROUNDING, nan_ok=True)


def test_bars_from_before_and_after_fit_together(
    stored: PriceStore, keep: Callable[..., None], canned: SimpleNamespace
) -> None:
    old = pd.DatetimeIndex([f"{day} 15:45" for day in DAYS[:3]])
    new = pd.DatetimeIndex([f"{day} 15:45" for day in DAYS[3:]])
    keep(canned.bar_chart(old, OLD_UNITS, hours=HOURS), THEN, DAYS[0], "15min")
    paid = {"dividends": {DAYS[4]: 1.0}, "splits": {DAYS[3]: 4.0}}
    keep(canned.bar_chart(new, NEW_UNITS[3:], hours=HOURS, **paid), LATER, DAYS[3], "15min")
    bars = load_prices("SPY", **WEEK, interval="15min", source=stored.source())["SPY"]
    changes = np.diff(np.log(bars.table["adjusted"].to_numpy()))
    assert changes == pytest.approx(HOLDER[1:], abs=ROUNDING)
    assert bars.origin.note == ""


def test_snapshot_of_stored_bars_is_free_of_the_dividend(
    stored: PriceStore, keep: Callable[..., None], canned: SimpleNamespace
) -> None:
    starts = pd.DatetimeIndex([f"{day} {clock}" for day in DAYS[3:] for clock in ("14:30", "14:45")])
    closes = [103.0, 103.0, 102.0, 102.0]
    answer = canned.bar_chart(starts, closes, hours=HOURS, dividends={DAYS[4]: 1.0})
    keep(answer, LATER, DAYS[3], "15min")
    bars = load_prices("SPY", **WEEK, interval="15min", source=stored.source())
    daily = bars.snapshot("15:00", "America/New_York")
    assert daily.moves()["SPY"].iloc[-1] == pytest.approx(0.0, abs=ROUNDING)
    assert daily.moves().attrs["method"] == "snapshot 15:00 America/New_York"


def test_resampled_bars_of_the_store_are_adjusted(
    stored: PriceStore, keep: Callable[..., None], canned: SimpleNamespace
) -> None:
    starts = pd.DatetimeIndex([f"{day} {clock}" for day in DAYS[3:] for clock in ("14:30", "14:45")])
    answer = canned.bar_chart(starts, [102.0, 103.0, 101.0, 102.0], hours=HOURS, dividends={DAYS[4]: 1.0})
    keep(answer, LATER, DAYS[3], "15min")
    bars = load_prices("SPY", **WEEK, interval="15min", source=stored.source()).resample("30min")["SPY"].table
    assert bars["close"].tolist() == [103.0, 102.0]
    assert bars["adjusted"].tolist() == pytest.approx([102.0, 102.0], abs=ROUNDING)
