"""Pairs are placed on their asset's rows, sorted, each with what is known of it so far."""

import numpy as np
import pandas as pd

from aftershock.study.panels import build_panels
from aftershock.study.placing import OUTCOME_NAMES, Places, place_events, runs

DAYS = pd.bdate_range("2021-01-04", periods=10)
MOVES = pd.DataFrame(np.arange(30.0).reshape(10, 3), index=DAYS, columns=["MKT", "B", "A"])


def place(**changes: object) -> tuple[Places, list[str]]:
    rows = [(1, "A", 5), (2, "B", 7), (3, "A", 2), (4, "B", 3), (5, "MKT", 4), (6, "A", 5)]
    events = pd.DataFrame(
        [(one, asset, DAYS[row]) for one, asset, row in rows], columns=["event_id", "asset", "session"]
    )
    events = events.assign(outcome="used").assign(**changes)
    windows = np.tile([-3, -1], (len(events), 1))
    places, codes = place_events(MOVES, events, factors=("MKT",), sessions="panel", estimation=windows)
    return places, [OUTCOME_NAMES[code] for code in codes]


def test_pairs_are_sorted_by_column_and_row() -> None:
    places, _ = place()
    assert [panel.asset for panel in places.panels] == ["B", "A"]
    assert places.positions.tolist() == [3, 1, 2, 0, 5]
    assert places.rows.tolist() == [3, 7, 2, 5, 5]


def test_pairs_of_one_panel_follow_each_other() -> None:
    places, _ = place()
    assert [(panel.asset, pairs) for panel, pairs in places.by_panel()] == [
        ("B", slice(0, 2)),
        ("A", slice(2, 5)),
    ]


def test_the_market_is_told() -> None:
    assert place()[1] == ["used", "used", "used", "used", "is_the_market", "used"]


def test_pairs_that_are_not_to_be_measured_keep_their_word() -> None:
    places, words = place(outcome=["no_price", "used", "merged_into_episode", "used", "stale_price", "used"])
    assert words == ["no_price", "used", "merged_into_episode", "used", "stale_price", "used"]
    assert places.positions.tolist() == [3, 1, 5]


def test_no_pair_is_no_place() -> None:
    places, words = place(outcome="no_price")
    assert places.panels == ()
    assert [*places.by_panel()] == []
    assert words == ["no_price"] * 6


def test_runs_end_where_any_key_changes() -> None:
    keys = np.array([1, 1, 1, 2, 2]), np.array([7, 7, 8, 8, 8])
    assert [*runs(*keys)] == [slice(0, 2), slice(2, 3), slice(3, 5)]


def test_assets_of_one_calendar_share_their_sessions() -> None:
    first, second = build_panels(MOVES, ["A", "B"], ["MKT"], "panel")
    assert first.rows is second.rows
    assert first.x[:, 0].tolist() == MOVES["MKT"].tolist()
    assert second.y.tolist() == MOVES["B"].tolist()


def test_a_session_of_the_calendar_without_a_row_is_a_gap() -> None:
    moves = MOVES.drop(index=DAYS[4])
    moves.attrs["calendar"] = {"A": "NYSE"}
    panel = build_panels(moves, ["A"], [], "calendar")[0]
    assert len(panel.rows) == 10
    assert np.flatnonzero(np.isnan(panel.y)).tolist() == [4]
