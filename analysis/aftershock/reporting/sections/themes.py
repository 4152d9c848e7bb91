"""What the headlines are about, along the clock."""

import pandas as pd
from matplotlib.axes import Axes

from aftershock.plots import describe_themes, plot_themes
from aftershock.plots.themes import theme_marks
from aftershock.reporting.clock import clock_text, short_date
from aftershock.reporting.figures import figure_on_axes
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Figure, Section, Table
from aftershock.reporting.wording import numbers_text

TITLE = "What the headlines are about"
CAPTION = (
    "Themes by words at word boundaries, matched and not understood: “no attack” counts as an attack. A headline can "
    "have several themes or none. A sign of escalation is shared by all themes of a headline that have one."
)


def build(findings: Findings) -> Section | None:
    """Build the timeline of themes; None where no headline has one.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    heads = findings.heads
    if "themes" not in heads or not heads["themes"].str.strip().any():
        return None
    return Section("themes", TITLE, (theme_figure(heads),))


def theme_figure(heads: pd.DataFrame) -> Figure:
    """Make the figure of the timeline, with its table."""
    zone = str(heads["zone"].iloc[0])

    def draw(ax: Axes) -> Axes:
        return plot_themes(heads, ax=ax, zone=zone)

    marks = theme_marks(heads)
    return figure_on_axes(
        "themes",
        TITLE,
        draw,
        alt=f"{describe_themes(heads)} {CAPTION}",
        data=marks,
        table=theme_table(heads),
        tall=0.25 + 0.075 * marks["theme"].nunique(),
    )


def theme_table(heads: pd.DataFrame) -> Table:
    """List the themes in the order in which they first came up, and last the headlines without one."""
    named = heads.assign(theme_name=heads["themes"].str.split()).explode("theme_name")
    groups = named.dropna(subset=["theme_name"]).groupby("theme_name", sort=False)
    rows = [theme_row(str(name).replace("_", " "), part) for name, part in groups]
    without = heads[heads["themes"].str.strip() == ""]
    if len(without):
        rows.append(theme_row("none of the list", without))
    return Table(
        title="Themes in numbers",
        caption="Headlines of each theme, local time of the first and the last, and their numbers on this page.",
        columns=("Theme", "Headlines", "First", "Last", "Numbers"),
        numeric=(False, True, False, False, False),
        rows=tuple(rows),
    )


def theme_row(name: str, part: pd.DataFrame) -> tuple[str, ...]:
    """Write one theme: how many headlines, when the first and the last came, and which they are."""
    zone = str(part["zone"].iloc[0])
    first, last = (part["instant"].iloc[at].tz_convert(zone) for at in (0, -1))
    stamps = [f"{short_date(one)} {clock_text(one)}" for one in (first, last)]
    return (name, str(len(part)), *stamps, numbers_text([int(number) for number in part["number"]]))
