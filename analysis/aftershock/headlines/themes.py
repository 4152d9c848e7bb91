"""Themes: what a headline is about, by a word list that anyone can read and edit."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aftershock.errors import HeadlineError
from aftershock.headlines.word_index import find_words, fold_text, index_words

WORD_LIST = Path(__file__).with_name("themes.toml")
"""The package's own list."""

_KEYS = {"about", "escalation", "words", "except"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SIGNS = {"-1": -1, "0": 0, "1": 1, "+1": 1, "-1.0": -1, "0.0": 0, "1.0": 1, "-0.0": 0}


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: what it is about, which words make it and whether it escalates.

    Use it in a mapping from names to themes where a file is not wanted.

    Parameters
    ----------
    words : tuple of str
        Words and phrases. A star ends a stem ("missile*"); a plus asks for all parts, in any order,
        anywhere in the text ("threat* + war"). Case, accents and hyphens do not matter.
    escalation : {-1, 0, 1}
        Whether it calms, says nothing, or escalates.
    excluded : tuple of str
        Phrases taken out of the text before the words are looked for.
    about : str
        What the theme covers.

    Raises
    ------
    HeadlineError
        If there are no words, a word is empty, or the sign is none.

    Examples
    --------
    >>> Theme(words=("export ban*",)).escalation
    0
    """

    words: tuple[str, ...]
    escalation: int = 0
    excluded: tuple[str, ...] = ()
    about: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be matched."""
        if not self.words:
            raise HeadlineError("a theme has no words; give at least one.")
        if self.escalation not in (-1, 0, 1):
            raise HeadlineError(
                f"escalation is {self.escalation!r}; allowed are -1, 0 and 1.", escalation=self.escalation
            )
        for entry in (*self.words, *self.excluded):
            if not isinstance(entry, str) or not all(
                fold_text(part).strip(" *") for part in entry.split("+")
            ):
                raise HeadlineError(f"the word {entry!r} holds nothing to look for.", word=entry)


def assign_themes(
    heads: pd.DataFrame,
    *,
    words: str | os.PathLike[str] | Mapping[str, Theme] | None = None,
    columns: Sequence[str] = ("headline",),
) -> pd.DataFrame:
    """Say what each headline is about, which words say so, and whether it escalates.

    Use it to group, count or choose headlines. Words are matched, not understood: "no invasion is
    planned", "denies the attack" and "a year after the ceasefire" match like their opposites. Read
    ``theme_words``, and overrule by a column ``escalation`` in the source.

    Parameters
    ----------
    heads : pandas.DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`. Where it has a column
        ``escalation`` (-1, 0 or 1; empty or missing for no opinion), that comes first.
    words : path or mapping of str to Theme, optional
        Another list: a TOML file like the package's, or themes by name. The package's own if omitted.
    columns : sequence of str
        Columns whose text is searched; a combination must be met within one of them.

    Returns
    -------
    pandas.DataFrame
        A copy with ``themes`` (space-separated names in the order of the list, "" for none),
        ``theme_words`` ("act: shelling, killed; sanctions: embargo") and ``escalation`` (int64: the
        sign shared by all signed themes of the headline; 0 where there are none or they disagree).
        ``attrs["theme_list"]`` names the list. Missing texts count as empty.

    Raises
    ------
    HeadlineError
        If a column is missing, the list cannot be used, or a given escalation is not -1, 0 or 1.

    Examples
    --------
    >>> heads = pd.DataFrame({"headline": ["Shelling kills two", "Truce agreed", "Truce ends in shelling"]})
    >>> assign_themes(heads)[["themes", "escalation"]].values.tolist()
    [['act', 1], ['peace_effort', -1], ['peace_effort act', 0]]
    """
    themes = dict(words) if isinstance(words, Mapping) else read_themes(words)
    _require(heads, columns)
    index = index_words(
        {name: theme.words for name, theme in themes.items()},
        {name: theme.excluded for name, theme in themes.items()},
    )
    texts = [
        [fold_text(text) for text in row if isinstance(text, str)] for row in heads[list(columns)].to_numpy()
    ]
    found = [find_words(index, row) for row in texts]
    signs = pd.Series(
        [_sign([themes[name].escalation for name in row]) for row in found], heads.index, dtype="int64"
    )
    result = heads.assign(
        themes=pd.Series([" ".join(row) for row in found], heads.index, dtype="str"),
        theme_words=pd.Series([_shown(row) for row in found], heads.index, dtype="str"),
        escalation=_overruled(heads, signs),
    )
    result.attrs = heads.attrs | {"theme_list": _list_name(words)}
    return result


def read_themes(path: str | os.PathLike[str] | None = None) -> dict[str, Theme]:
    """Read a list of themes from a TOML file.

    Use it to look at the package's list, or to check one of your own.

    Parameters
    ----------
    path : path, optional
        One table a theme, with ``words`` and, if wanted, ``about``, ``escalation`` and ``except``. The
        package's own list if omitted.

    Returns
    -------
    dict of str to Theme
        In the order of the file.

    Raises
    ------
    HeadlineError
        If the file cannot be read, or a theme is malformed; the theme is named.

    Examples
    --------
    >>> list(read_themes())[:3]
    ['war_threat', 'peace_effort', 'build_up']
    """
    file = WORD_LIST if path is None else Path(path)
    try:
        tables = tomllib.loads(file.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise HeadlineError(f"{file} cannot be read as a list of themes: {error}.", path=str(file)) from error
    if not tables:
        raise HeadlineError(f"{file} holds no themes; write [name] and words = [...].", path=str(file))
    return {name: _theme(name, table) for name, table in tables.items()}


def _theme(name: str, table: Any) -> Theme:
    """Theme of one table of the file."""
    if not _NAME.fullmatch(name):
        raise HeadlineError(f"theme {name!r}: names are lower-case words joined by underscores.", theme=name)
    if not _is_theme(table):
        given = ", ".join(table) if isinstance(table, dict) else type(table).__name__
        raise HeadlineError(
            f"theme {name!r} holds {given or 'nothing'}; allowed are words (a list, required), about, escalation "
            "and except (a list).",
            theme=name,
        )
    try:
        return Theme(
            words=tuple(table["words"]),
            escalation=table.get("escalation", 0),
            excluded=tuple(table.get("except", ())),
            about=str(table.get("about", "")),
        )
    except HeadlineError as error:
        raise HeadlineError(f"theme {name!r}: {error}", theme=name, **error.data) from error


def _is_theme(table: Any) -> bool:
    """Whether a table of the file has the keys of a theme, and lists where lists belong."""
    if not isinstance(table, dict) or not set(table) <= _KEYS:
        return False
    return isinstance(table.get("words"), list) and isinstance(table.get("except", []), list)


def _sign(signs: Sequence[int]) -> int:
    """Sign shared by all that are not 0; 0 if there are none or they disagree."""
    signed = {sign for sign in signs if sign}
    return signed.pop() if len(signed) == 1 else 0


def _shown(found: Mapping[str, Sequence[str]]) -> str:
    """Spell the words of each theme."""
    return "; ".join(f"{name}: {', '.join(hits)}" for name, hits in found.items())


def _overruled(heads: pd.DataFrame, signs: "pd.Series[int]") -> "pd.Series[int]":
    """Signs, with those that the frame already states put first."""
    if "escalation" not in heads:
        return signs
    given = [
        "" if pd.isna(value) else str(value).strip().replace("\u2212", "-") for value in heads["escalation"]
    ]
    if wrong := {
        str(label): text for label, text in zip(heads.index, given, strict=True) if text not in {"", *_SIGNS}
    }:
        first, text = next(iter(wrong.items()))
        raise HeadlineError(
            f"escalation holds {len(wrong)} values other than -1, 0 and 1, first {text!r} in {first}. Correct them, or "
            "leave them empty.",
            wrong=wrong,
        )
    chosen = [_SIGNS.get(text, sign) for text, sign in zip(given, signs, strict=True)]
    return pd.Series(chosen, heads.index, dtype="int64")


def _require(heads: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a frame that lacks a column to be searched."""
    if missing := [name for name in columns if name not in heads]:
        raise HeadlineError(
            f"columns names {', '.join(map(repr, missing))}; the frame holds {', '.join(map(str, heads.columns))}.",
            missing=missing,
        )


def _list_name(words: Any) -> str:
    """Name the list for the record."""
    if words is None:
        return "the package's own list"
    return "themes passed as a mapping" if isinstance(words, Mapping) else Path(words).name
