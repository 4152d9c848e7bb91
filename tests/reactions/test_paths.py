"""Paths within a window: by hand, by brute force over random walks, by invariance."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.reactions.paths import Paths, trace_paths

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
minute_bars, MINUTE = MARKETS["minute_bars"], MARKETS["MINUTE"]
EXACT = 1e-9
EXAMPLES = 25
UP_AND_BACK = np.array([10.0, 11.0, 14.0, 13.0, 12.0, 10.0, 9.0])


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def trace(
    prices: np.ndarray, before: int = 0, after: int = 4, close: int = 6, **changes: np.ndarray
) -> Paths:
    """The path of one window; the headline comes 30 seconds after the price before."""
    bars = minute_bars(prices, **changes)
    instants = bars.ends[rows(max(before, 0))] + MINUTE // 2
    return trace_paths(bars, rows(before), rows(after), instants, rows(close))


def test_up_and_half_way_back_by_hand() -> None:
    path = trace(UP_AND_BACK)
    assert (path.peak[0], path.trough[0]) == (4.0, 0.0)
    assert path.retraced[0] == pytest.approx(0.5, rel=EXACT)
    assert path.retraced_by_close[0] == pytest.approx(1.25, rel=EXACT)


def test_time_to_half_and_most_of_the_move_of_the_window() -> None:
    path = trace(UP_AND_BACK)
    assert path.to_half[0] == MINUTE // 2
    assert path.to_most[0] == MINUTE // 2 + MINUTE


def test_downward_move_is_the_mirror_image() -> None:
    up, down = trace(UP_AND_BACK), trace(20.0 - UP_AND_BACK)
    assert (down.peak[0], down.trough[0]) == (-up.trough[0], -up.peak[0])
    for name in ("retraced", "retraced_by_close", "to_half", "to_most"):
        assert getattr(down, name)[0] == getattr(up, name)[0]


def test_price_that_never_left_has_no_share_and_no_time() -> None:
    path = trace(np.ones(7))
    assert (path.peak[0], path.trough[0]) == (0.0, 0.0)
    assert np.isnan(path.retraced[0]) and np.isnat(path.to_half[0])


def test_full_return_is_one_and_has_no_time() -> None:
    path = trace(np.array([10.0, 12.0, 10.0]), after=2, close=2)
    assert path.retraced[0] == 1.0 and np.isnat(path.to_most[0])


def test_move_that_stays_is_retraced_by_nothing() -> None:
    assert trace(np.array([10.0, 11.0, 12.0]), after=2, close=2).retraced[0] == 0.0


def test_missing_price_within_is_skipped_and_counted() -> None:
    holed = UP_AND_BACK.copy()
    holed[2] = np.nan
    path = trace(holed)
    assert (path.peak[0], path.n_missing[0]) == (3.0, 1)


@pytest.mark.parametrize(
    ("prices", "before", "after", "contracts"),
    [
        (UP_AND_BACK, -1, 4, np.zeros(7, dtype=int)),
        (UP_AND_BACK, 4, 4, np.zeros(7, dtype=int)),
        (np.where(np.arange(7) == 4, np.nan, UP_AND_BACK), 0, 4, np.zeros(7, dtype=int)),
        (np.where(np.arange(7) == 0, np.nan, UP_AND_BACK), 0, 4, np.zeros(7, dtype=int)),
        (UP_AND_BACK, 0, 4, np.array([0, 0, 0, 1, 1, 1, 1])),
    ],
)
def test_window_that_cannot_be_followed_has_nothing(
    prices: np.ndarray, before: int, after: int, contracts: np.ndarray
) -> None:
    path = trace(prices, before, after, contracts=contracts)
    assert all(
        np.isnan(getattr(path, name)[0]) for name in ("peak", "trough", "retraced", "retraced_by_close")
    )
    assert np.isnat(path.to_half[0]) and np.isnat(path.to_most[0])


def test_change_of_contract_before_the_close_spoils_only_the_close() -> None:
    path = trace(UP_AND_BACK, contracts=np.array([0, 0, 0, 0, 0, 1, 1]))
    assert path.retraced[0] == 0.5 and np.isnan(path.retraced_by_close[0])


@pytest.mark.parametrize("close", [-1, 3])
def test_without_a_close_after_the_window_nothing_is_said_of_it(close: int) -> None:
    assert np.isnan(trace(UP_AND_BACK, close=close).retraced_by_close[0])


def test_no_headlines_no_paths() -> None:
    bars = minute_bars(UP_AND_BACK)
    assert trace_paths(bars, rows(), rows(), bars.ends[:0], rows()).peak.size == 0


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 2**32 - 1), st.integers(1, 700))
def test_many_windows_by_brute_force(seed: int, n_headlines: int) -> None:
    rng = np.random.default_rng(seed)
    bars = minute_bars(rng.standard_normal(300).cumsum())
    before = rng.integers(0, 280, n_headlines)
    after = before + rng.integers(1, 20, n_headlines)
    path = trace_paths(bars, before, after, bars.ends[before], np.full(n_headlines, 299))
    for at in rng.integers(0, n_headlines, 5):
        moves = bars.levels[before[at] : after[at] + 1] - bars.levels[before[at]]
        extreme = moves[np.abs(moves).argmax()]
        assert (path.peak[at], path.trough[at]) == (moves.max(), moves.min())
        assert path.retraced[at] == pytest.approx(1 - moves[-1] / extreme, rel=EXACT, abs=EXACT)
        first = next(t for t, move in enumerate(moves) if move / moves[-1] >= 0.9 - EXACT)
        assert path.to_most[at] == first * MINUTE


@given(st.floats(0.01, 100.0), st.floats(-50.0, 50.0))
def test_shares_and_times_do_not_depend_on_unit_and_level(unit: float, level: float) -> None:
    one, other = trace(UP_AND_BACK), trace(unit * UP_AND_BACK + level)
    assert other.retraced[0] == pytest.approx(one.retraced[0], abs=1e-6)
    assert other.peak[0] == pytest.approx(unit * one.peak[0], rel=1e-6)
    assert (other.to_half[0], other.to_most[0]) == (one.to_half[0], one.to_most[0])
