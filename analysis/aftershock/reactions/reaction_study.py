"""The clock-time study: what each market did in the minutes and hours around each headline."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from aftershock.alignment.align import check_headlines
from aftershock.alignment.timelines import age_limit, open_hours
from aftershock.errors import EstimationError
from aftershock.markets import Prices, PriceSeries
from aftershock.markets.clock import utc_values
from aftershock.reactions.fitted import FittedAsset, FittedStudy
from aftershock.reactions.measures import Market
from aftershock.reactions.measuring import Rules, Stamps, masked_bars, measure, place
from aftershock.reactions.placebo import FEWEST_PLACEBOS
from aftershock.reactions.results import ReactionResults
from aftershock.reactions.rows import event_rows
from aftershock.reactions.spec import ReactionSpec
from aftershock.reactions.windows import ClockWindow
from aftershock.reactions.yardsticks import asset_yardstick, measure_asset
from aftershock.typing import SPAN, FloatArray, PriceKind, SeasonalMethod, check_option

CLOSING_MARGIN = pd.Timedelta(days=10)
FEWEST_IN_MEDIAN = 3


class ReactionStudy:
    r"""Measure and judge the move of every asset around every headline, in clock time.

    Use it with bars of seconds to an hour, day and night, to tell headlines of one day apart.

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
    price : {"last", "median"}
        Whether a window runs from price to price, or from the median of the closes of a stretch of time to that of
        another: less noisy, less sharp.
    price_window : str
        Length of those stretches, at least three bars.
    seasonality : {"wsd", "fourier", "sd"}
        How the volatility usual at a time of day is estimated, each day left out of its own: weighted standard
        deviation by slot, a few smooth curves for the whole day, or plain standard deviation by slot.
    min_placebos : int
        Windows of its day, or else of all days, with which a move must be comparable to have a p-value.
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
    ValueError
        If an option is unknown.

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
        price: PriceKind = "last",
        price_window: str = "10min",
        seasonality: SeasonalMethod = "wsd",
        min_placebos: int = FEWEST_PLACEBOS,
        guard: str = "0s",
        max_age: str | None = None,
    ) -> None:
        if bars.interval == "1d":
            raise EstimationError("a clock-time study needs bars; load prices with interval='1h' or shorter.")
        check_option("price", price, PriceKind)
        check_option("seasonality", seasonality, SeasonalMethod)
        check_headlines(heads)
        self._bars = bars
        self._heads = heads.sort_index(kind="stable").sort_values("instant", kind="stable")
        self._windows = parse_windows(windows)
        chosen = pd.Timedelta(max_age) if max_age else None
        limits = {name: age_limit(one) if chosen is None else chosen for name, one in bars.items()}
        check_spans(pd.Timedelta(guard), min(limits.values()))
        check_placebos(min_placebos)
        if price == "median":
            check_price_window(pd.Timedelta(price_window), bars)
        self._spec = ReactionSpec(
            windows=tuple(window.text for window in self._windows),
            interval=bars.interval,
            price=price,
            price_window=pd.Timedelta(price_window),
            seasonality=seasonality,
            min_placebos=min_placebos,
            guard=pd.Timedelta(guard),
            max_ages=MappingProxyType(limits),
        )

    def fit(self) -> ReactionResults:
        """Measure every headline, asset and window, and rank each move among those of its day.

        Returns
        -------
        ReactionResults
            One row for each, measured or with the outcome that says why not.
        """
        stamps = Stamps(utc_values(self._heads["instant"]), self._heads["uncertainty"].to_numpy(SPAN))
        assets = {name: self._fit_asset(series, stamps) for name, series in self._bars.items()}
        rows = [
            event_rows(self._heads, one, found, self._bars[name].table["close"].to_numpy(dtype=np.float64))
            for name, one in assets.items()
            for found in one.windows.values()
        ]
        fitted = FittedStudy(assets, self._heads.index.to_numpy(), stamps)
        return ReactionResults(pd.concat(rows, ignore_index=True), self._spec, fitted)

    def _fit_asset(self, series: PriceSeries, stamps: Stamps) -> FittedAsset:
        """Measure one asset over all windows."""
        asset, rules = series.asset, self._rules(series)
        market = as_market(series, self._heads["instant"].min(), self._heads["instant"].max())
        zone = series.strike.zone
        bars, variances = measure_asset(
            market, zone=zone, move=asset.move, scale=asset.scale, method=self._spec.seasonality
        )
        placed = [place(market, bars, window, stamps, rules) for window in self._windows]
        whole = asset_yardstick(market, bars, variances, masked_bars(bars.ends.size, placed))
        volumes = volumes_of(series)
        found = {one.window.text: measure(market, whole, one, stamps, rules, volumes) for one in placed}
        return FittedAsset(asset, zone, market, whole, found)

    def _rules(self, series: PriceSeries) -> Rules:
        """Gather how one asset is measured."""
        spec, asset = self._spec, series.asset
        return Rules(
            move=asset.move,
            scale=asset.scale,
            price=spec.price,
            width=spec.price_window.to_timedelta64(),
            guard=spec.guard.to_timedelta64(),
            max_age=spec.max_ages[asset.symbol].to_timedelta64(),
            min_placebos=spec.min_placebos,
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


def check_placebos(min_placebos: int) -> None:
    """Refuse a minimum of nothing."""
    if min_placebos < 1:
        raise EstimationError(
            f"min_placebos is {min_placebos}; a rank needs at least 1.", min_placebos=min_placebos
        )


def check_price_window(width: pd.Timedelta, bars: Prices) -> None:
    """Refuse medians of a stretch of time that holds too few bars."""
    needed = FEWEST_IN_MEDIAN * max(one.bar_length for one in bars.values())
    if width < needed:
        raise EstimationError(
            f"price_window is {width} for bars of {bars.interval}; a median needs three bars or more: give at least "
            f"{needed}, or take price='last'.",
            price_window=width,
            needed=needed,
        )


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


def volumes_of(series: PriceSeries) -> FloatArray | None:
    """Take the volumes of the bars; None where the series has none."""
    table = series.table
    return table["volume"].to_numpy(dtype=np.float64) if "volume" in table else None
