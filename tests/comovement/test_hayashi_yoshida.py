"""Products of moves whose times overlap: against every pair by hand and by brute force, and invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.comovement.hayashi_yoshida import (
    Intervals,
    apart,
    hayashi_yoshida_correlation,
    hayashi_yoshida_covariance,
    in_common_time,
    intervals,
    merge_unchanged,
    overlaps,
)
from aftershock.errors import ComovementError

EXACT = 1e-9  # sums of at most a few hundred numbers of order one


def random_intervals(rng: np.random.Generator, n: int, *, holes: bool = True) -> Intervals:
    """Moves of random length, with holes between some of them."""
    edges = np.cumsum(rng.integers(1, 9, size=2 * n))
    starts, ends = (edges[::2], edges[1::2]) if holes else (edges[:-1], edges[1:])
    return Intervals(starts, ends, rng.integers(-3, 4, size=starts.size).astype(np.float64))


def every_pair(first: Intervals, second: Intervals, shift: int) -> float:
    """The covariance by looking at each pair."""
    return sum(
        float(r * q)
        for s, e, r in zip(first.starts, first.ends, first.moves, strict=True)
        for u, v, q in zip(second.starts, second.ends, second.moves, strict=True)
        if max(s, u - shift) < min(e, v - shift)
    )


def pairs_apart(first: Intervals, second: Intervals, shift: int) -> float:
    """The same over pairs that share no time unshifted, on the side the shift asks for."""
    return sum(
        float(r * q)
        for s, e, r in zip(first.starts, first.ends, first.moves, strict=True)
        for u, v, q in zip(second.starts, second.ends, second.moves, strict=True)
        if max(s, u - shift) < min(e, v - shift) and (u >= e if shift > 0 else v <= s)
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shift", [-11, -3, 0, 2, 17])
def test_covariance_is_the_sum_over_every_overlapping_pair(seed: int, shift: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = random_intervals(rng, 60), random_intervals(rng, 40, holes=False)
    expected = every_pair(first, second, shift)
    assert hayashi_yoshida_covariance(first, second, shift=shift) == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shift", [-11, -3, 2, 17])
def test_moves_apart_share_no_time(seed: int, shift: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = random_intervals(rng, 50), random_intervals(rng, 50)
    begin, end = apart(overlaps(first, second, shift=shift), overlaps(first, second), shift=shift)
    sums = [second.moves[a:b].sum() for a, b in zip(begin, end, strict=True)]
    assert float(first.moves @ np.array(sums)) == pytest.approx(pairs_apart(first, second, shift), abs=EXACT)


def test_covariance_by_hand() -> None:
    hours = np.array([0, 60, 120, 180])
    hourly = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 4.0]))
    halves = Intervals(np.array([30, 90]), np.array([90, 150]), np.array([10.0, 100.0]))
    assert hayashi_yoshida_covariance(hourly, halves) == 10 * (1 + 2) + 100 * (2 + 4)


def test_bars_that_only_touch_share_no_time() -> None:
    first = Intervals(np.array([0]), np.array([60]), np.array([1.0]))
    second = Intervals(np.array([60]), np.array([120]), np.array([1.0]))
    assert hayashi_yoshida_covariance(first, second) == 0.0


def test_equal_bars_give_the_realized_correlation() -> None:
    moves = np.random.default_rng(1).standard_normal((2, 200))
    edges = np.arange(201)
    pair = [Intervals(edges[:-1], edges[1:], one) for one in moves]
    expected = (moves[0] @ moves[1]) / np.sqrt((moves[0] @ moves[0]) * (moves[1] @ moves[1]))
    assert hayashi_yoshida_correlation(*pair) == pytest.approx(expected, abs=EXACT)


def test_correlation_of_a_price_that_never_moves_is_undefined() -> None:
    still = Intervals(np.array([0]), np.array([1]), np.array([0.0]))
    assert np.isnan(hayashi_yoshida_correlation(still, still))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(-30, 30))
def test_swapping_the_assets_turns_the_shift_around(seed: int, shift: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = random_intervals(rng, 30), random_intervals(rng, 30)
    there = hayashi_yoshida_covariance(first, second, shift=shift)
    assert hayashi_yoshida_covariance(second, first, shift=-shift) == pytest.approx(there, abs=EXACT)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(-30, 30))
def test_moving_both_assets_in_time_changes_nothing(seed: int, by: int) -> None:
    rng = np.random.default_rng(seed)
    pair = random_intervals(rng, 30), random_intervals(rng, 30)
    moved = [Intervals(one.starts + by, one.ends + by, one.moves) for one in pair]
    assert hayashi_yoshida_covariance(*moved) == hayashi_yoshida_covariance(*pair)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_merging_unchanged_prices_keeps_sum_and_squares(seed: int) -> None:
    given_moves = random_intervals(np.random.default_rng(seed), 40, holes=False)
    merged = merge_unchanged(given_moves)
    assert merged.moves.sum() == pytest.approx(given_moves.moves.sum(), abs=EXACT)
    assert not (merged.moves == 0).any()
    assert (merged.starts[1:] >= merged.ends[:-1]).all()


def test_unchanged_prices_before_a_gap_are_left_out() -> None:
    moves = Intervals(np.array([0, 1, 5]), np.array([1, 2, 6]), np.array([1.0, 0.0, 2.0]))
    merged = merge_unchanged(moves)
    assert (merged.starts.tolist(), merged.moves.tolist()) == ([0, 5], [1.0, 2.0])


def test_hours_of_one_asset_alone_are_left_out() -> None:
    edges = np.arange(11)
    day = Intervals(edges[:-1], edges[1:], np.ones(10))
    morning = day.where(edges[:-1] < 4)
    assert [len(part) for part in in_common_time(day, morning)] == [4, 4]


def test_missing_moves_are_left_out_and_infinite_ones_refused() -> None:
    at = np.array(["2022-02-17T14", "2022-02-17T15", "2022-02-17T16"], dtype="datetime64[ns]")
    assert len(intervals(at[:-1], at[1:], np.array([np.nan, 1.0]))) == 1
    with pytest.raises(ComovementError, match="infinite"):
        intervals(at[:-1], at[1:], np.array([np.inf, 1.0]))


def test_moves_that_overlap_each_other_are_refused() -> None:
    at = np.array(["2022-02-17T14", "2022-02-17T15", "2022-02-17T16"], dtype="datetime64[ns]")
    with pytest.raises(ComovementError, match="follow on each other"):
        intervals(at[[0, 0]], at[[1, 2]], np.ones(2))
    with pytest.raises(ComovementError, match="2 starts"):
        intervals(at[:-1], at[1:], np.ones(3))
