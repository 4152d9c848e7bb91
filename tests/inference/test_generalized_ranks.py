"""The generalized rank tests by hand, by loops, and where they have nothing to say."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import HypothesisTest, grank_t, grank_z

LOOP_TOLERANCE = 1e-12
TESTS = {"grank_t": grank_t, "grank_z": grank_z}


def panel(share_missing: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    scar, residuals, std = rng.standard_normal(6), rng.standard_normal((6, 40)), rng.uniform(0.5, 2.0, 6)
    residuals[rng.random(residuals.shape) < share_missing] = np.nan
    return scar, residuals * std[:, None], std


def ranks_by_loops(scar: np.ndarray, residuals: np.ndarray, std: np.ndarray) -> list[dict[int, float]]:
    """For each event its centred rank by day; day -1 is the event."""
    spread = np.std(scar, ddof=1)
    events = []
    for move, row, scale in zip(scar, residuals, std, strict=True):
        days = {at: value / scale for at, value in enumerate(row) if np.isfinite(value)} | {-1: move / spread}
        ranks = stats.rankdata(list(days.values()))
        events.append({at: rank / (len(days) + 1) - 0.5 for at, rank in zip(days, ranks, strict=True)})
    return events


def t_by_loops(scar: np.ndarray, residuals: np.ndarray, std: np.ndarray) -> float:
    events = ranks_by_loops(scar, residuals, std)
    squares, n_days = 0.0, residuals.shape[1] + 1
    for day in range(-1, residuals.shape[1]):
        there = [event[day] for event in events if day in event]
        squares += len(there) / len(events) * np.mean(there) ** 2
    z = np.mean([event[-1] for event in events]) / math.sqrt(squares / n_days)
    return float(z * math.sqrt((n_days - 2) / (n_days - 1 - z**2)))


def z_by_loops(scar: np.ndarray, residuals: np.ndarray, std: np.ndarray) -> float:
    events = ranks_by_loops(scar, residuals, std)
    variance = sum((len(event) - 1) / (12 * (len(event) + 1)) for event in events)
    return float(np.mean([event[-1] for event in events]) / (math.sqrt(variance) / len(events)))


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic) and math.isnan(test.pvalue)
    assert reason in test.reason


@pytest.mark.parametrize("share_missing", [0.0, 0.15])
def test_t_equals_the_loop(share_missing: float) -> None:
    arrays = panel(share_missing)
    assert grank_t(*arrays).statistic == pytest.approx(t_by_loops(*arrays), rel=LOOP_TOLERANCE)


@pytest.mark.parametrize("share_missing", [0.0, 0.15])
def test_z_equals_the_loop(share_missing: float) -> None:
    arrays = panel(share_missing)
    assert grank_z(*arrays).statistic == pytest.approx(z_by_loops(*arrays), rel=LOOP_TOLERANCE)


def test_t_by_hand() -> None:
    # each event has ranks 1..4, the event day highest: U = -0.3, -0.1, 0.1, 0.3 in the orders below
    # daily means -0.1, -0.2, 0, 0.3: S^2 = 0.14 / 4; Z = 0.3 / sqrt(0.035); T = 4
    residuals = np.array([[-1.0, 0.0, 1.0], [1.0, -1.0, 0.0]])
    z = 0.3 / math.sqrt(0.035)
    test = grank_t(np.array([2.0, 3.0]), residuals, np.ones(2))
    assert test.extra["z"] == pytest.approx(z, rel=LOOP_TOLERANCE)
    assert test.statistic == pytest.approx(z * math.sqrt(2 / (3 - z**2)), rel=LOOP_TOLERANCE)
    assert test.df == 2.0


@pytest.mark.parametrize("name", TESTS)
def test_events_without_a_move_drop_out_altogether(name: str) -> None:
    scar, residuals, std = panel()
    scar[0] = np.nan
    assert TESTS[name](scar, residuals, std) == TESTS[name](scar[1:], residuals[1:], std[1:])


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("std", [0.0, np.nan])
def test_events_without_a_residual_spread_drop_out(name: str, std: float) -> None:
    scar, residuals, scale = panel()
    scale[0] = std
    assert TESTS[name](scar, residuals, scale) == TESTS[name](scar[1:], residuals[1:], scale[1:])


@pytest.mark.parametrize("name", TESTS)
def test_a_common_factor_of_all_standardized_moves_drops_out(name: str) -> None:
    scar, residuals, std = panel()
    assert TESTS[name](scar * 3.0, residuals, std).statistic == pytest.approx(
        TESTS[name](scar, residuals, std).statistic, rel=LOOP_TOLERANCE
    )


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("scar", [[], [1.0], [1.0, np.nan], [1.0, 1.0]])
def test_two_different_events_are_needed(name: str, scar: list[float]) -> None:
    _, residuals, std = panel()
    n = len(scar)
    assert_undefined(TESTS[name](np.array(scar), residuals[:n], std[:n]), "needs at least 2 events")
