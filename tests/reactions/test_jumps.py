"""Jumps bar by bar: against reference numbers, planted jumps, by hand; and which headline is nearest."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import EstimationError
from aftershock.reactions.jumps import (
    detect_jumps,
    jump_threshold,
    lee_mykland,
    local_window,
    nearest_headlines,
    nearest_jumps,
    without_jump,
)
from aftershock.reactions.seasonality import seasonality
from aftershock.typing import InstantArray

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
REFERENCE_TOLERANCE = 1e-9
FACTS_TOLERANCE = 1e-9
EXACT = 1e-12
MINUTE = np.timedelta64(60 * 10**9, "ns")
NO_SPAN = np.zeros(1, dtype="timedelta64[ns]")

oracle = pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout")


def simulated() -> np.ndarray:
    """Returns of the reference market, shape (60, 78)."""
    prices = pd.read_csv(ORACLE / "inputs/sim_intraday_5min.csv")["price"].to_numpy()
    return np.diff(np.log(prices).reshape(60, 79), axis=1)


def planted() -> set[tuple[int, int]]:
    """Day and slot, from zero, of the six jumps put in."""
    truth = pd.read_csv(ORACLE / "inputs/sim_intraday_truth.csv")
    return set(zip(truth["day_index"], truth["interval_index_1based"] - 1, strict=True))


def found(returns: np.ndarray) -> set[tuple[int, int]]:
    rows = detect_jumps(returns.ravel(), window=156, alpha=0.01).rows
    return {(int(row) // 78, int(row) % 78) for row in rows}


def at(*clocks: str) -> InstantArray:
    return np.array([f"2022-02-17T{clock}" for clock in clocks], dtype="datetime64[ns]")


@oracle
@pytest.mark.oracle
def test_statistic_is_the_reference() -> None:
    table = pd.read_csv(ORACLE / "expected/intraday_leemykland_L_K270.csv")
    assert len(table) == 325
    ours = lee_mykland(simulated().ravel(), window=270)[table["return_index_1based"] - 1]
    np.testing.assert_allclose(ours, table["L"], rtol=REFERENCE_TOLERANCE, atol=REFERENCE_TOLERANCE)


@oracle
@pytest.mark.oracle
@pytest.mark.parametrize(
    ("convention", "column"),
    [("published", "critical_abs_L"), ("standardized", "critical_abs_L_standardized")],
)
def test_critical_value_is_the_closed_form(convention: str, column: str) -> None:
    table = pd.read_csv(ORACLE / "facts/lee_mykland_critical_values.csv")
    ours = [
        jump_threshold(n, alpha=a, convention=convention)
        for n, a in zip(table["n"], table["alpha"], strict=True)
    ]  # type: ignore[arg-type]
    assert len(table) > 20
    np.testing.assert_allclose(ours, table[column], rtol=FACTS_TOLERANCE)


@oracle
@pytest.mark.oracle
def test_planted_jumps_are_found_after_filtering_and_one_bar_besides() -> None:
    returns = simulated()
    assert found(returns / seasonality(returns).factors) == planted() | {(14, 1)}


@oracle
@pytest.mark.oracle
def test_raw_returns_add_false_jumps_at_the_open() -> None:
    returns = simulated()
    filtered = found(returns / seasonality(returns).factors)
    assert found(returns) - filtered == {(5, 0), (22, 4), (27, 0), (38, 0), (39, 6)}
    assert planted() <= found(returns)


def test_statistic_by_brute_force() -> None:
    returns = np.random.default_rng(1).standard_normal(60)
    statistics = lee_mykland(returns, window=10)
    for i in range(10, 60):
        products = [abs(returns[j]) * abs(returns[j - 1]) for j in range(i - 10 + 2, i)]
        assert statistics[i] == pytest.approx(returns[i] / math.sqrt(sum(products) / 8), rel=EXACT)
    assert np.isnan(statistics[:10]).all()


def test_standardized_statistic_has_the_factor_of_a_normal() -> None:
    returns = np.random.default_rng(1).standard_normal(60)
    one, other = (lee_mykland(returns, window=10, convention=form) for form in ("published", "standardized"))
    np.testing.assert_allclose(one, other * math.sqrt(math.pi / 2), rtol=EXACT)


def test_overnight_moves_left_out_do_not_interrupt_the_count() -> None:
    returns = np.random.default_rng(1).standard_normal(60)
    with_nights = np.insert(returns, [20, 40], np.nan)
    statistics = lee_mykland(with_nights, window=10)
    np.testing.assert_allclose(
        statistics[np.isfinite(with_nights)], lee_mykland(returns, window=10), rtol=EXACT
    )


@given(st.integers(12, 40), st.floats(-50, 50))
def test_nothing_at_or_after_a_bar_enters_its_yardstick(row: int, later: float) -> None:
    returns = np.random.default_rng(1).standard_normal(60)
    changed = returns.copy()
    changed[row + 1 :] = later
    assert lee_mykland(changed, window=10)[row] == lee_mykland(returns, window=10)[row]


def test_prices_that_stood_still_give_no_statistic() -> None:
    assert np.isnan(lee_mykland(np.r_[np.zeros(20), 1.0], window=10)).all()


def test_series_no_longer_than_the_window_gives_no_statistic() -> None:
    assert np.isnan(lee_mykland(np.ones(10), window=10)).all()


def test_jump_is_called_exactly_beyond_the_critical_value() -> None:
    returns = np.random.default_rng(2).standard_t(3, size=3000)
    jumps = detect_jumps(returns, window=100, alpha=0.05)
    beyond = np.abs(lee_mykland(returns, window=100)) > jumps.critical
    assert jumps.rows.size > 3 and jumps.n_tested == 3000
    assert jumps.statistics.tolist() == lee_mykland(returns, window=100)[jumps.rows].tolist()
    assert jumps.rows.tolist() == np.flatnonzero(beyond).tolist()


@pytest.mark.parametrize(("minutes", "window"), [(60, 78), (30, 110), (15, 156), (5, 270), (1440, 16)])
def test_window_is_the_one_recommended_for_the_bar(minutes: int, window: int) -> None:
    assert local_window(np.timedelta64(minutes, "m")) == window


@pytest.mark.parametrize("hours", [0, -1, 25])
def test_bar_without_length_or_beyond_a_day_is_refused(hours: int) -> None:
    with pytest.raises(EstimationError, match="up to a day"):
        local_window(np.timedelta64(hours, "h"))


def test_window_below_three_is_refused() -> None:
    with pytest.raises(EstimationError, match="at least 3"):
        lee_mykland(np.ones(10), window=2)


def test_unknown_convention_is_refused() -> None:
    with pytest.raises(ValueError, match="'published', 'standardized'"):
        jump_threshold(100, convention="other")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("jump", "headline", "minutes"),
    [
        ("10:05", 0, 5),
        ("10:00", 0, 0),
        ("09:55", 0, -5),
        ("10:59", 0, 59),
        ("11:01", 1, -59),
        ("11:00", 0, 60),
    ],
)
def test_nearest_headline_and_its_distance(jump: str, headline: int, minutes: int) -> None:
    nearest = nearest_headlines(at(jump), at("10:00", "12:00"))
    assert nearest.rows.tolist() == [headline]
    assert nearest.distances[0] == minutes * MINUTE


def test_nearest_jump_is_the_same_pair_seen_from_the_headline() -> None:
    nearest = nearest_jumps(at("10:00", "12:00"), at("10:05", "11:30"))
    assert nearest.rows.tolist() == [0, 1]
    assert nearest.distances.tolist() == [5 * 60 * 10**9, -30 * 60 * 10**9]


def test_without_others_there_is_no_nearest() -> None:
    nearest = nearest_headlines(at("10:00"), at())
    assert nearest.rows.tolist() == [-1] and np.isnat(nearest.distances).all()


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=8),
    st.lists(st.integers(0, 500), min_size=1, max_size=8),
)
def test_nearest_by_brute_force(jumps: list[int], headlines: list[int]) -> None:
    start = at("00:00")[0]
    ends, heads = start + np.array(jumps) * MINUTE, start + np.sort(headlines) * MINUTE
    nearest = nearest_headlines(ends, heads)
    for jump, distance in zip(jumps, nearest.distances, strict=True):
        assert abs(distance) == min(abs(jump - headline) for headline in headlines) * MINUTE


@pytest.mark.parametrize(
    ("jump", "alone"), [("10:00", True), ("10:01", False), ("10:10", False), ("10:11", True), ("09:59", True)]
)
def test_headline_without_jump(jump: str, alone: bool) -> None:
    assert without_jump(at("10:00"), NO_SPAN, at(jump), within=10 * MINUTE).tolist() == [alone]


def test_vague_headline_may_have_come_later() -> None:
    vague = np.array([60 * MINUTE])
    assert not without_jump(at("10:00"), vague, at("11:05"), within=10 * MINUTE)[0]
