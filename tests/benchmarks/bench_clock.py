"""Measure the core of clock time on a year of 1-minute bars x 4 assets, beside a tenth of headlines and of bars.

Season, level, moves, placebo ranks and paths of 5,000 headlines over three windows, 2,000 placebo draws each for all
assets at once, and p-values adjusted over headlines times assets. Linear means a ratio of ten.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from aftershock.reactions.bars import BarMoves, bar_moves
from aftershock.reactions.level import Yardstick, bar_variances, bars_inside, day_levels
from aftershock.reactions.measures import Located, Market, locate
from aftershock.reactions.newsshare import news_share
from aftershock.reactions.paths import trace_paths
from aftershock.reactions.placebo import placebo_ranks
from aftershock.reactions.placebo_draws import placebo_draws
from aftershock.reactions.placebo_tests import familywise_pvalues
from aftershock.reactions.sample_placebo import sample_ranks
from aftershock.reactions.seasonality import day_grid, seasonality
from aftershock.reactions.windows import ClockWindow
from aftershock.simulate import as_market, simulate_bars

DAYS, SMALL_DAYS = 250, 25
HEADLINES, SMALL_HEADLINES = 5_000, 500
ASSETS, SLOTS, DRAWS = 4, 1_379, 2_000
WINDOWS = ("-10min/+20min", "0/+60min", "0/close")
BURST, WITHIN = 5, 60
"""Headlines of a burst, and the minutes it lasts."""
SECONDS, MEGABYTES = 10, 1_500
"""What the full size may cost."""
EXACT = np.timedelta64(0, "ns")


class Stopwatch:
    """Add up the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        """Note how long the block took."""
        started = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - started


def headlines(market: Market, n_days: int, n_headlines: int) -> np.ndarray:
    """Scatter bursts of headlines over the days."""
    rng = np.random.default_rng(1)
    n_bursts = n_headlines // BURST
    first = rng.integers(0, n_days, n_bursts) * (SLOTS + 1) + rng.integers(60, SLOTS - 180, n_bursts)
    rows = np.repeat(first, BURST) + rng.integers(0, WITHIN, n_headlines)
    return np.sort(market.ends[rows] + np.timedelta64(20 * 10**9, "ns"))


def usual(market: Market) -> tuple[BarMoves, np.ndarray]:
    """Take the moves of an asset, and estimate its season with each day left out."""
    bars = bar_moves(market, zone="UTC", move="log")
    grid = day_grid(bars.moves, bars.days, bars.slots, n_days=bars.n_days, n_slots=bars.n_slots)
    return bars, bar_variances(bars, seasonality(grid).without_day)


def with_level(bars: BarMoves, variances: np.ndarray, found: Located) -> Yardstick:
    """Add the level of each day outside the windows."""
    masked = bars_inside(bars.ends.size, found.before, found.after)
    return Yardstick(bars, variances, day_levels(bars, variances, masked).levels)


def measure(n_days: int, n_headlines: int) -> dict[str, float]:
    """Measure everything once; return the seconds of each step."""
    simulated = simulate_bars(n_days, SLOTS, ASSETS, rng=1, correlation=0.5)
    markets = [as_market(simulated, asset=asset, minutes=1) for asset in range(ASSETS)]
    instants = headlines(markets[0], n_days, n_headlines)
    vague, no_close, watch = np.full(n_headlines, EXACT), np.full(n_headlines, -1), Stopwatch()
    with watch("season"):
        assets = [usual(market) for market in markets]
    for window in map(ClockWindow.parse, WINDOWS):
        with watch("bars of windows"):
            found = [locate(market, window, instants, vague, EXACT) for market in markets]
        with watch("levels"):
            sticks = [with_level(*one, at) for one, at in zip(assets, found, strict=True)]
        pairs = list(zip(sticks, found, strict=True))
        with watch("moves"):
            _ = [one.standardized(at.before, at.after) for one, at in pairs]
        with watch("ranks"):
            _ = [placebo_ranks(one, at.before, at.after) for one, at in pairs]
        with watch("ranks, all days"):
            _ = [sample_ranks(one, at.before, at.after) for one, at in pairs]
        with watch("paths"):
            _ = [trace_paths(one.bars, at.before, at.after, instants, no_close) for one, at in pairs]
        with watch("news share"):
            _ = [news_share(one, at.before, at.after, n_draws=DRAWS) for one, at in pairs]
        before, after = (
            np.stack([getattr(one, name) for one in found], axis=1) for name in ("before", "after")
        )
        with watch("draws"):
            draws = placebo_draws(sticks, before, after, statistic="size", n_draws=DRAWS)
        with watch("adjusted p-values"):
            familywise_pvalues(draws)
        del draws
    return watch.seconds


def measured_apart(n_days: int, n_headlines: int) -> tuple[dict[str, float], float]:
    """Measure in a process of its own, so that the peak of memory is that of one run."""
    command = [sys.executable, __file__, str(n_days), str(n_headlines)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    steps = dict(line.rsplit(" ", 1) for line in lines)
    return {name: float(value) for name, value in steps.items() if name != "peak"}, float(steps["peak"])


def alone(n_days: int, n_headlines: int) -> None:
    """Print the steps of one run and the peak of resident megabytes."""
    import resource

    for name, seconds in measure(n_days, n_headlines).items():
        print(name, seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("peak", peak / (1_000_000 if sys.platform == "darwin" else 1_000))


def main() -> None:
    """Print a table: seconds by step for the full size, and the ratios to a tenth of each."""
    if len(sys.argv) > 1:
        alone(int(sys.argv[1]), int(sys.argv[2]))
        return
    full, peak = measured_apart(DAYS, HEADLINES)
    fewer_headlines, _ = measured_apart(DAYS, SMALL_HEADLINES)
    fewer_days, _ = measured_apart(SMALL_DAYS, SMALL_HEADLINES)
    print(f"{'clock time':<20}{'seconds':>9}{'x headlines':>13}{'x both':>8}")
    for step, seconds in full.items():
        print(
            f"{step:<20}{seconds:9.2f}{seconds / fewer_headlines[step]:13.1f}{seconds / fewer_days[step]:8.1f}"
        )
    total = [sum(one.values()) for one in (full, fewer_headlines, fewer_days)]
    print(f"{'all':<20}{total[0]:9.2f}{total[0] / total[1]:13.1f}{total[0] / total[2]:8.1f}")
    print(f"{peak:.0f} MB resident; allowed are {SECONDS} s and {MEGABYTES} MB")


if __name__ == "__main__":
    main()
