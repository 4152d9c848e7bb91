"""How the assets moved together."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the section on co-movement; None while findings hold no result on it.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    return None
