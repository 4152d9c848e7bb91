"""The tests of mean moves over dated events: the one that decides, others beside it, differences of groups."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.listings import tables_of_tests
from aftershock.reporting.page import Section


def build(findings: EventFindings) -> Section | None:
    """Build the tables of tests.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    tables = tables_of_tests(findings)
    return Section("tests", tables[0].title, tables)
