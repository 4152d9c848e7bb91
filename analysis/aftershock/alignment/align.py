"""Join headlines with prices: one row for every headline and asset."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from aftershock.alignment.clock import ZERO, first_ended, inside, last_ended, session_rows, wait_until_open
from aftershock.alignment.outcomes import LOST, MEASURED, count_outcomes
from aftershock.errors import AlignmentError, LossBudgetError
from aftershock.markets import Prices, PriceSeries, calendars
from aftershock.typing import SPAN, UTC, BoolArray, InstantArray, IntArray, SpanArray

LONGEST_SESSION = pd.Timedelta(days=3)
LONGEST_CLOSURE = pd.Timedelta(days=60)
TICK = np.timedelta64(1, "ns")


def align(heads: pd.DataFrame, prices: Prices, *, max_loss: float = 0.5) -> pd.DataFrame:
    r"""Give every headline, for every asset, the session or bars it falls on and an outcome.

    Use it to prepare an :class:`aftershock.EventStudy`, or to see when each market could first react.

    Parameters
    ----------
    heads : DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`.
    prices : Prices
        Daily prices or bars.
    max_loss : float
        Largest share of pairs that may end without a usable price.

    Returns
    -------
    DataFrame
        One row per headline and asset: ``headline_id, asset, instant, session, strike, delay, event_id,
        outcome``. ``session`` is the one whose strike is the first at or after the instant; ``delay`` is the
        wait until the market next opens (zero when open). ``event_id`` names the episode: headlines that fall
        on the same session of daily prices, or between the same two bars, are one event, and all but the first
        are ``merged_into_episode``. For bars also ``before`` and ``after``, the ends of the last bar before
        and the first bar after the headline.

    Raises
    ------
    AlignmentError
        If there are no headlines, two have the same id, or none falls inside the prices.
    LossBudgetError
        If more than ``max_loss`` of the pairs are lost.

    Examples
    --------
    >>> import aftershock as ash
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> prices = ash.load_prices(["GOLD"], start="2019-01-02", end="2019-03-29", source="sample")
    >>> ash.align(heads, prices)[["asset", "session", "outcome"]].to_string(index=False, header=False)
    'GOLD 2019-03-20 used'
    """
    check_headlines(heads)
    pairs = pd.concat([align_asset(heads, prices[symbol]) for symbol in prices.symbols], ignore_index=True)
    if pairs["outcome"].eq("out_of_range").all():
        raise AlignmentError(out_of_range_message(heads, prices[prices.symbols[0]]), symbols=prices.symbols)
    order = {headline_id: at for at, headline_id in enumerate(heads.index)}
    pairs = pairs.sort_values("headline_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
    check_loss(pairs["outcome"], max_loss)
    return pairs


def align_asset(heads: pd.DataFrame, series: PriceSeries) -> pd.DataFrame:
    """Align all headlines with one asset.

    Parameters
    ----------
    heads : DataFrame
        Headlines.
    series : PriceSeries
        Daily prices or bars of one asset.

    Returns
    -------
    DataFrame
        One row per headline, in their order; the columns of :func:`align`.
    """
    instants, uncertainty = utc_values(heads["instant"]), heads["uncertainty"].to_numpy(dtype=SPAN)
    strikes = series.strikes()
    rows = session_rows(utc_values(strikes), instants)
    latest = session_rows(utc_values(strikes), instants + np.maximum(uncertainty - TICK, ZERO))
    frame = pd.DataFrame(
        {
            "headline_id": heads.index,
            "asset": series.asset.symbol,
            "instant": heads["instant"].array,
            "session": lookup(strikes.index, rows),
            "strike": lookup(pd.DatetimeIndex(strikes), rows).astype(UTC),
            "delay": opening_delay(series, instants),
        }
    )
    reached, vague = (rows > 0) & (rows < len(strikes)), rows != latest
    if series.interval != "1d":
        frame = frame.assign(**bars_around(series, instants, uncertainty))
        reached = frame[["before", "after"]].notna().all(axis="columns").to_numpy()
        vague |= spans_bars(series, instants, uncertainty)
    frame["outcome"] = judge(series, frame, reached=reached, vague=vague)
    frame["event_id"] = name_episodes(frame)
    return merge_episodes(frame)


def judge(series: PriceSeries, frame: pd.DataFrame, *, reached: BoolArray, vague: BoolArray) -> pd.Series:
    """Name the outcome of each pair, before episodes are merged."""
    outcome = pd.Series("used", index=frame.index)
    outcome[frame["delay"] != pd.Timedelta(0)] = "market_closed_next_open"
    if series.interval == "1d":
        closes = series.table["close"].reindex(pd.DatetimeIndex(frame["session"]))
        outcome[closes.isna().to_numpy()] = "no_price"
    outcome[vague] = "too_uncertain"
    outcome[~reached] = "out_of_range"
    return outcome


def name_episodes(frame: pd.DataFrame) -> "pd.Series[str]":
    """Name the session or the pair of bars each headline falls on; empty where there is none."""
    names: pd.Series[str] = frame["session"].dt.strftime("%Y-%m-%d")
    if "before" in frame:
        stamp = "%Y-%m-%dT%H%MZ"
        names = frame["before"].dt.strftime(stamp) + "/" + frame["after"].dt.strftime(stamp)
    return names.fillna("")


def merge_episodes(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the earliest measured headline of each episode and mark the later ones as merged."""
    measured = frame["outcome"].isin(MEASURED)
    ordered = frame[measured].sort_values(["instant", "headline_id"])
    repeated = ordered.index[ordered.duplicated(["event_id"])]
    frame.loc[repeated, "outcome"] = "merged_into_episode"
    return frame


def bars_around(series: PriceSeries, instants: InstantArray, uncertainty: SpanArray) -> dict[str, Any]:
    """Find the ends of the last bar before and the first bar after each headline."""
    ends = pd.DatetimeIndex(series.table.index)
    values = utc_values(ends)
    return {
        "before": lookup(ends, last_ended(values, instants)),
        "after": lookup(ends, first_ended(values, instants + np.maximum(uncertainty, TICK))),
    }


def spans_bars(series: PriceSeries, instants: InstantArray, uncertainty: SpanArray) -> BoolArray:
    """Say which stamps are vaguer than a bar and have bars that end while they may have come."""
    ends = utc_values(series.table.index)
    before, after = last_ended(ends, instants), first_ended(ends, instants + np.maximum(uncertainty, TICK))
    wide = uncertainty > series.bar_length.to_timedelta64()
    return np.asarray(wide & (after - before > 1), dtype=np.bool_)


def opening_delay(series: PriceSeries, instants: InstantArray) -> SpanArray:
    """Measure how long each headline waits for the asset's market to open."""
    first, last = pd.Timestamp(instants.min(), tz="UTC"), pd.Timestamp(instants.max(), tz="UTC")
    hours = open_hours(series, (first - LONGEST_SESSION).date(), (last + LONGEST_CLOSURE).date())
    delay = wait_until_open(utc_values(hours["open"]), utc_values(hours["close"]), instants)
    if series.interval != "1d":
        delay[inside(utc_values(series.table["start"]), utc_values(series.table.index), instants)] = ZERO
    return delay


def open_hours(series: PriceSeries, first: date, last: date) -> pd.DataFrame:
    """List when a series can have prices; hours of a feed know no holidays, the asset's calendar does."""
    hours = series.hours_open(first, last)
    if series.hours is None:
        return hours
    return hours.loc[hours.index.isin(calendars.sessions(series.asset.calendar, first, last))]


def lookup(labels: pd.Index, rows: IntArray) -> pd.DatetimeIndex:
    """Take labels by row; NaT for rows outside."""
    inside = (rows >= 0) & (rows < len(labels))
    return pd.DatetimeIndex(pd.DatetimeIndex(labels.take(np.where(inside, rows, 0))).where(inside))


def utc_values(instants: Any) -> InstantArray:
    """Take the UTC instants of an aware Series or index as a plain datetime64[ns] array."""
    return np.asarray(pd.DatetimeIndex(instants).tz_convert("UTC").tz_localize(None), dtype="datetime64[ns]")


def check_headlines(heads: pd.DataFrame) -> None:
    """Refuse no headlines at all, and ids that name more than one.

    Raises
    ------
    AlignmentError
        Says how many there are, or which ids repeat.
    """
    if not len(heads):
        raise AlignmentError("there are no headlines; read at least one.")
    repeated = heads.index[heads.index.duplicated()].unique().tolist()
    if repeated:
        raise AlignmentError(
            f"{len(repeated)} headline ids name more than one headline, first {repeated[0]!r}. Read all headlines "
            "from one table, or give those of each source ids of their own.",
            repeated=repeated,
        )


def out_of_range_message(heads: pd.DataFrame, series: PriceSeries) -> str:
    """Say that no headline falls inside the prices, with both spans and what to load."""
    first, last = f"{heads['instant'].min():%Y-%m-%d}", f"{heads['instant'].max():%Y-%m-%d}"
    start, end = series.table.index[0], series.table.index[-1]
    wanted = first if first == last else f"{first} to {last}"
    return (
        f"0 of {len(heads)} headlines fall inside the prices of {series.asset.symbol} "
        f"({start:%Y-%m-%d} to {end:%Y-%m-%d} UTC). Load prices that cover {wanted}, and a session on each side."
    )


def check_loss(outcomes: "pd.Series[str]", max_loss: float, *, what: str = "headline") -> None:
    """Refuse to go on when too many pairs were lost, with the count by outcome.

    Raises
    ------
    LossBudgetError
        Names the share lost, the budget and the counts.
    """
    share = float(outcomes.isin(LOST).mean())
    if share > max_loss:
        counts = ", ".join(f"{name} {count}" for name, count in count_outcomes(outcomes).items())
        raise LossBudgetError(
            f"{share:.0%} of the {len(outcomes)} {what} x asset pairs have no usable price, more than "
            f"max_loss={max_loss:.0%} allows ({counts}). Load prices that cover the {what}s or raise max_loss.",
            share=share,
        )
