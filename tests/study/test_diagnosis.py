"""What is found about a selection of events, counted by hand and found where it was planted."""

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.study import diagnosis
from aftershock.study.diagnosis import diagnose, quiet_kurtosis

Simulate = Callable[..., ash.EventStudyResults]
Fit = Simulate
ONE_DATE = [(300, asset) for asset in range(30)]
APART = [(300 + 10 * at, at) for at in range(30)]
CLOSE = [(300 + (7 * at) % 20, at) for at in range(30)]
EXACT = 1e-12


def test_counts_of_events_apart(simulate: Simulate) -> None:
    found = diagnose(simulate([(300, 0), (340, 0), (380, 1)]).arrays())
    assert (found.n_events, found.n_assets, found.n_dates, found.n_clusters) == (3, 2, 3, 3)
    assert (found.overlap, found.mean_correlation, found.staggered) == (0.0, 0.0, False)


def test_counts_of_events_that_share_days(simulate: Simulate) -> None:
    # windows of three days: 300-302, 302-304, 302-304, 340-342
    found = diagnose(simulate([(300, 0), (302, 1), (302, 2), (340, 0)], days=3).arrays())
    assert (found.n_dates, found.n_clusters, found.overlap) == (3, 2, 0.75)
    assert found.staggered


def test_the_same_asset_and_session_again_is_a_repeat(fit: Fit, moves: pd.DataFrame) -> None:
    # A on row 100 three times, on row 120 once; B on row 100 once
    rows, assets = [100, 100, 100, 120, 100], ["A", "A", "A", "A", "B"]
    events = pd.DataFrame({"event_id": list("abcde"), "asset": assets, "session": moves.index[rows]})
    assert diagnose(fit(moves, events).arrays()).n_repeats == 2


def test_one_date_is_not_staggered(simulate: Simulate) -> None:
    assert not diagnose(simulate([(300, 0), (300, 1)], days=3).arrays()).staggered


def test_mean_correlation_by_loops(simulate: Simulate) -> None:
    results = simulate([(300, 0), (300, 1), (300, 2)], correlation=0.4)
    residuals = [results.model_fit("e300", f"A{at}").residuals for at in range(3)]  # type: ignore[union-attr]
    expected = np.mean([np.corrcoef(*pair)[0, 1] for pair in combinations(residuals, 2)])
    assert diagnose(results.arrays()).mean_correlation == pytest.approx(expected, rel=1e-9)


def test_chance_correlation_is_one_over_the_root_of_pairs_and_days(simulate: Simulate) -> None:
    # 246 days for each of three events of one date
    found = diagnose(simulate([(300, 0), (300, 1), (300, 2)]).arrays())
    assert found.chance_correlation == pytest.approx(1 / math.sqrt(3 * 246), rel=EXACT)


@pytest.mark.parametrize(
    ("places", "planted", "conditions"),
    [
        (APART, {}, ("independent",)),
        (ONE_DATE, {}, ("independent",)),
        (ONE_DATE, {"correlation": 0.3}, ("common_date",)),
        (APART, {"correlation": 0.3}, ("independent",)),
        (APART, {"variance": 3.0}, ("event_variance",)),
        (ONE_DATE, {"correlation": 0.3, "variance": 3.0}, ("common_date_event_variance",)),
        (CLOSE, {"correlation": 0.3, "days": 5}, ("close_dates",)),
        (CLOSE, {"correlation": 0.3, "days": 5, "variance": 3.0}, ("close_dates", "event_variance")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_was_planted_is_found(
    simulate: Simulate, places: list[tuple[int, int]], planted: dict[str, float], conditions: tuple[str, ...]
) -> None:
    assert diagnose(simulate(places, mask_events=False, **planted).arrays()).conditions == conditions


def test_nothing_to_look_at(simulate: Simulate) -> None:
    found = diagnose(simulate([(300, 0)]).arrays(asset="A9"))
    assert (found.n_events, found.n_clusters, found.overlap, found.mean_correlation) == (0, 0, 0.0, 0.0)
    assert math.isnan(found.variance_ratio)


def test_events_without_a_standardized_move_do_not_count(
    fit: Callable[..., ash.EventStudyResults], moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    moves.loc[moves.index[120], "A"] = np.nan
    assert diagnose(fit(moves, events).arrays(window=(0, 0), asset="A")).n_events == 2


def test_of_many_events_some_are_compared_and_all_are_counted(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = simulate(ONE_DATE, correlation=0.3).arrays()
    whole = diagnose(arrays)
    monkeypatch.setattr(diagnosis, "LARGEST", 15)
    some = diagnose(arrays)
    assert (some.n_events, some.n_dates) == (whole.n_events, whole.n_dates)
    assert some.mean_correlation != whole.mean_correlation
    assert some.mean_correlation == pytest.approx(0.3, abs=0.1)
    assert some == diagnose(arrays)


def test_kurtosis_is_that_of_quiet_days_over_the_days_summed(simulate: Simulate) -> None:
    results = simulate([(300, 0)], days=4)
    quiet = results.model_fit("e300", "A0").residuals  # type: ignore[union-attr]
    expected = (np.mean(quiet**4) / np.mean(quiet**2) ** 2 - 3) / 4
    assert quiet_kurtosis(results.arrays()) == pytest.approx(expected, rel=1e-9)
