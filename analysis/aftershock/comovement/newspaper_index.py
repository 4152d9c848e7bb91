"""The newspaper index of geopolitical risk on the sessions that could know it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.lagged import lag_limit, own_lags
from aftershock.comovement.surprises import standardized_surprises
from aftershock.errors import ComovementError
from aftershock.typing import (
    FloatArray,
    GprComponent,
    GprTiming,
    GprTransform,
    InstantArray,
    IntArray,
    check_option,
)

DAY = np.timedelta64(1, "D")
COLUMNS = {"all": "gpr", "threats": "threats", "acts": "acts"}
MIN_HISTORY = 250
LEAST_HISTORY = 30


def gpr_shock(
    gpr: pd.DataFrame,
    sessions: pd.DatetimeIndex,
    *,
    component: GprComponent = "all",
    transform: GprTransform = "surprise",
    timing: GprTiming = "paper",
    lags: int | None = None,
    min_history: int = MIN_HISTORY,
) -> pd.Series[Any]:
    """Put the daily index of geopolitical risk on sessions, as the next-day newspaper it is.

    Use it as the shock of :func:`local_projection` and :func:`granger_tests`. The index dated d counts the papers
    printed at dawn of d, which tell the news up to the evening of d - 1. By ``timing="paper"`` it belongs to the
    first session on or after d: every reader of that session could know it, and so could the price of the session
    before for all that happened before its strike. By ``timing="news"`` it belongs to the first session on or after
    d - 1, on which most of what it tells happened: right for asking what moved with the news, and a look into the
    future for a forecast.

    Parameters
    ----------
    gpr : pandas.DataFrame
        The index as :func:`aftershock.headlines.read_gpr` returns it.
    sessions : pandas.DatetimeIndex
        Sessions of the moves: naive, ascending.
    component : {"all", "threats", "acts"}
        Which index.
    transform : {"surprise", "log"}
        What the index did beyond its own past, in standard deviations; or ``log(1 + index)`` as it is.
    timing : {"paper", "news"}
        To which session a paper belongs.
    lags : int, optional
        Lags of the autoregression; by Schwarz's criterion on the first ``min_history`` sessions by default.
    min_history : int
        Sessions before the first surprise.

    Returns
    -------
    pandas.Series
        By session. NaN on the first session, on sessions without a paper, and before there is enough history.
        ``attrs`` holds ``unit``, ``component``, ``timing``, ``lags`` and ``note``.

    Raises
    ------
    ComovementError
        If the columns are absent, sessions are not naive and ascending, or no session has a paper.

    Notes
    -----
    x is the mean of ``log(1 + index)`` over the papers since the session before: on a Monday those of Saturday,
    Sunday and Monday. The surprise is the forecast error of an autoregression of x fitted to earlier sessions alone,
    over the standard deviation of that error. The published index is revised, and vintages are not kept: today's
    file was never known on the day.

    References
    ----------
    Caldara and Iacoviello (2022), American Economic Review 112, 1194-1225.

    Examples
    --------
    >>> days = pd.date_range("2022-02-18", "2022-02-21", freq="D")
    >>> gpr = pd.DataFrame({"gpr": [99.0, 199.0, 399.0, 99.0]}, index=days)
    >>> sessions = pd.DatetimeIndex(["2022-02-17", "2022-02-18", "2022-02-22"])
    >>> gpr_shock(gpr, sessions, transform="log").round(2).tolist()
    [nan, 4.61, 5.3]
    """
    for name, value, allowed in (
        ("component", component, GprComponent),
        ("transform", transform, GprTransform),
        ("timing", timing, GprTiming),
    ):
        check_option(name, value, allowed)
    column = COLUMNS[component]
    _check_gpr(gpr, column, sessions)
    days = pd.DatetimeIndex(gpr.index).to_numpy(dtype="datetime64[ns]")
    days = days if timing == "paper" else days - DAY
    levels = _mean_by_session(days, np.log1p(gpr[column].to_numpy(dtype=np.float64)), sessions)
    values, used, unit = levels, 0, "log points of the geopolitical risk index"
    if transform == "surprise":
        used = _surprise_lags(levels, lags, min_history)
        values = standardized_surprises(levels, n_lags=used, fewest=min_history)
        unit = "standard deviations of surprise in the geopolitical risk index"
    found = pd.Series(values, index=sessions, name=column)
    found.attrs = {
        "unit": unit,
        "one_unit": "one " + unit.replace("deviations", "deviation").replace("points", "point"),
        "component": component,
        "timing": timing,
        "lags": used,
        "note": "The index is counted from the papers of the next morning and is revised.",
    }
    return found


def _check_gpr(gpr: pd.DataFrame, column: str, sessions: pd.DatetimeIndex) -> None:
    """Refuse an index without the column, and sessions that are no ascending days."""
    if column not in gpr or not isinstance(gpr.index, pd.DatetimeIndex):
        raise ComovementError(
            f"The index needs days as its labels and a column {column!r}; it has "
            f"{', '.join(map(str, gpr.columns))}. Use aftershock.headlines.read_gpr.",
            column=column,
        )
    dated = isinstance(sessions, pd.DatetimeIndex) and sessions.tz is None
    if not dated or not (sessions.is_unique and sessions.is_monotonic_increasing) or len(sessions) < 2:
        raise ComovementError("The sessions must be two or more naive days, unique and ascending.")


def _mean_by_session(days: InstantArray, values: FloatArray, sessions: pd.DatetimeIndex) -> FloatArray:
    """Average the values of the days that first meet each session; NaN where there are none."""
    places: IntArray = np.searchsorted(sessions.to_numpy(dtype="datetime64[ns]"), days, side="left")
    kept = (places > 0) & (places < len(sessions)) & np.isfinite(values)
    totals = np.bincount(places[kept], weights=values[kept], minlength=len(sessions))
    counts = np.bincount(places[kept], minlength=len(sessions))
    if not counts.any():
        raise ComovementError(
            f"No day of the index falls between the sessions {sessions[0].date()} and {sessions[-1].date()}."
        )
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)


def _surprise_lags(levels: FloatArray, lags: int | None, min_history: int) -> int:
    """Take the lags given, or choose them on the first sessions, which have no surprise themselves."""
    history = levels[np.isfinite(levels)][:min_history]
    if min_history < LEAST_HISTORY or (lags is not None and not 1 <= lags <= min_history // 5):
        raise ComovementError(
            f"min_history is {min_history} and lags is {lags}; min_history must be at least {LEAST_HISTORY}, "
            "and lags from 1 to a fifth of it.",
        )
    if history.size < min_history or np.ptp(history) == 0:
        raise ComovementError(
            f"The index has {history.size} sessions with a paper and must vary over the first "
            f"min_history={min_history} of them. Give more sessions, a smaller min_history, or transform='log'.",
        )
    if lags is not None:
        return lags
    most = lag_limit(min_history)
    return own_lags(history, np.ones((history.size, 1)), most=most, penalty=float(np.log(history.size)))
