"""Where the store keeps what: ROOT/ASSET/INTERVAL/SOURCE/PERIOD.parquet, with names any file system takes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import numpy as np

from aftershock.errors import StoreError
from aftershock.typing import InstantArray, Interval, options

HOME_VARIABLE = "AFTERSHOCK_HOME"
SUFFIX = ".parquet"
_LONGEST_NAME = 200
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_PERIOD_NAMES = {True: re.compile(r"\d{4}"), False: re.compile(r"\d{4}-(0[1-9]|1[0-2])")}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SeriesKey:
    """Name one series of the store.

    Parameters
    ----------
    asset : str
        Symbol.
    interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
        Distance of the rows.
    source : str
        Where the prices came from.

    Examples
    --------
    >>> SeriesKey(asset="BRK/B", interval="1d", source="Yahoo Finance").folder(Path("prices")).as_posix()
    'prices/BRK%2FB/1d/Yahoo%20Finance'
    """

    asset: str
    interval: Interval
    source: str

    @property
    def is_daily(self) -> bool:
        """Whether the rows are sessions."""
        return self.interval == "1d"

    def folder(self, root: Path) -> Path:
        """Find the folder of the series."""
        return root / encoded("asset", self.asset) / self.interval / encoded("source", self.source)

    def __str__(self) -> str:
        """Print for a reader."""
        return f"{self.asset} {self.interval} from {self.source}"


def store_root(root: str | Path | None = None) -> Path:
    """Find the folder of the store.

    Parameters
    ----------
    root : str or path, optional
        The folder, if it is neither that of ``AFTERSHOCK_HOME`` nor ``data/prices`` under the current one.

    Returns
    -------
    pathlib.Path
        The folder, whether or not it exists. A ``~`` in the variable is the home folder, for crontabs do not expand it.

    Examples
    --------
    >>> store_root("my/prices").as_posix()
    'my/prices'
    """
    if root is not None:
        return Path(root)
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser() if home else Path("data", "prices")


def encoded(kind: str, name: str) -> str:
    """Write a name so that any file system, shell and make takes it as one path component.

    Parameters
    ----------
    kind : str
        What the name is of, for the error.
    name : str
        Symbol or source.

    Returns
    -------
    str
        ASCII letters, digits, ``-``, ``_``, ``.``, ``~`` as they are, all else as ``%XX``.

    Raises
    ------
    StoreError
        If the name is empty or too long.

    Examples
    --------
    >>> encoded("asset", "CL=F"), encoded("asset", ".."), encoded("asset", "AUX")
    ('CL%3DF', '%2E%2E', '%41UX')
    """
    text = quote(name, safe="", errors="surrogatepass")
    if _RESERVED.fullmatch(text) or text[:1] in (".", "~"):
        text = f"%{ord(text[0]):02X}{text[1:]}"
    if text.endswith("."):
        text = f"{text[:-1]}%2E"
    if not text or len(text) > _LONGEST_NAME:
        raise StoreError(
            f"The {kind} {name!r} cannot name a folder of the store: a name has 1 to {_LONGEST_NAME} "
            "characters, where all but letters and digits count three times. Use a shorter one.",
            kind=kind,
            name=name,
        )
    return text


def decoded(text: str) -> str:
    """Read a name back.

    Examples
    --------
    >>> decoded("CL%3DF")
    'CL=F'
    """
    return unquote(text, errors="surrogatepass")


def periods_of(keys: InstantArray, *, is_daily: bool) -> InstantArray:
    """Tell in which file each row lies.

    A session belongs to its year. A bar belongs to the UTC month in which its last instant lies, so that one
    which ends at midnight on the first belongs to the month before.

    Parameters
    ----------
    keys : ndarray of shape (n,)
        Sessions, or ends of bars in UTC.
    is_daily : bool
        Which of the two.

    Returns
    -------
    ndarray of shape (n,)
        Years or months.

    Examples
    --------
    >>> ends = np.array(["2022-02-01T00:00", "2022-02-01T00:01"], dtype="datetime64[ns]")
    >>> periods_of(ends, is_daily=False).astype(str).tolist()
    ['2022-01', '2022-02']
    """
    if is_daily:
        return keys.astype("datetime64[Y]")
    return (keys - np.timedelta64(1, "ns")).astype("datetime64[M]")


def period_files(folder: Path, *, is_daily: bool) -> list[Path]:
    """List the files of a series, oldest first; anything else in the folder is left out.

    Examples
    --------
    >>> period_files(Path("nowhere"), is_daily=True)
    []
    """
    shape = _PERIOD_NAMES[is_daily]
    found = folder.glob(f"*{SUFFIX}") if folder.is_dir() else ()
    return sorted(path for path in found if shape.fullmatch(path.name.removesuffix(SUFFIX)))


def held_keys(
    root: Path, *, asset: str | None = None, interval: str | None = None, source: str | None = None
) -> list[SeriesKey]:
    """List the series of which the store holds at least one file.

    Parameters
    ----------
    root : path
        Folder of the store.
    asset, interval, source : str, optional
        Only those of this asset, interval or source.

    Returns
    -------
    list of SeriesKey
        In order of asset, interval (longest first) and source.

    Examples
    --------
    >>> held_keys(Path("nowhere"))
    []
    """
    assets = _names(root) if asset is None else [asset]
    intervals: list[Any] = [one for one in options(Interval) if interval in (None, one)]
    keys = [
        SeriesKey(asset=name, interval=one, source=origin)
        for name in assets
        for one in intervals
        for origin in _names(root / encoded("asset", name) / one)
        if source in (None, origin)
    ]
    return [key for key in keys if period_files(key.folder(root), is_daily=key.is_daily)]


def _names(folder: Path) -> Iterator[str]:
    """Read the names of the folders in a folder; hidden ones and those the store did not name are left out."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        name = decoded(path.name)
        if path.is_dir() and name and encoded("folder", name) == path.name:
            yield name
