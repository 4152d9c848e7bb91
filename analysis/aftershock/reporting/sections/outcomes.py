"""The appendix: what became of every pair, the numbers behind the tables, and rows that could not be used."""

from dataclasses import replace

from aftershock.reporting import listings
from aftershock.reporting.events import listings as event_listings
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the appendix of a study of either kind; its tables are folded.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    if isinstance(findings, EventFindings):
        tables = event_listings.appendix_tables(findings)
    else:
        tables = listings.appendix_tables(findings)
    folded = tuple(replace(one, folded=True) for one in tables)
    return Section("outcomes", "Appendix: every pair and its outcome", folded)
