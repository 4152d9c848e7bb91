"""What a study still lacks, one piece at a time, and what a reader of a finished one must know."""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from aftershock.alignment import OUTCOMES, align, count_outcomes
from aftershock.errors import AlignmentError, HeadlineError, StudyFileError
from aftershock.headlines import read_headlines
from aftershock.markets import Prices
from aftershock.reporting.findings import Findings
from aftershock.reporting.starter_text import MARK
from aftershock.reporting.studyfile import HeadlinesSection, StudyFile

AGAIN = "Then run the same command again."
DAYS_BEFORE, BAR_DAYS_BEFORE, DAYS_AFTER = 730, 120, 10
UNREMARKABLE = frozenset({"used", "is_the_market", "merged_into_episode"})
ADVICE = {
    "out_of_range": " Widen [prices] start and end, or add newer prices.",
    "short_estimation": " Let [prices] start earlier, or shorten [sessions] estimation.",
}
PARAMETER = re.compile(
    r"\b(date_order|date|zone|columns|format|ambiguous|abbreviation|max_rejected)=(?=(['\w{]?))"
)


def check_first_steps(path: Path) -> None:
    """Name the first piece that a started study still lacks, and what to write.

    Files that cannot be read, and keys that are wrong, are left to `read_study`.

    Raises
    ------
    StudyFileError
        If the title or a day of the prices is empty, or the starter's own headlines are still in the list.
    HeadlineError
        If days are asked for and the headlines that would tell them cannot be read.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return
    study, headlines, prices = (section(content, name) for name in ("study", "headlines", "prices"))
    if study.get("title") == "":
        raise StudyFileError(
            f"{path}: the title is empty. Write into [study] what happened and when, as "
            f'title = "A strike in the strait, 3 March 2026". {AGAIN}',
            file=str(path),
        )
    if isinstance(headlines.get("file"), str):
        check_examples(path.parent / headlines["file"])
    empty = [key for key in ("start", "end", "bars_start") if prices.get(key) == ""]
    if empty and headlines:
        raise StudyFileError(f"{path}: {days_to_write(headlines, path.parent, empty)}", file=str(path))


def section(content: dict[str, Any], name: str) -> dict[str, Any]:
    """Take a section of a study file; nothing where it is absent or no section."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def check_examples(path: Path) -> None:
    """Refuse a list that still holds the starter's own lines."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        return
    left = [number for number, line in enumerate(lines, start=1) if MARK in line]
    if left:
        where = f"lines {' and '.join(map(str, left))} are" if len(left) > 1 else f"line {left[0]} is"
        raise StudyFileError(
            f"{path}: {where} still the starter's. Write your headlines instead, one a line under {lines[0]!r}: the "
            "time with its offset (2026-03-03T14:05:00-05:00), or the clock time and its zone (2026-03-03 14:05,ET), "
            f"then the text. {AGAIN}",
            file=str(path),
            lines=tuple(left),
        )


def days_to_write(headlines: dict[str, Any], folder: Path, empty: list[str]) -> str:
    """Say which days of prices the headlines need, as the lines to write."""
    try:
        heads = read_study_headlines(HeadlinesSection.model_validate(headlines), folder)
    except ValidationError:
        return f"[prices] {empty[0]} is empty; write a day as 2022-02-17. {AGAIN}"
    days = needed_days(heads)
    lines = to_write({key: days[key] for key in empty})
    first, last = f"{heads['instant'].min():%Y-%m-%d}", f"{heads['instant'].max():%Y-%m-%d}"
    told = f"is of {first}" if first == last else f"run from {first} to {last}"
    count = "the headline" if len(heads) == 1 else f"the {len(heads)} headlines"
    return f"{count} {told}, and the days of the prices are empty. Write into [prices]{lines}{AGAIN}"


def to_write(keys: dict[str, str]) -> str:
    """Set lines of a study file apart, so that they can be copied."""
    return "\n" + "".join(f'    {key} = "{value}"\n' for key, value in keys.items())


def needed_days(heads: pd.DataFrame) -> dict[str, str]:
    """Choose the days of prices that headlines need: two years before, months of bars, and some days after.

    Examples
    --------
    >>> heads = pd.DataFrame({"instant": pd.to_datetime(["2026-03-03T14:05Z"])})
    >>> needed_days(heads)
    {'start': '2024-03-03', 'end': '2026-03-13', 'bars_start': '2025-11-03'}
    """
    first, last = heads["instant"].min().date(), heads["instant"].max().date()
    return {
        "start": str(first - timedelta(days=DAYS_BEFORE)),
        "end": str(last + timedelta(days=DAYS_AFTER)),
        "bars_start": str(first - timedelta(days=BAR_DAYS_BEFORE)),
    }


def read_study_headlines(told: HeadlinesSection, folder: Path) -> pd.DataFrame:
    """Read the headlines of a study; what is to be passed is named as a study file spells it.

    Raises
    ------
    HeadlineError
        As `read_headlines` raises it.
    """
    path = folder / told.file
    if not path.is_file():
        raise HeadlineError(
            f"No file can be read at {str(path)!r}, which [headlines] file names as seen from the study.toml. Put the "
            f"list there, or name another. {AGAIN}",
            path=str(path),
        )
    try:
        return read_headlines(path, **told.model_dump(exclude={"file", "fictional", "start", "end"}))
    except HeadlineError as failure:
        told_again = f"{path.name}: {as_study_keys(str(failure))}"
        raise type(failure)(told_again, **failure.data) from None


def as_study_keys(message: str) -> str:
    """Spell the parameters that a message speaks of as keys of ``[headlines]``.

    Examples
    --------
    >>> as_study_keys("add a column 'zone', or pass zone=, e.g. zone='CET'.")
    "add a column 'zone', or pass zone, e.g. zone = 'CET'. (zone is a key of [headlines] in the study.toml.)"
    """
    keys = list(dict.fromkeys(found[1] for found in PARAMETER.finditer(message)))
    if not keys:
        return message
    braces = re.sub(r"\{[^{}]*\}", lambda found: found[0].replace(": ", " = "), message)
    spelt = PARAMETER.sub(lambda found: f"{found[1]}{' = ' if found[2] else ''}", braces)
    verb = "is a key" if len(keys) == 1 else "are keys"
    return f"{spelt} ({' and '.join(keys)} {verb} of [headlines] in the study.toml.)"


def align_study(heads: pd.DataFrame, daily: Prices, spec: StudyFile) -> pd.DataFrame:
    """Align the headlines of a study; where they and the prices do not meet, say which of them to change.

    Raises
    ------
    AlignmentError
        As `align` raises it, with the lines to write or the prices to add.
    """
    try:
        return align(heads, daily, max_loss=spec.sessions.max_loss)
    except AlignmentError as failure:
        raise type(failure)(f"{failure} {meeting_advice(heads, daily, spec)}", **failure.data) from None


def meeting_advice(heads: pd.DataFrame, daily: Prices, spec: StudyFile) -> str:
    """Say whether the days asked for, or the prices at hand, are to be widened."""
    first, last = str(heads["instant"].min().date()), str(heads["instant"].max().date())
    spans = [(one.origin.first, one.origin.last) for one in daily.values()]
    begin, end = min(span[0] for span in spans), max(span[1] for span in spans)
    days = needed_days(heads)
    if first < spec.prices.start or last > spec.prices.end:
        return f"Write into [prices]{to_write(days)}{AGAIN}"
    if last > end:
        return (
            f"The prices end on {end} though the study asks for them until {spec.prices.end}: add newer ones, wait for "
            "the close of the session, or name another source with --prices."
        )
    if first < begin:
        return (
            f"The prices begin on {begin} though the study asks for them from {spec.prices.start}: add older ones, "
            'name another source with --prices, or keep the headlines from then on with [headlines] start = "'
            f'{begin}".'
        )
    return "In a study that is [sessions] max_loss."


def closing_remarks(findings: Findings) -> tuple[str, ...]:
    """Say what is not on the page as one would think: what could not be loaded, closed markets, lost pairs.

    Examples
    --------
    >>> list(outcome_remarks(pd.Series(["used", "out_of_range"]), "pairs"))
    ['1 of 2 pairs: The prices at hand do not reach to this headline (out_of_range). Widen [prices] start and end, or \
add newer prices.']
    """
    sessions = findings.mean.to_frame("car")["outcome"]
    hours = None if findings.reactions is None else findings.reactions.outcomes["outcome"]
    clock = () if hours is None else outcome_remarks(hours, "moves in clock time")
    return (*findings.gaps, *outcome_remarks(sessions, "headline x asset pairs"), *clock)


def outcome_remarks(outcomes: "pd.Series[str]", what: str) -> Iterator[str]:
    """Count and explain the outcomes that are worth a word."""
    for name, count in count_outcomes(outcomes).items():
        if name not in UNREMARKABLE:
            told = OUTCOMES[name].rstrip(".")  # type: ignore[index]
            yield f"{count} of {len(outcomes)} {what}: {told} ({name}).{ADVICE.get(str(name), '')}"
