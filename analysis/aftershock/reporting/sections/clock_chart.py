"""The day on one clock: prices in panels, every headline marked, and the keyed list of the headlines."""

from aftershock.reporting.chart import draw_chart
from aftershock.reporting.drawing import chart_data, chart_table, largest_heading, price_chart
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Chart, Figure, KeyedList, Section


def build(findings: Findings) -> Section | None:
    """Build the chart of prices and headlines.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Section
    """
    chart = price_chart(findings)
    listed = KeyedList(chart.marks, chart.zone, chart.largest, largest_heading(chart))
    return Section("clock_chart", chart.title, (clock_figure(chart, simulated=findings.simulated), listed))


def clock_figure(chart: Chart, *, simulated: bool) -> Figure:
    """Make the figure of a chart of prices and headlines."""
    return Figure(
        name="clock_chart",
        title=chart.title,
        alt=chart.alt,
        draw=lambda width: draw_chart(chart, simulated=simulated, width=width),
        data=chart_data(chart),
        table=chart_table(chart),
    )
