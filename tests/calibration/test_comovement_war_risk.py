"""Coverage of the Anderson-Rubin sets and size of the over-identification test, with fat tails.

A nominal 90 % must cover between 88 and 92 %, whether or not the variance rises in news rows. With
AFTERSHOCK_CALIBRATION=long there are twenty times as many samples; either version allows for its Monte-Carlo error.
"""

import os

import numpy as np
import pytest

from aftershock.comovement.rank_one import rank_one_fit
from aftershock.comovement.regime_moments import regime_moments
from aftershock.comovement.war_risk_core import (
    critical_values,
    distance_draws,
    exceedance,
    iv_responses,
    resampled_moments,
)
from aftershock.comovement.weak_identification import anderson_rubin_set
from aftershock.simulate import simulate_war_risk
from aftershock.typing import BoolArray, FloatArray

pytestmark = pytest.mark.calibration
LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
SAMPLES, SHOCKS = (2000, 1000) if LONG else (100, 40)
DRAWS = 199 if LONG else 59
BAND, SIZE = (0.88, 0.92), (0.035, 0.065)
LOADINGS = {"SPX": -1.0, "UST10Y": -0.6, "WTI": 0.8}


def monte_carlo_error(share: float, samples: int) -> float:
    return 3 * float(np.sqrt(share * (1 - share) / samples))


def simulated(seed: int, *, variance_ratio: float, runs: int) -> tuple[FloatArray, BoolArray]:
    market = simulate_war_risk(
        LOADINGS, n_news=60, n_other=252, variance_ratio=variance_ratio, runs=runs, rng=seed
    )
    return market.moves.to_numpy(), market.news.to_numpy()


@pytest.mark.parametrize(("variance_ratio", "runs", "lags"), [(6.0, 1, 0), (1.0, 1, 0), (6.0, 6, 2)])
def test_sets_cover_the_true_response(variance_ratio: float, runs: int, lags: int) -> None:
    covered = []
    for seed in range(SAMPLES):
        values, news = simulated(seed, variance_ratio=variance_ratio, runs=runs)
        moments = regime_moments(values, news, lags=lags)
        limits = critical_values(
            values,
            news,
            iv_responses(moments).estimates,
            lags=lags,
            block_length=lags + 1.0,
            n_draws=DRAWS,
            alpha=0.1,
            rng=np.random.default_rng(seed),
        )
        found = anderson_rubin_set(moments, numeraire=0, asset=2, alpha=0.1, critical=float(limits[2]))
        covered.append(found.covers(LOADINGS["WTI"] / LOADINGS["SPX"]))
    error = monte_carlo_error(0.9, SAMPLES)
    assert BAND[0] - error <= np.mean(covered) <= BAND[1] + error


def test_one_shock_is_refused_as_often_as_stated() -> None:
    refused = []
    for seed in range(SHOCKS):
        values, news = simulated(10_000 + seed, variance_ratio=6.0, runs=1)
        moments = regime_moments(values, news, lags=0)
        fit = rank_one_fit(moments, efficient=False)
        samples = resampled_moments(
            values, news, lags=0, block_length=1.0, n_draws=DRAWS, rng=np.random.default_rng(seed)
        )
        draws = distance_draws(samples, moments, fit, efficient=False)
        refused.append(exceedance(fit.distance, draws) <= 0.05)
    error = monte_carlo_error(0.05, SHOCKS)
    assert SIZE[0] - error <= np.mean(refused) <= SIZE[1] + error
