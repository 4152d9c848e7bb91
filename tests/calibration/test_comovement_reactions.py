"""Coverage of correlations of reactions and size of the tests on their number of shocks.

With AFTERSHOCK_CALIBRATION=long there are ten times as many samples; either version allows for its Monte-Carlo error.
"""

import os

import numpy as np
import pytest

from aftershock.comovement import reaction_matrix
from aftershock.simulate import simulate_reactions

pytestmark = pytest.mark.calibration
LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
SAMPLES = 2000 if LONG else 150
TESTED = 1000 if LONG else 60
DRAWS = 299 if LONG else 99
BAND, SIZE = (0.88, 0.92), (0.035, 0.065)
LOADINGS = {"SPX": -0.8, "UST10Y": -0.6, "GOLD": 0.5, "WTI": 0.7}


def error(share: float) -> float:
    return 3 * float(np.sqrt(share * (1 - share) / SAMPLES))


@pytest.mark.parametrize(("n_episodes", "per_date"), [(15, 1), (30, 1), (75, 1), (75, 3)])
def test_intervals_cover_the_true_correlation(n_episodes: int, per_date: int) -> None:
    covered = []
    for seed in range(SAMPLES):
        made = simulate_reactions(LOADINGS, n_episodes=n_episodes, per_date=per_date, rng=seed)
        matrix = reaction_matrix(made.reactions[["SPX", "UST10Y"]], clusters=made.dates)
        found = matrix.correlation(n_draws=DRAWS, rng=seed)
        covered.append(found.low[0, 1] <= made.correlation("SPX", "UST10Y") <= found.high[0, 1])
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
