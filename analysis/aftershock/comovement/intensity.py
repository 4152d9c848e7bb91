"""How much was said: headlines an hour, on the rows of moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aftershock.errors import ComovementError
from aftershock.markets import PriceSeries
from aftershock.markets.clock import Strike, utc_values
from aftershock.typing import SPAN, BoolArray, FloatArray, InstantArray

HOUR = np.timedelta64(3600 * 10**9, "ns")
TICK = np.timedelta64(1, "ns")


def headline_intensity(
    heads: pd.DataFrame,
    rows: PriceSeries | pd.DatetimeIndex,
    *,
    strike: str | None = None,
    themes: Sequence[str] | None = None,
    coverage: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """Count headlines by the session or bar that could first know them.

    Use it as the shock of :func:`local_projection` and :func:`granger_tests`. A headline counts in the first row
    whose price is struck once it is out, so a row never knows of what came later. Headlines of a closure count in
    the first row after it, and ``hours`` says how long that row had to collect them.

    Parameters
    ----------
    heads : pandas.DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`, or any frame with a column ``instant`` (UTC) and,
        where known, ``uncertainty``.
    rows : PriceSeries or pandas.DatetimeIndex
        Prices of one asset, daily or bars; or ends of bars (instants); or sessions (naive), with a ``strike``.
    strike : str, optional
        When the daily price of a session is set, such as ``"16:00 America/New_York"``; for sessions only.
    themes : sequence of str, optional
        Count only headlines with one of these words in their column ``themes``, see
        :func:`aftershock.headlines.assign_themes`.
    coverage : (str, str), optional
        First and last instant between which the list claims to be complete; those of its first and last headline by
        default.

    Returns
    -------
    pandas.DataFrame
        Indexed as the moves are. ``headlines`` (count), ``hours`` (since the row before) and ``per_hour``. NaN, not
        zero, in rows that the coverage does not span, and in the first row, which has no row before. ``attrs`` holds
        ``unit`` and the numbers ``n_used``, ``n_outside`` and ``n_uncertain``.

    Raises
    ------
    ComovementError
        If instants are absent or naive, there is no headline (of these themes), sessions come without a strike, or
        no row is covered.

    Notes
    -----
    For sessions a headline at t belongs to ``min { s : strike(s) >= t }``; for bars to ``min { b : end(b) > t }``,
    since a headline at the very end of a bar comes after its close. t is the last moment a stamp may mean. A stamp
    wider than its row is left out and counted as uncertain.

    Examples
    --------
    >>> times = ["2022-02-17T09:10Z", "2022-02-17T10:00Z", "2022-02-17T10:59Z"]
    >>> heads = pd.DataFrame({"instant": pd.to_datetime(times)})
    >>> ends = pd.date_range("2022-02-17T09:00Z", periods=4, freq="h")
    >>> headline_intensity(heads, ends, coverage=("2022-02-17T09:00Z", "2022-02-17T12:00Z"))["headlines"].tolist()
    [nan, 1.0, 2.0, 0.0]
    """
    chosen = _chosen(heads, themes)
    labels, instants, bars = _grid(rows, strike)
    latest = _latest(chosen)
    spans = _coverage(chosen, coverage)
    places = np.searchsorted(instants, latest, side="right" if bars else "left")
    hours = np.diff(instants, prepend=instants[:1]) / HOUR
    hours[0] = np.nan
    inside = (places > 0) & (places < len(instants)) & (latest >= spans[0]) & (latest <= spans[1])
    wide = inside & _too_wide(chosen, hours[np.minimum(places, len(instants) - 1)])
    counts = np.bincount(places[inside & ~wide], minlength=len(instants)).astype(np.float64)
    counts[~_covered(instants, spans)] = np.nan
    if not np.isfinite(counts).any():
        raise ComovementError(
            f"The headlines cover {spans[0]} to {spans[1]} UTC, which spans no whole row of {labels[0]} to "
            f"{labels[-1]}. Load prices of those days, or say coverage=(first, last).",
        )
    frame = pd.DataFrame({"headlines": counts, "hours": hours, "per_hour": counts / hours}, index=labels)
    frame.attrs = {
        "unit": "headlines an hour",
        "one_unit": "one headline an hour more",
        "n_used": int(np.nansum(counts)),
        "n_outside": int((~inside).sum()),
        "n_uncertain": int(wide.sum()),
    }
    return frame


def _chosen(heads: pd.DataFrame, themes: Sequence[str] | None) -> pd.DataFrame:
    """Take the headlines of the themes asked for, at least one, all with exact instants."""
    instants = heads.get("instant")
    if instants is None or not isinstance(instants.dtype, pd.DatetimeTZDtype) or instants.isna().any():
        raise ComovementError(
            "The headlines need a column 'instant' of exact UTC instants without gaps; use read_headlines, or "
            "pd.to_datetime(..., utc=True).",
        )
    chosen = heads
    if themes is not None:
        if "themes" not in heads:
            raise ComovementError(
                "There is no column 'themes'; use aftershock.headlines.assign_themes first."
            )
        wanted = set(themes)
        chosen = heads[[bool(wanted & set(str(one).split())) for one in heads["themes"]]]
    if chosen.empty:
        of = f" of the themes {', '.join(themes)}" if themes else ""
        raise ComovementError(
            f"There is no headline{of} among the {len(heads)} given.", n_headlines=len(heads)
        )
    return chosen


def _grid(
    rows: PriceSeries | pd.DatetimeIndex, strike: str | None
) -> tuple[pd.DatetimeIndex, InstantArray, bool]:
    """Find the labels of the rows, the instant of each, and whether they are bars."""
    if isinstance(rows, PriceSeries):
        if not rows.is_daily:
            ends = pd.DatetimeIndex(rows.table.index)
            return ends, utc_values(ends), True
        strikes = rows.strikes()
        return pd.DatetimeIndex(strikes.index), utc_values(strikes), False
    if not (rows.is_unique and rows.is_monotonic_increasing and len(rows) > 1):
        raise ComovementError("The rows must be two or more instants or sessions, unique and ascending.")
    if rows.tz is not None:
        return rows, utc_values(rows), True
    if strike is None:
        raise ComovementError(
            "Sessions do not say when their price is set; give the PriceSeries, or strike='16:00 America/New_York'.",
        )
    return rows, utc_values(Strike.parse(strike).at(rows)), False


def _latest(heads: pd.DataFrame) -> InstantArray:
    """Find the last moment that each stamp may mean."""
    instants = utc_values(heads["instant"])
    if "uncertainty" not in heads:
        return instants
    widths = heads["uncertainty"].to_numpy(dtype=SPAN)
    return np.asarray(instants + np.where(widths > 0 * TICK, widths - TICK, 0 * TICK))


def _coverage(heads: pd.DataFrame, coverage: tuple[str, str] | None) -> tuple[np.datetime64, np.datetime64]:
    """Find the first and the last instant between which the list is complete."""
    latest = _latest(heads)
    if coverage is None:
        return latest.min(), latest.max()
    ends = pd.DatetimeIndex(pd.to_datetime(list(coverage), utc=True, format="ISO8601"))
    if ends[0] >= ends[1]:
        raise ComovementError(f"coverage is {coverage}; its first instant must come before its last.")
    first, last = utc_values(ends)
    return first, last


def _covered(instants: InstantArray, spans: tuple[np.datetime64, np.datetime64]) -> BoolArray:
    """Say which rows lie wholly within the coverage; the first row has no beginning."""
    covered = np.zeros(instants.size, dtype=np.bool_)
    covered[1:] = (instants[:-1] >= spans[0]) & (instants[1:] <= spans[1])
    return covered


def _too_wide(heads: pd.DataFrame, hours: FloatArray) -> BoolArray:
    """Say which stamps are wider than the row they fall on."""
    if "uncertainty" not in heads:
        return np.zeros(len(heads), dtype=np.bool_)
    return np.asarray(heads["uncertainty"].to_numpy(dtype=SPAN) / HOUR > hours)
