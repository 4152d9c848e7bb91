"""A realistic page: seventeen invented headlines over two days, four assets, gaps, closed markets."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from aftershock.reporting.page import (
    Bullets,
    Card,
    Cards,
    Cell,
    Chart,
    Downloads,
    Facts,
    Heatmap,
    HeatRow,
    KeyedList,
    Mark,
    Note,
    Notes,
    Page,
    Panel,
    Section,
    Table,
)
from aftershock.reporting.sections.clock_chart import clock_figure

ZONE = "Europe/Berlin"
START, END = "2022-02-16T22:00", "2022-02-18T22:00"
TEXTS = (
    (
        "2022-02-17T10:10",
        "Vardania says its units are returning to their barracks; its neighbour sees no sign of it",
    ),
    ("2022-02-17T10:45", "Shelling reported along the Orlune line, both sides blame each other"),
    ("2022-02-17T11:20", "Alliance chief: “we have yet to see a withdrawal of any kind”"),
    (
        "2022-02-17T12:38",
        "Minister calls claims of a pull-back “false” & says <new> forces arrived overnight",
    ),
    ("2022-02-17T13:05", "Pipeline operator reports normal flows"),
    ("2022-02-17T13:55", "Vardania expels the deputy head of a foreign mission"),
    ("2022-02-17T14:48", "President says the risk of an invasion is “very high” and could come within days"),
    ("2022-02-17T14:52", "Foreign minister changes travel plans to speak before the council"),
    (
        "2022-02-17T15:10",
        "Vardania hands over its written answer on security guarantees; eleven pages reject the main points",
    ),
    ("2022-02-17T16:02", "Council told of a plan for “a manufactured pretext”"),
    ("2022-02-17T16:31", "Stock exchanges of the region halt trading in three lenders"),
    ("2022-02-17T17:40", "Grain exporters ask ships to wait outside the strait"),
    ("2022-02-17T19:32", "Leaders of seven countries to hold a call on Friday"),
    ("2022-02-17T22:15", "Central bank of Vardania sells foreign currency for a second day"),
    (
        "2022-02-18T00:40",
        "Cyber-attack takes two ministries offline, the government says, without naming a culprit",
    ),
    ("2022-02-18T03:00", "Upper house passes a resolution of support, without the power of law"),
    (
        "2022-02-18T03:15",
        "Vardania’s foreign minister agrees to meet his counterpart next week, a spokesman says",
    ),
)
CLOSED = {
    "SPX": (
        ("2022-02-16T22:00", "2022-02-17T14:30"),
        ("2022-02-17T21:00", "2022-02-18T14:30"),
        ("2022-02-18T21:00", END),
    ),
    "UST10Y": (("2022-02-16T22:00", "2022-02-16T23:00"), ("2022-02-17T22:00", "2022-02-17T23:00")),
    "GOLD": (("2022-02-16T22:00", "2022-02-16T23:00"), ("2022-02-17T22:00", "2022-02-17T23:00")),
    "WTI": (("2022-02-16T22:00", "2022-02-16T23:00"), ("2022-02-17T22:00", "2022-02-17T23:00")),
}
ASSETS = (
    ("SPX", "S&P 500", "index points", 4475.0, 9.0),
    ("UST10Y", "US Treasury 10-year yield", "per cent", 2.04, 0.012),
    ("GOLD", "Gold, COMEX future", "US dollars an ounce", 1869.5, 3.4),
    ("WTI", "Crude oil, WTI future", "US dollars a barrel", 93.66, 0.42),
)


def instant(text: str, *, zone: str = "UTC") -> pd.Timestamp:
    """Read an instant printed in a zone."""
    return pd.Timestamp(text, tz=zone).tz_convert("UTC")


def hourly_panel(symbol: str, name: str, unit: str, level: float, step: float, *, seed: int) -> Panel:
    """Draw a random walk on hourly bar ends, missing where the market is closed and in one hole."""
    hours = pd.date_range(START, END, freq="1h", tz="UTC")
    walk = level + step * np.cumsum(np.random.default_rng(seed).standard_normal(len(hours)))
    closed = tuple((instant(start), instant(end)) for start, end in CLOSED[symbol])
    shut = np.zeros(len(hours), dtype=bool)
    for start, end in closed:
        shut |= (hours > start) & (hours <= end)
    hole = (symbol == "WTI") & (hours >= "2022-02-17T05:00Z") & (hours <= "2022-02-17T07:00Z")
    values = np.where(shut | hole, np.nan, walk)
    return Panel(symbol, name, unit, hours.tz_localize(None).to_numpy("datetime64[ns]"), values, closed)


def example_chart() -> Chart:
    """Put four panels and seventeen headlines on one clock."""
    panels = tuple(hourly_panel(*asset, seed=seed) for seed, asset in enumerate(ASSETS, start=31))
    marks = tuple(
        Mark(number, instant(time, zone=ZONE), text) for number, (time, text) in enumerate(TEXTS, start=1)
    )
    return Chart(
        title="Two days on one clock",
        panels=panels,
        marks=marks,
        zone=ZONE,
        alt="Line charts of the S&P 500, the ten-year yield, gold and oil, hourly from 16 to 18 February "
        "2022, where seventeen headlines are marked; thirteen fall between 10:10 and 19:32 on the 17th.",
    )


def heat_cell(value: float) -> Cell:
    """Print one standardized move."""
    written = f"{value:+.1f}".replace("-", "−")
    return Cell(written, value, f"{written} usual hourly moves at this hour")


def heat_cells(number: int, row: np.ndarray, *, us_open: bool) -> tuple[Cell, ...]:
    """Print one row: the share index is shut outside New York hours, and one quote is stale."""
    shut = Cell("shut", None, "market closed; next price at the open, 14:30 UTC")
    stale = Cell("stale", None, "no trade within an hour before the headline")
    first = heat_cell(row[0]) if us_open else shut
    third = stale if number == 16 else heat_cell(row[2])
    return first, heat_cell(row[1]), third, heat_cell(row[3])


def example_heatmap() -> Heatmap:
    """Fill headlines x assets with moves, the eighth merged with the seventh."""
    moves = np.random.default_rng(17).standard_normal((len(TEXTS), 4)) * 1.1
    moves[6] = (-4.6, -3.2, 2.8, 1.4)
    rows = []
    for number, (time, text) in enumerate(TEXTS, start=1):
        when = instant(time, zone=ZONE)
        us_open = instant("2022-02-17T14:30") <= when <= instant("2022-02-17T21:00")
        cells = heat_cells(number, moves[number - 1], us_open=us_open)
        if number == 8:
            cells = (Cell("as 7", None, "four minutes after headline 7: one event at hourly prices"),) * 4
        rows.append(HeatRow((number,), when.tz_convert(ZONE).strftime("%H:%M"), text, cells))
    return Heatmap(
        title="The hour after each headline",
        caption="Move in the hour after the headline, in usual moves at that hour of day (z).",
        columns=("S&P 500", "10-year", "Gold", "Oil"),
        rows=tuple(rows),
    )


def example_table() -> Table:
    """State the session moves in native units."""
    return Table(
        title="The session of 17 February",
        caption="Close to close, each asset at its own strike; abnormal against the mean of 240 sessions.",
        columns=("Asset", "Strike, UTC", "Move", "Abnormal", "z", "p"),
        numeric=(False, True, True, True, True, True),
        rows=(
            ("S&P 500", "21:00", "−2.12 %", "−2.21 %", "−2.6", "0.012"),
            ("US Treasury 10-year yield", "20:30", "−6.0 bp", "−6.3 bp", "−1.3", "0.19"),
            ("Gold, COMEX future", "18:30", "+1.64 %", "+1.62 %", "+1.9", "0.054"),
            ("Crude oil, WTI future", "19:30", "−2.03 %", "−2.31 %", "−1.0", "0.31"),
        ),
    )


def example_appendix() -> Table:
    """List every pair of headline and asset with what became of it."""
    rows = [
        (
            str(number),
            asset[1],
            time.replace("T", " "),
            "used" if asset[0] != "SPX" else "market_closed_next_open",
        )
        for number, (time, _) in enumerate(TEXTS, start=1)
        for asset in ASSETS
    ]
    return Table(
        title="Every headline and asset, and its outcome",
        caption="68 pairs of 17 headlines and 4 assets; local time of Berlin.",
        columns=("Headline", "Asset", "Instant", "Outcome"),
        numeric=(True, False, True, False),
        rows=tuple(rows),
    )


PROVENANCE = (
    ("Headlines", "17 read, 17 used, 0 rejected (invented list)"),
    ("Prices", "hourly and daily, random walks drawn for this example"),
    ("Clock", "all times Central European, read as Europe/Berlin"),
    ("Pairs", "68 pairs: 51 used, 17 market closed"),
    ("Settings", "window [0, 0], estimation [−250, −11], seed 17"),
    ("Checksum", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("Version", "aftershock 0.1.0"),
)
CARDS = (
    Card("S&P 500", "−2.12 %", "About 2.6 usual days; one session in eighty is larger.", True),
    Card("10-year Treasury yield", "−6.0 bp", "Within noise; we would have seen 9 bp.", False),
    Card("Gold", "+1.64 %", "About 1.9 usual days; one session in nineteen is larger.", False),
    Card("WTI crude oil", "−2.03 %", "Within noise; we would have seen 4.6 %.", False),
)
NOTES = (
    Note(
        "Abnormal move",
        "The move of the session less the mean of the estimation window.",
        "AR_t = r_t − r̄,  s² = Σ(r_t − r̄)² / (n − 1),  z = AR_t / (s √(1 + 1/n))",
        "MacKinlay, A. C. (1997). Event studies in economics and finance. J. Economic Literature 35.",
    ),
    Note("Usual hourly move", "Root mean square of the same hour of the day over the 60 sessions before."),
)
CAVEATS = (
    "Timing is not cause: other news arrived in the same hours.",
    "Headlines of a live blog are printed minutes after the event they report, sometimes more.",
    "Four assets and seventeen headlines make 68 comparisons; a few are large by luck.",
)
WORDS = (
    "Seventeen headlines reached readers within seventeen hours. Fourteen fall on one session of "
    "the S&P 500, so daily prices can say what the day was, not what any one headline did.",
    "By the hour, only the warning of 14:48 stands out from what is usual at that time of day.",
)
FILES = (
    ("results.csv", "every estimate, one row each"),
    ("results.json", "the same, with the glossary of columns"),
    ("manifest.json", "inputs with their checksums, settings and version"),
)


def example_page(*, simulated: bool = False, headline: str = "") -> Page:
    """Build the page; ``headline`` replaces the text of the seventh headline wherever it stands."""
    chart, heatmap = example_chart(), example_heatmap()
    if headline:
        chart, heatmap = with_headline(chart, heatmap, headline)
    sections = (
        Section("verdict", "Asset by asset", (Cards(CARDS),), words=WORDS, opens=True),
        Section(
            "clock_chart",
            chart.title,
            (clock_figure(chart, simulated=simulated), KeyedList(chart.marks, chart.zone)),
        ),
        Section("heatmap", "Moves against the usual", (heatmap,)),
        Section("sessions", example_table().title, (example_table(),)),
        Section("caveats", "Caveats", (Bullets(CAVEATS),)),
        Section("methods", "How it was measured", (Notes(NOTES),)),
        Section("provenance", "Provenance", (Facts(PROVENANCE),)),
        Section("outcomes", "Appendix", (replace(example_appendix(), folded=True),)),
        Section("downloads", "Files beside this page", (Downloads(FILES),)),
    )
    return Page(
        title="Two days in February: what did markets do?",
        lead="Shares fell 2.1 % on 17 February, about two and a half usual days; gold rose 1.6 %. "
        "Treasuries and oil moved no more than on many a quiet day.",
        sections=sections,
        simulated=simulated,
        strip=PROVENANCE[:3],
    )


def with_headline(chart: Chart, heatmap: Heatmap, text: str) -> tuple[Chart, Heatmap]:
    """Put one text in the place of the seventh headline, on the chart and in the heatmap."""
    marks = tuple(replace(mark, text=text) if mark.number == 7 else mark for mark in chart.marks)
    rows = tuple(replace(row, text=text) if row.numbers == (7,) else row for row in heatmap.rows)
    return replace(chart, marks=marks), replace(heatmap, rows=rows)


assert all(earlier[0] <= later[0] for earlier, later in pairwise(TEXTS))
