"""Join events that are known by their day only with prices: one row for every event and asset."""

import numpy as np
import pandas as pd

from aftershock.alignment.align import check_loss
from aftershock.alignment.outcomes import MEASURED, count_outcomes
from aftershock.errors import AlignmentError
from aftershock.markets import Prices, PriceSeries
from aftershock.typing import UTC, IntArray

OWN_COLUMNS = ("listed_id", "asset", "date", "session", "strike", "delay", "event_id", "outcome")
LONGEST_LAG = 31


def align_days(
    events: pd.DataFrame, prices: Prices, *, days_late: int = 0, max_loss: float = 0.5
) -> pd.DataFrame:
    r"""Give every dated event, for every asset, the session it belongs to and an outcome.

    Use it to prepare an :class:`aftershock.EventStudy` of a list of days, as
    :func:`aftershock.headlines.read_event_days` reads it; :func:`aftershock.align` is for events with a clock.

    Parameters
    ----------
    events : DataFrame
        Indexed by a unique id, with a column ``date`` of naive days. All other columns are carried along.
    prices : Prices
        Daily prices.
    days_late : int
        Calendar days by which the list dates its events late, taken off every date: 1 for a list that dates by
        the newspaper of the day after. 0 takes the dates at their word.
    max_loss : float
        Largest share of pairs that may end without a usable price.

    Returns
    -------
    DataFrame
        One row per event and asset, in the order of the events: ``listed_id, asset, date, session, strike, delay,
        event_id, outcome``, then the carried columns. ``session`` is the first of the asset's own calendar on or
        after the day (``date`` less ``days_late``), ``strike`` the instant of its price (UTC), ``delay`` the days
        from the day to the session: where there are any, the outcome is ``market_closed_next_open``. Events of
        one session of an asset are one event, named ``event_id`` after the first listed; the others are
        ``merged_into_episode``. Outside the prices, or on their first session, which has no move, the outcome is
        ``out_of_range``; on a session without a price ``no_price``. ``attrs["assumption"]`` says what the day was
        taken to mean.

    Raises
    ------
    AlignmentError
        If there are no events, an id repeats, ``date`` is absent or no naive days, a carried column has a name of
        ours, the prices are bars, ``days_late`` is no count, or no event falls inside the prices.
    LossBudgetError
        If more than ``max_loss`` of the pairs are lost.

    Notes
    -----
    ``session(d) = min { s : s >= d - days_late }``. A day knows no hour: news of its evening comes after the
    strikes of its session, and a list may date an event late. Let event windows reach to both sides.

    Examples
    --------
    >>> import aftershock as ash
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2019-03-16"]), "name": "Talks"}, index=["e1"])
    >>> prices = ash.load_prices(["GOLD"], start="2019-01-02", end="2019-03-29", source="sample")
    >>> align_days(days, prices)[["event_id", "session", "outcome"]].to_string(index=False, header=False)
    'e1 2019-03-18 market_closed_next_open'
    """
    check_days(events)
    check_lag(days_late)
    if prices.interval != "1d":
        raise AlignmentError(
            f"these prices are bars of {prices.interval}, but a day has no clock; load interval='1d'.",
            interval=prices.interval,
        )
    pairs = pd.concat(
        [align_asset_days(events, prices[symbol], days_late=days_late) for symbol in prices.symbols],
        ignore_index=True,
    )
    if pairs["outcome"].eq("out_of_range").all():
        raise AlignmentError(out_of_range_message(events, prices), symbols=prices.symbols)
    order = {listed_id: at for at, listed_id in enumerate(events.index)}
    pairs = pairs.sort_values("listed_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
    check_loss(count_outcomes(pairs["outcome"]), max_loss, what="event")
    carried = events.drop(columns="date").loc[pairs["listed_id"]].reset_index(drop=True)
    aligned = pd.concat([pairs, carried], axis="columns")
    aligned.attrs = {"assumption": assumption_text(days_late), "days_late": days_late}
    return aligned


def align_asset_days(events: pd.DataFrame, series: PriceSeries, *, days_late: int) -> pd.DataFrame:
    """Align all events with one asset.

    Parameters
    ----------
    events : DataFrame
        Events with ``date``.
    series : PriceSeries
        Daily prices of one asset.
    days_late : int
        Calendar days taken off every date.

    Returns
    -------
    DataFrame
        One row per event, in their order; the columns of :func:`align_days` but for the carried ones.
    """
    strikes = series.strikes()
    days = pd.DatetimeIndex(events["date"]) - pd.Timedelta(days=days_late)
    rows = strikes.index.searchsorted(days, side="left").astype(np.int64)
    rows[(days < strikes.index[0]) | (rows == len(strikes))] = -1
    sessions = lookup(strikes.index, rows)
    frame = pd.DataFrame(
        {
            "listed_id": events.index,
            "asset": series.asset.symbol,
            "date": events["date"].array,
            "session": sessions,
            "strike": lookup(pd.DatetimeIndex(strikes), rows).astype(UTC),
            "delay": sessions - days,
        }
    )
    closes = series.table["close"].reindex(sessions)
    outcome = pd.Series("used", index=frame.index)
    outcome[frame["delay"] > pd.Timedelta(0)] = "market_closed_next_open"
    outcome[closes.isna().to_numpy()] = "no_price"
    outcome[rows < 1] = "out_of_range"
    return merge_days(frame.assign(event_id=frame["listed_id"], outcome=outcome))


def lookup(labels: pd.Index, rows: IntArray) -> pd.DatetimeIndex:
    """Take labels by row; NaT for rows outside."""
    inside = (rows >= 0) & (rows < len(labels))
    return pd.DatetimeIndex(pd.DatetimeIndex(labels.take(np.where(inside, rows, 0))).where(inside))


def merge_days(frame: pd.DataFrame) -> pd.DataFrame:
    """Name the measured events of each session after the first listed, and mark the later ones as merged."""
    measured = frame[frame["outcome"].isin(MEASURED)].sort_values("date", kind="stable")
    frame.loc[measured.index, "event_id"] = measured.groupby("session")["listed_id"].transform("first")
    repeated = measured.index[measured.duplicated("session")]
    frame.loc[repeated, "outcome"] = "merged_into_episode"
    return frame


def check_days(events: pd.DataFrame) -> None:
    """Refuse events without ids of their own, without naive days, or with columns of our names.

    Raises
    ------
    AlignmentError
        Says which.
    """
    if not len(events):
        raise AlignmentError("there are no events; list at least one.")
    if not events.index.is_unique:
        repeated = events.index[events.index.duplicated()].unique().tolist()
        raise AlignmentError(
            f"{len(repeated)} ids name more than one event, first {repeated[0]!r}; give each an id of its own.",
            repeated=repeated,
        )
    if "date" not in events or not pd.api.types.is_datetime64_dtype(events["date"]):
        held = "no column date" if "date" not in events else f"a column date of {events['date'].dtype}"
        raise AlignmentError(
            f"events has {held}; give naive days, as pd.to_datetime(['2014-03-18']) makes them."
        )
    odd = events.index[events["date"].isna() | (events["date"] != events["date"].dt.normalize())].tolist()
    if odd:
        raise AlignmentError(
            f"{len(odd)} events have no day or one with a clock, first {odd[0]!r}; give days alone.",
            events=odd,
        )
    taken = [name for name in events.columns if name != "date" and name in OWN_COLUMNS]
    if taken:
        raise AlignmentError(
            f"events has columns of our names: {', '.join(taken)}; rename them.", columns=taken
        )


def check_lag(days_late: int) -> None:
    """Refuse a lag that is no count of days.

    Raises
    ------
    AlignmentError
        Names the bounds.
    """
    whole = isinstance(days_late, int) and not isinstance(days_late, bool)
    if not whole or not 0 <= days_late <= LONGEST_LAG:
        raise AlignmentError(
            f"days_late is {days_late!r}; give whole calendar days, 0 to {LONGEST_LAG}.", days_late=days_late
        )


def assumption_text(days_late: int) -> str:
    """Say in one sentence what a listed day was taken to mean.

    Examples
    --------
    >>> assumption_text(1)
    'Each event belongs to the first session on or after the day before its listed date.'
    """
    day = "its listed date"
    if days_late:
        day = f"the day{'' if days_late == 1 else f' {days_late} days'} before its listed date"
    return f"Each event belongs to the first session on or after {day}."


def out_of_range_message(events: pd.DataFrame, prices: Prices) -> str:
    """Say that no event falls inside the prices, with both spans and what to load."""
    first, last = f"{events['date'].min():%Y-%m-%d}", f"{events['date'].max():%Y-%m-%d}"
    series = prices[prices.symbols[0]]
    start, end = series.table.index[0], series.table.index[-1]
    return (
        f"0 of {len(events)} events fall inside the prices of {series.asset.symbol} ({start:%Y-%m-%d} to "
        f"{end:%Y-%m-%d}). Load prices that cover {first} to {last}, and a session before."
    )
