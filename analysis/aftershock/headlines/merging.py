"""Merging: several headline frames as one, with the same story told once."""

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.headlines.frame import COLUMNS, Reading, Rejected, assemble_frame, normalise_text
from aftershock.typing import IntArray

_WORD = re.compile(r"\w+")
_ROUNDING = 1e-9
_SEPARATOR = "; "


def merge_headlines(
    *frames: pd.DataFrame, within: str | pd.Timedelta = "10min", similarity: float = 0.85
) -> pd.DataFrame:
    r"""Merge headlines from several sources, joining those that tell the same story.

    Use it before a study that reads more than one source, so that a story counts once and at its
    earliest stamp.

    Parameters
    ----------
    *frames : pandas.DataFrame
        As returned by :func:`aftershock.read_headlines`, or merged before.
    within : str or pandas.Timedelta, optional
        Longest span between the first report of a story and another that joins it; 0 or more.
    similarity : float, optional
        Least overlap of the words of two titles, above 0 and at most 1.

    Returns
    -------
    pandas.DataFrame
        A headline frame, one row a story: everything from its earliest report (stamp, uncertainty, text,
        zone), ``source`` lists all sources ("a; b"), ``origins`` every report joined with its source and
        instant, and ``flags`` holds ``merged`` where there is more than one. Columns that only some frames
        have are "" or NaN elsewhere, in alphabetical order. ``attrs`` holds what the frames held, taken
        together, and ``joined``, the number of reports that joined another.

    Raises
    ------
    HeadlineError
        If no frame is passed, one is no headline frame, or an option is out of its range.

    Notes
    -----
    Titles are compared by their words: compatibility-normalised, case folded, without accents and
    punctuation, each word once. The overlap of two titles is the Jaccard index of their word sets,
    ``|A ∩ B| / |A ∪ B|``. Headlines are taken in order of time; each joins the earliest story whose
    first report is at most ``within`` before it and whose title overlaps by at least ``similarity``, or
    else starts a story of its own. Every report is thus compared with the first one alone: stories
    do not drift in time or wording, as they would if each report were chained to the one before. Stamps
    are compared at their start, whatever their uncertainty. The order of the frames and of their rows
    plays no part, and merging a merged frame again changes nothing. Word sets know no word order: "A
    accuses B" and "B accuses A" count as one story if told within the same minutes.

    To compare only pairs that can reach the threshold, a story is looked up by its rarest words (a
    title of n words shares at least one of its n - ceil(similarity n) + 1 rarest with any match), which
    leaves the outcome as it is and keeps the time nearly linear.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37-50.
    Chaudhuri, S., Ganti, V. and Kaushik, R. (2006). A primitive operator for similarity joins in data
    cleaning. Proceedings of ICDE (the prefix principle).

    Examples
    --------
    >>> from aftershock.headlines import read_headlines
    >>> wire = read_headlines("time,headline\n2022-02-17T09:10Z,Envoys meet in Geneva\n", source="wire")
    >>> page = read_headlines("time,headline\n2022-02-17T09:14Z,ENVOYS MEET in Geneva!\n", source="page")
    >>> merged = merge_headlines(wire, page)
    >>> merged["source"].tolist(), merged["flags"].tolist()
    (['wire; page'], ['merged'])
    >>> merged["origins"].item()
    'wire 2022-02-17T09:10:00Z; page 2022-02-17T09:14:00Z'
    """
    span = _check_within(within)
    _check_similarity(similarity)
    _check_frames(frames)
    rows = _sorted_rows(frames)
    instants = rows["instant"].dt.tz_localize(None).to_numpy(dtype="datetime64[ns]").astype(np.int64)
    stories = find_stories(instants, rows["headline"].tolist(), within=span, similarity=similarity)
    merged = _join(rows, stories)
    frame = assemble_frame(
        _reading(merged, frames), origin=_union(f.attrs.get("origin", "") for f in frames), format="merged"
    )
    frame.attrs["joined"] = len(rows) - len(merged)
    return frame


def find_stories(instants: IntArray, titles: Sequence[str], *, within: int, similarity: float) -> IntArray:
    """Find for each headline the first report of its story.

    Use it on headlines in order of time.

    Parameters
    ----------
    instants : ndarray of int64, shape (n,)
        Ascending, in any unit.
    titles : sequence of str, length n
        Their titles.
    within : int
        Longest span between the first report and another, in the same unit.
    similarity : float
        Least overlap of two titles, above 0 and at most 1.

    Returns
    -------
    ndarray of int64, shape (n,)
        Position of the first report of each headline's story; its own where it is the first.

    Examples
    --------
    >>> find_stories(np.array([0, 4, 20]), ["Talks on", "Talks: on!", "Talks on"], within=10, similarity=1.0)
    array([0, 0, 2])
    """
    words = [title_words(title) for title in titles]
    counts = Counter(word for found in words for word in found)
    shelf = _Shelf(within=within, similarity=similarity)
    return np.array(
        [
            shelf.place(number, int(instant), found, sorted(found, key=lambda word: (counts[word], word)))
            for number, (instant, found) in enumerate(zip(instants, words, strict=True))
        ],
        dtype=np.int64,
    )


def title_words(title: str) -> frozenset[str]:
    """Words of a title in the form in which they are compared.

    Use it to see why two titles count as one story.

    Parameters
    ----------
    title : str
        A headline.

    Returns
    -------
    frozenset of str
        Folded words, each once; the whole title if it has none.

    Examples
    --------
    >>> sorted(title_words("Zürich: TALKS, talks…"))
    ['talks', 'zurich']
    """
    folded = unicodedata.normalize("NFKD", normalise_text(title))
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return frozenset(_WORD.findall(plain)) or frozenset([folded])


@dataclass(slots=True)
class _Shelf:
    """Stories that a later headline may still join, found by their rarest words."""

    within: int
    similarity: float
    firsts: dict[int, tuple[int, frozenset[str]]] = field(default_factory=dict)
    by_word: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))
    by_title: dict[frozenset[str], int] = field(default_factory=dict)

    def place(self, number: int, instant: int, words: frozenset[str], rarest: Sequence[str]) -> int:
        """Find the story of a headline, or put a new one on the shelf."""
        prefix = rarest[: len(words) - ceil(self.similarity * len(words) - _ROUNDING) + 1]
        same = self.by_title.get(words)
        if same is not None and instant - self.firsts[same][0] > self.within:
            same = None
        found = self._earliest_match(instant, words, prefix, same)
        if found is not None:
            return found
        self.firsts[number] = (instant, words)
        self.by_title[words] = number
        for word in prefix:
            self.by_word[word].append(number)
        return number

    def _earliest_match(
        self, instant: int, words: frozenset[str], prefix: Sequence[str], same: int | None
    ) -> int | None:
        """Earliest story within reach whose title is close enough."""
        matches = {
            story
            for word in prefix
            for story in self._within_reach(word, instant)
            if _overlap(words, self.firsts[story][1]) >= self.similarity - _ROUNDING
        }
        return min(matches | ({same} if same is not None else set()), default=None)

    def _within_reach(self, word: str, instant: int) -> deque[int]:
        """Stories under a word, those too old taken off."""
        stories = self.by_word[word]
        while stories and instant - self.firsts[stories[0]][0] > self.within:
            stories.popleft()
        return stories


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard index of two word sets."""
    common = len(first & second)
    return common / (len(first) + len(second) - common)


def _sorted_rows(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of all frames in an order that does not depend on theirs, with one form of each column."""
    extra = sorted({name for frame in frames for name in frame.columns} - {*COLUMNS, "origins"})
    rows = pd.concat([_prepared(frame, extra, frames) for frame in frames], ignore_index=True)
    rows["_text"] = [normalise_text(text) for text in rows["headline"]]
    rows["_rest"] = ["\x1f".join(map(str, cells)) for cells in rows[extra].itertuples(index=False)]
    order = ["instant", "uncertainty", "_text", *COLUMNS[2:], "origins", "_rest"]
    return rows.sort_values(order, kind="stable").drop(columns=["_text", "_rest"]).reset_index(drop=True)


def _prepared(frame: pd.DataFrame, extra: Sequence[str], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give a frame its origins and all columns of the others."""
    stamps = frame["instant"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    origins = [f"{source} {stamp}".strip() for source, stamp in zip(frame["source"], stamps, strict=True)]
    given = frame.get("origins")
    if given is not None:
        origins = [old or new for old, new in zip(given, origins, strict=True)]
    columns = {name: _column(frame, name, frames) for name in extra}
    return frame.loc[:, list(COLUMNS)].assign(origins=origins, **columns).reset_index(drop=True)


def _column(frame: pd.DataFrame, name: str, frames: Sequence[pd.DataFrame]) -> pd.Series:
    """One column as it must be to stand with those of the other frames: text, or numbers."""
    given = [other[name] for other in frames if name in other]
    if all(pd.api.types.is_numeric_dtype(column) for column in given):
        return frame[name].astype("float64") if name in frame else pd.Series(np.nan, index=frame.index)
    if name not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[name].astype(object).where(frame[name].notna(), "").astype(str)


def _join(rows: pd.DataFrame, stories: IntArray) -> pd.DataFrame:
    """First report of each story, with the sources and origins of all."""
    members: dict[int, list[int]] = {}
    for row, story in enumerate(stories.tolist()):
        members.setdefault(story, []).append(row)
    joined = rows.iloc[list(members)].copy()
    for name in ("source", "origins"):
        texts = rows[name].tolist()
        joined[name] = [_union_once(texts[row] for row in group) for group in members.values()]
    joined["flags"] = [
        _with_flag(flags) if len(group) > 1 else flags
        for flags, group in zip(joined["flags"], members.values(), strict=True)
    ]
    joined["instant"] = joined["instant"].dt.tz_localize(None)
    return joined.reset_index(drop=True)


def _with_flag(flags: str) -> str:
    """Add the word that says a story had several reports to its flags."""
    return " ".join(dict.fromkeys([*flags.split(), "merged"]))


def _union_once(texts: Iterable[str]) -> str:
    """Names of several lists, each once, in order."""
    return _SEPARATOR.join(dict.fromkeys(name for text in texts for name in text.split(_SEPARATOR) if name))


def _union(texts: Iterable[object]) -> str:
    """Names of several lists, each once, in alphabetical order."""
    return _SEPARATOR.join(sorted({name for text in texts for name in str(text).split(_SEPARATOR) if name}))


def _reading(rows: pd.DataFrame, frames: Sequence[pd.DataFrame]) -> Reading:
    """Keep the merged rows with what was known of their frames."""
    said = sorted(
        {f"{f.attrs['origin']}: {f.attrs['assumption']}" for f in frames if "assumption" in f.attrs}
    )
    rejected = [_from(frame, row) for frame in frames for row in frame.attrs.get("rejected", [])]
    return Reading(
        rows=rows,
        order="oldest first" if len(rows) > 1 else "single",
        assumption=" ".join(said),
        rejected=tuple(sorted(rejected, key=lambda row: (row["reason"], row["line"], row["text"]))),
    )


def _from(frame: pd.DataFrame, row: Mapping[str, object]) -> Rejected:
    """Give a rejected entry the name of the frame it was rejected from."""
    reason = f"{frame.attrs.get('origin', 'text')}: {row['reason']}"
    return {"line": int(str(row["line"])), "text": str(row["text"]), "reason": reason}


def _check_within(within: str | pd.Timedelta) -> int:
    """Read the span within which headlines may join, in nanoseconds."""
    try:
        nanoseconds = pd.Timedelta(within).as_unit("ns").value
    except (ValueError, TypeError, AttributeError):
        nanoseconds = -1
    if nanoseconds < 0:
        raise HeadlineError(
            f"within is {within!r}; it must be a span of 0 or more with a unit, such as '10min'.",
            within=within,
        )
    return int(nanoseconds)


def _check_similarity(similarity: float) -> None:
    """Refuse a threshold that is no share."""
    if not 0 < similarity <= 1:
        raise HeadlineError(
            f"similarity is {similarity!r}; it must be above 0 and at most 1, where 1 joins equal titles only.",
            similarity=similarity,
        )


def _check_frames(frames: Sequence[pd.DataFrame]) -> None:
    """Refuse what is no headline frame."""
    if not frames:
        raise HeadlineError(
            "There is nothing to merge. Pass at least one frame of read_headlines().", frames=0
        )
    for number, frame in enumerate(frames, start=1):
        missing = [name for name in COLUMNS if name not in getattr(frame, "columns", ())]
        if missing:
            raise HeadlineError(
                f"Argument {number} is no headline frame: it lacks {', '.join(map(repr, missing))}. Pass frames as "
                "read_headlines() returns them.",
                argument=number,
                missing=missing,
            )
