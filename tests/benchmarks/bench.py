"""Measure what people wait for, each beside a yardstick from the same run, so that machines can be compared."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 5
ROOT = Path(__file__).parents[2]
KIT = ROOT / "../shared/data"
COMMAND = [sys.executable, "-m", "aftershock.cli"]


def seconds(command: list[str]) -> float:
    """Run a command several times, warm, and take the median of its wall-clock time."""
    times = []
    for _ in range(REPEATS + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def report(study: str, prices: str, out: str) -> list[str]:
    """Write the command that builds a report."""
    return [*COMMAND, "report", f"reports/{study}/study.toml", "--prices", prices, "--out", out, "--quiet"]


def main() -> None:
    """Print a table: what was measured, its seconds, and its ratio to importing pandas."""
    yardstick = seconds([sys.executable, "-c", "import pandas"])
    with tempfile.TemporaryDirectory() as folder:
        cases = {
            "import aftershock": [sys.executable, "-c", "import aftershock"],
            "aftershock --help": [*COMMAND, "--help"],
            "demo report": report("demo", "sample", f"{folder}/demo"),
        }
        if KIT.exists():
            cases["real report (ukraine-2022)"] = report("ukraine-2022", str(KIT), f"{folder}/real")
        print(f"{'import pandas (yardstick)':<30}{yardstick:7.2f} s {1:7.1f} x")
        for name, command in cases.items():
            taken = seconds(command)
            print(f"{name:<30}{taken:7.2f} s {taken / yardstick:7.1f} x", flush=True)


if __name__ == "__main__":
    main()
