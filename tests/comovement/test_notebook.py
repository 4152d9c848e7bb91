"""Results of co-movement in a notebook: the columns that matter, the summary below, every text taken literally."""

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from lxml import html as markup

from aftershock.comovement import (
    Analogues,
    RiskOffScores,
    analogues,
    calm_and_news,
    cross_correlation,
    flight_to_safety,
    granger_tests,
    lead_lag,
    local_projection,
    reaction_matrix,
    risk_off,
    rolling_correlation,
    war_risk,
)
from aftershock.comovement.notebook import VIEWS
from aftershock.reprs import MOST_ROWS
from aftershock.simulate import simulate_correlated, simulate_flights, simulate_regimes, simulate_war_risk

HOSTILE = "<script>alert('x')</script> & </td></table>"


def cells(text: str) -> list[list[str]]:
    return [[str(cell.text_content()) for cell in row] for row in markup.fragment_fromstring(text).iter("tr")]


def said(text: str) -> str:
    return " ".join(str(markup.fragment_fromstring(text).text_content()).split())


def pair() -> pd.DataFrame:
    return pd.DataFrame(simulate_correlated(300, correlation=0.5, rng=1), columns=["SPX", HOSTILE])


def reactions() -> pd.DataFrame:
    return pd.DataFrame(
        np.random.default_rng(1).normal(size=(30, 4)), columns=["SPX", "GOLD", "WTI", HOSTILE]
    )


def shock() -> "pd.Series[float]":
    return pd.Series(np.random.default_rng(2).standard_normal(300))


def war() -> object:
    market = simulate_war_risk(
        {"SPX": -1.0, HOSTILE: 0.5}, n_news=150, n_other=600, variance_ratio=8.0, rng=11
    )
    return war_risk(market.moves, market.news, numeraire="SPX", n_draws=49)


def calm() -> object:
    market = simulate_regimes({HOSTILE: 0.5}, source="SPX", n_news=60, n_other=300, variance_ratio=3.0)
    return calm_and_news(market.moves, market.news, source="SPX", n_draws=99)


def scores() -> RiskOffScores:
    made = simulate_flights(900, n_flights=3, size=5.0, rng=2)
    moves = made.frame()
    return risk_off(moves, episodes=moves.index[made.flights], n_draws=99)


def neighbours() -> Analogues:
    made = simulate_flights(2500, n_flights=40, size=3.0, rng=3)
    moves = made.frame()
    days = moves.index[made.flights]
    return analogues(moves.loc[days] / moves.std(), of=days[-1], moves=moves, k=10)


def leading() -> object:
    rng = np.random.default_rng(1)
    ends = pd.date_range("2022-02-01", periods=2880, freq="5min", tz="UTC")
    news = rng.standard_normal(2880)
    moves = {"FAST": news, HOSTILE: np.roll(news, 2) + rng.standard_normal(2880)}
    bars = {
        name: pd.DataFrame({"start": ends - pd.Timedelta("5min"), "end": ends, "move": values})
        for name, values in moves.items()
    }
    return lead_lag(bars, first="FAST", second=HOSTILE, lags="30min", n_draws=49)


RESULTS: MappingProxyType[str, Callable[[], object]] = MappingProxyType(
    {
        "war_risk": war,
        "calm_news": calm,
        "reaction_correlation": lambda: reaction_matrix(reactions()).correlation(),
        "reaction_components": lambda: reaction_matrix(reactions()).components(n_draws=49),
        "risk_off": scores,
        "flights": lambda: flight_to_safety(
            simulate_flights(1500, n_flights=12, size=4.0, rng=1).frame(),
            equity="SPX",
            bond="UST10Y",
            duration=8.0,
        ),
        "drifting": lambda: rolling_correlation(pair(), first="SPX", second=HOSTILE, n_band_draws=49),
        "lead_lag": leading,
        "cross_correlation": lambda: cross_correlation(pair(), first="SPX", second=HOSTILE, n_draws=49),
        "projection": lambda: local_projection(pair(), shock(), horizons=2),
        "granger": lambda: granger_tests(pair(), shock(), n_draws=49),
        "analogues": neighbours,
    }
)


def test_every_view_is_that_of_a_result() -> None:
    assert set(VIEWS) == set(RESULTS)


@pytest.mark.parametrize("view", RESULTS)
def test_result_shows_its_columns_and_its_words_and_no_markup_of_others(view: str) -> None:
    result = RESULTS[view]()
    shown = result._repr_html_()  # type: ignore[attr-defined]
    assert cells(shown)[0] == list(VIEWS[view].columns.values())
    assert len(cells(shown)) > 1
    assert "<script" not in shown and len(markup.fragment_fromstring(shown).findall(".//table")) == 1
    words = getattr(result, "summary", result.__repr__)()
    assert words.splitlines()[0].strip() in str(markup.fragment_fromstring(shown).text_content())


def test_war_risk_shows_estimates_and_sets_of_its_table() -> None:
    result = war()
    row = result.to_frame().loc[HOSTILE]  # type: ignore[attr-defined]
    assert cells(result._repr_html_())[2][:4] == [  # type: ignore[attr-defined]
        HOSTILE, f"{row.estimate:.4g}", f"{row.low:.4g}", f"{row.high:.4g}"
    ]  # fmt: skip


def test_long_results_show_their_last_rows() -> None:
    moves = pair().set_axis(pd.bdate_range("2021-01-04", periods=300))
    shown = rolling_correlation(moves, first="SPX", second=HOSTILE, n_band_draws=49)._repr_html_()
    assert len(cells(shown)) == 1 + MOST_ROWS
    assert cells(shown)[-1][0] == str(moves.index[-1])


def test_reactions_are_shown_one_row_an_episode() -> None:
    table = reactions().iloc[:3].set_axis(["2022-02-17", "2022-02-18", "2022-02-24"])
    shown = reaction_matrix(table)._repr_html_()
    assert cells(shown)[0] == ["episode", "SPX", "GOLD", "WTI", HOSTILE]
    assert cells(shown)[1] == ["2022-02-17", *(f"{value:.4g}" for value in table.iloc[0])]
    assert "ReactionMatrix(3 episodes" in said(shown)
