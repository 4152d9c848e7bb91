"""Yahoo's daily prices through yfinance's own code, answered from canned bodies."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import declare_asset, get_asset, load_prices, sessions

NEW_YORK = "America/New_York"
WEEK = {"start": date(2022, 2, 14), "end": date(2022, 2, 18)}
SESSIONS = ["2022-02-14", "2022-02-15", "2022-02-16", "2022-02-17", "2022-02-18"]
CLOSES = [4401.67, 4471.07, 4475.01, 4380.26, 4348.87]
ROUNDING = 1e-6
# Yahoo prints adjusted closes to seven digits.
PRINTED = 1e-6

Build = Callable[..., Any]


def test_closes_of_a_week(canned: SimpleNamespace, yahoo: Build) -> None:
    series = yahoo(canned.chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK)
    assert series.table["close"].tolist() == pytest.approx(CLOSES, abs=ROUNDING)
    assert [str(day.date()) for day in series.table.index] == SESSIONS


def test_the_end_is_asked_a_day_further(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(canned.chart(SESSIONS, CLOSES))
    made.source.fetch(get_asset("SPX"), **WEEK)
    assert made.wire.ranges()[0][1] == pd.Timestamp("2022-02-19", tz=NEW_YORK)


def test_dividend_parts_quoted_from_adjusted(canned: SimpleNamespace, yahoo: Build) -> None:
    quoted = [140.0, 139.0, 138.5, 139.5, 140.5]
    adjusted = [139.697842, 138.7, 138.5, 139.5, 140.5]
    answer = canned.chart(SESSIONS, quoted, adjusted=adjusted, dividends={"2022-02-16": 0.3})
    table = yahoo(answer).source.fetch(get_asset("TLT"), **WEEK).table
    assert table["close"].tolist() == pytest.approx(quoted, abs=ROUNDING)
    assert table["adjusted"].tolist() == pytest.approx(adjusted, abs=ROUNDING)


def test_origin_names_yahoo_and_the_hour_of_retrieval(canned: SimpleNamespace, yahoo: Build) -> None:
    origin = yahoo(canned.chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK).origin
    assert (origin.source, origin.location, origin.retrieved) == (
        "Yahoo Finance",
        "^GSPC",
        "2022-03-15T00:00:00Z",
    )


def test_missing_value_stays_missing_and_is_noted(canned: SimpleNamespace, yahoo: Build) -> None:
    closes = [*CLOSES[:3], None, CLOSES[4]]
    series = yahoo(canned.chart(SESSIONS, closes)).source.fetch(get_asset("SPX"), **WEEK)
    assert np.isnan(series.table.loc["2022-02-17", "close"])
    assert "sessions without a price: 1, first 2022-02-17" in series.origin.note


def test_absent_session_is_noted(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS[:2] + SESSIONS[3:], CLOSES[:2] + CLOSES[3:])
    series = yahoo(answer).source.fetch(get_asset("SPX"), **WEEK)
    assert "sessions without a price: 1, first 2022-02-16" in series.origin.note


def test_column_of_nothing_is_refused(canned: SimpleNamespace, yahoo: Build) -> None:
    nothing: list[float | None] = [None] * len(SESSIONS)
    with pytest.raises(PriceError, match="no price that can be used"):
        yahoo(canned.chart(SESSIONS, nothing)).source.fetch(get_asset("SPX"), **WEEK)


def test_empty_answer_is_refused(canned: SimpleNamespace, yahoo: Build) -> None:
    with pytest.raises(PriceError, match="GSPC"):
        yahoo(canned.chart([], [])).source.fetch(get_asset("SPX"), **WEEK)


def test_repeated_stamps_give_one_row_a_session(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart([*SESSIONS, SESSIONS[-1]], [*CLOSES, CLOSES[-1]])
    series = yahoo(answer).source.fetch(get_asset("SPX"), **WEEK)
    assert [str(day.date()) for day in series.table.index] == SESSIONS
    assert series.origin.dropped == (("duplicate", 1),)
    assert series.origin.used == len(series.table)


def test_latest_price_behind_the_range_is_counted(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart([*SESSIONS, "2022-03-14"], [*CLOSES, 4173.11])
    series = yahoo(answer).source.fetch(get_asset("SPX"), **WEEK)
    assert series.origin.dropped == (("outside_the_range", 1),)
    assert series.origin.used == len(series.table) == len(SESSIONS)


def test_split_is_stored_and_prices_stay_as_yahoo_restated_them(
    canned: SimpleNamespace, yahoo: Build
) -> None:
    answer = canned.chart(SESSIONS, [10.0, 10.5, 11.0, 10.8, 10.9], splits={"2022-02-16": 4.0})
    table = yahoo(answer).source.fetch(get_asset("SPY"), **WEEK).table
    assert table["split"].tolist() == [1.0, 1.0, 4.0, 1.0, 1.0]
    assert table["close"].tolist() == table["adjusted"].tolist() == [10.0, 10.5, 11.0, 10.8, 10.9]


def test_dividends_are_stored_on_their_ex_session(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS, CLOSES, dividends={"2022-02-16": 1.5})
    table = yahoo(answer).source.fetch(get_asset("SPY"), **WEEK).table
    assert table["dividend"].tolist() == [0.0, 0.0, 1.5, 0.0, 0.0]


def test_prices_without_actions_say_so(canned: SimpleNamespace, yahoo: Build) -> None:
    table = yahoo(canned.chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK).table
    assert list(table)[:2] == ["close", "adjusted"]
    assert (table["dividend"] == 0.0).all() and (table["split"] == 1.0).all()


def test_dividend_on_the_first_session_changes_nothing(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS, CLOSES, dividends={"2022-02-14": 1.5})
    table = yahoo(answer).source.fetch(get_asset("SPY"), **WEEK).table
    assert table["adjusted"].tolist() == pytest.approx(CLOSES, abs=ROUNDING)


def test_dividend_after_a_missing_close_takes_the_last_known(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS, [100.0, None, 98.0, 98.0, 98.0], dividends={"2022-02-16": 2.0})
    table = yahoo(answer).source.fetch(get_asset("SPY"), **WEEK).table
    assert table["adjusted"].iloc[0] == pytest.approx(98.0, abs=ROUNDING)


def test_fund_with_monthly_dividends_agrees_with_yahoos_adjusted_close(
    canned: SimpleNamespace, yahoo: Build
) -> None:
    days = [str(day.date()) for day in sessions("NYSE", "2021-09-01", "2022-02-18")]
    closes = 145.0 + 3.0 * np.sin(np.arange(len(days)) / 9.0)
    paid = {day: 0.21 + 0.01 * month for month, day in enumerate(ex_days(days))}
    answer = canned.chart(days, list(closes), adjusted=by_yahoos_rule(days, closes, paid), dividends=paid)
    series = yahoo(answer).source.fetch(get_asset("TLT"), start=date(2021, 9, 1), end=date(2022, 2, 18))
    yahoos = by_yahoos_rule(days, closes, paid)
    assert series.table["adjusted"].to_numpy() == pytest.approx(yahoos, rel=PRINTED)
    assert len(paid) == 6
    assert "departs" not in series.origin.note


def ex_days(days: list[str]) -> list[str]:
    """First session of each month."""
    return [day for before, day in zip(["", *days], days, strict=False) if before[:7] != day[:7]]


def by_yahoos_rule(days: list[str], closes: Any, paid: dict[str, float]) -> list[float]:
    """Adjusted closes one dividend after the other, printed to seven digits as Yahoo does."""
    adjusted = closes.copy()
    for day, dividend in paid.items():
        ex = days.index(day)
        if ex:
            adjusted[:ex] *= 1.0 - dividend / closes[ex - 1]
    return [float(f"{close:.7g}") for close in adjusted]


def test_adjusted_close_of_yahoo_that_departs_is_noted(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS, [100.0, 100.0, 98.0, 98.0, 98.0], dividends={"2022-02-16": 2.0})
    series = yahoo(answer).source.fetch(get_asset("SPY"), **WEEK)
    assert "Yahoo's own adjusted close departs from the one used by 2 %" in series.origin.note


@pytest.mark.parametrize(
    ("dividend", "gains", "closes", "paid"),
    [
        (0.5, 2.5, [50.0, 47.1], 3.0),
        (3.0, 2.5, [50.0, 47.1], 3.0),
        (3.0, 2.5, [50.0, 44.4], 5.5),
        (0.0, 2.5, [50.0, 47.4], 2.5),
    ],
)
def test_capital_gains_count_once(
    canned: SimpleNamespace, yahoo: Build, dividend: float, gains: float, closes: list[float], paid: float
) -> None:
    dividends = {"2022-02-15": dividend} if dividend else None
    answer = canned.chart(SESSIONS[:2], closes, dividends=dividends, gains={"2022-02-15": gains})
    series = yahoo(answer).source.fetch(get_asset("SPY"), **WEEK)
    assert series.table["dividend"].iloc[1] == pytest.approx(paid, abs=ROUNDING)
    assert "capital gains paid out count as dividends: 1" in series.origin.note


def test_early_close_moves_the_end_of_the_session(canned: SimpleNamespace, yahoo: Build) -> None:
    half_day = {"start": date(2021, 11, 24), "end": date(2021, 11, 26)}
    answer = canned.chart(["2021-11-24", "2021-11-26"], [4701.46, 4594.62])
    early = yahoo(answer, now="2021-11-26T17:59Z").source.fetch(get_asset("SPX"), **half_day)
    over = yahoo(answer, now="2021-11-26T18:00Z").source.fetch(get_asset("SPX"), **half_day)
    assert (len(early.table), len(over.table)) == (1, 2)


def test_row_may_change_for_a_while_after_the_close(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS, CLOSES)
    young = yahoo(answer, now="2022-02-18T21:29Z", delay="30min").source.fetch(get_asset("SPX"), **WEEK)
    old = yahoo(answer, now="2022-02-18T21:30Z", delay="30min").source.fetch(get_asset("SPX"), **WEEK)
    assert (len(young.table), len(old.table)) == (4, 5)


@pytest.mark.parametrize(
    ("now", "rows", "dropped"),
    [
        ("2022-02-18T20:59Z", 4, (("unfinished_session", 1),)),
        ("2022-02-18T21:00Z", 5, ()),
    ],
)
def test_session_that_is_not_over_is_dropped(
    canned: SimpleNamespace, yahoo: Build, now: str, rows: int, dropped: tuple[tuple[str, int], ...]
) -> None:
    made = yahoo(canned.chart(SESSIONS, CLOSES), now=pd.Timestamp(now))
    series = made.source.fetch(get_asset("SPX"), **WEEK)
    assert (len(series.table), series.origin.dropped) == (rows, dropped)


def test_row_of_a_currency_is_unfinished_while_it_trades(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart(SESSIONS, [1.13, 1.131, 1.135, 1.137, 1.136], zone="Europe/London", clock="00:00")
    made = yahoo(answer, zone="Europe/London", now=pd.Timestamp("2022-02-18T12:00Z"))
    series = made.source.fetch(get_asset("EURUSD"), **WEEK)
    assert (str(series.table.index[-1].date()), str(series.strike)) == ("2022-02-17", "00:00 Europe/London")


def test_row_that_is_no_session_is_dropped_and_counted(canned: SimpleNamespace, yahoo: Build) -> None:
    answer = canned.chart([*SESSIONS, "2022-02-21"], [*CLOSES, 4348.87])
    series = yahoo(answer).source.fetch(get_asset("SPX"), start=date(2022, 2, 14), end=date(2022, 2, 22))
    assert series.origin.dropped == (("not_a_session", 1),)


def test_gains_on_the_first_session_count_as_in_a_longer_range(canned: SimpleNamespace, yahoo: Build) -> None:
    closes = [103.0, 103.0, 97.5, 97.5, 97.5]
    paid = {"dividends": {"2022-02-16": 3.0}, "gains": {"2022-02-16": 2.5}}
    answer = canned.chart(SESSIONS, closes, **paid)
    longer, shorter = (
        yahoo(answer).source.fetch(get_asset("SPY"), start=start, end=date(2022, 2, 18)).table["dividend"]
        for start in (date(2022, 2, 14), date(2022, 2, 16))
    )
    assert longer.loc["2022-02-16"] == shorter.loc["2022-02-16"] == 5.5


def test_rows_before_the_range_are_no_part_of_it(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(canned.chart(SESSIONS, CLOSES))
    series = made.source.fetch(get_asset("SPX"), start=date(2022, 2, 16), end=date(2022, 2, 18))
    assert made.wire.ranges()[0][0] == pd.Timestamp("2022-02-06", tz=NEW_YORK)
    assert (series.origin.read, series.origin.dropped, series.origin.first) == (3, (), "2022-02-16")
    with pytest.raises(PriceError, match="holds no rows of the range"):
        made.source.fetch(get_asset("SPX"), start=date(2022, 2, 22), end=date(2022, 2, 25))


def test_yield_in_per_cent_is_taken_as_it_is(canned: SimpleNamespace, yahoo: Build) -> None:
    series = yahoo(canned.chart(SESSIONS, [1.99, 2.05, 2.05, 1.97, 1.93])).source.fetch(
        get_asset("UST10Y"), **WEEK
    )
    assert series.table["close"].iloc[3] == pytest.approx(1.97, abs=ROUNDING)


def test_yield_in_tenths_is_divided_and_noted(canned: SimpleNamespace, yahoo: Build) -> None:
    series = yahoo(canned.chart(SESSIONS, [39.9, 40.5, 40.5, 39.7, 39.3])).source.fetch(
        get_asset("UST10Y"), **WEEK
    )
    assert series.table["close"].iloc[3] == pytest.approx(3.97, abs=ROUNDING)
    assert "divided by ten" in series.origin.note


def test_high_yield_of_another_country_is_left_alone(canned: SimpleNamespace, yahoo: Build) -> None:
    abroad = declare_asset("TR10Y", {"like": "UST10Y", "name": "10-year yield abroad", "yahoo": "TR10YT=RR"})
    series = yahoo(canned.chart(SESSIONS, [39.9, 40.5, 40.5, 39.7, 39.3])).source.fetch(abroad, **WEEK)
    assert series.table["close"].iloc[0] == pytest.approx(39.9, abs=ROUNDING)


def test_yield_of_the_eighties_is_in_per_cent(canned: SimpleNamespace, yahoo: Build) -> None:
    days = ["1984-05-29", "1984-05-30", "1984-05-31"]
    series = yahoo(canned.chart(days, [13.84, 13.99, 13.9])).source.fetch(
        get_asset("UST10Y"), start=date(1984, 5, 29), end=date(1984, 5, 31), interval="1d"
    )
    assert series.table["close"].iloc[1] == pytest.approx(13.99, abs=ROUNDING)


def test_yield_that_changes_its_scale_is_refused(canned: SimpleNamespace, yahoo: Build) -> None:
    with pytest.raises(PriceError, match="change their scale"):
        yahoo(canned.chart(SESSIONS, [39.9, 40.5, 4.05, 3.97, 3.93])).source.fetch(
            get_asset("UST10Y"), **WEEK
        )


def test_yield_index_of_the_exchange_has_its_own_strike(canned: SimpleNamespace, yahoo: Build) -> None:
    series = yahoo(canned.chart(SESSIONS, [1.99, 2.05, 2.05, 1.97, 1.93])).source.fetch(
        get_asset("UST10Y"), **WEEK
    )
    assert str(series.strike) == "15:00 America/New_York"


def test_load_prices_takes_the_source(canned: SimpleNamespace, yahoo: Build) -> None:
    source = yahoo(canned.chart(SESSIONS, CLOSES)).source
    moves = load_prices("SPX", start="2022-02-14", end="2022-02-18", source=source).moves()
    assert moves.loc["2022-02-17", "SPX"] == pytest.approx(np.log(4380.26 / 4475.01), abs=ROUNDING)
