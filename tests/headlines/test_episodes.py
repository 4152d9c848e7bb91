"""Episodes are chains of neighbours less than a gap apart."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import HeadlineError
from aftershock.headlines.episodes import assign_episodes


def at(*minutes: int) -> np.ndarray:
    return np.datetime64("2022-02-17T09:00") + np.array(minutes, dtype="timedelta64[m]")


def test_neighbours_closer_than_the_gap_are_chained() -> None:
    assert assign_episodes(at(0, 29, 58), gap="30min").tolist() == [0, 0, 0]


def test_neighbours_exactly_a_gap_apart_are_two_episodes() -> None:
    assert assign_episodes(at(0, 30), gap="30min").tolist() == [0, 1]


def test_episodes_are_counted_by_time_and_given_in_the_order_of_the_input() -> None:
    assert assign_episodes(at(300, 0, 10), gap="30min").tolist() == [1, 0, 0]


def test_no_instants_give_no_episodes() -> None:
    assert assign_episodes(np.array([], dtype="datetime64[ns]"), gap="30min").tolist() == []


@pytest.mark.parametrize("gap", ["30min", timedelta(minutes=30), np.timedelta64(30, "m")])
def test_gap_may_be_any_span(gap: str | timedelta | np.timedelta64) -> None:
    assert assign_episodes(at(0, 10), gap=gap).tolist() == [0, 0]


def test_tz_aware_instants_are_read() -> None:
    aware = pd.Series(at(0, 40)).dt.tz_localize("UTC").to_numpy()
    assert assign_episodes(aware, gap="30min").tolist() == [0, 1]


@pytest.mark.parametrize("gap", ["0min", "-5min", "soon", "NaT"])
def test_gap_must_be_a_positive_span(gap: str) -> None:
    with pytest.raises(HeadlineError, match="gap is"):
        assign_episodes(at(0), gap=gap)


def test_missing_instant_is_refused() -> None:
    with pytest.raises(HeadlineError, match="1 missing"):
        assign_episodes(np.array(["NaT"], dtype="datetime64[ns]"), gap="30min")


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_order_of_the_input_changes_no_episode(minutes: list[int], random: object) -> None:
    shuffled = list(minutes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    by_minute = dict(zip(minutes, assign_episodes(at(*minutes), gap="30min"), strict=True))
    assert assign_episodes(at(*shuffled), gap="30min").tolist() == [by_minute[minute] for minute in shuffled]
