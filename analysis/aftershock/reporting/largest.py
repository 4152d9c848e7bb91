"""The largest moves around headlines in clock time: when, what, how unusual, and what was left of it."""

import math
from typing import Any

import pandas as pd

from aftershock.reporting.clock import clock_text
from aftershock.reporting.day_words import seen_paragraph
from aftershock.reporting.findings import ALPHA, Findings, each
from aftershock.reporting.grids import LONGEST, key_text, stamp_text, zone_text
from aftershock.reporting.page import Table
from aftershock.reporting.text import shorten
from aftershock.reporting.wording import count_word, move_text, number, pvalue_text, share_text, wait_text

TITLE = "Largest moves in clock time"
LARGEST = 12


def largest_rows(findings: Findings) -> pd.DataFrame:
    """Select the largest standardized clock moves over all windows, largest first."""
    clock = findings.clock[findings.clock["standardized"].notna()]
    order = clock["standardized"].abs().sort_values(ascending=False, kind="stable").index[:LARGEST]
    return clock.loc[order]


def largest_table(findings: Findings) -> Table:
    """List the largest moves against the usual for their time of day.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Table
        One line a headline, asset and window: both clocks, the bars used, the move in native units, its standardized
        size, its rank among placebos, whether the market was shut, and the share given back.
    """
    rows, measured = largest_rows(findings), int(findings.clock["standardized"].notna().sum())
    columns = (
        ("No.", True),
        (f"Time ({zone_text(findings)})", False),
        (other_clock(findings)[0], False),
        ("Headline", False),
        ("Window", False),
        ("Asset", False),
        ("Move", True),
        ("z", True),
        ("Placebo rank", True),
        ("p, all tests", True),
        ("Opened after", False),
        ("Given back", True),
    )
    return Table(
        title=TITLE,
        caption=f"{largest_caption(len(rows), measured)}{seen_text(findings)}{assets_text(findings, rows)}",
        columns=tuple(name for name, _ in columns),
        numeric=tuple(numeric for _, numeric in columns),
        rows=tuple(largest_line(findings, row) for row in each(rows)),
    )


def largest_caption(shown: int, measured: int) -> str:
    """Say how the rows were chosen, or that there was nothing to choose from."""
    if not measured:
        return "No window could be compared with the usual for its time of day."
    chosen = (
        f"The {shown} largest of {measured:,} measured windows"
        if shown < measured
        else "All measured windows"
    )
    return (
        f"{chosen} by size against the usual for their time of day (z): chosen by size, so some of them are chance. "
        "Placebo rank: place by size among other windows of its day that are as long and clear of headlines, or of "
        "all days where those are too few; p: from the same, with every clock test of this page counted. Opened after: "
        "how long after the headline, where the market was shut. Given back: share of the extreme lost again by the "
        "end of the window. Windows of neighbouring headlines overlap; the appendix lists the bars used."
    )


def seen_text(findings: Findings) -> str:
    """Say how large a move would have had to be, where that is known."""
    told = "" if findings.days is None else seen_paragraph(findings, findings.days)
    return f" {told}" if told else ""


def assets_text(findings: Findings, rows: pd.DataFrame) -> str:
    """Say which assets the symbols stand for."""
    told = key_text(findings.assets[symbol] for symbol in dict.fromkeys(rows["asset"]))
    return f" {told}" if told else ""


def other_clock(findings: Findings) -> tuple[str, str]:
    """Choose the clock beside that of the headlines, by its heading and its zone: UTC, or else New York."""
    return ("New York", "America/New_York") if zone_text(findings) == "UTC" else ("UTC", "UTC")


def largest_words(findings: Findings) -> str:
    """Say of the largest moves together what they are worth: how many stand out, and what chance brings.

    Returns
    -------
    str
        One sentence; empty where nothing was measured.
    """
    rows = largest_rows(findings)
    if rows.empty:
        return ""
    judged = rows[rows["pvalue_all"].notna()]
    if judged.empty:
        return "None of these moves could be compared with enough other windows to be judged."
    certain = int((judged["pvalue_all"] < ALPHA).sum())
    if not certain:
        return (
            "None of these moves can be told from noise once every clock test of the page is counted: among so many "
            "windows some are this large by chance."
        )
    those = "one of these moves is" if certain == 1 else f"{count_word(certain)} of these moves are"
    return f"With every clock test of the page counted, {those} more than noise explains."


def largest_line(findings: Findings, row: Any) -> tuple[str, ...]:
    """Write one line of the largest moves."""
    asset, head = findings.assets[row.asset], findings.heads.loc[row.headline_id]
    instant = head["instant"]
    return (
        str(int(row.number)),
        stamp_text(instant.tz_convert(str(head["zone"]))),
        clock_text(instant.tz_convert(other_clock(findings)[1])),
        shorten(str(head["headline"]), most=LONGEST),
        str(row.window),
        asset.symbol,
        move_text(asset, row.move),
        number(row.standardized, decimals=1, sign=True),
        rank_text(row),
        pvalue_text(row.pvalue_all),
        market_text(row),
        share_text(row.retraced),
    )


def rank_text(row: Any) -> str:
    """Write the place of a move among its placebos, itself counted."""
    if not math.isfinite(row.placebo_pvalue):
        return "–"
    return f"{int(row.n_larger) + 1:,} of {int(row.n_placebos) + 1:,}"


def market_text(row: Any) -> str:
    """Say how long after the headline the market opened, or that it was open."""
    if row.outcome != "market_closed_next_open":
        return "open"
    return wait_text(row.delay).replace(" ", "\u00a0")
