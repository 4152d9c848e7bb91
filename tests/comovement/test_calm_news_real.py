"""Calm against news in real prices of the first year of a war: what can be said, and what is refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import aftershock as ash
from aftershock.comovement import CalmAndNews, calm_and_news
from aftershock.errors import ComovementError
from aftershock.headlines import read_gpr

pytestmark = pytest.mark.kit

EVENTS = Path(__file__).parent / "../../../shared/data/events"


@pytest.fixture(scope="module")
def moves(kit: dict[str, Any]) -> pd.DataFrame:
    assets = ["SPX_VENDOR", "TNX", "GLD", "USO"]
    return ash.load_prices(assets, start="2021-01-04", end="2022-12-30", **kit).overlapping_moves(2)


@pytest.fixture(scope="module")
def posts(moves: pd.DataFrame) -> CalmAndNews:
    """Days with a post about the war against the others since July 2021."""
    listed = pd.read_csv(EVENTS / "ukraine_war_headlines_2022.csv")["ts_utc_from_post_id"]
    at = pd.to_datetime(listed, utc=True, format="mixed").dropna().dt.tz_convert("America/New_York")
    days = at.dt.normalize().dt.tz_localize(None)
    return calm_and_news(moves.loc["2021-07-01":], days)


def test_shares_vary_more_on_days_with_posts(posts: CalmAndNews) -> None:
    assert posts.variance_ratio.low[0] > 1.2


def test_shares_and_yields_are_linked_otherwise_on_days_with_posts(posts: CalmAndNews) -> None:
    assert posts.slope_difference.high[0] < 0


def test_yields_have_news_of_their_own(posts: CalmAndNews) -> None:
    assert posts.doubts[0].startswith("The variance of TNX that SPX_VENDOR leaves")


def test_normal_theory_would_have_called_dependent_rows_a_change(posts: CalmAndNews) -> None:
    assert posts.normal_equality.pvalue < 0.001 < 0.1 < posts.equality.pvalue


def test_days_of_most_geopolitical_risk_came_in_too_few_pieces(moves: pd.DataFrame) -> None:
    index = read_gpr(EVENTS / "gpr_daily.csv")["gpr"].loc["2022"]
    papers = index[index >= index.quantile(0.9)].index - pd.Timedelta(days=1)
    with pytest.raises(ComovementError, match=r"in \d blocks of neighbours"):
        calm_and_news(moves.loc["2022"], papers, window=(0, 1))
