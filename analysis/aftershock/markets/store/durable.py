"""Writes that a crash cannot tear: to a file beside, to the disk, then under the name; one writer at a time."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from aftershock.errors import StoreError

LOCK_NAME = ".lock"
UNFINISHED = ".unfinished"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_POLL_SECONDS = 0.01


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Put what the system refuses into words, for writing at a path.

    Examples
    --------
    >>> with storing(Path("SPX")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    aftershock.errors.StoreError: SPX could not be written: No space left on device. What was held is as it was. \
Free some space, or set AFTERSHOCK_HOME to a folder on another disk, and run it again.
    """
    try:
        yield
    except OSError as failure:
        full = failure.errno in _FULL
        remedy = "Free some space, or set" if full else "Make the folder writable, or set"
        place = "a folder on another disk, and run it again" if full else "another folder"
        raise StoreError(
            f"{path} could not be written: {failure.strerror or failure}. What was held is as it was. {remedy} "
            f"AFTERSHOCK_HOME to {place}.",
            file=str(path),
            errno=failure.errno,
        ) from failure


@contextmanager
def only_writer(folder: Path, *, timeout: float) -> Iterator[None]:
    """Be the only process that writes in a folder; the system ends that when a process dies.

    Parameters
    ----------
    folder : path
        An existing folder.
    timeout : float
        Seconds to wait for another writer.

    Raises
    ------
    StoreError
        If another process writes for longer than that.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, only_writer(Path(folder), timeout=1.0):
    ...     print([path.name for path in Path(folder).iterdir()])
    ['.lock']
    """
    lock = FileLock(folder / LOCK_NAME, timeout=timeout, poll_interval=_POLL_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"Another process has been writing in {folder} for {timeout:g} s. Wait until it is done, or end it, "
            "and run this again.",
            folder=str(folder),
        ) from None
    try:
        yield
    finally:
        lock.release()


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by new content that is on the disk already: a crash leaves the old one or the new one.

    The new name lasts once `sync_folders` has returned.

    Parameters
    ----------
    path : path
        The file; its folder exists and no one else writes in it.
    data : bytes
        All of its content.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "2022"), b"rows")
    ...     Path(folder, "2022").read_bytes()
    b'rows'
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        _write_to_disk(beside, data)
        os.replace(beside, path)  # noqa: PTH105
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def remove_unfinished(folder: Path) -> None:
    """Remove what writers that died left behind; only for the one writer of the folder.

    Examples
    --------
    >>> remove_unfinished(Path("."))
    """
    for path in folder.glob(f".*{UNFINISHED}"):
        path.unlink(missing_ok=True)


def sync_folders(folder: Path, *, root: Path) -> None:
    """Make the names in a folder last, and those of the folders above it up to the root's own.

    Parameters
    ----------
    folder : path
        A folder inside ``root``.
    root : path
        Folder of the store.

    Examples
    --------
    >>> sync_folders(Path("."), root=Path("."))
    """
    if os.name == "nt":
        return
    above = root.absolute().parent
    for place in (folder.absolute(), *folder.absolute().parents):
        _sync_folder(place)
        if place == above:
            return


def _sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_to_disk(path: Path, data: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    binary = getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | binary, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
