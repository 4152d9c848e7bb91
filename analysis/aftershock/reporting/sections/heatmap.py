"""The heatmaps: standardized moves of headlines, sessions or events by asset."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.grid import event_heatmap
from aftershock.reporting.findings import Findings
from aftershock.reporting.grids import heatmaps, ordered_windows
from aftershock.reporting.listings import move_table
from aftershock.reporting.page import Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the heatmaps of a study of either kind; a study in clock time gets its first window in native units too.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    if isinstance(findings, EventFindings):
        grid = event_heatmap(findings)
        return Section("heatmap", grid.title, (grid,))
    sessions, *windows = heatmaps(findings)
    if findings.reactions is None:
        return Section("heatmap", sessions.title, (sessions,))
    native = move_table(findings, ordered_windows(findings)[0])
    return Section("heatmap", "How large each move was against the usual", (sessions, *windows, native))
