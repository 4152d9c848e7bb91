"""Mean paths in event time, with pointwise bands: around dated events."""

import pandas as pd

from aftershock.reporting.events.chart import draw_path_chart
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.listings import path_table
from aftershock.reporting.events.paths import path_chart
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Figure, PathChart, Section, Table


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the chart of mean paths; None where there are none.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    if not isinstance(findings, EventFindings):
        return None
    chart, table = path_chart(findings), path_table(findings)
    figure = path_figure(chart, simulated=findings.simulated, data=findings.paths, table=table)
    return Section("paths", chart.title, (figure,))


def path_figure(chart: PathChart, *, simulated: bool, data: pd.DataFrame, table: Table | None) -> Figure:
    """Make the figure of a chart of mean paths."""
    return Figure(
        name="paths",
        title=chart.title,
        alt=chart.alt,
        draw=lambda width: draw_path_chart(chart, simulated=simulated, width=width),
        data=data,
        table=table,
    )
