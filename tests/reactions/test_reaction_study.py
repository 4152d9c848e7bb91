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
from aftershock.reactions.reaction_study import same_clock_before

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
    """One row per headline and window, with few earlier days unless told."""
    options = {"history": 20, "minimum": 5} | options
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


def test_usual_is_the_root_mean_square_of_the_same_hours_before(bars: Prices, heads: pd.DataFrame) -> None:
    closes = bars["GOLD"].table["close"]
    days = pd.bdate_range("2021-06-09", "2021-06-15").strftime("%Y-%m-%d")
    moves = [np.log(closes[f"{day}T14:00Z"] / closes[f"{day}T12:00Z"]) for day in days]
    row = measure(bars, heads, history=5).iloc[0]
    assert row["usual"] == pytest.approx(float(np.sqrt(np.mean(np.square(moves)))), abs=EXACT)


def test_standardized_move_is_the_move_over_the_usual_one(bars: Prices, heads: pd.DataFrame) -> None:
    row = measure(bars, heads).iloc[0]
    assert row["standardized"] == pytest.approx(row["move"] / row["usual"])


def test_flat_history_gives_no_standardized_move(
    make_bars: Make, ends: pd.DatetimeIndex, heads: pd.DataFrame
) -> None:
    closes = np.where(ends > pd.Timestamp("2021-06-16T12:00Z"), 101.0, 100.0)
    row = measure(Prices([make_bars("GOLD", ends, closes, hours=FEED)]), heads).iloc[0]
    assert (row["usual"], np.isnan(row["standardized"])) == (0.0, True)


def test_hours_of_other_headlines_are_not_usual(
    make_bars: Make, make_heads: Make, ends: pd.DatetimeIndex
) -> None:
    jumped = pd.Timestamp("2021-06-10T13:00Z")
    closes = np.where(ends >= jumped, 120.0, 100.0) * np.where(ends.day % 2 == 1, 1.01, 1.0)
    prices = Prices([make_bars("GOLD", ends, closes, hours=FEED)])
    together = measure(prices, make_heads(["2021-06-10T12:30Z", "2021-06-16T12:10Z"]))
    assert together["usual"].iloc[1] == 0.0
    alone = measure(prices, make_heads(["2021-06-16T12:10Z"]))
    assert alone["usual"].iloc[0] > 0.0


def test_hour_before_is_not_compared_with_reactions_to_others(
    make_bars: Make, make_heads: Make, ends: pd.DatetimeIndex
) -> None:
    closes = np.where(ends >= pd.Timestamp("2021-06-10T13:00Z"), 120.0, 100.0)
    prices = Prices([make_bars("GOLD", ends, closes, hours=FEED)])
    rows = measure(prices, make_heads(["2021-06-10T12:00Z", "2021-06-16T13:10Z"]), "-60min/0")
    assert rows["usual"].iloc[1] == 0.0


def test_weekend_gap_counts_once_among_the_usual(
    make_bars: Make, make_heads: Make, hourly_ends: Make
) -> None:
    ends = hourly_ends(DAY_SESSION, "2021-06-07", "2021-06-16")
    prices = Prices([make_bars("ZN", ends, hours=DAY_SESSION)])
    row = measure(prices, make_heads(["2021-06-16T06:00Z"]), minimum=1).iloc[0]
    assert (row["outcome"], row["n_usual"]) == ("market_closed_next_open", 6)


def test_closure_that_lasted_longer_than_announced_is_not_usual(
    make_bars: Make, make_heads: Make, hourly_ends: Make
) -> None:
    ends = hourly_ends(DAY_SESSION, "2021-06-07", "2021-06-16")
    prices = Prices([make_bars("ZN", ends[ends.day != 10], hours=DAY_SESSION)])
    assert measure(prices, make_heads(["2021-06-16T06:00Z"]), minimum=1)["n_usual"].item() == 4


def test_earlier_window_made_longer_by_a_missing_bar_is_not_usual(
    make_bars: Make, make_heads: Make, ends: pd.DatetimeIndex
) -> None:
    heads, missing = make_heads(["2021-06-16T12:10Z"]), ends == pd.Timestamp("2021-06-14T14:00Z")
    full, holed = make_bars("GOLD", ends, hours=FEED), make_bars("GOLD", ends[~missing], hours=FEED)
    counts = [measure(Prices([one]), heads, history=60)["n_usual"].item() for one in (full, holed)]
    assert counts[0] - counts[1] == 1


def test_too_short_a_history_has_no_usual_move(bars: Prices, make_heads: Make) -> None:
    row = measure(bars, make_heads(["2021-05-06T12:10Z"])).iloc[0]
    assert (row["outcome"], row["n_usual"], np.isnan(row["usual"])) == ("used", 3, True)


def test_usual_follows_the_clock_of_the_exchange(make_heads: Make) -> None:
    monday = make_heads(["2022-03-14T16:00Z"])["instant"]
    before = same_clock_before(monday, "America/New_York", 3)
    assert [str(at)[5:16] for at in before] == ["03-13T16:00", "03-12T17:00", "03-11T17:00"]


def test_time_that_the_clock_skipped_is_missing(make_heads: Make) -> None:
    monday = make_heads(["2022-03-14T06:30Z"])["instant"]
    assert np.isnat(same_clock_before(monday, "America/New_York", 1)[0])


def test_holiday_is_a_closure_of_a_feed_with_hours(
    make_bars: Make, make_heads: Make, hourly_ends: Make
) -> None:
    ends = hourly_ends(DAY_SESSION, "2021-05-24", "2021-06-04")
    prices = Prices([make_bars("ZN", ends[ends.strftime("%m-%d") != "05-31"], hours=DAY_SESSION)])
    row = measure(prices, make_heads(["2021-05-31T15:00Z"]), minimum=1).iloc[0]
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
    row = measure(sample, make_heads(["2019-03-20T14:40Z"]), history=60).iloc[0]
    assert row["standardized"] > 3.0
    assert row["share_larger"] == pytest.approx(1 / 61)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"windows": []}, "windows is empty"),
        ({"windows": ["0/+60min", "0/+1h"]}, "same one twice"),
        ({"windows": ["soon"]}, "not understood"),
        ({"minimum": 0}, "minimum is 0"),
        ({"minimum": 61}, "history=60"),
        ({"guard": "-1min"}, "look ahead"),
        ({"max_age": "-1min"}, "above zero"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    bars: Prices, heads: pd.DataFrame, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(EstimationError, match=message):
        ReactionStudy(bars, heads, **options)


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
