"""Measure how long 50 MB of live-blog text takes and how much memory, beside a tenth of it: linear means ten times."""

import subprocess
import sys
import time
import warnings

LARGE, SMALL = 50, 5
"""Megabytes."""

SECONDS, MEGABYTES = 20, 600
"""What 50 MB may cost."""

BODY = "They agreed on the agenda of the next meeting and left the building without a word. " * 2
SILENCES = (1, 4, 9, 2, 7, 3, 5)
"""Minutes between entries, in turn."""


def live_blog(size: int) -> str:
    """Write a live blog of so many characters, newest entry first, over as many days as it takes."""
    entries, written, minute, number = ["All times UTC:\n"], 0, 20 * 60, 0
    while written < size:
        clock = f"{minute // 60 % 12 or 12}:{minute % 60:02d} {'a' if minute < 12 * 60 else 'p'}.m."
        entries.append(f"Envoys meet for round {number} of the talks in the capital ({clock})\n\n{BODY}\n")
        written += len(entries[-1]) + 1
        minute = (minute - SILENCES[number % len(SILENCES)]) % (24 * 60)
        number += 1
    return "\n".join(entries)


def measure(megabytes: int) -> tuple[float, float]:
    """Read a live blog of so many megabytes; return seconds and the peak of resident megabytes."""
    import resource

    import aftershock as ash

    text = live_blog(megabytes * 1_000_000)
    read = ash.read_headlines
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(text, date="2022-02-18")
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, peak / (1_000_000 if sys.platform == "darwin" else 1_000)


def measured_apart(megabytes: int) -> tuple[float, float]:
    """Measure in a process of its own, so that the peak of memory is that of one reading."""
    command = [sys.executable, __file__, str(megabytes)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def main() -> None:
    """Print a table: size, seconds, resident megabytes, and the ratio to the small size."""
    if len(sys.argv) > 1:
        print(*measure(int(sys.argv[1])))
        return
    small_seconds, small_peak = measured_apart(SMALL)
    seconds, peak = measured_apart(LARGE)
    print(f"{'live blog of':<16}{'seconds':>9}{'MB resident':>13}{'ratio':>8}")
    print(f"{SMALL:>3} MB{'':<10}{small_seconds:9.2f}{small_peak:13.0f}{1:8.1f}")
    print(f"{LARGE:>3} MB{'':<10}{seconds:9.2f}{peak:13.0f}{seconds / small_seconds:8.1f}")
    print(f"allowed for {LARGE} MB: {SECONDS} s and {MEGABYTES} MB; linear is a ratio of {LARGE // SMALL}")


if __name__ == "__main__":
    main()
