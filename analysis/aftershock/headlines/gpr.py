"""The daily index of geopolitical risk: a series to set beside headlines, not headlines."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.headlines.content import decode, load_content
from aftershock.headlines.stamps import parse_stamp
from aftershock.headlines.tables import DELIMITERS, first_line, split_line, table_cells

GPR_COLUMNS = ("gpr", "acts", "threats")

_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "date": "date",
        "day": "day",
        "gprd": "gpr",
        "gpr": "gpr",
        "gprd_act": "acts",
        "gpr_act": "acts",
        "acts": "acts",
        "gprd_threat": "threats",
        "gpr_threat": "threats",
        "threats": "threats",
    }
)
_EXCEL: Mapping[str, str] = MappingProxyType({".xls": "xlrd", ".xlsx": "openpyxl"})
_NOTE = (
    "Caldara and Iacoviello's daily index is counted from newspapers, which print the day after: it lags the "
    "news, and is revised."
)
_LISTED = 5


def read_gpr(path: str | os.PathLike[str]) -> pd.DataFrame:
    r"""Read the daily index of geopolitical risk of Caldara and Iacoviello.

    Use it as a slow control beside a study, or to find calm days: it says how much newspapers wrote of
    war and terror, not when anything happened. Being counted from papers that appear the day after, it
    must not serve as the instant of an event.

    Parameters
    ----------
    path : str or path
        The daily file as CSV or TSV with the columns ``GPRD``, ``GPRD_ACT``, ``GPRD_THREAT`` and a date
        (or ``DAY`` as 20220217), or as .xls or .xlsx where xlrd or openpyxl is installed. A string with line
        breaks is the text itself.

    Returns
    -------
    pandas.DataFrame
        float64 columns ``gpr``, ``acts`` and ``threats`` (index points, mean 100 over 1985-2019),
        indexed by ``date``: naive midnights, ascending, calendar days and no sessions. ``attrs`` holds
        ``origin`` and ``note``.

    NaN handling: a value that the file leaves empty is NaN; nothing is filled.

    Raises
    ------
    HeadlineError
        If the file cannot be read, is the monthly one, a column is missing, or days are unreadable, double
        or not numbers; the first of them are listed.

    Examples
    --------
    >>> index = read_gpr("date,GPRD,GPRD_ACT,GPRD_THREAT\n2022-02-17,210.5,150.1,260.2\n")
    >>> index.loc["2022-02-17"].tolist()
    [210.5, 150.1, 260.2]
    """
    names, lines, origin = _load(path)
    places = _positions(names, origin)
    found = [(line, [cells[place] for place in places.values()]) for line, cells in lines]
    read = [_read_row(cells) for _, cells in found]
    bad = [
        f"line {line}: {', '.join(cells)}"
        for (line, cells), row in zip(found, read, strict=True)
        if row is None
    ]
    _refuse_bad_rows(bad, rows=len(found), origin=origin)
    good = [row for row in read if row is not None]
    days = pd.DatetimeIndex(np.array([day for day, _ in good], dtype="datetime64[ns]"), name="date")
    values = np.array([row for _, row in good], dtype=np.float64)
    frame = pd.DataFrame(values, index=days, columns=list(GPR_COLUMNS)).sort_index()
    if frame.index.has_duplicates:
        double = [str(day)[:10] for day in frame.index[frame.index.duplicated()]]
        raise HeadlineError(
            f"{origin} has more than one row for {', '.join(double[:_LISTED])}. Keep one vintage of the index.",
            dates=double,
        )
    frame.attrs = {"origin": origin, "note": _NOTE}
    return frame


def _load(path: str | os.PathLike[str]) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    """Column names, rows with their lines, and name of the file."""
    suffix = "" if isinstance(path, str) and "\n" in path else Path(path).suffix.lower()
    if suffix in _EXCEL:
        return *_load_excel(Path(path), _EXCEL[suffix]), Path(path).name
    content = load_content(path)
    text = decode(content.data, origin=content.origin)
    header = first_line(text)
    delimiter = max(DELIMITERS, key=lambda mark: len(split_line(header, delimiter=mark)))
    names = split_line(header, delimiter=delimiter)
    labels = [str(position) for position in range(len(names))]
    rows = table_cells(text, delimiter=delimiter, labels=labels)
    return names, [(line, list(cells.values())) for line, cells, _ in rows], content.origin


def _load_excel(path: Path, engine: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Column names, and rows with their lines, of the first sheet of a workbook."""
    try:
        table = pd.read_excel(path, engine=engine)  # type: ignore[call-overload]
    except ImportError as error:
        raise HeadlineError(
            f"Reading {path.name} needs {engine}, which is not installed. Install it (pip install {engine}), or "
            "save the sheet as CSV.",
            needs=engine,
        ) from error
    except Exception as error:
        raise HeadlineError(
            f"{path.name} cannot be read as a workbook: {error}. Save the sheet as CSV."
        ) from error
    rows = [[_excel_text(cell) for cell in row] for row in table.itertuples(index=False, name=None)]
    return [str(name) for name in table.columns], list(enumerate(rows, start=2))


def _excel_text(cell: Any) -> str:
    """Text of a cell of a workbook."""
    if pd.isna(cell):
        return ""
    return cell.strftime("%Y-%m-%d") if isinstance(cell, pd.Timestamp) else str(cell).strip()


def _positions(names: Sequence[str], origin: str) -> dict[str, int]:
    """Find where each column of the index stands; refuses a file that lacks one."""
    known = {_MEANINGS.get(name.lower(), ""): position for position, name in reversed(list(enumerate(names)))}
    if "day" in known:
        known.setdefault("date", known["day"])
    missing = [name for name in ("date", *GPR_COLUMNS) if name not in known]
    if missing:
        monthly = " This looks like the monthly file." if "month" in map(str.lower, names) else ""
        raise HeadlineError(
            f"{origin} lacks {' and '.join(missing)}; found: {', '.join(names[:20])}.{monthly} Pass the daily "
            "file, with a date, GPRD, GPRD_ACT and GPRD_THREAT.",
            missing=missing,
            found=list(names),
        )
    return {name: known[name] for name in ("date", *GPR_COLUMNS)}


def _read_row(cells: Sequence[str]) -> tuple[np.datetime64, tuple[float, ...]] | None:
    """Day and values of a row; None if it has no day, or a value that is no number."""
    try:
        stamp = parse_stamp(cells[0].removesuffix(".0"))
        return stamp.local.astype("datetime64[D]"), tuple(_number(cell) for cell in cells[1:])
    except ValueError:
        return None


def _number(text: str) -> float:
    """Value of a cell; NaN if it is empty."""
    if text in {"", "NaN", "nan", "."}:
        return float("nan")
    value = float(text)
    if not np.isfinite(value):
        raise ValueError(text)
    return value


def _refuse_bad_rows(bad: Sequence[str], *, rows: int, origin: str) -> None:
    """Raise if there are rows that cannot be read, listing the first, or no rows at all."""
    if bad or not rows:
        listed = "; ".join(text[:100] for text in bad[:_LISTED]) or "there are none"
        raise HeadlineError(
            f"{origin}: {len(bad)} of {rows} rows lack a date as ISO or a number: {listed}. "
            "Correct them and read again.",
            rows=list(bad),
        )
