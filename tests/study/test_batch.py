"""Many linear fits at once equal each fitted alone, and long-double arithmetic where the data are ill-conditioned."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from aftershock.study import ConstantMean, FactorModel, MarketAdjusted, ModelFit, Raw, Window
from aftershock.study.abnormal import cumulate, fit_event
from aftershock.study.batch import SOUND, fit_linear
from aftershock.study.cutting import cut_windows
from aftershock.study.fits import Fits
from aftershock.study.sums import cumulate_all, forecast_factors_of, standardize

ALONE_TOLERANCE = 1e-10
"""The two ways differ only in the order of additions: some hundred roundings of 1e-16."""

DIGITS = 1e-10
"""Error allowed against long double, relative: running sums may lose 1/SOUND, 250 * 2.2e-16 / 1e-3 = 6e-11."""

ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""Beside it, the rounding of the moves themselves, which no arithmetic can take away."""

WINDOW, ESTIMATION = Window(-2, 3), Window(-80, -11)
N = 400
Data = tuple[np.ndarray, np.ndarray]


def draw(n_factors: int, *, rows: int = N, gaps: bool = True) -> Data:
    rng = np.random.default_rng(n_factors + 11)
    x = rng.normal(0, 0.01, (rows, n_factors))
    y = 0.001 + x.sum(axis=1) * 0.7 + rng.normal(0, 0.01, rows)
    if gaps:
        y[rng.random(rows) < 0.05] = np.nan
        x[rng.random(x.shape) < 0.02] = np.nan
    return y, x


def fit_all(y: np.ndarray, x: np.ndarray, **changes: Any) -> Fits:
    options = {"window": WINDOW, "estimation": ESTIMATION, "least": 20} | changes
    covered, rows = (
        options.pop("covered", np.zeros(y.size, dtype=bool)),
        options.pop("rows", np.arange(y.size)),
    )
    return fit_linear(y, x, covered, rows, **options)


MODELS = {
    "raw": (Raw(), 0, True),
    "mean": (ConstantMean(), 0, False),
    "adjusted": (MarketAdjusted("a"), 1, True),
    "one": (FactorModel(["a"]), 1, False),
    "three": (FactorModel(["a", "b", "c"]), 3, False),
}


@pytest.mark.parametrize("name", MODELS)
def test_fitting_together_is_fitting_alone(name: str) -> None:
    model, n_factors, known = MODELS[name]
    y, x = draw(n_factors)
    covered = np.random.default_rng(2).random(N) < 0.03
    fits = fit_all(y, x, covered=covered, known=known)
    moves, factors = cut_windows(y, np.arange(N), WINDOW), np.full((N, WINDOW.length, n_factors), np.nan)
    for at in range(n_factors):
        factors[:, :, at] = cut_windows(x[:, at], np.arange(N), WINDOW)
    daily, standardized = forecast_factors_of(fits, factors), standardize(fits, factors)
    sums = cumulate_all(fits, moves, factors, slice(1, 5))
    for row in range(120, N):
        alone = fit_event(
            y, x, np.arange(N), row, model=model, window=WINDOW, estimation=ESTIMATION, masked=covered
        )
        one = cumulate(alone, Window(-1, 2))
        assert (alone.fit.nobs, alone.fit.df, alone.masked) == (
            fits.nobs[row],
            fits.df[row],
            fits.masked[row],
        )
        assert (fits.n_days[row], sums.n_days[row]) == (np.isfinite(alone.abnormal).sum(), one.n_days)
        pairs = [
            (fits.coefficients[row], alone.fit.coefficients),
            (fits.residual_std[row], alone.fit.residual_std),
            (fits.r_squared[row], alone.fit.r_squared),
            (fits.abnormal[row], alone.abnormal),
            (daily[row], alone.factors),
            (standardized[row], alone.standardized),
            ([sums.move[row], sums.car[row], sums.std_error[row]], [one.move, one.car, one.std_error]),
            ([sums.scar[row], sums.csar[row]], [one.scar, one.csar]),
        ]
        for ours, theirs in pairs:
            largest = float(np.nan_to_num(np.abs(theirs)).max())
            np.testing.assert_allclose(ours, theirs, rtol=ALONE_TOLERANCE, atol=ALONE_TOLERANCE * largest)


def test_a_start_before_the_data_shortens_the_window() -> None:
    y, x = draw(1, gaps=False)
    fits = fit_all(y, x, least=3)
    assert fits.nobs[:20].tolist() == [0] * 11 + list(range(1, 10))
    assert np.isnan(fits.abnormal[:13]).all()


@pytest.mark.parametrize("end", [-11, -399, -400])
def test_a_start_long_before_the_data_takes_what_there_is(end: int) -> None:
    y, x = draw(1, gaps=False)
    whole = fit_all(y, x, estimation=Window(-500, end), least=3)
    longer = fit_all(y, x, estimation=Window(-(10**9), end), least=3)
    np.testing.assert_array_equal(longer.nobs, np.clip(np.arange(N) + end + 1, 0, N))
    np.testing.assert_allclose(longer.abnormal, whole.abnormal, rtol=ALONE_TOLERANCE)


def test_an_estimation_window_after_its_event_is_possible() -> None:
    y, x = draw(0, gaps=False)
    fits = fit_all(y, x, window=Window(60, 61), estimation=Window(5, 40))
    assert fits.coefficients[100, 0] == pytest.approx(y[105:141].mean(), rel=1e-12)
    assert fits.nobs[-1] == 0


@pytest.mark.parametrize("n_factors", [0, 1, 2])
def test_no_more_days_than_coefficients_is_no_fit(n_factors: int) -> None:
    y, x = draw(n_factors, gaps=False)
    fits = fit_all(y, x, estimation=Window(-11 - n_factors, -11), least=1)
    assert np.isnan(fits.residual_std).all()
    assert np.isnan(fits.coefficients).all()
    assert np.isnan(fits.abnormal).all()
    assert (fits.n_days == 0).all()


@pytest.mark.parametrize("level", [0.0, 0.1, 1e6])
def test_an_asset_that_never_moves_has_no_spread(level: float) -> None:
    fits = fit_all(np.full(N, level), np.empty((N, 0)))
    assert (fits.residual_std[100:] == 0).all()
    assert (fits.abnormal[100:-3] == 0).all()


def test_an_exact_fit_has_no_spread() -> None:
    market = np.random.default_rng(2).normal(0, 0.01, (N, 1))
    assert (fit_all(0.001 + 2 * market[:, 0], market).residual_std[100:] == 0).all()


def test_a_market_less_a_constant_has_no_spread() -> None:
    market = np.random.default_rng(2).normal(0, 0.01, (N, 1))
    assert (fit_all(market[:, 0] + 0.001, market, known=True).residual_std[100:] == 0).all()


def test_a_difference_of_nothing_but_rounding_has_no_spread() -> None:
    market = np.random.default_rng(2).normal(0, 0.01, (N, 1))
    assert (fit_all(3 * market[:, 0] - 2 * market[:, 0], market, known=True).residual_std[100:] == 0).all()


@pytest.mark.parametrize("double", [lambda x: 2 * x, np.ones_like], ids=["twice", "constant"])
def test_collinear_factors_are_no_fit(double: Callable[[np.ndarray], np.ndarray]) -> None:
    y, x = draw(1, gaps=False)
    assert np.isnan(fit_all(y, np.column_stack([x, double(x)])).residual_std).all()


def solve_exactly(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Gauss-Jordan elimination in long double."""
    matrix, right = matrix.copy(), right.copy()
    for at in range(right.size):
        right[at] /= matrix[at, at]
        matrix[at] /= matrix[at, at]
        for other in range(right.size):
            if other != at:
                right[other] -= matrix[other, at] * right[at]
                matrix[other] -= matrix[other, at] * matrix[at]
    return right


def exactly(y: np.ndarray, x: np.ndarray, row: int, estimation: Window) -> dict[str, np.ndarray]:
    """Direct sums of one event about its own means, in long double."""
    days = slice(row + estimation.start, row + estimation.end + 1)
    wide = np.longdouble
    own, factors = y[days].astype(wide), x[days].astype(wide)
    mean_y, mean_x = own.mean(), factors.mean(axis=0)
    own, factors = own - mean_y, factors - mean_x
    slopes = solve_exactly(factors.T @ factors, factors.T @ own)
    residuals = own - factors @ slopes
    event = slice(row + WINDOW.start, row + WINDOW.end + 1)
    return {
        "slopes": slopes,
        "spread": np.sqrt(residuals @ residuals / (own.size - 1 - slopes.size)),
        "abnormal": y[event].astype(wide) - mean_y - (x[event].astype(wide) - mean_x) @ slopes,
        "factors": factors,
    }


def near_constant_at_a_huge_level() -> Data:
    y, x = draw(1, gaps=False)
    return 1e8 + 1e-4 * y, 1e7 + x


def a_calm_million_after_a_crash() -> Data:
    y, x = draw(1, rows=1_000_000, gaps=False)
    y[:500_000] *= 1e6
    x[:500_000] *= 1e6
    return y, x


def a_first_value_far_away() -> Data:
    y, x = draw(1, gaps=False)
    y[0], x[0] = 1e6, -1e6
    return y, x


def levels_that_wander() -> Data:
    y, x = draw(1, gaps=False)
    return 1e3 + np.cumsum(y), 1e3 + np.cumsum(x, axis=0)


def a_level_that_jumps_inside_a_window() -> Data:
    y, x = draw(1, gaps=False)
    y[200:] += 1e5
    return y, x


def factors_nearly_the_same() -> Data:
    y, x = draw(2, gaps=False)
    x[:, 1] = x[:, 0] + 1e-3 * x[:, 1]
    return y, x


def a_fit_nearly_exact() -> Data:
    y, x = draw(1, gaps=False)
    return 3 * x[:, 0] + 1e-6 * y, x


def an_asset_that_seldom_trades() -> Data:
    y, x = draw(1, gaps=False)
    y[np.random.default_rng(6).random(N) < 0.9] = 0.0
    return y, x


ILL = [
    near_constant_at_a_huge_level,
    a_calm_million_after_a_crash,
    a_first_value_far_away,
    levels_that_wander,
    a_level_that_jumps_inside_a_window,
    factors_nearly_the_same,
    a_fit_nearly_exact,
    an_asset_that_seldom_trades,
]


@pytest.mark.parametrize("make", ILL, ids=lambda make: make.__name__)
def test_digits_are_kept_on_ill_conditioned_data(make: Callable[[], Data]) -> None:
    y, x = make()
    rows = np.linspace(100, y.size - 5, 25).astype(int)
    fits = fit_all(y, x, rows=rows)
    for at, row in enumerate(rows):
        exact = exactly(y, x, int(row), ESTIMATION)
        days = slice(row + ESTIMATION.start, row + WINDOW.end + 1)
        allowed = DIGITS * float(exact["spread"]) + ROUNDING * float(
            np.ptp(y[days]) + np.abs(y[days]).max() / 8
        )
        misfit = exact["factors"] @ (fits.coefficients[at, 1:] - exact["slopes"])
        assert abs(fits.residual_std[at] - exact["spread"]) <= allowed
        assert np.abs(fits.abnormal[at] - exact["abnormal"]).max() <= allowed
        assert np.abs(misfit).max() <= allowed


def test_the_guard_is_what_keeps_the_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    y, x = a_level_that_jumps_inside_a_window()
    exact = exactly(y, x, 395, ESTIMATION)["spread"]
    monkeypatch.setattr("aftershock.study.batch.SOUND", 0.0)
    careless = fit_all(y, x, rows=np.array([395])).residual_std[0]
    assert abs(careless - exact) > DIGITS * exact
    assert SOUND > 0


def test_values_after_the_window_do_not_change_one_bit() -> None:
    y, x = draw(2, gaps=False)
    before = fit_all(y[:250], x[:250], rows=np.array([245]))
    later_y, later_x = y * 1e6, x * 1e6
    later_y[:249], later_x[:249] = y[:249], x[:249]
    after = fit_all(later_y, later_x, rows=np.array([245]))
    np.testing.assert_array_equal(after.coefficients, before.coefficients)
    np.testing.assert_array_equal(after.abnormal, before.abnormal)


def test_the_contract_and_the_batch_agree_on_what_a_fit_is() -> None:
    assert {"coefficients", "residual_std", "df", "nobs", "r_squared", "inverse_gram"} <= set(
        ModelFit.__dataclass_fields__
    ) & set(Fits.__dataclass_fields__)
