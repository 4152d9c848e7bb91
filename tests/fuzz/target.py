"""The target of every fuzz test: read a hostile file, allow only errors made on purpose, check what comes out."""

import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pandas as pd

from aftershock.errors import AftershockError, AftershockWarning
from aftershock.headlines import COLUMNS, read_headlines

PATIENCE = 8
"""Processor seconds after which reading a small file counts as a hang, however busy the machine."""

EARLIEST, LATEST = pd.Timestamp("1699-12-30T00:00Z"), pd.Timestamp("2201-01-03T00:00Z")


class HangError(Exception):
    """Reading took longer than anyone waits."""


@contextmanager
def patience(seconds: int = PATIENCE) -> Iterator[None]:
    """Interrupt what takes too much of the processor, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise HangError(f"still reading after {seconds} processor seconds")

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read_hostile(path_or_text: Path | str, **words: Any) -> pd.DataFrame | AftershockError:
    """Read a file or a text; anything but a sound frame or an error made on purpose is the caller's find."""
    with warnings.catch_warnings(), patience():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", AftershockWarning)
        try:
            frame = read_headlines(path_or_text, **words)
        except AftershockError as error:
            str(error).encode()
            return error
    check_frame(frame)
    return frame


def check_frame(frame: pd.DataFrame) -> None:
    """Assert what holds of every headline frame."""
    own = frame[list(COLUMNS)]
    assert tuple(frame.columns[: len(COLUMNS)]) == COLUMNS
    assert len(frame) and frame.index.is_unique and frame.columns.is_unique
    assert not own.isna().any(axis=None)
    assert frame["instant"].is_monotonic_increasing
    assert frame["instant"].between(EARLIEST, LATEST).all()
    assert (frame["uncertainty"] > pd.Timedelta(0)).all()
    assert frame["headline"].str.strip().ne("").all()
    assert frame.attrs["read"] == len(frame) + len(frame.attrs["rejected"])
    repr(frame.attrs).encode()
    "".join(own.select_dtypes("str").to_numpy().ravel()).encode()
