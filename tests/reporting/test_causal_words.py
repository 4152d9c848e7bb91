"""No sentence of any page says that a headline or an event moved a market; only those who are quoted may."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aftershock.reporting.findings import Findings
from aftershock.reporting.html import render_page
from aftershock.reporting.sections import compose_page
from aftershock.reporting.studyfile import read_study

CausalClaims = Callable[..., list[str]]
REPORTS = Path(__file__).resolve().parents[2] / "reports"
GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def test_embedded_study(demo: Findings, claims_of_page: CausalClaims) -> None:
    study = demo.study.study
    quoted = [*demo.heads["headline"], study.title, study.question]
    assert claims_of_page(render_page(compose_page(demo)), quoted=quoted) == []


def test_real_studies_are_these_each_held_to_the_list_in_the_tests_of_its_own() -> None:
    studies = {path.parent.name: read_study(path) for path in REPORTS.glob("*/study.toml")}
    real = {name for name, study in studies.items() if not study.fictional}
    assert real == {"geopolitical-2010s", "ukraine-2022", "ukraine-war-2022"}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_sentences_kept_to_the_letter(path: Path, causal_claims: CausalClaims) -> None:
    assert causal_claims(path.read_text(encoding="utf-8").splitlines()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Gold rose because of the talks.",
        "The closure triggered a fall.",
        "The news sent oil higher.",
        "Stocks fell in response to the speech.",
        "Yields were driven down by the raid.",
        "Oil jumped on the back of the raid.",
        "The speech hit stocks.",
        "The raid lifted gold.",
        "Markets reacted to the speech.",
        "The news moved markets.",
    ],
)
def test_list_knows_the_usual_claims(text: str, causal_claims: CausalClaims) -> None:
    assert len(causal_claims([text])) == 1


def test_quotes_are_left_out_whole_or_cut_and_nothing_else_is(causal_claims: CausalClaims) -> None:
    headline = "Raid sends oil higher as talks fail"
    printed = [headline, "No. 3: Raid sends oil higher as talks fail.", "Raid sends oil…"]
    assert causal_claims(printed, quoted=[headline]) == []
    assert causal_claims(["Raid sends gold lower"], quoted=[headline]) == ["Raid sends gold lower"]


def test_what_is_only_said_not_to_be_a_cause_stands(causal_claims: CausalClaims) -> None:
    assert (
        causal_claims(["Timing is not cause: a move need not be a reaction, because other news comes too."])
        == []
    )
