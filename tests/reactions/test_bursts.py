"""Headlines that share bars are one event; a common direction is tested on such events."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.inference import cross_sectional_t, date_block_permutation
from aftershock.reactions.bursts import bursts, common_direction, first_of_burst

windows = st.lists(st.tuples(st.integers(-1, 40), st.integers(0, 8)), min_size=1, max_size=12)


def as_rows(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    before = np.array([start for start, _ in pairs])
    return before, before + np.array([length for _, length in pairs])


@given(windows)
def test_bursts_by_brute_force(pairs: list[tuple[int, int]]) -> None:
    before, after = as_rows(pairs)
    bars = [set(range(b + 1, a + 1)) if b >= 0 else set() for b, a in zip(before, after, strict=True)]
    joined = np.array([[bool(one & other) for other in bars] for one in bars])
    for _ in bars:
        joined = (joined.astype(int) @ joined.astype(int)) > 0
    labels = bursts(before, after)
    assert (labels >= 0).tolist() == [bool(one) for one in bars]
    measured = labels >= 0
    same = labels[:, None] == labels[None, :]
    np.testing.assert_array_equal(same[measured][:, measured], joined[measured][:, measured])


def test_windows_that_touch_share_no_bar() -> None:
    assert bursts(np.array([0, 3]), np.array([3, 6])).tolist() == [0, 1]


def test_first_of_each_burst_leads() -> None:
    assert first_of_burst(np.array([1, 0, 1, -1, 0])).tolist() == [True, True, False, False, False]


def test_tests_of_direction_are_those_of_one_move_a_burst() -> None:
    moves = np.array([1.0, 5.0, -0.5, 2.0, 1.5, 0.7, 1.1, 9.0])
    found = common_direction(moves, np.array([0, 0, 1, 2, 3, 4, 5, 5]))
    once = moves[[0, 2, 3, 4, 5, 6]]
    assert found.t.pvalue == pytest.approx(cross_sectional_t(once).pvalue)
    assert found.sign_flip.pvalue == pytest.approx(date_block_permutation(once, np.arange(6)).pvalue)


def test_the_first_headline_with_a_move_speaks_for_its_burst() -> None:
    moves = np.array([np.nan, 5.0, 1.0, 2.0, 3.0, 4.0, 6.0])
    found = common_direction(moves, np.array([0, 0, 1, 2, 3, 4, 5]))
    assert found.t.n_events == 6
    assert found.t.estimate == pytest.approx(21 / 6)


def test_five_bursts_cannot_reach_five_per_cent_by_turning_signs() -> None:
    found = common_direction(np.arange(1.0, 6.0), np.arange(5))
    assert np.isnan(found.sign_flip.pvalue) and "0.0625" in found.sign_flip.reason
    assert found.t.pvalue < 0.05
