"""The files beside the page."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Downloads, Section

FILES = (
    ("results.csv", "every number of this page, one row a measure, missing is empty"),
    ("results.json", "the same with the meaning of every column"),
    ("results.parquet", "the same, typed, for pandas, R or DuckDB"),
    ("summary.json", "the study in a few lines, from which a page of several studies is made"),
    ("manifest.json", "inputs, settings and outputs with their checksums"),
)


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the list of files that every report has.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed; the files are the same for all.

    Returns
    -------
    Section
    """
    return Section("downloads", "Files beside this page", (Downloads(FILES),))
