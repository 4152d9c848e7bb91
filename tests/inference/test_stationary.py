"""The stationary bootstrap interval: its coverage, its seed, and what it refuses."""

import math

import numpy as np
import pytest

from aftershock.errors import InferenceError
from aftershock.inference import stationary_bootstrap_interval

N_STUDIES = 300


def series(seed: int, n: int = 120, persistence: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(n)
    for at in range(1, n):
        values[at] += persistence * values[at - 1]
    return values


def coverage(persistence: float, block_length: float | None) -> float:
    """Share of 95 % intervals that hold the true mean of zero."""
    found = [
        stationary_bootstrap_interval(
            series(seed, persistence=persistence), block_length=block_length, n_draws=199, rng=seed
        )
        for seed in range(N_STUDIES)
    ]
    return float(np.mean([one.low <= 0 <= one.high for one in found]))


def test_covers_the_mean_of_independent_values() -> None:
    bound = 4 * math.sqrt(0.95 * 0.05 / N_STUDIES)
    assert coverage(0.0, 1.0) == pytest.approx(0.95, abs=0.02 + bound)


def test_blocks_cover_the_mean_of_dependent_values_better_than_single_days() -> None:
    assert coverage(0.6, None) > coverage(0.6, 1.0) + 0.1


def test_single_days_have_the_standard_error_of_the_mean() -> None:
    values = series(1)
    found = stationary_bootstrap_interval(values, block_length=1.0)
    assert found.std_error == pytest.approx(values.std() / math.sqrt(values.size), rel=0.03)


def test_dependence_lengthens_the_blocks() -> None:
    short = stationary_bootstrap_interval(series(3), n_draws=9).block_length
    assert stationary_bootstrap_interval(series(3, persistence=0.8), n_draws=9).block_length > short >= 1


def test_the_seed_decides() -> None:
    first, again, other = (
        stationary_bootstrap_interval(series(1), n_draws=99, rng=seed) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_wider_coverage_widens_the_interval() -> None:
    wide, narrow = (
        stationary_bootstrap_interval(series(1), alpha=alpha, n_draws=999) for alpha in (0.01, 0.2)
    )
    assert wide.low < narrow.low < narrow.high < wide.high


def test_missing_values_are_left_out_and_counted() -> None:
    values = series(1)
    with_gap = np.insert(values, 7, np.nan)
    assert stationary_bootstrap_interval(with_gap, n_draws=99) == stationary_bootstrap_interval(
        values, n_draws=99
    )


@pytest.mark.parametrize(
    ("values", "reason"), [([1.0, 2.0, 3.0], "3 value(s)"), ([1.0] * 20, "all values equal")]
)
def test_says_why_there_is_no_interval(values: list[float], reason: str) -> None:
    found = stationary_bootstrap_interval(np.array(values))
    assert math.isnan(found.low) and reason in found.reason


def test_no_draws_are_refused() -> None:
    with pytest.raises(InferenceError, match="n_draws is 0"):
        stationary_bootstrap_interval(series(1), n_draws=0)


def test_a_level_is_a_share() -> None:
    with pytest.raises(ValueError, match="alpha is 95"):
        stationary_bootstrap_interval(series(1), alpha=95)
