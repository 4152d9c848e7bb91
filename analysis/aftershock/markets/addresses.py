"""Where files lie, on this machine or elsewhere: paths, globs and fsspec addresses to files that can be opened."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from aftershock.errors import PriceError

_SUFFIXES = (".parquet", ".pq")
_LARGEST_DIGESTED = 1 << 26
_MODIFIED = ("mtime", "LastModified", "last_modified", "updated", "created")


@dataclass(frozen=True, eq=False, kw_only=True)
class FoundFiles:
    """Hold the files that an address names.

    Parameters
    ----------
    filesystem : fsspec.AbstractFileSystem
        Where they lie.
    paths : tuple of str
        Their paths there, ascending.
    shown : str
        The address as errors and reports print it: without passwords, keys and folders of this machine.
    """

    filesystem: Any
    paths: tuple[str, ...]
    shown: str

    def name(self, path: str) -> str:
        """Name one of the files as errors and reports print it."""
        return PurePosixPath(path).name if len(self.paths) > 1 else self.shown

    def digest(self, paths: tuple[str, ...]) -> str:
        """Compute the SHA-256 of files of this machine, of names and digests for several; empty where that costs much.

        Examples
        --------
        >>> import fsspec
        >>> FoundFiles(filesystem=fsspec.filesystem("memory"), paths=(), shown="none").digest(())
        ''
        """
        infos = [self.filesystem.info(path) for path in paths]
        sizes = [info.get("size") for info in infos]
        known = [size for size in sizes if size is not None]
        if (
            not _is_near(self.filesystem)
            or not paths
            or len(known) < len(sizes)
            or sum(known) > _LARGEST_DIGESTED
        ):
            return ""
        digests = [hashlib.sha256(self.filesystem.cat_file(path)).hexdigest() for path in paths]
        if len(digests) == 1:
            return digests[0]
        lines = [
            f"{digest}  {PurePosixPath(path).name}\n" for digest, path in zip(digests, paths, strict=True)
        ]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def describe(self, paths: tuple[str, ...]) -> str:
        """Say how many files there are, how large, and when the latest was changed, as far as that is known."""
        infos = [self.filesystem.info(path) for path in paths]
        sizes = [info["size"] for info in infos if info.get("size") is not None]
        times = [time for time in map(_modified, infos) if time is not None]
        parts = [f"{len(paths)} files" if len(paths) > 1 else "1 file"]
        parts += [f"{sum(sizes)} bytes"] if len(sizes) == len(paths) else []
        parts += [f"last changed {max(times).strftime('%Y-%m-%dT%H:%M:%SZ')}"] if times else []
        return ", ".join(parts)


def is_address(text: str) -> bool:
    """Say whether a text names Parquet files: by its suffix, or by a protocol.

    Examples
    --------
    >>> is_address("prices/*.parquet"), is_address("s3://bucket/spx.parquet"), is_address("my/folder")
    (True, True, False)
    """
    return "://" in text or text.lower().endswith(_SUFFIXES)


def shown_address(address: str) -> str:
    """Print an address without passwords, keys of a query, and folders of this machine.

    Parameters
    ----------
    address : str
        Path, glob or fsspec address.

    Returns
    -------
    str
        The name of a local file or glob; protocol, host and path of any other.

    Examples
    --------
    >>> shown_address("https://me:secret@host.org/a/spx.parquet?key=abc")
    'https://host.org/a/spx.parquet'
    >>> shown_address("/home/me/prices/*.parquet")
    '*.parquet'
    """
    return "::".join(_shown_link(link) for link in address.split("::"))


def find_files(address: str, *, options: dict[str, Any] | None = None) -> FoundFiles:
    """Find the files that a path, a glob or an fsspec address names.

    Parameters
    ----------
    address : str
        Path or address; ``*``, ``?`` and ``[...]`` make it a glob.
    options : dict, optional
        What the file system of the address needs, such as credentials.

    Returns
    -------
    FoundFiles
        At least one file.

    Raises
    ------
    PriceError
        If nothing matches, the protocol is unknown or lacks a package, or the address cannot be read.

    Examples
    --------
    >>> find_files("nowhere/*.parquet")
    Traceback (most recent call last):
    aftershock.errors.PriceError: No file matches '*.parquet'. Check the folder and the pattern.
    """
    import fsspec  # type: ignore[import-untyped]

    shown = shown_address(address)
    try:
        filesystem, path = fsspec.core.url_to_fs(address, **(options or {}))
        if not re.search(r"[*?\[]", path):
            return FoundFiles(filesystem=filesystem, paths=(_existing(filesystem, path),), shown=shown)
        paths = sorted(str(found) for found in filesystem.glob(path))
    except Exception as failure:
        raise unreadable(shown, failure) from failure
    if not paths:
        raise PriceError(f"No file matches {shown!r}. Check the folder and the pattern.", address=shown)
    return FoundFiles(filesystem=filesystem, paths=tuple(paths), shown=shown)


def unreadable(shown: str, failure: Exception) -> PriceError:
    """Put a failure of a file system into words; it may be of any kind, after the protocol.

    Parameters
    ----------
    shown : str
        The address as printed.
    failure : Exception
        What was raised.

    Returns
    -------
    PriceError
        To raise.

    Examples
    --------
    >>> str(unreadable("s3://bucket/x.parquet", ImportError("Install s3fs to access S3")))
    "'s3://bucket/x.parquet' needs a package that is not installed: Install s3fs to access S3."
    """
    text = str(failure).strip().rstrip(".") or type(failure).__name__
    if isinstance(failure, ImportError):
        return PriceError(f"{shown!r} needs a package that is not installed: {text}.", address=shown)
    if isinstance(failure, ValueError) and text.startswith("Protocol not known"):
        return PriceError(
            f"{shown!r} has a protocol nobody knows; use a path, or a protocol of fsspec such as s3://, gs://, "
            "https:// or zip://.",
            address=shown,
        )
    if isinstance(failure, FileNotFoundError):
        return PriceError(f"The file {shown!r} does not exist. Check the address.", address=shown)
    return PriceError(
        f"{shown!r} cannot be read ({type(failure).__name__}). Check the address, the rights and the connection.",
        address=shown,
    )


def _existing(filesystem: Any, path: str) -> str:
    """Return the path of a file that is there."""
    if not filesystem.isfile(path):
        raise FileNotFoundError(path)
    return path


def _shown_link(link: str) -> str:
    """Print one link of a chained address."""
    if "://" not in link:
        return Path(link).name or link
    parts = urlsplit(link)
    if parts.scheme in ("file", "local"):
        return Path(parts.path).name
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def _is_near(filesystem: Any) -> bool:
    """Say whether the files lie on this machine."""
    protocol = filesystem.protocol
    return bool({"file", "local", "memory"} & ({protocol} if isinstance(protocol, str) else set(protocol)))


def _modified(info: dict[str, Any]) -> datetime | None:
    """Take the time of the last change from what a file system says, whatever it calls it."""
    for key in _MODIFIED:
        value = info.get(key)
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, tz=UTC)
    return None
