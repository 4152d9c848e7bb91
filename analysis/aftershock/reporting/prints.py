"""Sentences on the moves around the prints, in clock time: the largest after a headline and the largest before."""

import math

import pandas as pd

from aftershock.reactions import PLACEBO_REASONS, ClockWindow
from aftershock.reporting.clock import clock_text, zone_name
from aftershock.reporting.findings import ALPHA, Findings, each, measured
from aftershock.reporting.wording import (
    capital,
    count_word,
    date_text,
    equals,
    in_sentence,
    joined,
    move_text,
    number,
    share_text,
    verb_phrase,
)

USUAL: dict[str, str] = {
    "own_day": "the usual for that hour and day",
    "days_before": "the usual for that hour on the days before",
    "like_gaps": "the usual gap",
}


BACK = {"retraced": "by the end of the span", "retraced_by_close": "by the close"}


def after_paragraph(findings: Findings, window: ClockWindow) -> str:
    """Say which headline the largest move followed, and what such moves are worth.

    Parameters
    ----------
    findings : Findings
        Everything that was computed, with a clock-time study.
    window : ClockWindow
        One of its windows.

    Returns
    -------
    str
        Sentences.
    """
    rows = measured(findings.clock, window.text)
    if rows.empty:
        return (
            "No move after a headline could be compared with the usual for its time of day; the appendix says why, "
            "pair by pair."
        )
    top = rows.iloc[int(rows["standardized"].abs().to_numpy().argmax())]
    asset = findings.assets[top["asset"]]
    return (
        f"Against the usual for its time of day, the largest move after a print was in {in_sentence(asset)}: "
        f"{move_text(asset, top['move'])} {span_text(findings, top)} around headline {top['number']}"
        f"{company_text(top)}, {against_usual(top)}{retraced_text(top)}. {worth_text(findings, rows)}"
    )


def clock_lead(findings: Findings) -> str:
    """Lead with the moves after prints that stand out with every clock test counted; empty where none does.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    str
        One sentence, on the most certain move and how many others there are.
    """
    if findings.reactions is None:
        return ""
    windows = [text for text in findings.reactions.spec.windows if not ClockWindow.parse(text).is_before]
    rows = findings.clock[findings.clock["window"].isin(windows) & (findings.clock["pvalue_all"] < ALPHA)]
    if rows.empty:
        return ""
    ranked = rows.assign(size=-rows["standardized"].abs()).sort_values(["pvalue_all", "size"], kind="stable")
    top, asset = ranked.iloc[0], findings.assets[ranked.iloc[0]["asset"]]
    others = len(rows) - 1
    alike = {0: "", 1: ", and so does one other"}.get(others, f", and so do {count_word(others)} others")
    counted = f"{tests_counted(findings)} ({equals('p', top['pvalue_all'])})"
    return (
        f"{capital(verb_phrase(asset, top['move']))} {span_text(findings, top)} around headline {top['number']}"
        f"{company_text(top)}, {times_usual(top)}: that stands out from noise {counted}{alike}."
    )


def tests_counted(findings: Findings) -> str:
    """Say that every clock test was counted."""
    tests = int(findings.clock["pvalue_all"].notna().sum())
    if tests == 1:
        return "in the only clock test"
    every = "both" if tests == 2 else f"all {count_word(tests)}"
    return f"with {every} clock tests counted"


def retraced_text(row: pd.Series) -> str:
    """Say how much of the extreme was given back by the end of the span and by the close."""
    by = [(float(row[name]), when) for name, when in BACK.items() if math.isfinite(row[name])]
    if not by:
        return ""
    (share, when), *others = by
    rest = "".join(f" and {given_back(share)} {when}" for share, when in others)
    return f"; of the furthest it went, {given_back(share)} was given back {when}{rest}"


def given_back(share: float) -> str:
    """Write the share of an extreme that was given back."""
    return "all" if share >= 1 else "none" if share <= 0 else share_text(share)


def run_up_paragraph(findings: Findings, window: ClockWindow) -> str:
    """Say how many of the spans as long before the prints were unusual, for a study without a window before them.

    Parameters
    ----------
    findings : Findings
        Everything that was computed, with a clock-time study.
    window : ClockWindow
        One of its windows.

    Returns
    -------
    str
        One sentence; empty where no such span could be judged.
    """
    rows = findings.clock[findings.clock["window"] == window.text]
    judged = rows[rows["run_up_pvalue"].notna() & (rows["run_up_n_others"] == 0)]
    if judged.empty:
        return ""
    alone = int((judged["run_up_pvalue"] < ALPHA).sum())
    return (
        f"Of the {count_word(len(judged))} spans as long before a print that can be judged and hold no other headline, "
        f"{counted_alone(alone)} unusual taken alone, where chance alone would bring {expected_text(len(judged))}."
    )


def company_text(row: pd.Series) -> str:
    """Say that the market was shut, and how many other headlines came within the same span."""
    others = int(row["n_others"])
    parts = ["the market was shut when it came"] if row["outcome"] == "market_closed_next_open" else []
    if others:
        parts.append(f"{count_word(others)} other{'s' if others > 1 else ''} came in that span")
    return f" ({'; '.join(parts)})" if parts else ""


def largest_after(findings: Findings) -> float:
    """Find the largest standardized move over any window that does not end with the headline; NaN without one."""
    assert findings.reactions is not None
    windows = [text for text in findings.reactions.spec.windows if not ClockWindow.parse(text).is_before]
    sizes = [measured(findings.clock, text)["standardized"].abs().max() for text in windows]
    return float(pd.Series(sizes, dtype="float64").max())


def before_paragraph(findings: Findings, window: ClockWindow) -> str:
    """Say whether markets moved before a print, in a span without any other headline, more than after any.

    Parameters
    ----------
    findings : Findings
        Everything that was computed, with a clock-time study.
    window : ClockWindow
        One of its windows, which ends with the headline.

    Returns
    -------
    str
        Sentences; empty where nothing was measured.
    """
    rows = measured(findings.clock, window.text)
    rows = rows[rows["n_others"] == 0]
    if rows.empty:
        return ""
    rival = largest_after(findings)
    ranked = rows.reindex(rows["standardized"].abs().sort_values(ascending=False, kind="stable").index)
    top = ranked.iloc[0]
    asset = findings.assets[top["asset"]]
    largest = (
        f"{in_sentence(asset)} {move_text(asset, top['move'])} {span_text(findings, top)}, before headline "
        f"{top['number']} was printed, {against_usual(top)}"
    )
    if not abs(top["standardized"]) > rival:
        compared = (
            "the largest move against the usual"
            if math.isnan(rival)
            else "no move was larger against the usual than after them; the largest"
        )
        return (
            f"Before the prints, in spans without any other headline, {compared} was {largest}. "
            f"{worth_text(findings, rows)}"
        )
    beside = beside_text(findings, ranked.iloc[1:], top, rival)
    return (
        "Against the usual for its time of day, the largest move of all came before a print, in a span without any "
        f"other headline: {largest}{beside}. {worth_text(findings, rows)} Either the news was out "
        "before this source printed it, or the move had nothing to do with the headline."
    )


def beside_text(findings: Findings, rows: pd.DataFrame, top: pd.Series, rival: float) -> str:
    """Add the other assets that moved over the same headline's run-up by more than any move after a print."""
    same = rows[(rows["number"] == top["number"]) & (rows["standardized"].abs() > rival)]
    if same.empty:
        return ""
    moves = [
        f"{in_sentence(findings.assets[row.asset])} {move_text(findings.assets[row.asset], row.move)} "
        f"({number(abs(row.standardized), decimals=1)} times)"
        for row in each(same)
    ]
    return f", and beside it {joined(moves)}"


def span_text(findings: Findings, row: pd.Series) -> str:
    """Write the span of the bars used, on the headlines' clock and in UTC."""
    zone = str(findings.heads["zone"].iloc[0])
    begin, end = row["before"].tz_convert(zone), row["after"].tz_convert(zone)
    utc = f"{clock_text(row['before'])}–{clock_text(row['after'])} UTC"
    in_utc = f" ({utc})" if zone_name(begin) != "UTC" else ""
    if begin.date() == end.date():
        span = f"over {clock_text(begin)}–{clock_text(end)} {zone_name(begin)}{in_utc}"
        return f"{span} on {date_text(begin)}"
    return (
        f"from {clock_text(begin)} {zone_name(begin)} on {date_text(begin)} to {clock_text(end)} {zone_name(end)} on "
        f"{date_text(end)}{in_utc}"
    )


def against_usual(row: pd.Series) -> str:
    """Compare a move with the usual for its time of day, and with other windows of its day or of all days."""
    times = times_usual(row)
    if not math.isfinite(row["placebo_pvalue"]):
        return times
    larger, placebos = int(row["n_larger"]), int(row["n_placebos"])
    many = "none" if larger == 0 else count_word(larger)
    where = "its day" if row["placebo_from"] == "own_day" else "all days"
    as_large = f"{many} of {placebos:,} other windows of {where} {'was' if larger < 2 else 'were'} as large"
    return f"{times} ({as_large}, {equals('p', row['placebo_pvalue'])})"


def times_usual(row: pd.Series) -> str:
    """Compare a move with the usual for its time of day."""
    return f"{number(abs(float(row['standardized'])), decimals=1)} times {USUAL[row['usual_from']]}"


def worth_text(findings: Findings, rows: pd.DataFrame) -> str:
    """Say how many of the moves could be judged, how many stand out, and what chance would bring."""
    judged = rows[rows["placebo_pvalue"].notna()]
    if judged.empty:
        return unjudged_text(rows)
    alone, certain = judged[judged["placebo_pvalue"] < ALPHA], judged[judged["pvalue_all"] < ALPHA]
    if len(rows) == len(judged) == 1:
        return f"It is the only such move; with every clock test counted {equals('p', judged['pvalue_all'].iloc[0])}."
    return (
        f"Of the {count_word(len(rows))} such moves, {share_judged(len(judged), len(rows))} judged; "
        f"{counted_alone(len(alone))} unusual taken alone, where chance alone would bring "
        f"{expected_text(len(judged))}, and with every clock test counted {all_counted(findings, judged, certain)}."
    )


def all_counted(findings: Findings, judged: pd.DataFrame, certain: pd.DataFrame) -> str:
    """Say which moves stand out with everything counted, or that none could have."""
    if certain.empty and out_of_reach(findings, judged):
        return "none could have stood out, however large: there are too few other windows for so many tests"
    return certain_text(findings, certain)


def out_of_reach(findings: Findings, judged: pd.DataFrame) -> bool:
    """Say whether a move larger than all other windows of all days would still not have stood out."""
    if (judged["placebo_from"] != "all_days").any():
        return False
    every = findings.clock.loc[findings.clock["placebo_pvalue"].notna(), "window"]
    tests = judged["window"].map(every.value_counts()) * every.nunique()
    return bool((tests / (judged["n_placebos"] + 1)).min() >= ALPHA)


def share_judged(judged: int, rows: int) -> str:
    """Say how many of the moves can be judged."""
    if judged == rows:
        return "both can be" if rows == 2 else "all can be"
    return f"{count_word(judged)} can be"


def counted_alone(alone: int) -> str:
    """Say how many are unusual one at a time."""
    return (
        "one is"
        if alone == 1
        else f"{'none' if alone == 0 else count_word(alone)} {'is' if alone == 0 else 'are'}"
    )


def expected_text(judged: int) -> str:
    """Say how many unusual moves chance alone would bring."""
    expected = ALPHA * judged
    return "less than one" if expected < 0.95 else f"about {count_word(round(expected))}"


def certain_text(findings: Findings, certain: pd.DataFrame) -> str:
    """Name the moves that stand out with everything counted."""
    if certain.empty:
        return "none stands out"
    if len(certain) > 3:
        return f"{count_word(len(certain))} stand out"
    named = [
        f"{in_sentence(findings.assets[row.asset])} around headline {row.number}" for row in each(certain)
    ]
    return f"{joined(named)} stand{'s' if len(certain) == 1 else ''} out"


def unjudged_text(rows: pd.DataFrame) -> str:
    """Say why none of the moves could be judged."""
    reason = PLACEBO_REASONS[rows["placebo_reason"].mode().iloc[0]]
    if len(rows) == 1:
        return f"It cannot be judged: {reason}."
    return f"None of the {count_word(len(rows))} such moves can be judged; for most, {reason}."
