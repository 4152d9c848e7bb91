"""Adding rows to a series: under the lock, file by file, with what was held kept as it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aftershock.errors import StoreError
from aftershock.markets import calendars
from aftershock.markets.prices import PriceSeries
from aftershock.markets.store.durable import (
    only_writer,
    remove_unfinished,
    storing,
    sync_folders,
    write_whole,
)
from aftershock.markets.store.facts import SeriesFacts, facts_of, refuse_another_kind
from aftershock.markets.store.files import file_bytes, open_file
from aftershock.markets.store.layout import SUFFIX, SeriesKey, period_files, periods_of
from aftershock.markets.store.revisions import Appended, Merge, merged
from aftershock.markets.store.rows import Rows, rows_of
from aftershock.typing import InstantArray


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Hold what is to be written to one file."""

    path: Path
    period: str
    merge: Merge

    @property
    def is_needed(self) -> bool:
        """Whether the file would hold anything it does not hold already."""
        return self.merge.appended.new + self.merge.appended.revised > 0


def append_series(
    root: Path, series: PriceSeries, *, fetched_at: np.datetime64, licence: str, timeout: float
) -> Appended:
    """Add the rows of a series that are new or changed.

    Parameters
    ----------
    root : path
        Folder of the store.
    series : PriceSeries
        The prices.
    fetched_at : numpy.datetime64
        When they were fetched (UTC).
    licence : str
        Terms under which they were had.
    timeout : float
        Seconds to wait for another writer.

    Returns
    -------
    Appended
        Counts; when it is returned, the rows are on the disk.

    Raises
    ------
    StoreError
        If rows are unfinished, contradict the series, or cannot be written.
    """
    rows, facts = rows_of(series, fetched_at=fetched_at), facts_of(series, licence=licence)
    if not len(rows):
        return Appended()
    _refuse_unfinished(series, fetched_at)
    folder = facts.key.folder(root)
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder, timeout=timeout):
            remove_unfinished(folder)
            changes = _planned(folder, rows, facts)
            for change in changes:
                if change.is_needed:
                    write_whole(change.path, file_bytes(change.merge.rows, facts, period=change.period))
            sync_folders(folder, root=root)
    return sum((change.merge.appended for change in changes), Appended())


def _planned(folder: Path, rows: Rows, facts: SeriesFacts) -> list[Change]:
    """Work out every file before any is written."""
    held = period_files(folder, is_daily=facts.key.is_daily)
    if held:
        refuse_another_kind(open_file(held[-1], facts.key).facts, facts)
    periods = periods_of(rows.keys, is_daily=facts.key.is_daily)
    changes = []
    for period in np.unique(periods):
        path = folder / f"{period}{SUFFIX}"
        part = rows.take(periods == period)
        before = open_file(path, facts.key).rows() if path in held else rows.none()
        change = Change(path, str(period), merged(before, part))
        _refuse_clash(change.merge.clashes, facts.key, part.fetched[0])
        changes.append(change)
    if any(change.merge.restated for change in changes):
        _refuse_seam(held, rows, facts.key)
    return changes


def _refuse_clash(clashes: InstantArray, key: SeriesKey, fetched_at: np.datetime64) -> None:
    """Refuse two values of one session or bar from one and the same time."""
    if not len(clashes):
        return
    raise StoreError(
        f"{key} at {clashes[0]} is held with other values of the very same fetched_at {fetched_at}Z. Give each "
        "fetch its own time.",
        series=str(key),
        time=str(clashes[0]),
        fetched_at=str(fetched_at),
    )


def _refuse_seam(held: list[Path], rows: Rows, key: SeriesKey) -> None:
    """Refuse adjusted prices that were restated, unless they replace all that are held."""
    first, last = (open_file(path, key).rows(()).keys for path in (held[0], held[-1]))
    if rows.keys[0] <= first[0] and rows.keys[-1] >= last[-1]:
        return
    raise StoreError(
        f"The source has restated its adjusted prices of {key}, as it does after a dividend, and the new rows are "
        f"only a part of those held ({str(first[0])[:10]} to {str(last[-1])[:10]}): the two would not fit together. "
        "Append the whole range again, or let the source give dividends and splits.",
        series=str(key),
        first=str(first[0]),
        last=str(last[-1]),
    )


def _refuse_unfinished(series: PriceSeries, fetched_at: np.datetime64) -> None:
    """Refuse rows that were not over when they were fetched."""
    last = series.table.index[-1]
    if series.is_daily:
        asset = series.asset
        struck = calendars.strikes(asset.calendar, asset.trading, series.strike, last, last)
        known = struck.iloc[0] if len(struck) else last.tz_localize("UTC")
    else:
        known = last
    if known.tz_localize(None).to_datetime64() > fetched_at:
        raise StoreError(
            f"{series.asset.symbol} {series.interval}: the row of {last} is known at {known} only, after "
            f"fetched_at {fetched_at}Z. Leave unfinished rows out, or state when the rows were fetched.",
            asset=series.asset.symbol,
            row=str(last),
            fetched_at=str(fetched_at),
        )
