"""Which row of the moves an episode falls on, asset by asset, and which episodes cannot be told apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.regimes import USED
from aftershock.errors import ComovementError
from aftershock.typing import BoolArray, IntArray

ID_COLUMNS = ("event_id", "headline_id", "episode")


@dataclass(frozen=True, slots=True, eq=False)
class EpisodeRows:
    """Hold episodes in time order.

    Parameters
    ----------
    ids : tuple of hashable
        Names of the episodes.
    rows : ndarray of int, shape (n_episodes, n_assets)
        First row of each episode's window by asset; -1 where there is none.
    merged_into : tuple
        The earlier episode whose window overlaps, or None.
    """

    ids: tuple[Hashable, ...]
    rows: IntArray
    merged_into: tuple[Hashable | None, ...]

    @property
    def leading(self) -> BoolArray:
        """Episodes that speak for themselves, shape (n_episodes,)."""
        return np.array([one is None for one in self.merged_into], dtype=np.bool_)

    @property
    def firsts(self) -> IntArray:
        """First row of each episode over all assets, -1 where there is none."""
        return np.array(
            [int(one[one >= 0].min()) if (one >= 0).any() else -1 for one in self.rows], dtype=np.int64
        )


def episode_rows(
    rows: pd.Index[Any],
    episodes: pd.DataFrame | pd.Series[Any] | Mapping[Hashable, Hashable] | Iterable[Hashable],
    assets: Sequence[str],
    *,
    window: tuple[int, int] = (0, 0),
) -> EpisodeRows:
    """Find the rows of episodes, and merge those whose windows overlap.

    Parameters
    ----------
    rows : pandas.Index of length n_rows
        Sessions or instants of the moves, ascending.
    episodes : pandas.DataFrame, Series, mapping or iterable of labels
        Events as ``align`` and ``align_days`` return them (an id, ``session``, and ``asset`` and ``outcome`` where
        there are), labels of ``rows`` by name, or labels alone.
    assets : sequence of str
        Columns of the moves.
    window : (int, int)
        Rows from the first to the last that belong to an episode.

    Returns
    -------
    EpisodeRows
        Of overlapping windows the first leads. An episode on no row is kept with rows of -1.

    Raises
    ------
    ComovementError
        If the window runs backwards, the events have no session, an id repeats, or no episode falls on a row.

    Examples
    --------
    >>> found = episode_rows(pd.Index([10, 20, 30, 40]), {"a": 20, "b": 30, "c": 99}, ["X"], window=(0, 1))
    >>> found.ids, found.rows.ravel().tolist(), found.merged_into
    (('a', 'b', 'c'), [1, 2, -1], (None, 'a', None))
    """
    start, end = window
    if start > end:
        raise ComovementError(f"window is {window}; its first row must not come after its last, e.g. (0, 1).")
    if isinstance(episodes, pd.DataFrame):
        ids, found = _from_events(rows, episodes, assets)
    else:
        ids, found = _from_labels(rows, episodes, len(assets))
    if not (found >= 0).any():
        span = f"{rows[0]} to {rows[-1]}" if len(rows) else "none"
        raise ComovementError(
            f"None of the {len(ids)} episodes falls on a row of the moves ({span}); load moves that cover them."
        )
    shifted = found + start
    inside = (found >= 0) & (shifted >= 0) & (found + end < len(rows))
    return _ordered(ids, np.where(inside, shifted, -1), end - start + 1)


def busy_rows(found: EpisodeRows, n_rows: int, length: int) -> BoolArray:
    """Mark the rows inside the window of any episode and asset.

    Examples
    --------
    >>> busy_rows(EpisodeRows(("a",), np.array([[1, -1]]), (None,)), 4, 2).tolist()
    [False, True, True, False]
    """
    busy = np.zeros(n_rows, dtype=np.bool_)
    firsts = found.rows[found.rows >= 0]
    for step in range(length):
        busy[firsts[firsts + step < n_rows] + step] = True
    return busy


def _from_labels(
    rows: pd.Index[Any],
    episodes: pd.Series[Any] | Mapping[Hashable, Hashable] | Iterable[Hashable],
    n_assets: int,
) -> tuple[list[Hashable], IntArray]:
    """Find the row of each label, the same for all assets."""
    named = episodes.to_dict() if isinstance(episodes, pd.Series) else episodes
    labels = dict(named) if isinstance(named, Mapping) else {_name(one): one for one in named}
    at = np.asarray(rows.get_indexer(pd.Index(list(labels.values()))), dtype=np.int64)
    return list(labels), np.repeat(at[:, None], n_assets, axis=1)


def _from_events(
    rows: pd.Index[Any], events: pd.DataFrame, assets: Sequence[str]
) -> tuple[list[Hashable], IntArray]:
    """Find the row of each event, asset by asset where the events say so."""
    column = next((one for one in ID_COLUMNS if one in events), None)
    if "session" not in events or column is None:
        raise ComovementError(
            f"The events need a column 'session' and one of {', '.join(ID_COLUMNS)}; they have "
            f"{', '.join(map(str, events.columns))}. Give what align returns, or labels of the rows."
        )
    kept = events[events["outcome"].isin(USED - {"merged_into_episode"})] if "outcome" in events else events
    keys = [column, "asset"] if "asset" in kept else [column]
    if kept.duplicated(keys).any():
        twice = kept.loc[kept.duplicated(keys), keys].iloc[0].tolist()
        raise ComovementError(
            f"The events hold {twice} twice; give one row an event and asset.", repeated=twice
        )
    ids = list(pd.unique(events[column]))
    found = np.full((len(ids), len(assets)), -1, dtype=np.int64)
    where = {name: at for at, name in enumerate(ids)}
    columns = {name: at for at, name in enumerate(assets)}
    for row, one in zip(
        rows.get_indexer(pd.Index(kept["session"])).tolist(), kept.to_dict("records"), strict=True
    ):
        at: Any = columns.get(str(one["asset"])) if "asset" in one else slice(None)
        if at is not None:
            found[where[one[column]], at] = row
    return ids, found


def _ordered(ids: list[Hashable], found: IntArray, length: int) -> EpisodeRows:
    """Put episodes in order of their first row and merge those that begin inside an earlier one's window."""
    unordered = EpisodeRows(tuple(ids), found, (None,) * len(ids))
    firsts = unordered.firsts
    order = np.lexsort((np.arange(firsts.size), np.where(firsts < 0, np.iinfo(np.int64).max, firsts)))
    merged: list[Hashable | None] = []
    leader: Hashable | None = None
    reach = -1
    for at in order.tolist():
        own = found[at][found[at] >= 0]
        if own.size and own.min() < reach:
            merged.append(leader)
            continue
        merged.append(None)
        if own.size:
            leader, reach = ids[at], int(own.max()) + length
    return EpisodeRows(tuple(ids[at] for at in order), found[order], tuple(merged))


def _name(label: Hashable) -> Hashable:
    """Name an episode after its label; dates without a time of day as such."""
    if isinstance(label, pd.Timestamp) and label.tz is None and label == label.normalize():
        return str(label.date())
    return str(label)
