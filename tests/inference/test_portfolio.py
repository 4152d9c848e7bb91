"""The portfolio tests by hand, by loops, and where they have nothing to say."""

import math

import numpy as np
import pytest

from aftershock.inference import HypothesisTest, brown_warner_1980_t, brown_warner_1985_t, lamb_z

EXACT = 1e-12
RNG_SEED = 7
N_EVENTS, N_ESTIMATION = 4, 50
TESTS = {
    "brown_warner_1985_t": brown_warner_1985_t,
    "brown_warner_1980_t": brown_warner_1980_t,
    "lamb_z": lambda abnormal, residuals, **options: lamb_z(
        abnormal, residuals, MARKET_TODAY[: abnormal.shape[1]], MARKET[: residuals.shape[1]], **options
    ),
}
MARKET = np.random.default_rng(RNG_SEED).standard_normal(N_ESTIMATION)
MARKET_TODAY = np.array([0.5, -1.0, 2.0])


def panel(share_missing: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(RNG_SEED)
    abnormal, residuals = rng.standard_normal((N_EVENTS, 3)), rng.standard_normal((N_EVENTS, N_ESTIMATION))
    residuals[rng.random(residuals.shape) < share_missing] = np.nan
    return abnormal, residuals


def assert_undefined(test: HypothesisTest, reason: str) -> None:
    assert math.isnan(test.statistic) and math.isnan(test.pvalue)
    assert reason in test.reason


def test_1985_by_hand() -> None:
    # daily means of the estimation days -1, 1: s_A = sqrt 2; window 3 + 5 over two days: 8 / (sqrt 2 sqrt 2)
    residuals = np.array([[-2.0, 0.0], [0.0, 2.0]])
    test = brown_warner_1985_t(np.array([[3.0, 5.0], [3.0, 5.0]]), residuals)
    assert test.statistic == pytest.approx(4.0, rel=EXACT)
    assert test.df == 1.0


def test_1980_by_hand() -> None:
    # s_i = sqrt 2 each: s = sqrt(2 + 2) / 2 = 1; window 3 + 5 over two days: 8 / sqrt 2
    residuals = np.array([[-2.0, 0.0], [0.0, 2.0]])
    test = brown_warner_1980_t(np.array([[3.0, 5.0], [3.0, 5.0]]), residuals)
    assert test.statistic == pytest.approx(8 / math.sqrt(2), rel=EXACT)
    assert test.df == 1.0


def test_lamb_of_one_day_is_the_forecast_error_of_the_portfolio() -> None:
    abnormal, residuals = panel()
    mean, sse = residuals.mean(axis=0), 0.0
    for value in mean:
        sse += value**2
    centred = MARKET - MARKET.mean()
    root = 1 + 1 / N_ESTIMATION + (0.5 - MARKET.mean()) ** 2 / (centred @ centred)
    expected = abnormal[:, 0].mean() / math.sqrt(sse / (N_ESTIMATION - 2) * root)
    assert lamb_z(abnormal[:, :1], residuals, MARKET_TODAY[:1], MARKET).statistic == pytest.approx(expected)


def test_missing_residuals_leave_the_days_own_mean() -> None:
    abnormal, residuals = panel(share_missing=0.2)
    days = [column[np.isfinite(column)] for column in residuals.T]
    means = [day.mean() for day in days if day.size]
    expected = abnormal.mean(axis=0).sum() / (math.sqrt(3) * np.std(means, ddof=1))
    assert brown_warner_1985_t(abnormal, residuals).statistic == pytest.approx(expected, rel=EXACT)


def test_1980_takes_each_events_own_days() -> None:
    abnormal, residuals = panel(share_missing=0.2)
    spreads = [np.std(row[np.isfinite(row)], ddof=1) for row in residuals]
    scale = math.sqrt(sum(spread**2 for spread in spreads)) / N_EVENTS
    test = brown_warner_1980_t(abnormal, residuals)
    assert test.statistic == pytest.approx(abnormal.mean(axis=0).sum() / (math.sqrt(3) * scale), rel=EXACT)
    assert test.df == pytest.approx(np.isfinite(residuals).sum() / N_EVENTS - 1)


def test_1980_leaves_out_an_event_without_two_estimation_days() -> None:
    abnormal, residuals = panel()
    residuals[0, 1:] = np.nan
    scale = math.sqrt(np.var(residuals[1:], axis=1, ddof=1).sum()) / (N_EVENTS - 1)
    assert brown_warner_1980_t(abnormal, residuals).extra["daily_std"] == pytest.approx(scale, rel=EXACT)


@pytest.mark.parametrize("name", TESTS)
def test_a_day_without_any_event_shortens_the_window(name: str) -> None:
    abnormal, residuals = panel()
    abnormal[:, 2] = np.nan
    shorter = TESTS[name](abnormal[:, :2], residuals)
    assert TESTS[name](abnormal, residuals).statistic == pytest.approx(shorter.statistic, rel=EXACT)


@pytest.mark.parametrize("name", TESTS)
def test_events_without_a_move_are_not_counted(name: str) -> None:
    abnormal, residuals = panel()
    abnormal[0] = np.nan
    assert TESTS[name](abnormal, residuals).n_events == N_EVENTS - 1


@pytest.mark.parametrize("name", TESTS)
def test_no_move_is_undefined(name: str) -> None:
    abnormal, residuals = panel()
    assert_undefined(TESTS[name](np.full_like(abnormal, np.nan), residuals), "no event has an abnormal move")


@pytest.mark.parametrize("name", TESTS)
def test_no_spread_is_undefined(name: str) -> None:
    abnormal, residuals = panel()
    assert_undefined(TESTS[name](abnormal, np.zeros_like(residuals)), "no spread over estimation days")


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("n_estimation", [0, 1])
def test_no_estimation_days_are_undefined(name: str, n_estimation: int) -> None:
    abnormal, residuals = panel()
    assert_undefined(TESTS[name](abnormal, residuals[:, :n_estimation]), "no spread over estimation days")


def test_lamb_leaves_out_days_without_a_market_move() -> None:
    abnormal, residuals = panel()
    market, today = MARKET.copy(), MARKET_TODAY.copy()
    market[3], today[2] = np.nan, np.nan
    kept = np.delete(residuals, 3, axis=1)
    expected = lamb_z(abnormal[:, :2], kept, MARKET_TODAY[:2], np.delete(MARKET, 3))
    assert lamb_z(abnormal, residuals, today, market).statistic == pytest.approx(
        expected.statistic, rel=EXACT
    )


@pytest.mark.parametrize("name", TESTS)
def test_the_interval_excludes_zero_exactly_when_the_test_rejects(name: str) -> None:
    abnormal, residuals = panel()
    test = TESTS[name](abnormal + 0.3, residuals)
    low, high = test.conf_int(test.pvalue)
    assert min(abs(low), abs(high)) == pytest.approx(0.0, abs=1e-9)
