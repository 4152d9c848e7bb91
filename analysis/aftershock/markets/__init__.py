"""Markets: assets, calendars, price sources, and prices turned into moves."""

from aftershock.markets.assets import Asset, Strike, shown
from aftershock.markets.calendars import next_open, opening_hours, sessions, strikes
from aftershock.markets.catalogue import CATALOGUE, declare_asset, get_asset
from aftershock.markets.clock import Hours
from aftershock.markets.moves import session_changes
from aftershock.markets.prices import Origin, Prices, PriceSeries
from aftershock.markets.sources import PriceSource, load_prices, open_source, sample_folder

__all__ = [
    "CATALOGUE",
    "Asset",
    "Hours",
    "Origin",
    "PriceSeries",
    "PriceSource",
    "Prices",
    "Strike",
    "declare_asset",
    "get_asset",
    "load_prices",
    "next_open",
    "open_source",
    "opening_hours",
    "sample_folder",
    "session_changes",
    "sessions",
    "shown",
    "strikes",
]
