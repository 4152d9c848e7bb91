"""A study in a few lines, written beside its report, so that studies can be set side by side."""

from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import ValidationError

from aftershock.errors import StudyFileError
from aftershock.reporting.clock import long_date
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.narrative import events_text
from aftershock.reporting.events.narrative import verdict_cards as event_cards
from aftershock.reporting.findings import Findings
from aftershock.reporting.keys import Keys
from aftershock.reporting.narrative import verdict_cards
from aftershock.reporting.page import Page, Table
from aftershock.reporting.sections.comovement import calm_table, risk_table
from aftershock.typing import StudyKind

SUMMARY = "summary.json"
NO_LINKS = "co-movement was not asked for"


class Verdict(Keys):
    """What one asset did: its move, whether that stands out, and the sentence that says what it is worth."""

    asset: str
    move: str
    verdict: str
    sentence: str


class Comparison(Keys):
    """A table of co-movement: its caption, its columns and its rows, the first cell of a row what it is of."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class StudySummary(Keys):
    """What a page of several studies needs to know of one."""

    format: Literal[1] = 1
    title: str
    question: str
    lead: str
    kind: StudyKind
    simulated: bool
    measure: str
    read: int
    used: int
    first: str
    last: str
    verdicts: tuple[Verdict, ...]
    links: Comparison | None = None
    risk: Comparison | None = None
    links_reason: str = ""


def study_summary(findings: Findings | EventFindings, page: Page) -> StudySummary:
    """Summarise a study of either kind.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.
    page : Page
        Its page; the lead is taken from it.

    Returns
    -------
    StudySummary
        Texts as the page has them, so that nothing is rounded twice.
    """
    links = findings.links
    calm, risk = (None, None) if links is None else (links.calm_news, links.war_risk)
    cards = event_cards(findings) if isinstance(findings, EventFindings) else verdict_cards(findings)
    first, last = days_of(findings)
    return StudySummary(
        title=page.title,
        question=page.question,
        lead=page.lead,
        kind=findings.study.kind,
        simulated=findings.simulated,
        measure=measure_text(findings),
        read=int(findings.listed.attrs["read"]),
        used=len(findings.listed),
        first=first,
        last=last,
        verdicts=tuple(
            Verdict(asset=card.name, move=card.move, verdict=card.verdict, sentence=card.sentence)
            for card in cards
        ),
        links=None if calm is None else compared(calm_table(calm)),
        risk=None if risk is None else compared(risk_table(risk)),
        links_reason=NO_LINKS if links is None else links.reason,
    )


def measure_text(findings: Findings | EventFindings) -> str:
    """Say what the moves of the verdicts are, so that unlike ones are never taken for like."""
    if isinstance(findings, EventFindings):
        window = findings.windows[0]
        count = int(findings.lead()["n_events"].max())
        return f"mean abnormal move in sessions [{window.start}, {window.end}] around {events_text(count)}"
    session = findings.lead_session
    return f"move in the session of {long_date(pd.Timestamp(session))}" if session else "move in one session"


def days_of(findings: Findings | EventFindings) -> tuple[str, str]:
    """Give the first and the last day of a study's headlines, in UTC, or events."""
    days = findings.listed["date" if isinstance(findings, EventFindings) else "instant"]
    return f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}"


def compared(table: Table) -> Comparison:
    """Take a table of the page as it is."""
    return Comparison(caption=table.caption, columns=table.columns, rows=table.rows)


def summary_text(summary: StudySummary) -> str:
    """Write a summary as JSON; the same study gives the same text."""
    return summary.model_dump_json(indent=1) + "\n"


def read_summary(file: Path) -> StudySummary:
    """Read the summary beside a report.

    Parameters
    ----------
    file : pathlib.Path
        A ``summary.json``.

    Returns
    -------
    StudySummary

    Raises
    ------
    StudyFileError
        If it is not there, or was not written by this version; it names the command that writes it anew.
    """
    try:
        return StudySummary.model_validate_json(file.read_bytes())
    except OSError as failure:
        reason = failure.strerror or "cannot be read"
    except ValidationError as failure:
        reason = f"is no summary of this version ({failure.error_count()} things do not fit)"
    raise StudyFileError(
        f"{file.parent.name}/{file.name}: {reason}. Build the report of that study again: aftershock report.",
        file=str(file),
    )
