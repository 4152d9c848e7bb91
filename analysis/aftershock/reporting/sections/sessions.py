"""Moves by session, in native units with their tests."""

from aftershock.reporting.findings import Findings
from aftershock.reporting.listings import session_table
from aftershock.reporting.page import Section


def build(findings: Findings) -> Section | None:
    """Build the table of sessions.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Section
    """
    table = session_table(findings)
    return Section("sessions", table.title, (table,))
