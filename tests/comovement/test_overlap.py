"""One coefficient judged under unequal variances and overlapping sums, against matrices written out."""

import numpy as np
import pytest
import statsmodels.api as sm

from aftershock.comovement.overlap import robust_coefficient, spread_overlap

EXACT = 1e-9
"""Both sides are the same algebra in another order."""
N_ROWS = 60


def sample(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    design = np.column_stack([rng.standard_normal(N_ROWS), np.ones(N_ROWS), rng.standard_normal((N_ROWS, 3))])
    return rng.standard_normal(N_ROWS) * (1 + np.abs(design[:, 0])), design


def brute_force(outcome: np.ndarray, design: np.ndarray, width: int) -> tuple[float, float]:
    """Standard error and degrees of freedom with every matrix in full."""
    rows = np.flatnonzero(np.isfinite(outcome))
    y, x = outcome[rows], design[rows]
    overlap = np.maximum(0.0, 1.0 - np.abs(rows[:, None] - rows[None, :]) / width)
    inverse = np.linalg.inv(x.T @ x)
    hat = x @ inverse @ x.T
    left = np.eye(rows.size) - hat
    kept = left @ overlap @ left
    weights = (inverse @ x.T)[0]
    residuals = y - hat @ y
    shares = weights**2 / np.diag(kept)
    variance = (weights**2 * residuals**2 / np.diag(kept) / (1 - np.diag(hat))).sum()
    return np.sqrt(variance), (weights**2).sum() ** 2 / (np.outer(shares, shares) * kept**2).sum()


@pytest.mark.parametrize("width", [1, 2, 7])
@pytest.mark.parametrize("holes", [(), (5, 20, 21)])
def test_standard_error_and_degrees_of_freedom_are_those_of_the_full_matrices(
    width: int, holes: tuple[int, ...]
) -> None:
    outcome, design = sample()
    outcome[list(holes)] = np.nan
    found = robust_coefficient(outcome, design, width=width)
    assert found is not None
    assert (found.std_error, found.df) == pytest.approx(brute_force(outcome, design, width), rel=EXACT)


def test_without_overlap_the_standard_error_is_hc3_of_statsmodels() -> None:
    outcome, design = sample(3)
    found, fitted = robust_coefficient(outcome, design), sm.OLS(outcome, design).fit(cov_type="HC3")
    assert found is not None
    assert (found.estimate, found.std_error) == pytest.approx((fitted.params[0], fitted.bse[0]), rel=EXACT)


def test_the_squares_of_the_influence_sum_to_the_squared_standard_error() -> None:
    found = robust_coefficient(*sample(1), width=4)
    assert found is not None
    assert (found.influence**2).sum() == pytest.approx(found.std_error**2, rel=EXACT)


def test_overlap_leaves_fewer_degrees_of_freedom() -> None:
    single, wide = (robust_coefficient(*sample(2), width=width) for width in (1, 8))
    assert single is not None and wide is not None
    assert wide.df < single.df / 2


def test_a_row_that_its_own_column_explains_adds_nothing() -> None:
    outcome, design = sample(4)
    alone = np.zeros((N_ROWS, 1))
    alone[10] = 1.0
    without = outcome.copy()
    without[10] = np.nan
    kept = robust_coefficient(outcome, np.hstack([design, alone]))
    left_out = robust_coefficient(without, design)
    assert kept is not None and left_out is not None
    assert kept.std_error == pytest.approx(left_out.std_error, rel=EXACT)


def test_columns_that_determine_each_other_have_no_coefficient() -> None:
    outcome, design = sample()
    assert robust_coefficient(outcome, np.hstack([design, design[:, :1]])) is None


def test_fewer_rows_than_columns_have_no_coefficient() -> None:
    assert robust_coefficient(np.ones(2), np.ones((2, 3))) is None


def test_spread_columns_are_those_of_the_full_matrix() -> None:
    columns = sample()[1]
    distance = np.abs(np.subtract.outer(np.arange(N_ROWS), np.arange(N_ROWS)))
    assert spread_overlap(columns, 5) == pytest.approx(np.maximum(0, 1 - distance / 5) @ columns, abs=EXACT)
