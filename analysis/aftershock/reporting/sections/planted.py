"""What was planted in a simulated study, beside what was found."""

from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Section
from aftershock.reporting.planted import planted_table


def build(findings: Findings) -> Section | None:
    """Build the table of planted reactions; None where nothing was planted.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    if findings.planted is None:
        return None
    table = planted_table(findings, findings.planted)
    return Section("planted", table.title, (table,))
