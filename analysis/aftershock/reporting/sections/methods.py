"""How it was measured: notes generated from the settings, with formulas and references."""

from aftershock.reporting import methods
from aftershock.reporting.events import methods as event_methods
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Notes, Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the notes on method of a study of either kind.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    if isinstance(findings, EventFindings):
        notes = event_methods.method_notes(findings, seed=findings.study.study.seed)
    else:
        notes = methods.method_notes(findings)
    return Section("methods", "How it was measured", (Notes(notes),))
