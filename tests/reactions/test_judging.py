"""What became of each window, and which windows are one episode."""

import numpy as np
import pytest

from aftershock.reactions import ClockWindow
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.judging import judge_windows, merge_same_bars
from aftershock.reactions.measures import Located, Market, locate
from aftershock.reactions.measuring import window_moves
from aftershock.typing import InstantArray

HOUR = np.timedelta64(3600 * 10**9, "ns")
NONE = np.timedelta64(0, "ns")
TICK = np.timedelta64(1, "ns")
DAYS = ("15", "16", "17")


def on(*stamps: str) -> InstantArray:
    return np.array([f"2022-02-{stamp}" for stamp in stamps], dtype="datetime64[ns]")


def day_market(*, without: tuple[str, ...] = (), rolled_from: str = "28T00") -> Market:
    """Hourly bars 10:00-16:00 on three days, struck at 15:00; some ends left out, one contract change."""
    stamps = [f"{day}T{hour}:00" for day in DAYS for hour in range(11, 17)]
    ends = on(*(stamp for stamp in stamps if stamp not in without))
    return Market(
        starts=ends - HOUR,
        ends=ends,
        closes=100.0 + np.arange(ends.size),
        contracts=(ends > on(rolled_from)[0]).astype(np.int64),
        strikes=on(*(f"{day}T15:00" for day in DAYS)),
        opens=on(*(f"{day}T10:00" for day in (*DAYS, "18"))),
        shuts=on(*(f"{day}T16:00" for day in (*DAYS, "18"))),
        bar_length=HOUR,
    )


def outcome(
    stamp: str, window: str = "0/+60min", market: Market | None = None, uncertainty: np.timedelta64 = NONE
) -> str:
    market, span = market or day_market(), ClockWindow.parse(window)
    instants, vague = on(stamp), np.array([uncertainty])
    located = locate(market, span, instants, vague, NONE)
    moves = window_moves(market, bar_moves(market, zone="UTC", move="log"), located)
    return str(judge_windows(market, span, located, moves, instants, vague, 2 * HOUR)[0])


def test_open_market_with_fresh_prices_is_used() -> None:
    assert outcome("16T12:10") == "used"


@pytest.mark.parametrize("stamp", ["16T08:00", "15T16:00", "15T20:00"])
def test_reaction_in_a_shut_market_waits_for_the_opening(stamp: str) -> None:
    assert outcome(stamp) == "market_closed_next_open"


def test_price_before_that_is_hours_old_is_stale() -> None:
    assert (
        outcome("16T13:30", market=day_market(without=("16T11:00", "16T12:00", "16T13:00"))) == "stale_price"
    )


def test_price_after_that_comes_hours_late_is_stale() -> None:
    gap = ("16T13:00", "16T14:00", "16T15:00", "16T16:00")
    assert outcome("16T12:00", market=day_market(without=gap)) == "stale_price"


def test_last_price_of_a_window_before_can_be_stale_too() -> None:
    gap = ("16T13:00", "16T14:00", "16T15:00")
    assert outcome("16T15:30", "-4h/0", day_market(without=gap)) == "stale_price"


def test_first_half_hour_has_only_the_price_of_yesterday() -> None:
    assert outcome("16T10:30") == "stale_price"


def test_market_that_does_not_reopen_as_announced_has_no_price() -> None:
    gap = tuple(f"16T{hour}:00" for hour in range(11, 17))
    assert outcome("15T20:00", market=day_market(without=gap)) == "no_price"


def test_last_price_before_a_closure_must_be_near_the_strike() -> None:
    gap = ("15T13:00", "15T14:00", "15T15:00", "15T16:00")
    assert outcome("15T20:00", market=day_market(without=gap)) == "stale_price"


def test_last_price_before_a_closure_may_be_that_of_the_strike() -> None:
    assert outcome("15T20:00", market=day_market(without=("15T16:00",))) == "market_closed_next_open"


def test_nothing_traded_before_a_headline_of_the_night() -> None:
    assert outcome("15T20:00", "-60min/0") == "no_price"


def test_last_trades_before_a_headline_just_after_the_close_count() -> None:
    assert outcome("15T16:10", "-60min/0") == "used"


def test_change_of_contract_is_no_reaction() -> None:
    assert outcome("16T12:10", market=day_market(rolled_from="16T13:00")) == "contract_change"


def test_change_of_contract_over_night_is_no_reaction() -> None:
    assert outcome("15T20:00", market=day_market(rolled_from="16T00:00")) == "contract_change"


@pytest.mark.parametrize(
    ("stamp", "window"),
    [("15T09:00", "0/+60min"), ("17T15:30", "0/+60min"), ("17T15:30", "0/close"), ("18T12:00", "-60min/0")],
)
def test_windows_beyond_the_bars_are_out_of_range(stamp: str, window: str) -> None:
    assert outcome(stamp, window) == "out_of_range"


@pytest.mark.parametrize(
    ("window", "uncertainty", "word"),
    [
        ("0/+60min", HOUR, "used"),
        ("0/+60min", HOUR + TICK, "too_uncertain"),
        ("0/+30min", HOUR + TICK, "too_uncertain"),
        ("0/+120min", 2 * HOUR, "used"),
        ("0/close", HOUR, "used"),
        ("0/close", 3 * HOUR + TICK, "used"),
        ("0/close", 3 * HOUR + 2 * TICK, "too_uncertain"),
    ],
)
def test_stamp_vaguer_than_window_and_bar_is_too_uncertain(
    window: str, uncertainty: np.timedelta64, word: str
) -> None:
    assert outcome("16T12:00", window, uncertainty=np.timedelta64(uncertainty, "ns")) == word


def located(*pairs: tuple[int, int]) -> Located:
    before, after = np.array(pairs).T
    none = np.full(len(pairs), NONE)
    return Located(before, after, none, none, none)


def test_same_two_bars_are_one_episode_led_by_the_first() -> None:
    merged, leaders = merge_same_bars(np.array(["used"] * 3, dtype=object), located((0, 2), (0, 2), (1, 2)))
    assert merged.tolist() == ["used", "merged_into_episode", "used"]
    assert leaders.tolist() == [0, 0, 2]


def test_unmeasured_headline_leads_no_episode() -> None:
    words = np.array(["too_uncertain", "used", "used"], dtype=object)
    merged, leaders = merge_same_bars(words, located((0, 2), (0, 2), (0, 2)))
    assert merged.tolist() == ["too_uncertain", "used", "merged_into_episode"]
    assert leaders.tolist() == [0, 1, 1]
