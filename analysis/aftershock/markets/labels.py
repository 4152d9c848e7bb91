"""Row labels as printed: session dates, and bar labels to starts and ends in UTC."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.clock import utc_values
from aftershock.markets.files import PriceFile
from aftershock.typing import UTC, BarLabel, BoolArray, IntArray

_FIRST, _LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_SHARE_OUTSIDE = 0.01


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
    labelled by its end it starts at the grid point before. A bar never reaches beyond its neighbour's label.
    Take out first what belongs to no bar: `off_grid_labels` finds it.

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
    stamps, step = _nanoseconds(labels), int(length.as_unit("ns").value)
    past_grid = _past_grid(stamps, step)
    known = np.unique(stamps) if past_grid.any() else stamps[:0]
    if bar_label == "start":
        following = np.append(known, _LAST)[np.searchsorted(known, stamps, side="right")]
        starts, ends = stamps, np.minimum(stamps + step - past_grid, following)
    else:
        preceding = np.append(_FIRST, known)[np.searchsorted(known, stamps, side="left")]
        starts, ends = np.maximum(stamps - np.where(past_grid == 0, step, past_grid), preceding), stamps
    return _as_instants(starts), _as_instants(ends)


def off_grid_labels(
    labels: pd.DatetimeIndex,
    *,
    length: pd.Timedelta,
    bar_label: BarLabel,
    zone: str,
    spans: pd.DataFrame,
) -> BoolArray:
    """Find the labels off the grid of bars that no shortened bar explains.

    A shortened bar is labelled where trading begins or ends, at a clock time that recurs on most days, or, where
    the market opened late or closed early, as far from the grid as the first (labelled by its end: the last)
    bar of most days. Any other label off the grid, such as the stamp of a running quote, belongs to no bar.

    Parameters
    ----------
    labels : pandas.DatetimeIndex of shape (n,)
        Instants, UTC.
    length : pandas.Timedelta
        Usual length of a bar.
    bar_label : {"start", "end"}
        Which of the two the label is.
    zone : str
        Zone whose clock recurs.
    spans : pandas.DataFrame
        Trading spans around the labels, as `calendars.opening_hours` lists them.

    Returns
    -------
    ndarray of bool, shape (n,)
        True where a label belongs to no bar.

    Examples
    --------
    >>> from aftershock.markets.calendars import opening_hours
    >>> labels = pd.DatetimeIndex([f"2022-02-17T{clock}Z" for clock in ("14:30", "15:00", "16:00", "16:47")])
    >>> spans = opening_hours("NYSE", "2022-02-17", "2022-02-17")
    >>> hour = pd.Timedelta(hours=1)
    >>> off_grid_labels(labels, length=hour, bar_label="start", zone="America/New_York", spans=spans)
    array([False, False, False,  True])
    """
    past_grid = _past_grid(_nanoseconds(labels), int(length.as_unit("ns").value))
    odd = np.flatnonzero(past_grid)
    astray = np.zeros(len(labels), dtype=np.bool_)
    if odd.size:
        turns = pd.DatetimeIndex(np.append(spans["open"], spans["close"]))
        usual = _usual_places(labels.tz_convert(zone).tz_localize(None), past_grid, bar_label)
        astray[odd] = ~(labels[odd].isin(turns) | usual[odd])
    return astray


def _usual_places(local: pd.DatetimeIndex, past_grid: IntArray, bar_label: BarLabel) -> BoolArray:
    """Say which labels stand where most days have one: at that clock time, or as far from the grid at the edge."""
    day = local.normalize()
    rows = pd.DataFrame({"day": day, "clock": local - day, "past": past_grid})
    most = rows["day"].nunique() / 2
    edge = rows.groupby("day")["clock"].transform("min" if bar_label == "start" else "max") == rows["clock"]
    at_clock = rows.groupby("clock")["day"].transform("nunique")
    at_edge = rows[edge].groupby("past")["day"].transform("nunique").reindex(rows.index, fill_value=0)
    return np.asarray(((at_clock > most) & (at_clock > 1)) | (at_edge > most), dtype=np.bool_)


def end_with_session(
    starts: pd.DatetimeIndex, ends: pd.DatetimeIndex, *, spans: pd.DataFrame
) -> pd.DatetimeIndex:
    """End the bars in which trading ends at that instant, where the feed keeps to trading hours.

    Labelled by its start, the last bar of a share's session (15:30 in New York) would seem to end half an hour
    after the close, when its price has long been known. Where more than one bar in a hundred starts while the
    market is shut, the hours are not those of the feed and no bar is shortened: a price is then taken as known
    too late rather than too early.

    Parameters
    ----------
    starts, ends : pandas.DatetimeIndex of shape (n,)
        Bars, UTC.
    spans : pandas.DataFrame
        Trading spans around the bars, as `calendars.opening_hours` lists them.

    Returns
    -------
    pandas.DatetimeIndex of shape (n,)
        Ends, UTC.

    Examples
    --------
    >>> from aftershock.markets.calendars import opening_hours
    >>> starts = pd.DatetimeIndex(["2022-02-17T19:30Z", "2022-02-17T20:30Z"])
    >>> spans = opening_hours("NYSE", "2022-02-17", "2022-02-17")
    >>> end_with_session(starts, starts + pd.Timedelta(hours=1), spans=spans).strftime("%H:%M").tolist()
    ['20:30', '21:00']
    """
    begun, finished = _nanoseconds(starts), _nanoseconds(ends)
    opens, closes = (_nanoseconds(pd.DatetimeIndex(spans[name])) for name in ("open", "close"))
    if not begun.size or not opens.size:
        return ends
    span = np.searchsorted(opens, begun, side="right") - 1
    close = np.where(span >= 0, closes[np.maximum(span, 0)], _FIRST)
    if np.mean(begun > close) > _SHARE_OUTSIDE:
        return ends
    reopens = np.append(opens, _LAST)[span + 1] < finished
    cut = (begun < close) & (close < finished) & ~reopens
    return _as_instants(np.where(cut, close, finished))


def _past_grid(stamps: IntArray, step: int) -> IntArray:
    """Measure how far each stamp lies behind the grid on which most of them lie."""
    phases, counts = np.unique(stamps % step, return_counts=True)
    phase = int(phases[np.argmax(counts)]) if phases.size else 0
    return np.asarray((stamps - phase) % step, dtype=np.int64)


def _nanoseconds(instants: pd.DatetimeIndex) -> IntArray:
    """Turn instants into nanoseconds since the epoch."""
    return utc_values(instants).astype(np.int64)


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
