"""Tables on whole days in clock time: the news share, and the jumps with the nearest headline."""

import math

import pandas as pd

from aftershock.reporting.clock_days import ClockDays
from aftershock.reporting.day_words import jump_paragraph, length_text
from aftershock.reporting.findings import Findings, each
from aftershock.reporting.grids import bars_text
from aftershock.reporting.page import Table
from aftershock.reporting.wording import move_text, number, numbers_text, pvalue_text, share_text, wait_text


def share_table(findings: Findings, days: ClockDays) -> Table:
    """List the news share of every asset beside what chance would give."""
    return Table(
        title="Share of variance near the headlines",
        caption=(
            f"Share of each day's realized variance in the bars from a headline to {length_text(days)} after it; "
            "share of the time those bars take; by chance: what that much time at those hours usually holds; interval: "
            "of 95\u202f% of placebos, which turn the day's moves around the clock under the same windows; p: "
            "share of placebos that hold as much, each asset taken alone."
        ),
        columns=("Asset", "Days", "Variance", "Time", "By chance", "Interval", "p", "Why none"),
        numeric=(False, True, True, True, True, True, True, False),
        rows=tuple(share_line(findings, row) for row in each(days.shares)),
    )


def share_line(findings: Findings, row: pd.Series) -> tuple[str, ...]:
    """Write the news share of one asset."""
    known = math.isfinite(row.share)
    return (
        findings.assets[row.asset].name,
        str(int(row.n_days)),
        share_text(row.share),
        share_text(row.time_share),
        share_text(row.expected),
        f"{share_text(row.low)} to {share_text(row.high)}" if known else "–",
        pvalue_text(row.pvalue),
        row.reason or "–",
    )


def jump_table(findings: Findings, days: ClockDays) -> Table:
    """List the bars that jumped, each with the nearest headline and its distance."""
    lacking = [
        int(number_)
        for number_, name in zip(findings.heads["number"], findings.heads.index, strict=True)
        if not days.followed[name]
    ]
    followed = (
        f"Headlines that no jump followed within {length_text(days)}: {numbers_text(lacking)}."
        if lacking
        else f"Every headline was followed by a jump within {length_text(days)}."
    )
    return Table(
        title="Jumps, and the nearest headline",
        caption=(
            f"{jump_paragraph(findings, days)} Lee and Mykland (2008); limit: what the largest of all bars would pass "
            "in one sample of a hundred if bars were normal. Distance: from the headline to the end of the bar; below "
            f"zero the price was known before it. {followed}"
        ),
        columns=("Asset", "Bar (UTC)", "Move", "Size", "Limit", "No.", "Distance", "Headline"),
        numeric=(False, False, True, True, True, True, True, False),
        rows=tuple(jump_line(findings, row) for row in each(days.jumps)),
    )


def jump_line(findings: Findings, row: pd.Series) -> tuple[str, ...]:
    """Write one jump."""
    head = findings.heads.loc[row.headline_id]
    return (
        findings.assets[row.asset].name,
        bars_text(row.start, row.end, dated=True),
        move_text(findings.assets[row.asset], row.move),
        number(abs(row.statistic), decimals=1),
        number(row.critical, decimals=1),
        str(int(head["number"])),
        distance_text(row.distance),
        str(head["headline"]),
    )


def distance_text(distance: pd.Timedelta) -> str:
    """Write a distance in time with its sign.

    Examples
    --------
    >>> distance_text(pd.Timedelta("45min")), distance_text(pd.Timedelta("-75min"))
    ('+45 min', '−1 h 15 min')
    """
    return f"{'−' if distance < pd.Timedelta(0) else '+'}{wait_text(abs(distance))}"
