"""Dated events meet prices: the first session on or after the day, and what became of every pair."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.alignment import LOST, align_days
from aftershock.alignment.days import OWN_COLUMNS
from aftershock.errors import AlignmentError, LossBudgetError
from aftershock.markets import Prices, sessions

Make = Callable[..., Any]


def listed(days: Sequence[str], **columns: Any) -> pd.DataFrame:
    """Events e0, e1, ... on the days given."""
    ids = pd.Index([f"e{number}" for number in range(len(days))], name="event_id")
    return pd.DataFrame({"date": pd.to_datetime(list(days)), **columns}, index=ids)


@pytest.fixture(scope="module")
def daily(make_daily: Make) -> Prices:
    return Prices(make_daily(asset, "2021-09-01", "2022-03-31") for asset in ("SPX", "UST10Y"))


def one(events: pd.DataFrame, prices: Prices, asset: str = "SPX", **options: Any) -> Any:
    """The only row of the only event of an asset."""
    (row,) = align_days(events, prices, max_loss=1.0, **options).query("asset == @asset").itertuples()
    return row


@pytest.mark.parametrize(
    ("day", "session", "delay", "outcome"),
    [
        ("2022-02-17", "2022-02-17", 0, "used"),
        ("2022-02-19", "2022-02-22", 3, "market_closed_next_open"),
        ("2022-02-21", "2022-02-22", 1, "market_closed_next_open"),
        ("2021-11-26", "2021-11-26", 0, "used"),
    ],
    ids=["session", "Saturday before a long weekend", "Presidents' Day", "short session"],
)
def test_session_is_the_first_on_or_after_the_day(
    daily: Prices, day: str, session: str, delay: int, outcome: str
) -> None:
    row = one(listed([day]), daily)
    assert (row.session, row.delay, row.outcome) == (pd.Timestamp(session), pd.Timedelta(days=delay), outcome)


def test_each_asset_keeps_its_own_calendar(daily: Prices) -> None:
    """On Columbus Day shares trade and Treasuries do not."""
    aligned = align_days(listed(["2021-10-11"]), daily)
    assert aligned.set_index("asset")["session"].to_dict() == {
        "SPX": pd.Timestamp("2021-10-11"),
        "UST10Y": pd.Timestamp("2021-10-12"),
    }


def test_strike_is_the_instant_of_the_session(daily: Prices) -> None:
    assert one(listed(["2022-02-19"]), daily).strike == pd.Timestamp("2022-02-22T21:00Z")


@pytest.mark.parametrize(
    ("days_late", "session"), [(0, "2022-02-22"), (1, "2022-02-22"), (4, "2022-02-18"), (5, "2022-02-17")]
)
def test_a_list_that_dates_late_is_moved_back_by_calendar_days(
    daily: Prices, days_late: int, session: str
) -> None:
    assert one(listed(["2022-02-22"]), daily, days_late=days_late).session == pd.Timestamp(session)


def test_delay_counts_from_the_day_that_was_meant(daily: Prices) -> None:
    assert one(listed(["2022-02-22"]), daily, days_late=1).delay == pd.Timedelta(days=1)


@pytest.mark.parametrize(
    ("days_late", "told"),
    [
        (0, "Each event belongs to the first session on or after its listed date."),
        (1, "Each event belongs to the first session on or after the day before its listed date."),
        (2, "Each event belongs to the first session on or after the day 2 days before its listed date."),
    ],
)
def test_what_the_day_means_is_said(daily: Prices, days_late: int, told: str) -> None:
    assert align_days(listed(["2022-02-17"]), daily, days_late=days_late).attrs["assumption"] == told


def test_events_of_one_session_are_one_event_named_after_the_first(daily: Prices) -> None:
    aligned = align_days(listed(["2022-02-22", "2022-02-19", "2022-02-20", "2022-02-23"]), daily)
    of_index = aligned.query("asset == 'SPX'").set_index("listed_id")
    assert of_index["event_id"].to_dict() == {"e0": "e1", "e1": "e1", "e2": "e1", "e3": "e3"}
    assert of_index["outcome"].to_dict() == {
        "e0": "merged_into_episode",
        "e1": "market_closed_next_open",
        "e2": "merged_into_episode",
        "e3": "used",
    }


def test_events_merge_only_where_the_calendar_makes_them(daily: Prices) -> None:
    aligned = align_days(listed(["2021-10-11", "2021-10-12"]), daily)
    assert aligned.query("outcome == 'merged_into_episode'")["asset"].tolist() == ["UST10Y"]


def test_session_without_a_price_is_no_price_and_merges_nothing(make_daily: Make) -> None:
    prices = Prices([make_daily("SPX", "2022-02-01", "2022-02-28", without=["2022-02-22"])])
    aligned = align_days(listed(["2022-02-22", "2022-02-21", "2022-02-17"]), prices, max_loss=1.0)
    assert aligned["outcome"].tolist() == ["no_price", "no_price", "used"]


@pytest.mark.parametrize("day", ["2021-08-31", "2021-09-01", "2022-04-01"], ids=["before", "first", "after"])
def test_day_without_a_move_to_its_session_is_out_of_range(daily: Prices, day: str) -> None:
    aligned = align_days(listed([day, "2022-02-17"]), daily)
    assert aligned.query("asset == 'SPX'")["outcome"].tolist() == ["out_of_range", "used"]


@pytest.mark.parametrize("day", ["2021-08-31", "2022-04-01"])
def test_day_beyond_the_prices_has_no_session(daily: Prices, day: str) -> None:
    aligned = align_days(listed([day, "2022-02-17"]), daily)
    assert aligned.query("listed_id == 'e0'")["session"].isna().all()


def test_columns_are_ours_then_those_carried_along(daily: Prices) -> None:
    events = listed(["2022-02-17", "2022-02-18"], name=["Talks", "Attack"], group=["Threat", "Act"])
    aligned = align_days(events, daily)
    assert aligned.columns.tolist() == [*OWN_COLUMNS, "name", "group"]
    assert aligned.groupby("listed_id")["group"].agg(["first", "nunique"]).to_dict("index") == {
        "e0": {"first": "Threat", "nunique": 1},
        "e1": {"first": "Act", "nunique": 1},
    }


def test_rows_are_in_the_order_of_the_events_and_of_the_assets(daily: Prices) -> None:
    aligned = align_days(listed(["2022-02-22", "2022-02-17"]), daily)
    pairs = list(zip(aligned["listed_id"], aligned["asset"], strict=True))
    assert pairs == [("e0", "SPX"), ("e0", "UST10Y"), ("e1", "SPX"), ("e1", "UST10Y")]


def test_loss_budget_counts_pairs(daily: Prices) -> None:
    events = listed(["2022-02-17", "2022-04-04", "2022-04-05"])
    with pytest.raises(LossBudgetError, match=r"67% of the 6 event x asset pairs .* cover the events"):
        align_days(events, daily)


def test_days_that_miss_the_prices_say_what_to_load(daily: Prices) -> None:
    with pytest.raises(AlignmentError, match=r"0 of 1 events .*2021-09-01 to 2022-03-31.*cover 2014-03-18"):
        align_days(listed(["2014-03-18"]), daily)


def test_bars_are_refused(make_bars: Make, hourly_ends: Make) -> None:
    ends = hourly_ends("09:30-16:00 America/New_York", "2022-02-14", "2022-02-18")
    with pytest.raises(AlignmentError, match="bars of 1h.*interval='1d'"):
        align_days(listed(["2022-02-17"]), Prices([make_bars("SPX", ends)]))


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (listed([]), "no events"),
        (listed(["2022-02-17"] * 2).set_axis(["a", "a"]), "first 'a'"),
        (listed(["2022-02-17"]).rename(columns={"date": "day"}), "no column date"),
        (listed(["2022-02-17"]).astype({"date": str}), "naive days"),
        (listed(["2022-02-17T10:00"]), "a clock, first 'e0'"),
        (listed(["NaT"]), "have no day"),
        (listed(["2022-02-17"], session="x"), "our names: session"),
    ],
)
def test_events_that_cannot_be_placed_are_refused(daily: Prices, events: pd.DataFrame, said: str) -> None:
    with pytest.raises(AlignmentError, match=said):
        align_days(events, daily)


@pytest.mark.parametrize("days_late", [-1, 32, 1.5, True])
def test_lag_that_is_no_count_is_refused(daily: Prices, days_late: Any) -> None:
    with pytest.raises(AlignmentError, match="0 to 31"):
        align_days(listed(["2022-02-17"]), daily, days_late=days_late)


DAYS = st.lists(st.integers(min_value=-20, max_value=240), min_size=1, max_size=25)


@given(offsets=DAYS)
def test_every_pair_ends_in_one_outcome_and_one_measured_event_a_session(
    daily: Prices, offsets: list[int]
) -> None:
    """Against a search session by session."""
    events = listed([str(np.datetime64("2021-09-01") + offset) for offset in [*offsets, 60]])
    aligned = align_days(events, daily, max_loss=1.0)
    assert len(aligned) == 2 * len(events)
    for asset, calendar in (("SPX", "NYSE"), ("UST10Y", "SIFMAUS")):
        open_days = sessions(calendar, "2021-09-01", "2022-03-31")
        part = aligned[aligned["asset"] == asset]
        for row in part[~part["outcome"].isin(LOST)].itertuples():
            assert row.session == min(day for day in open_days if day >= row.date)
        measured = part[part["outcome"].isin(["used", "market_closed_next_open"])]
        assert measured["session"].is_unique and measured["event_id"].is_unique
        merged = part.query("outcome == 'merged_into_episode'")
        assert set(merged["event_id"]) <= set(measured["listed_id"])
