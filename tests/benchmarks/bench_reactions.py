"""Measure `ReactionStudy` on a year of minute bars of four assets, 5,000 headlines and three windows, draws included.

Written to reports/build/bench/: reactions.csv with the seconds and megabytes of each size, and reactions.svg, which
shows how they grow with headlines and with bars. Linear growth is a straight line.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

import aftershock as ash
from aftershock.markets import Hours, Origin, PriceSeries, get_asset
from aftershock.simulate import simulate_bars

OUT = Path(__file__).resolve().parents[2] / "reports/build/bench"
FEED = "18:00-17:00 America/New_York"
ASSETS = ("SPX", "GOLD", "WTI", "ZN")
WINDOWS = ("-10min/+20min", "0/+60min", "0/close")
SESSIONS, HEADLINES, DRAWS, SLOTS = 252, 5_000, 2_000, 1_380
BURST, WITHIN = 5, 60
"""Headlines of a burst, and the minutes it lasts."""
SECONDS, MEGABYTES = 10, 1_500
"""What the full size may cost."""
FEWER_HEADLINES, FEWER_SESSIONS = (625, 1_250, 2_500), (63, 126, 189)


def minute_bars(sessions: int) -> ash.Prices:
    """Simulate a feed of 23 hours a day: season, persistent volatility, fat tails, correlated assets."""
    hours, minute = Hours.parse(FEED), pd.Timedelta("1min")
    days = pd.bdate_range("2024-01-02", periods=sessions)
    spans = hours.frame(days[0], days[-1])
    ends = pd.DatetimeIndex(
        np.concatenate(
            [pd.date_range(span.open + minute, periods=SLOTS, freq=minute) for span in spans.itertuples()]
        ),
        tz="UTC",
        name="end",
    ).as_unit("ns")
    returns = simulate_bars(sessions, SLOTS, len(ASSETS), rng=1, volatility=2e-4, correlation=0.5).returns
    paths = 100.0 * np.exp(returns.reshape(len(ends), len(ASSETS)).cumsum(axis=0))
    return ash.Prices([series(symbol, ends, paths[:, at]) for at, symbol in enumerate(ASSETS)])


def series(symbol: str, ends: pd.DatetimeIndex, closes: np.ndarray) -> PriceSeries:
    """Lay out the bars of one asset."""
    asset, first, last = get_asset(symbol), str(ends[0])[:10], str(ends[-1])[:10]
    table = pd.DataFrame({"start": ends - pd.Timedelta("1min"), "close": closes}, index=ends)
    origin = Origin(
        source="benchmark",
        location="",
        column="close",
        read=len(table),
        first=first,
        last=last,
        simulated=True,
    )
    return PriceSeries(
        asset=asset, interval="1min", table=table, strike=asset.strike, hours=Hours.parse(FEED), origin=origin
    )


def bursts_of_headlines(prices: ash.Prices, number: int) -> pd.DataFrame:
    """Scatter bursts of headlines over the trading hours, stamped to the minute."""
    rng = np.random.default_rng(2)
    ends = prices[ASSETS[0]].table.index
    first = rng.integers(0, len(ends) - WITHIN, -(-number // BURST))
    rows = np.sort(np.repeat(first, BURST)[:number] + rng.integers(0, WITHIN, number))
    names = pd.Index([f"h{at:05d}" for at in range(number)], name="headline_id")
    stamps = {"instant": ends[rows], "uncertainty": np.timedelta64(60 * 10**9, "ns")}
    return pd.DataFrame(stamps, index=names)


def run(sessions: int, headlines: int) -> dict[str, float]:
    """Fit one study and draw its placebos; return seconds by step and the peak of resident megabytes."""
    prices = minute_bars(sessions)
    heads = bursts_of_headlines(prices, headlines)
    before = peak()
    started = time.perf_counter()
    results = ash.ReactionStudy(prices, heads, windows=WINDOWS).fit()
    fitted = time.perf_counter()
    for window in WINDOWS:
        results.adjusted(window=window, n_draws=DRAWS)
    drawn = time.perf_counter()
    n_bars = sum(len(one.table) for one in prices.values())
    return {
        "bars": n_bars,
        "headlines": headlines,
        "fit": fitted - started,
        "draws": drawn - fitted,
        "seconds": drawn - started,
        "megabytes": peak(),
        "megabytes_of_prices": before,
    }


def peak() -> float:
    """Read the peak of resident memory in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1_000_000 if sys.platform == "darwin" else 1_000
    )


def apart(sessions: int, headlines: int) -> dict[str, float]:
    """Run in a process of its own, so that the peak of memory is that of one run."""
    command = [sys.executable, __file__, str(sessions), str(headlines)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(value) for name, value in (line.split(" ") for line in lines)}


def plot(frame: pd.DataFrame, path: Path) -> None:
    """Draw the seconds against headlines and against bars, with the straight line through the full size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    matplotlib.rcParams["svg.hashsalt"] = "aftershock"
    whole = frame[(frame["headlines"] == HEADLINES) & (frame["bars"] == frame["bars"].max())]
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    by_headlines = frame[frame["bars"] == frame["bars"].max()].sort_values("headlines")
    by_bars = frame[frame["headlines"] == HEADLINES].sort_values("bars")
    for panel, rows, column in zip(panels, (by_headlines, by_bars), ("headlines", "bars"), strict=True):
        for step in ("seconds", "fit", "draws"):
            panel.plot(
                rows[column], rows[step], marker="o", label="fit and draws" if step == "seconds" else step
            )
        panel.set_xlabel(column)
        panel.set_xlim(left=0)
        panel.set_ylim(bottom=0)
        panel.axhline(SECONDS, linestyle=":", color="black", label=f"allowed: {SECONDS} s")
    panels[0].set_ylabel("seconds")
    panels[0].legend()
    figure.suptitle(
        f"{int(whole['bars'].iloc[0]):,} bars of {len(ASSETS)} assets, {HEADLINES:,} headlines, "
        f"{len(WINDOWS)} windows, {DRAWS:,} draws each: {whole['seconds'].iloc[0]:.1f} s"
    )
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure the full size, fewer headlines and fewer bars; write table and plot, print a summary."""
    if len(sys.argv) > 1:
        for name, value in run(int(sys.argv[1]), int(sys.argv[2])).items():
            print(name, value)
        return
    sizes = [(SESSIONS, few) for few in FEWER_HEADLINES] + [(few, HEADLINES) for few in FEWER_SESSIONS]
    frame = pd.DataFrame([apart(*size) for size in [*sizes, (SESSIONS, HEADLINES)]])
    OUT.mkdir(parents=True, exist_ok=True)
    frame.round(3).to_csv(OUT / "reactions.csv", index=False)
    plot(frame, OUT / "reactions.svg")
    print(frame.round(2).to_string(index=False))
    print(f"allowed at full size: {SECONDS} s and {MEGABYTES} MB; see {OUT.name}/reactions.svg")


if __name__ == "__main__":
    main()
