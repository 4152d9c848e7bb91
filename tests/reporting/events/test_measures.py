"""The numbers of means, tests, differences and paths, recomputed in plain numpy."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aftershock.inference import HypothesisTest
from aftershock.reporting.events.measures import (
    WHOLE,
    Split,
    compared_tests,
    detectable_mean,
    difference_row,
    judged_row,
    path_row,
    shared_factor,
    split_study,
    welch,
)
from aftershock.study import EventStudy
from aftershock.study.windows import Window

EXACT = 1e-10
ROWS = 400
APART = (120, 160, 200, 240, 280, 320, 360, 390)
NEAR = (120, 122, 200, 201, 280, 281, 360, 362)
LEAD = Window(-1, 1)
GROUPS = ("Act", "Threat", "Act", "Act", "Threat", "Act", "Threat", "Mixed")


def study(rows: Sequence[int], *, windows: Sequence[Window] = (LEAD,), moved: float = 0.0) -> Split:
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
    fitted = EventStudy(moves, events, window=(-3, 3), estimation=(-100, -5)).fit()
    return split_study(fitted, ["Act", "Threat"], windows)


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
    row = judged_row(study(APART).select("A", group, LEAD), "kp_bmp_t")
    cars, errors = by_hand(APART, LEAD)
    chosen = only(group)
    expected = stats.ttest_1samp(cars[chosen] / errors[chosen], 0.0)
    assert (row["n_events"], row["df"]) == (len(chosen), len(chosen) - 1)
    assert row["estimate"] == pytest.approx(cars[chosen].mean(), abs=EXACT)
    assert row["std_error"] == pytest.approx(stats.sem(cars[chosen]), abs=EXACT)
    assert (row["statistic"], row["pvalue"]) == pytest.approx(tuple(expected), abs=EXACT)


def test_tests_beside_the_headline_are_those_of_the_study() -> None:
    selection = study(APART).select("A", WHOLE, LEAD)
    row = judged_row(selection, "kp_bmp_t")
    assert {name: row[f"pvalue_{name}"] for name in compared_tests("kp_bmp_t")} == {
        name: selection.test(name).pvalue for name in compared_tests("kp_bmp_t")
    }


def test_headline_is_not_compared_with_itself() -> None:
    assert "bmp_t" in compared_tests("kp_bmp_t") and "bmp_t" not in compared_tests("bmp_t")


def test_shared_days_change_nothing_where_there_are_none() -> None:
    assert shared_factor(study(APART).select("A", WHOLE, LEAD)) == 1.0


def test_shared_days_widen_by_the_mean_correlation() -> None:
    """Events near each other see the same days: correlation 1, weighted by the share of days."""
    selection = study(NEAR).select("A", WHOLE, LEAD)
    n = len(NEAR)
    shared = {1: 2 / 3, 2: 1 / 3}
    weights = [shared.get(b - a, 0.0) for at, a in enumerate(NEAR) for b in NEAR[at + 1 :]]
    rbar = sum(weights) / (n * (n - 1) / 2)
    expected = math.sqrt((1 + (n - 1) * rbar) / (1 - rbar))
    assert shared_factor(selection) == pytest.approx(expected, abs=EXACT)
    assert judged_row(selection, "kp_bmp_t")["std_error"] == pytest.approx(
        expected * stats.sem(by_hand(NEAR, LEAD)[0]), abs=EXACT
    )


def test_what_would_have_been_seen_is_in_native_units() -> None:
    row = judged_row(study(APART).select("A", WHOLE, LEAD), "kp_bmp_t")
    cars, errors = by_hand(APART, LEAD)
    scar = cars / errors
    expected = (stats.t.ppf(0.975, 7) + stats.t.ppf(0.8, 7)) * stats.sem(scar) / (1 / errors).mean()
    assert detectable_mean(row, alpha=0.05) == pytest.approx(expected, abs=EXACT)


def test_what_would_have_been_seen_is_seen_about_four_times_in_five() -> None:
    """Draw the events anew with that mean in each; the share found is the power."""
    row = judged_row(study(APART).select("A", WHOLE, LEAD), "cross_sectional_t")
    size = detectable_mean(row, alpha=0.05)
    spread = row["std_error"] * math.sqrt(8)
    drawn = np.random.default_rng(3).normal(size, spread, (20_000, 8))
    found = stats.ttest_1samp(drawn, 0.0, axis=1).pvalue < 0.05
    monte_carlo_and_t_approximation = 0.03
    assert found.mean() == pytest.approx(0.8, abs=monte_carlo_and_t_approximation)


def test_fewer_tests_counted_see_less_far() -> None:
    row = judged_row(study(APART).select("A", WHOLE, LEAD), "kp_bmp_t")
    assert detectable_mean(row, alpha=0.05 / 24) > detectable_mean(row, alpha=0.05)


def test_one_event_can_see_nothing() -> None:
    assert math.isnan(detectable_mean({"df": math.nan, "native_error": math.nan}, alpha=0.05))


def test_difference_is_welch_on_standardized_moves() -> None:
    split = study(APART)
    row = difference_row(split.select("A", "Act", LEAD), split.select("A", "Threat", LEAD))
    cars, errors = by_hand(APART, LEAD)
    scar = cars / errors
    expected = stats.ttest_ind(scar[only("Act")], scar[only("Threat")], equal_var=False)
    assert (row["statistic"], row["df"], row["pvalue"]) == pytest.approx(
        (expected.statistic, expected.df, expected.pvalue), abs=EXACT
    )
    assert row["estimate"] == pytest.approx(cars[only("Act")].mean() - cars[only("Threat")].mean(), abs=EXACT)


def test_difference_without_a_test_says_why() -> None:
    one = HypothesisTest(statistic=1.0, pvalue=0.3, n_events=9, null="", method="kp_bmp_t", df=8.0)
    none = HypothesisTest(
        statistic=math.nan,
        pvalue=math.nan,
        n_events=1,
        null="",
        method="kp_bmp_t",
        reason="fewer than two events",
    )
    *numbers, reason = welch(one, none)
    assert np.isnan(numbers).all() and reason == "fewer than two events"


def test_path_cumulates_from_the_first_day_with_pointwise_intervals() -> None:
    window = Window(-3, 2)
    row = path_row(study(APART, windows=[window]).select("A", "Act", window))
    cars = by_hand(APART, window)[0][only("Act")]
    assert row["day"] == 2 and row["estimate"] == pytest.approx(cars.mean(), abs=EXACT)
    for name, level in (("inner", 0.68), ("outer", 0.90)):
        low, high = stats.t.interval(level, len(cars) - 1, cars.mean(), stats.sem(cars))
        assert (row[f"{name}_low"], row[f"{name}_high"]) == pytest.approx((low, high), abs=EXACT)


def test_path_of_one_event_has_no_intervals() -> None:
    split = study(APART)
    chosen = split.select("A", "Act", LEAD)
    alone = type(chosen)(chosen.results, "A", "Act", LEAD, chosen.rows.iloc[:1])
    row = path_row(alone)
    assert math.isfinite(row["estimate"]) and math.isnan(row["outer_low"])


def test_group_without_events_has_no_mean() -> None:
    split = split_study(study(APART).results[WHOLE], ["Nobody"], [LEAD])
    row = judged_row(split.select("A", "Nobody", LEAD), "kp_bmp_t")
    assert row["n_events"] == 0 and math.isnan(row["estimate"]) and row["reason"]


def test_a_move_on_every_event_day_is_found() -> None:
    row = judged_row(study(APART, moved=5.0).select("A", WHOLE, LEAD), "kp_bmp_t")
    assert row["pvalue"] < 0.001 and row["estimate"] == pytest.approx(5.0, abs=3.0)
