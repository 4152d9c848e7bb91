"""Twice the headlines take about twice the time, in every format: growth is compared, never seconds."""

import runpy
import time
import warnings
from datetime import timedelta
from pathlib import Path

import pytest

from aftershock.errors import AftershockWarning
from aftershock.headlines import read_headlines

FOLDER = Path(__file__).parent
FORMATS = runpy.run_path(str(FOLDER / "formats.py"))
DIALECTS, STORIES, Story, words_for = (
    FORMATS[name] for name in ("DIALECTS", "STORIES", "Story", "words_for")
)

FEW, TIMES = 300, 4
BEARABLE = 1.75 * TIMES
"""Growth of the time that is still linear, with room for the noise of a busy machine; quadratic is TIMES squared."""

REPEATS = 2


def stories(count: int) -> list:
    """Stories every quarter of an hour, back in time."""
    newest = STORIES[0]
    return [
        Story(newest.instant - timedelta(minutes=15 * number), f"{newest.headline} {number}")
        for number in range(count)
    ]


def fastest(path: Path, words: dict[str, str]) -> float:
    """Processor seconds of the fastest of a few readings."""
    taken = []
    for _ in range(REPEATS):
        started = time.process_time()
        read_headlines(path, **words)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("name", list(DIALECTS))
def test_time_grows_with_the_number_of_headlines(name: str, tmp_path: Path) -> None:
    dialect = DIALECTS[name]
    few, many = tmp_path / f"few{dialect.suffix}", tmp_path / f"many{dialect.suffix}"
    few.write_bytes(dialect.write(stories(FEW)))
    many.write_bytes(dialect.write(stories(FEW * TIMES)))
    words = words_for(dialect, STORIES[:1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AftershockWarning)
        assert fastest(many, words) < BEARABLE * fastest(few, words)
