"""How links drift: constancy by brute force, a planted turn found, marks and words."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.comovement import constant_correlation, ewma_correlation, rolling_correlation
from aftershock.comovement.constancy import constancy_test, volatility_before
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_correlated

EXACT = 1e-12
DRAWS = {"n_draws": 199, "n_band_draws": 39}
TURN = 250


def frame(path: float | np.ndarray = 0.5, n_rows: int = 500, rng: int = 2) -> pd.DataFrame:
    days = pd.bdate_range("2020-01-01", periods=n_rows)
    return pd.DataFrame(
        simulate_correlated(n_rows, correlation=path, rng=rng), index=days, columns=["SPX", "UST10Y"]
    )


def turning() -> np.ndarray:
    return np.where(np.arange(500) < TURN, 0.6, -0.4)


def test_statistic_is_the_largest_running_sum() -> None:
    moves = simulate_correlated(120, correlation=0.3, rng=1)
    clean = moves / volatility_before(moves)
    x, y = (clean - clean.mean(axis=0)).T
    x, y = x / np.sqrt((x**2).mean()), y / np.sqrt((y**2).mean())
    added = x * y - (x * y).mean() * (x**2 + y**2) / 2
    sums = [abs(sum(added[: row + 1])) for row in range(120)]
    test = constancy_test(moves, block_length=1, n_draws=99, rng=0)
    assert test.statistic == pytest.approx(max(sums) / np.sqrt((added**2).sum()), abs=1e-9)
    assert test.extra["row"] == int(np.argmax(sums))


def test_volatility_knows_only_the_moves_before() -> None:
    moves = simulate_correlated(100, correlation=0.3, rng=1)
    changed = moves.copy()
    changed[60] *= 9
    before, after = volatility_before(moves), volatility_before(changed)
    assert (before[:61] == after[:61]).all() and (before[61:] < after[61:]).all()


def test_volatility_by_the_recursion() -> None:
    moves = simulate_correlated(60, correlation=0.3, rng=1)
    variance = (moves[:20] ** 2).mean(axis=0)
    for row in range(59):
        variance = 0.94 * variance + 0.06 * moves[row] ** 2
    assert volatility_before(moves)[59] == pytest.approx(np.sqrt(variance), abs=EXACT)


def test_turn_of_the_link_is_found_about_where_it_was() -> None:
    test = constant_correlation(frame(turning()), first="SPX", second="UST10Y", n_draws=199)
    assert test.pvalue == 0.005
    assert abs(test.extra["row"] - (TURN - 1)) <= 15


def test_constant_link_is_not_rejected_and_the_words_say_chance() -> None:
    found = rolling_correlation(frame(), first="SPX", second="UST10Y", **DRAWS)
    assert found.drifts is False
    assert "the line may wander by chance alone" in found.summary()
    assert "some constant correlation stays within the outer ones" in found.summary()


def test_turn_leaves_the_band_and_the_words_say_where() -> None:
    found = rolling_correlation(frame(turning()), first="SPX", second="UST10Y", **DRAWS)
    assert "changed (p = 0.005), most clearly after 2020-12" in found.summary()
    assert "no constant correlation stays within the outer ones" in found.summary()


def test_scale_of_an_asset_does_not_matter() -> None:
    moves = frame(turning())
    scaled = moves * [1e-4, 100.0]
    there, back = (
        constant_correlation(one, first="SPX", second="UST10Y", n_draws=99) for one in (moves, scaled)
    )
    assert there.statistic == pytest.approx(back.statistic)


def test_table_has_every_row_and_no_value_before_the_first_window() -> None:
    table = rolling_correlation(frame(), first="SPX", second="UST10Y", window=50, **DRAWS).to_frame()
    assert len(table) == 500
    assert table["correlation"].isna().sum() == 49
    known = table.dropna()
    assert (known["band_low"] < known["low"]).all() and (known["high"] < known["band_high"]).all()
    assert set(table["window"]) == {"rolling over 50 rows"}


def test_rows_without_a_move_are_left_out_and_counted() -> None:
    moves = frame()
    moves.iloc[[5, 77], 0] = np.nan
    found = rolling_correlation(moves, first="SPX", second="UST10Y", **DRAWS)
    assert (found.n_left_out, len(found.rows)) == (2, 498)
    assert "2 left out where an asset did not move" in found.summary()


def test_fading_window_starts_after_three_half_lives() -> None:
    found = ewma_correlation(frame(), first="SPX", second="UST10Y", half_life=11, **DRAWS)
    assert int(np.isfinite(found.path.correlation).argmax()) == 32
    assert "half-life of 11 rows" in found.summary()


def test_marks_are_texts_by_row_in_order() -> None:
    marks = {pd.Timestamp("2021-03-01"): "later", pd.Timestamp("2020-06-01"): "earlier"}
    found = rolling_correlation(frame(), first="SPX", second="UST10Y", marks=marks, **DRAWS)
    assert [mark.text for mark in found.marks] == ["earlier", "later"]
    assert found.to_frame()["mark"].loc["2021-03-01"] == "later"


def test_events_mark_their_sessions_with_their_headlines() -> None:
    events = pd.DataFrame(
        {"session": pd.to_datetime(["2020-06-01", "2020-06-01", None]), "headline": ["a", "b", "c"]}
    )
    found = rolling_correlation(frame(), first="SPX", second="UST10Y", marks=events, **DRAWS)
    assert [(str(mark.row)[:10], mark.text) for mark in found.marks] == [("2020-06-01", "a; b")]


def test_what_does_not_fit_is_refused() -> None:
    moves = frame(n_rows=100)
    with pytest.raises(ComovementError, match="at least 10 rows"):
        rolling_correlation(moves, first="SPX", second="UST10Y", window=5)
    with pytest.raises(ComovementError, match="at least 4 rows"):
        ewma_correlation(moves, first="SPX", second="UST10Y", half_life=1)
    with pytest.raises(ComovementError, match="moved on 100 common row"):
        rolling_correlation(moves, first="SPX", second="UST10Y", window=200)
    with pytest.raises(ComovementError, match="outside the moves"):
        rolling_correlation(
            moves, first="SPX", second="UST10Y", marks={pd.Timestamp("2031-01-01"): "no"}, **DRAWS
        )
    with pytest.raises(ComovementError, match="no column 'session'"):
        rolling_correlation(moves, first="SPX", second="UST10Y", marks=pd.DataFrame({"day": []}), **DRAWS)


def test_few_rows_draw_a_line_but_judge_nothing() -> None:
    found = rolling_correlation(frame(n_rows=50), first="SPX", second="UST10Y", window=20, **DRAWS)
    assert (found.drifts, np.isnan(found.test.pvalue)) == (None, True)
    assert "at least 60 are needed" in found.summary()


def test_asset_that_stands_still_is_undefined() -> None:
    found = rolling_correlation(frame().assign(SPX=0.0), first="SPX", second="UST10Y", **DRAWS)
    assert np.isnan(found.path.correlation).all()
    assert "does not move" in found.summary()


def test_same_seed_gives_the_same_line() -> None:
    again = [rolling_correlation(frame(), first="SPX", second="UST10Y", **DRAWS).to_frame() for _ in range(2)]
    pd.testing.assert_frame_equal(*again)


@pytest.mark.kit
def test_shares_and_yields_part_in_2021(kit: dict[str, Path]) -> None:
    prices = ash.load_prices(
        ["SPX_VENDOR", "UST10Y"], start="2015-01-02", end="2025-12-31", interval="1d", **kit
    )
    moves = prices.moves()
    found = rolling_correlation(
        moves, first="SPX_VENDOR", second="UST10Y", window=120, asynchronous="allow", **DRAWS
    )
    by_year = found.to_frame()["correlation"].groupby(found.rows.year).mean()
    assert found.test.pvalue == 0.005
    assert "2020-07-01" < found.test.note[-10:] < "2021-06-30"
    assert (by_year.loc[2016:2020] > 0.2).all() and (by_year.loc[2023:2024] < 0).all()
