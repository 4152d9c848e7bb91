"""Correlations from sums by block: against numpy, against leaving out each block, and by hand."""

import numpy as np
import pytest

from aftershock.comovement.block_correlation import block_correlation, fisher_interval, jackknife_changes

EXACT = 1e-12
FIRST_ORDER = 2e-3  # what leaving out one of 200 blocks changes beyond first order


def blocks(seed: int, n: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y = np.random.default_rng(seed).standard_normal((2, n))
    y = 0.5 * x + y
    return x * y, x * x, y * y


def test_correlation_is_that_of_all_moves() -> None:
    products, first, second = blocks(1)
    expected = products.sum() / np.sqrt(first.sum() * second.sum())
    assert block_correlation(products, first, second, alpha=0.1).correlation == pytest.approx(
        expected, abs=EXACT
    )


def test_changes_are_those_of_leaving_out_each_block() -> None:
    products, first, second = blocks(2)
    whole, changes, _ = jackknife_changes(products, first, second)
    without = [
        whole - np.delete(products, b).sum() / np.sqrt(np.delete(first, b).sum() * np.delete(second, b).sum())
        for b in range(products.size)
    ]
    assert np.corrcoef(changes, without)[0, 1] > 1 - FIRST_ORDER


def test_blocks_that_all_agree_leave_no_error() -> None:
    found = block_correlation(np.ones(5), np.full(5, 2.0), np.full(5, 2.0), alpha=0.1)
    assert (float(found.std_error), float(found.low), float(found.high)) == pytest.approx(
        (0.0, 0.5, 0.5), abs=EXACT
    )


def test_standard_error_by_hand() -> None:
    found = block_correlation(np.array([1.0, -1.0, 1.0, -1.0]), np.ones(4), np.ones(4), alpha=0.1)
    # r is 0, each block adds +-1/4 and holds a quarter of the squares
    assert float(found.std_error) == pytest.approx(np.sqrt(4 * (0.25 / 0.75) ** 2), abs=EXACT)


def test_one_wild_block_counts_as_hardly_more_than_one() -> None:
    products, first, second = blocks(3, 50)
    first[0] = second[0] = 1e6
    assert float(block_correlation(products, first, second, alpha=0.1).n_effective) < 1.1


def test_two_blocks_give_an_estimate_without_interval() -> None:
    found = block_correlation(np.ones(2), np.full(2, 2.0), np.full(2, 2.0), alpha=0.1)
    assert float(found.correlation) == 0.5
    assert np.isnan([found.std_error, found.low, found.high]).all()


def test_asset_that_does_not_move_is_undefined() -> None:
    assert np.isnan(block_correlation(np.zeros(4), np.zeros(4), np.ones(4), alpha=0.1).correlation)


def test_interval_stays_within_one_and_widens_with_its_coverage() -> None:
    estimate, error, df = np.array(0.97), np.array(0.05), np.array(8.0)
    narrow, wide = (fisher_interval(estimate, error, df, alpha=alpha) for alpha in (0.1, 0.01))
    assert -1 < wide[0] < narrow[0] < 0.97 < narrow[1] < wide[1] < 1
