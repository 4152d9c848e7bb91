"""Yahoo's bars through yfinance's own code: ends, sessions, unfinished and stray rows, dividends, long ranges."""

from collections.abc import Callable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import get_asset, load_prices

Build = Callable[..., Any]
NEW_YORK = "America/New_York"
# A Thursday and a Friday of winter time: New York is five hours behind.
THURSDAY, FRIDAY = "2022-02-17", "2022-02-18"
HOURS = [(f"{day} 09:30", f"{day} 16:00") for day in (THURSDAY, FRIDAY)]
LATER = "2022-02-20T00:00Z"
# Yahoo's numbers pass through single precision nowhere here.
EXACT = 1e-9
GLOBEX = [(f"2022-02-{day:02d} 00:00", f"2022-02-{day:02d} 23:59") for day in range(14, 19)]


def grid(day: str, first: str, last: str, freq: str) -> pd.DatetimeIndex:
    """Starts of bars on one day, local."""
    return pd.date_range(f"{day} {first}", f"{day} {last}", freq=freq)


def counting(starts: Sequence[Any] | pd.DatetimeIndex) -> list[float | None]:
    """Closes 100, 101, ..."""
    return [100.0 + place for place in range(len(starts))]


def fetch(made: Any, symbol: str = "SPY", interval: str = "5min", **days: date) -> Any:
    dates = {"start": date(2022, 2, 17), "end": date(2022, 2, 18)} | days
    return made.source.fetch(get_asset(symbol), interval=interval, **dates)


def ends(series: Any) -> list[str]:
    """Ends of the bars in New York."""
    return list(series.table.index.tz_convert(NEW_YORK).strftime("%d %H:%M"))


def test_label_is_the_start_and_the_close_is_known_at_the_end(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    series = fetch(yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER))
    assert ends(series) == ["17 09:35", "17 09:40", "17 09:45"]
    assert series.table["close"].tolist() == [100.0, 101.0, 102.0]
    assert (series.table.index - pd.DatetimeIndex(series.table["start"])).unique() == [pd.Timedelta("5min")]


def test_times_are_utc_nanoseconds(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    table = fetch(yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER)).table
    assert str(table.index.dtype) == str(table["start"].dtype) == "datetime64[ns, UTC]"
    assert table.index[0] == pd.Timestamp("2022-02-17T14:35Z")


@pytest.mark.parametrize(
    ("interval", "word"), [("1min", "1m"), ("5min", "5m"), ("15min", "15m"), ("30min", "15m"), ("1h", "60m")]
)
def test_interval_in_yahoos_words(canned: SimpleNamespace, yahoo: Build, interval: str, word: str) -> None:
    starts = grid(THURSDAY, "09:30", "15:30", "1h" if interval == "1h" else "15min")
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER)
    fetch(made, interval=interval)
    assert made.wire.charts[0][1]["interval"] == [word]
    assert made.wire.charts[0][1]["includePrePost"] == ["False"]


def test_days_asked_for_are_those_of_utc(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER)
    fetch(made)
    assert made.wire.ranges() == [
        (pd.Timestamp("2022-02-17", tz="UTC"), pd.Timestamp("2022-02-19", tz="UTC"))
    ]


def test_last_hour_of_a_share_session_ends_with_it(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "15:30", "1h")
    series = fetch(yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER), interval="1h")
    assert ends(series)[0] == "17 10:30"
    assert ends(series)[-1] == "17 16:00"
    assert len(series.table) == 7


def test_half_day_ends_early(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid("2021-11-26", "09:30", "13:30", "1h")
    hours = [("2021-11-26 09:30", "2021-11-26 16:00")]
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=hours), now="2021-12-01T00:00Z")
    series = fetch(made, interval="1h", start=date(2021, 11, 26), end=date(2021, 11, 26))
    assert ends(series) == ["26 10:30", "26 11:30", "26 12:30", "26 13:00"]
    assert series.origin.dropped == (("outside_hours", 1),)


@pytest.mark.parametrize(
    ("day", "opening"),
    [
        ("2022-03-11", "14:30"),
        ("2022-03-14", "13:30"),
        ("2022-10-28", "13:30"),
        ("2022-11-07", "14:30"),
    ],
)
def test_clock_change_moves_the_bars_of_new_york(
    canned: SimpleNamespace, yahoo: Build, day: str, opening: str
) -> None:
    starts = grid(day, "09:30", "09:40", "5min")
    made = yahoo(
        canned.bar_chart(starts, counting(starts), hours=[(f"{day} 09:30", f"{day} 16:00")]),
        now=pd.Timestamp(day, tz="UTC") + pd.Timedelta(days=2),
    )
    series = fetch(made, start=date.fromisoformat(day), end=date.fromisoformat(day))
    assert f"{series.table['start'].iloc[0]:%H:%M}" == opening


def test_sunday_evening_of_a_future_is_kept(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = pd.DatetimeIndex(
        ["2022-02-13 18:00", "2022-02-13 19:00", "2022-02-14 00:00", "2022-02-14 16:00"]
    )
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=GLOBEX, clock="00:00"), now=LATER)
    series = fetch(made, "WTI", interval="1h", start=date(2022, 2, 13), end=date(2022, 2, 14))
    assert ends(series) == ["13 19:00", "13 20:00", "14 01:00", "14 17:00"]
    assert series.origin.dropped == ()


def test_row_in_the_maintenance_break_of_a_future_is_counted(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = pd.DatetimeIndex(
        ["2022-02-14 16:00", "2022-02-14 17:00", "2022-02-14 17:30", "2022-02-14 18:00"]
    )
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=GLOBEX, clock="00:00"), now=LATER)
    series = fetch(made, "WTI", interval="15min", start=date(2022, 2, 14), end=date(2022, 2, 14))
    assert ends(series) == ["14 16:15", "14 18:15"]
    assert series.origin.dropped == (("zero_length_bar", 1), ("outside_hours", 1))


def test_live_row_off_the_grid_is_dropped(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = pd.DatetimeIndex(
        [*grid(THURSDAY, "09:30", "09:40", "5min"), pd.Timestamp(f"{THURSDAY} 09:47:12")]
    )
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now="2022-02-17T14:47:20Z")
    series = fetch(made, start=date(2022, 2, 17), end=date(2022, 2, 17))
    assert ends(series) == ["17 09:35", "17 09:40", "17 09:45"]
    assert series.origin.dropped == (("off_grid_bar", 1),)


def test_bar_that_the_live_row_was_merged_into_is_unfinished(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = pd.DatetimeIndex(
        [*grid(THURSDAY, "09:30", "09:45", "5min"), pd.Timestamp(f"{THURSDAY} 09:47:12")]
    )
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now="2022-02-17T14:47:20Z")
    series = fetch(made, start=date(2022, 2, 17), end=date(2022, 2, 17))
    assert ends(series) == ["17 09:35", "17 09:40", "17 09:45"]
    assert dict(series.origin.dropped) == {"off_grid_bar": 1, "unfinished_bar": 1}


@pytest.mark.parametrize(("now", "n_bars"), [("14:44:59", 2), ("14:45:00", 3)])
def test_bar_counts_from_its_end_on(canned: SimpleNamespace, yahoo: Build, now: str, n_bars: int) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=f"2022-02-17T{now}Z")
    series = fetch(made, start=date(2022, 2, 17), end=date(2022, 2, 17))
    assert len(series.table) == n_bars
    assert series.origin.used == n_bars


def test_quotes_that_come_late_leave_bars_unfinished_for_longer(
    canned: SimpleNamespace, yahoo: Build
) -> None:
    starts = grid(THURSDAY, "09:30", "10:25", "5min")
    made = yahoo(
        canned.bar_chart(starts, counting(starts), hours=HOURS), now="2022-02-17T15:30Z", delay="30min"
    )
    series = fetch(made, start=date(2022, 2, 17), end=date(2022, 2, 17))
    assert ends(series)[-1] == "17 10:00"
    assert series.origin.dropped == (("unfinished_bar", 6),)


def test_missing_close_is_dropped_and_counted(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    series = fetch(yahoo(canned.bar_chart(starts, [100.0, None, 102.0], hours=HOURS), now=LATER))
    assert ends(series) == ["17 09:35", "17 09:45"]
    assert series.origin.dropped == (("missing_close", 1),)


def test_bars_without_any_close_are_refused(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    with pytest.raises(PriceError, match="3 rows but no price that can be used .missing_close 3"):
        fetch(yahoo(canned.bar_chart(starts, [None] * 3, hours=HOURS), now=LATER))


def test_repeated_stamps_are_counted_and_the_first_holds(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = pd.DatetimeIndex([*grid(THURSDAY, "09:30", "09:40", "5min"), pd.Timestamp(f"{THURSDAY} 09:35")])
    series = fetch(yahoo(canned.bar_chart(starts, [100.0, 101.0, 102.0, 101.0], hours=HOURS), now=LATER))
    assert series.table["close"].tolist() == [100.0, 101.0, 102.0]
    assert series.origin.dropped == (("duplicate", 1),)


def test_bars_before_and_after_hours_are_counted_though_yfinance_hides_them(
    canned: SimpleNamespace, yahoo: Build
) -> None:
    starts = grid(THURSDAY, "09:00", "16:10", "5min")
    series = fetch(yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER))
    assert (ends(series)[0], ends(series)[-1], len(series.table)) == ("17 09:35", "17 16:00", 78)
    assert dict(series.origin.dropped) == {"zero_length_bar": 1, "outside_hours": 8}
    assert series.origin.read == len(starts)


def test_bars_that_yfinance_hides_inside_the_hours_are_counted(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "12:50", "13:10", "5min")
    hours = [(f"{THURSDAY} 09:30", f"{THURSDAY} 13:00")]
    series = fetch(yahoo(canned.bar_chart(starts, counting(starts), hours=hours), now=LATER))
    assert series.origin.dropped == (("left_out_by_yfinance", 3),)


def test_half_hours_are_put_together_from_quarters(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "10:15", "15min")
    answer = canned.bar_chart(
        starts, [100.0, 102.0, 99.0, 101.0], hours=HOURS, opens=[99.5, 100.5, 101.5, 98.5]
    )
    table = fetch(yahoo(answer, now=LATER), interval="30min").table
    assert table["close"].tolist() == [102.0, 101.0]
    assert table["open"].tolist() == [99.5, 101.5]
    assert (table["high"].tolist(), table["low"].tolist()) == ([102.0, 101.0], [100.0, 99.0])
    assert table["volume"].tolist() == [2000.0, 2000.0]
    assert (table.index - pd.DatetimeIndex(table["start"])).unique() == [pd.Timedelta("30min")]


@pytest.mark.parametrize("second", ["absent", "without a close"])
def test_half_hour_whose_second_quarter_is_missing_has_no_close(
    canned: SimpleNamespace, yahoo: Build, second: str
) -> None:
    starts = grid(THURSDAY, "09:30", "10:15", "15min")
    closes = [100.0, None, 99.0, 101.0]
    if second == "absent":
        starts, closes = starts.delete(1), [100.0, 99.0, 101.0]
    series = fetch(yahoo(canned.bar_chart(starts, closes, hours=HOURS), now=LATER), interval="30min")
    assert ends(series) == ["17 10:30"]
    assert series.origin.dropped == (("missing_close", 1),)
    assert series.origin.used == 1


def test_overnight_gap_of_a_dividend_is_in_the_close_but_not_in_the_adjusted(
    canned: SimpleNamespace, yahoo: Build
) -> None:
    starts = grid(THURSDAY, "15:50", "15:55", "5min").append(grid(FRIDAY, "09:30", "09:35", "5min"))
    answer = canned.bar_chart(starts, [140.1, 140.0, 139.72, 139.8], hours=HOURS, dividends={FRIDAY: 0.28})
    table = fetch(yahoo(answer, now=LATER), "TLT").table
    overnight = np.log(table["adjusted"]).diff().iloc[2]
    assert overnight == pytest.approx(0.0, abs=EXACT)
    assert table["close"].tolist() == [140.1, 140.0, 139.72, 139.8]
    assert table["adjusted"].iloc[0] == pytest.approx(140.1 * (1 - 0.28 / 140.0), abs=EXACT)


def test_dividend_whose_first_bar_has_no_close_still_counts(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "15:50", "15:55", "5min").append(grid(FRIDAY, "09:30", "09:35", "5min"))
    answer = canned.bar_chart(starts, [140.1, 140.0, None, 139.72], hours=HOURS, dividends={FRIDAY: 0.28})
    table = fetch(yahoo(answer, now=LATER), "TLT").table
    assert table["adjusted"].iloc[1] == pytest.approx(139.72, abs=EXACT)


def test_dividend_on_the_first_day_changes_nothing(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    answer = canned.bar_chart(starts, counting(starts), hours=HOURS, dividends={THURSDAY: 0.28})
    table = fetch(yahoo(answer, now=LATER), "TLT").table
    assert table["adjusted"].tolist() == table["close"].tolist()


def test_capital_gains_leave_the_adjusted_bars_too(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "15:50", "15:55", "5min").append(grid(FRIDAY, "09:30", "09:35", "5min"))
    answer = canned.bar_chart(starts, [50.0, 50.0, 47.5, 47.5], hours=HOURS, gains={FRIDAY: 2.5})
    series = fetch(yahoo(answer, now=LATER))
    assert series.table["adjusted"].tolist() == pytest.approx([47.5] * 4, abs=EXACT)
    assert "capital gains" in series.origin.note


def test_split_is_already_in_the_bars(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "15:50", "15:55", "5min").append(grid(FRIDAY, "09:30", "09:35", "5min"))
    answer = canned.bar_chart(starts, [10.0, 10.1, 10.2, 10.3], hours=HOURS, splits={FRIDAY: 4.0})
    assert fetch(yahoo(answer, now=LATER)).table["adjusted"].tolist() == [10.0, 10.1, 10.2, 10.3]


def month_of_minutes(canned: SimpleNamespace, first: str, last: str) -> Any:
    """Two bars on each session between two days."""
    days = pd.bdate_range(first, last)
    starts = pd.DatetimeIndex(
        [day + pd.Timedelta(f"9h{30 + minute}min") for day in days for minute in (0, 1)]
    )
    hours = [(f"{day.date()} 09:30", f"{day.date()} 16:00") for day in days]
    return canned.bar_chart(starts, counting(starts), hours=hours)


def test_long_range_is_asked_for_in_pieces_and_joined(canned: SimpleNamespace, yahoo: Build) -> None:
    answers = [
        month_of_minutes(canned, *week)
        for week in (("2022-02-22", "2022-02-25"), ("2022-03-01", "2022-03-04"))
    ]
    made = yahoo(*answers, now="2022-03-12T00:00Z")
    series = fetch(made, interval="1min", start=date(2022, 2, 22), end=date(2022, 3, 6))
    assert [str(start.date()) for start, _ in made.wire.ranges()] == ["2022-02-22", "2022-03-01"]
    assert len(series.table) == 16
    assert series.table.index.is_monotonic_increasing


def test_piece_that_fails_is_named_and_the_others_are_had(canned: SimpleNamespace, yahoo: Build) -> None:
    gone = canned.refusal({"code": "Bad Request", "description": "No data here"}, status=400)
    made = yahoo(month_of_minutes(canned, "2022-02-22", "2022-02-25"), gone, now="2022-03-12T00:00Z")
    series = fetch(made, interval="1min", start=date(2022, 2, 22), end=date(2022, 3, 6))
    assert len(series.table) == 8
    assert (
        "not had: Yahoo has no 1min bars of SPY (SPY) from 2022-03-01T00:00Z to 2022-03-07T00:00Z: No data here"
    ) in series.origin.note


def test_all_pieces_that_fail_are_a_failure(canned: SimpleNamespace, yahoo: Build) -> None:
    gone = canned.refusal({"code": "Bad Request", "description": "No data here"}, status=400)
    made = yahoo(gone, now="2022-03-12T00:00Z")
    with pytest.raises(PriceError, match="No data here"):
        fetch(made, interval="1min", start=date(2022, 2, 22), end=date(2022, 3, 6))


def test_cut_of_a_range_partly_too_old_is_in_the_origin(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(month_of_minutes(canned, "2022-03-07", "2022-03-11"), now="2022-03-12T00:00Z")
    series = fetch(made, interval="1min", start=date(2022, 1, 3), end=date(2022, 3, 11))
    assert (
        "asked from 2022-01-03, had from 2022-02-10T00:10Z: Yahoo keeps 1min bars 30 days"
        in series.origin.note
    )
    assert made.wire.ranges()[0][0] == pd.Timestamp("2022-02-10T00:10Z")


def test_range_wholly_too_old_is_refused_without_a_request(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(month_of_minutes(canned, "2022-03-07", "2022-03-11"), now="2026-03-12T00:00Z")
    with pytest.raises(PriceError, match="1min bars of 2022-02-17 to 2022-02-18 no longer exist at Yahoo"):
        fetch(made, interval="1min")
    assert made.wire.charts == []


def test_three_minutes_are_refused_without_a_request(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(month_of_minutes(canned, "2022-03-07", "2022-03-11"))
    with pytest.raises(PriceError, match="Yahoo has no 3min bars"):
        fetch(made, interval="3min")
    assert made.wire.charts == []


def test_origin_spans_the_bars(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    origin = fetch(yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER)).origin
    assert (origin.first, origin.last) == ("2022-02-17T14:30Z", "2022-02-17T14:45Z")
    assert origin.retrieved == "2022-02-20T00:00:00Z"


def test_load_prices_takes_bars(canned: SimpleNamespace, yahoo: Build) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    made = yahoo(canned.bar_chart(starts, counting(starts), hours=HOURS), now=LATER)
    prices = load_prices("SPY", start=THURSDAY, end=FRIDAY, interval="5min", source=made.source)
    assert (prices.interval, len(prices.frame())) == ("5min", 3)


@pytest.mark.parametrize(("quoted", "per_cent"), [(1.97, 1.97), (19.7, 1.97), (43.1, 4.31)])
def test_bars_of_a_yield_in_tenths_of_a_per_cent_are_divided_as_daily_ones_are(
    canned: SimpleNamespace, yahoo: Build, quoted: float, per_cent: float
) -> None:
    starts = grid(THURSDAY, "09:30", "09:40", "5min")
    series = fetch(yahoo(canned.bar_chart(starts, [quoted] * 3, hours=HOURS), now=LATER), "UST10Y")
    prices = series.table[["close", "adjusted", "high"]].iloc[0]
    assert prices.tolist() == pytest.approx([per_cent] * 3, abs=EXACT)
    assert ("divided by ten" in series.origin.note) == (quoted != per_cent)
