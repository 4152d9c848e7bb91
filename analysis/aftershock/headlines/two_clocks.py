"""Two clocks: stated times against exact ones, and the rows whose stated time is wrong."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.settings import ZoneRules
from aftershock.headlines.stamps import Stamp, parse_stamp
from aftershock.headlines.zones import localize, resolve_zone
from aftershock.typing import InstantArray

DELIMITERS = ",;\t|"

_HOUR = pd.Timedelta(hours=1)
_NO_RULES = ZoneRules()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClockComparison:
    """How well stated times agree with exact ones, and which are wrong.

    Returned by `compare_clocks`. Print it for a sentence; use ``wrong`` for the rows to look at.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a pair, in the order given: ``stated`` and ``exact`` (datetime64[ns, UTC]),
        ``difference`` (stated minus exact, timedelta64[ns]; NaT where a clock is missing), ``verdict``
        ("agrees", "differs", "wrong" or "missing") and ``whole_hours`` (bool: off by one hour or more
        and within the tolerance of a whole number of them, as a wrong zone or day would be).
    tolerance : pandas.Timedelta
        Largest difference, either way, that agrees.
    suspicious : pandas.Timedelta
        Differences beyond it, either way, are wrong.

    Examples
    --------
    >>> exact = pd.to_datetime(["2022-02-24T03:45:30Z", "2022-02-24T04:10:00Z"])
    >>> compare_clocks(exact.floor("min") + pd.to_timedelta(["0h", "1h"]), exact)
    <ClockComparison: 1 of 2 agree, 1 wrong>
    """

    rows: pd.DataFrame
    tolerance: pd.Timedelta
    suspicious: pd.Timedelta

    @property
    def n_compared(self) -> int:
        """Number of pairs in which neither clock is missing."""
        return int((self.rows["verdict"] != "missing").sum())

    @property
    def n_within(self) -> int:
        """Number of pairs that agree."""
        return int((self.rows["verdict"] == "agrees").sum())

    @property
    def share_within(self) -> float:
        """Share of the compared pairs that agree; NaN if none was compared."""
        return self.n_within / self.n_compared if self.n_compared else float("nan")

    @property
    def wrong(self) -> pd.DataFrame:
        """Rows that are stated wrongly, the worst first."""
        rows = self.rows[self.rows["verdict"] == "wrong"]
        size = rows["difference"].abs().to_numpy()
        return rows.iloc[np.argsort(-size, kind="stable")]

    def __str__(self) -> str:
        """Say how many agree and how many are wrong."""
        wrong = self.wrong
        missing = len(self.rows) - self.n_compared
        tail = f"; {missing} lack a clock" if missing else ""
        hours = f", {int(wrong['whole_hours'].sum())} of them by whole hours" if len(wrong) else ""
        return (
            f"{self.n_within} of {self.n_compared} stated times ({100 * self.share_within:.1f} %) are within "
            f"{_spell(self.tolerance)} of the exact ones; {len(wrong)} {'is' if len(wrong) == 1 else 'are'} "
            f"wrong by more than {_spell(self.suspicious)}{hours}{tail}."
        )

    def __repr__(self) -> str:
        """One line with the counts."""
        return f"<ClockComparison: {self.n_within} of {self.n_compared} agree, {len(self.wrong)} wrong>"


def compare_clocks(
    stated: Any,
    exact: Any,
    *,
    tolerance: str | timedelta = "2min",
    suspicious: str | timedelta = "30min",
) -> ClockComparison:
    """Compare stated times with exact ones, pair by pair.

    Use it on any set that has two clocks, such as a printed local time and the server's stamp, before
    you trust the first: the rows that are stated wrongly are listed, not silently accepted.

    Parameters
    ----------
    stated : pandas.Series, pandas.DatetimeIndex or ndarray of datetime64, shape (n,)
        Instants read from the stated times. Tz-aware, or a plain array in UTC. NaT is missing.
    exact : pandas.Series, pandas.DatetimeIndex or ndarray of datetime64, shape (n,)
        Instants known exactly, in the same order.
    tolerance : str or datetime.timedelta
        Largest difference that agrees; 0 or more.
    suspicious : str or datetime.timedelta
        Differences beyond it are wrong; not below ``tolerance``.

    Returns
    -------
    ClockComparison
        Shares, counts and rows; pairs with a missing clock are kept, counted and left out of the share.

    Raises
    ------
    HeadlineError
        If the two have different lengths or labels, are naive pandas times or no times at all, or a
        span makes no sense.

    Examples
    --------
    >>> exact = pd.to_datetime(["2022-02-24T03:45:30Z", "2022-02-24T04:10:00Z"])
    >>> comparison = compare_clocks(exact.floor("min") + pd.to_timedelta(["0h", "1h"]), exact)
    >>> comparison.share_within, comparison.wrong.index.tolist()
    (0.5, [1])
    """
    allowed, limit = _span("tolerance", tolerance), _span("suspicious", suspicious)
    if limit < allowed:
        raise HeadlineError(
            f"suspicious is {limit}, below tolerance={allowed}; it must be at least as large.",
            tolerance=allowed,
            suspicious=limit,
        )
    index = _common_index(stated, exact)
    rows = pd.DataFrame(
        {"stated": _instants("stated", stated), "exact": _instants("exact", exact)}, index=index
    )
    rows["difference"] = (rows["stated"] - rows["exact"]).dt.as_unit("ns")
    size = rows["difference"].abs()
    rows["verdict"] = np.select(
        [size.isna(), size <= allowed, size > limit], ["missing", "agrees", "wrong"], default="differs"
    )
    hours = size.dt.round("h")
    rows["whole_hours"] = (hours >= _HOUR) & ((size - hours).abs() <= allowed)
    return ClockComparison(rows=rows, tolerance=allowed, suspicious=limit)


def read_clocks(
    path: str | Path,
    *,
    stated: str,
    exact: str,
    zone: str | None = None,
    rules: ZoneRules = _NO_RULES,
) -> pd.DataFrame:
    r"""Read two columns of times from a delimited table.

    Use it to feed `compare_clocks` with a file, without regard to its other columns.

    Parameters
    ----------
    path : str or path
        A CSV or TSV file in UTF-8 whose first line names the columns.
    stated : str
        Column of the stated times; two columns that belong together are joined by a plus, such as
        "date+time".
    exact : str
        Column of the exact times, with an offset from UTC.
    zone : str, optional
        Zone of stated times without an offset; local times in a repeated hour are read as its first
        occurrence.
    rules : ZoneRules, optional
        How press abbreviations are read.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``line`` (the line of the file): ``stated`` and ``exact`` (datetime64[ns, UTC]; NaT
        where a cell is empty), then the columns of the file that were not used, as text.

    Raises
    ------
    HeadlineError
        If the file cannot be read, a column is missing, or a time cannot be read; the line is named.
    ZoneError
        If a time has no offset and no zone is given, or the zone is unknown.

    Examples
    --------
    >>> import tempfile
    >>> table = "day,clock,server\n2022-02-24,05:45,2022-02-24T03:45:30Z\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "posts.csv").write_text(table)
    ...     clocks = read_clocks(Path(folder) / "posts.csv", stated="day+clock", exact="server", zone="Kyiv")
    >>> (clocks["stated"] - clocks["exact"]).tolist()
    [Timedelta('-1 days +23:59:30')]
    """
    table = _table(Path(path))
    parts = [name.strip() for name in stated.split("+")] if stated not in table else [stated]
    _require(table, [*parts, exact])
    joined = [
        " ".join(filter(None, map(str.strip, cells)))
        for cells in zip(*(table[name] for name in parts), strict=True)
    ]
    read = {
        "stated": _read_times(joined, table.index, column=stated, zone=zone, rules=rules),
        "exact": _read_times(table[exact].tolist(), table.index, column=exact, zone=None, rules=rules),
    }
    rest = table.drop(columns=[*parts, exact]).drop(columns=list(read), errors="ignore")
    return pd.concat([pd.DataFrame(read, index=table.index), rest], axis="columns")


def _span(name: str, given: str | timedelta) -> pd.Timedelta:
    """Check a span of time, 0 or more."""
    try:
        span = pd.Timedelta(given)
    except ValueError as error:
        raise HeadlineError(f"{name} is {given!r}; it must be a span such as '2min'.", given=given) from error
    if not span >= pd.Timedelta(0):
        raise HeadlineError(f"{name} is {given!r}; it must be 0 or more, such as '2min'.", given=given)
    return span


def _common_index(stated: Any, exact: Any) -> pd.Index:
    """Labels of the pairs, which both must share where both have labels."""
    if len(stated) != len(exact):
        raise HeadlineError(
            f"stated holds {len(stated)} times and exact {len(exact)}; pass one of each for every row.",
            stated=len(stated),
            exact=len(exact),
        )
    labels = [times.index for times in (stated, exact) if isinstance(times, pd.Series)]
    if len(labels) == 2 and not labels[0].equals(labels[1]):
        raise HeadlineError("stated and exact have different labels; bring them into one frame first.")
    return labels[0] if labels else pd.RangeIndex(len(stated))


def _instants(name: str, times: Any) -> pd.DatetimeIndex:
    """Tz-aware UTC instants of pandas times or of a plain array."""
    if isinstance(times, np.ndarray) and times.dtype.kind == "M":
        return pd.DatetimeIndex(times).tz_localize("UTC").as_unit("ns")
    index = pd.Index(times)
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        raise HeadlineError(
            f"{name} holds {index.dtype}; it must hold tz-aware times, such as datetime64[ns, UTC]. Turn local "
            "times into instants with localize first.",
            dtype=str(index.dtype),
        )
    return index.tz_convert("UTC").as_unit("ns")


def _table(path: Path) -> pd.DataFrame:
    """Cells of a delimited file as text, indexed by line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise HeadlineError(f"{path} cannot be read as a table in UTF-8: {error}.", path=str(path)) from error
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise HeadlineError(f"{path} cannot be read from line {reader.line_num} on: {error}.") from error
    names = [name.strip() for name in rows[0][1]] if rows else []
    padded = [[*cells, *[""] * len(names)][: len(names)] for _, cells in rows[1:]]
    return pd.DataFrame(
        padded, columns=names, index=pd.Index([line for line, _ in rows[1:]], name="line"), dtype="str"
    )


def _require(table: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a table that lacks a column."""
    if missing := [name for name in names if name not in table]:
        raise HeadlineError(
            f"The table lacks a column {' and '.join(map(repr, missing))}; found: "
            f"{', '.join(map(str, table.columns)) or 'none'}.",
            missing=missing,
            found=list(table.columns),
        )


def _read_times(
    cells: Sequence[str], lines: pd.Index, *, column: str, zone: str | None, rules: ZoneRules
) -> pd.DatetimeIndex:
    """Instants of the cells of one column; NaT for empty ones."""
    known = None if zone is None else resolve_zone(zone, rules=rules)
    instants: InstantArray = np.full(len(cells), np.datetime64("NaT", "ns"))
    local: InstantArray = instants.copy()
    for at, (line, cell) in enumerate(zip(lines, cells, strict=True)):
        stamp = _stamp(cell, line=line, column=column, needs_offset=known is None)
        if stamp is not None and stamp.offset is not None:
            instants[at] = stamp.instant
        elif stamp is not None:
            local[at] = stamp.local
    if known is not None:
        instants = np.where(np.isnat(local), instants, localize(local, known).instants)
    return pd.DatetimeIndex(instants).tz_localize("UTC").as_unit("ns")


def _stamp(cell: str, *, line: int, column: str, needs_offset: bool) -> Stamp | None:
    """Stamp of one cell, None for an empty one; errors name its line and column."""
    if not cell.strip():
        return None
    try:
        stamp = parse_stamp(cell)
    except HeadlineError as error:
        raise HeadlineError(f"line {line}, column {column!r}: {error}.", line=line, column=column) from error
    if needs_offset and stamp.offset is None:
        raise ZoneError(
            f"line {line}, column {column!r}: the time {cell!r} has no offset; write one, or for stated times "
            "pass zone=, e.g. zone='Europe/Kyiv'.",
            line=line,
            column=column,
        )
    return stamp


def _spell(span: pd.Timedelta) -> str:
    """Spell a span in minutes."""
    return f"{span.total_seconds() / 60:g} min"
