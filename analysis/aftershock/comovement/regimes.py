"""Which rows of moves are news: from aligned events, from labels, or from a mask."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import ComovementError
from aftershock.typing import BoolArray

USED = frozenset({"used", "market_closed_next_open", "merged_into_episode"})


def news_rows(
    rows: pd.Index[Any],
    news: pd.DataFrame | pd.Series[Any] | Iterable[Hashable],
    *,
    window: tuple[int, int] = (0, 0),
) -> BoolArray:
    """Mark the rows of moves that are news.

    Use it before calm and news are compared. A headline that was measured, waited for the next opening or was merged
    into an episode marks the row of its session, whichever of the assets it was aligned with.

    Parameters
    ----------
    rows : pandas.Index of length n_rows
        Sessions or instants of the moves.
    news : pandas.DataFrame, pandas.Series of bool, or iterable of labels
        Events as ``align`` or ``align_days`` return them (column ``session``, and ``outcome`` where there is one), a
        mask on the same index, or labels of ``rows``.
    window : (int, int)
        Rows before and after each event that count as news too, e.g. (0, 1).

    Returns
    -------
    ndarray of bool, shape (n_rows,)

    Raises
    ------
    ComovementError
        If the mask has another index, no event falls on a row, or every row is news.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18", "2022-02-22"])
    >>> news_rows(days, [pd.Timestamp("2022-02-17")], window=(0, 1))
    array([False,  True,  True, False])
    """
    first, last = window
    if first > last:
        raise ComovementError(f"window is {window}; its first row must not come after its last, e.g. (0, 1).")
    events = np.flatnonzero(_marked(rows, news))
    marked = np.zeros(len(rows), dtype=np.bool_)
    for offset in range(first, last + 1):
        places = events + offset
        marked[places[(places >= 0) & (places < len(rows))]] = True
    _check_both(marked, rows)
    return marked


def _marked(rows: pd.Index[Any], news: pd.DataFrame | pd.Series[Any] | Iterable[Hashable]) -> BoolArray:
    """Mark the rows on which an event falls."""
    if isinstance(news, pd.DataFrame):
        return np.asarray(rows.isin(_event_labels(news)))
    if isinstance(news, pd.Series) and news.dtype == np.bool_:
        if not news.index.equals(rows):
            raise ComovementError(
                "The mask of news has another index than the moves; give one value a row of moves."
            )
        return news.to_numpy(dtype=np.bool_)
    return np.asarray(rows.isin(list(news)))


def _event_labels(events: pd.DataFrame) -> list[Hashable]:
    """List the sessions of the events that the prices can speak of."""
    if "session" not in events:
        raise ComovementError(
            f"The events have no column 'session' (they have {', '.join(map(str, events.columns))}); give what align "
            "returns, a mask, or the labels of the rows."
        )
    kept = events[events["outcome"].isin(USED)] if "outcome" in events else events
    return list(kept["session"].dropna().unique())


def _check_both(marked: BoolArray, rows: pd.Index[Any]) -> None:
    """Refuse a split that leaves one side empty."""
    if marked.any() and not marked.all():
        return
    span = f"{rows[0]} to {rows[-1]}" if len(rows) else "none"
    which = "Every row" if marked.any() else "No row"
    raise ComovementError(
        f"{which} of the {len(rows)} moves ({span}) is news; both news and other rows are needed. "
        "Load moves that cover the news and quieter times.",
        n_rows=len(rows),
    )
