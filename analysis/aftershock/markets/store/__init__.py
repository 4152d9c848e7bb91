"""The price store: append-only Parquet files that keep every price with the time it was fetched."""

from aftershock.markets.store.layout import SeriesKey, store_root
from aftershock.markets.store.price_store import PriceStore
from aftershock.markets.store.revisions import Appended
from aftershock.markets.store.source import StoreSource

__all__ = ["Appended", "PriceStore", "SeriesKey", "StoreSource", "store_root"]
