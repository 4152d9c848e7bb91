"""Sentences on whole days in clock time: the news share, the jumps, and what would have been seen."""

import math

import pandas as pd

from aftershock.reporting.clock_days import DAY, ClockDays
from aftershock.reporting.findings import Findings, each, measured
from aftershock.reporting.grids import spaced, window_title
from aftershock.reporting.wording import (
    capital,
    count_word,
    date_text,
    equals,
    in_sentence,
    joined,
    share_text,
    size_text,
)

FAT_TAILS = "Where bars have fat tails chance makes jumps too, so no p-value is claimed for them."


def share_paragraph(findings: Findings, days: ClockDays) -> str:
    """Say how much of the days' variance fell after the prints, in how much of their time, and by chance.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.
    days : ClockDays
        What whole days show.

    Returns
    -------
    str
        One sentence; empty where no day counts.
    """
    known = days.shares[days.shares["share"].notna()]
    if known.empty:
        return ""
    first, *others = [
        (
            in_sentence(findings.assets[row.asset]),
            share_text(row.share),
            share_text(row.time_share),
            chance_clause(row),
        )
        for row in each(known)
    ]
    n_days = int(known["n_days"].iloc[0])
    whole = "the day's variance" if n_days == 1 else f"the variance of {count_word(n_days)} days"
    text = (
        f"In {first[0]}, {first[1]} of {whole} fell within {length_text(days)} of a headline, which is {first[2]} of "
        f"the time {first[3]}"
    )
    rest = "".join(f"; in {name} {share} in {time} {chance}" for name, share, time, chance in others)
    return f"{text}{rest}.{' Each is tested alone.' if others else ''}"


def chance_clause(row: pd.Series) -> str:
    """Write what chance would give."""
    return f"({share_text(row.expected)} expected by chance, {equals('p', row.pvalue)})"


def jump_paragraph(findings: Findings, days: ClockDays) -> str:
    """Say how often prices jumped over the days of the headlines, how often after one, and which had none."""
    instants = findings.heads["instant"]
    span = f"From {date_text(instants.min() - DAY)} to {date_text(instants.max() + DAY)}"
    if days.jumps.empty:
        return f"{span}, season and day taken out, no bar jumped."
    counts = days.jumps["asset"].value_counts()
    named = [
        f"{in_sentence(asset)} {times(int(counts[name]))}"
        for name, asset in findings.assets.items()
        if name in counts
    ]
    return f"{span}, season and day taken out, prices jumped in {joined(named)}. {near_text(findings, days)}"


def near_text(findings: Findings, days: ClockDays) -> str:
    """Say how many jumps followed a headline, and how many headlines had none."""
    jumps, near, headlines = len(days.jumps), int(days.near.sum()), len(findings.heads)
    followed, length = int(days.followed.sum()), length_text(days)
    came = f"{capital(jumps_text(near, jumps))} within {length} after a headline"
    if headlines == 1:
        return f"{came}. {FAT_TAILS}"
    return f"{came}; {followed_text(followed, headlines)} that soon. {FAT_TAILS}"


def jumps_text(near: int, jumps: int) -> str:
    """Say how many of the jumps came near a headline."""
    if jumps == 1:
        return "it came" if near else "it did not come"
    if jumps == 2 and near != 1:
        return "both came" if near else "neither came"
    word = "all" if near == jumps else "none" if near == 0 else count_word(near)
    return f"{word} of these {count_word(jumps)} jumps came"


def followed_text(followed: int, headlines: int) -> str:
    """Say how many of several headlines had a jump."""
    if followed == headlines:
        return f"{'both headlines' if headlines == 2 else 'every headline'} had one"
    if not followed:
        return f"{'neither' if headlines == 2 else 'none'} of the {count_word(headlines)} headlines had one"
    return f"{count_word(headlines - followed)} of the {count_word(headlines)} headlines had none"


def times(count: int) -> str:
    """Write how often.

    Examples
    --------
    >>> times(1), times(2), times(5)
    ('once', 'twice', 'five times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{count_word(count)} times")


def seen_paragraph(findings: Findings, days: ClockDays) -> str:
    """Say how large a move would have had to be to be unusual taken alone, asset by asset."""
    rows = measured(findings.clock, days.window)
    sizes = rows.groupby("asset", sort=False)["detectable"].median()
    named = [
        f"{size_text(asset, float(sizes[name]))} in {in_sentence(asset)}"
        for name, asset in findings.assets.items()
        if name in sizes and math.isfinite(sizes[name])
    ]
    if not named:
        return ""
    return (
        f"{window_title(days.window)}, a move beyond about {joined(named)} would have been unusual taken alone (the "
        "median over the headlines)."
    )


def length_text(days: ClockDays) -> str:
    """Write the length of the window.

    Examples
    --------
    >>> import pandas as pd
    >>> none = pd.DataFrame()
    >>> length_text(ClockDays("0/+60min", none, none, pd.Series(dtype=bool)))
    '60 min'
    """
    return spaced(days.window.split("/")[1])
