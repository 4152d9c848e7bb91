"""Provenance: what went in, what was assumed, what was dropped, with which settings."""

from aftershock.reporting import sources
from aftershock.reporting.events import sources as event_sources
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Facts, Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the provenance of a study of either kind.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    return Section("provenance", "Provenance", (Facts(lines(findings)),))


def lines(findings: Findings | EventFindings) -> tuple[tuple[str, str], ...]:
    """List the lines of provenance; the first three serve as the summary near the top."""
    if isinstance(findings, EventFindings):
        return event_sources.provenance(findings.study, findings)
    return sources.provenance(findings.study, findings)
