"""Row labels as printed: session dates, and bar labels to starts and ends in UTC."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.files import PriceFile
from aftershock.typing import UTC, BarLabel, BoolArray, IntArray


def session_labels(file: PriceFile) -> pd.DatetimeIndex:
    """Read the labels of daily rows as session dates.

    Parameters
    ----------
    file : PriceFile
        The rows; a label is an ISO date, anything behind the date is left out.

    Returns
    -------
    pandas.DatetimeIndex of shape (n,)
        Naive midnights.

    Raises
    ------
    PriceError
        Names the first line whose label is not a date.

    Examples
    --------
    >>> rows = pd.DataFrame({"date": ["2022-02-17", "2022-02-18"]}, index=[2, 3])
    >>> str(session_labels(PriceFile(name="a.csv", time_column="date", frame=rows, sha256=""))[0].date())
    '2022-02-17'
    """
    raw = file.frame[file.time_column]
    if isinstance(raw.dtype, pd.DatetimeTZDtype) or np.issubdtype(np.asarray(raw).dtype, np.datetime64):
        dates = pd.DatetimeIndex(raw).tz_localize(None).normalize()
    else:
        dates = pd.DatetimeIndex(
            pd.to_datetime(raw.astype("str").str[:10], format="%Y-%m-%d", errors="coerce")
        )
    _refuse_unread(file, np.asarray(dates.isna()), "a date; write it as 2022-02-17")
    return pd.DatetimeIndex(dates.to_numpy(dtype="datetime64[ns]"))


def instant_labels(file: PriceFile, zone: str | None) -> pd.DatetimeIndex:
    """Read the labels of bars as instants.

    Parameters
    ----------
    file : PriceFile
        The rows; labels are ISO times, with an offset or without.
    zone : str or None
        Zone of labels without an offset.

    Returns
    -------
    pandas.DatetimeIndex of shape (n,)
        Instants, UTC. NaT for a local time the clock skips, or shows twice where the order does not tell
        which.

    Raises
    ------
    PriceError
        If a label is not a time, or has no offset while no zone is stated.

    Examples
    --------
    >>> rows = pd.DataFrame({"time": ["2022-02-17 09:30"]}, index=[2])
    >>> file = PriceFile(name="a.csv", time_column="time", frame=rows, sha256="")
    >>> str(instant_labels(file, "America/New_York")[0])
    '2022-02-17 14:30:00+00:00'
    """
    read = _read_times(file)
    if read.tz is not None:
        return pd.DatetimeIndex(read.tz_convert("UTC").astype(UTC))
    if zone is None:
        first = file.frame[file.time_column].iloc[0]
        raise PriceError(
            f"{file.name}: the label {first!r} has no offset from UTC; state the zone of the labels: "
            'zone = "America/New_York".',
            file=file.name,
            label=str(first),
        )
    return pd.DatetimeIndex(_localize(read, zone).tz_convert("UTC").astype(UTC))


def bar_bounds(
    labels: pd.DatetimeIndex, *, length: pd.Timedelta, bar_label: BarLabel
) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
    """Find when each bar starts and ends.

    Most labels lie on a grid, one bar length apart. A label off that grid is a shortened bar: labelled by its
    start it ends at the next grid point (a session's first bar, 09:30 to 10:00 in a series of hours), and
    labelled by its end it starts at the grid point before.

    Parameters
    ----------
    labels : pandas.DatetimeIndex of shape (n,)
        Instants, UTC.
    length : pandas.Timedelta
        Usual length of a bar.
    bar_label : {"start", "end"}
        Which of the two the label is.

    Returns
    -------
    starts, ends : pandas.DatetimeIndex of shape (n,)
        Instants, UTC.

    Examples
    --------
    >>> labels = pd.DatetimeIndex(["2022-02-17T14:30Z", "2022-02-17T15:00Z", "2022-02-17T16:00Z"])
    >>> starts, ends = bar_bounds(labels, length=pd.Timedelta(hours=1), bar_label="start")
    >>> ends.strftime("%H:%M").tolist()
    ['15:00', '16:00', '17:00']
    """
    stamps = labels.as_unit("ns").to_numpy(dtype="datetime64[ns]").astype(np.int64)
    step = int(length.as_unit("ns").value)
    past_grid = (stamps - _grid_phase(stamps, step)) % step
    if bar_label == "start":
        starts, ends = stamps, stamps + step - past_grid
    else:
        starts, ends = stamps - np.where(past_grid == 0, step, past_grid), stamps
    return _as_instants(starts), _as_instants(ends)


def _grid_phase(stamps: IntArray, step: int) -> int:
    """Find where most labels lie between two multiples of the bar length."""
    phases, counts = np.unique(stamps % step, return_counts=True)
    return int(phases[np.argmax(counts)])


def _as_instants(stamps: IntArray) -> pd.DatetimeIndex:
    """Turn nanoseconds since the epoch into instants."""
    return pd.DatetimeIndex(stamps.astype("datetime64[ns]"), tz="UTC")


def _read_times(file: PriceFile) -> pd.DatetimeIndex:
    """Read ISO times, all with an offset or all without."""
    raw = file.frame[file.time_column]
    try:
        return pd.DatetimeIndex(pd.to_datetime(raw, format="ISO8601"))
    except ValueError:
        return _read_mixed_times(file, raw)


def _read_mixed_times(file: PriceFile, raw: pd.Series[Any]) -> pd.DatetimeIndex:
    """Read times whose offsets differ, and name what cannot be read."""
    times = pd.DatetimeIndex(pd.to_datetime(raw, format="ISO8601", utc=True, errors="coerce"))
    _refuse_unread(file, np.asarray(times.isna()), "a time; write it as 2022-02-17T14:30:00Z")
    with_offset = raw.astype("str").str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", regex=True).to_numpy(dtype=bool)
    _refuse_unread(file, ~with_offset, "a time with an offset as the others are")
    return times


def _localize(times: pd.DatetimeIndex, zone: str) -> pd.DatetimeIndex:
    """Place naive local times, telling a repeated hour by the order of rows where that is possible."""
    try:
        return times.tz_localize(zone, ambiguous="infer", nonexistent="NaT")
    except ValueError:
        return times.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")


def _refuse_unread(file: PriceFile, unread: BoolArray, wanted: str) -> None:
    """Name the first label that is not what it should be."""
    if not unread.any():
        return
    raw = file.frame[file.time_column]
    line, value = raw.index[unread][0], raw[unread].iloc[0]
    raise PriceError(
        f"{file.name}, line {line}: {file.time_column} is {value!r}, not {wanted} "
        f"({int(unread.sum())} such rows).",
        file=file.name,
        line=int(line),
        value=str(value),
    )
