"""Changes of contract that no file marks: which futures were checked against a fund, and what was found."""

from collections.abc import Sequence

import pandas as pd

from aftershock.alignment import MEASURED
from aftershock.markets import Prices
from aftershock.markets.rolls import roll_flags, unmarked_futures
from aftershock.reporting.wording import joined


def contract_text(daily: Prices, funds: Prices | None, aligned: pd.DataFrame) -> str:
    """Say on which sessions a future looks as if its contract had changed.

    Parameters
    ----------
    daily : Prices
        The daily prices of the study.
    funds : Prices, optional
        Funds that are not among them, for the check alone.
    aligned : DataFrame
        Every headline x asset pair, with ``asset``, ``session`` and ``outcome``.

    Returns
    -------
    str
        One clause for each future without a column of contracts; empty where there is none, or prices are made up.
    """
    if daily.simulated:
        return ""
    extra = [] if funds is None else [series for symbol, series in funds.items() if symbol not in daily]
    flags = roll_flags(Prices([*daily.values(), *extra]))
    measured = aligned[aligned["outcome"].isin(MEASURED)]
    clauses = [
        future_text(symbol, fund, flags.get(symbol), measured.loc[measured["asset"] == symbol, "session"])
        for symbol, fund in unmarked_futures(daily).items()
    ]
    return "; ".join(clauses)


def future_text(
    symbol: str, fund: str, flagged: Sequence[pd.Timestamp] | None, measured: "pd.Series[pd.Timestamp]"
) -> str:
    """Write what the check of one future found; None where there was no fund to check against.

    Examples
    --------
    >>> days = pd.Series([pd.Timestamp("2022-02-17")])
    >>> future_text("WTI", "USO", [pd.Timestamp("2022-02-23")], days)
    'WTI against USO: suspected on 2022-02-23, no session measured here'
    >>> future_text("BRENT", "BNO", None, days)
    'BRENT: not checked, there are no prices of BNO'
    """
    if flagged is None:
        return f"{symbol}: not checked, there are no prices of {fund}"
    if not flagged:
        return f"{symbol} against {fund}: none suspected"
    days = joined([f"{day:%Y-%m-%d}" for day in flagged])
    touched = joined([f"{day:%Y-%m-%d}" for day in flagged if measured.eq(day).any()])
    among = (
        f"{'of which ' if len(flagged) > 1 else ''}MEASURED HERE: {touched}"
        if touched
        else "no session measured here"
    )
    return f"{symbol} against {fund}: suspected on {days}, {among}"
