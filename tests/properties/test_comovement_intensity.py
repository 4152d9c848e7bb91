"""What must not change the answer: units, constants, the order of headlines, and what comes later."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.comovement import granger_tests, headline_intensity, local_projection
from aftershock.comovement.surprises import standardized_surprises
from aftershock.simulate import simulate_intensity

few = settings(max_examples=8, deadline=None)
scales = st.floats(0.01, 100.0)
shifts = st.floats(-5.0, 5.0)
seeds = st.integers(0, 1000)
ENDS = pd.date_range("2022-02-17T00:00Z", periods=49, freq="h")
CLOSE = 1e-6
"""The same least squares on columns of another size."""


def sample(seed: int) -> tuple[pd.DataFrame, pd.Series]:
    made = simulate_intensity(150, move_response=(0.3,), rng=seed)
    return pd.DataFrame({"OIL": made.moves}), pd.Series(made.index)


@few
@given(seed=seeds, by=scales, plus=shifts)
def test_units_of_moves_and_shock_scale_the_response_and_nothing_else(
    seed: int, by: float, plus: float
) -> None:
    moves, shock = sample(seed)
    plain = local_projection(moves, shock, horizons=3, lags=2).paths[0]
    other = local_projection(by * moves, 2.0 * shock + plus, horizons=3, lags=2).paths[0]
    assert other.estimates == pytest.approx(by / 2 * plain.estimates, rel=CLOSE)
    assert other.estimates / other.std_errors == pytest.approx(plain.estimates / plain.std_errors, rel=CLOSE)


@few
@given(seed=seeds, by=scales, plus=shifts)
def test_units_do_not_change_a_predictive_test(seed: int, by: float, plus: float) -> None:
    moves, shock = sample(seed)
    plain = granger_tests(moves, shock, lags=2, n_draws=49).test("OIL")
    other = granger_tests(by * moves, -2.0 * shock + plus, lags=2, n_draws=49).test("OIL")
    assert other.statistic == pytest.approx(plain.statistic, rel=CLOSE)


@few
@given(seed=seeds, row=st.integers(60, 140))
def test_what_comes_later_changes_no_surprise(seed: int, row: int) -> None:
    values = np.random.default_rng(seed).standard_normal(150)
    later = values.copy()
    later[row:] += 9.0
    before, after = (standardized_surprises(one, n_lags=2, fewest=40) for one in (values, later))
    assert np.array_equal(before[:row], after[:row], equal_nan=True)


@few
@given(minutes=st.lists(st.integers(0, 48 * 60), min_size=2, max_size=30, unique=True), seed=seeds)
def test_order_of_headlines_does_not_matter_and_each_is_counted_once(minutes: list[int], seed: int) -> None:
    heads = pd.DataFrame({"instant": ENDS[0] + pd.to_timedelta(sorted(minutes), unit="min")})
    whole = (str(ENDS[0]), str(ENDS[-1] + pd.Timedelta("1h")))
    plain = headline_intensity(heads, ENDS, coverage=whole)
    mixed = headline_intensity(heads.sample(frac=1.0, random_state=seed), ENDS, coverage=whole)
    pd.testing.assert_frame_equal(plain, mixed)
    assert plain["headlines"].sum() == sum(minute < 48 * 60 for minute in minutes)
