"""One file of the store: rows and facts to sealed Parquet bytes, and back, checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aftershock.errors import StoreError
from aftershock.markets.store.facts import FACTS_NAME, SeriesFacts, for_file
from aftershock.markets.store.layout import SUFFIX, SeriesKey
from aftershock.markets.store.rows import Rows, from_arrow, to_arrow, value_columns
from aftershock.markets.store.sealing import BLANK, SEAL_NAME, seal_of, sealed

_COMPRESSION = "zstd"
_REPEATING = ["asset", "interval", "source", "contract", "fetched_at"]
_STEADY = ("start", "end")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Give access to one file that was found whole.

    Parameters
    ----------
    facts : SeriesFacts
        What holds for all its rows.
    parquet : pyarrow.parquet.ParquetFile
        The rows, not yet decoded.
    """

    facts: SeriesFacts
    parquet: pq.ParquetFile

    def rows(self, columns: Sequence[str] | None = None) -> Rows:
        """Decode the rows: all columns of values, or those named; one that holds nothing is all missing."""
        is_daily = self.facts.key.is_daily
        wanted = value_columns(is_daily=is_daily) if columns is None else columns
        label = "session" if is_daily else "end"
        table = self.parquet.read([label, "fetched_at", *wanted], use_threads=False)
        return from_arrow(table, is_daily=is_daily, columns=wanted)


def file_bytes(rows: Rows, facts: SeriesFacts, *, period: str) -> bytes:
    """Write the rows of a period as the bytes of a file.

    Parameters
    ----------
    rows : Rows
        In order of key and of fetching.
    facts : SeriesFacts
        What holds for all of them.
    period : str
        Year or month.

    Returns
    -------
    bytes
        Sealed Parquet; the same rows and facts give the same bytes.
    """
    table = to_arrow(rows, facts.key)
    filled = tuple(name for name in value_columns(is_daily=facts.key.is_daily) if _has_values(table, name))
    steady = [name for name in _STEADY if name in table.column_names]
    buffer = pa.BufferOutputStream()
    with pq.ParquetWriter(
        buffer,
        table.schema,
        compression=_COMPRESSION,
        use_dictionary=[name for name in _REPEATING if name in table.column_names],
        column_encoding=dict.fromkeys(steady, "DELTA_BINARY_PACKED") or None,
        write_page_checksum=True,
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(
            {FACTS_NAME: for_file(facts, period=period, columns=filled).text(), SEAL_NAME: BLANK}
        )
    return sealed(buffer.getvalue().to_pybytes())


def open_file(path: Path, key: SeriesKey) -> StoredFile:
    """Read a file and check that it is whole and where it belongs.

    Parameters
    ----------
    path : path
        The file.
    key : SeriesKey
        The series whose folder it lies in.

    Returns
    -------
    StoredFile
        Its facts, and its rows for decoding.

    Raises
    ------
    StoreError
        If it cannot be read, is not what was written, or belongs elsewhere.
    """
    try:
        data = path.read_bytes()
    except OSError as failure:
        raise StoreError(
            f"{path} cannot be read: {failure.strerror}. Check the disk and the permissions.", file=str(path)
        ) from failure
    return parsed_file(data, path, key)


def parsed_file(data: bytes, path: Path, key: SeriesKey) -> StoredFile:
    """Check the bytes of a file and open them.

    Raises
    ------
    StoreError
        If they are not what was written, or belong elsewhere.
    """
    if seal_of(data) is None:
        raise StoreError(
            f"{path} is damaged: its content does not match its checksum. Nothing was read from it. Put it back "
            "from a backup, or move it away and pull that period again.",
            file=str(path),
        )
    parquet = pq.ParquetFile(pa.BufferReader(data))
    try:
        facts = SeriesFacts.parse(parquet.metadata.metadata[FACTS_NAME.encode()].decode())
    except (KeyError, ValueError, json.JSONDecodeError):
        raise StoreError(
            f"{path} does not say which series it holds: it was written by another program or version.",
            file=str(path),
        ) from None
    if (facts.key, facts.period) != (key, path.name.removesuffix(SUFFIX)):
        raise StoreError(
            f"{path} holds {facts.key}, {facts.period}: it lies in the wrong place. Move it back to "
            f"{facts.key.folder(Path())}/{facts.period}{SUFFIX}.",
            file=str(path),
            holds=str(facts.key),
        )
    return StoredFile(facts, parquet)


def _has_values(table: pa.Table, name: str) -> bool:
    """Say whether a column holds any value."""
    return bool(table.column(name).null_count < len(table))
