"""How often leads and drifts are seen where there are none, and how often intervals hold the truth.

Bounds are those asked of every interval (88 to 92 % for a nominal 90 %) and size (within 1.5 points of 5 %), plus four
standard errors of a share from as many simulations as are run. AFTERSHOCK_CALIBRATION=long runs twenty times as many.
"""

import math
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import (
    CrossCorrelation,
    DriftingCorrelation,
    LeadLag,
    cross_correlation,
    ewma_correlation,
    lead_lag,
    rolling_correlation,
)
from aftershock.comovement.constancy import constancy_test
from aftershock.simulate import simulate_asynchronous, simulate_correlated

pytestmark = pytest.mark.calibration

LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
TIMES = 20 if LONG else 1
N_PAIRS, N_DAILY, N_CONSTANT, N_LINES = 100 * TIMES, 100 * TIMES, 200 * TIMES, 15 * TIMES
N_DRAWS = 199
SIZE, SIZE_OFF = 0.05, 0.015
COVERAGE, COVERAGE_OFF = 0.90, 0.02
STANDARD_ERRORS = 4.0
BARS: dict[str, Any] = {"n_days": 20, "every": ("5min", "5min"), "tick": "60s"}
PAIRS: dict[str, dict[str, Any]] = {
    "equal bars": {},
    "unequal bars": {"every": ("3min", "5min")},
    "random times": {"random_times": True, "tick": "30s"},
    "unrelated": {"correlation": 0.0},
}
DAILY: dict[str, dict[str, Any]] = {
    "common volatility": {"correlation": 0.5},
    "volatilities apart": {"correlation": 0.5, "common_volatility": False},
    "unrelated, fat tails": {"correlation": 0.0, "df": 4.5},
}


def slack(share: float, n: int, off: float) -> float:
    """What is allowed around a share from n simulations."""
    return off + STANDARD_ERRORS * math.sqrt(share * (1 - share) / n)


def right_size(rejected: list[bool]) -> bool:
    return abs(float(np.mean(rejected)) - SIZE) <= slack(SIZE, len(rejected), SIZE_OFF)


def right_coverage(held: list[bool]) -> bool:
    return abs(float(np.mean(held)) - COVERAGE) <= slack(COVERAGE, len(held), COVERAGE_OFF)


@lru_cache
def pairs(case: str) -> list[LeadLag]:
    settings = BARS | PAIRS[case]
    return [
        lead_lag(
            simulate_asynchronous(rng=np.random.default_rng([seed, len(case)]), **settings).bars,
            first="FIRST", second="SECOND", lags="30min", step="5min", n_draws=N_DRAWS, rng=seed,
        )
        for seed in range(N_PAIRS)
    ]  # fmt: skip


@lru_cache
def correlograms(case: str) -> list[CrossCorrelation]:
    return [
        cross_correlation(
            pd.DataFrame(
                simulate_correlated(400, rng=np.random.default_rng([seed, 7]), **DAILY[case]), columns=["A", "B"]
            ),
            first="A", second="B", lags=5, n_draws=N_DRAWS, rng=seed,
        )
        for seed in range(N_DAILY)
    ]  # fmt: skip


@pytest.mark.parametrize("case", PAIRS)
def test_a_lead_is_seen_where_there_is_none_as_often_as_it_says(case: str) -> None:
    assert right_size([one.test.pvalue <= SIZE for one in pairs(case)])


@pytest.mark.parametrize("case", PAIRS)
def test_interval_of_the_correlation_of_bars_holds_it(case: str) -> None:
    truth = PAIRS[case].get("correlation", 0.6)
    assert right_coverage([one.estimates.low[6] <= truth <= one.estimates.high[6] for one in pairs(case)])


def test_location_of_a_lead_is_held_at_least_as_often_as_it_says() -> None:
    found = [
        lead_lag(
            simulate_asynchronous(rng=seed, lead="10min", correlation=0.15, **BARS).bars,
            first="FIRST", second="SECOND", lags="30min", n_draws=N_DRAWS, rng=seed,
        ).location
        for seed in range(N_PAIRS)
    ]  # fmt: skip
    held = [one.low <= pd.Timedelta("10min") <= one.high for one in found if not one.reason]
    assert np.mean(held) >= COVERAGE - slack(COVERAGE, len(held), 0.0)


def test_stale_feed_is_taken_for_a_lead_as_seldom_as_noise() -> None:
    found = [
        lead_lag(
            simulate_asynchronous(rng=seed, trades=(np.inf, 0.7), **BARS).bars,
            first="FIRST", second="SECOND", lags="30min", n_draws=N_DRAWS, rng=seed,
        )
        for seed in range(N_PAIRS)
    ]  # fmt: skip
    assert np.mean([one.test.pvalue <= SIZE for one in found]) > 0.8
    assert np.mean([one.verdict in ("first", "second") for one in found]) <= SIZE + slack(
        SIZE, N_PAIRS, SIZE_OFF
    )


@pytest.mark.parametrize("case", DAILY)
@pytest.mark.parametrize("which", ["first_leads", "second_leads", "symmetric"])
def test_daily_leads_are_seen_as_often_as_the_test_says(case: str, which: str) -> None:
    assert right_size([getattr(one, which).pvalue <= SIZE for one in correlograms(case)])


@pytest.mark.parametrize("case", DAILY)
def test_band_of_a_true_zero_holds_most_correlations(case: str) -> None:
    inside = [bool(abs(one.estimates.correlation[0]) <= one.limits[0]) for one in correlograms(case)]
    assert right_coverage(inside)


@pytest.mark.parametrize("case", ["common volatility", "unrelated, fat tails"])
def test_interval_of_the_daily_correlation_holds_it(case: str) -> None:
    truth = DAILY[case]["correlation"]
    assert right_coverage(
        [one.estimates.low[5] <= truth <= one.estimates.high[5] for one in correlograms(case)]
    )


@pytest.mark.parametrize("case", DAILY)
def test_a_drift_is_seen_where_there_is_none_as_often_as_it_says(case: str) -> None:
    rejected = [
        constancy_test(
            simulate_correlated(400, rng=np.random.default_rng([seed, 9]), **DAILY[case]),
            block_length=1, n_draws=N_DRAWS, rng=seed,
        ).pvalue <= SIZE
        for seed in range(N_CONSTANT)
    ]  # fmt: skip
    assert right_size(rejected)


Line = Callable[..., DriftingCorrelation]
LINES: dict[str, tuple[Line, dict[str, Any], int]] = {
    "rolling": (rolling_correlation, {"window": 60}, 1),
    "fading": (ewma_correlation, {"half_life": 20}, 1),
    "rolling, two sessions": (rolling_correlation, {"window": 60}, 2),
}


@lru_cache
def lines(case: str) -> list[tuple[float, bool]]:
    """Share of windows whose interval holds a constant correlation, and whether the band holds it throughout."""
    measure, settings, span = LINES[case]
    held = []
    for seed in range(N_LINES):
        moves = simulate_correlated(400, correlation=0.4, rng=np.random.default_rng([seed, 11]))
        frame = pd.DataFrame(moves, columns=["A", "B"])
        if span > 1:
            frame = frame.rolling(span).sum().iloc[span - 1 :].reset_index(drop=True)
            frame.attrs["method"] = f"{span}-session overlapping"
        table = measure(
            frame, first="A", second="B", n_draws=19, n_band_draws=N_DRAWS // 4, rng=seed, **settings
        ).to_frame().dropna()  # fmt: skip
        inner = ((table["low"] <= 0.4) & (table["high"] >= 0.4)).mean()
        outer = bool(((table["band_low"] <= 0.4) & (table["band_high"] >= 0.4)).all())
        held.append((float(inner), outer))
    return held


@pytest.mark.parametrize("case", LINES)
def test_limits_of_one_window_hold_a_constant_correlation(case: str) -> None:
    shares = [inner for inner, _ in lines(case)]
    error = float(np.std(shares)) / math.sqrt(len(shares))
    assert abs(float(np.mean(shares)) - COVERAGE) <= COVERAGE_OFF + STANDARD_ERRORS * error


@pytest.mark.parametrize("case", LINES)
def test_band_holds_a_constant_correlation_throughout(case: str) -> None:
    held = [outer for _, outer in lines(case)]
    assert float(np.mean(held)) >= 0.86 - slack(0.86, len(held), 0.0)
