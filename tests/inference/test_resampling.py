"""Patterns of signs and p-values that count the observed arrangement."""

from itertools import product

import numpy as np
import pytest

from aftershock.errors import InferenceError
from aftershock.inference.resampling import as_extreme, share_as_extreme, sign_patterns


@pytest.mark.parametrize("n_blocks", [0, 1, 3, 6])
def test_few_blocks_give_every_pattern_once(n_blocks: int) -> None:
    patterns, complete = sign_patterns(n_blocks, 100, 0)
    assert complete
    assert sorted(map(tuple, patterns)) == sorted(product((-1.0, 1.0), repeat=n_blocks))


def test_a_complete_list_begins_with_the_observed_signs() -> None:
    assert sign_patterns(4, 100, 0)[0][0].tolist() == [1.0] * 4


@pytest.mark.parametrize("n_blocks", [7, 80])
def test_many_blocks_are_drawn(n_blocks: int) -> None:
    patterns, complete = sign_patterns(n_blocks, 100, 0)
    assert not complete
    assert patterns.shape == (100, n_blocks)
    assert set(np.unique(patterns)) == {-1.0, 1.0}


def test_the_seed_decides() -> None:
    first, again, other = (sign_patterns(20, 50, seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_generator_is_drawn_from() -> None:
    generator = np.random.default_rng(1)
    first, second = (sign_patterns(20, 50, generator)[0] for _ in range(2))
    assert (first != second).any()


def test_no_draws_are_refused() -> None:
    with pytest.raises(InferenceError, match="n_draws is 0; give at least 1"):
        sign_patterns(3, 0, 0)


@pytest.mark.parametrize(("alternative", "count"), [("two-sided", 3), ("greater", 2), ("less", 4)])
def test_counting_by_hand(alternative: str, count: int) -> None:
    draws = np.array([-3.0, -1.0, 1.0, 2.0, 5.0])
    assert as_extreme(draws, 2.0, alternative) == count  # type: ignore[arg-type]


def test_equal_up_to_rounding_counts_as_equal() -> None:
    assert as_extreme(np.array([0.3]), 0.1 + 0.2, "greater") == 1


def test_a_drawn_pvalue_is_never_zero() -> None:
    assert share_as_extreme(np.zeros(99), 5.0, "two-sided", complete=False) == 0.01


def test_a_complete_pvalue_is_a_plain_share() -> None:
    assert share_as_extreme(np.array([5.0, 1.0, -1.0, -5.0]), 5.0, "two-sided", complete=True) == 0.5
