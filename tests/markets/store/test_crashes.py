"""Whatever kills a collector, the store reads afterwards and every bar that was reported as stored is there."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed as POSIX does")

CRASHES = Path(__file__).with_name("crashes.py")
KILLS = 200
BOTH_WRITERS = KILLS + KILLS // 2


def crash(kind: str, folder: Path, count: int = 0) -> dict[str, Any]:
    """Run trials in a process of their own, which forks what it kills."""
    done = subprocess.run(
        [sys.executable, str(CRASHES), kind, str(folder), str(count), "20220217"],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_every_reported_bar_outlasts_two_hundred_kills_at_random_points(tmp_path: Path) -> None:
    trials = crash("random", tmp_path, KILLS)
    assert trials["failures"] == []
    assert (trials["trials"], trials["killed"]) == (KILLS, BOTH_WRITERS)
    assert trials["with_report"] >= KILLS // 2


def test_death_before_inside_and_after_each_system_call_loses_nothing(tmp_path: Path) -> None:
    trials = crash("calls", tmp_path)
    assert trials["failures"] == []
    assert trials["killed"] >= 60


def test_two_collectors_at_once_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    trials = crash("together", tmp_path, 2)
    assert trials["failures"] == []
    assert trials["reported"] > 0


def test_file_that_may_not_grow_is_refused_in_a_sentence_and_the_old_one_kept(tmp_path: Path) -> None:
    trials = crash("limit", tmp_path)
    assert trials["failures"] == []
    assert (
        "could not be written: File too large. What was held is as it was. Free some space"
        in trials["told"][0]
    )
