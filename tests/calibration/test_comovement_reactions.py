"""Coverage of correlations of reactions and size of the tests on their number of shocks.

With AFTERSHOCK_CALIBRATION=long there are ten times as many samples; either version allows for its Monte-Carlo error.
"""

import os

import numpy as np
import pytest

from aftershock.comovement import reaction_matrix
from aftershock.comovement.components import principal_components
from aftershock.comovement.date_spread import correlations_without
from aftershock.comovement.reaction_links import share_limits
from aftershock.simulate import simulate_reactions
from aftershock.typing import RankMethod

pytestmark = pytest.mark.calibration
LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
SAMPLES = 2000 if LONG else 150
TESTED = 1000 if LONG else 60
DRAWS = 299 if LONG else 99
BAND, SIZE = (0.88, 0.92), (0.035, 0.065)
NORMAL = 1e6
"""Degrees of freedom at which the t distribution is normal to more digits than are simulated."""

RANKS: tuple[RankMethod, ...] = ("spearman", "kendall")
LOADINGS = {"SPX": -0.8, "UST10Y": -0.6, "GOLD": 0.5, "WTI": 0.7}


def error(share: float) -> float:
    return 3 * float(np.sqrt(share * (1 - share) / SAMPLES))


@pytest.mark.parametrize(("n_episodes", "per_date"), [(15, 1), (30, 1), (75, 1), (75, 3)])
def test_intervals_cover_the_true_correlation(n_episodes: int, per_date: int) -> None:
    covered = []
    for seed in range(SAMPLES):
        made = simulate_reactions(LOADINGS, n_episodes=n_episodes, per_date=per_date, rng=seed)
        matrix = reaction_matrix(made.reactions[["SPX", "UST10Y"]], clusters=made.dates)
        found = matrix.correlation()
        covered.append(found.low[0, 1] <= made.correlation("SPX", "UST10Y") <= found.high[0, 1])
    assert BAND[0] - error(0.9) <= np.mean(covered) <= BAND[1] + error(0.9)


@pytest.mark.parametrize("n_episodes", [15, 30, 75])
def test_intervals_of_rank_correlations_cover_their_values_for_normal_reactions(n_episodes: int) -> None:
    planted = LOADINGS["SPX"] * LOADINGS["UST10Y"]
    truth = {"spearman": 6 / np.pi * np.arcsin(planted / 2), "kendall": 2 / np.pi * np.arcsin(planted)}
    covered = []
    for seed in range(SAMPLES):
        made = simulate_reactions(LOADINGS, n_episodes=n_episodes, df=NORMAL, rng=seed)
        matrix = reaction_matrix(made.reactions[["SPX", "UST10Y"]])
        for method in RANKS:
            found = matrix.correlation(method=method)
            covered.append(found.low[0, 1] <= truth[method] <= found.high[0, 1])
    assert BAND[0] - error(0.9) <= np.mean(covered) <= BAND[1] + error(0.9)


@pytest.mark.parametrize("n_episodes", [15, 75])
def test_interval_of_the_first_share_covers_it(n_episodes: int) -> None:
    loadings = np.array(list(LOADINGS.values()))
    correlations = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    truth = np.linalg.eigvalsh(correlations)[-1] / len(loadings)
    covered = []
    for seed in range(SAMPLES):
        made = simulate_reactions(LOADINGS, n_episodes=n_episodes, rng=seed)
        values = made.reactions.to_numpy()
        share = principal_components(np.corrcoef(values.T)[None]).shares[0]
        low, high = share_limits(share, correlations_without(values, np.arange(n_episodes)), alpha=0.1)
        covered.append(low[0] <= truth <= high[0])
    assert BAND[0] - error(0.9) <= np.mean(covered) <= BAND[1] + error(0.9)


@pytest.mark.parametrize("test", ["one_shock", "any_common"])
def test_a_true_null_is_refused_as_often_as_stated(test: str) -> None:
    loadings = LOADINGS if test == "one_shock" else dict.fromkeys(LOADINGS, 0.0)
    refused = []
    for seed in range(TESTED):
        made = simulate_reactions(loadings, n_episodes=75, rng=seed)
        found = reaction_matrix(made.reactions).components(n_draws=DRAWS, rng=seed)
        refused.append(getattr(found, test).pvalue <= 0.05)
    allowed = error(0.05) * float(np.sqrt(SAMPLES / TESTED))
    assert SIZE[0] - allowed <= np.mean(refused) <= SIZE[1] + allowed
