"""Results: the same columns always, intervals on request, nothing a caller does can change them."""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import EstimationError
from aftershock.typing import EventTest

Fit = Callable[..., ash.EventStudyResults]
ROUNDING = 1e-12
LEVELS = ("event", "car", "window")
DAY = [
    "event_id", "asset", "day", "session", "move", "expected", "abnormal", "forecast_factor", "std_error",
    "standardized", "unit",
]  # fmt: skip
CAR = [
    "event_id", "asset", "session", "start", "end", "n_days", "move", "estimate", "std_error", "statistic", "df",
    "pvalue", "sample_quantile_pvalue", "rank", "n_estimation", "n_masked", "unit", "outcome",
]  # fmt: skip
WINDOW = [
    "asset", "start", "end", "n_events", "estimate", "std_error", "statistic", "df", "pvalue", "conf_low",
    "conf_high", "method", "interval_method", "unit",
]  # fmt: skip
COLUMNS = {"event": DAY, "car": CAR, "window": WINDOW}


@pytest.fixture
def results(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> ash.EventStudyResults:
    return fit(moves, events)


@pytest.fixture
def nothing(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> ash.EventStudyResults:
    return fit(moves, events.assign(outcome="no_price"))


@pytest.fixture
def empty(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> ash.EventStudyResults:
    return fit(moves, events.iloc[:0])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("study", ["results", "nothing", "empty"])
def test_columns_are_the_same_whatever_was_measured(
    request: pytest.FixtureRequest, study: str, level: str
) -> None:
    assert request.getfixturevalue(study).to_frame(level).columns.tolist() == COLUMNS[level]


def test_event_frame_has_a_row_per_pair_and_day(results: ash.EventStudyResults) -> None:
    assert len(results.to_frame("event")) == 9 * 4


def test_car_frame_has_a_row_per_pair(nothing: ash.EventStudyResults) -> None:
    assert len(nothing.to_frame("car")) == 9


def test_window_frame_has_a_row_per_asset(results: ash.EventStudyResults) -> None:
    assert results.to_frame("window")["asset"].tolist() == ["A", "B", "C"]


def test_event_frame_names_each_session(results: ash.EventStudyResults, moves: pd.DataFrame) -> None:
    days = results.to_frame("event").set_index(["event_id", "asset", "day"])["session"]
    assert days[("e2", "A", -1)] == moves.index[119]


def test_sessions_past_the_data_have_no_name(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    frame = fit(moves.iloc[:121], one).to_frame("event").set_index("day")
    assert frame["session"].isna().tolist() == [False, False, True, True]
    assert frame["move"].isna().tolist() == [False, False, True, True]


def test_abnormal_is_move_less_expected(results: ash.EventStudyResults) -> None:
    frame = results.to_frame("event")
    np.testing.assert_allclose(frame["abnormal"], frame["move"] - frame["expected"], atol=ROUNDING)


def test_standardized_is_abnormal_over_its_error(results: ash.EventStudyResults) -> None:
    frame = results.to_frame("event")
    np.testing.assert_allclose(frame["standardized"], frame["abnormal"] / frame["std_error"], rtol=ROUNDING)


def test_car_is_indexed_by_event_and_asset(results: ash.EventStudyResults) -> None:
    assert results.car((0, 1)).index.names == ["event_id", "asset"]


def test_car_leaves_unmeasured_pairs_out(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    lost = events.assign(outcome=["no_price"] + ["used"] * 8)
    assert len(fit(moves, lost).car((0, 1))) == 8


def test_car_of_nothing_is_empty(empty: ash.EventStudyResults) -> None:
    assert empty.car((0, 1)).empty


def test_car_is_missing_where_no_day_of_the_window_has_a_move(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    moves.loc[moves.index[120], "A"] = np.nan
    assert fit(moves, one).car((0, 0)).isna().all()


def test_rank_one_is_the_largest_size(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.loc[moves.index[120], "A"] = -1.0
    row = fit(moves, one).to_frame("car", window=(0, 0)).iloc[0]
    assert (row["rank"], row["n_estimation"]) == (1, 56)


def test_rank_counts_sizes_by_hand(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    # 56 estimation days: 23 pairs of +1 and -1, 5 pairs of +3 and -3. The mean is 0; ten sizes are above 2.
    moves.iloc[60:116, 1] = [1.0, -1.0] * 23 + [3.0, -3.0] * 5
    moves.iloc[120, 1] = 2.0
    assert fit(moves, one).to_frame("car", window=(0, 0))["rank"].tolist() == [11]


def test_rank_of_two_days_is_among_runs_of_two(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    assert fit(moves, one).to_frame("car", window=(0, 1))["n_estimation"].tolist() == [55]


def test_rank_of_an_unmeasured_pair_is_missing(nothing: ash.EventStudyResults) -> None:
    assert nothing.to_frame("car")["rank"].isna().all()


def test_asset_estimate_is_the_mean_over_events(results: ash.EventStudyResults) -> None:
    means = results.car((0, 1)).groupby("asset").mean()
    table = results.to_frame("window", window=(0, 1)).set_index("asset")["estimate"]
    np.testing.assert_allclose(table[means.index], means, rtol=ROUNDING)


def test_several_events_are_judged_by_kolari_pynnonen(results: ash.EventStudyResults) -> None:
    row = results.to_frame("window").set_index("asset").loc["A"]
    assert row["method"] == "kp_bmp_t"
    assert row["pvalue"] == results.test("kp_bmp_t", asset="A").pvalue


def test_one_event_is_judged_by_its_sample_quantile(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    results = fit(moves, one)
    row = results.to_frame("window").iloc[0]
    assert row["method"] == "sample_quantile"
    assert row["pvalue"] == results.test("sample_quantile").pvalue


def test_asset_without_a_day_in_the_window_is_missing(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    moves.loc[moves.index[120], "A"] = np.nan
    row = fit(moves, one).to_frame("window", window=(0, 0)).iloc[0]
    assert row[["estimate", "std_error", "pvalue", "conf_low"]].isna().all()


@pytest.mark.parametrize("name", get_args(EventTest))
def test_tests_frame_holds_every_test(results: ash.EventStudyResults, name: str) -> None:
    row = results.tests(window=(0, 1), asset="A", resampled=True).loc[name]
    test = results.test(name, window=(0, 1), asset="A")  # type: ignore[arg-type]
    np.testing.assert_array_equal(row[["statistic", "pvalue"]].astype(float), list(test))
    assert row["reason"] == test.reason


def test_a_number_or_a_reason_never_both_never_neither(results: ash.EventStudyResults) -> None:
    tests = results.tests()
    assert (tests["pvalue"].isna() == (tests["reason"] != "")).all()


@pytest.mark.parametrize("name", get_args(EventTest))
def test_without_events_every_test_says_so(empty: ash.EventStudyResults, name: str) -> None:
    test = empty.test(name)  # type: ignore[arg-type]
    assert np.isnan(test.pvalue)
    assert test.reason


def test_interval_is_estimate_and_t_quantile(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    # 56 estimation days leave 55 degrees of freedom: t(0.975) = 2.004045
    row = fit(moves, one).to_frame("car").iloc[0]
    limits = fit(moves, one).conf_int(0.05).iloc[0]
    half = 2.004045 * row["std_error"]
    assert limits.to_list() == pytest.approx([row["estimate"] - half, row["estimate"] + half], abs=1e-7)


def test_a_wider_interval_for_more_confidence(results: ash.EventStudyResults) -> None:
    assert (results.conf_int(0.01)["low"] < results.conf_int(0.05)["low"]).all()


def test_intervals_are_indexed_by_event_and_asset(results: ash.EventStudyResults) -> None:
    assert results.conf_int().index.equals(results.car((0, 1)).index)


@pytest.mark.parametrize("study", ["nothing", "empty"])
def test_no_intervals_of_nothing(request: pytest.FixtureRequest, study: str) -> None:
    intervals = request.getfixturevalue(study).conf_int()
    assert intervals.columns.tolist() == ["low", "high"]
    assert intervals.empty


def test_interval_refuses_a_percentage(results: ash.EventStudyResults) -> None:
    with pytest.raises(ValueError, match="alpha is 95; give a share between 0 and 1"):
        results.conf_int(95)


def test_glance_is_one_row_of_counts(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    lost = events.assign(outcome=["no_price"] * 3 + ["used"] * 6)
    row = fit(moves, lost).glance()
    assert row[["n_events", "n_assets", "n_pairs", "n_measured"]].to_numpy().tolist() == [[2, 3, 9, 6]]


def test_glance_prints_the_settings(results: ash.EventStudyResults) -> None:
    row = results.glance().iloc[0]
    assert row[["model", "window", "estimation"]].tolist() == ["ConstantMean()", "[-1, +2]", "[-60, -5]"]


def test_repr_is_one_line_of_counts(results: ash.EventStudyResults) -> None:
    assert repr(results) == (
        "<EventStudyResults: 3 event(s) x 3 asset(s), 9 of 9 pairs measured, window [-1, +2], ConstantMean()>"
    )


@pytest.mark.parametrize("study", ["results", "nothing", "empty"])
def test_repr_holds_whatever_was_measured(request: pytest.FixtureRequest, study: str) -> None:
    assert "\n" not in repr(request.getfixturevalue(study))


def test_summary_counts_outcomes_and_prints_every_pair(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    text = fit(moves, events.assign(outcome=["no_price"] + ["used"] * 8)).summary(window=(0, 1))
    assert "used 8, no_price 1" in text
    assert "cumulated over [0, +1]" in text
    assert len(text.splitlines()) == 3 + 9 + 2 + 3


@pytest.mark.parametrize("study", ["nothing", "empty"])
def test_summary_of_nothing_is_text(request: pytest.FixtureRequest, study: str) -> None:
    assert "Session-time event study" in request.getfixturevalue(study).summary()


@pytest.mark.parametrize("window", [(-2, 0), (0, 3)])
@pytest.mark.parametrize("method", ["car", "to_frame", "test", "tests", "conf_int", "summary"])
def test_a_window_beyond_the_study_is_refused(
    results: ash.EventStudyResults, method: str, window: tuple[int, int]
) -> None:
    calls = {
        "car": lambda: results.car(window),
        "to_frame": lambda: results.to_frame("car", window=window),
        "test": lambda: results.test("bmp_t", window=window),
        "tests": lambda: results.tests(window=window),
        "conf_int": lambda: results.conf_int(window=window),
        "summary": lambda: results.summary(window=window),
    }
    with pytest.raises(EstimationError, match=r"reaches beyond the study's \[-1, \+2\]; fit with a wider"):
        calls[method]()


def test_an_unknown_test_is_refused(results: ash.EventStudyResults) -> None:
    with pytest.raises(ValueError, match="name is 'ttest'; allowed are 'forecast_t'"):
        results.test("ttest")  # type: ignore[arg-type]


def test_an_unknown_alternative_is_refused(results: ash.EventStudyResults) -> None:
    with pytest.raises(ValueError, match="alternative is 'up'; allowed are"):
        results.test("bmp_t", alternative="up")  # type: ignore[arg-type]


def test_an_unknown_level_is_refused(results: ash.EventStudyResults) -> None:
    with pytest.raises(ValueError, match="level is 'day'; allowed are 'event', 'car', 'window'"):
        results.to_frame("day")  # type: ignore[arg-type]


def test_an_unmeasured_pair_has_no_fit(nothing: ash.EventStudyResults) -> None:
    assert nothing.model_fit("e1", "A") is None


@pytest.mark.parametrize("level", LEVELS)
def test_changing_a_frame_changes_no_result(results: ash.EventStudyResults, level: str) -> None:
    before = results.to_frame(level)
    changed = results.to_frame(level)
    changed.loc[:, changed.select_dtypes("float").columns] = 0.0
    assert not changed.equals(before)
    pd.testing.assert_frame_equal(results.to_frame(level), before)


def test_changing_the_outcomes_changes_no_result(results: ash.EventStudyResults) -> None:
    before = results.outcomes
    changed = results.outcomes
    changed["outcome"] = "no_price"
    pd.testing.assert_frame_equal(results.outcomes, before)


def test_changing_a_model_fit_changes_no_result(results: ash.EventStudyResults) -> None:
    before = results.to_frame("car")
    fitted = results.model_fit("e2", "A")
    assert fitted is not None
    fitted.residuals[:] = 0.0
    fitted.inverse_gram[:] = 0.0
    pd.testing.assert_frame_equal(results.to_frame("car"), before)


def test_settings_are_frozen(results: ash.EventStudyResults) -> None:
    with pytest.raises(AttributeError):
        results.spec.mask_events = False  # type: ignore[misc]


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_input_gives_the_same_frames(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, level: str
) -> None:
    model = ash.MarketModel("MKT")
    pd.testing.assert_frame_equal(
        fit(moves, events, model=model).to_frame(level), fit(moves, events, model=model).to_frame(level)
    )


def test_the_same_input_gives_the_same_words(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    assert fit(moves, events).summary() == fit(moves, events).summary()


def test_the_frame_by_asset_names_where_its_interval_comes_from() -> None:
    days = pd.bdate_range("2022-01-03", periods=120)
    moves = pd.DataFrame({"A": np.sin(np.arange(120.0))}, index=days)
    events = pd.DataFrame({"event_id": ["e"], "asset": ["A"], "session": [days[100]]})
    row = ash.EventStudy(moves, events, window=(0, 1), estimation=(-90, -5)).fit().to_frame("window").iloc[0]
    assert (row["method"], row["interval_method"]) == ("sample_quantile", "forecast_t")


def test_the_fit_frame_says_what_each_model_learned(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    results = fit(moves, events, model=ash.MarketModel("MKT"))
    row = results.to_frame("fit").set_index(["event_id", "asset"]).loc[("e2", "B")]
    learned = results.model_fit("e2", "B")
    assert row[["alpha", "beta"]].tolist() == pytest.approx(learned.coefficients.tolist())
    assert row[["residual_std", "r_squared"]].tolist() == pytest.approx(
        [learned.residual_std, learned.r_squared]
    )
    assert row[["n_estimation", "df", "n_masked"]].tolist() == [learned.nobs, learned.df, 4]
    assert row[["estimation_start", "estimation_end"]].tolist() == [-60, -5]


def test_the_share_explained_is_the_squared_correlation(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    explained = fit(moves, one, model=ash.MarketModel("MKT")).to_frame("fit")["r_squared"].iloc[0]
    days = slice(60, 116)
    assert explained == pytest.approx(np.corrcoef(moves["A"].iloc[days], moves["MKT"].iloc[days])[0, 1] ** 2)


def test_slopes_carry_the_names_of_their_factors(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    table = fit(moves, one, model=ash.FactorModel(["MKT", "C"])).to_frame("fit")
    assert table.columns[5:8].tolist() == ["alpha", "beta_MKT", "beta_C"]


def test_the_fit_frame_has_a_row_per_measured_pair(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    lost = events.assign(outcome=["no_price"] + ["used"] * 8)
    table = fit(moves, lost).to_frame("fit")
    assert list(table[["event_id", "asset"]].itertuples(index=False, name=None)) == [
        *events[["event_id", "asset"]].iloc[1:].itertuples(index=False, name=None)
    ]


def test_the_fit_frame_of_nothing_is_empty(
    nothing: ash.EventStudyResults, empty: ash.EventStudyResults
) -> None:
    assert nothing.to_frame("fit").empty
    assert empty.to_frame("fit").empty


BOTH = [(0, 0), (-1, 1)]


def test_several_windows_are_rows_of_one_frame(results: ash.EventStudyResults) -> None:
    both = results.to_frame("car", window=BOTH)
    parts = [results.to_frame("car", window=one) for one in BOTH]
    pd.testing.assert_frame_equal(both, pd.concat(parts, ignore_index=True))


def test_several_windows_are_rows_of_each_asset(results: ash.EventStudyResults) -> None:
    table = results.to_frame("window", window=BOTH)
    assert table[["asset", "start"]].to_numpy().tolist() == [
        [asset, start] for asset in "ABC" for start in (0, -1)
    ]


@pytest.mark.parametrize("method", ["car", "tests", "conf_int"])
def test_several_windows_are_told_apart_by_name(results: ash.EventStudyResults, method: str) -> None:
    both = getattr(results, method)(window=BOTH)
    assert both.index.names[0] == "window"
    for one, name in zip(BOTH, ("[0, 0]", "[-1, +1]"), strict=True):
        alone = getattr(results, method)(window=one)
        assert both.loc[name].equals(alone)


def test_a_study_of_several_windows_reports_each(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    several = fit(moves, events, window=[(0, 0), (-1, 2)])
    assert str(several.spec.window) == "[-1, +2]"
    expected = fit(moves, events).to_frame("car", window=[(0, 0), (-1, 2)])
    pd.testing.assert_frame_equal(several.to_frame("car"), expected)
    assert "cumulated over [0, 0] and [-1, +2]" in several.summary()
    assert len(several.summary().splitlines()) == 3 + 18 + 2 + 6


def test_one_test_is_of_one_window(results: ash.EventStudyResults) -> None:
    with pytest.raises(EstimationError, match=r"window is \[\(0, 0\), \(-1, 1\)\]; give a pair"):
        results.test("bmp_t", window=BOTH)  # type: ignore[arg-type]


@pytest.fixture
def themed(events: pd.DataFrame) -> pd.DataFrame:
    return events.assign(theme=["talks", "talks", "strikes", "talks", "strikes", "strikes", None, None, None])


def test_results_split_by_any_column(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    whole = fit(moves, themed)
    parts = whole.by("theme")
    assert [*parts] == ["talks", "strikes", "missing"]
    cars = pd.concat([part.car((0, 1)) for part in parts.values()])
    pd.testing.assert_series_equal(cars.sort_index(), whole.car((0, 1)).sort_index())


def test_a_part_keeps_its_outcomes(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    lost = themed.assign(outcome=["no_price"] + ["used"] * 8)
    part = fit(moves, lost).by("theme")["talks"]
    assert part.outcomes["outcome"].tolist() == ["no_price", "used", "used"]
    assert part.to_frame("car")["estimate"].isna().tolist() == [True, False, False]


def test_a_part_may_hold_nothing_measured(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    lost = themed.assign(outcome=["no_price"] * 3 + ["used"] * 6).assign(theme=["lost"] * 3 + ["used"] * 6)
    part = fit(moves, lost).by("theme")["lost"]
    assert part.n_events == 0
    assert len(part.outcomes) == 3


def test_tests_of_a_part_are_those_of_its_events_in_the_whole(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    whole = fit(moves, events)
    part = whole.by("asset")["B"]
    pd.testing.assert_frame_equal(part.tests(), whole.tests(asset="B"))


def test_groups_are_rows_of_the_window_frame(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    whole = fit(moves, themed)
    table = whole.to_frame("window", by="theme").set_index("theme")
    assert table["n_events"].to_dict() == {"talks": 3, "strikes": 3, "missing": 3}
    talks = whole.by("theme")["talks"].test("kp_bmp_t")
    assert table.loc["talks", ["statistic", "pvalue"]].tolist() == list(talks)


def test_a_group_of_different_units_has_a_test_and_no_mean(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame
) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "points", "C": "points"}
    table = fit(moves, themed).to_frame("window", by="theme").set_index("theme")
    assert table["estimate"].isna().to_dict() == {"talks": True, "strikes": False, "missing": True}
    assert table["pvalue"].notna().all()


def test_an_unknown_column_is_refused_with_those_there_are(results: ash.EventStudyResults) -> None:
    with pytest.raises(EstimationError, match=r"by is 'mood'; the events have the columns event_id, asset"):
        results.by("mood")


def test_arrays_of_a_selection_are_in_one_order(results: ash.EventStudyResults) -> None:
    arrays = results.arrays(window=(0, 1), asset="B")
    np.testing.assert_array_equal(arrays.car, results.car((0, 1)).xs("B", level="asset"))
    assert arrays.abnormal.shape == (3, 2)
    assert arrays.residuals.shape == (3, 56)
    assert arrays.calendar_residuals.shape == arrays.event_days.shape


def test_calendar_residuals_are_the_residuals_on_their_days(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    both = pd.concat([one, one.assign(event_id="f", session=moves.index[123])])
    arrays = fit(moves, both, mask_events=False).arrays(window=(0, 1))
    assert arrays.calendar_residuals.shape == (2, 59 + 4)
    np.testing.assert_array_equal(arrays.calendar_residuals[0, :56], arrays.residuals[0])
    np.testing.assert_array_equal(arrays.calendar_residuals[1, 3:59], arrays.residuals[1])
    assert np.flatnonzero(arrays.event_days[0]).tolist() == [59, 60]


def test_categories_are_read_as_what_they_name(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    named = events.astype({"event_id": "category", "asset": "category"})
    pd.testing.assert_frame_equal(fit(moves, named).to_frame("car"), fit(moves, events).to_frame("car"))
