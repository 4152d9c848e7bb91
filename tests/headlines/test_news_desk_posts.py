"""A table of posts from the kit reads whole: exact seconds, unique ids, nothing rejected."""

from pathlib import Path

import pandas as pd
import pytest

from aftershock.headlines import read_headlines

POSTS = Path(__file__).parents[2] / "../shared/data/events/ukraine_war_headlines_2022.csv"
ROWS = 859

pytestmark = [
    pytest.mark.kit,
    pytest.mark.skipif(not POSTS.exists(), reason="the market data kit is not beside the checkout"),
]


@pytest.fixture(scope="module")
def posts() -> pd.DataFrame:
    header, _, rows = POSTS.read_text(encoding="utf-8").partition("\n")
    return read_headlines(header.replace("ts_utc_from_post_id", "instant") + "\n" + rows)


def test_every_post_is_read(posts: pd.DataFrame) -> None:
    assert (len(posts), posts.attrs["rejected"]) == (ROWS, [])


def test_ids_are_unique(posts: pd.DataFrame) -> None:
    assert posts.index.is_unique


def test_seconds_make_the_posts_exact(posts: pd.DataFrame) -> None:
    assert (posts["uncertainty"] == pd.Timedelta("1s")).all()


def test_id_of_the_first_post_of_the_invasion(posts: pd.DataFrame) -> None:
    assert posts.loc["2022-02-24T034530Z", "source"] == "BBCNews"
