"""Records of single assets on small arrays."""

import numpy as np
import pytest

from aftershock.alignment.core import Bars, MarketClock, Stamps, align_bars, align_sessions, merge_episodes
from aftershock.alignment.staleness import CODES
from aftershock.typing import InstantArray, Outcome, options

HOUR = np.timedelta64(3600 * 10**9, "ns")
NONE = np.timedelta64(0, "ns")
WORDS = np.array(options(Outcome))


def at(*clocks: str) -> InstantArray:
    return np.array([f"2022-02-{clock}" for clock in clocks], dtype="datetime64[ns]")


def stamps(*clocks: str, vague: np.timedelta64 = NONE) -> Stamps:
    return Stamps.of(at(*clocks), np.full(len(clocks), vague))


STRIKES = at("16T15:00", "17T15:00", "18T15:00")
CLOCK = MarketClock(STRIKES, at("16T10:00", "17T10:00", "18T10:00"), at("16T16:00", "17T16:00", "18T16:00"))
ALL = np.array([True, True, True])


def test_market_that_never_reopens_is_not_called_open() -> None:
    shut = MarketClock(STRIKES, CLOCK.opens[:1], CLOCK.closes[:1])
    aligned = align_sessions(shut, ALL, stamps("17T12:00"))
    assert np.isnat(aligned.delay[0])
    assert WORDS[aligned.outcome].tolist() == ["market_closed_next_open"]


def test_session_with_two_spans_is_shut_at_midday() -> None:
    clock = MarketClock(STRIKES, at("17T10:00", "17T13:00"), at("17T12:00", "17T16:00"))
    aligned = align_sessions(clock, ALL, stamps("17T11:59", "17T12:30", "17T13:00"))
    assert (aligned.delay / HOUR).tolist() == [0, 0.5, 0]
    assert aligned.session.tolist() == [1, 1, 1]


def test_out_is_a_tick_later_than_an_exact_stamp() -> None:
    exact = stamps("17T12:00")
    assert (exact.out - exact.instants).tolist() == [1]


@pytest.mark.parametrize(
    ("clock", "word"),
    [("17T10:30", "used"), ("17T11:00", "no_price"), ("17T11:30", "no_price"), ("17T12:30", "no_price")],
)
def test_bar_without_a_price_gives_none(clock: str, word: str) -> None:
    ends = at("17T10:00", "17T11:00", "17T12:00", "17T13:00")
    priced, never = np.array([True, True, False, True]), np.zeros(4, dtype=np.bool_)
    bars = Bars(ends - HOUR, ends, priced, never, HOUR, 2 * HOUR)
    assert WORDS[align_bars(CLOCK, bars, stamps(clock)).outcome].tolist() == [word]


def test_bar_before_a_silence_speaks_only_for_what_came_before_it() -> None:
    ends = at("17T10:00", "17T11:00", "17T15:00")
    hushed = np.array([False, True, False])
    bars = Bars(ends - HOUR, ends, ALL, hushed, HOUR, 2 * HOUR)
    aligned = align_bars(CLOCK, bars, stamps("17T10:30"))
    assert WORDS[aligned.outcome].tolist() == ["stale_price"]


def test_strike_of_the_very_instant_has_passed() -> None:
    """The market shuts when it is struck, at 15:00, three hours after its last price."""
    clock = MarketClock(STRIKES, CLOCK.opens, STRIKES)
    ends = at("17T11:00", "17T12:00", "18T11:00")
    bars = Bars(ends - HOUR, ends, ALL, np.array([False, True, False]), HOUR, 2 * HOUR)
    aligned = align_bars(clock, bars, stamps("17T15:00"))
    assert WORDS[aligned.outcome].tolist() == ["stale_price"]


def test_exact_headline_at_the_strike_belongs_to_one_session() -> None:
    ends = at("17T14:00", "17T15:00", "17T16:00")
    bars = Bars(ends - HOUR, ends, ALL, ~ALL, HOUR, 2 * HOUR)
    aligned = align_bars(CLOCK, bars, stamps("17T15:00"))
    assert (aligned.session.tolist(), WORDS[aligned.outcome].tolist()) == ([1], ["used"])


def test_first_measured_headline_of_an_episode_leads() -> None:
    codes = np.array([CODES["stale_price"], CODES["used"], CODES["used"], CODES["market_closed_next_open"]])
    merged, leader = merge_episodes(codes, np.array([4, 4, 4, 4]))
    assert WORDS[merged].tolist() == ["stale_price", "used", "merged_into_episode", "merged_into_episode"]
    assert leader.tolist() == [0, 1, 1, 1]


def test_episodes_may_take_turns() -> None:
    merged, leader = merge_episodes(np.zeros(4, dtype=np.int8), np.array([9, 5, 9, 5]))
    assert leader.tolist() == [0, 1, 0, 1]
    assert merged.tolist() == [CODES["used"]] * 2 + [CODES["merged_into_episode"]] * 2


def test_first_of_many_leads_however_episodes_take_turns() -> None:
    episode = np.random.default_rng(4).integers(0, 40, 2000)
    first = {number: int(np.flatnonzero(episode == number)[0]) for number in set(episode.tolist())}
    _, leader = merge_episodes(np.zeros(2000, dtype=np.int8), episode)
    assert leader.tolist() == [first[number] for number in episode.tolist()]


def test_nothing_measured_is_nothing_merged() -> None:
    codes = np.array([CODES["no_price"]] * 2)
    merged, leader = merge_episodes(codes, np.array([1, 1]))
    assert (merged.tolist(), leader.tolist()) == (codes.tolist(), [0, 1])
