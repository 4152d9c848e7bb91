"""The day on one clock: every asset's prices in stacked panels, every headline a line through all of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator

from aftershock.reporting.clock import Ticks, choose_ticks, written_ticks
from aftershock.reporting.crowd import Crowd, draw_crowd, draw_crowd_key, plan_crowd
from aftershock.reporting.page import Chart, Mark, Panel
from aftershock.reporting.rail import Badge, fit_badges
from aftershock.reporting.scale import (
    LAYOUTS,
    Layout,
    TimeScale,
    ValueScale,
    break_at_closures,
    closed_seconds,
    decimals_of,
    finite_or_missing,
    lone_points,
    midnights,
    second_of,
    seconds_of,
    tick_decimals,
    time_scale,
    value_scale,
)
from aftershock.reporting.sheet import Sheet, blank_sheet
from aftershock.reporting.text import number_text, shorten
from aftershock.typing import ChartWidth, FloatArray, check_option

DATE_WIDTH = 0.62
"""Width of a character of a date, in units of its size."""
CROWD = 60
"""Headlines beyond which their hairlines get thinner, so that prices stay in sight."""


def draw_chart(chart: Chart, *, simulated: bool, width: ChartWidth) -> Drawing:
    """Draw the price panels with every headline marked.

    Text stays text (not outlines): a third of the size, found by search and screen readers, set in the
    page's font and coloured by its mode; the price is that widths are estimated, so labels have room.

    Parameters
    ----------
    chart : Chart
        Panels, headlines and the zone in which the headlines were printed.
    simulated : bool
        Print on every panel that the prices are simulated.
    width : {"wide", "narrow"}
        "wide" for a desk screen and paper, "narrow" for a phone: fewer ticks, larger type.

    Returns
    -------
    matplotlib.figure.Figure
        A NaN price breaks the line, as does a closed session; a price without neighbours is a dot.

    Raises
    ------
    ValueError
        If ``width`` is neither of the two words.

    Examples
    --------
    >>> instants = np.array(["2022-02-17T15:00", "2022-02-17T16:00"], dtype="datetime64[ns]")
    >>> panel = Panel("SPX", "S&P 500", "index points", instants, np.array([4400.0, 4380.0]), ())
    >>> chart = Chart("One hour", (panel,), (), "Europe/Paris", "Line of the S&P 500, which fell.")
    >>> texts = draw_chart(chart, simulated=False, width="narrow").axes[0].texts
    >>> "S&P 500" in [text.get_text() for text in texts]
    True
    """
    check_option("width", width, ChartWidth)
    return draw_sheet(plan_chart(chart, layout=LAYOUTS[width]), simulated=simulated).figure


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where everything of one chart goes: scale, ticks and badges, and the heights of rail and panels.

    ``crowd`` holds the strip of very many headlines, of which badges name the largest only; None for few.
    """

    chart: Chart
    layout: Layout
    scale: TimeScale
    ticks: Ticks
    badges: list[Badge]
    crowd: Crowd | None
    rail_bottom: float
    tops: list[float]
    bottom: float


def plan_chart(chart: Chart, *, layout: Layout) -> Plan:
    """Stack legend, rail, panels and clock from top to bottom."""
    scale = time_scale(chart, layout=layout)
    named = named_marks(chart)
    badges = fit_badges(
        mark_places(named, scale=scale).tolist(),
        [mark.number for mark in named],
        size=layout.text,
        width=layout.width,
        most_lanes=layout.lanes,
    )
    crowd = plan_crowd(mark_places(chart.marks, scale=scale), layout=layout) if chart.largest else None
    lanes = 1 + max((badge.lane for badge in badges), default=-1)
    rail_bottom = layout.row * (1.5 + legend_rows(chart, layout) + lanes + (0 if crowd is None else 1.2))
    pitch = layout.strip + layout.panel
    tops = [rail_bottom + layout.strip + index * pitch for index in range(len(chart.panels))]
    bottom = rail_bottom + pitch * len(tops)
    ticks = axis_ticks(chart, scale=scale, layout=layout)
    return Plan(chart, layout, scale, ticks, badges, crowd, rail_bottom, tops, bottom)


def legend_rows(chart: Chart, layout: Layout) -> int:
    """Count the rows that the legend takes beyond the first: two on a phone where headlines are very many."""
    return 2 if chart.largest and layout.label_rows > 1 else 0


def named_marks(chart: Chart) -> tuple[Mark, ...]:
    """Take the headlines that have their number on the rail: all, or of very many the largest."""
    return tuple(mark for mark in chart.marks if not chart.largest or mark.number in chart.largest)


def axis_ticks(chart: Chart, *, scale: TimeScale, layout: Layout) -> Ticks:
    """Choose the ticks of the clock below the panels; none falls inside a break."""
    start, end = (pd.Timestamp(int(second), unit="s", tz="UTC") for second in (scale.start, scale.end))
    ticks = choose_ticks(start, end, zone=chart.zone, most=layout.ticks)
    inside = scale.in_break(seconds_of(ticks.tz_convert("UTC").tz_localize(None).to_numpy()))
    return written_ticks(ticks[~inside], zone=chart.zone)


def mark_places(marks: tuple[Mark, ...], *, scale: TimeScale) -> FloatArray:
    """Find the place of headlines along the rail, in points."""
    seconds = np.array([second_of(mark.instant) for mark in marks], dtype=np.float64)
    return scale.place(seconds)


def draw_sheet(plan: Plan, *, simulated: bool) -> Sheet:
    """Draw everything where the plan puts it."""
    sheet = blank_sheet(plan.layout.width, plan.bottom + plan.layout.row * 3.9)
    draw_legend(sheet, plan, simulated=simulated)
    draw_rail(sheet, plan)
    for panel, top in zip(plan.chart.panels, plan.tops, strict=True):
        draw_panel(sheet, plan, panel, top=top, simulated=simulated)
    draw_clock(sheet, plan)
    return sheet


def draw_legend(sheet: Sheet, plan: Plan, *, simulated: bool) -> None:
    """Say in the top row what badges, hatching and breaks mean, and that prices are simulated where they are."""
    row, size = plan.layout.row, plan.layout.text
    middle, left = row * 0.7, 1.0
    if plan.crowd is not None:
        left = draw_crowd_key(sheet, plan.layout, len(plan.chart.largest), middle=middle)
        middle += row * legend_rows(plan.chart, plan.layout)
    elif plan.chart.marks:
        sheet.badge(Badge("1", left, left + size * 1.37, 0), middle=middle, size=size)
        sheet.write(left + size * 1.75, middle, "headline", size=size, color="muted")
        left += size * 7.6
    if any(panel.closed for panel in plan.chart.panels):
        sheet.closed(left, left + size * 1.8, top=middle - size / 2, height=size)
        sheet.write(left + size * 2.2, middle, "market closed", size=size, color="muted")
        left += size * 10.2
    if plan.scale.breaks:
        sheet.clock_break(left, left + size, at=middle, reach=size * 0.4)
        sheet.write(left + size * 1.6, middle, "time shortened", size=size, color="muted")
    if simulated:
        style = {"ha": "right", "weight": "bold"}
        right = plan.layout.width - 1
        sheet.write(right, row * 0.7, "SIMULATED PRICES", size=size, color="simulated", **style)


def draw_rail(sheet: Sheet, plan: Plan) -> None:
    """Draw all badges, and from each named headline's instant a hairline down through every panel."""
    for badge in plan.badges:
        sheet.badge(badge, middle=lane_middle(plan, badge.lane), size=plan.layout.text)
    places = np.unique(mark_places(named_marks(plan.chart), scale=plan.scale))
    tops = [lane_middle(plan, highest_lane(place, plan.badges)) for place in places.tolist()]
    thickness = plan.layout.hairline * min(1.0, CROWD / max(places.size, 1))
    sheet.hairlines(places, tops, plan.bottom, thickness=thickness)
    if plan.crowd is not None:
        draw_crowd(sheet, plan.crowd, middle=plan.rail_bottom - plan.layout.row * 0.5, size=plan.layout.text)


def lane_middle(plan: Plan, lane: int) -> float:
    """Find the height of the middle of a lane."""
    strip = 0.0 if plan.crowd is None else 1.2
    return plan.rail_bottom - (lane + 0.5 + strip) * plan.layout.row


def highest_lane(place: float, badges: list[Badge]) -> int:
    """Find the highest lane with a badge over a headline: there its hairline begins."""
    return max((badge.lane for badge in badges if badge.left <= place <= badge.right), default=0)


def draw_panel(sheet: Sheet, plan: Plan, panel: Panel, *, top: float, simulated: bool) -> None:
    """Draw one asset: closed sessions, grid, line, its name and unit, and its last value."""
    values = value_scale(panel, top=top, height=plan.layout.panel)
    draw_closures(sheet, plan, panel, top=top)
    draw_grid(sheet, plan, values)
    if simulated:
        draw_watermark(sheet, plan, values)
    draw_line(sheet, plan, panel, values)
    draw_names(sheet, plan.layout, panel, top=top)


def draw_closures(sheet: Sheet, plan: Plan, panel: Panel, *, top: float) -> None:
    """Shade every closed session that falls within the chart."""
    for pair in closed_seconds(panel):
        left, right = plan.scale.place(np.clip(pair, plan.scale.start, plan.scale.end)).tolist()
        if right > left:
            sheet.closed(left, right, top=top, height=plan.layout.panel)


def draw_grid(sheet: Sheet, plan: Plan, values: ValueScale) -> None:
    """Draw light lines at round values, labelled, and at every midnight."""
    across = (plan.scale.left, plan.scale.right)
    locator = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10])
    levels = np.asarray(locator.tick_values(values.low, values.high), dtype=np.float64)
    shown = levels[(levels > values.low) & (levels < values.high)]
    labels = [number_text(level, decimals=tick_decimals(shown)) for level in shown.tolist()]
    for label, y in zip(labels, values.place(shown).tolist(), strict=True):
        sheet.rule(across, (y, y), color="grid", thickness=0.6)
        sheet.write(across[0] - 5, y, label, size=plan.layout.text, color="muted", ha="right")
    for x in plan.scale.place(seconds_of(midnights(plan.ticks))).tolist():
        sheet.rule((x, x), (values.top, values.bottom), color="rule", thickness=0.9)
    sheet.rule(across, (values.bottom, values.bottom), color="stroke", thickness=0.8)
    for begin, finish in plan.scale.breaks:
        left, right = plan.scale.place(np.array([begin, finish])).tolist()
        sheet.clock_break(left, right, at=values.bottom, reach=plan.layout.text * 0.4)


def draw_watermark(sheet: Sheet, plan: Plan, values: ValueScale) -> None:
    """Print SIMULATED behind the line, so that a cut-out panel still says so."""
    center, middle = (plan.scale.left + plan.scale.right) / 2, (values.top + values.bottom) / 2
    style = {"ha": "center", "weight": "bold", "zorder": 1.5}
    sheet.write(center, middle, "SIMULATED", size=plan.layout.panel * 0.38, color="watermark", **style)


def draw_line(sheet: Sheet, plan: Plan, panel: Panel, values: ValueScale) -> None:
    """Draw the prices, their gaps and their last value."""
    prices = finite_or_missing(panel.values)
    seconds, prices = break_at_closures(seconds_of(panel.instants), prices, closed_seconds(panel))
    x, y = plan.scale.place(seconds), values.place(prices)
    known = np.flatnonzero(np.isfinite(prices))
    if not known.size:
        middle = (values.top + values.bottom) / 2
        sheet.write(plan.scale.left + 8, middle, "no prices", size=plan.layout.text, color="muted")
        return
    last = known[-1]
    dots = lone_points(prices) | (np.arange(len(prices)) == last)
    sheet.line(x, y, color="line")
    sheet.dots(x[dots], y[dots], color="line")
    label = number_text(float(prices[last]), decimals=decimals_of(values.high - values.low))
    beside = plan.scale.right + 6
    sheet.write(beside, float(y[last]), label, size=plan.layout.text, color="line", weight="bold")


def draw_names(sheet: Sheet, layout: Layout, panel: Panel, *, top: float) -> None:
    """Write the asset's name and unit above its panel: side by side where there is room, else stacked."""
    stacked = layout.label_rows > 1
    above = top - layout.row * (layout.label_rows - 0.4)
    below = above + layout.row if stacked else above
    unit_place = (layout.left, below, "left") if stacked else (layout.plot_right, above, "right")
    draw_name(sheet, layout, panel.name, (layout.left, above, "left"), color="ink", weight="bold")
    draw_name(sheet, layout, panel.unit, unit_place, color="muted", weight="normal")


def draw_name(
    sheet: Sheet, layout: Layout, text: str, place: tuple[float, float, str], *, color: str, weight: str
) -> None:
    """Write a name or unit on a ground of its own, so that hairlines do not cross it."""
    x, y, side = place
    name = shorten(text, most=layout.name_length)
    style = {"ha": side, "weight": weight, "zorder": 5, "bbox": sheet.ground()}
    sheet.write(x, y, name, size=layout.text * 1.06, color=color, **style)


def draw_clock(sheet: Sheet, plan: Plan) -> None:
    """Write the clock below the panels: local time, the date at midnight, and UTC."""
    ticks, row, bottom = plan.ticks, plan.layout.row, plan.bottom
    places = plan.scale.place(seconds_of(ticks.instants.tz_localize(None).to_numpy())).tolist()
    for x in places:
        sheet.rule((x, x), (bottom, bottom + 3.5), color="stroke", thickness=0.8)
    write_clock_row(sheet, plan, ticks.zone, ticks.local, places, y=bottom + row * 0.95, color="ink")
    dates = spaced_labels(ticks.dates, places, size=plan.layout.text)
    write_clock_row(sheet, plan, "", dates, places, y=bottom + row * 2.05, color="ink", weight="bold")
    write_clock_row(sheet, plan, ticks.other_zone, ticks.other, places, y=bottom + row * 3.25, color="muted")


def spaced_labels(labels: tuple[str, ...], places: list[float], *, size: float) -> tuple[str, ...]:
    """Leave out the labels that would run into the one before.

    Examples
    --------
    >>> spaced_labels(("Mon 28 Feb", "Mon 7 Mar", "Mon 14 Mar"), [0.0, 40.0, 90.0], size=10)
    ('Mon 28 Feb', '', 'Mon 14 Mar')
    """
    kept, free = [], -np.inf
    for label, place in zip(labels, places, strict=True):
        half = size * DATE_WIDTH * len(label) / 2
        fits = bool(label) and place - half >= free
        kept.append(label if fits else "")
        free = place + half + size / 2 if fits else free
    return tuple(kept)


def write_clock_row(
    sheet: Sheet,
    plan: Plan,
    title: str,
    labels: tuple[str, ...],
    places: list[float],
    *,
    y: float,
    color: str,
    weight: str = "normal",
) -> None:
    """Write one row of the clock with its zone at the left edge."""
    size = plan.layout.text
    sheet.write(1, y, title, size=size, color=color, weight="bold")
    for x, label in zip(places, labels, strict=True):
        sheet.write(x, y, label, size=size, color=color, weight=weight, ha="center")
