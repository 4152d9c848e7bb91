"""Tests by name: options belong to their test, draws are repeated, and every row of the frame is a test."""

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock import inference
from aftershock.errors import InferenceError
from aftershock.study.event_tests import DRAWN, JUDGES
from aftershock.study.judgements import TABLE_COLUMNS
from aftershock.typing import EventTest

pytestmark = pytest.mark.filterwarnings("ignore::aftershock.errors.AssumptionWarning")

Simulate = Callable[..., ash.EventStudyResults]
DATES = [(300 + 20 * at, asset) for at in range(8) for asset in range(3)]
EXACT = 1e-12


@pytest.fixture
def results(simulate: Simulate) -> ash.EventStudyResults:
    return simulate(DATES, correlation=0.3, days=2)


def test_there_is_one_judge_a_name() -> None:
    assert tuple(JUDGES) == get_args(EventTest)


@pytest.mark.parametrize("name", get_args(EventTest))
def test_the_method_of_a_test_is_its_name(simulate: Simulate, name: Any) -> None:
    single = JUDGES[name].single
    results = simulate([(300, 0)] if single else DATES, days=1)
    assert results.test(name).method == name


@pytest.mark.parametrize("name", [name for name in get_args(EventTest) if name != "lamb_z"])
def test_every_test_gives_a_number_for_events_that_fit_it(simulate: Simulate, name: Any) -> None:
    single = JUDGES[name].single
    test = simulate([(300, 0)] if single else DATES, correlation=0.3).test(name)
    assert test.reason == "" and 0 < test.pvalue <= 1


def test_by_date_tests_are_given_clusters_of_shared_days(results: ash.EventStudyResults) -> None:
    scar = results.to_frame("car").sort_values(["asset", "session"])["statistic"].to_numpy()
    dates = np.tile(np.arange(8), 3)
    expected = inference.wild_cluster_bootstrap(scar, dates, unit="standard errors", rng=3)
    test = results.test("wild_cluster_bootstrap", rng=3)
    assert test.pvalue == expected.pvalue
    assert test.statistic == pytest.approx(expected.statistic, rel=EXACT)
    means = scar.reshape(3, 8).mean(axis=0)
    t = means.mean() / (means.std(ddof=1) / np.sqrt(8))
    assert results.test("ibragimov_mueller_t").statistic == pytest.approx(t, rel=EXACT)


def test_windows_that_overlap_in_part_are_one_cluster(simulate: Simulate) -> None:
    test = simulate([(300, 0), (301, 1), (340, 0), (341, 1)], days=2).test("ibragimov_mueller_t")
    assert test.extra["n_clusters"] == 2


def test_the_calendar_time_portfolio_holds_the_events_of_a_day(simulate: Simulate) -> None:
    results = simulate([(300, 0), (301, 1)], days=2, correlation=0.3)
    # days 300, 301 and 302: A0 alone, both, A1 alone
    assert results.test("calendar_time_t").extra["n_days"] == 3
    moves = results.to_frame("event").pivot(index="session", columns="asset", values="abnormal")
    quiet = {
        asset: results.model_fit(event, asset).residuals for event, asset in (("e300", "A0"), ("e301", "A1"))
    }  # type: ignore[union-attr]
    both = np.mean([quiet["A0"][1:], quiet["A1"][:-1]], axis=0)
    spreads = [quiet["A0"].std(ddof=1), both.std(ddof=1), quiet["A1"].std(ddof=1)]
    expected = np.mean(moves.mean(axis="columns").to_numpy() / spreads)
    assert results.test("calendar_time_t").estimate == pytest.approx(expected, rel=1e-9)


def test_one_event_is_given_its_days_in_order(simulate: Simulate) -> None:
    results = simulate([(300, 0)], days=3)
    days = results.to_frame("event")["abnormal"].to_numpy()
    quiet = results.model_fit("e300", "A0").residuals  # type: ignore[union-attr]
    test = results.test("nguyen_wolf_permutation")
    assert test.pvalue == inference.nguyen_wolf_permutation(days, quiet).pvalue
    dealt = results.test("nguyen_wolf_permutation", scheme="days", n_draws=99, rng=5, studentized=True)
    expected = inference.nguyen_wolf_permutation(
        days, quiet, scheme="days", n_draws=99, rng=5, studentized=True
    )
    assert dealt.pvalue == expected.pvalue


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_seed_gives_the_same_draws(results: ash.EventStudyResults, name: Any) -> None:
    options = {"n_draws": 99, "rng": 4}
    assert results.test(name, **options) == results.test(name, **options)
    assert results.test(name, **options).n_draws == 99


def test_weights_reach_the_wild_bootstrap(simulate: Simulate) -> None:
    results = simulate(DATES[: 4 * 3])
    assert "cannot reach the level" in results.test("wild_cluster_bootstrap").reason
    assert results.test("wild_cluster_bootstrap", weights="webb").reason == ""


def test_a_level_that_cannot_be_reached_is_told(simulate: Simulate) -> None:
    results = simulate([(300 + 20 * at, 0) for at in range(7)])
    assert results.test("sign_exact_binomial").reason == ""
    assert "cannot reach the level 0.01" in results.test("sign_exact_binomial", alpha=0.01).reason


def test_a_day_is_tested_among_the_days_of_its_window(results: ash.EventStudyResults) -> None:
    arrays = results.arrays()
    expected = inference.corrado_rank_z(arrays.abnormal, arrays.residuals, day=1)
    assert results.test("corrado_rank_z", day=1) == expected
    assert results.test("corrado_rank_z", window=(1, 1)).statistic != expected.statistic


def test_a_test_of_one_day_asks_for_the_day(results: ash.EventStudyResults) -> None:
    test = results.test("corrado_zivney_rank_z")
    assert test.reason == (
        "corrado_zivney_rank_z judges one day; name it with day=, or choose a window of one day"
    )


def test_a_day_outside_the_window_is_told(results: ash.EventStudyResults) -> None:
    assert results.test("corrado_rank_z", day=2).reason == "day 2 is outside the window [0, +1]"


def test_quiet_days_of_all_events_can_count(fit: Callable[..., Any], moves: pd.DataFrame) -> None:
    same_day = pd.DataFrame({"event_id": "e", "asset": ["A", "B", "C"], "session": moves.index[120]})
    moves.loc[moves.index[120], "A"] = np.nan
    results = fit(moves, same_day)
    quiet = [results.model_fit("e", asset).residuals for asset in ("A", "B", "C")]
    pairs = np.corrcoef(quiet)[np.triu_indices(3, k=1)]
    counted = results.test("kp_bmp_t", window=(0, 0)).extra["mean_correlation"]
    every = results.test("kp_bmp_t", window=(0, 0), quiet_events="all").extra["mean_correlation"]
    assert counted == pytest.approx(pairs[2], rel=1e-9)
    assert every == pytest.approx(pairs.mean(), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("bmp_t", {"rng": 1}, "bmp_t takes no 'rng'; its options are alternative."),
        ("kp_bmp_t", {"day": 0}, "kp_bmp_t takes no 'day'; its options are alternative, quiet_events."),
        (
            "date_block_permutation",
            {"weights": "webb"},
            "takes no 'weights'; its options are alternative, alpha, n_draws, rng.",
        ),
    ],
)
def test_an_option_of_another_test_is_refused(
    results: ash.EventStudyResults, name: Any, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(InferenceError, match=told):
        results.test(name, **options)


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("kp_bmp_t", {"quiet_events": "some"}, "quiet_events is 'some'; allowed are 'counted', 'all'"),
        ("wild_cluster_bootstrap", {"weights": "normal"}, "weights is 'normal'; allowed are"),
        ("date_block_permutation", {"n_draws": 0}, "n_draws is 0; give at least 1"),
        ("sign_exact_binomial", {"alpha": 5}, "alpha is 5; give a share between 0 and 1"),
    ],
)
def test_a_value_out_of_bounds_is_refused(
    results: ash.EventStudyResults, name: Any, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        results.test(name, **options)


def test_the_frame_has_a_row_for_every_test(results: ash.EventStudyResults) -> None:
    table = results.tests(asset="A0")
    assert table.index.tolist() == [*get_args(EventTest)]
    assert table.columns.tolist() == [*TABLE_COLUMNS]


@pytest.mark.parametrize("name", DRAWN)
def test_tests_that_draw_say_how_to_get_them(results: ash.EventStudyResults, name: str) -> None:
    row = results.tests().loc[name]
    assert np.isnan(row["pvalue"])
    assert row["reason"] == "draws at random; ask for it by name, or for all with resampled=True"
    assert row["null"] == JUDGES[name].null  # type: ignore[index]
    drawn = results.tests(resampled=True, rng=7).loc[name]
    assert drawn["pvalue"] == results.test(name, rng=7).pvalue  # type: ignore[arg-type]


def test_the_frame_of_a_market_model_on_one_date_has_lambs_test(
    fit: Callable[..., Any], moves: pd.DataFrame
) -> None:
    same_day = pd.DataFrame({"event_id": "e", "asset": ["A", "B", "C"], "session": moves.index[120]})
    results = fit(moves, same_day, model=ash.MarketModel("MKT"))
    assert results.tests(window=(0, 0)).loc["lamb_z", "reason"] == ""


@pytest.mark.parametrize(
    ("model", "sessions", "told"),
    [
        (ash.ConstantMean(), [120, 120], "lamb_z judges the line of a market model; fit with MarketModel"),
        (ash.MarketAdjusted("MKT"), [120, 120], "judges the line of a market model"),
        (ash.FactorModel(["MKT", "C"]), [120, 120], "judges the line of a market model"),
        (ash.MarketModel("MKT"), [120, 121], "judges the events of one date; these have different sessions"),
    ],
    ids=["mean", "adjusted", "two factors", "two dates"],
)
def test_lambs_test_needs_one_line_and_one_date(
    fit: Callable[..., Any], moves: pd.DataFrame, model: Any, sessions: list[int], told: str
) -> None:
    events = pd.DataFrame({"event_id": ["e", "f"], "asset": ["A", "B"], "session": moves.index[sessions]})
    test = fit(moves, events, model=model).test("lamb_z", alternative="less")
    assert np.isnan(test.pvalue) and told in test.reason
    assert test.alternative == "less"


def test_several_windows_are_tested_each(results: ash.EventStudyResults) -> None:
    table = results.tests(window=[(0, 0), (0, 1)])
    assert table.loc[("[0, 0]", "bmp_t"), "pvalue"] == results.test("bmp_t", window=(0, 0)).pvalue
