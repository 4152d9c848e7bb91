"""A study of headlines that try to be more than text, built end to end: the page and the results hold them as text."""

import csv
import json
from pathlib import Path

import pytest
from lxml import html as markup

from aftershock.reporting.explorer.script import explorer_script

from ..hostile import HOSTILE, QUESTION, TITLE

CLIPPED = 600
"""Characters of a headline that the explorer is given."""


def printed(text: str) -> str:
    """Write a text as a page does: no control characters, white space as single spaces."""
    return " ".join(text.replace("\x1b", "").replace("\x07", "").split())


def clipped(text: str) -> str:
    return text if len(text) <= CLIPPED else text[: CLIPPED - 1] + "…"


@pytest.fixture(scope="module")
def text(hostile_report: Path) -> str:
    return (hostile_report / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def document(text: str) -> markup.HtmlElement:
    return markup.document_fromstring(text)


@pytest.fixture(scope="module")
def cells(hostile_report: Path) -> set[str]:
    with (hostile_report / "results.csv").open(encoding="utf-8", newline="") as opened:
        return {cell for row in csv.DictReader(opened) for cell in row.values()}


def told(elements: list[markup.HtmlElement]) -> set[str]:
    return {" ".join(str(one.text_content()).split()) for one in elements}


def test_every_headline_is_on_the_page_as_it_is(document: markup.HtmlElement) -> None:
    assert {printed(headline) for headline in HOSTILE} <= told(document.find_class("headline"))


def test_title_and_question_are_on_the_page_as_they_are(document: markup.HtmlElement) -> None:
    assert document.findtext(".//h1") == TITLE
    assert told(document.find_class("question")) == {printed(QUESTION)}
    assert document.findtext(".//title") == f"SIMULATED: {printed(TITLE)}"


def test_no_element_is_made_of_a_headline(document: markup.HtmlElement) -> None:
    assert [one for name in ("img", "iframe", "form", "textarea") for one in document.iter(name)] == []
    attributes = [item for element in document.iter() for item in element.attrib.items()]
    assert [name for name, _ in attributes if name.startswith("on")] == []
    assert [value for _, value in attributes if value.lower().lstrip().startswith("javascript:")] == []


def test_no_script_is_made_of_a_headline(document: markup.HtmlElement) -> None:
    _, script = document.iter("script")
    assert script.text == explorer_script()


def test_the_explorer_is_given_every_headline_as_it_is(document: markup.HtmlElement) -> None:
    data, _ = document.iter("script")
    given = {headline for _, _, headline, _ in json.loads(data.text)["headlines"]}
    assert given == {clipped(printed(headline)) for headline in HOSTILE}


def test_no_control_character_is_on_the_page(text: str) -> None:
    assert {character for character in text if ord(character) < 32} <= {"\n", "\t"}


def test_results_keep_every_headline_whole(hostile_report: Path) -> None:
    results = json.loads((hostile_report / "results.json").read_bytes())["results"]
    assert {row["headline"] for row in results} == set(HOSTILE)


def test_no_cell_of_the_results_is_a_formula(cells: set[str]) -> None:
    formulas = {headline for headline in HOSTILE if headline[0] in "=+@"}
    assert {f"'{headline}" for headline in formulas} <= cells
    assert [cell for cell in cells if cell[:1] in {"=", "@", "\t"}] == []
