"""The risk-off compass of a study: which days went as a flight to safety goes, in words, a figure and a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from aftershock.comovement import RiskOffScores
from aftershock.markets import Asset
from aftershock.plots import compass_table, describe_compass, plot_compass
from aftershock.reporting.figures import figure_on_axes
from aftershock.reporting.findings import each
from aftershock.reporting.links import Links
from aftershock.reporting.page import Figure, Table
from aftershock.reporting.wording import (
    capital,
    count_word,
    day_text,
    equals,
    in_sentence,
    joined,
    number,
    pvalue_text,
    short_day_text,
)

MOST_NAMED = 3
TOLD = ("risk-off", "risk-on")
APART = (
    "How far usual days went allows for their moves in other directions, since a volatile day goes far in all. These "
    "are tests of their own, not counted with those of single moves."
)
ASYNCHRONOUS = (
    "Daily prices are struck at different hours: what came late in a day counts for the next in some assets."
)


def compass_words(links: Links, assets: Mapping[str, Asset]) -> tuple[str, ...]:
    """Say which days of a study went as a flight to safety goes, how usual that is, and which have no score.

    Parameters
    ----------
    links : Links
        Scores, or why there are none.
    assets : mapping of str to Asset
        By symbol.

    Returns
    -------
    tuple of str
        A paragraph with the verdict and one on what it means, or one that says why there is none.

    Notes
    -----
    Only a day whose p-value, with all days counted, is small is called risk-off or risk-on; the furthest of the others
    is told with its rank and as not told from noise.
    """
    scores = links.compass
    if scores is None:
        return (f"There is no risk-off compass: {links.compass_reason.rstrip('.')}.",)
    table = own_rows(scores)
    judged, word = table[table["pvalue"].notna()], unit_word(links.length)
    if judged.empty:
        return (f"No {word} has a risk-off score: {table['reason'].iloc[0]}.",)
    unscored = unscored_text(table[table["pvalue"].isna()], word)
    verdict = f"{verdict_text(judged, links.length)} {unscored}".strip()
    late = f" {ASYNCHRONOUS}" if scores.note else ""
    return verdict, f"{signature_text(scores.signature, assets)} {APART}{late}"


def own_rows(scores: RiskOffScores) -> pd.DataFrame:
    """Take the scores of days that stand for themselves."""
    table = scores.to_frame()
    return table[~table["reason"].str.startswith("merged into")]


def unit_word(length: int) -> str:
    """Name what has a score."""
    return "day" if length == 1 else f"window of {count_word(length)} sessions"


def units(count: int, word: str) -> str:
    """Count days or windows in words."""
    return f"{count_word(count)} {word if count == 1 else word.replace('day', 'days').replace('window', 'windows')}"


def signature_text(signature: Mapping[str, float], assets: Mapping[str, Asset]) -> str:
    """Say which moves make a score."""
    falls, rises = (
        [in_sentence(assets[name]) for name, weight in signature.items() if weight * sign > 0]
        for sign in (-1, 1)
    )
    verbs = [
        f"{joined(names)} {verb}{'s' if len(names) == 1 else ''}"
        for names, verb in ((falls, "fall"), (rises, "rise"))
        if names
    ]
    return (
        f"Risk-off means here that {joined(verbs)}; the score says how far markets went that way, in the spread of "
        "usual days, and is negative for the opposite."
    )


def verdict_text(judged: pd.DataFrame, length: int) -> str:
    """Say which scores stand out with all of them counted; of the others only the furthest."""
    told, mixed = judged[judged["word"].isin(TOLD)], judged[judged["word"] == "mixed"]
    if len(judged) == 1:
        return single_text(judged.iloc[0], length)
    counted = f"Of the {units(len(judged), unit_word(length))} with a risk-off score"
    if len(told):
        rest = {0: "", 1: "; the other does not"}.get(len(judged) - len(told), "; the others do not")
        return f"{counted}, {named_text(told, length)}{rest}.{mixed_text(mixed)}"
    none = "neither" if len(judged) == 2 else "none"
    furthest = judged.iloc[int(judged["statistic"].abs().to_numpy().argmax())]
    return (
        f"{counted}, {none} stands out as risk-off or risk-on with all of them counted; the furthest was "
        f"{when_text(furthest)}, {score_text(furthest, length)}.{mixed_text(mixed)}"
    )


def single_text(row: pd.Series, length: int) -> str:
    """Judge the only score."""
    worth = {
        "mixed": "markets moved further than noise would often bring, but not clearly in this direction",
        "not told from noise": "that cannot be told from noise",
    }.get(row["word"], f"that stands out from noise as {row['word']}")
    when = "On" if length == 1 else "Around"
    return f"{when} {when_text(row)} the risk-off score was {score_text(row, length)}: {worth}."


def named_text(told: pd.DataFrame, length: int) -> str:
    """Name the scores that stand out, the furthest first, and count those that are not named."""
    ordered = told.loc[told["statistic"].abs().sort_values(ascending=False, kind="stable").index]
    if len(ordered) == 1:
        (row,) = (row for _, row in ordered.iterrows())
        return f"{when_text(row)}, {score_text(row, length)}, stands out from noise as {row['word']}"
    named = [
        f"{when_text(row)} ({row['word']}, score {number(row['score'], decimals=1, sign=True)}, "
        f"{equals('p', row['adjusted_pvalue'])} with all counted)"
        for _, row in ordered.iloc[:MOST_NAMED].iterrows()
    ]
    return f"{with_more(named, len(ordered))} stand out from noise"


def with_more(named: list[str], total: int) -> str:
    """Join names, and count those that are left out."""
    return joined([*named, *([f"{count_word(total - len(named))} more"] if total > len(named) else [])])


def mixed_text(mixed: pd.DataFrame) -> str:
    """Name the days on which markets moved far but not along the signature; empty for none."""
    if mixed.empty:
        return ""
    named = [when_text(row) for _, row in mixed.iloc[:MOST_NAMED].iterrows()]
    return (
        f" Around {with_more(named, len(mixed))} markets moved further than noise would often bring, but not clearly "
        "in this direction."
    )


def when_text(row: pd.Series) -> str:
    """Write the day of a score."""
    return day_text(pd.Timestamp(row["when"]))


def score_text(row: pd.Series, length: int) -> str:
    """Write a score with its rank among usual days, and its p-values."""
    further, usual = (
        as_far(row),
        f"{int(row['n_quiet']):,} usual {'days' if length == 1 else 'stretches'} before",
    )
    rank = f"{count_word(further) if further else 'none'} of {usual} went as far"
    same = row["pvalue"] == row["adjusted_pvalue"]
    counted = "" if same else f", {equals('p', row['adjusted_pvalue'])} with all counted"
    score = number(row["score"], decimals=1, sign=True)
    return f"{score} ({rank}, {equals('p', row['pvalue'])}{counted})"


def as_far(row: Any) -> int:
    """Count the usual days on which the score went as far either way; the p-value is one more over one more."""
    return round(float(row["pvalue"]) * (1 + int(row["n_quiet"]))) - 1


def unscored_text(rows: pd.DataFrame, word: str) -> str:
    """Count the days without a score; empty for none."""
    if rows.empty:
        return ""
    return f"{capital(units(len(rows), word))} {'has' if len(rows) == 1 else 'have'} no score; the table says why."


def compass_figure(links: Links) -> Figure | None:
    """Make the figure of the compass with its table; None without a score to draw.

    Parameters
    ----------
    links : Links
        Scores, or why there are none.

    Returns
    -------
    Figure or None
    """
    scores = links.compass
    if scores is None or own_rows(scores)["pvalue"].isna().all():
        return None

    def draw(ax: Axes) -> Axes:
        return plot_compass(scores, ax=ax)

    return figure_on_axes(
        "compass",
        "Risk-off compass",
        draw,
        alt=describe_compass(scores),
        data=compass_table(scores).reset_index(),
        table=score_table(scores, links.length),
        tall=1.15,
    )


def score_table(scores: RiskOffScores, length: int) -> Table:
    """List every score with the moves behind it."""
    table, symbols = own_rows(scores), list(scores.reactions.columns)
    moves = scores.reactions.loc[table.index].to_numpy(dtype=float)
    rows = tuple(
        (
            short_day_text(pd.Timestamp(row.when)),
            *(number(move, decimals=1, sign=True) for move in own),
            number(row.score, decimals=1, sign=True),
            pvalue_text(row.pvalue),
            pvalue_text(row.adjusted_pvalue),
            row.word or row.reason,
        )
        for row, own in zip(each(table), moves.tolist(), strict=True)
    )
    span = "that day" if length == 1 else f"{count_word(length)} sessions"
    weights = ", ".join(
        f"{name} {number(weight, decimals=0, sign=True)}" for name, weight in scores.signature.items()
    )
    return Table(
        title="Risk-off scores",
        caption=(
            f"Moves over {span} in usual moves of the asset. Score: these moves weighed ({weights}), in the spread of "
            "usual days; p: share of usual days before that went as far either way, large moves across the signature "
            "allowed for; p, all: with every row counted. Mixed: a large move, but not along the signature."
        ),
        columns=("Day", *symbols, "Score", "p", "p, all", "Word"),
        numeric=(False, *[True] * (len(symbols) + 3), False),
        rows=rows,
        folded=True,
    )
