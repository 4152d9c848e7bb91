"""How often nothing is called risk-off, what is seen of planted flights, and whether the share's interval covers.

Sessions: four assets with shocks of a t with five degrees of freedom and persistent log-volatility; episodes come more
often on volatile days. Clock time: sixty days of 78 five-minute bars of three correlated assets with a U-shaped season;
headlines come more often near the open and on volatile days. A rate from n episodes has the standard error
sqrt(p (1 - p) / n), more where episodes share a sample; the bounds allow four of them beside the 1.5 points.
AFTERSHOCK_CALIBRATION=long runs twenty times as many samples.
"""

import math
import os
from functools import lru_cache

import numpy as np
import pytest

from aftershock.comovement.quiet_rows import row_history, score_rows
from aftershock.comovement.quiet_windows import score_windows
from aftershock.comovement.signatures import ScoredEpisodes
from aftershock.comovement.threshold_flights import share_interval, threshold_flights
from aftershock.inference import romano_wolf
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.level import Yardstick, bar_variances, bars_inside
from aftershock.reactions.seasonality import day_grid, seasonality
from aftershock.simulate import as_market, busy_headlines, simulate_bars, simulate_flights

pytestmark = pytest.mark.calibration

LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
N_SAMPLES = 600 if LONG else 30
ALPHA = 0.05
POINTS = 0.015
STANDARD_ERRORS = 4.0
N_EPISODES = 20
WEIGHTS = np.array([-1.0, -1.0, 1.0, 0.0])
N_DAYS, N_SLOTS, N_BARS = 60, 78, 6


def bound(rate: float, n: int) -> float:
    """Four Monte-Carlo standard errors of a rate."""
    return STANDARD_ERRORS * math.sqrt(rate * (1 - rate) / n)


def sessions(seed: int, size: float, drawn: float) -> ScoredEpisodes:
    """One sample of sessions with its episodes scored."""
    made = simulate_flights(2500, n_flights=N_EPISODES, size=size, rng=seed, drawn_to_volatility=drawn)
    busy = np.zeros(2500, dtype=bool)
    busy[made.flights] = True
    return score_rows(
        row_history(made.moves, np.zeros(2500, dtype=np.int64)),
        np.repeat(made.flights[:, None], 4, axis=1),
        WEIGHTS,
        busy=busy,
        quiet="all",
        fewest_quiet=100,
        n_draws=499,
        rng=np.random.default_rng([seed, 1]),
    )


@lru_cache
def session_rates(size: float = 0.0, drawn: float = 1.5) -> tuple[float, float, float]:
    """Rejections of the score, of the size, and samples with any false word."""
    found = [sessions(seed, size, drawn) for seed in range(N_SAMPLES)]
    scores = np.mean([np.mean(one.pvalues <= ALPHA) for one in found])
    sizes = np.mean([np.mean(one.size_pvalues <= ALPHA) for one in found])
    words = np.mean([np.min(romano_wolf(one.statistics, one.draws)) <= ALPHA for one in found])
    return float(scores), float(sizes), float(words)


def clock(seed: int, size: float) -> ScoredEpisodes:
    """One sample of bars with its headlines scored; a planted move lies on the first bar."""
    made = simulate_bars(N_DAYS, N_SLOTS, 3, rng=[seed, 1], correlation=0.3)  # type: ignore[arg-type]
    days, slots = (one.ravel() for one in busy_headlines(made, 15, n_bars=N_BARS, rng=[seed, 2]))  # type: ignore[arg-type]
    for day, slot in zip(days, slots, strict=True):
        local = math.sqrt((made.deviations[day, slot : slot + N_BARS] ** 2).sum())
        made.returns[day, slot] += size * local * np.array([-1.0, -1.0, 1.0])
    rows = days * (N_SLOTS + 1) + slots
    yardsticks = []
    for at in range(3):
        moves = bar_moves(as_market(made, asset=at), zone="UTC", move="log")
        grid = day_grid(moves.moves, moves.days, moves.slots, n_days=moves.n_days, n_slots=moves.n_slots)
        yardsticks.append(
            Yardstick(moves, bar_variances(moves, seasonality(grid).without_day), np.ones(N_DAYS))
        )
    before = np.repeat(rows[:, None], 3, axis=1)
    busy = [bars_inside(one.bars.ends.size, rows, rows + N_BARS) for one in yardsticks]
    return score_windows(
        yardsticks,
        before,
        before + N_BARS,
        WEIGHTS[:3],
        busy=busy,
        minimum=19,
        alpha=ALPHA,
        n_draws=499,
        rng=np.random.default_rng([seed, 3]),
    )


@lru_cache
def clock_rates(size: float = 0.0) -> tuple[float, float]:
    """Rejections of the score, and samples with any false word."""
    found = [clock(seed, size) for seed in range(N_SAMPLES)]
    scores = np.mean([np.nanmean(one.pvalues <= ALPHA) for one in found])
    words = np.mean([np.nanmin(romano_wolf(one.statistics, one.draws)) <= ALPHA for one in found])
    return float(scores), float(words)


@pytest.mark.parametrize("drawn", [0.0, 1.5])
def test_quiet_sessions_are_called_risk_off_or_on_as_often_as_the_level_says(drawn: float) -> None:
    rate = session_rates(drawn=drawn)[0]
    assert abs(rate - ALPHA) < POINTS + bound(ALPHA, N_SAMPLES * N_EPISODES)


def test_the_size_of_moves_is_a_little_liberal_on_volatile_days() -> None:
    assert session_rates()[1] < 0.08 + bound(0.08, N_SAMPLES * N_EPISODES)


def test_a_false_word_among_sessions_like_any_other_is_as_rare_as_the_level_says() -> None:
    assert session_rates(drawn=0.0)[2] < ALPHA + POINTS + bound(ALPHA, N_SAMPLES)


def test_a_false_word_among_sessions_drawn_to_volatility_stays_below_a_tenth() -> None:
    assert session_rates()[2] < 0.10 + bound(0.10, N_SAMPLES)


def test_planted_flights_of_three_deviations_are_mostly_seen() -> None:
    assert session_rates(3.0)[0] > 0.8


def test_quiet_headlines_in_clock_time_keep_the_level_on_volatile_days() -> None:
    rate = clock_rates()[0]
    assert abs(rate - ALPHA) < POINTS + bound(ALPHA, N_SAMPLES * 15)


def test_a_false_word_in_clock_time_is_as_rare_as_the_level_says() -> None:
    assert clock_rates()[1] < ALPHA + POINTS + bound(ALPHA, N_SAMPLES)


def test_planted_headlines_of_two_deviations_are_mostly_seen_in_clock_time() -> None:
    assert clock_rates(2.0)[0] > 0.8


def covered(seed: int, n_rows: int, truth: float) -> bool:
    """Whether the interval of the share of flights covers it."""
    interval = share_interval(marked(seed, n_rows), alpha=0.10)
    return interval.low <= truth <= interval.high


def marked(seed: int, n_rows: int) -> np.ndarray:
    """Flights that nobody planted, among the rows judged."""
    moves = simulate_flights(n_rows, rng=seed, persistence=0.97, spread=0.4).moves
    found = threshold_flights(
        moves[:, 0],
        -moves[:, 1],
        np.zeros(n_rows, dtype=np.int64),
        kappa=1.5,
        bandwidth=250.0,
        short_bandwidth=5.0,
        fewest=60,
    )
    return found.flights[found.judged]


@pytest.mark.parametrize("n_rows", [1500, 5000])
def test_the_interval_of_the_share_covers(n_rows: int) -> None:
    truth = float(np.mean([marked(50_000 + seed, 8000).mean() for seed in range(20)]))
    n_samples = 10 * N_SAMPLES if LONG else 100
    rate = float(np.mean([covered(seed, n_rows, truth) for seed in range(n_samples)]))
    assert 0.88 - bound(0.88, n_samples) < rate < 0.935 + bound(0.935, n_samples)
