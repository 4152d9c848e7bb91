"""The tables of a report on dated events: tests, differences, every event's moves, paths, outcomes."""

import math
from typing import Any

import pandas as pd

from aftershock.alignment import OUTCOMES, count_outcomes
from aftershock.reporting.events.findings import EventFindings, of_window
from aftershock.reporting.events.measures import COMPARED
from aftershock.reporting.events.wording import group_text, mean_text, window_text, window_words
from aftershock.reporting.findings import each
from aftershock.reporting.grids import SHORT, key_text
from aftershock.reporting.page import Table
from aftershock.reporting.wording import joined, move_text, number, pvalue_text, short_day_text
from aftershock.study.windows import Window

ZERO_WIDTH, LONG = "\u200b", 10
LIMITS = ((90, "from"), (68, "from"), (68, "to"), (90, "to"))


def tables_of_tests(findings: EventFindings) -> tuple[Table, ...]:
    """Build the table of tests, of others beside them, and of differences where there are groups."""
    tables = [mean_table(findings), comparison_table(findings)]
    if len(findings.differences):
        tables.append(difference_table(findings))
    return tuple(tables)


def mean_table(findings: EventFindings) -> Table:
    """List every mean with the test that decides, window by window, asset by asset, group by group."""
    total = int(findings.tests["pvalue"].notna().sum())
    rows = tuple(
        (
            *selection_cells(findings, row),
            f"{row.n_events:,}",
            mean_text(findings.assets[row.asset], row.estimate),
            mean_text(findings.assets[row.asset], row.std_error, sign=False),
            pvalue_text(row.pvalue),
            pvalue_text(row.pvalue_holm),
            mean_text(findings.assets[row.asset], row.detectable, sign=False),
            mean_text(findings.assets[row.asset], row.detectable_all, sign=False),
        )
        for row in each(findings.tests)
    )
    return Table(
        title="Mean moves and their tests",
        caption=(
            "Mean: mean cumulative abnormal move. s.e.: its standard error, allowing for shared days. p: "
            f"{findings.spec.test}, the test that decides. p, all tests: the same adjusted for the {total} tests of "
            "this table (Holm). Detectable: the mean that would be found significant four times in five, taken alone "
            "and with all tests counted."
        ),
        columns=(
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
        ),
        numeric=(False, False, False, *[True] * 7),
        rows=rows,
    )


def selection_cells(findings: EventFindings, row: Any) -> tuple[str, str, str]:
    """Name the asset, the group and the window of a row."""
    window = window_text(Window(row.start, row.end))
    return findings.assets[row.asset].name, group_text(row.group), window


def comparison_table(findings: EventFindings) -> Table:
    """List the p-values of other tests beside the one that decides."""
    names = [name for name in COMPARED if name != findings.spec.test]
    rows = tuple(
        (
            row.asset,
            *selection_cells(findings, row)[1:],
            pvalue_text(row.pvalue),
            *(pvalue_text(getattr(row, f"pvalue_{name}")) for name in names),
        )
        for row in each(findings.tests)
    )
    return Table(
        title="Other tests of the same means",
        caption=(
            f"p-values of {joined(names)}, none adjusted, for comparison with {findings.spec.test}: they decide "
            "nothing, and the smallest of so many is small by chance. The command aftershock methods says what each "
            f"assumes. {key_text(findings.assets[symbol] for symbol in findings.daily.symbols)}"
        ),
        columns=("Asset", "Events", "Window", *map(breakable, (findings.spec.test, *names))),
        numeric=(False, False, False, *[True] * (len(names) + 1)),
        rows=rows,
    )


def breakable(name: str) -> str:
    """Let a long name break after its underscores, where it stands as a heading.

    Examples
    --------
    >>> len(breakable("kp_bmp_t")), len(breakable("grank_and_more"))
    (8, 16)
    """
    return name if len(name) <= LONG else name.replace("_", f"_{ZERO_WIDTH}")


def difference_table(findings: EventFindings) -> Table:
    """List the differences between groups with their tests."""
    total = int(findings.differences["pvalue"].notna().sum())
    rows = tuple(
        (
            findings.assets[row.asset].name,
            f"{row.group} less {row.other}",
            window_text(Window(row.start, row.end)),
            f"{row.n_events} and {row.n_other}",
            mean_text(findings.assets[row.asset], row.estimate),
            mean_text(findings.assets[row.asset], row.std_error, sign=False),
            pvalue_text(row.pvalue),
            pvalue_text(row.pvalue_holm),
            pvalue_text(row.pvalue_welch_t),
        )
        for row in each(findings.differences)
    )
    return Table(
        title="Differences between groups",
        caption=(
            "Difference of the mean moves. p: group_permutation, which deals whole dates to the groups anew. p, all: "
            f"the same adjusted for the {total} differences of this table (Holm), a question apart from the tests "
            "above. welch_t: for comparison."
        ),
        columns=("Asset", "Groups", "Window", "n", "Difference", "s.e.", "p", "p, all", "welch_t"),
        numeric=(False, False, False, *[True] * 6),
        rows=rows,
    )


def appendix_tables(findings: EventFindings) -> tuple[Table, ...]:
    """Build the appendix: outcomes, every event's moves, pairs, rejected rows."""
    tables = [outcome_table(findings)]
    tables += [event_table(findings, window) for window in findings.windows]
    tables.append(pair_table(findings))
    if findings.events.attrs["rejected"]:
        tables.append(rejected_table(findings))
    return tuple(tables)


def event_table(findings: EventFindings, window: Window) -> Table:
    """List every event with its move in every asset over one window, and the rank of its size."""
    symbols = findings.daily.symbols
    moves = of_window(findings.moves, window).set_index(["listed_id", "asset"])
    rows = tuple(
        (
            str(event.number),
            short_day_text(event.date),
            str(event.name),
            str(event.group) or "–",
            *(
                text
                for symbol in symbols
                for text in move_and_rank(findings, symbol, moves.loc[(event.Index, symbol)])
            ),
        )
        for event in each(findings.events)
    )
    names = [text for symbol in symbols for text in (symbol, "rank")]
    return Table(
        title=f"Every event, {window_text(window)}",
        caption=(
            f"Cumulative abnormal move {window_words(window)}. Rank: by the size of the move over its own standard "
            "error, among all events of the column; 1 is the largest. The largest of many are large by chance too."
        ),
        columns=("No.", "Listed day", "Event", "Group", *names),
        numeric=(True, False, False, False, *[True] * len(names)),
        rows=rows,
    )


def move_and_rank(findings: EventFindings, symbol: str, row: Any) -> tuple[str, str]:
    """Write one move and its rank, or in a word why there is none."""
    if row["outcome"] == "merged_into_episode":
        return f"as {int(row['leader'])}", "–"
    if not math.isfinite(row["estimate"]):
        return SHORT.get(row["outcome"], "–"), "–"
    rank = f"{int(row['rank'])}" if math.isfinite(row["rank"]) else "–"
    return move_text(findings.assets[symbol], row["estimate"]), rank


def path_table(findings: EventFindings) -> Table:
    """List the mean paths behind the chart, for the whole list too."""
    rows = tuple(
        (
            findings.assets[row.asset].name,
            group_text(row.group),
            number(row.day, decimals=0, sign=True),
            f"{row.n_events:,}",
            *(
                mean_text(findings.assets[row.asset], value)
                for value in (row.estimate, row.outer_low, row.inner_low, row.inner_high, row.outer_high)
            ),
        )
        for row in each(findings.paths)
    )
    span = Window(*findings.spec.span)
    return Table(
        title="Mean paths behind the chart",
        caption=(
            f"Mean cumulative abnormal move from session {number(span.start, decimals=0)} to each day, with pointwise "
            "intervals of 68 and 90\u202f% that allow for shared days."
        ),
        columns=(
            "Asset",
            "Events",
            "Day",
            "n",
            "Mean",
            "90\u202f% from",
            "68\u202f% from",
            "68\u202f% to",
            "90\u202f% to",
        ),
        numeric=(False, False, *[True] * 7),
        rows=rows,
    )


def outcome_table(findings: EventFindings) -> Table:
    """Count the pairs by outcome and say what each word means."""
    counts = count_outcomes(findings.results.outcomes["outcome"])
    rows = tuple(
        (word, str(counts[word]), meaning) for word, meaning in OUTCOMES.items() if counts.get(word, 0)
    )
    return Table(
        title="Outcomes",
        caption=f"Every event x asset pair ends in exactly one of these: {int(counts.sum())} in all.",
        columns=("Outcome", "Pairs", "Meaning"),
        numeric=(False, True, False),
        rows=rows,
    )


def pair_table(findings: EventFindings) -> Table:
    """List the session, the quiet days and the outcome of every event x asset pair."""
    frame = of_window(findings.moves, findings.windows[0])
    rows = tuple(
        (
            str(row.number),
            short_day_text(row.date),
            str(row.asset),
            "–" if pd.isna(row.session) else f"{row.session:%Y-%m-%d}",
            "–" if pd.isna(row.delay) else f"{row.delay.days}",
            number(row.n_estimation, decimals=0),
            number(row.n_masked, decimals=0),
            str(row.outcome),
        )
        for row in each(frame)
    )
    return Table(
        title="Every pair",
        caption=(
            f"{findings.aligned.attrs['assumption']} Wait: days to that session. Quiet days: runs of as many sessions "
            "as the window has in the estimation window; left out: its days that other events' spans cover."
        ),
        columns=("No.", "Listed day", "Asset", "Session", "Wait", "Quiet days", "Left out", "Outcome"),
        numeric=(True, False, False, False, True, True, True, False),
        rows=rows,
    )


def rejected_table(findings: EventFindings) -> Table:
    """List the rows of the list that could not be read as events."""
    rejected = findings.events.attrs["rejected"]
    return Table(
        title="Rows that could not be used",
        caption="Rows of the list without a day that can be read.",
        columns=("Line", "Text", "Reason"),
        numeric=(True, False, False),
        rows=tuple((str(row["line"]), str(row["text"]), str(row["reason"])) for row in rejected),
    )
