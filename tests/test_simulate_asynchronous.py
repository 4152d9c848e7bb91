"""Simulated pairs have the lead, the correlation and the staleness that were asked for."""

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import AftershockError
from aftershock.simulate import simulate_asynchronous, simulate_correlated

MONTE_CARLO = 0.03  # four standard errors of a correlation near 0.6 of 10,000 moves


def returns(frame: pd.DataFrame) -> np.ndarray:
    days = frame["end"].dt.date
    return np.log(frame["close"]).groupby(days).diff().dropna().to_numpy()


def test_correlation_is_the_one_asked_for_once_the_lead_is_taken_out() -> None:
    pair = simulate_asynchronous(80, rng=1, correlation=0.6, lead="3min", every=("1min", "1min"), spread=0.0)
    first, second = (returns(pair.bars[name]) for name in ("FIRST", "SECOND"))
    assert np.corrcoef(first[:-3], second[3:])[0, 1] == pytest.approx(0.6, abs=MONTE_CARLO)
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.0, abs=MONTE_CARLO)


def test_bars_follow_on_each_other_within_a_day() -> None:
    bars = simulate_asynchronous(3, rng=1, every=("5min", "10min")).bars["SECOND"]
    gaps = bars["start"].iloc[1:].to_numpy() != bars["end"].iloc[:-1].to_numpy()
    assert (int(gaps.sum()), len(bars)) == (2, 3 * 40)


def test_few_trades_leave_prices_unchanged_as_often_as_a_poisson_process_has_none() -> None:
    pair = simulate_asynchronous(60, rng=1, every=("5min", "5min"), tick="10s", trades=(np.inf, 0.7))
    assert np.mean(returns(pair.bars["SECOND"]) == 0) == pytest.approx(np.exp(-0.7), abs=MONTE_CARLO)
    assert not (returns(pair.bars["FIRST"]) == 0).any()


def test_random_times_come_at_the_rate_asked_for() -> None:
    bars = simulate_asynchronous(40, rng=1, every=("1min", "5min"), random_times=True).bars["SECOND"]
    assert len(bars) / 40 == pytest.approx(6.5 * 12 + 1, rel=0.06)


def test_path_of_the_correlation_is_followed() -> None:
    path = np.where(np.arange(20_000) < 10_000, 0.8, -0.5)
    moves = simulate_correlated(20_000, correlation=path, rng=1, df=np.inf)
    halves = [np.corrcoef(part.T)[0, 1] for part in np.split(moves, 2)]
    assert halves == pytest.approx([0.8, -0.5], abs=MONTE_CARLO)


def test_volatility_clusters_and_averages_one() -> None:
    squares = simulate_correlated(40_000, correlation=0.0, rng=1, df=np.inf)[:, 0] ** 2
    assert squares.mean() == pytest.approx(1.0, abs=0.1)
    assert np.corrcoef(squares[1:], squares[:-1])[0, 1] > 0.05


def test_same_seed_gives_the_same_pair() -> None:
    frames = [simulate_asynchronous(2, rng=3).bars["SECOND"] for _ in range(2)]
    pd.testing.assert_frame_equal(*frames)


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(AftershockError, match=r"must lie in \[-1, 1\]"):
        simulate_asynchronous(2, rng=1, correlation=1.5)
    with pytest.raises(AftershockError, match="sum below 1"):
        simulate_correlated(5, rng=1, correlation=0.1, alpha=0.2, beta=0.9)
