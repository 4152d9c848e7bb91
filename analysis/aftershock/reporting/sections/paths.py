"""Mean paths in event time, with pointwise bands: around dated events, or headlines on many days."""

import pandas as pd

from aftershock.reactions import ReactionResults
from aftershock.reporting.events.chart import draw_path_chart
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.listings import path_table
from aftershock.reporting.events.paths import path_chart
from aftershock.reporting.findings import Findings
from aftershock.reporting.mean_paths import (
    FEW_HEADLINES,
    STEPS,
    TITLE,
    mean_path_chart,
    mean_path_table,
    single_path_table,
    single_rows,
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
    """Build the chart around headlines: their mean, each alone where they are few, or a word why there is neither."""
    paths = reactions.mean_path(steps=STEPS)
    singles, few = few_paths(reactions, paths), paths["estimate"].isna().all()
    words = (too_few_text(paths),) if few else ()
    if few and singles is None:
        return Section("paths", TITLE, (), words=words)
    chart = mean_path_chart(findings, paths, singles)
    if few and singles is not None:
        table, data = single_path_table(findings, singles), singles
    else:
        table, data = mean_path_table(findings, paths), paths
    figure = path_figure(chart, simulated=findings.simulated, data=data, table=table)
    return Section("paths", chart.title, (figure,), words=words)


def few_paths(reactions: ReactionResults, paths: pd.DataFrame) -> pd.DataFrame | None:
    """Take the path of each headline where they are few enough to be told apart on a chart."""
    if not 0 < int(paths["n_headlines"].max()) < FEW_HEADLINES:
        return None
    return single_rows(reactions)


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
