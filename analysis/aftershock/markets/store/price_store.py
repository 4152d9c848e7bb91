"""The store as its users see it: append, read, and say what is held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aftershock.markets.prices import PriceSeries
from aftershock.markets.store.coverage import (
    asset_of,
    coverage_frame,
    read_for_counting,
    session_counts,
)
from aftershock.markets.store.instants import as_instant
from aftershock.markets.store.layout import SeriesKey, held_keys, period_files, store_root
from aftershock.markets.store.revisions import Appended
from aftershock.markets.store.verification import problems_frame
from aftershock.markets.store.writing import append_series

if TYPE_CHECKING:
    from aftershock.markets.store.source import StoreSource

_LOCK_SECONDS = 60.0


class PriceStore:
    """Keep prices so that they last, and so that it stays known what was known when.

    Use it for bars, which vendors delete after weeks, and wherever a result must be computed again from the
    prices of then. Rows are only ever added: a changed one is kept beside the old one with the time it was
    fetched. Files are Parquet, at ``ROOT/ASSET/INTERVAL/SOURCE/PERIOD.parquet``.

    Parameters
    ----------
    root : str or path, optional
        Folder of the store; the environment's ``AFTERSHOCK_HOME`` by default, else ``data/prices`` under the
        current folder. It is made by the first append.
    lock_timeout : float
        Seconds to wait while another process writes to the same series.

    Examples
    --------
    >>> import tempfile
    >>> from aftershock.markets import load_prices
    >>> spx = load_prices("SPX", start="2019-01-02", end="2019-03-29", source="sample")["SPX"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = PriceStore(folder)
    ...     print(store.append(spx), store.append(spx))
    Appended(new=61, revised=0, unchanged=0) Appended(new=0, revised=0, unchanged=61)
    """

    def __init__(self, root: str | Path | None = None, *, lock_timeout: float = _LOCK_SECONDS) -> None:
        self._root = store_root(root)
        self._lock_timeout = lock_timeout

    @property
    def root(self) -> Path:
        """Folder of the store."""
        return self._root

    def append(
        self, series: PriceSeries, *, fetched_at: str | datetime | None = None, licence: str = ""
    ) -> Appended:
        """Add the rows of a series that are new or changed; nothing held is ever overwritten or removed.

        Parameters
        ----------
        series : PriceSeries
            The prices; their origin names the source. Only finished rows.
        fetched_at : str or datetime, optional
            When they were fetched: aware, or ISO with an offset. Now by default. An append that is older than
            what is held becomes part of what was known then.
        licence : str
            Terms under which they were had, kept with the series.

        Returns
        -------
        Appended
            How many rows were new, revised and unchanged. When it is returned, they are on the disk. Where
            nothing is new no file is touched.

        Raises
        ------
        StoreError
            If simulated rows meet real ones, rows with dividends meet rows without, two values claim the
            same ``fetched_at``, a row was not finished, the file held is damaged, the disk is full or the
            folder cannot be written; what was held stays as it was.
        PriceError
            If ``fetched_at`` is naive.
        """
        time = pd.Timestamp.now("UTC") if fetched_at is None else fetched_at
        return append_series(
            self._root,
            series,
            fetched_at=as_instant("fetched_at", time),
            licence=licence,
            timeout=self._lock_timeout,
        )

    def source(self, name: str | None = None, *, as_of: str | datetime | None = None) -> StoreSource:
        """Open the store as a source of prices.

        Parameters
        ----------
        name : str, optional
            Read only what came from this source; needed where an asset is held from several.
        as_of : str or datetime, optional
            Read the store as it was known at this instant: aware, or ISO with an offset.

        Returns
        -------
        StoreSource
            For ``load_prices(..., source=...)``.

        Raises
        ------
        PriceError
            If the store is not there, holds nothing of that name, or ``as_of`` is naive.
        """
        from aftershock.markets.store.source import StoreSource

        return StoreSource(self._root, name=name, as_of=as_of)

    def keys(
        self, *, asset: str | None = None, interval: str | None = None, source: str | None = None
    ) -> list[SeriesKey]:
        """List the series held, all or those of an asset, an interval or a source.

        Returns
        -------
        list of SeriesKey
            In order of asset, interval and source.
        """
        return held_keys(self._root, asset=asset, interval=interval, source=source)

    def paths(self, key: SeriesKey) -> list[Path]:
        """List the files of a series, oldest first."""
        return period_files(key.folder(self._root), is_daily=key.is_daily)

    def session_counts(self, key: SeriesKey) -> pd.Series[Any]:
        """Count the prices held of each session of a series.

        Returns
        -------
        pandas.Series
            By session, from the first row to the last: 1 or 0 for daily prices, the number of bars for bars.
        """
        reading = read_for_counting(self._root, key)
        return session_counts(reading, asset_of(reading.facts))

    def coverage(self, keys: Iterable[SeriesKey] | None = None) -> pd.DataFrame:
        """Say what is held, and where the holes are.

        Parameters
        ----------
        keys : iterable of SeriesKey, optional
            Only these series.

        Returns
        -------
        pandas.DataFrame
            One row a series: asset, interval, source, simulated, first, last, rows, revisions, holes,
            first_hole, thin, fetched; see `coverage_frame`.
        """
        return coverage_frame(self._root, self.keys() if keys is None else keys)

    def verify(self, keys: Iterable[SeriesKey] | None = None) -> pd.DataFrame:
        """Check every file: checksums, order, repeats, rows in the wrong file, holes.

        Parameters
        ----------
        keys : iterable of SeriesKey, optional
            Only these series; without it, files that are in the wrong place altogether are found as well.

        Returns
        -------
        pandas.DataFrame
            One row a finding: file, problem, detail, serious; empty if all is well. Holes are findings that
            are not serious: they are in the source's data, not in the store.
        """
        return problems_frame(self._root, keys)

    def __repr__(self) -> str:
        """Print one line."""
        return f"PriceStore({str(self._root)!r}, {len(self.keys())} series)"
