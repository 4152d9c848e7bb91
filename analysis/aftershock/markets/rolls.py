"""Changes of contract: when futures expire, and jumps of a future that its fund did not make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.markets import calendars
from aftershock.markets.moves import session_changes
from aftershock.markets.schedules import Day
from aftershock.typing import BoolArray, ExpiryRule, FloatArray, IntArray, check_option

if TYPE_CHECKING:
    from aftershock.markets.prices import Prices, PriceSeries

THRESHOLD = 4.0
HALF_SPAN = 60
FEWEST = 60

_QUARTERLY = ("equity_quarterly", "treasury_long", "treasury_short")
# Sessions around an expiry in which contracts are changed: up to the day after it where the nearest one is held to
# its end, and from the days before first notice where what it delivers is not wanted.
_NEAR: Mapping[str, tuple[int, int]] = {
    "nymex_crude": (-5, 2),
    "nymex_gas": (-5, 2),
    "brent": (-5, 2),
    "comex": (-5, 3),
    "equity_quarterly": (-8, 2),
    "treasury_long": (-20, 2),
    "treasury_short": (-26, 2),
}
_FROM_MONTH_END: Mapping[str, int] = {
    "nymex_gas": -3,
    "comex": -3,
    "brent": -1,
    "treasury_long": -8,
    "treasury_short": -1,
}


def expiries(rule: ExpiryRule, calendar: str, start: Day, end: Day) -> pd.DatetimeIndex:
    """List the days on which contracts stop trading.

    Parameters
    ----------
    rule : {"nymex_crude", "nymex_gas", "brent", "comex", "equity_quarterly", "treasury_long", "treasury_short"}
        ``nymex_crude``: third business day before the 25th of the month before delivery, counted from the last
        business day before the 25th where that is none. ``nymex_gas``: third last business day of the month
        before delivery. ``brent``: last business day of the month, in December the one before it. ``comex``:
        third last business day of the delivery month. ``equity_quarterly``: third Friday of March, June,
        September and December. ``treasury_long``: seventh business day before the last of those months.
        ``treasury_short``: the last.
    calendar : str
        Calendar whose sessions are the business days.
    start, end : date or str
        First and last date, both included.

    Returns
    -------
    pandas.DatetimeIndex
        Naive midnights, ascending.

    Raises
    ------
    ValueError
        If the rule is not known.

    References
    ----------
    NYMEX Rulebook chapters 200 (crude oil), 220 (natural gas) and 698 (Brent last day); COMEX chapters 111 to
    113; CME chapter 358 (S&P 500); CBOT chapters 18 to 21 and 40 (Treasuries).

    Examples
    --------
    >>> [str(day.date()) for day in expiries("nymex_crude", "NYSE", "2022-01-01", "2022-03-31")]
    ['2022-01-20', '2022-02-22', '2022-03-22']
    """
    check_option("rule", rule, ExpiryRule)
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    months = pd.period_range(first, last, freq="M")
    days = calendars.sessions(calendar, months[0].start_time.date(), months[-1].end_time.date())
    if rule in _QUARTERLY:
        months = months[months.month % 3 == 0]
    of_month = days.to_period("M")
    found = [_expiry(rule, month, days[of_month == month]) for month in months]
    ends = pd.DatetimeIndex(found, name="expiry").as_unit("ns")
    return ends[(ends >= first) & (ends <= last)]


def suspected_rolls(future: PriceSeries, fund: PriceSeries, *, threshold: float = THRESHOLD) -> pd.DataFrame:
    r"""List the sessions near an expiry on which a future jumped and its fund did not.

    Use it where the contract behind a nearest-month series is not known. A flag is a suspicion: daily prices of
    a future and a fund are struck at different hours, so that news between them looks the same. Rolls whose
    jump is within that noise cannot be seen.

    Parameters
    ----------
    future, fund : PriceSeries
        Daily prices.
    threshold : float
        Size of the robust z beyond which a session is listed.

    Returns
    -------
    pandas.DataFrame
        One row a suspicion: ``session``, ``move`` and ``fund_move`` (log returns), ``excess``, ``z``, ``expiry``
        and ``distance`` (sessions from the nearest expiry, positive after it). Empty with fewer than 60
        sessions in common. ``attrs["slope"]`` is the slope :math:`b`.

    Raises
    ------
    PriceError
        If the prices are bars, or the future has no rule of expiry.

    Notes
    -----
    With log returns :math:`r` of the future and :math:`f` of the fund, :math:`x = r - b f`, where :math:`b` is
    the median of :math:`r/f` over the days with more than the median :math:`|f|`, and
    :math:`z = (x - \mathrm{med}\,x) / (1.4826\,\mathrm{MAD}\,x)` with median and MAD over 60 sessions on each
    side. Nothing is left out of them: the median does not mind the big days. A session is listed when
    :math:`|z|` is beyond the threshold and the sums :math:`x_{t-1} + x_t` and :math:`x_t + x_{t+1}` are beyond
    half of it on their own robust scale: news between two strikes comes back the next session, a roll does not.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> daily = load_prices(["WTI", "SPX"], start="2019-01-02", end="2019-03-29", source="sample")
    >>> suspected_rolls(daily["WTI"], daily["SPX"]).columns.tolist()
    ['session', 'move', 'fund_move', 'excess', 'z', 'expiry', 'distance']
    """
    rule = _rule_of(future, fund)
    moves = pd.DataFrame({"move": _log_changes(future), "fund_move": _log_changes(fund)})
    paired = moves.reindex(future.sessions()).dropna()
    ends, distance = _nearest_expiry(rule, future, pd.DatetimeIndex(paired.index))
    slope = _slope(paired["move"], paired["fund_move"])
    excess = paired["move"] - slope * paired["fund_move"]
    z = robust_z(excess.to_numpy())
    table = paired.assign(excess=excess, z=z, expiry=ends, distance=distance)
    low, high = _NEAR[rule]
    stands = (table["z"].abs() > threshold) & _persists(excess.to_numpy(), threshold / 2.0)
    flagged = table[stands & table["distance"].between(low, high)]
    listed = flagged.rename_axis("session").reset_index()
    listed.attrs = {"slope": slope}
    return listed


def roll_flags(prices: Prices) -> dict[str, tuple[pd.Timestamp, ...]]:
    """Collect the suspected rolls of all futures whose fund is among the prices.

    Parameters
    ----------
    prices : Prices
        Daily prices.

    Returns
    -------
    dict of str to tuple of pandas.Timestamp
        Sessions by symbol, for each future that could be checked; empty where nothing was suspected.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> roll_flags(load_prices(["WTI"], start="2019-01-02", end="2019-03-29", source="sample"))
    {}
    """
    checked = {symbol: fund for symbol, fund in unmarked_futures(prices).items() if fund in prices}
    return {
        symbol: tuple(suspected_rolls(prices[symbol], prices[fund])["session"])
        for symbol, fund in checked.items()
    }


def unmarked_futures(prices: Prices) -> dict[str, str]:
    """Name the futures whose contract is not known, and the fund that could tell a roll.

    Parameters
    ----------
    prices : Prices
        Daily prices.

    Returns
    -------
    dict of str to str
        Fund by future; futures without a fund are left out.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> unmarked_futures(load_prices(["SPX", "WTI"], start="2019-01-02", end="2019-03-29", source="sample"))
    {'WTI': 'USO'}
    """
    return {
        symbol: series.asset.alternates["fund"]
        for symbol, series in prices.items()
        if series.asset.expiry and "fund" in series.asset.alternates and "contract" not in series.table
    }


def robust_z(values: FloatArray) -> FloatArray:
    """Standardize by the median and the MAD of the 60 values on each side.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Without NaN.

    Returns
    -------
    ndarray of shape (n,)
        NaN where fewer than 60 values are around, or their MAD is zero.

    Examples
    --------
    >>> wave = np.sin(np.arange(200.0))
    >>> wave[100] = 9.0
    >>> int(np.nanargmax(np.abs(robust_z(wave))))
    100
    """
    if values.size < FEWEST:
        return np.full(values.shape, np.nan)
    padded = np.pad(values, HALF_SPAN, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * HALF_SPAN + 1)
    middle = np.nanmedian(around, axis=1)
    scale = 1.4826 * np.nanmedian(np.abs(around - middle[:, None]), axis=1)
    usable = (scale > 0) & (np.isfinite(around).sum(axis=1) >= FEWEST)
    return np.asarray(np.divide(values - middle, scale, out=np.full(values.shape, np.nan), where=usable))


def _persists(excess: FloatArray, threshold: float) -> BoolArray:
    """Say which excesses neither undo the one before nor are undone by the next; unknown counts as not undone."""
    undone = np.abs(robust_z(excess[:-1] + excess[1:])) <= threshold
    return np.asarray(~(np.append(undone, False) | np.append(False, undone)), dtype=np.bool_)


def _rule_of(future: PriceSeries, fund: PriceSeries) -> ExpiryRule:
    """Return the future's rule of expiry; refuse bars and assets without one."""
    for series in (future, fund):
        if not series.is_daily:
            raise PriceError(
                f"{series.asset.symbol} is given as bars of {series.interval}; rolls are looked for in daily "
                "prices: load interval='1d'.",
                asset=series.asset.symbol,
                interval=series.interval,
            )
    if future.asset.expiry is None:
        raise PriceError(
            f"{future.asset.symbol} has no rule of expiry, so nothing tells when it could roll. Declare one: "
            f'[assets.{future.asset.symbol}] expiry = "nymex_crude", or another.',
            asset=future.asset.symbol,
        )
    return future.asset.expiry


def _log_changes(series: PriceSeries) -> pd.Series[Any]:
    """Compute log returns on the asset's own sessions, NaN where a price is not above zero."""
    labels = series.sessions()
    levels = series.table["adjusted"].reindex(labels).to_numpy(dtype=np.float64)
    return pd.Series(session_changes(levels, move="log"), index=labels)


def _slope(move: pd.Series[Any], fund_move: pd.Series[Any]) -> float:
    """Find how much of the fund's move the future makes, not minding its jumps."""
    large = fund_move.abs() > fund_move.abs().median()
    return float((move[large] / fund_move[large]).median()) if large.any() else 1.0


def _nearest_expiry(
    rule: ExpiryRule, future: PriceSeries, labels: pd.DatetimeIndex
) -> tuple[pd.DatetimeIndex, IntArray]:
    """Find the expiry nearest to each session, and how many sessions after it the session is."""
    margin = pd.Timedelta(days=110)
    start, end = (future.table.index[0] - margin).date(), (future.table.index[-1] + margin).date()
    days = calendars.sessions(future.asset.calendar, start, end)
    ends = expiries(rule, future.asset.calendar, start, end)
    at, expiring = days.get_indexer(labels), days.get_indexer(ends)
    following = np.clip(np.searchsorted(expiring, at), 1, len(ends) - 1)
    nearer = np.where(at - expiring[following - 1] < expiring[following] - at, following - 1, following)
    return ends[nearer], np.asarray(at - expiring[nearer], dtype=np.int64)


def _expiry(rule: str, month: pd.Period, days: pd.DatetimeIndex) -> pd.Timestamp:
    """Find the expiry in a month with these business days."""
    if rule == "nymex_crude":
        return days[days <= month.start_time + pd.Timedelta(days=24)][-4]
    if rule == "equity_quarterly":
        fridays = pd.date_range(month.start_time, periods=21, freq="D")
        third = fridays[fridays.day_of_week == 4][2]
        return days[days <= third][-1]
    december = rule == "brent" and month.month == 12
    return days[_FROM_MONTH_END[rule] - december]
