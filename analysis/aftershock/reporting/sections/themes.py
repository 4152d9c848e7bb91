"""What the headlines are about, along the clock."""

from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Section


def build(findings: Findings) -> Section | None:
    """Build the timeline of themes; None where no headline has one.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    return None
