"""Where prices come from: one function, and the sources it knows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from aftershock.errors import AftershockError, PriceError
from aftershock.markets.addresses import is_address
from aftershock.markets.assets import Asset
from aftershock.markets.catalogue import Declarations, expand_baskets, get_asset
from aftershock.markets.prices import Prices, PriceSeries
from aftershock.typing import Interval, MissingRule, check_option

WORDS = ("yahoo", "sample", "store")
_STORE = "store:"
_TICKER = re.compile(r"\([A-Z0-9^=.-]+\)")


@runtime_checkable
class PriceSource(Protocol):
    """Anything that can fetch the prices of one asset.

    Examples
    --------
    >>> isinstance(object(), PriceSource)
    False
    """

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval) -> PriceSeries:
        """Return the prices of an asset between two dates, both included."""
        ...


def load_prices(
    assets: str | Asset | Iterable[str | Asset] = "macro",
    *,
    start: str | date,
    end: str | date,
    source: str | Path | PriceSource = "yahoo",
    interval: Interval = "1d",
    description: str | Path | None = None,
    declared: Declarations | None = None,
    missing: MissingRule = "raise",
    as_of: str | datetime | None = None,
) -> Prices:
    """Load the prices of assets from Yahoo, the local store, the embedded sample, or files of your own.

    Parameters
    ----------
    assets : str, Asset, or iterable of them
        Symbols of the catalogue, of ``declared`` or of the folder's own description, and baskets: ``macro``
        (S&P 500, 10-year yield, gold, oil), ``energy``, ``rates``, ``havens``, ``europe``, ``defence`` and
        ``sectors``. Each symbol is loaded once, in the order in which it first comes.
    start, end : str or date
        Calendar dates, both included: sessions for daily prices, UTC days for bars.
    source : {"yahoo", "sample", "store", "store:NAME"}, path, or object with ``fetch``
        ``"store"`` is what was stored on this machine; NAME chooses among its sources. A path is a folder that
        holds a ``prices.toml``, or Parquet files: one, a glob, or an fsspec address.
    interval : {"1d", "1h", "30min", "15min", "5min", "3min", "1min", "30s", "10s", "5s", "1s"}
        Distance of the rows.
    description : path, optional
        A ``prices.toml`` for a folder that has none of its own.
    declared : mapping of str to Asset or mapping, optional
        Assets of the user's own.
    missing : {"raise", "report"}
        Whether one asset without prices stops everything, or is listed in ``Prices.missing``.
    as_of : str or datetime, optional
        Read the store as it was known at this instant: aware, or ISO with an offset.

    Returns
    -------
    Prices
        One series an asset, in the order asked for. Missing prices stay missing.

    Raises
    ------
    AssetError
        If an asset is not known.
    PriceError
        If the source or the dates make no sense, or an asset has no prices; lists all that failed.

    Examples
    --------
    >>> load_prices(["SPX"], start="2019-01-02", end="2019-03-29", source="smaple")
    Traceback (most recent call last):
    aftershock.errors.PriceError: source is 'smaple'; allowed are 'yahoo', 'sample', 'store', 'store:NAME', a \
folder that holds a prices.toml, Parquet files ('prices/*.parquet', or an address such as 's3://bucket/spx.parquet'), \
or an object with fetch(). Did you mean 'sample'?
    """
    check_option("interval", interval, Interval)
    check_option("missing", missing, MissingRule)
    first, last = _as_date("start", start), _as_date("end", end)
    if first > last:
        raise PriceError(f"start {first} is after end {last}; swap them.", start=str(first), end=str(last))
    opened = open_source(source, description=description, as_of=as_of)
    known: dict[str, Any] = {**getattr(opened, "assets", {}), **(declared or {})}
    chosen = _resolve(assets, known)
    series: list[PriceSeries] = []
    failures: list[tuple[str, str]] = []
    for asset in chosen:
        try:
            series.append(opened.fetch(asset, start=first, end=last, interval=interval))
        except AftershockError as failure:
            failures.append((asset.symbol, str(failure)))
    if failures and (missing == "raise" or not series):
        raise _failure_error(failures, asked=len(chosen))
    return Prices(series, missing=tuple(failures))


def open_source(
    source: str | Path | PriceSource,
    *,
    description: str | Path | None = None,
    as_of: str | datetime | None = None,
) -> PriceSource:
    """Turn the word, path or object a user gave into a source.

    Parameters
    ----------
    source : {"yahoo", "sample", "store", "store:NAME"}, path, or object with ``fetch``
        What the user gave.
    description : path, optional
        A ``prices.toml`` for a folder that has none of its own.
    as_of : str or datetime, optional
        For the store: the instant as of which it is read.

    Returns
    -------
    PriceSource
        Ready to fetch.

    Raises
    ------
    PriceError
        If the word is unknown, the folder or file absent or its description wrong, the store empty, or ``as_of``
        goes with another source than the store.

    Examples
    --------
    >>> type(open_source("yahoo")).__name__
    'YahooSource'
    """
    if isinstance(source, str) and names_store(source):
        from aftershock.markets.store import PriceStore

        return PriceStore().source(source.removeprefix("store").removeprefix(":") or None, as_of=as_of)
    if as_of is not None:
        raise _only_the_store_knows(source, as_of)
    if not isinstance(source, str | Path):
        if isinstance(source, PriceSource):
            return source
        raise PriceError(f"source is {type(source).__name__}; {_allowed()}", source=repr(source))
    if source == "yahoo":
        from aftershock.markets.yahoo import YahooSource

        return YahooSource()
    from aftershock.markets.folder import FolderSource

    if source == "sample":
        return FolderSource(sample_folder())
    folder = Path(source)
    if folder.is_dir():
        return FolderSource(folder, description=description)
    if is_address(str(source)):
        from aftershock.markets.parquet import ParquetSource

        return ParquetSource(source)
    raise _unknown_source(str(source), is_path=isinstance(source, Path))


def names_store(source: str) -> bool:
    """Say whether a word means the price store, or one of its sources.

    Examples
    --------
    >>> names_store("store"), names_store("store:Yahoo Finance"), names_store("stores/spx.parquet")
    (True, True, False)
    """
    return source == "store" or source.startswith(_STORE)


def sample_folder() -> Path:
    """Find the embedded sample: in the checkout, or inside the installed package.

    Returns
    -------
    pathlib.Path
        The folder with the sample's prices.toml.

    Raises
    ------
    PriceError
        If it is in neither place.

    Examples
    --------
    >>> sample_folder().name
    'sample'
    """
    package = Path(__file__).resolve().parents[1]
    places = (package.parents[1] / "data" / "sample", package / "sample")
    for place in places:
        if place.is_dir():
            return place
    raise PriceError(
        "The embedded sample is not installed; reinstall the package, or name a folder of prices.",
        places=tuple(str(place) for place in places),
    )


def _as_date(name: str, value: str | date) -> date:
    """Read a calendar date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise PriceError(f"{name} is {value!r}; write a date as 2022-02-17.", parameter=name) from None


def _resolve(assets: str | Asset | Iterable[str | Asset], known: Declarations) -> list[Asset]:
    """Look up every asset asked for, once each, in order."""
    asked = [assets] if isinstance(assets, str | Asset) else list(assets)
    if not asked:
        raise PriceError("No asset was asked for; name at least one, such as 'SPX'.")
    found: dict[str, Asset] = {}
    for one in asked:
        named = (
            [one]
            if isinstance(one, Asset)
            else [get_asset(name, known) for name in expand_baskets([one], known)]
        )
        for asset in named:
            found[asset.symbol] = asset
    return list(found.values())


def _told_once(failures: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join the failures that differ in the symbol and the source's ticker alone, keeping the words of the first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for symbol, reason in failures:
        groups.setdefault(_TICKER.sub("", reason.replace(symbol, "")), []).append((symbol, reason))
    return [(", ".join(symbol for symbol, _ in alike), alike[0][1]) for alike in groups.values()]


def _failure_error(failures: list[tuple[str, str]], *, asked: int) -> PriceError:
    """Say which assets have no prices and why."""
    if asked == 1:
        return PriceError(failures[0][1], failures=tuple(failures))
    listed = " ".join(f"[{symbols}] {reason}" for symbols, reason in _told_once(failures))
    advice = "" if len(failures) == asked else " Pass missing='report' to go on with the others."
    return PriceError(
        f"{len(failures)} of {asked} assets have no prices: {listed}{advice}", failures=tuple(failures)
    )


def _allowed() -> str:
    """List what a source may be."""
    words = ", ".join(repr(word) for word in (*WORDS, f"{_STORE}NAME"))
    return (
        f"allowed are {words}, a folder that holds a prices.toml, Parquet files ('prices/*.parquet', or an address "
        "such as 's3://bucket/spx.parquet'), or an object with fetch()."
    )


def _only_the_store_knows(source: object, as_of: str | datetime) -> PriceError:
    """Say that other sources know only what they say now."""
    return PriceError(
        f"as_of is {str(as_of)!r} with source {source!r}, which only knows what it says now. Only the store keeps "
        "what was known when: pass source='store', or PriceStore(folder).source(as_of=...).",
        source=str(source),
        as_of=str(as_of),
    )


def _unknown_source(source: str, *, is_path: bool) -> PriceError:
    """Tell a missing folder from a misspelt word."""
    if is_path or "/" in source or "\\" in source:
        return PriceError(f"The folder {source!r} of prices does not exist.", source=source)
    close = difflib.get_close_matches(source, WORDS, n=1)
    guess = f" Did you mean {close[0]!r}?" if close else ""
    return PriceError(f"source is {source!r}; {_allowed()}{guess}", source=source, allowed=WORDS)
