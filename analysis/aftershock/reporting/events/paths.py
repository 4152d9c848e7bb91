"""What goes on the chart of mean paths: one panel an asset, the groups or the whole list in each."""

import pandas as pd

from aftershock.markets import Asset, shown
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.measures import WHOLE, as_array
from aftershock.reporting.events.wording import group_text, mean_decimals, window_text
from aftershock.reporting.page import MeanPath, PathChart, PathPanel
from aftershock.reporting.wording import in_sentence, joined
from aftershock.study.windows import Window

TITLE = "Mean path around the listed days"


def path_chart(findings: EventFindings) -> PathChart:
    """Choose what the chart of mean paths shows: the groups where the study names any, else the whole list.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    PathChart
        Panels in the order of the study's assets, in the unit people quote.
    """
    span = Window(*findings.spec.span)
    shown_groups = findings.groups or (WHOLE,)
    return PathChart(
        title=TITLE,
        days=tuple(range(span.start, span.end + 1)),
        window=(findings.windows[0].start, findings.windows[0].end),
        panels=tuple(panel(findings, asset, shown_groups) for asset in findings.daily.symbols),
        alt=alt_text(findings, shown_groups, span),
    )


def panel(findings: EventFindings, symbol: str, groups: tuple[str, ...]) -> PathPanel:
    """Take one asset's paths, in the unit people quote."""
    asset = findings.assets[symbol]
    rows = findings.paths[findings.paths["asset"] == symbol]
    paths = (mean_path(asset, group, rows[rows["group"] == group]) for group in groups)
    return PathPanel(
        asset.name, asset.unit, mean_decimals(asset), tuple(path for path in paths if path.n_events)
    )


def mean_path(asset: Asset, group: str, rows: pd.DataFrame) -> MeanPath:
    """Take one group's path."""
    printed = {
        name: as_array(shown(asset, as_array(rows[name])))
        for name in ("estimate", "inner_low", "inner_high", "outer_low", "outer_high")
    }
    return MeanPath(
        name=group_text(group),
        n_events=int(rows["n_events"].max()),
        values=printed["estimate"],
        inner=as_array([printed["inner_low"], printed["inner_high"]]),
        outer=as_array([printed["outer_low"], printed["outer_high"]]),
    )


def alt_text(findings: EventFindings, groups: tuple[str, ...], span: Window) -> str:
    """Describe the chart: what it shows, how the bars are to be read, and where the numbers are."""
    names = joined([in_sentence(findings.assets[symbol]) for symbol in findings.daily.symbols])
    lines = "one line" if len(groups) == 1 else f"one line each for {joined(groups)}"
    return (
        f"Line charts of the mean cumulative abnormal move of {names} in sessions {window_text(span)} around the "
        f"listed day, {lines}. It starts at the first of these sessions, so a move inside a window is the rise or "
        "fall across it, not the height. Thick bars are 68\u202f%, thin ones 90\u202f% intervals of the mean at each "
        "day taken alone (pointwise, not for the whole path). The numbers are in the appendix."
    )
