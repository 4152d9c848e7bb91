"""Measure aligning a million headlines with minute bars, beside the bare searches it makes on the same arrays.

Headlines in no order are put in order before they are looked for: their yardstick is to look for them as they came.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import aftershock as ash
from aftershock.markets import Origin, PriceSeries, get_asset, opening_hours

HEADLINES = 1_000_000
ASSETS = {"SPY": 1.0, "TLT": 1.0, "GOLD": 0.8, "WTI": 0.8}
"""Share of the minutes with a trade, by asset."""

START, END = "2024-01-02", "2025-12-31"
REPEATS = 7
RATIO, MEGABYTES = 3.0, 2000
"""What the alignment may cost: times the bare searches, and resident memory."""

Call = tuple[np.ndarray, np.ndarray, dict[str, Any]]


def minute_bars(symbol: str, share: float, rng: np.random.Generator) -> PriceSeries:
    """Make minute bars of one asset on its own trading hours."""
    asset, minute = get_asset(symbol), pd.Timedelta("1min")
    hours = opening_hours(asset.trading, START, END)
    spans = [pd.date_range(span.open + minute, span.close, freq=minute) for span in hours.itertuples()]
    every = pd.DatetimeIndex(np.concatenate([span.to_numpy() for span in spans]), tz="UTC")
    index = every[rng.random(len(every)) < share].as_unit("ns").rename("end")
    closes = 100.0 * np.exp(1e-4 * rng.standard_normal(len(index)).cumsum())
    table = pd.DataFrame({"start": index - minute, "close": closes, "adjusted": closes}, index=index)
    origin = Origin(
        source="benchmark",
        location="",
        column="close",
        read=len(table),
        first=START,
        last=END,
        simulated=True,
    )
    return PriceSeries(asset=asset, interval="1min", table=table, strike=asset.strike, origin=origin)


def make_headlines(order: str, rng: np.random.Generator) -> pd.DataFrame:
    """Make a million headlines at random seconds, stamped to the minute, in order of time or in none."""
    first, last = pd.Timestamp(START, tz="UTC"), pd.Timestamp(END, tz="UTC")
    seconds = rng.integers(0, int((last - first).total_seconds()), HEADLINES)
    seconds = np.sort(seconds) if order == "sorted" else seconds
    instants = (first + pd.to_timedelta(seconds, unit="s")).as_unit("ns")
    names = pd.Index([f"h{number:07d}" for number in range(HEADLINES)], name="headline_id")
    return pd.DataFrame({"instant": instants, "uncertainty": np.timedelta64(60 * 10**9, "ns")}, index=names)


def fastest(*works: Callable[[], Any]) -> list[float]:
    """Do several pieces of work in turn, warm, and take the fastest wall-clock time of each."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(REPEATS + 1):
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return [min(taken[1:]) for taken in times]


def searches_of(work: Callable[[], Any]) -> list[Call]:
    """List the searches that some work makes: where, what for, and on which side."""
    calls: list[Call] = []
    bare = np.searchsorted

    def noting(where: Any, wanted: Any, **options: Any) -> Any:
        calls.append((where, wanted, options))
        return bare(where, wanted, **options)

    np.searchsorted = noting  # type: ignore[assignment]
    try:
        work()
    finally:
        np.searchsorted = bare
    return calls


def search(calls: list[Call]) -> None:
    """Make the searches again, and nothing else."""
    for where, wanted, options in calls:
        np.searchsorted(where, wanted, **options)


def megabytes_resident() -> float:
    """Read the peak of resident memory of this process."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1_000)


def measure(order: str) -> None:
    """Print the searches of one alignment, its time beside theirs, and its memory."""
    rng = np.random.default_rng(20220217)
    bars = ash.Prices(minute_bars(symbol, share, rng) for symbol, share in ASSETS.items())
    heads = make_headlines(order, rng)
    before = megabytes_resident()

    def work() -> None:
        ash.align(heads, bars, max_loss=1.0)

    work()
    peak = megabytes_resident()
    calls = searches_of(work)
    whole = joined(calls)
    came = np.random.default_rng(1).permutation(HEADLINES)
    unordered = [
        (where, wanted[came] if wanted.size == HEADLINES else wanted, side) for where, wanted, side in whole
    ]
    taken, as_made, as_they_came = fastest(work, lambda: search(calls), lambda: search(unordered))
    n_bars = sum(len(one.table) for one in bars.values())
    print(f"{HEADLINES:,} headlines, {order}, with {n_bars:,} minute bars of {len(bars)} assets")
    for where, wanted, options in whole:
        print(f"  searchsorted: {wanted.size:>9,} in {where.size:>7,}, {options.get('side', 'left')}")
    print(f"  {'align':<44}{taken:8.3f} s")
    print(f"  {'those searches alone, headlines in order':<44}{as_made:8.3f} s {taken / as_made:6.2f} x")
    print(
        f"  {'those searches alone, headlines in none':<44}{as_they_came:8.3f} s {taken / as_they_came:6.2f} x"
    )
    print(f"  {'memory at the peak':<44}{peak:5.0f} MB, {before:.0f} MB of it before aligning")
    print(f"  allowed: {RATIO:g} x the searches of headlines that are {order}, {MEGABYTES} MB")


def joined(calls: list[Call]) -> list[Call]:
    """Put together the searches that were made in the same array, a block of headlines at a time."""
    parts: dict[tuple[int, str], list[Call]] = {}
    for call in calls:
        parts.setdefault((id(call[0]), call[2].get("side", "left")), []).append(call)
    return [(same[0][0], np.concatenate([call[1] for call in same]), same[0][2]) for same in parts.values()]


def main() -> None:
    """Measure headlines in order and in none, each in a process of its own."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    for order in ("sorted", "shuffled"):
        subprocess.run([sys.executable, __file__, order], check=True)


if __name__ == "__main__":
    main()
