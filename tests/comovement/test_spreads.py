"""A handful of moves as a distribution."""

import numpy as np
import pytest

from aftershock.comovement.spreads import Spread, spread_of

TEN = np.arange(-3.0, 7.0)


def test_quantiles_mean_and_share_are_those_of_the_values() -> None:
    found = spread_of(TEN)
    assert (found.n, found.mean, found.median, found.share_up) == (10, 1.5, 1.5, 0.6)


def test_missing_values_are_left_out() -> None:
    assert spread_of(np.append(TEN, np.nan)) == spread_of(TEN)


def test_seven_values_are_not_described() -> None:
    found = spread_of(TEN[:7])
    assert found.n == 7 and np.isnan(found.median) and "at least 8" in found.reason


def test_returns_are_shown_in_per_cent() -> None:
    assert "median 1.50 %" in spread_of(TEN / 100, unit="%").sentence("Gold")


def test_a_row_reads_back() -> None:
    found = spread_of(TEN, unit="bp")
    assert Spread.of_row(found.as_row()) == found


@pytest.mark.parametrize("alpha", [0.05, 0.2])
def test_the_interval_of_the_share_narrows_with_alpha(alpha: float) -> None:
    found, usual = spread_of(TEN, alpha=alpha), spread_of(TEN, alpha=0.10)
    assert (found.share_up_high > usual.share_up_high) == (alpha < 0.10)
