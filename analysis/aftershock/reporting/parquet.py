"""The results as Parquet: every column typed once and for all, with its meaning in the file."""

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from aftershock import __version__

TEXTS: Final = frozenset(
    (
        "study event headlines headline asset window outcome unit unit_shown usual_from placebo_from "
        "placebo_reason name group other method reason"
    ).split()
)
DATES: Final = frozenset(("session", "date"))
INSTANTS: Final = frozenset(("instant", "before", "after"))
COUNTS: Final = frozenset(
    ("number merged_into n_others rank n_estimation n_masked n_placebos n_larger n_events n_other").split()
)
"""Columns by kind; all others are floating-point numbers."""


def parquet_bytes(results: pd.DataFrame, *, glossary: Mapping[str, str]) -> bytes:
    """Write a results frame as Parquet.

    Use it for pandas, R, DuckDB or Spark: unlike a CSV it needs no guessing of types. A column has its type by name,
    so that the files of two studies can be joined even where one of them has nothing in it.

    Parameters
    ----------
    results : DataFrame
        Columns of the glossary.
    glossary : mapping of str to str
        What each column means; kept as ``description`` in the metadata of its field.

    Returns
    -------
    bytes
        Numbers are doubles and counts 64-bit integers, as exact as they were measured; instants are microseconds in
        UTC, sessions dates. Missing is null. The same input gives the same bytes.

    Examples
    --------
    >>> frame = pd.DataFrame({"asset": ["SPX"], "rank": [3.0]})
    >>> file = parquet_bytes(frame, glossary={"asset": "Symbol.", "rank": "Rank."})
    >>> [str(field.type) for field in pq.read_schema(pa.BufferReader(file))]
    ['string', 'int64']
    """
    names = [str(name) for name in results.columns]
    fields = [pa.field(name, kind_of(name), metadata={"description": glossary[name]}) for name in names]
    schema = pa.schema(fields, metadata={"written_by": f"aftershock {__version__}"})
    columns = [
        pa.array([typed(value, field.type) for value in results[field.name].astype(object)], type=field.type)
        for field in fields
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def kind_of(name: str) -> pa.DataType:
    """Name the type of a column.

    Examples
    --------
    >>> str(kind_of("instant")), str(kind_of("move"))
    ('timestamp[us, tz=UTC]', 'double')
    """
    if name in TEXTS:
        return pa.string()
    if name in DATES:
        return pa.date32()
    if name in INSTANTS:
        return pa.timestamp("us", tz="UTC")
    return pa.int64() if name in COUNTS else pa.float64()


def typed(value: Any, kind: pa.DataType) -> Any:
    """Turn a cell into what a column of a type holds, None where it is missing."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if pa.types.is_date(kind):
        return pd.Timestamp(value).date()
    if pa.types.is_timestamp(kind):
        return pd.Timestamp(value).floor("us").to_pydatetime()
    if pa.types.is_string(kind):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value
