"""Price series, daily or in bars, and several of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.assets import Asset
from aftershock.markets.clock import Hours, Strike
from aftershock.markets.origin import Origin, provenance_row
from aftershock.typing import Interval, ResampleAnchor

__all__ = ["BAR_LENGTHS", "Origin", "PriceSeries", "Prices"]

BAR_LENGTHS: Mapping[str, pd.Timedelta] = {
    "1d": pd.Timedelta(days=1),
    "1h": pd.Timedelta(hours=1),
    "30min": pd.Timedelta(minutes=30),
    "15min": pd.Timedelta(minutes=15),
    "5min": pd.Timedelta(minutes=5),
    "3min": pd.Timedelta(minutes=3),
    "1min": pd.Timedelta(minutes=1),
    "30s": pd.Timedelta(seconds=30),
    "10s": pd.Timedelta(seconds=10),
    "5s": pd.Timedelta(seconds=5),
    "1s": pd.Timedelta(seconds=1),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class PriceSeries:
    """Hold the prices of one asset at one interval, and the clock they keep.

    Parameters
    ----------
    asset : Asset
        What is priced.
    interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
        Distance of the rows.
    table : pandas.DataFrame
        Daily: index ``session`` (naive midnight, ns), columns ``close`` (as quoted), ``adjusted`` (for
        dividends; the close where nothing else is known) and where present ``contract``, ``open``, ``high``, ``low``,
        ``volume``, ``dividend`` (cash) and ``split`` (new units for one). Bars: index ``end`` (instant, UTC, ns),
        columns ``start``, ``close`` and the same others but the last two. A missing price is NaN, never filled.
    strike : Strike
        When the daily price of this very series is set.
    hours : Hours, optional
        Hours of the feed, where they differ from the asset's trading hours.
    origin : Origin
        Where it came from.

    Raises
    ------
    PriceError
        If the index is not ascending and unique.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> days = pd.DatetimeIndex(["2022-02-17", "2022-02-18"], name="session").as_unit("ns")
    >>> table = pd.DataFrame({"close": [4380.26, 4348.87], "adjusted": [4380.26, 4348.87]}, index=days)
    >>> origin = Origin(source="hand", location="", column="close", read=2,
    ...                 first="2022-02-17", last="2022-02-18")
    >>> spx = get_asset("SPX")
    >>> PriceSeries(asset=spx, interval="1d", table=table, strike=spx.strike, origin=origin)
    PriceSeries('SPX', 1d, 2 rows, 2022-02-17 to 2022-02-18, from hand)
    """

    asset: Asset
    interval: Interval
    table: pd.DataFrame
    strike: Strike
    hours: Hours | None = None
    origin: Origin

    def __post_init__(self) -> None:
        """Refuse a table whose times do not ascend."""
        if not (self.table.index.is_monotonic_increasing and self.table.index.is_unique):
            raise PriceError(
                f"The rows of {self.asset.symbol} are not in ascending order without repeats; sort them and "
                "decide which of the repeated ones holds.",
                asset=self.asset.symbol,
            )

    @property
    def is_daily(self) -> bool:
        """Whether the rows are sessions."""
        return self.interval == "1d"

    @property
    def bar_length(self) -> pd.Timedelta:
        """Usual length of a bar."""
        return BAR_LENGTHS[self.interval]

    def strikes(self) -> pd.Series[Any]:
        """Find the strike of each session the series spans.

        Returns
        -------
        pandas.Series
            Instants (UTC) by ``session``: from the first to the last row for daily prices; the strikes that
            fall between the start of the first bar and the end of the last for bars.
        """
        if self.is_daily:
            return self._strikes_between(self.table.index[0], self.table.index[-1])
        first, last = self.table["start"].iloc[0], self.table.index[-1]
        day = pd.Timedelta(days=1)
        found = self._strikes_between((first - day).tz_localize(None), (last + day).tz_localize(None))
        return found.loc[found.between(first, last)]

    def sessions(self) -> pd.DatetimeIndex:
        """List the sessions of the asset's calendar that the series spans.

        Returns
        -------
        pandas.DatetimeIndex
            Naive midnights, whether or not the series has a price on them.
        """
        return pd.DatetimeIndex(self.strikes().index)

    def hours_open(self, start: str | date, end: str | date) -> pd.DataFrame:
        """List when the series can have prices: the hours of the feed, else those of the asset.

        Parameters
        ----------
        start, end : date or str
            First and last session, both included.

        Returns
        -------
        pandas.DataFrame
            Index ``session``, columns ``open`` and ``close`` (instants, UTC); two rows for a session with a break.
        """
        return calendars.opening_hours(self.hours or self.asset.trading, start, end)

    @property
    def zone(self) -> str:
        """Zone of the exchange's clock: that of the feed's hours, else that of the strike."""
        return self.strike.zone if self.hours is None else self.hours.zone

    def resample(self, interval: Interval, *, anchor: ResampleAnchor = "clock") -> PriceSeries:
        """Make longer bars of shorter ones.

        A longer bar never reaches across a closure (night, maintenance, midday) or a change of contract: there it
        is short. It counts only if a bar ends where it ends; the others, and the partial first and last one, are
        dropped and counted.

        Parameters
        ----------
        interval : {"1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
            Length of the new bars, a multiple of the present one.
        anchor : {"clock", "session"}
            Whether their grid starts at the full hour of the exchange's clock, or at each opening.

        Returns
        -------
        PriceSeries
            Close and adjusted are the last, open the first, high the highest, low the lowest, volume the sum of
            the bars inside. One NaN inside makes high, low or volume NaN; none is filled.

        Raises
        ------
        PriceError
            If the new interval is shorter, no multiple or a day, or no new bar can be closed.
        """
        from aftershock.markets.resampling import resample_series

        return resample_series(self, interval, anchor=anchor)

    def _strikes_between(self, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series[Any]:
        """Find strikes by the asset's calendar and this series' own strike."""
        return calendars.strikes(
            self.asset.calendar, self.asset.trading, self.strike, start.normalize(), end.normalize()
        )

    def __repr__(self) -> str:
        """Print one line."""
        return (
            f"PriceSeries({self.asset.symbol!r}, {self.interval}, {len(self.table)} rows, "
            f"{self.origin.first} to {self.origin.last}, from {self.origin.source})"
        )


class Prices(Mapping[str, PriceSeries]):
    """Hold the prices of several assets at one interval, by symbol.

    Parameters
    ----------
    series : iterable of PriceSeries
        One an asset.
    missing : tuple of (str, str)
        Assets that could not be loaded, with the reason.
    method : str
        How daily moves are made of them: ``session`` (each asset at its own strike), or what replaced that.

    Raises
    ------
    PriceError
        If there is no series, two have the same symbol, or intervals differ.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> load_prices(["SPX", "GOLD"], start="2019-01-02", end="2019-03-29", source="sample")
    Prices(SPX, GOLD; 1d; 2019-01-02 to 2019-03-29; simulated)
    """

    def __init__(
        self,
        series: Iterable[PriceSeries],
        *,
        missing: tuple[tuple[str, str], ...] = (),
        method: str = "session",
    ) -> None:
        held = tuple(series)
        _check_together(held)
        self._series = {one.asset.symbol: one for one in held}
        self._missing = missing
        self._method = method

    def __getitem__(self, symbol: str) -> PriceSeries:
        """Return the series of an asset."""
        if symbol not in self._series:
            raise KeyError(f"No prices of {symbol!r} here; there are {', '.join(self._series)}.")
        return self._series[symbol]

    def __iter__(self) -> Iterator[str]:
        """Go through the symbols in the order asked for."""
        return iter(self._series)

    def __len__(self) -> int:
        """Count the assets."""
        return len(self._series)

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols in the order asked for."""
        return tuple(self._series)

    @property
    def interval(self) -> Interval:
        """The interval all series share."""
        return next(iter(self._series.values())).interval

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Assets asked for that could not be loaded, with the reason."""
        return self._missing

    @property
    def method(self) -> str:
        """How daily moves are made of the prices: ``session``, or a snapshot with its time and zone."""
        return self._method

    @property
    def simulated(self) -> bool:
        """Whether any of the prices are made up."""
        return any(one.origin.simulated for one in self._series.values())

    def frame(self) -> pd.DataFrame:
        """Set the closes side by side.

        Returns
        -------
        pandas.DataFrame of shape (n_sessions or n_bars, n_assets)
            Closes as quoted, indexed by ``session`` or by the ``end`` of the bar: the union over assets,
            never filled, so NaN where an asset has no row.
        """
        columns = {symbol: one.table["close"] for symbol, one in self._series.items()}
        return pd.concat(columns, axis="columns", join="outer", sort=True)

    def moves(self) -> pd.DataFrame:
        """Turn daily prices into moves from session to session, each asset in its own unit.

        A move is the change from the previous session of the asset's own calendar. Prices adjusted for
        dividends are used where there are any.

        Returns
        -------
        pandas.DataFrame of shape (n_sessions, n_assets)
            Log returns, simple returns or scaled differences by ``session``, the union over assets. NaN on the
            first session, on one without a price, after it, where the contract changed, and on other markets' sessions;
            never infinite. ``attrs`` holds, by asset, ``unit``, ``move``, ``calendar`` and ``strike``; ``method``
            says what the moves are; ``suspected_rolls`` holds, for each future without a contract column whose
            fund is here too, the sessions that look like a change of contract. Their moves are left in.

        Raises
        ------
        PriceError
            If the prices are bars, or a price at or below zero meets a return.
        """
        from aftershock.markets.moves import moves_frame

        return moves_frame(self)

    def overlapping_moves(self, sessions: int = 2) -> pd.DataFrame:
        """Turn daily prices into moves over several sessions that overlap, for correlations across strikes.

        Use it where assets are struck at different hours and only daily prices exist: one-session moves share
        only part of a day, which pulls correlations to zero. Neighbouring moves share sessions, so they are not
        independent, and standard errors must allow for that.

        Parameters
        ----------
        sessions : int
            Sessions that each move spans, at least 2.

        Returns
        -------
        pandas.DataFrame of shape (n_sessions, n_assets)
            As `moves` returns it; each move is the sum of the asset's last ``sessions`` moves (simple returns are
            compounded), NaN where any of them is missing.

        Raises
        ------
        ValueError
            If there are fewer than two sessions.
        PriceError
            If the prices are bars, or a price at or below zero meets a return.
        """
        from aftershock.markets.moves import moves_frame

        if sessions < 2:
            raise ValueError(
                f"sessions is {sessions}; moves overlap from 2 sessions on. Use moves() for one."
            )
        return moves_frame(self, sessions=sessions)

    def resample(self, interval: Interval, *, anchor: ResampleAnchor = "clock") -> Prices:
        """Make longer bars of shorter ones, asset by asset; see `PriceSeries.resample`."""
        series = [one.resample(interval, anchor=anchor) for one in self._series.values()]
        return Prices(series, missing=self._missing)

    def snapshot(self, time: str, zone: str) -> Prices:
        """Take daily prices of all assets at one instant from their bars, so that their moves are synchronous.

        Use it before comparing assets day by day: prices struck at different hours look less related than they
        are. ``strike`` of the result is that instant, also on half days, so headlines align with it.

        Parameters
        ----------
        time : str
            Clock time, ``HH:MM``; the snapshot of a session is taken on its date.
        zone : str
            Zone of that clock, such as ``America/New_York``.

        Returns
        -------
        Prices
            Daily. One row a session of each asset's own calendar: close, adjusted and contract of the last bar that
            ended at or before the instant; NaN, counted in the note of the origin, where the market was closed then
            or that price is older than two bars (or than ``stale`` of the asset, if that is more).

        Raises
        ------
        PriceError
            If these prices are daily, or the bars of an asset never reach that time of day.
        AssetError
            If the time or the zone is not known.
        """
        from aftershock.markets.snapshot import snapshot_prices

        return snapshot_prices(self, time, zone)

    def provenance(self) -> pd.DataFrame:
        """List where each series came from and what became of its rows.

        Returns
        -------
        pandas.DataFrame
            One row an asset: name, interval, unit, strike, source, location, column, read, used, dropped
            (text by reason), first, last, simulated, note, sha256, retrieved.
        """
        rows = [provenance_row(one) for one in self._series.values()]
        return pd.DataFrame(rows).set_index("asset")

    def _repr_html_(self) -> str:
        """Show each series in a notebook: its span, its strike and its source, and the assets that are missing."""
        from aftershock.markets.notebook import prices_html

        return prices_html(self)

    def __repr__(self) -> str:
        """Print one line."""
        first = min(one.origin.first for one in self._series.values())
        last = max(one.origin.last for one in self._series.values())
        kind = "; simulated" if self.simulated else ""
        return f"Prices({', '.join(self.symbols)}; {self.interval}; {first} to {last}{kind})"


def _check_together(series: tuple[PriceSeries, ...]) -> None:
    """Refuse no series at all, repeated symbols and mixed intervals."""
    if not series:
        raise PriceError("There is no price series; load at least one asset.")
    symbols = [one.asset.symbol for one in series]
    repeated = sorted({symbol for symbol in symbols if symbols.count(symbol) > 1})
    if repeated:
        raise PriceError(f"{', '.join(repeated)} is here twice; keep one series an asset.", assets=repeated)
    intervals = sorted({one.interval for one in series})
    if len(intervals) > 1:
        raise PriceError(
            f"Intervals {', '.join(intervals)} are mixed; load each interval apart.", intervals=intervals
        )
