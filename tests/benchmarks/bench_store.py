"""Measure how long the store takes to load, beside a bare Arrow read of the same files, and what memory it needs."""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

REPEATS = 5
FETCHED = "2026-01-01T00:00Z"
DAILY = {"start": "2014-01-02", "end": "2023-12-29"}
BARS = {"start": "2022-01-03", "end": "2023-12-29"}
MINUTES_A_DAY = 750
CASES = {
    "daily": "10 years x 20 assets, daily",
    "bars": "2 years x 4 assets, 1 minute",
}
BOUNDS = {"daily": "0.5 s", "bars": "1.5 s and 400 MB"}


def symbols(case: str) -> list[str]:
    """Name the assets of a case: of the daily one as many built-in ones as there are, up to twenty, and shares."""
    from aftershock.markets import CATALOGUE

    if case == "bars":
        return ["SPX", "ZN", "GOLD", "WTI"]
    return [*list(CATALOGUE)[:17], *(f"SHARE{number}" for number in range(20))][:20]


def fill_daily(root: Path) -> None:
    """Store ten years of daily prices of twenty assets."""
    from aftershock.markets import CATALOGUE, Origin, PriceSeries, declare_asset, sessions
    from aftershock.markets.store import PriceStore

    rng = np.random.default_rng(1)
    for symbol in symbols("daily"):
        asset = (
            CATALOGUE[symbol]
            if symbol in CATALOGUE
            else declare_asset(symbol, {"like": "SPX", "name": symbol})
        )
        days = sessions(asset.calendar, DAILY["start"], DAILY["end"])
        levels = np.round(100.0 * np.exp(0.01 * rng.normal(size=len(days)).cumsum()), 2)
        table = pd.DataFrame(
            dict.fromkeys(["close", "adjusted", "open", "high", "low", "volume"], levels), days
        )
        table["dividend"], table["split"] = 0.0, 1.0
        origin = Origin(source="hand", location="", column="close", read=len(table), first="", last="")
        series = PriceSeries(asset=asset, interval="1d", table=table, strike=asset.strike, origin=origin)
        PriceStore(root).append(series, fetched_at=FETCHED)


def fill_bars(root: Path) -> None:
    """Store two years of minutes of four assets, about one and a half million rows."""
    from aftershock.markets import Origin, PriceSeries, get_asset
    from aftershock.markets.store import PriceStore

    rng = np.random.default_rng(2)
    days = pd.bdate_range(BARS["start"], BARS["end"], unit="ns")
    minutes = np.arange(1, MINUTES_A_DAY + 1) * np.timedelta64(60, "s") + np.timedelta64(9, "h")
    ends = pd.DatetimeIndex(np.add.outer(days.to_numpy(), minutes).ravel(), tz="UTC", name="end")
    for symbol in symbols("bars"):
        asset = get_asset(symbol)
        levels = np.round(100.0 * np.exp(1e-4 * rng.normal(size=len(ends)).cumsum()), 2)
        table = pd.DataFrame({"start": ends - pd.Timedelta("1min")}, index=ends)
        for name in ("close", "open", "high", "low", "volume"):
            table[name] = levels
        origin = Origin(source="hand", location="", column="close", read=len(table), first="", last="")
        series = PriceSeries(asset=asset, interval="1min", table=table, strike=asset.strike, origin=origin)
        PriceStore(root).append(series, fetched_at=FETCHED)


def load(root: Path, case: str) -> object:
    """Load a case from the store, as a user does."""
    from aftershock.markets import load_prices
    from aftershock.markets.store import PriceStore

    source = PriceStore(root).source()
    if case == "daily":
        return load_prices(symbols(case), **DAILY, source=source)
    return load_prices(symbols(case), **BARS, source=source, interval="1min")


def read_bare(root: Path) -> None:
    """Read all columns of the same files with Arrow alone."""
    import pyarrow.parquet as pq

    for path in root.rglob("*.parquet"):
        pq.ParquetFile(path).read(use_threads=False)


def seconds(work: Callable[[], object]) -> float:
    """Take the wall-clock time of some work."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def megabytes() -> float:
    """Read the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024.0**2 if sys.platform == "darwin" else 1024.0
    )


def measure(root: Path, case: str) -> dict[str, float]:
    """Measure a case in this process: the first load, which reads the calendars, and later ones."""
    import aftershock.markets.store  # noqa: F401

    first = seconds(lambda: load(root, case))
    peak = megabytes()
    again = statistics.median(seconds(lambda: load(root, case)) for _ in range(REPEATS))
    bare = statistics.median(seconds(lambda: read_bare(root)) for _ in range(REPEATS))
    return {"first": first, "again": again, "bare": bare, "peak": peak}


def main() -> None:
    """Print a table: the case, seconds of the first load and of later ones, the ratio to Arrow alone, memory."""
    print(
        f"{'load_prices from the store':<30}{'first':>9}{'again':>9}{'Arrow':>9}{'ratio':>8}{'peak':>9}   bound"
    )
    with tempfile.TemporaryDirectory() as folder:
        for case, fill in {"daily": fill_daily, "bars": fill_bars}.items():
            root = Path(folder, case)
            fill(root)
            command = [sys.executable, __file__, case, str(root)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"{CASES[case]:<30}{found['first']:>7.2f} s{found['again']:>7.2f} s{found['bare']:>7.2f} s"
                f"{found['again'] / found['bare']:>6.1f} x{found['peak']:>6.0f} MB   {BOUNDS[case]}",
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[1])))
    else:
        main()
