"""Which moves of bars fall in the hours of news."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from aftershock.comovement.hayashi_yoshida import Intervals
from aftershock.errors import ComovementError
from aftershock.reactions.windows import ClockWindow
from aftershock.typing import SPAN, BoolArray, IntArray


def news_spans(news: pd.DataFrame | Iterable[pd.Timestamp], window: str) -> tuple[IntArray, IntArray]:
    """Find the spans of time that count as news, those that overlap made one.

    Parameters
    ----------
    news : pandas.DataFrame or iterable of Timestamp
        Headlines with ``instant`` and where known ``uncertainty``, or instants with a time zone.
    window : str
        From how long before to how long after a headline, such as ``"-10min/+60min"``.

    Returns
    -------
    starts, ends : ndarray of int64, shape (n_spans,)
        Nanoseconds since 1970, UTC, ascending.

    Raises
    ------
    ComovementError
        If there is no headline, one has no time zone, or the window has no fixed length.

    Examples
    --------
    >>> at = pd.to_datetime(["2022-02-17T14:00Z", "2022-02-17T14:30Z"])
    >>> [int(part.size) for part in news_spans(at, "0/+60min")]
    [1, 1]
    """
    parsed = ClockWindow.parse(window)
    if parsed.end == "close":
        raise ComovementError(
            f"window {window!r} ends at the close of one asset; give a length, such as '0/+60min'."
        )
    instants, vague = _stamps(news)
    order = np.argsort(instants, kind="stable")
    starts = instants[order] + int(parsed.start.astype(np.int64))
    ends = np.maximum.accumulate(instants[order] + vague[order] + int(parsed.end.astype(np.int64)))
    fresh = np.append(True, starts[1:] > ends[:-1])
    return starts[fresh], ends[np.append(np.flatnonzero(fresh)[1:] - 1, ends.size - 1)]


def touches_news(given: Intervals, spans: tuple[IntArray, IntArray]) -> BoolArray:
    """Say which moves share time with a span.

    Parameters
    ----------
    given : Intervals
        Moves.
    spans : tuple of ndarray
        As of `news_spans`.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> at = np.arange(5)
    >>> touches_news(Intervals(at[:-1], at[1:], np.ones(4)), (np.array([1]), np.array([2])))
    array([False,  True, False, False])
    """
    begin = np.searchsorted(spans[1], given.starts, side="right")
    return np.asarray(np.searchsorted(spans[0], given.ends, side="left") > begin, dtype=np.bool_)


def _stamps(news: pd.DataFrame | Iterable[pd.Timestamp]) -> tuple[IntArray, IntArray]:
    """Take instants and uncertainty in nanoseconds."""
    if isinstance(news, pd.DataFrame):
        if "instant" not in news:
            raise ComovementError(
                f"The news have no column 'instant' (they have {', '.join(map(str, news.columns))}); give what "
                "read_headlines returns, or instants."
            )
        instants = pd.DatetimeIndex(news["instant"])
        known = news["uncertainty"].to_numpy(SPAN).astype(np.int64) if "uncertainty" in news else None
    else:
        instants, known = pd.DatetimeIndex(pd.to_datetime(list(news))), None
    if not len(instants) or instants.tz is None:
        raise ComovementError(
            "There is no headline." if not len(instants) else "The instants of news have no time zone."
        )
    values = instants.tz_convert("UTC").as_unit("ns").asi8.astype(np.int64)
    return values, np.zeros(values.shape, dtype=np.int64) if known is None else known
