"""Dividends and splits: worked by hand, against a holding that is kept step by step, and what must not matter."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import PriceError
from aftershock.markets.adjustment import (
    adjust_bars,
    adjust_daily,
    dividend_factors,
    last_known_before,
    list_actions,
    split_factors,
)

# Products of at most some dozens of factors, each rounded once.
ROUNDING = 1e-12
NEW_YORK = "America/New_York"
DAYS = ["2022-06-01", "2022-06-02", "2022-06-03", "2022-06-06", "2022-06-07"]
NAN = np.nan

Floats = npt.NDArray[np.float64]
prices = st.floats(min_value=1.0, max_value=1000.0)
shares_paid = st.one_of(st.just(0.0), st.floats(min_value=1e-4, max_value=0.3))
ratios = st.sampled_from([1.0, 1.0, 1.0, 2.0, 4.0, 1.5, 0.1])


def days(*dates: str) -> npt.NDArray[np.datetime64]:
    return np.array(dates, dtype="datetime64[ns]")


def daily(closes: list[float], **columns: list[float]) -> pd.DataFrame:
    """A daily table on the first sessions of June 2022."""
    index = pd.DatetimeIndex(DAYS[: len(closes)], name="session").as_unit("ns")
    return pd.DataFrame({"close": closes, **columns}, index=index, dtype=np.float64)


def fetched(table: pd.DataFrame, *instants: str) -> "pd.Series[pd.Timestamp]":
    """Fetch times of the rows: one for all, or one each."""
    times = pd.DatetimeIndex(list(instants)).as_unit("ns")
    return pd.Series(times.repeat(len(table)) if len(times) == 1 else times, index=table.index)


def evenings(table: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Each row fetched in the evening of its own session, before any later split."""
    return pd.Series(table.index.tz_localize("UTC") + pd.Timedelta(hours=21), index=table.index)


def test_one_dividend_by_hand() -> None:
    factors = dividend_factors(np.array([100.0, 98.0, 99.0]), np.array([0.0, 2.0, 0.0]))
    assert factors.tolist() == pytest.approx([0.98, 1.0, 1.0], abs=ROUNDING)


def test_two_dividends_multiply() -> None:
    factors = dividend_factors(np.array([100.0, 98.0, 50.0]), np.array([0.0, 2.0, 49.0]))
    assert factors.tolist() == pytest.approx([0.98 * 0.5, 0.5, 1.0], abs=ROUNDING)


def test_dividend_on_the_first_row_changes_nothing() -> None:
    assert dividend_factors(np.array([100.0, 101.0]), np.array([3.0, 0.0])).tolist() == [1.0, 1.0]


def test_missing_close_before_takes_the_last_one_known() -> None:
    factors = dividend_factors(np.array([100.0, NAN, 98.0]), np.array([0.0, 0.0, 2.0]))
    assert factors.tolist() == pytest.approx([0.98, 0.98, 1.0], abs=ROUNDING)


def test_missing_close_on_the_ex_session_itself_still_counts() -> None:
    factors = dividend_factors(np.array([100.0, NAN, 98.0]), np.array([0.0, 2.0, 0.0]))
    assert factors.tolist() == pytest.approx([0.98, 1.0, 1.0], abs=ROUNDING)


def test_no_close_before_is_no_dividend() -> None:
    assert dividend_factors(np.array([NAN, 98.0]), np.array([0.0, 2.0])).tolist() == [1.0, 1.0]


def test_missing_dividend_is_none() -> None:
    assert dividend_factors(np.array([100.0, 98.0]), np.array([0.0, NAN])).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("empty", [dividend_factors, lambda close, _: last_known_before(close)])
def test_no_rows_give_no_factors(empty: Callable[[Floats, Floats], Floats]) -> None:
    assert empty(np.array([]), np.array([])).shape == (0,)


@pytest.mark.parametrize("dividend", [100.0, 101.0, -1.0, np.inf])
def test_impossible_dividend_is_refused(dividend: float) -> None:
    with pytest.raises(PriceError, match="must be a number above zero and below the price") as told:
        dividend_factors(np.array([100.0, 98.0]), np.array([0.0, dividend]))
    assert told.value.data["row"] == 1


def test_last_known_close_goes_back_over_several_missing_ones() -> None:
    known = last_known_before(np.array([NAN, 5.0, NAN, NAN, 7.0]))
    assert known.tolist() == pytest.approx([NAN, NAN, 5.0, 5.0, 5.0], nan_ok=True)


def test_split_restates_rows_before_it_that_were_fetched_before_it() -> None:
    sessions = days("2022-06-02", "2022-06-03", "2022-06-06")
    factors = split_factors(sessions, days("2022-06-06"), np.array([20.0]), sessions)
    assert factors.tolist() == pytest.approx([0.05, 0.05, 1.0], abs=ROUNDING)


def test_row_fetched_after_the_split_needs_no_factor() -> None:
    sessions = days("2022-06-02", "2022-06-03")
    factors = split_factors(
        sessions, days("2022-06-06"), np.array([20.0]), days("2022-06-05T12:00", "2022-06-06T12:00")
    )
    assert factors.tolist() == pytest.approx([0.05, 1.0], abs=ROUNDING)


def test_reverse_split_raises_old_prices() -> None:
    sessions = days("2022-06-03")
    assert split_factors(sessions, days("2022-06-06"), np.array([0.1]), sessions).tolist() == pytest.approx(
        [10.0], abs=ROUNDING
    )


def test_several_splits_multiply_from_the_fetch_on() -> None:
    sessions = days("2022-06-01", "2022-06-01")
    factors = split_factors(
        sessions,
        days("2022-06-02", "2022-06-06"),
        np.array([2.0, 3.0]),
        days("2022-06-01T21:00", "2022-06-03T21:00"),
    )
    assert factors.tolist() == pytest.approx([1 / 6, 1 / 3], abs=ROUNDING)


@pytest.mark.parametrize("ratio", [0.0, -2.0, NAN, np.inf])
def test_impossible_split_is_refused_by_its_session(ratio: float) -> None:
    with pytest.raises(PriceError, match="split on 2022-06-06 has the ratio"):
        split_factors(days("2022-06-03"), days("2022-06-06"), np.array([ratio]), days("2022-06-03"))


def test_daily_prices_and_dividends_come_into_todays_units_and_volume_inversely() -> None:
    table = daily([40.0, 42.0, 10.5], open=[41.0, 40.0, 10.0], volume=[100.0, 100.0, 400.0])
    table = table.assign(dividend=[0.0, 0.4, 0.0], split=[1.0, 1.0, 4.0])
    restated = adjust_daily(table, evenings(table))
    assert restated["close"].tolist() == pytest.approx([10.0, 10.5, 10.5], abs=ROUNDING)
    assert restated["open"].tolist() == pytest.approx([10.25, 10.0, 10.0], abs=ROUNDING)
    assert restated["volume"].tolist() == pytest.approx([400.0, 400.0, 400.0], abs=ROUNDING)
    assert restated["dividend"].tolist() == pytest.approx([0.0, 0.1, 0.0], abs=ROUNDING)
    assert restated["adjusted"].tolist() == pytest.approx([9.9, 10.5, 10.5], abs=ROUNDING)


def test_dividend_on_the_session_of_a_split_is_in_new_units() -> None:
    table = daily([40.0, 10.0], dividend=[0.0, 0.1], split=[1.0, 4.0])
    restated = adjust_daily(table, evenings(table))
    assert restated["adjusted"].tolist() == pytest.approx([9.9, 10.0], abs=ROUNDING)


def test_reverse_split_unknown_at_the_fetch() -> None:
    table = daily([2.0, 20.0], dividend=[0.0, 0.0], split=[1.0, 0.1])
    assert adjust_daily(table, evenings(table))["adjusted"].tolist() == pytest.approx([20.0, 20.0])


def test_rows_fetched_after_the_split_stay_as_they_are() -> None:
    table = daily([10.0, 10.5], dividend=[0.0, 0.0], split=[1.0, 4.0])
    restated = adjust_daily(table, fetched(table, "2022-07-01T00:00Z"))
    assert restated["close"].tolist() == [10.0, 10.5]


def test_missing_close_stays_missing() -> None:
    table = daily([10.0, NAN, 10.5], dividend=[0.0, 0.0, 0.5])
    adjusted = adjust_daily(table, evenings(table))["adjusted"]
    assert adjusted.tolist() == pytest.approx([9.5, NAN, 10.5], nan_ok=True)


def test_table_without_actions_is_adjusted_by_its_close() -> None:
    table = daily([10.0, 11.0])
    assert adjust_daily(table, evenings(table))["adjusted"].tolist() == [10.0, 11.0]


def test_adjusted_close_that_comes_without_dividends_is_kept_in_todays_units() -> None:
    table = daily([40.0, 10.0], adjusted=[36.0, 10.0], split=[1.0, 4.0])
    assert adjust_daily(table, evenings(table))["adjusted"].tolist() == pytest.approx([9.0, 10.0])


def test_adjusted_stands_behind_close() -> None:
    table = daily([10.0, 11.0], volume=[1.0, 1.0], dividend=[0.0, 0.0])
    assert list(adjust_daily(table, evenings(table))) == ["close", "adjusted", "volume", "dividend"]


def test_row_without_a_fetch_time_is_refused() -> None:
    table = daily([10.0, 11.0], dividend=[0.0, 0.0])
    with pytest.raises(PriceError, match="no time for the row of 2022-06-02"):
        adjust_daily(table, evenings(table).iloc[:1])


def test_the_table_given_is_not_changed() -> None:
    table = daily([40.0, 10.0], dividend=[0.0, 0.1], split=[1.0, 4.0])
    before = table.copy()
    adjust_daily(table, evenings(table))
    pd.testing.assert_frame_equal(table, before)


def bars_over_an_ex_session(closes: list[float]) -> pd.DataFrame:
    """The last bar of one session and the first two of the next."""
    ends = pd.DatetimeIndex(["2022-02-28T21:00Z", "2022-03-01T14:35Z", "2022-03-01T14:40Z"], name="end")
    ends = ends.as_unit("ns")
    return pd.DataFrame({"start": ends - pd.Timedelta("5min"), "close": closes}, index=ends)


def paid(dividend: float, close: float, *, split: float = 1.0, session: str = "2022-03-01") -> pd.DataFrame:
    index = pd.DatetimeIndex([session], name="session").as_unit("ns")
    return pd.DataFrame({"dividend": [dividend], "split": [split], "close": [close]}, index=index)


def test_overnight_gap_of_an_ex_session_is_taken_out_of_bars() -> None:
    bars = bars_over_an_ex_session([140.0, 139.72, 139.72])
    adjusted = adjust_bars(bars, fetched(bars, "2022-03-02T00:00Z"), paid(0.28, 140.0), NEW_YORK)
    assert adjusted["adjusted"].tolist() == pytest.approx([139.72] * 3, abs=ROUNDING)
    assert adjusted["close"].tolist() == [140.0, 139.72, 139.72]


def test_bars_of_the_evening_belong_to_the_session_of_their_local_date() -> None:
    ends = pd.DatetimeIndex(["2022-03-01T01:00Z", "2022-03-01T14:35Z"], name="end").as_unit("ns")
    bars = pd.DataFrame({"start": ends - pd.Timedelta("5min"), "close": [100.0, 99.0]}, index=ends)
    adjusted = adjust_bars(bars, fetched(bars, "2022-03-02T00:00Z"), paid(1.0, 100.0), NEW_YORK)
    assert adjusted["adjusted"].tolist() == pytest.approx([99.0, 99.0], abs=ROUNDING)


def test_split_of_bars_fetched_before_and_after_it() -> None:
    bars = bars_over_an_ex_session([140.0, 35.0, 35.0]).assign(volume=[1.0, 4.0, 4.0])
    times = fetched(bars, "2022-02-28T22:00Z", "2022-03-01T22:00Z", "2022-03-01T22:00Z")
    restated = adjust_bars(bars, times, paid(0.0, 35.0, split=4.0), NEW_YORK)
    assert restated["close"].tolist() == [35.0, 35.0, 35.0]
    assert restated["volume"].tolist() == [4.0, 4.0, 4.0]


def test_dividend_before_all_bars_needs_no_close() -> None:
    bars = bars_over_an_ex_session([140.0, 139.0, 139.0])
    actions = paid(0.28, NAN, session="2022-02-28")
    adjusted = adjust_bars(bars, fetched(bars, "2022-03-02T00:00Z"), actions, NEW_YORK)
    assert adjusted["adjusted"].tolist() == [140.0, 139.0, 139.0]


def test_dividend_after_bars_without_a_close_is_refused() -> None:
    bars = bars_over_an_ex_session([140.0, 139.0, 139.0])
    with pytest.raises(PriceError, match="dividend of 2022-03-01 has no daily close before it"):
        adjust_bars(bars, fetched(bars, "2022-03-02T00:00Z"), paid(0.28, NAN), NEW_YORK)


def test_bars_without_actions_are_as_quoted() -> None:
    bars = bars_over_an_ex_session([140.0, 139.0, 139.0])
    adjusted = adjust_bars(bars, fetched(bars, "2022-03-02T00:00Z"), paid(0.0, NAN).iloc[:0], NEW_YORK)
    assert adjusted["adjusted"].tolist() == [140.0, 139.0, 139.0]


def test_actions_are_listed_with_the_close_before() -> None:
    table = daily([10.0, NAN, 10.5, 5.0], dividend=[0.0, 0.0, 0.5, 0.0], split=[1.0, 1.0, 1.0, 2.0])
    listed = list_actions(table)
    assert listed.index.strftime("%m-%d").tolist() == ["06-03", "06-06"]
    assert listed["close"].tolist() == [10.0, 10.5]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Closes in units of their own day, shares of the close before paid out, and split ratios."""
    n = draw(st.integers(min_value=1, max_value=12))
    closes = np.array(draw(st.lists(prices, min_size=n, max_size=n)))
    parts = np.array(draw(st.lists(shares_paid, min_size=n, max_size=n)))
    splits = np.array(draw(st.lists(ratios, min_size=n, max_size=n)))
    splits[0] = 1.0
    return closes, parts, splits


def quoted(history: tuple[Floats, Floats, Floats]) -> pd.DataFrame:
    """The rows as a vendor quotes each on its own day."""
    closes, parts, splits = history
    index = pd.date_range("2022-01-03", periods=len(closes), freq="D", unit="ns", name="session")
    before = np.concatenate([[NAN], closes[:-1]]) / splits
    dividend = np.where(np.isnan(before), 0.0, parts * before)
    return pd.DataFrame({"close": closes, "dividend": dividend, "split": splits}, index=index)


@given(history=histories())
def test_adjusted_growth_is_that_of_a_holding_that_reinvests(history: tuple[Floats, Floats, Floats]) -> None:
    table = quoted(history)
    adjusted = adjust_daily(table, evenings(table))["adjusted"].to_numpy()
    units, value = 1.0, [table["close"].iloc[0]]
    for before, row in zip(table["close"].to_numpy()[:-1], table.iloc[1:].itertuples(), strict=True):
        units *= row.split
        price_without = before / row.split - row.dividend
        units += units * row.dividend / price_without
        value.append(units * row.close)
    growth = np.array(value) / value[0]
    assert adjusted / adjusted[0] == pytest.approx(growth, rel=1e-9)


@given(history=histories(), stop=st.integers(min_value=0, max_value=12))
def test_it_does_not_matter_when_rows_were_fetched(history: tuple[Floats, Floats, Floats], stop: int) -> None:
    table = quoted(history)
    now = table.index[-1].tz_localize("UTC") + pd.Timedelta(days=1)
    own_day = adjust_daily(table, evenings(table))
    early = pd.Series(np.arange(len(table)) < stop, index=table.index)
    mixed = own_day.drop(columns="adjusted").mask(early, table)
    times = evenings(table).where(early, now)
    pd.testing.assert_frame_equal(adjust_daily(mixed, times), own_day, rtol=1e-9)


@given(history=histories())
def test_adjusting_twice_is_adjusting_once(history: tuple[Floats, Floats, Floats]) -> None:
    table = quoted(history)
    once = adjust_daily(table, evenings(table))
    now = pd.Series(table.index[-1].tz_localize("UTC") + pd.Timedelta(days=1), index=table.index)
    pd.testing.assert_frame_equal(adjust_daily(once, now), once)


@given(history=histories(), cut=st.integers(min_value=0, max_value=12))
def test_splits_in_two_steps_are_splits_in_one(history: tuple[Floats, Floats, Floats], cut: int) -> None:
    table = quoted(history)
    sessions = table.index.to_numpy()
    splits = table["split"].to_numpy()
    first = split_factors(sessions, sessions[:cut], splits[:cut], sessions)
    second = split_factors(sessions, sessions[cut:], splits[cut:], sessions)
    assert first * second == pytest.approx(split_factors(sessions, sessions, splits, sessions), rel=1e-12)


@given(history=histories())
def test_bars_and_days_are_adjusted_alike(history: tuple[Floats, Floats, Floats]) -> None:
    table = quoted(history)
    by_day = adjust_daily(table, evenings(table))
    ends = (table.index.tz_localize("UTC") + pd.Timedelta(hours=21)).rename("end")
    bars = pd.DataFrame(
        {"start": ends - pd.Timedelta("5min"), "close": table["close"].to_numpy()}, index=ends
    )
    by_bar = adjust_bars(bars, pd.Series(ends, index=ends), list_actions(by_day), NEW_YORK)
    assert by_bar["adjusted"].to_numpy() == pytest.approx(by_day["adjusted"].to_numpy(), rel=1e-9)
