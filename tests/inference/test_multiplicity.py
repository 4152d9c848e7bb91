"""Adjustments of p-values by hand and by loops."""

import numpy as np
import pytest
from scipy import stats

from aftershock.inference import benjamini_hochberg, benjamini_yekutieli, holm

LOOP_TOLERANCE = 1e-12


def by_loops(pvalues: np.ndarray) -> np.ndarray:
    """Step down from the smallest: multiply by the tests still standing, never fall, never pass one."""
    adjusted = np.full(len(pvalues), np.nan)
    order = [at for at in np.argsort(pvalues, kind="stable") if np.isfinite(pvalues[at])]
    highest = 0.0
    for step, at in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - step) * pvalues[at]))
        adjusted[at] = highest
    return adjusted


def test_by_hand() -> None:
    # 0.01 * 3; then 0.02 * 2 = 0.04; then 0.03 * 1 = 0.03, lifted to 0.04
    np.testing.assert_allclose(holm(np.array([0.03, 0.01, 0.02])), [0.04, 0.03, 0.04])


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pvalues = rng.random(25) ** 3
    pvalues[rng.random(25) < 0.2] = np.nan
    np.testing.assert_allclose(holm(pvalues), by_loops(pvalues), rtol=LOOP_TOLERANCE)


def test_missing_tests_stay_missing() -> None:
    assert np.isnan(holm(np.array([0.01, np.nan]))[1])


def test_missing_tests_are_not_counted() -> None:
    assert holm(np.array([0.01, np.nan, np.nan]))[0] == pytest.approx(0.01)


def test_never_passes_one() -> None:
    np.testing.assert_array_equal(holm(np.array([0.6, 0.7, 0.8])), [1.0, 1.0, 1.0])


def test_ties_get_one_answer() -> None:
    np.testing.assert_allclose(holm(np.array([0.02, 0.02, 0.5])), [0.06, 0.06, 0.5])


@pytest.mark.parametrize("pvalues", [[], [np.nan, np.nan]])
def test_nothing_to_adjust(pvalues: list[float]) -> None:
    np.testing.assert_array_equal(holm(np.array(pvalues)), pvalues)


def test_the_callers_array_is_left_as_it_was() -> None:
    pvalues = np.array([0.01, 0.04])
    holm(pvalues)
    np.testing.assert_array_equal(pvalues, [0.01, 0.04])


FALSE_DISCOVERY = {"bh": benjamini_hochberg, "by": benjamini_yekutieli}


def test_hochberg_by_hand() -> None:
    # 0.01 * 3/1 = 0.03; 0.03 * 3/2 = 0.045, lowered to 0.04; 0.04 * 3/3 = 0.04
    np.testing.assert_allclose(benjamini_hochberg(np.array([0.04, 0.01, 0.03])), [0.04, 0.03, 0.04])


def test_yekutieli_is_hochberg_times_the_harmonic_sum() -> None:
    pvalues = np.array([0.001, 0.004, 0.003])
    harmonic = 1 + 1 / 2 + 1 / 3
    np.testing.assert_allclose(benjamini_yekutieli(pvalues), harmonic * benjamini_hochberg(pvalues))


@pytest.mark.parametrize("name", FALSE_DISCOVERY)
@pytest.mark.parametrize("seed", range(3))
def test_false_discovery_is_that_of_scipy(name: str, seed: int) -> None:
    pvalues = np.random.default_rng(seed).random(25) ** 3
    theirs = stats.false_discovery_control(pvalues, method=name)
    np.testing.assert_allclose(FALSE_DISCOVERY[name](pvalues), theirs, rtol=LOOP_TOLERANCE)


@pytest.mark.parametrize("name", FALSE_DISCOVERY)
def test_missing_tests_stay_missing_and_are_not_counted(name: str) -> None:
    pvalues = np.array([0.01, np.nan, 0.2])
    found = FALSE_DISCOVERY[name](pvalues)
    assert np.isnan(found[1])
    np.testing.assert_allclose(found[[0, 2]], FALSE_DISCOVERY[name](pvalues[[0, 2]]))
