"""Markets: assets, calendars, price sources, and prices turned into moves."""

from aftershock.markets.assets import Asset, Strike, shown
from aftershock.markets.calendars import next_open, opening_hours, sessions, strikes
from aftershock.markets.catalogue import (
    BASKETS,
    CATALOGUE,
    catalogue_table,
    declare_asset,
    get_asset,
    get_basket,
)
from aftershock.markets.clock import Hours
from aftershock.markets.moves import session_changes, yield_change
from aftershock.markets.prices import Origin, Prices, PriceSeries
from aftershock.markets.rolls import expiries, suspected_rolls
from aftershock.markets.sources import PriceSource, load_prices, open_source, sample_folder

__all__ = [
    "BASKETS",
    "CATALOGUE",
    "Asset",
    "Hours",
    "Origin",
    "PriceSeries",
    "PriceSource",
    "Prices",
    "Strike",
    "catalogue_table",
    "declare_asset",
    "expiries",
    "get_asset",
    "get_basket",
    "load_prices",
    "next_open",
    "open_source",
    "opening_hours",
    "sample_folder",
    "session_changes",
    "sessions",
    "shown",
    "strikes",
    "suspected_rolls",
    "yield_change",
]
