"""Estimated models, their forecast errors and day-by-day tests against independent reference numbers."""

from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.study import ModelFit
from aftershock.study.event_tests import shared_correlation

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore::aftershock.errors.AssumptionWarning"),
    pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout"),
]
REFERENCE_TOLERANCE = 1e-9
Case = tuple[str, str, str]
CASES = list(product(("complete", "missing"), ("common", "staggered"), ("mm", "mean")))
WINDOWS = {"-1:1": (-1, 1), "0:4": (0, 4)}


@lru_cache
def fit(case: Case) -> ash.EventStudyResults:
    returns, events, model = case
    moves = pd.read_csv(ORACLE / f"inputs/sim_returns_{returns}.csv", index_col="date", parse_dates=True)
    panel = pd.read_csv(ORACLE / f"inputs/sim_events_{events}.csv", parse_dates=["event_date"])
    return ash.EventStudy(
        moves,
        panel.rename(columns={"event_date": "session"}),
        model=ash.MarketModel("MKT") if model == "mm" else ash.ConstantMean(),
        window=(-5, 5),
        estimation=(-260, -11),
        mask_events=False,
        sessions="panel",
    ).fit()


def reference(table: str, case: Case) -> pd.DataFrame:
    returns, events, model = case
    frame = pd.read_csv(ORACLE / f"expected/{table}.csv", keep_default_na=False, na_values=[""])
    rows = frame[(frame["dataset"] == f"sim_{returns}_{events}") & (frame["model"] == model)]
    assert len(rows) > 0
    return rows


def events_of(case: Case, window: str) -> pd.DataFrame:
    rows = reference("sim_events", case)
    rows = rows[rows["window"] == window]
    assert len(rows) >= 12
    return rows


def assert_close(ours: object, theirs: object) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=REFERENCE_TOLERANCE, atol=REFERENCE_TOLERANCE)


def fitted(case: Case, rows: pd.DataFrame) -> list[ModelFit]:
    fits = [
        fit(case).model_fit(event, asset)
        for event, asset in zip(rows["event_id"], rows["asset"], strict=True)
    ]
    assert None not in fits
    return fits


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_alpha(case: Case) -> None:
    rows = events_of(case, "-1:1")
    assert_close([one.coefficients[0] for one in fitted(case, rows)], rows["alpha"])


@pytest.mark.parametrize("case", [case for case in CASES if case[2] == "mm"], ids="-".join)
def test_beta(case: Case) -> None:
    rows = events_of(case, "-1:1")
    assert_close([one.coefficients[1] for one in fitted(case, rows)], rows["beta"])


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_residual_spread(case: Case) -> None:
    rows = events_of(case, "-1:1")
    assert_close([one.residual_std for one in fitted(case, rows)], rows["s_resid"])


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_estimation_days(case: Case) -> None:
    rows = events_of(case, "-1:1")
    assert [one.nobs for one in fitted(case, rows)] == rows["n_est"].tolist()


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_degrees_of_freedom(case: Case) -> None:
    rows = events_of(case, "-1:1")
    assert [one.df for one in fitted(case, rows)] == rows["df"].tolist()


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", WINDOWS)
def test_forecast_error_of_a_sum(case: Case, window: str) -> None:
    rows = events_of(case, window)
    frame = fit(case).to_frame("car", window=WINDOWS[window]).set_index(["event_id", "asset"])["std_error"]
    spread = np.array([one.residual_std for one in fitted(case, rows)])
    ours = frame.loc[list(zip(rows["event_id"], rows["asset"], strict=True))].to_numpy() / spread
    assert_close(ours, rows["se_car_exact_over_s"])


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", WINDOWS)
def test_patells_sum(case: Case, window: str) -> None:
    rows = events_of(case, window)
    sums = [fit(case).arrays(window=WINDOWS[window], event_id=event).csar[0] for event in rows["event_id"]]
    assert_close(sums, rows["csar_patell"])


@pytest.mark.parametrize("returns", ["complete", "missing"])
def test_forecast_factor_of_each_day(returns: str) -> None:
    case = (returns, "common", "mm")
    rows = reference("sim_abnormal", case).dropna(subset="C")
    days = fit(case).to_frame("event").set_index(["event_id", "day"])["std_error"]
    spread = np.array([one.residual_std for one in fitted(case, rows)])
    ours = (days.loc[list(zip(rows["event_id"], rows["day"], strict=True))].to_numpy() / spread) ** 2
    assert len(rows) > 100
    assert_close(ours, rows["C"])


@pytest.mark.parametrize("returns", ["complete", "missing"])
def test_days_without_an_abnormal_move_are_the_same(returns: str) -> None:
    case = (returns, "common", "mm")
    rows = reference("sim_abnormal", case).set_index(["event_id", "day"])["ar"]
    ours = fit(case).to_frame("event").set_index(["event_id", "day"])["abnormal"]
    missing = rows.index[rows.isna()]
    assert set(missing) == set(ours.index[ours.isna()])
    assert len(missing) >= (returns == "missing")


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", ["0:0", "-1:1", "0:4"])
def test_mean_correlation_of_kolari_pynnonen(case: Case, window: str) -> None:
    rows = reference("sim_window_tests", case)
    row = rows[(rows["window"] == window) & (rows["test"] == "kp_bmp_t")].iloc[0]
    start, end = map(int, window.split(":"))
    assert_close(shared_correlation(fit(case).arrays(window=(start, end))), float(row["extra"]))


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", ["0:0", "-1:1", "0:4"])
@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t", "kp_bmp_t"])
def test_degrees_of_freedom_of_a_window_test(case: Case, window: str, name: str) -> None:
    rows = reference("sim_window_tests", case)
    row = rows[(rows["window"] == window) & (rows["test"] == name)].iloc[0]
    start, end = map(int, window.split(":"))
    assert fit(case).test(name, window=(start, end)).df == row["df"]  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", ["0:0", "-1:1", "0:4"])
def test_mean_cumulative_move(case: Case, window: str) -> None:
    rows = reference("sim_window_tests", case)
    row = rows[(rows["window"] == window) & (rows["test"] == "caar")].iloc[0]
    start, end = map(int, window.split(":"))
    test = fit(case).test("cross_sectional_t", window=(start, end))
    assert_close(test.estimate, row["statistic"])
    assert test.n_events == int(row["extra"])


# Where values are missing the daily table pools Patell's variances and averages the correlation also over events
# without a move that day; here one day is a window of one day, which the window table above confirms.
DAILY = [
    (case, name)
    for case in CASES
    for name in ("cross_sectional_t", "bmp_t", "patell_z", "kp_bmp_t")
    if name in ("cross_sectional_t", "bmp_t")
    or (case[0] == "complete" and (name == "patell_z" or case[1] == "common"))
]


@pytest.mark.parametrize(("case", "name"), DAILY)
@pytest.mark.parametrize("day", [-1, 0, 1])
def test_test_of_one_day(case: Case, name: str, day: int) -> None:
    rows = reference("sim_daily_tests", case)
    row = rows[(rows["window"] == "-1:1") & (rows["day"] == day) & (rows["test"] == name)].iloc[0]
    statistic, pvalue = fit(case).test(name, window=(day, day))  # type: ignore[arg-type]
    assert_close(statistic, row["statistic"])
    assert pvalue == pytest.approx(row["p_two_sided"], rel=REFERENCE_TOLERANCE)
