"""Sessions, strikes and opening hours against days listed by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import AssetError
from aftershock.markets import Hours, Strike, get_asset, next_open, opening_hours, sessions, strikes
from aftershock.markets.calendars import closes, early_closes


def struck(symbol: str, session: str) -> pd.Timestamp:
    asset = get_asset(symbol)
    found = strikes(asset.calendar, asset.trading, asset.strike, session, session)
    return found.iloc[0]


def instants(*texts: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(texts)


def test_share_market_is_shut_on_presidents_day() -> None:
    days = [str(day.date()) for day in sessions("NYSE", "2022-02-17", "2022-02-23")]
    assert days == ["2022-02-17", "2022-02-18", "2022-02-22", "2022-02-23"]


@pytest.mark.parametrize("holiday", ["2022-10-10", "2022-11-11"])
def test_bonds_keep_holidays_that_shares_do_not(holiday: str) -> None:
    assert len(sessions("NYSE", holiday, holiday)) == 1
    assert len(sessions("SIFMAUS", holiday, holiday)) == 0


def test_sessions_are_naive_midnights_in_nanoseconds() -> None:
    found = sessions("NYSE", "2022-02-17", "2022-02-17")
    assert (str(found.dtype), found.name) == ("datetime64[ns]", "session")


def test_early_closes_are_those_of_the_hours_traded_first() -> None:
    closes = early_closes("NYSE", "CMEGlobex_GC", "2021-11-22", "2021-11-30")
    assert closes.dt.strftime("%d %H:%MZ").tolist() == ["25 18:00Z", "26 18:45Z"]


def test_range_over_new_year_is_whole() -> None:
    assert len(sessions("NYSE", "2021-12-30", "2022-01-04")) == 4


@pytest.mark.parametrize(
    ("symbol", "instant"),
    [
        ("SPX", "2022-02-17T21:00Z"),
        ("VIX", "2022-02-17T21:15Z"),
        ("UST10Y", "2022-02-17T20:30Z"),
        ("GOLD", "2022-02-17T18:30Z"),
        ("WTI", "2022-02-17T19:30Z"),
        ("BRENT", "2022-02-17T19:30Z"),
        ("ZN", "2022-02-17T20:00Z"),
        ("EURUSD", "2022-02-17T22:00Z"),
        ("USD_BROAD", "2022-02-17T17:00Z"),
    ],
)
def test_strike_on_an_ordinary_winter_day(symbol: str, instant: str) -> None:
    assert struck(symbol, "2022-02-17") == pd.Timestamp(instant)


@pytest.mark.parametrize(
    ("session", "new_york", "london"),
    [
        ("2022-03-11", "2022-03-11T19:30Z", "2022-03-11T19:30Z"),
        ("2022-03-14", "2022-03-14T18:30Z", "2022-03-14T19:30Z"),
        ("2022-03-25", "2022-03-25T18:30Z", "2022-03-25T19:30Z"),
        ("2022-03-28", "2022-03-28T18:30Z", "2022-03-28T18:30Z"),
    ],
)
def test_new_york_and_london_part_for_two_weeks_in_march(session: str, new_york: str, london: str) -> None:
    assert (struck("WTI", session), struck("BRENT", session)) == (
        pd.Timestamp(new_york),
        pd.Timestamp(london),
    )


@pytest.mark.parametrize(
    ("symbol", "instant"),
    [
        ("SPX", "2021-11-26T18:00Z"),
        ("VIX", "2021-11-26T18:15Z"),
        ("UST10Y", "2021-11-26T19:00Z"),
        ("GOLD", "2021-11-26T18:30Z"),
        ("WTI", "2021-11-26T18:30Z"),
        ("ZN", "2021-11-26T18:15Z"),
    ],
)
def test_strike_moves_to_the_close_of_a_half_day(symbol: str, instant: str) -> None:
    assert struck(symbol, "2021-11-26") == pd.Timestamp(instant)


def test_thanksgiving_has_no_settlement_of_oil_though_it_trades() -> None:
    wti = get_asset("WTI")
    assert len(strikes(wti.calendar, wti.trading, wti.strike, "2021-11-25", "2021-11-25")) == 0
    assert len(opening_hours(wti.trading, "2021-11-25", "2021-11-25")) == 1


def test_strike_after_the_usual_close_stays_where_it_is() -> None:
    late = Strike.parse("18:00 America/New_York")
    assert strikes("NYSE", "NYSE", late, "2022-02-17", "2022-02-17").iloc[0] == pd.Timestamp(
        "2022-02-17T23:00Z"
    )


def test_hours_without_holidays_leave_the_early_close_to_the_calendar(new_york_close: Strike) -> None:
    feed = Hours.parse("18:00-17:00 America/New_York")
    found = strikes("NYSE", feed, new_york_close, "2021-11-26", "2021-11-26")
    assert found.iloc[0] == pd.Timestamp("2021-11-26T18:00Z")


def test_time_of_its_own_is_only_for_closes_before_the_usual_strike() -> None:
    at_the_close, before = (Strike.parse(f"{clock} America/New_York 12:00") for clock in ("13:00", "13:01"))
    found = [
        strikes("NYSE", "NYSE", one, "2021-11-26", "2021-11-26").iloc[0] for one in (at_the_close, before)
    ]
    assert [f"{instant:%H:%MZ}" for instant in found] == ["18:00Z", "17:00Z"]


def test_strikes_of_no_session_are_empty(new_york_close: Strike) -> None:
    found = strikes("NYSE", "NYSE", new_york_close, "2022-02-19", "2022-02-20")
    assert (len(found), str(found.dtype)) == (0, "datetime64[ns, UTC]")


def test_globex_opens_on_sunday_evening() -> None:
    monday = opening_hours("CMEGlobex_CL", "2022-02-14", "2022-02-14").iloc[0]
    assert monday["open"] == pd.Timestamp("2022-02-13T23:00Z")


def test_hours_may_be_written_as_text() -> None:
    monday = opening_hours("17:00-17:00 America/New_York", "2022-02-14", "2022-02-14").iloc[0]
    assert monday["open"] == pd.Timestamp("2022-02-13T22:00Z")


@pytest.mark.parametrize(
    ("instant", "opening"),
    [
        ("2022-02-17T14:29Z", "2022-02-17T14:30Z"),
        ("2022-02-17T14:30Z", "2022-02-17T14:30Z"),
        ("2022-02-17T18:32Z", "2022-02-17T18:32Z"),
        ("2022-02-17T21:00Z", "2022-02-18T14:30Z"),
        ("2022-02-18T23:00Z", "2022-02-22T14:30Z"),
    ],
)
def test_next_open_of_shares(instant: str, opening: str) -> None:
    hours = opening_hours("NYSE", "2022-02-16", "2022-02-23")
    assert next_open(hours, instants(instant))[0] == pd.Timestamp(opening)


def test_next_open_in_the_maintenance_break_is_its_end() -> None:
    hours = opening_hours("CMEGlobex_GC", "2022-02-16", "2022-02-23")
    assert next_open(hours, instants("2022-02-17T22:20Z"))[0] == pd.Timestamp("2022-02-17T23:00Z")


def test_next_open_beyond_the_hours_is_missing() -> None:
    hours = opening_hours("NYSE", "2022-02-16", "2022-02-17")
    assert pd.isna(next_open(hours, instants("2022-02-18T00:00Z"))[0])


@given(st.lists(st.integers(0, 5 * 24 * 60), min_size=1, max_size=20))
def test_next_open_is_never_before_and_is_open_itself(minutes: list[int]) -> None:
    hours = opening_hours("CMEGlobex_CL", "2022-02-10", "2022-02-28")
    asked = pd.DatetimeIndex(pd.Timestamp("2022-02-17T00:00Z") + pd.to_timedelta(minutes, unit="min"))
    found = next_open(hours, asked)
    assert (found >= asked).all()
    assert found.equals(next_open(hours, found))


def test_next_open_of_nothing_is_nothing() -> None:
    hours = opening_hours("NYSE", "2022-02-16", "2022-02-17")
    assert len(next_open(hours, pd.DatetimeIndex([], tz="UTC"))) == 0


def test_callers_cannot_spoil_the_kept_schedule() -> None:
    first = opening_hours("NYSE", "2022-02-17", "2022-02-17")
    first.loc[:, "close"] = pd.NaT
    assert opening_hours("NYSE", "2022-02-17", "2022-02-17")["close"].notna().all()


def test_unknown_calendar_suggests_the_closest() -> None:
    with pytest.raises(AssetError, match="'CMEGlobex_CL'"):
        sessions("CMEGlobex_CLX", "2022-02-17", "2022-02-18")


@pytest.mark.parametrize(
    ("symbol", "session", "instant"),
    [
        ("BRENT", "2021-11-26", "2021-11-26T18:30Z"),
        ("WTI", "2020-12-24", "2020-12-24T18:30Z"),
        ("WTI", "2024-11-29", "2024-11-29T19:30Z"),
        ("WTI", "2023-07-03", "2023-07-03T18:30Z"),
        ("GOLD", "2020-12-24", "2020-12-24T18:30Z"),
        ("VIX", "2019-07-03", "2019-07-03T17:15Z"),
        ("VIX", "2020-12-24", "2020-12-24T18:15Z"),
        ("ES", "2021-11-26", "2021-11-26T18:15Z"),
        ("UST10Y", "2021-12-31", "2021-12-31T19:00Z"),
        ("SPX", "2021-12-31", "2021-12-31T21:00Z"),
        ("DAX", "2022-12-30", "2022-12-30T13:00Z"),
        ("SX5E", "2021-12-24", "2021-12-24T13:05Z"),
        ("BAE", "2021-12-24", "2021-12-24T12:30Z"),
    ],
)
def test_strike_on_shortened_sessions_of_each_market(symbol: str, session: str, instant: str) -> None:
    assert struck(symbol, session) == pd.Timestamp(instant)


def test_strike_that_is_kept_does_not_move() -> None:
    kept = Strike.parse("14:30 America/New_York keep")
    found = strikes("NYSE", "CMEGlobex_CL", kept, "2021-11-26", "2021-11-26")
    assert found.iloc[0] == pd.Timestamp("2021-11-26T19:30Z")


def test_own_early_time_is_for_sessions_that_close_before_the_strike_alone() -> None:
    early = Strike.parse("13:00 America/New_York 12:00")
    found = strikes("NYSE", "CMEGlobex_CL", early, "2021-11-24", "2021-11-26")
    assert found.dt.strftime("%d %H:%MZ").tolist() == ["24 18:00Z", "26 18:00Z"]


def test_lunch_break_is_closed_time() -> None:
    tokyo = opening_hours("JPX", "2022-02-17", "2022-02-17")
    assert tokyo["open"].dt.strftime("%H:%MZ").tolist() == ["00:00Z", "03:30Z"]
    assert tokyo["close"].dt.strftime("%H:%MZ").tolist() == ["02:30Z", "06:00Z"]
    assert tokyo.index.tolist() == [pd.Timestamp("2022-02-17")] * 2


def test_next_open_in_the_lunch_break_is_its_end() -> None:
    hours = opening_hours("HKEX", "2022-02-17", "2022-02-18")
    assert next_open(hours, instants("2022-02-17T04:10Z"))[0] == pd.Timestamp("2022-02-17T05:00Z")


@pytest.mark.parametrize("session", ["2025-11-25", "2025-11-28"])
def test_break_of_no_length_is_none(session: str) -> None:
    assert len(opening_hours("CME_Equity", session, session)) == 1


@pytest.mark.parametrize("calendar", ["JPX", "HKEX", "CMEGlobex_GC", "NYSE"])
def test_spans_ascend_without_overlap(calendar: str) -> None:
    hours = opening_hours(calendar, "2021-01-01", "2022-12-31")
    assert (hours["open"] < hours["close"]).all()
    assert (hours["open"].iloc[1:].to_numpy() >= hours["close"].iloc[:-1].to_numpy()).all()


def test_last_close_is_given_once_for_each_session() -> None:
    found = closes("JPX", "2022-02-14", "2022-02-18")
    assert found.index.tolist() == sessions("JPX", "2022-02-14", "2022-02-18").tolist()


@pytest.mark.parametrize(
    ("friday", "monday"),
    [("2022-03-11", "2022-03-14"), ("2022-10-28", "2022-11-07"), ("2022-03-25", "2022-03-28")],
)
def test_maintenance_break_is_an_hour_on_both_sides_of_a_clock_change(friday: str, monday: str) -> None:
    hours = opening_hours("CMEGlobex_CL", friday, monday)
    gaps = hours["open"].iloc[1:].to_numpy() - hours["close"].iloc[:-1].to_numpy()
    assert set(gaps[gaps < pd.Timedelta("1D")]) <= {pd.Timedelta("1h").to_timedelta64()}


@pytest.mark.parametrize(
    ("session", "apart"), [("2022-10-28", "5h"), ("2022-10-31", "4h"), ("2022-11-07", "5h")]
)
def test_new_york_and_london_part_for_a_week_in_autumn(session: str, apart: str) -> None:
    london = Strike.parse("16:00 Europe/London").at(pd.DatetimeIndex([session]))[0]
    new_york = Strike.parse("16:00 America/New_York").at(pd.DatetimeIndex([session]))[0]
    assert new_york - london == pd.Timedelta(apart)
