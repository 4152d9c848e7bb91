"""Buy-and-hold returns compound, by the kind of move, over the days that have an abnormal move."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import EstimationError
from aftershock.study.buy_and_hold import compound

Fit = Callable[..., ash.EventStudyResults]
ROUNDING = 1e-12


def held(moves: pd.DataFrame, name: str, first: int = 120, after: int = 122) -> float:
    return float(np.prod(1 + moves[name].iloc[first:after]) - 1)


def test_simple_returns_multiply() -> None:
    assert compound(np.array([[0.5, -0.5]]), "simple").tolist() == [-0.25]


def test_log_returns_add() -> None:
    assert compound(np.log([[1.5, 0.5]]), "log") == pytest.approx([-0.25])


def test_a_missing_day_is_left_out() -> None:
    assert compound(np.array([[0.5, np.nan]]), "simple").tolist() == [0.5]


def test_differences_have_no_return() -> None:
    assert np.isnan(compound(np.array([[5.0]]), "difference")).all()


def test_versus_the_market_is_the_difference_of_two_holdings(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    row = fit(moves, one, model=ash.MarketModel("MKT")).bhar((0, 1)).iloc[0]
    assert row["bhar_vs_market"] == pytest.approx(held(moves, "A") - held(moves, "MKT"), rel=ROUNDING)
    assert (row["n_days"], row["reason"]) == (2, "")


def test_versus_the_model_compounds_what_was_expected(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    results = fit(moves, one)
    usual = results.model_fit("e", "A").coefficients[0]
    assert results.bhar((0, 1))["bhar_vs_model"].iloc[0] == pytest.approx(
        held(moves, "A") - ((1 + usual) ** 2 - 1), rel=ROUNDING
    )


def test_a_market_may_be_named(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    row = fit(moves, one).bhar((0, 1), market="B").iloc[0]
    assert row["bhar_vs_market"] == pytest.approx(held(moves, "A") - held(moves, "B"), rel=ROUNDING)


def test_without_a_market_there_is_a_reason(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    row = fit(moves, one).bhar().iloc[0]
    assert np.isnan(row["bhar_vs_market"])
    assert row["reason"] == "no market; name one"
    assert np.isfinite(row["bhar_vs_model"])


def test_an_unknown_market_is_named(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match=r"market is 'SPX'; moves has MKT, A, B, C"):
        fit(moves, one).bhar(market="SPX")


def test_log_assets_compound_by_their_sum(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.attrs["move"] = {"A": "log", "MKT": "log"}
    row = fit(moves, one, model=ash.MarketModel("MKT")).bhar((0, 1)).iloc[0]
    own, market = (moves[name].iloc[120:122].sum() for name in ("A", "MKT"))
    assert row["bhar_vs_market"] == pytest.approx(np.exp(own) - np.exp(market), rel=1e-10)


@pytest.mark.parametrize(
    ("name", "reason"), [("A", "A moves in differences"), ("MKT", "MKT moves in differences")]
)
def test_differences_are_refused_with_a_reason(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, name: str, reason: str
) -> None:
    moves.attrs["move"] = {name: "difference"}
    row = fit(moves, one, model=ash.MarketModel("MKT")).bhar((0, 1)).iloc[0]
    assert np.isnan(row["bhar_vs_market"])
    assert row["reason"].startswith(reason)
    assert np.isnan(row["bhar_vs_model"]) == (name == "A")


def test_a_day_without_a_move_is_left_out_of_both_sides(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    moves.iloc[121, 1] = np.nan
    row = fit(moves, one, model=ash.MarketModel("MKT")).bhar((0, 1)).iloc[0]
    assert row["bhar_vs_market"] == pytest.approx(
        held(moves, "A", 120, 121) - held(moves, "MKT", 120, 121), rel=ROUNDING
    )


def test_a_gap_of_a_named_market_is_no_return(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.iloc[121, 2] = np.nan
    row = fit(moves, one).bhar((0, 1), market="B").iloc[0]
    assert np.isnan(row["bhar_vs_market"])
    assert row["reason"] == "the market has a gap in the window"


def test_no_day_is_no_return(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.iloc[120, 1] = np.nan
    row = fit(moves, one, model=ash.MarketModel("MKT")).bhar((0, 0)).iloc[0]
    assert row[["bhar_vs_market", "bhar_vs_model"]].isna().all()
    assert row["reason"] == "no day of the window has an abnormal move"


def test_one_row_a_measured_pair_in_their_order(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    results = fit(moves, events)
    assert list(results.bhar()[["event_id", "asset"]].itertuples(index=False, name=None)) == [
        *results.car((0, 0)).index
    ]


def test_nothing_measured_is_an_empty_frame(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    nothing = fit(moves, events.assign(outcome="no_price")).bhar()
    assert nothing.empty
    assert nothing.columns.tolist() == fit(moves, events).bhar().columns.tolist()
