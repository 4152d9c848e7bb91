"""Cross-correlograms: against pandas, against sums by hand, and what strikes hours apart pretend."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.comovement import cross_correlation
from aftershock.comovement.correlogram import joint_test, lag_products, null_limits
from aftershock.comovement.sessions_spanned import rows_as_one, sessions_of_move
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_correlated

Make = Callable[..., Any]
EXACT = 1e-12
EDGES = 0.02  # means of 400 rows with and without the few at the edge


def frame(n_rows: int = 400, *, lag: int = 0, correlation: float = 0.5, rng: int = 1) -> pd.DataFrame:
    moves = simulate_correlated(n_rows, correlation=correlation, rng=rng)
    second = np.roll(moves[:, 1], lag)
    return pd.DataFrame({"SPX": moves[:, 0], "GOLD": second})


def test_products_by_hand() -> None:
    x, y = np.array([1.0, 2.0, -3.0]), np.array([4.0, 0.0, -4.0])
    found = lag_products(x, y, lags=1, block_length=1)
    assert found.products.tolist() == [[0.0, 8.0, 0.0], [4.0, 0.0, 12.0], [0.0, 0.0, -8.0]]
    assert found.n_pairs.tolist() == [2, 3, 2]


def test_missing_move_takes_away_its_pairs_alone() -> None:
    x = np.random.default_rng(1).standard_normal((2, 50))
    x[0, 20] = np.nan
    found = lag_products(*x, lags=2, block_length=1)
    assert found.n_pairs.tolist() == [47, 48, 49, 48, 47]


def test_blocks_of_rows_add_up() -> None:
    x = np.random.default_rng(1).standard_normal((2, 53))
    single, blocks = (lag_products(*x, lags=3, block_length=length) for length in (1, 10))
    assert blocks.n_blocks == 6
    assert blocks.products.sum(axis=1) == pytest.approx(single.products.sum(axis=1), abs=EXACT)


def test_correlation_at_lag_zero_is_pearson_s() -> None:
    moves = frame()
    found = cross_correlation(moves, first="SPX", second="GOLD", n_draws=99)
    assert found.to_frame()["correlation"][0] == pytest.approx(moves.corr().iloc[0, 1], abs=EXACT)


@pytest.mark.parametrize("lag", [-3, -1, 2])
def test_correlation_at_other_lags_is_that_of_shifted_columns(lag: int) -> None:
    moves = frame()
    found = cross_correlation(moves, first="SPX", second="GOLD", lags=4, n_draws=99).to_frame()
    assert found["correlation"][lag] == pytest.approx(moves["SPX"].corr(moves["GOLD"].shift(-lag)), abs=EDGES)


def test_band_of_a_true_zero_is_bartlett_s_where_nothing_clusters() -> None:
    x = np.random.default_rng(1).standard_normal((2, 20_000))
    limits = null_limits(lag_products(*x, lags=2, block_length=1), alpha=0.1)
    assert limits == pytest.approx(1.6449 / np.sqrt(20_000), rel=0.03)


def test_band_is_wider_than_bartlett_s_where_volatility_clusters() -> None:
    moves = simulate_correlated(20_000, correlation=0.0, rng=1, alpha=0.15, beta=0.8)
    assert null_limits(lag_products(*moves.T, lags=1, block_length=1), alpha=0.1)[
        0
    ] > 1.15 * 1.6449 / np.sqrt(20_000)


def test_lead_of_a_row_is_found_on_its_side_alone() -> None:
    found = cross_correlation(frame(lag=1), first="SPX", second="GOLD", lags=5, n_draws=499)
    assert (found.first_leads.pvalue, found.second_leads.pvalue > 0.1) == (0.002, True)
    assert found.symmetric.pvalue == 0.002
    assert "SPX comes before GOLD within 5 rows" in found.summary()


def test_no_lead_is_said_where_there_is_none() -> None:
    found = cross_correlation(frame(), first="SPX", second="GOLD", lags=5, n_draws=499)
    assert "No lead that can be told from noise within 5 rows" in found.summary()


def test_swapping_the_assets_mirrors_the_correlogram() -> None:
    moves = frame(lag=1)
    there, back = (
        cross_correlation(moves, first=one, second=other, lags=5, n_draws=99)
        for one, other in (("SPX", "GOLD"), ("GOLD", "SPX"))
    )
    assert there.estimates.correlation == pytest.approx(back.estimates.correlation[::-1], abs=EXACT)
    assert there.first_leads.statistic == pytest.approx(back.second_leads.statistic)


def test_few_rows_have_no_test_and_say_so() -> None:
    found = cross_correlation(frame(29), first="SPX", second="GOLD", lags=3, n_draws=99)
    assert np.isnan(found.symmetric.pvalue)
    assert "29 block(s) of rows for 3 lag(s); at least 30 are needed" in found.summary()


def test_moves_that_overlap_leave_their_own_lags_out() -> None:
    moves = frame(600).rolling(2).sum().iloc[1:].reset_index(drop=True)
    moves.attrs["method"] = "2-session overlapping"
    found = cross_correlation(moves, first="SPX", second="GOLD", lags=5, n_draws=499)
    assert (found.nearest, found.block_length, found.first_leads.df) == (2, 10, 4.0)
    assert found.to_frame()["correlation"][1] > 0.15
    assert found.first_leads.pvalue > 0.05
    assert "Moves of 2 sessions overlap" in found.note


def test_different_strikes_are_refused_or_noted_with_who_would_seem_to_lead() -> None:
    moves = frame().set_index(pd.bdate_range("2021-01-04", periods=400))
    moves.attrs["strike"] = {"SPX": "16:00 America/New_York", "GOLD": "13:30 America/New_York"}
    with pytest.raises(ComovementError, match="struck at different times"):
        cross_correlation(moves, first="SPX", second="GOLD")
    found = cross_correlation(moves, first="GOLD", second="SPX", asynchronous="allow", n_draws=99)
    assert "so SPX would seem to lead by a session where neither does" in found.summary()


def test_news_between_two_strikes_makes_such_a_lead() -> None:
    hours = np.random.default_rng(2).standard_normal((800, 24))
    late = pd.Series(hours.sum(axis=1))
    early = pd.Series(np.append(hours.ravel()[8:], np.zeros(8)).reshape(800, 24).sum(axis=1)).shift(1)
    found = cross_correlation(
        pd.DataFrame({"LATE": late, "EARLY": early}), first="LATE", second="EARLY", n_draws=99
    )
    assert found.first_leads.pvalue == 0.01


@pytest.mark.parametrize("settings", [{"lags": 0}, {"lags": 200}, {"block_length": 0}])
def test_settings_that_do_not_fit_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ComovementError, match="for 400 rows"):
        cross_correlation(frame(), first="SPX", second="GOLD", **settings)


def test_asset_without_a_move_is_refused() -> None:
    with pytest.raises(ComovementError, match="no move at all"):
        cross_correlation(frame().assign(GOLD=np.nan), first="SPX", second="GOLD")


def test_asset_that_never_changes_has_a_reason() -> None:
    found = cross_correlation(frame().assign(GOLD=0.0), first="SPX", second="GOLD", n_draws=99)
    assert "does not move" in found.reason
    assert np.isnan(found.estimates.correlation).all()


def test_joint_test_names_the_ratio_that_would_have_been_found() -> None:
    one = joint_test(np.ones((40, 1)), method="m", null="n", n_draws=99, rng=0)
    assert one.extra["detectable"] == pytest.approx(1.96 + 0.8416, abs=0.01)


def test_table_of_tests_has_three_rows() -> None:
    tests = cross_correlation(frame(), first="SPX", second="GOLD", n_draws=99).tests()
    assert tests.index.tolist() == ["SPX leads", "GOLD leads", "symmetric"]
    assert tests["pvalue"].between(0.01, 1.0).all()


def test_words_for_overlap() -> None:
    assert [sessions_of_move(text) for text in ("session", "3-session overlapping, 15:00", "")] == [1, 3, 1]
    assert [rows_as_one(span) for span in (1, 2, 4)] == [1, 10, 20]


@pytest.mark.kit
def test_hourly_snapshots_of_shares_and_gold_show_no_daily_lead(kit: dict[str, Path]) -> None:
    bars = ash.load_prices(["SPX", "GOLD"], start="2019-01-03", end="2024-03-31", interval="1h", **kit)
    found = cross_correlation(bars.snapshot("15:00", "America/New_York").moves(), first="SPX", second="GOLD")
    assert found.first_leads.pvalue > 0.05 and found.second_leads.pvalue > 0.05
    assert found.to_frame()["correlation"][0] == pytest.approx(0.11, abs=0.01)
