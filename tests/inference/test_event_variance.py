"""The test for event-induced variance: special cases by hand, its size, and what it refuses."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aftershock.errors import InferenceError
from aftershock.inference import event_variance_chi2

EXACT = 1e-12
N_EVENTS, N_STUDIES = 30, 4_000
FOUR_STANDARD_ERRORS = 4 * math.sqrt(0.05 * 0.95 / N_STUDIES)
LARGE_DF = np.full(N_EVENTS, 1e9)
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=20, deadline=None)


def equal_correlation(correlation: float, n_events: int = N_EVENTS) -> np.ndarray:
    return np.full((n_events, n_events), correlation) + (1 - correlation) * np.eye(n_events)


def test_independent_events_are_the_textbook_test_of_a_variance() -> None:
    scar = np.random.default_rng(1).normal(0, 1.3, N_EVENTS)
    test = event_variance_chi2(scar, LARGE_DF)
    assert test.statistic == pytest.approx(scar.var(ddof=1), rel=1e-8)
    assert test.df == pytest.approx(N_EVENTS - 1, rel=EXACT)
    assert test.pvalue == pytest.approx(
        stats.chi2.sf((N_EVENTS - 1) * scar.var(ddof=1), N_EVENTS - 1), rel=1e-7
    )


def test_the_variance_of_a_t_is_taken_off() -> None:
    scar = np.random.default_rng(2).normal(0, 1, N_EVENTS)
    ratio = event_variance_chi2(scar, np.full(N_EVENTS, 6.0)).statistic
    assert ratio == pytest.approx(event_variance_chi2(scar, LARGE_DF).statistic * 4 / 6, rel=1e-8)


@few
@given(seed=seeds, shift=st.floats(-50, 50))
def test_what_moves_all_events_alike_is_no_variance(seed: int, shift: float) -> None:
    scar = np.random.default_rng(seed).normal(0, 1, N_EVENTS)
    rounding = 1e-9
    assert event_variance_chi2(scar + shift, LARGE_DF).statistic == pytest.approx(
        event_variance_chi2(scar, LARGE_DF).statistic, abs=rounding
    )


def test_equal_correlation_only_shrinks_what_is_expected() -> None:
    scar = np.random.default_rng(3).normal(0, 1, N_EVENTS)
    test = event_variance_chi2(scar, LARGE_DF, correlations=equal_correlation(0.3))
    plain = event_variance_chi2(scar, LARGE_DF)
    assert test.statistic == pytest.approx(plain.statistic / 0.7, rel=EXACT)
    assert test.df == pytest.approx(N_EVENTS - 1, rel=1e-9)


def test_events_that_move_in_pairs_count_as_fewer() -> None:
    pairs = np.kron(np.eye(N_EVENTS // 2), np.ones((2, 2)))
    test = event_variance_chi2(np.repeat(np.arange(N_EVENTS / 2), 2), LARGE_DF, correlations=pairs)
    assert test.df == pytest.approx(N_EVENTS / 2 - 1, rel=1e-9)


def test_fat_tails_make_the_spread_less_certain() -> None:
    scar = np.random.default_rng(4).normal(0, 1.4, N_EVENTS)
    # 2/v = 2/29 + 6/30
    test = event_variance_chi2(scar, LARGE_DF, kurtosis=6.0)
    assert test.df == pytest.approx(2 / (2 / 29 + 6 / 30), rel=EXACT)
    assert test.pvalue > event_variance_chi2(scar, LARGE_DF).pvalue


def test_thin_tails_are_not_relied_on() -> None:
    scar = np.random.default_rng(4).normal(0, 1.4, N_EVENTS)
    assert event_variance_chi2(scar, LARGE_DF, kurtosis=-1.0) == event_variance_chi2(scar, LARGE_DF)


@pytest.mark.parametrize("correlation", [0.0, 0.3])
def test_it_keeps_its_size(correlation: float) -> None:
    root = np.linalg.cholesky(equal_correlation(correlation))
    drawn = np.random.default_rng(5).normal(size=(N_STUDIES, N_EVENTS)) @ root.T
    rejected = [
        event_variance_chi2(scar, LARGE_DF, correlations=equal_correlation(correlation)).pvalue <= 0.05
        for scar in drawn
    ]
    assert np.mean(rejected) == pytest.approx(0.05, abs=FOUR_STANDARD_ERRORS)


def test_a_doubled_variance_is_found() -> None:
    drawn = np.random.default_rng(6).normal(0, math.sqrt(2), (500, N_EVENTS))
    found = np.mean([event_variance_chi2(scar, LARGE_DF).pvalue <= 0.05 for scar in drawn])
    # chi2(29) above its 95 % point over two
    assert found == pytest.approx(stats.chi2.sf(stats.chi2.isf(0.05, 29) / 2, 29), abs=0.06)


def test_missing_events_drop_out() -> None:
    scar, df = np.array([1.0, np.nan, -2.0, 0.5]), np.full(4, 100.0)
    kept = np.array([0, 2, 3])
    correlations = equal_correlation(0.2, 4)
    test = event_variance_chi2(scar, df, correlations=correlations)
    assert test == event_variance_chi2(scar[kept], df[kept], correlations=correlations[np.ix_(kept, kept)])
    assert test.n_events == 3


@pytest.mark.parametrize(
    ("scar", "df", "told"),
    [
        ([1.0], [100.0], "needs at least 2"),
        ([1.0, 2.0], [100.0, 2.0], "more than 2 degrees of freedom"),
    ],
)
def test_too_little_to_compare_says_so(scar: list[float], df: list[float], told: str) -> None:
    test = event_variance_chi2(np.array(scar), np.array(df))
    assert math.isnan(test.pvalue) and told in test.reason


def test_events_that_move_as_one_leave_no_spread() -> None:
    test = event_variance_chi2(np.array([1.0, 2.0]), np.full(2, 99.0), correlations=np.ones((2, 2)))
    assert math.isnan(test.pvalue) and "move as one" in test.reason


def test_correlations_of_other_events_are_refused() -> None:
    with pytest.raises(
        InferenceError, match=r"shape \(3, 3\) for 2 events; give one row and column an event"
    ):
        event_variance_chi2(np.ones(2), np.full(2, 99.0), correlations=np.eye(3))
