"""Seasonality: against reference numbers, each day left out against estimating anew, weekdays, closures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import EstimationError
from aftershock.reactions.seasonality import (
    by_day_level,
    closure_classes,
    closure_scales,
    day_grid,
    normalized,
    seasonality,
)

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
REFERENCE_TOLERANCE = 1e-9
CLOSE = 1e-9
METHODS = ["sd", "wsd", "fourier"]
EXAMPLES = 15

oracle = pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout")
each_method = pytest.mark.parametrize("method", METHODS)


def u_shape(n_slots: int) -> np.ndarray:
    hour = np.linspace(-1.0, 1.0, n_slots)
    return normalized(1.0 + 2.0 * hour**2)


def moves(n_days: int = 40, n_slots: int = 24, seed: int = 1, holes: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    levels = np.exp(rng.normal(0.0, 0.5, (n_days, 1)))
    grid = levels * u_shape(n_slots) * rng.standard_t(5, size=(n_days, n_slots))
    return np.where(rng.random(grid.shape) < holes, np.nan, grid)


@oracle
@pytest.mark.oracle
@pytest.mark.parametrize("method", ["SD", "WSD"])
def test_factors_are_the_reference(method: str) -> None:
    prices = pd.read_csv(ORACLE / "inputs/sim_intraday_5min.csv")["price"].to_numpy()
    table = pd.read_csv(ORACLE / "expected/intraday_periodicity.csv")
    assert set(table["method"]) == {"SD", "WSD"} and len(table) == 156
    expected = table[table["method"] == method].set_index("interval_1based")["factor"]
    ours = seasonality(np.diff(np.log(prices).reshape(60, 79), axis=1), method=method.lower())  # type: ignore[arg-type]
    assert expected.index.tolist() == list(range(1, 79))
    np.testing.assert_allclose(ours.factors, expected, rtol=REFERENCE_TOLERANCE)


@each_method
@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("holes", [0.0, 0.1])
def test_without_a_day_is_what_the_other_days_give(method: str, smooth: bool, holes: float) -> None:
    grid = moves(holes=holes)
    ours = seasonality(grid, method=method, smooth=smooth)  # type: ignore[arg-type]
    for day in (0, 7, 39):
        other = seasonality(np.delete(grid, day, axis=0), method=method, smooth=smooth)  # type: ignore[arg-type]
        np.testing.assert_allclose(ours.without_day[day], other.factors, rtol=CLOSE)


@each_method
def test_a_day_does_not_know_itself(method: str) -> None:
    calm, wild = moves(), moves()
    wild[5, :12] *= 50.0
    one, other = (seasonality(grid, method=method).without_day[5] for grid in (calm, wild))  # type: ignore[arg-type]
    np.testing.assert_allclose(one, other, rtol=CLOSE)


@each_method
def test_mean_square_of_the_factors_is_one(method: str) -> None:
    found = seasonality(moves(), method=method)  # type: ignore[arg-type]
    assert np.mean(found.factors**2) == pytest.approx(1.0, rel=CLOSE)
    np.testing.assert_allclose(np.mean(found.without_day**2, axis=1), 1.0, rtol=CLOSE)


@pytest.mark.parametrize(("method", "error"), [("sd", 0.15), ("wsd", 0.15), ("fourier", 0.10)])
def test_the_shape_put_in_is_found_whatever_the_days_levels(method: str, error: float) -> None:
    found = seasonality(moves(n_days=2000), method=method)  # type: ignore[arg-type]
    np.testing.assert_allclose(found.factors, u_shape(24), rtol=error)


@pytest.mark.parametrize(("method", "spoilt"), [("sd", True), ("wsd", False)])
def test_only_the_plain_deviation_is_spoilt_by_a_jump(method: str, spoilt: bool) -> None:
    jumped = moves()
    jumped[3, 12] = 30.0
    clean, found = (seasonality(grid, method=method).factors[12] for grid in (moves(), jumped))  # type: ignore[arg-type]
    assert (found > 1.5 * clean) == spoilt


def test_slot_with_too_few_days_has_no_factor_and_does_not_count() -> None:
    grid = moves()
    grid[10:, 3] = np.nan
    found = seasonality(grid, fewest_days=10)
    assert np.isnan(found.factors[3]) and found.n_days[3] == 10
    assert np.nanmean(found.factors**2) == pytest.approx(1.0, rel=CLOSE)


def test_weekday_of_its_own_where_there_are_enough_of_it() -> None:
    grid, weekdays = moves(n_days=100), np.r_[np.zeros(60, dtype=np.int64), np.ones(40, dtype=np.int64)]
    weekdays = np.random.default_rng(2).permutation(weekdays)
    grid[weekdays == 0, :6] *= 3.0
    found = seasonality(grid, weekdays=weekdays, fewest_of_a_weekday=45)
    mondays = seasonality(grid[weekdays == 0])
    assert (found.by_weekday == (weekdays == 0)).all()
    np.testing.assert_allclose(found.without_day[weekdays == 0], mondays.without_day, rtol=CLOSE)
    np.testing.assert_allclose(
        found.without_day[weekdays == 1], seasonality(grid).without_day[weekdays == 1], rtol=CLOSE
    )


@pytest.mark.parametrize(("n_mondays", "alone"), [(31, True), (30, False)])
def test_weekday_needs_thirty_others(n_mondays: int, alone: bool) -> None:
    weekdays = np.r_[np.zeros(n_mondays, dtype=np.int64), np.ones(20, dtype=np.int64)]
    assert seasonality(moves(n_days=weekdays.size), weekdays=weekdays).by_weekday.any() == alone


def test_too_few_days_are_refused_with_the_numbers() -> None:
    with pytest.raises(EstimationError, match="fewest_days=10") as caught:
        seasonality(moves(n_days=10))
    assert caught.value.data == {"fewest_days": 10, "most": 10}


def test_minimum_of_one_is_refused() -> None:
    with pytest.raises(EstimationError, match="at least 2"):
        seasonality(moves(), fewest_days=1)


def test_unknown_method_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="'sd', 'wsd', 'fourier'"):
        seasonality(moves(), method="garch")  # type: ignore[arg-type]


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS), st.floats(1e-4, 1e4))
def test_unit_and_order_of_days_do_not_matter(seed: int, method: str, unit: float) -> None:
    grid = moves(n_days=20, seed=seed)
    order = np.random.default_rng(seed).permutation(20)
    one = seasonality(grid, method=method)  # type: ignore[arg-type]
    other = seasonality(unit * grid[order], method=method)  # type: ignore[arg-type]
    np.testing.assert_allclose(one.factors, other.factors, rtol=CLOSE)
    np.testing.assert_allclose(one.without_day[order], other.without_day, rtol=CLOSE)


def test_level_of_a_day_is_the_root_of_bipower_variation_a_bar() -> None:
    day = np.array([[2.0, 2.0, 2.0, 2.0]])
    np.testing.assert_allclose(by_day_level(day), day / np.sqrt(np.pi / 2 * 12.0 / 4.0))


def test_day_that_stood_still_has_no_level() -> None:
    assert np.isnan(by_day_level(np.zeros((1, 10)))).all()


def test_grid_puts_each_move_in_its_place() -> None:
    grid = day_grid(np.array([5.0, 6.0]), np.array([1, 0]), np.array([2, 1]), n_days=2, n_slots=3)
    assert grid[1, 2] == 5.0 and grid[0, 1] == 6.0 and np.isnan(grid).sum() == 4


def test_closure_is_measured_against_the_others_of_its_class() -> None:
    rng = np.random.default_rng(1)
    classes = np.r_[np.zeros(40, dtype=np.int64), np.ones(40, dtype=np.int64)]
    overnight = rng.standard_normal(80) * np.where(classes == 0, 1.0, 5.0)
    scales, counts = closure_scales(overnight, classes)
    assert set(counts) == {39}
    assert scales[:40].max() < 2.0 < 3.0 < scales[40:].min()


def test_closure_does_not_know_itself() -> None:
    overnight = np.random.default_rng(1).standard_normal(40)
    classes = np.zeros(40, dtype=np.int64)
    spoilt = overnight.copy()
    spoilt[4] = 1e6
    one, other = closure_scales(overnight, classes)[0], closure_scales(spoilt, classes)[0]
    assert one[4] == pytest.approx(other[4], rel=CLOSE)


def test_class_with_too_few_closures_has_no_scale() -> None:
    scales, counts = closure_scales(np.ones(30), np.zeros(30, dtype=np.int64), fewest=30)
    assert np.isnan(scales).all() and (counts == 29).all()


def test_breaks_nights_and_weekends_are_told_apart() -> None:
    hours = np.array([1, 4, 5, 17, 36, 37, 65, 89], dtype="timedelta64[h]")
    assert closure_classes(hours).tolist() == [0, 0, 1, 1, 1, 2, 2, 2]
