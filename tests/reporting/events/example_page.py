"""A realistic page of dated events: forty invented ones, four assets, two groups, one asset without any move."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from aftershock.reporting.page import (
    Bullets,
    Card,
    Cards,
    Cell,
    Downloads,
    Facts,
    Heatmap,
    HeatRow,
    MeanPath,
    Note,
    Notes,
    Page,
    PathChart,
    PathPanel,
    Section,
    Table,
)
from aftershock.reporting.sections.paths import path_figure
from aftershock.reporting.sections.registry import EVENTS_BANNER, EVENTS_REMINDER

DAYS = tuple(range(-5, 6))
ASSETS = (
    ("S&P 500", "%", 2),
    ("US Treasury 10-year yield", "bp", 1),
    ("Gold", "%", 2),
    ("WTI crude oil", "%", 2),
)
GROUPS = (("Act", 31), ("Threat & <rumour>", 9))


def drawn_paths(rng: np.random.Generator) -> Iterator[MeanPath]:
    """Draw one path a group, with intervals that widen; the second has a gap."""
    for at, (name, n_events) in enumerate(GROUPS):
        values = rng.normal(0, 0.2, len(DAYS)).cumsum()
        reach = 0.15 * np.sqrt(np.arange(1, len(DAYS) + 1)) * (1 + at)
        if at:
            values[3] = np.nan
        inner, outer = ([values - width * reach, values + width * reach] for width in (1.0, 1.7))
        yield MeanPath(name, n_events, values, np.array(inner), np.array(outer))


def example_path_chart() -> PathChart:
    """Four panels; the last asset has no path."""
    rng = np.random.default_rng(5)
    panels = [
        PathPanel(name, unit, decimals, tuple(drawn_paths(rng))) for name, unit, decimals in ASSETS[:-1]
    ]
    panels.append(PathPanel(*ASSETS[-1], ()))
    alt = "Line charts of the mean path of four assets around the days, one line each for two groups."
    return PathChart("Mean path around the listed days", DAYS, (-2, 0), tuple(panels), alt)


def example_heatmap() -> Heatmap:
    """Forty events with drawn moves, one of them merged."""
    values = np.random.default_rng(6).normal(0, 1.4, (40, 4)).round(1)
    rows = tuple(
        HeatRow(
            (number,),
            f"{number % 27 + 1}\u00a0Mar\u00a02015",
            f"Invented event number {number}, told at some length so that it wraps on a phone (Act)",
            tuple(
                Cell("as 6", None, "One event.")
                if number == 7
                else Cell(f"{one:+.1f}", float(one), "+0.3 %, 3rd")
                for one in row
            ),
        )
        for number, row in enumerate(values, start=1)
    )
    return Heatmap(
        "Event by event", "Moves over their standard errors.", ("SPX", "UST10Y", "GOLD", "WTI"), rows, "Event"
    )


def example_page(*, simulated: bool = True) -> Page:
    """The whole page."""
    columns = (
        "Asset",
        "Events",
        "Window",
        "n",
        "Mean",
        "s.e.",
        "p",
        "p, all tests",
        "Detectable",
        "… all tests",
    )
    line = (
        "US Treasury 10-year yield",
        "Threat",
        "[−2, 0]",
        "9",
        "+1.3 bp",
        "2.1 bp",
        "0.48",
        "1.00",
        "7.2 bp",
        "11 bp",
    )
    table = Table(
        "Mean moves and their tests", "As they come.", columns, (False,) * 3 + (True,) * 7, (line,) * 24
    )
    chart, heatmap = example_path_chart(), example_heatmap()
    figure = path_figure(chart, simulated=simulated, data=pd.DataFrame(), table=table)
    cards = tuple(Card(name, f"+0.1 {unit}", "Mean of 40 events.", False) for name, unit, _ in ASSETS)
    notes = (Note("Mean path", "Mean of cumulated moves.", "CAAR(t)", "Brown and Warner (1985)"),)
    words = ("The dates are late.", "Group by group, nothing either.")
    facts = (("Events", "invented"), ("Prices", "simulated"), ("Outcomes", "160 used"))
    return Page(
        title="Forty invented events and four markets",
        lead="Around 40 dated events nothing moved on average: none of these can be told from noise.",
        sections=(
            Section("verdict", "Asset by asset", (Cards(cards),), words=words, opens=True),
            Section("paths", chart.title, (figure,)),
            Section("heatmap", heatmap.title, (heatmap,)),
            Section("tests", table.title, (table,)),
            Section("caveats", "Caveats", (Bullets(("Timing is not cause.",)),)),
            Section("methods", "How it was measured", (Notes(notes),)),
            Section("provenance", "Provenance", (Facts(facts),)),
            Section("outcomes", "Appendix", (replace(table, folded=True),)),
            Section("downloads", "Files", (Downloads((("results.csv", "every number"),)),)),
        ),
        simulated=simulated,
        strip=facts,
        reminder=EVENTS_REMINDER,
        banner=EVENTS_BANNER,
    )
