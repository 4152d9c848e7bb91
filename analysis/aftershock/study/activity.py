"""Abnormal volume and volatility: the same study with volumes or ranges in place of moves."""

import math
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import EstimationError
from aftershock.study.event_study import EventStudy
from aftershock.study.results import EventStudyResults

PARKINSON = math.sqrt(4 * math.log(2))


def abnormal_volume(volumes: pd.DataFrame, events: pd.DataFrame, **options: Any) -> EventStudyResults:
    """Measure how far trading volume was from normal around events.

    Use it to see whether a market was busy, whatever its price did.

    Parameters
    ----------
    volumes : DataFrame of shape (n_sessions, n_assets)
        Units traded, like a moves frame. A day without trade has no logarithm and is a gap.
    events : DataFrame
        As for :class:`EventStudy`.
    **options
        Those of :class:`EventStudy`; the model is the mean of the estimation window unless another is given.

    Returns
    -------
    EventStudyResults
        In log points: an abnormal move of 0.69 is twice the usual volume.

    Raises
    ------
    EstimationError
        If a volume is negative, and as :class:`EventStudy` does.

    Notes
    -----
    ``AV_t = log V_t - mean(log V)`` over the estimation window.

    References
    ----------
    Campbell and Wasley (1996), Journal of Financial and Quantitative Analysis 31, 309-326.

    Examples
    --------
    >>> days = pd.bdate_range("2022-01-03", periods=60)
    >>> volumes = pd.DataFrame({"OIL": np.where(np.arange(60) % 2, 900.0, 1100.0)}, index=days)
    >>> volumes.iloc[50] = 4000.0
    >>> events = pd.DataFrame({"event_id": ["strike"], "asset": ["OIL"], "session": [days[50]]})
    >>> busy = abnormal_volume(volumes, events, window=(0, 0), estimation=(-45, -5))
    >>> round(float(busy.car((0, 0)).iloc[0]), 2)
    1.39
    """
    return EventStudy(_logarithms(volumes, volumes, "volumes", "log volume"), events, **options).fit()


def abnormal_volatility(
    high: pd.DataFrame, low: pd.DataFrame, events: pd.DataFrame, **options: Any
) -> EventStudyResults:
    """Measure how far the daily range was from normal around events.

    Use it to see whether a market was nervous even where it closed where it began.

    Parameters
    ----------
    high, low : DataFrame of shape (n_sessions, n_assets)
        Highest and lowest prices, with the same rows and columns. A day without a range is a gap.
    events : DataFrame
        As for :class:`EventStudy`.
    **options
        Those of :class:`EventStudy`; the model is the mean of the estimation window unless another is given.

    Returns
    -------
    EventStudyResults
        In log points: an abnormal move of 0.69 is twice the usual volatility.

    Raises
    ------
    EstimationError
        If the frames differ in rows or columns, a price is not positive, or a low is above its high; and as
        :class:`EventStudy` does.

    Notes
    -----
    ``log(log(H_t/L_t) / sqrt(4 log 2))``, the logarithm of Parkinson's daily volatility, less its mean over the
    estimation window; the logarithm makes it close to normal.

    References
    ----------
    Parkinson (1980), Journal of Business 53, 61-65; Alizadeh, Brandt and Diebold (2002), Journal of Finance 57,
    1047-1091, for the logarithm.

    Examples
    --------
    >>> days = pd.bdate_range("2022-01-03", periods=60)
    >>> low = pd.DataFrame({"OIL": np.full(60, 100.0)}, index=days)
    >>> high = low * np.where(np.arange(60) % 2, 1.01, 1.02)[:, None]
    >>> events = pd.DataFrame({"event_id": ["strike"], "asset": ["OIL"], "session": [days[51]]})
    >>> calm = abnormal_volatility(high, low, events, window=(0, 0), estimation=(-45, -5))
    >>> bool(calm.car((0, 0)).iloc[0] < 0)
    True
    """
    if not (high.index.equals(low.index) and high.columns.equals(low.columns)):
        raise EstimationError("high and low differ in rows or columns; give two frames of the same shape.")
    if (low <= 0).any(axis=None) or (high < low).any(axis=None):
        raise EstimationError(
            "high and low hold prices that are not positive, or a low above its high; mark them missing."
        )
    ranges = (high / low).apply(np.log) / PARKINSON
    return EventStudy(_logarithms(ranges, high, "ranges", "log volatility"), events, **options).fit()


def _logarithms(levels: pd.DataFrame, source: pd.DataFrame, name: str, unit: str) -> pd.DataFrame:
    """Take logarithms, with zeros as gaps, and name their unit."""
    if (levels < 0).any(axis=None):
        raise EstimationError(f"{name} hold negative values; mark them missing.")
    values = levels.to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.log(values, out=np.full(values.shape, np.nan), where=values > 0)
    logs = pd.DataFrame(values, index=levels.index, columns=levels.columns)
    logs.attrs = {
        "calendar": source.attrs.get("calendar", {}),
        "unit": dict.fromkeys(levels.columns, unit),
    }
    return logs
