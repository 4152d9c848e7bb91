"""Prices as a notebook shows them."""

from __future__ import annotations

from aftershock.markets.prices import Prices
from aftershock.reprs import html_table

COLUMNS = ("asset", "rows", "without a price", "first", "last", "struck", "source")


def prices_html(prices: Prices) -> str:
    """Show each series with its span, strike and source, whether prices are simulated, and the assets missing.

    Parameters
    ----------
    prices : Prices
        The prices.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> held = load_prices(["SPX"], start="2019-01-02", end="2019-03-29", source="sample")
    >>> "Prices, 1d, simulated" in prices_html(held)
    True
    """
    rows = []
    for symbol, one in prices.items():
        struck = str(one.strike) if one.is_daily else None
        holes = int(one.table["close"].isna().sum())
        rows.append(
            (symbol, len(one.table), holes, one.origin.first, one.origin.last, struck, one.origin.source)
        )
    return html_table(
        COLUMNS,
        rows,
        caption=f"Prices, {prices.interval}{', simulated' if prices.simulated else ''}",
        notes=[f"No prices of {symbol}: {reason}" for symbol, reason in prices.missing],
    )
