"""What ``aftershock data pull`` asks for: assets by name, a whole folder, or all that a study needs."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import PriceSource, get_asset, open_source
from aftershock.markets.catalogue import expand_baskets
from aftershock.markets.sources import names_store
from aftershock.markets.store.collecting import FIRST_SPAN, Request
from aftershock.markets.yahoo import YahooSource, history_limit
from aftershock.reporting.loading import chosen_source, described
from aftershock.reporting.studyfile import StudyFile, read_study

FIRST_DAY = date(1900, 1, 1)
DEFAULT_BASKET = "macro"


def open_prices(source: str, description: Path | None) -> PriceSource:
    """Open what prices are fetched from; the store cannot be fetched into itself."""
    if names_store(source):
        raise PriceError("The store cannot be filled from itself; name yahoo or a folder with --source.")
    return open_source(source, description=description)


def named_requests(
    source: PriceSource, assets: list[str], interval: str, start: str | None, end: str | None
) -> list[Request]:
    """Ask for the assets and baskets named; without names, for all that a folder describes, or the macro basket."""
    today = pd.Timestamp.now("UTC").date()
    description = getattr(source, "description", None)
    known = getattr(source, "assets", {})
    pairs: list[tuple[str, Any]] = [
        (symbol, interval) for symbol in expand_baskets(assets or [DEFAULT_BASKET], known)
    ]
    if not assets and description is not None:
        pairs = [(entry.asset, entry.interval) for entry in description.series]
    earliest = FIRST_DAY
    if isinstance(source, YahooSource):
        kept = history_limit(interval)  # type: ignore[arg-type]
        earliest = today - (FIRST_SPAN if kept is None else kept.to_pytimedelta())
    first, last = read_day("--start", start) or earliest, read_day("--end", end) or today
    return [Request(asset=symbol, interval=one, start=first, end=last) for symbol, one in pairs]


def read_day(option: str, text: str | None) -> date | None:
    """Read a day given as an option."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise PriceError(f"{option} is {text!r}; write a date as 2022-02-17.", option=option) from None


def study_requests(study: Path, source: str | None) -> tuple[PriceSource, list[Request], dict[str, Any]]:
    """Ask for everything a study needs, from its own source unless another is named."""
    spec = read_study(study)
    own = str(chosen_source(spec, study.parent))
    named = source or ("yahoo" if names_store(own) else own)
    prices = spec.prices
    first, last = date.fromisoformat(prices.start), date.fromisoformat(prices.end)
    bars_first = date.fromisoformat(prices.bars_start or prices.start)
    bars_last = date.fromisoformat(prices.bars_end or prices.end)
    opened = open_prices(named, described(spec, study.parent))
    days = dict.fromkeys([*spec.session_symbols(), *funds_of(spec, opened)])
    daily = [Request(asset=one, interval="1d", start=first, end=last) for one in days]
    bars = [
        Request(asset=one, interval=prices.bar_interval, start=bars_first, end=bars_last)
        for one in spec.bar_symbols()
    ]
    return opened, [*daily, *bars], dict(spec.declared())


def funds_of(spec: StudyFile, source: PriceSource) -> list[str]:
    """List the funds against which a study's futures are checked for changes of contract, as the source has them."""
    known = {**getattr(source, "assets", {}), **spec.declared()}
    assets = [get_asset(symbol, known) for symbol in spec.session_symbols()]
    funds = [asset.alternates["fund"] for asset in assets if asset.expiry and "fund" in asset.alternates]
    description = getattr(source, "description", None)
    return [fund for fund in funds if description is None or description.find(fund, "1d") is not None]
