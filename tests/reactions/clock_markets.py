"""Simulated assets with their yardsticks, for the tests of clock time."""

import numpy as np

from aftershock.reactions.bars import BarMoves, bar_moves
from aftershock.reactions.level import Yardstick, bar_variances, day_levels
from aftershock.reactions.measures import Market
from aftershock.reactions.seasonality import day_grid, seasonality
from aftershock.simulate import SimulatedBars, as_market, simulate_bars

MINUTE = np.timedelta64(60 * 10**9, "ns")


def yardstick_of(bars: SimulatedBars, *, asset: int = 0) -> Yardstick:
    """Estimate season and level of a simulated asset; no window is masked."""
    moves = bar_moves(as_market(bars, asset=asset), zone="UTC", move="log")
    grid = day_grid(moves.moves, moves.days, moves.slots, n_days=moves.n_days, n_slots=moves.n_slots)
    variances = bar_variances(moves, seasonality(grid).without_day)
    nothing = np.zeros(moves.ends.size, dtype=np.bool_)
    return Yardstick(moves, variances, day_levels(moves, variances, nothing).levels)


def simulated_yardstick(seed: int = 1, *, n_days: int = 20) -> Yardstick:
    return yardstick_of(simulate_bars(n_days, rng=seed))


def minute_bars(prices: np.ndarray, **changes: np.ndarray) -> BarMoves:
    """Bars of one minute from 15:00 on one day, moves as differences."""
    n = len(prices)
    ends = np.datetime64("2022-02-17T15:00", "ns") + np.arange(1, n + 1) * MINUTE
    contracts = changes.get("contracts", np.zeros(n, dtype=np.int64))
    market = Market(
        ends - MINUTE,
        ends,
        np.asarray(prices, float),
        contracts,
        ends[-1:],
        ends[:1] - MINUTE,
        ends[-1:],
        MINUTE,
    )
    return bar_moves(market, zone="UTC", move="difference")


def flat_yardstick(prices: np.ndarray, **changes: np.ndarray) -> Yardstick:
    """One day of minutes that are all equally volatile."""
    bars = minute_bars(prices, **changes)
    return Yardstick(bars, np.ones(len(prices)), np.ones(1))
