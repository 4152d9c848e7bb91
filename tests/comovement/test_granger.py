"""Predictive links both ways: against statsmodels, and where the classical test goes wrong."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from aftershock.comovement import granger_tests
from aftershock.comovement.lagged import lag_columns
from aftershock.comovement.predictive import predictive_test
from aftershock.errors import ComovementError, InferenceError
from aftershock.inference.multiplicity import holm
from aftershock.simulate import simulate_intensity

EXACT = 1e-8
"""Both sides solve the same equations by different decompositions."""
SIMULATED = simulate_intensity(500, move_response=(0.0, 0.4), rng=4)
DAYS = pd.bdate_range("2015-01-02", periods=500, name="session")
MOVES = pd.DataFrame(
    {"OIL": SIMULATED.moves, "OTHER": np.random.default_rng(5).standard_normal(500)}, index=DAYS
)
SHOCK = pd.Series(SIMULATED.index, index=DAYS)
FOUND = granger_tests(MOVES, SHOCK)
ONE = np.ones((500, 1))


def test_statistic_and_p_value_are_those_of_an_hc3_wald_test_of_statsmodels() -> None:
    moves, shock, p = SIMULATED.moves, SIMULATED.index, 2
    design = np.column_stack([lag_columns(shock, p + 1), ONE, lag_columns(moves, p + 1)])[p + 1 :]
    fitted = sm.OLS(moves[p + 1 :], design).fit(cov_type="HC3", use_t=True)
    wald = fitted.f_test(np.eye(p, design.shape[1]))
    found = predictive_test(moves, shock, ONE, n_lags=p, reference="f")
    assert (found.statistic, found.pvalue) == pytest.approx((wald.fvalue, float(wald.pvalue)), rel=EXACT)


def test_gain_is_the_share_of_squares_that_the_tested_lags_take_away() -> None:
    moves, shock, p = SIMULATED.moves, SIMULATED.index, 2
    design = np.column_stack([lag_columns(shock, p + 1), ONE, lag_columns(moves, p + 1)])[p + 1 :]
    whole, part = (sm.OLS(moves[p + 1 :], columns).fit().ssr for columns in (design, design[:, p:]))
    assert predictive_test(moves, shock, ONE, n_lags=p).gain == pytest.approx(1 - whole / part, rel=EXACT)


def test_a_link_is_found_the_way_it_runs() -> None:
    assert FOUND.test("OIL").pvalue == pytest.approx(0.001)


def test_and_not_the_other_way() -> None:
    assert FOUND.test("OIL", reverse=True).pvalue > 0.05


def test_bootstrap_and_f_agree_where_variances_are_equal() -> None:
    rng = np.random.default_rng(8)
    target, source = rng.standard_normal((2, 500))
    drawn = predictive_test(target, source, ONE, n_lags=2, n_draws=4000, rng=1)
    assert drawn.pvalue == pytest.approx(
        predictive_test(target, source, ONE, n_lags=2, reference="f").pvalue, abs=0.03
    )


def test_p_values_are_adjusted_over_the_whole_table() -> None:
    table = FOUND.to_frame()
    assert table["adjusted_pvalue"].to_numpy() == pytest.approx(holm(table["pvalue"].to_numpy()))


def test_same_seed_gives_the_same_table() -> None:
    pd.testing.assert_frame_equal(granger_tests(MOVES, SHOCK).to_frame(), FOUND.to_frame(), check_exact=True)


def test_an_asset_keeps_its_p_value_beside_others() -> None:
    alone = granger_tests(MOVES, SHOCK, assets=["OIL"])
    assert alone.test("OIL").pvalue == FOUND.test("OIL").pvalue


def test_summary_speaks_of_foreseeing_and_not_of_reasons() -> None:
    text = FOUND.summary()
    assert "does not say that one is the reason" in text and "caus" not in text


def test_repr_is_one_line() -> None:
    assert repr(FOUND) == "GrangerTests(OIL, OTHER; move; 4 tests)"


def test_too_short_a_sample_has_a_reason_and_no_number() -> None:
    short = granger_tests(MOVES.iloc[:36], SHOCK.iloc[:36], lags=2)
    assert (
        np.isnan(short.test("OIL").pvalue)
        and "complete rows" in short.reason
        and "no number" in short.summary()
    )


def test_a_series_that_does_not_vary_has_a_reason_and_no_number() -> None:
    still = granger_tests(MOVES, pd.Series(1.0, index=DAYS), lags=1)
    assert "do not vary" in still.test("OIL").reason


def test_lags_below_one_are_refused() -> None:
    with pytest.raises(ComovementError, match="lags is 0"):
        granger_tests(MOVES, SHOCK, lags=0)


def test_no_draws_are_refused() -> None:
    with pytest.raises(InferenceError, match="n_draws is 0"):
        granger_tests(MOVES, SHOCK, n_draws=0)


def test_an_asset_without_a_test_is_refused() -> None:
    with pytest.raises(ComovementError, match="those of OIL, OTHER"):
        FOUND.test("GOLD")
