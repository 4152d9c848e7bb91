"""The headline frame: its columns, its ids, and the rows that did not make it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.chronology import FeedOrder
from aftershock.headlines.text import clean_text
from aftershock.typing import UTC, BoolArray

COLUMNS = ("instant", "uncertainty", "headline", "body", "source", "raw_time", "zone", "flags")
INDEX = "headline_id"

ONE_MINUTE = np.timedelta64(1, "m")
ONE_HOUR = np.timedelta64(1, "h")

_SHOWN = 5


class Rejected(TypedDict):
    """One entry that could not be used: its line (from 1, in the text), what it says, and the reason."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read from one page or table, before it becomes a frame.

    Returned by the readers of each format.

    Parameters
    ----------
    rows : pandas.DataFrame
        The columns of the headline frame in any row order, then extra columns.
    order : {"newest first", "oldest first", "single"}
        Direction of the feed.
    assumption : str
        One sentence on zone and date.
    rejected : tuple of Rejected
        Entries that could not be used.
    season_note : str
        What to warn of when abbreviations contradict the season; empty if none does.

    Examples
    --------
    >>> Reading(rows=pd.DataFrame(), order="single", assumption="None.").rejected
    ()
    """

    rows: pd.DataFrame
    order: FeedOrder
    assumption: str
    rejected: tuple[Rejected, ...] = ()
    season_note: str = ""


def assemble_frame(reading: Reading, *, origin: str, format: str) -> pd.DataFrame:
    """Build the headline frame: sorted, identified, typed, with its provenance in ``attrs``.

    Use it as the last step of every reader. The result does not depend on the order of the rows.

    Parameters
    ----------
    reading : Reading
        Rows and notes from one source.
    origin : str
        File name, or "text".
    format : str
        Format that was read.

    Returns
    -------
    pandas.DataFrame
        Indexed by headline_id, ascending by instant.

    Examples
    --------
    >>> rows = pd.DataFrame({"instant": np.array(["2022-02-17T09:10"], dtype="datetime64[ns]"),
    ...     "uncertainty": [ONE_MINUTE], "headline": ["Talks"], "body": "", "source": "wire",
    ...     "raw_time": "10:10", "zone": "Europe/Berlin", "flags": ""})
    >>> reading = Reading(rows=rows, order="single", assumption="None.")
    >>> assemble_frame(reading, origin="text", format="table").index.tolist()
    ['2022-02-17T0910Z']
    """
    rows = reading.rows.assign(
        instant=pd.DatetimeIndex(reading.rows["instant"]).tz_localize("UTC").astype(UTC),
        uncertainty=pd.to_timedelta(reading.rows["uncertainty"]).dt.as_unit("ns"),
        _text=[normalise_text(text) for text in reading.rows["headline"]],
    )
    rows = _sorted(rows)
    ids = headline_ids(rows["instant"].dt.tz_localize(None).to_numpy())
    frame = rows.drop(columns="_text").set_axis(pd.Index(ids, name=INDEX, dtype="str"), axis="index")
    frame.attrs = {
        "origin": origin,
        "format": format,
        "order": reading.order,
        "assumption": reading.assumption,
        "read": len(rows) + len(reading.rejected),
        "rejected": [dict(row) for row in reading.rejected],
    }
    return frame


def headline_ids(instants: npt.ArrayLike) -> list[str]:
    """Name headlines by their instants.

    Use it on instants sorted by time and then by normalised text, so that an id changes only when
    its own instant does, or another headline joins the very same instant.

    Parameters
    ----------
    instants : array_like of datetime64, shape (n,)
        Instants in UTC, ascending.

    Returns
    -------
    list of str
        "2022-02-17T0910Z"; seconds are added where there are any, "-2", "-3" where instants are equal.

    Examples
    --------
    >>> headline_ids(np.array(["2022-02-17T09:10", "2022-02-17T09:10"], dtype="datetime64[s]"))
    ['2022-02-17T0910Z', '2022-02-17T0910Z-2']
    """
    stamps = pd.Series([_stamp(text) for text in np.asarray(instants).astype("datetime64[ns]").astype(str)])
    repeats = stamps.groupby(stamps).cumcount()
    return [
        stamp if repeat == 0 else f"{stamp}-{repeat + 1}"
        for stamp, repeat in zip(stamps, repeats, strict=True)
    ]


def normalise_text(text: str) -> str:
    """Bring a headline into the form in which two spellings of it compare equal.

    Use it to order or compare headlines, never to show them.

    Parameters
    ----------
    text : str
        A headline.

    Returns
    -------
    str
        Compatibility-normalised, lower case, single spaces.

    Examples
    --------
    >>> normalise_text("  Talks\u00a0 RESUME ")
    'talks resume'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def join_flags(flags: Mapping[str, BoolArray]) -> list[str]:
    """Spell the flags of each row as space-separated words.

    Use it once all flags of a page or table are known.

    Parameters
    ----------
    flags : mapping of str to ndarray of bool, shape (n,)
        Word -> where it applies.

    Returns
    -------
    list of str
        One text a row; "" where no flag applies.

    Examples
    --------
    >>> join_flags({"mixed_clock": np.array([True, False])})
    ['mixed_clock', '']
    """
    rows = zip(*flags.values(), strict=True)
    return [" ".join(word for word, applies in zip(flags, row, strict=True) if applies) for row in rows]


def describe_rejected(rejected: Sequence[Rejected], *, read: int) -> str:
    """Say how many entries were rejected and show the first.

    Use it for the one warning that announces them.

    Parameters
    ----------
    rejected : sequence of Rejected
        At least one.
    read : int
        Entries recognised, the rejected ones included.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> describe_rejected([{"line": 3, "text": "Talks (25:10)", "reason": "hour 25"}], read=9)
    "1 of 9 entries was rejected: line 3, 'Talks (25:10)': hour 25. See attrs['rejected']."
    """
    verb = "was" if len(rejected) == 1 else "were"
    first = ":" if len(rejected) == 1 else "; the first is"
    return (
        f"{len(rejected)} of {read} entries {verb} rejected{first} {_describe(rejected[0])}. "
        "See attrs['rejected']."
    )


def rejected_frame(heads: pd.DataFrame) -> pd.DataFrame:
    """List the entries that could not be read, one row each.

    Use it to look at, save or count what is not in the headline frame.

    Parameters
    ----------
    heads : pandas.DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`.

    Returns
    -------
    pandas.DataFrame
        ``line`` (int64, from 1), ``text`` and ``reason``, in the order of the source; no rows if
        everything was read, or the frame has lost its ``attrs``. No value is missing.

    Examples
    --------
    >>> heads = pd.DataFrame()
    >>> heads.attrs["rejected"] = [{"line": 3, "text": "Talks (25:10)", "reason": "hour 25"}]
    >>> rejected_frame(heads).to_dict("records")
    [{'line': 3, 'text': 'Talks (25:10)', 'reason': 'hour 25'}]
    """
    rows = [row | {"text": clean_text(row["text"])} for row in heads.attrs.get("rejected", [])]
    frame = pd.DataFrame(rows, columns=list(Rejected.__annotations__))
    return frame.astype({"line": "int64", "text": "str", "reason": "str"})


def check_rejected(rejected: Sequence[Rejected], *, read: int, max_rejected: int | None) -> None:
    """Refuse to go on when more entries were rejected than the caller allows, listing them.

    Use it once a source has been read.

    Parameters
    ----------
    rejected : sequence of Rejected
        Entries that could not be used.
    read : int
        Entries recognised, the rejected ones included.
    max_rejected : int or None
        Most that may be rejected, 0 or more; None allows any number.

    Raises
    ------
    HeadlineError
        If more were rejected; the first are listed, all are in ``data["rejected"]``. Also if
        ``max_rejected`` is no count.

    Examples
    --------
    >>> check_rejected([], read=9, max_rejected=0)
    """
    if max_rejected is None:
        return
    if isinstance(max_rejected, bool) or not isinstance(max_rejected, Integral) or max_rejected < 0:
        allowed = "it must be a count, 0 or more, or None for any number"
        raise HeadlineError(f"max_rejected is {max_rejected!r}; {allowed}.", max_rejected=max_rejected)
    if len(rejected) > max_rejected:
        raise HeadlineError(
            f"{len(rejected)} of {read} entries were rejected, more than max_rejected={max_rejected} allows: "
            f"{_listed(rejected)}. Correct them, or allow more.",
            rejected=list(rejected),
            max_rejected=max_rejected,
        )


def refuse_if_all_rejected(rejected: Sequence[Rejected], *, kept: int, zones_only: bool = False) -> None:
    """Raise when nothing is left, listing what was wrong.

    Use it before a frame is assembled.

    Parameters
    ----------
    rejected : sequence of Rejected
        Entries that could not be used.
    kept : int
        Entries that could.
    zones_only : bool, optional
        Whether every reason is a zone, which makes it a ZoneError.

    Raises
    ------
    HeadlineError
        If ``kept`` is 0 and something was rejected.

    Examples
    --------
    >>> refuse_if_all_rejected([], kept=3)
    """
    if kept or not rejected:
        return
    error = ZoneError if zones_only else HeadlineError
    subject = "The only entry was" if len(rejected) == 1 else f"All {len(rejected)} entries were"
    raise error(
        f"{subject} rejected: {_listed(rejected)}. Correct them and read again.",
        rejected=list(rejected),
    )


def _listed(rejected: Sequence[Rejected]) -> str:
    """List the first rejected entries, and count the others."""
    more = f"; and {len(rejected) - _SHOWN} more" if len(rejected) > _SHOWN else ""
    return "; ".join(_describe(row) for row in rejected[:_SHOWN]) + more


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by instant; those of one instant by text, then by whatever else tells them apart."""
    tied = rows["instant"].duplicated(keep=False)
    first = ["instant", "_text", "headline", "body", "raw_time"]
    others = sorted(set(rows.columns) - set(first))
    untied = rows[tied].sort_values(
        [*first, *others], key=lambda column: column.astype(str) if column.dtype == object else column
    )
    return pd.concat([rows[~tied], untied]).sort_values("instant", kind="stable")


def _describe(row: Rejected) -> str:
    """One rejected entry in a phrase."""
    text = row["text"] if len(row["text"]) <= 80 else row["text"][:79] + "…"
    return f"line {row['line']}, {text!r}: {row['reason']}"


def _stamp(instant: str) -> str:
    """Compact spelling of an ISO instant in nanoseconds, cut at the last unit that is not zero."""
    day, _, clock = instant.partition("T")
    hour, minute, second = clock.split(":")
    exact = re.sub(r"\.?0+$", "", second) if "." in second else second
    shown = "" if float(second) == 0 else exact.zfill(2) if "." not in exact else exact
    return f"{day}T{hour}{minute}{shown}Z"
