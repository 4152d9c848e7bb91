"""Sentences about many dated events, written from results by rules: the lead and the cards."""

import math
from typing import Any

import pandas as pd

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.measures import ALPHA
from aftershock.reporting.events.wording import (
    mean_size,
    mean_text,
    window_text,
    window_words,
)
from aftershock.reporting.findings import each
from aftershock.reporting.narrative import counted_text, highest
from aftershock.reporting.page import Card
from aftershock.reporting.wording import count_word, equals, in_sentence, joined
from aftershock.study.windows import Window

NOTHING = "No mean move could be measured around these days; the outcomes below say why, pair by pair."


def lead_sentence(findings: EventFindings) -> str:
    """Answer the study's question: how the assets moved on average around the days, and is it more than noise.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    str
        One sentence, and a second on what could have been seen where not everything stands out. Nothing in it
        says that an event caused a move.
    """
    rows = findings.lead()
    known = rows[rows["estimate"].notna()]
    if known.empty:
        return NOTHING
    events = events_text(int(known["n_events"].max()), kind="dated event")
    first = (
        f"Around {events}, {window_words(findings.windows[0])}, the mean abnormal move was "
        f"{moves_text(findings, known)}: {verdict(findings, known)}."
    )
    return " ".join(text for text in (first, detectable_sentence(findings, known)) if text)


def events_text(count: int, *, kind: str = "event") -> str:
    """Count events in words."""
    return f"{count_word(count)} {kind}{'' if count == 1 else 's'}"


def moves_text(findings: EventFindings, rows: pd.DataFrame) -> str:
    """List mean moves with their assets."""
    return joined(
        [
            f"{mean_text(findings.assets[row.asset], row.estimate)} in {in_sentence(findings.assets[row.asset])}"
            for row in each(rows)
        ]
    )


def number_of_tests(findings: EventFindings) -> int:
    """Count the tests of the table: windows x assets x groups that have a p-value."""
    return int(findings.tests["pvalue"].notna().sum())


def verdict(findings: EventFindings, rows: pd.DataFrame) -> str:
    """Judge the mean moves of the lead together, every test of the table counted."""
    judged = rows[rows["pvalue"].notna()]
    if judged.empty:
        return f"that cannot be judged, for {rows['reason'].iloc[0]}"
    certain = judged[judged["pvalue_holm"] < ALPHA]
    alone = judged[(judged["pvalue"] < ALPHA) & (judged["pvalue_holm"] >= ALPHA)]
    if len(certain):
        return certain_text(findings, certain, len(judged))
    if len(alone):
        return alone_text(findings, alone, len(judged))
    return f"{none_text(len(judged), number_of_tests(findings))}{elsewhere_text(findings)}"


def none_text(judged: int, tests: int) -> str:
    """Say that nothing stands out."""
    told = f" {counted_text(tests)}" if tests > 1 else ""
    those = {1: "that cannot", 2: "neither of these can"}.get(judged, "none of these can")
    return f"{those} be told from noise{told}"


def certain_text(findings: EventFindings, certain: pd.DataFrame, judged: int) -> str:
    """Name the mean moves that stand out although all tests are counted."""
    told = " ".join(
        part
        for part in (counted_text(number_of_tests(findings)), f"({highest(certain['pvalue_holm'])})")
        if part
    )
    if len(certain) == judged:
        return f"{'that' if judged == 1 else 'each of these'} stands out from noise {told}"
    rest = "the other does not" if judged - len(certain) == 1 else "the others do not"
    stand = "stands" if len(certain) == 1 else "stand"
    return f"{assets_text(findings, certain)} {stand} out from noise {told}; {rest}"


def alone_text(findings: EventFindings, alone: pd.DataFrame, judged: int) -> str:
    """Name the mean moves that look unusual one at a time, and take that back for the table as a whole."""
    told, high = counted_text(number_of_tests(findings)), highest(alone["pvalue"])
    lowest = f"{'' if len(alone) == 1 else 'smallest '}{equals('p', alone['pvalue_holm'].min())}"
    if judged == 1:
        return f"that is unusual taken alone ({high}), but {told} it cannot be told from noise ({lowest})"
    only = "" if len(alone) == judged else "only "
    is_are, it_they = ("is", "it") if len(alone) == 1 else ("are", "they")
    return (
        f"{only}{assets_text(findings, alone)} {is_are} unusual taken alone ({high}), and {told} {it_they} cannot be "
        f"told from noise either ({lowest})"
    )


def assets_text(findings: EventFindings, rows: pd.DataFrame) -> str:
    """Name the mean moves meant by their assets, as the one in gold."""
    named = [in_sentence(findings.assets[row.asset]) for row in each(rows)]
    return f"the {'one' if len(named) == 1 else 'ones'} in {joined(named)}"


def elsewhere_text(findings: EventFindings) -> str:
    """Name what stands out in other windows or groups; empty where nothing does."""
    certain = findings.tests[findings.tests["pvalue_holm"] < ALPHA]
    if certain.empty:
        return ""
    named = [
        f"{mean_text(findings.assets[row.asset], row.estimate)} in {in_sentence(findings.assets[row.asset])} "
        f"({row.group or 'all events'}, {window_text(Window(row.start, row.end))}, {equals('p', row.pvalue_holm)})"
        for row in each(certain)
    ]
    return (
        f"; elsewhere in the table {joined(named)} {'stands' if len(named) == 1 else 'stand'} out from noise"
    )


def detectable_sentence(findings: EventFindings, rows: pd.DataFrame) -> str:
    """Say which mean moves would have been seen, for the assets that do not stand out."""
    quiet = rows[~(rows["pvalue_holm"] < ALPHA) & rows["detectable_all"].notna()]
    if quiet.empty:
        return ""
    sizes = [mean_size(findings.assets[row.asset], row.detectable_all) for row in each(quiet)]
    if len(quiet) < len(rows):
        named = [in_sentence(findings.assets[row.asset]) for row in each(quiet)]
        sizes = [f"{size} in {name}" for size, name in zip(sizes, named, strict=True)]
    order = ", in this order," if len(sizes) > 1 and len(quiet) == len(rows) else ""
    means = "A mean of" if len(sizes) == 1 else "Means of"
    counted = " with all tests counted" if number_of_tests(findings) > 1 else ""
    return f"{means} {joined(sizes)}{order} would have been seen four times in five{counted}."


def verdict_cards(findings: EventFindings) -> tuple[Card, ...]:
    """Write one card an asset for the whole list over the first window.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    tuple of Card
        In the order of the study's assets.
    """
    tests = number_of_tests(findings)
    return tuple(card(findings, row, tests) for row in each(findings.lead()))


def card(findings: EventFindings, row: Any, tests: int) -> Card:
    """Write the card of one asset: its mean move, what that is worth, and what would have been seen."""
    asset = findings.assets[row.asset]
    if not math.isfinite(row.estimate):
        return Card(asset.name, "–", "Not measured: no event has a move.", None)
    if not math.isfinite(row.pvalue):
        return Card(asset.name, mean_text(asset, row.estimate), f"Not judged: {row.reason}.", None)
    counted = f"; {counted_text(tests)} {equals('p', row.pvalue_holm)}" if tests > 1 else ""
    mean = f"Mean of {events_text(row.n_events)}, standard error {mean_size(asset, row.std_error)}"
    return Card(
        asset.name,
        mean_text(asset, row.estimate),
        f"{mean} ({equals('p', row.pvalue)}{counted}). {seen_text(findings, row, tests)}",
        bool(row.pvalue_holm < ALPHA),
    )


def seen_text(findings: EventFindings, row: Any, tests: int) -> str:
    """Say which mean would have been seen."""
    if row.pvalue_holm < ALPHA:
        return "It stands out with every test counted." if tests > 1 else "It is the only test."
    if not math.isfinite(row.detectable):
        return "There are too few events to find anything."
    asset = findings.assets[row.asset]
    alone = f"A mean of {mean_size(asset, row.detectable)} would have been seen four times in five"
    if tests < 2:
        return f"{alone}."
    return f"{alone} taken alone, of {mean_size(asset, row.detectable_all)} with all tests counted."
