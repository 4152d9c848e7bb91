"""What Yahoo keeps, and a range cut into requests it accepts."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import PriceError
from aftershock.markets import Origin, PriceSeries, get_asset
from aftershock.markets.store import PriceStore
from aftershock.markets.yahoo import history_limit, request_limit
from aftershock.markets.yahoo.limits import Span, plan_requests

NOW = pd.Timestamp("2026-06-20T12:00Z")
DAY = pd.Timedelta(days=1)
SPY = get_asset("SPY")


def span(first: str, last: str) -> Span:
    """UTC days, both included."""
    return pd.Timestamp(first, tz="UTC"), pd.Timestamp(last, tz="UTC") + DAY


@pytest.mark.parametrize(
    ("interval", "days"), [("1min", 30), ("5min", 60), ("15min", 60), ("30min", 60), ("1h", 730)]
)
def test_bars_are_kept_for_so_many_days(interval: str, days: int) -> None:
    assert history_limit(interval) == days * DAY  # type: ignore[arg-type]


@pytest.mark.parametrize(("interval", "days"), [("1min", 8), ("5min", 60), ("1h", 730)])
def test_one_request_covers_so_many_days(interval: str, days: int) -> None:
    assert request_limit(interval) == days * DAY  # type: ignore[arg-type]


def test_daily_prices_are_kept_for_good() -> None:
    assert history_limit("1d") is None
    assert request_limit("1d") is None


def test_three_minutes_do_not_exist_and_the_others_are_named() -> None:
    with pytest.raises(
        PriceError, match="no 3min bars. It has 1d for good, 1h for 730 days.*1min for 30 days"
    ):
        history_limit("3min")


def test_short_range_is_one_request() -> None:
    plan = plan_requests(SPY, "1min", span("2026-06-15", "2026-06-18"), now=NOW)
    assert plan.pieces == (span("2026-06-15", "2026-06-18"),)
    assert plan.note == ""


def test_what_is_yet_to_come_is_not_asked_for() -> None:
    plan = plan_requests(SPY, "1min", span("2026-06-19", "2026-06-20"), now=NOW)
    assert plan.pieces[-1][1] == NOW


def test_range_partly_too_old_is_cut_and_the_cut_is_told() -> None:
    plan = plan_requests(SPY, "5min", span("2026-04-01", "2026-06-18"), now=NOW)
    assert plan.pieces[0][0] == NOW - 60 * DAY + pd.Timedelta("10min")
    assert plan.note == ("asked from 2026-04-01, had from 2026-04-21T12:10Z: Yahoo keeps 5min bars 60 days")


def test_range_wholly_too_old_says_what_is_left_of_it() -> None:
    with pytest.raises(PriceError) as told:
        plan_requests(SPY, "1min", span("2022-02-17", "2022-02-17"), now=NOW)
    assert str(told.value) == (
        "1min bars of 2022-02-17 no longer exist at Yahoo, which keeps them 30 days; the store has none of SPY; daily "
        "prices do exist: use interval='1d' (--interval 1d)."
    )


def test_range_wholly_too_old_says_what_the_store_has_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERSHOCK_HOME", str(tmp_path / "my prices"))
    ends = pd.DatetimeIndex(["2022-02-17T15:00Z"], name="end").as_unit("ns")
    table = pd.DataFrame({"start": ends - pd.Timedelta("1min"), "close": [437.0]}, index=ends)
    origin = Origin(source="Yahoo Finance", location="SPY", column="Close", read=1, first="", last="")
    PriceStore().append(
        PriceSeries(asset=SPY, interval="1min", table=table, strike=SPY.strike, origin=origin)
    )
    told = []
    for day in ("2022-02-17", "2022-02-18"):
        with pytest.raises(PriceError) as refused:
            plan_requests(SPY, "1min", span(day, day), now=NOW)
        told.append(str(refused.value).split("; ")[1])
    assert told == [
        "the store has some of SPY: source='store' (--prices 'store')",
        "the store has none of SPY",
    ]


@pytest.mark.parametrize(
    ("day", "left"), [("2026-05-01", "5min bars"), ("2026-04-01", "1h bars"), ("2024-01-01", "daily prices")]
)
def test_finest_interval_still_there_is_advised(day: str, left: str) -> None:
    with pytest.raises(PriceError, match=f"{left} do exist"):
        plan_requests(SPY, "1min", span(day, day), now=NOW)


def test_range_yet_to_come_is_refused() -> None:
    with pytest.raises(PriceError, match="yet to come"):
        plan_requests(SPY, "1min", span("2026-06-21", "2026-06-22"), now=NOW)


@given(
    back=st.integers(min_value=0, max_value=40),
    length=st.integers(min_value=0, max_value=40),
    interval=st.sampled_from(["1min", "5min", "1h"]),
)
def test_requests_are_short_enough_young_enough_and_leave_no_gap(
    back: int, length: int, interval: str
) -> None:
    first = (NOW - back * DAY).normalize()
    if first <= NOW - history_limit(interval) - DAY:  # type: ignore[arg-type, operator]
        return
    asked = (first, first + (length + 1) * DAY)
    pieces = plan_requests(SPY, interval, asked, now=NOW).pieces  # type: ignore[arg-type]
    assert all(end - start < request_limit(interval) for start, end in pieces)  # type: ignore[arg-type, operator]
    assert pieces[0][0] > NOW - history_limit(interval)  # type: ignore[arg-type, operator]
    assert [start for start, _ in pieces[1:]] == [end for _, end in pieces[:-1]]
    assert (pieces[0][0], pieces[-1][1]) == (
        max(asked[0], NOW - history_limit(interval) + pd.Timedelta("10min")),  # type: ignore[arg-type, operator]
        min(asked[1], NOW),
    )
