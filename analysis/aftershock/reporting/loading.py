"""The prices of a study: where they come from, what could not be loaded, and whether they may be shown."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from aftershock.errors import AftershockError, PriceError, StudyFileError
from aftershock.markets import Asset, Prices, PriceSource, get_asset, load_prices
from aftershock.markets.addresses import is_address
from aftershock.markets.rolls import unmarked_futures
from aftershock.markets.sources import WORDS, names_store
from aftershock.markets.yahoo import YahooSource
from aftershock.reporting.snapshots import snapshot_daily
from aftershock.reporting.studyfile import StudyFile, in_study_terms
from aftershock.reporting.wording import capital

Progress = Callable[[str], None]
Source = str | Path | PriceSource


def chosen_source(spec: StudyFile, folder: Path) -> str | Path:
    """Find the source that a study names: a word, an address, or a folder or files beside the study file."""
    named = spec.prices.source
    if named in WORDS or names_store(named) or "://" in named:
        return named
    near = folder / named
    beside = is_address(named) and not Path(named).is_absolute() and any(folder.glob(named))
    return near if near.is_dir() or beside else named


def opened_once(source: Source, say: Progress) -> Source:
    """Open Yahoo once for daily prices and bars, so that they share its patience, and tell of its progress."""
    if source != "yahoo":
        return source
    return YahooSource(progress=lambda step: say(str(step)) if step.done < step.requests else None)


def load_all(spec: StudyFile, folder: Path, source: Source) -> tuple[Prices, Prices | None, tuple[str, ...]]:
    """Load the prices of sessions and hours; those of sessions may be snapshots of the bars."""
    if spec.sessions.snapshot is None:
        return load_daily(spec, folder, source), *load_bars(spec, folder, source)
    bars, gaps = load_bars(spec, folder, source)
    return snapshot_daily(spec, bars, gaps), bars, gaps


def load_daily(spec: StudyFile, folder: Path, source: Source) -> Prices:
    """Load the daily prices; assets that fail are listed, not fatal, while any is left."""
    return load_prices(
        spec.assets.sessions,
        start=spec.prices.start,
        end=spec.prices.end,
        source=source,
        description=described(spec, folder),
        declared=spec.declared(),
        missing="report",
    )


def load_funds(spec: StudyFile, folder: Path, source: Source, daily: Prices) -> Prices | None:
    """Load the funds that can tell when a future changed its contract, as far as the source has them."""
    wanted = sorted(set(unmarked_futures(daily).values()) - set(daily))
    if not wanted or daily.simulated:
        return None
    try:
        return load_prices(
            wanted,
            start=spec.prices.start,
            end=spec.prices.end,
            source=source,
            description=described(spec, folder),
            declared=spec.declared(),
            missing="report",
        )
    except AftershockError:
        return None


def load_bars(spec: StudyFile, folder: Path, source: Source) -> tuple[Prices | None, tuple[str, ...]]:
    """Load the bars; where the source has none, say so instead."""
    if not spec.assets.bars:
        return None, ()
    try:
        bars = load_prices(
            spec.assets.bars,
            start=spec.prices.bars_start or spec.prices.start,
            end=spec.prices.bars_end or spec.prices.end,
            source=source,
            interval=spec.prices.bar_interval,
            description=described(spec, folder),
            declared=spec.declared(),
            missing="report",
        )
    except PriceError as failure:
        return None, (f"No clock-time results. {capital(str(failure))}",)
    return bars, missing_sentences(bars)


def described(spec: StudyFile, folder: Path) -> Path | None:
    """Find the description for folders without one of their own."""
    return None if spec.prices.description is None else folder / spec.prices.description


def missing_sentences(prices: Prices) -> tuple[str, ...]:
    """Say which assets could not be loaded, and why."""
    kind = "daily prices" if prices.interval == "1d" else f"{prices.interval} bars"
    return tuple(f"No {kind} of {symbol}. {reason}" for symbol, reason in prices.missing)


def market_gap(spec: StudyFile, daily: Prices) -> tuple[str, ...]:
    """Say that the market model was left out, where its market could not be loaded."""
    market = spec.assets.market
    return () if market is None or market in daily else (f"No market model: {market} has no prices.",)


def check_honest(spec: StudyFile, prices: Iterable[Prices | None]) -> None:
    """Refuse real headlines or events beside simulated prices, and the other way round."""
    loaded = [series for held in prices if held is not None for series in held.values()]
    simulated = {series.origin.simulated for series in loaded}
    told = "events" if spec.headlines is None else "headlines"
    if True in simulated and not spec.fictional:
        raise real_with_simulated(told)
    if False in simulated and spec.fictional:
        raise made_up_with_real(told)


def check_source(spec: StudyFile, source: Source) -> None:
    """Refuse real headlines beside the sample, and made-up ones beside Yahoo's prices, before any price is loaded."""
    told = "events" if spec.headlines is None else "headlines"
    if source == "sample" and not spec.fictional:
        raise real_with_simulated(told)
    if source == "yahoo" and spec.fictional:
        raise made_up_with_real(told)


def real_with_simulated(told: str) -> StudyFileError:
    """Say that real headlines need real prices, and where made-up ones may be tried."""
    return StudyFileError(
        f"these prices are simulated but the {told} are not marked fictional; real {told} are never shown "
        "with simulated prices. Choose another source of prices: --prices yahoo, or --prices FOLDER for price files of "
        "your own. To try things out with made-up headlines: aftershock new NAME --prices sample."
    )


def made_up_with_real(told: str) -> StudyFileError:
    """Say that made-up headlines go with simulated prices only."""
    return StudyFileError(
        f"the {told} are fictional but prices are real; choose PRICES=sample or --prices sample. If they are real, "
        f"take the line fictional = true out of [{told}]."
    )


def session_moves(daily: Prices) -> pd.DataFrame:
    """Turn daily prices into moves; what is to be declared is named as a study file spells it."""
    try:
        return daily.moves()
    except PriceError as failure:
        raise PriceError(in_study_terms(str(failure)), **failure.data) from None


def asset_of(symbol: str, daily: Prices, bars: Prices | None, declared: Mapping[str, Asset]) -> Asset:
    """Find the asset behind a symbol, as its prices know it."""
    for prices in (daily, bars):
        if prices is not None and symbol in prices:
            return prices[symbol].asset
    return get_asset(symbol, declared)
