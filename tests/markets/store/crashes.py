"""Kill processes while they append: at random instants, and before, inside and after each system call.

Run apart, so that the process that forks is warm and has no threads:
``python crashes.py random|calls|limit FOLDER COUNT SEED`` prints what happened as JSON.
"""

import json
import os
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import StoreError
from aftershock.markets import Origin, PriceSeries, get_asset
from aftershock.markets.store import PriceStore, SeriesKey
from aftershock.markets.store.reading import read_series

KEY = SeriesKey(asset="SPX", interval="1min", source="hand")
MINUTE = pd.Timedelta("1min")
FIRST = pd.Timestamp("2022-01-31T23:50Z")
BARS_A_ROUND = 12
STEP = 5
TURNS_BEFORE_DEATH = 6
CALLS = ("open", "write", "fsync", "replace", "mkdir", "close", "unlink")
FILE_LIMIT = 4096
LONGEST_WAIT = 60.0


def close_of(minute: int, writer: int, turn: int) -> float:
    """The close a writer gives a minute: the same for both, but for one bar in seven that each turn revises."""
    return 4400.0 + minute + (0.25 * (turn + 1) + 1000.0 * writer if minute % 7 == 3 else 0.0)


def bars(minutes: range, writer: int, turn: int) -> PriceSeries:
    """Minute bars, across the end of a month."""
    asset = get_asset("SPX")
    ends = pd.DatetimeIndex([FIRST + MINUTE * minute for minute in minutes], name="end").as_unit("ns")
    closes = [close_of(minute, writer, turn) for minute in minutes]
    table = pd.DataFrame({"start": ends - MINUTE, "close": closes, "volume": 10.0}, index=ends)
    origin = Origin(source="hand", location="", column="close", read=len(table), first="", last="")
    return PriceSeries(asset=asset, interval="1min", table=table, strike=asset.strike, origin=origin)


def fetch_time(writer: int, turn: int) -> pd.Timestamp:
    """When a writer fetched what it appends in a turn; never the same for two."""
    return pd.Timestamp("2022-03-01T00:00Z") + turn * MINUTE + writer * pd.Timedelta("1s")


def collect(root: Path, pipe: int, writer: int, turns: int) -> None:
    """Append turn after turn; report each bar only when the append has returned."""
    store = PriceStore(root)
    for turn in range(turns):
        series = bars(range(turn * STEP, turn * STEP + BARS_A_ROUND), writer, turn)
        store.append(series, fetched_at=fetch_time(writer, turn))
        rows = zip(series.table.index.asi8.tolist(), series.table["close"].tolist(), strict=True)
        os.write(pipe, "".join(f"{end} {close!r}\n" for end, close in rows).encode())


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Start a process that does some work and reports into a pipe."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        os.close(reading)
        work(writing)
        status = 0
    finally:
        os._exit(status)


def report_of(pipe: int) -> set[tuple[int, float]]:
    """Every bar that a process reported with a whole line."""
    with os.fdopen(pipe, "rb") as stream:
        lines = stream.read().decode().split("\n")[:-1]
    return {(int(end), float(close)) for end, _, close in (line.partition(" ") for line in lines)}


def held(root: Path) -> tuple[set[tuple[int, float]], list[str]]:
    """Every revision of every bar that the store holds, and what is wrong with it."""
    store = PriceStore(root)
    if not store.keys():
        return set(), []
    faults = store.verify()
    wrong = [f"{row.file}: {row.problem}: {row.detail}" for row in faults[faults["serious"]].itertuples()]
    times = {fetch_time(writer, turn) for writer in range(2) for turn in range(400)}
    every: set[tuple[int, float]] = set()
    for path in sorted(KEY.folder(root).glob("*.parquet")):
        table = pd.read_parquet(path)
        assert set(table["fetched_at"]) <= times
        every |= set(zip(table["end"].dt.as_unit("ns").astype("int64"), table["close"], strict=True))
    latest = read_series(root, KEY).rows
    if not (np.diff(latest.keys) > np.timedelta64(0)).all():
        wrong.append("a bar is read twice")
    return every, wrong


def random_trial(root: Path, delay: float, writers: int, *, reported_first: bool) -> dict[str, Any]:
    """Kill all writers at a random instant, and compare what they reported with what is there.

    The instant is counted from the start or, so that a slow machine reports something too, from the first report.
    """
    children = [
        forked(lambda pipe, writer=writer: collect(root, pipe, writer, 400)) for writer in range(writers)
    ]
    if reported_first:
        select.select([pipe for _, pipe in children], [], [], LONGEST_WAIT)
    time.sleep(delay)
    for process, _ in children:
        os.kill(process, signal.SIGKILL)
    signals = [os.WTERMSIG(os.waitpid(process, 0)[1]) for process, _ in children]
    reported = set().union(*(report_of(pipe) for _, pipe in children))
    every, wrong = held(root)
    unfinished = len(list(root.rglob(".*.unfinished")))
    again = PriceStore(root).append(bars(range(3), 0, 399), fetched_at=fetch_time(0, 399))
    left = [path.name for path in root.rglob(".*.unfinished")]
    return {
        "killed": sum(one == signal.SIGKILL for one in signals),
        "reported": len(reported),
        "unfinished": unfinished,
        "failures": [
            *wrong,
            *(f"reported, not there: {bar}" for bar in sorted(reported - every)[:3]),
            *(f"not cleared away: {name}" for name in left),
            *([] if again.new + again.revised + again.unchanged == 3 else ["the next append failed"]),
        ],
    }


class Killer:
    """Count system calls by their names in ``os`` and die at one of them."""

    def __init__(self, at: int, moment: str) -> None:
        self.at, self.moment, self.count = at, moment, 0

    def watch(self) -> None:
        """Put itself before the functions of ``os``."""
        for name in CALLS:
            setattr(os, name, self._wrapped(name, getattr(os, name)))

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            mine, self.count = self.count == self.at, self.count + 1
            if mine and self.moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            if mine and self.moment == "inside" and name == "write":
                call(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            result = call(*arguments, **options)
            if mine:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return counted


def call_trials(folder: Path, *, filled: bool) -> Iterator[dict[str, Any]]:
    """Die before, inside and after each system call of an append that touches two files."""
    new = bars(range(4, 4 + BARS_A_ROUND), 1, 1)
    wanted = set(zip(new.table.index.asi8.tolist(), new.table["close"].tolist(), strict=True))
    for moment in ("before", "inside", "after"):
        for at in range(1000):
            root = folder / f"{filled}-{moment}-{at}"
            if filled:
                PriceStore(root).append(bars(range(BARS_A_ROUND), 0, 0), fetched_at=fetch_time(0, 0))
            before, _ = held(root)

            def work(pipe: int, at: int = at, moment: str = moment, root: Path = root) -> None:
                tell = os.write
                Killer(at, moment).watch()
                PriceStore(root).append(new, fetched_at=fetch_time(1, 1))
                tell(pipe, b"1 1.0\n")

            process, pipe = forked(work)
            killed = os.WIFSIGNALED(os.waitpid(process, 0)[1])
            done = bool(report_of(pipe))
            every, wrong = held(root)
            failures = list(wrong)
            if not before <= every:
                failures.append("what was held is lost")
            if not every <= before | wanted:
                failures.append("bars that nobody wrote")
            if done and not wanted <= every:
                failures.append("reported, not there")
            PriceStore(root).append(new, fetched_at=fetch_time(1, 1))
            if not wanted <= held(root)[0] or list(root.rglob(".*.unfinished")):
                failures.append("the next append did not finish the work")
            yield {
                "killed": int(killed),
                "reported": int(done),
                "failures": [f"{moment} {at}: {one}" for one in failures],
            }
            if not killed:
                break


def together(root: Path, turns: int) -> dict[str, Any]:
    """Let two writers append to one series at once, to the end."""
    children = [forked(lambda pipe, writer=writer: collect(root, pipe, writer, turns)) for writer in range(2)]
    reported = set().union(*(report_of(pipe) for _, pipe in children))
    ended = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process, _ in children]
    every, wrong = held(root)
    failures = [*wrong, *(f"lost: {bar}" for bar in sorted(reported - every)[:3])]
    minutes = len({end for end, _ in reported})
    if len(read_series(root, KEY).rows) != minutes:
        failures.append("not one row a minute")
    if any(ended):
        failures.append(f"writers ended with {ended}")
    return {"killed": 0, "reported": len(reported), "failures": failures}


def limited(root: Path) -> dict[str, Any]:
    """Append more than the system lets a file hold, as on a full disk."""
    store = PriceStore(root)
    store.append(bars(range(5, 8), 0, 0), fetched_at=fetch_time(0, 0))
    before, _ = held(root)

    def work(pipe: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))
        try:
            PriceStore(root).append(bars(range(5, 5000), 1, 1), fetched_at=fetch_time(1, 1))
        except StoreError as failure:
            os.write(pipe, str(failure).encode())

    process, pipe = forked(work)
    with os.fdopen(pipe, "rb") as stream:
        told = stream.read().decode()
    os.waitpid(process, 0)
    every, wrong = held(root)
    left = [path.name for path in root.rglob(".*.unfinished")]
    failures = [*wrong, *([] if before <= every else ["what was held is lost"]), *left]
    return {"killed": 0, "reported": 0, "told": told, "failures": failures}


def seconds_of_a_turn(folder: Path) -> float:
    """Measure how long an append takes here, warm."""
    collect(folder, os.open(os.devnull, os.O_WRONLY), 0, 3)
    started = time.perf_counter()
    collect(folder / "again", os.open(os.devnull, os.O_WRONLY), 0, 5)
    return (time.perf_counter() - started) / 5


def main() -> None:
    """Run trials and print what happened."""
    kind, folder, count, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    rng = random.Random(seed)
    longest = TURNS_BEFORE_DEATH * seconds_of_a_turn(folder / "warm")
    held(folder / "warm")
    if kind == "random":
        trials = [
            random_trial(
                folder / str(number), rng.uniform(0.0, longest), 1 + number % 2, reported_first=number % 4 < 2
            )
            for number in range(count)
        ]
    elif kind == "calls":
        trials = [*call_trials(folder, filled=False), *call_trials(folder, filled=True)]
    elif kind == "together":
        trials = [together(folder / str(number), 30) for number in range(count)]
    else:
        trials = [limited(folder / "limited")]
    failures = [failure for trial in trials for failure in trial["failures"]]
    total = {
        name: sum(trial.get(name, 0) for trial in trials) for name in ("killed", "reported", "unfinished")
    }
    told = [trial["told"] for trial in trials if "told" in trial]
    with_report = sum(trial["reported"] > 0 for trial in trials)
    print(
        json.dumps(
            {"trials": len(trials), **total, "with_report": with_report, "told": told, "failures": failures}
        )
    )


if __name__ == "__main__":
    main()
