"""Abnormal moves of one event on arrays, by hand: cutting, fitting, subtracting, summing."""

import math
from typing import Any

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.study import ConstantMean, MarketModel, ModelFit, Window
from aftershock.study.abnormal import BEYOND, EventFit, cumulate, fit_event
from aftershock.study.models import least_squares

# Estimation days 1, 2, 3, 6: mean 3, s = sqrt(14/3). A day apart, then the event days 5, 4, 3.
Y = np.array([1.0, 2.0, 3.0, 6.0, 99.0, 5.0, 4.0, 3.0])
EVENT_ROW = 5
SPREAD = math.sqrt(14 / 3)
ROUNDING = 1e-12


def fit(y: np.ndarray = Y, **changes: Any) -> EventFit:
    options: dict[str, Any] = {
        "model": ConstantMean(),
        "window": Window(0, 2),
        "estimation": Window(-5, -2),
        "masked": np.zeros(y.size, dtype=bool),
    }
    x, row = changes.pop("x", np.empty((y.size, 0))), changes.pop("event_row", EVENT_ROW)
    return fit_event(y, x, np.arange(y.size), row, **(options | changes))


def gap(day: int) -> np.ndarray:
    y = Y.copy()
    y[EVENT_ROW + day] = np.nan
    return y


def test_abnormal_is_the_move_less_the_estimation_mean() -> None:
    np.testing.assert_allclose(fit().abnormal, [2.0, 1.0, 0.0], atol=ROUNDING)


def test_standardized_divides_by_the_forecast_error() -> None:
    np.testing.assert_allclose(
        fit().standardized, np.array([2.0, 1.0, 0.0]) / (SPREAD * math.sqrt(1.25)), atol=ROUNDING
    )


def test_the_day_between_the_windows_is_not_used() -> None:
    assert fit().fit.nobs == 4


def test_a_gap_is_missing() -> None:
    np.testing.assert_allclose(fit(gap(1)).abnormal, [2.0, np.nan, 0.0], atol=ROUNDING)


def test_days_after_the_data_are_missing() -> None:
    np.testing.assert_allclose(
        fit(event_row=6, estimation=Window(-6, -3)).abnormal, [1.0, 0.0, np.nan], atol=ROUNDING
    )


def test_days_after_the_data_have_no_day_number() -> None:
    assert fit(event_row=6, estimation=Window(-6, -3)).days.tolist() == [6, 7, BEYOND]


def test_days_before_the_data_are_missing() -> None:
    event = fit(event_row=0, window=Window(-1, 0), estimation=Window(-5, -2), model=ConstantMean())
    assert event.days.tolist() == [BEYOND, 0]
    assert event.fit.nobs == 0


def test_estimation_before_the_data_is_shortened() -> None:
    assert fit(estimation=Window(-50, -2)).fit.nobs == 4


def test_masked_days_are_left_out_of_the_fit() -> None:
    masked = np.zeros(Y.size, dtype=bool)
    masked[3] = True
    np.testing.assert_allclose(fit(masked=masked).abnormal, [3.0, 2.0, 1.0], atol=ROUNDING)


def test_masked_days_are_counted() -> None:
    masked = np.array([True, False, True, False, False, True, True, True])
    assert fit(masked=masked).masked == 2


def test_a_masked_gap_is_not_counted_twice() -> None:
    y, masked = Y.copy(), np.array([True, False, False, False, False, False, False, False])
    y[0] = np.nan
    assert fit(y, masked=masked).masked == 0


def test_no_residual_variance_makes_standardized_moves_undefined() -> None:
    event = fit(np.full(8, 0.1))
    assert np.isnan(event.standardized).all()


def test_cumulated_move_by_hand() -> None:
    assert cumulate(fit(), Window(0, 1)).car == pytest.approx(3.0)


def test_cumulated_raw_move_by_hand() -> None:
    assert cumulate(fit(), Window(0, 1)).move == pytest.approx(9.0)


def test_cumulated_error_knows_that_days_share_one_mean() -> None:
    # two days, four estimation days: s sqrt(2 + 4/4), not s sqrt(2 * 1.25)
    assert cumulate(fit(), Window(0, 1)).std_error == pytest.approx(SPREAD * math.sqrt(3))


def test_scar_by_hand() -> None:
    assert cumulate(fit(), Window(0, 1)).scar == pytest.approx(3 / (SPREAD * math.sqrt(3)))


def test_csar_by_hand() -> None:
    # sum of daily SAR over sqrt 2
    assert cumulate(fit(), Window(0, 1)).csar == pytest.approx(3 / (SPREAD * math.sqrt(1.25)) / math.sqrt(2))


def test_a_missing_day_is_left_out_of_sum_and_variance() -> None:
    item = cumulate(fit(gap(1)), Window(0, 2))
    assert item.n_days == 2
    assert item.car == pytest.approx(2.0)
    assert item.std_error == pytest.approx(SPREAD * math.sqrt(2 + 4 / 4))


def test_no_day_leaves_no_number() -> None:
    item = cumulate(fit(gap(1)), Window(1, 1))
    assert item.n_days == 0
    assert all(math.isnan(value) for value in (item.move, item.car, item.std_error, item.csar, item.scar))


def test_a_missing_factor_is_a_missing_day() -> None:
    x = np.array([[0.0], [1.0], [2.0], [4.0], [1.0], [np.nan], [1.0], [2.0]])
    event = fit(x=x, model=MarketModel("MKT"))
    assert np.isnan(event.abnormal).tolist() == [True, False, False]
    assert cumulate(event, Window(0, 2)).n_days == 2


def test_without_residual_variance_there_is_a_sum_but_no_scar() -> None:
    item = cumulate(fit(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0])), Window(0, 1))
    assert item.car == pytest.approx(4.0)
    assert math.isnan(item.scar)
    assert math.isnan(item.csar)


def test_sub_windows_are_found_inside_the_event_window() -> None:
    event = fit(window=Window(-1, 2), estimation=Window(-5, -2))
    assert cumulate(event, Window(0, 0)).car == pytest.approx(2.0)


class Greedy:
    """A model that changes what it is given, and answers with arrays of the wrong length when asked to."""

    factors = ("MKT",)

    def __init__(self, *, residuals: int = 0, expected: int = 0) -> None:
        self.residuals, self.missing = residuals, expected

    def fit(self, y: np.ndarray, x: np.ndarray) -> ModelFit:
        fitted = least_squares(y, np.empty((y.size, 0)))
        y[:], x[:] = 0.0, 0.0
        kept = fitted.residuals[self.residuals :]
        return ModelFit(
            fitted.coefficients, fitted.residual_std, fitted.df, fitted.nobs, kept, np.zeros((1, 1))
        )

    def expected(self, fit: ModelFit, x: np.ndarray) -> np.ndarray:
        x[:] = 0.0
        return np.zeros(x.shape[0] - self.missing)


def test_a_model_cannot_change_the_data() -> None:
    y, x = Y.copy(), np.arange(8.0)[:, None]
    event = fit(y, x=x, model=Greedy())
    np.testing.assert_array_equal(y, Y)
    np.testing.assert_array_equal(x[:, 0], np.arange(8.0))
    np.testing.assert_array_equal(event.x[:, 0], [5.0, 6.0, 7.0])


def test_a_model_must_return_a_residual_for_every_day() -> None:
    with pytest.raises(EstimationError, match=r"returned residuals of shape \(3,\).*each of the 4 days"):
        fit(x=np.arange(8.0)[:, None], model=Greedy(residuals=1))


def test_a_model_must_return_an_expectation_for_every_day() -> None:
    with pytest.raises(EstimationError, match=r"returned expected moves of shape \(2,\).*each of the 3 days"):
        fit(x=np.arange(8.0)[:, None], model=Greedy(expected=1))
