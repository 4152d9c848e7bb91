"""Yahoo Finance, through yfinance: daily prices and bars, asked for politely, with every row accounted for."""

from aftershock.markets.yahoo.limits import history_limit, request_limit
from aftershock.markets.yahoo.pacing import Progress
from aftershock.markets.yahoo.source import YahooSource

__all__ = ["Progress", "YahooSource", "history_limit", "request_limit"]
