"""Mean paths in event time, with pointwise bands: around dated events, or headlines on many days."""

import pandas as pd

from aftershock.reactions import ReactionResults
from aftershock.reporting.events.chart import draw_path_chart
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.listings import path_table
from aftershock.reporting.events.paths import path_chart
from aftershock.reporting.findings import Findings
from aftershock.reporting.mean_paths import (
    STEPS,
    TITLE,
    mean_path_chart,
    mean_path_table,
    too_few_text,
)
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
        return None if findings.reactions is None else headline_paths(findings, findings.reactions)
    chart, table = path_chart(findings), path_table(findings)
    figure = path_figure(chart, simulated=findings.simulated, data=findings.paths, table=table)
    return Section("paths", chart.title, (figure,))


def headline_paths(findings: Findings, reactions: ReactionResults) -> Section | None:
    """Build the chart around headlines; where days are too few, a sentence if it was asked for by name."""
    paths = reactions.mean_path(steps=STEPS)
    if paths["estimate"].isna().all():
        asked = findings.study.report.sections is not None
        return Section("paths", TITLE, (), words=(too_few_text(paths),)) if asked else None
    chart, table = mean_path_chart(findings, paths), mean_path_table(findings, paths)
    return Section(
        "paths",
        chart.title,
        (path_figure(chart, simulated=findings.simulated, data=paths, table=table),),
    )


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
