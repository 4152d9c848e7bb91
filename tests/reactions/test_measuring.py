"""The moves of windows in native units, the bars that do not count, and the span before a window."""

import math

import numpy as np
import pytest

from aftershock.reactions import ClockWindow
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.measures import Market, locate
from aftershock.reactions.measuring import (
    Placed,
    Rules,
    Stamps,
    closing_rows,
    masked_bars,
    place,
    window_moves,
)
from aftershock.typing import InstantArray

EXACT = 1e-12
HOUR = np.timedelta64(3600 * 10**9, "ns")
NONE = np.timedelta64(0, "ns")
RULES = Rules("log", 1.0, "last", 10 * HOUR, NONE, 2 * HOUR, 20)


def at(*clocks: str) -> InstantArray:
    return np.array([f"2022-02-17T{clock}" for clock in clocks], dtype="datetime64[ns]")


ENDS = at("14:00", "15:00", "16:00", "17:00")


def market(
    closes: tuple[float, ...] = (100.0, 110.0, 99.0, 120.0), contracts: tuple[int, ...] = (0, 0, 0, 0)
) -> Market:
    return Market(
        starts=ENDS - HOUR,
        ends=ENDS,
        closes=np.array(closes),
        contracts=np.array(contracts),
        strikes=at("15:30"),
        opens=at("13:00"),
        shuts=at("17:00"),
        bar_length=HOUR,
    )


def moved(one: Market, move: str = "log", scale: float = 1.0) -> float:
    """The move over the hour after 14:15: from 14:00 to 16:00."""
    bars = bar_moves(one, zone="UTC", move=move, scale=scale)  # type: ignore[arg-type]
    located = locate(one, ClockWindow.parse("0/+60min"), at("14:15"), np.array([NONE]), NONE)
    return float(window_moves(one, bars, located)[0])


def placed(window: str, *clocks: str) -> Placed:
    stamps = Stamps(at(*clocks), np.full(len(clocks), NONE))
    one = market()
    return place(one, bar_moves(one, zone="UTC", move="log"), ClockWindow.parse(window), stamps, RULES)


@pytest.mark.parametrize(
    ("move", "scale", "change"),
    [("log", 1.0, math.log(0.99)), ("simple", 1.0, -0.01), ("difference", 2.0, -2.0)],
)
def test_move_in_its_own_unit(move: str, scale: float, change: float) -> None:
    found = moved(market(), move, scale)
    assert found == pytest.approx(change, abs=EXACT)


@pytest.mark.parametrize("closes", [(math.nan, 1, 1, 1), (1, 1, math.nan, 1), (0, 1, 1, 1), (1, 1, -2, 1)])
def test_log_move_without_two_positive_prices_is_missing(closes: tuple[float, ...]) -> None:
    found = moved(market(closes), "log")
    assert np.isnan(found)


def test_difference_of_a_negative_price_is_defined() -> None:
    closes = (18.27, 1.0, -37.63, 1.0)
    found = moved(market(closes), "difference")
    assert found == pytest.approx(-55.90, abs=EXACT)


def test_move_over_two_contracts_is_missing() -> None:
    rolled = market(contracts=(0, 0, 1, 1))
    assert np.isnan(moved(rolled))


def test_rows_are_those_of_measured_windows_alone() -> None:
    found = placed("0/+60min", "14:15", "14:30", "16:30")
    assert found.outcome.tolist() == ["used", "merged_into_episode", "out_of_range"]
    assert (found.before.tolist(), found.after.tolist()) == ([0, -1, -1], [2, -1, -1])


def test_windows_to_the_close_mask_nothing_beside_fixed_ones() -> None:
    windows = [placed("0/close", "14:15"), placed("0/+30min", "14:15")]
    assert masked_bars(4, windows).tolist() == [False, True, False, False]


def test_windows_to_the_close_mask_where_there_are_no_others() -> None:
    assert masked_bars(4, [placed("0/close", "14:15")]).tolist() == [False, True, True, False]


def test_close_is_the_first_bar_at_or_after_the_strike() -> None:
    assert closing_rows(market(), Stamps(at("14:15", "15:31"), np.full(2, NONE))).tolist() == [2, -1]
