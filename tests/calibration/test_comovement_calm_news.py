"""Coverage of calm and adjusted correlations, and size of the test of equal links, when only the variance changes.

A nominal 90 % must cover between 88 and 92 %. With AFTERSHOCK_CALIBRATION=long there are ten times as many samples;
either version allows for its Monte-Carlo error. The test by shifts is a little cautious: 3 to 5 % at 5 %.
"""

import os

import numpy as np
import pytest

from aftershock.comovement import calm_and_news
from aftershock.comovement.equal_correlation import shifted_statistics
from aftershock.comovement.war_risk_core import exceedance
from aftershock.simulate import RegimeMarket, simulate_regimes

pytestmark = pytest.mark.calibration
LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
SAMPLES = 1500 if LONG else 150
DRAWS = 199 if LONG else 99
BAND, SIZE = (0.88, 0.92), (0.02, 0.065)
DESIGNS = {
    "alone": {"n_news": 60, "n_other": 250, "runs": 1, "clusters": False},
    "runs": {"n_news": 200, "n_other": 400, "runs": 5, "clusters": False},
}


def error(share: float) -> float:
    return 3 * float(np.sqrt(share * (1 - share) / SAMPLES))


def market(design: str, seed: int) -> RegimeMarket:
    words = DESIGNS[design]
    return simulate_regimes({"GOLD": 0.5, "WTI": -0.4}, source="SPX", variance_ratio=3.0, rng=seed, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize("design", DESIGNS)
def test_links_that_do_not_change(design: str) -> None:
    calm, adjusted, refused, bare = [], [], [], []
    for seed in range(SAMPLES):
        made = market(design, seed)
        length = 5.0 if design == "runs" else 1.0
        found = calm_and_news(
            made.moves, made.news, source="SPX", block_length=length, n_draws=DRAWS, rng=seed
        )
        truth = made.calm_correlation["GOLD"]
        calm.append(found.calm.low[0] <= truth <= found.calm.high[0])
        adjusted.append(found.adjusted.low[0] <= truth <= found.adjusted.high[0])
        refused.append(found.equality.pvalue <= 0.05)
        plain = shifted_statistics(made.moves.to_numpy(), made.news.to_numpy(), adjusted=False)
        bare.append(exceedance(plain.actual, plain.others) <= 0.05)
    for covered in (calm, adjusted):
        assert BAND[0] - error(0.9) <= np.mean(covered) <= BAND[1] + error(0.9)
    assert SIZE[0] - error(0.05) <= np.mean(refused) <= SIZE[1] + error(0.05)
    assert np.mean(bare) > 0.2
