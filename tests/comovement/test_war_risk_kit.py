"""War risk in 2022: what moved with oil on the days that newspapers wrote most about."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import CalmAndNews, WarRisk, calm_and_news, war_risk
from aftershock.errors import AssumptionWarning
from aftershock.headlines import read_gpr
from aftershock.markets import load_prices

pytestmark = pytest.mark.kit
GPR = Path(__file__).parents[2] / "../shared/data/events/gpr_daily.csv"
ASSETS = ["BRENT", "SPX", "UST10Y", "GOLD", "WTI"]


@pytest.fixture(scope="module")
def moves(kit: dict[str, Path]) -> pd.DataFrame:
    prices = load_prices(ASSETS, start="2021-12-20", end="2022-12-30", **kit)
    return prices.overlapping_moves(2).loc["2022"]


@pytest.fixture(scope="module")
def loud(moves: pd.DataFrame) -> list[pd.Timestamp]:
    """Sessions of the news: the day before a paper of the top tenth was printed, or the next session."""
    index = read_gpr(str(GPR))
    column = next(name for name in index.columns if str(name).lower().startswith("gpr"))
    year = index[column]
    year.index = pd.DatetimeIndex(year.index)
    year = year.loc["2022"]
    told = year.index[year >= year.quantile(0.9)] - pd.Timedelta(days=1)
    places = np.unique(np.searchsorted(moves.index, told))
    return list(moves.index[places[places < len(moves)]])


@pytest.fixture(scope="module")
def risk(moves: pd.DataFrame, loud: list[pd.Timestamp]) -> WarRisk:
    with pytest.warns(AssumptionWarning, match="BRENT"):
        return war_risk(moves, loud, numeraire="BRENT", window=(0, 1), per=1.0, lags=5, n_draws=199)


@pytest.fixture(scope="module")
def links(moves: pd.DataFrame, loud: list[pd.Timestamp]) -> CalmAndNews:
    return calm_and_news(moves, loud, source="BRENT", window=(0, 1), block_length=5, n_draws=199)


def test_oil_is_more_than_twice_as_variable_on_loud_days(links: CalmAndNews) -> None:
    assert links.variances().loc["BRENT", "variance_ratio"] > 2


def test_signs_are_those_published_for_war_risk(risk: WarRisk) -> None:
    responses = risk.to_frame()["estimate"]
    assert responses["SPX"] < 0 and responses["UST10Y"] < 0 and responses["GOLD"] > 0


def test_the_split_is_called_weak(risk: WarRisk) -> None:
    assert risk.is_weak and "read the sets" in risk.summary()


def test_gold_is_the_one_response_that_excludes_zero_with_oil_up(risk: WarRisk) -> None:
    table = risk.to_frame()
    assert table.loc["GOLD", "low"] > 0
    assert table.loc["SPX", "high"] > -0.1 and table.loc["UST10Y", "high"] > 0


def test_the_adjusted_link_of_oil_and_gold_is_below_the_measured_one(links: CalmAndNews) -> None:
    row = links.to_frame().set_index(["first", "second"]).loc[("BRENT", "GOLD")]
    assert row["calm"] < row["adjusted"] < row["news"]
