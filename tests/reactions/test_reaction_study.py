"""The clock-time study: rows, refusals, episodes and what is usual at a time of day."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import AlignmentError, EstimationError
from aftershock.headlines import read_headlines
from aftershock.markets import Prices, load_prices
from aftershock.reactions import ReactionStudy

Make = Callable[..., Any]
EXACT = 1e-12
FEED = "18:00-17:00 America/New_York"
DAY_SESSION = "09:30-16:30 America/New_York"
HOUR = "0/+60min"
ONE_UP, ONE_DOWN = np.log(1.01), np.log(0.99)


@pytest.fixture(scope="module")
def ends(hourly_ends: Make) -> pd.DatetimeIndex:
    return hourly_ends(FEED, "2021-05-03", "2021-06-25")


@pytest.fixture(scope="module")
def bars(make_bars: Make, ends: pd.DatetimeIndex) -> Prices:
    closes = 100.0 * np.exp(np.random.default_rng(3).normal(0.0, 0.01, len(ends)).cumsum())
    return Prices([make_bars("GOLD", ends, closes, hours=FEED)])


@pytest.fixture(scope="module")
def heads(make_heads: Make) -> pd.DataFrame:
    return make_heads(["2021-06-16T12:10Z", "2021-06-16T12:40Z", "2021-06-16T19:30Z"])


def measure(bars: Prices, heads: pd.DataFrame, *windows: str, **options: Any) -> pd.DataFrame:
    """One row per headline and window."""
    return ReactionStudy(bars, heads, windows=windows or (HOUR,), **options).fit().to_frame("event")


def test_every_headline_and_window_has_a_row(bars: Prices, heads: pd.DataFrame) -> None:
    rows = measure(bars, heads, "-60min/0", HOUR, "0/close")
    assert len(rows) == len(rows.drop_duplicates(["headline_id", "asset", "window"])) == 9


def test_rows_come_in_order_of_time(bars: Prices, heads: pd.DataFrame) -> None:
    assert measure(bars, heads.iloc[::-1])["headline_id"].tolist() == ["h0", "h1", "h2"]


def test_move_runs_between_the_two_prices_shown(bars: Prices, heads: pd.DataFrame) -> None:
    row = measure(bars, heads).iloc[0]
    closes = bars["GOLD"].table["close"]
    assert (row["before"], row["after"]) == (
        pd.Timestamp("2021-06-16T12:00Z"),
        pd.Timestamp("2021-06-16T14:00Z"),
    )
    assert row["move"] == pytest.approx(np.log(closes[row["after"]] / closes[row["before"]]), abs=EXACT)


def test_same_bars_are_measured_once(bars: Prices, heads: pd.DataFrame) -> None:
    rows = measure(bars, heads)
    assert rows["outcome"].tolist() == ["used", "merged_into_episode", "used"]
    assert rows["merged_into"].tolist() == ["", "h0", ""]
    assert rows["move"].notna().tolist() == [True, False, True]


def test_headlines_of_one_instant_are_led_by_the_first_id(bars: Prices, make_heads: Make) -> None:
    rows = measure(bars, make_heads(["2021-06-16T12:10Z"] * 2, ids=["b", "a"]))
    assert rows[["headline_id", "merged_into"]].values.tolist() == [["a", ""], ["b", "a"]]


def test_standardized_move_is_the_move_over_the_usual_one(bars: Prices, heads: pd.DataFrame) -> None:
    row = measure(bars, heads).iloc[0]
    assert row["standardized"] == pytest.approx(row["move"] / row["usual"])


def test_flat_prices_give_no_standardized_move(
    make_bars: Make, ends: pd.DatetimeIndex, heads: pd.DataFrame
) -> None:
    closes = np.where(ends > pd.Timestamp("2021-06-16T12:00Z"), 101.0, 100.0)
    row = measure(Prices([make_bars("GOLD", ends, closes, hours=FEED)]), heads).iloc[0]
    assert np.isnan([row["usual"], row["standardized"]]).all()


def test_too_few_days_have_no_usual_move(make_bars: Make, make_heads: Make, hourly_ends: Make) -> None:
    prices = Prices([make_bars("GOLD", hourly_ends(FEED, "2021-06-07", "2021-06-16"), hours=FEED)])
    row = measure(prices, make_heads(["2021-06-15T12:10Z"])).iloc[0]
    assert (row["outcome"], row["usual_from"], row["placebo_reason"]) == ("used", "", "no_season")
    assert np.isnan(row["usual"])


def test_usual_is_of_the_day_itself_where_it_has_bars_enough(bars: Prices, heads: pd.DataFrame) -> None:
    assert measure(bars, heads)["usual_from"].tolist() == ["own_day", "", "own_day"]


def test_day_full_of_headlines_takes_the_level_of_the_days_before(bars: Prices, make_heads: Make) -> None:
    busy = make_heads(pd.date_range("2021-06-16T00:10Z", "2021-06-16T20:10Z", freq="2h"))
    sources = measure(bars, busy)["usual_from"]
    assert set(sources) <= {"days_before", "like_gaps"} and (sources == "days_before").sum() > 5


def test_gap_is_compared_with_like_gaps(make_bars: Make, make_heads: Make, hourly_ends: Make) -> None:
    ends = hourly_ends(DAY_SESSION, "2021-04-01", "2021-06-30")
    closes = 100.0 * np.exp(np.random.default_rng(3).normal(0.0, 0.01, len(ends)).cumsum())
    prices = Prices([make_bars("ZN", ends, closes, hours=DAY_SESSION)])
    row = measure(prices, make_heads(["2021-06-16T06:00Z"])).iloc[0]
    assert (row["outcome"], row["usual_from"]) == ("market_closed_next_open", "like_gaps")
    assert row["placebo_reason"] == "broken_window"


def test_season_follows_the_clock_of_the_exchange(
    make_bars: Make, hourly_ends: Make, make_heads: Make
) -> None:
    ends = hourly_ends(FEED, "2022-01-10", "2022-04-29")
    wild = np.asarray(ends.tz_convert("America/New_York").hour == 10)
    steps = np.random.default_rng(3).normal(0.0, 1.0, len(ends)) * np.where(wild, 0.02, 0.001)
    prices = Prices([make_bars("GOLD", ends, 100.0 * np.exp(steps.cumsum()), hours=FEED)])
    rows = measure(prices, make_heads(["2022-04-12T13:00Z", "2022-02-15T14:00Z"]), "0/+59min")
    assert (rows["usual"] > 0.01).all()


def busy_minutes(make_bars: Make, *, planted: float = 0.0) -> Prices:
    """Thirty days of 5-minute bars with a reaction planted at 14:30 UTC on the last."""
    days = pd.bdate_range("2021-05-03", periods=30)
    ends = pd.DatetimeIndex(
        np.concatenate(
            [pd.date_range(day + pd.Timedelta("13h35min"), periods=78, freq="5min") for day in days]
        ),
        tz="UTC",
    )
    steps = np.random.default_rng(4).normal(0.0, 0.001, len(ends))
    steps[-78 + 12 : -78 + 18] += planted / 6
    closes = 100.0 * np.exp(steps.cumsum())
    return Prices([make_bars("SPY", ends, closes, length="5min", hours="09:30-16:00 America/New_York")])


def test_planted_reaction_has_the_smallest_pvalue_its_day_allows(make_bars: Make, make_heads: Make) -> None:
    heads = make_heads(["2021-06-11T14:30Z"], uncertainty="0min")
    row = measure(busy_minutes(make_bars, planted=0.03), heads, "0/+30min").iloc[0]
    assert (row["n_larger"], row["placebo_reason"]) == (0, "")
    assert row["placebo_pvalue"] == pytest.approx(2 / (2 + row["n_placebos"]))
    assert abs(row["move"]) > row["detectable"] > 0


def test_planted_reaction_has_no_run_up(make_bars: Make, make_heads: Make) -> None:
    heads = make_heads(["2021-06-11T14:30Z"], uncertainty="0min")
    prices = busy_minutes(make_bars, planted=0.03)
    row = measure(prices, heads, "0/+30min").iloc[0]
    closes = prices["SPY"].table["close"]
    expected = np.log(closes["2021-06-11T14:30Z"] / closes["2021-06-11T14:00Z"])
    assert row["run_up_move"] == pytest.approx(expected, abs=EXACT)
    assert row["run_up_pvalue"] > 0.05


def test_run_up_of_a_late_stamp_is_seen(make_bars: Make, make_heads: Make) -> None:
    heads = make_heads(["2021-06-11T15:00Z"], uncertainty="0min")
    row = measure(busy_minutes(make_bars, planted=0.03), heads, "0/+30min").iloc[0]
    assert row["run_up_pvalue"] < 0.05 < row["placebo_pvalue"]


def test_run_up_is_missing_for_windows_without_a_length(bars: Prices, heads: pd.DataFrame) -> None:
    rows = measure(bars, heads, "0/close", "-60min/0")
    assert rows[["run_up_move", "run_up_pvalue"]].isna().all(axis=None)


def test_path_is_followed_within_the_window(make_bars: Make, make_heads: Make) -> None:
    ends = pd.date_range("2021-06-16T12:00Z", "2021-06-16T20:00Z", freq="1h")
    closes = 100.0 * np.exp(np.array([0, 0, 2, 4, 1, 1, 1, 1, 1]) / 100)
    prices = Prices([make_bars("GOLD", ends, closes, hours=FEED)])
    row = measure(prices, make_heads(["2021-06-16T13:00Z"], uncertainty="0min"), "0/+3h").iloc[0]
    assert [row["peak"], row["trough"], row["retraced"]] == pytest.approx([0.04, 0.0, 0.75], abs=EXACT)
    assert row["to_half"] == pd.Timedelta("1h")


def test_volume_is_compared_where_there_is_some(make_bars: Make, make_heads: Make) -> None:
    prices = busy_minutes(make_bars)
    heads = make_heads(["2021-06-11T14:30Z"], uncertainty="0min")
    assert np.isnan(measure(prices, heads, "0/+30min")["abnormal_volume"].item())
    table = prices["SPY"].table
    table["volume"] = np.where(np.arange(len(table)) >= len(table) - 66, 200.0, 100.0)
    assert measure(prices, heads, "0/+30min")["abnormal_volume"].item() == pytest.approx(
        np.log(2.0), abs=EXACT
    )


def test_median_prices_are_those_shown(make_bars: Make, make_heads: Make) -> None:
    prices = busy_minutes(make_bars)
    heads = make_heads(["2021-06-11T15:00Z"], uncertainty="0min")
    row = measure(prices, heads, "-30min/+60min", price="median", price_window="20min").iloc[0]
    closes = prices["SPY"].table["close"]
    before = closes["2021-06-11T14:25Z":"2021-06-11T14:40Z"].median()  # type: ignore[misc]
    after = closes["2021-06-11T15:50Z":"2021-06-11T16:05Z"].median()  # type: ignore[misc]
    assert (row["before_price"], row["after_price"]) == (
        pytest.approx(before, rel=1e-6),
        pytest.approx(after, rel=1e-6),
    )
    assert row["move"] == pytest.approx(np.log(row["after_price"] / row["before_price"]), abs=EXACT)


def test_holiday_is_a_closure_of_a_feed_with_hours(
    make_bars: Make, make_heads: Make, hourly_ends: Make
) -> None:
    ends = hourly_ends(DAY_SESSION, "2021-05-24", "2021-06-04")
    prices = Prices([make_bars("ZN", ends[ends.strftime("%m-%d") != "05-31"], hours=DAY_SESSION)])
    row = measure(prices, make_heads(["2021-05-31T15:00Z"])).iloc[0]
    assert (row["outcome"], row["delay"]) == ("market_closed_next_open", pd.Timedelta("22h30min"))
    assert (row["before"], row["after"]) == (
        pd.Timestamp("2021-05-28T20:30Z"),
        pd.Timestamp("2021-06-01T14:30Z"),
    )


def test_unit_is_named(bars: Prices, heads: pd.DataFrame) -> None:
    assert set(measure(bars, heads)["unit"]) == {"log return"}


def test_max_age_is_two_bars_by_default(bars: Prices, heads: pd.DataFrame) -> None:
    assert ReactionStudy(bars, heads).fit().spec.max_age == pd.Timedelta("2h")


def test_max_age_can_be_chosen(bars: Prices, heads: pd.DataFrame) -> None:
    assert measure(bars, heads, max_age="5min")["outcome"].tolist() == ["stale_price"] * 3


def test_planted_reaction_of_the_sample_stands_out(make_heads: Make) -> None:
    sample = load_prices(["WTI"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    row = measure(sample, make_heads(["2019-03-20T14:40Z"])).iloc[0]
    assert row["standardized"] > 3.0
    assert (row["placebo_pvalue"] < 0.05, row["placebo_from"]) == (True, "all_days")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"windows": []}, "windows is empty"),
        ({"windows": ["0/+60min", "0/+1h"]}, "same one twice"),
        ({"windows": ["soon"]}, "not understood"),
        ({"min_placebos": 0}, "min_placebos is 0"),
        (
            {"price": "median"},
            "price_window is 0 days 00:10:00 for bars of 1h.*give at least 0 days 03:00:00",
        ),
        ({"guard": "-1min"}, "look ahead"),
        ({"max_age": "-1min"}, "above zero"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    bars: Prices, heads: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(EstimationError, match=message):
        ReactionStudy(bars, heads, **options)


@pytest.mark.parametrize("length", ["1s", "5s", "10s", "30s"])
def test_bars_of_seconds_are_measured(make_bars: Make, make_heads: Make, length: str) -> None:
    ends = pd.date_range("2021-06-16T13:00:30Z", "2021-06-16T14:00Z", freq=length)
    prices = Prices([make_bars("GOLD", ends, length=length, hours=FEED)])
    row = measure(prices, make_heads(["2021-06-16T13:30:00Z"], uncertainty="0s"), "0/+30s").iloc[0]
    assert (row["before"], row["after"]) == (
        pd.Timestamp("2021-06-16T13:30:00Z"),
        pd.Timestamp("2021-06-16T13:30:30Z"),
    )
    assert row["n_bars"] == pd.Timedelta("30s") // pd.Timedelta(length)


@pytest.fixture(scope="module")
def five_minute_bars(make_bars: Make) -> Prices:
    """Two days of trading day and night."""
    ends = pd.date_range("2021-06-15T00:05Z", "2021-06-17T00:00Z", freq="5min")
    return Prices([make_bars("GOLD", ends, length="5min", hours=FEED)])


@pytest.mark.parametrize("uncertainty", ["1D", "1h", "15min"])
@pytest.mark.parametrize("window", ["0/+5min", "-5min/0", "-5min/+5min"])
def test_study_at_five_minutes_gives_a_vague_stamp_no_number(
    five_minute_bars: Prices, make_heads: Make, uncertainty: str, window: str
) -> None:
    heads = make_heads(["2021-06-16T00:00Z"], uncertainty=uncertainty)
    row = measure(five_minute_bars, heads, window).iloc[0]
    assert (row["outcome"], np.isnan(row["move"])) == ("too_uncertain", True)


def test_study_at_five_minutes_measures_a_minute_stamp(five_minute_bars: Prices, make_heads: Make) -> None:
    heads = make_heads(["2021-06-16T12:00Z"], uncertainty="1min")
    assert measure(five_minute_bars, heads, "0/+5min")["outcome"].tolist() == ["used"]


def test_table_of_days_gives_a_study_at_five_minutes_no_numbers(five_minute_bars: Prices) -> None:
    heads = read_headlines("time,headline\n2021-06-16,Talks\n", zone="UTC")
    assert measure(five_minute_bars, heads, "0/+5min", "-5min/0", "0/close")["move"].isna().all()


@pytest.mark.parametrize(
    ("option", "told"), [("price", "'last', 'median'"), ("seasonality", "'sd', 'wsd', 'fourier'")]
)
def test_unknown_option_lists_those_allowed(
    bars: Prices, heads: pd.DataFrame, option: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        ReactionStudy(bars, heads, **{option: "other"})


def test_daily_prices_are_refused(make_heads: Make) -> None:
    daily = load_prices(["GOLD"], start="2019-01-02", end="2019-03-29", source="sample")
    with pytest.raises(EstimationError, match="needs bars"):
        ReactionStudy(daily, make_heads(["2019-03-20T14:40Z"]))


def test_no_headlines_are_refused(bars: Prices, make_heads: Make) -> None:
    with pytest.raises(AlignmentError, match="no headlines"):
        ReactionStudy(bars, make_heads([]))


def test_ids_that_name_two_headlines_are_refused(bars: Prices, make_heads: Make) -> None:
    with pytest.raises(AlignmentError, match="'a'"):
        ReactionStudy(bars, make_heads(["2021-06-16T12:10Z", "2021-06-16T13:10Z"], ids=["a", "a"]))


@pytest.fixture(scope="module")
def dividend_overnight(make_bars: Make, hourly_ends: Make) -> Prices:
    """A fund at 100 that quotes 99 from the session on which it pays 1, adjusted and not."""
    ends = hourly_ends("09:30-16:30 America/New_York", "2021-05-03", "2021-06-25")
    closes = np.where(ends < pd.Timestamp("2021-06-16T00:00Z"), 100.0, 99.0)
    series = make_bars("TLT", ends, closes, hours="09:30-16:30 America/New_York")
    series.table["adjusted"] = 99.0
    return Prices([series])


def test_dividend_overnight_is_no_reaction(dividend_overnight: Prices, make_heads: Make) -> None:
    row = measure(dividend_overnight, make_heads(["2021-06-16T02:00Z"])).iloc[0]
    assert row["outcome"] == "market_closed_next_open"
    assert row["move"] == 0.0


def test_prices_beside_an_adjusted_move_are_as_quoted(dividend_overnight: Prices, make_heads: Make) -> None:
    row = measure(dividend_overnight, make_heads(["2021-06-16T02:00Z"])).iloc[0]
    assert (row["before_price"], row["after_price"]) == (100.0, 99.0)
