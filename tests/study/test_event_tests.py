"""Each test is given the arrays it is meant for."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.inference import bmp_t, cross_sectional_t, kp_bmp_t, patell_z, sample_quantile
from aftershock.study.event_tests import SINGLE, shared_correlation

pytestmark = pytest.mark.filterwarnings("ignore::aftershock.errors.AssumptionWarning")

Fit = Callable[..., ash.EventStudyResults]
WINDOW = (0, 1)
SEVERAL = ("cross_sectional_t", "patell_z", "bmp_t", "kp_bmp_t")
LOOP_TOLERANCE = 1e-12


def columns(results: ash.EventStudyResults, *names: str) -> list[np.ndarray]:
    frame = results.to_frame("car", window=WINDOW)
    return [frame[name].to_numpy(dtype=float) for name in names]


def test_cross_sectional_t_is_given_the_cumulated_moves(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    results = fit(moves, events)
    expected = cross_sectional_t(*columns(results, "estimate"))
    test = results.test("cross_sectional_t", window=WINDOW)
    assert tuple(test) == pytest.approx(tuple(expected), rel=LOOP_TOLERANCE)


def test_bmp_t_is_given_the_standardized_sums(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    results = fit(moves, events)
    assert results.test("bmp_t", window=WINDOW).statistic == pytest.approx(
        bmp_t(*columns(results, "statistic")).statistic, rel=LOOP_TOLERANCE
    )


def test_patell_z_is_given_daily_standardized_moves(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    results = fit(moves, events)
    daily = results.to_frame("event").query("day in [0, 1]").groupby(["event_id", "asset"], sort=False)
    csar = daily["standardized"].sum().to_numpy() / np.sqrt(2)
    assert results.test("patell_z", window=WINDOW).statistic == pytest.approx(
        patell_z(csar, *columns(results, "df")).statistic, rel=LOOP_TOLERANCE
    )


def test_kp_is_given_the_correlation_of_residuals_by_loops(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    same_day = pd.concat([one.assign(asset=asset) for asset in ("A", "B", "C")])
    results = fit(moves, same_day)
    residuals = {asset: results.model_fit("e", asset).residuals for asset in ("A", "B", "C")}
    pairs = [np.corrcoef(residuals[a], residuals[b])[0, 1] for a, b in combinations("ABC", 2)]
    expected = kp_bmp_t(*columns(results, "statistic"), float(np.mean(pairs)))
    assert expected.statistic != pytest.approx(results.test("bmp_t", window=WINDOW).statistic, rel=0.05)
    assert results.test("kp_bmp_t", window=WINDOW).statistic == pytest.approx(expected.statistic, rel=1e-9)


def test_kp_on_dates_apart_is_bmp(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    apart = events[events["asset"] == "A"]
    results = fit(moves, apart)
    assert tuple(results.test("kp_bmp_t", window=WINDOW)) == tuple(results.test("bmp_t", window=WINDOW))


def test_sample_quantile_of_one_day_ranks_it_among_the_residuals(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    results = fit(moves, one)
    expected = sample_quantile(results.car((0, 0)).iloc[0], results.model_fit("e", "A").residuals)
    assert results.test("sample_quantile", window=(0, 0)) == expected


def test_sample_quantile_of_two_days_ranks_them_among_runs_of_two(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    results = fit(moves, one)
    residuals = results.model_fit("e", "A").residuals
    pairs = np.array([residuals[at] + residuals[at + 1] for at in range(len(residuals) - 1)])
    assert results.test("sample_quantile", window=WINDOW) == sample_quantile(
        results.car(WINDOW).iloc[0], pairs
    )


def test_a_gap_in_the_window_shortens_the_runs(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.loc[moves.index[121], "A"] = np.nan
    results = fit(moves, one)
    expected = sample_quantile(results.car(WINDOW).iloc[0], results.model_fit("e", "A").residuals)
    assert results.test("sample_quantile", window=WINDOW) == expected


@pytest.mark.parametrize("name", SINGLE)
def test_a_test_of_one_event_refuses_several(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, name: str
) -> None:
    test = fit(moves, events).test(name, alternative="less")
    assert np.isnan(test.pvalue)
    assert test.reason == f"{name} judges one event of one asset; 9 are selected"
    assert test.alternative == "less"


@pytest.mark.parametrize("name", SEVERAL)
def test_a_test_of_several_events_says_when_there_is_none(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, name: str
) -> None:
    test = fit(moves, events).test(name, event_id="e1", asset="MKT")
    assert np.isnan(test.statistic)
    assert test.reason


@pytest.mark.parametrize("name", ["cross_sectional_t", "bmp_t", "kp_bmp_t"])
def test_a_test_of_several_events_refuses_one(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, name: str
) -> None:
    assert "needs at least 2" in fit(moves, one).test(name).reason


def test_moves_in_different_units_have_no_common_mean(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "points", "C": "points"}
    test = fit(moves, events).test("cross_sectional_t")
    assert np.isnan(test.statistic)
    assert "different units; choose one asset" in test.reason


def test_moves_in_one_unit_carry_it(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    moves.attrs["unit"] = dict.fromkeys("ABC", "bp")
    assert fit(moves, events).test("cross_sectional_t").unit == "bp"


@pytest.mark.parametrize("name", ["patell_z", "bmp_t", "kp_bmp_t"])
def test_standardized_tests_take_different_units(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, name: str
) -> None:
    plain = fit(moves, events).test(name)
    moves.attrs["unit"] = {"A": "bp", "B": "points", "C": "points"}
    assert fit(moves, events).test(name) == plain


def test_an_event_without_a_day_in_the_window_drops_out(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    moves.loc[moves.index[120], "A"] = np.nan
    assert fit(moves, events).test("bmp_t", window=(0, 0), asset="A").n_events == 2


def test_an_asset_that_never_moved_drops_out_of_standardized_tests(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    results = fit(moves.assign(A=0.0), events)
    assert {name: results.test(name).n_events for name in ("patell_z", "bmp_t", "kp_bmp_t")} == {
        "patell_z": 6,
        "bmp_t": 6,
        "kp_bmp_t": 6,
    }


def test_events_without_a_spread_are_said_to_be_measured(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    reason = fit(moves.assign(A=0.0), events).test("kp_bmp_t", asset="A").reason
    assert reason.endswith("(3 measured, without a move in the window or with quiet days that do not vary)")


@pytest.mark.parametrize("start", ["1962-01-02", "2021-01-04"])
def test_shared_days_are_found_in_any_year(fit: Fit, moves: pd.DataFrame, start: str) -> None:
    dated = moves.set_axis(pd.bdate_range(start, periods=len(moves)), axis="index")
    events = pd.DataFrame({"event_id": "e", "asset": ["A", "MKT"], "session": dated.index[150]})
    results = fit(dated, events)
    residuals = [results.model_fit("e", asset).residuals for asset in ("A", "MKT")]
    assert shared_correlation(results.arrays(window=WINDOW)) == pytest.approx(
        np.corrcoef(*residuals)[0, 1], rel=1e-9
    )


@pytest.mark.parametrize("freq", ["5min", "D"])
def test_shared_rows_are_told_apart_within_a_day(fit: Fit, moves: pd.DataFrame, freq: str) -> None:
    stamped = moves.set_axis(pd.date_range("2021-01-04", periods=len(moves), freq=freq), axis="index")
    events = pd.DataFrame(
        {"event_id": ["e", "f"], "asset": ["A", "MKT"], "session": stamped.index[[150, 151]]}
    )
    one_of_two = shared_correlation(fit(stamped, events).arrays(window=WINDOW))
    same_day = fit(stamped, events.assign(session=stamped.index[150]))
    whole = shared_correlation(same_day.arrays(window=WINDOW))
    assert one_of_two == pytest.approx(whole / 2, rel=0.1)


def test_numbered_rows_are_shared_like_dates(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    same_day = pd.concat([one.assign(asset=asset) for asset in ("A", "B", "C")])
    numbered = fit(moves.reset_index(drop=True), same_day.assign(session=120))
    assert tuple(numbered.test("kp_bmp_t")) == tuple(fit(moves, same_day).test("kp_bmp_t"))
