"""Reactions side by side, their correlations, and how many shocks there were."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import reaction_matrix
from aftershock.comovement.components import aligned, one_factor, principal_components
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_reactions
from aftershock.study import ConstantMean, EventStudy, EventStudyResults
from aftershock.typing import CorrelationMethod, FloatArray

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
    found = MATRIX.correlation(method=method, n_draws=19)
    assert found.values == pytest.approx(MADE.reactions.corr(method=method).to_numpy())


def test_an_unknown_method_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'pearson', 'spearman', 'kendall'"):
        MATRIX.correlation(method="mutual")  # type: ignore[arg-type]


def test_intervals_hold_their_correlation() -> None:
    table = MATRIX.correlation(n_draws=199).to_frame()
    assert ((table["low"] < table["correlation"]) & (table["correlation"] < table["high"])).all()


def test_fewer_than_fifteen_dates_give_no_number_but_a_reason() -> None:
    made = simulate_reactions(LOADINGS, n_episodes=40, per_date=3)
    table = reaction_matrix(made.reactions, clusters=made.dates).correlation(n_draws=19).to_frame()
    assert table["correlation"].isna().all()
    assert set(table["reason"]) == {"fewer than 15 dates"}


def test_each_pair_counts_its_own_episodes() -> None:
    holes = MADE.reactions.assign(WTI=MADE.reactions["WTI"].where(MADE.reactions.index < 50))
    n = reaction_matrix(holes).correlation(n_draws=19).n
    assert (n[0, 1], n[0, 3], n[3, 3]) == (120, 50, 50)


def test_units_do_not_matter() -> None:
    larger = reaction_matrix(MADE.reactions * [1.0, 100.0, 1.0, 0.01]).correlation(n_draws=49)
    assert larger.low == pytest.approx(MATRIX.correlation(n_draws=49).low, nan_ok=True)


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


def test_one_asset_is_not_enough() -> None:
    with pytest.raises(ComovementError, match="at least two assets"):
        reaction_matrix(MADE.reactions[["SPX"]])
