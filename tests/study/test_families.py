"""Many tests at once: the family is every value and window, and joint draws keep what moves together."""

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import EstimationError, InferenceError
from aftershock.inference import benjamini_hochberg, benjamini_yekutieli, holm

Simulate = Callable[..., ash.EventStudyResults]
DATES = [(300 + 20 * at, asset) for at in range(8) for asset in range(3)]
EXACT = 1e-12
COLUMNS = ["start", "end", "n_events", "test", "statistic", "pvalue", "adjusted_pvalue", "method", "reason"]


@pytest.fixture
def results(simulate: Simulate) -> ash.EventStudyResults:
    return simulate(DATES, correlation=0.5, days=2, moved=0.8)


@pytest.mark.parametrize(
    ("method", "function"),
    [
        ("holm", holm),
        ("benjamini_hochberg", benjamini_hochberg),
        ("benjamini_yekutieli", benjamini_yekutieli),
    ],
)
def test_every_asset_and_window_is_counted(
    results: ash.EventStudyResults, method: Any, function: Callable[[np.ndarray], np.ndarray]
) -> None:
    windows = [(0, 0), (0, 1)]
    table = results.adjusted(window=windows, method=method)
    assert table.columns.tolist() == ["asset", *COLUMNS]
    raw = [
        results.test("kp_bmp_t", asset=asset, window=window).pvalue
        for asset in ("A0", "A1", "A2")
        for window in windows
    ]
    np.testing.assert_allclose(table["pvalue"], raw, rtol=EXACT)
    np.testing.assert_allclose(table["adjusted_pvalue"], function(np.array(raw)), rtol=EXACT)


def test_an_asset_of_one_event_is_ranked_among_its_quiet_days(simulate: Simulate) -> None:
    table = simulate([(300, 0), (340, 0), (300, 1)]).adjusted()
    assert table["test"].tolist() == ["kp_bmp_t", "sample_quantile"]


def test_another_test_is_adjusted_on_request(results: ash.EventStudyResults) -> None:
    table = results.adjusted(test="wilcoxon_exact")
    assert table["pvalue"].iloc[0] == results.test("wilcoxon_exact", asset="A0").pvalue


def test_tests_that_draw_take_seed_and_draws(results: ash.EventStudyResults) -> None:
    table = results.adjusted(test="date_block_permutation", n_draws=99, rng=3)
    expected = results.test("date_block_permutation", asset="A0", n_draws=99, rng=3)
    assert table["pvalue"].iloc[0] == expected.pvalue


def test_what_has_no_test_is_not_counted(simulate: Simulate) -> None:
    results = simulate([(300, 0), (340, 0), (300, 1)])
    table = results.adjusted(test="bmp_t").set_index("asset")
    assert math.isnan(table.loc["A1", "adjusted_pvalue"]) and "needs at least 2" in table.loc["A1", "reason"]
    assert table.loc["A0", "adjusted_pvalue"] == table.loc["A0", "pvalue"]


def test_groups_are_a_family_too(fit: Callable[..., Any], moves: pd.DataFrame, events: pd.DataFrame) -> None:
    themed = events.assign(theme=["war", "talks", "war"] * 3)
    table = fit(moves, themed).adjusted(by="theme")
    assert table["theme"].tolist() == ["war", "talks"]
    assert table["n_events"].tolist() == [6, 3]


@pytest.mark.parametrize("method", ["holm", "romano_wolf"])
def test_assets_and_groups_are_one_family(
    fit: Callable[..., Any], moves: pd.DataFrame, events: pd.DataFrame, method: Any
) -> None:
    themed = events.assign(theme=["war"] * 6 + ["talks", "talks", None])
    table = fit(moves, themed).adjusted(by=["asset", "theme"], method=method, alpha=0.9)
    assert table[["asset", "theme", "n_events"]].to_numpy().tolist() == [
        ["A", "war", 2],
        ["A", "talks", 1],
        ["B", "war", 2],
        ["B", "talks", 1],
        ["C", "war", 2],
        ["C", "missing", 1],
    ]


def by_signs(results: ash.EventStudyResults, assets: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Turn whole dates in every way, and compute raw and step-down p-values by loops."""
    frame = results.to_frame("car").pivot(index="event_id", columns="asset", values="statistic")
    sums = frame[list(assets)].to_numpy()
    scaled = sums / np.sqrt((sums**2).sum(axis=0))
    draws = np.abs(np.array(list(product((1.0, -1.0), repeat=len(sums)))) @ scaled)
    observed, tolerance = np.abs(scaled.sum(axis=0)), 1e-9
    raw = (draws >= observed - tolerance).mean(axis=0)
    adjusted, least = np.empty(len(assets)), 0.0
    order = np.argsort(-observed)
    for at, one in enumerate(order):
        standing = draws[:, order[at:]].max(axis=1)
        least = max(least, float((standing >= observed[one] - tolerance).mean()))
        adjusted[one] = least
    return raw, adjusted


def test_romano_wolf_turns_dates_for_all_assets_together(results: ash.EventStudyResults) -> None:
    table = results.adjusted(method="romano_wolf")
    raw, adjusted = by_signs(results, ("A0", "A1", "A2"))
    assert set(table["test"]) == {"date_block_permutation"}
    np.testing.assert_allclose(table["pvalue"], raw, rtol=EXACT)
    np.testing.assert_allclose(table["adjusted_pvalue"], adjusted, rtol=EXACT)


def test_assets_that_move_as_one_count_as_one(simulate: Simulate) -> None:
    table = simulate(DATES, correlation=1.0, moved=1.5).adjusted(method="romano_wolf")
    np.testing.assert_allclose(table["adjusted_pvalue"], table["pvalue"], rtol=EXACT)


def test_windows_that_hold_each_other_are_drawn_together(results: ash.EventStudyResults) -> None:
    table = results.adjusted(method="romano_wolf", window=[(0, 0), (1, 1), (0, 1)], n_draws=499, rng=2)
    assert len(table) == 9
    assert (table["adjusted_pvalue"] >= table["pvalue"]).all()
    pd.testing.assert_frame_equal(
        table, results.adjusted(method="romano_wolf", window=[(0, 0), (1, 1), (0, 1)], n_draws=499, rng=2)
    )


def test_the_familywise_error_is_kept(simulate: Simulate) -> None:
    n_studies = 150
    false = [
        (
            simulate(DATES, correlation=0.6, seed=seed).adjusted(method="romano_wolf")["adjusted_pvalue"]
            <= 0.05
        ).any()
        for seed in range(n_studies)
    ]
    assert np.mean(false) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / n_studies)


def test_too_few_dates_are_told_and_not_counted(simulate: Simulate) -> None:
    places = [*DATES, *[(300 + 20 * at, 3) for at in range(5)]]
    table = simulate(places).adjusted(method="romano_wolf").set_index("asset")
    assert math.isnan(table.loc["A3", "pvalue"])
    assert table.loc["A3", "reason"].startswith("5 date(s) and 9999 draws cannot reach the level 0.05")
    assert table.loc["A0", "pvalue"] > 0


def test_romano_wolf_takes_no_other_test(results: ash.EventStudyResults) -> None:
    with pytest.raises(InferenceError, match="takes date_block_permutation, not bmp_t; leave test= out"):
        results.adjusted(method="romano_wolf", test="bmp_t")


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"method": "bonferroni"}, ValueError, "method is 'bonferroni'; allowed are 'holm'"),
        ({"test": "t"}, ValueError, "test is 't'; allowed are"),
        ({"by": "theme"}, EstimationError, "by is 'theme'; the events have the columns"),
        ({"n_draws": 0}, InferenceError, "n_draws is 0; give at least 1"),
        ({"alpha": 5}, ValueError, "alpha is 5; give a share"),
    ],
)
def test_wrong_options_are_refused(
    results: ash.EventStudyResults, options: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        results.adjusted(**options)


@pytest.mark.parametrize("method", ["holm", "romano_wolf"])
def test_a_family_of_none_is_empty(
    fit: Callable[..., Any], moves: pd.DataFrame, events: pd.DataFrame, method: Any
) -> None:
    table = fit(moves, events.assign(outcome="no_price")).adjusted(method=method)
    assert table.empty and table.columns.tolist() == ["asset", *COLUMNS]
