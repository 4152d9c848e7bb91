"""Parquet: a stored data frame of headlines."""

from typing import Any

from aftershock.errors import HeadlineError
from aftershock.headlines.columns import check_meanings, find_labels, find_meanings
from aftershock.headlines.content import LARGEST
from aftershock.headlines.frame import Reading
from aftershock.headlines.json_documents import cell_text
from aftershock.headlines.records import Record, read_records
from aftershock.headlines.settings import ReadSettings
from aftershock.headlines.text import clean_text


def read_parquet(content: bytes, *, settings: ReadSettings) -> Reading:
    """Read headlines from the bytes of a Parquet file.

    Use it on stored data frames. Columns are understood as those of a table are; instants and spans
    keep their meaning, other values are carried along as text. The lines of rejected rows count from 1.

    Parameters
    ----------
    content : bytes
        The file.
    settings : ReadSettings
        Column mapping, zone of naive times, label of rows that name no source.

    Returns
    -------
    Reading
        One row a headline, and the rows that could not be used.

    Raises
    ------
    HeadlineError
        If the file is damaged or too large, a required column is missing, or no row can be used.
    ZoneError
        If a time has no offset and no zone is known for it.

    Examples
    --------
    >>> import io
    >>> import pandas as pd
    >>> stored, times = io.BytesIO(), pd.to_datetime(["2022-02-17T09:10Z"])
    >>> pd.DataFrame({"time": times, "headline": ["Talks"]}).to_parquet(stored)
    >>> read_parquet(stored.getvalue(), settings=ReadSettings()).rows["instant"].item()
    Timestamp('2022-02-17 09:10:00')
    """
    columns = _columns(content)
    names = [clean_text(name) for name, _ in columns]
    known = find_meanings(names, columns=settings.columns)
    check_meanings(names, known, subject="Parquet file")
    labels = find_labels(names, known)
    rows = zip(*(values for _, values in columns), strict=True)
    records = [_record(number, labels, row) for number, row in enumerate(rows, start=1)]
    if not records:
        raise HeadlineError(
            "The Parquet file has columns but no rows. Store at least one headline.", records=0
        )
    return read_records(records, settings=settings)


def _columns(content: bytes) -> list[tuple[str, list[Any]]]:
    """Names and values of the columns of a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content), thrift_string_size_limit=1 << 26)
        size = sum(file.metadata.row_group(number).total_byte_size for number in range(file.num_row_groups))
        if size > LARGEST:
            raise HeadlineError(
                f"The Parquet file unfolds to {size >> 20} MiB, more than the {LARGEST >> 20} MiB allowed. "
                "Split it first.",
                largest=LARGEST,
            )
        table = file.read()
        return [(name, table.column(number).to_pylist()) for number, name in enumerate(table.column_names)]
    except HeadlineError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise HeadlineError(f"The Parquet file is damaged: {error}. Store it again.") from error


def _record(number: int, labels: list[str], row: tuple[Any, ...]) -> Record:
    """Turn a row into a record."""
    try:
        cells = {label: cell_text(value) for label, value in zip(labels, row, strict=True)}
    except HeadlineError as error:
        return Record(number, {}, str(error))
    return Record(number, cells)
