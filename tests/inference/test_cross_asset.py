"""The joint tests over assets: special cases, exact size under normality, and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aftershock.errors import InferenceError
from aftershock.inference import HypothesisTest, forecast_t, joint_wald, pooled_joint_wald

EXACT = 1e-9
N_DAYS, N_ASSETS = 60, 4
FACTOR = 1 + 1 / N_DAYS
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=20, deadline=None)


def market(seed: int, n_days: int = N_DAYS, n_assets: int = N_ASSETS) -> tuple[np.ndarray, np.ndarray]:
    """The abnormal moves of one day and the residuals of a constant mean, assets correlated."""
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((n_assets, n_assets)) + np.eye(n_assets)
    moves = mixing @ rng.standard_normal((n_assets, n_days + 1))
    mean = moves[:, :n_days].mean(axis=1, keepdims=True)
    return (moves - mean)[:, -1], (moves - mean)[:, :n_days]


def test_one_asset_is_the_square_of_its_forecast_t() -> None:
    car, residuals = market(1, n_assets=1)
    std = math.sqrt((residuals**2).sum() / (N_DAYS - 1))
    single = forecast_t(float(car[0]), std * math.sqrt(FACTOR), N_DAYS - 1)
    test = joint_wald(car, residuals, FACTOR, n_parameters=1)
    assert test.statistic == pytest.approx(single.statistic**2, rel=EXACT)
    assert test.pvalue == pytest.approx(single.pvalue, rel=EXACT)


def test_equals_the_quadratic_form() -> None:
    car, residuals = market(2)
    covariance = residuals @ residuals.T / (N_DAYS - 1)
    wald = car @ np.linalg.inv(covariance) @ car / FACTOR
    df = N_DAYS - 1
    test = joint_wald(car, residuals, FACTOR, n_parameters=1)
    assert test.extra["wald"] == pytest.approx(wald, rel=EXACT)
    assert test.statistic == pytest.approx(wald * (df - N_ASSETS + 1) / (df * N_ASSETS), rel=EXACT)
    assert test.pvalue == pytest.approx(stats.f.sf(test.statistic, N_ASSETS, df - N_ASSETS + 1), rel=EXACT)


def test_independent_assets_add_up_their_squares() -> None:
    residuals = np.array([[1.0, -1.0, 1.0, -1.0, 0.0], [1.0, 1.0, -1.0, -1.0, 0.0]])
    # each has variance 4/4 = 1 and they are uncorrelated: W = (4 + 1) / 1.25
    test = joint_wald(np.array([2.0, 1.0]), residuals, 1.25, n_parameters=1)
    assert test.extra["wald"] == pytest.approx(4.0, rel=EXACT)


def test_size_is_exact_under_normality() -> None:
    n_studies = 4000
    pvalues = [
        joint_wald(*market(seed, n_days=15), 1 + 1 / 15, n_parameters=1).pvalue for seed in range(n_studies)
    ]
    for level in (0.05, 0.5):
        bound = 4 * math.sqrt(level * (1 - level) / n_studies)
        assert np.mean(np.array(pvalues) <= level) == pytest.approx(level, abs=bound)


@few
@given(seed=seeds)
def test_units_and_mixtures_of_assets_do_not_matter(seed: int) -> None:
    car, residuals = market(seed)
    mixing = np.random.default_rng(seed).standard_normal((N_ASSETS, N_ASSETS)) + 3 * np.eye(N_ASSETS)
    plain = joint_wald(car, residuals, FACTOR, n_parameters=1).statistic
    mixed = joint_wald(mixing @ car, mixing @ residuals, FACTOR, n_parameters=1).statistic
    assert mixed == pytest.approx(plain, rel=1e-6)


def test_wildly_different_units_do_no_harm() -> None:
    car, residuals = market(3)
    scale = np.array([1e-8, 1.0, 1e4, 1e8])
    plain = joint_wald(car, residuals, FACTOR, n_parameters=1).statistic
    assert joint_wald(
        scale * car, scale[:, None] * residuals, FACTOR, n_parameters=1
    ).statistic == pytest.approx(plain)


def test_each_asset_can_have_its_own_factor() -> None:
    car, residuals = market(4)
    factor = np.array([1.0, 2.0, 3.0, 4.0])
    scaled = joint_wald(car / np.sqrt(factor), residuals, 1.0, n_parameters=1)
    assert joint_wald(car, residuals, factor, n_parameters=1).statistic == pytest.approx(
        scaled.statistic, rel=EXACT
    )


def test_assets_without_a_move_drop_out() -> None:
    car, residuals = market(5)
    car[1] = np.nan
    left = joint_wald(np.delete(car, 1), np.delete(residuals, 1, axis=0), FACTOR, n_parameters=1)
    assert joint_wald(car, residuals, FACTOR, n_parameters=1) == left


@pytest.mark.parametrize("missing", [0.0, np.nan])
def test_assets_without_a_forecast_error_drop_out(missing: float) -> None:
    car, residuals = market(5)
    factor = np.array([FACTOR, missing, FACTOR, FACTOR])
    left = joint_wald(np.delete(car, 1), np.delete(residuals, 1, axis=0), FACTOR, n_parameters=1)
    assert joint_wald(car, residuals, factor, n_parameters=1) == left


def test_days_with_a_hole_are_left_out_for_all() -> None:
    car, residuals = market(6)
    with_hole = residuals.copy()
    with_hole[2, 7] = np.nan
    left = joint_wald(car, np.delete(residuals, 7, axis=1), FACTOR, n_parameters=1)
    assert joint_wald(car, with_hole, FACTOR, n_parameters=1) == left


@pytest.mark.parametrize("n_days", [2, 4])
def test_as_many_assets_as_days_are_refused(n_days: int) -> None:
    car, residuals = market(7, n_days=n_days)
    test = joint_wald(car, residuals, 1.0, n_parameters=1)
    assert math.isnan(test.pvalue)
    assert f"4 assets and {n_days} estimation days" in test.reason


def test_a_copy_of_an_asset_is_refused() -> None:
    car, residuals = market(8)
    test = joint_wald(car[[0, 1, 0]], residuals[[0, 1, 0]], FACTOR, n_parameters=1)
    assert "linearly dependent" in test.reason


def test_a_price_that_stands_still_is_refused() -> None:
    car, residuals = market(8)
    residuals[0] = 0.0
    assert "linearly dependent" in joint_wald(car, residuals, FACTOR, n_parameters=1).reason


def test_no_asset_is_undefined() -> None:
    test = joint_wald(np.full(3, np.nan), np.ones((3, 20)), 1.0, n_parameters=1)
    assert (test.n_events, test.reason) == (0, "no asset has an abnormal move")


@pytest.mark.parametrize("shape", [(3, 20), (20,)])
def test_residuals_that_do_not_fit_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InferenceError, match="give one row an asset"):
        joint_wald(np.ones(4), np.ones(shape), 1.0, n_parameters=1)


def events(seed: int, n_events: int = 8, n_days: int = N_DAYS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events with estimation days of their own."""
    single = [market(1000 * seed + at, n_days) for at in range(n_events)]
    return (
        np.array([car for car, _ in single]),
        np.array([residuals for _, residuals in single]),
        np.full(n_events, 1 + 1 / n_days),
    )


def pooled(car: np.ndarray, residuals: np.ndarray, factor: np.ndarray) -> HypothesisTest:
    return pooled_joint_wald(car, residuals, factor, n_parameters=1)


def test_one_event_pooled_is_the_test_of_one_event() -> None:
    car, residuals = market(9)
    test = pooled(car[None], residuals[None], np.array([FACTOR]))
    assert test.statistic == pytest.approx(
        joint_wald(car, residuals, FACTOR, n_parameters=1).statistic, rel=EXACT
    )


def test_pooled_equals_the_quadratic_form() -> None:
    car, residuals, factor = events(1)
    total = (car / np.sqrt(factor)[:, None]).sum(axis=0)
    covariance = sum(rows @ rows.T / (N_DAYS - 1) for rows in residuals)
    assert pooled(car, residuals, factor).extra["wald"] == pytest.approx(
        total @ np.linalg.inv(covariance) @ total, rel=EXACT
    )


def test_the_order_of_events_does_not_matter() -> None:
    car, residuals, factor = events(2)
    assert pooled(car[::-1], residuals[::-1], factor).statistic == pytest.approx(
        pooled(car, residuals, factor).statistic
    )


def test_events_and_assets_without_a_move_drop_out() -> None:
    car, residuals, factor = events(3)
    car[2], car[:, 1] = np.nan, np.nan
    left = pooled(
        np.delete(np.delete(car, 2, axis=0), 1, axis=1),
        np.delete(np.delete(residuals, 2, axis=0), 1, axis=1),
        np.delete(factor, 2),
    )
    assert pooled(car, residuals, factor) == left


def test_a_single_gap_leaves_its_event_out_of_that_asset_only() -> None:
    car, residuals, factor = events(4)
    car[0, 0] = np.nan
    total = np.nansum(car / np.sqrt(factor)[:, None], axis=0)
    covariance = sum(rows @ rows.T / (N_DAYS - 1) for rows in residuals[1:])
    covariance[1:, 1:] += residuals[0, 1:] @ residuals[0, 1:].T / (N_DAYS - 1)
    test = pooled(car, residuals, factor)
    assert test.extra["wald"] == pytest.approx(total @ np.linalg.inv(covariance) @ total, rel=EXACT)
    assert test.n_events == 8


def test_pooled_keeps_its_size() -> None:
    n_studies = 1500
    rate = np.mean([pooled(*events(seed, n_events=5)).pvalue <= 0.05 for seed in range(n_studies)])
    bound = 4 * math.sqrt(0.05 * 0.95 / n_studies)
    assert 0.03 - bound < rate < 0.05 + bound


def test_a_common_move_of_one_asset_is_found() -> None:
    car, residuals, factor = events(5)
    car[:, 2] += 3 * residuals[:, 2].std(axis=1)
    assert pooled(car, residuals, factor).pvalue < 1e-4


def test_arrays_that_do_not_fit_are_refused() -> None:
    car, residuals, factor = events(5)
    with pytest.raises(InferenceError, match="one row an event and one column"):
        pooled(car[:, :2], residuals, factor)


def test_assets_without_a_day_in_common_add_up_their_squares() -> None:
    car, residuals = market(8)
    variance = (residuals**2).sum(axis=1) / (N_DAYS - 1)
    apart = joint_wald(car, residuals, FACTOR, n_parameters=1, shares=np.eye(N_ASSETS))
    assert apart.extra["wald"] == pytest.approx((car**2 / variance / FACTOR).sum(), rel=EXACT)


def test_assets_with_all_days_in_common_are_the_plain_test() -> None:
    car, residuals = market(9)
    same = joint_wald(car, residuals, FACTOR, n_parameters=1, shares=np.ones((N_ASSETS, N_ASSETS)))
    assert same == joint_wald(car, residuals, FACTOR, n_parameters=1)


def test_shares_of_each_event_weigh_its_own_covariance() -> None:
    laid = [market(seed) for seed in (1, 2)]
    shares = np.stack([np.eye(N_ASSETS), np.ones((N_ASSETS, N_ASSETS))])
    covariance = sum(
        share * (residuals @ residuals.T) / (N_DAYS - 1)
        for share, (_, residuals) in zip(shares, laid, strict=True)
    )
    total = sum(car for car, _ in laid) / math.sqrt(FACTOR)
    test = pooled_joint_wald(
        np.stack([car for car, _ in laid]),
        np.stack([residuals for _, residuals in laid]),
        np.full(2, FACTOR),
        n_parameters=1,
        shares=shares,
    )
    assert test.extra["wald"] == pytest.approx(total @ np.linalg.solve(covariance, total), rel=EXACT)
