"""Which rows are news."""

import pandas as pd
import pytest

from aftershock.comovement import news_rows
from aftershock.errors import ComovementError

DAYS = pd.date_range("2022-02-14", periods=5, freq="D")


def test_labels_mark_their_rows() -> None:
    assert news_rows(DAYS, [DAYS[1]]).tolist() == [False, True, False, False, False]


def test_the_window_reaches_to_neighbouring_rows_and_no_further() -> None:
    assert news_rows(DAYS, [DAYS[0], DAYS[4]], window=(-1, 1)).tolist() == [True, True, False, True, True]


def test_a_mask_is_taken_as_it_is() -> None:
    mask = pd.Series([False, False, True, False, False], index=DAYS)
    assert news_rows(DAYS, mask).tolist() == mask.tolist()


def test_events_that_could_not_be_priced_mark_nothing() -> None:
    events = pd.DataFrame({"session": [DAYS[1], DAYS[2]], "outcome": ["used", "no_price"]})
    assert news_rows(DAYS, events).tolist() == [False, True, False, False, False]


def test_members_of_an_episode_mark_their_row() -> None:
    events = pd.DataFrame({"session": [DAYS[1], DAYS[3]], "outcome": ["used", "merged_into_episode"]})
    assert news_rows(DAYS, events).tolist() == [False, True, False, True, False]


@pytest.mark.parametrize("news", [[], list(DAYS)])
def test_both_sides_are_needed(news: list[pd.Timestamp]) -> None:
    with pytest.raises(ComovementError, match="both news and other rows"):
        news_rows(DAYS, news)


def test_a_mask_on_another_index_is_refused() -> None:
    with pytest.raises(ComovementError, match="another index"):
        news_rows(DAYS, pd.Series([True, False]))
