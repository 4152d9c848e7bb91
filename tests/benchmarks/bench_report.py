"""Build the report of 500 headlines and eight assets from the command line: seconds, memory and size of the page."""

import csv
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from aftershock.markets import get_asset, strikes
from aftershock.simulate import SimulatedAsset, half_hour_clock, simulate_market
from aftershock.simulate.market import Clock
from aftershock.typing import FloatArray

HEADLINES = 500
SECONDS, MEGABYTES, PAGE = 20, 1_000, 3_000_000
"""What such a report may cost: seconds, resident megabytes, and bytes of its page."""

FIRST, LAST = "2017-07-03", "2019-03-29"
BARS_FROM, NEWS_FROM, NEWS_TO = "2018-09-03", "2019-01-07", "2019-03-15"
ASSETS = {
    "SPX": (2700.0, 0.0080, 0.75),
    "ES": (2700.0, 0.0080, 0.75),
    "ZN": (121.0, 0.0026, -0.55),
    "GOLD": (1300.0, 0.0065, -0.30),
    "SILVER": (15.0, 0.0110, -0.20),
    "COPPER": (2.8, 0.0100, 0.45),
    "WTI": (60.0, 0.0150, 0.45),
    "NATGAS": (3.0, 0.0200, 0.10),
}
"""First price, usual daily move and loading on the common factor of each asset."""

STUDY = f"""
[study]
title = "{HEADLINES} fictional headlines and eight simulated markets"
[headlines]
file = "headlines.csv"
fictional = true
[prices]
source = "."
start = "{FIRST}"
end = "{LAST}"
bars_start = "{BARS_FROM}"
bars_end = "{LAST}"
bar_interval = "1h"
[assets]
sessions = {list(ASSETS)}
bars = {list(ASSETS)}
market = "SPX"
[sessions]
estimation = [-250, -11]
[clock]
windows = ["-60min/0", "0/+60min", "0/close"]
"""
SERIES = """
[[series]]
asset = "{0}"
interval = "1d"
file = "{0}.csv"
column = "close"
time_column = "date"

[[series]]
asset = "{0}"
interval = "1h"
file = "{0}_1h.csv"
column = "close"
time_column = "ts_utc"
bar_label = "start"
zone = "UTC"
hours = "18:00-17:00 America/New_York"
"""
WORDS = "Envoys Ministers Tankers Troops Sanctions Talks Pipelines Ports Borders Markets".split()
VERBS = "cross leave block reopen near deny confirm delay watch question".split()
PLACES = "Vardania Orlune Tesk Marrow Callis Dunmere Ostrava-on-Sea Quill Sarn Verrin".split()


def write_table(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_prices(folder: Path, clock: Clock, symbol: str, price: FloatArray) -> None:
    """Write daily prices at the strike of an asset, and its hourly bars."""
    asset = get_asset(symbol)
    struck = strikes(asset.calendar, asset.trading, asset.strike, FIRST, LAST)
    at = np.searchsorted(clock.instants, struck.dt.tz_localize(None).to_numpy(), side="right") - 1
    days = zip(struck.index, price[at], strict=True)
    write_table(
        folder / f"{symbol}.csv", [("date", "close"), *((f"{day:%F}", f"{value:.6f}") for day, value in days)]
    )
    hours = np.flatnonzero(clock.instants == clock.instants.astype("datetime64[h]"))
    hours = hours[(hours + 2 < clock.session.size) & (clock.instants[hours] >= np.datetime64(BARS_FROM))]
    hours = hours[clock.session[hours + 2] == clock.session[hours]]
    stamps = np.datetime_as_string(clock.instants[hours], unit="s")
    bars = [
        (f"{stamp}Z", f"{value:.6f}") for stamp, value in zip(stamps, price[hours + 2].tolist(), strict=True)
    ]
    write_table(folder / f"{symbol}_1h.csv", [("ts_utc", "close"), *bars])


def write_headlines(path: Path, number: int) -> None:
    """Scatter headlines over ten weeks, nights and weekends included, each with a sentence of its own."""
    rng = np.random.default_rng(2)
    first, last = np.datetime64(NEWS_FROM, "s"), np.datetime64(NEWS_TO, "s")
    minutes = np.sort(rng.choice(int((last - first).astype(int) // 60), number, replace=False))
    rows = [("instant", "headline")]
    for at, minute in enumerate(minutes.tolist()):
        who, what, where = (str(rng.choice(words)) for words in (WORDS, VERBS, PLACES))
        stamp = np.datetime_as_string(first + np.timedelta64(60 * minute, "s"))
        rows.append((f"{stamp}Z", f"{who} {what} {where}, officials say in statement {at + 1} of the crisis"))
    write_table(path, rows)


def write_study(folder: Path, *, headlines: int = HEADLINES) -> Path:
    """Write the study, its headlines and its prices into a folder; return the study.toml."""
    clock = half_hour_clock(FIRST, LAST)
    simulated = [SimulatedAsset(name, *numbers[1:]) for name, numbers in ASSETS.items()]
    paths = simulate_market(clock, assets=simulated, rng=5)
    for at, (symbol, numbers) in enumerate(ASSETS.items()):
        write_prices(folder, clock, symbol, numbers[0] * np.exp(paths[:, at]))
    write_headlines(folder / "headlines.csv", headlines)
    described = "".join(SERIES.format(symbol) for symbol in ASSETS)
    (folder / "prices.toml").write_text(f'name = "Bench"\nsimulated = true\n{described}', encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return folder / "study.toml"


def yardstick() -> float:
    """Time the sorting of a million words, the median of three."""
    words, taken = list(map(str, np.random.default_rng(1).integers(0, 10**9, 1_000_000).tolist())), []
    for _ in range(3):
        started = time.perf_counter()
        sorted(words)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def alone(study: str, out: str) -> None:
    """Build as the command line does, in a process of its own, and print its peak of resident megabytes."""
    from aftershock.cli import app

    app(["report", study, "--out", out, "--quiet"], standalone_mode=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1_000_000 if sys.platform == "darwin" else 1_000))


def main() -> None:
    """Print the seconds from start to end of the process, their ratio to the yardstick, memory, and the page's size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study, out = write_study(folder), folder / "out"
        started = time.perf_counter()
        command = [sys.executable, __file__, str(study), str(out)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = used.ru_utime + used.ru_stime
        size = (out / "report.html").stat().st_size
    reference = yardstick()
    print(f"{'sorting a million words (yardstick)':<44}{reference:8.2f} s {1:7.1f} x")
    built = f"report, {HEADLINES} headlines, {len(ASSETS)} assets"
    print(f"{built:<44}{seconds:8.2f} s {seconds / reference:7.1f} x", flush=True)
    print(f"{'the same, seconds of processor':<44}{busy:8.2f} s {busy / reference:7.1f} x")
    print(f"peak of resident memory {float(done.stdout.split()[-1]):,.0f} MB; page {size / 1e6:.2f} MB")
    print(f"allowed: {SECONDS} s, {MEGABYTES:,} MB, page {PAGE / 1e6:g} MB")


if __name__ == "__main__":
    alone(*sys.argv[1:]) if len(sys.argv) > 1 else main()
