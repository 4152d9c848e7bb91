"""The explorer: every headline with every market around it, for readers whose browser runs scripts."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.explorer.payload import explorer_payload
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Explorer, Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the explorer; None without a study in clock time, for there is nothing to zoom into.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    payload = "" if isinstance(findings, EventFindings) else explorer_payload(findings)
    return Section("explorer", "Pick a headline", (Explorer(payload),)) if payload else None
