"""Sentences written from results by rules: the lead, the paragraphs under it and the verdict cards."""

import math
from typing import Any

import pandas as pd

from aftershock.alignment import OUTCOMES
from aftershock.markets import Asset
from aftershock.reactions import ClockWindow
from aftershock.reporting.day_words import share_paragraph
from aftershock.reporting.findings import ALPHA, Findings, each
from aftershock.reporting.page import Card
from aftershock.reporting.prints import after_paragraph, before_paragraph, clock_lead, run_up_paragraph
from aftershock.reporting.wording import (
    capital,
    count_word,
    day_text,
    equals,
    in_sentence,
    joined,
    move_text,
    ordinal,
    pvalue_text,
    size_text,
    verb_phrase,
)

MOST_SESSIONS = 3


def lead_sentence(findings: Findings) -> str:
    """Answer the study's question in one sentence: what moved in the lead session, and is it more than noise.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    str
        One sentence: on the session, unless a move after a print stands out with every clock test counted. A second
        one says which moves would have stood out, where not all of them do. Nothing in it says that a headline caused
        a move.
    """
    told = session_sentence(findings, findings.lead_session)
    return (
        clock_lead(findings)
        or " ".join(text for text in (told, seen_sentence(findings, findings.lead_session)) if text)
        or "No session move could be measured for these headlines; the outcomes below say why, pair by pair."
    )


def seen_sentence(findings: Findings, event_id: str) -> str:
    """Say which moves of a session would have stood out with every test counted, for those that do not."""
    rows = findings.sessions[findings.sessions["event_id"] == event_id]
    judged = rows[rows["sample_quantile_pvalue"].notna()]
    quiet = judged[~(judged["pvalue_holm"] < ALPHA) & judged["noticeable_all"].notna()]
    if quiet.empty:
        return ""
    counted = counted_text(number_of_tests(findings))
    moves = joined([seen_size(findings, row) for row in each(quiet)])
    many = "An abnormal move" if len(quiet) == 1 else "Abnormal moves"
    opening = f"{capital(counted)}, {many[0].lower()}{many[1:]}" if counted else many
    return f"{opening} beyond about {moves}, up or down, would have stood out."


def seen_size(findings: Findings, row: Any) -> str:
    """Write the size beyond which a move of one asset would have stood out."""
    asset = findings.assets[row.asset]
    return f"{size_text(asset, row.noticeable_all)} in {in_sentence(asset)}"


def session_sentence(findings: Findings, event_id: str) -> str:
    """Say what moved in one session and what it is worth; empty where nothing was measured."""
    rows = findings.sessions[findings.sessions["event_id"] == event_id]
    known = rows[rows["move"].notna()]
    if known.empty:
        return ""
    moves = joined([verb_phrase(findings.assets[row.asset], row.move) for row in each(known)])
    session = covered_text(findings, known)
    return f"On {day_text(pd.Timestamp(event_id))}, {session}, {moves}: {verdict(findings, known)}."


def covered_text(findings: Findings, rows: pd.DataFrame) -> str:
    """Say how many of the headlines a session took in, and for which assets it was another number."""
    total = len(findings.heads)
    if total == 1:
        return "the session of the headline"
    counts = rows["numbers"].map(len)
    covered = int(counts.mode().max())
    every = "both" if total == 2 else f"all {count_word(total)}"
    share = every if covered == total else f"{told(covered, total)} of the {told(total, total)}"
    others = [
        f"{told(count, total)} for {joined([in_sentence(findings.assets[asset]) for asset in part['asset']])}"
        for count, part in rows[counts != covered].groupby(counts, sort=False)
    ]
    return f"the session of {share} headlines{f' ({joined(others)})' if others else ''}"


def told(count: int, total: int) -> str:
    """Write a count among a total: both as words, or both in figures."""
    return count_word(count) if count_word(total) != str(total) else f"{count:,}"


def verdict(findings: Findings, rows: pd.DataFrame) -> str:
    """Judge the moves of one session together: which stand out once all tests are counted."""
    judged = rows[rows["sample_quantile_pvalue"].notna()]
    certain = judged[judged["pvalue_holm"] < ALPHA]
    alone = judged[(judged["sample_quantile_pvalue"] < ALPHA) & (judged["pvalue_holm"] >= ALPHA)]
    if judged.empty:
        return "with so little history, nothing can be said of what that is worth"
    if len(certain):
        return certain_text(findings, certain, len(judged))
    if out_of_reach(findings, judged):
        return out_of_reach_text(findings, judged)
    if len(alone):
        return alone_text(findings, alone, len(judged))
    those = {1: "that cannot", 2: "neither of these moves can"}.get(len(judged), "none of these moves can")
    return f"{those} be told from noise"


def out_of_reach(findings: Findings, judged: pd.DataFrame) -> bool:
    """Say whether even the largest move of the estimation window could not have stood out."""
    return smallest_pvalue(judged) * number_of_tests(findings) >= ALPHA


def smallest_pvalue(judged: pd.DataFrame) -> float:
    """Compute the smallest p-value that the sample-quantile test can give: both tails, one day beyond all others."""
    return float(2 / (judged["n_estimation"].max() + 1))


def out_of_reach_text(findings: Findings, judged: pd.DataFrame) -> str:
    """Refuse to judge where the test cannot reach the level, and say what would let it."""
    tests = number_of_tests(findings)
    needed = f"{math.floor(2 * tests / ALPHA):,}"
    counted = f" and {count_word(tests)} tests" if tests > 1 else ""
    return (
        f"with {int(judged['n_estimation'].max()):,} quiet days{counted} no move at all could have stood out, so this "
        f"says nothing; that takes an estimation window of at least {needed} days"
    )


def certain_text(findings: Findings, certain: pd.DataFrame, judged: int) -> str:
    """Name the moves that stand out although all tests are counted."""
    tests = number_of_tests(findings)
    worth = joined_by_semicolon(highest(certain["pvalue_holm"]), larger_text(certain))
    counted = " ".join(part for part in ("from noise", counted_text(tests), f"({worth})") if part)
    if len(certain) == judged:
        return f"{'that' if judged == 1 else 'each of these moves'} stands out {counted}"
    stand = "stands" if len(certain) == 1 else "stand"
    rest = "the other does not" if judged - len(certain) == 1 else "the others do not"
    return f"{changes_text(findings, certain)} {stand} out {counted}; {rest}"


def joined_by_semicolon(*parts: str) -> str:
    """Join what there is to say in brackets."""
    return "; ".join(part for part in parts if part)


def larger_text(rows: pd.DataFrame) -> str:
    """Say how many quiet days had a larger move than the only one meant; empty for several."""
    if len(rows) != 1:
        return ""
    row = rows.iloc[0]
    larger, days = int(row["rank"]) - 1, f"{int(row['n_estimation']):,} quiet days"
    return f"larger on {count_word(larger)} of {days}" if larger else f"as large on none of {days}"


def alone_text(findings: Findings, alone: pd.DataFrame, judged: int) -> str:
    """Name the moves that look unusual one at a time, and take that back for the table as a whole."""
    counted = counted_text(number_of_tests(findings))
    high = joined_by_semicolon(highest(alone["sample_quantile_pvalue"]), larger_text(alone))
    lowest = f"{'' if len(alone) == 1 else 'smallest '}{equals('p', alone['pvalue_holm'].min())}"
    if len(alone) == judged == 1:
        return f"that is unusual taken alone ({high}), but {counted} it cannot be told from noise ({lowest})"
    if len(alone) == judged:
        none = "neither" if judged == 2 else "none"
        return f"each is unusual taken alone ({high}), but {counted} {none} can be told from noise ({lowest})"
    is_are, it_they = ("is", "it") if len(alone) == 1 else ("are", "they")
    return (
        f"only {changes_text(findings, alone)} {is_are} unusual taken alone ({high}), and {counted} {it_they} cannot "
        f"be told from noise either ({lowest})"
    )


def counted_text(tests: int) -> str:
    """Say that every test was counted; empty for the only one."""
    if tests < 2:
        return ""
    return "with both tests counted" if tests == 2 else f"with all {count_word(tests)} tests counted"


def highest(pvalues: "pd.Series[float]") -> str:
    """Write the p-value of one move, or the largest of several as such."""
    high = float(pvalues.max())
    if len(pvalues) == 1 or pvalue_text(high).startswith("<"):
        return equals("p", high)
    return f"p\u00a0at\u00a0most\u00a0{pvalue_text(high)}"


def changes_text(findings: Findings, rows: pd.DataFrame) -> str:
    """Name the moves meant, as the fall in one asset and the rise in another."""
    return joined(
        [
            f"the {'rise' if row.move > 0 else 'fall'} in {in_sentence(findings.assets[row.asset])}"
            for row in each(rows)
        ]
    )


def number_of_tests(findings: Findings) -> int:
    """Count the session-time tests of the study."""
    return int(findings.sessions["sample_quantile_pvalue"].notna().sum())


def standfirst(findings: Findings) -> tuple[str, ...]:
    """Write the paragraphs under the lead: other sessions, after the prints, before them, what is missing.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    tuple of str
        Plain sentences with the bars used, the usual size and the number of windows looked at.
    """
    paragraphs = other_sessions(findings)
    if findings.reactions is not None:
        windows = [ClockWindow.parse(text) for text in findings.reactions.spec.windows]
        after = next((window for window in windows if not window.is_before and window.end != "close"), None)
        before = next((window for window in windows if window.is_before), None)
        if after is not None:
            paragraphs.append(after_paragraph(findings, after))
        if before is not None:
            paragraphs.append(before_paragraph(findings, before))
        elif after is not None:
            paragraphs.append(run_up_paragraph(findings, after))
    if findings.days is not None:
        paragraphs.append(share_paragraph(findings, findings.days))
    return tuple(text for text in (*paragraphs, *findings.gaps) if text)


def other_sessions(findings: Findings) -> list[str]:
    """Write one sentence on each of the other sessions, and say how many more the table holds."""
    led = [session_sentence(findings, findings.lead_session)] if clock_lead(findings) else []
    measured = findings.sessions.loc[findings.sessions["move"].notna(), "event_id"]
    others = [event_id for event_id in dict.fromkeys(measured) if event_id != findings.lead_session]
    most = 0 if nothing_could_stand_out(findings) else MOST_SESSIONS
    texts = [session_sentence(findings, event_id) for event_id in others[:most]]
    more = len(others) - most
    rest = [f"{capital(counted_sessions(more))} in the table of moves by session."] if more > 0 else []
    return [*led, *texts, *rest]


def counted_sessions(count: int) -> str:
    """Say that there are other sessions, as a sentence begins."""
    return "one more session is" if count == 1 else f"{count_word(count)} more sessions are"


def nothing_could_stand_out(findings: Findings) -> bool:
    """Say whether no session move could have stood out with every test counted, so that saying it once is enough."""
    judged = findings.sessions[findings.sessions["sample_quantile_pvalue"].notna()]
    return not judged.empty and out_of_reach(findings, judged) and not (judged["pvalue_holm"] < ALPHA).any()


def verdict_cards(findings: Findings) -> tuple[Card, ...]:
    """Write one card an asset for the lead session.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    tuple of Card
        In the order of the study's assets.
    """
    tests, rows = number_of_tests(findings), findings.sessions
    here, nowhere = rows[rows["event_id"] == findings.lead_session], rows[rows["event_id"] == ""]
    ranked = pd.concat([here[here["move"].notna()], here[here["move"].isna()], nowhere])
    chosen = ranked.drop_duplicates("asset").set_index("asset")
    named = [symbol for symbol in findings.assets if symbol in chosen.index]
    return tuple(card(findings.assets[symbol], pd.Series(chosen.loc[symbol]), tests) for symbol in named)


def card(asset: Asset, row: pd.Series, tests: int) -> Card:
    """Write the card of one asset: its move, its rank and what that is worth."""
    if not math.isfinite(row["move"]):
        return Card(asset.name, "–", f"Not measured. {OUTCOMES[row['outcome']]}", None)
    if not math.isfinite(row["sample_quantile_pvalue"]):
        return Card(
            asset.name, move_text(asset, row["move"]), f"Not judged. {OUTCOMES[row['outcome']]}", None
        )
    place = f"{capital(ordinal(int(row['rank'])))} abnormal move of {int(row['n_estimation']) + 1} sessions"
    return Card(
        asset.name,
        move_text(asset, row["move"]),
        f"{place} ({equals('p', row['sample_quantile_pvalue'])}). {worth(asset, row, tests)}",
        bool(row["pvalue_holm"] < ALPHA),
    )


def worth(asset: Asset, row: pd.Series, tests: int) -> str:
    """Say what the p-value of one asset is worth."""
    counted = f"{counted_text(tests)} {equals('p', row['pvalue_holm'])}"
    if row["pvalue_holm"] < ALPHA:
        return f"With {counted.removeprefix('with ')}." if tests > 1 else "It is the only test."
    if row["sample_quantile_pvalue"] < ALPHA:
        return f"Unusual taken alone; {counted}."
    if not math.isfinite(row["noticeable"]):
        return "There is too little history to find anything."
    return f"Beyond about {size_text(asset, row['noticeable'])} either way it would be unusual taken alone."
