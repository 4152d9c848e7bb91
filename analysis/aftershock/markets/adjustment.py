"""Dividends and splits: raw rows, as quoted when they were fetched, brought into today's units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import PriceError
from aftershock.typing import FloatArray, InstantArray

_PRICES = ("close", "open", "high", "low")


def dividend_factors(close: FloatArray, dividend: FloatArray) -> FloatArray:
    r"""Compute the factors that take dividends out of a series of closes.

    The factor of a session is the product over later ex sessions of :math:`1 - D_s / P_{s-1}`, the share of
    the price that a buyer still has after the dividend. Closes times factors grow as a holding does that puts
    every dividend back at the close before less the dividend.

    Parameters
    ----------
    close : ndarray of shape (n,)
        Closes, one a session, ascending. NaN where there is none.
    dividend : ndarray of shape (n,)
        Cash a unit on its ex session, in the units of ``close``; zero or NaN on others.

    Returns
    -------
    ndarray of shape (n,)
        Factors; 1.0 on the last session. A NaN close before an ex session is replaced by the last close known
        before it; a dividend before which no close is known changes nothing.

    Raises
    ------
    PriceError
        If a dividend is negative, infinite, or not smaller than the close before it.

    References
    ----------
    Yahoo's stated convention for its adjusted close, after the Center for Research in Security Prices.

    Examples
    --------
    >>> dividend_factors(np.array([100.0, 99.0, 98.0]), np.array([0.0, 1.0, 0.0])).round(4)
    array([0.99, 1.  , 1.  ])
    """
    before = last_known_before(close)
    kept = _share_kept(before, dividend)
    return _products_after(kept)


def split_factors(
    sessions: InstantArray, split_sessions: InstantArray, ratios: FloatArray, fetched_at: InstantArray
) -> FloatArray:
    """Compute the factors that bring prices as they were fetched into today's units.

    A vendor restates its past prices when a split takes effect, so a row needs no factor for a split that
    was past when the row was fetched.

    Parameters
    ----------
    sessions : ndarray of datetime64, shape (n,)
        Session of each price.
    split_sessions : ndarray of datetime64, shape (n_splits,)
        First session that trades in new units.
    ratios : ndarray of shape (n_splits,)
        New units for one old one: 4.0 for a four-for-one split, 0.1 for a reverse split of ten into one.
    fetched_at : ndarray of datetime64, shape (n,)
        When each price was fetched, UTC.

    Returns
    -------
    ndarray of shape (n,)
        Product of 1 / ratio over the splits that are later than both the session and the fetch.

    Raises
    ------
    PriceError
        If a ratio is not a number above zero.

    Examples
    --------
    >>> days = np.array(["2022-06-03", "2022-06-06"], dtype="datetime64[D]")
    >>> split_factors(days, days[1:], np.array([20.0]), days)
    array([0.05, 1.  ])
    """
    _refuse_ratios(split_sessions, ratios)
    factors = np.ones(len(sessions))
    for effective, ratio in zip(split_sessions, ratios, strict=True):
        factors[(sessions < effective) & (fetched_at < effective)] /= ratio
    return factors


def last_known_before(close: FloatArray) -> FloatArray:
    """Find, for each session, the last close known before it.

    Parameters
    ----------
    close : ndarray of shape (n,)
        Closes, ascending in time; NaN where there is none.

    Returns
    -------
    ndarray of shape (n,)
        NaN where none is known.

    Examples
    --------
    >>> last_known_before(np.array([5.0, np.nan, 7.0]))
    array([nan,  5.,  5.])
    """
    place = np.maximum.accumulate(np.where(np.isfinite(close), np.arange(len(close)), -1))
    known = np.where(place >= 0, close[place], np.nan)
    return np.concatenate([[np.nan], known[:-1]])[: len(close)]


def adjust_daily(table: pd.DataFrame, fetched_at: pd.Series[Any]) -> pd.DataFrame:
    """Bring daily rows as they were fetched into today's units, and adjust their closes for dividends.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``session``, ascending; ``close`` and where present ``open``, ``high``, ``low``, ``volume``,
        ``dividend``, ``split``, each as quoted when its row was fetched.
    fetched_at : pandas.Series
        When each row was fetched (instant), indexed as the table.

    Returns
    -------
    pandas.DataFrame
        The same rows: prices and dividends in the units of today, volume inversely, and ``adjusted`` for
        dividends. An ``adjusted`` close that comes without dividends is kept, in today's units. NaN stays NaN.

    Raises
    ------
    PriceError
        If a row was fetched at no known time, or a dividend or split is impossible.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-06-03", "2022-06-06"], name="session").as_unit("ns")
    >>> table = pd.DataFrame({"close": [2000.0, 102.0], "dividend": [0.0, 1.0], "split": [1.0, 20.0]}, days)
    >>> fetched = pd.Series(pd.to_datetime(["2022-06-03T21:00Z", "2022-06-06T21:00Z"]), days)
    >>> adjust_daily(table, fetched)[["close", "adjusted"]].values.tolist()
    [[100.0, 99.0], [102.0, 102.0]]
    """
    splits = table["split"].to_numpy(dtype=np.float64) if "split" in table else np.ones(len(table))
    sessions = table.index.to_numpy(dtype="datetime64[ns]")
    split_days = ~np.isnan(splits) & (splits != 1.0)
    factors = split_factors(
        sessions, sessions[split_days], splits[split_days], _fetch_times(table, fetched_at)
    )
    restated = _in_todays_units(table, factors, also=("dividend", "adjusted"))
    if "dividend" in table or "adjusted" not in table:
        restated["adjusted"] = restated["close"] * _daily_dividend_factors(restated)
    return _adjusted_beside_close(restated)


def adjust_bars(
    table: pd.DataFrame, fetched_at: pd.Series[Any], actions: pd.DataFrame, zone: str
) -> pd.DataFrame:
    """Bring bars as they were fetched into today's units, and adjust their closes for dividends.

    Use it on bars of funds and shares: without it the overnight gap of an ex session reads as a move.

    Parameters
    ----------
    table : pandas.DataFrame
        Bars by ``end`` (instant), with ``start``, ``close`` and where present ``open``, ``high``, ``low``,
        ``volume``.
    fetched_at : pandas.Series
        When each bar was fetched (instant), indexed as the table.
    actions : pandas.DataFrame
        As `list_actions` returns it.
    zone : str
        Zone of the exchange, in which a bar's start falls on a session.

    Returns
    -------
    pandas.DataFrame
        The same bars: prices in the units of today, volume inversely, and ``adjusted`` for dividends. NaN
        stays NaN.

    Raises
    ------
    PriceError
        If a bar was fetched at no known time, or a dividend meets bars before it but no close.

    Examples
    --------
    >>> ends = pd.DatetimeIndex(["2022-02-28T21:00Z", "2022-03-01T14:35Z"], name="end").as_unit("ns")
    >>> table = pd.DataFrame({"start": ends - pd.Timedelta("5min"), "close": [100.0, 99.8]}, ends)
    >>> paid = pd.DataFrame({"dividend": [0.2], "split": [1.0], "close": [100.0]}, [pd.Timestamp("2022-03-01")])
    >>> fetched = pd.Series(pd.Timestamp("2022-03-02T00:00Z"), ends)
    >>> adjust_bars(table, fetched, paid, "America/New_York")["adjusted"].tolist()
    [99.8, 99.8]
    """
    local = pd.DatetimeIndex(table["start"]).tz_convert(zone).tz_localize(None).normalize()
    sessions, effective = (each.to_numpy(dtype="datetime64[ns]") for each in (local, actions.index))
    ratios = actions["split"].fillna(1.0).to_numpy(dtype=np.float64)
    factors = split_factors(sessions, effective, ratios, _fetch_times(table, fetched_at))
    adjusted = _in_todays_units(table, factors)
    adjusted["adjusted"] = adjusted["close"] * _bar_dividend_factors(sessions, actions)
    return _adjusted_beside_close(adjusted)


def list_actions(daily: pd.DataFrame) -> pd.DataFrame:
    """List the dividends and splits of a daily table, with the close before each.

    Parameters
    ----------
    daily : pandas.DataFrame
        As `adjust_daily` returns it, so that dividends and the closes before them are in the same units.

    Returns
    -------
    pandas.DataFrame
        Index ``session``; ``dividend`` (0.0 where there is none), ``split`` (1.0 where there is none) and
        ``close``, the last one known before the session: NaN where none is.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-28", "2022-03-01"], name="session").as_unit("ns")
    >>> list_actions(pd.DataFrame({"close": [100.0, 99.9], "dividend": [0.0, 0.2], "split": 1.0}, days)).values
    array([[  0.2,   1. , 100. ]])
    """
    listed = pd.DataFrame(
        {
            "dividend": daily["dividend"].fillna(0.0) if "dividend" in daily else 0.0,
            "split": daily["split"].fillna(1.0) if "split" in daily else 1.0,
            "close": last_known_before(daily["close"].to_numpy(dtype=np.float64)),
        },
        index=daily.index,
    )
    return listed.loc[(listed["dividend"] != 0.0) | (listed["split"] != 1.0)]


def _share_kept(before: FloatArray, dividend: FloatArray) -> FloatArray:
    """Compute 1 - D / P where a dividend is paid and a close is known before it, else 1."""
    paid = np.where(np.isnan(dividend), 0.0, dividend)
    known = (paid != 0.0) & np.isfinite(before)
    kept = np.ones(len(paid))
    np.divide(before - paid, before, out=kept, where=known & (before != 0.0))
    wrong = (paid < 0.0) | np.isinf(paid) | (known & ((before <= 0.0) | (kept <= 0.0)))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise PriceError(
            f"Dividend {paid[first]:g} in row {first} with {before[first]:g} as the close before it: a dividend "
            "must be a number above zero and below the price. Correct the row at its source.",
            row=first,
            dividend=float(paid[first]),
            close=float(before[first]),
        )
    return kept


def _products_after(values: FloatArray) -> FloatArray:
    """Multiply, for each place, all values behind it."""
    following = np.append(values[1:], 1.0)[: len(values)]
    return np.cumprod(following[::-1])[::-1]


def _refuse_ratios(split_sessions: InstantArray, ratios: FloatArray) -> None:
    """Refuse split ratios that no split can have."""
    wrong = ~(np.isfinite(ratios) & (ratios > 0.0))
    if wrong.any():
        session = str(split_sessions[wrong][0].astype("datetime64[D]"))
        raise PriceError(
            f"The split on {session} has the ratio {ratios[wrong][0]:g}; it must be new units for one old unit, "
            "a number above zero. Correct the row at its source.",
            session=session,
            ratio=float(ratios[wrong][0]),
        )


def _fetch_times(table: pd.DataFrame, fetched_at: pd.Series[Any]) -> InstantArray:
    """Take the times of fetching as UTC, refusing rows without one."""
    times = pd.DatetimeIndex(fetched_at.reindex(table.index))
    if times.isna().any():
        row = table.index[times.isna()][0]
        raise PriceError(
            f"fetched_at has no time for the row of {row}; give every row of the table the instant it was "
            "fetched at, or its splits cannot be told from those already in it.",
            row=str(row),
        )
    naive = times.tz_convert("UTC").tz_localize(None) if times.tz is not None else times
    return naive.to_numpy(dtype="datetime64[ns]")


def _in_todays_units(table: pd.DataFrame, factors: FloatArray, *, also: tuple[str, ...] = ()) -> pd.DataFrame:
    """Multiply prices, and divide volume, by the factors of the splits."""
    restated = table.copy()
    for column in (*_PRICES, *also):
        if column in table:
            restated[column] = table[column] * factors
    if "volume" in table:
        restated["volume"] = table["volume"] / factors
    return restated


def _daily_dividend_factors(table: pd.DataFrame) -> FloatArray:
    """Compute the dividend factors of a daily table, ones where it has no dividends."""
    if "dividend" not in table:
        return np.ones(len(table))
    columns = (table[column].to_numpy(dtype=np.float64) for column in ("close", "dividend"))
    return dividend_factors(*columns)


def _bar_dividend_factors(sessions: InstantArray, actions: pd.DataFrame) -> FloatArray:
    """Compute for each bar the product of what is kept over the later ex sessions."""
    paid = actions.loc[actions["dividend"].fillna(0.0) != 0.0].sort_index()
    effective = paid.index.to_numpy(dtype="datetime64[ns]")
    before, dividend = (paid[name].to_numpy(dtype=np.float64) for name in ("close", "dividend"))
    earliest = sessions.min() if len(sessions) else None
    unknown = np.isnan(before) & (effective > earliest)
    if unknown.any():
        session = str(effective[unknown][0].astype("datetime64[D]"))
        raise PriceError(
            f"The dividend of {session} has no daily close before it, so the bars before it cannot be adjusted. "
            "Load daily prices that reach back before that session.",
            session=session,
        )
    kept = _share_kept(before, dividend)
    after = np.append(np.cumprod(kept[::-1])[::-1], 1.0)
    return after[np.searchsorted(effective, sessions, side="right")]


def _adjusted_beside_close(table: pd.DataFrame) -> pd.DataFrame:
    """Put ``adjusted`` behind ``close``."""
    others = [column for column in table.columns if column != "adjusted"]
    others.insert(others.index("close") + 1, "adjusted")
    return table[others]
