"""Measure a million asset x event pairs through EventStudy.fit, beside the plain gather of the same event windows."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import aftershock as ash

PAIRS, ASSETS, SESSIONS, FEW = 1_000_000, 100, 2_500, 1_000
WINDOW, ESTIMATION, LONG = (-5, 5), (-260, -11), (-510, -11)
TIMES, MEGABYTES, PEER = 2.0, 2_000, 2_400.0
"""What fitting may cost in gathers and in memory; events a second of the fastest Python peer, measured apart."""

REPEATS = 9
YARDSTICK, FIT = "gather of the event windows (yardstick)", f"fit, {PAIRS:,} pairs"


def panel() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Draw moves without gaps, and the asset and row of each pair in no order."""
    rng = np.random.default_rng(5)
    market = rng.normal(0, 0.01, (SESSIONS, 1))
    own = rng.normal(0, 0.01, (SESSIONS, ASSETS)) + market * rng.uniform(0.5, 1.5, ASSETS)
    names = ["MKT", *(f"A{at:03d}" for at in range(ASSETS))]
    moves = pd.DataFrame(
        np.hstack([market, own]), index=pd.bdate_range("2010-01-04", periods=SESSIONS), columns=names
    )
    return moves, rng.integers(0, ASSETS, PAIRS), rng.integers(-LONG[0], SESSIONS - WINDOW[1], PAIRS)


def events_frame(moves: pd.DataFrame, asset: np.ndarray, row: np.ndarray) -> pd.DataFrame:
    """Name pairs as a user would."""
    names, days = moves.columns[1:].to_numpy(), moves.index
    return pd.DataFrame({"event_id": np.arange(asset.size), "asset": names[asset], "session": days[row]})


def seconds(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Run everything in turn, several rounds, and take the median of each, so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(REPEATS + 1):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def study(moves: pd.DataFrame, events: pd.DataFrame, **options: object) -> ash.EventStudy:
    """Set up the study that is measured."""
    settings = {"window": WINDOW, "estimation": ESTIMATION, "mask_events": False} | options
    return ash.EventStudy(moves, events, model=ash.MarketModel("MKT"), **settings)  # type: ignore[arg-type]


def peer_rate(moves: pd.DataFrame, asset: np.ndarray, row: np.ndarray) -> float:
    """Measure the peer on some of the same pairs; NaN where it is not installed."""
    try:
        from eventstudy import Single  # type: ignore[import-not-found]
        from eventstudy.models import market_model  # type: ignore[import-not-found]
    except ImportError:
        return float("nan")
    market = moves["MKT"].to_numpy()
    started, some = time.perf_counter(), 500
    for number, at in zip(asset[:some], row[:some], strict=True):
        days = slice(at + ESTIMATION[0], at + WINDOW[1] + 1)
        Single(
            market_model,
            {"security_returns": moves.iloc[days, 1 + number].to_numpy(), "market_returns": market[days]},
            event_window=WINDOW,
            estimation_size=ESTIMATION[1] - ESTIMATION[0] + 1,
            buffer_size=WINDOW[0] - ESTIMATION[1] - 1,
        )
    return some / (time.perf_counter() - started)


def alone() -> None:
    """Fit once in a process of its own, and print its peak of resident megabytes."""
    moves, asset, row = panel()
    results = study(moves, events_frame(moves, asset, row)).fit()
    assert results.glance()["n_measured"].item() == PAIRS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1_000_000 if sys.platform == "darwin" else 1_000))


def main() -> None:
    """Print a table: what was measured, its seconds, and its ratio to the gather."""
    moves, asset, row = panel()
    array, offsets = np.ascontiguousarray(moves.to_numpy()[:, 1:].T), np.arange(WINDOW[0], WINDOW[1] + 1)
    events = events_frame(moves, asset, row)
    started = time.perf_counter()
    whole = study(moves, events)
    checked = time.perf_counter() - started
    few = study(moves, events.iloc[:FEW], mask_events=True, min_estimation=1)
    taken = seconds(
        {
            YARDSTICK: lambda: array[asset[:, None], row[:, None] + offsets],
            FIT: whole.fit,
            "the same, estimation window twice as long": study(moves, events, estimation=LONG).fit,
            "the same, half the pairs": study(moves, events.iloc[: PAIRS // 2]).fit,
            f"fit, {FEW:,} pairs, other events masked": few.fit,
        }
    )
    for name, one in (taken | {"checking the frames (once, before fitting)": checked}).items():
        print(f"{name:<44}{one:8.3f} s {one / taken[YARDSTICK]:7.2f} x", flush=True)
    rate = PAIRS / taken[FIT]
    measured = peer_rate(moves, asset, row)
    peer, where = (PEER, "measured apart") if np.isnan(measured) else (measured, "beside it")
    print(f"{rate:,.0f} pairs a second; eventstudy 0.1a12, {where}: {peer:,.0f}; ratio {rate / peer:,.0f}")
    done = subprocess.run([sys.executable, __file__, "alone"], capture_output=True, text=True, check=True)
    print(f"peak of resident memory, frames and results together: {float(done.stdout):,.0f} MB")
    print(f"allowed: {TIMES:g} x the gather, {MEGABYTES:,} MB, 500 x the peer")


if __name__ == "__main__":
    alone() if sys.argv[1:] == ["alone"] else main()
