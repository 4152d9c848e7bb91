"""Several assets at once: what the joint tests are given, and what is left out."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import AssumptionWarning, EstimationError
from aftershock.inference import joint_wald, pooled_joint_wald

Fit = Callable[..., ash.EventStudyResults]
Simulate = Callable[..., ash.EventStudyResults]
ROUNDING = 1e-9
ASSETS = ("A", "B", "C")


def parts(results: ash.EventStudyResults, event: str, assets: tuple[str, ...]) -> tuple[np.ndarray, ...]:
    """CAR, residuals and variance factors of an event from the public frames."""
    frame = results.to_frame("car").set_index(["event_id", "asset"])
    fits = [results.model_fit(event, asset) for asset in assets]
    car = np.array([frame.loc[(event, asset), "estimate"] for asset in assets])
    errors = np.array([frame.loc[(event, asset), "std_error"] for asset in assets])
    factor = (errors / [one.residual_std for one in fits]) ** 2  # type: ignore[union-attr]
    return car, np.array([one.residuals for one in fits]), factor  # type: ignore[union-attr]


@pytest.mark.parametrize(("model", "n_parameters"), [(ash.ConstantMean(), 1), (ash.MarketModel("MKT"), 2)])
def test_one_event_over_its_assets(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, model: Any, n_parameters: int
) -> None:
    results = fit(moves, events, model=model)
    car, residuals, factor = parts(results, "e2", ASSETS)
    expected = joint_wald(car, residuals, factor, n_parameters=n_parameters)
    test = results.joint_test(event_id="e2")
    assert (test.statistic, test.pvalue) == pytest.approx(tuple(expected), rel=ROUNDING)
    assert (test.df, test.df_denominator) == (expected.df, expected.df_denominator)
    assert (test.method, test.note) == ("joint_wald", "")


def test_all_events_pooled(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    results = fit(moves, events)
    laid = [parts(results, event, ASSETS) for event in ("e1", "e2", "e3")]
    n_days = max(one[1].shape[1] for one in laid)
    residuals = np.full((3, 3, n_days), np.nan)
    for at, one in enumerate(laid):
        residuals[at, :, : one[1].shape[1]] = one[1]
    expected = pooled_joint_wald(
        np.array([one[0] for one in laid]), residuals, np.array([one[2] for one in laid]), n_parameters=1
    )
    test = results.joint_test()
    assert (test.statistic, test.pvalue) == pytest.approx(tuple(expected), rel=ROUNDING)
    assert (test.method, test.n_events) == ("pooled_joint_wald", 3)


def test_some_assets_on_request(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    results = fit(moves, events)
    car, residuals, factor = parts(results, "e2", ("A", "C"))
    test = results.joint_test(event_id="e2", assets=["A", "C"])
    assert test.statistic == pytest.approx(
        joint_wald(car, residuals, factor, n_parameters=1).statistic, rel=ROUNDING
    )
    assert test.note == ""


def test_one_asset_is_the_square_of_its_forecast_t(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    results = fit(moves, one)
    test = results.joint_test(event_id="e")
    single = results.test("forecast_t")
    assert test.statistic == pytest.approx(single.statistic**2, rel=ROUNDING)
    assert test.pvalue == pytest.approx(single.pvalue, rel=ROUNDING)


def test_assets_left_out_are_named_with_their_outcome(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    lost = events.assign(outcome=["used"] * 3 + ["used", "no_price", "used"] + ["used"] * 3)
    moves.loc[moves.index[119:123], "C"] = np.nan
    results = fit(moves, lost)
    test = results.joint_test(event_id="e2")
    assert test.extra["n_assets"] == 1
    assert test.note == "left out: B (no_price), C (no_price)"
    assert results.joint_test().note == "left out: B (1 of 3 events), C (1 of 3 events)"


def test_an_asset_that_does_not_move_in_the_window_is_left_out(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    moves.loc[moves.index[120], "C"] = np.nan
    test = fit(moves, events).joint_test(event_id="e2", window=(0, 0))
    assert test.note == "left out: C (no standardized move)"


def test_an_episode_is_asked_for_by_its_leader(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    merged = events.assign(outcome=["used"] * 3 + ["merged_into_episode"] * 3 + ["used"] * 3)
    results = fit(moves, merged)
    assert results.joint_test().note == ""
    assert results.joint_test(event_id="e2").reason == "no asset has an abnormal move"


def test_as_many_assets_as_days_are_refused_with_the_reason(simulate: Simulate) -> None:
    places = [(60, asset) for asset in range(40)]
    test = simulate(places, estimation=40).joint_test(event_id="e60")
    assert math.isnan(test.pvalue)
    assert test.reason.startswith(
        "40 assets and 36 estimation days that all of them have; the covariance needs"
    )


def test_days_that_one_asset_lacks_are_left_out_for_all(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    moves.loc[moves.index[80:90], "C"] = np.nan
    # of 56 days, 79 to 82 belong to the window of e1
    assert fit(moves, events).joint_test(event_id="e2").extra["n_days"] == 56 - 11


def test_assets_that_react_a_session_apart_share_only_common_days(fit: Fit, moves: pd.DataFrame) -> None:
    events = pd.DataFrame({"event_id": "e", "asset": ["A", "B"], "session": moves.index[[120, 121]]})
    results = fit(moves, events, window=(0, 1), estimation=(-60, -5))
    arrays = results.arrays()
    quiet = arrays.calendar_residuals[:, np.isfinite(arrays.calendar_residuals).all(axis=0)]
    half = np.array([[1.0, 0.5], [0.5, 1.0]])
    n_days = quiet.shape[1]
    covariance = half * (quiet @ quiet.T) / (n_days - 1)
    factor = (arrays.std_error / arrays.residual_std) ** 2
    z = arrays.car / np.sqrt(factor)
    wald = z @ np.linalg.solve(covariance, z)
    assert results.joint_test(event_id="e").extra["wald"] == pytest.approx(wald, rel=ROUNDING)


def test_assets_on_days_of_their_own_add_up_their_squares(fit: Fit, moves: pd.DataFrame) -> None:
    events = pd.DataFrame({"event_id": "e", "asset": ["A", "B"], "session": moves.index[[120, 122]]})
    arrays = fit(moves, events, window=(0, 1)).arrays()
    residuals = arrays.calendar_residuals[:, np.isfinite(arrays.calendar_residuals).all(axis=0)]
    variance = (residuals**2).sum(axis=1) / (residuals.shape[1] - 1)
    squares = arrays.car**2 / (arrays.std_error / arrays.residual_std) ** 2 / variance
    test = fit(moves, events, window=(0, 1)).joint_test(event_id="e")
    assert test.extra["wald"] == pytest.approx(squares.sum(), rel=ROUNDING)


def test_units_do_not_matter(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    plain = fit(moves, events).joint_test()
    scaled = fit(moves * [1, 1e4, 1, 1e-3], events).joint_test()
    assert scaled.statistic == pytest.approx(plain.statistic, rel=1e-6)


def test_the_size_is_exact_on_one_date(simulate: Simulate) -> None:
    n_studies, places = 400, [(60, asset) for asset in range(4)]
    rejected = [
        simulate(places, correlation=0.6, estimation=40, seed=seed).joint_test(event_id="e60").pvalue <= 0.05
        for seed in range(n_studies)
    ]
    assert np.mean(rejected) == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / n_studies))


def test_pooled_events_that_share_days_are_warned_of(fit: Fit, moves: pd.DataFrame) -> None:
    sessions = moves.index[[120, 121, 160]].repeat(2)
    events = pd.DataFrame(
        {"event_id": ["e", "e", "f", "f", "g", "g"], "asset": ["A", "B"] * 3, "session": sessions}
    )
    results = fit(moves, events)
    told = "^2 of 3 events share days with another, which the pooled joint test takes for independent"
    with pytest.warns(AssumptionWarning, match=told) as caught:
        results.joint_test()
    assert len(caught) == 1 and caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results.joint_test(event_id="e")


def test_pooled_events_that_raise_the_variance_are_warned_of(simulate: Simulate) -> None:
    places = [(300 + 10 * at, asset) for at in range(12) for asset in range(2)]
    with pytest.warns(AssumptionWarning, match="times the variance of quiet days.*see adjusted") as caught:
        simulate(places, variance=6.0).joint_test()
    assert len(caught) == 1 and caught[0].filename == __file__


@pytest.mark.parametrize(
    ("options", "told"),
    [({"event_id": "e9"}, "the events hold no event_id 'e9'"), ({"assets": ["Z"]}, "hold no asset 'Z'")],
)
def test_what_is_not_there_is_refused(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(EstimationError, match=told):
        fit(moves, events).joint_test(**options)


def test_nothing_measured_has_no_joint_test(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    results = fit(moves, events.assign(outcome="no_price"))
    assert results.joint_test().reason == "no asset has an abnormal move"
    assert results.joint_test(event_id="e2").note == "left out: A (no_price), B (no_price), C (no_price)"
