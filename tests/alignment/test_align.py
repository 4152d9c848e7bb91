"""Headlines meet prices: session, delay, bars, episode and outcome of every pair."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aftershock.alignment import align
from aftershock.errors import AlignmentError, LossBudgetError
from aftershock.headlines import read_headlines
from aftershock.markets import Prices, Strike

Make = Callable[..., Any]
FEED = "18:00-17:00 America/New_York"
DAY_SESSION = "09:30-17:00 America/New_York"


@pytest.fixture(scope="module")
def daily(make_daily: Make) -> Prices:
    return Prices(make_daily(asset, "2021-11-01", "2022-03-31") for asset in ("SPX", "GOLD"))


@pytest.fixture(scope="module")
def gold_bars(make_bars: Make, hourly_ends: Make) -> Prices:
    return Prices([make_bars("GOLD", hourly_ends(FEED, "2022-02-14", "2022-02-25"), hours=FEED)])


def one(heads: pd.DataFrame, prices: Prices, asset: str = "SPX") -> Any:
    """The only row of the only headline of an asset."""
    (row,) = align(heads, prices, max_loss=1.0).query("asset == @asset").itertuples()
    return row


@pytest.mark.parametrize(
    ("instant", "session"),
    [
        ("2022-02-17T21:00Z", "2022-02-17"),
        ("2022-02-17T21:00:01Z", "2022-02-18"),
        ("2022-03-11T20:30Z", "2022-03-11"),
        ("2022-03-14T20:30Z", "2022-03-15"),
        ("2021-11-26T18:00Z", "2021-11-26"),
        ("2021-11-26T18:30Z", "2021-11-29"),
        ("2022-02-19T12:00Z", "2022-02-22"),
        ("2022-02-21T12:00Z", "2022-02-22"),
    ],
    ids=[
        "at the strike",
        "after it",
        "winter",
        "summer",
        "short session",
        "after its close",
        "Saturday",
        "holiday",
    ],
)
def test_session_of_the_index(make_heads: Make, daily: Prices, instant: str, session: str) -> None:
    row = one(make_heads([instant], uncertainty="0s"), daily)
    assert row.session == pd.Timestamp(session)


def test_one_headline_falls_on_two_sessions(make_heads: Make, daily: Prices) -> None:
    aligned = align(make_heads(["2022-02-17T18:32Z"]), daily)
    assert aligned["session"].dt.day.tolist() == [17, 18]


def test_strike_is_the_instant_of_the_session(make_heads: Make, daily: Prices) -> None:
    row = one(make_heads(["2022-02-17T18:32Z"]), daily, "GOLD")
    assert row.strike == pd.Timestamp("2022-02-18T18:30Z")


@pytest.mark.parametrize(
    ("instant", "delay", "outcome"),
    [
        ("2022-02-17T15:00Z", "0h", "used"),
        ("2022-02-17T09:10Z", "5h20min", "market_closed_next_open"),
        ("2022-02-18T21:00Z", "89h30min", "market_closed_next_open"),
    ],
    ids=["open", "before the opening", "over a long weekend"],
)
def test_delay_is_the_wait_for_the_opening(
    make_heads: Make, daily: Prices, instant: str, delay: str, outcome: str
) -> None:
    row = one(make_heads([instant], uncertainty="0s"), daily)
    assert (row.delay, row.outcome) == (pd.Timedelta(delay), outcome)


def test_session_without_a_price_is_no_price(make_heads: Make, make_daily: Make) -> None:
    prices = Prices([make_daily("SPX", "2022-02-01", "2022-02-28", without=["2022-02-17"])])
    assert one(make_heads(["2022-02-17T15:00Z"]), prices, "SPX").outcome == "no_price"


@pytest.mark.parametrize("instant", ["2021-11-01T15:00Z", "2022-03-31T20:00:01Z"])
def test_headline_without_a_strike_before_and_after_is_out_of_range(
    make_heads: Make, daily: Prices, instant: str
) -> None:
    heads = make_heads(["2022-02-17T15:00Z", instant], uncertainty="0s")
    assert align(heads, daily).query("asset == 'SPX'")["outcome"].tolist() == ["used", "out_of_range"]


@pytest.mark.parametrize(
    ("instant", "uncertainty", "outcome"),
    [
        ("2022-02-17T20:59Z", "1min", "used"),
        ("2022-02-17T20:59Z", "2min", "too_uncertain"),
        ("2022-02-17T21:00Z", "1min", "too_uncertain"),
        ("2022-02-17T21:00Z", "0s", "market_closed_next_open"),
        ("2022-02-17T00:00Z", "1D", "too_uncertain"),
    ],
)
def test_stamp_that_straddles_a_strike_is_too_uncertain(
    make_heads: Make, daily: Prices, instant: str, uncertainty: str, outcome: str
) -> None:
    assert one(make_heads([instant], uncertainty=uncertainty), daily).outcome == outcome


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2022-02-17", "too_uncertain"),
        ("2022-02-18", "too_uncertain"),
        ("2022-02-19", "market_closed_next_open"),
        ("2022-02-20", "market_closed_next_open"),
        ("2022-02-21", "market_closed_next_open"),
    ],
)
def test_day_falls_on_a_session_only_if_the_whole_day_is_before_one_strike(
    make_heads: Make, daily: Prices, day: str, outcome: str
) -> None:
    """The 21st is Presidents' Day, the 19th and 20th a weekend: no strike until the 22nd."""
    assert one(make_heads([f"{day}T00:00Z"], uncertainty="1D"), daily).outcome == outcome


def test_day_stamped_row_of_a_table_is_too_uncertain(daily: Prices) -> None:
    heads = read_headlines("time,headline\n2022-02-17,Talks\n", zone="America/New_York")
    assert one(heads, daily).outcome == "too_uncertain"


@pytest.mark.parametrize(
    ("instant", "uncertainty", "outcome"),
    [
        ("2022-02-17T10:00Z", "1h", "used"),
        ("2022-02-17T10:00Z", "61min", "too_uncertain"),
        ("2022-02-17T10:00Z", "1D", "too_uncertain"),
        ("2022-02-19T00:00Z", "1D", "market_closed_next_open"),
    ],
)
def test_stamp_vaguer_than_the_bars_it_may_fall_on_is_too_uncertain(
    make_heads: Make, gold_bars: Prices, instant: str, uncertainty: str, outcome: str
) -> None:
    heads = make_heads([instant], uncertainty=uncertainty)
    assert one(heads, gold_bars, "GOLD").outcome == outcome


def test_first_headline_of_a_session_leads_whatever_the_order(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T17:00Z", "2022-02-17T15:00Z", "2022-02-17T16:00Z"])
    aligned = align(heads, daily).query("asset == 'SPX'")
    assert aligned["outcome"].tolist() == ["merged_into_episode", "used", "merged_into_episode"]


def test_headlines_of_one_instant_are_led_by_the_first_id(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T15:00Z"] * 2, ids=["b", "a"])
    aligned = align(heads, daily).query("asset == 'SPX'").set_index("headline_id")["outcome"]
    assert aligned.to_dict() == {"b": "merged_into_episode", "a": "used"}


def test_episode_is_named_by_its_session(make_heads: Make, daily: Prices) -> None:
    assert one(make_heads(["2022-02-17T15:00Z"]), daily).event_id == "2022-02-17"


def test_headline_that_is_too_vague_leads_no_episode(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T14:50Z", "2022-02-17T15:00Z"], uncertainty=["1D", "1min"])
    assert align(heads, daily).query("asset == 'SPX'")["outcome"].tolist() == ["too_uncertain", "used"]


def test_rows_come_by_headline_then_by_asset(make_heads: Make, daily: Prices) -> None:
    aligned = align(make_heads(["2022-02-17T15:00Z", "2022-02-16T15:00Z"]), daily)
    pairs = list(zip(aligned["headline_id"], aligned["asset"], strict=True))
    assert pairs == [("h0", "SPX"), ("h0", "GOLD"), ("h1", "SPX"), ("h1", "GOLD")]


def test_columns_of_daily_pairs(make_heads: Make, daily: Prices) -> None:
    columns = ["headline_id", "asset", "instant", "session", "strike", "delay", "outcome", "event_id"]
    assert align(make_heads(["2022-02-17T15:00Z"]), daily).columns.tolist() == columns


def test_no_headlines_are_refused(make_heads: Make, daily: Prices) -> None:
    with pytest.raises(AlignmentError, match="no headlines"):
        align(make_heads([]), daily)


def test_ids_that_name_two_headlines_are_refused(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T15:00Z", "2022-02-17T16:00Z"], ids=["a", "a"])
    with pytest.raises(AlignmentError, match="'a'"):
        align(heads, daily)


def test_missing_instants_are_refused(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T15:00Z", "2022-02-17T16:00Z"])
    heads.loc["h1", "instant"] = pd.NaT
    with pytest.raises(AlignmentError, match="1 headlines have no instant.*'h1'"):
        align(heads, daily)


@pytest.mark.parametrize("max_age", ["-1min", "0s", "soon"])
def test_age_that_no_price_has_is_refused(make_heads: Make, gold_bars: Prices, max_age: str) -> None:
    with pytest.raises(AlignmentError, match="span above zero"):
        align(make_heads(["2022-02-17T15:00Z"]), gold_bars, max_age=max_age)


def test_daily_prices_have_no_age(make_heads: Make, daily: Prices) -> None:
    with pytest.raises(AlignmentError, match="these prices are daily"):
        align(make_heads(["2022-02-17T15:00Z"]), daily, max_age="1h")


@pytest.mark.parametrize(("max_age", "outcome"), [("45min", "used"), ("44min", "stale_price")])
def test_age_can_be_chosen(make_heads: Make, gold_bars: Prices, max_age: str, outcome: str) -> None:
    heads = make_heads(["2022-02-17T10:45Z"], uncertainty="0s")
    assert align(heads, gold_bars, max_age=max_age, max_loss=1.0)["outcome"].tolist() == [outcome]


def test_ids_need_not_be_text(make_heads: Make, gold_bars: Prices) -> None:
    heads = make_heads(["2022-02-17T10:25Z", "2022-02-17T10:15Z"]).set_axis([7, 9])
    aligned = align(heads.rename_axis("headline_id"), gold_bars)
    assert aligned[["headline_id", "event_id"]].values.tolist() == [[7, 9], [9, 9]]


def test_headlines_outside_all_prices_are_refused_with_both_spans(make_heads: Make, daily: Prices) -> None:
    with pytest.raises(AlignmentError, match=r"2021-11-01 to 2022-03-31.*cover 2023-01-05"):
        align(make_heads(["2023-01-05T15:00Z"]), daily)


def test_too_many_lost_pairs_are_refused_with_the_counts(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T15:00Z", "2023-01-05T15:00Z", "2023-01-06T15:00Z"])
    with pytest.raises(LossBudgetError, match=r"67% of the 6 .*out_of_range 4") as refused:
        align(heads, daily)
    assert refused.value.data["share"] == pytest.approx(2 / 3)


def test_loss_budget_can_be_raised(make_heads: Make, daily: Prices) -> None:
    heads = make_heads(["2022-02-17T15:00Z", "2023-01-05T15:00Z", "2023-01-06T15:00Z"])
    assert len(align(heads, daily, max_loss=0.7)) == 6


@pytest.mark.parametrize(
    ("instant", "before", "after"),
    [
        ("2022-02-17T10:15Z", "10:00", "11:00"),
        ("2022-02-17T10:00Z", "10:00", "11:00"),
        ("2022-02-17T10:59Z", "10:00", "11:00"),
        ("2022-02-17T10:59:30Z", "10:00", "12:00"),
    ],
    ids=["inside a bar", "on its edge", "in its last minute", "perhaps in the next"],
)
def test_bars_around_a_headline(
    make_heads: Make, gold_bars: Prices, instant: str, before: str, after: str
) -> None:
    row = one(make_heads([instant]), gold_bars, "GOLD")
    assert (f"{row.before:%H:%M}", f"{row.after:%H:%M}") == (before, after)


def test_exact_headline_on_the_edge_of_a_bar_comes_after_it(make_heads: Make, gold_bars: Prices) -> None:
    row = one(make_heads(["2022-02-17T10:00Z"], uncertainty="0s"), gold_bars, "GOLD")
    assert (f"{row.before:%H:%M}", f"{row.after:%H:%M}") == ("10:00", "11:00")


def test_bars_tell_headlines_of_one_session_apart(make_heads: Make, gold_bars: Prices) -> None:
    heads = make_heads(["2022-02-17T09:10Z", "2022-02-17T10:15Z", "2022-02-17T10:25Z"])
    assert align(heads, gold_bars)["outcome"].tolist() == ["used", "used", "merged_into_episode"]


def test_episode_of_bars_is_named_by_its_first_headline(make_heads: Make, gold_bars: Prices) -> None:
    heads = make_heads(["2022-02-17T10:25Z", "2022-02-17T10:15Z", "2022-02-17T11:15Z"])
    assert align(heads, gold_bars)["event_id"].tolist() == ["h1", "h1", "h2"]


def test_headline_that_is_not_measured_names_itself(make_heads: Make, gold_bars: Prices) -> None:
    heads = make_heads(["2022-02-17T10:15Z", "2022-02-25T22:00Z", "2022-02-26T22:00Z"])
    assert align(heads, gold_bars, max_loss=1.0)["event_id"].tolist() == ["h0", "h1", "h2"]


def test_bars_that_end_before_the_next_strike_still_tell_headlines_apart(
    make_heads: Make, gold_bars: Prices
) -> None:
    aligned = align(make_heads(["2022-02-25T19:10Z", "2022-02-25T20:10Z"]), gold_bars)
    assert aligned["session"].isna().all()
    assert aligned["outcome"].tolist() == ["used", "used"]


def test_headline_after_the_last_bar_is_out_of_range(make_heads: Make, gold_bars: Prices) -> None:
    heads = make_heads(["2022-02-17T10:15Z", "2022-02-25T22:00Z"])
    assert align(heads, gold_bars)["outcome"].tolist() == ["used", "out_of_range"]


def test_headline_whose_latest_moment_has_no_bar_is_out_of_range(make_heads: Make, gold_bars: Prices) -> None:
    heads = make_heads(["2022-02-17T10:15Z", "2022-02-25T21:59:30Z"])
    assert align(heads, gold_bars)["outcome"].tolist() == ["used", "out_of_range"]


def test_hours_of_a_feed_are_shut_on_a_holiday(make_heads: Make, make_bars: Make, hourly_ends: Make) -> None:
    ends = hourly_ends("09:30-16:30 America/New_York", "2022-02-14", "2022-02-25")
    series = make_bars("ZN", ends[ends.day != 21], hours=DAY_SESSION)
    row = one(make_heads(["2022-02-21T18:30Z"]), Prices([series]), "ZN")
    assert (row.delay, row.outcome) == (pd.Timedelta("20h"), "market_closed_next_open")


def test_market_with_a_bar_on_a_holiday_is_open(make_heads: Make, gold_bars: Prices) -> None:
    row = one(make_heads(["2022-02-21T18:10Z"]), gold_bars, "GOLD")
    assert (row.delay, row.outcome) == (pd.Timedelta(0), "used")


@pytest.mark.parametrize(
    ("instant", "delay"),
    [("2022-02-17T02:00Z", "0min"), ("2022-02-17T02:40Z", "50min"), ("2022-02-17T03:30Z", "0min")],
)
def test_market_waits_through_its_lunch_break(
    make_heads: Make, make_daily: Make, instant: str, delay: str
) -> None:
    shares = make_daily("SPX", "2022-02-14", "2022-02-18")
    strike = Strike.parse("15:00 Asia/Tokyo")
    asset = dataclasses.replace(shares.asset, calendar="JPX", trading="JPX", strike=strike)
    tokyo = Prices([dataclasses.replace(shares, asset=asset, strike=strike)])
    row = one(make_heads([instant]), tokyo)
    assert (row.delay, row.session) == (pd.Timedelta(delay), pd.Timestamp("2022-02-17"))
