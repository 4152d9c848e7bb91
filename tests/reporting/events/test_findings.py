"""The tables of a study of dated events: nothing lost, ranks and counts as a brute force finds them."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from aftershock.inference import holm
from aftershock.reporting.events.findings import EventFindings, of_window, overlapping_pairs
from aftershock.study.windows import Window

Make = Callable[..., EventFindings]


def test_every_pair_has_one_row_a_window(found: EventFindings) -> None:
    pairs = Counter(zip(found.moves["listed_id"], found.moves["asset"], strict=True))
    assert len(pairs) == 16 * 4 and set(pairs.values()) == {len(found.windows)}


def test_moves_are_those_of_the_study(found: EventFindings) -> None:
    frame = of_window(found.moves, Window(-1, 1)).dropna(subset="estimate").set_index(["event_id", "asset"])
    pd.testing.assert_series_equal(
        frame["estimate"].sort_index(), found.results.car((-1, 1)).sort_index(), check_names=False
    )


def test_groups_and_names_belong_to_their_events(found: EventFindings) -> None:
    frame = found.moves.set_index("listed_id")
    assert (frame["group"] == found.events["group"].reindex(frame.index)).all()
    assert (frame["name"] == found.events["name"].reindex(frame.index)).all()


def test_rank_is_by_size_of_the_standardized_move(found: EventFindings) -> None:
    for _, rows in of_window(found.moves, Window(0, 0)).groupby("asset"):
        known = rows.dropna(subset="scar")
        sizes = known["scar"].abs().to_numpy()
        assert known["rank"].tolist() == [1 + int((sizes > size).sum()) for size in sizes]


def test_tests_are_windows_by_assets_by_groups(found: EventFindings) -> None:
    assert len(found.tests) == 2 * 4 * 3
    assert found.tests["group"].drop_duplicates().tolist() == ["", "Act", "Threat"]


def test_all_tests_are_counted_together(found: EventFindings) -> None:
    expected = holm(found.tests["pvalue"].to_numpy())
    np.testing.assert_array_equal(found.tests["pvalue_holm"].to_numpy(), expected)


def test_differences_are_counted_apart(found: EventFindings) -> None:
    assert len(found.differences) == 2 * 4
    expected = holm(found.differences["pvalue"].to_numpy())
    np.testing.assert_array_equal(found.differences["pvalue_holm"].to_numpy(), expected)


def test_groups_and_others_make_up_the_whole(found: EventFindings) -> None:
    counts = found.tests.query("start == 0").pivot(index="asset", columns="group", values="n_events")
    mixed = 2
    assert (counts["Act"] + counts["Threat"] + mixed == counts[""]).all()


def test_path_ends_where_the_whole_span_ends(found: EventFindings) -> None:
    ends = found.paths.query("day == 3 and group == ''").set_index("asset")["estimate"]
    car = found.results.car((-3, 3)).groupby("asset").mean()
    pd.testing.assert_series_equal(ends.sort_index(), car.sort_index(), check_names=False)


def test_lead_is_the_first_window(found: EventFindings) -> None:
    assert found.lead("Act")[["start", "end", "group"]].drop_duplicates().values.tolist() == [[-1, 1, "Act"]]


@pytest.mark.parametrize("window", [(0, 0), (-1, 1), (-3, 3)])
def test_overlapping_pairs_are_those_that_share_a_session(
    found: EventFindings, window: tuple[int, int]
) -> None:
    counted = overlapping_pairs(found, Window(*window))
    for asset, rows in found.aligned.groupby("asset"):
        calendar = list(found.daily[str(asset)].sessions())
        measured = rows[rows["outcome"].isin(["used", "market_closed_next_open"])]
        spans = []
        for session in measured["session"]:
            at = calendar.index(session)
            spans.append(set(range(at + window[0], at + window[1] + 1)))
        assert counted[str(asset)] == sum(bool(one & other) for one, other in combinations(spans, 2))


def test_merged_event_points_to_its_leader(make_days: Callable[..., object]) -> None:
    from aftershock.reporting.events.report import find_events
    from aftershock.reporting.studyfile import read_study

    study = make_days(rows=lambda text: text.replace("o,2019-01-14", "o,2019-01-13"))
    found = find_events(read_study(study), study.parent, "sample", lambda _: None)
    merged = found.moves.query("listed_id == 'o'")
    assert set(merged["outcome"]) == {"merged_into_episode"}
    assert set(merged["leader"]) == {found.events.at["n", "number"]}
