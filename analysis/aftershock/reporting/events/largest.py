"""The largest moves of single dated events, over any window."""

from typing import Any

import numpy as np
import pandas as pd

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.wording import window_text
from aftershock.reporting.findings import each
from aftershock.reporting.page import Table
from aftershock.reporting.wording import move_text, number, short_day_text
from aftershock.study.windows import Window

LARGEST = 12


def largest_events(findings: EventFindings) -> Table:
    """List the largest moves of single events against their own standard errors.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    Table
        Largest first, with the rank of each among the events of its asset and window.
    """
    moves = findings.moves.assign(size=findings.moves["scar"].astype(np.float64).abs())
    known = moves[moves["size"].notna()]
    counts = known.groupby(["asset", "start", "end"])["size"].transform("size")
    chosen = known.assign(among=counts).sort_values("size", ascending=False, kind="stable")[:LARGEST]
    return Table(
        title="Largest moves around single days",
        caption=(
            f"The {len(chosen)} largest of {len(known)} measured moves over their own forecast standard errors (z): "
            "chosen by size, so some of them are chance, and windows of neighbouring days overlap. Rank: by size among "
            "the events of the asset and window. Wait: days from the listed day to its session."
        ),
        columns=("No.", "Listed day", "Event", "Group", "Asset", "Window", "Move", "z", "Rank", "Wait"),
        numeric=(True, False, False, False, False, False, True, True, True, True),
        rows=tuple(event_line(findings, row) for row in each(chosen)),
    )


def event_line(findings: EventFindings, row: Any) -> tuple[str, ...]:
    """Write one of the largest moves."""
    asset = findings.assets[row.asset]
    return (
        str(int(row.number)),
        short_day_text(row.date),
        str(row.name),
        str(row.group) or "–",
        asset.name,
        window_text(Window(int(row.start), int(row.end))),
        move_text(asset, row.estimate),
        number(row.scar, decimals=1, sign=True),
        f"{int(row.rank)} of {int(row.among)}",
        "–" if pd.isna(row.delay) else number(row.delay.days, decimals=0),
    )
