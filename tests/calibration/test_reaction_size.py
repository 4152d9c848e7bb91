"""How often the p-values that a clock-time study prints reject when nothing happened, read from its own results.

Sixty sessions of 78 five-minute bars, headlines near the open and on volatile days, through `ReactionStudy`: half an
hour, which its own day can judge, an hour, which takes all days, and the half hour before. A rate of n studies has the
standard error sqrt(p (1 - p) / n), studies counted, not headlines; the bounds allow four of them beside 1.5 points.
AFTERSHOCK_CALIBRATION=long runs twenty times as many studies.
"""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import Prices, sessions
from aftershock.reactions import ReactionResults, ReactionStudy
from aftershock.simulate import busy_headlines, simulate_bars
from aftershock.typing import Adjustment, ReactionTest, options

pytestmark = pytest.mark.calibration

Make = Callable[..., Any]
N_STUDIES = 1000 if os.environ.get("AFTERSHOCK_CALIBRATION") == "long" else 50
N_HEADLINES, N_SLOTS, N_DRAWS = 15, 78, 499
ALPHA, POINTS, STANDARD_ERRORS = 0.05, 0.015, 4.0
HOURS = "09:30-16:00 America/New_York"
DAYS = [
    day.tz_localize("America/New_York") + pd.Timedelta("9h30min")
    for day in sessions("NYSE", "2022-05-02", "2022-07-29")
][:60]
ENDS = pd.DatetimeIndex(
    np.concatenate(
        [
            pd.date_range(day, periods=N_SLOTS + 1, freq="5min")[1:].tz_convert("UTC").to_numpy()
            for day in DAYS
        ]
    ),
    tz="UTC",
)
WINDOWS = {"0/+30min": 6, "0/+60min": 12, "-30min/0": 6}


METHODS: dict[str, Adjustment] = {"0/+30min": "romano_wolf", "0/+60min": "holm", "-30min/0": "holm"}
TESTS: tuple[ReactionTest, ...] = options(ReactionTest)  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Printed:
    """What one study prints: its rows, the smallest adjusted p-value, and the p-value of each test of all headlines."""

    rows: pd.DataFrame
    smallest: float
    tests: dict[str, float]


def printed(results: ReactionResults, window: str, seed: int) -> Printed:
    """Read the p-values off the results of a study."""
    columns = ["placebo_pvalue", "placebo_from", "run_up_pvalue"]
    adjusted = results.adjusted(method=METHODS[window], n_draws=N_DRAWS, rng=seed)["adjusted_pvalue"].min()
    tests = {name: results.test(name, n_draws=N_DRAWS, rng=seed).pvalue for name in TESTS}
    return Printed(results.to_frame("event")[columns], adjusted, tests)


@pytest.fixture(scope="module")
def studies(make_bars: Make, make_heads: Make) -> Callable[[str], list[Printed]]:
    """Studies in which no headline moves anything, by window."""

    def fit(seed: int, window: str) -> Printed:
        bars = simulate_bars(len(DAYS), N_SLOTS, rng=seed)
        rng = np.random.default_rng([seed, 1])
        days, slots = busy_headlines(bars, N_HEADLINES, n_bars=WINDOWS[window], rng=rng)
        closes = 100.0 * np.exp(bars.returns[:, :, 0].ravel().cumsum())
        prices = Prices([make_bars("SPY", ENDS, closes, length="5min", hours=HOURS)])
        minutes = pd.to_timedelta(5 * slots.ravel(), unit="min")
        instants = [
            (DAYS[day] + late).tz_convert("UTC") for day, late in zip(days.ravel(), minutes, strict=True)
        ]
        heads = make_heads(pd.DatetimeIndex(instants), uncertainty="0min")
        return printed(ReactionStudy(prices, heads, windows=[window]).fit(), window, seed)

    @lru_cache
    def many(window: str) -> list[Printed]:
        return [fit(seed, window) for seed in range(N_STUDIES)]

    return many


def assert_size(pvalues: list[float]) -> None:
    """The share at or below 5 % lies within 1.5 points of it, as far as so many studies can tell."""
    known = np.array([pvalue for pvalue in pvalues if math.isfinite(pvalue)])
    assert known.size
    error = STANDARD_ERRORS * math.sqrt(ALPHA * (1 - ALPHA) / min(known.size, 5 * N_STUDIES))
    assert abs((known <= ALPHA).mean() - ALPHA) < POINTS + error


@pytest.mark.parametrize(
    ("window", "source"), [("0/+30min", "own_day"), ("0/+60min", "all_days"), ("-30min/0", "own_day")]
)
def test_placebo_pvalues_hold_their_size(studies: Any, window: str, source: str) -> None:
    rows = pd.concat([one.rows for one in studies(window)])
    assert (rows.loc[rows["placebo_from"] != "", "placebo_from"] == source).mean() > 0.9
    assert_size(rows["placebo_pvalue"].tolist())


def test_run_up_pvalues_hold_their_size(studies: Any) -> None:
    assert_size(pd.concat([one.rows for one in studies("0/+30min")])["run_up_pvalue"].tolist())


@pytest.mark.parametrize("window", ["0/+30min", "0/+60min"])
def test_chance_of_any_false_alarm_is_at_most_its_level(studies: Any, window: str) -> None:
    error = STANDARD_ERRORS * math.sqrt(ALPHA * (1 - ALPHA) / N_STUDIES)
    assert np.mean([one.smallest <= ALPHA for one in studies(window)]) < ALPHA + POINTS + error


@pytest.mark.parametrize("name", TESTS)
def test_tests_of_several_headlines_hold_their_size(studies: Any, name: str) -> None:
    assert_size([one.tests[name] for one in studies("0/+30min")])
