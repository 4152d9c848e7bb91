"""Lags on arrays, and how many a series needs."""

import numpy as np
import pytest
from statsmodels.tsa.ar_model import AutoReg

from aftershock.comovement.lagged import lag_columns, lag_limit, own_lags

MOST = 6


def persistent(n_rows: int, seed: int) -> np.ndarray:
    shocks, path = np.random.default_rng(seed).standard_normal(n_rows), np.zeros(n_rows)
    for row in range(3, n_rows):
        path[row] = 0.4 * path[row - 1] + 0.4 * path[row - 3] + shocks[row]
    return path


def test_a_lag_holds_the_value_of_so_many_rows_before() -> None:
    assert lag_columns(np.array([5.0, 6.0, 7.0]), 2)[2].tolist() == [6.0, 5.0]


@pytest.mark.parametrize(("penalty", "name"), [(2.0, "aic"), (np.log(294), "bic")])
def test_chosen_lags_are_those_of_the_least_criterion_of_statsmodels(penalty: float, name: str) -> None:
    path = persistent(300, 5)
    fits = [AutoReg(path, lags, hold_back=MOST).fit() for lags in range(1, MOST + 1)]
    best = 1 + int(np.argmin([getattr(fit, name) for fit in fits]))
    assert own_lags(path, np.ones((300, 1)), most=MOST, penalty=penalty) == best


def test_a_long_series_needs_the_lags_it_was_made_with() -> None:
    assert own_lags(persistent(4000, 1), np.ones((4000, 1)), most=MOST, penalty=np.log(4000)) == 3


def test_a_gap_leaves_its_rows_out_of_the_choice() -> None:
    path = persistent(4000, 1)
    path[100] = np.nan
    assert own_lags(path, np.ones((4000, 1)), most=MOST, penalty=np.log(4000)) == 3


@pytest.mark.parametrize(("n_rows", "limit"), [(5, 1), (60, 3), (1000, 21), (6000, 33)])
def test_the_limit_grows_with_the_fourth_root(n_rows: int, limit: int) -> None:
    assert lag_limit(n_rows) == limit
