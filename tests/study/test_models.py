"""Normal-move models by hand, by explicit matrix algebra and against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from aftershock.errors import EstimationError
from aftershock.study import (
    ConstantMean,
    FactorModel,
    MarketAdjusted,
    MarketModel,
    ModelFit,
    NormalModel,
    Raw,
)
from aftershock.study.models import (
    check_model,
    describe_model,
    forecast_factors,
    least_squares,
    window_factor,
)

ALGEBRA_TOLERANCE = 1e-10
NO_FACTOR = np.empty((4, 0))
Y = np.array([1.0, 2.0, 3.0, 6.0])
LINE = np.array([[0.0], [1.0], [2.0], [3.0]])


class TwoMethods:
    """A model with the two methods and nothing else."""

    def fit(self, y: np.ndarray, x: np.ndarray) -> ModelFit:
        return least_squares(y, np.empty((y.size, 0)))

    def expected(self, fit: ModelFit, x: np.ndarray) -> np.ndarray:
        return np.full(x.shape[0], fit.coefficients[0])


@pytest.fixture
def regression() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(21)
    x = rng.normal(0, 0.01, (80, 2))
    y = 0.001 + x @ [0.8, -0.4] + rng.normal(0, 0.005, 80)
    y[[3, 50]] = np.nan
    x[10, 1] = np.nan
    return y, x


def complete(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.isfinite(y) & np.isfinite(x).all(axis=1)


def test_constant_mean_by_hand() -> None:
    # mean 3; deviations -2, -1, 0, 3 with squares 14; s = sqrt(14 / 3)
    fit = ConstantMean().fit(Y, NO_FACTOR)
    assert fit.coefficients == pytest.approx([3.0])
    assert fit.residual_std == pytest.approx(np.sqrt(14 / 3))


def test_raw_expects_nothing_and_takes_its_spread_about_the_mean() -> None:
    fit = Raw().fit(Y, NO_FACTOR)
    assert Raw().expected(fit, np.empty((2, 0))) == pytest.approx([0.0, 0.0])
    assert fit.residual_std == pytest.approx(np.sqrt(14 / 3))
    assert forecast_factors(fit, np.empty((2, 0))) == pytest.approx([1.0, 1.0])


def test_constant_mean_takes_one_degree_of_freedom() -> None:
    assert ConstantMean().fit(Y, NO_FACTOR).df == 3


def test_constant_mean_forecast_factor_is_one_plus_one_over_m() -> None:
    fit = ConstantMean().fit(Y, NO_FACTOR)
    assert forecast_factors(fit, np.empty((2, 0))) == pytest.approx([1.25, 1.25])


def test_constant_mean_window_factor_is_l_plus_l_squared_over_m() -> None:
    fit = ConstantMean().fit(Y, NO_FACTOR)
    assert window_factor(fit, np.empty((3, 0))) == pytest.approx(3 + 9 / 4)


def test_market_model_by_hand() -> None:
    # m = 0..3, y = 1, 2, 3, 6: cov 8, SSM 5: slope 1.6, intercept 3 - 1.6 * 1.5 = 0.6
    fit = MarketModel("MKT").fit(Y, LINE)
    assert fit.coefficients == pytest.approx([0.6, 1.6])


def test_market_model_residual_spread_by_hand() -> None:
    # residuals 0.4, -0.2, -0.8, 0.6: squares sum to 1.2; s = sqrt(1.2 / 2)
    assert MarketModel("MKT").fit(Y, LINE).residual_std == pytest.approx(np.sqrt(0.6))


def test_market_model_forecast_factor_by_hand() -> None:
    # 1 + 1/4 + (5 - 1.5)^2 / 5
    fit = MarketModel("MKT").fit(Y, LINE)
    assert forecast_factors(fit, np.array([[5.0]])) == pytest.approx([1.25 + 3.5**2 / 5])


def test_market_model_window_factor_is_salingers() -> None:
    # L + L^2/M + (sum (m_t - mbar))^2 / SSM with m = 5, 0: 2 + 4/4 + (3.5 - 1.5)^2 / 5
    fit = MarketModel("MKT").fit(Y, LINE)
    assert window_factor(fit, np.array([[5.0], [0.0]])) == pytest.approx(3 + 2.0**2 / 5)


def test_market_adjusted_expects_the_market() -> None:
    model = MarketAdjusted("MKT")
    assert model.expected(model.fit(Y, LINE), np.array([[0.5]])) == pytest.approx([0.5])


def test_market_adjusted_spread_is_about_its_mean() -> None:
    # differences 1, 1, 1, 3: mean 1.5, squares sum to 3; s = sqrt(3 / 3)
    assert MarketAdjusted("MKT").fit(Y, LINE).residual_std == pytest.approx(1.0)


def test_market_adjusted_has_no_forecast_error() -> None:
    fit = MarketAdjusted("MKT").fit(Y, LINE)
    assert forecast_factors(fit, np.array([[9.0]])) == pytest.approx([1.0])
    assert window_factor(fit, np.array([[9.0], [1.0]])) == pytest.approx(2.0)


def test_coefficients_equal_statsmodels(regression: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = regression
    theirs = sm.OLS(y, sm.add_constant(x), missing="drop").fit()
    fit = FactorModel(["A", "B"]).fit(y, x)
    np.testing.assert_allclose(fit.coefficients, theirs.params, rtol=ALGEBRA_TOLERANCE)


def test_residual_spread_equals_statsmodels(regression: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = regression
    theirs = sm.OLS(y, sm.add_constant(x), missing="drop").fit()
    assert least_squares(y, x).residual_std == pytest.approx(np.sqrt(theirs.mse_resid), rel=ALGEBRA_TOLERANCE)
    assert least_squares(y, x).df == theirs.df_resid


def test_forecast_error_equals_statsmodels_prediction(regression: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = regression
    event = np.array([[0.03, -0.02], [0.0, 0.01]])
    theirs = sm.OLS(y, sm.add_constant(x), missing="drop").fit()
    predicted = theirs.get_prediction(sm.add_constant(event, has_constant="add"))
    fit = least_squares(y, x)
    ours = fit.residual_std * np.sqrt(forecast_factors(fit, event))
    np.testing.assert_allclose(ours, predicted.se_obs, rtol=ALGEBRA_TOLERANCE)


def test_window_factor_equals_explicit_matrix_algebra(regression: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = regression
    design = np.column_stack([np.ones(80), x])[complete(y, x)]
    event = np.array([[1.0, 0.03, -0.02], [1.0, 0.0, 0.01], [1.0, -0.01, 0.0]])
    covariance = np.eye(3) + event @ np.linalg.inv(design.T @ design) @ event.T
    expected = np.ones(3) @ covariance @ np.ones(3)
    assert window_factor(least_squares(y, x), event[:, 1:]) == pytest.approx(expected, rel=ALGEBRA_TOLERANCE)


def test_only_complete_rows_are_used(regression: tuple[np.ndarray, np.ndarray]) -> None:
    assert least_squares(*regression).nobs == 77


def test_residuals_keep_the_place_of_each_day(regression: tuple[np.ndarray, np.ndarray]) -> None:
    missing = np.flatnonzero(np.isnan(least_squares(*regression).residuals))
    assert missing.tolist() == [3, 10, 50]


def test_missing_rows_equal_absent_rows(regression: tuple[np.ndarray, np.ndarray]) -> None:
    y, x = regression
    kept = complete(y, x)
    np.testing.assert_array_equal(
        least_squares(y, x).coefficients, least_squares(y[kept], x[kept]).coefficients
    )


@pytest.mark.parametrize("n_days", [0, 1, 2])
def test_no_more_rows_than_coefficients_is_no_fit(n_days: int) -> None:
    fit = least_squares(Y[:n_days], LINE[:n_days])
    assert fit.nobs == n_days
    assert np.isnan(fit.residual_std)
    assert np.isnan(fit.coefficients).all()


@pytest.mark.parametrize("x", [np.ones((4, 1)), np.column_stack([LINE, 2 * LINE])], ids=["constant", "twice"])
def test_collinear_factors_are_no_fit(x: np.ndarray) -> None:
    assert np.isnan(least_squares(Y, x).residual_std)


@pytest.mark.parametrize("level", [0.0, 0.1, 1e6])
def test_moves_that_never_change_have_no_residual_spread(level: float) -> None:
    assert least_squares(np.full(250, level), np.empty((250, 0))).residual_std == 0.0


def test_an_exact_fit_has_no_residual_spread() -> None:
    market = np.random.default_rng(2).normal(0, 0.01, (250, 1))
    assert least_squares(0.001 + 2 * market[:, 0], market).residual_std == 0.0


def test_a_market_less_a_constant_has_no_residual_spread() -> None:
    market = np.random.default_rng(2).normal(0, 0.01, (250, 1))
    assert MarketAdjusted("MKT").fit(market[:, 0] + 0.001, market).residual_std == 0.0


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_a_small_unit_is_not_taken_for_rounding(scale: float) -> None:
    assert least_squares(scale * Y, NO_FACTOR).residual_std == pytest.approx(scale * np.sqrt(14 / 3))


def test_market_adjusted_needs_two_days_for_a_spread() -> None:
    assert np.isnan(MarketAdjusted("MKT").fit(Y[:1], LINE[:1]).residual_std)


@pytest.mark.parametrize("model", [ConstantMean(), MarketModel("M"), MarketAdjusted("M"), FactorModel(["M"])])
def test_every_model_keeps_the_contract(model: object) -> None:
    assert isinstance(model, NormalModel)


def test_check_model_names_the_factors() -> None:
    assert check_model(FactorModel(["SPX", "WTI"])) == ("SPX", "WTI")


def test_an_object_with_the_two_methods_is_a_model_without_factors() -> None:
    assert check_model(TwoMethods()) == ()


def test_a_class_is_not_a_model() -> None:
    with pytest.raises(
        EstimationError, match=r"model is the class ConstantMean; write ConstantMean\(\.\.\.\)"
    ):
        check_model(ConstantMean)


def test_a_word_is_not_a_model() -> None:
    with pytest.raises(EstimationError, match=r"model is 'market', which lacks fit and expected; pass"):
        check_model("market")


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (ConstantMean(), "ConstantMean()"),
        (MarketModel("SPX"), "MarketModel(market='SPX')"),
        (TwoMethods(), "TwoMethods"),
    ],
)
def test_a_description_holds_no_address(model: object, text: str) -> None:
    assert describe_model(model) == text


def test_factor_model_refuses_a_text_that_would_be_read_letter_by_letter() -> None:
    with pytest.raises(EstimationError, match=r"give a list: FactorModel\(\['SPX'\]\)"):
        FactorModel("SPX")
