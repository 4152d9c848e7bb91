"""What headlines are about, along the clock: a row a theme, a mark a headline."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from aftershock.plots.heading import is_narrow
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARKS = {1: ("^", "escalates"), 0: ("o", "neither, or both"), -1: ("v", "calms")}
COLORS = {1: "accent", 0: "muted", -1: "line"}
CROWD, WIDE_TICKS, NARROW_TICKS = 60, 8, 4
_DATES: Any = dates
GLYPHS = {1: "\u25b2", 0: "\u25cf", -1: "\u25bc"}


def theme_marks(heads: pd.DataFrame) -> pd.DataFrame:
    """Lay headlines out by theme: one row for each headline and each of its themes.

    Parameters
    ----------
    heads : DataFrame
        Headlines with ``instant``, ``themes`` and ``escalation``, as `assign_themes` returns them.

    Returns
    -------
    DataFrame
        Columns theme, instant and escalation, in the order of the headlines; one without a theme is left out.

    Examples
    --------
    >>> heads = pd.DataFrame({"instant": pd.to_datetime(["2022-02-17T09:00Z"]), "themes": "act war_threat"})
    >>> theme_marks(heads.assign(escalation=1))["theme"].tolist()
    ['act', 'war threat']
    """
    named = heads.assign(theme=heads["themes"].str.split()).explode("theme").dropna(subset=["theme"])
    told = named["theme"].str.replace("_", " ")
    return named.assign(theme=told)[["theme", "instant", "escalation"]].reset_index(drop=True)


def plot_themes(heads: pd.DataFrame, *, ax: Axes | None = None, zone: str = "UTC") -> Axes:
    """Mark every headline on the row of each of its themes, in the order in which themes came up.

    Use it to see when a story changed; it says nothing of prices.

    Parameters
    ----------
    heads : DataFrame
        Headlines as `assign_themes` returns them.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    zone : str
        Zone of the clock below.

    Returns
    -------
    matplotlib.axes.Axes
        Signs of escalation differ in shape as well as in colour.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> heads = pd.DataFrame({"instant": pd.to_datetime(["2022-02-17T09:00Z"]), "themes": "act", "escalation": 1})
    >>> plot_themes(heads, ax=Figure().add_subplot()).get_yticklabels()[0].get_text()
    'act (1)'
    """
    marks = theme_marks(heads)
    names = list(dict.fromkeys(marks["theme"]))
    with house_style():
        axes = house_axes(ax, height=0.9 + 0.3 * max(len(names), 1))
        place = {name: at for at, name in enumerate(names)}
        for at in place.values():
            axes.axhline(at, color=LIGHT["grid"], linewidth=0.8, zorder=1)
        for sign, (marker, _) in MARKS.items():
            draw_signs(axes, marks[marks["escalation"] == sign], place, sign, marker)
        counts = marks["theme"].value_counts()
        axes.set_yticks(range(len(names)), [f"{name} ({counts[name]})" for name in names])
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0, labelcolor=LIGHT["ink"])
        axes.spines["left"].set_visible(False)
        date_axis(axes, zone)
        present = [sign for sign in MARKS if (marks["escalation"] == sign).any()]
        legend = "   ".join(f"{GLYPHS[sign]} {MARKS[sign][1]}" for sign in present)
        axes.set_title(legend, loc="left", fontsize=9.5, fontweight="normal", color=LIGHT["muted"])
    return axes


def draw_signs(axes: Axes, part: pd.DataFrame, place: dict[str, int], sign: int, marker: str) -> None:
    """Draw the marks of one sign of escalation."""
    if part.empty:
        return
    days = _DATES.date2num(part["instant"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
    rows = np.array([place[name] for name in part["theme"]], dtype=np.float64)
    size = 7.5 if len(part) <= CROWD else 6.0
    axes.plot(
        days,
        rows,
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor=LIGHT[COLORS[sign]],
        markeredgecolor=LIGHT["paper"],
        markeredgewidth=0.6,
        zorder=3 + abs(sign),
    )


def date_axis(axes: Axes, zone: str) -> None:
    """Write dates or hours below, in English whatever the machine's language."""
    most = NARROW_TICKS if is_narrow(axes) else WIDE_TICKS
    place = ZoneInfo(zone)
    axes.xaxis.set_major_locator(_DATES.AutoDateLocator(tz=place, minticks=2, maxticks=most))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: date_text(_DATES.num2date(value, tz=place)))
    )
    axes.set_xlabel(f"clock of {zone.rpartition('/')[2].replace('_', ' ')}")


def date_text(instant: datetime) -> str:
    """Write midnight as a date, any other time as the hour.

    Examples
    --------
    >>> from datetime import UTC
    >>> date_text(datetime(2022, 2, 17, tzinfo=UTC)), date_text(datetime(2022, 2, 17, 9, 30, tzinfo=UTC))
    ('17 Feb', '09:30')
    """
    if instant.hour or instant.minute:
        return f"{instant.hour:02d}:{instant.minute:02d}"
    return f"{instant.day} {MONTHS[instant.month - 1]}"


def describe_themes(heads: pd.DataFrame) -> str:
    """Describe the chart of themes for those who do not see it.

    Parameters
    ----------
    heads : DataFrame
        As it was drawn.

    Returns
    -------
    str
        What is on the axes, which theme is the most frequent and how many headlines have none.

    Examples
    --------
    >>> heads = pd.DataFrame({"instant": pd.to_datetime(["2022-02-17T09:00Z"]), "themes": "act", "escalation": 1})
    >>> describe_themes(heads)
    'Timeline of one theme, a mark for each headline that has it. The most frequent is act, with 1 of 1 headlines.'
    """
    marks = theme_marks(heads)
    counts = marks["theme"].value_counts()
    top = next(name for name in dict.fromkeys(marks["theme"]) if counts[name] == counts.max())
    none = int((heads["themes"].str.strip() == "").sum())
    rows = (
        "one theme"
        if len(counts) == 1
        else f"{len(counts)} themes, one above the other in the order they came up"
    )
    without = f"; {none} have no theme of the list and are not drawn" if none else ""
    return (
        f"Timeline of {rows}, a mark for each headline that has it. The most frequent is {top}, with {counts.max()} of "
        f"{len(heads)} headlines{without}."
    )
