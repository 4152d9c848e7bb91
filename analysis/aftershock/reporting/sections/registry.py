"""Which builder makes which section, and the page they make together."""

from collections.abc import Callable, Mapping

from aftershock.reporting.events import narrative as event_narrative
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.narrative import lead_sentence
from aftershock.reporting.page import Page, Section
from aftershock.reporting.sections import (
    caveats,
    clock_chart,
    comovement,
    downloads,
    explorer,
    heatmap,
    methods,
    news_share,
    outcomes,
    paths,
    planted,
    provenance,
    sessions,
    tests,
    themes,
    top_moves,
    verdict,
)
from aftershock.typing import SectionName

AnyFindings = Findings | EventFindings
BUILDERS: Mapping[SectionName, Callable[..., Section | None]] = {
    "verdict": verdict.build,
    "clock_chart": clock_chart.build,
    "explorer": explorer.build,
    "heatmap": heatmap.build,
    "paths": paths.build,
    "planted": planted.build,
    "sessions": sessions.build,
    "tests": tests.build,
    "top_moves": top_moves.build,
    "comovement": comovement.build,
    "news_share": news_share.build,
    "themes": themes.build,
    "caveats": caveats.build,
    "methods": methods.build,
    "provenance": provenance.build,
    "outcomes": outcomes.build,
    "downloads": downloads.build,
}
"""One builder a section: from findings to the section, or None where there is nothing to show."""
IN_STRIP = 3
EVENTS_BANNER = "Prices on this page were drawn by a computer, events are fictional. Nothing here happened."
EVENTS_REMINDER = "A move around a listed day need not come from its event"


def build_sections(findings: AnyFindings) -> tuple[Section, ...]:
    """Build the sections that a study asks for, in its order; one with nothing to show is left out.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    tuple of Section
    """
    built = (BUILDERS[name](findings) for name in findings.study.section_names)
    return tuple(section for section in built if section is not None)


def compose_page(findings: AnyFindings) -> Page:
    """Compose the page of a study of either kind.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Page
    """
    study, sections = findings.study.study, build_sections(findings)
    strip = provenance.lines(findings)[:IN_STRIP]
    if isinstance(findings, EventFindings):
        return Page(
            title=study.title,
            question=study.question,
            lead=event_narrative.lead_sentence(findings),
            sections=sections,
            simulated=findings.simulated,
            strip=strip,
            reminder=EVENTS_REMINDER,
            banner=EVENTS_BANNER,
        )
    return Page(
        title=study.title,
        question=study.question,
        lead=lead_sentence(findings),
        sections=sections,
        simulated=findings.simulated,
        strip=strip,
    )
