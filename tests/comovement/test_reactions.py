"""Reactions side by side, their correlations, and how many shocks there were."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aftershock.alignment import OUTCOMES
from aftershock.comovement import reaction_matrix
from aftershock.comovement.components import aligned, one_factor, principal_components
from aftershock.comovement.reactions import _reasons, _session_rows
from aftershock.errors import ComovementError, EstimationError
from aftershock.markets import Prices
from aftershock.reactions import ReactionResults, ReactionStudy
from aftershock.simulate import simulate_reactions
from aftershock.study import ConstantMean, EventStudy, EventStudyResults
from aftershock.typing import CorrelationMethod, FloatArray

Make = Callable[..., Any]
FEED = "18:00-17:00 America/New_York"
WINDOWS = ("0/+60min", "-60min/0")
LOADINGS = {"SPX": -0.8, "UST10Y": -0.6, "GOLD": 0.5, "WTI": 0.7}
MADE = simulate_reactions(LOADINGS, n_episodes=120, rng=1)
MATRIX = reaction_matrix(MADE.reactions)


@pytest.fixture(scope="module")
def results() -> EventStudyResults:
    days = pd.bdate_range("2021-01-04", periods=120, name="session")
    moves = pd.DataFrame(np.random.default_rng(2).normal(size=(120, 2)), index=days, columns=["SPX", "GOLD"])
    moves.iloc[90, 1] = np.nan
    sessions = [days[80], days[90], days[100]]
    events = pd.DataFrame(
        [(f"e{at}", asset, one) for at, one in enumerate(sessions) for asset in moves],
        columns=["event_id", "asset", "session"],
    )
    return EventStudy(moves, events, model=ConstantMean(), window=(0, 1), estimation=(-60, -5)).fit()


@pytest.fixture(scope="module")
def clock(make_bars: Make, make_heads: Make, hourly_ends: Make) -> ReactionResults:
    """Bars of GOLD end on the hour and those of WTI at half past, so that only GOLD takes h0 and h1 for one episode."""
    ends, rng = hourly_ends(FEED, "2021-05-03", "2021-06-25"), np.random.default_rng(1)
    walks = 100 * np.exp(0.001 * rng.normal(size=(2, len(ends))).cumsum(axis=1))
    gold = make_bars("GOLD", ends, walks[0], hours=FEED)
    oil = make_bars("WTI", ends - pd.Timedelta("30min"), walks[1], hours=FEED)
    heads = make_heads(["2021-06-16T14:05Z", "2021-06-16T14:35Z", "2021-06-17T14:05Z", "2030-01-01T00:00Z"])
    return ReactionStudy(Prices([gold, oil]), heads, windows=WINDOWS).fit()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("standardized", "column"), [(True, "standardized"), (False, "move")])
def test_cells_of_a_clock_study_are_those_of_its_table(
    clock: ReactionResults, window: str, standardized: bool, column: str
) -> None:
    found = reaction_matrix(clock, window=window, standardized=standardized).to_frame()
    table = clock.to_frame("event", window=window).pivot(index="headline_id", columns="asset", values=column)
    pd.testing.assert_frame_equal(found, table.loc[found.index, found.columns], check_names=False)


def test_a_clock_study_gives_its_first_window_by_default(clock: ReactionResults) -> None:
    pd.testing.assert_frame_equal(
        reaction_matrix(clock).to_frame(), reaction_matrix(clock, window=WINDOWS[0]).to_frame()
    )


def test_episodes_of_one_day_of_the_clock_are_one_cluster(clock: ReactionResults) -> None:
    matrix = reaction_matrix(clock)
    assert dict(zip(matrix.episodes, matrix.clusters, strict=True)) == {"h0": 0, "h1": 0, "h2": 1}


def test_a_headline_merged_into_another_is_measured_once(clock: ReactionResults) -> None:
    found = reaction_matrix(clock).to_frame()
    assert np.isnan(found["GOLD"]["h1"])
    assert np.isfinite(found.loc[["h0", "h2"], "GOLD"]).all()


def test_a_headline_beyond_the_prices_is_no_row_but_has_its_reason(clock: ReactionResults) -> None:
    matrix = reaction_matrix(clock)
    assert "h3" not in matrix.episodes
    assert matrix.reasons["h3", "GOLD"] == "The prices at hand do not reach to this headline."


def test_a_headline_merged_for_one_asset_alone_names_the_one_it_was_measured_with(
    clock: ReactionResults,
) -> None:
    matrix = reaction_matrix(clock)
    assert np.isfinite(matrix.to_frame().loc["h1", "WTI"])
    assert matrix.reasons["h1", "GOLD"] == "Measured together with h0."


def test_every_cell_without_a_number_has_a_reason_and_no_other(
    clock: ReactionResults, results: EventStudyResults
) -> None:
    for matrix in (reaction_matrix(clock), reaction_matrix(results)):
        wide = matrix.to_frame()
        empty = {(one, name) for one in wide.index for name in wide if np.isnan(wide.loc[one, name])}
        named = {key for key in matrix.reasons if key[0] in wide.index}
        assert named == empty and empty


def test_a_move_over_a_closure_without_like_gaps_says_that_nothing_is_usual(
    make_bars: Make, make_heads: Make, hourly_ends: Make
) -> None:
    ends, rng = hourly_ends(FEED, "2021-06-07", "2021-06-25"), np.random.default_rng(1)
    walks = 100 * np.exp(0.001 * rng.normal(size=(2, len(ends))).cumsum(axis=1))
    bars = [
        make_bars(name, ends, walk, hours=FEED) for name, walk in zip(("GOLD", "WTI"), walks, strict=True)
    ]
    heads = make_heads(["2021-06-19T14:05Z", "2021-06-22T14:05Z"])
    matrix = reaction_matrix(ReactionStudy(Prices(bars), heads, windows=WINDOWS).fit())
    assert matrix.reasons["h0", "GOLD"] == (
        "The market was shut until the next price, and there are too few such gaps to say what is usual."
    )
    assert ("h0", "GOLD") not in reaction_matrix(
        ReactionStudy(Prices(bars), heads, windows=WINDOWS).fit(), standardized=False
    ).reasons


def test_reactions_to_a_shared_session_have_the_reason_of_the_row_that_stands_for_them() -> None:
    days = pd.bdate_range("2021-01-04", periods=120, name="session")
    moves = pd.DataFrame(np.random.default_rng(2).normal(size=(120, 2)), index=days, columns=["SPX", "GOLD"])
    events = pd.DataFrame(
        [
            ("e0", "SPX", days[80], "used"),
            ("e0", "SPX", days[80], "merged_into_episode"),
            ("e0", "GOLD", days[80], "merged_into_episode"),
        ],
        columns=["event_id", "asset", "session", "outcome"],
    )
    fitted = EventStudy(moves, events, model=ConstantMean(), window=(0, 1), estimation=(-60, -5)).fit()
    rows = _session_rows(fitted, None)
    assert _reasons(rows, "standardized") == {("e0", "GOLD"): OUTCOMES["merged_into_episode"]}


def test_a_move_whose_standard_error_is_unknown_says_that_nothing_is_usual() -> None:
    row = {
        "episode": "a",
        "asset": "SPX",
        "move": 0.01,
        "standardized": np.nan,
        "outcome": "used",
        "merged_into": "",
    }
    assert _reasons(pd.DataFrame([row]), "standardized") == {
        ("a", "SPX"): "It moved, but there is too little history to say what is usual."
    }


def test_a_window_that_was_not_measured_lists_those_that_were(clock: ReactionResults) -> None:
    with pytest.raises(EstimationError, match=r"0/\+60min, -60min/0"):
        reaction_matrix(clock, window="0/+30min")


@pytest.mark.parametrize(("standardized", "unit"), [(True, "usual moves"), (False, "log return")])
def test_a_matrix_knows_its_unit(clock: ReactionResults, standardized: bool, unit: str) -> None:
    assert reaction_matrix(clock, standardized=standardized).unit == unit


def test_a_table_is_taken_as_it_is() -> None:
    pd.testing.assert_frame_equal(MATRIX.to_frame(), MADE.reactions)


def test_episodes_of_a_table_stand_alone_by_default() -> None:
    assert MATRIX.clusters.tolist() == list(range(120))


def test_cells_are_moves_over_their_standard_errors(results: EventStudyResults) -> None:
    found = reaction_matrix(results, window=(0, 1)).to_frame()
    row = results.to_frame("car", window=(0, 1)).iloc[0]
    assert found.loc["e0", "SPX"] == pytest.approx(row["estimate"] / row["std_error"])


def test_moves_are_taken_as_they_are_on_request(results: EventStudyResults) -> None:
    found = reaction_matrix(results, standardized=False).to_frame()
    row = results.to_frame("car", window=(0, 0)).iloc[0]
    assert found.loc["e0", "SPX"] == pytest.approx(row["estimate"])


def test_a_cell_without_a_number_says_why(results: EventStudyResults) -> None:
    matrix = reaction_matrix(results)
    assert np.isnan(matrix.to_frame().loc["e1", "GOLD"])
    assert matrix.reasons["e1", "GOLD"]


def test_episodes_of_one_date_are_one_cluster() -> None:
    made = simulate_reactions(LOADINGS, n_episodes=9, per_date=3)
    assert reaction_matrix(made.reactions, clusters=made.dates).clusters.tolist() == [
        0,
        0,
        0,
        1,
        1,
        1,
        2,
        2,
        2,
    ]


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_correlations_are_those_of_pandas(method: CorrelationMethod) -> None:
    found = MATRIX.correlation(method=method)
    assert found.values == pytest.approx(MADE.reactions.corr(method=method).to_numpy())


def test_an_unknown_method_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'pearson', 'spearman', 'kendall'"):
        MATRIX.correlation(method="mutual")  # type: ignore[arg-type]


def test_intervals_hold_their_correlation() -> None:
    table = MATRIX.correlation().to_frame()
    assert ((table["low"] < table["correlation"]) & (table["correlation"] < table["high"])).all()


def test_fewer_than_fifteen_dates_give_no_number_but_a_reason() -> None:
    made = simulate_reactions(LOADINGS, n_episodes=40, per_date=3)
    table = reaction_matrix(made.reactions, clusters=made.dates).correlation().to_frame()
    assert table["correlation"].isna().all()
    assert set(table["reason"]) == {"fewer than 15 dates"}


def test_each_pair_counts_its_own_episodes() -> None:
    holes = MADE.reactions.assign(WTI=MADE.reactions["WTI"].where(MADE.reactions.index < 50))
    n = reaction_matrix(holes).correlation().n
    assert (n[0, 1], n[0, 3], n[3, 3]) == (120, 50, 50)


def test_units_do_not_matter() -> None:
    larger = reaction_matrix(MADE.reactions * [1.0, 100.0, 1.0, 0.01]).correlation()
    assert larger.low == pytest.approx(MATRIX.correlation().low, nan_ok=True)


def test_the_same_seed_gives_the_same_table() -> None:
    once, again = (MATRIX.components(n_draws=49, rng=3).to_frame() for _ in range(2))
    pd.testing.assert_frame_equal(once, again)


def test_components_are_eigenvectors_of_the_correlations() -> None:
    found = MATRIX.components(n_draws=19)
    values = np.linalg.eigvalsh(MADE.reactions.corr().to_numpy())[::-1]
    assert found.shares == pytest.approx(values / 4)
    rebuilt = found.loadings @ np.diag(found.shares * 4) @ found.loadings.T
    assert rebuilt == pytest.approx(MADE.reactions.corr().to_numpy())


def test_the_largest_loading_of_each_component_is_positive() -> None:
    loadings = MATRIX.components(n_draws=19).loadings
    assert (loadings[np.abs(loadings).argmax(axis=0), range(4)] > 0).all()


def test_draws_are_turned_to_point_the_way_of_the_estimate() -> None:
    estimate = principal_components(MADE.reactions.corr().to_numpy()[None]).loadings[0]
    assert aligned(-estimate[None], estimate)[0] == pytest.approx(estimate)


def test_one_planted_shock_is_found_and_is_enough() -> None:
    found = MATRIX.components(n_draws=199)
    assert found.any_common.pvalue == pytest.approx(1 / 200)
    assert found.one_shock.pvalue > 0.05


def test_two_planted_shocks_are_too_many_for_one() -> None:
    other = simulate_reactions({"A": 0.8, "B": 0.8, "C": 0.0, "D": 0.0}, n_episodes=200, rng=1).reactions
    extra = simulate_reactions({"A": 0.0, "B": 0.0, "C": 0.9, "D": 0.9}, n_episodes=200, rng=2).reactions
    third = pd.DataFrame(
        np.random.default_rng(3).normal(size=(200, 1)) * [0.7, -0.7, 0.7, -0.7], columns=list("ABCD")
    )
    assert reaction_matrix(other + extra + third).components(n_draws=199).one_shock.pvalue < 0.05


def test_three_assets_cannot_refute_one_shock() -> None:
    found = reaction_matrix(MADE.reactions.iloc[:, :3]).components(n_draws=19)
    assert found.one_shock.reason == "with 3 assets one shock always fits; 4 are needed"


def test_one_factor_is_the_least_squares_fit() -> None:
    matrix = MADE.reactions.corr().to_numpy()
    best = float(one_factor(matrix[None]).distance[0])
    off = np.tril_indices(4, -1)

    def left_over(loadings: FloatArray) -> float:
        return float(np.sum((matrix - np.outer(loadings, loadings))[off] ** 2))

    rng = np.random.default_rng(1)
    start = np.array(list(LOADINGS.values()))
    assert all(best <= left_over(start + 0.2 * rng.normal(size=4)) for _ in range(2000))


def test_components_need_fifteen_dates() -> None:
    with pytest.raises(ComovementError, match="at least 15 dates"):
        reaction_matrix(MADE.reactions.iloc[:14]).components()


def test_clusters_on_another_index_are_refused() -> None:
    with pytest.raises(ComovementError, match="another index"):
        reaction_matrix(MADE.reactions, clusters=pd.Series([1, 2]))


def test_an_episode_given_twice_is_refused() -> None:
    with pytest.raises(ComovementError, match="no asset or episode twice"):
        reaction_matrix(pd.concat([MADE.reactions, MADE.reactions.iloc[:1]]))


def test_planted_loadings_are_found_up_to_one_sign() -> None:
    planted = np.array(list(LOADINGS.values()))
    found = MATRIX.components(n_draws=19).loadings[:, 0]
    assert abs(float(found @ planted)) / np.linalg.norm(planted) > 0.95


def test_units_do_not_matter_to_components() -> None:
    larger = reaction_matrix(MADE.reactions * [1.0, 100.0, 1.0, 0.01]).components(n_draws=19)
    pd.testing.assert_frame_equal(larger.to_frame(), MATRIX.components(n_draws=19).to_frame())


def test_one_asset_is_not_enough() -> None:
    with pytest.raises(ComovementError, match="at least two assets"):
        reaction_matrix(MADE.reactions[["SPX"]])


def test_an_asset_that_does_not_move_has_a_reason() -> None:
    still = MADE.reactions[["SPX", "GOLD"]].assign(FLAT=0.5)
    table = reaction_matrix(still).correlation().to_frame().set_index(["first", "second"])
    assert np.isnan(table.loc[("SPX", "FLAT"), "correlation"])
    assert table["reason"].tolist() == ["", "an asset does not move", "an asset does not move"]


def test_an_asset_that_moves_on_a_single_date_has_no_interval() -> None:
    once = MADE.reactions[["SPX"]].assign(ONCE=(MADE.reactions.index == 3).astype(float))
    row = reaction_matrix(once).correlation().to_frame().iloc[0]
    assert np.isfinite(row["correlation"])
    assert np.isnan(row["low"])
    assert row["reason"] == "an asset moves on a single date"


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_limits_of_ranks_hold_under_any_rising_scale(method: CorrelationMethod) -> None:
    stretched = reaction_matrix(np.exp(MADE.reactions)).correlation(method=method)
    assert stretched.low == pytest.approx(MATRIX.correlation(method=method).low, nan_ok=True)


def test_limits_of_pearson_by_brute_force() -> None:
    pair = MADE.reactions[["SPX", "GOLD"]].to_numpy()
    without = [np.arctanh(np.corrcoef(np.delete(pair, at, axis=0).T)[0, 1]) for at in range(120)]
    error = np.sqrt(119 / 120 * np.square(without - np.mean(without)).sum())
    centre = np.arctanh(np.corrcoef(pair.T)[0, 1])
    found = MATRIX.correlation()
    assert found.low[0, 2] == pytest.approx(np.tanh(centre - stats.t.ppf(0.95, 119) * error))
