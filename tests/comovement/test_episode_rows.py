"""Where episodes fall."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.episode_rows import busy_rows, episode_rows
from aftershock.errors import ComovementError

DAYS = pd.date_range("2022-02-14", periods=6, freq="D")
ASSETS = ["SPX", "GOLD"]


def test_labels_are_named_by_their_date() -> None:
    assert episode_rows(DAYS, [DAYS[2]], ASSETS).ids == ("2022-02-16",)


def test_events_fall_on_the_session_of_each_asset() -> None:
    events = pd.DataFrame(
        {"headline_id": ["h", "h"], "asset": ["GOLD", "SPX"], "session": [DAYS[3], DAYS[2]]}
    )
    assert episode_rows(DAYS, events, ASSETS).rows.tolist() == [[2, 3]]


def test_events_without_asset_are_those_of_all() -> None:
    events = pd.DataFrame({"event_id": ["e"], "session": [DAYS[1]]})
    assert episode_rows(DAYS, events, ASSETS).rows.tolist() == [[1, 1]]


def test_pairs_that_could_not_be_priced_have_no_row() -> None:
    events = pd.DataFrame(
        {"event_id": ["e", "e"], "asset": ASSETS, "session": [DAYS[1]] * 2, "outcome": ["used", "no_price"]}
    )
    assert episode_rows(DAYS, events, ASSETS).rows.tolist() == [[1, -1]]


def test_an_episode_outside_the_moves_is_kept_without_row() -> None:
    found = episode_rows(DAYS, {"a": DAYS[0], "b": pd.Timestamp("1999-01-04")}, ASSETS)
    assert found.ids == ("a", "b") and found.firsts.tolist() == [0, -1]


def test_a_window_that_leaves_the_moves_has_no_row() -> None:
    assert episode_rows(DAYS, {"a": DAYS[0], "b": DAYS[5]}, ASSETS, window=(0, 1)).firsts.tolist() == [0, -1]


def test_overlapping_windows_are_merged_into_the_first() -> None:
    found = episode_rows(DAYS, {"c": DAYS[4], "b": DAYS[1], "a": DAYS[0]}, ASSETS, window=(0, 1))
    assert found.ids == ("a", "b", "c") and found.merged_into == (None, "a", None)


def test_two_headlines_of_one_session_are_one_episode() -> None:
    assert episode_rows(DAYS, {"a": DAYS[1], "b": DAYS[1]}, ASSETS).leading.tolist() == [True, False]


def test_busy_rows_are_those_of_all_assets() -> None:
    events = pd.DataFrame({"headline_id": ["h", "h"], "asset": ASSETS, "session": [DAYS[1], DAYS[3]]})
    assert np.flatnonzero(busy_rows(episode_rows(DAYS, events, ASSETS), 6, 1)).tolist() == [1, 3]


def test_a_pair_given_twice_is_refused() -> None:
    events = pd.DataFrame({"event_id": ["e", "e"], "asset": ["SPX", "SPX"], "session": [DAYS[1], DAYS[2]]})
    with pytest.raises(ComovementError, match="twice"):
        episode_rows(DAYS, events, ASSETS)


@pytest.mark.parametrize("events", [pd.DataFrame({"session": DAYS}), pd.DataFrame({"event_id": ["e"]})])
def test_events_need_an_id_and_a_session(events: pd.DataFrame) -> None:
    with pytest.raises(ComovementError, match="need a column 'session'"):
        episode_rows(DAYS, events, ASSETS)


def test_no_episode_on_any_row_is_refused() -> None:
    with pytest.raises(ComovementError, match="None of the 1 episodes"):
        episode_rows(DAYS, ["2022-02-14T12:00"], ASSETS)


def test_a_window_runs_forwards() -> None:
    with pytest.raises(ComovementError, match="must not come after"):
        episode_rows(DAYS, [DAYS[0]], ASSETS, window=(1, 0))
