"""How often the tests without reference numbers reject when nothing happened, and where they are known to fail.

Every bound is four standard errors of the simulated rate around the true size, so that chance alone fails one run in
thousands; where a test is known to be cautious only the upper bound is asked for.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest

from aftershock.inference import (
    HypothesisTest,
    calendar_time_t,
    cross_sectional_t,
    date_block_permutation,
    group_permutation,
    ibragimov_mueller_t,
    nguyen_wolf_permutation,
    pooled_joint_wald,
    welch_t,
    wild_cluster_bootstrap,
)

pytestmark = pytest.mark.calibration

ALPHA = 0.05
N_STUDIES = 1000
N_DRAWS = 499
Events = tuple[np.ndarray, np.ndarray]


def bound(size: float) -> float:
    return 4 * math.sqrt(size * (1 - size) / N_STUDIES)


def rate(study: Callable[[int], HypothesisTest]) -> float:
    """Share of studies in which the test rejects; every one of them must have an answer."""
    pvalues = np.array([study(seed).pvalue for seed in range(N_STUDIES)])
    assert np.isfinite(pvalues).all()
    return float(np.mean(pvalues <= ALPHA))


SHOCKS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal": lambda rng, size: rng.standard_normal(size),
    "t3": lambda rng, size: rng.standard_t(3, size),
    "exponential": lambda rng, size: rng.exponential(size=size) - 1,
}


def clustered(seed: int, n_dates: int = 12, shocks: str = "normal", spread: float = 1.0) -> Events:
    """Three to five events a date that share half of their variance; the scale grows to ``spread`` times."""
    rng = np.random.default_rng([seed, n_dates])
    dates = np.repeat(np.arange(n_dates), 3 + np.arange(n_dates) % 3)
    draw = SHOCKS[shocks]
    moves = math.sqrt(0.5) * draw(rng, n_dates)[dates] + math.sqrt(0.5) * draw(rng, dates.size)
    return moves * np.geomspace(1.0, spread, n_dates)[dates], dates


def flipped(seed: int, **kind: object) -> HypothesisTest:
    return date_block_permutation(*clustered(seed, **kind), n_draws=N_DRAWS, rng=seed)  # type: ignore[arg-type]


def wild(seed: int, **kind: object) -> HypothesisTest:
    return wild_cluster_bootstrap(*clustered(seed, **kind), n_draws=N_DRAWS, rng=seed)  # type: ignore[arg-type]


def few_clusters(seed: int, **kind: object) -> HypothesisTest:
    return ibragimov_mueller_t(*clustered(seed, **kind))  # type: ignore[arg-type]


BY_DATE = {
    "date_block_permutation": flipped,
    "wild_cluster_bootstrap": wild,
    "ibragimov_mueller_t": few_clusters,
}
each_by_date = pytest.mark.parametrize("name", BY_DATE)


def test_tests_that_ignore_shared_dates_reject_one_in_six_or_more() -> None:
    assert rate(lambda seed: cross_sectional_t(clustered(seed)[0])) > 1 / 6


@each_by_date
@pytest.mark.parametrize("shocks", ["normal", "t3"])
def test_tests_by_date_keep_their_size(name: str, shocks: str) -> None:
    found = rate(lambda seed: BY_DATE[name](seed, shocks=shocks))
    assert found == pytest.approx(ALPHA, abs=bound(ALPHA))


@each_by_date
def test_tests_by_date_stand_dates_of_different_volatility(name: str) -> None:
    assert rate(lambda seed: BY_DATE[name](seed, spread=5.0)) < ALPHA + bound(ALPHA)


@each_by_date
def test_tests_by_date_lose_two_to_three_points_to_lopsided_moves(name: str) -> None:
    found = rate(lambda seed: BY_DATE[name](seed, shocks="exponential"))
    assert found == pytest.approx(0.075, abs=bound(0.075))


@pytest.mark.parametrize("n_dates", [4, 5])
def test_webb_weights_do_for_few_dates(n_dates: int) -> None:
    def study(seed: int) -> HypothesisTest:
        return wild_cluster_bootstrap(*clustered(seed, n_dates), weights="webb", n_draws=N_DRAWS, rng=seed)

    assert rate(study) == pytest.approx(ALPHA, abs=bound(ALPHA))


@pytest.mark.parametrize("n_dates", [3, 5])
@pytest.mark.parametrize("spread", [1.0, 10.0])
def test_few_clusters_never_exceed_the_level(n_dates: int, spread: float) -> None:
    assert rate(lambda seed: few_clusters(seed, n_dates=n_dates, spread=spread)) < ALPHA + bound(ALPHA)


def autocorrelated(seed: int, n: int, persistence: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(n + 50)
    for at in range(1, n + 50):
        values[at] += persistence * values[at - 1]
    return values[50:]


def single_event(seed: int, persistence: float, **options: object) -> HypothesisTest:
    days = autocorrelated(seed, 205, persistence)
    return nguyen_wolf_permutation(days[200:], days[:200], n_draws=299, rng=seed, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("persistence", [0.0, 0.6])
@pytest.mark.parametrize("studentized", [False, True])
def test_shifts_keep_their_size_under_serial_dependence(persistence: float, studentized: bool) -> None:
    found = rate(lambda seed: single_event(seed, persistence, studentized=studentized))
    assert found == pytest.approx(ALPHA, abs=bound(ALPHA))


def test_dealt_days_keep_theirs_without_it() -> None:
    assert rate(lambda seed: single_event(seed, 0.0, scheme="days")) == pytest.approx(ALPHA, abs=bound(ALPHA))


def test_dealt_days_lose_it_with_serial_dependence() -> None:
    assert rate(lambda seed: single_event(seed, 0.6, scheme="days")) > 0.15


def portfolio(seed: int, n_estimation: int, variance: float) -> HypothesisTest:
    """Thirty events of five days over twenty dates, correlation 0.3, usual moves estimated."""
    rng = np.random.default_rng(seed)
    starts = np.random.default_rng(1).integers(0, 20, 30) + n_estimation
    n_days = n_estimation + 40
    moves = math.sqrt(0.3) * rng.standard_normal(n_days) + math.sqrt(0.7) * rng.standard_normal((30, n_days))
    abnormal, residuals = np.full((30, n_days), np.nan), np.full((30, n_days), np.nan)
    for event, start in enumerate(starts):
        quiet = slice(start - n_estimation, start - 5)
        mean = moves[event, quiet].mean()
        residuals[event, quiet] = moves[event, quiet] - mean
        abnormal[event, start : start + 5] = math.sqrt(variance) * moves[event, start : start + 5] - mean
    return calendar_time_t(abnormal, residuals)


@pytest.mark.parametrize("variance", [1.0, 4.0])
def test_calendar_time_keeps_its_size_on_dates_close_together(variance: float) -> None:
    found = rate(lambda seed: portfolio(seed, 240, variance))
    assert found == pytest.approx(ALPHA, abs=bound(ALPHA))


def test_calendar_time_is_cautious_with_short_estimation() -> None:
    assert rate(lambda seed: portfolio(seed, 60, 1.0)) < ALPHA + bound(ALPHA)


def groups(seed: int, n_first: int, n_second: int) -> tuple[Events, Events]:
    first, second = clustered(seed, n_first), clustered(seed + N_STUDIES, n_second)
    return first, (3 * second[0], second[1] + 1000)


@pytest.mark.parametrize(("n_first", "n_second"), [(10, 20), (20, 10)])
def test_groups_of_dates_keep_their_size_with_unequal_variances(n_first: int, n_second: int) -> None:
    def study(seed: int) -> HypothesisTest:
        (first, first_dates), (second, second_dates) = groups(seed, n_first, n_second)
        return group_permutation(first, second, first_dates, second_dates, n_draws=N_DRAWS, rng=seed)

    assert rate(study) == pytest.approx(ALPHA, abs=bound(ALPHA))


def test_welch_keeps_its_size_on_dates_apart() -> None:
    def study(seed: int) -> HypothesisTest:
        rng = np.random.default_rng(seed)
        return welch_t(rng.standard_normal(8), 3 * rng.standard_normal(20))

    assert rate(study) == pytest.approx(ALPHA, abs=bound(ALPHA))


def test_welch_loses_it_on_shared_dates() -> None:
    assert rate(lambda seed: welch_t(*(values for values, _ in groups(seed, 10, 10)))) > 0.12


def common_estimation(seed: int, n_events: int, n_days: int) -> HypothesisTest:
    """Four correlated assets; every event uses the same estimation days."""
    rng = np.random.default_rng(seed)
    mixing = np.random.default_rng(0).standard_normal((4, 4)) + np.eye(4)
    moves = mixing @ rng.standard_normal((4, n_days + n_events))
    moves -= moves[:, :n_days].mean(axis=1, keepdims=True)
    residuals = np.stack([moves[:, :n_days]] * n_events)
    return pooled_joint_wald(
        moves[:, n_days:].T, residuals, np.full(n_events, 1 + 1 / n_days), n_parameters=1
    )


def test_pooled_wald_loses_a_point_or_so_to_shared_estimation_days() -> None:
    assert rate(lambda seed: common_estimation(seed, 10, 100)) == pytest.approx(0.06, abs=bound(0.06))


def test_pooled_wald_is_off_when_many_events_share_few_estimation_days() -> None:
    assert rate(lambda seed: common_estimation(seed, 18, 60)) > 0.08
