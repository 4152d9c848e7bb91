"""Running sums: the sum of every window, from that window's rows alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.study.running import running_sums

EPS = float(np.finfo(np.float64).eps)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n_rows=st.integers(1, 60), length=st.integers(1, 60))
def test_every_window_is_summed(seed: int, n_rows: int, length: int) -> None:
    values = np.random.default_rng(seed).integers(-9, 10, (2, n_rows)).astype(float)
    first = np.arange(max(n_rows - length + 1, 0))
    expected = [[column[at : at + length].sum() for at in first] for column in values]
    np.testing.assert_array_equal(running_sums(values, length).over(first), np.reshape(expected, (2, -1)))


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7])
def test_rows_outside_a_window_leave_no_trace(length: int) -> None:
    rng = np.random.default_rng(3)
    calm, loud = rng.normal(0, 1e-9, (1, 40)), rng.normal(0, 1e9, (1, 40))
    loud[:, 12 : 12 + length] = calm[:, 12 : 12 + length]
    at = np.array([12])
    assert abs(running_sums(loud, length).over(at) - calm[:, 12 : 12 + length].sum()).item() <= 7 * EPS * 1e-9


def test_the_error_is_that_of_adding_the_window_up() -> None:
    rng = np.random.default_rng(4)
    values = rng.lognormal(0, 6, (1, 5000))
    first = np.arange(0, 4700, 37)
    exact = [values[0, at : at + 250].astype(np.longdouble).sum() for at in first]
    error = np.abs(running_sums(values, 250).over(first)[0] - np.array(exact)) / np.array(exact)
    assert float(error.max()) <= 250 * EPS
