"""The word index finds what trying every line on every text would find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from aftershock.headlines.word_index import find_words, fold_text, index_words

LINES = (
    "war",
    "war game*",
    "troop* + border",
    "un",
    "shell*",
    "*fire",
    "d'etat",
    "no fly zone",
    "border + un + war",
)
PIECES = [
    "war",
    "warm",
    "war game",
    "war-games",
    "troops",
    "border",
    "borders",
    "un",
    "shelling",
    "cease fire",
    "gunfire",
]
TEXTS = st.lists(st.sampled_from([*PIECES, "coup d'etat", "no-fly zone", ",", "."]), max_size=8).map(" ".join)


def is_met(line: str, text: str) -> bool:
    """Whether every part of a line stands in the text at word boundaries."""
    parts = [re.escape(fold_text(part).strip()).replace(r"\*", r"\w*") for part in line.split("+")]
    return all(re.search(rf"(?<!\w){part}(?!\w)", text) for part in parts)


@given(TEXTS)
def test_index_finds_the_lines_that_are_met(text: str) -> None:
    index = index_words({f"line_{at}": [line] for at, line in enumerate(LINES)}, {})
    folded = fold_text(text)
    expected = {f"line_{at}" for at, line in enumerate(LINES) if is_met(line, folded)}
    assert set(find_words(index, [folded])) == expected


def test_words_are_given_in_the_order_of_the_text() -> None:
    index = index_words({"act": ["attack*", "shelling"]}, {})
    assert find_words(index, ["shelling before the attack"]) == {"act": ["shelling", "attack"]}


def test_excluded_phrase_belongs_to_its_theme_alone() -> None:
    index = index_words({"act": ["attack"], "health": ["heart attack"]}, {"act": ["heart attack"]})
    assert find_words(index, ["heart attack"]) == {"health": ["heart attack"]}


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
