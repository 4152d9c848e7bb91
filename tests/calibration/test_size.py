"""How often each test rejects when nothing happened, and how often it sees a move of two or three sigma.

A rate from n simulated studies has the standard error sqrt(p (1 - p) / n) around the true size p. Every bound below is
four of those, so that chance alone fails one run of these tests in hundreds. The seeded short version always runs;
AFTERSHOCK_CALIBRATION=long runs twenty times as many studies.
"""

import math
import os
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import (
    bmp_t,
    cross_sectional_t,
    forecast_t,
    kp_bmp_t,
    mean_overlap_correlation,
    patell_z,
    sample_quantile,
)
from aftershock.simulate import simulate_returns, student_shocks
from aftershock.study import ConstantMean, MarketModel, Window
from aftershock.study.abnormal import CumulativeMove, EventFit, cumulate, fit_event

pytestmark = pytest.mark.calibration

LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
TIMES = 20 if LONG else 1
N_SINGLE, N_STAGGERED, N_COMMON = 800 * TIMES, 200 * TIMES, 250 * TIMES
ALPHA = 0.05
NORMAL, HEAVY = 200.0, 5.0
STANDARD_ERRORS = 4.0
APART = 10
DAY = Window(0, 0)

Shocks = Callable[[int, np.random.Generator], np.ndarray]
SHOCKS: dict[str, Shocks] = {
    "normal": lambda size, rng: rng.standard_normal(size),
    "t4": lambda size, rng: student_shocks(size, df=4.0, rng=rng),
    "skewed": lambda size, rng: rng.exponential(size=size) - 1.0,
}


def bound(size: float, n_studies: int) -> float:
    """Four Monte-Carlo standard errors of a rejection rate."""
    return STANDARD_ERRORS * math.sqrt(size * (1 - size) / n_studies)


def quantile_size(n_days: int, alternatives: int = 2) -> float:
    """Exact size of the sample-quantile test: the event is equally likely to have each of M + 1 ranks."""
    return alternatives * math.floor(ALPHA * (n_days + 1) / alternatives) / (n_days + 1)


@lru_cache
def single(shape: str, n_days: int) -> tuple[list[CumulativeMove], np.ndarray]:
    """One event of each of many assets under the null, and the residuals of its estimation days."""
    rng = np.random.default_rng([n_days, *shape.encode()])
    estimation = Window(-n_days - APART, -1 - APART)
    total = n_days + APART + 1
    no_factor, days, quiet = np.empty((total, 0)), np.arange(total), np.zeros(total, dtype=bool)
    events = [
        fit_event(
            SHOCKS[shape](total, rng), no_factor, days, total - 1,
            model=ConstantMean(), window=DAY, estimation=estimation, masked=quiet,
        )
        for _ in range(N_SINGLE)
    ]  # fmt: skip
    return [cumulate(event, DAY) for event in events], np.array([event.fit.residuals for event in events])


def forecast_rate(shape: str, n_days: int, *, move: float = 0.0, alternative: str = "two-sided") -> float:
    """Share of studies in which the forecast t test rejects; ``move`` is added to every event."""
    sums, _ = single(shape, n_days)
    tests = [
        forecast_t(one.car + move, one.std_error, n_days - 1.0, alternative=alternative)  # type: ignore[arg-type]
        for one in sums
    ]
    return float(np.mean([test.pvalue <= ALPHA for test in tests]))


def quantile_rate(shape: str, n_days: int, *, move: float = 0.0, alternative: str = "two-sided") -> float:
    """Share of studies in which the sample-quantile test rejects."""
    sums, residuals = single(shape, n_days)
    tests = [
        sample_quantile(one.car + move, quiet, alternative=alternative)  # type: ignore[arg-type]
        for one, quiet in zip(sums, residuals, strict=True)
    ]
    return float(np.mean([test.pvalue <= ALPHA for test in tests]))


each_shape = pytest.mark.parametrize("shape", SHOCKS)
each_length = pytest.mark.parametrize("n_days", [60, 240])


@each_shape
@each_length
def test_sample_quantile_has_its_exact_size_whatever_the_shape(shape: str, n_days: int) -> None:
    size = quantile_size(n_days)
    assert quantile_rate(shape, n_days) == pytest.approx(size, abs=bound(size, N_SINGLE))


@each_shape
@each_length
@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_sample_quantile_keeps_its_size_on_each_side(shape: str, n_days: int, alternative: str) -> None:
    size = quantile_size(n_days, alternatives=1)
    rate = quantile_rate(shape, n_days, alternative=alternative)
    assert rate == pytest.approx(size, abs=bound(size, N_SINGLE))


@each_length
def test_forecast_t_keeps_its_size_under_normal_shocks(n_days: int) -> None:
    assert forecast_rate("normal", n_days) == pytest.approx(ALPHA, abs=bound(ALPHA, N_SINGLE))


@pytest.mark.parametrize("shape", ["t4", "skewed"])
@each_length
def test_forecast_t_is_within_a_point_of_its_size_on_both_sides_together(shape: str, n_days: int) -> None:
    assert forecast_rate(shape, n_days) == pytest.approx(ALPHA, abs=0.01 + bound(ALPHA, N_SINGLE))


@each_length
def test_forecast_t_misses_its_size_on_one_side_under_skewed_shocks(n_days: int) -> None:
    rate = forecast_rate("skewed", n_days, alternative="less")
    assert rate < ALPHA - bound(ALPHA, N_SINGLE)


@pytest.mark.parametrize("move", [2.0, 3.0])
@each_length
def test_forecast_t_has_the_power_of_the_noncentral_t(n_days: int, move: float) -> None:
    df, centre = n_days - 1, move / math.sqrt(1 + 1 / n_days)
    critical = stats.t.isf(ALPHA / 2, df)
    power = stats.nct.sf(critical, df, centre) + stats.nct.cdf(-critical, df, centre)
    assert forecast_rate("normal", n_days, move=move) == pytest.approx(power, abs=bound(power, N_SINGLE))


@pytest.mark.parametrize(("move", "power"), [(2.0, 0.516), (3.0, 0.851)])
def test_sample_quantile_of_a_year_has_nearly_the_power_of_a_known_normal(move: float, power: float) -> None:
    rate = quantile_rate("normal", 240, move=move)
    assert power - 0.03 - bound(power, N_SINGLE) < rate < power + bound(power, N_SINGLE)


@pytest.mark.parametrize(("move", "least"), [(2.0, 0.35), (3.0, 0.70)])
def test_sample_quantile_of_a_quarter_still_sees_large_moves(move: float, least: float) -> None:
    assert quantile_rate("normal", 60, move=move) > least


def study(rows: np.ndarray, *, seed: int, event_variance: float, df: float) -> list[EventFit]:
    """One event for each asset of a panel whose residuals have correlation 0.4; asset i has its event at rows[i]."""
    n_sessions, n_assets = int(rows.max()) + 1, rows.size
    panel = simulate_returns(
        n_sessions,
        n_assets,
        rng=seed,
        df=df,
        correlation=0.4,
        event_rows=sorted(set(rows)),
        event_variance=event_variance,
    )
    market, days, quiet = panel.market[:, None], np.arange(n_sessions), np.zeros(n_sessions, dtype=bool)
    return [
        fit_event(
            panel.assets[:, at], market, days, int(row),
            model=MarketModel("M"), window=DAY, estimation=Window(-120, -2), masked=quiet,
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip


def correlation_of(events: list[EventFit]) -> float:
    """Mean residual correlation of events, weighted by shared event days."""
    n_days = max(int(event.days[0]) for event in events) + 1
    residuals, present = np.full((len(events), n_days), np.nan), np.zeros((len(events), n_days), dtype=bool)
    for at, event in enumerate(events):
        residuals[at, event.estimation_days] = event.fit.residuals
        present[at, event.days] = True
    return mean_overlap_correlation(residuals, present)


@lru_cache
def rates(dates: str, *, event_variance: float = 1.0, df: float = HEAVY) -> dict[str, float]:
    """Rejection rates under the null, on dates apart or on one date."""
    apart = dates == "staggered"
    rows = np.arange(125, 185, 5) if apart else np.full(10, 125)
    rejected: dict[str, list[bool]] = {"cross_sectional_t": [], "bmp_t": [], "kp_bmp_t": [], "patell_z": []}
    for seed in range(N_STAGGERED if apart else N_COMMON):
        events = study(rows, seed=seed, event_variance=event_variance, df=df)
        sums = [cumulate(event, DAY) for event in events]
        scar = np.array([one.scar for one in sums])
        csar = np.array([one.csar for one in sums])
        residual_df = np.array([event.fit.df for event in events], dtype=float)
        tests = {
            "cross_sectional_t": cross_sectional_t(np.array([one.car for one in sums])),
            "bmp_t": bmp_t(scar),
            "kp_bmp_t": kp_bmp_t(scar, correlation_of(events)),
            "patell_z": patell_z(csar, residual_df),
        }
        for name, test in tests.items():
            rejected[name].append(test.pvalue <= ALPHA)
    return {name: float(np.mean(each)) for name, each in rejected.items()}


@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t", "kp_bmp_t"])
@pytest.mark.parametrize("event_variance", [1.0, 4.0])
def test_dates_apart_keep_the_size(name: str, event_variance: float) -> None:
    rate = rates("staggered", event_variance=event_variance)[name]
    assert rate == pytest.approx(ALPHA, abs=bound(ALPHA, N_STAGGERED))


def test_patell_rejects_too_often_when_the_event_raises_the_variance() -> None:
    assert rates("staggered", event_variance=4.0)["patell_z"] > ALPHA + bound(ALPHA, N_STAGGERED)


def test_kolari_pynnonen_keeps_its_size_on_one_date() -> None:
    rate = rates("common", df=NORMAL)["kp_bmp_t"]
    assert rate == pytest.approx(ALPHA, abs=bound(ALPHA, N_COMMON))


def test_kolari_pynnonen_loses_about_a_point_to_heavy_tails() -> None:
    rate = rates("common", df=HEAVY)["kp_bmp_t"]
    assert rate == pytest.approx(0.061, abs=bound(0.061, N_COMMON))


@pytest.mark.parametrize("df", [NORMAL, HEAVY])
@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t"])
def test_tests_that_ignore_the_common_date_reject_one_in_three_or_more(name: str, df: float) -> None:
    assert rates("common", df=df)[name] > 1 / 3
