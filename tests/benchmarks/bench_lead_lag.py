"""Measure the Hayashi-Yoshida covariance of two series of 100,000 bars against setting them on a common clock first.

The baseline is what people do otherwise: both prices carried forward on the union of their times with pandas, and the
products of their changes summed. The ratio is of the two in the same run; 41 shifts with tests and intervals, and a
moving correlation of twenty years, stand beside it.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from aftershock.comovement import hayashi_yoshida_covariance, intervals, lead_lag, rolling_correlation
from aftershock.simulate import simulate_correlated

N_BARS, REPEATS = 100_000, 5
ALLOWED_SECONDS, ALLOWED_RATIO = 1.0, 1.0
"""Seconds of one covariance, and times the baseline."""


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Run it several times, warm, and take the median of its wall-clock time."""
    times = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def bars(rng: np.random.Generator) -> pd.DataFrame:
    """Bars of one second to two minutes with normal moves."""
    edges = np.cumsum(rng.integers(1, 120, N_BARS + 1)) * np.timedelta64(10**9, "ns")
    instants = pd.DatetimeIndex(np.datetime64("2022-01-03", "ns") + edges, tz="UTC")
    return pd.DataFrame(
        {"start": instants[:-1], "end": instants[1:], "move": 1e-4 * rng.standard_normal(N_BARS)}
    )


def carried_forward(first: pd.DataFrame, second: pd.DataFrame) -> float:
    """The usual way: levels on the union of times, the last one carried forward, products of changes."""
    levels = pd.concat({name: one.set_index("end")["move"].cumsum() for name, one in {"x": first, "y": second}.items()},
                       axis=1, sort=True).ffill()  # fmt: skip
    changes = levels.diff().dropna()
    return float((changes["x"] * changes["y"]).sum())


def main() -> None:
    """Measure and print, one line a case."""
    rng = np.random.default_rng(1)
    first, second = bars(rng), bars(rng)
    pair = [
        intervals(
            *(one[name].dt.tz_localize(None).to_numpy() for name in ("start", "end")), one["move"].to_numpy()
        )
        for one in (first, second)
    ]
    ours = seconds(lambda: hayashi_yoshida_covariance(*pair))
    usual = seconds(lambda: carried_forward(first, second))
    print(f"Hayashi-Yoshida, 2 x {N_BARS:,} bars: {ours * 1e3:.0f} ms, allowed {ALLOWED_SECONDS:g} s")
    print(f"carried forward on a common clock by pandas: {usual * 1e3:.0f} ms")
    print(f"ratio {ours / usual:.2f}, allowed {ALLOWED_RATIO:g}")
    held = {"X": first, "Y": second}
    grid = seconds(lambda: lead_lag(held, first="X", second="Y", lags="20min", step="1min", n_draws=1_999), 1)
    print(f"lead_lag, 41 shifts with tests and intervals: {grid:.2f} s")
    daily = pd.DataFrame(simulate_correlated(5_040, correlation=0.3, rng=1), columns=["X", "Y"])
    drift = seconds(lambda: rolling_correlation(daily, first="X", second="Y"), 1)
    print(f"rolling_correlation, 5,040 rows with band and test: {drift:.2f} s")


if __name__ == "__main__":
    main()
