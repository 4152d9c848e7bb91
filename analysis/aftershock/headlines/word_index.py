"""The word index: which lines of a word list a text meets, without trying each on every text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

_HYPHENS = re.compile(r"[\s\-\u2010-\u2015\u2212_/]+")
_WORD = re.compile(r"\w+")
_Span = tuple[int, int, str]


class _Part(NamedTuple):
    """One word or phrase: its first word, whether that is a stem, and its pattern at word boundaries."""

    opening: str
    is_stem: bool
    pattern: re.Pattern[str]


class _Entry(NamedTuple):
    """One line of the list: the theme it makes, and its parts."""

    theme: str
    parts: tuple[_Part, ...]


class WordIndex(NamedTuple):
    """A compiled list: entries by their first word or stem, and what is taken out for each theme."""

    entries: tuple[_Entry, ...]
    words: Mapping[str, Sequence[int]]
    stems: Mapping[str, Sequence[int]]
    lengths: tuple[int, ...]
    excluded: Mapping[str, tuple[_Part, ...]]


def index_words(words: Mapping[str, Sequence[str]], excluded: Mapping[str, Sequence[str]]) -> WordIndex:
    """Compile a list of words, its lines in their order.

    Use it once before many texts are searched.

    Parameters
    ----------
    words : mapping of str to sequence of str
        Theme -> its lines.
    excluded : mapping of str to sequence of str
        Theme -> phrases taken out of the text before its lines are looked for.

    Returns
    -------
    WordIndex
        For `find_words`.

    Examples
    --------
    >>> find_words(index_words({"act": ["shell*"]}, {"act": []}), ["heavy shelling"])
    {'act': ['shelling']}
    """
    entries = tuple(
        _Entry(name, tuple(map(_part, line.split("+")))) for name, lines in words.items() for line in lines
    )
    by_opening: dict[bool, dict[str, list[int]]] = {True: {}, False: {}}
    for at, entry in enumerate(entries):
        first = entry.parts[0]
        by_opening[first.is_stem].setdefault(first.opening, []).append(at)
    return WordIndex(
        entries=entries,
        words=by_opening[False],
        stems=by_opening[True],
        lengths=tuple(sorted({len(stem) for stem in by_opening[True]})),
        excluded={name: tuple(map(_part, excluded.get(name, ()))) for name in words},
    )


def _part(word: str) -> _Part:
    """Compile one word or phrase; a star is any ending."""
    folded = fold_text(word).strip()
    opening = _WORD.match(folded)
    ending = re.escape(folded).replace(re.escape("*"), r"\w*")
    return _Part(
        opening=opening[0] if opening else "",
        is_stem=opening is None or folded[opening.end() :].startswith("*"),
        pattern=re.compile(rf"(?<!\w){ending}(?!\w)"),
    )


def fold_text(text: str) -> str:
    """Bring a text into the form in which words are looked for.

    Use it on texts and on the words of a list alike.

    Parameters
    ----------
    text : str
        As written.

    Returns
    -------
    str
        Lower case without accents, hyphens as spaces, quotation marks straight, single spaces.

    Examples
    --------
    >>> fold_text("Cease-Fire à Kyïv")
    'cease fire a kyiv'
    """
    plain = text
    if not text.isascii():
        plain = "".join(
            sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
        )
    return _HYPHENS.sub(" ", plain.casefold().replace("\u2019", "'"))


def find_words(index: WordIndex, texts: Sequence[str]) -> dict[str, list[str]]:
    """Find the themes of a headline, each with the words that make it.

    Use it on folded texts; a combination must be met within one of them.

    Parameters
    ----------
    index : WordIndex
        The list.
    texts : sequence of str
        Texts of one headline, from `fold_text`.

    Returns
    -------
    dict of str to list of str
        Themes in the order of the list; distinct words in the order in which they stand.

    Examples
    --------
    >>> index = index_words({"build_up": ["troop* + border*"]}, {})
    >>> find_words(index, ["the border, where troops wait"])
    {'build_up': ['troops + border']}
    """
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        by_theme: dict[str, list[_Entry]] = {}
        for at in sorted(_candidates(index, text)):
            by_theme.setdefault(index.entries[at].theme, []).append(index.entries[at])
        for name, entries in by_theme.items():
            spans = _outermost(_spans(entries, _without(text, index.excluded[name])))
            found.setdefault(name, {}).update(dict.fromkeys(words for _, _, words in spans))
    return {name: list(found[name]) for name in index.excluded if found.get(name)}


def _candidates(index: WordIndex, text: str) -> set[int]:
    """Entries whose first word, or stem, stands in the text."""
    found: set[int] = set(index.stems.get("", ()))
    for word in set(_WORD.findall(text)):
        found.update(index.words.get(word, ()))
        for length in index.lengths:
            found.update(index.stems.get(word[:length], ()))
    return found


def _without(text: str, excluded: Sequence[_Part]) -> str:
    """Text with phrases taken out."""
    for part in excluded:
        text = part.pattern.sub("|", text) if part.opening in text else text
    return text


def _spans(entries: Iterable[_Entry], text: str) -> Iterator[_Span]:
    """Every place in a text where an entry is met."""
    for entry in entries:
        if len(entry.parts) == 1:
            yield from (
                (match.start(), match.end(), match[0]) for match in entry.parts[0].pattern.finditer(text)
            )
        else:
            matches = [match for part in entry.parts if (match := part.pattern.search(text))]
            if len(matches) == len(entry.parts):
                start = min(match.start() for match in matches)
                yield start, start, " + ".join(match[0] for match in matches)


def _outermost(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Spans in the order of the text, without single words inside a longer phrase."""
    reached = -1
    for start, end, words in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start == end or end > reached:
            yield start, end, words
        reached = max(reached, end)
