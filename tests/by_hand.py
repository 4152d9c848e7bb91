"""Headlines and prices small enough to check by hand."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.markets import Asset, Hours, Origin, PriceSeries, get_asset, sessions


def make_heads(
    instants: Sequence[str] | pd.DatetimeIndex,
    *,
    uncertainty: str | Sequence[str] = "1min",
    ids: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Headlines at instants, UTC; named h0, h1, ... in the order given."""
    at = pd.DatetimeIndex(pd.to_datetime(list(instants), utc=True, format="ISO8601")).as_unit("ns")
    names = [f"h{number}" for number in range(len(at))] if ids is None else list(ids)
    spans = [uncertainty] * len(at) if isinstance(uncertainty, str) else list(uncertainty)
    vague = pd.to_timedelta(pd.Series(spans, dtype="object")).dt.as_unit("ns").array
    return pd.DataFrame({"instant": at, "uncertainty": vague}, index=pd.Index(names, name="headline_id"))


def make_daily(asset: str, start: str, end: str, *, without: Sequence[str] = ()) -> PriceSeries:
    """Daily closes 100, 101, ... on the sessions of the asset, but for the days left out."""
    one, days = get_asset(asset), sessions(get_asset(asset).calendar, start, end)
    closes = pd.Series(100.0 + np.arange(len(days)), index=days).drop(pd.DatetimeIndex(list(without)))
    table = pd.DataFrame({"close": closes, "adjusted": closes})
    return PriceSeries(asset=one, interval="1d", table=table, strike=one.strike, origin=_origin(table))


def make_bars(
    asset: str | Asset,
    ends: pd.DatetimeIndex,
    closes: npt.ArrayLike | None = None,
    *,
    length: str = "1h",
    contracts: Sequence[str] | None = None,
    hours: str | None = None,
) -> PriceSeries:
    """Bars that end at the instants given; closes 100, 101, ... unless given."""
    one = get_asset(asset) if isinstance(asset, str) else asset
    index = pd.DatetimeIndex(ends, name="end").as_unit("ns")
    values = 100.0 + np.arange(len(index)) if closes is None else np.asarray(closes, dtype=np.float64)
    table = pd.DataFrame({"start": index - pd.Timedelta(length), "close": values}, index=index)
    if contracts is not None:
        table["contract"] = list(contracts)
    return PriceSeries(
        asset=one,
        interval=length,  # type: ignore[arg-type]
        table=table,
        strike=one.strike,
        hours=None if hours is None else Hours.parse(hours),
        origin=_origin(table),
    )


def hourly_ends(hours: str, start: str, end: str) -> pd.DatetimeIndex:
    """Ends of the hourly bars that fill opening hours from one session to another."""
    spans = Hours.parse(hours).frame(start, end).itertuples(index=False)
    hour = pd.Timedelta("1h")
    ends = [pd.date_range(span.open + hour, span.close, freq="1h") for span in spans]
    return pd.DatetimeIndex(np.concatenate([part.to_numpy() for part in ends]), tz="UTC")


def _origin(table: pd.DataFrame) -> Origin:
    """An origin that says the prices were written by hand."""
    first, last = str(table.index[0])[:10], str(table.index[-1])[:10]
    return Origin(source="hand", location="", column="close", read=len(table), first=first, last=last)
