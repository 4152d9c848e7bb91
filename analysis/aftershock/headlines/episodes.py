"""Episodes: headlines too close together to be told apart."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.typing import EpisodeMethod, InstantArray, IntArray, check_option

EPISODE_INDEX = "episode_id"
COLUMNS = ("start", "end", "span", "n_headlines", "members", "headline")

_COUNT = "n_"


def episodes(
    heads: pd.DataFrame, *, gap: str | timedelta | np.timedelta64, method: EpisodeMethod = "chained"
) -> pd.DataFrame:
    """Gather headlines into episodes and describe each.

    Use it to list bursts as the events they are. A natural ``gap`` is the length of the bars, or of
    the window of a study: headlines closer than that cannot be told apart by the prices.

    Parameters
    ----------
    heads : pandas.DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`; themes are counted where
        ``assign_themes`` has added them.
    gap : str, datetime.timedelta or numpy.timedelta64
        Such as "30min"; positive.
    method : {"chained", "complete"}
        ``chained``: neighbours less than ``gap`` apart belong together, and so on along the chain, so that
        two episodes are never closer than ``gap``, and one may last for hours. ``complete``: no two
        headlines of an episode are ``gap`` or more apart; beginning with the first headline each
        episode takes all within ``gap`` of its first, which gives the fewest such episodes, but the last
        of one may be close to the first of the next.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``episode_id``, the id of the first member, by time: ``start`` and ``end`` (instants of
        the first and last member, datetime64[ns, UTC]), ``span`` (end minus start, timedelta64[ns]),
        ``n_headlines`` (int64), ``members`` (ids, space-separated), ``headline`` (text of the first), and for
        each theme found ``n_<theme>`` (int64; headlines of that theme). An id stays the same when headlines
        are added that are not the first of their episode. No value is missing.

    Raises
    ------
    HeadlineError
        If ``gap`` is not a positive span, an instant is missing, or an id names two headlines.
    ValueError
        If ``method`` is no option.

    Examples
    --------
    >>> times = pd.to_datetime(["2022-02-17T09:10Z", "2022-02-17T10:15Z", "2022-02-17T10:25Z"]).as_unit("ns")
    >>> heads = pd.DataFrame({"instant": times, "headline": ["A", "B", "C"]}, index=["a", "b", "c"])
    >>> episodes(heads, gap="30min")["members"].to_dict()
    {'a': 'a', 'b': 'b c'}
    """
    _refuse_duplicates(heads)
    ordered = heads.assign(_id=heads.index.astype("str")).sort_values(["instant", "_id"], kind="stable")
    numbers = assign_episodes(ordered["instant"], gap=gap, method=method)
    groups = ordered.groupby(numbers, sort=True)
    described = pd.DataFrame(
        {
            "start": groups["instant"].first(),
            "end": groups["instant"].last(),
            "span": (groups["instant"].last() - groups["instant"].first()).dt.as_unit("ns"),
            "n_headlines": groups["_id"].count(),
            "members": groups["_id"].agg(" ".join).astype("str"),
            "headline": groups["headline"].first(),
        }
    )
    counts = _theme_counts(ordered).groupby(numbers, sort=True).sum()
    first = pd.Index(groups["_id"].first(), name=EPISODE_INDEX, dtype="str")
    return pd.concat([described, counts], axis="columns").set_axis(first, axis="index")


def assign_episodes(
    instants: npt.ArrayLike,
    *,
    gap: str | timedelta | np.timedelta64,
    method: EpisodeMethod = "chained",
) -> IntArray:
    """Assign to each instant the number of its episode.

    Use it before any inference: a burst of headlines is one event. By default neighbouring instants less
    than ``gap`` apart belong to one episode, and so on along the chain: an episode may outlast ``gap``.

    Parameters
    ----------
    instants : array_like of datetime64, shape (n,)
        Instants in UTC, in any order.
    gap : str, datetime.timedelta or numpy.timedelta64
        Smallest distance between two episodes, e.g. "30min"; positive. For "complete", what no two
        members of an episode reach.
    method : {"chained", "complete"}
        See `episodes`.

    Returns
    -------
    ndarray of int64, shape (n,)
        Episode of each instant, counted from 0 by time, in the order of ``instants``.

    Raises
    ------
    HeadlineError
        If ``gap`` is not a positive span, or an instant is missing (NaT).
    ValueError
        If ``method`` is no option.

    Examples
    --------
    >>> times = ["2022-02-17T09:10", "2022-02-17T10:15", "2022-02-17T10:25", "2022-02-17T10:50"]
    >>> assign_episodes(np.array(times, dtype="datetime64[m]"), gap="30min")
    array([0, 1, 1, 1])
    >>> assign_episodes(np.array(times, dtype="datetime64[m]"), gap="30min", method="complete")
    array([0, 1, 1, 2])
    """
    check_option("method", method, EpisodeMethod)
    times = _utc(instants)
    span = _positive_gap(gap)
    if np.isnat(times).any():
        raise HeadlineError(
            f"instants holds {np.isnat(times).sum()} missing values of {times.size}; drop them first.",
            missing=np.flatnonzero(np.isnat(times)).tolist(),
        )
    order = np.argsort(times, kind="stable")
    starts = _chained(times[order], span) if method == "chained" else _complete(times[order], span)
    numbers = np.zeros(times.size, dtype=np.int64)
    numbers[order] = np.cumsum(starts) - 1
    return numbers


def _chained(times: InstantArray, gap: np.timedelta64) -> IntArray:
    """1 where an instant is a gap or more after the one before it, and for the first; else 0."""
    starts = np.ones(times.size, dtype=np.int64)
    starts[1:] = np.diff(times) >= gap
    return starts


def _complete(times: InstantArray, gap: np.timedelta64) -> IntArray:
    """1 where an instant is a gap or more after the first of the episode before it; else 0."""
    starts = np.zeros(times.size, dtype=np.int64)
    starts[list(_firsts(times, gap))] = 1
    return starts


def _firsts(times: InstantArray, gap: np.timedelta64) -> Iterator[int]:
    """Positions of the first instants of complete episodes."""
    at = 0
    while at < times.size:
        yield at
        at = int(np.searchsorted(times, times[at] + gap, side="left"))


def _theme_counts(heads: pd.DataFrame) -> pd.DataFrame:
    """One column for each theme, 1 where a headline has it; no columns where themes are not assigned."""
    themes = [text.split() for text in heads["themes"]] if "themes" in heads else []
    names = dict.fromkeys(name for row in themes for name in row)
    counts = {f"{_COUNT}{name}": [int(name in row) for row in themes] for name in sorted(names)}
    return pd.DataFrame(counts, index=heads.index, dtype="int64")


def _refuse_duplicates(heads: pd.DataFrame) -> None:
    """Refuse ids that name more than one headline."""
    repeated = heads.index[heads.index.duplicated()].unique().tolist()
    if repeated:
        raise HeadlineError(
            f"{len(repeated)} headline ids name more than one headline, first {repeated[0]!r}; give each an id of "
            "its own, or merge the sources first.",
            repeated=repeated,
        )


def _utc(instants: npt.ArrayLike) -> InstantArray:
    """Instants as datetime64[ns] in UTC, whether they came naive or tz-aware."""
    index = pd.DatetimeIndex(pd.to_datetime(np.asarray(instants).ravel(), utc=True))
    return index.tz_localize(None).to_numpy().astype("datetime64[ns]")


def _positive_gap(gap: str | timedelta | np.timedelta64) -> np.timedelta64:
    """Check the gap and give it as timedelta64[ns]."""
    try:
        span = np.timedelta64(pd.Timedelta(gap).as_unit("ns").value, "ns")
    except ValueError as error:
        raise HeadlineError(f"gap is {gap!r}; it must be a span such as '30min'.", gap=gap) from error
    if not span > np.timedelta64(0, "ns"):
        raise HeadlineError(f"gap is {gap!r}; it must be positive, e.g. '30min'.", gap=gap)
    return span
