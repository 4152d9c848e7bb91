"""Measure the resampling tests on 18 events x 8 assets with ten thousand draws, each beside the allowed two seconds."""

import statistics
import time
from collections.abc import Callable

import numpy as np

from aftershock.inference import (
    date_block_draws,
    date_block_permutation,
    group_permutation,
    nguyen_wolf_permutation,
    romano_wolf,
    stationary_bootstrap_interval,
    wild_cluster_bootstrap,
)

N_EVENTS, N_ASSETS, N_DRAWS = 18, 8, 10_000
ALLOWED = 2.0
"""Seconds."""

REPEATS = 5


def seconds(work: Callable[[], object]) -> float:
    """Run it several times, warm, and take the median of its wall-clock time."""
    times = []
    for _ in range(REPEATS + 1):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def cases() -> dict[str, Callable[[], object]]:
    """Name what is measured."""
    rng = np.random.default_rng(1)
    panel, quiet = rng.standard_normal((N_EVENTS, N_ASSETS)), rng.standard_normal(250)
    dates = np.arange(N_EVENTS)
    moves, labels = panel.ravel(), np.repeat(dates, N_ASSETS)
    half = moves.size // 2

    def joint() -> object:
        drawn = date_block_draws(panel, dates, n_draws=N_DRAWS)
        return romano_wolf(drawn.statistics, drawn.draws)

    return {
        "date_block_permutation": lambda: date_block_permutation(moves, labels, n_draws=N_DRAWS),
        "wild_cluster_bootstrap, signs": lambda: wild_cluster_bootstrap(moves, labels, n_draws=N_DRAWS),
        "wild_cluster_bootstrap, webb": lambda: wild_cluster_bootstrap(
            moves, labels, weights="webb", n_draws=N_DRAWS
        ),
        "date_block_draws and romano_wolf": joint,
        "group_permutation": lambda: group_permutation(
            moves[:half], moves[half:], labels[:half], labels[half:], n_draws=N_DRAWS
        ),
        "nguyen_wolf_permutation, days": lambda: nguyen_wolf_permutation(
            panel[:3, 0], quiet, scheme="days", n_draws=N_DRAWS
        ),
        "stationary_bootstrap_interval": lambda: stationary_bootstrap_interval(moves, n_draws=N_DRAWS),
    }


def main() -> None:
    """Print a table: what was measured, its seconds, and the share of what is allowed."""
    print(f"{N_DRAWS} draws, {N_EVENTS} events x {N_ASSETS} assets; allowed {ALLOWED:.0f} s each")
    for name, work in cases().items():
        taken = seconds(work)
        print(f"{name:<36}{taken:8.3f} s {taken / ALLOWED:7.1%}", flush=True)


if __name__ == "__main__":
    main()
