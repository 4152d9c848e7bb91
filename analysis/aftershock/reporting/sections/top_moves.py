"""The largest moves: of headlines in clock time, or of dated events."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.largest import largest_events
from aftershock.reporting.findings import Findings
from aftershock.reporting.largest import TITLE, largest_table, largest_words
from aftershock.reporting.page import Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the table of the largest moves; None for headlines without a study in clock time.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    if isinstance(findings, EventFindings):
        table = largest_events(findings)
        return Section("top_moves", table.title, (table,))
    if findings.reactions is None:
        return None
    words = largest_words(findings)
    return Section("top_moves", TITLE, (largest_table(findings),), words=(words,) if words else ())
