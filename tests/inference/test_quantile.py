"""The sample-quantile test by counting: a move among the quiet days of its own asset."""

import math

import numpy as np
import pytest

from aftershock.inference import noticeable_move, sample_quantile
from aftershock.inference.quantile import rolling_sums

QUIET = np.array([-3.0, -1.0, 0.0, 0.5, 2.0, 2.0, 4.0])  # seven days: p-values are multiples of 1/8


def counted(abnormal: float, quiet: np.ndarray) -> float:
    """Two-sided p-value by two loops."""
    below = above = 1
    for value in quiet:
        below += value <= abnormal
        above += value >= abnormal
    return min(1.0, 2 * min(below, above) / (len(quiet) + 1))


@pytest.mark.parametrize(
    ("abnormal", "pvalue"),
    [
        (5.0, 2 / 8),  # none as high: the event alone
        (4.0, 4 / 8),  # a tie counts against the event
        (2.0, 8 / 8),  # two ties and one above: (1 + 3) / 8, doubled
        (-9.0, 2 / 8),
        (0.2, 8 / 8),
    ],
)
def test_two_sided_by_hand(abnormal: float, pvalue: float) -> None:
    assert sample_quantile(abnormal, QUIET).pvalue == pytest.approx(pvalue)


def test_greater_counts_the_upper_tail() -> None:
    assert sample_quantile(2.0, QUIET, alternative="greater").pvalue == pytest.approx(4 / 8)


def test_less_counts_the_lower_tail() -> None:
    assert sample_quantile(2.0, QUIET, alternative="less").pvalue == pytest.approx(7 / 8)


def test_statistic_is_the_share_at_or_below() -> None:
    assert sample_quantile(2.0, QUIET).statistic == pytest.approx(6 / 7)


def test_equals_the_count_by_loops() -> None:
    rng = np.random.default_rng(3)
    quiet = rng.integers(-20, 20, 119).astype(float)
    for abnormal in range(-22, 23):
        assert sample_quantile(abnormal, quiet).pvalue == pytest.approx(counted(abnormal, quiet))


def test_is_never_zero() -> None:
    assert sample_quantile(1e9, np.zeros(239)).pvalue == pytest.approx(2 / 240)


def test_missing_days_are_not_counted() -> None:
    with_gaps = np.array([np.nan, *QUIET, np.nan])
    assert sample_quantile(5.0, with_gaps) == sample_quantile(5.0, QUIET)


@pytest.mark.parametrize(
    ("abnormal", "quiet"), [(math.nan, QUIET), (1.0, np.array([np.nan])), (1.0, np.empty(0))]
)
def test_undefined_without_a_move_or_a_quiet_day(abnormal: float, quiet: np.ndarray) -> None:
    test = sample_quantile(abnormal, quiet)
    assert math.isnan(test.pvalue)
    assert test.reason == "no finite abnormal move or no estimation days"


def test_has_no_interval() -> None:
    assert all(math.isnan(limit) for limit in sample_quantile(5.0, QUIET).conf_int())


@pytest.mark.parametrize("quiet", [QUIET, np.empty(0)], ids=["days", "none"])
def test_a_misspelt_alternative_is_refused(quiet: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alternative is 'higher'; allowed are"):
        sample_quantile(1.0, quiet, alternative="higher")  # type: ignore[arg-type]


def test_rolling_sums_by_hand() -> None:
    np.testing.assert_array_equal(rolling_sums(np.array([1.0, 2.0, 4.0, 8.0]), 3), [7.0, 14.0])


def test_rolling_sums_of_one_day_are_the_days() -> None:
    np.testing.assert_array_equal(rolling_sums(QUIET, 1), QUIET)


def test_a_run_with_a_hole_is_missing() -> None:
    np.testing.assert_array_equal(rolling_sums(np.array([1.0, np.nan, 4.0, 8.0]), 2), [np.nan, np.nan, 12.0])


def test_too_few_days_make_no_run() -> None:
    assert rolling_sums(np.array([1.0, 2.0]), 3).size == 0


@pytest.mark.parametrize("n_days", [39, 60, 119, 199, 240])
@pytest.mark.parametrize("alpha", [0.05, 0.10, 0.2])
def test_noticeable_move_is_where_the_test_begins_to_reject(n_days: int, alpha: float) -> None:
    quiet = np.random.default_rng(n_days).standard_normal(n_days)
    size = noticeable_move(quiet, alpha=alpha)
    just_beyond = np.nextafter(size, np.inf)
    for sign in (-1, 1):
        assert counted(sign * just_beyond, quiet) <= alpha
    assert max(counted(-size, quiet), counted(size, quiet)) > alpha


def test_noticeable_move_by_hand() -> None:
    # 39 days, 5 %: k = floor(0.05 * 40 / 2) - 1 = 0 days may lie beyond, so beyond the largest on both sides
    assert noticeable_move(np.arange(39.0) - 20.0) == 20.0


def test_too_few_days_can_notice_nothing() -> None:
    assert math.isnan(noticeable_move(np.arange(38.0) - 20.0))


def test_noticeable_move_leaves_missing_days_out() -> None:
    assert noticeable_move(np.append(np.arange(39.0) - 20.0, np.nan)) == 20.0


def test_noticeable_move_refuses_a_percentage() -> None:
    with pytest.raises(ValueError, match=r"alpha is 5; .*between 0 and 1"):
        noticeable_move(QUIET, alpha=5)
