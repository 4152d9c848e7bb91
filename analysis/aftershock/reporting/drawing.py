"""What goes on the chart: one price line an asset on one clock, closed hours, and a mark a headline."""

import numpy as np
import pandas as pd

from aftershock.alignment.timelines import open_hours
from aftershock.markets import Prices, PriceSeries
from aftershock.markets.clock import utc_values
from aftershock.reporting.clock import clock_text, short_date
from aftershock.reporting.findings import Findings, each, measured
from aftershock.reporting.grids import MANY
from aftershock.reporting.page import Chart, Mark, Panel, Table
from aftershock.reporting.scale import decimals_of
from aftershock.reporting.text import number_text
from aftershock.reporting.wording import count_word, joined
from aftershock.typing import FloatArray, InstantArray

LEAD_IN = pd.Timedelta(hours=9)
DAILY_LEAD_IN = pd.Timedelta(days=30)
NAMED = 10
MARGIN = pd.Timedelta(days=10)


def price_chart(findings: Findings) -> Chart:
    """Choose the prices and marks of the main chart: bars where there are any, else daily prices.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Chart
        Panels in the order of the study's assets, from some hours before the first headline to the end of
        the last headline's session.
    """
    prices = findings.bars or findings.daily
    first, last = chart_span(findings, prices)
    panels = tuple(panel(series, first, last) for series in prices.values())
    marks = tuple(Mark(int(row.number), row.instant, row.headline) for row in each(findings.heads))
    zone = str(findings.heads["zone"].iloc[0])
    names = joined([one.name for one in panels])
    largest = largest_marks(findings)
    return Chart(
        title="Prices on one clock, with every headline",
        panels=panels,
        marks=marks,
        zone=zone,
        largest=largest,
        alt=(
            f"Line charts of {names}, one above the other on one time axis from {first:%Y-%m-%d %H:%M} to "
            f"{last:%Y-%m-%d %H:%M} UTC, with {marks_text(len(marks), named=len(largest))}. "
            f"The moves around each headline are in the tables below. {instruments(prices)}"
        ).strip(),
    )


def largest_marks(findings: Findings) -> tuple[int, ...]:
    """Choose the headlines to name first among very many: those around which prices moved most against the usual."""
    if len(findings.heads) <= MANY or findings.reactions is None:
        return ()
    window = findings.reactions.spec.main_window
    rows = measured(findings.clock, window)
    sizes = (
        rows["standardized"].abs().groupby(rows["number"]).max().sort_values(ascending=False, kind="stable")
    )
    return tuple(sorted(int(number) for number in sizes.index[:NAMED]))


def largest_heading(chart: Chart) -> str:
    """Say what the headlines listed first are, and how they were chosen; empty where all are listed alike."""
    if not chart.largest:
        return ""
    count = len(chart.largest)
    return f"The {count} around which prices moved most against the usual: chosen by size, so some are chance"


def chart_data(chart: Chart) -> pd.DataFrame:
    """Lay the prices of a chart out in one table, one row a price; missing ones are left out."""
    parts = [
        pd.DataFrame(
            {
                "instant": pd.DatetimeIndex(panel.instants, tz="UTC"),
                "asset": panel.symbol,
                "price": panel.values,
                "unit": panel.unit,
            }
        )
        for panel in chart.panels
    ]
    empty = pd.DataFrame(columns=["instant", "asset", "price", "unit"])
    return pd.concat(parts, ignore_index=True).dropna(subset=["price"]) if parts else empty


def chart_table(chart: Chart) -> Table:
    """Say in a table what the lines of a chart show: where each begins and ends, its lowest and its highest."""
    return Table(
        title="The lines in numbers",
        caption="First, last, lowest and highest price shown, with their instants in UTC.",
        columns=("Asset", "Unit", "First", "Last", "Lowest", "Highest"),
        numeric=(False, False, True, True, True, True),
        rows=tuple(panel_line(one) for one in chart.panels),
    )


def panel_line(panel: Panel) -> tuple[str, ...]:
    """Write where one line begins and ends, and its lowest and highest price."""
    known = np.flatnonzero(np.isfinite(panel.values))
    if not known.size:
        return (panel.name, panel.unit, "–", "–", "–", "–")
    values = panel.values[known]
    decimals = max(price_decimals(float(values.min()), float(values.max())), 2)
    places = (0, known.size - 1, int(values.argmin()), int(values.argmax()))
    return (panel.name, panel.unit, *(priced(panel, int(known[at]), decimals) for at in places))


def price_decimals(low: float, high: float) -> int:
    """Choose the decimals of prices between two."""
    return decimals_of((high - low) or abs(high) * 0.01 or 1.0)


def priced(panel: Panel, at: int, decimals: int) -> str:
    """Write one price with its instant."""
    instant = pd.Timestamp(panel.instants[at])
    stamp = f"{short_date(instant)[4:]} {clock_text(instant)}"
    return f"{number_text(float(panel.values[at]), decimals=decimals)} ({stamp})"


def marks_text(count: int, *, named: int = 0) -> str:
    """Say how headlines are marked: each by a line, or of very many the largest by a line and all in a strip."""
    if named:
        return (
            f"a strip above that marks all {count_word(count)} headlines, those close together as one with their "
            f"number, and a numbered vertical line at the {count_word(named)} around which prices moved most against "
            "the usual; these labels were chosen by size"
        )
    return (
        f"a vertical line at {'the headline' if count == 1 else f'each of the {count_word(count)} headlines'}"
    )


def instruments(prices: Prices) -> str:
    """Say what stands behind each line, where its source has something to say."""
    groups: dict[str, list[str]] = {}
    for series in prices.values():
        if series.origin.note:
            groups.setdefault(series.origin.note, []).append(series.asset.name)
    notes = [f"{note} ({joined(names)})" for note, names in groups.items()]
    return f"Instruments: {'; '.join(notes)}." if notes else ""


def chart_span(findings: Findings, prices: Prices) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Find the first and last instant shown."""
    instants = findings.heads["instant"]
    strikes = findings.aligned["strike"].dropna()
    end = max([instants.max() + LEAD_IN, *([strikes.max()] if len(strikes) else [])])
    if prices.interval == "1d":
        return instants.min() - DAILY_LEAD_IN, end + DAILY_LEAD_IN / 3
    return (instants.min() - LEAD_IN).floor("h"), end.ceil("h")


def panel(series: PriceSeries, first: pd.Timestamp, last: pd.Timestamp) -> Panel:
    """Cut one asset's prices to the span, with gaps where the market was shut or the contract changed."""
    asset = series.asset
    if series.interval == "1d":
        strikes = series.strikes()
        instants, values = (
            utc_values(strikes),
            series.table["close"].reindex(strikes.index).to_numpy(np.float64),
        )
        closed: tuple[tuple[pd.Timestamp, pd.Timestamp], ...] = ()
    else:
        instants, values = broken_line(series)
        closed = closed_spans(series, first, last)
    start, end = utc_values(pd.DatetimeIndex([first, last]))
    inside = (instants >= start) & (instants <= end)
    return Panel(asset.symbol, asset.name, asset.price_unit, instants[inside], values[inside], closed)


def broken_line(series: PriceSeries) -> tuple[InstantArray, FloatArray]:
    """Take closes at bar ends, with a NaN wherever bars do not join or the contract changes."""
    table = series.table
    starts, ends = utc_values(table["start"]), utc_values(table.index)
    closes = table["close"].to_numpy(dtype=np.float64)
    contracts = (
        pd.factorize(table["contract"])[0] if "contract" in table else np.zeros(len(table), dtype=np.int64)
    )
    broken = np.flatnonzero((starts[1:] > ends[:-1]) | (contracts[1:] != contracts[:-1])) + 1
    return np.insert(ends, broken, starts[broken]), np.insert(closes, broken, np.nan)


def closed_spans(
    series: PriceSeries, first: pd.Timestamp, last: pd.Timestamp
) -> tuple[tuple[pd.Timestamp, pd.Timestamp], ...]:
    """List the spans in which the market was shut, cut to the chart."""
    hours = open_hours(series, (first - MARGIN).date(), (last + MARGIN).date())
    spans = zip(hours["close"].iloc[:-1], hours["open"].iloc[1:], strict=True)
    return tuple(
        (max(shut, first), min(opened, last)) for shut, opened in spans if shut < last and opened > first
    )
