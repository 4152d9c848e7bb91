"""Two groups of events, and one event less."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import aftershock as ash
from aftershock.errors import AssumptionWarning, EstimationError, InferenceError
from aftershock.inference import group_permutation, jackknife

Fit = Callable[..., ash.EventStudyResults]
EXACT = 1e-12
ROWS = (70, 80, 90, 100, 110, 120, 130, 140, 150, 160)
THEMES = ("war", "war", "talks", "war", "talks", "war", "talks", "talks", "war", None)


@pytest.fixture
def themed(moves: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "event_id": [f"e{row}" for row in ROWS],
            "asset": "A",
            "session": moves.index[list(ROWS)],
            "theme": THEMES,
        }
    )


def values(results: ash.EventStudyResults, theme: str, column: str = "statistic") -> np.ndarray:
    frame = results.to_frame("car")
    chosen = [name == theme for name in results.outcomes["theme"]]
    return frame.loc[chosen, column].to_numpy()


def test_dates_are_dealt_to_the_groups_anew(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fit(moves, themed)
    war, talks = values(results, "war"), values(results, "talks")
    expected = group_permutation(war, talks, np.arange(5), np.arange(5, 9), unit="standard errors")
    test = results.compare("theme", "war", "talks")
    assert test.pvalue == expected.pvalue
    assert (test.method, test.unit, test.n_events) == ("group_permutation", "standard errors", 9)
    assert test.estimate == pytest.approx(war.mean() - talks.mean(), rel=EXACT)


def test_welchs_t_takes_events_one_by_one(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fit(moves, themed)
    expected = stats.ttest_ind(values(results, "war"), values(results, "talks"), equal_var=False)
    test = results.compare("theme", "war", "talks", method="welch_t")
    assert tuple(test) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)


def test_native_moves_keep_their_unit(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    moves.attrs["unit"] = dict.fromkeys(moves.columns, "bp")
    results = fit(moves, themed)
    test = results.compare("theme", "war", "talks", standardized=False)
    expected = values(results, "war", "estimate").mean() - values(results, "talks", "estimate").mean()
    assert test.estimate == pytest.approx(expected, rel=EXACT)
    assert test.unit == "bp"


def test_the_other_way_round_is_the_mirror(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fit(moves, themed)
    one = results.compare("theme", "war", "talks", alternative="greater")
    other = results.compare("theme", "talks", "war", alternative="less")
    assert (one.statistic, one.pvalue) == pytest.approx((-other.statistic, other.pvalue), rel=1e-9)


def test_events_without_a_value_are_a_group(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    test = fit(moves, themed).compare("theme", "war", "missing")
    assert "the groups have 5 and 1 date(s)" in test.reason


def test_events_that_share_days_are_dealt_together(fit: Fit, moves: pd.DataFrame) -> None:
    rows = [70, 71, 90, 91, 110, 130, 131, 150, 151, 170]
    events = pd.DataFrame(
        {
            "event_id": [f"e{row}" for row in rows],
            "asset": "A",
            "session": moves.index[rows],
            "theme": ["war"] * 5 + ["talks"] * 5,
        }
    )
    test = fit(moves, events, mask_events=False).compare("theme", "war", "talks", alpha=0.2)
    assert (test.extra["n_first"], test.extra["n_second"]) == (3, 3)


def test_a_date_of_both_groups_is_told(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    both = pd.concat([themed, themed.assign(asset="B", theme="talks")])
    test = fit(moves, both).compare("theme", "war", "talks")
    assert "5 date(s) have events of both groups" in test.reason


def test_one_asset_on_request(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    both = pd.concat([themed, themed.assign(asset="B")])
    results = fit(moves, both)
    assert results.compare("theme", "war", "talks", asset="A") == fit(moves, themed).compare(
        "theme", "war", "talks"
    )
    assert results.compare("theme", "war", "talks").n_events == 18


def test_seed_and_draws_are_passed_on(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fit(moves, themed)
    war, talks = values(results, "war"), values(results, "talks")
    for rng in (1, 2):
        expected = group_permutation(war, talks, np.arange(5), np.arange(5, 9), n_draws=40, rng=rng)
        test = results.compare("theme", "war", "talks", n_draws=40, rng=rng)
        assert (test.pvalue, test.n_draws) == (expected.pvalue, 40)


def test_welchs_t_is_warned_of_where_events_share_shocks(simulate: Fit) -> None:
    places = [(300 + 20 * at, asset) for at in range(8) for asset in range(5)]
    study = simulate(places, correlation=0.8)
    panels = study.arrays().measured.places.panels
    moves = pd.DataFrame({panel.asset: panel.y for panel in panels})
    events = study.outcomes.assign(theme=["war"] * 20 + ["talks"] * 20)
    results = ash.EventStudy(moves, events, window=(0, 0), estimation=(-250, -5)).fit()
    told = (
        r"^welch_t takes events for independent, but 100 % of them share days with another, with a mean correlation of "
        r'0.\d+ in quiet times: it rejects too many true nulls; use method="group_permutation".$'
    )
    with pytest.warns(AssumptionWarning, match=told) as caught:
        results.compare("theme", "war", "talks", method="welch_t")
    assert len(caught) == 1 and caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results.compare("theme", "war", "talks")


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"column": "mood"}, EstimationError, "by is 'mood'; the events have the columns event_id"),
        ({"second": "peace"}, EstimationError, "theme has no value 'peace'; it has war, talks, missing"),
        ({"second": "war"}, EstimationError, "'war' is compared with itself; name two values of theme"),
        ({"method": "t"}, ValueError, "method is 't'; allowed are 'group_permutation', 'welch_t'"),
        ({"n_draws": 0}, InferenceError, "n_draws is 0"),
    ],
)
def test_wrong_groups_are_refused(
    fit: Fit,
    moves: pd.DataFrame,
    themed: pd.DataFrame,
    options: dict[str, Any],
    error: type[Exception],
    told: str,
) -> None:
    settings = {"column": "theme", "first": "war", "second": "talks"} | options
    groups = [settings.pop(name) for name in ("column", "first", "second")]
    with pytest.raises(error, match=told):
        fit(moves, themed).compare(*groups, **settings)


def test_native_moves_in_different_units_are_not_compared(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame
) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "points"}
    results = fit(moves, pd.concat([themed, themed.assign(asset="B")]))
    test = results.compare("theme", "war", "talks", standardized=False)
    assert math.isnan(test.pvalue) and "different units" in test.reason
    assert math.isfinite(results.compare("theme", "war", "talks").pvalue)


def test_jackknife_names_the_event_that_matters_most(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame
) -> None:
    moves.iloc[110, 1] += 1.0
    results = fit(moves, themed)
    cars = results.to_frame("car")["estimate"].to_numpy()
    found, expected = results.jackknife(), jackknife(cars)
    assert (found.name, found.n_left_out) == ("e110", 10)
    assert (found.estimate, found.std_error, found.low) == pytest.approx(
        (expected.estimate, expected.std_error, expected.low), rel=1e-9
    )


def test_jackknife_leaves_out_all_assets_of_an_event(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    results = fit(moves, events)
    cars = results.to_frame("car").groupby("event_id")["estimate"].sum()
    rest = (cars.sum() - cars) / 6
    found = results.jackknife()
    assert found.n_left_out == 3
    assert (found.low, found.high) == pytest.approx((rest.min(), rest.max()), rel=1e-9)


def test_jackknife_leaves_out_all_events_of_a_date(fit: Fit, moves: pd.DataFrame) -> None:
    events = pd.DataFrame(
        {"event_id": ["e", "f", "g"], "asset": ["A", "B", "A"], "session": moves.index[[120, 120, 160]]}
    )
    moves.iloc[120, 1] += 1.0
    found = fit(moves, events).jackknife(by="date")
    assert (found.n_left_out, found.name) == (2, "2021-06-21")
    assert fit(moves, events).jackknife(by="event").n_left_out == 3


def test_jackknife_of_standardized_moves(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fit(moves, themed)
    found = results.jackknife(standardized=True)
    assert found.estimate == pytest.approx(results.to_frame("car")["statistic"].mean(), rel=1e-9)
    assert found.unit == "standard errors"


@pytest.mark.parametrize(("by", "told"), [("event", "1 event(s)"), ("date", "1 date(s)")])
def test_jackknife_of_one_says_so(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, by: Any, told: str
) -> None:
    assert fit(moves, one).jackknife(by=by).reason.startswith(told)


def test_jackknife_of_different_units_says_so(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "points", "C": "points"}
    assert "different units" in fit(moves, events).jackknife().reason


def test_jackknife_leaves_out_nothing_else(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="by is 'asset'; allowed are 'event', 'date'"):
        fit(moves, events).jackknife(by="asset")  # type: ignore[arg-type]
