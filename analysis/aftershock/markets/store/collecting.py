"""Fetching from a source into the store: a range that is asked for, or what is new since last time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from aftershock.errors import AftershockError, PriceError, StoreError
from aftershock.markets.assets import Asset
from aftershock.markets.catalogue import Declarations, get_asset
from aftershock.markets.prices import PriceSeries
from aftershock.markets.sources import PriceSource
from aftershock.markets.store.coverage import hole_sessions
from aftershock.markets.store.files import open_file
from aftershock.markets.store.layout import SeriesKey
from aftershock.markets.store.price_store import PriceStore
from aftershock.markets.store.revisions import Appended
from aftershock.typing import Interval

DAILY_TAIL = timedelta(days=14)
BAR_TAIL = timedelta(days=5)
HOLES_TRIED = timedelta(days=60)
FIRST_SPAN = timedelta(days=3653)

_NOT_HAD = "not had"

Limit = Callable[[Interval], pd.Timedelta | None]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Ask for the prices of an asset.

    Parameters
    ----------
    asset : str
        Symbol.
    interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
        Distance of the rows.
    start, end : date
        First and last day, both included.
    """

    asset: str
    interval: Interval
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Say what became of a request.

    Parameters
    ----------
    request : Request
        What was asked for.
    appended : Appended, optional
        Counts of the rows stored; None if nothing was had.
    missing : str
        What could not be had, and why; empty if all was.
    """

    request: Request
    appended: Appended | None = None
    missing: str = ""


def pull(
    store: PriceStore,
    source: PriceSource,
    requests: Iterable[Request],
    *,
    declared: Declarations | None = None,
    tell: Tell | None = None,
    now: Callable[[], pd.Timestamp] | None = None,
) -> tuple[Collected, ...]:
    """Fetch ranges of prices into the store; go on past those that fail.

    Parameters
    ----------
    store : PriceStore
        Where they go.
    source : PriceSource
        Where they come from.
    requests : iterable of Request
        What to fetch.
    declared : mapping of str to Asset or mapping, optional
        Assets of the user's own.
    tell : callable, optional
        Called with a short text before each request.
    now : callable, optional
        The present instant; the clock's by default.

    Returns
    -------
    tuple of Collected
        One a request, in their order.

    Raises
    ------
    PriceError
        If there is nothing to fetch.
    """
    known: dict[str, Any] = {**getattr(source, "assets", {}), **(declared or {})}
    asked = tuple(requests)
    if not asked:
        raise PriceError("There is nothing to fetch; name at least one asset, such as SPX.")
    clock = now or _now
    done = []
    for request in asked:
        (tell or _silent)(f"{request.asset} {request.interval}")
        done.append(_fetched(store, source, request, known, clock))
    return tuple(done)


def collect(
    store: PriceStore,
    source: PriceSource,
    *,
    assets: Sequence[str] = (),
    intervals: Sequence[Interval] = (),
    declared: Declarations | None = None,
    limit: Limit | None = None,
    tell: Tell | None = None,
    now: Callable[[], pd.Timestamp] | None = None,
) -> tuple[Collected, ...]:
    """Fetch what is new since last time, and the recent tail again; run it from cron as often as you like.

    Where sessions of the last 60 days are missing, it asks again from the first of them on, as far back as the
    source goes: what one run could not have, a later one tries.

    Parameters
    ----------
    store : PriceStore
        Where the prices go.
    source : PriceSource
        Where they come from.
    assets : sequence of str
        Symbols; without any, those held from this source.
    intervals : sequence of str
        Intervals; without any, those held of each asset, and daily prices of an asset not held.
    declared : mapping of str to Asset or mapping, optional
        Assets of the user's own; those the store has declared are known.
    limit : callable, optional
        How long the source keeps prices of an interval; None for good.
    tell : callable, optional
        Called with a short text before each request.
    now : callable, optional
        The present instant; the clock's by default.

    Returns
    -------
    tuple of Collected
        One a series. Rows the source no longer had are named as missing.

    Raises
    ------
    PriceError
        If no asset is named and none is held.
    """
    clock = now or _now
    held = {(key.asset, key.interval): key for key in store.keys(source=stored_name(source))}
    chosen = _targets(list(held), assets, intervals)
    if not chosen:
        raise PriceError(
            "The store holds nothing from this source, and no asset was named. Name some, with --interval for "
            "bars: aftershock data collect SPX GOLD --interval 5min; or fill it with aftershock data pull."
        )
    today = clock().date()
    plans = [_tail(store, held.get(target), target, today, limit) for target in chosen]
    known = {**_stored_assets(store), **(declared or {})}
    done = pull(store, source, [plan for plan, _ in plans], declared=known, tell=tell, now=clock)
    return tuple(_with_gap(one, gap) for one, (_, gap) in zip(done, plans, strict=True))


def stored_name(source: PriceSource) -> str | None:
    """Tell under which name the rows of a source are stored; None if it does not say.

    Examples
    --------
    >>> from aftershock.markets import open_source
    >>> stored_name(open_source("yahoo"))
    'Yahoo Finance'
    """
    from aftershock.markets.yahoo import YahooSource

    return "Yahoo Finance" if isinstance(source, YahooSource) else getattr(source, "name", None)


def summary(done: Sequence[Collected]) -> str:
    """Put what was collected into one line.

    Examples
    --------
    >>> day = date(2022, 2, 17)
    >>> spx = Request(asset="SPX", interval="1d", start=day, end=day)
    >>> summary([Collected(request=spx, appended=Appended(new=1)), Collected(request=spx, missing="no rows")])
    '1 of 2 series: 1 new, 0 revised, 0 unchanged rows; missing: SPX 1d'
    """
    had = [one.appended for one in done if one.appended is not None]
    rows = sum(had, Appended())
    lacking = [f"{one.request.asset} {one.request.interval}" for one in done if one.missing]
    counts = f"{rows.new} new, {rows.revised} revised, {rows.unchanged} unchanged rows"
    tail = f"; missing: {', '.join(lacking)}" if lacking else ""
    return f"{len(had)} of {len(done)} series: {counts}{tail}"


def _fetched(
    store: PriceStore,
    source: PriceSource,
    request: Request,
    known: dict[str, Any],
    clock: Callable[[], pd.Timestamp],
) -> Collected:
    """Fetch one range and store it."""
    try:
        asset: Asset = get_asset(request.asset, known)
        series = source.fetch(asset, start=request.start, end=request.end, interval=request.interval)
        licence = getattr(source, "licence", "")
        appended = store.append(series, fetched_at=clock(), licence=licence)
        return Collected(request=request, appended=appended, missing=_parts_not_had(series))
    except AftershockError as failure:
        return Collected(request=request, missing=str(failure))


def _parts_not_had(series: PriceSeries) -> str:
    """Find in the note of a series what of its range the source failed to give."""
    parts = series.origin.note.split("; ")
    return "; ".join(part for part in parts if part.startswith(_NOT_HAD))


def _targets(
    held: list[tuple[str, Interval]], assets: Sequence[str], intervals: Sequence[Interval]
) -> list[tuple[str, Interval]]:
    """List the series to collect."""
    symbols = list(dict.fromkeys(assets or (symbol for symbol, _ in held)))
    found: list[tuple[str, Interval]] = []
    for symbol in symbols:
        own = [interval for one, interval in held if one == symbol]
        found += [(symbol, interval) for interval in (intervals or own or ("1d",))]
    return found


def _tail(
    store: PriceStore, key: SeriesKey | None, target: tuple[str, Interval], today: date, limit: Limit | None
) -> tuple[Request, str]:
    """Work out the range to ask for, and what of it the source has no longer."""
    symbol, interval = target
    kept = _kept(limit, interval)
    oldest = today - (kept.to_pytimedelta() if kept is not None else FIRST_SPAN)
    last = None if key is None else _last_day(store, key)
    tail = DAILY_TAIL if interval == "1d" else BAR_TAIL
    start = oldest if key is None or last is None else min(last - tail, _first_hole(store, key, today))
    gap = ""
    if last is not None and kept is not None and last < oldest:
        gap = f"bars between {last} and {oldest} are lost: the source keeps {interval} for {kept.days} days only"
    begin = start if kept is None else max(start, oldest)
    return Request(asset=symbol, interval=interval, start=begin, end=today), gap


def _kept(limit: Limit | None, interval: Interval) -> pd.Timedelta | None:
    """Tell how long the source keeps an interval; one it does not have fails when it is asked for."""
    try:
        return None if limit is None else limit(interval)
    except AftershockError:
        return None


def _first_hole(store: PriceStore, key: SeriesKey, today: date) -> date:
    """Find the first session of the last weeks of which nothing is held; today if there is none."""
    try:
        holes = hole_sessions(store.session_counts(key))
    except AftershockError:
        return today
    recent = holes[holes >= pd.Timestamp(today - HOLES_TRIED)]
    return recent[0].date() if len(recent) else today


def _last_day(store: PriceStore, key: SeriesKey) -> date | None:
    """Find the day of the last row held; a damaged file is told of when it is appended to."""
    try:
        keys = open_file(store.paths(key)[-1], key).rows(()).keys
    except StoreError:
        return None
    return pd.Timestamp(keys[-1]).date()


def _stored_assets(store: PriceStore) -> dict[str, Asset]:
    """Read the assets the store has declared."""
    return dict(store.source().assets) if store.keys() else {}


def _with_gap(done: Collected, gap: str) -> Collected:
    """Add what the source has no longer to what is missing."""
    if not gap:
        return done
    missing = "; ".join(text for text in (done.missing.rstrip("."), gap) if text)
    return Collected(request=done.request, appended=done.appended, missing=missing)


def _silent(_: str) -> None:
    """Tell nobody."""


def _now() -> pd.Timestamp:
    """Read the clock."""
    return pd.Timestamp.now("UTC")
