"""Episodes are chains of neighbours less than a gap apart, or complete: no two members are a gap apart."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import HeadlineError
from aftershock.headlines.episodes import COLUMNS, assign_episodes, episodes
from aftershock.typing import SPAN, UTC


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


def heads_at(*minutes: int, themes: list[str] | None = None) -> pd.DataFrame:
    """Headlines at these minutes, named after them."""
    instants = pd.DatetimeIndex(at(*minutes)).tz_localize("UTC").as_unit("ns")
    texts = [f"headline {minute}" for minute in minutes]
    frame = pd.DataFrame({"instant": instants, "headline": texts}, index=[f"m{minute}" for minute in minutes])
    return frame if themes is None else frame.assign(themes=themes)


def test_no_two_members_of_a_complete_episode_are_a_gap_apart() -> None:
    assert assign_episodes(at(0, 20, 40, 60), gap="30min", method="complete").tolist() == [0, 0, 1, 1]


def test_members_exactly_a_gap_apart_are_two_complete_episodes() -> None:
    assert assign_episodes(at(0, 30), gap="30min", method="complete").tolist() == [0, 1]


def test_complete_episodes_are_given_in_the_order_of_the_input() -> None:
    assert assign_episodes(at(40, 0, 20), gap="30min", method="complete").tolist() == [1, 0, 0]


def test_method_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed are 'chained', 'complete'"):
        assign_episodes(at(0), gap="30min", method="greedy")  # type: ignore[arg-type]


def test_episode_is_named_by_its_first_member() -> None:
    assert episodes(heads_at(100, 0, 10), gap="30min").index.tolist() == ["m0", "m100"]


def test_headline_in_the_middle_changes_no_episode_id() -> None:
    with_more = episodes(heads_at(100, 0, 5, 10), gap="30min")
    assert with_more.index.tolist() == episodes(heads_at(100, 0, 10), gap="30min").index.tolist()


def test_members_are_listed_by_time() -> None:
    assert episodes(heads_at(10, 0), gap="30min")["members"].tolist() == ["m0 m10"]


def test_span_is_from_the_first_to_the_last_member() -> None:
    assert episodes(heads_at(0, 29, 58), gap="30min")["span"].tolist() == [pd.Timedelta("58min")]


def test_complete_episodes_are_shorter() -> None:
    assert episodes(heads_at(0, 29, 58), gap="30min", method="complete")["n_headlines"].tolist() == [2, 1]


def test_text_is_that_of_the_first_member() -> None:
    assert episodes(heads_at(10, 0), gap="30min")["headline"].tolist() == ["headline 0"]


def test_themes_are_counted_by_headline() -> None:
    heads = heads_at(0, 10, 100, themes=["act sanctions", "act", ""])
    counted = episodes(heads, gap="30min")[["n_act", "n_sanctions"]]
    assert counted.to_numpy().tolist() == [[2, 1], [0, 0]]


def test_no_headlines_give_no_episodes_with_the_same_columns() -> None:
    empty = episodes(heads_at(0).iloc[:0], gap="30min")
    assert (len(empty), tuple(empty.columns)) == (0, COLUMNS)


def test_instants_of_episodes_are_utc() -> None:
    described = episodes(heads_at(0), gap="30min")
    assert [str(described[column].dtype) for column in ("start", "end", "span")] == [UTC, UTC, SPAN]


def test_id_of_two_headlines_is_refused() -> None:
    with pytest.raises(HeadlineError, match="'m0'"):
        episodes(heads_at(0, 0), gap="30min")


MINUTES = st.lists(st.integers(0, 600), min_size=1, max_size=40)


@given(MINUTES)
def test_complete_episodes_stay_below_the_gap(minutes: list[int]) -> None:
    numbers = assign_episodes(at(*minutes), gap="30min", method="complete")
    spans = pd.Series(minutes).groupby(numbers).agg(lambda members: members.max() - members.min())
    assert (spans < 30).all()


@given(MINUTES)
def test_first_members_of_complete_episodes_are_a_gap_apart(minutes: list[int]) -> None:
    numbers = assign_episodes(at(*minutes), gap="30min", method="complete")
    firsts = pd.Series(minutes).groupby(numbers).min()
    assert (firsts.diff().dropna() >= 30).all()


@given(MINUTES)
def test_chained_episodes_are_a_gap_apart(minutes: list[int]) -> None:
    groups = pd.Series(minutes).groupby(assign_episodes(at(*minutes), gap="30min"))
    assert ((groups.min().shift(-1) - groups.max()).dropna() >= 30).all()


@given(MINUTES)
def test_complete_episodes_are_parts_of_chained_ones(minutes: list[int]) -> None:
    chained = assign_episodes(at(*minutes), gap="30min")
    complete = assign_episodes(at(*minutes), gap="30min", method="complete")
    assert (pd.Series(chained).groupby(complete).nunique() == 1).all()
