"""Realized measures and the tests for jumps by day: against reference numbers, by hand, by invariance."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from aftershock.reactions.realized import absolute_moment, bns_linear_z, bns_ratio_z, realized_measures

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
REFERENCE_TOLERANCE = 1e-9
EXACT = 1e-12
MEASURES = ["rv", "bpv", "medrv", "minrv", "rq", "tpq", "qpq", "medrq", "minrq"]
VARIANCES, QUARTICITIES = MEASURES[:4], MEASURES[4:]
ALTERNATING = np.array([0.01, -0.01, 0.01, -0.01, 0.01])

oracle = pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout")
seeds = st.integers(0, 2**32 - 1)


def reference() -> pd.DataFrame:
    return pd.read_csv(ORACLE / "expected/intraday_daily_measures_first20days.csv")


def simulated_returns() -> np.ndarray:
    """Returns of the first twenty days, shape (20, 78)."""
    prices = pd.read_csv(ORACLE / "inputs/sim_intraday_5min.csv")["price"].to_numpy()
    return np.diff(np.log(prices).reshape(60, 79), axis=1)[:20]


def measure(returns: np.ndarray, name: str) -> float:
    day = realized_measures(returns, np.zeros(returns.size, dtype=np.int64), n_days=1)
    return float(getattr(day, name)[0])


@oracle
@pytest.mark.oracle
@pytest.mark.parametrize("name", ["n_returns", *MEASURES])
def test_daily_measure_is_the_reference(name: str) -> None:
    returns = simulated_returns()
    ours = realized_measures(returns.ravel(), np.repeat(np.arange(20), 78), n_days=20)
    theirs = reference()[name].to_numpy()
    assert theirs.size == 20
    np.testing.assert_allclose(getattr(ours, name), theirs, rtol=REFERENCE_TOLERANCE)


@oracle
@pytest.mark.oracle
@pytest.mark.parametrize(
    ("test", "column"), [(bns_linear_z, "bns_linear_z"), (bns_ratio_z, "bns_ratio_max_z")]
)
def test_jump_statistic_of_the_day_is_the_reference(test, column: str) -> None:
    ours = [test(day).statistic for day in simulated_returns()]
    np.testing.assert_allclose(ours, reference()[column], rtol=REFERENCE_TOLERANCE, atol=REFERENCE_TOLERANCE)


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("rv", 5),
        ("bpv", math.pi / 2 * 4),
        ("medrv", math.pi / (6 - 4 * math.sqrt(3) + math.pi) * 5 / 3 * 3),
        ("minrv", math.pi / (math.pi - 2) * 5 / 4 * 4),
        ("rq", 5 / 3 * 5),
        ("tpq", 25 / 3 * 3 / absolute_moment(4 / 3) ** 3),
        ("qpq", 25 / 2 * 2 * math.pi**2 / 4),
        ("medrq", 3 * math.pi / (9 * math.pi + 72 - 52 * math.sqrt(3)) * 25 / 3 * 3),
        ("minrq", math.pi / (3 * math.pi - 8) * 25 / 4 * 4),
    ],
)
def test_measure_of_five_equal_sizes_by_hand(name: str, by_hand: float) -> None:
    scale = 1e-4 if name in VARIANCES else 1e-8
    assert measure(ALTERNATING, name) == pytest.approx(by_hand * scale, rel=EXACT)


@pytest.mark.parametrize("power", [4 / 3, 1.0, 2.0, 4.0])
def test_absolute_moment_is_that_of_a_normal(power: float) -> None:
    expected = stats.norm.expect(lambda z: abs(z) ** power)
    assert absolute_moment(power) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("name", ["bpv", "medrv", "minrv"])
def test_one_jump_changes_a_robust_variance_by_less_than_a_third_of_its_square(name: str) -> None:
    calm = np.random.default_rng(1).normal(0.0, 0.001, 400)
    jumped = calm.copy()
    jumped[200] += 0.02
    change, plain = (measure(jumped, one) - measure(calm, one) for one in (name, "rv"))
    assert plain == pytest.approx(0.02**2, rel=0.2)
    assert change < plain / 3


@pytest.mark.parametrize("name", MEASURES)
def test_missing_return_is_left_out_and_its_neighbours_meet(name: str) -> None:
    with_hole = np.insert(ALTERNATING * np.arange(1, 6), 2, np.nan)
    assert measure(with_hole, name) == pytest.approx(measure(ALTERNATING * np.arange(1, 6), name), rel=EXACT)


@pytest.mark.parametrize("name", MEASURES)
def test_day_of_three_returns_has_no_measure(name: str) -> None:
    assert math.isnan(measure(ALTERNATING[:3], name))


def test_days_are_kept_apart() -> None:
    both = realized_measures(np.r_[ALTERNATING, 3 * ALTERNATING], np.repeat([0, 2], 5), n_days=3)
    assert both.n_returns.tolist() == [5, 0, 5]
    assert both.bpv[2] == pytest.approx(9 * both.bpv[0], rel=EXACT)
    assert math.isnan(both.bpv[1])


@pytest.mark.parametrize("test", [bns_linear_z, bns_ratio_z])
def test_pvalue_is_the_upper_tail_of_the_normal(test) -> None:
    result = test(np.random.default_rng(3).normal(0.0, 0.001, 78))
    assert result.pvalue == pytest.approx(stats.norm.sf(result.statistic), rel=EXACT)
    assert result.alternative == "greater"


@pytest.mark.parametrize("test", [bns_linear_z, bns_ratio_z])
@pytest.mark.parametrize("returns", [ALTERNATING[:3], np.zeros(50), np.full(9, np.nan)])
def test_day_that_cannot_be_tested_says_why(test, returns: np.ndarray) -> None:
    result = test(returns)
    assert math.isnan(result.pvalue) and result.reason


@given(seeds, st.floats(1e-3, 1e3))
def test_jump_statistics_do_not_depend_on_the_unit(seed: int, unit: float) -> None:
    returns = np.random.default_rng(seed).standard_t(4, size=60)
    for test in (bns_linear_z, bns_ratio_z):
        assert test(unit * returns).statistic == pytest.approx(test(returns).statistic, rel=1e-9, abs=1e-9)


@given(seeds)
def test_measures_do_not_depend_on_the_direction_of_time_or_of_prices(seed: int) -> None:
    returns = np.random.default_rng(seed).standard_normal(40)
    for name in MEASURES:
        assert measure(-returns[::-1], name) == pytest.approx(measure(returns, name), rel=1e-9)
