"""Bars by session and by clock: slots through changes to summer time, closures, holes, contracts, sessions."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.reactions.bars import BarMoves, bar_moves, local_clock
from aftershock.reactions.measures import Market
from aftershock.typing import InstantArray

EXACT = 1e-12
HOUR = np.timedelta64(3600 * 10**9, "ns")
HALF = HOUR // 2
NEW_YORK = "America/New_York"


def utc(*texts: str) -> InstantArray:
    return np.array(texts, dtype="datetime64[ns]")


def hours_of(day: str, first: int, last: int) -> InstantArray:
    """Ends of the hourly bars from one hour of a day, UTC, to another."""
    return np.datetime64(day, "ns") + np.arange(first + 1, last + 1) * HOUR


def market(
    ends: InstantArray, closes: np.ndarray, spans: list[tuple[str, str]], **kwargs: np.ndarray
) -> Market:
    """Hourly bars; the strike of each session is its close."""
    opens, shuts = utc(*[a for a, _ in spans]), utc(*[b for _, b in spans])
    return Market(
        starts=kwargs.get("starts", ends - HOUR),
        ends=ends,
        closes=closes,
        contracts=kwargs.get("contracts", np.zeros(ends.size, dtype=np.int64)),
        strikes=kwargs.get("strikes", shuts),
        opens=opens,
        shuts=shuts,
        bar_length=HOUR,
    )


def two_days(**kwargs: np.ndarray) -> BarMoves:
    """Thursday and Friday, 14 to 17 UTC, closes 100, 101, ..."""
    ends = np.r_[hours_of("2022-02-17", 14, 17), hours_of("2022-02-18", 14, 17)]
    spans = [("2022-02-17T14:00", "2022-02-17T17:00"), ("2022-02-18T14:00", "2022-02-18T17:00")]
    closes = kwargs.pop("closes", 100.0 + np.arange(6))
    kept = kwargs.pop("kept", np.ones(6, dtype=bool))
    one = market(ends[kept], closes[kept], spans, **{name: value[kept] for name, value in kwargs.items()})
    return bar_moves(one, zone=NEW_YORK, move="difference", scale=2.0)


def test_move_of_a_bar_is_from_the_close_before_it() -> None:
    np.testing.assert_array_equal(two_days().moves, [np.nan, 2.0, 2.0, np.nan, 2.0, 2.0])


def test_first_bar_of_a_day_closes_a_closure() -> None:
    assert two_days().closures.tolist() == [False, False, False, True, False, False]
    assert two_days().between(np.array([2]), np.array([3]))[0] == 2.0


def test_sessions_are_numbered_and_know_their_weekday() -> None:
    assert two_days().days.tolist() == [0, 0, 0, 1, 1, 1]
    assert two_days().weekdays.tolist() == [3, 4]


def test_slots_are_those_of_the_exchange() -> None:
    assert two_days().slots.tolist() == [0, 1, 2, 0, 1, 2]
    assert (two_days().clock / 3600).tolist() == [9, 10, 11]


def test_summer_time_does_not_move_the_slots() -> None:
    ends = np.r_[hours_of("2022-03-11", 15, 18), hours_of("2022-03-14", 14, 17)]
    spans = [("2022-03-11T15:00", "2022-03-11T18:00"), ("2022-03-14T14:00", "2022-03-14T17:00")]
    bars = bar_moves(market(ends, np.ones(6), spans), zone=NEW_YORK, move="log")
    assert bars.slots.tolist() == [0, 1, 2, 0, 1, 2]
    assert bars.weekdays.tolist() == [4, 0]


def test_bar_after_a_hole_has_no_move_but_is_linked_and_knows_what_it_skips() -> None:
    kept = np.array([True, False, True, True, True, True])
    bars = two_days(kept=kept)
    assert np.isnan(bars.moves[1]) and bars.linked[1] and not bars.closures[1]
    assert (bars.slots[1], bars.first_skipped[1]) == (2, 1)
    assert bars.first_skipped[[0, 2, 3, 4]].tolist() == bars.slots[[0, 2, 3, 4]].tolist()


def test_missing_price_breaks_the_link_on_both_sides() -> None:
    bars = two_days(closes=np.array([100.0, np.nan, 102.0, 103.0, 104.0, 105.0]))
    assert bars.linked.tolist() == [False, False, False, False, True, True]
    assert np.isnan(bars.moves[[1, 2]]).all()


def test_change_of_contract_breaks_the_link_and_is_no_closure() -> None:
    bars = two_days(contracts=np.array([0, 0, 1, 2, 2, 2]))
    assert bars.linked.tolist() == [False, True, False, False, True, True]
    assert not bars.closures.any()


def test_short_bar_has_a_slot_of_its_own() -> None:
    ends = np.r_[hours_of("2022-02-17", 14, 16), utc("2022-02-17T16:30")]
    starts = np.r_[ends[:2] - HOUR, ends[2:] - HALF]
    other = np.r_[hours_of("2022-02-18", 14, 17)]
    spans = [("2022-02-17T14:00", "2022-02-17T16:30"), ("2022-02-18T14:00", "2022-02-18T17:00")]
    one = market(np.r_[ends, other], np.ones(6), spans, starts=np.r_[starts, other - HOUR])
    bars = bar_moves(one, zone=NEW_YORK, move="log")
    assert bars.slots.tolist() == [0, 1, 2, 0, 1, 3]
    assert bars.usual_length.tolist() == [True, True, False, True]


def night_session() -> BarMoves:
    """Trading from 18:00 New York to 17:00 of the next day, settled at 14:30; bars of two such sessions."""
    ends = np.r_[hours_of("2022-02-16", 23, 46), hours_of("2022-02-17", 23, 46)]
    spans = [("2022-02-16T23:00", "2022-02-17T22:00"), ("2022-02-17T23:00", "2022-02-18T22:00")]
    strikes = utc("2022-02-17T19:30", "2022-02-18T19:30")
    one = market(ends, np.ones(ends.size), spans)
    one = Market(one.starts, ends, one.closes, one.contracts, strikes, one.opens, one.shuts, HOUR)
    return bar_moves(one, zone=NEW_YORK, move="log")


def test_evening_belongs_to_the_session_that_it_opens_and_the_hours_after_the_strike_to_their_own() -> None:
    bars = night_session()
    assert bars.days.tolist() == [0] * 23 + [1] * 23
    assert bars.weekdays.tolist() == [3, 4]


def test_night_session_begins_after_its_break() -> None:
    assert night_session().clock[0] == 18 * 3600
    assert night_session().slots[:23].tolist() == list(range(23))


def test_break_is_a_closure() -> None:
    assert night_session().closures.nonzero()[0].tolist() == [23]


def test_market_that_never_shuts_has_moves_across_its_sessions() -> None:
    ends = hours_of("2022-02-16", 22, 70)
    spans = [("2022-02-16T22:00", "2022-02-17T22:00"), ("2022-02-17T22:00", "2022-02-18T22:00")]
    bars = bar_moves(market(ends, np.ones(48), spans), zone=NEW_YORK, move="log")
    assert np.isfinite(bars.moves[1:]).all() and not bars.closures.any()
    assert bars.days.tolist() == [0] * 24 + [1] * 24


def test_bars_outside_trading_hours_belong_to_the_next_strike() -> None:
    ends = hours_of("2022-02-17", 12, 20)
    spans = [("2022-02-17T14:00", "2022-02-17T17:00"), ("2022-02-18T14:00", "2022-02-18T17:00")]
    bars = bar_moves(market(ends, np.ones(8), spans), zone=NEW_YORK, move="log")
    assert bars.days.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(("move", "value"), [("log", np.log(1.25)), ("simple", 0.25), ("difference", 25.0)])
def test_kinds_of_move(move: str, value: float) -> None:
    ends = hours_of("2022-02-17", 14, 16)
    one = market(ends, np.array([100.0, 125.0]), [("2022-02-17T14:00", "2022-02-17T17:00")])
    bars = bar_moves(one, zone=NEW_YORK, move=move)  # type: ignore[arg-type]
    assert bars.moves[1] == pytest.approx(value, rel=EXACT)
    assert bars.between(np.array([0]), np.array([1]))[0] == pytest.approx(value, rel=EXACT)


def test_negative_price_has_no_return() -> None:
    ends = hours_of("2022-02-17", 14, 17)
    one = market(ends, np.array([1.0, -37.0, 2.0]), [("2022-02-17T14:00", "2022-02-17T17:00")])
    bars = bar_moves(one, zone=NEW_YORK, move="log")
    assert np.isnan(bars.moves).all() and not bars.linked.any()


def test_rows_that_do_not_exist_have_no_move() -> None:
    assert np.isnan(two_days().between(np.array([-1]), np.array([1])))[0]


@given(
    st.lists(st.integers(1_577_836_800, 1_735_689_600), min_size=1, max_size=20),
    st.sampled_from([NEW_YORK, "Europe/London", "Asia/Tokyo", "Australia/Lord_Howe", "America/Sao_Paulo"]),
)
def test_local_clock_is_that_of_the_zone_database(seconds: list[int], zone: str) -> None:
    ours = local_clock(np.array(seconds, dtype="datetime64[s]").astype("datetime64[ns]"), zone)
    theirs = [
        datetime.fromtimestamp(one, tz=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in seconds
    ]
    np.testing.assert_array_equal(ours, np.array(theirs, dtype="datetime64[ns]"))
