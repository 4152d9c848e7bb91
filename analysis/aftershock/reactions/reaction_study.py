"""The clock-time study: what each market did in the minutes and hours around each headline."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from aftershock.alignment.align import check_headlines
from aftershock.alignment.timelines import age_limit, open_hours
from aftershock.errors import EstimationError
from aftershock.markets import Prices, PriceSeries
from aftershock.markets.clock import utc_values
from aftershock.reactions.judging import MERGED, is_measured, judge_windows, merge_same_bars
from aftershock.reactions.measures import (
    Located,
    Market,
    Usual,
    locate,
    others_inside,
    overlapping,
    usual_move,
    window_moves,
)
from aftershock.reactions.results import ReactionResults, ReactionSpec
from aftershock.reactions.windows import ZERO, ClockWindow
from aftershock.typing import SPAN, BoolArray, FloatArray, InstantArray

LOOK_BACK = 3
CLOSING_MARGIN = pd.Timedelta(days=10)


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """Windows at the same clock time on earlier days: shape (n_headlines, n_days), latest day first."""

    moves: FloatArray
    alike: BoolArray


class ReactionStudy:
    r"""Measure the move of every asset around every headline, in clock time.

    Use it with bars of minutes to an hour, day and night, to tell headlines of one day apart.

    Parameters
    ----------
    bars : Prices
        Bars; the close of a bar counts as known at its end. Moves are those of closes adjusted for dividends
        where the bars have them; the prices shown beside are as quoted.
    heads : DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`.
    windows : sequence of str
        Such as ``"0/+60min"``, ``"-60min/0"``, ``"0/close"``: from the last price known before, to the first
        price at or after the end; a window that ends at the headline stops at the last price before it.
    history : int
        Earlier windows of the same clock time with which a move is compared.
    minimum : int
        Fewest earlier windows; below it there is no standardized move.
    guard : str
        Safety distance between the bar before and the headline.
    max_age : str, optional
        Oldest price before, and latest price after, that still speaks for the moment while the market trades. By
        default the rule of :func:`aftershock.align`, asset by asset: for most series two bar lengths.

    Raises
    ------
    EstimationError
        Daily prices, no windows or the same one twice, or numbers that make no sense.
    AlignmentError
        No headlines, or two with the same id.

    Examples
    --------
    >>> import aftershock as ash
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> bars = ash.load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    >>> ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    <ReactionResults: 1 headline(s) x 1 asset(s) x 1 window(s), 1 of 1 measured>
    """

    def __init__(
        self,
        bars: Prices,
        heads: pd.DataFrame,
        *,
        windows: Sequence[str] = ("-60min/0", "0/+60min", "0/close"),
        history: int = 60,
        minimum: int = 20,
        guard: str = "0s",
        max_age: str | None = None,
    ) -> None:
        if bars.interval == "1d":
            raise EstimationError("a clock-time study needs bars; load prices with interval='1h' or shorter.")
        if not 1 <= minimum <= history:
            raise EstimationError(f"minimum is {minimum}; it must lie between 1 and history={history}.")
        check_headlines(heads)
        self._bars = bars
        self._heads = heads.sort_index(kind="stable").sort_values("instant", kind="stable")
        self._windows = parse_windows(windows)
        chosen = pd.Timedelta(max_age) if max_age else None
        limits = {name: age_limit(one) if chosen is None else chosen for name, one in bars.items()}
        check_spans(pd.Timedelta(guard), min(limits.values()))
        self._spec = ReactionSpec(
            windows=tuple(window.text for window in self._windows),
            interval=bars.interval,
            history=history,
            minimum=minimum,
            guard=pd.Timedelta(guard),
            max_ages=MappingProxyType(limits),
        )

    def fit(self) -> ReactionResults:
        """Measure every headline, asset and window.

        Returns
        -------
        ReactionResults
            One row for each, measured or with the outcome that says why not.
        """
        frames = [self._measure(series, window) for series in self._bars.values() for window in self._windows]
        return ReactionResults(pd.concat(frames, ignore_index=True), self._spec)

    def _measure(self, series: PriceSeries, window: ClockWindow) -> pd.DataFrame:
        """Measure one asset over one window for all headlines."""
        spec, asset = self._spec, series.asset
        market = as_market(series, self._heads["instant"].min(), self._heads["instant"].max())
        instants, uncertainty = utc_values(self._heads["instant"]), self._heads["uncertainty"].to_numpy(SPAN)
        guard, oldest = spec.guard.to_timedelta64(), spec.max_ages[asset.symbol].to_timedelta64()
        located = locate(market, window, instants, uncertainty, guard)
        moves = window_moves(market, located, move=asset.move, scale=asset.scale)
        outcome = judge_windows(market, window, located, moves, instants, uncertainty, oldest)
        outcome, leaders = merge_same_bars(outcome, located)
        moves = np.where(is_measured(outcome), moves, np.nan)
        earlier = self._earlier(series, market, window, located)
        usual = [
            usual_move(move, latest(earlier.moves[at], earlier.alike[at], spec.history), minimum=spec.minimum)
            for at, move in enumerate(moves)
        ]
        return self._frame(series, market, window, located, moves, outcome, leaders, usual)

    def _earlier(self, series: PriceSeries, market: Market, window: ClockWindow, located: Located) -> Earlier:
        """Measure the same clock window on earlier days, clear of the headlines, each pair of bars once."""
        spec, asset = self._spec, series.asset
        shape = (len(self._heads), LOOK_BACK * spec.history)
        instants = same_clock_before(self._heads["instant"], series.strike.zone, shape[1])
        uncertainty = np.broadcast_to(self._heads["uncertainty"].to_numpy(SPAN)[:, None], shape).ravel()
        known = ~np.isnat(instants)
        safe = np.where(known, instants, market.starts[0])
        guard, oldest = spec.guard.to_timedelta64(), spec.max_ages[asset.symbol].to_timedelta64()
        found = locate(market, window, safe, uncertainty, guard)
        moves = window_moves(market, found, move=asset.move, scale=asset.scale)
        outcome = judge_windows(market, window, found, moves, safe, uncertainty, oldest)
        alike = known & is_measured(outcome) & same_kind(market, found, located, shape)
        for busy in self._busy(market, window, located):
            alike &= ~overlapping(market, found, busy)
        return Earlier(moves.reshape(shape), once_each(alike, found, shape).reshape(shape))

    def _busy(self, market: Market, window: ClockWindow, located: Located) -> tuple[Located, ...]:
        """Find the windows that are not usual: the headlines' own, and what followed each of them."""
        if not window.is_before:
            return (located,)
        instants, uncertainty = utc_values(self._heads["instant"]), self._heads["uncertainty"].to_numpy(SPAN)
        guard = self._spec.guard.to_timedelta64()
        return located, locate(market, window.mirrored(), instants, uncertainty, guard)

    def _frame(
        self,
        series: PriceSeries,
        market: Market,
        window: ClockWindow,
        located: Located,
        moves: FloatArray,
        outcome: np.ndarray,
        leaders: np.ndarray,
        usual: Sequence[Usual],
    ) -> pd.DataFrame:
        """Lay one asset and window out as rows."""
        ids = self._heads.index.to_numpy()
        rows = np.maximum(located.before, 0), np.maximum(located.after, 0)
        known, quoted = located.found, series.table["close"].to_numpy(dtype=np.float64)
        size = np.array([item.size for item in usual])
        with np.errstate(divide="ignore", invalid="ignore"):
            standardized = np.where(size > 0, moves / size, np.nan)
        return pd.DataFrame(
            {
                "headline_id": ids,
                "asset": series.asset.symbol,
                "window": window.text,
                "instant": self._heads["instant"].array,
                "outcome": outcome,
                "merged_into": np.where(outcome == MERGED, ids[leaders], ""),
                "delay": located.delay,
                "before": pd.DatetimeIndex(market.ends[rows[0]], tz="UTC").where(known),
                "before_price": np.where(known, quoted[rows[0]], np.nan),
                "before_age": np.where(known, located.age, np.timedelta64("NaT", "ns")),
                "after": pd.DatetimeIndex(market.ends[rows[1]], tz="UTC").where(known),
                "after_price": np.where(known, quoted[rows[1]], np.nan),
                "after_lateness": np.where(known, located.lateness, np.timedelta64("NaT", "ns")),
                "n_others": others_inside(market, located, utc_values(self._heads["instant"])),
                "move": moves,
                "usual": size,
                "standardized": standardized,
                "share_larger": [item.share_larger for item in usual],
                "n_usual": [item.n_windows for item in usual],
                "unit": {"log": "log return", "simple": "return"}.get(series.asset.move, series.asset.unit),
            }
        )


def parse_windows(texts: Sequence[str]) -> tuple[ClockWindow, ...]:
    """Read the windows of a study; refuse none at all and the same one twice."""
    windows = tuple(ClockWindow.parse(text) for text in texts)
    if not windows:
        raise EstimationError("windows is empty; give at least one, such as '0/+60min'.")
    spans = [(window.start, window.end) for window in windows]
    if len(set(spans)) < len(spans):
        listed = ", ".join(window.text for window in windows)
        raise EstimationError(f"windows {listed} hold the same one twice; give each once.", windows=listed)
    return windows


def check_spans(guard: pd.Timedelta, max_age: pd.Timedelta) -> None:
    """Refuse a guard that looks ahead, and an age that no price has."""
    if not guard >= pd.Timedelta(0):
        raise EstimationError(
            f"guard is {guard}; below zero it would look ahead: use '0s' or more.", guard=guard
        )
    if not max_age > pd.Timedelta(0):
        raise EstimationError(f"max_age is {max_age}; it must be above zero.", max_age=max_age)


def as_market(series: PriceSeries, first: pd.Timestamp, last: pd.Timestamp) -> Market:
    """Take the bars and the clock of a series as arrays; closes adjusted for dividends where there are any."""
    table = series.table
    closes = table["adjusted"] if "adjusted" in table else table["close"]
    span_start, span_end = table["start"].iloc[0], max(table.index[-1], last) + CLOSING_MARGIN
    hours = open_hours(series, min(span_start, first).date(), span_end.date())
    contracts = table["contract"] if "contract" in table else pd.Series("", index=table.index)
    return Market(
        starts=utc_values(table["start"]),
        ends=utc_values(table.index),
        closes=closes.to_numpy(dtype=np.float64),
        contracts=pd.factorize(contracts)[0].astype(np.int64),
        strikes=utc_values(series.strikes()),
        opens=utc_values(hours["open"]),
        shuts=utc_values(hours["close"]),
        bar_length=series.bar_length.to_timedelta64(),
    )


def same_clock_before(instants: "pd.Series[pd.Timestamp]", zone: str, n_days: int) -> InstantArray:
    """Find the instants at which the clock of a zone showed the same time on each of the days before.

    Parameters
    ----------
    instants : Series of shape (n,)
        UTC.
    zone : str
        Zone whose clock counts: the exchange's, so that a change to summer time moves the season with it.
    n_days : int
        Days to go back.

    Returns
    -------
    ndarray of datetime64[ns], shape (n * n_days,)
        UTC, latest day first for each instant; NaT where the clock skipped or repeated the time.

    Examples
    --------
    >>> noon = pd.Series(pd.DatetimeIndex(["2022-03-14 16:00"], tz="UTC"))
    >>> [str(at)[:16] for at in same_clock_before(noon, "America/New_York", 2)]
    ['2022-03-13T16:00', '2022-03-12T17:00']
    """
    local = pd.DatetimeIndex(instants).tz_convert(zone).tz_localize(None)
    days = np.arange(1, n_days + 1) * np.timedelta64(1, "D")
    grid = (local.to_numpy()[:, None] - days[None, :]).ravel()
    placed = pd.DatetimeIndex(grid).tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    return utc_values(placed)


def same_kind(market: Market, earlier: Located, located: Located, shape: tuple[int, int]) -> BoolArray:
    """Say which earlier windows are of the headline's kind: as long, or over a closure like it."""
    spans = market.ends[np.maximum(located.after, 0)] - market.ends[np.maximum(located.before, 0)]
    earlier_spans = market.ends[np.maximum(earlier.after, 0)] - market.ends[np.maximum(earlier.before, 0)]
    closed = np.repeat(located.delay > ZERO, shape[1])
    same_span = earlier_spans == np.repeat(spans, shape[1])
    both_closed = closed & (earlier.delay > ZERO)
    return np.asarray(earlier.found & np.where(closed, both_closed, same_span & (earlier.delay == ZERO)))


def once_each(alike: BoolArray, earlier: Located, shape: tuple[int, int]) -> BoolArray:
    """Keep one of the earlier windows that use the same two bars, as the nights of a weekend do."""
    pairs = earlier.before + 1j * earlier.after
    kept = np.zeros(alike.shape, dtype=np.bool_)
    for row in np.arange(alike.size).reshape(shape):
        chosen = row[alike[row]]
        kept[chosen[np.unique(pairs[chosen], return_index=True)[1]]] = True
    return kept


def latest(moves: FloatArray, alike: BoolArray, number: int) -> FloatArray:
    """Take the moves of the latest comparable windows."""
    usable = moves[alike & np.isfinite(moves)]
    return usable[:number]
