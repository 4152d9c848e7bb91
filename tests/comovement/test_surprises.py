"""Surprises: forecast errors from the past alone."""

import numpy as np
import pytest
import statsmodels.api as sm

from aftershock.comovement.lagged import lag_columns
from aftershock.comovement.surprises import standardized_surprises

EXACT = 1e-7
"""Sums of products against a fresh regression."""
VALUES = 4.5 + np.cumsum(np.random.default_rng(2).standard_normal(150)) * 0.1


def test_each_surprise_is_the_forecast_error_of_a_regression_on_the_rows_before() -> None:
    design, row = np.column_stack([np.ones(150), lag_columns(VALUES, 2)]), 120
    fitted = sm.OLS(VALUES[2:row], design[2:row]).fit()
    forecast = fitted.get_prediction(design[row : row + 1])
    expected = (VALUES[row] - forecast.predicted_mean[0]) / forecast.se_obs[0]
    found = standardized_surprises(VALUES, n_lags=2, fewest=50)
    assert found[row] == pytest.approx(expected, rel=EXACT)


def test_the_first_surprise_has_the_history_asked_for() -> None:
    assert int(np.isfinite(standardized_surprises(VALUES, n_lags=2, fewest=50)).argmax()) == 52


def test_a_gap_leaves_out_the_rows_that_need_it() -> None:
    gap = VALUES.copy()
    gap[100] = np.nan
    assert np.flatnonzero(np.isnan(standardized_surprises(gap, n_lags=2, fewest=50)[60:])).tolist() == [
        40,
        41,
        42,
    ]


def test_too_short_a_series_has_none() -> None:
    assert np.isnan(standardized_surprises(VALUES[:40], n_lags=2, fewest=50)).all()
