"""Simulated bars have the season, tails and persistence they claim; headlines come where markets are busy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import AftershockError
from aftershock.simulate import SimulatedBars, as_market, busy_headlines, simulate_bars, u_shape

EXACT = 1e-12
MONTE_CARLO = 0.05
EXAMPLES = 15


@pytest.fixture(scope="module")
def bars() -> SimulatedBars:
    return simulate_bars(2000, 78, 2, rng=1, df=10.0, correlation=0.6)


def test_season_has_mean_square_one_and_is_high_at_both_ends() -> None:
    season = u_shape(78)
    assert np.mean(season**2) == pytest.approx(1.0, rel=EXACT)
    assert season[0] > season[-1] > 1.5 * season[39]


def test_returns_have_the_deviations_told(bars: SimulatedBars) -> None:
    shocks = bars.returns / bars.deviations[:, :, None]
    assert shocks.std() == pytest.approx(1.0, rel=MONTE_CARLO)
    np.testing.assert_allclose(shocks.std(axis=(0, 2)), 1.0, rtol=2 * MONTE_CARLO)


def test_deviations_are_level_times_season(bars: SimulatedBars) -> None:
    np.testing.assert_allclose(bars.deviations, 0.001 * np.outer(bars.volatility, bars.season), rtol=EXACT)


def test_assets_have_the_correlation_asked_for(bars: SimulatedBars) -> None:
    shocks = bars.returns / bars.deviations[:, :, None]
    assert np.corrcoef(shocks.reshape(-1, 2).T)[0, 1] == pytest.approx(0.6, abs=MONTE_CARLO)


def test_volatility_persists_from_day_to_day(bars: SimulatedBars) -> None:
    logs = np.log(bars.volatility)
    assert np.corrcoef(logs[1:], logs[:-1])[0, 1] == pytest.approx(0.9, abs=MONTE_CARLO)


def test_tails_are_those_of_the_shocks() -> None:
    bars = simulate_bars(500, rng=2, df=4.0)
    shocks = bars.returns[:, :, 0] / bars.deviations
    assert (
        np.mean(np.abs(shocks) > 4.0) > 10 * 6.3e-5
    )  # sixty times what a normal has; ten are enough to tell


def test_market_has_the_returns_and_a_price_at_the_open() -> None:
    bars = simulate_bars(3, 5, 2, rng=1)
    market = as_market(bars, asset=1)
    logs = np.log(market.closes).reshape(3, 6)
    np.testing.assert_allclose(np.diff(logs, axis=1), bars.returns[:, :, 1], rtol=1e-9, atol=EXACT)
    np.testing.assert_allclose(logs[1:, 0], logs[:-1, -1], rtol=EXACT)


def test_market_trades_on_weekdays_from_the_opening_on() -> None:
    market = as_market(simulate_bars(6, 78, rng=1))
    assert str(market.ends[0])[:16] == "2022-01-03T14:30"
    assert str(market.ends[-1])[:16] == "2022-01-10T21:00"
    assert (market.starts[1:79] == market.ends[:78]).all()


def test_headlines_come_at_the_open_and_on_volatile_days() -> None:
    bars = simulate_bars(60, rng=3, spread=0.8)
    days, slots = (
        np.concatenate(each)
        for each in zip(*(busy_headlines(bars, 10, n_bars=6, rng=seed) for seed in range(60)), strict=True)
    )
    assert np.mean(slots < 18) > 1.5 * 18 / 73
    assert bars.volatility[days].mean() > 1.2 * bars.volatility.mean()


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_bursts_fit_into_their_days_and_do_not_overlap(seed: int, n: int, burst: int, apart: int) -> None:
    bars = simulate_bars(8, rng=seed)
    days, slots = busy_headlines(bars, n, n_bars=6, rng=seed, burst=burst, apart=apart)
    assert days.shape == slots.shape == (n, burst)
    assert (np.diff(days, axis=1) == 0).all() and (np.diff(slots, axis=1) == apart).all()
    used = [
        (day, slot)
        for day, first, last in zip(days[:, 0], slots[:, 0], slots[:, -1], strict=True)
        for slot in range(first + 1, last + 7)
    ]
    assert len(set(used)) == len(used) and max(slot for _, slot in used) <= 78


def test_windows_longer_than_a_day_are_refused() -> None:
    with pytest.raises(AftershockError, match="do not fit into a day of 78"):
        busy_headlines(simulate_bars(2, rng=1), 1, n_bars=79, rng=1)


def test_more_windows_than_fit_are_refused_with_the_number_that_did() -> None:
    with pytest.raises(AftershockError, match="only 2 windows") as caught:
        busy_headlines(simulate_bars(2, rng=1), 3, n_bars=78, rng=1)
    assert caught.value.data == {"n_found": 2}


def test_impossible_correlation_is_refused() -> None:
    with pytest.raises(AftershockError, match="correlation is 2"):
        simulate_bars(2, rng=1, correlation=2.0)
