"""Which rows of bars hold news."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.hayashi_yoshida import Intervals
from aftershock.comovement.news_spans import news_spans, touches_news
from aftershock.errors import ComovementError
from aftershock.typing import BoolArray


def news_bars(rows: pd.Index[Any], news: pd.DataFrame | Iterable[pd.Timestamp], *, window: str) -> BoolArray:
    """Mark the bars that share time with the window of a headline.

    Use it before calm and news are compared hour by hour. A bar reaches from the end of the bar before to its own.

    Parameters
    ----------
    rows : pandas.DatetimeIndex of length n_rows
        Ends of the bars, in UTC.
    news : pandas.DataFrame or iterable of Timestamp
        Headlines with ``instant`` and where known ``uncertainty``, or instants with a time zone.
    window : str
        From how long before to how long after a headline, such as ``"0/+60min"``.

    Returns
    -------
    ndarray of bool, shape (n_rows,)
        The first bar, whose start is unknown, counts from its end only.

    Raises
    ------
    ComovementError
        If the rows are no instants with a time zone, or the window has no fixed length.

    Examples
    --------
    >>> ends = pd.date_range("2022-02-17 14:00", periods=4, freq="1h", tz="UTC")
    >>> news_bars(ends, [pd.Timestamp("2022-02-17 14:20", tz="UTC")], window="0/+60min")
    array([False,  True,  True, False])
    """
    if not (isinstance(rows, pd.DatetimeIndex) and rows.tz is not None):
        raise ComovementError(
            f"window is {window!r}, a span of time, but the rows are no instants with a time zone; use bars, e.g. "
            "bar_panel(prices), or give rows before and after, e.g. window=(0, 1)."
        )
    ends = rows.as_unit("ns").asi8
    starts = np.concatenate([ends[:1], ends[:-1]])
    return touches_news(Intervals(starts, ends, np.ones(len(ends))), news_spans(news, window))
