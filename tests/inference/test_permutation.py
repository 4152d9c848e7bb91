"""The permutation test for one event by loops, by hand, and where it has nothing to say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aftershock.errors import InferenceError
from aftershock.inference import nguyen_wolf_permutation

EXACT = 1e-10
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=20, deadline=None)


def event(seed: int, n_days: int = 3, n_estimation: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0.5, 1.0, n_days), rng.standard_normal(n_estimation)


def by_shifts(abnormal: np.ndarray, residuals: np.ndarray, *, studentized: bool = False) -> float:
    """Cut every window from the circle of days by a loop and rank the event's own."""
    days = [*residuals, *abnormal]
    n, length = len(days), len(abnormal)
    sizes = []
    for start in range(n):
        inside = [(start + at) % n for at in range(length)]
        window = [days[at] for at in inside]
        rest = [days[at] for at in range(n) if at not in inside]
        if all(np.isfinite(window)):
            scale = np.nanstd(rest, ddof=1) if studentized else 1.0
            sizes.append((start, abs(sum(window)) / scale))
    own = dict(sizes)[n - length]
    return sum(size >= own * (1 - EXACT) for _, size in sizes) / len(sizes)


@pytest.mark.parametrize("studentized", [False, True])
@pytest.mark.parametrize("n_days", [1, 3])
@pytest.mark.parametrize("seed", range(4))
def test_shifts_equal_the_loop(seed: int, n_days: int, studentized: bool) -> None:
    arrays = event(seed, n_days)
    test = nguyen_wolf_permutation(*arrays, studentized=studentized)
    assert test.pvalue == pytest.approx(by_shifts(*arrays, studentized=studentized), rel=EXACT)


@pytest.mark.parametrize("studentized", [False, True])
def test_windows_with_a_hole_are_not_counted(studentized: bool) -> None:
    abnormal, residuals = event(5)
    residuals[[10, 30]] = np.nan
    test = nguyen_wolf_permutation(abnormal, residuals, studentized=studentized)
    assert test.extra["n_windows"] == 63 - 6
    assert test.pvalue == pytest.approx(by_shifts(abnormal, residuals, studentized=studentized), rel=EXACT)


def test_a_gap_in_the_event_shortens_the_window() -> None:
    abnormal, residuals = event(6)
    with_gap = np.array([abnormal[0], np.nan, abnormal[1]])
    assert nguyen_wolf_permutation(with_gap, residuals) == nguyen_wolf_permutation(abnormal[:2], residuals)


def test_one_day_is_the_share_of_days_at_least_as_large() -> None:
    _, residuals = event(7)
    expected = (1 + (np.abs(residuals) >= 1.5).sum()) / 61
    assert nguyen_wolf_permutation(np.array([-1.5]), residuals).pvalue == pytest.approx(expected, rel=EXACT)


def test_the_largest_day_has_the_smallest_pvalue() -> None:
    assert nguyen_wolf_permutation(np.array([99.0]), event(7)[1]).pvalue == pytest.approx(1 / 61, rel=EXACT)


@pytest.mark.parametrize(("alternative", "pvalue"), [("greater", 1 / 61), ("less", 1.0)])
def test_the_direction_counts(alternative: str, pvalue: float) -> None:
    test = nguyen_wolf_permutation(np.array([99.0]), event(7)[1], alternative=alternative)  # type: ignore[arg-type]
    assert test.pvalue == pytest.approx(pvalue, rel=EXACT)


def test_dealing_days_comes_close_to_the_normal_when_they_are_normal() -> None:
    residuals = stats.norm.ppf(np.arange(1, 400) / 400)
    test = nguyen_wolf_permutation(np.array([1.5, 1.5]), residuals, scheme="days", rng=3)
    expected = 2 * stats.norm.sf(3 / math.sqrt(2))
    assert test.pvalue == pytest.approx(expected, abs=0.005)


def test_dealing_days_counts_its_own_window() -> None:
    test = nguyen_wolf_permutation(np.array([50.0, 50.0]), event(1)[1], scheme="days", n_draws=999)
    assert test.n_draws == 1000
    assert test.pvalue >= 1 / 1000


def test_the_seed_decides_the_deals() -> None:
    first, again = (nguyen_wolf_permutation(*event(1), scheme="days", rng=8) for _ in range(2))
    assert first == again


def test_a_run_of_days_is_unusual_only_where_days_are_independent() -> None:
    # the same values in long runs: three alike are common there and rare once days are dealt anew
    runs = np.repeat([1.0, -1.0, 1.0, -1.0], 15)
    moves = np.array([1.0, 1.0, 1.0])
    assert nguyen_wolf_permutation(moves, runs).pvalue > 0.8
    assert nguyen_wolf_permutation(moves, runs, scheme="days").pvalue < 0.4


def test_too_few_windows_say_how_far_they_could_go() -> None:
    test = nguyen_wolf_permutation(np.array([9.0]), np.arange(10.0))
    assert math.isnan(test.pvalue)
    assert "11 windows cannot reach the level 0.05" in test.reason
    assert test.extra["smallest_pvalue"] == pytest.approx(1 / 11)


@pytest.mark.parametrize(
    ("abnormal", "n_estimation", "reason"),
    [
        ([], 60, "no abnormal move"),
        ([np.nan], 60, "no abnormal move"),
        ([1.0], 2, "fewer than 3 estimation days"),
    ],
)
@pytest.mark.parametrize("scheme", ["shifts", "days"])
def test_says_what_is_missing(abnormal: list[float], n_estimation: int, reason: str, scheme: str) -> None:
    quiet = np.linspace(-1, 1, n_estimation)
    test = nguyen_wolf_permutation(np.array(abnormal), quiet, scheme=scheme)  # type: ignore[arg-type]
    assert math.isnan(test.pvalue) and reason in test.reason


@pytest.mark.parametrize("studentized", [False, True])
def test_a_price_that_stood_still_is_no_yardstick(studentized: bool) -> None:
    test = nguyen_wolf_permutation(np.array([1.0]), np.zeros(60), studentized=studentized)
    assert math.isnan(test.pvalue) and "all the same" in test.reason


def test_nothing_at_all_is_undefined() -> None:
    assert "no abnormal move" in nguyen_wolf_permutation(np.empty(0), np.empty(0)).reason


def test_deals_of_few_days_repeat_themselves() -> None:
    test = nguyen_wolf_permutation(np.array([9.0]), np.arange(10.0), scheme="days")
    assert test.extra["smallest_pvalue"] == pytest.approx(1 / 11)


@few
@given(seed=seeds, scale=st.floats(1e-4, 1e4))
def test_unit_and_sign_do_not_matter(seed: int, scale: float) -> None:
    abnormal, residuals = event(seed)
    plain = nguyen_wolf_permutation(abnormal, residuals).pvalue
    assert nguyen_wolf_permutation(-scale * abnormal, -scale * residuals).pvalue == plain


@few
@given(seed=seeds)
def test_starting_the_quiet_days_elsewhere_in_the_past_changes_nothing_for_one_day(seed: int) -> None:
    abnormal, residuals = event(seed, n_days=1)
    moved = nguyen_wolf_permutation(abnormal, np.roll(residuals, 17))
    assert moved.pvalue == nguyen_wolf_permutation(abnormal, residuals).pvalue


def test_no_draws_are_refused() -> None:
    with pytest.raises(InferenceError, match="n_draws is 0"):
        nguyen_wolf_permutation(*event(1), scheme="days", n_draws=0)


@pytest.mark.parametrize("option", ["alternative", "scheme"])
def test_a_misspelt_option_is_refused(option: str) -> None:
    with pytest.raises(ValueError, match=f"{option} is 'upper'; allowed are"):
        nguyen_wolf_permutation(*event(1), **{option: "upper"})  # type: ignore[arg-type]
