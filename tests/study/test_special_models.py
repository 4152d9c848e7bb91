"""Models beyond least squares: thin trading by hand, robust, median and GARCH against their libraries, a known mix."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from arch import arch_model

import aftershock as ash
from aftershock.errors import EstimationError
from aftershock.study import (
    Dimson,
    GarchModel,
    MarketModel,
    MedianModel,
    ModelFit,
    NormalModel,
    RobustModel,
    ScholesWilliams,
    SyntheticControl,
    Window,
)
from aftershock.study.abnormal import fit_event
from aftershock.study.models import least_squares
from aftershock.study.models.synthetic import simplex_weights

Fit = Callable[..., ash.EventStudyResults]
ALGEBRA_TOLERANCE = 1e-9
LIBRARY_TOLERANCE = 1e-9
N = 300
NOTHING = np.empty((N, 0))


@pytest.fixture
def late() -> tuple[np.ndarray, np.ndarray]:
    """An asset that takes half of the market's news today and three tenths tomorrow; a few days are missing."""
    rng = np.random.default_rng(31)
    market = rng.normal(0, 0.01, N)
    market[1:] += 0.2 * market[:-1]
    y = 0.001 + 0.5 * market + rng.normal(0, 0.004, N)
    y[1:] += 0.3 * market[:-1]
    y[[4, 77]] = np.nan
    market[150] = np.nan
    return y, market[:, None]


@pytest.fixture
def wild() -> tuple[np.ndarray, np.ndarray]:
    """A market model with a tenth of wild days."""
    rng = np.random.default_rng(32)
    market = rng.normal(0, 0.01, N)
    y = 0.001 + 1.2 * market + rng.normal(0, 0.005, N) * np.where(rng.random(N) < 0.1, 20.0, 1.0)
    y[10] = np.nan
    return y, market[:, None]


def sees_three(y: np.ndarray, market: np.ndarray) -> list[int]:
    """Days that have a move and the market's of three sessions."""
    return [t for t in range(1, N - 1) if np.isfinite([y[t], *market[t - 1 : t + 2]]).all()]


def slope(y: np.ndarray, x: np.ndarray) -> float:
    return float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())


def test_scholes_williams_by_its_formula(late: tuple[np.ndarray, np.ndarray]) -> None:
    y, market = late[0], late[1][:, 0]
    days = np.array(sees_three(y, market))
    own, before, today, after = y[days], market[days - 1], market[days], market[days + 1]
    rho = ((before - before.mean()) * (today - today.mean())).sum() / math.sqrt(
        ((before - before.mean()) ** 2).sum() * ((today - today.mean()) ** 2).sum()
    )
    beta = (slope(own, before) + slope(own, today) + slope(own, after)) / (1 + 2 * rho)
    fit = ScholesWilliams("MKT").fit(*late)
    assert fit.coefficients == pytest.approx([own.mean() - beta * today.mean(), beta], rel=ALGEBRA_TOLERANCE)
    residuals = own - fit.coefficients[0] - beta * today
    assert (fit.nobs, fit.df) == (days.size, days.size - 2)
    assert fit.residual_std == pytest.approx(
        math.sqrt((residuals**2).sum() / (days.size - 2)), rel=ALGEBRA_TOLERANCE
    )
    assert np.flatnonzero(np.isfinite(fit.residuals)).tolist() == days.tolist()


def test_dimson_adds_the_slopes_of_one_regression_up(late: tuple[np.ndarray, np.ndarray]) -> None:
    y, market = late[0], late[1][:, 0]
    days = np.array([t for t in range(2, N - 1) if np.isfinite([y[t], *market[t - 2 : t + 2]]).all()])
    x = np.column_stack([market[days + at] for at in (-2, -1, 0, 1)])
    theirs = sm.OLS(y[days], sm.add_constant(x)).fit()
    beta = theirs.params[1:].sum()
    fit = Dimson("MKT", lags=2, leads=1).fit(*late)
    assert fit.coefficients == pytest.approx(
        [y[days].mean() - beta * market[days].mean(), beta], rel=ALGEBRA_TOLERANCE
    )
    assert (fit.nobs, fit.df) == (days.size, days.size - 5)
    error = theirs.cov_params()[1:, 1:].sum() / theirs.mse_resid
    assert fit.inverse_gram[1, 1] == pytest.approx(error, rel=ALGEBRA_TOLERANCE)


def test_dimson_without_leads_and_lags_is_the_market_model(late: tuple[np.ndarray, np.ndarray]) -> None:
    ours, theirs = Dimson("MKT", leads=0, lags=0).fit(*late), MarketModel("MKT").fit(*late)
    for name in ("coefficients", "residual_std", "residuals", "inverse_gram", "r_squared"):
        np.testing.assert_allclose(
            getattr(ours, name), getattr(theirs, name), rtol=ALGEBRA_TOLERANCE, atol=1e-15
        )


@pytest.mark.parametrize("model", [ScholesWilliams("MKT"), Dimson("MKT")], ids=["sw", "dimson"])
def test_late_prices_hide_the_slope_only_from_the_market_model(model: NormalModel) -> None:
    # what one move of the market brings today and tomorrow together is 0.8; the error of each slope is about 0.02
    rng = np.random.default_rng(3)
    market = rng.normal(0, 0.01, 20_000)
    y = 0.5 * market + 0.3 * np.concatenate([[0.0], market[:-1]]) + rng.normal(0, 0.01, market.size)
    assert model.fit(y, market[:, None]).coefficients[1] == pytest.approx(0.8, abs=0.06)
    assert MarketModel("MKT").fit(y, market[:, None]).coefficients[1] == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("change", [{"leads": -1}, {"lags": 0.5}, {"leads": True}])
def test_dimson_refuses_what_is_no_number_of_sessions(change: dict[str, Any]) -> None:
    with pytest.raises(EstimationError, match="give a whole number of sessions, 0 or more"):
        Dimson("MKT", **change)


def test_robust_is_rlm_of_statsmodels(wild: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = wild
    kept = np.isfinite(y)
    theirs = sm.RLM(y[kept], sm.add_constant(x[kept])).fit()
    fit = RobustModel(["MKT"]).fit(y, x)
    np.testing.assert_allclose(fit.coefficients, theirs.params, rtol=LIBRARY_TOLERANCE)
    assert fit.residual_std == pytest.approx(theirs.scale, rel=LIBRARY_TOLERANCE)
    np.testing.assert_allclose(fit.inverse_gram * theirs.scale**2, theirs.bcov_scaled, rtol=LIBRARY_TOLERANCE)


def test_median_is_quantreg_of_statsmodels(wild: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = wild
    kept = np.isfinite(y)
    theirs = sm.QuantReg(y[kept], sm.add_constant(x[kept])).fit(q=0.5, max_iter=10_000)
    fit = MedianModel(["MKT"]).fit(y, x)
    np.testing.assert_allclose(fit.coefficients, theirs.params, rtol=LIBRARY_TOLERANCE)
    np.testing.assert_allclose(
        fit.inverse_gram * fit.residual_std**2, theirs.cov_params(), rtol=LIBRARY_TOLERANCE
    )


def test_the_median_leaves_as_many_days_above_as_below(wild: tuple[np.ndarray, np.ndarray]) -> None:
    residuals = MedianModel(["MKT"]).fit(*wild).residuals
    assert abs((residuals > 0).sum() - (residuals < 0).sum()) <= 3


@pytest.mark.parametrize("model", [RobustModel(["MKT"]), MedianModel(["MKT"])], ids=["robust", "median"])
def test_wild_days_bend_only_least_squares(model: NormalModel) -> None:
    rng = np.random.default_rng(8)
    market = rng.normal(0, 0.01, N)
    y = 1.2 * market + rng.normal(0, 0.002, N)
    y[:15] += 0.5 * np.sign(market[:15])
    assert model.fit(y, market[:, None]).coefficients[1] == pytest.approx(1.2, abs=0.2)
    assert abs(MarketModel("MKT").fit(y, market[:, None]).coefficients[1] - 1.2) > 0.5


def moody(factors: int) -> tuple[np.ndarray, np.ndarray]:
    """Moves with GARCH(1,1) errors, on so many factors."""
    rng = np.random.default_rng(5)
    x, shocks = rng.normal(0, 0.01, (600, factors)), rng.standard_normal(600)
    variance, errors = 1e-4, np.empty(600)
    for at in range(600):
        errors[at] = math.sqrt(variance) * shocks[at]
        variance = 5e-6 + 0.15 * errors[at] ** 2 + 0.8 * variance
    return 0.0005 + x.sum(axis=1) + errors, x


@pytest.mark.parametrize("factors", [0, 1])
def test_garch_is_arch(factors: int) -> None:
    y, x = moody(factors)
    scale = 10 / least_squares(y, x).residual_std
    model = arch_model(scale * y, x if factors else None, mean="LS", vol="GARCH", p=1, q=1, rescale=False)
    theirs = model.fit(disp="off")
    fit = GarchModel(["MKT"][:factors]).fit(y, x)
    np.testing.assert_allclose(fit.coefficients * scale, theirs.params[: 1 + factors], rtol=LIBRARY_TOLERANCE)
    future = np.zeros((1, 8)) if factors else None
    path = theirs.forecast(horizon=8, x=future, reindex=False).variance.to_numpy()[0]
    ours = fit.variance_ahead[:8] * (fit.residual_std * scale) ** 2
    np.testing.assert_allclose(ours, path, rtol=LIBRARY_TOLERANCE)


def test_garch_scales_an_abnormal_move_by_the_forecast_of_its_day() -> None:
    y, x = moody(0)
    window, estimation = Window(0, 2), Window(-560, -11)
    event = fit_event(
        y, x, np.arange(600), 580, model=GarchModel(), window=window, estimation=estimation,
        masked=np.zeros(600, dtype=bool),
    )  # fmt: skip
    ahead = event.fit.variance_ahead[[10, 11, 12]]
    expected = event.abnormal / (event.fit.residual_std * np.sqrt(ahead + 1 / event.fit.nobs))
    np.testing.assert_allclose(event.standardized, expected, rtol=ALGEBRA_TOLERANCE)


def test_garch_through_a_study_forecasts_every_window(fit: Fit) -> None:
    y, _ = moody(0)
    moves = pd.DataFrame({"A": y}, index=pd.bdate_range("2019-01-01", periods=600))
    events = pd.DataFrame({"event_id": ["e"], "asset": ["A"], "session": [moves.index[580]]})
    results = fit(moves, events, model=GarchModel(), window=(0, 2), estimation=(-560, -11))
    learned = results.model_fit("e", "A")
    row = results.to_frame("car", window=(0, 1)).iloc[0]
    variance = learned.variance_ahead[10:12].sum() + 4 / learned.nobs
    assert row["std_error"] == pytest.approx(
        learned.residual_std * math.sqrt(variance), rel=ALGEBRA_TOLERANCE
    )


def test_garch_after_calm_days_expects_calm() -> None:
    shocks = np.random.default_rng(6).standard_normal(500) * np.where(np.arange(500) < 400, 3.0, 0.3)
    assert GarchModel().fit(shocks, np.empty((500, 0))).variance_ahead[0] < 0.2


@pytest.mark.parametrize("weights", [[0.6, 0.3, 0.1, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]])
def test_a_synthetic_control_finds_a_known_mix(weights: list[float]) -> None:
    donors = np.random.default_rng(7).normal(0, 0.01, (N, 4))
    fit = SyntheticControl(["a", "b", "c", "d"]).fit(donors @ weights, donors)
    np.testing.assert_allclose(fit.coefficients, [0.0, *weights], atol=1e-10)
    assert fit.residual_std == 0.0


def test_weights_are_the_best_on_the_simplex() -> None:
    rng = np.random.default_rng(9)
    donors = rng.normal(0, 0.01, (N, 3))
    y = donors @ [1.4, -0.6, 0.2] + rng.normal(0, 0.003, N)
    grid = [(a, b, 100 - a - b) for a in range(101) for b in range(101 - a)]
    errors = [np.square(y - donors @ np.array(mix) / 100).sum() for mix in grid]
    best = np.array(grid[int(np.argmin(errors))]) / 100
    weights = simplex_weights(y, donors)
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights, best, atol=0.011)
    assert np.square(y - donors @ weights).sum() <= min(errors) * (1 + 1e-12)


def test_a_donor_is_not_its_own_control(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    outcomes = fit(moves, events, model=SyntheticControl(["B", "C"])).outcomes
    assert outcomes.groupby("asset")["outcome"].unique().map(list).to_dict() == {
        "A": ["used"],
        "B": ["is_the_market"],
        "C": ["is_the_market"],
    }


ALL = [
    ScholesWilliams("MKT"),
    Dimson("MKT"),
    RobustModel(["MKT"]),
    MedianModel(["MKT"]),
    GarchModel(["MKT"]),
    SyntheticControl(["MKT"]),
]
each = pytest.mark.parametrize("model", ALL, ids=lambda model: type(model).__name__)


@each
def test_every_model_keeps_the_contract(model: object) -> None:
    assert isinstance(model, NormalModel)
    assert model.factors == ("MKT",)


@each
def test_every_model_leaves_a_residual_for_every_day(model: NormalModel, late: Any) -> None:
    fit: ModelFit = model.fit(*late)
    assert fit.residuals.shape == (N,)
    assert np.isfinite(fit.residuals).sum() == fit.nobs
    usable = np.isfinite(fit.residuals)
    expected = model.expected(fit, late[1])
    np.testing.assert_allclose(fit.residuals[usable], (late[0] - expected)[usable], atol=1e-15)


@each
@pytest.mark.parametrize("n_days", [0, 1, 2])
def test_too_few_days_are_no_fit(model: NormalModel, n_days: int) -> None:
    fit = model.fit(np.arange(float(n_days)), np.ones((n_days, 1)) * np.arange(float(n_days))[:, None] ** 2)
    assert fit.nobs <= n_days
    assert not fit.residual_std > 0


@each
def test_an_asset_that_never_moves_has_no_spread(model: NormalModel) -> None:
    market = np.random.default_rng(1).normal(0, 0.01, (N, 1))
    fit = model.fit(np.zeros(N), market)
    assert fit.residual_std == 0.0 or isinstance(model, SyntheticControl)


@each
def test_an_asset_that_seldom_moves_is_fitted_without_a_warning(model: NormalModel) -> None:
    rng = np.random.default_rng(1)
    market = rng.normal(0, 0.01, (N, 1))
    fit = model.fit(np.where(rng.random(N) < 0.05, market[:, 0], 0.0), market)
    assert np.isfinite(fit.coefficients).all()
    assert np.isfinite(fit.inverse_gram).all()


@each
def test_data_after_the_window_changes_nothing(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, model: NormalModel
) -> None:
    changed = moves.copy()
    changed.iloc[123:] = 9.0
    pd.testing.assert_frame_equal(
        fit(changed, one, model=model).to_frame("car"), fit(moves, one, model=model).to_frame("car")
    )


@each
def test_rows_from_the_event_on_never_change_a_fit(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, model: NormalModel
) -> None:
    changed = moves.copy()
    changed.iloc[119:] = np.random.default_rng(2).normal(0, 5, changed.iloc[119:].shape)
    before, after = (fit(frame, one, model=model).model_fit("e", "A") for frame in (moves, changed))
    np.testing.assert_array_equal(after.residuals, before.residuals)


@pytest.mark.parametrize("kind", [RobustModel, MedianModel, GarchModel, SyntheticControl])
def test_a_text_in_place_of_a_list_is_refused(kind: Callable[[str], object]) -> None:
    with pytest.raises(EstimationError, match=rf"give a list: {kind.__name__}\(\['SPX'\]\)"):
        kind("SPX")
