"""Price files as they stand on disk: bytes to columns of text, numbers and labels."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError

_SEPARATORS = {".csv": ",", ".tsv": "\t"}
_MISSING = [".", "ND", "#N/A"]


@dataclass(frozen=True, eq=False, kw_only=True)
class PriceFile:
    """Hold the columns of a file that were asked for, as read.

    Parameters
    ----------
    name : str
        How errors call the file.
    time_column : str
        Column of the labels.
    frame : pandas.DataFrame
        The columns, with the rows numbered as lines of the file.
    sha256 : str
        Digest of the bytes.
    start_column : str, optional
        Column of the starts of bars, where the labels are their ends and both are stored.

    Examples
    --------
    >>> PriceFile(name="a.csv", time_column="date", frame=pd.DataFrame({"date": []}), sha256="").name
    'a.csv'
    """

    name: str
    time_column: str
    frame: pd.DataFrame
    sha256: str
    start_column: str | None = None

    def numbers(self, column: str) -> pd.Series[Any]:
        """Read a column as numbers.

        Parameters
        ----------
        column : str
            Name in the file.

        Returns
        -------
        pandas.Series of float
            NaN where the cell is empty.

        Raises
        ------
        PriceError
            Names the first line and value that is not a finite number.
        """
        raw = self.frame[column]
        values = pd.to_numeric(raw, errors="coerce").astype(np.float64)
        bad = (values.isna() & raw.notna()) | np.isinf(values)
        if bad.any():
            line = raw.index[bad][0]
            raise PriceError(
                f"{self.name}, line {line}: {column} is {raw[bad].iloc[0]!r}, not a number "
                f"({int(bad.sum())} such rows). Mend the file, or name another column.",
                file=self.name,
                line=int(line),
                column=column,
                value=str(raw[bad].iloc[0]),
            )
        return values


def read_price_file(
    path: Path, *, name: str, time_column: str | None, columns: Iterable[str], text: Iterable[str] = ()
) -> PriceFile:
    """Read some columns of a CSV, TSV (gzipped or not) or Parquet file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        How errors call it.
    time_column : str or None
        Column of the labels; None for the first.
    columns : iterable of str
        Other columns needed.
    text : iterable of str
        Those of ``columns`` that are kept as printed, such as contract months.

    Returns
    -------
    PriceFile
        The columns as they stand; empty cells are missing.

    Raises
    ------
    PriceError
        If the file is absent, damaged, empty, of another kind, or lacks a column.

    Examples
    --------
    >>> read_price_file(Path("no.csv"), name="no.csv", time_column=None, columns=["close"])
    Traceback (most recent call last):
    aftershock.errors.PriceError: The price file no.csv does not exist.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise PriceError(f"The price file {name} does not exist.", file=name) from None
    except OSError as failure:
        raise PriceError(f"The price file {name} cannot be read: {failure.strerror}.", file=name) from None
    if path.name.endswith(".parquet"):
        frame, label = _read_parquet(content, name, time_column, list(columns))
    else:
        frame, label = _read_text(content, path, name, time_column, list(columns), list(text))
    if frame.empty:
        raise PriceError(f"The price file {name} has a header but no rows.", file=name)
    return PriceFile(name=name, time_column=label, frame=frame, sha256=hashlib.sha256(content).hexdigest())


def read_sample(path: Path, *, name: str, rows: int = 400) -> pd.DataFrame:
    """Read the first rows of a price file with all its columns, labels as text.

    Use it to look at a file that nobody has described yet.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        How errors call it.
    rows : int
        How many.

    Returns
    -------
    pandas.DataFrame
        The rows as text; a labelled index of Parquet counts as the first column.

    Raises
    ------
    PriceError
        If the file is damaged or empty, or of another kind.

    Examples
    --------
    >>> from aftershock.markets import sample_folder
    >>> read_sample(sample_folder() / "SPX.csv", name="SPX.csv", rows=1).columns.tolist()
    ['date', 'close']
    """
    try:
        if path.name.lower().endswith(".parquet"):
            frame = pd.read_parquet(path).head(rows)
            frame = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
            frame = frame.rename(columns=str).astype("str")
        else:
            stem = path.name.lower().removesuffix(".gz")
            opened = gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")
            with opened as file:
                frame = pd.read_csv(
                    file, sep=_SEPARATORS[Path(stem).suffix], nrows=rows, dtype="str", encoding="utf-8-sig"
                )
    except (ValueError, OSError, EOFError, zlib.error) as failure:
        raise PriceError(f"it cannot be read: {str(failure).strip().rstrip('.')}.", file=name) from None
    if frame.empty:
        raise PriceError("it holds no rows.", file=name)
    return frame


def _read_text(
    content: bytes, path: Path, name: str, time_column: str | None, columns: list[str], text: list[str]
) -> tuple[pd.DataFrame, str]:
    """Read delimited text; labels stay text."""
    stem = path.name.removesuffix(".gz")
    separator = _SEPARATORS.get(Path(stem).suffix)
    if separator is None:
        raise PriceError(
            f"{name} is of an unknown kind; allowed are .csv, .tsv (both also .gz) and .parquet.", file=name
        )
    try:
        plain = gzip.decompress(content) if path.name.endswith(".gz") else content
        header = list(pd.read_csv(BytesIO(plain), sep=separator, nrows=0, encoding="utf-8-sig").columns)
        label = _check_columns(name, header, time_column, columns)
        frame = pd.read_csv(
            BytesIO(plain),
            sep=separator,
            usecols=[label, *columns],
            dtype=dict.fromkeys([label, *text], "str"),
            na_values=_MISSING,
            encoding="utf-8-sig",
            low_memory=False,
        )
    except pd.errors.EmptyDataError:
        raise PriceError(f"The price file {name} is empty.", file=name) from None
    except (pd.errors.ParserError, UnicodeDecodeError, OSError, EOFError, zlib.error) as failure:
        raise PriceError(f"The price file {name} is damaged: {str(failure).strip()}.", file=name) from None
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame, label


def _read_parquet(
    content: bytes, name: str, time_column: str | None, columns: list[str]
) -> tuple[pd.DataFrame, str]:
    """Read Parquet; a labelled index counts as the first column."""
    try:
        frame = pd.read_parquet(BytesIO(content))
    except (OSError, ValueError) as failure:
        raise PriceError(f"The price file {name} is damaged: {str(failure).strip()}.", file=name) from None
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    label = _check_columns(name, [str(column) for column in frame.columns], time_column, columns)
    frame = frame[list(dict.fromkeys([label, *columns]))]
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame, label


def _check_columns(name: str, header: list[str], time_column: str | None, columns: list[str]) -> str:
    """Refuse columns the file does not have; return the column of labels."""
    label = header[0] if time_column is None else time_column
    missing = [column for column in (label, *columns) if column not in header]
    if missing:
        raise PriceError(
            f"{name} has no column {missing[0]!r}; its columns are {', '.join(header)}.",
            file=name,
            column=missing[0],
            columns=tuple(header),
        )
    return label
