"""Averages over events by hand, by group, and never over different units."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.study.averages import average_days, cumulate_days

Fit = Callable[..., ash.EventStudyResults]
GAP = np.nan
ABNORMAL = np.array([[1.0, 2.0, GAP], [3.0, GAP, GAP], [5.0, 6.0, GAP]])


def test_the_mean_of_each_day_is_over_the_events_that_have_it() -> None:
    np.testing.assert_array_equal(average_days(ABNORMAL).estimate, [3.0, 4.0, GAP])


def test_events_of_each_day_are_counted() -> None:
    assert average_days(ABNORMAL).n_events.tolist() == [3, 2, 0]


def test_the_error_of_a_mean_is_the_spread_over_the_root_of_the_number() -> None:
    # days: sd 2 of three events; sd sqrt 8 of two
    np.testing.assert_allclose(average_days(ABNORMAL).std_error, [2 / np.sqrt(3), np.sqrt(8 / 2), GAP])


def test_one_event_has_a_mean_without_an_error() -> None:
    one = average_days(np.array([[1.5]]))
    assert one.estimate.tolist() == [1.5]
    assert np.isnan(one.std_error).all()


def test_cumulated_averages_are_the_running_sum_of_the_averages() -> None:
    np.testing.assert_array_equal(cumulate_days(ABNORMAL).estimate, [3.0, 7.0, 7.0])


def test_the_error_of_a_cumulated_average_is_that_of_the_events_own_sums() -> None:
    # running sums 1, 3, 5 and then 3, 3, 11: mean 17/3, squares 2 (8/3)^2 + (16/3)^2 = 384/9, over 2 and over 3
    np.testing.assert_allclose(
        cumulate_days(ABNORMAL).std_error[:2], [2 / np.sqrt(3), np.sqrt(384 / 9 / 2 / 3)]
    )


def test_nothing_is_cumulated_before_the_first_move() -> None:
    assert np.isnan(cumulate_days(np.array([[GAP, 1.0]])).estimate).tolist() == [True, False]


def test_averages_of_all_pairs_are_the_means_of_the_days(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    results = fit(moves, events)
    days = results.to_frame("event").groupby("day")["abnormal"]
    table = results.aar().set_index("day")
    np.testing.assert_allclose(table["estimate"], days.mean())
    np.testing.assert_allclose(table["std_error"], days.sem())
    assert table["n_events"].tolist() == [9] * 4


@pytest.mark.parametrize("name", ["aar", "caar"])
def test_averages_by_asset_are_those_of_the_asset_alone(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, name: str
) -> None:
    table = getattr(fit(moves, events), name)(by="asset", window=(0, 1))
    alone = getattr(fit(moves, events[events["asset"] == "B"]), name)(window=(0, 1))
    pd.testing.assert_frame_equal(
        table[table["asset"] == "B"].drop(columns="asset").reset_index(drop=True), alone
    )


def test_averages_may_be_grouped_by_any_column(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    themed = events.assign(theme=["talks"] * 4 + ["strikes"] * 3 + [None] * 2)
    table = fit(moves, themed).aar(by="theme", window=(0, 0))
    assert table["theme"].tolist() == ["talks", "strikes", "missing"]
    assert table["n_events"].tolist() == [4, 3, 2]


def test_different_units_are_not_averaged(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "points", "C": "points"}
    table = fit(moves, events).caar()
    assert table["estimate"].isna().all()
    assert table["std_error"].isna().all()
    assert table["reason"].unique().tolist() == ["the assets move in different units; average one asset"]


def test_one_unit_is_named(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    moves.attrs["unit"] = dict.fromkeys("ABC", "bp")
    assert fit(moves, events).aar()["unit"].unique().tolist() == ["bp"]


@pytest.mark.parametrize("by", [None, "asset"])
def test_averages_of_nothing_keep_their_columns(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, by: str | None
) -> None:
    whole, nothing = fit(moves, events), fit(moves, events.assign(outcome="no_price"))
    assert nothing.aar(by=by).columns.tolist() == whole.aar(by=by).columns.tolist()
    assert nothing.aar(by=by)["estimate"].isna().all()
