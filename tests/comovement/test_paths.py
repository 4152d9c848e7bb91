"""Local projections on arrays, against statsmodels and against regressions written out."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.tsa.api import LocalProjections

from aftershock.comovement.paths import (
    ResponsePath,
    largest_draws,
    largest_score,
    outcome_path,
    path_alpha,
    path_design,
    response_path,
)
from aftershock.simulate import simulate_intensity

EXACT = 1e-8
"""Both sides solve the same equations, by QR and by another decomposition."""
N_ROWS, N_LAGS, HORIZONS = 300, 3, 6
ONE = np.ones((N_ROWS, 1))
SIMULATED = simulate_intensity(N_ROWS, move_response=(0.5, 0.2), rng=3)


def path(**options: object) -> ResponsePath:
    asked: dict[str, object] = {
        "n_lags": N_LAGS,
        "horizons": HORIZONS,
        "response": "move",
        "cumulative": False,
        "errors": "lag_augmented",
    }
    return response_path(SIMULATED.moves, SIMULATED.index, ONE, **(asked | options))  # type: ignore[arg-type]


def by_statsmodels(horizon: int) -> tuple[float, float]:
    """Response of the moves at one horizon, which statsmodels fits on the rows of the last horizon asked for."""
    both = np.column_stack([SIMULATED.index, SIMULATED.moves])
    fitted = LocalProjections(both, shock_idx=0, lags=N_LAGS, horizons=horizon).fit()
    return fitted.irfs[horizon, 1, 0], fitted.stderr[horizon, 1, 0]


@pytest.mark.parametrize("horizon", [0, 1, 6])
def test_responses_and_newey_west_errors_are_those_of_statsmodels(horizon: int) -> None:
    found = path(errors="newey_west")
    ours = found.estimates[horizon], found.std_errors[horizon]
    assert ours == pytest.approx(by_statsmodels(horizon), rel=EXACT)


@pytest.mark.parametrize("horizon", [0, 1, 6])
def test_lag_augmented_estimates_are_those_of_statsmodels(horizon: int) -> None:
    assert path().estimates[horizon] == pytest.approx(by_statsmodels(horizon)[0], rel=EXACT)


def test_cumulated_response_is_the_plain_regression_of_the_summed_moves() -> None:
    moves, shock, horizon = SIMULATED.moves, SIMULATED.index, 4
    rows = np.arange(N_LAGS, N_ROWS - horizon)
    summed = np.array([moves[row : row + horizon + 1].sum() for row in rows])
    lags = [series[rows - lag] for series in (shock, moves) for lag in range(1, N_LAGS + 1)]
    design = np.column_stack([shock[rows], np.ones(rows.size), *lags])
    expected = np.linalg.lstsq(design, summed, rcond=None)[0][0]
    assert path(cumulative=True).estimates[horizon] == pytest.approx(expected, rel=EXACT)


def test_volatility_controls_for_its_own_lags() -> None:
    absolute, shock = np.abs(SIMULATED.moves), SIMULATED.index
    design = path_design(absolute, shock, ONE, N_LAGS)[N_LAGS:]
    expected = np.linalg.lstsq(design, absolute[N_LAGS:], rcond=None)[0][0]
    assert path(response="volatility").estimates[0] == pytest.approx(expected, rel=EXACT)


def test_realised_volatility_is_the_root_mean_square_of_its_rows() -> None:
    found = outcome_path(np.array([3.0, -4.0, 0.0]), 1, response="volatility", cumulative=True)
    assert found[0] == pytest.approx(np.sqrt(12.5))


def test_a_missing_move_breaks_every_window_it_is_in() -> None:
    found = outcome_path(np.array([1.0, np.nan, 2.0, 3.0]), 1, response="move", cumulative=True)
    assert np.isnan(found).tolist() == [True, True, False, True]


def test_rows_shrink_by_one_a_horizon() -> None:
    assert path().n_rows.tolist() == [N_ROWS - N_LAGS - horizon for horizon in range(HORIZONS + 1)]


def test_a_shock_without_variance_has_no_path_but_a_reason() -> None:
    found = response_path(
        SIMULATED.moves, np.ones(N_ROWS), ONE,
        n_lags=1, horizons=1, response="move", cumulative=True, errors="lag_augmented",
    )  # fmt: skip
    assert np.isnan(found.estimates).all() and "does not vary" in found.reason


def test_a_short_sample_has_no_path_but_a_reason() -> None:
    found = response_path(
        SIMULATED.moves[:40], SIMULATED.index[:40], ONE[:40],
        n_lags=4, horizons=2, response="move", cumulative=True, errors="lag_augmented",
    )  # fmt: skip
    assert np.isnan(found.estimates).all() and found.n_rows.tolist() == [0, 0, 0] and found.reason


def test_bias_is_minus_the_earlier_responses_over_the_rows() -> None:
    found = path(cumulative=True)
    assert found.bias()[2] == pytest.approx(-found.estimates[:2].sum() / found.n_rows[2])


def test_level_of_a_single_horizon_is_its_own() -> None:
    assert path_alpha(path(horizons=0), 0.1, rng=0) == pytest.approx(0.1, abs=0.01)


def test_level_of_a_path_lies_between_its_own_and_that_of_bonferroni() -> None:
    assert 0.9 * 0.1 / (HORIZONS + 1) < path_alpha(path(cumulative=True), 0.1, rng=0) < 0.08


def test_score_is_the_normal_value_with_the_p_value_of_the_t() -> None:
    found = path(cumulative=True)
    score, at = largest_score(found)
    ratio = abs(found.estimates[at] / found.std_errors[at])
    assert stats.norm.sf(score) == pytest.approx(stats.t.sf(ratio, found.df[at]), rel=EXACT)


def test_draws_of_unrelated_horizons_are_those_of_independent_normals() -> None:
    apart = np.eye(3, 200)
    free = ResponsePath(np.zeros(3), np.ones(3), np.full(3, np.inf), np.full(3, 200), apart, 1, "")
    draws = largest_draws(free, rng=1, n_draws=20_000)
    assert np.quantile(draws, 0.9) == pytest.approx(2.114, abs=0.03)


def test_detectable_response_is_that_of_the_standard_error() -> None:
    found = path()
    ratio = found.detectable(0.1) / found.std_errors
    assert (ratio > 2.4).all() and (ratio < 2.8).all()
