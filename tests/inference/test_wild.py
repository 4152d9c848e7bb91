"""The wild cluster bootstrap: against regression, against every pattern by loops, and what few dates cannot show."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.inference import wild_cluster_bootstrap
from aftershock.inference.wild import WEBB, smallest_wild_pvalue

EXACT = 1e-10
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=20, deadline=None)


def events(seed: int, n_dates: int = 7, n_events: int = 15) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    dates = np.concatenate([np.arange(n_dates), rng.integers(0, n_dates, n_events - n_dates)])
    return rng.normal(0.4, 1.0, n_events), dates


def cluster_t(values: np.ndarray, dates: np.ndarray) -> float:
    """Cluster-robust t of the mean, written out."""
    mean, scatter, names = values.mean(), 0.0, sorted(set(dates))
    for date in names:
        scatter += (values[dates == date] - mean).sum() ** 2
    return float(mean / math.sqrt(len(names) / (len(names) - 1) * scatter / values.size**2))


def by_patterns(values: np.ndarray, dates: np.ndarray, points: tuple[float, ...]) -> float:
    """Two-sided p-value over all patterns of weights, each a sample of its own."""
    names, observed, count = sorted(set(dates)), abs(cluster_t(values, dates)), 0
    patterns = list(product(points, repeat=len(names)))
    for weights in patterns:
        factor = dict(zip(names, weights, strict=True))
        sample = values * np.array([factor[date] for date in dates])
        count += abs(cluster_t(sample, dates)) >= observed * (1 - EXACT)
    return count / len(patterns)


@pytest.mark.parametrize("seed", range(4))
def test_signs_are_counted_out(seed: int) -> None:
    values, dates = events(seed)
    test = wild_cluster_bootstrap(values, dates)
    assert test.pvalue == pytest.approx(by_patterns(values, dates, (1.0, -1.0)), rel=EXACT)


@pytest.mark.parametrize("seed", range(2))
def test_webb_weights_are_counted_out(seed: int) -> None:
    values, dates = events(seed, n_dates=4)
    test = wild_cluster_bootstrap(values, dates, weights="webb")
    assert test.n_draws == 6**4
    assert test.pvalue == pytest.approx(by_patterns(values, dates, tuple(WEBB)), rel=EXACT)


def test_statistic_and_standard_error_are_those_of_clustered_least_squares() -> None:
    import statsmodels.api as sm

    values, dates = events(3)
    fitted = sm.OLS(values, np.ones(values.size)).fit(
        cov_type="cluster", cov_kwds={"groups": dates, "use_correction": True, "df_correction": True}
    )
    test = wild_cluster_bootstrap(values, dates)
    assert test.statistic == pytest.approx(float(fitted.tvalues[0]), rel=EXACT)
    assert test.std_error == pytest.approx(float(fitted.bse[0]), rel=EXACT)


def test_webb_points_have_mean_zero_and_variance_one() -> None:
    assert WEBB.mean() == pytest.approx(0.0, abs=EXACT)
    assert (WEBB**2).mean() == pytest.approx(1.0, rel=EXACT)


def test_draws_come_close_to_the_full_count() -> None:
    values, dates = events(5, n_dates=12, n_events=30)
    exact = wild_cluster_bootstrap(values, dates, n_draws=2**12).pvalue
    drawn = wild_cluster_bootstrap(values, dates, n_draws=4000, rng=5).pvalue
    assert drawn == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))


@pytest.mark.parametrize("n_dates", [2, 3, 5])
def test_signs_of_few_dates_cannot_reach_five_percent(n_dates: int) -> None:
    test = wild_cluster_bootstrap(*events(1, n_dates=n_dates))
    assert math.isnan(test.pvalue)
    assert "cannot reach the level 0.05" in test.reason
    assert test.extra["smallest_pvalue"] == 2 / 2**n_dates


def test_webb_weights_reach_it_with_three() -> None:
    values = np.array([1.0, 1.02, 0.99, 1.01])
    test = wild_cluster_bootstrap(values, np.array([1, 1, 2, 3]), weights="webb")
    assert test.pvalue == pytest.approx(6 / 6**3)


@pytest.mark.parametrize(
    ("n", "weights", "alternative", "expected"),
    [
        (5, "rademacher", "two-sided", 2 / 32),
        (5, "rademacher", "greater", 1 / 32),
        (3, "webb", "two-sided", 6 / 216),
        (3, "webb", "less", 3 / 216),
        (40, "rademacher", "two-sided", 1 / 10_000),
        (40, "webb", "two-sided", 1 / 10_000),
        (0, "rademacher", "two-sided", 1.0),
    ],
)
def test_smallest_pvalue_by_hand(n: int, weights: str, alternative: str, expected: float) -> None:
    assert smallest_wild_pvalue(n, weights, alternative) == pytest.approx(expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("weights", ["rademacher", "webb"])
def test_equal_and_opposite_dates_are_no_evidence(weights: str) -> None:
    test = wild_cluster_bootstrap(np.array([1.0, -1.0, 2.0, -2.0, 3.0, -3.0]), np.arange(6), weights=weights)  # type: ignore[arg-type]
    assert test.pvalue == 1.0


@pytest.mark.parametrize(
    ("values", "dates", "reason"),
    [
        ([], [], "0 date(s); the spread over dates needs at least 2"),
        ([1.0, 2.0], [1, 1], "1 date(s)"),
        ([1.0] * 8, range(8), "all dates have the same mean"),
    ],
)
def test_says_what_is_missing(values: list[float], dates: list[int], reason: str) -> None:
    test = wild_cluster_bootstrap(np.array(values), np.array(dates))
    assert math.isnan(test.pvalue) and reason in test.reason


@few
@given(seed=seeds, scale=st.floats(1e-4, 1e4))
def test_unit_and_sign_do_not_matter(seed: int, scale: float) -> None:
    values, dates = events(seed)
    plain = wild_cluster_bootstrap(values, dates).pvalue
    assert wild_cluster_bootstrap(-scale * values, dates).pvalue == pytest.approx(plain, rel=EXACT)


def test_missing_events_are_left_out() -> None:
    values, dates = events(2)
    assert wild_cluster_bootstrap(np.append(values, np.nan), np.append(dates, 99)) == wild_cluster_bootstrap(
        values, dates
    )


@pytest.mark.parametrize("option", ["alternative", "weights"])
def test_a_misspelt_option_is_refused(option: str) -> None:
    with pytest.raises(ValueError, match=f"{option} is 'upper'; allowed are"):
        wild_cluster_bootstrap(*events(2), **{option: "upper"})  # type: ignore[arg-type]
