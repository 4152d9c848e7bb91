"""How old a price may be, by hand, and the one rule that judges the prices around a headline."""

from collections.abc import Callable

import numpy as np
import pytest

from aftershock.alignment.staleness import CODES, GAPS, judge_open, judge_shut, longest_age, quiet_after
from aftershock.typing import CodeArray, InstantArray, Outcome, SpanArray, options

MINUTE = np.timedelta64(60 * 10**9, "ns")
HOUR = 60 * MINUTE
NEVER = np.timedelta64("NaT", "ns")
NOTHING = np.array([], dtype="datetime64[ns]")


def at(*clocks: str) -> InstantArray:
    return np.array([f"2022-02-{clock}" for clock in clocks], dtype="datetime64[ns]")


def hours(quiet: SpanArray) -> list[float]:
    return (quiet / HOUR).tolist()


def test_bars_that_follow_on_each_other_leave_no_quiet() -> None:
    ends = at("17T10:00", "17T11:00", "17T12:00")
    assert hours(quiet_after(ends - HOUR, ends, at("17T09:00"), at("17T12:00"))) == [0, 0, 0]


def test_quiet_lasts_from_the_end_of_a_bar_to_the_start_of_the_next() -> None:
    ends = at("17T10:00", "17T15:00")
    assert hours(quiet_after(ends - HOUR, ends, at("17T09:00"), at("17T16:00"))) == [4, 0]


def test_quiet_ends_where_the_market_shuts() -> None:
    ends, opens, closes = at("17T15:00", "18T10:00"), at("17T09:00", "18T09:00"), at("17T16:00", "18T16:00")
    assert hours(quiet_after(ends - HOUR, ends, opens, closes)) == [1, 0]


def test_night_is_not_quiet() -> None:
    ends, opens, closes = at("17T16:00", "18T10:00"), at("17T09:00", "18T09:00"), at("17T16:00", "18T16:00")
    assert hours(quiet_after(ends - HOUR, ends, opens, closes)) == [0, 0]


def test_days_without_a_price_are_quiet_over_their_nights() -> None:
    opens, closes = at("16T09:00", "17T09:00", "18T09:00"), at("16T16:00", "17T16:00", "18T16:00")
    ends = at("16T12:00", "18T10:00")
    assert hours(quiet_after(ends - HOUR, ends, opens, closes)) == [28, 0]


def test_market_without_hours_has_no_nights() -> None:
    ends = at("17T16:00", "18T10:00")
    assert hours(quiet_after(ends - HOUR, ends, NOTHING, NOTHING)) == [17, 0]


@pytest.mark.parametrize(
    ("quiet", "length", "stale", "minutes"),
    [
        ([0, 0, 0, 0], MINUTE, 0, 2),
        ([0, 0, 0, 0], HOUR, 0, 120),
        ([0, 0, 0, 0], MINUTE, 30, 30),
        ([0, 0, 0, 0], HOUR, 30, 120),
        ([0, 0, 9, 9], MINUTE, 0, 22.5),
        ([0, 0, 0, 9], MINUTE, 0, 2),
        ([4, 4, 9, 0], MINUTE, 0, 20),
        ([4, 4, 9, 0], MINUTE, 30, 30),
        ([0], HOUR, 0, 120),
    ],
)
def test_longest_age_is_the_largest_of_three(
    quiet: list[int], length: np.timedelta64, stale: int, minutes: float
) -> None:
    found = longest_age(np.array(quiet) * MINUTE, bar_length=length, stale=stale * MINUTE)
    assert found / MINUTE == minutes


def test_of_waits_for_random_trades_three_in_a_hundred_are_longer() -> None:
    """The time to the next trade of a Poisson process halves its odds with every median."""
    assert 0.5**GAPS == pytest.approx(0.03, abs=0.002)


def word(rule: Callable[..., CodeArray], **given: object) -> str:
    """Outcome of one headline whose prices speak, but for what is given."""
    calm: dict[str, object] = {"lateness": 0 * HOUR, "found": True, "priced": True}
    calm |= {"age": 0 * HOUR, "unsure": False} if rule is judge_open else {"delay": HOUR, "unseen": 0 * HOUR}
    arrays = {name: np.array([value]) for name, value in (calm | given).items()}
    return options(Outcome)[rule(**arrays, limit=2 * HOUR)[0]]


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({}, "used"),
        ({"age": 2 * HOUR, "lateness": 2 * HOUR}, "used"),
        ({"age": 2 * HOUR + 1}, "stale_price"),
        ({"lateness": 2 * HOUR + 1}, "stale_price"),
        ({"unsure": True}, "stale_price"),
        ({"priced": False}, "no_price"),
        ({"priced": False, "age": 3 * HOUR}, "stale_price"),
        ({"priced": False, "found": False, "age": 3 * HOUR}, "no_price"),
    ],
)
def test_rule_while_the_market_trades(given: dict[str, object], outcome: str) -> None:
    assert word(judge_open, **given) == outcome


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({}, "market_closed_next_open"),
        ({"delay": NEVER}, "market_closed_next_open"),
        ({"lateness": 3 * HOUR}, "market_closed_next_open"),
        ({"lateness": 3 * HOUR + 1}, "no_price"),
        ({"unseen": 2 * HOUR}, "market_closed_next_open"),
        ({"unseen": 2 * HOUR + 1}, "stale_price"),
        ({"unseen": 3 * HOUR, "lateness": 9 * HOUR}, "stale_price"),
        ({"unseen": NEVER}, "market_closed_next_open"),
        ({"unseen": 3 * HOUR, "found": False}, "market_closed_next_open"),
        ({"priced": False}, "no_price"),
    ],
)
def test_rule_while_the_market_is_shut(given: dict[str, object], outcome: str) -> None:
    assert word(judge_shut, **given) == outcome


def test_codes_are_those_of_the_outcomes() -> None:
    assert [options(Outcome)[code] for code in CODES.values()] == [*CODES] == [*options(Outcome)]
