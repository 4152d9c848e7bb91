"""Moves of bars with the time each spans: from prices or plain frames, without closures and changes of contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.comovement.hayashi_yoshida import Intervals, intervals, merge_unchanged
from aftershock.errors import ComovementError
from aftershock.markets import PriceSeries
from aftershock.markets.clock import utc_values
from aftershock.reactions.bars import bar_moves
from aftershock.reactions.reaction_study import as_market
from aftershock.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TimedMoves:
    """Hold the moves of one asset's bars and what was left out.

    Parameters
    ----------
    asset : str
        Name.
    intervals : Intervals
        Moves from close to close, never across a closure, a change of contract or a missing price.
    bar_length : int
        Median length of a move in nanoseconds.
    n_bars : int
        Bars read.
    left_out : mapping of str to int
        Bars without a move, by reason.
    untraded : float
        Share of bars whose volume is zero; NaN where no volume is known.
    """

    asset: str
    intervals: Intervals
    bar_length: int
    n_bars: int
    left_out: Mapping[str, int]
    untraded: float


def timed_moves(bars: Mapping[str, PriceSeries] | Mapping[str, pd.DataFrame], asset: str) -> TimedMoves:
    """Take the moves of one asset's bars with their times.

    Parameters
    ----------
    bars : Prices, or mapping of str to PriceSeries or pandas.DataFrame
        Bars, or by name a frame with ``start`` and ``end`` (instants; ``end`` may be the index) and either ``move``,
        the change over that time, or ``close``, from which log returns between bars that follow on each other are
        made; ``volume`` and ``contract`` are read where they are there.
    asset : str
        Which of them.

    Returns
    -------
    TimedMoves

    Raises
    ------
    ComovementError
        If the asset is not there, prices are daily, columns are missing, or times are naive or out of order.

    Examples
    --------
    >>> ends = pd.date_range("2022-02-17 15:00", periods=3, freq="1h", tz="UTC")
    >>> frame = pd.DataFrame({"start": ends - pd.Timedelta("1h"), "end": ends, "close": [1.0, 2.0, 4.0]})
    >>> timed_moves({"GOLD": frame}, "GOLD").intervals.moves.round(3)
    array([0.693, 0.693])
    """
    if asset not in bars:
        raise ComovementError(f"There are no bars of {asset!r}; there are {', '.join(map(str, bars))}.")
    given = bars[asset]
    found = _of_series(given) if isinstance(given, PriceSeries) else _of_frame(asset, given)
    if not len(found.intervals):
        raise ComovementError(f"The {found.n_bars} bars of {asset} give no move: {dict(found.left_out)}.")
    return found


def unchanged_share(given: Intervals) -> float:
    """Compute the share of moves that are exactly zero.

    Examples
    --------
    >>> at = np.arange(4)
    >>> round(unchanged_share(Intervals(at[:-1], at[1:], np.array([0.0, 1.0, 2.0]))), 2)
    0.33
    """
    return float(np.mean(given.moves == 0)) if len(given) else float("nan")


def allow_for_age(given: Intervals, max_age: int, *, repeats: bool) -> Intervals:
    """Widen moves to all the time they may really span, where closes may be older than the bars they close.

    Every move begins ``max_age`` earlier, for the price before it may have been made at any time since then. Where
    repeated prices count as old, moves of zero are merged with the next.

    Parameters
    ----------
    given : Intervals
        Moves as printed.
    max_age : int
        Nanoseconds.
    repeats : bool
        Whether a repeated price may be one that nobody renewed.

    Returns
    -------
    Intervals
        They overlap each other by ``max_age``.

    Examples
    --------
    >>> at = np.arange(4)
    >>> allow_for_age(Intervals(at[:-1], at[1:], np.array([1.0, 0.0, 2.0])), 1, repeats=True).starts
    array([-1,  0])
    """
    merged = merge_unchanged(given) if repeats else given
    return Intervals(merged.starts - max_age, merged.ends, merged.moves)


def _of_series(series: PriceSeries) -> TimedMoves:
    """Take the moves of a series by its asset's own rule."""
    if series.is_daily:
        raise ComovementError(
            f"The prices of {series.asset.symbol} are daily; who moved first needs bars: load prices with "
            "interval='1h' or shorter, or see cross_correlation for daily moves.",
            interval=series.interval,
        )
    table, asset = series.table, series.asset
    market = as_market(series, table["start"].iloc[0], table.index[-1])
    bars = bar_moves(market, zone=series.zone, move=asset.move, scale=asset.scale)
    moves = np.diff(bars.levels, prepend=np.nan)
    changed = np.diff(market.contracts, prepend=market.contracts[:1]) != 0
    before = np.append(bars.ends[:1] - series.bar_length.to_timedelta64(), bars.ends[:-1])
    left_out = {
        "first after a closure": int(bars.closures.sum()),
        "change of contract": int(changed.sum()),
        "no comparable price before": int((~bars.linked & ~bars.closures & ~changed).sum()),
    }
    return _timed(
        asset.symbol, before, bars.ends, np.where(bars.linked, moves, np.nan), left_out, _untraded(table)
    )


def _of_frame(asset: str, frame: pd.DataFrame) -> TimedMoves:
    """Take the moves of a plain frame."""
    table = frame if "end" in frame else frame.assign(end=frame.index)
    absent = [name for name in ("start", "end") if name not in table]
    if absent or not {"move", "close"} & set(table.columns):
        raise ComovementError(
            f"The bars of {asset} have columns {', '.join(map(str, frame.columns))}; they need start, end, and move "
            "or close.",
            asset=asset,
        )
    starts, ends = (_instants(asset, name, table[name]) for name in ("start", "end"))
    if "move" in table:
        moves, left_out = table["move"].to_numpy(dtype=np.float64), {}
        return _timed(asset, starts, ends, moves, {"no move": int(np.isnan(moves).sum())}, _untraded(table))
    closes = table["close"].to_numpy(dtype=np.float64)
    levels = np.log(closes, out=np.full(closes.shape, np.nan), where=closes > 0)
    contracts = pd.factorize(table["contract"])[0] if "contract" in table else np.zeros(closes.size)
    changed = np.diff(contracts, prepend=contracts[:1]) != 0
    apart = np.append(True, starts[1:] != ends[:-1])
    moves = np.where(changed | apart, np.nan, np.diff(levels, prepend=np.nan))
    left_out = {
        "first after a gap": int((apart & ~changed).sum()),
        "change of contract": int(changed.sum()),
        "no price": int((np.isnan(moves) & ~apart & ~changed).sum()),
    }
    return _timed(asset, starts, ends, moves, left_out, _untraded(table))


def _instants(asset: str, name: str, column: pd.Series[pd.Timestamp]) -> np.ndarray:
    """Take a column of aware instants in UTC."""
    if not isinstance(column.dtype, pd.DatetimeTZDtype):
        raise ComovementError(
            f"Column {name} of {asset} holds {column.dtype}; it must hold instants with a time zone: use "
            "tz_localize with the zone of the feed.",
            asset=asset,
            column=name,
        )
    return utc_values(column)


def _timed(
    asset: str,
    starts: np.ndarray,
    ends: np.ndarray,
    moves: FloatArray,
    left_out: Mapping[str, int],
    untraded: float,
) -> TimedMoves:
    """Keep what has a move, and count the rest."""
    found = intervals(starts, ends, moves)
    lengths = found.ends - found.starts
    bar_length = int(np.median(lengths)) if lengths.size else 0
    counts = {reason: count for reason, count in left_out.items() if count}
    return TimedMoves(asset, found, bar_length, int(moves.size), counts, untraded)


def _untraded(table: pd.DataFrame) -> float:
    """Compute the share of bars without trades; NaN where volume is unknown or never above zero."""
    if "volume" not in table or not (table["volume"] > 0).any():
        return float("nan")
    return float((table["volume"] == 0).mean())
