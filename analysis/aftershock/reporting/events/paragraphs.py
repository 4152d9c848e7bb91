"""The paragraphs under the lead of a study of dated events, written from results by rules."""

from typing import Any

import pandas as pd

from aftershock.reporting.events.findings import EventFindings, of_group, of_window, overlapping_pairs
from aftershock.reporting.events.measures import ALPHA, WHOLE
from aftershock.reporting.events.narrative import events_text, moves_text
from aftershock.reporting.events.wording import mean_text, window_text, window_words
from aftershock.reporting.findings import each
from aftershock.reporting.wording import capital, count_word, equals, in_sentence, joined, number
from aftershock.study.windows import Window


def standfirst(findings: EventFindings) -> tuple[str, ...]:
    """Write the paragraphs under the lead: what the days are, groups, other windows, overlap, what is missing.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    tuple of str
        Plain sentences.
    """
    paragraphs = (
        findings.spec.note,
        groups_paragraph(findings),
        " ".join(window_sentence(findings, window) for window in findings.windows[1:]),
        overlap_paragraph(findings),
        *findings.gaps,
    )
    return tuple(text for text in paragraphs if text)


def groups_paragraph(findings: EventFindings) -> str:
    """Set the groups side by side over the first window, and say whether they differ."""
    parts = []
    for group in findings.groups:
        rows = findings.lead(group)
        known = rows[rows["estimate"].notna()]
        if len(known):
            parts.append(
                f"{group} ({events_text(int(known['n_events'].max()))}): {moves_text(findings, known)}."
            )
    if not parts:
        return ""
    opening = f"Group by group, {window_words(findings.windows[0])}:"
    told = [opening, *parts, others_sentence(findings), difference_sentence(findings)]
    return " ".join(text for text in told if text)


def others_sentence(findings: EventFindings) -> str:
    """Say how many events belong to none of the groups studied apart; empty for none."""
    others = int((~findings.events["group"].isin(findings.groups)).sum())
    if not others:
        return ""
    told = "The one other event counts" if others == 1 else f"The {count_word(others)} other events count"
    return f"{told} in the whole list only."


def difference_sentence(findings: EventFindings) -> str:
    """Say whether the groups differ, with every difference counted; empty where there is nothing to compare."""
    judged = findings.differences[findings.differences["pvalue"].notna()]
    if judged.empty:
        return ""
    certain = judged[judged["pvalue_holm"] < ALPHA]
    if certain.empty:
        return quiet_text(judged)
    named = joined([difference_text(findings, row) for row in each(certain)])
    counted = {1: "", 2: " with both differences counted"}.get(
        len(judged), f" with all {count_word(len(judged))} differences counted"
    )
    stand = "that stands" if len(certain) == 1 else "those stand"
    return f"They differ in {named}: {stand} out from noise{counted}."


def quiet_text(judged: pd.DataFrame) -> str:
    """Say that no difference stands out, with the smallest p-value."""
    smallest = equals("p", judged["pvalue"].min())
    if len(judged) == 1:
        return f"The difference between them cannot be told from noise ({smallest})."
    told = "Neither" if len(judged) == 2 else "None"
    return (
        f"{told} of the {count_word(len(judged))} differences between them, every window counted, can be told from "
        f"noise (smallest {smallest}, {equals('p', judged['pvalue_holm'].min())} with all of them counted)."
    )


def difference_text(findings: EventFindings, row: Any) -> str:
    """Name one difference by its asset and window, with its size."""
    asset, window = findings.assets[row.asset], window_text(Window(row.start, row.end))
    size = f"{row.group} less {row.other} {mean_text(asset, row.estimate)}"
    return f"{in_sentence(asset)} over {window} ({size}, {equals('p', row.pvalue_holm)})"


def window_sentence(findings: EventFindings, window: Window) -> str:
    """Say what the mean moves of another window were, for the whole list."""
    rows = of_group(of_window(findings.tests, window), WHOLE)
    known = rows[rows["estimate"].notna()]
    if known.empty:
        return ""
    judged = known[known["pvalue"].notna()]
    worth = f" ({smallest_text(judged)})" if len(judged) else ""
    return f"{capital(window_words(window))}, the mean moves were {moves_text(findings, known)}{worth}."


def smallest_text(rows: pd.DataFrame) -> str:
    """Write the smallest p-value of several, alone and with all tests counted."""
    name = "p" if len(rows) == 1 else "smallest p"
    return f"{equals(name, rows['pvalue'].min())}, {equals('p', rows['pvalue_holm'].min())} with all tests counted"


def overlap_paragraph(findings: EventFindings) -> str:
    """Say how many days are listed, how many share a session, and how many windows share days."""
    aligned, events = findings.aligned, len(findings.events)
    if events == 1:
        return "One day is listed."
    merged = int((aligned["outcome"] == "merged_into_episode").sum())
    shared = "no two fall on one session"
    if merged:
        those = (
            "shares a session with an earlier event and counts"
            if merged == 1
            else "share a session with an earlier event and count"
        )
        shared = f"{merged:,} of {len(aligned):,} pairs {those} once"
    listed = f"{capital(count_word(events))} days are listed"
    return f"{listed}; {shared}. {capital(overlap_text(findings))}. {correlation_text(findings)}"


def overlap_text(findings: EventFindings) -> str:
    """Say how many pairs of events share days of each window; windows alike in this are told together."""
    by_count: dict[int, list[str]] = {}
    for window in findings.windows:
        by_count.setdefault(most_overlaps(findings, window), []).append(window_text(window))
    return joined([f"over {joined(windows)} {pairs_text(pairs)}" for pairs, windows in by_count.items()])


def most_overlaps(findings: EventFindings, window: Window) -> int:
    """Count the pairs of events whose windows share a day, in the asset with most of them."""
    return max(overlapping_pairs(findings, window).values())


def pairs_text(pairs: int) -> str:
    """Say how many pairs of events share a day."""
    if not pairs:
        return "no two events share a day"
    return f"{count_word(pairs)} pair{' of events shares' if pairs == 1 else 's of events share'} a day"


def correlation_text(findings: EventFindings) -> str:
    """Say what shared days do to the standard errors."""
    if not any(most_overlaps(findings, window) for window in findings.windows):
        return (
            "So the mean correlation of shared days r̄ is 0, and the correction for it changes nothing here."
        )
    known = findings.tests.dropna(subset=["shared_factor"])
    if known.empty:
        return "There are too few events to correct for that."
    shared = range_text(known["mean_correlation"], decimals=3)
    return (
        f"Standard errors and kp_bmp_t allow for that by the mean correlation of shared days r̄, here {shared}: they "
        f"are {range_text(known['shared_factor'], decimals=2)} times as wide as for events that share nothing."
    )


def range_text(values: "pd.Series[float]", *, decimals: int) -> str:
    """Write the smallest and the largest of some numbers, or the one they all are."""
    low, high = (number(float(end), decimals=decimals) for end in (values.min(), values.max()))
    return low if low == high else f"{low} to {high}"
