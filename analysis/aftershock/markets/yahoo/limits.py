"""What Yahoo still has: how far back bars go, how much one request may ask, and a range cut into requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets.assets import Asset
from aftershock.typing import Interval, check_option

_DAY = pd.Timedelta(days=1)
# Between planning a request and Yahoo's answer the clock goes on, most of all while the rate is limited.
_MARGIN = pd.Timedelta(minutes=10)
_HISTORY: Mapping[str, pd.Timedelta | None] = {
    "1d": None,
    "1h": 730 * _DAY,
    "30min": 60 * _DAY,
    "15min": 60 * _DAY,
    "5min": 60 * _DAY,
    "1min": 30 * _DAY,
}
_REQUEST = {**_HISTORY, "1min": 8 * _DAY}

Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold the requests that a range of bars takes.

    Parameters
    ----------
    pieces : tuple of (pandas.Timestamp, pandas.Timestamp)
        Start, included, and end, left out, of each request; instants, UTC.
    note : str
        What of the range Yahoo no longer has; empty where it has all.

    Examples
    --------
    >>> Plan(pieces=()).note
    ''
    """

    pieces: tuple[Span, ...]
    note: str = ""


def history_limit(interval: Interval) -> pd.Timedelta | None:
    """Tell how long Yahoo keeps prices of an interval.

    Parameters
    ----------
    interval : {"1d", "1h", "30min", "15min", "5min", "1min"}
        Distance of the rows.

    Returns
    -------
    pandas.Timedelta or None
        None where it keeps them for good.

    Raises
    ------
    PriceError
        If Yahoo has no such interval.

    Examples
    --------
    >>> history_limit("1min")
    Timedelta('30 days 00:00:00')
    >>> history_limit("1d") is None
    True
    """
    _refuse_unknown(interval)
    return _HISTORY[interval]


def request_limit(interval: Interval) -> pd.Timedelta | None:
    """Tell how long a range one request to Yahoo may ask for.

    Parameters
    ----------
    interval : {"1d", "1h", "30min", "15min", "5min", "1min"}
        Distance of the rows.

    Returns
    -------
    pandas.Timedelta or None
        None where one request may ask for everything.

    Raises
    ------
    PriceError
        If Yahoo has no such interval.

    Examples
    --------
    >>> request_limit("1min")
    Timedelta('8 days 00:00:00')
    """
    _refuse_unknown(interval)
    return _REQUEST[interval]


def plan_requests(asset: Asset, interval: Interval, span: Span, *, now: pd.Timestamp) -> Plan:
    """Cut a range of bars to what Yahoo still has, and into requests it accepts.

    Parameters
    ----------
    asset : Asset
        Named in errors.
    interval : {"1h", "30min", "15min", "5min", "1min"}
        Length of the bars.
    span : tuple of two pandas.Timestamp
        Start, included, and end, left out, of the range; instants, UTC.
    now : pandas.Timestamp
        The present instant, UTC.

    Returns
    -------
    Plan
        Requests in order of time, none longer than Yahoo allows.

    Raises
    ------
    PriceError
        If Yahoo has no such interval, no longer has any of the range, or the range is yet to come.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> month = (pd.Timestamp("2026-06-01", tz="UTC"), pd.Timestamp("2026-06-20", tz="UTC"))
    >>> plan = plan_requests(get_asset("SPY"), "1min", month, now=pd.Timestamp("2026-06-20", tz="UTC"))
    >>> [str(first.date()) for first, _ in plan.pieces]
    ['2026-06-01', '2026-06-08', '2026-06-15']
    """
    first, last = span
    kept, longest = history_limit(interval), request_limit(interval)
    assert kept is not None and longest is not None
    oldest = now - kept + _MARGIN
    if last <= oldest:
        raise _too_old(asset, interval, span, now=now)
    if first >= now:
        raise PriceError(
            f"{interval} bars of {asset.symbol} from {first.date()} on are yet to come; ask for days up to today.",
            asset=asset.symbol,
            start=str(first),
        )
    begin, end = max(first, oldest), min(last, now)
    return Plan(
        pieces=_pieces(begin, end, longest - _MARGIN),
        note=_cut_note(interval, first, begin) if begin > first else "",
    )


def _refuse_unknown(interval: str) -> None:
    """Refuse an interval that Yahoo does not have, naming those it has."""
    check_option("interval", interval, Interval)
    if interval not in _HISTORY:
        raise PriceError(
            f"Yahoo has no {interval} bars. It has {_kept_in_words()}. Ask for 1min bars and resample them, "
            "or read a folder of files.",
            interval=interval,
            allowed=tuple(_HISTORY),
        )


def _kept_in_words() -> str:
    """List the intervals with how long each is kept."""
    return ", ".join(
        f"{interval} {'for good' if kept is None else f'for {kept.days} days'}"
        for interval, kept in _HISTORY.items()
    )


def _pieces(begin: pd.Timestamp, end: pd.Timestamp, longest: pd.Timedelta) -> tuple[Span, ...]:
    """Cut a range at midnights into pieces that are not too long."""
    if end - begin <= longest:
        return ((begin, end),)
    cut = begin.normalize() + longest.floor("D")
    return ((begin, cut), *_pieces(cut, end, longest))


def _cut_note(interval: str, first: pd.Timestamp, begin: pd.Timestamp) -> str:
    """Say what of a range Yahoo no longer has."""
    kept = _HISTORY[interval]
    assert kept is not None
    return (
        f"asked from {first:%Y-%m-%d}, had from {begin:%Y-%m-%dT%H:%MZ}: Yahoo keeps {interval} bars "
        f"{kept.days} days"
    )


def _too_old(asset: Asset, interval: str, span: Span, *, now: pd.Timestamp) -> PriceError:
    """Say that a range is gone, what is still to be had of it, and where it may be kept."""
    kept = _HISTORY[interval]
    assert kept is not None
    first, final = span[0].date(), (span[1] - pd.Timedelta(1)).date()
    when = str(first) if first == final else f"{first} to {final}"
    longer = _finest_left(span[0], now=now)
    return PriceError(
        f"{interval} bars of {when} no longer exist at Yahoo, which keeps them {kept.days} days; "
        f"{_stored(asset, interval, first, final)}; {longer}.",
        asset=asset.symbol,
        interval=interval,
        start=str(first),
        end=str(final),
        kept=kept,
    )


def _stored(asset: Asset, interval: str, first: date, final: date) -> str:
    """Say whether bars that are gone at Yahoo were stored in time."""
    from aftershock.markets.store.coverage import holding_sources
    from aftershock.markets.store.layout import store_root

    held = holding_sources(store_root(), asset=asset.symbol, interval=interval, start=first, end=final)
    if not held:
        return f"the store has none of {asset.symbol}"
    source = "store" if len(held) == 1 else f"store:{held[0]}"
    return f"the store has some of {asset.symbol}: source={source!r} (--prices {source!r})"


def _finest_left(first: pd.Timestamp, *, now: pd.Timestamp) -> str:
    """Name the finest interval that still reaches back far enough."""
    for interval in reversed(list(_HISTORY)):
        kept = _HISTORY[interval]
        if kept is not None and first >= now - kept + _MARGIN:
            return f"{interval} bars do exist: use interval='{interval}' (--interval {interval})"
    return "daily prices do exist: use interval='1d' (--interval 1d)"
