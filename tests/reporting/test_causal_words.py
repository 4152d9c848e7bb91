"""No sentence of any page says that a headline or an event moved a market; only those who are quoted may."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html

from aftershock.reporting.build import find
from aftershock.reporting.events.report import find_events
from aftershock.reporting.findings import Findings
from aftershock.reporting.html import render_page
from aftershock.reporting.sections.registry import AnyFindings, compose_page
from aftershock.reporting.studyfile import read_study

CausalClaims = Callable[..., list[str]]
REPORTS = Path(__file__).resolve().parents[2] / "reports"


def texts_of(findings: AnyFindings) -> Iterator[str]:
    """All texts of a page: what is read, what is read aloud, and what the explorer is given to say."""
    page = html.document_fromstring(render_page(compose_page(findings)))
    yield from page.xpath("//text()[not(ancestor::script or ancestor::style)]")
    yield from page.xpath("//@alt | //@title | //@aria-label | //@content")
    for payload in page.xpath("//script[@id='explorer-data']/text()"):
        told = json.loads(payload)
        yield from (told["caption"], told["legend"], *told["windows"])
        yield from (str(move) for columns in told["cells"] for move in columns["move"])


def quoted_in(findings: AnyFindings) -> list[str]:
    """What others wrote: headlines or names of events, the title and the question."""
    listed = findings.heads["headline"] if isinstance(findings, Findings) else findings.events["name"]
    return [*map(str, listed), findings.study.study.title, findings.study.study.question]


def test_embedded_study(demo: Findings, causal_claims: CausalClaims) -> None:
    assert causal_claims(texts_of(demo), quoted=quoted_in(demo)) == []


@pytest.mark.kit
@pytest.mark.parametrize("name", sorted(path.parent.name for path in REPORTS.glob("*/study.toml")))
def test_real_studies(name: str, kit: dict[str, Path], causal_claims: CausalClaims) -> None:
    folder = REPORTS / name
    spec = read_study(folder / "study.toml")
    if spec.fictional:
        pytest.skip("simulated: tested without the kit")
    found = (find if spec.events is None else find_events)(spec, folder, kit["source"], lambda _: None)
    assert causal_claims(texts_of(found), quoted=quoted_in(found)) == []


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
    assert (
        causal_claims(
            [headline, "No. 3: Raid sends oil higher as talks fail.", "Raid sends oil…"], quoted=[headline]
        )
        == []
    )
    assert causal_claims(["Raid sends gold lower"], quoted=[headline]) == ["Raid sends gold lower"]


def test_what_is_only_said_not_to_be_a_cause_stands(causal_claims: CausalClaims) -> None:
    assert (
        causal_claims(["Timing is not cause: a move need not be a reaction, because other news comes too."])
        == []
    )
