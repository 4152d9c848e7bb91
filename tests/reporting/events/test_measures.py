"""The numbers of means, tests, differences and paths, recomputed in plain numpy."""

import math
from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aftershock.inference import minimum_detectable_effect
from aftershock.reporting.events.measures import (
    COMPARED,
    WHOLE,
    difference_row,
    judged_row,
    keys,
    path_row,
    seeded_test,
    split,
)
from aftershock.study import EventStudy, EventStudyResults
from aftershock.study.detectable import detectable_move
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window
from aftershock.typing import EventTest

EXACT = 1e-10
ROWS = 400
APART = (120, 160, 200, 240, 280, 320, 360, 390)
NEAR = (120, 122, 200, 201, 280, 281, 360, 362)
LEAD = Window(-1, 1)
GROUPS = ("Act", "Threat", "Act", "Act", "Threat", "Act", "Threat", "Mixed")


def study(rows: Sequence[int], *, moved: float = 0.0) -> EventStudyResults:
    """Eight events of one asset whose moves are drawn; ``moved`` is added on every event day."""
    rng = np.random.default_rng(11)
    moves = pd.DataFrame({"A": rng.normal(0, 1.0, ROWS)}, index=pd.bdate_range("2015-01-01", periods=ROWS))
    moves.iloc[list(rows)] += moved
    events = pd.DataFrame(
        {
            "event_id": [f"e{at}" for at in range(len(rows))],
            "asset": "A",
            "session": moves.index[list(rows)],
            "group": GROUPS,
        }
    )
    return EventStudy(moves, events, window=(-3, 3), estimation=(-100, -5)).fit()


def chosen(
    rows: Sequence[int] = APART, group: str = WHOLE, window: Window = LEAD, *, moved: float = 0.0
) -> StudyArrays:
    return split(study(rows, moved=moved), ["Act", "Threat", "Mixed"])[group].arrays(window=window, asset="A")


def judged(arrays: StudyArrays, name: EventTest = "kp_bmp_t") -> dict[str, Any]:
    return judged_row(arrays, seeded_test(name, arrays, seed=0), seed=0)


def seen(arrays: StudyArrays, name: EventTest, *, alpha: float) -> float:
    return detectable_move(seeded_test(name, arrays, seed=0), arrays, alpha=alpha).move


def by_hand(rows: Sequence[int], window: Window) -> tuple[np.ndarray, np.ndarray]:
    """CAR and its forecast standard error, event by event, with other events' spans left out of estimation."""
    y = np.random.default_rng(11).normal(0, 1.0, ROWS)
    cars, errors = [], []
    for own in rows:
        quiet = [
            at
            for at in range(own - 100, own - 4)
            if at >= 0 and not any(abs(at - other) <= 3 for other in rows if other != own)
        ]
        mean, s = y[quiet].mean(), y[quiet].std(ddof=1)
        length = window.length
        cars.append((y[own + window.start : own + window.end + 1] - mean).sum())
        errors.append(s * math.sqrt(length + length**2 / len(quiet)))
    return np.array(cars), np.array(errors)


def only(group: str) -> list[int]:
    return [at for at, name in enumerate(GROUPS) if group in (WHOLE, name)]


@pytest.mark.parametrize("group", [WHOLE, "Act", "Threat"])
def test_mean_and_test_of_a_group(group: str) -> None:
    row = judged(chosen(group=group))
    cars, errors = by_hand(APART, LEAD)
    mine = only(group)
    expected = stats.ttest_1samp(cars[mine] / errors[mine], 0.0)
    assert row["df"] == len(mine) - 1
    assert row["estimate"] == pytest.approx(cars[mine].mean(), abs=EXACT)
    assert row["std_error"] == pytest.approx(stats.sem(cars[mine]), abs=EXACT)
    assert (row["statistic"], row["pvalue"]) == pytest.approx(tuple(expected), abs=EXACT)


def test_a_selection_is_named_with_its_events() -> None:
    assert keys(chosen(group="Act"), "A", "Act") == {
        "asset": "A",
        "group": "Act",
        "start": -1,
        "end": 1,
        "n_events": 4,
    }


def test_simple_tests_beside_the_headline_are_those_of_a_textbook() -> None:
    row = judged(chosen())
    cars, errors = by_hand(APART, LEAD)
    assert row["pvalue_cross_sectional_t"] == pytest.approx(stats.ttest_1samp(cars, 0.0).pvalue, abs=EXACT)
    assert row["pvalue_bmp_t"] == pytest.approx(stats.ttest_1samp(cars / errors, 0.0).pvalue, abs=EXACT)


def test_wild_bootstrap_over_apart_dates_flips_every_sign() -> None:
    """Eight dates have 256 patterns of signs: all are taken."""
    row = judged(chosen())
    cars, errors = by_hand(APART, LEAD)
    signs = np.array(list(product((-1.0, 1.0), repeat=8)))
    flipped = np.abs(stats.ttest_1samp(signs * (cars / errors), 0.0, axis=1).statistic)
    observed = abs(stats.ttest_1samp(cars / errors, 0.0).statistic)
    assert row["pvalue_wild_cluster_bootstrap"] == pytest.approx(
        (flipped >= observed - EXACT).mean(), abs=EXACT
    )


def test_sign_test_compares_with_the_quiet_share() -> None:
    arrays = chosen()
    positive = int((arrays.car > 0).sum())
    quiet = np.mean([(row[np.isfinite(row)] > 0).mean() for row in arrays.residuals])
    z = (positive - 8 * quiet) / math.sqrt(8 * quiet * (1 - quiet))
    row = judged(arrays)
    assert row["pvalue_generalized_sign_z"] == pytest.approx(2 * stats.norm.sf(abs(z)), abs=EXACT)


def test_headline_is_not_compared_with_itself() -> None:
    row = judged(chosen(), "bmp_t")
    assert {name for name in row if name.startswith("pvalue_")} == {
        f"pvalue_{name}" for name in COMPARED if name != "bmp_t"
    }


def test_shared_days_change_nothing_where_there_are_none() -> None:
    assert judged(chosen())["shared_factor"] == 1.0


def test_shared_days_widen_by_the_mean_correlation() -> None:
    """Events near each other see the same days: correlation 1, weighted by the share of days."""
    n, shared = len(NEAR), {1: 2 / 3, 2: 1 / 3}
    weights = [shared.get(b - a, 0.0) for at, a in enumerate(NEAR) for b in NEAR[at + 1 :]]
    rbar = sum(weights) / (n * (n - 1) / 2)
    expected = math.sqrt((1 + (n - 1) * rbar) / (1 - rbar))
    row = judged(chosen(NEAR))
    assert (row["mean_correlation"], row["shared_factor"]) == pytest.approx((rbar, expected), abs=EXACT)
    assert row["std_error"] == pytest.approx(expected * stats.sem(by_hand(NEAR, LEAD)[0]), abs=EXACT)


def test_what_would_have_been_seen_is_in_native_units() -> None:
    cars, errors = by_hand(APART, LEAD)
    same_move_for_all = stats.sem(cars / errors) / (1 / errors).mean()
    expected = minimum_detectable_effect(same_move_for_all, df=7)
    assert seen(chosen(), "kp_bmp_t", alpha=0.05) == pytest.approx(expected, abs=EXACT)


def test_what_would_have_been_seen_is_seen_four_times_in_five() -> None:
    """Draw the events anew with that mean in each; the share found is the power."""
    spread = judged(chosen(), "cross_sectional_t")["std_error"] * math.sqrt(8)
    size = seen(chosen(), "cross_sectional_t", alpha=0.05)
    drawn = np.random.default_rng(3).normal(size, spread, (20_000, 8))
    found = stats.ttest_1samp(drawn, 0.0, axis=1).pvalue < 0.05
    monte_carlo_and_yardstick_drawn_anew = 0.03
    assert found.mean() == pytest.approx(0.8, abs=monte_carlo_and_yardstick_drawn_anew)


def test_the_more_tests_are_counted_the_larger_what_is_seen() -> None:
    assert seen(chosen(), "kp_bmp_t", alpha=0.05 / 24) > seen(chosen(), "kp_bmp_t", alpha=0.05)


def test_one_event_can_see_nothing() -> None:
    assert math.isnan(seen(chosen(group="Mixed"), "kp_bmp_t", alpha=0.05))


def test_difference_deals_every_choice_of_dates() -> None:
    cars, errors = by_hand(APART, LEAD)
    scar = cars / errors
    act, threat = scar[only("Act")], scar[only("Threat")]
    pooled = np.concatenate([act, threat])
    observed = abs(stats.ttest_ind(act, threat, equal_var=False).statistic)
    sizes = []
    for pick in combinations(range(len(pooled)), len(act)):
        others = np.delete(pooled, pick)
        sizes.append(abs(stats.ttest_ind(pooled[list(pick)], others, equal_var=False).statistic))
    row = difference_row(study(APART), LEAD, "A", ("Act", "Threat"), seed=0)
    assert row["pvalue"] == pytest.approx(np.mean(np.array(sizes) >= observed - EXACT), abs=EXACT)
    assert row["pvalue_welch_t"] == pytest.approx(
        stats.ttest_ind(act, threat, equal_var=False).pvalue, abs=EXACT
    )
    assert row["estimate"] == pytest.approx(cars[only("Act")].mean() - cars[only("Threat")].mean(), abs=EXACT)
    assert row["n_other"] == 3


def test_events_of_two_groups_that_share_days_cannot_be_dealt() -> None:
    row = difference_row(study(NEAR), LEAD, "A", ("Act", "Threat"), seed=0)
    assert math.isnan(row["pvalue"]) and "events of both groups" in row["reason"]


def test_path_cumulates_from_the_first_day_with_pointwise_intervals() -> None:
    window = Window(-3, 2)
    row = path_row(chosen(group="Act", window=window))
    cars = by_hand(APART, window)[0][only("Act")]
    assert row["day"] == 2 and row["estimate"] == pytest.approx(cars.mean(), abs=EXACT)
    for name, level in (("inner", 0.68), ("outer", 0.90)):
        low, high = stats.t.interval(level, len(cars) - 1, cars.mean(), stats.sem(cars))
        assert (row[f"{name}_low"], row[f"{name}_high"]) == pytest.approx((low, high), abs=EXACT)


def test_path_of_one_event_has_no_intervals() -> None:
    row = path_row(chosen(group="Mixed"))
    assert math.isfinite(row["estimate"]) and math.isnan(row["outer_low"])


def test_selection_without_events_has_no_mean() -> None:
    row = judged(study(APART).arrays(window=LEAD, asset="B"))
    assert math.isnan(row["estimate"]) and math.isnan(row["pvalue"]) and row["reason"]


def test_a_move_on_every_event_day_is_found() -> None:
    row = judged(chosen(moved=5.0))
    three_standard_errors = 3 * row["std_error"]
    assert row["pvalue"] < 0.001 and row["estimate"] == pytest.approx(5.0, abs=three_standard_errors)
