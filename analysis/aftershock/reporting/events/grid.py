"""Every event by every asset: standardized moves over the first window, coloured and printed."""

import math

import pandas as pd

from aftershock.alignment import OUTCOMES
from aftershock.markets import Asset
from aftershock.reporting.events.findings import EventFindings, of_window
from aftershock.reporting.events.wording import window_words
from aftershock.reporting.findings import each
from aftershock.reporting.grids import SHORT, key_text
from aftershock.reporting.page import Cell, Heatmap, HeatRow
from aftershock.reporting.wording import move_text, number, ordinal, short_day_text


def event_heatmap(findings: EventFindings) -> Heatmap:
    """Lay out every event's standardized move over the first window, asset by asset.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    Heatmap
        Events in order of time; each cell tells its native move and its rank by size as well.
    """
    window, symbols = findings.windows[0], findings.daily.symbols
    moves = of_window(findings.moves, window).set_index(["listed_id", "asset"])
    rows = tuple(
        HeatRow(
            numbers=(int(event.number),),
            clock=short_day_text(event.date),
            text=f"{event.name} ({event.group})" if event.group else str(event.name),
            cells=tuple(
                event_cell(findings.assets[symbol], pd.Series(moves.loc[(event.Index, symbol)]))
                for symbol in symbols
            ),
        )
        for event in each(findings.events)
    )
    return Heatmap(
        title="Event by event",
        caption=(
            f"Cumulative abnormal move {window_words(window)}, over its own forecast standard error: beyond about 2 "
            f"either way one event in twenty falls by chance. {key_text(findings.assets[symbol] for symbol in symbols)}"
        ).strip(),
        columns=tuple(symbols),
        rows=rows,
        heading="Event",
    )


def event_cell(asset: Asset, row: pd.Series) -> Cell:
    """Write one cell: the standardized move, or in a word why there is none."""
    if row["outcome"] == "merged_into_episode":
        return Cell(f"as {int(row['leader'])}", None, OUTCOMES["merged_into_episode"])
    if not math.isfinite(row["scar"]):
        return Cell(SHORT.get(row["outcome"], "–"), None, OUTCOMES[row["outcome"]])
    detail = f"{move_text(asset, row['estimate'])}, {ordinal(int(row['rank']))} of its column"
    return Cell(number(row["scar"], decimals=1, sign=True), float(row["scar"]), detail)
