"""The mean correlation between events against loops over pairs, and the weights of shared days."""

import math
from itertools import combinations

import numpy as np
import pytest

from aftershock.inference import mean_overlap_correlation

LOOP_TOLERANCE = 1e-12
N_DAYS = 120


def by_loops(residuals: np.ndarray, event_days: np.ndarray, minimum_shared: int = 30) -> float:
    """Correlate each pair over the days both have, weight by shared event days, average over all pairs."""
    pairs = []
    for i, j in combinations(range(len(residuals)), 2):
        both = np.isfinite(residuals[i]) & np.isfinite(residuals[j])
        correlation = 0.0
        if both.sum() >= minimum_shared:
            correlation = np.corrcoef(residuals[i][both], residuals[j][both])[0, 1]
        shared = (event_days[i] & event_days[j]).sum()
        pairs.append(correlation * shared / math.sqrt(event_days[i].sum() * event_days[j].sum()))
    return float(np.mean(pairs))


@pytest.fixture
def residuals() -> np.ndarray:
    rng = np.random.default_rng(11)
    values = rng.standard_normal((5, N_DAYS)) + rng.standard_normal(N_DAYS)
    values[rng.random(values.shape) < 0.15] = np.nan
    values[:, 100:] = np.nan
    return values


def days(*spans: tuple[int, int]) -> np.ndarray:
    marked = np.zeros((len(spans), N_DAYS), dtype=bool)
    for row, (start, end) in zip(marked, spans, strict=True):
        row[start:end] = True
    return marked


def test_one_date_gives_the_plain_mean_of_pairwise_complete_correlations(residuals: np.ndarray) -> None:
    common = days(*[(105, 108)] * 5)
    expected = by_loops(residuals, common)
    assert expected > 0.3
    assert mean_overlap_correlation(residuals, common) == pytest.approx(expected, rel=LOOP_TOLERANCE)


def test_partial_overlap_is_weighted_by_shared_days(residuals: np.ndarray) -> None:
    spans = days((100, 103), (101, 104), (102, 106), (110, 111), (103, 105))
    expected = by_loops(residuals, spans)
    assert mean_overlap_correlation(residuals, spans) == pytest.approx(expected, rel=LOOP_TOLERANCE)


def test_half_shared_windows_halve_the_correlation() -> None:
    common = np.random.default_rng(1).standard_normal(N_DAYS)
    rows = np.vstack([common, common])
    assert mean_overlap_correlation(rows, days((100, 102), (101, 103))) == pytest.approx(0.5)


def test_windows_apart_count_as_uncorrelated() -> None:
    common = np.random.default_rng(1).standard_normal(N_DAYS)
    assert mean_overlap_correlation(np.vstack([common, common]), days((100, 102), (110, 112))) == 0.0


def test_opposite_events_have_correlation_minus_one() -> None:
    common = np.random.default_rng(1).standard_normal(N_DAYS)
    mean = mean_overlap_correlation(np.vstack([common, -common]), days((100, 101), (100, 101)))
    assert mean == pytest.approx(-1.0)


@pytest.mark.parametrize(("shared", "expected"), [(30, 1.0), (29, 0.0)])
def test_too_few_shared_days_count_as_uncorrelated(shared: int, expected: float) -> None:
    common = np.random.default_rng(1).standard_normal(N_DAYS)
    rows = np.vstack([common, common])
    rows[0, :50] = np.nan
    rows[1, 50 + shared :] = np.nan
    assert mean_overlap_correlation(rows, days((110, 111), (110, 111))) == pytest.approx(expected)


def test_one_event_has_no_pairs() -> None:
    assert math.isnan(mean_overlap_correlation(np.ones((1, N_DAYS)), days((110, 111))))


def test_an_event_without_any_residual_counts_as_uncorrelated(residuals: np.ndarray) -> None:
    residuals[0] = np.nan
    common = days(*[(105, 106)] * 5)
    expected = by_loops(residuals, common)
    assert mean_overlap_correlation(residuals, common) == pytest.approx(expected, rel=LOOP_TOLERANCE)


def test_a_price_that_stands_still_over_the_shared_days_counts_as_uncorrelated() -> None:
    rng = np.random.default_rng(5)
    rows = rng.standard_normal((2, N_DAYS))
    rows[0, 60:] = 0.1
    rows[1, :60] = np.nan
    assert mean_overlap_correlation(rows, days((110, 111), (110, 111))) == 0.0


def test_an_event_without_a_window_counts_as_uncorrelated() -> None:
    common = np.random.default_rng(1).standard_normal(N_DAYS)
    assert mean_overlap_correlation(np.vstack([common, common]), days((100, 102), (0, 0))) == 0.0


def test_a_common_level_does_not_matter(residuals: np.ndarray) -> None:
    common = days(*[(105, 106)] * 5)
    shifted = residuals + np.arange(5.0)[:, None]
    assert mean_overlap_correlation(shifted, common) == pytest.approx(
        mean_overlap_correlation(residuals, common), rel=1e-9
    )
