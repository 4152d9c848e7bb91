"""What a test could have found: by hand, against its published power, and by simulation."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import aftershock as ash
from aftershock.errors import InferenceError
from aftershock.inference import minimum_detectable_effect, resampled_detectable_effect
from aftershock.study.detectable import NO_SIZE, detectable_move
from aftershock.study.event_tests import JUDGES, run_test

pytestmark = pytest.mark.filterwarnings("ignore::aftershock.errors.AssumptionWarning")

Simulate = Callable[..., ash.EventStudyResults]
APART = [(300 + 20 * at, 0) for at in range(10)]
DATES = [(300 + 20 * at, asset) for at in range(8) for asset in range(3)]
ROUNDING = 1e-9
ALGEBRA = 1e-6
N_STUDIES = 150
FOUR_STANDARD_ERRORS = 4 * math.sqrt(0.8 * 0.2 / N_STUDIES)


def detectable(results: ash.EventStudyResults, name: Any, **options: Any) -> float:
    return float(results.detectable(test=name, **options)["detectable"].iloc[0])


def test_a_test_in_native_units_is_its_standard_error(simulate: Simulate) -> None:
    results = simulate(APART, days=3)
    test = results.test("cross_sectional_t")
    assert detectable(results, "cross_sectional_t") == pytest.approx(
        minimum_detectable_effect(test.std_error, df=9), rel=ROUNDING
    )


def test_a_standardized_test_is_turned_into_native_units(simulate: Simulate) -> None:
    results = simulate(APART, days=3)
    frame = results.to_frame("car")
    per_move = (1 / frame["std_error"]).mean()
    se = stats.sem(frame["statistic"])
    assert detectable(results, "kp_bmp_t") == pytest.approx(
        minimum_detectable_effect(se / per_move, df=9), rel=ROUNDING
    )


def test_patells_z_uses_the_normal_distribution(simulate: Simulate) -> None:
    results = simulate(APART, days=1)
    frame = results.to_frame("car")
    per_move = (1 / frame["std_error"] / np.sqrt(frame["df"] / (frame["df"] - 2))).mean()
    expected = (stats.norm.isf(0.025) + stats.norm.isf(0.2)) / math.sqrt(10) / per_move
    assert detectable(results, "patell_z") == pytest.approx(expected, rel=1e-5)


def test_tests_by_date_count_dates(simulate: Simulate) -> None:
    results = simulate(DATES, correlation=0.3)
    frame = results.to_frame("car").sort_values(["asset", "session"])
    means = frame["statistic"].to_numpy().reshape(3, 8).mean(axis=0)
    per_move = (1 / frame["std_error"]).mean()
    expected = minimum_detectable_effect(stats.sem(means) / per_move, df=7)
    for name in ("ibragimov_mueller_t", "wild_cluster_bootstrap", "date_block_permutation"):
        frame = results.detectable(test=name)  # type: ignore[arg-type]
        assert len(frame) == 3
        found = detectable_move(results.test(name), results.arrays())  # type: ignore[arg-type]
        assert found.move == pytest.approx(expected, rel=ALGEBRA)


def test_one_event_is_measured_by_its_quiet_days(simulate: Simulate) -> None:
    results = simulate([(300, 0)])
    quiet = results.model_fit("e300", "A0").residuals  # type: ignore[union-attr]
    row = results.detectable().iloc[0]
    assert (row["test"], row["unit"], row["reason"]) == ("sample_quantile", "points", "")
    assert row["detectable"] == pytest.approx(resampled_detectable_effect(quiet), rel=ROUNDING)


def test_there_is_a_row_an_asset_and_window(simulate: Simulate) -> None:
    table = simulate([*APART, (300, 1)], days=2).detectable(window=[(0, 0), (0, 1)])
    assert table[["asset", "start", "end", "n_events", "test"]].to_numpy().tolist() == [
        ["A0", 0, 0, 10, "kp_bmp_t"],
        ["A0", 0, 1, 10, "kp_bmp_t"],
        ["A1", 0, 0, 1, "sample_quantile"],
        ["A1", 0, 1, 1, "sample_quantile"],
    ]
    assert (table["detectable"] > 0).all()


def test_the_table_of_tests_holds_the_same_numbers(simulate: Simulate) -> None:
    results = simulate(APART)
    table = results.tests(asset="A0")
    for name in ("kp_bmp_t", "patell_z", "brown_warner_1985_t"):
        assert table.loc[name, "detectable"] == detectable(results, name)
    assert table.loc["kp_bmp_t", "detectable_unit"] == "points"
    assert (table["unit"]["kp_bmp_t"], math.isnan(table["detectable"]["sign_z"])) == ("standard errors", True)


LINEAR = [name for name, judge in JUDGES.items() if judge.linear and not judge.single and name != "lamb_z"]


@pytest.mark.parametrize("name", LINEAR)
def test_scaling_the_moves_scales_what_is_found(simulate: Simulate, name: Any) -> None:
    results = simulate(APART, days=2)
    arrays = results.arrays()
    larger = ash.EventStudy(
        _moves_of(results) * 100, results.outcomes, window=(0, 1), estimation=(-250, -5)
    ).fit()
    options = {"rng": 1} if JUDGES[name].drawn else {}  # type: ignore[index]
    plain = detectable_move(run_test(name, arrays, **options), arrays, options=options).move
    scaled = detectable_move(
        run_test(name, larger.arrays(), **options), larger.arrays(), options=options
    ).move
    assert scaled == pytest.approx(100 * plain, rel=ALGEBRA)


def _moves_of(results: ash.EventStudyResults) -> pd.DataFrame:
    """Rebuild the moves of one asset from its panel."""
    panel = results.arrays().measured.places.panels[0]
    return pd.DataFrame({panel.asset: panel.y}, index=panel.rows)


def test_lambs_test_is_its_standard_error(fit: Callable[..., Any], moves: pd.DataFrame) -> None:
    same_day = pd.DataFrame({"event_id": "e", "asset": ["A", "B", "C"], "session": moves.index[120]})
    arrays = fit(moves, same_day, model=ash.MarketModel("MKT")).arrays(window=(0, 0))
    test = run_test("lamb_z", arrays)
    assert detectable_move(test, arrays).move == pytest.approx(
        minimum_detectable_effect(test.std_error), rel=ALGEBRA
    )


@pytest.mark.parametrize("name", ["sign_z", "wilcoxon_z", "grank_t", "corrado_rank_z", "skewness_adjusted_t"])
def test_signs_and_ranks_have_no_smallest_move(simulate: Simulate, name: Any) -> None:
    row = simulate(APART).detectable(test=name).iloc[0]
    assert math.isnan(row["detectable"]) and row["reason"] == NO_SIZE


def test_a_test_without_a_number_passes_its_reason_on(simulate: Simulate) -> None:
    row = simulate([(300, 0)]).detectable(test="kp_bmp_t").iloc[0]
    assert math.isnan(row["detectable"]) and "needs at least 2" in row["reason"]


@pytest.mark.parametrize(
    ("places", "name", "options", "told"),
    [
        (APART[:5], "date_block_permutation", {}, "5 date(s) and 9999 draws cannot reach the level 0.05"),
        (APART, "date_block_permutation", {"alpha": 0.001}, "cannot reach the level 0.001"),
        ([(300, 0)], "sample_quantile", {"alpha": 0.001}, "246 quiet windows cannot reach the level 0.001"),
        ([(300, 0)], "nguyen_wolf_permutation", {"alpha": 0.001}, "cannot reach the level 0.001"),
    ],
)
def test_a_level_out_of_reach_is_told(
    simulate: Simulate, places: list[tuple[int, int]], name: Any, options: dict[str, Any], told: str
) -> None:
    row = simulate(places).detectable(test=name, **options).iloc[0]
    assert math.isnan(row["detectable"]) and told in row["reason"]


def test_a_stricter_level_than_the_test_was_run_at_is_told(simulate: Simulate) -> None:
    arrays = simulate(APART[:7]).arrays()
    found = detectable_move(run_test("date_block_permutation", arrays), arrays, alpha=0.01)
    assert found.reason.startswith("7 clusters cannot reach the level 0.01")


def test_assets_in_different_units_have_no_common_move(simulate: Simulate) -> None:
    results = simulate(DATES)
    arrays = results.arrays()
    mixed = type(arrays)(arrays.measured, arrays.window, unit="", one_unit=False)
    found = detectable_move(run_test("kp_bmp_t", mixed), mixed)
    assert math.isnan(found.move) and "different units" in found.reason


def test_more_power_and_a_stricter_level_take_a_larger_move(simulate: Simulate) -> None:
    results = simulate(APART)
    plain = detectable(results, "kp_bmp_t")
    assert detectable(results, "kp_bmp_t", power=0.9) > plain
    assert detectable(results, "kp_bmp_t", alpha=0.01) > plain
    assert 0 < detectable(results, "kp_bmp_t", alternative="greater") < plain
    assert detectable(results, "kp_bmp_t", alternative="less") == -detectable(
        results, "kp_bmp_t", alternative="greater"
    )


def test_options_need_their_test(simulate: Simulate) -> None:
    with pytest.raises(InferenceError, match="rng belongs to one test; name it with test="):
        simulate(APART).detectable(rng=1)


def test_a_power_below_the_level_is_refused(simulate: Simulate) -> None:
    with pytest.raises(InferenceError, match=r"power is 0.04 at level 0.05"):
        simulate(APART).detectable(power=0.04)


def test_the_summary_says_what_would_have_been_found(simulate: Simulate) -> None:
    results = simulate(APART)
    row = results.detectable().iloc[0]
    line = results.summary().splitlines()[-1]
    verdict = "significant" if row["pvalue"] <= 0.05 else "not significant"
    assert f"kp_bmp_t {row['pvalue']:.6f} {verdict}" in " ".join(line.split())
    assert f"{row['detectable']:.6f} points" in " ".join(line.split())


def test_the_summary_says_why_there_is_no_test(simulate: Simulate) -> None:
    text = simulate([(40, 0)], estimation=34).summary()
    assert "not significant" in text and "quiet windows cannot reach the level 0.05" in text


@pytest.mark.parametrize(
    ("name", "places", "planted"),
    [
        ("kp_bmp_t", APART, {"days": 2}),
        ("kp_bmp_t", DATES, {"correlation": 0.4}),
        ("cross_sectional_t", APART, {"variance": 2.0}),
        ("brown_warner_1985_t", DATES, {"correlation": 0.4}),
        ("patell_z", APART, {"days": 2}),
        ("calendar_time_t", DATES, {"correlation": 0.4, "days": 2}),
        ("ibragimov_mueller_t", DATES, {"correlation": 0.4}),
        ("date_block_permutation", DATES, {"correlation": 0.4}),
        ("wild_cluster_bootstrap", DATES, {"correlation": 0.4}),
        ("sample_quantile", [(300, 0)], {"days": 2}),
        ("nguyen_wolf_permutation", [(300, 0)], {"days": 2}),
    ],
)
def test_the_move_is_found_four_times_in_five(
    simulate: Simulate, name: Any, places: list[tuple[int, int]], planted: dict[str, float]
) -> None:
    """Average what is called detectable over studies of nothing, plant it in others, and count."""
    options: dict[str, Any] = {"n_draws": 199, "rng": 0} if JUDGES[name].drawn else {}  # type: ignore[index]

    def arrays(seed: int, moved: float = 0.0) -> Any:
        return simulate(places, seed=seed, moved=moved, **planted).arrays()

    calm = [arrays(seed) for seed in range(30)]
    moves = [detectable_move(run_test(name, one, **options), one, options=options).move for one in calm]
    found = [
        run_test(name, arrays(1000 + seed, float(np.mean(moves))), **options).pvalue <= 0.05
        for seed in range(N_STUDIES)
    ]
    yardstick_estimated = 0.04
    assert np.mean(found) == pytest.approx(0.8, abs=FOUR_STANDARD_ERRORS + yardstick_estimated)
