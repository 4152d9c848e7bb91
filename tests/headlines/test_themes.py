"""Themes: words at their boundaries, combinations, exceptions, signs, and what a word list cannot do."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.errors import HeadlineError
from aftershock.headlines.themes import WORD_LIST, Theme, assign_themes, read_themes

THEMES = {
    "war_threat",
    "peace_effort",
    "build_up",
    "nuclear",
    "terror",
    "start_of_war",
    "escalation",
    "act",
    "sanctions",
    "energy_supply",
}


def heads(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"headline": list(texts)})


def themes_of(text: str) -> set[str]:
    return set(assign_themes(heads(text))["themes"].iloc[0].split())


def escalation_of(text: str) -> int:
    return int(assign_themes(heads(text))["escalation"].iloc[0])


def words_of(text: str, *words: str, excluded: tuple[str, ...] = ()) -> str:
    """Words found by a list of one theme."""
    own = {"own": Theme(words=words, excluded=excluded)}
    return str(assign_themes(heads(text), words=own)["theme_words"].iloc[0]).removeprefix("own: ")


def test_the_list_holds_the_themes_that_are_promised() -> None:
    assert set(read_themes()) == THEMES


@pytest.mark.parametrize("name", sorted(THEMES))
def test_every_theme_says_what_it_is_about(name: str) -> None:
    assert read_themes()[name].about


@pytest.mark.parametrize("name", sorted(THEMES))
def test_no_word_of_a_theme_is_listed_twice(name: str) -> None:
    words = read_themes()[name].words
    assert len(set(words)) == len(words)


def test_only_peace_efforts_calm() -> None:
    assert [name for name, theme in read_themes().items() if theme.escalation == -1] == ["peace_effort"]


def test_sanctions_and_energy_have_no_sign() -> None:
    unsigned = {name for name, theme in read_themes().items() if theme.escalation == 0}
    assert unsigned == {"sanctions", "energy_supply"}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("President warns that an invasion could begin within days", "war_threat"),
        ("Envoys agree to meet in Geneva next week", "peace_effort"),
        ("Satellite pictures show more troops near the border", "build_up"),
        ("Kremlin puts nuclear forces on alert", "nuclear"),
        ("Suicide bomber strikes in the capital", "terror"),
        ("Army invades its neighbour at dawn", "start_of_war"),
        ("Talks in Vienna collapse", "escalation"),
        ("Shelling heard across the Donbas", "act"),
        ("Union prepares sanctions against banks", "sanctions"),
        ("Gas flows through the pipeline are halved", "energy_supply"),
    ],
)
def test_plain_headline_has_its_theme(text: str, theme: str) -> None:
    assert theme in themes_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Central bank leaves interest rates unchanged",
        "Shell reports record profit",
        "Bombshell report shakes the cabinet",
        "Minister recovers from heart attack",
        "Trade war fears weigh on shares",
        "Author wins Nobel peace prize",
    ],
)
def test_other_news_has_no_theme(text: str) -> None:
    assert themes_of(text) == set()


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Truce agreed", -1),
        ("Shelling resumes", 1),
        ("Truce ends in shelling", 0),
        ("Sanctions announced", 0),
        ("Sanctions announced after shelling", 1),
        ("Rates unchanged", 0),
    ],
)
def test_escalation_is_the_sign_that_all_signed_themes_share(text: str, sign: int) -> None:
    assert escalation_of(text) == sign


@pytest.mark.parametrize(
    "text", ["De-escalation is possible", "Leaders deescalate", "De\u2011escalation is possible"]
)
def test_de_escalation_does_not_escalate(text: str) -> None:
    assert escalation_of(text) == -1


def test_words_that_made_a_theme_are_shown() -> None:
    found = assign_themes(heads("Embargo follows the shelling"))["theme_words"].iloc[0]
    assert found == "act: shelling; sanctions: embargo"


def test_words_are_found_only_at_their_boundaries() -> None:
    assert words_of("Warehouse of the reward", "war") == ""


def test_star_stands_for_any_ending() -> None:
    assert words_of("Missiles and a missile", "missile*") == "missiles, missile"


def test_plus_asks_for_all_parts_in_any_order() -> None:
    assert words_of("The border, where troops wait", "troop* + border*") == "troops + border"


def test_plus_is_not_met_by_one_part() -> None:
    assert words_of("The border is quiet", "troop* + border*") == ""


@pytest.mark.parametrize(
    "text", ["CEASE-FIRE holds", "Cease fire holds", "Ce\u0301ase fire holds", "C\u00e9ase\u00a0fire"]
)
def test_case_accents_and_hyphens_do_not_matter(text: str) -> None:
    assert words_of(text, "cease fire") == "cease fire"


def test_accents_of_the_list_do_not_matter() -> None:
    assert words_of("Coup d'etat feared", "coup d\u2019\u00e9tat") == "coup d'etat"


def test_excluded_phrase_is_taken_out_first() -> None:
    assert words_of("Heart attack after the attack", "attack", excluded=("heart attack",)) == "attack"


def test_word_inside_a_longer_phrase_is_shown_once() -> None:
    assert words_of("Oil tanker seized", "tanker", "oil tanker") == "oil tanker"


def test_themes_come_in_the_order_of_the_list() -> None:
    assert assign_themes(heads("Embargo follows the shelling"))["themes"].iloc[0] == "act sanctions"


def test_other_columns_can_be_searched() -> None:
    frame = heads("Night report").assign(body="Shelling went on")
    assert assign_themes(frame, columns=("headline", "body"))["themes"].iloc[0] == "act"


def test_missing_text_has_no_theme() -> None:
    frame = pd.DataFrame({"headline": ["Shelling", None]})
    assert assign_themes(frame)["themes"].tolist() == ["act", ""]


@pytest.mark.parametrize(
    ("given", "expected"), [("-1", -1), ("+1", 1), ("\u22121", -1), (0, 0), (1.0, 1), ("", 1), (None, 1)]
)
def test_escalation_of_the_source_comes_first(given: object, expected: int) -> None:
    frame = heads("Shelling resumes").assign(escalation=[given])
    assert assign_themes(frame)["escalation"].tolist() == [expected]


def test_escalation_that_is_no_sign_is_refused_with_its_row() -> None:
    with pytest.raises(HeadlineError, match="first 'up' in 0") as caught:
        assign_themes(heads("Shelling").assign(escalation="up"))
    assert caught.value.data["wrong"] == {"0": "up"}


def test_assigning_twice_changes_nothing() -> None:
    once = assign_themes(heads("Shelling", "Truce"))
    pd.testing.assert_frame_equal(assign_themes(once), once)


def test_frame_that_was_passed_is_left_alone() -> None:
    frame = heads("Shelling")
    assign_themes(frame)
    assert list(frame.columns) == ["headline"]


def test_provenance_is_kept_and_names_the_list() -> None:
    frame = heads("Shelling")
    frame.attrs = {"origin": "page.txt"}
    assert assign_themes(frame).attrs == {"origin": "page.txt", "theme_list": "the package's own list"}


def test_no_headlines_have_no_themes() -> None:
    assert assign_themes(heads()).columns.tolist() == ["headline", "themes", "theme_words", "escalation"]


def test_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(HeadlineError, match="'body'; the frame holds headline"):
        assign_themes(heads("Talks"), columns=("body",))


def test_list_can_be_copied_and_edited(tmp_path: Path) -> None:
    own = tmp_path / "words.toml"
    own.write_text(
        WORD_LIST.read_text(encoding="utf-8") + '\n[markets]\nwords = ["share* + fall*"]\n', encoding="utf-8"
    )
    found = assign_themes(heads("Shares fall as shelling resumes"), words=own)
    assert found["themes"].tolist() == ["act markets"]
    assert found.attrs["theme_list"] == "words.toml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[act]\nwords = 'war'\n", "theme 'act' holds words"),
        ("[act]\nwords = ['war']\nexcept = 'star war'\n", "theme 'act' holds words, except"),
        ("[act]\nword = ['war']\n", "theme 'act' holds word;"),
        ("[act]\nwords = []\n", "theme 'act': a theme has no words"),
        ("[act]\nwords = ['war + ']\n", "holds nothing to look for"),
        ("[act]\nwords = [3]\n", "holds nothing to look for"),
        ("[act]\nwords = ['war']\nescalation = 2\n", "escalation is 2; allowed"),
        ("['Two words']\nwords = ['war']\n", "names are lower-case"),
        ("act = 3\n", "theme 'act' holds int"),
        ("", "holds no themes"),
        ("[act", "cannot be read as a list"),
    ],
)
def test_malformed_list_is_refused_and_says_why(tmp_path: Path, text: str, message: str) -> None:
    own = tmp_path / "words.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(HeadlineError, match=message):
        read_themes(own)


def test_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadlineError, match="cannot be read"):
        read_themes(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "text",
    [
        "No attack took place",
        "Ministry denies the shelling",
        "A year after the invasion: army invades a film set",
    ],
)
def test_negation_and_memory_match_like_their_opposites(text: str) -> None:
    """The limit of a word list, as documented; a column ``escalation`` overrules it."""
    assert escalation_of(text) == 1


@given(st.lists(st.text(max_size=60), max_size=5))
def test_order_of_the_headlines_changes_no_theme(texts: list[str]) -> None:
    forward = assign_themes(heads(*texts))
    backward = assign_themes(heads(*texts[::-1]))
    assert forward["themes"].tolist() == backward["themes"].tolist()[::-1]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert escalation_of(text) in {-1, 0, 1}
