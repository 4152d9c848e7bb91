"""Sums over a grid of shifts, and where they are largest."""

import numpy as np
import pytest

from aftershock.comovement.contrasts import block_sums, largest_shift, lead_lag_ratio, shift_interval
from aftershock.comovement.hayashi_yoshida import Intervals, hayashi_yoshida_covariance

EXACT = 1e-9
SHIFTS = np.array([-20, -10, 0, 10, 20])


@pytest.fixture
def pair() -> tuple[Intervals, Intervals]:
    rng = np.random.default_rng(2)
    edges = [np.cumsum(rng.integers(1, 20, size=101)) for _ in range(2)]
    first, second = (Intervals(one[:-1], one[1:], rng.standard_normal(100)) for one in edges)
    return first, second


def test_blocks_add_up_to_the_covariance_at_each_shift(pair: tuple[Intervals, Intervals]) -> None:
    sums = block_sums(*pair, shifts=SHIFTS, block=100)
    expected = [hayashi_yoshida_covariance(*pair, shift=int(shift)) for shift in SHIFTS]
    assert sums.products.sum(axis=1) == pytest.approx(expected, abs=EXACT)


def test_product_is_in_the_block_where_the_first_move_ends(pair: tuple[Intervals, Intervals]) -> None:
    sums = block_sums(*pair, shifts=SHIFTS, block=100)
    blocks = np.unique(np.concatenate([one.ends // 100 for one in pair]))
    third = pair[0].where(pair[0].ends // 100 == blocks[2])
    assert sums.products[3, 2] == pytest.approx(
        hayashi_yoshida_covariance(third, pair[1], shift=10), abs=EXACT
    )


def test_squares_are_of_moves_that_meet_one_of_the_other(pair: tuple[Intervals, Intervals]) -> None:
    first, second = pair
    sums = block_sums(first, second, shifts=np.array([-900, 0, 900]), block=100)
    met = [
        any(max(u, s + 900) < min(v, e + 900) for s, e in zip(first.starts, first.ends, strict=True))
        for u, v in zip(second.starts, second.ends, strict=True)
    ]
    assert sums.second[2].sum() == pytest.approx((second.moves[met] ** 2).sum(), abs=EXACT)


def test_difference_changes_sign_when_the_assets_are_swapped(pair: tuple[Intervals, Intervals]) -> None:
    there, back = (
        block_sums(*ordered, shifts=SHIFTS, block=10**9).difference() for ordered in (pair, pair[::-1])
    )
    assert there.sum(axis=0) == pytest.approx(-back.sum(axis=0), abs=EXACT)


def test_ratio_by_hand() -> None:
    assert lead_lag_ratio(np.array([0.1, 0.2, 0.9, 0.3, 0.4])) == pytest.approx((0.09 + 0.16) / (0.01 + 0.04))


def test_ratio_without_anything_behind_is_undefined() -> None:
    assert np.isnan(lead_lag_ratio(np.array([0.0, 0.9, 0.3])))


def test_of_equal_sums_the_one_nearest_the_middle_is_largest() -> None:
    assert largest_shift(np.ones((5, 1))) == 2


def test_negative_sums_count_by_their_size() -> None:
    assert largest_shift(np.array([[1.0], [0.0], [-2.0]])) == 2


def test_location_without_a_peak_is_anywhere() -> None:
    noise = np.random.default_rng(1).standard_normal((21, 30))
    low, high = shift_interval(noise, alpha=0.1, n_draws=499, rng=0)
    assert high - low > 10


def test_location_is_the_same_for_the_same_seed() -> None:
    noise = np.random.default_rng(1).standard_normal((21, 30))
    again = [shift_interval(noise, alpha=0.1, n_draws=99, rng=4) for _ in range(2)]
    assert again[0] == again[1]


def test_weights_make_every_block_as_volatile(pair: tuple[Intervals, Intervals]) -> None:
    first, second = pair
    wild = Intervals(first.starts, first.ends, np.where(first.ends // 100 == 3, 50.0, 1.0) * first.moves)
    calm, loud = (block_sums(one, second, shifts=SHIFTS, block=100) for one in (first, wild))
    assert loud.products[2] * loud.weights == pytest.approx(calm.products[2] * calm.weights, abs=EXACT)


def test_block_in_which_an_asset_stands_still_has_no_weight() -> None:
    still = Intervals(np.array([0, 10]), np.array([10, 20]), np.array([0.0, 1.0]))
    assert block_sums(still, still, shifts=np.array([-5, 0, 5]), block=11).weights.tolist() == [0.0, 1.0]
