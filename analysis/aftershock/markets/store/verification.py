"""Checking the store: every file whole, every row in its place, in order and once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aftershock.errors import AftershockError, StoreError
from aftershock.markets.store.coverage import asset_of, hole_sessions, read_for_counting, session_counts
from aftershock.markets.store.durable import LOCK_NAME, UNFINISHED
from aftershock.markets.store.files import StoredFile, open_file
from aftershock.markets.store.layout import SUFFIX, SeriesKey, held_keys, period_files, periods_of
from aftershock.markets.store.rows import Rows, same_values, schema_of
from aftershock.typing import StoreProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """State one thing found in the store.

    Parameters
    ----------
    file : str
        Path inside the store.
    problem : {"damaged", "wrong_place", "order", "repeat", "mixed", "foreign", "unfinished", "hole"}
        What is the matter.
    detail : str
        Where exactly, and what to do.
    serious : bool
        Whether the store is wrong; a hole in what the source gave is not.
    """

    file: str
    problem: StoreProblem
    detail: str
    serious: bool = True


def problems_frame(root: Path, keys: Iterable[SeriesKey] | None = None) -> pd.DataFrame:
    """Check every file of the store, or of some of its series.

    Parameters
    ----------
    root : path
        Folder of the store.
    keys : iterable of SeriesKey, optional
        Only these series; without it, files in the wrong place altogether are found as well.

    Returns
    -------
    pandas.DataFrame
        One row a finding: ``file``, ``problem``, ``detail``, ``serious``. Empty if all is well.
    """
    chosen = held_keys(root) if keys is None else list(keys)
    found = [finding for key in chosen for finding in _series_findings(root, key)]
    if keys is None:
        found += _foreign_files(root, chosen)
    return pd.DataFrame(
        [asdict(one) for one in found], columns=["file", "problem", "detail", "serious"]
    ).astype({"serious": bool})


def _series_findings(root: Path, key: SeriesKey) -> Iterator[Finding]:
    """Check the files of a series, then the series as a whole."""
    files: list[StoredFile] = []
    sound = True
    for path in period_files(key.folder(root), is_daily=key.is_daily):
        name = path.relative_to(root).as_posix()
        try:
            file = open_file(path, key)
        except StoreError as failure:
            sound = False
            problem: StoreProblem = "wrong_place" if "holds" in failure.data else "damaged"
            yield Finding(file=name, problem=problem, detail=str(failure))
            continue
        files.append(file)
        for finding in _file_findings(file, path, name):
            sound = False
            yield finding
    folder = key.folder(root).relative_to(root).as_posix()
    yield from _mixed(files, folder)
    if sound:
        yield from _holes(root, key, folder)


def _file_findings(file: StoredFile, path: Path, name: str) -> Iterator[Finding]:
    """Check the rows of one file."""
    key = file.facts.key
    try:
        table = pq.read_table(pa.BufferReader(path.read_bytes()), page_checksum_verification=True)
        rows = file.rows()
    except (OSError, pa.ArrowException) as failure:
        yield Finding(file=name, problem="damaged", detail=f"its pages cannot be decoded: {failure}")
        return
    if table.schema.remove_metadata() != schema_of(is_daily=key.is_daily):
        yield Finding(file=name, problem="damaged", detail="its columns are not those of the store")
        return
    yield from _strangers(table, key, name)
    yield from _row_findings(rows, file, name)


def _strangers(table: pa.Table, key: SeriesKey, name: str) -> Iterator[Finding]:
    """Find rows of another series."""
    for column, value in {"asset": key.asset, "interval": key.interval, "source": key.source}.items():
        strange = pc.filter(table.column(column), pc.not_equal(table.column(column), value))
        if len(strange):
            detail = f"{len(strange)} rows have {column} {strange[0].as_py()!r}, not {value!r}"
            yield Finding(file=name, problem="wrong_place", detail=detail)


def _row_findings(rows: Rows, file: StoredFile, name: str) -> Iterator[Finding]:
    """Find rows of another period, out of order, or repeated."""
    facts = file.facts
    outside = periods_of(rows.keys, is_daily=facts.key.is_daily).astype(str) != facts.period
    if outside.any():
        detail = f"{int(outside.sum())} rows are not of {facts.period}, first {rows.keys[outside][0]}"
        yield Finding(file=name, problem="wrong_place", detail=detail)
    same_key, later = np.diff(rows.keys) == np.timedelta64(0), np.diff(rows.fetched) > np.timedelta64(0)
    ordered = (np.diff(rows.keys) > np.timedelta64(0)) | (same_key & later)
    twice = same_key & (np.diff(rows.fetched) == np.timedelta64(0))
    if (~(ordered | twice)).any():
        place = rows.keys[1:][~(ordered | twice)][0]
        yield Finding(file=name, problem="order", detail=f"rows are out of order, first at {place}")
    before, after = rows.take(np.arange(len(rows))[:-1]), rows.take(np.arange(len(rows))[1:])
    repeats = twice | (same_key & same_values(before.values, after.values)) if len(before) else twice
    if repeats.any():
        detail = f"{int(repeats.sum())} rows repeat the one before, first at {after.keys[repeats][0]}"
        yield Finding(file=name, problem="repeat", detail=detail)


def _mixed(files: list[StoredFile], folder: str) -> Iterator[Finding]:
    """Find simulated files beside real ones, and files with dividends beside files without."""
    for what in ("simulated", "actions"):
        if len({getattr(one.facts, what) for one in files}) > 1:
            yield Finding(file=folder, problem="mixed", detail=f"its files differ in {what!r}")


def _holes(root: Path, key: SeriesKey, folder: str) -> Iterator[Finding]:
    """Find the sessions of which nothing is held."""
    reading = read_for_counting(root, key)
    try:
        holes = hole_sessions(session_counts(reading, asset_of(reading.facts)))
    except AftershockError as failure:
        yield Finding(file=folder, problem="hole", detail=f"not checked: {failure}", serious=False)
        return
    if len(holes):
        listed = ", ".join(str(day.date()) for day in holes[:3]) + (" ..." if len(holes) > 3 else "")
        count = "1 session" if len(holes) == 1 else f"{len(holes)} sessions"
        detail = f"{count} without a price: {listed}"
        yield Finding(file=folder, problem="hole", detail=detail, serious=False)


def _foreign_files(root: Path, keys: list[SeriesKey]) -> Iterator[Finding]:
    """Find files that no series counts as its own."""
    own = {path for key in keys for path in period_files(key.folder(root), is_daily=key.is_daily)}
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_dir() or path in own or path.name == LOCK_NAME:
            continue
        name = path.relative_to(root).as_posix()
        if path.name.endswith(UNFINISHED):
            detail = "left by a writer that died; the next append to the series removes it"
            yield Finding(file=name, problem="unfinished", detail=detail, serious=False)
        else:
            mistakable = path.suffix == SUFFIX
            detail = "no file of the store; move it elsewhere" if mistakable else "no file of the store"
            yield Finding(file=name, problem="foreign", detail=detail, serious=mistakable)
